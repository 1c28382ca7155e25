"""The command `glossary`: the termbase in the memory file, listed, searched, decided and exported."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from glossary.entries import TermEntry
from tm import __version__
from tm.app import check_commands, door, term_commands, term_exchange_commands, term_review
from tm.app.examples import show_examples
from tm.app.render import Screen

_SHOWN = 50  # entries of a list
_WORKFLOWS = click.Choice(["proposed", "approved", "rejected"])


@click.group(cls=door.CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="duizhao")
def commands() -> None:
    """Duizhao 对照: the glossary of a memory."""


@commands.command()
@click.argument("articles", type=door.PATH, nargs=-1)
@door.kind_option
@click.option("--max", "limit", type=door.COUNT, help="Most terms proposed for each article [default: 100].")
@door.encoder_option
@door.memory_option
@door.json_option
def extract(
    articles: Sequence[Path],
    kind: str | None,
    limit: int | None,
    encoder: str | None,
    memory: Path | None,
    as_json: bool,
) -> int:
    """Propose the terms of ARTICLES (folders, or files paired by name), or of the whole memory."""
    from tm.app import terms
    from tm.app.jsonform import extraction
    from tm.app.proposals import TERMS_AN_ARTICLE

    screen = Screen()
    opened = door.project(create=bool(articles), memory=memory, encoder=encoder)
    with opened as project, screen.progress() as progress:
        report = terms.extract_terms(
            project, articles, kind=kind or "", most=limit or TERMS_AN_ARTICLE, progress=progress
        )
    if as_json:
        screen.json(extraction(report))
    else:
        screen.data.print(
            f"read {report.units} units of {report.articles} articles, {report.untranslated} texts without "
            f"translation: {report.added} entries added, {report.merged} merged, {report.skipped} already there; "
            f"{report.names} are names; decide with: glossary review"
        )
        screen.problems(report.problems)
    return door.PROBLEMS if report.problems else 0


@commands.command("list")
@click.option("--workflow", type=_WORKFLOWS, help="Only entries so decided.")
@door.kind_option
@click.option("--subject", default="", help="Only of this subject field, or a part of its name.")
@click.option("--lang", type=door.LanguageTag(), default="", help="Only with a term in this language.")
@click.option("--text", default="", help="Only with a term that holds this.")
@click.option(
    "--sort",
    type=click.Choice(["decision", "term", "count", "changed"]),
    default="decision",
    help="decision: undecided first, surest first.",
    show_default=True,
)
@click.option("--max", "limit", type=door.COUNT, help="Most entries shown [default: 50; all with --json].")
@door.memory_option
@door.json_option
def list_command(
    workflow: str | None,
    kind: str | None,
    subject: str,
    lang: str,
    text: str,
    sort: Literal["decision", "term", "count", "changed"],
    limit: int | None,
    memory: Path | None,
    as_json: bool,
) -> None:
    """List the entries, the surest proposals first."""
    from tm.app import terms

    with door.project(readonly=True, memory=memory) as project:
        found = terms.list_entries(
            project, workflow=workflow or "", kind=kind or "", subject=subject, lang=lang, text=text, sort=sort
        )
    shown = limit or (len(found) if as_json else _SHOWN)
    _show(found[:shown], as_json, total=len(found))


@commands.command()
@click.argument("text")
@door.memory_option
@door.json_option
def find(text: str, memory: Path | None, as_json: bool) -> None:
    """Find the entries with a term that holds TEXT, in any script or inflection, or show the one of that id."""
    from tm.app import terms

    with door.project(readonly=True, memory=memory) as project:
        _show(terms.find_entries(project, text), as_json)


@commands.command()
@click.argument("source")
@click.argument("target", nargs=-1, required=True)
@click.option("--forbid", multiple=True, help="A rendering that must not be used.")
@click.option("--subject", default="", help="Subject field.")
@click.option("--definition", default="", help="Definition.")
@click.option("--note", default="", help="Note on the entry.")
@door.memory_option
@door.json_option
def add(
    source: str,
    target: Sequence[str],
    forbid: Sequence[str],
    subject: str,
    definition: str,
    note: str,
    memory: Path | None,
    as_json: bool,
) -> None:
    """Add an approved entry: a SOURCE term and its TARGET renderings, the preferred one first."""
    from tm.app import terms

    with door.project(create=True, memory=memory) as project:
        entry = terms.add_entry(
            project, source, target, forbidden=forbid, subject_field=subject, definition=definition, note=note
        )
        rivals = terms.find_rivals(project, entry)
    _show((entry,), as_json)
    for other in rivals:
        meant = " / ".join(term.text for term in other.terms[1:]) or "no rendering"
        join = f"glossary merge {other.concept} {entry.concept}"
        Screen().note(f"! {source} has another entry, {other.concept} ({meant}); to make them one: {join}")


@commands.command()
@click.argument("concepts", metavar="ID-OR-TERM...", nargs=-1, required=True)
@door.memory_option
@door.json_option
def approve(concepts: Sequence[str], memory: Path | None, as_json: bool) -> None:
    """Approve entries, by id or by a term of theirs."""
    _decide(concepts, memory, as_json, approve=True)


@commands.command()
@click.argument("concepts", metavar="ID-OR-TERM...", nargs=-1, required=True)
@door.memory_option
@door.json_option
def reject(concepts: Sequence[str], memory: Path | None, as_json: bool) -> None:
    """Reject entries, by id or by a term of theirs; they are not proposed again."""
    _decide(concepts, memory, as_json, approve=False)


for command in (
    *check_commands.GLOSSARY_COMMANDS,
    *term_commands.COMMANDS,
    *term_exchange_commands.COMMANDS,
    *term_review.COMMANDS,
):
    commands.add_command(command)
show_examples("glossary", commands)


def _decide(concepts: Sequence[str], memory: Path | None, as_json: bool, *, approve: bool) -> None:
    from tm.app import terms

    with door.project(memory=memory) as project:
        _show(terms.decide(project, concepts, approve=approve), as_json)


def _show(entries: Sequence[TermEntry], as_json: bool, *, total: int | None = None) -> None:
    from tm.app import jsonform, term_screens

    screen = Screen()
    if as_json:
        screen.json([jsonform.entry(entry) for entry in entries])
    else:
        term_screens.show_entries(screen, entries, total=total)


def main() -> None:
    """Run the command line."""
    sys.exit(door.run(commands, None))


if __name__ == "__main__":
    main()
