"""The units of a memory: adding them, so that nothing is stored twice and nothing is lost, and reading them back.

A unit is the same unit where id, both languages, both texts and the document agree. Adding it again changes nothing;
adding it with other metadata merges the two (tm.memory.records).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tm.languages import canonical, serves
from tm.memory.database import Database, Record, Row, SqlValue, translated_errors
from tm.memory.records import (
    ORIGIN_COLUMNS,
    UNIT_COLUMNS,
    merged,
    text_hash,
    turn,
    unit_key,
    unit_of_record,
    unit_record,
)
from tm.progress import Progress, silent
from tm.units import Origin, State, TranslationUnit, whole_second

PAGE_ROWS = 2_000  # rows read at a time, so that a long reading holds no lock
_STORED = (*UNIT_COLUMNS, "key", "source_hash", "target_hash", "origin_id")
_SELECT = f"SELECT unit.id, {', '.join(UNIT_COLUMNS + ORIGIN_COLUMNS)} FROM unit JOIN origin ON origin.id = origin_id"
_INSERT = (
    f"INSERT INTO unit ({', '.join(_STORED)}) VALUES ({', '.join('?' * len(_STORED))}) ON CONFLICT (key) DO NOTHING"
)
_UPDATE = f"UPDATE unit SET {', '.join(f'{column} = ?' for column in _STORED)} WHERE id = ?"


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit and the number of its row; rows are numbered in the order of their adding, and never again."""

    rowid: int
    unit: TranslationUnit


