"""The units of a memory: adding them, so that nothing is stored twice and nothing is lost, and reading them back.

A unit is the same unit where id, both languages, both texts with their codes and the document agree. Adding it again
changes nothing; adding it with other metadata merges the two (tm.memory.records).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from tm.errors import SettingsError, Superseded
from tm.languages import serves
from tm.memory.database import Change, Database, Row, SqlValue
from tm.memory.kept import KeptRows
from tm.memory.records import text_hash, turn, unit_of_values, unit_record
from tm.memory.rows import BATCH_UNITS, SELECT, StoredUnit, UnitRows, filling, stored_unit
from tm.progress import Progress, silent
from tm.units import Kept, State, TranslationUnit, Variant

PAGE_ROWS = 2_000  # rows read at a time, so that a long reading holds no lock


@dataclass(frozen=True, slots=True)
class UnitText:
    """The two texts of a stored unit, for indexes."""

    rowid: int
    source_lang: str
    source: str
    target_lang: str
    target: str


class ExactQuery(NamedTuple):
    """A source text and the languages of the units asked for."""

    text: str
    source_lang: str
    target_lang: str

    def admits(self, source: Variant, target: Variant) -> bool:
        """Whether the sides have this text, and languages that serve those asked for."""
        known = source.text == self.text
        return known and serves(source.lang, self.source_lang) and serves(target.lang, self.target_lang)


@dataclass(frozen=True, slots=True)
class Translation:
    """The sides of a unit, without their codes, when its document was published, and the day it was changed last."""

    source: Variant
    target: Variant
    date: str
    changed: str  # or made, where it never was changed


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
    kept: int  # records of files that are no pair of texts
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
        units: Iterable[TranslationUnit | Kept],
        *,
        now: datetime,
        author: str = "",
        kind: str = "add",
        summary: str = "",
        progress: Progress = silent,
    ) -> AddReport:
        """Counts of units added, merged and skipped; one action in the history, all of it or nothing.

        What is Kept among them is stored as well, and not counted. Units without a date of creation get `now` and,
        where they name nobody, `author`.
        Raises: StorageError; SettingsError for a language tag that is none; whatever `units` raises.
        """
        added = merged = count = action = 0

        def told() -> Iterator[TranslationUnit | Kept]:
            nonlocal count
            for item in units:
                if isinstance(item, TranslationUnit):
                    count += 1
                    progress("add", count, None)
                yield item

        with self.database.transaction(), filling(self.database):
            rows, kept, coming = UnitRows(self.database), KeptRows(self.database), told()
            while batch := list(islice(coming, BATCH_UNITS)):
                pairs = [item for item in batch if isinstance(item, TranslationUnit)]
                outcome = rows.add(pairs, now=now, author=author)
                added, merged = added + outcome.added, merged + outcome.merged
                changes = [*outcome.changes, *kept.add([item for item in batch if isinstance(item, Kept)])]
                if changes:
                    action = action or self.database.begin_action(kind, author, now, summary)
                    self.database.record_all(action, changes)
        return AddReport(added, merged, count - added - merged)

    def change(
        self,
        units: Mapping[int, TranslationUnit | None],
        *,
        seen: Mapping[int, TranslationUnit] | None = None,
        now: datetime,
        author: str = "",
        kind: str = "edit",
        summary: str = "",
        kept_of: str = "",
    ) -> int:
        """The number of rows that the action changed: each becomes the unit given, None deletes it.

        Rows that are so already do not count, and without any other there is no action. `seen` is what the rows were
        when the change was decided upon. What is Kept of the document `kept_of` goes in the same action, uncounted.
        Raises: KeyError for a row that is not there; SettingsError if a unit would become the same as another one;
        Superseded if a row is no longer as it was seen. Then nothing is changed.
        """
        wanted = {str(rowid): unit_record(unit) if unit else None for rowid, unit in units.items()}
        with self.database.transaction():
            rows = UnitRows(self.database)
            stored = rows.records(wanted)
            for rowid in units:
                if str(rowid) not in stored:
                    raise KeyError(rowid)
            for rowid, unit in (seen or {}).items():
                if str(rowid) in stored and stored[str(rowid)] != unit_record(unit):
                    raise Superseded(f"unit {rowid} was changed meanwhile; look at it again", path=self.database.path)
            changes = [Change("unit", key, stored[key], new) for key, new in wanted.items() if stored[key] != new]
            kept = KeptRows(self.database).removed(kept_of) if kept_of else []
            if changes or kept:
                refused = rows.put_back({change.key: wanted[change.key] for change in changes})
                if refused:
                    raise SettingsError(
                        f"unit {min(refused, key=int)} would be the same as another unit; delete one of the two"
                    )
                self.database.record_all(self.database.begin_action(kind, author, now, summary), [*changes, *kept])
        return len(changes)

    def units(self, *, source_lang: str = "", target_lang: str = "", document: str = "") -> Iterator[TranslationUnit]:
        """The units in the order of their adding; a language takes in every tag that serves it."""
        return (row.unit for row in self.rows(source_lang=source_lang, target_lang=target_lang, document=document))

    def rows(self, *, source_lang: str = "", target_lang: str = "", document: str = "") -> Iterator[StoredUnit]:
        """The units with their row numbers, in the order of their adding, read page by page."""
        for row in self._paged(SELECT, source_lang, target_lang, document):
            yield stored_unit(row)

    def count(self, *, source_lang: str = "", target_lang: str = "", document: str = "") -> int:
        """How many units `rows` gives."""
        condition, parameters = self._condition(source_lang, target_lang, document)
        return self.database.number(f"SELECT count(*) FROM unit WHERE {condition}", parameters)

    def texts(self) -> Iterator[UnitText]:
        """The texts of all units in the order of their adding: `rows` for indexes, without the metadata."""
        columns = "SELECT unit.id, source_lang, source_text, target_lang, target_text FROM unit"
        for row in self._paged(columns):
            yield UnitText(*row)

    def get(self, rowid: int) -> TranslationUnit:
        """The unit of a row. Raises: KeyError where there is none."""
        found = self.database.row(f"{SELECT} WHERE unit.id = ?", (rowid,)) if abs(rowid) < 2**63 else None
        if found is None:
            raise KeyError(rowid)
        return stored_unit(found).unit

    def get_all(self, rowids: Collection[int]) -> dict[int, TranslationUnit]:
        """The units of those rows that there are."""
        return {rowid: unit for (rowid, _), unit in self.get_sides([(rowid, False) for rowid in rowids]).items()}

    def get_sides(self, sides: Collection[tuple[int, bool]]) -> dict[tuple[int, bool], TranslationUnit]:
        """The units of those rows that there are, turned where that is asked for."""
        sql = f"{SELECT} WHERE unit.id IN (SELECT value FROM json_each(?))"
        rows = {row[0]: row[1:] for row in self.database.rows(sql, (json.dumps([rowid for rowid, _ in sides]),))}
        return {side: unit_of_values(rows[side[0]], turned=side[1]) for side in sides if side[0] in rows}

    def find_exact(self, text: str, source_lang: str, target_lang: str) -> tuple[StoredUnit, ...]:
        """The units whose source is this very text, between languages that serve those asked for.

        A unit the other way round is found by its target, and is returned turned into the direction asked.
        """
        asked, digest = ExactQuery(text, source_lang, target_lang), text_hash(text)
        found = []
        sql = f"{SELECT} WHERE source_hash = ? OR target_hash = ? ORDER BY unit.id"
        for stored in map(stored_unit, self.database.rows(sql, (digest, digest))):
            unit = stored.unit
            if asked.admits(unit.source, unit.target):
                found.append(stored)
            elif asked.admits(unit.target, unit.source):
                found.append(StoredUnit(stored.rowid, turn(unit)))
        return tuple(found)

    def translations(self, asked: Collection[ExactQuery]) -> dict[ExactQuery, list[Translation]]:
        """The sides and dates of the units that `find_exact` finds of each; all in one question to the file."""
        digests = json.dumps([text_hash(text) for text in {query.text for query in asked}])
        sql = (
            "SELECT source_text, source_lang, target_text, target_lang, date,"
            " substr(coalesce(changed_at, created_at, ''), 1, 10) FROM unit"
            " JOIN origin ON origin.id = origin_id WHERE source_hash IN (SELECT value FROM json_each(?))"
            " OR target_hash IN (SELECT value FROM json_each(?)) ORDER BY unit.id"
        )
        found: dict[ExactQuery, list[Translation]] = {query: [] for query in asked}
        rows = self.database.rows(sql, (digests, digests))
        for source_text, source_lang, target_text, target_lang, date, changed in rows:
            source, target = Variant(source_text, source_lang), Variant(target_text, target_lang)
            for query, known in found.items():
                if query.admits(source, target):
                    known.append(Translation(source, target, date, changed))
                elif query.admits(target, source):
                    known.append(Translation(target, source, date, changed))
        return found

    def is_within(self, units: int) -> bool:
        """Whether the memory has no more units than that; without counting the rest."""
        return self.database.number("SELECT count(*) FROM (SELECT 1 FROM unit LIMIT ?)", (units + 1,)) <= units

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The language pairs of the memory, as tagged, with their numbers of units."""
        sql = "SELECT source_lang, target_lang, count(*) FROM unit GROUP BY source_lang, target_lang"
        return tuple(LanguagePair(*row) for row in self.database.rows(sql))

    def kept(self, *, document: str = "") -> Iterator[Kept]:
        """What files said that is no pair of texts, in the order of its adding; of one document or of all."""
        sql = "SELECT id, document, content FROM kept WHERE id > ? AND ? IN (document, '') ORDER BY id LIMIT 500"
        last = 0
        while page := self.database.rows(sql, (last, document)):
            yield from (Kept(*row[1:]) for row in page)
            last = page[-1][0]

    def documents(self) -> tuple[str, ...]:
        """The documents that units come from, by name."""
        sql = "SELECT DISTINCT document FROM origin WHERE id IN (SELECT origin_id FROM unit) AND document <> ''"
        return tuple(sorted(row[0] for row in self.database.rows(sql)))

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
            kept=self.database.number("SELECT count(*) FROM kept WHERE content NOT LIKE '<header%'"),
            pairs=self.pairs(),
            texts=tuple(TextSize(lang, chars[lang], words[lang]) for lang in sorted(chars)),
            documents=self.database.number(f"SELECT count(DISTINCT document) {used} AND document <> ''"),
            states=tuple((state, states[state]) for state in State if state in states),
            terms=tuple(self.database.rows("SELECT workflow, count(*) FROM entry GROUP BY workflow ORDER BY workflow")),
            oldest=dates[0] or "",
            newest=dates[1] or "",
        )

    def confidences(self, bins: int) -> tuple[tuple[int, ...], int]:
        """How many units lie in each of so many equal bins of confidence, and how many have none: vouched for."""
        sql = "SELECT min(CAST(confidence * ? + 1e-9 AS INTEGER), ? - 1), count(*) FROM unit GROUP BY 1"
        found: dict[int | None, int] = dict(self.database.rows(sql, (bins, bins)))
        return tuple(found.get(at, 0) for at in range(bins)), found.get(None, 0)

    def growth(self) -> tuple[tuple[str, int], ...]:
        """The days on which units were made, in order, and how many of today's units each of them made."""
        days = "SELECT substr(created_at, 1, 10), count(*) FROM unit WHERE created_at IS NOT NULL GROUP BY 1 ORDER BY 1"
        return tuple(self.database.rows(days))

    def _paged(self, select: str, source_lang: str = "", target_lang: str = "", document: str = "") -> Iterator[Row]:
        condition, parameters = self._condition(source_lang, target_lang, document)
        sql = f"{select} WHERE unit.id > ? AND {condition} ORDER BY unit.id LIMIT {PAGE_ROWS}"
        last = 0
        while page := self.database.rows(sql, (last, *parameters)):
            yield from page
            last = page[-1][0]

    def _condition(self, source_lang: str, target_lang: str, document: str) -> tuple[str, list[SqlValue]]:
        """What holds of the units wanted, as SQL, and its parameters."""
        # The plus signs keep SQLite from taking the rows by language and sorting them for every page.
        conditions, parameters = list[str](), list[SqlValue]()
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
        return " AND ".join(conditions) or "TRUE", parameters
