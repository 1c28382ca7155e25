"""Corrections that come back in an exported file, made to the units that their rows name."""

from __future__ import annotations

from dataclasses import replace

from tm.app.changes import UnitEdit, edited
from tm.app.project import Project
from tm.errors import InputError
from tm.exchange.corrections import Correction
from tm.exchange.safexml import xml_text
from tm.lookup.journal import moment
from tm.units import Kept, Problem, TranslationUnit, whole_second


class Corrections:
    """Collects what rows say of the units of a memory, then changes these in one action.

    White space that differs, and characters that the file could not hold, are no corrections.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._identity = moment(project.memory.database).identity
        self._changes: dict[int, TranslationUnit] = {}
        self._old: dict[int, TranslationUnit] = {}
        self._seen: set[int] = set()
        self.skipped = 0

    def take(self, row: TranslationUnit | Kept | Correction | Problem) -> TranslationUnit | Kept | Problem | None:
        """None if a correction was taken in; a unit to be added where it comes from another memory; or a problem.

        What is no correction is returned as it is.

        Problem codes: unit-gone (it is no longer there), unit-twice (two rows for one unit), unit-same (another unit
        is already what this one would become).
        Raises: InputError for a Word file of another memory.
        """
        if not isinstance(row, Correction):
            return row
        if row.memory != self._identity:
            if row.unit is None:
                message = "was exported from another memory; name that one with --memory"
                raise InputError(message, path=row.path)
            return row.unit
        try:
            old = self._project.memory.get(row.rowid)
        except KeyError:
            return Problem("unit-gone", row.path, row.line, f"unit {row.rowid} is not in the memory any more")
        if row.rowid in self._seen:
            return Problem("unit-twice", row.path, row.line, f"unit {row.rowid} has a row before; delete one of them")
        self._seen.add(row.rowid)
        if row.unit and _is_turned(old, row.unit):
            row = replace(row, source=row.target, target=row.source)
        new = edited(old, _edit(old, row))
        if new == old:
            self.skipped += 1
        elif self._is_taken(row.rowid, new):
            return Problem("unit-same", row.path, row.line, f"unit {row.rowid} would be the same as another one")
        else:
            settings, now = self._project.settings, whole_second(self._project.clock())
            self._old[row.rowid] = old
            self._changes[row.rowid] = replace(new, changed_at=now, changed_by=settings.author)
        return None

    def apply(self, summary: str) -> int:
        """The number of units changed, in one action.

        Raises: SettingsError if two would become the same; Superseded if one was changed since its row was taken in.
        """
        if not self._changes:
            return 0
        project = self._project
        return project.memory.change(
            self._changes,
            seen=self._old,
            now=project.clock(),
            author=project.settings.author,
            kind="import",
            summary=summary,
        )

    def _is_taken(self, rowid: int, new: TranslationUnit) -> bool:
        found = self._project.memory.find_exact(new.source.text, new.source.lang, new.target.lang)
        return any(
            one.rowid != rowid
            and one.rowid not in self._changes
            and one.unit.target.text == new.target.text
            and (one.unit.id, one.unit.origin.document) == (new.id, new.origin.document)
            for one in found
        )


def _is_turned(old: TranslationUnit, row: TranslationUnit) -> bool:
    """Whether the row was written the other way round than the unit stands."""
    there = old.source.lang, old.target.lang
    return there[0] != there[1] and there == (row.target.lang, row.source.lang)


def _edit(old: TranslationUnit, row: Correction) -> UnitEdit:
    """What the row changes; None for what it leaves as it is."""
    return UnitEdit(
        source=None if _alike(old.source.text, row.source) else row.source,
        target=None if _alike(old.target.text, row.target) else row.target,
        state=None if row.state in (None, old.state) else row.state,
        note=None if _alike(old.note, row.note) else row.note,
    )


def _alike(one: str, other: str) -> bool:
    return xml_text(one)[0].split() == xml_text(other)[0].split()
