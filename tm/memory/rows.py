"""Rows of units: reading them, adding units in batches, and putting records of the history in their place.

A unit is the same unit where id, both languages, both texts with their codes and the document agree
(tm.memory.records). Whoever calls has a transaction open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from tm.languages import canonical
from tm.memory.database import Change, Database, Row, SqlValue, moment_text, translated_errors
from tm.memory.records import (
    ORIGIN_COLUMNS,
    UNIT_COLUMNS,
    merged,
    record_key,
    text_hash,
    unit_of_record,
    unit_of_values,
    unit_record,
)
from tm.units import TranslationUnit

Record = Mapping[str, SqlValue]  # a unit as the columns of UNIT_COLUMNS and ORIGIN_COLUMNS
_Keyed = tuple[bytes, Record]

BATCH_UNITS = 1_000  # written together
_COLUMNS = UNIT_COLUMNS + ORIGIN_COLUMNS
_STORED = ("id", *UNIT_COLUMNS, "key", "source_hash", "target_hash", "origin_id")
SELECT = f"SELECT unit.id, {', '.join(_COLUMNS)} FROM unit JOIN origin ON origin.id = origin_id"
_SELECT_KEYED = SELECT.replace("SELECT ", "SELECT key, ", 1)
_columns: Callable[[Record], tuple[SqlValue, ...]] = itemgetter(*UNIT_COLUMNS)
_origin_columns: Callable[[Record], tuple[SqlValue, ...]] = itemgetter(*ORIGIN_COLUMNS)
_INSERT = f"INSERT INTO unit ({', '.join(_STORED)}) VALUES ({', '.join('?' * len(_STORED))})"


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit and the number of its row; rows are numbered in the order of their adding, and never again."""

    rowid: int
    unit: TranslationUnit


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the units of a batch, and what the history is to keep of it."""

    added: int
    merged: int
    changes: tuple[Change, ...]


def stored_unit(row: Row) -> StoredUnit:
    """The unit in a row that SELECT read."""
    return StoredUnit(row[0], unit_of_values(row[1:]))


@contextmanager
def filling(database: Database) -> Iterator[None]:
    """Many units are added inside the block: to a memory without any, its indexes are made at the end, by sorting.

    Inside a transaction, which undoes all of it where the block fails.
    """
    empty = database.row("SELECT 1 FROM unit LIMIT 1") is None
    of_units = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'unit' AND sql IS NOT NULL"
    indexes = database.rows(of_units) if empty else []
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        database.execute(sql)


class UnitRows:
    """The rows of the table unit; remembers the tags it has checked and the origins it has numbered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tags: set[str] = set()
        self._origins: dict[tuple[SqlValue, ...], int] = {}

    def add(self, units: Sequence[TranslationUnit], *, now: datetime, author: str) -> Batch:
        """Add each unit, or merge it into the one of the same key, stored or earlier in the batch.

        Raises: StorageError; SettingsError for a language tag that is none.
        """
        created_at = moment_text(now)
        records = [unit_record(unit) for unit in units]
        for record in records:
            if record["created_at"] is None:
                record["created_at"], record["created_by"] = created_at, record["created_by"] or author
        with translated_errors(self._database.path):
            keys = [self._key(record) for record in records]
        known = self._by_key(keys)
        last = self._database.number("SELECT seq FROM sqlite_sequence WHERE name = 'unit'")
        fresh: dict[int, _Keyed] = {}
        changed: dict[int, _Keyed] = {}
        changes: list[Change] = []
        for unit, key, record in zip(units, keys, records, strict=True):
            if key not in known:
                last += 1
                known[key] = last, record
                fresh[last] = key, record
                changes.append(Change("unit", str(last), None, None))
                continue
            rowid, before = known[key]
            old = unit_of_record(before)
            new = merged(old, unit)
            if new == old:
                continue
            after = unit_record(new)
            known[key] = rowid, after
            changed[rowid] = key, after
            changes.append(Change("unit", str(rowid), before, after))
        self._replace(changed.keys() - fresh.keys(), fresh | changed)
        return Batch(len(fresh), len(changes) - len(fresh), tuple(changes))

    def records(self, keys: Iterable[str]) -> dict[str, Record]:
        """The records of the rows named, of those that there are."""
        numbers = json.dumps([int(key) for key in keys])
        rows = self._database.rows(f"{SELECT} WHERE unit.id IN (SELECT value FROM json_each(?))", (numbers,))
        return {str(row[0]): _record(row) for row in rows}

    def put_back(self, records: Mapping[str, Record | None]) -> frozenset[str]:
        """Make the rows what the records say, None removes; returns the rows left alone.

        Those are the ones that would become the same unit as another row.
        """
        rowids = {int(key) for key in records}
        with translated_errors(self._database.path):
            wanted = {int(key): (self._key(record), record) for key, record in records.items() if record is not None}
        holder = {key: rowid for key, (rowid, _) in self._by_key([key for key, _ in wanted.values()]).items()}
        first = {key: rowid for rowid, (key, _) in reversed(wanted.items())}
        free = {rowid for rowid in rowids if rowid not in wanted or first[wanted[rowid][0]] == rowid}
        while stuck := {rowid for rowid in free & wanted.keys() if holder.get(wanted[rowid][0], rowid) not in free}:
            free -= stuck
        self._replace(free, {rowid: wanted[rowid] for rowid in free & wanted.keys()})
        return frozenset(map(str, rowids - free))

    def _replace(self, removed: Iterable[int], written: Mapping[int, _Keyed]) -> None:
        """Remove rows and write others, in one go, so that rows may change places."""
        self._database.executemany("DELETE FROM unit WHERE id = ?", [(rowid,) for rowid in removed])
        self._database.executemany(_INSERT, [(rowid, *self._values(*written[rowid])) for rowid in sorted(written)])

    def _by_key(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, Record]]:
        """The number and record of the stored units with one of the keys."""
        found: dict[bytes, tuple[int, Record]] = {}
        for start in range(0, len(keys), BATCH_UNITS):
            page = keys[start : start + BATCH_UNITS]
            sql = f"{_SELECT_KEYED} WHERE key IN ({', '.join('?' * len(page))})"
            found |= {row[0]: (row[1], _record(row[1:])) for row in self._database.rows(sql, page)}
        return found

    def _key(self, record: Record) -> bytes:
        """The key of a unit whose tags and text can be kept."""
        for column in ("source_lang", "target_lang"):
            if (lang := str(record[column])) not in self._tags:
                canonical(lang)
                self._tags.add(lang)
        return record_key(record)

    def _values(self, key: bytes, record: Record) -> tuple[SqlValue, ...]:
        """The columns of _STORED but the first."""
        hashes = (text_hash(str(record["source_text"])), text_hash(str(record["target_text"])))
        return (*_columns(record), key, *hashes, self._origin(record))

    def _origin(self, record: Record) -> int:
        values = _origin_columns(record)
        if values not in self._origins:
            columns = ", ".join(ORIGIN_COLUMNS)
            self._database.execute(f"INSERT INTO origin ({columns}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", values)
            same = " AND ".join(f"{column} = ?" for column in ORIGIN_COLUMNS)
            self._origins[values] = self._database.number(f"SELECT id FROM origin WHERE {same}", values)
        return self._origins[values]


def _record(row: Row) -> Record:
    return dict(zip(_COLUMNS, row[1:], strict=True))
