"""Commands on single units and on the history: `tm concordance`, `edit`, `delete`, `undo`, `redo`, `history`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import click

from tm.app import door
from tm.app.project import NamedMemory
from tm.app.render import Screen


@click.command()
@click.argument("text")
@click.option("--max", "limit", type=door.COUNT, help="Most hits [default: 50; all with -o].")
@click.option("-o", "--output", type=door.PATH, help="File to write: .html .tsv .csv .xlsx .jsonl")
@door.source_option
@door.target_option
@door.memories_option
@door.json_option
def concordance(
    text: str,
    limit: int | None,
    output: Path | None,
    source_lang: str,
    target_lang: str,
    memories: Sequence[NamedMemory],
    as_json: bool,
) -> None:
    """Find TEXT in either language of the memory, with what stands around it."""
    from tm.app import jsonform, keywords, service, unit_screens

    screen = Screen()
    if output:
        service.check_output(output, keywords.KEYWORD_SUFFIXES)
    shown = limit if output or limit else keywords.SHOWN
    with door.project(readonly=True, memories=memories) as project:
        found = keywords.find_keyword(project, text, source_lang=source_lang, target_lang=target_lang, limit=shown)
    if output:
        screen.note(f"wrote {output}: {keywords.write_keywords(output, found)} hits")
    if as_json:
        screen.json(jsonform.keywords(found))
    elif not output:
        unit_screens.show_keywords(screen, found)


@click.command()
@click.argument("rowid", metavar="ID", type=door.COUNT)
@click.option("--source", help="New source text.")
@click.option("--target", help="New target text.")
@click.option("--state", type=door.STATES, help="New state.")
@click.option("--note", help="New note; an empty one takes the old one away.")
@door.memory_option
@door.json_option
def edit(
    rowid: int,
    source: str | None,
    target: str | None,
    state: str | None,
    note: str | None,
    memory: Path | None,
    as_json: bool,
) -> None:
    """Change the unit of this ID, which `tm lookup` and `tm concordance` show."""
    from tm.app import changes, jsonform, unit_screens
    from tm.units import State

    screen = Screen()
    wanted = changes.UnitEdit(source=source, target=target, state=State(state) if state else None, note=note)
    with door.project(memory=memory) as project:
        stored = changes.edit_unit(project, rowid, wanted)
    if as_json:
        screen.json(jsonform.unit(rowid, stored.unit))
    else:
        unit_screens.show_unit(screen, stored)


@click.command()
@click.argument("rowids", metavar="[ID]...", type=door.COUNT, nargs=-1)
@click.option("--origin", "document", default="", help="All units of this document.")
@door.memory_option
@door.json_option
def delete(rowids: Sequence[int], document: str, memory: Path | None, as_json: bool) -> None:
    """Take units out of the memory, by ID or by document; `tm undo` brings them back."""
    from tm.app import changes, unit_screens

    if bool(rowids) == bool(document):
        raise click.UsageError("name units by their ids, or a document with --origin")
    with door.project(memory=memory) as project:
        deleted = changes.delete_document(project, document) if document else changes.delete_units(project, rowids)
    Screen().tell(deleted, unit_screens.show_deleted, as_json=as_json)


@click.command()
@click.argument("steps", metavar="[N]", type=door.COUNT, default=1)
@door.memory_option
@door.json_option
def undo(steps: int, memory: Path | None, as_json: bool) -> int:
    """Take back the last action on memory or glossary, or the last N."""
    return _reverse(steps, memory, as_json=as_json, again=False)


@click.command()
@click.argument("steps", metavar="[N]", type=door.COUNT, default=1)
@door.memory_option
@door.json_option
def redo(steps: int, memory: Path | None, as_json: bool) -> int:
    """Do again what was undone last, or the last N."""
    return _reverse(steps, memory, as_json=as_json, again=True)


@click.command()
@click.option("--max", "limit", type=door.COUNT, default=20, show_default=True, help="Most actions shown.")
@door.memory_option
@door.json_option
def history(limit: int, memory: Path | None, as_json: bool) -> None:
    """Show who did what to memory and glossary, newest first."""
    from tm.app import changes, unit_screens

    with door.project(readonly=True, memory=memory) as project:
        actions = changes.list_actions(project, limit)
    Screen().tell(actions, unit_screens.show_actions, as_json=as_json)


@click.command()
@click.option("--keep", type=door.COUNT, help="How many of the newest actions stay undoable.")
@click.option("--before", type=door.Day(), help="Forget actions before this day.")
@door.memory_option
@door.json_option
def forget(keep: int | None, before: date | None, memory: Path | None, as_json: bool) -> None:
    """Make the memory file smaller: old actions stay listed, but can no longer be undone."""
    from tm.app import changes, unit_screens

    if keep is None and before is None:
        raise click.UsageError("say what is to be forgotten: --keep N actions, or all --before a day")
    moment = datetime.combine(before, time(), UTC) if before else None
    with door.project(memory=memory) as project:
        report = changes.forget(project, keep=keep or 1, before=moment)
    Screen().tell(report, unit_screens.show_forgotten, as_json=as_json)


COMMANDS = (concordance, edit, delete, undo, redo, history, forget)


def _reverse(steps: int, memory: Path | None, *, as_json: bool, again: bool) -> int:
    from tm.app import changes, unit_screens

    with door.project(memory=memory) as project:
        reversals = changes.redo(project, steps) if again else changes.undo(project, steps)
    nothing = "nothing to redo" if again else "nothing to undo"
    Screen().tell(reversals, unit_screens.show_reversals, as_json=as_json, nothing=nothing)
    return door.PROBLEMS if any(reversal.problems for reversal in reversals) else 0
