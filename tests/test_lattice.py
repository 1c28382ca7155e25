"""The lattice of beads: sums, posteriors and best paths against the enumeration of every path."""

from collections.abc import Iterator
from math import exp, isclose, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stubs import random_band

from tm.align.lattice import (
    MOST_SEGMENTS,
    NULL_TYPES,
    TYPES,
    Lattice,
    best_path,
    build_lattice,
    forward,
    join_lattices,
    posteriors,
    restrict,
)

SIZES = st.integers(1, 4)
SEEDS = st.integers(0, 10_000)


def all_paths(lattice: Lattice, node: int) -> Iterator[list[tuple[int, int]]]:
    """The slow oracle: every path from the start to a node, by recursion."""
    if node == lattice.starts[0]:
        yield []
    for bead_type in range(len(TYPES)):
        before = int(lattice.before[node, bead_type])
        if before != lattice.missing:
            yield from ([*path, (node, bead_type)] for path in all_paths(lattice, before))


def random_case(n: int, m: int, seed: int) -> tuple[Lattice, np.ndarray]:
    lattice = build_lattice(random_band(n, m, seed=seed))
    scores = np.random.default_rng(seed).normal(0, 2, (lattice.missing, len(TYPES)))
    return lattice, np.where(lattice.before == lattice.missing, -np.inf, scores)


def path_score(path: list[tuple[int, int]], scores: np.ndarray) -> float:
    return float(sum(scores[bead] for bead in path))


def test_bead_types_are_the_small_ones_and_the_null_ones_come_first() -> None:
    """Every a-b with both sides and a + b <= MOST_SEGMENTS, and single unpaired sentences."""
    assert set(TYPES[:NULL_TYPES]) == {(0, 1), (1, 0)}
    paired = {(a, b) for a in range(1, 9) for b in range(1, 9) if a + b <= MOST_SEGMENTS}
    assert set(TYPES[NULL_TYPES:]) == paired
    assert len(set(TYPES)) == len(TYPES)


@given(SIZES, SIZES, SEEDS)
def test_neighbours_are_where_the_bead_type_says(n: int, m: int, seed: int) -> None:
    """A bead of type a-b leads a source and b target sentences on, and is the same from both its ends."""
    lattice, _ = random_case(n, m, seed)
    for node in range(lattice.missing):
        for bead_type, (a, b) in enumerate(TYPES):
            before, after = int(lattice.before[node, bead_type]), int(lattice.after[node, bead_type])
            if before != lattice.missing:
                assert lattice.source[before] == lattice.source[node] - a
                assert lattice.target[before] == lattice.target[node] - b
                assert lattice.after[before, bead_type] == node
            if after != lattice.missing:
                assert lattice.before[after, bead_type] == node


@settings(max_examples=60)
@given(SIZES, SIZES, SEEDS)
def test_sums_and_posteriors_are_those_of_all_paths(n: int, m: int, seed: int) -> None:
    """Forward sums, totals and the posterior of every bead equal their sums over enumerated paths."""
    lattice, scores = random_case(n, m, seed)
    end = int(lattice.ends[0])
    paths = list(all_paths(lattice, end))
    weights = [exp(path_score(path, scores)) for path in paths]
    expected = np.zeros(scores.shape)
    for path, weight in zip(paths, weights, strict=True):
        for bead in path:
            expected[bead] += weight / sum(weights)
    found, totals = posteriors(lattice, scores)
    assert isclose(totals[0], log(sum(weights)), abs_tol=1e-9)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    sums = forward(lattice, scores)
    assert sums[-1] == -np.inf
    for node in range(lattice.missing):
        reaching = sum(exp(path_score(path, scores)) for path in all_paths(lattice, node))
        assert isclose(exp(sums[node]), reaching, rel_tol=1e-9, abs_tol=1e-12)


@settings(max_examples=60)
@given(SIZES, SIZES, SEEDS)
def test_the_best_path_scores_as_high_as_any(n: int, m: int, seed: int) -> None:
    """It is a path of the lattice, and no enumerated one beats it."""
    lattice, scores = random_case(n, m, seed)
    paths = list(all_paths(lattice, int(lattice.ends[0])))
    best = best_path(lattice, scores)
    assert best in paths
    assert isclose(path_score(best, scores), max(path_score(path, scores) for path in paths), abs_tol=1e-9)


