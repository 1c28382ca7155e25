"""Where alignments under review are kept: the memory file, each operation on top of the one before.

The rows stand there as they are now; beside them every operation, with what it changed. Undoing goes back to the
operation before, redoing on to the newest of those that came after; no operation is ever forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tm.errors import Superseded
from tm.memory.database import Database, moment, moment_text
from tm.review.rows import Cell, Piece, Review, Row, RowState, Sentence, Side
from tm.review.splices import Splice, undoing

_RANK_STEP = 1 << 20  # between neighbours; rows put between two get ranks between theirs
_INFO = (
    "SELECT id, name, source_lang, target_lang, source_path, target_path, held, revision, head, created_at, changed_at"
    " FROM review"
)


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """What an alignment under review is called and where it stands."""

    id: int
    name: str
    source_lang: str
    target_lang: str
    source_path: str
    target_path: str
    held: bool  # whether the memory was given its pairs before anybody looked at them
    revision: int  # counts operations, those that undid or redid one included
    head: int  # the last operation that stands; 0 where none does
    created_at: datetime
    changed_at: datetime


class Reviews:
    """The alignments under review in a memory file."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def infos(self) -> tuple[ReviewInfo, ...]:
        """All of them, the one changed last first."""
        return tuple(_info(row) for row in self.database.rows(f"{_INFO} ORDER BY changed_at DESC, id DESC"))

    def find(self, name: str) -> ReviewInfo | None:
        """The one of this name."""
        row = self.database.row(f"{_INFO} WHERE name = ?", (name,))
        return _info(row) if row else None

    def get(self, review_id: int) -> ReviewInfo:
        """The one of this number. Raises: KeyError where there is none."""
        row = self.database.row(f"{_INFO} WHERE id = ?", (review_id,)) if review_id < 2**63 else None
        if row is None:
            raise KeyError(review_id)
        return _info(row)

    def load(self, info: ReviewInfo) -> Review:
        """Its sentences and rows."""
        return self._load(info, -1, -1)

    def load_top(self, info: ReviewInfo, count: int) -> Review:
        """Its first rows, so many, with the sentences up to theirs: what a first look needs, at once."""
        rows = self._rows(info, count)
        last = max((piece.sentence for row in rows for side in Side for piece in row.cell(side).pieces), default=0)
        return self._load(info, count, last + 1)

    def _load(self, info: ReviewInfo, rows: int, sentences: int) -> Review:
        """So many rows and sentences of each side, from the first; -1: all."""
        source, target = (self._sentences(info, side, sentences) for side in (Side.SOURCE, Side.TARGET))
        next_id = self.database.number("SELECT next_row FROM review WHERE id = ?", (info.id,))
        return Review(source=source, target=target, rows=self._rows(info, rows), next_id=next_id)

    def _sentences(self, info: ReviewInfo, side: Side, count: int) -> tuple[Sentence, ...]:
        found = self.database.rows(
            "SELECT text, gap, block FROM review_sentence WHERE review_id = ? AND side = ? ORDER BY number LIMIT ?",
            (info.id, side, count),
        )
        return tuple(Sentence(*record) for record in found)

    def _rows(self, info: ReviewInfo, count: int) -> tuple[Row, ...]:
        found = self.database.rows(
            "SELECT id, source, source_edited, target, target_edited, state, confidence FROM review_row "
            "WHERE review_id = ? ORDER BY rank LIMIT ?",
            (info.id, count),
        )
        return tuple(_row([n, json.loads(s), se, json.loads(t), te, state, c]) for n, s, se, t, te, state, c in found)

    def create(
        self, review: Review, *, name: str, langs: tuple[str, str], paths: tuple[str, str], held: bool, now: datetime
    ) -> ReviewInfo:
        """A new alignment to review; inside a transaction."""
        at = moment_text(now)
        cursor = self.database.execute(
            "INSERT INTO review (name, source_lang, target_lang, source_path, target_path, held, revision, head,"
            " next_row, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)",
            (name, *langs, *paths, int(held), review.next_id, at, at),
        )
        number = cursor.lastrowid or 0
        self.database.executemany(
            "INSERT INTO review_sentence VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, side, at, sentence.text, sentence.gap, sentence.block)
                for side in Side
                for at, sentence in enumerate(review.sentences(side))
            ],
        )
        self._insert(number, review.rows, range(_RANK_STEP, _RANK_STEP * (len(review.rows) + 1), _RANK_STEP))
        return self.get(number)

    def hold(self, info: ReviewInfo) -> ReviewInfo:
        """Note that the memory was given the pairs as they are; inside a transaction."""
        self.database.execute("UPDATE review SET held = 1 WHERE id = ?", (info.id,))
        return replace(info, held=True)

    def delete(self, info: ReviewInfo) -> None:
        """Take an alignment out, operations and all; inside a transaction."""
        self.database.execute("DELETE FROM review WHERE id = ?", (info.id,))

    def operate(
        self, info: ReviewInfo, review: Review, splices: Sequence[Splice], *, kind: str, now: datetime, author: str
    ) -> ReviewInfo:
        """Keep what an operation changed, `review` being the rows after it; inside a transaction."""
        cursor = self.database.execute(
            "INSERT INTO review_operation (review_id, parent, at, author, kind, splices) VALUES (?, ?, ?, ?, ?, ?)",
            (info.id, info.head, moment_text(now), author, kind, _splices_text(splices)),
        )
        return self._write(info, review.next_id, splices, head=cursor.lastrowid or 0, now=now)

    def last_operation(self, info: ReviewInfo) -> tuple[str, tuple[Splice, ...]] | None:
        """Kind and splices of the operation that stands last; None where none does."""
        row = self.database.row("SELECT kind, splices FROM review_operation WHERE id = ?", (info.head,))
        return (row[0], _splices(row[1])) if row else None

    def next_operation(self, info: ReviewInfo) -> tuple[str, tuple[Splice, ...]] | None:
        """Kind and splices of the operation to redo: the newest of those that followed; None where none did."""
        row = self._following(info)
        return (row[1], _splices(row[2])) if row else None

    def undo(self, info: ReviewInfo, splices: Sequence[Splice], *, now: datetime) -> ReviewInfo:
        """Go back to before the last operation, whose splices are given; inside a transaction."""
        parent = self.database.number("SELECT parent FROM review_operation WHERE id = ?", (info.head,))
        return self._write(info, 0, undoing(splices), head=parent, now=now)

    def redo(self, info: ReviewInfo, splices: Sequence[Splice], *, now: datetime) -> ReviewInfo:
        """Go on to the operation that `next_operation` tells; inside a transaction."""
        row = self._following(info)
        return self._write(info, 0, splices, head=row[0] if row else info.head, now=now)

    def can_redo(self, info: ReviewInfo) -> bool:
        """Whether an operation followed the one that stands last."""
        return self._following(info) is not None

    def _following(self, info: ReviewInfo) -> tuple[Any, ...] | None:
        return self.database.row(
            "SELECT id, kind, splices FROM review_operation WHERE review_id = ? AND parent = ? ORDER BY id DESC",
            (info.id, info.head),
        )

    def _write(
        self, info: ReviewInfo, next_row: int, splices: Iterable[Splice], *, head: int, now: datetime
    ) -> ReviewInfo:
        for splice in splices:
            self._splice(info, splice)
        self.database.execute(
            "UPDATE review SET revision = revision + 1, head = ?, next_row = max(next_row, ?), changed_at = ? "
            "WHERE id = ?",
            (head, next_row, moment_text(now), info.id),
        )
        return replace(info, revision=info.revision + 1, head=head, changed_at=moment(moment_text(now)))

    def _splice(self, info: ReviewInfo, splice: Splice) -> None:
        """Put rows in place of others, ranked between their neighbours; where ranks run out, rank all anew."""
        first, wanted = splice.at, len(splice.before)
        found = self.database.rows(
            "SELECT id, rank FROM review_row WHERE review_id = ? ORDER BY rank LIMIT ? OFFSET ?",
            (info.id, wanted + 2, max(0, first - 1)),
        )
        low = found.pop(0)[1] if first else 0
        if [number for number, _ in found[:wanted]] != [row.id for row in splice.before]:
            raise Superseded("the alignment was changed elsewhere; load it anew", path=self.database.path)
        if len(splice.after) == wanted:
            ranks: Sequence[int] = [rank for _, rank in found[:wanted]]
        else:
            high = found[wanted][1] if len(found) > wanted else low + _RANK_STEP * (len(splice.after) + 1)
            step = (high - low) // (len(splice.after) + 1)
            ranks = range(low + step, low + step * (len(splice.after) + 1), step) if step else ()
        self.database.executemany(
            "DELETE FROM review_row WHERE review_id = ? AND id = ?", [(info.id, row.id) for row in splice.before]
        )
        if len(ranks) == len(splice.after):
            self._insert(info.id, splice.after, ranks)
        else:
            rest = self.load(info).rows
            self.database.execute("DELETE FROM review_row WHERE review_id = ?", (info.id,))
            rows = (*rest[:first], *splice.after, *rest[first:])
            self._insert(info.id, rows, range(_RANK_STEP, _RANK_STEP * (len(rows) + 1), _RANK_STEP))

    def _insert(self, review_id: int, rows: Sequence[Row], ranks: Iterable[int]) -> None:
        records = [
            (review_id, n, rank, json.dumps(s), se, json.dumps(t), te, state, confidence)
            for rank, (n, s, se, t, te, state, confidence) in zip(ranks, map(_record, rows), strict=True)
        ]
        self.database.executemany("INSERT INTO review_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", records)


