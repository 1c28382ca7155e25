"""The pairs of a review as translation units, and keeping the memory in step with them.

The memory holds a pair as reviewed while its row is accepted. Where the aligner's pairs were remembered as they came
(`ReviewInfo.held`), it also holds those rows that nobody has touched, as translated; a pair that a person takes apart
leaves it. What the memory knew of a pair before it was accepted comes back when the acceptance is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from tm.memory.database import Change, Database
from tm.memory.records import record_key, unit_record
from tm.memory.rows import Record, UnitRows
from tm.review.rows import Review, Row, RowState, Side
from tm.review.splices import Splice, splices_between
from tm.review.store import ReviewInfo, Reviews
from tm.units import Origin, State, TranslationUnit, Variant, whole_second


class _Level(IntEnum):
    """How far the memory holds a pair for a review."""

    ABSENT = 0
    HELD = 1  # as the aligner left it
    ACCEPTED = 2


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A pair of texts that the memory is to hold, by the first row that has it."""

    level: _Level
    unit: TranslationUnit | None  # None where it is not to hold it at all

    @property
    def known(self) -> TranslationUnit:
        """The unit of a pair that is to be held."""
        if self.unit is None:
            raise ValueError("there is no unit of a pair that is not held")
        return self.unit


def review_units(review: Review, info: ReviewInfo, *, accepted_only: bool = False) -> Iterator[TranslationUnit]:
    """The units of the paired rows that were not dropped, in order; accepted ones are reviewed units."""
    positions = _positions(review)
    for row in review.rows:
        if row.id in positions and (row.state is RowState.ACCEPTED or not accepted_only):
            yield _unit(review, info, row, positions[row.id])


def keep_in_step(
    database: Database,
    info: ReviewInfo,
    review: Review,
    splices: Sequence[Splice],
    *,
    now: datetime,
    author: str,
) -> tuple[Change, ...]:
    """What was changed among the units for splices having made the rows of `review`; inside a transaction."""
    old = _wanted(review, info, [row for splice in splices for row in splice.before])
    new = _wanted(review, info, [row for splice in splices for row in splice.after])
    if not old and not new:
        return ()
    for pair, level in _elsewhere(review, info, splices).items():
        for wanted, other in ((old, new), (new, old)):
            if pair in wanted:
                wanted[pair] = replace(wanted[pair], level=max(level, wanted[pair].level))
            elif pair in other:
                wanted[pair] = replace(other[pair], level=level)
    absent = _Wanted(_Level.ABSENT, None)
    steps = [(old.get(pair, absent), new.get(pair, absent)) for pair in dict.fromkeys((*old, *new))]
    links = _Links(database, info)
    restored, again = _lowered([step for step in steps if step[1].level < step[0].level], links, info)
    raised = [new for old, new in steps if old.level < new.level]
    fresh = [*again, *_raised(raised, links, now=now, author=author)]
    rows = UnitRows(database)
    there = rows.records(restored)
    changes = [Change("unit", key, there[key], record) for key, record in restored.items()]
    rows.put_back(restored)
    return (*changes, *rows.add(fresh, now=now, author=author).changes)


def follow_memory(database: Database, *, now: datetime, author: str) -> int:
    """How many rows were marked anew since the memory changed by other ways: undoing there, deleting, editing.

    A pair that the memory no longer holds as reviewed is open again; an open one that it holds so is accepted. For
    each review that is one operation, which can be undone like any other.
    """
    reviews, count = Reviews(database), 0
    with database.transaction():
        for info in reviews.infos():
            review = reviews.load(info)
            after = review.with_rows(_marked_as_held(database, info, review))
            splices = splices_between(review.rows, after.rows)
            if splices:
                reviews.operate(info, after, splices, kind="follow", now=now, author=author)
                count += sum(len(splice.after) for splice in splices)
    return count


def _marked_as_held(database: Database, info: ReviewInfo, review: Review) -> list[Row]:
    """The rows, open or accepted as the memory has their pairs; other marks stay."""
    found = database.rows(
        "SELECT key FROM unit WHERE state IN (?, ?) AND origin_id IN (SELECT id FROM origin WHERE document = ?)",
        (State.REVIEWED, State.FINAL, info.name),
    )
    held = {key for (key,) in found}
    rows = []
    for row in review.rows:
        if row.paired and row.state in (RowState.PENDING, RowState.ACCEPTED):
            there = record_key(unit_record(_unit(review, info, row, None))) in held
            row = replace(row, state=RowState.ACCEPTED if there else RowState.PENDING)
        rows.append(row)
    return rows


def _lowered(
    steps: Sequence[tuple[_Wanted, _Wanted]], links: _Links, info: ReviewInfo
) -> tuple[dict[str, Record | None], list[TranslationUnit]]:
    """What to make of the stored units of pairs that are held less far now, and units to add in their place."""
    restored: dict[str, Record | None] = {}
    again: list[TranslationUnit] = []
    for old, new in steps:
        stored, before = links.stored(old.known), links.taken(old.known)
        if stored is None or stored[1]["state"] != _STATES[old.level]:
            continue  # deleted, or decided upon elsewhere since
        ours = info.held and (before is None or _machine_made(before))
        restored[stored[0]] = None if before is None or (ours and not new.level) else before
        if new.level and before is None:
            again.append(new.known)
    return restored, again