@given(st.integers(1, 12), st.integers(1, 12), SEEDS)
def test_every_boundary_is_crossed_or_met_once(n: int, m: int, seed: int) -> None:
    """Every path takes each source sentence in one bead: the posteriors of the beads that hold it sum to 1."""
    lattice, scores = random_case(n, m, seed)
    found, _ = posteriors(lattice, scores)
    assert ((found >= 0) & (found <= 1 + 1e-9)).all()
    for side, length, ends in ((0, n, lattice.source), (1, m, lattice.target)):
        sizes = np.array([bead_type[side] for bead_type in TYPES])
        starts = ends[:, None] - sizes
        for sentence in range(length):
            holds = (starts <= sentence) & (sentence < ends[:, None])
            assert isclose(found[holds].sum(), 1.0, abs_tol=1e-9)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7), SEEDS), min_size=1, max_size=4))
def test_joined_lattices_give_each_text_its_own_sums(cases: list[tuple[int, int, int]]) -> None:
    """Summing several texts together changes neither their totals nor their posteriors."""
    alone = [random_case(*case) for case in cases]
    joined = join_lattices([lattice for lattice, _ in alone])
    found, totals = posteriors(joined, np.concatenate([scores for _, scores in alone]))
    apart = [posteriors(lattice, scores) for lattice, scores in alone]
    np.testing.assert_allclose(totals, np.concatenate([total for _, total in apart]), atol=1e-9)
    np.testing.assert_allclose(found, np.concatenate([each for each, _ in apart]), atol=1e-9)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 500.0])
def test_sums_neither_overflow_nor_vanish(scale: float) -> None:
    """Scores far beyond what exp can hold still give probabilities, without a warning."""
    lattice = build_lattice(random_band(60, 60, seed=3))
    scores = np.random.default_rng(3).normal(0, scale, (lattice.missing, len(TYPES)))
    with np.errstate(over="raise"):
        found, totals = posteriors(lattice, np.where(lattice.before == lattice.missing, -np.inf, scores))
    assert np.isfinite(totals).all()
    held = (lattice.source[:, None] - np.array([a for a, _ in TYPES]) <= 30) & (lattice.source[:, None] > 30)
    assert isclose(found[held].sum(), 1.0, abs_tol=1e-6)


def test_beads_scored_out_are_never_used() -> None:
    """A score of -inf means that there is no such bead."""
    lattice, scores = random_case(4, 4, 1)
    allowed = np.where(np.array([bead in ((1, 0), (0, 1), (1, 1)) for bead in TYPES]), scores, -np.inf)
    found, _ = posteriors(lattice, allowed)
    used = {TYPES[bead_type] for _, bead_type in best_path(lattice, allowed)}
    assert used <= {(1, 0), (0, 1), (1, 1)}
    assert not found[:, [index for index, bead in enumerate(TYPES) if sum(bead) > 2]].any()


@settings(max_examples=60)
@given(st.integers(1, 8), st.integers(1, 8), SEEDS, st.floats(0.1, 1))
def test_a_restricted_lattice_gives_the_living_beads_the_same_sums(n: int, m: int, seed: int, share: float) -> None:
    """Dropping beads is scoring them -inf, only smaller."""
    lattice, scores = random_case(n, m, seed)
    alive = np.isfinite(scores) & (np.random.default_rng(seed).random(scores.shape) < share)
    alive[tuple(np.array(best_path(lattice, scores)).T)] = True  # one whole path at least
    scored = np.where(alive, scores, -np.inf)
    small, number = restrict(lattice, alive)
    ends, types = np.nonzero(alive)
    fewer = np.full((small.missing, len(TYPES)), -np.inf)
    fewer[number[ends], types] = scored[ends, types]
    np.testing.assert_array_equal(small.source[number[ends]], lattice.source[ends])
    np.testing.assert_array_equal(small.target[number[ends]], lattice.target[ends])
    expected, totals = posteriors(lattice, scored)
    found, small_totals = posteriors(small, fewer)
    np.testing.assert_allclose(small_totals, totals, atol=1e-9)
    np.testing.assert_allclose(found[number[ends], types], expected[ends, types], atol=1e-9)
    assert best_path(small, fewer) == [(int(number[node]), kind) for node, kind in best_path(lattice, scored)]
