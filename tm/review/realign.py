"""Aligning anew what a person has not settled, around what is settled."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from tm.review.rows import Cell, Piece, Review, Row, Sentence, Side, grown_together
from tm.units import Alignment, Bead, Segment

AS_SURE = 0.01  # a smaller change of confidence than this is none
Align = Callable[[Sequence[Segment], Sequence[Segment]], Alignment]


def realign(review: Review, align: Align, *, langs: tuple[str, str]) -> Review:
    """The review with the open rows aligned anew between the settled pairs; these stay as they are.

    Settled are rows accepted, pinned, dropped or edited. A settled pair divides the texts: what stands above it is
    aligned with what stands above it. A settled row of one side keeps its place among the sentences of its side.
    """
    rows: list[Row] = []
    stretch: list[Row] = []
    next_id = review.next_id
    for row in (*review.rows, None):
        if row is not None and not (settled(row) and row.paired):
            stretch.append(row)
            continue
        fresh = _realigned(review, stretch, align, langs, next_id)
        next_id += len(fresh)
        rows += fresh if row is None else [*fresh, row]
        stretch = []
    return review.with_rows(rows)


def settled(row: Row) -> bool:
    """Whether re-aligning leaves the row as it is."""
    return row.settled or row.edited


def _realigned(review: Review, rows: Sequence[Row], align: Align, langs: tuple[str, str], next_id: int) -> list[Row]:
    """The rows of a stretch between settled pairs: settled ones as they are, the others aligned anew."""
    free = [row for row in rows if not settled(row)]
    pieces = {side: _pieces(free, side) for side in Side}
    if not pieces[Side.SOURCE] or not pieces[Side.TARGET]:
        return list(rows)
    segments = [
        [_segment(piece, review.sentences(side), lang) for piece in pieces[side]]
        for side, lang in zip(Side, langs, strict=True)
    ]
    fresh = [_row(next_id + at, bead, pieces) for at, bead in enumerate(align(*segments).beads)]
    known = {(row.source, row.target): row for row in free}
    fresh = [_same(row, known.get((row.source, row.target))) for row in fresh]
    return _with_settled(fresh, [row for row in rows if settled(row)])


def _same(row: Row, known: Row | None) -> Row:
    """The row as it was where aligning anew found the same pair: number and flag, or all of it if as sure."""
    if known is None:
        return row
    if known.confidence is not None and abs(known.confidence - (row.confidence or 0.0)) < AS_SURE:
        return known
    return Row(known.id, row.source, row.target, known.state, row.confidence)


def _pieces(rows: Sequence[Row], side: Side) -> tuple[Piece, ...]:
    """The pieces on a side of the rows, in the order of the document; a sentence that was cut stays cut."""
    return tuple(sorted(piece for row in rows for piece in row.cell(side).pieces))


def _segment(piece: Piece, sentences: Sequence[Sentence], lang: str) -> Segment:
    sentence = sentences[piece.sentence]
    return Segment(sentence.text[piece.start : piece.end].strip(), lang, piece.start, piece.end, sentence.block)


def _row(number: int, bead: Bead, pieces: dict[Side, tuple[Piece, ...]]) -> Row:
    source = pieces[Side.SOURCE][bead.source.start : bead.source.stop]
    target = pieces[Side.TARGET][bead.target.start : bead.target.stop]
    return Row(number, Cell(grown_together(source)), Cell(grown_together(target)), confidence=round(bead.confidence, 4))


def _with_settled(fresh: Sequence[Row], kept: Sequence[Row]) -> list[Row]:
    """The rows of both, each kept one before the first that goes on after it on its side."""
    rows, waiting = list[Row](), deque(kept)
    for row in fresh:
        while waiting and _before(waiting[0], row):
            rows.append(waiting.popleft())
        rows.append(row)
    return [*rows, *waiting]


def _before(kept: Row, row: Row) -> bool:
    """Whether the sentences of a settled row stand before those of another row, on any side that both have."""
    pairs = ((kept.cell(side).pieces, row.cell(side).pieces) for side in Side)
    return any(mine and theirs and mine[0] < theirs[0] for mine, theirs in pairs)
