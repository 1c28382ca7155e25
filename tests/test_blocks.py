"""Where a book is cut into blocks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tm.align.blocks import find_cuts


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
