"""The band of boundary pairs: whole, never falling, wide around anchors, and aware of what one side lacks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.band import GAP_LOG_RATIO, LEAST_GAP, MARGIN, STRIP, WIDE_GAP, Band, find_band
from tm.encode.arrays import FloatMatrix, unit_rows

DIMENSION = 32


def vectors(count: int, *, seed: int) -> FloatMatrix:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


def check_band(band: Band, n: int, m: int) -> None:
    """What holds for every band: both corners inside, never falling, rows that touch."""
    assert len(band.low) == len(band.high) == n + 1
    assert (len(band.source_gap), len(band.target_gap)) == (n, m)
    assert band.low[0] == 0
    assert band.high[n] == m
    assert (band.low >= 0).all()
    assert (band.high <= m).all()
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    assert (band.low[1:] <= band.high[:-1]).all()
    for gap in (band.source_gap, band.target_gap):
        assert ((gap == 0) | ((gap > GAP_LOG_RATIO) & (gap <= 3))).all()


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 1000))
def test_the_band_of_any_two_texts_leads_from_corner_to_corner(n: int, m: int, seed: int) -> None:
    """Also where nothing fits anything."""
    check_band(find_band(vectors(n, seed=seed), vectors(m, seed=seed + 1)), n, m)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 50), (50, 1)])
def test_one_sentence_against_many_leads_from_corner_to_corner(n: int, m: int) -> None:
    """Unlike ones, and ones that are all the same."""
    same = np.repeat(vectors(1, seed=0), max(n, m), axis=0)
    check_band(find_band(vectors(n, seed=1), vectors(m, seed=2)), n, m)
    check_band(find_band(same[:n], same[:m]), n, m)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 1000))
def test_cells_and_nodes_are_each_others_inverse(n: int, m: int, seed: int) -> None:
    """Cells are numbered row by row; whatever lies outside the band has the number past the last."""
    band = find_band(vectors(n, seed=seed), vectors(m, seed=seed + 1))
    source, target = band.cells()
    count = int(band.start[-1])
    assert len(source) == len(target) == count == int((band.high - band.low + 1).sum())
    np.testing.assert_array_equal(band.node(source, target), np.arange(count))
    i, j = np.meshgrid(np.arange(-2, n + 3), np.arange(-2, m + 3))
    inside = {(a, b) for a, b in zip(source.tolist(), target.tolist(), strict=True)}
    nodes = band.node(i.ravel(), j.ravel())
    for a, b, node in zip(i.ravel().tolist(), j.ravel().tolist(), nodes.tolist(), strict=True):
        assert (node < count) == ((a, b) in inside)


@given(st.integers(2, 80), st.integers(0, 1000))
def test_around_every_sure_pair_the_band_is_open(count: int, seed: int) -> None:
    """The same sentences on both sides anchor each other: MARGIN boundaries lie on either side of the diagonal."""
    same = vectors(count, seed=seed)
    band = find_band(same, same)
    for i in range(count):
        assert band.low[i + 1] <= max(0, i + 1 - MARGIN + 1)
        assert band.high[i + 1] >= min(count, i + MARGIN)
        assert band.high[i + 1] - band.low[i + 1] <= 2 * MARGIN + 3
    assert not band.source_gap.any()
    assert not band.target_gap.any()


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_block_that_one_side_lacks_raises_the_gap_signal_of_the_other(side: str) -> None:
    """Twenty sentences of eighty are gone: the signal stands on their counterparts and nowhere else."""
    whole = vectors(80, seed=4)
    part = np.delete(whole, np.arange(30, 50), axis=0)
    band = find_band(whole, part) if side == "source" else find_band(part, whole)
    signal, quiet = (band.source_gap, band.target_gap)[:: 1 if side == "source" else -1]
    assert (signal[30:50] > GAP_LOG_RATIO).all()
    assert not signal[:30].any()
    assert not signal[50:].any()
    assert not quiet.any()


def test_a_gap_shorter_than_the_least_raises_none() -> None:
    """Two sentences left out are what translators do."""
    whole = vectors(60, seed=5)
    band = find_band(whole, np.delete(whole, np.arange(20, 20 + LEAST_GAP - 2), axis=0))
    assert not band.source_gap.any()


def test_between_far_anchors_only_a_diagonal_strip_is_kept() -> None:
    """Two long texts that nothing joins cost a strip, not a square."""
    count = 2 * WIDE_GAP
    apart = np.eye(2, dtype=np.float32)  # no cosine between the sides reaches the least of an anchor
    band = find_band(np.repeat(apart[:1], count, axis=0), np.repeat(apart[1:], count, axis=0))
    check_band(band, count, count)
    assert (band.high - band.low).max() <= 2 * STRIP + 1


def test_an_anchor_far_off_the_diagonal_is_passed_over() -> None:
    """A sentence that happens to recur at the other end does not bend the chain."""
    source, target = vectors(60, seed=6), vectors(60, seed=6)
    target[50] = source[5]
    target[5] = vectors(1, seed=7)[0]
    band = find_band(source, target)
    assert band.low[6] <= 5 <= band.high[6]
    assert band.high[6] < 50
