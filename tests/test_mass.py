"""Clause mass: every clause hands out what it has, and no more."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from stubs import StubEncoder, encode_side, parallel_text

from tm.align.mass import MASS_FEATURES, REACH, Mass, hand_out, mass_features
from tm.align.spans import EncodedSide
from tm.encode.encoder import span_encoder

STUB = span_encoder(StubEncoder())
sides = st.lists(st.text(max_size=40), min_size=1, max_size=7)


def diagonal(giver: EncodedSide, taker: EncodedSide) -> tuple[np.ndarray, np.ndarray]:
    """Where a first pass that knows nothing puts each sentence: by its share of the way."""
    n, m = len(giver.texts), len(taker.texts)
    start = np.arange(n) * m // n
    return start, np.minimum(m, start + 1)


def masses(source: list[str], target: list[str]) -> tuple[Mass, Mass]:
    left, right = encode_side(STUB, source), encode_side(STUB, target)
    return hand_out(left, right, *diagonal(left, right)), hand_out(right, left, *diagonal(right, left))


def all_beads(n: int, m: int) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Every bead of up to three sentences a side, null ones of one sentence."""
    beads = [
        (i, j, i + a, j + b)
        for a in range(4)
        for b in range(4)
        if (a and b) or a + b == 1
        for i in range(n - a + 1)
        for j in range(m - b + 1)
    ]
    i, j, i_end, j_end = np.array(beads, np.int64).reshape(-1, 4).T
    return (i, j), (i_end, j_end)


def column(features: np.ndarray, name: str) -> np.ndarray:
    return features[:, MASS_FEATURES.index(name)]


@given(sides, sides)
def test_no_sentence_hands_out_more_than_its_tokens(source: list[str], target: list[str]) -> None:
    """Shares of a clause sum to 1 with the null competitor; what is handed to ever more sentences never falls."""
    for mass, takers in zip(masses(source, target), (len(target), len(source)), strict=True):
        assert np.isfinite(mass.running).all()
        assert (np.diff(mass.running, axis=1) >= -1e-9).all()
        assert (mass.running[:, -1] <= mass.tokens + 1e-6).all()
        rows = np.arange(len(mass.tokens))
        everything = mass.handed(rows, np.zeros_like(rows), np.full_like(rows, takers))
        np.testing.assert_allclose(everything, mass.running[:, -1], atol=1e-9)


@given(sides, sides)
def test_mass_handed_to_neighbouring_stretches_adds_up(source: list[str], target: list[str]) -> None:
    """handed(a, c) is handed(a, b) plus handed(b, c); an empty stretch gets nothing."""
    mass, _ = masses(source, target)
    rows = np.arange(len(source))
    for cut in range(len(target) + 1):
        at = np.full_like(rows, cut)
        before = mass.handed(rows, np.zeros_like(rows), at)
        after = mass.handed(rows, at, np.full_like(rows, len(target)))
        np.testing.assert_allclose(before + after, mass.running[:, -1], atol=1e-9)
        assert not mass.handed(rows, at, at).any()


@given(sides, sides)
def test_every_bead_of_any_two_texts_has_finite_features(source: list[str], target: list[str]) -> None:
    """Shares lie between 0 and 2 (both directions), masses are never negative."""
    starts, ends = all_beads(len(source), len(target))
    features = mass_features(*masses(source, target), starts, ends)
    assert features.shape == (len(starts[0]), len(MASS_FEATURES))
    assert np.isfinite(features).all()
    assert (features >= 0).all()
    assert (column(features, "mass_inside_share") <= 2 + 1e-6).all()
    assert (column(features, "null_mass_share") <= 1 + 1e-6).all()
    null = (starts[0] == ends[0]) | (starts[1] == ends[1])
    assert not column(features, "mass_inside_share")[null].any()
    assert not column(features, "null_mass_share")[~null].any()


@settings(max_examples=40)
@given(sides, sides)
def test_swapping_the_sides_changes_no_feature(source: list[str], target: list[str]) -> None:
    """Mass is counted in both directions: b-a of the swapped texts is a-b of the texts."""
    starts, ends = all_beads(len(source), len(target))
    forth, back = masses(source, target)
    np.testing.assert_allclose(
        mass_features(forth, back, starts, ends), mass_features(back, forth, starts[::-1], ends[::-1]), atol=1e-9
    )


def test_translations_hand_their_mass_to_each_other() -> None:
    """The true bead holds more mass inside than the same sentence paired with its neighbour."""
    source, target = (list(side) for side in parallel_text(8))
    left, right = encode_side(STUB, source), encode_side(STUB, target)
    place = np.arange(8)
    mass = (hand_out(left, right, place, place + 1), hand_out(right, left, place, place + 1))
    true = mass_features(*mass, (place, place), (place + 1, place + 1))
    off = mass_features(*mass, (place[:-1], place[1:]), (place[:-1] + 1, place[1:] + 1))
    assert (column(true, "mass_inside_share")[:-1] > column(off, "mass_inside_share")).all()
    assert (column(true, "mass_outside_share")[:-1] < column(off, "mass_outside_share")).all()


def test_sentences_beyond_reach_get_nothing() -> None:
    """Only REACH sentences around the place that the first pass gave are looked at."""
    source, target = parallel_text(30)
    left, right = encode_side(STUB, source[:1]), encode_side(STUB, target)
    mass = hand_out(left, right, np.array([20]), np.array([21]))
    row = np.array([0])
    assert mass.handed(row, np.array([0]), np.array([20 - REACH])) == 0
    assert mass.handed(row, np.array([21 + REACH]), np.array([30])) == 0
    assert mass.handed(row, np.array([20 - REACH]), np.array([21 + REACH])) > 0
