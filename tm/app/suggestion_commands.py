"""The commands on files to be translated: what they will take, and what the memory suggests for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.project import NamedMemory
from tm.app.render import Screen

if TYPE_CHECKING:
    from tm.app.alignment import ReadOptions

_strict_variant = click.option(
    "--strict-variant", is_flag=True, help="No match across Simplified and Traditional Chinese."
)
_MANUSCRIPT_OPTIONS = (
    click.option("--encoding", default="", help="Encoding of the text files, where it is not found by itself."),
    door.keep_option,
    door.semicolons_option,
    door.srx_option,
    door.source_option,
    door.target_option,
    door.memories_option,
)


def _manuscript_options(command: Callable[..., int]) -> Callable[..., int]:
    """How files to be translated are read, and the memories they are held against."""
    for option in reversed(_MANUSCRIPT_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("files", type=door.PATH, nargs=-1, required=True)
@click.option("-o", "--output", type=door.PATH, help="File to write: .csv .tsv .xlsx .jsonl .html")
@_strict_variant
@_manuscript_options
@door.json_option
def analyse(
    files: Sequence[Path],
    output: Path | None,
    strict_variant: bool,
    encoding: str,
    keep: Sequence[str],
    semicolons: bool,
    srx: Path | None,
    source_lang: str,
    target_lang: str,
    memories: Sequence[NamedMemory],
    as_json: bool,
) -> int:
    """Count segments, words and characters of FILES by match band, repetitions and figures apart."""
    from tm.app import analysis, service, suggestion_screens
    from tm.app.jsonform import plain
    from tm.app.manuscript import read_manuscript
    from tm.app.project import open_project

    screen = Screen()
    if output:
        service.check_output(output, analysis.ANALYSIS_SUFFIXES)
    settings = door.settings_for(memories)
    options = _read_options(encoding, keep, semicolons, srx, source_lang, target_lang)
    with (
        screen.progress() as progress,
        open_project(settings, clock=door.clock, readonly=True, memories=memories) as project,
    ):
        manuscripts = [read_manuscript(path, options=options, settings=settings) for path in files]
        found = analysis.analyse(project, manuscripts, strict_variant=strict_variant, progress=progress)
    if output:
        date = f"{door.clock():%Y-%m-%d}"
        analysis.write_analysis(output, found, memory=str(settings.memory), date=date)
        screen.note(f"wrote {output}: {found.total.segments} segments")
    if as_json:
        screen.json(plain(found))
    elif not output:
        suggestion_screens.show_analysis(screen, found)
    problems = [problem for manuscript in manuscripts for problem in manuscript.problems]
    screen.problems(problems)
    return door.PROBLEMS if problems else 0


@click.command()
@click.argument("file", type=door.PATH)
@click.option("-o", "--output", type=door.PATH, help="File to write: .xlf .html .tsv .csv .xlsx .jsonl")
@click.option(
    "--prefill",
    type=click.IntRange(100, 102),
    metavar="PERCENT",
    help="Fill segments without a translation with matches of 100 (101, 102) percent; XLIFF only.",
)
@click.option("--min", "minimum", type=click.IntRange(0, 100), metavar="N", help="Lowest percent shown [default: 50].")
@click.option("--max", "limit", type=click.IntRange(1, 1000), metavar="N", help="Most matches a segment [default: 5].")
@click.option("--meaning", is_flag=True, help="Also find units alike in meaning, in either language.")
@_strict_variant
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Leave out documents published after this day."
)
@_manuscript_options
@door.encoder_option
@door.json_option
def suggest(
    file: Path,
    output: Path | None,
    prefill: int | None,
    minimum: int | None,
    limit: int | None,
    meaning: bool,
    strict_variant: bool,
    as_of: datetime | None,
    encoding: str,
    keep: Sequence[str],
    semicolons: bool,
    srx: Path | None,
    source_lang: str,
    target_lang: str,
    memories: Sequence[NamedMemory],
    encoder: str | None,
    as_json: bool,
) -> int:
    """Find the best matches and terms of every segment of FILE.

    The sentences of a text, web page, Word file and the like; the segments of a PO or XLIFF file. An XLIFF file is
    written back with the matches as candidates and else as it was; of another file a new one is made.
    """
    from tm.app import jsonform, service, suggestion_files, suggestion_screens
    from tm.app.manuscript import read_manuscript
    from tm.app.project import open_project

    screen = Screen()
    if output:
        service.check_output(output, suggestion_files.SUGGESTION_SUFFIXES)
    elif prefill is not None:
        raise click.UsageError("--prefill fills in a file; name it with -o, e.g. -o filled.xlf")
    settings = door.settings_for(memories, encoder=encoder)
    options = _read_options(encoding, keep, semicolons, srx, source_lang, target_lang)
    with (
        screen.progress() as progress,
        open_project(settings, clock=door.clock, readonly=True, memories=memories) as project,
    ):
        manuscript = read_manuscript(file, options=options, settings=settings)
        wanted = service.LookupOptions(
            source_lang=manuscript.source_lang,
            target_lang=manuscript.target_lang,
            minimum=settings.min_percent if minimum is None else minimum,
            limit=limit or settings.max_matches,
            meaning=meaning,
            strict_variant=strict_variant,
            as_of=as_of.date() if as_of else None,
        )
        if output:
            report = suggestion_files.write_suggestions(
                project, manuscript, output, wanted, prefill=prefill, progress=progress
            )
            if as_json:
                screen.json(jsonform.plain(report))
            else:
                suggestion_screens.show_suggested(screen, report)
        else:
            for answer in service.look_up(project, manuscript.queries(), wanted, progress=progress):
                screen.json(jsonform.answer(answer)) if as_json else screen.answer(answer)
    screen.problems(manuscript.problems)
    return door.PROBLEMS if manuscript.problems else 0


def _read_options(
    encoding: str, keep: Sequence[str], semicolons: bool, srx: Path | None, source_lang: str, target_lang: str
) -> ReadOptions:
    from tm.app.alignment import ReadOptions

    return ReadOptions(
        source_lang=source_lang,
        target_lang=target_lang,
        encoding=encoding,
        keep=frozenset(keep),
        semicolons=semicolons,
        srx=door.segmentation(srx, semicolons=semicolons),
    )


COMMANDS = (analyse, suggest)