def _raised(wanted: Sequence[_Wanted], links: _Links, *, now: datetime, author: str) -> Iterator[TranslationUnit]:
    """The units to add for pairs that are held further now; what is there of an accepted one is kept for later."""
    for new in wanted:
        if new.level is not _Level.ACCEPTED:
            yield new.known
            continue
        stored = links.stored(new.known)
        if stored is not None:
            links.keep(new.known, stored[1])
        yield replace(new.known, changed_at=whole_second(now), changed_by=author)


_STATES = {_Level.HELD: State.TRANSLATED.value, _Level.ACCEPTED: State.REVIEWED.value}


def _wanted(review: Review, info: ReviewInfo, rows: Sequence[Row]) -> dict[tuple[str, str], _Wanted]:
    """The pairs of some rows that the memory is to hold, each by the first of the highest level."""
    wanted: dict[tuple[str, str], _Wanted] = {}
    positions = _positions(review)
    for row in rows:
        level = _level(row, info)
        if level:
            unit = _unit(review, info, row, positions.get(row.id))
            pair = unit.source.text, unit.target.text
            if pair not in wanted or wanted[pair].level < level:
                wanted[pair] = _Wanted(level, unit)
    return wanted


def _positions(review: Review) -> dict[int, int]:
    """The place of each row among the pairs that count, by its number."""
    pairs = (row for row in review.rows if row.paired and row.state is not RowState.DROPPED)
    return {row.id: position for position, row in enumerate(pairs)}


def _elsewhere(review: Review, info: ReviewInfo, splices: Sequence[Splice]) -> dict[tuple[str, str], _Level]:
    """How far the memory holds the pairs of rows outside the splices."""
    changed = {row.id for splice in splices for row in splice.after}
    found: dict[tuple[str, str], _Level] = {}
    for row in review.rows:
        level = _level(row, info)
        if level and row.id not in changed:
            pair = review.text(row, Side.SOURCE), review.text(row, Side.TARGET)
            found[pair] = max(level, found.get(pair, level))
    return found


def _level(row: Row, info: ReviewInfo) -> _Level:
    if not row.paired or row.state is RowState.DROPPED:
        return _Level.ABSENT
    if row.state is RowState.ACCEPTED:
        return _Level.ACCEPTED
    return _Level.HELD if info.held and not row.by_hand else _Level.ABSENT


def _unit(review: Review, info: ReviewInfo, row: Row, position: int | None) -> TranslationUnit:
    accepted = row.state is RowState.ACCEPTED
    vouched = accepted or row.confidence is None
    before, after = _context(review, row)
    return TranslationUnit(
        source=Variant(review.text(row, Side.SOURCE), info.source_lang),
        target=Variant(review.text(row, Side.TARGET), info.target_lang),
        state=State.REVIEWED if accepted else State.TRANSLATED,
        origin=Origin(document=info.name, position=position),
        context_before=before,
        context_after=after,
        confidence=None if vouched or row.confidence is None else round(row.confidence, 4),
    )


def _context(review: Review, row: Row) -> tuple[str, str]:
    """The source sentences before and after what is in the row."""
    pieces = row.source.pieces
    if not pieces:
        return "", ""
    first, last = pieces[0].sentence, pieces[-1].sentence
    before = review.source[first - 1].text if first else ""
    after = review.source[last + 1].text if last + 1 < len(review.source) else ""
    return before, after


def _machine_made(record: Record) -> bool:
    """Whether nobody has vouched for a unit that the aligner found."""
    return record["confidence"] is not None and record["state"] == State.TRANSLATED.value


class _Links:
    """What the memory held of each pair before a review accepted it."""

    def __init__(self, database: Database, info: ReviewInfo) -> None:
        self._database, self._info, self._rows = database, info, UnitRows(database)

    def stored(self, unit: TranslationUnit) -> tuple[str, Record] | None:
        """Row number and record of the unit as the memory has it."""
        row = self._database.row("SELECT id FROM unit WHERE key = ?", (record_key(unit_record(unit)),))
        return next(iter(self._rows.records([str(row[0])]).items()), None) if row else None

    def keep(self, unit: TranslationUnit, record: Record) -> None:
        """Remember what the memory held."""
        self._database.execute(
            "INSERT INTO review_unit VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (self._info.id, record_key(unit_record(unit)), json.dumps(record, ensure_ascii=False)),
        )

    def taken(self, unit: TranslationUnit) -> Record | None:
        """What the memory held, which is forgotten now."""
        key = record_key(unit_record(unit))
        row = self._database.row(
            "DELETE FROM review_unit WHERE review_id = ? AND unit_key = ? RETURNING before", (self._info.id, key)
        )
        record: Record | None = json.loads(row[0]) if row else None
        return record
