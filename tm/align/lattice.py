"""The lattice of a band: its nodes are boundary pairs, its edges beads; sums and best paths over it.

A node (i, j) says that i source and j target sentences lie behind. A bead of type (a, b) leads from (i - a, j - b) to
(i, j). Every bead leads to a later anti-diagonal i + j, so one vector operation a diagonal computes forward sums,
backward sums or best scores of all its nodes.

Source: semi-Markov conditional random fields, Sarawagi & Cohen 2004.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tm.align.band import Band
from tm.encode.arrays import FloatVector

EdgeScores = NDArray[np.float64]  # (nodes, types); -inf where there is no such bead

MOST_SEGMENTS = 6  # both sides of a bead together; .995 strict F1 is reachable with it on literary zh-en
_FEW = 16  # nodes of a diagonal, below which fewer operations pay, though each takes longer
_LEAST_LOG = -1e300  # stands for the top of nodes that no path reaches
NULL_TYPES = 2  # the first two types have an empty side
TYPES: tuple[tuple[int, int], ...] = (
    (0, 1),
    (1, 0),
    *((a, b) for a in range(1, MOST_SEGMENTS) for b in range(1, MOST_SEGMENTS) if a + b <= MOST_SEGMENTS),
)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Nodes in row order of the band; node len(source) is the missing one."""

    source: NDArray[np.int32]  # (nodes,) i of each node
    target: NDArray[np.int32]  # (nodes,) j of each node
    before: NDArray[np.int32]  # (nodes, types) the node that a bead of the type ending here starts from, or missing
    after: NDArray[np.int32]  # (nodes, types) the node that a bead of the type starting here ends at, or missing
    diagonals: tuple[NDArray[np.int64], ...]  # the nodes of each anti-diagonal that has any
    starts: NDArray[np.int64]  # (texts,) the first node of each text pair; one, unless lattices were joined
    ends: NDArray[np.int64]  # (texts,) its last node

    @property
    def missing(self) -> int:
        """The index that stands for no node."""
        return len(self.source)


def build_lattice(band: Band) -> Lattice:
    """The lattice of all beads whose both ends lie in the band."""
    source, target = band.cells()
    after = np.stack([band.node(source + a, target + b) for a, b in TYPES], axis=1)
    before = np.full(after.shape, len(source))
    nodes, types = np.nonzero(after < len(source))
    before[after[nodes, types], types] = nodes
    order = np.lexsort((source, source + target))
    bounds = np.flatnonzero(np.diff((source + target)[order])) + 1
    return Lattice(
        source.astype(np.int32),
        target.astype(np.int32),
        before.astype(np.int32),
        after.astype(np.int32),
        tuple(np.split(order, bounds)),
        starts=order[:1],
        ends=order[-1:],
    )


def restrict(lattice: Lattice, alive: NDArray[np.bool_]) -> tuple[Lattice, NDArray[np.int64]]:
    """The lattice of the beads that are alive, and the number (nodes,) of each old node in it, or its missing node.

    Args:
        lattice: of one text pair.
        alive: (nodes, types) beads to keep; those of at least one whole path.
    """
    ends, types = np.nonzero(alive)
    kept = np.zeros(lattice.missing + 1, bool)
    kept[np.concatenate([ends, lattice.before[ends, types], lattice.starts])] = True
    count = int(kept.sum())
    number = np.where(kept, np.cumsum(kept) - 1, count)
    nodes = np.flatnonzero(kept)
    before = np.full((count, len(TYPES)), count, np.int32)
    after = np.full((count, len(TYPES)), count, np.int32)
    before[number[ends], types] = number[lattice.before[ends, types]]
    after[number[lattice.before[ends, types]], types] = number[ends]
    diagonals = (number[diagonal[kept[diagonal]]] for diagonal in lattice.diagonals)
    restricted = Lattice(
        lattice.source[nodes],
        lattice.target[nodes],
        before,
        after,
        tuple(diagonal for diagonal in diagonals if len(diagonal)),
        starts=number[lattice.starts],
        ends=number[lattice.ends],
    )
    return restricted, number[:-1]


def join_lattices(lattices: Sequence[Lattice]) -> Lattice:
    """Lattices of several text pairs as one, in which no path leads from one to another: they are summed together."""
    offsets = np.concatenate([[0], np.cumsum([lattice.missing for lattice in lattices])])
    missing = int(offsets[-1])

    def renumbered(nodes: NDArray[np.int32], number: int) -> NDArray[np.int32]:
        return np.where(nodes == lattices[number].missing, missing, nodes + offsets[number]).astype(np.int32)

    longest = max(len(lattice.diagonals) for lattice in lattices)
    rows = [
        [la.diagonals[d] + at for la, at in zip(lattices, offsets, strict=False) if d < len(la.diagonals)]
        for d in range(longest)
    ]
    return Lattice(
        np.concatenate([lattice.source for lattice in lattices]),
        np.concatenate([lattice.target for lattice in lattices]),
        np.concatenate([renumbered(lattice.before, number) for number, lattice in enumerate(lattices)]),
        np.concatenate([renumbered(lattice.after, number) for number, lattice in enumerate(lattices)]),
        tuple(np.concatenate(row) for row in rows),
        starts=np.concatenate([la.starts + at for la, at in zip(lattices, offsets, strict=False)]),
        ends=np.concatenate([la.ends + at for la, at in zip(lattices, offsets, strict=False)]),
    )


