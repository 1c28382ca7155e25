"""The grid of clauses: the lattice of ways to align clause by clause, inside what the first pass left open.

A sentence boundary of both sides that every likely path of the first pass goes through cuts the grid: the stretches
between such cuts are summed side by side, as texts of their own. Its beads are runs of clauses, which stop neither at
a sentence's end nor at a bead's: a path says which sentences meet, where clauses cross their boundaries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.lattice import Lattice
from tm.encode.arrays import FloatVector, IntVector

CLAUSE_TYPES = ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1))
LONGEST_RUN = max(size for pair in CLAUSE_TYPES for size in pair)
_LEAST_POSTERIOR = 3e-3  # of a bead that keeps a place open


@dataclass(frozen=True, slots=True)
class Rows:
    """The nodes of a grid, row by row.

    A row is a source clause boundary; a cut has two, at the end of a stretch and at the start of the next.
    """

    source: IntVector  # (nodes,) source clauses before each node
    target: IntVector  # (nodes,) target clauses
    row: IntVector  # (nodes,) its row
    stretch: IntVector  # (rows,) the number of each row's stretch
    low: IntVector  # (rows,) target clause boundaries low..high, both included
    high: IntVector
    start: IntVector  # (rows + 1,) nodes before each row

    def back(self, nodes: IntVector, source: int, target: int) -> IntVector:
        """The node that lies so many clauses before each; the number of nodes where its stretch has none."""
        row = self.row[nodes] - source
        place = self.target[nodes] - target
        clipped = np.clip(row, 0, len(self.low) - 1)
        inside = (row == clipped) & (self.stretch[clipped] == self.stretch[self.row[nodes]])
        inside &= (place >= self.low[clipped]) & (place <= self.high[clipped])
        return np.where(inside, self.start[clipped] + place - self.low[clipped], len(self.source))


@dataclass(frozen=True, slots=True)
class Cells:
    """The pairs of a source and a target clause that some bead of a grid may hold; c source clauses."""

    source: IntVector  # (cells,) source clause of each
    target: IntVector  # (cells,) target clause
    low: IntVector  # (c,) first target clause of each source clause
    start: IntVector  # (c + 1,) cells before those of each source clause

    def at(self, source: IntVector, target: IntVector) -> IntVector:
        """The number of each pair, which must be a cell."""
        return self.start[source] + target - self.low[source]


@dataclass(frozen=True, slots=True)
class Grid:
    """A lattice of CLAUSE_TYPES over the clauses of two sides; its stretches are summed as texts of their own."""

    lattice: Lattice
    cells: Cells
    source_start: IntVector  # (n + 1,) clauses before each source sentence
    target_start: IntVector  # (m + 1,)


def clause_grid(
    starts: tuple[IntVector, IntVector],
    ends: tuple[IntVector, IntVector],
    posterior: FloatVector,
    clause_starts: tuple[IntVector, IntVector],
) -> Grid:
    """The grid of what the beads of a first pass leave open.

    Args:
        starts: source and target sentences before each bead.
        ends: source and target sentences before and in each bead.
        posterior: of each bead; a whole path of them is likely.
        clause_starts: clauses before each sentence of the source, and of the target; and all of them.
    """
    source_start, target_start = clause_starts
    low, high = _open_places(starts, ends, posterior, len(source_start) - 1, len(target_start) - 1)
    cuts = np.flatnonzero(low == high)
    inner = cuts[(cuts > 0) & (cuts < len(low) - 1)]
    boundary = np.arange(source_start[-1] + 1)
    sentence = np.searchsorted(source_start, boundary, side="right") - 1
    following = np.where(source_start[sentence] == boundary, sentence, sentence + 1)
    boundary = np.sort(np.concatenate([boundary, source_start[inner]]))
    low, high = target_start[low[sentence]][boundary], target_start[high[following]][boundary]
    stretch = np.concatenate([[0], np.cumsum(np.diff(boundary) == 0)])
    start = np.concatenate([[0], np.cumsum(high - low + 1)])
    row = np.repeat(np.arange(len(boundary)), np.diff(start))
    place = np.arange(start[-1]) - start[row] + low[row]
    rows = Rows(boundary[row], place, row, stretch, low, high, start)
    return Grid(_joined(rows), _cells(rows), source_start, target_start)


def _cells(rows: Rows) -> Cells:
    """The pairs of clauses in the reach of a run of clauses inside its stretch."""
    ending = np.flatnonzero(np.diff(rows.stretch, prepend=-1) == 0)  # the row at the end of each source clause
    first_row = np.flatnonzero(np.diff(rows.stretch, prepend=-1))
    last_row = np.append(first_row[1:], len(rows.low)) - 1
    stretch = rows.stretch[ending]
    low = rows.low[np.maximum(ending - LONGEST_RUN, first_row[stretch])]
    high = rows.high[np.minimum(ending - 1 + LONGEST_RUN, last_row[stretch])]
    start = np.concatenate([[0], np.cumsum(high - low)])
    source = np.repeat(np.arange(len(ending)), np.diff(start))
    return Cells(source, np.arange(start[-1]) - start[source] + low[source], low, start)


def _joined(rows: Rows) -> Lattice:
    """The lattice of the rows, their stretches side by side."""
    count = len(rows.source)
    nodes = np.arange(count)
    before = np.stack([rows.back(nodes, a, b) for a, b in CLAUSE_TYPES], axis=1)
    after = np.stack([rows.back(nodes, -a, -b) for a, b in CLAUSE_TYPES], axis=1)
    first_row = np.concatenate([[0], np.flatnonzero(np.diff(rows.stretch)) + 1])
    starts = rows.start[first_row]
    first = starts[rows.stretch[rows.row]]
    depth = rows.source - rows.source[first] + rows.target - rows.target[first]
    order = np.argsort(depth, kind="stable")
    bounds = np.flatnonzero(np.diff(depth[order])) + 1
    return Lattice(
        rows.source.astype(np.int32),
        rows.target.astype(np.int32),
        before.astype(np.int32),
        after.astype(np.int32),
        tuple(np.split(order, bounds)),
        starts=starts,
        ends=np.append(starts[1:], count) - 1,
    )


def _open_places(
    starts: tuple[IntVector, IntVector], ends: tuple[IntVector, IntVector], posterior: FloatVector, n: int, m: int
) -> tuple[IntVector, IntVector]:
    """(n + 1,) the target boundaries low..high where likely beads meet or pass each source boundary; never falling."""
    likely = posterior > _LEAST_POSTERIOR
    (i, j), (i_end, j_end) = ((side[likely] for side in sides) for sides in (starts, ends))
    low, high = np.full(n + 1, m), np.zeros(n + 1, np.int64)
    for at, place in ((i, j), (i_end, j_end)):
        np.minimum.at(low, at, place)
        np.maximum.at(high, at, place)
    for step in range(1, int((i_end - i).max(initial=0))):
        passing = i + step < i_end
        np.minimum.at(low, (i + step)[passing], j[passing])
        np.maximum.at(high, (i + step)[passing], j_end[passing])
    low[0] = 0
    high[n] = m
    low = np.minimum.accumulate(low[::-1])[::-1]
    return low, np.maximum.accumulate(high)


def edges(grid: Grid) -> tuple[IntVector, IntVector]:
    """The node and the type of every bead of the grid."""
    nodes, types = np.nonzero(grid.lattice.before != grid.lattice.missing)
    return nodes, types


def box(grid: Grid, values: NDArray[np.float64], nodes: IntVector, size: tuple[int, int]) -> NDArray[np.float64]:
    """(source clauses, target clauses, beads) the values of the cells in beads of one size that end at the nodes.

    The last clause of either side comes first. `values` are those of all cells.
    """
    p, q = (side[nodes].astype(np.int64) - 1 for side in (grid.lattice.source, grid.lattice.target))
    found = np.empty((*size, len(nodes)))
    for a in range(size[0]):
        cells = grid.cells.at(p - a, q)
        for b in range(size[1]):
            values.take(cells - b, out=found[a, b])
    return found
