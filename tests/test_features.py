"""Cosine and length features: finite for every bead of the band, and about that bead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stubs import StubEncoder, encode_side, parallel_text

from tm.align.features import BYTE_RATIO, COSINE_FEATURES, Evidence, cosine_features, gather_evidence
from tm.align.lattice import NULL_TYPES, TYPES
from tm.encode.encoder import span_encoder

STUB = span_encoder(StubEncoder())
sides = st.lists(st.text(max_size=30), min_size=1, max_size=7)


def evidence_of(source: tuple[str, ...] | list[str], target: tuple[str, ...] | list[str]) -> Evidence:
    return gather_evidence(encode_side(STUB, source), encode_side(STUB, target))


def nodes_of(evidence: Evidence, bead_type: int) -> np.ndarray:
    return np.flatnonzero(evidence.lattice.before[:, bead_type] != evidence.lattice.missing)


def feature(evidence: Evidence, name: str, bead: tuple[int, int], end: tuple[int, int]) -> float:
    """A feature, by name, of the bead of a type that ends at boundary pair `end`."""
    node = evidence.band.node(np.array([end[0]]), np.array([end[1]]))
    return float(cosine_features(evidence, TYPES.index(bead), node)[0, COSINE_FEATURES.index(name)])


@given(sides, sides)
def test_every_bead_of_any_two_texts_has_finite_features(source: list[str], target: list[str]) -> None:
    """Empty sentences, signs only, other scripts: no feature is nan or infinite."""
    evidence = evidence_of(source, target)
    for bead_type in range(len(TYPES)):
        nodes = nodes_of(evidence, bead_type)
        features = cosine_features(evidence, bead_type, nodes)
        assert features.shape == (len(nodes), len(COSINE_FEATURES))
        assert np.isfinite(features).all()


@given(sides, sides)
def test_cosines_lie_between_minus_one_and_one(source: list[str], target: list[str]) -> None:
    """Where a span fits its text there is a cosine, elsewhere nan."""
    evidence = evidence_of(source, target)
    i, j = evidence.band.cells()
    for a in range(evidence.cosines.shape[0]):
        for b in range(evidence.cosines.shape[1]):
            cosines = evidence.cosines[a, b, :-1]
            fits = (i > a) & (j > b)
            assert (np.abs(cosines[fits]) <= 1.001).all()
            assert np.isnan(cosines[~fits]).all()
    assert np.isnan(evidence.cosines[:, :, -1]).all()


def test_the_cosine_of_a_bead_is_that_of_its_spans() -> None:
    """For every bead type, against the span vectors themselves."""
    evidence = evidence_of(*parallel_text(9))
    for bead_type, (a, b) in list(enumerate(TYPES))[NULL_TYPES:]:
        nodes = nodes_of(evidence, bead_type)
        i, j = evidence.lattice.source[nodes], evidence.lattice.target[nodes]
        expected = np.sum(evidence.source.spans[a - 1, i - 1] * evidence.target.spans[b - 1, j - 1], axis=1)
        found = cosine_features(evidence, bead_type, nodes)[:, COSINE_FEATURES.index("cosine")]
        np.testing.assert_allclose(found, expected, atol=1e-5)


@settings(max_examples=40)
@given(sides, sides)
def test_swapping_the_sides_keeps_the_cosines_of_beads(source: list[str], target: list[str]) -> None:
    """A cosine has no direction: an a-b bead has that of the b-a bead of the swapped texts."""
    forth, back = evidence_of(source, target), evidence_of(target, source)
    for bead_type, (a, b) in list(enumerate(TYPES))[NULL_TYPES:]:
        nodes = nodes_of(forth, bead_type)
        i, j = forth.lattice.source[nodes], forth.lattice.target[nodes]
        turned = back.band.node(j.astype(np.int64), i.astype(np.int64))
        known = turned < back.lattice.missing
        np.testing.assert_allclose(
            forth.cosines[a - 1, b - 1, nodes[known]], back.cosines[b - 1, a - 1, turned[known]], atol=1e-5
        )


def test_null_beads_have_none_of_the_features_of_pairs() -> None:
    """Cosine, length ratio and the like of a pair are 0 for an unpaired sentence, and the other way round."""
    evidence = evidence_of(*parallel_text(6))
    null = np.concatenate([cosine_features(evidence, t, nodes_of(evidence, t)) for t in range(NULL_TYPES)])
    pairs = [cosine_features(evidence, t, nodes_of(evidence, t)) for t in range(NULL_TYPES, len(TYPES))]
    for name in ("cosine", "length_ratio", "merge_gain", "split_loss"):
        assert not null[:, COSINE_FEATURES.index(name)].any()
    assert not np.concatenate(pairs)[:, COSINE_FEATURES.index("null_best_cosine")].any()


def test_a_pair_of_the_same_length_by_the_ratio_of_the_texts_has_length_ratio_zero() -> None:
    """Lengths are compared by how long the two whole texts are."""
    evidence = evidence_of(["一二三四五六七八。", "一二三四五六七八。"], ["abcdefgh ijk.", "abcdefgh ijk."])
    assert feature(evidence, "length_ratio", (1, 1), (1, 1)) == pytest.approx(0.0, abs=1e-9)
    assert feature(evidence, "length_ratio", (2, 1), (2, 1)) > 0.5
    assert feature(evidence, "length_ratio", (1, 2), (1, 2)) > 0.5


def test_a_sentence_too_many_loses_cosine_and_a_true_pair_has_more_than_its_neighbours() -> None:
    """merge_gain is negative where the added sentence belongs elsewhere."""
    evidence = evidence_of(*parallel_text(10))
    for index in range(1, 9):
        true = feature(evidence, "cosine", (1, 1), (index, index))
        assert true > feature(evidence, "cosine", (1, 1), (index, index + 1))
        assert feature(evidence, "merge_gain", (1, 2), (index, index + 1)) < 0
        assert feature(evidence, "merge_gain", (1, 1), (index, index)) == 0


def test_lengths_count_bytes_of_any_text() -> None:
    """Lone surrogates, as damaged files give them, are counted too."""
    evidence = evidence_of(["a\ud800b", "字"], ["x"])
    np.testing.assert_array_equal(evidence.source_length, [0, 5, 8])
    assert evidence_of(["字字"], ["water"]).ratio == pytest.approx(5 / 6)


def test_the_ratio_of_lengths_does_not_count_what_one_side_lacks() -> None:
    """With a third of the target gone, or a third more in it, a sentence is still as long as its translation."""
    source, target = parallel_text(60)
    whole, strangers = (
        evidence_of(source, target).ratio,
        [f"Nothing of the sort has been said by anybody in our town before {n}." for n in range(20)],
    )
    for changed in ([*target[:20], *target[40:]], [*target[:30], *strangers, *target[30:]]):
        assert evidence_of(source, changed).ratio == pytest.approx(whole, rel=0.1)
        sizes = [sum(len(text.encode()) for text in side) for side in (source, changed)]
        assert abs(sizes[1] / sizes[0] - whole) > 0.15 * whole


def test_the_ratio_of_lopsided_texts_is_the_usual_one() -> None:
    """Where one side has much that the other lacks, the sizes of the whole say nothing of a bead."""
    assert evidence_of(["字"], ["water " * 20]).ratio == BYTE_RATIO == evidence_of(["字" * 20], ["x"]).ratio
