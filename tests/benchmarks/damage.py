"""Damage done to gold articles, with the gold following: what pages, books and translators do to parallel texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tm.align.gold import GoldBead, GoldDocument

Pieces = list[tuple[GoldDocument, int]]  # sentences of a rebuilt side: the document each comes from, its index there


@dataclass(frozen=True, slots=True)
class Damaged:
    """An article after the damage, and its beads that the damage left whole and in place."""

    document: GoldDocument
    untouched: frozenset[GoldBead]  # as they stand in the damaged article
    before: frozenset[GoldBead]  # the same as they stood before


def missing_block(document: GoldDocument, side: int, generator: np.random.Generator, *, share: float = 0.2) -> Damaged:
    """The article without a block of one side."""
    gone = _block(document, side, share, generator)
    length = len(_sentences(document, side))
    return _rebuilt(document, side, [(document, i) for i in range(length) if i not in gone])


def foreign_block(
    document: GoldDocument, side: int, other: GoldDocument, generator: np.random.Generator, *, share: float = 0.2
) -> Damaged:
    """The article with a block of another one put into one side, between two beads."""
    length, others = len(_sentences(document, side)), len(_sentences(other, side))
    size = min(others, max(1, round(share * length)))
    at = _block(document, side, share, generator).start
    first = int(generator.integers(0, others - size + 1))
    foreign = [(other, i) for i in range(first, first + size)]
    own = [(document, i) for i in range(length)]
    return _rebuilt(document, side, [*own[:at], *foreign, *own[at:]])


def swapped_neighbours(document: GoldDocument, side: int, generator: np.random.Generator) -> Damaged:
    """The article with two neighbouring blocks of a tenth of one side swapped."""
    length = len(_sentences(document, side))
    first = _block(document, side, 0.1, generator, room=0.2)
    second = range(first.stop, _bead_edge(document, side, first.stop + length // 10))
    return _swapped(document, side, first, second)


def swapped_far(document: GoldDocument, side: int, generator: np.random.Generator) -> Damaged:
    """The article with two blocks of a tenth of one side swapped that lie three tenths apart."""
    length = len(_sentences(document, side))
    first = _block(document, side, 0.1, generator, room=0.5)
    start = _bead_edge(document, side, first.stop + 3 * length // 10)
    return _swapped(document, side, first, range(start, _bead_edge(document, side, start + length // 10)))


def scattered_omissions(
    document: GoldDocument, side: int, generator: np.random.Generator, *, share: float = 0.1
) -> Damaged:
    """The article with one side of some beads left out, here and there."""
    paired = [bead for bead in document.beads if all(bead)]
    chosen = generator.choice(len(paired), max(1, round(share * len(paired))), replace=False)
    gone = {index for number in chosen for index in paired[number][side]}
    length = len(_sentences(document, side))
    return _rebuilt(document, side, [(document, i) for i in range(length) if i not in gone])


def _sentences(document: GoldDocument, side: int) -> tuple[str, ...]:
    return (document.source, document.target)[side]


def _bead_edge(document: GoldDocument, side: int, at: int) -> int:
    """The first place from `at` on where no bead has sentences of this side before and after it."""
    length = len(_sentences(document, side))
    spans = [(min(bead[side]), max(bead[side])) for bead in document.beads if bead[side]]
    return next((k for k in range(at, length) if not any(low < k <= high for low, high in spans)), length)


def _block(
    document: GoldDocument, side: int, share: float, generator: np.random.Generator, *, room: float | None = None
) -> range:
    """Neighbouring sentences of whole beads, about a share of the side, with `room` (a share) left behind its start."""
    length = len(_sentences(document, side))
    size = max(1, round(share * length))
    last = max(1, length - max(size, round((room or share) * length)))
    start = _bead_edge(document, side, int(generator.integers(0, last)))
    return range(start, _bead_edge(document, side, start + size))


def _swapped(document: GoldDocument, side: int, first: range, second: range) -> Damaged:
    length = len(_sentences(document, side))
    middle, rest = range(first.stop, second.start), range(second.stop, length)
    order = [*range(first.start), *second, *middle, *first, *rest]
    return _rebuilt(document, side, [(document, i) for i in order])


def _rebuilt(document: GoldDocument, side: int, pieces: Pieces) -> Damaged:
    """The article with one side made of the given sentences; beads follow, strangers are unpaired."""
    place = {index: at for at, (owner, index) in enumerate(pieces) if owner is document}
    beads: list[GoldBead] = []
    untouched: dict[GoldBead, GoldBead] = {}  # after: before
    for bead in document.beads:
        kept = [place[i] for i in bead[side] if i in place]
        new = (tuple(kept), bead[1]) if side == 0 else (bead[0], tuple(kept))
        if any(new):
            beads.append(new)
        if all(new) and len(kept) == len(bead[side]):
            untouched[new] = bead
    for at, (owner, _) in enumerate(pieces):
        if owner is not document:
            beads.append(((at,), ()) if side == 0 else ((), (at,)))
    texts = tuple(_sentences(owner, side)[index] for owner, index in pieces)
    changed = _with_side(document, side, texts, _blocks(document, side, pieces))
    return Damaged(replace(changed, beads=tuple(beads)), frozenset(untouched), frozenset(untouched.values()))


def _blocks(document: GoldDocument, side: int, pieces: Pieces) -> tuple[int, ...] | None:
    """The paragraphs of a rebuilt side, a stranger's numbered apart; none where the document has none."""
    rows = []
    for owner, index in pieces:
        blocks = (owner.source_blocks, owner.target_blocks)[side]
        rows.append((blocks[index] if blocks else index) * (1 if owner is document else -1) - (owner is not document))
    return tuple(rows) if (document.source_blocks, document.target_blocks)[side] else None


def _with_side(
    document: GoldDocument, side: int, texts: tuple[str, ...], blocks: tuple[int, ...] | None
) -> GoldDocument:
    if side == 0:
        return replace(document, source=texts, source_blocks=blocks, source_path=None, target_path=None)
    return replace(document, target=texts, target_blocks=blocks, source_path=None, target_path=None)


Damage = Callable[[GoldDocument, np.random.Generator, Sequence[GoldDocument]], Damaged]

KINDS: dict[str, Damage] = {
    "20 % of the source missing": lambda d, g, _: missing_block(d, 0, g),
    "20 % of the target missing": lambda d, g, _: missing_block(d, 1, g),
    "20 % foreign text in the source": lambda d, g, others: foreign_block(d, 0, others[0], g),
    "20 % foreign text in the target": lambda d, g, others: foreign_block(d, 1, others[0], g),
    "10 % of source beads left out": lambda d, g, _: scattered_omissions(d, 0, g),
    "10 % of target beads left out": lambda d, g, _: scattered_omissions(d, 1, g),
    "neighbouring tenths swapped": lambda d, g, _: swapped_neighbours(d, 0, g),
    "distant tenths swapped": lambda d, g, _: swapped_far(d, 0, g),
}
