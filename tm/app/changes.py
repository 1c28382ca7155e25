"""Changing what the memory holds by hand, and undoing and redoing any change of memory or glossary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from glossary.termbase import Termbase
from tm.app.project import Project, prepare_lookup
from tm.app.selection import unknown_document
from tm.errors import InputError, SettingsError, Superseded
from tm.inline import with_text
from tm.memory.history import Action, History, Reversal
from tm.memory.kept import KeptRows
from tm.memory.memory import AddReport
from tm.memory.rows import StoredUnit, UnitRows
from tm.review.units import follow_memory
from tm.units import State, TranslationUnit, Variant, whole_second


@dataclass(frozen=True, slots=True)
class DeleteReport:
    """How many units are gone."""

    deleted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEdit:
    """What to make of a unit; None leaves a field as it is."""

    source: str | None = None
    target: str | None = None
    state: State | None = None
    note: str | None = None


def add_pairs(
    project: Project, pairs: Sequence[tuple[str, str]], *, source_lang: str, target_lang: str, summary: str = ""
) -> AddReport:
    """Counts of units added, merged and there already: sources with their translations, vouched for; one action.

    Raises: SettingsError for a side without text.
    """
    if not all(source.strip() and target.strip() for source, target in pairs):
        raise SettingsError("a unit needs text on both sides; nothing was added")
    units = [
        TranslationUnit(source=Variant(source, source_lang), target=Variant(target, target_lang))
        for source, target in pairs
    ]
    report = project.memory.add(
        units,
        now=project.clock(),
        author=project.settings.author,
        kind="add",
        summary=summary or f"{len(units)} units",
    )
    prepare_lookup(project)
    return report


def get_unit(project: Project, rowid: int) -> TranslationUnit:
    """The unit of that id. Raises: InputError if there is none."""
    try:
        return project.memory.get(rowid)
    except KeyError as error:
        raise _no_unit(project, rowid) from error


def edit_unit(project: Project, rowid: int, edit: UnitEdit, *, seen: tuple[str, str] | None = None) -> StoredUnit:
    """The unit as it stands after the edit; one action, or none if the unit is so already.

    Who changes text or state vouches for the pair: the confidence of the aligner goes.
    Raises: InputError for an unknown id; SettingsError for an edit that gives nothing or leaves a side empty;
    Superseded if the texts of the unit are no longer those `seen`.
    """
    if edit == UnitEdit():
        raise SettingsError("nothing to edit; give --source, --target, --state or --note")
    old = get_unit(project, rowid)
    if seen is not None and seen != (old.source.text, old.target.text):
        raise Superseded(f"unit {rowid} was changed meanwhile; look at it again", path=project.settings.memory)
    try:
        new = edited(old, edit)
    except ValueError as error:
        raise SettingsError(f"{error}; to take unit {rowid} out of the memory: tm delete {rowid}") from error
    if new != old:
        author = project.settings.author
        new = replace(new, changed_at=whole_second(project.clock()), changed_by=author)
        summary = f"unit {rowid}"
        project.memory.change({rowid: new}, seen={rowid: old}, now=project.clock(), author=author, summary=summary)
    return StoredUnit(rowid, new)


def edited(old: TranslationUnit, edit: UnitEdit) -> TranslationUnit:
    """The unit after the edit. Raises: ValueError if a side is left empty."""
    vouched = edit.source is not None or edit.target is not None or edit.state is not None
    return replace(
        old,
        source=old.source if edit.source is None else with_text(old.source, edit.source),
        target=old.target if edit.target is None else with_text(old.target, edit.target),
        state=edit.state or old.state,
        note=old.note if edit.note is None else edit.note,
        confidence=None if vouched else old.confidence,
    )


def delete_units(project: Project, rowids: Sequence[int]) -> DeleteReport:
    """Take the units out of the memory; one action. Raises: InputError for an unknown id; then none is deleted."""
    summary = f"unit {rowids[0]}" if len(rowids) == 1 else f"{len(rowids)} units"
    try:
        return _delete(project, rowids, summary)
    except KeyError as error:
        raise _no_unit(project, error.args[0]) from error


def delete_document(project: Project, document: str) -> DeleteReport:
    """Take all units of a document and what is kept of it out of the memory; one action.

    Raises: InputError if there is nothing of it.
    """
    rowids = [stored.rowid for stored in project.memory.rows(document=document)]
    if not rowids and next(project.memory.kept(document=document), None) is None:
        raise InputError(unknown_document(project, document), path=project.settings.memory)
    return _delete(project, rowids, document, kept_of=document)


def undo(project: Project, steps: int = 1) -> tuple[Reversal, ...]:
    """The newest actions on memory or glossary, taken back one by one: as many as asked, or as there are."""
    return _repeat(project, steps, redo=False)


def redo(project: Project, steps: int = 1) -> tuple[Reversal, ...]:
    """What was undone, done again, the last one first: as many actions as asked, or as there are."""
    return _repeat(project, steps, redo=True)


def list_actions(project: Project, limit: int) -> tuple[Action, ...]:
    """The newest actions on memory or glossary, newest first."""
    return _history(project).actions(limit)


@dataclass(frozen=True, slots=True)
class ForgetReport:
    """What was forgotten, and the size of the memory file before and after."""

    actions: int
    rows: int
    size_before_bytes: int
    size_bytes: int


def forget(project: Project, *, keep: int, before: datetime | None = None) -> ForgetReport:
    """Make room: all but the newest actions, or those of a day and later, can no longer be undone.

    Raises: SettingsError to keep none.
    """
    if keep < 1:
        raise SettingsError("the last action is always kept; keep at least 1")
    database = project.memory.database
    old = database.size_bytes
    forgotten = _history(project).forget(keep=keep, before=before)
    return ForgetReport(forgotten.actions, forgotten.rows, old, database.size_bytes)


def _repeat(project: Project, steps: int, *, redo: bool) -> tuple[Reversal, ...]:
    history, reversals = _history(project), list[Reversal]()
    step = history.redo if redo else history.undo
    while len(reversals) < steps and (done := step(now=project.clock(), author=project.settings.author)):
        reversals.append(done)
    bring_reviews_in_step(project)
    prepare_lookup(project)
    return tuple(reversals)


def _delete(project: Project, rowids: Iterable[int], summary: str, *, kept_of: str = "") -> DeleteReport:
    deleted = project.memory.change(
        dict.fromkeys(rowids),
        now=project.clock(),
        author=project.settings.author,
        kind="delete",
        summary=summary,
        kept_of=kept_of,
    )
    bring_reviews_in_step(project)
    return DeleteReport(deleted)


def bring_reviews_in_step(project: Project) -> None:
    """Rows of alignments under review are accepted as long as the memory holds their pairs so."""
    follow_memory(project.memory.database, now=project.clock(), author=project.settings.author)


def _no_unit(project: Project, rowid: int) -> InputError:
    return InputError(f"no unit {rowid}; tm lookup and tm concordance show ids", path=project.settings.memory)


def _history(project: Project) -> History:
    database = project.memory.database
    return History(
        database, {"unit": UnitRows(database), "kept": KeptRows(database), "entry": _EntryRows(project.termbase)}
    )


class _EntryRows:
    """The glossary's entries, named by their ids."""

    def __init__(self, termbase: Termbase) -> None:
        self._termbase = termbase

    def records(self, keys: Iterable[str]) -> dict[str, Any]:
        """The entries as the history keeps them."""
        return self._termbase.records(list(keys))

    def put_back(self, records: Mapping[str, Mapping[str, Any] | None]) -> tuple[str, ...]:
        """Nothing stands in the way of an entry: what names it is its id."""
        self._termbase.put_back(records)
        return ()
