"""Where a book is cut into blocks."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tm.align.blocks import find_cuts, find_path
from tm.encode.arrays import FloatMatrix, unit_rows


def vectors(count: int, *, seed: int) -> FloatMatrix:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, 256)).astype(np.float32))


def diagonal(count: int) -> list[tuple[int, int]]:
    return [(i, i) for i in range(count)]


def test_a_short_text_is_one_block() -> None:
    """Nothing is cut below the size."""
    assert find_cuts(diagonal(50), (50, 50), size=100) == [(0, 0), (50, 50)]


def test_a_cut_follows_three_anchors_in_a_row() -> None:
    """A lone anchor is not firm enough as long as a better one may come."""
    anchors = [(105, 140), *((i, i) for i in range(150, 160)), (230, 240)]
    assert find_cuts(anchors, (240, 250), size=100) == [(0, 0), (152, 152), (240, 250)]


def test_a_text_without_firm_anchors_is_cut_all_the_same() -> None:
    """After three sizes a lone anchor has to do, so that memory stays bounded."""
    lone = [(i, i) for i in range(0, 1000, 10)]
    cuts = find_cuts(lone, (1000, 1000), size=100)
    assert len(cuts) > 3
    assert max(b - a for (a, _), (b, _) in pairwise(cuts)) <= 310


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=80), st.integers(1, 120))
def test_cuts_rise_from_the_start_to_the_end(pairs: list[tuple[int, int]], size: int) -> None:
    """Whatever the chain: blocks follow one another on both sides and cover the texts."""
    chain: list[tuple[int, int]] = []
    for i, j in sorted(pairs):
        if not chain or (i > chain[-1][0] and j > chain[-1][1]):
            chain.append((i, j))
    cuts = find_cuts(chain, (401, 401), size=size)
    assert (cuts[0], cuts[-1]) == ((0, 0), (401, 401))
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(cuts[:-1]))
    assert all(a <= c and b <= d for (a, b), (c, d) in pairwise(cuts))


def test_the_path_through_a_text_that_repeats_itself_is_the_diagonal() -> None:
    """Each sentence has five equals on the other side; only the order of all tells which is its own."""
    chapter = vectors(80, seed=1)
    source = np.concatenate([chapter] * 5)
    target = unit_rows(source + 0.05 * vectors(400, seed=2))
    path = find_path(source, target)
    assert len(path) > 390
    assert all(i == j for i, j in path)


def test_the_path_goes_on_after_a_long_omission() -> None:
    """A chapter that the other side lacks, longer than the path looks back at once."""
    source = vectors(500, seed=3)
    target = np.concatenate([source[:150], source[350:]])
    path = find_path(source, target)
    assert set(path) <= {(i, i) for i in range(150)} | {(i, i - 200) for i in range(350, 500)}
    assert len(path) > 280


@given(st.integers(1, 120), st.integers(1, 120), st.integers(0, 1000))
def test_a_path_rises_on_both_sides(n: int, m: int, seed: int) -> None:
    """Also where nothing fits anything."""
    path = find_path(vectors(n, seed=seed), vectors(m, seed=seed + 1))
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(path))
    assert all(0 <= i < n and 0 <= j < m for i, j in path)
