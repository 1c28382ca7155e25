"""Which units changed since a moment in a memory's history, so that what was derived from it can follow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tm.memory.database import Database
from tm.memory.memory import UnitText

_PAGE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of a memory and where its history stood."""

    identity: str  # of the memory, for life
    stamp: str  # of the state (Database.stamp)
    generation: int
    action: int  # the last entries of the history
    change: int
    witness: str  # what the last action says: a copy that went another way tells another story


def moment(database: Database) -> Moment:
    """The state that the memory is in now."""
    sql = (
        "SELECT identity, generation, token, (SELECT coalesce(max(id), 0) FROM action),"
        " (SELECT coalesce(max(id), 0) FROM change) FROM memory"
    )
    identity, generation, token, action, change = database.rows(sql)[0]
    stamp = f"{identity}.{generation}.{token}"
    return Moment(identity, stamp, generation, action, change, _witness(database, action, change))


def follows(database: Database, now: Moment, then: Moment) -> bool:
    """Whether the memory came from the state `then` to the state `now` by actions that its history records."""
    if now.stamp == then.stamp:
        return True
    return (
        now.identity == then.identity
        and now.generation - then.generation == now.action - then.action > 0
        and now.change >= then.change
        and _witness(database, then.action, then.change) == then.witness
    )


def changed_rows(database: Database, then: Moment, limit: int) -> set[int] | None:
    """The numbers of the units added, changed or deleted after the moment; None if there are more than `limit`."""
    sql = "SELECT DISTINCT row_key FROM change WHERE id > ? AND table_name = 'unit' LIMIT ?"
    rows = database.rows(sql, (then.change, limit + 1))
    return {int(key) for (key,) in rows} if len(rows) <= limit else None


def texts_of(database: Database, rowids: Collection[int]) -> Iterator[UnitText]:
    """The texts of those of the units that are still there."""
    ordered = sorted(rowids)
    for start in range(0, len(ordered), _PAGE_ROWS):
        page = ordered[start : start + _PAGE_ROWS]
        marks = ", ".join("?" * len(page))
        columns = "id, source_lang, source_text, target_lang, target_text"
        for row in database.rows(f"SELECT {columns} FROM unit WHERE id IN ({marks})", page):
            yield UnitText(*row)


def _witness(database: Database, action: int, change: int) -> str:
    """The entries of the history by these numbers, as one text."""
    actions = database.rows("SELECT at, author, kind, summary FROM action WHERE id = ?", (action,))
    changes = database.rows("SELECT action_id, table_name, row_key, before, after FROM change WHERE id = ?", (change,))
    return repr((actions, changes))