def _info(row: Sequence[Any]) -> ReviewInfo:
    *names, held, revision, head, created, changed = row
    return ReviewInfo(*[*names, bool(held), revision, head, moment(created), moment(changed)])


def _record(row: Row) -> list[Any]:
    """The row as JSON keeps it."""
    source = [[piece.sentence, piece.start, piece.end] for piece in row.source.pieces]
    target = [[piece.sentence, piece.start, piece.end] for piece in row.target.pieces]
    return [row.id, source, row.source.edited, target, row.target.edited, row.state.value, row.confidence]


def _row(record: Sequence[Any]) -> Row:
    """The row that `_record` wrote."""
    number, source, source_edited, target, target_edited, state, confidence = record
    return Row(number, _cell(source, source_edited), _cell(target, target_edited), RowState(state), confidence)


def _cell(pieces: Sequence[Sequence[int]], edited: str | None) -> Cell:
    return Cell(tuple(Piece(*piece) for piece in pieces), edited)


def _splices_text(splices: Sequence[Splice]) -> str:
    records = [[s.at, [_record(row) for row in s.before], [_record(row) for row in s.after]] for s in splices]
    return json.dumps(records, ensure_ascii=False, separators=(",", ":"))


def _splices(text: str) -> tuple[Splice, ...]:
    return tuple(
        Splice(at, tuple(map(_row, before)), tuple(map(_row, after))) for at, before, after in json.loads(text)
    )
