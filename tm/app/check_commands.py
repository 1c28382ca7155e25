"""Checking a memory or translated files: `tm check`, `glossary check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.render import Screen
from tm.errors import SettingsError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tm.app.hygiene import CheckOptions, CheckReport
    from tm.app.project import Project
    from tm.progress import Progress

_files = click.argument("files", type=door.PATH, nargs=-1)
_output = click.option("-o", "--output", type=door.PATH, help="File to write: .html .tsv .csv .xlsx .jsonl")
_document = click.option("--document", default="", help="Only units of this document.")
_severity = click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    default="note",
    help="The lowest severity shown [default: note].",
)
_all_terms = click.option(
    "--all", "proposed_too", is_flag=True, help="Go by proposed terms too, not only approved ones."
)
_all_findings = click.option("--all-findings", is_flag=True, help="Show every finding, not only the first of a code.")


@click.command()
@_files
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Only findings of this code; may be repeated.")
@click.option("--skip", "skipped", multiple=True, metavar="CODE", help="No findings of this code.")
@_severity
@_document
@click.option("--meaning", is_flag=True, help="Also look for pairs hardly alike in meaning.")
@_all_terms
@click.option(
    "--fix", "fixes", multiple=True, metavar="CODE", help="Put findings of this code right; tm undo undoes it."
)
@_all_findings
@_output
@door.source_option
@door.target_option
@door.memory_option
@door.encoder_option
@door.json_option
def check(
    files: Sequence[Path],
    codes: Sequence[str],
    skipped: Sequence[str],
    severity: str,
    document: str,
    meaning: bool,
    proposed_too: bool,
    fixes: Sequence[str],
    all_findings: bool,
    output: Path | None,
    source_lang: str,
    target_lang: str,
    memory: Path | None,
    encoder: str | None,
    as_json: bool,
) -> int:
    """Look for what is wrong in the memory or in FILES.

    FILES are units of TMX, XLIFF, PO and tables, or a text and its translation. Ends with 1 where something is found.
    --fix CODE puts right what can be.
    """
    from tm.app import check_page, check_screens, hygiene, service
    from tm.check.findings import RULES, Severity

    screen = Screen()
    for code in (*codes, *skipped, *fixes):
        if code not in RULES:
            raise SettingsError(f"{code!r} is no code of a finding; known: {', '.join(RULES)}")
    if output:
        service.check_output(output, check_page.CHECK_SUFFIXES)
    if fixes and (files or codes or skipped):
        raise SettingsError("--fix works on the memory, and names its codes itself; leave out FILES, --code and --skip")
    options = hygiene.CheckOptions(
        codes=frozenset(codes) | ({"meaning"} if meaning and codes else frozenset()),
        skipped=frozenset(skipped),
        severity=Severity(severity),
        document=document,
        source_lang=source_lang,
        target_lang=target_lang,
        meaning=meaning or "meaning" in codes,
        proposed_too=proposed_too,
    )
    if fixes:
        with screen.progress() as progress, door.project(memory=memory, encoder=encoder) as project:
            fixed = hygiene.fix_memory(project, fixes, options, progress=progress)
        screen.tell(fixed, check_screens.show_fixed, as_json=as_json)
        return door.PROBLEMS if fixed.left else 0
    with screen.progress() as progress, _opened(bool(files), memory, encoder) as project:
        report = _checked(project, files, options, progress)
    return _told(screen, report, output, all_findings=all_findings, as_json=as_json)


@click.command("check")
@_files
@_severity
@_document
@_all_terms
@_all_findings
@_output
@door.source_option
@door.target_option
@door.memory_option
@door.json_option
def glossary_check(
    files: Sequence[Path],
    severity: str,
    document: str,
    proposed_too: bool,
    all_findings: bool,
    output: Path | None,
    source_lang: str,
    target_lang: str,
    memory: Path | None,
    as_json: bool,
) -> int:
    """Check the memory, or translated FILES, against the glossary.

    FILES are units of TMX, XLIFF, PO and tables, or a text and its translation. Ends with 1 where something is found.
    """
    from tm.app import check_page, hygiene, service
    from tm.check.findings import TERM_CODES, Severity

    screen = Screen()
    if output:
        service.check_output(output, check_page.CHECK_SUFFIXES)
    options = hygiene.CheckOptions(
        codes=TERM_CODES,
        severity=Severity(severity),
        document=document,
        source_lang=source_lang,
        target_lang=target_lang,
        proposed_too=proposed_too,
    )
    with screen.progress() as progress, door.project(readonly=True, memory=memory) as project:
        hygiene.require_terms(project, options)
        report = _checked(project, files, options, progress)
    return _told(screen, report, output, all_findings=all_findings, as_json=as_json)


def _opened(for_files: bool, memory: Path | None, encoder: str | None) -> AbstractContextManager[Project]:
    """The project to check with; for files it may be one without a memory."""
    if for_files and not door.settings_with(memory=memory).memory.exists():
        return door.rehearsal(memory=memory, encoder=encoder)
    return door.project(readonly=True, memory=memory, encoder=encoder)


def _checked(project: Project, files: Sequence[Path], options: CheckOptions, progress: Progress) -> CheckReport:
    from tm.app import hygiene

    if files:
        return hygiene.check_files(project, files, options, progress=progress)
    return hygiene.check_memory(project, options, progress=progress)


def _told(screen: Screen, report: CheckReport, output: Path | None, *, all_findings: bool, as_json: bool) -> int:
    """Show or write the findings; the exit code."""
    from tm.app import check_page, check_screens
    from tm.app.jsonform import plain

    if output:
        written = check_page.write_findings(output, report, date=f"{door.clock():%Y-%m-%d}")
        screen.note(f"wrote {output}: {written} findings")
    if as_json:
        screen.json(
            {
                "place": report.place,
                "units": report.units,
                "counts": dict(report.counts),
                "findings": [check_page.finding_json(checked) for checked in report.findings],
                "problems": plain(report.problems),
            }
        )
    elif not output:
        check_screens.show_check(screen, report, everything=all_findings)
    return door.PROBLEMS if report.findings or report.problems else 0


COMMANDS = (check,)
GLOSSARY_COMMANDS = (glossary_check,)
