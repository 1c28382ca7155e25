"""The history of a memory file: its actions, and undoing and redoing them one by one.

Undoing is an action too and takes nothing out of the history: it puts back what the undone action changed, newest
change first. Redoing undoes that. So both can go on without end, across sessions, until a new action is done; then
what was undone before it can no longer be redone, and what was forgotten on purpose can be neither. A row that is not
as the history left it is reported and left alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tm.errors import StorageError
from tm.memory.database import Change, Database, Row, moment, moment_text
from tm.units import Problem

PAGE_CHANGES = 2_000  # put back together
_LAST = 2**62


class Rows(Protocol):
    """The rows of one table that the history keeps records of."""

    def records(self, keys: Iterable[str], /) -> Mapping[str, Mapping[str, Any]]:
        """The records of the rows named, of those that there are; as JSON would give them back."""

    def put_back(self, records: Mapping[str, Mapping[str, Any] | None], /) -> Collection[str]:
        """Make the rows what the records say, None removes; returns those that another row stands in the way of."""


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody did; rows counts the changes it made."""

    id: int
    at: datetime
    author: str
    kind: str
    summary: str
    rows: int
    reverses: int | None  # the action that this one undid or redid


@dataclass(frozen=True, slots=True)
class Reversal:
    """What became of an action undone or redone: the rows put back, a problem for each that was left alone.

    Problem codes: changed-since.
    """

    action: int
    kind: str
    summary: str
    rows: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many actions can no longer be undone, and how many changed rows the history kept for them."""

    actions: int
    rows: int


class History:
    """The actions on a memory file; `tables` holds the rows of every table that actions change."""

    def __init__(self, database: Database, tables: Mapping[str, Rows]) -> None:
        self.database, self._tables = database, tables

    def actions(self, limit: int) -> tuple[Action, ...]:
        """The newest actions, newest first."""
        rows = self.database.rows(
            "SELECT id, at, author, kind, summary, (SELECT count(*) FROM change WHERE action_id = action.id), reverses "
            "FROM action ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return tuple(Action(number, moment(at), *rest) for number, at, *rest in rows)

    def undo(self, *, now: datetime, author: str = "") -> Reversal | None:
        """Take back the newest action that stands; None where there is none."""
        return self._reverse_last("undo", now, author)

    def redo(self, *, now: datetime, author: str = "") -> Reversal | None:
        """Do again what was undone last; None where nothing was undone since the newest action."""
        return self._reverse_last("redo", now, author)

    def forget(self, *, keep: int, before: datetime | None = None) -> Forgotten:
        """Take out of the file what is needed to undo all but the newest `keep` actions, or those before a moment.

        The actions stay listed, with no rows. An action that a newer one reversed is kept as long as that one. What
        memory and glossary hold does not change, and the file gives the room back.
        Raises: ValueError to keep none: derived files know by the last action what they follow.
        """
        if keep < 1:
            raise ValueError("at least one action is kept")
        with self.database.transaction():
            last = self._last_to_forget(keep, before)
            numbers = "SELECT count(DISTINCT action_id), count(*) FROM change WHERE action_id <= ?"
            actions, rows = self.database.rows(numbers, (last,))[0]
            self.database.execute("DELETE FROM change WHERE action_id <= ?", (last,))
        if rows:
            self.database.give_back()
        return Forgotten(actions, rows)

    def _last_to_forget(self, keep: int, before: datetime | None) -> int:
        newest = self.database.rows("SELECT id FROM action ORDER BY id DESC LIMIT ?", (keep,))
        last = newest[-1][0] - 1 if newest else 0
        if before is not None:
            sql = "SELECT min(id) - 1 FROM action WHERE at >= ?"
            first_kept = self.database.row(sql, (moment_text(before),))
            last = min(last, first_kept[0]) if first_kept and first_kept[0] is not None else last
        while True:
            oldest = self.database.row("SELECT min(reverses) FROM action WHERE id > ?", (last,))
            if oldest is None or oldest[0] is None or oldest[0] > last:
                return int(last)
            last = oldest[0] - 1

    def _reverse_last(self, kind: str, now: datetime, author: str) -> Reversal | None:
        with self.database.transaction():
            done, undone = self._stacks()
            stack = done if kind == "undo" else undone
            return self._reverse(stack[-1], kind, now, author) if stack else None

    def _stacks(self) -> tuple[list[int], list[int]]:
        """The actions that stand, and the undoings that can be redone, each oldest first; none that is forgotten."""
        done, undone = list[int](), list[int]()
        for action, reverses in self.database.rows("SELECT id, reverses FROM action ORDER BY id"):
            if reverses is None:
                done.append(action)
                undone.clear()
            elif done and done[-1] == reverses:
                done.pop()
                undone.append(action)
            else:
                undone.pop()
                done.append(action)
        oldest = self.database.number("SELECT min(action_id) FROM change")
        return [action for action in done if action >= oldest], [action for action in undone if action >= oldest]

    def _reverse(self, action: int, kind: str, now: datetime, author: str) -> Reversal:
        done_kind, summary, reverses = self.database.rows(
            "SELECT kind, summary, reverses FROM action WHERE id = ?", (action,)
        )[0]
        if reverses is None:
            summary = f"{done_kind} {summary}".strip()
        number = self.database.begin_action(kind, author, now, summary, reverses=action)
        rows, conflicts, last = 0, dict[tuple[str, str], None](), _LAST
        while page := self._page(action, last):
            changes, met = self._put_back(page)
            self.database.record_all(number, changes)
            rows += len(changes)
            conflicts |= dict.fromkeys(met)
            last = page[-1][0]
        problems = [
            Problem("changed-since", str(self.database.path), None, f"{table} {key} was changed since; left as it is")
            for table, key in conflicts
        ]
        return Reversal(number, kind, summary, rows, tuple(problems))

    def _page(self, action: int, last: int) -> list[Row]:
        return self.database.rows(
            "SELECT id, table_name, row_key, before, after FROM change "
            f"WHERE action_id = ? AND id < ? ORDER BY id DESC LIMIT {PAGE_CHANGES}",
            (action, last),
        )

    def _put_back(self, page: list[Row]) -> tuple[list[Change], list[tuple[str, str]]]:
        """Put back a page of changes, newest first: the changes that this made, and the rows left alone."""
        keys: dict[str, list[str]] = {}
        for _, table, key, _, _ in page:
            keys.setdefault(table, []).append(key)
        stored = {
            (table, key): record for table in keys for key, record in self._of(table).records(keys[table]).items()
        }
        state: dict[tuple[str, str], Mapping[str, Any] | None] = {**stored}
        later = self._later(page)
        conflicts: list[tuple[str, str]] = []
        for change, table, key, before, after in page:
            place = table, key
            there = state.get(place)
            wanted = json.loads(before) if before else None
            expected = json.loads(after) if after else None
            if not (before or after):
                expected = later.get(change, there)
            if there == wanted:
                continue
            if there != expected:
                conflicts.append(place)
            else:
                state[place] = wanted
        for table in keys:
            changed = {key: record for (at, key), record in state.items() if at == table}
            changed = {key: record for key, record in changed.items() if record != stored.get((table, key))}
            refused = self._of(table).put_back(changed)
            conflicts += [(table, key) for key in refused]
            for key in refused:
                state[table, key] = stored.get((table, key))
        return [
            Change(table, key, stored.get((table, key)), record if (table, key) in stored else None)
            for (table, key), record in state.items()
            if record != stored.get((table, key))
        ], conflicts

    def _later(self, page: list[Row]) -> dict[int, Mapping[str, Any]]:
        """For changes that made a row and say no more: the row as it was before it was next changed, if it was."""
        made = {(table, key): change for change, table, key, before, after in page if not (before or after)}
        found: dict[int, Mapping[str, Any]] = {}
        for table in {table for table, _ in made}:
            keys = json.dumps([key for at, key in made if at == table])
            for change, key, before in self.database.rows(
                "SELECT id, row_key, before FROM change WHERE table_name = ? AND before IS NOT NULL "
                "AND row_key IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
                (table, keys),
            ):
                if change > made[table, key]:
                    found[made[table, key]] = json.loads(before)
        return found

    def _of(self, table: str) -> Rows:
        if table not in self._tables:
            raise StorageError(
                f"the history has changes of {table}, which this version cannot undo", path=self.database.path
            )
        return self._tables[table]