def forward(lattice: Lattice, scores: EdgeScores) -> FloatVector:
    """(nodes + 1,) log of the summed weight of all paths from the start to each node; the last is -inf."""
    return _log_sums(lattice.diagonals, lattice.before, scores, first=lattice.starts)


def posteriors(lattice: Lattice, scores: EdgeScores) -> tuple[NDArray[np.float64], FloatVector]:
    """(nodes, types) probability of each bead, and (texts,) the log of the summed weight of all paths of each text."""
    ahead = forward(lattice, scores)
    behind = _log_sums(lattice.diagonals[::-1], lattice.after, _leaving(lattice, scores), first=lattice.ends)
    totals = ahead[lattice.ends]
    sizes = np.diff(np.append(lattice.starts, lattice.missing))
    with np.errstate(invalid="ignore"):
        log_posterior = ahead[lattice.before] + scores + (behind[:-1] - np.repeat(totals, sizes))[:, None]
    return np.exp(np.where(np.isnan(log_posterior), -np.inf, log_posterior)), totals


def best_path(lattice: Lattice, scores: EdgeScores) -> list[tuple[int, int]]:
    """The (node, type) beads of the path of highest total score, in order."""
    walk = _walk(lattice.diagonals, lattice.before, scores)
    best = np.full(lattice.missing + 1, -np.inf)
    best[0] = 0.0
    choice = np.zeros(lattice.missing, np.int64)
    for low, high in walk.diagonals[1:]:
        reached = best[walk.neighbours[low:high]]
        reached += walk.scores[low:high]
        choice[low:high] = reached.argmax(axis=1)
        best[low:high] = reached.max(axis=1)
    path, at = [], lattice.missing - 1
    while at:
        path.append((int(walk.order[at]), int(choice[at])))
        at = int(walk.neighbours[at, choice[at]])
    return path[::-1]


@dataclass(frozen=True, slots=True)
class _Walk:
    """A lattice in the order of a walk over its diagonals, so that what is looked at together lies together."""

    order: NDArray[np.int64]  # (nodes,) the node at each place
    place: NDArray[np.int64]  # (nodes + 1,) the place of each node; the missing one stays where it is
    neighbours: NDArray[np.int64]  # (nodes, types) places
    scores: EdgeScores
    diagonals: list[tuple[int, int]]  # places low..high


def _walk(diagonals: tuple[NDArray[np.int64], ...], neighbours: NDArray[np.int32], scores: EdgeScores) -> _Walk:
    order = np.concatenate(diagonals)
    place = np.empty(len(order) + 1, np.int64)
    place[order], place[-1] = np.arange(len(order)), len(order)
    bounds = pairwise(np.cumsum([0, *map(len, diagonals)]).tolist())
    return _Walk(order, place, place[neighbours[order]], scores[order], list(bounds))


def _leaving(lattice: Lattice, scores: EdgeScores) -> EdgeScores:
    """The scores by the node a bead starts from."""
    padded = np.concatenate([scores, np.full((1, scores.shape[1]), -np.inf)])
    return padded[lattice.after, np.arange(scores.shape[1])]


def _log_sums(
    diagonals: tuple[NDArray[np.int64], ...],
    neighbours: NDArray[np.int32],
    scores: EdgeScores,
    *,
    first: NDArray[np.int64],
) -> FloatVector:
    walk = _walk(diagonals, neighbours, scores)
    count, near, scores = len(walk.order), walk.neighbours, walk.scores
    near[walk.place[first], 0], scores[walk.place[first], 0] = count + 1, 0.0  # a node before them, whose sum is 0
    sums = np.append(np.full(count + 1, -np.inf), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        for low, high in walk.diagonals:
            terms = sums[near[low:high]]
            terms += scores[low:high]
            if high - low < _FEW:
                np.logaddexp.reduce(terms, axis=1, out=sums[low:high])
                continue
            top = terms.max(axis=1)
            np.maximum(top, _LEAST_LOG, out=top)
            terms -= top[:, None]
            reached = np.log(np.exp(terms, out=terms).sum(axis=1))
            reached += top
            sums[low:high] = reached
    return sums[walk.place]