@dataclass(frozen=True, slots=True)
class UnitText:
    """The two texts of a stored unit, for indexes."""

    rowid: int
    source_lang: str
    source: str
    target_lang: str
    target: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the units given: new, merged into one that was there, or there already word for word."""

    added: int
    merged: int
    skipped: int


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """How many units stand in one language pair."""

    source_lang: str
    target_lang: str
    units: int


@dataclass(frozen=True, slots=True)
class TextSize:
    """How much text stands in one language; words are runs between white space, so a Chinese line counts as few."""

    lang: str
    chars: int
    words: int


@dataclass(frozen=True, slots=True)
class MemoryStats:
    """What a memory holds."""

    units: int
    pairs: tuple[LanguagePair, ...]
    texts: tuple[TextSize, ...]
    documents: int
    states: tuple[tuple[State, int], ...]
    terms: tuple[tuple[str, int], ...]  # termbase entries by workflow
    oldest: str  # day of publication; empty where no unit has one
    newest: str


class Memory:
    """The units in a memory file."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        units: Iterable[TranslationUnit],
        *,
        now: datetime,
        author: str = "",
        kind: str = "add",
        summary: str = "",
        progress: Progress = silent,
    ) -> AddReport:
        """Counts of units added, merged and skipped; one action in the history, all of it or nothing.

        Units without a date of creation get `now` and, where they name nobody, `author`.
        Raises: StorageError; SettingsError for a language tag that is none; whatever `units` raises.
        """
        counts: Counter[str] = Counter()
        with self.database.transaction():
            writer = _Writer(self.database)
            action = 0
            for count, unit in enumerate(units, start=1):
                change = writer.write(unit, now=now, author=author)
                counts[change.outcome] += 1
                if change.outcome != "skipped":
                    action = action or self.database.begin_action(kind, author, now, summary)
                    self.database.record(action, "unit", change.rowid, change.before, change.after)
                progress("add", count, None)
        return AddReport(counts["added"], counts["merged"], counts["skipped"])

    def units(self, *, source_lang: str = "", target_lang: str = "", document: str = "") -> Iterator[TranslationUnit]:
        """The units in the order of their adding; a language takes in every tag that serves it."""
        return (row.unit for row in self.rows(source_lang=source_lang, target_lang=target_lang, document=document))

    def rows(self, *, source_lang: str = "", target_lang: str = "", document: str = "") -> Iterator[StoredUnit]:
        """The units with their row numbers, in the order of their adding, read page by page."""
        for row in self._paged(_SELECT, source_lang, target_lang, document):
            yield _stored(row)

    def texts(self) -> Iterator[UnitText]:
        """The texts of all units in the order of their adding: `rows` for indexes, without the metadata."""
        columns = "SELECT unit.id, source_lang, source_text, target_lang, target_text FROM unit"
        for row in self._paged(columns):
            yield UnitText(*row)

    def get(self, rowid: int) -> TranslationUnit:
        """The unit of a row. Raises: KeyError where there is none."""
        found = self.database.row(f"{_SELECT} WHERE unit.id = ?", (rowid,))
        if found is None:
            raise KeyError(rowid)
        return _stored(found).unit

    def find_exact(self, text: str, source_lang: str, target_lang: str) -> tuple[StoredUnit, ...]:
        """The units whose source is this very text, between languages that serve those asked for.

        A unit the other way round is found by its target, and is returned turned into the direction asked.
        """
        digest = text_hash(text)
        found: list[StoredUnit] = []
        for column, turned in (("source_hash", False), ("target_hash", True)):
            for row in self.database.rows(f"{_SELECT} WHERE {column} = ? ORDER BY unit.id", (digest,)):
                stored = _stored(row)
                unit = turn(stored.unit) if turned else stored.unit
                langs = serves(unit.source.lang, source_lang) and serves(unit.target.lang, target_lang)
                if langs and unit.source.text == text and stored.rowid not in {other.rowid for other in found}:
                    found.append(StoredUnit(stored.rowid, unit))
        return tuple(found)

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The language pairs of the memory, as tagged, with their numbers of units."""
        sql = "SELECT source_lang, target_lang, count(*) FROM unit GROUP BY source_lang, target_lang"
        return tuple(LanguagePair(*row) for row in self.database.rows(sql))

    def stats(self) -> MemoryStats:
        """What the memory holds; reads every text once."""
        chars: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for text in self.texts():
            for lang, side in ((text.source_lang, text.source), (text.target_lang, text.target)):
                chars[lang] += len(side)
                words[lang] += len(side.split())
        states: dict[str, int] = dict(self.database.rows("SELECT state, count(*) FROM unit GROUP BY state"))
        used = "FROM origin WHERE id IN (SELECT origin_id FROM unit)"
        dates = self.database.row(f"SELECT min(date), max(date) {used} AND date <> ''") or ("", "")
        return MemoryStats(
            units=self.database.number("SELECT count(*) FROM unit"),
            pairs=self.pairs(),
            texts=tuple(TextSize(lang, chars[lang], words[lang]) for lang in sorted(chars)),
            documents=self.database.number(f"SELECT count(DISTINCT document) {used} AND document <> ''"),
            states=tuple((state, states[state]) for state in State if state in states),
            terms=tuple(self.database.rows("SELECT workflow, count(*) FROM entry GROUP BY workflow ORDER BY workflow")),
            oldest=dates[0] or "",
            newest=dates[1] or "",
        )

    def _paged(self, select: str, source_lang: str = "", target_lang: str = "", document: str = "") -> Iterator[Row]:
        # The plus signs keep SQLite from taking the rows by language and sorting them for every page.
        conditions, parameters = ["unit.id > ?"], list[SqlValue]()
        if source_lang or target_lang:
            pairs = [
                pair
                for pair in self.pairs()
                if (not source_lang or serves(pair.source_lang, source_lang))
                and (not target_lang or serves(pair.target_lang, target_lang))
            ]
            conditions.append(f"({' OR '.join(['(+source_lang = ? AND +target_lang = ?)'] * len(pairs)) or 'FALSE'})")
            parameters += [lang for pair in pairs for lang in (pair.source_lang, pair.target_lang)]
        if document:
            conditions.append("origin_id IN (SELECT id FROM origin WHERE document = ?)")
            parameters.append(document)
        sql = f"{select} WHERE {' AND '.join(conditions)} ORDER BY unit.id LIMIT {PAGE_ROWS}"
        last = 0
        while page := self.database.rows(sql, (last, *parameters)):
            yield from page
            last = page[-1][0]


@dataclass(frozen=True, slots=True)
class _Change:
    outcome: str  # added, merged or skipped
    rowid: int = 0
    before: Record | None = None
    after: Record | None = None


class _Writer:
    """Writes units inside one transaction; remembers the tags it has checked and the origins it has numbered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tags: set[str] = set()
        self._origins: dict[tuple[str, ...], int] = {}

    def write(self, unit: TranslationUnit, *, now: datetime, author: str) -> _Change:
        """Add the unit, or merge it into the stored one of the same key."""
        for lang in {unit.source.lang, unit.target.lang} - self._tags:
            canonical(lang)
            self._tags.add(lang)
        inserted = self._database.execute(_INSERT, self._values(_created(unit, now, author)))
        if inserted.rowcount:
            return _Change("added", inserted.lastrowid or 0)
        found = self._database.row(f"{_SELECT} WHERE key = ?", (unit_key(unit),))
        assert found is not None  # the insert met it
        old = _stored(found)
        after = merged(old.unit, unit)
        if after == old.unit:
            return _Change("skipped")
        self._database.execute(_UPDATE, (*self._values(after), old.rowid))
        return _Change("merged", old.rowid, unit_record(old.unit), unit_record(after))

    def _values(self, unit: TranslationUnit) -> tuple[SqlValue, ...]:
        """The columns of _STORED."""
        with translated_errors(self._database.path):
            hashes = (unit_key(unit), text_hash(unit.source.text), text_hash(unit.target.text))
        record = unit_record(unit)
        return (*(record[column] for column in UNIT_COLUMNS), *hashes, self._origin(unit.origin))

    def _origin(self, origin: Origin) -> int:
        values = (origin.document, origin.publisher, origin.date, origin.url)
        if values not in self._origins:
            columns = ", ".join(ORIGIN_COLUMNS)
            self._database.execute(f"INSERT INTO origin ({columns}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", values)
            same = " AND ".join(f"{column} = ?" for column in ORIGIN_COLUMNS)
            self._origins[values] = self._database.number(f"SELECT id FROM origin WHERE {same}", values)
        return self._origins[values]


def _created(unit: TranslationUnit, now: datetime, author: str) -> TranslationUnit:
    if unit.created_at:
        return unit
    return replace(unit, created_at=whole_second(now), created_by=unit.created_by or author)


def _stored(row: Row) -> StoredUnit:
    """The unit in a row that _SELECT read."""
    return StoredUnit(row[0], unit_of_record(dict(zip(UNIT_COLUMNS + ORIGIN_COLUMNS, row[1:], strict=True))))
