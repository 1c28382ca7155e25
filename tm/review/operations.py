"""What a person can do to the rows of an alignment: each function returns the review after it, and changes nothing.

An operation that cannot be done where it is asked for raises SettingsError, with the reason in words for the person.
Whoever changes what is in a row takes its acceptance back: it has to be accepted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tm.errors import SettingsError
from tm.review.rows import (
    Cell,
    Piece,
    Review,
    Row,
    RowState,
    Side,
    grown_together,
    joining,
    pieces_text,
    placed_pieces,
)


def split(review: Review, row_id: int, side: Side, offset: int) -> Review:
    """The cell cut in two at a code point of its text; the rest goes into a new row below.

    Where the row below was left with an empty cell by an earlier cut, the rest goes there: cutting both cells of a
    row pairs their halves.
    """
    at, row = _find(review, row_id)
    first, rest = _cut(review, row.cell(side), side, offset)
    if first.empty or rest.empty:
        raise SettingsError("there is nothing to split at the very start or end of the text; put the cursor inside it")
    below = review.rows[at + 1] if at + 1 < len(review.rows) else None
    if below and below.by_hand and below.state is RowState.PENDING and below.cell(side).empty:
        return _replaced(review, at, 2, [row.with_cell(side, first), below.with_cell(side, rest)])
    new = Row(review.next_id, Cell(), Cell()).with_cell(side, rest)
    return _replaced(review, at, 1, [row.with_cell(side, first), new])


def merge(review: Review, row_id: int) -> Review:
    """The row and the one below as one."""
    at, row = _find(review, row_id)
    if at + 1 == len(review.rows):
        raise SettingsError("this is the last row; there is none below to merge it with")
    below = review.rows[at + 1]
    for side in Side:
        row = row.with_cell(side, _joined(review, side, row.cell(side), below.cell(side)))
    return _replaced(review, at, 2, [replace(row, state=RowState.PENDING, confidence=None)])


def move_up(review: Review, row_id: int, side: Side) -> Review:
    """The first sentence of the cell at the end of the cell above; a row left empty goes."""
    at, row = _find(review, row_id)
    if at == 0:
        raise SettingsError("this is the first row; there is none above")
    first, rest = _first_apart(row.cell(side))
    above = review.rows[at - 1]
    above = above.with_cell(side, _joined(review, side, above.cell(side), first))
    return _replaced(review, at - 1, 2, [above, row.with_cell(side, rest)])


def move_down(review: Review, row_id: int, side: Side) -> Review:
    """The last sentence of the cell at the start of the cell below; a row left empty goes."""
    at, row = _find(review, row_id)
    rest, last = _last_apart(row.cell(side))
    if at + 1 == len(review.rows):
        if rest.empty and row.cell(side.other).empty:
            raise SettingsError("this is the last row; there is none below")
        new = Row(review.next_id, Cell(), Cell()).with_cell(side, last)
        return _replaced(review, at, 1, [row.with_cell(side, rest), new])
    below = review.rows[at + 1]
    below = below.with_cell(side, _joined(review, side, last, below.cell(side)))
    return _replaced(review, at, 2, [row.with_cell(side, rest), below])


def swap(review: Review, row_id: int, side: Side) -> Review:
    """The cell and the one below, each in the other's place."""
    at, row = _find(review, row_id)
    if at + 1 == len(review.rows):
        raise SettingsError("this is the last row; there is none below to change places with")
    below = review.rows[at + 1]
    swapped = row.with_cell(side, below.cell(side)), below.with_cell(side, row.cell(side))
    return _replaced(review, at, 2, swapped)


def insert(review: Review, row_id: int) -> Review:
    """An empty row below."""
    at, row = _find(review, row_id)
    return _replaced(review, at, 1, [row, Row(review.next_id, Cell(), Cell())], keep_empty=True)


def delete(review: Review, row_id: int) -> Review:
    """An empty row is taken out; any other is marked as dropped, and a dropped one is kept again."""
    at, row = _find(review, row_id)
    if row.empty:
        return review.with_rows((*review.rows[:at], *review.rows[at + 1 :]))
    state = RowState.PENDING if row.state is RowState.DROPPED else RowState.DROPPED
    return _replaced(review, at, 1, [replace(row, state=state)])


def edit(review: Review, row_id: int, side: Side, text: str) -> Review:
    """The cell with another text; its own text again takes the edit back."""
    at, row = _find(review, row_id)
    cell, text = row.cell(side), text.strip()
    if not text:
        raise SettingsError("a text cannot be edited away; drop the row, or mark it as without counterpart")
    own = pieces_text(cell.pieces, review.sentences(side))
    return _replaced(review, at, 1, [row.with_cell(side, Cell(cell.pieces, None if text == own else text))])


def unpair(review: Review, row_id: int) -> Review:
    """The row accepted as without counterpart; a paired one is taken apart into two such rows."""
    at, row = _find(review, row_id)
    if row.empty:
        raise SettingsError("the row is empty; delete it, or move a sentence into it")
    if not row.paired:
        return _replaced(review, at, 1, [replace(row, state=RowState.ACCEPTED)])
    rows = Row(row.id, row.source, Cell()), Row(review.next_id, Cell(), row.target)
    return _replaced(review, at, 1, [replace(one, state=RowState.ACCEPTED) for one in rows])


