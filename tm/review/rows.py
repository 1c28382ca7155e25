"""An alignment under review: rows of two cells, made of pieces of the sentences of two texts. Immutable.

Every stretch of every sentence is in exactly one cell at any time, whatever is done to the rows; nothing is ever lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tm.units import join_lines


class Side(StrEnum):
    """Which text."""

    SOURCE = "source"
    TARGET = "target"

    @property
    def other(self) -> Side:
        """The other text."""
        return Side.TARGET if self is Side.SOURCE else Side.SOURCE


class RowState(StrEnum):
    """What a person has said of a row."""

    PENDING = "pending"  # nothing yet
    FLAGGED = "flagged"  # needs another look
    PINNED = "pinned"  # the two cells belong together: re-aligning goes around them
    ACCEPTED = "accepted"  # right as it stands: the pair goes to the memory
    DROPPED = "dropped"  # of no use: kept here, left out of memory and exports


REVIEWED = frozenset([RowState.ACCEPTED, RowState.DROPPED])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document; `gap` is what stands between it and the next one where both are read as one text."""

    text: str
    gap: str
    block: int


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A stretch of a sentence: its number in the document, start and end in its text."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Pieces in reading order; `edited` is the text in place of theirs once somebody has changed it."""

    pieces: tuple[Piece, ...] = ()
    edited: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self.pieces and not self.edited


@dataclass(frozen=True, slots=True)
class Row:
    """Two cells that translate each other, or one without counterpart; its number is its own for life."""

    id: int
    source: Cell
    target: Cell
    state: RowState = RowState.PENDING
    confidence: float | None = None  # of the aligner's bead; None once a person has changed what is in it

    def cell(self, side: Side) -> Cell:
        """The cell on a side."""
        return self.source if side is Side.SOURCE else self.target

    def with_cell(self, side: Side, cell: Cell) -> Row:
        """The row with another cell on a side: a new pairing, which nobody has accepted."""
        made = Row(self.id, cell, self.target) if side is Side.SOURCE else Row(self.id, self.source, cell)
        return self if made.source == self.source and made.target == self.target else made

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read on either side."""
        return self.source.empty and self.target.empty

    @property
    def paired(self) -> bool:
        """Whether both sides have text."""
        return not self.source.empty and not self.target.empty

    @property
    def edited(self) -> bool:
        """Whether somebody has changed a text."""
        return self.source.edited is not None or self.target.edited is not None

    @property
    def reviewed(self) -> bool:
        """Whether a person has decided on it."""
        return self.state in REVIEWED

    @property
    def settled(self) -> bool:
        """Whether a person has decided on it or on the pair that it is."""
        return self.reviewed or self.state is RowState.PINNED

    @property
    def by_hand(self) -> bool:
        """Whether a person has changed what is in it."""
        return self.confidence is None


@dataclass(frozen=True, slots=True)
class Review:
    """The sentences of two documents and the rows over them; `next_id` numbers the next new row."""

    source: tuple[Sentence, ...]
    target: tuple[Sentence, ...]
    rows: tuple[Row, ...]
    next_id: int

    def sentences(self, side: Side) -> tuple[Sentence, ...]:
        """The sentences of a side."""
        return self.source if side is Side.SOURCE else self.target

    def text(self, row: Row, side: Side) -> str:
        """What a cell of the row reads: as edited, else the text of its pieces."""
        cell = row.cell(side)
        return cell.edited if cell.edited is not None else pieces_text(cell.pieces, self.sentences(side))

    def with_rows(self, rows: Sequence[Row]) -> Review:
        """The review with these rows; numbers given out are not given again."""
        return replace(self, rows=tuple(rows), next_id=max([self.next_id - 1, *(row.id for row in rows)]) + 1)


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece in the text of its cell: what it reads, what stands before it there, and the space it begins with."""

    piece: Piece
    gap: str
    text: str
    lead: int  # white space at its start that the text leaves out


def placed_pieces(pieces: Sequence[Piece], sentences: Sequence[Sentence]) -> Iterator[PlacedPiece]:
    """The pieces of a cell as they stand one after the other in its text.

    Neighbours in the document have between them what they have there; others are joined as lines are (tm.units).
    """
    before: Piece | None = None
    said = ""
    for piece in pieces:
        raw = sentences[piece.sentence].text[piece.start : piece.end]
        text = raw.strip()
        if before is None:
            gap = ""
        elif (piece.sentence, piece.start) == (before.sentence + 1, 0) and before.end == len(
            sentences[before.sentence].text
        ):
            gap = sentences[before.sentence].gap
        else:
            gap = joining(said, text)
        yield PlacedPiece(piece, gap, text, len(raw) - len(raw.lstrip()))
        before, said = piece, text


def pieces_text(pieces: Sequence[Piece], sentences: Sequence[Sentence]) -> str:
    """The pieces read as one text."""
    return "".join(placed.gap + placed.text for placed in placed_pieces(pieces, sentences))


def joining(before: str, after: str) -> str:
    """What comes between two texts that were apart: a space, or nothing beside Chinese or Japanese."""
    if not before or not after:
        return ""
    joined = join_lines([before, after])
    return joined[len(before) : len(joined) - len(after)]


def grown_together(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, those that follow one another in a sentence made one."""
    grown: list[Piece] = []
    for piece in pieces:
        if grown and (grown[-1].sentence, grown[-1].end) == (piece.sentence, piece.start):
            grown[-1] = replace(grown[-1], end=piece.end)
        else:
            grown.append(piece)
    return tuple(grown)
