"""The grid of clauses: what the first pass leaves open, cut where everything meets."""

from collections.abc import Iterator
from math import exp, isclose, log

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tm.align.grid import CLAUSE_TYPES, Grid, box, clause_grid, edges
from tm.align.lattice import posteriors

SEEDS = st.integers(0, 10_000)


def random_grid(seed: int, *, sentences: int = 4, clauses: int = 3) -> Grid:
    """The grid of random beads over a few sentences of a few clauses; a path of 1-1 beads is among them."""
    random = np.random.default_rng(seed)
    count = int(random.integers(1, sentences + 1))
    step = np.arange(count)
    extra = random.integers(0, count, (int(random.integers(0, 3)), 2))
    i, j = np.concatenate([step, extra[:, 0]]), np.concatenate([step, extra[:, 1]])
    size = [np.concatenate([np.ones(count, np.int64), random.integers(1, 3, len(extra))]) for _ in range(2)]
    ends = np.minimum(i + size[0], count), np.minimum(j + size[1], count)
    lengths = [np.concatenate([[0], np.cumsum(random.integers(1, clauses + 1, count))]) for _ in range(2)]
    return clause_grid((i, j), ends, np.ones(len(i)), (lengths[0], lengths[1]))


def stretches(grid: Grid) -> Iterator[tuple[int, int]]:
    """First and last node of each."""
    yield from zip(grid.lattice.starts.tolist(), grid.lattice.ends.tolist(), strict=True)


def all_paths(grid: Grid, node: int, start: int) -> Iterator[list[tuple[int, int]]]:
    """The slow oracle: every path inside a stretch, by recursion over places instead of arrays."""
    if node == start:
        yield []
    lattice = grid.lattice
    for number, (a, b) in enumerate(CLAUSE_TYPES):
        place = int(lattice.source[node]) - a, int(lattice.target[node]) - b
        for before in range(start, node):
            if (int(lattice.source[before]), int(lattice.target[before])) == place:
                yield from ([*path, (node, number)] for path in all_paths(grid, before, start))


@settings(deadline=None)
@given(SEEDS)
def test_stretches_follow_each_other_from_corner_to_corner(seed: int) -> None:
    """Each begins at the boundaries where the one before ends; the first at the start of both texts."""
    grid = random_grid(seed, sentences=7)
    places = list(zip(grid.lattice.source.tolist(), grid.lattice.target.tolist(), strict=True))
    at = (0, 0)
    for first, last in stretches(grid):
        assert places[first] == at
        at = places[last]
    assert at == (grid.source_start[-1], grid.target_start[-1])


@settings(deadline=None)
@given(SEEDS)
def test_every_pair_of_clauses_in_a_bead_is_a_cell(seed: int) -> None:
    """Cells are listed by source clause, and those of every bead are found among them."""
    grid = random_grid(seed, sentences=7)
    cells = grid.cells
    np.testing.assert_array_equal(cells.at(cells.source, cells.target), np.arange(len(cells.source)))
    known = set(zip(cells.source.tolist(), cells.target.tolist(), strict=True))
    for node, number in zip(*(each.tolist() for each in edges(grid)), strict=True):
        end = int(grid.lattice.source[node]), int(grid.lattice.target[node])
        a, b = CLAUSE_TYPES[number]
        assert {(end[0] - 1 - i, end[1] - 1 - j) for i in range(a) for j in range(b)} <= known


@settings(deadline=None, max_examples=30)
@given(SEEDS)
def test_sums_are_those_of_all_paths_of_each_stretch(seed: int) -> None:
    """The lattice of the grid against enumerated paths."""
    grid = random_grid(seed, sentences=3, clauses=2)
    nodes, types = edges(grid)
    scores = np.full((grid.lattice.missing, len(CLAUSE_TYPES)), -np.inf)
    scores[nodes, types] = np.random.default_rng(seed).normal(0, 1, len(nodes))
    found, totals = posteriors(grid.lattice, scores)
    expected = np.zeros_like(found)
    for (start, end), total in zip(stretches(grid), totals, strict=True):
        paths = list(all_paths(grid, end, start))
        weights = [exp(sum(scores[bead] for bead in path)) for path in paths]
        assert isclose(total, log(sum(weights)), abs_tol=1e-9)
        for path, weight in zip(paths, weights, strict=True):
            for bead in path:
                expected[bead] += weight / sum(weights)
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_the_grid_is_cut_where_every_bead_meets() -> None:
    """Two sure 1-1 beads are two stretches; a bead over both leaves one, open from corner to corner."""
    clause_starts = np.array([0, 2, 5]), np.array([0, 1, 3])
    sure = clause_grid((np.array([0, 1]),) * 2, (np.array([1, 2]),) * 2, np.ones(2), clause_starts)
    assert [(sure.lattice.source[a], sure.lattice.target[b]) for a, b in stretches(sure)] == [(0, 1), (2, 3)]
    both = np.array([0, 1, 0]), np.array([1, 2, 2])
    doubtful = clause_grid((both[0],) * 2, (both[1],) * 2, np.ones(3), clause_starts)
    assert len(doubtful.lattice.starts) == 1
    unlikely = clause_grid((both[0],) * 2, (both[1],) * 2, np.array([1, 1, 1e-9]), clause_starts)
    assert len(unlikely.lattice.starts) == 2


def test_a_box_holds_the_cells_of_a_bead() -> None:
    """The last clause of either side comes first."""
    grid = clause_grid((np.array([0]),) * 2, (np.array([1]),) * 2, np.ones(1), (np.array([0, 3]), np.array([0, 3])))
    cells = 10.0 * grid.cells.source + grid.cells.target
    np.testing.assert_array_equal(box(grid, cells, grid.lattice.ends, (2, 2))[:, :, 0], [[22, 21], [12, 11]])
