"""Alignments under review for tests: small ones by hand, and any operation on any of their rows by chance."""

from collections.abc import Sequence
from random import Random

from tm.app.reviews import Kind, Operation
from tm.review.rows import Cell, Piece, Review, Row, Sentence, Side

SOURCES = ("水渠修好了。", "村里的人都说好，大家一起干。", "去年种下茶苗。", "今年收成好。", "明年再来。")
TARGETS = ("The canal is mended.", "All say it is good.", "They did it together.", "Tea was planted.", "See you.")


def sentences(texts: Sequence[str], gap: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(text, gap if at + 1 < len(texts) else "", 0) for at, text in enumerate(texts))


def whole(texts: Sequence[str], *numbers: int) -> Cell:
    """A cell of whole sentences."""
    return Cell(tuple(Piece(number, 0, len(texts[number])) for number in numbers))


def small_review(*beads: tuple[Sequence[int], Sequence[int]]) -> Review:
    """Rows 1, 2, … over SOURCES and TARGETS with confidence .9, .8, …; without beads: 1-1, 1-2, 1-1, 1-0, 1-1."""
    beads = beads or (((0,), (0,)), ((1,), (1, 2)), ((2,), (3,)), ((3,), ()), ((4,), (4,)))
    rows = tuple(
        Row(at, whole(SOURCES, *left), whole(TARGETS, *right), confidence=round(1 - at / 10, 1))
        for at, (left, right) in enumerate(beads, start=1)
    )
    return Review(sentences(SOURCES, ""), sentences(TARGETS, " "), rows, len(rows) + 1)


def long_review(count: int) -> Review:
    """As many pairs of sentences of common length, one in a hundred of them doubtful."""
    source = [f"第{at}句：{SOURCES[at % 5] * 3}" for at in range(count)]
    target = [f"No. {at}: {' '.join([TARGETS[at % 5]] * 3)}" for at in range(count)]
    rows = [
        Row(at + 1, whole(source, at), whole(target, at), confidence=0.6 if at % 100 == 99 else 0.99)
        for at in range(count)
    ]
    return Review(sentences(source, ""), sentences(target, " "), tuple(rows), count + 1)


def texts(review: Review) -> list[tuple[str, str]]:
    """What the rows read."""
    return [(review.text(row, Side.SOURCE), review.text(row, Side.TARGET)) for row in review.rows]


def stretches(review: Review, side: Side) -> list[Piece]:
    """Every piece of a side, in the order of the document."""
    return sorted(piece for row in review.rows for piece in row.cell(side).pieces)


def check_nothing_lost(review: Review) -> None:
    """Every character of every sentence stands in exactly one cell; numbers of rows are their own."""
    for side in Side:
        at = {number: 0 for number in range(len(review.sentences(side)))}
        for piece in stretches(review, side):
            assert piece.start == at[piece.sentence] < piece.end
            at[piece.sentence] = piece.end
        assert at == {number: len(one.text) for number, one in enumerate(review.sentences(side))}
    numbers = [row.id for row in review.rows]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers, default=0) < review.next_id


def chance_operation(review: Review, chance: Random) -> Operation:
    """Any operation but re-aligning on any row, in any cell; some cannot be done."""
    row = chance.choice(review.rows)
    side = chance.choice([*Side])
    text = review.text(row, side)
    return Operation(
        kind=chance.choice([kind for kind in Kind if kind is not Kind.REALIGN]),
        row=row.id,
        side=side,
        offset=chance.randint(0, len(text)),
        text=chance.choice([text, f"{text}!", "改过的文字"]),
        target_row=chance.choice(review.rows).id,
        confidence=chance.choice([0.95, 0.8, 0.5]),
    )