def mark(review: Review, row_id: int, state: RowState) -> Review:
    """The row in another state."""
    at, row = _find(review, row_id)
    if state in (RowState.ACCEPTED, RowState.PINNED) and row.empty:
        raise SettingsError("the row is empty; delete it, or move a sentence into it")
    if state is RowState.PINNED and not row.paired:
        raise SettingsError("one side of the row is empty; pin two cells that belong together")
    return _replaced(review, at, 1, [replace(row, state=state)], keep_empty=True)


def accept_above(review: Review, confidence: float) -> Review:
    """Every pair that nobody has marked accepted, from this confidence on."""
    if not 0 < confidence <= 1:
        raise SettingsError(f"the confidence must lie above 0 and at most at 1, not at {confidence}")

    def sure(row: Row) -> bool:
        return row.state is RowState.PENDING and row.paired and (row.confidence or 0.0) >= confidence

    return review.with_rows([replace(row, state=RowState.ACCEPTED) if sure(row) else row for row in review.rows])


def pin(review: Review, source_id: int, target_id: int) -> Review:
    """The source cell of one row and the target cell of another as a pinned pair.

    What stood between them keeps its side of the pair: cells before it go above, cells after it below, each in a row
    of its own, for re-aligning to pair them anew.
    """
    (i, source), (j, target) = _find(review, source_id), _find(review, target_id)
    if i == j:
        return mark(review, source_id, RowState.PINNED)
    if source.source.empty or target.target.empty:
        raise SettingsError("one of the two cells is empty; pin two cells that belong together")
    low, high = min(i, j), max(i, j)
    settled = [row for row in review.rows[low + 1 : high] if row.settled]
    if settled:
        number = review.rows.index(settled[0]) + 1
        raise SettingsError(f"row {number} between them is settled; clear it first (C)")
    crossed = Side.TARGET if i < j else Side.SOURCE  # the side that must come up to the other
    between = review.rows[low : high + 1]
    above = [row.cell(crossed) for row in between[:-1]]
    below = [row.cell(crossed.other) for row in between[1:]]
    numbers = iter(range(review.next_id, review.next_id + 2 * len(between)))
    pinned = Row(source.id, source.source, target.target, RowState.PINNED)
    rows = [
        *(Row(next(numbers), Cell(), Cell()).with_cell(crossed, cell) for cell in above),
        pinned,
        *(Row(next(numbers), Cell(), Cell()).with_cell(crossed.other, cell) for cell in below),
    ]
    return _replaced(review, low, len(between), rows)


def _find(review: Review, row_id: int) -> tuple[int, Row]:
    for at, row in enumerate(review.rows):
        if row.id == row_id:
            return at, row
    raise SettingsError("the row is no longer there; load the page anew")


def _replaced(review: Review, at: int, count: int, rows: Sequence[Row], *, keep_empty: bool = False) -> Review:
    """The review with `rows` in place of `count` rows; those that an operation left empty go."""
    kept = [row for row in rows if keep_empty or not row.empty]
    return review.with_rows((*review.rows[:at], *kept, *review.rows[at + count :]))


def _cut(review: Review, cell: Cell, side: Side, offset: int) -> tuple[Cell, Cell]:
    """The cell before and after a code point of its text; an edited text leaves its pieces to the first half."""
    if cell.edited is not None:
        first, rest = cell.edited[:offset].strip(), cell.edited[offset:].strip()
        if not first or not rest:
            return (cell, Cell()) if first else (Cell(), cell)
        return Cell(cell.pieces, first), Cell((), rest)
    before: list[Piece] = []
    after: list[Piece] = []
    start = 0
    for placed in placed_pieces(cell.pieces, review.sentences(side)):
        start += len(placed.gap)
        end = start + len(placed.text)
        if offset >= end:
            before.append(placed.piece)
        elif offset <= start:
            after.append(placed.piece)
        else:
            cut = placed.piece.start + placed.lead + offset - start
            before.append(replace(placed.piece, end=cut))
            after.append(replace(placed.piece, start=cut))
        start = end
    return Cell(tuple(before)), Cell(tuple(after))


def _first_apart(cell: Cell) -> tuple[Cell, Cell]:
    """The first sentence of a cell and what is left; an edited text stays whole."""
    _refuse_empty(cell)
    if cell.edited is not None:
        return cell, Cell()
    return Cell(cell.pieces[:1]), Cell(cell.pieces[1:])


def _last_apart(cell: Cell) -> tuple[Cell, Cell]:
    _refuse_empty(cell)
    if cell.edited is not None:
        return Cell(), cell
    return Cell(cell.pieces[:-1]), Cell(cell.pieces[-1:])


def _refuse_empty(cell: Cell) -> None:
    if cell.empty:
        raise SettingsError("there is nothing in the cell to move")


def _joined(review: Review, side: Side, first: Cell, second: Cell) -> Cell:
    """Two cells as one; where either was edited, so is the whole."""
    if first.empty or second.empty:
        return second if first.empty else first
    pieces = grown_together((*first.pieces, *second.pieces))
    if first.edited is None and second.edited is None:
        return Cell(pieces)
    sentences = review.sentences(side)
    texts = [c.edited if c.edited is not None else pieces_text(c.pieces, sentences) for c in (first, second)]
    return Cell(pieces, texts[0] + joining(*texts) + texts[1])
