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

LOOSE_CONFIDENCE = 0.5  # the sentences of a bead below it may have their partners elsewhere
MOST_SKIPPED = 3  # sentences between two anchors of a block, on either side
LEAST_EVIDENCE = 1.2  # of a block: summed weight of its anchors that its own alignment confirms
LEAST_MOVED_CONFIDENCE = 0.5  # of a bead of a moved block that is kept


@dataclass(frozen=True, slots=True)
class Move:
    """Neighbouring sentences on either side that may translate each other, across what is aligned."""

    source: range
    target: range


Loose = tuple[NDArray[np.bool_], NDArray[np.bool_]]  # of the source and of the target sentences
AlignBlock = Callable[[range, range], Sequence[Bead]]  # beads counted from the start of the texts


def with_moves(
    beads: Sequence[Bead], lengths: tuple[int, int], find_anchors: Callable[[], Anchors], align_block: AlignBlock
) -> tuple[Bead, ...]:
    """The beads with moved blocks as crossing links, in the order of the source.

    Args:
        beads: a monotone alignment.
        lengths: source and target sentences.
        find_anchors: gives all anchors of the texts; asked only if both sides have loose sentences.
        align_block: the beads of a block aligned by itself.
    """
    loose = _loose(beads, lengths)
    if not loose[0].any() or not loose[1].any():
        return tuple(beads)
    anchors = find_anchors()
    accepted: list[Bead] = []
    for move in _candidates(beads, loose, anchors):
        sides = loose[0][move.source.start : move.source.stop], loose[1][move.target.start : move.target.stop]
        if not (sides[0].all() and sides[1].all()):
            continue  # part of a block that was accepted
        found = [
            b
            for b in align_block(move.source, move.target)
            if b.source and b.target and b.confidence >= LEAST_MOVED_CONFIDENCE
        ]
        if _evidence(found, anchors) >= LEAST_EVIDENCE:
            accepted += [replace(bead, moved=True) for bead in found]
            for bead in found:
                loose[0][bead.source.start : bead.source.stop] = False
                loose[1][bead.target.start : bead.target.stop] = False
    return _merged(beads, accepted)


def _loose(beads: Sequence[Bead], lengths: tuple[int, int]) -> Loose:
    """Which sentences of either side are unpaired or doubtfully paired."""
    sides = np.ones(lengths[0], bool), np.ones(lengths[1], bool)
    for bead in beads:
        if bead.source and bead.target and bead.confidence >= LOOSE_CONFIDENCE:
            sides[0][bead.source.start : bead.source.stop] = False
            sides[1][bead.target.start : bead.target.stop] = False
    return sides


def _crossing(beads: Sequence[Bead], loose: Loose, anchors: Anchors) -> list[tuple[int, int, float]]:
    """The anchors between loose sentences that surely paired ones divide."""
    counts = len(loose[0]), len(loose[1])
    least, most = np.zeros(counts[0] + 1, np.int64), np.full(counts[0] + 1, counts[1])
    for bead in beads:
        if bead.source and bead.target and bead.confidence >= LOOSE_CONFIDENCE:
            least[bead.source.stop :] = bead.target.stop
            most[: bead.source.start] = np.minimum(most[: bead.source.start], bead.target.start)
    both = loose[0][anchors.source] & loose[1][anchors.target]
    inside = (anchors.target >= least[anchors.source]) & (anchors.target < most[anchors.source])
    rows = np.flatnonzero(both & ~inside)
    columns = anchors.source[rows].tolist(), anchors.target[rows].tolist(), anchors.weight[rows].tolist()
    return list(zip(*columns, strict=True))


def _candidates(beads: Sequence[Bead], loose: Loose, anchors: Anchors) -> list[Move]:
    """Blocks around chains of crossing anchors, those of most weight first."""
    chains: list[list[tuple[int, int, float]]] = []
    for anchor in _crossing(beads, loose, anchors):
        for chain in reversed(chains):
            if _follows(chain[-1], anchor, loose):
                chain.append(anchor)
                break
        else:
            chains.append([anchor])
    chains.sort(key=lambda chain: -sum(weight for _, _, weight in chain))
    return [_block(chain, loose) for chain in chains]


def _follows(last: tuple[int, int, float], anchor: tuple[int, int, float], loose: Loose) -> bool:
    """Whether the anchor goes on where `last` stands, with loose sentences only between them."""
    return all(
        0 < here - before <= MOST_SKIPPED + 1 and bool(side[before:here].all())
        for before, here, side in zip(last[:2], anchor[:2], loose, strict=True)
    )


def _block(chain: Sequence[tuple[int, int, float]], loose: Loose) -> Move:
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


def _evidence(beads: Sequence[Bead], anchors: Anchors) -> float:
    """Summed weight of the anchors inside the beads."""
    total = 0.0
    for bead in beads:
        low, high = np.searchsorted(anchors.source, (bead.source.start, bead.source.stop))
        inside = (anchors.target[low:high] >= bead.target.start) & (anchors.target[low:high] < bead.target.stop)
        total += float(anchors.weight[low:high][inside].sum())
    return total


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
