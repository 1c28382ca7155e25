"""Moved blocks: sentences whose translation stands out of order, found beside a monotone alignment.

A monotone path leaves a moved block unpaired on both sides. Sentences there that are nevertheless each other's best
match in the whole of both texts, several in a row, betray it. Such a block is aligned by itself, and its beads cross
the others where the evidence is strong enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tm.align.band import Anchors
from tm.units import Bead, source_order

FREE_CONFIDENCE = 0.5  # the sentences of a bead below it may have their partners elsewhere
FIRM_CONFIDENCE = 0.95  # so may those of a bead below this, where no anchor supports it
MOST_SKIPPED = 3  # sentences between two anchors of a block, on either side
LEAST_EVIDENCE = 1.2  # of a block: summed weight of its anchors that its own alignment confirms
BROKEN_COST = 2.0  # of a bead that gives way, on the scale of evidence, times its confidence over FREE_CONFIDENCE
LEAST_MOVED_CONFIDENCE = 0.5  # of a bead of a moved block that is kept

Loose = tuple[NDArray[np.bool_], NDArray[np.bool_]]  # of the source and of the target sentences
AlignBlock = Callable[[range, range], Sequence[Bead]]  # beads counted from the start of the texts
Anchor = tuple[int, int, float]  # source and target sentence, weight


@dataclass(frozen=True, slots=True)
class Move:
    """Neighbouring sentences on either side that may translate each other, across what is aligned."""

    source: range
    target: range


def with_moves(
    beads: Sequence[Bead], lengths: tuple[int, int], find_anchors: Callable[[], Anchors], align_block: AlignBlock
) -> tuple[Bead, ...]:
    """The beads with moved blocks as crossing links, in the order of the source.

    Args:
        beads: a monotone alignment.
        lengths: source and target sentences.
        find_anchors: gives all anchors of the texts; asked only if both sides have sentences to spare.
        align_block: the beads of a block aligned by itself.
    """
    current = tuple(beads)
    free = _loose(current, lengths, lambda bead: bead.confidence < FREE_CONFIDENCE)
    if not free[0].any() or not free[1].any():
        return current
    anchors = find_anchors()
    tried: set[Move] = set()
    while True:
        moves = (move for move in _candidates(current, lengths, anchors) if move not in tried)
        move = next((move for move in moves if _weight(move.source, move.target, anchors) >= LEAST_EVIDENCE), None)
        if move is None:
            return current
        tried.add(move)
        found = _stronger(align_block(move.source, move.target), current)
        if _evidence(found, anchors) - _cost(found, current) >= LEAST_EVIDENCE:
            current = _merged(current, found)


def _loose(beads: Sequence[Bead], lengths: tuple[int, int], gives_way: Callable[[Bead], bool]) -> Loose:
    """Which sentences of either side are unpaired, or in a bead that may give way; never those that have moved."""
    sides = np.ones(lengths[0], bool), np.ones(lengths[1], bool)
    for bead in beads:
        if bead.moved or (bead.source and bead.target and not gives_way(bead)):
            sides[0][bead.source.start : bead.source.stop] = False
            sides[1][bead.target.start : bead.target.stop] = False
    return sides


def _candidates(beads: Sequence[Bead], lengths: tuple[int, int], anchors: Anchors) -> list[Move]:
    """Blocks around chains of anchors that cross the path, those of most weight first."""

    def gives_way(bead: Bead) -> bool:
        return bead.confidence < FREE_CONFIDENCE or (
            bead.confidence < FIRM_CONFIDENCE and not _evidence([bead], anchors)
        )

    loose = _loose(beads, lengths, gives_way)
    chains: list[list[Anchor]] = []
    for anchor in _crossing([bead for bead in beads if not (bead.moved or gives_way(bead))], loose, anchors):
        for chain in reversed(chains):
            if _follows(chain[-1], anchor, loose):
                chain.append(anchor)
                break
        else:
            chains.append([anchor])
    chains.sort(key=lambda chain: -sum(weight for _, _, weight in chain))
    return [_block(chain, loose) for chain in chains]


def _crossing(firm: Sequence[Bead], loose: Loose, anchors: Anchors) -> list[Anchor]:
    """The anchors between loose sentences that firm beads divide."""
    counts = len(loose[0]), len(loose[1])
    least, most = np.zeros(counts[0] + 1, np.int64), np.full(counts[0] + 1, counts[1])
    for bead in firm:
        if bead.source and bead.target:
            least[bead.source.stop :] = bead.target.stop
            most[: bead.source.start] = np.minimum(most[: bead.source.start], bead.target.start)
    both = loose[0][anchors.source] & loose[1][anchors.target]
    inside = (anchors.target >= least[anchors.source]) & (anchors.target < most[anchors.source])
    rows = np.flatnonzero(both & ~inside)
    columns = anchors.source[rows].tolist(), anchors.target[rows].tolist(), anchors.weight[rows].tolist()
    return list(zip(*columns, strict=True))


def _follows(last: Anchor, anchor: Anchor, loose: Loose) -> bool:
    """Whether the anchor goes on where `last` stands, with loose sentences only between them."""
    return all(
        0 < here - before <= MOST_SKIPPED + 1 and bool(side[before:here].all())
        for before, here, side in zip(last[:2], anchor[:2], loose, strict=True)
    )


def _block(chain: Sequence[Anchor], loose: Loose) -> Move:
    """From the first to the last anchor, and the loose sentences around, as many as may belong to it."""
    (i, j, _), (i_end, j_end, _) = chain[0], chain[-1]
    before = _run(loose[0][:i][::-1]), _run(loose[1][:j][::-1])
    after = _run(loose[0][i_end + 1 :]), _run(loose[1][j_end + 1 :])
    reach = [min(size, 2 * min(pair) + MOST_SKIPPED) for pair in (before, after) for size in pair]
    return Move(range(i - reach[0], i_end + 1 + reach[2]), range(j - reach[1], j_end + 1 + reach[3]))


def _run(loose: NDArray[np.bool_]) -> int:
    """How many loose sentences stand at the start."""
    firm = np.flatnonzero(~loose)
    return int(firm[0]) if len(firm) else len(loose)


def _broken(bead: Bead, beads: Sequence[Bead]) -> list[Bead]:
    """The paired beads that the bead takes sentences from."""
    return [
        other
        for other in beads
        if other.source
        and other.target
        and (_overlap(bead.source, other.source) or _overlap(bead.target, other.target))
    ]


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _stronger(found: Sequence[Bead], beads: Sequence[Bead]) -> list[Bead]:
    """The paired beads of a block, as moved, that are surer than those they would break."""
    return [
        replace(bead, moved=True)
        for bead in found
        if bead.source
        and bead.target
        and bead.confidence >= LEAST_MOVED_CONFIDENCE
        and all(other.confidence < bead.confidence for other in _broken(bead, beads))
    ]


def _cost(found: Sequence[Bead], beads: Sequence[Bead]) -> float:
    """What speaks for the beads that would give way."""
    broken = {(other.source, other.target): other for bead in found for other in _broken(bead, beads)}
    return sum(BROKEN_COST * max(0.0, bead.confidence - FREE_CONFIDENCE) for bead in broken.values())


def _evidence(beads: Sequence[Bead], anchors: Anchors) -> float:
    """Summed weight of the anchors inside the beads."""
    return sum(_weight(bead.source, bead.target, anchors) for bead in beads)


def _weight(source: range, target: range, anchors: Anchors) -> float:
    """Summed weight of the anchors between two stretches."""
    low, high = np.searchsorted(anchors.source, (source.start, source.stop))
    inside = (anchors.target[low:high] >= target.start) & (anchors.target[low:high] < target.stop)
    return float(anchors.weight[low:high][inside].sum())


def _merged(beads: Sequence[Bead], moved: Sequence[Bead]) -> tuple[Bead, ...]:
    """The beads with the moved ones; what is left of a bead that lost sentences to them is unpaired."""
    taken = {i for bead in moved for i in bead.source}, {j for bead in moved for j in bead.target}
    kept: list[Bead] = []
    for bead in beads:
        sides = [i for i in bead.source if i not in taken[0]], [j for j in bead.target if j not in taken[1]]
        if len(sides[0]) == len(bead.source) and len(sides[1]) == len(bead.target):
            kept.append(bead)
            continue
        kept += [replace(bead, source=range(i, i + 1), target=range(0)) for i in sides[0]]
        kept += [replace(bead, source=range(0), target=range(j, j + 1)) for j in sides[1]]
    return source_order([*kept, *moved])
