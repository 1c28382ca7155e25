"""Where sentences meet, clause by clause."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stubs import StubEncoder, encode_side, parallel_text

from tm.align.clauses import (
    CLAUSE_FEATURES,
    CORNER_FEATURES,
    LINK_FEATURES,
    ClauseBeads,
    Corners,
    clause_beads,
    corner_features,
    corners,
    with_words,
)
from tm.align.grid import CLAUSE_TYPES, clause_grid
from tm.align.network import Network
from tm.align.spans import EncodedSide
from tm.encode.encoder import span_encoder

STUB = span_encoder(StubEncoder())
sides = st.lists(st.text(max_size=30), min_size=1, max_size=5)


def network(names: tuple[str, ...], **weights: float) -> Network:
    """A linear network with a few weights."""
    return Network(
        np.array([weights.get(name, 0.0) for name in names]), np.zeros((0, len(names))), np.zeros(0), np.zeros(0)
    )


ALONE = network(CLAUSE_FEATURES, clause_cosine=9.0, clause_ends_both=2.0, clause_ends_differ=-2.0)
LINKS = network(LINK_FEATURES, clause_cosine=9.0, clause_ends_both=2.0, words_least=1.0)


def everything_open(source: list[str], target: list[str]) -> tuple[ClauseBeads, EncodedSide, EncodedSide]:
    """The clause beads of two texts of which the first pass knows nothing."""
    left, right = encode_side(STUB, source), encode_side(STUB, target)
    start, end = (
        np.zeros(1, np.int64),
        np.array([len(source)]),
    )
    grid = clause_grid(
        (start, start),
        (end, np.array([len(target)])),
        np.ones(1),
        (left.parts.clause_start, right.parts.clause_start),
    )
    paired = np.ones(len(source), bool), np.ones(len(target), bool)
    return clause_beads(grid, left, right, paired), left, right


def column(features: np.ndarray, name: str) -> np.ndarray:
    return features[:, CLAUSE_FEATURES.index(name)]


@settings(deadline=None, max_examples=40)
@given(sides, sides)
@example(["", "", "000000S"], ["0000000", "000000S"])  # the clauses of a run nearly cancel out
def test_clause_beads_of_any_two_texts_have_sound_features(source: list[str], target: list[str]) -> None:
    """Finite; cosines of runs never above 1; unpaired clauses have neither cosine nor crossing."""
    beads, left, right = everything_open(source, target)
    full = with_words(beads, left, right, ALONE)
    assert full.features.shape == (len(beads.nodes), len(LINK_FEATURES))
    assert np.isfinite(full.features).all()
    assert (np.abs(column(beads.features, "clause_cosine")) <= 1).all()
    null = (np.array(CLAUSE_TYPES)[beads.types] == 0).any(axis=1)
    for name in ("clause_cosine", "clause_ends_both", "clause_crosses_source", "clause_length_z"):
        assert not column(beads.features, name)[null].any()


@settings(deadline=None, max_examples=40)
@given(sides, sides)
def test_meetings_are_probabilities_and_certain_at_the_corners(source: list[str], target: list[str]) -> None:
    """Both texts start and end together; where they cannot meet the probability is 0."""
    beads, left, right = everything_open(source, target)
    found = corners(with_words(beads, left, right, ALONE), LINKS)
    i, j = (each.ravel() for each in np.indices((len(source) + 1, len(target) + 1)))
    probability = found.at(i, j).reshape(len(source) + 1, -1)
    assert ((probability >= 0) & (probability <= 1)).all()
    np.testing.assert_allclose((probability[0, 0], probability[-1, -1]), 1.0, atol=1e-6)
    assert (probability.sum(axis=1) <= len(target) + 1).all()


def test_a_run_of_one_clause_has_the_cosine_of_the_clauses() -> None:
    """And a run of several that of their sum by tokens."""
    source, target = (list(side) for side in parallel_text(3))
    beads, left, right = everything_open(source, target)
    ends = beads.grid.lattice.source[beads.nodes] - 1, beads.grid.lattice.target[beads.nodes] - 1
    for size in ((1, 1), (2, 1), (2, 2)):
        rows = np.flatnonzero(beads.types == CLAUSE_TYPES.index(size))
        for row in rows[::7]:
            runs = []
            for side, end, length in zip((left, right), ends, size, strict=True):
                clauses = slice(end[row] + 1 - length, end[row] + 1)
                run = (side.clauses[clauses] * side.parts.clause_tokens[clauses, None]).sum(axis=0)
                runs.append(run / np.linalg.norm(run))
            np.testing.assert_allclose(column(beads.features, "clause_cosine")[row], runs[0] @ runs[1], atol=1e-4)


def test_translated_sentences_meet_where_they_end() -> None:
    """More surely than one sentence further on; likewise two sentences against one that holds both."""
    source, target = (list(side) for side in parallel_text(8))
    merged = [*target[:3], f"{target[3]} {target[4]}", *target[5:]]
    beads, left, right = everything_open(source, merged)
    found = corners(with_words(beads, left, right, ALONE), LINKS)
    met = np.array([1, 2, 3, 5, 6, 7]), np.array([1, 2, 3, 4, 5, 6])
    assert (found.at(*met) > 0.5).all()
    assert (found.at(met[0], met[1] + 1) < 0.3).all()
    four = np.array([4])
    assert all(found.at(four, four + shift)[0] < 0.3 for shift in (-1, 0))


def test_a_bead_has_the_meetings_at_its_ends_and_inside() -> None:
    """The features of a bead of two pairs that surely meet between them, and of an unpaired sentence."""
    everywhere = Corners(np.array([0, 4, 8]), np.array([1.0, 0.9, 1.0]), 3)  # of 2 x 2 sentences: on the diagonal
    features = corner_features(
        everywhere, (np.array([0, 0, 0]), np.array([0, 0, 0])), (np.array([2, 1, 1]), np.array([2, 1, 0]))
    )
    start, end, inside, _, null = (
        features[:, CORNER_FEATURES.index(f"corner_{name}")]
        for name in ("start", "end", "inside", "inside_log", "null")
    )
    np.testing.assert_allclose(start, 0.0, atol=1e-3)
    np.testing.assert_allclose(inside, [0.9, 0.0, 0.0])
    np.testing.assert_allclose(end, [0.0, np.log(0.9), np.log(1e-4)], atol=1e-3)
    np.testing.assert_allclose(null, [0.0, 0.0, np.log(1e-4)], atol=1e-3)
