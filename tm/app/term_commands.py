"""Commands on single entries: `glossary edit`, `delete`, `merge`, `history`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.render import Screen

if TYPE_CHECKING:
    from tm.app.termedits import EditReport

_STATUSES = click.Choice(["preferred", "admitted", "deprecated", "superseded"])
_TYPES = click.Choice(["full", "abbreviation", "acronym", "short", "variant", "phrase"])
_WORKFLOWS = click.Choice(["proposed", "approved", "rejected"])


@click.command()
@click.argument("entry", metavar="ID-OR-TERM")
@click.option("--subject", help="Subject field; here and below an empty text takes the old one away.")
@click.option("--definition", help="Definition.")
@click.option("--definition-lang", type=door.LanguageTag(), default="", help="Language it belongs to [default: none].")
@click.option("--note", help="Note on the entry.")
@click.option("--workflow", type=_WORKFLOWS, help="What has been decided.")
@click.option("--prefer", multiple=True, metavar="TERM", help="Make a term, or add it as, the preferred one.")
@click.option("--admit", multiple=True, metavar="TERM", help="Make or add an admitted term.")
@click.option("--forbid", multiple=True, metavar="TERM", help="Make or add a term that must not be used.")
@click.option("--remove", multiple=True, metavar="TERM", help="Take a term out.")
@click.option("--refer", multiple=True, metavar="ID-OR-URL", help="Refer to another entry or a web page.")
@click.option("--unrefer", multiple=True, metavar="ID-OR-URL", help="No longer refer to it.")
@click.option("--term", metavar="TERM", help="The term that the options below are about; added if it is not there.")
@click.option("--lang", type=door.LanguageTag(), default="", help="Its language [default: by its letters].")
@click.option("--rename", metavar="TEXT", help="Its new text.")
@click.option("--status", type=_STATUSES, help="Its status.")
@click.option("--type", "term_type", type=_TYPES, help="What form of the name it is.")
@click.option("--pos", help="Its part of speech: noun, verb, adjective, adverb, other.")
@click.option("--source", help="Where it was found.")
@click.option("--context", help="A sentence that uses it.")
@click.option("--term-note", help="Note on it.")
@door.memory_option
@door.json_option
def edit(
    entry: str,
    subject: str | None,
    definition: str | None,
    definition_lang: str,
    note: str | None,
    workflow: str | None,
    prefer: Sequence[str],
    admit: Sequence[str],
    forbid: Sequence[str],
    remove: Sequence[str],
    refer: Sequence[str],
    unrefer: Sequence[str],
    term: str | None,
    lang: str,
    rename: str | None,
    status: str | None,
    term_type: str | None,
    pos: str | None,
    source: str | None,
    context: str | None,
    term_note: str | None,
    memory: Path | None,
    as_json: bool,
) -> int:
    """Change any field of an entry, its terms and their statuses; `tm undo` takes it back."""
    from glossary.entries import Status, TermType, Workflow
    from tm.app import termedits
    from tm.app.termedits import TermEdit

    details = TermEdit(
        text=term or "",
        lang=lang,
        new_text=rename,
        status=Status(status) if status else None,
        part_of_speech=pos,
        term_type=TermType(term_type) if term_type else None,
        source=source,
        context=context,
        note=term_note,
    )
    if term is None and details != TermEdit(text=""):
        raise click.UsageError("name the term that is meant with --term")
    decided = ((prefer, Status.PREFERRED), (admit, Status.ADMITTED), (forbid, Status.DEPRECATED))
    changes = [TermEdit(text=text, lang=lang, status=meant) for texts, meant in decided for text in texts]
    wanted = termedits.EntryEdit(
        subject_field=subject,
        definition=definition,
        definition_lang=definition_lang,
        note=note,
        workflow=Workflow(workflow) if workflow else None,
        terms=(*changes, details) if term is not None else tuple(changes),
        removed=tuple(remove),
        referring=tuple(refer),
        not_referring=tuple(unrefer),
    )
    with door.project(memory=memory) as project:
        report = termedits.edit_entry(project, entry, wanted)
    return _show(report, as_json)


@click.command()
@click.argument("entries", metavar="ID-OR-TERM...", nargs=-1, required=True)
@door.memory_option
@door.json_option
def delete(entries: Sequence[str], memory: Path | None, as_json: bool) -> None:
    """Take entries out of the glossary, by id or by a term; to keep one from being proposed again, reject it."""
    from tm.app import jsonform, termedits

    screen = Screen()
    with door.project(memory=memory) as project:
        gone = termedits.delete_entries(project, entries)
    if as_json:
        screen.json([jsonform.entry(entry) for entry in gone])
    else:
        screen.note(f"deleted {', '.join(entry.terms[0].text for entry in gone)}; bring back with: tm undo")


@click.command()
@click.argument("entry", metavar="ID-OR-TERM")
@click.argument("other", metavar="OTHER")
@door.memory_option
@door.json_option
def merge(entry: str, other: str, memory: Path | None, as_json: bool) -> int:
    """Join OTHER into the first entry: its terms, and what the first has not; OTHER goes."""
    from tm.app import termedits

    with door.project(memory=memory) as project:
        report = termedits.unite_entries(project, entry, other)
    return _show(report, as_json)


@click.command()
@click.argument("entry", metavar="ID-OR-TERM")
@door.memory_option
@door.json_option
def history(entry: str, memory: Path | None, as_json: bool) -> None:
    """Show who did what to an entry, and when; one that is gone is named by its id."""
    from tm.app import term_screens, termhistory
    from tm.app.jsonform import plain
    from tm.app.project import open_project

    screen = Screen()
    with open_project(door.settings_with(memory=memory), clock=door.clock, readonly=True) as project:
        report = termhistory.entry_history(project, entry)
    if as_json:
        screen.json(plain(report))
    else:
        term_screens.show_history(screen, report)


COMMANDS = (edit, delete, merge, history)


def _show(report: EditReport, as_json: bool) -> int:
    from tm.app import jsonform, term_screens

    screen = Screen()
    if as_json:
        screen.json(jsonform.entry(report.entry) | {"problems": jsonform.plain(report.problems)})
    else:
        term_screens.show_entry(screen, report.entry)
        for problem in report.problems:
            screen.note(f"! {problem.message} [{problem.code}]")
    return door.PROBLEMS if report.problems else 0
