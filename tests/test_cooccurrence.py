"""Words that meet: repeated pairs attract, a single meeting says nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tm.align.cooccurrence import WORD_FEATURES, Vocabulary, clause_words, word_cells, word_features
from tm.align.grid import CLAUSE_TYPES, Grid, clause_grid, edges

DIAGONAL = CLAUSE_TYPES.index((1, 1))


def open_grid(source: int, target: int) -> Grid:
    """One sentence a side, all of whose clauses may meet."""
    return clause_grid(
        (np.array([0]),) * 2,
        (np.array([1]),) * 2,
        np.ones(1),
        (np.array([0, source]), np.array([0, target])),
    )


def diagonal(grid: Grid) -> np.ndarray:
    """Posteriors that align clause by clause."""
    posterior = np.zeros((grid.lattice.missing, len(CLAUSE_TYPES)))
    posterior[(grid.lattice.source == grid.lattice.target) & (grid.lattice.source > 0), DIAGONAL] = 1.0
    return posterior


def cell(grid: Grid, source: int, target: int) -> int:
    """The number of the cell of two clauses."""
    return int(grid.cells.at(np.array([source]), np.array([target]))[0])


def met(source: list[str], target: list[str]) -> tuple[Grid, np.ndarray]:
    grid = open_grid(len(source), len(target))
    return grid, word_cells(grid, diagonal(grid), Vocabulary(source, most=9), Vocabulary(target, most=9))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("黄冈，", {"黄", "冈", "黄冈"}),
        ("The Reservoirs' 25 dams", {"the", "reserv", "25", "dams"}),
        ("他用 iPhone", {"他", "用", "他用", "iphone"}),
        ("——！", set()),
    ],
)
def test_words_are_ideographs_their_pairs_and_stems(text: str, words: set[str]) -> None:
    """Signs are none; letters are folded to lower case."""
    assert clause_words(text) == words


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_english_has_the_words_of_any_other_text(text: str) -> None:
    """It is read by a shorter rule; an ideograph beside it adds its own word only."""
    assert clause_words(f"{text} 水") == clause_words(text) | {"水"}


def test_a_pair_that_recurs_is_met() -> None:
    """阿福 stands for Lucky in the other clauses, so it does here; a clause without it is not met."""
    grid, cells = met(
        ["阿福走", "阿福笑", "阿福坐", "天黑了"], ["Lucky left", "Lucky smiled", "Lucky sat", "Night fell"]
    )
    assert cells[0, cell(grid, 0, 0)] > cells[0, cell(grid, 0, 3)]
    assert cells[1, cell(grid, 0, 0)] > 0


def test_what_occurs_once_says_nothing() -> None:
    """A word's own clause is no evidence for it, nor is a word that no other clause has."""
    _, cells = met(["甲乙", "丙丁", "戊己"], ["one two", "three four", "five six"])
    assert not cells.any()
    grid, cells = met(["甲", "丙", "甲"], ["one", "three", "nine"])
    assert not cells[:, cell(grid, 0, 0)].any()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(alphabet="天地人 ab，", max_size=8), min_size=1, max_size=7), st.integers(0, 99))
def test_no_clause_is_met_by_more_than_its_words(clauses: list[str], seed: int) -> None:
    """Each word counts between 0 and 1, whatever the posteriors."""
    grid = open_grid(len(clauses), len(clauses))
    posterior = np.random.default_rng(seed).random((grid.lattice.missing, len(CLAUSE_TYPES)))
    posterior = np.where(grid.lattice.before == grid.lattice.missing, 0.0, posterior / 30)
    cells = word_cells(grid, posterior, Vocabulary(clauses, most=9), Vocabulary(clauses, most=9))
    assert np.isfinite(cells).all()
    assert (cells >= 0).all()
    for number, (p, q) in enumerate(zip(grid.cells.source, grid.cells.target, strict=True)):
        assert cells[0, number] <= len(clause_words(clauses[p])) + 1e-6
        assert cells[1, number] <= len(clause_words(clauses[q])) + 1e-6


def test_a_run_is_met_as_far_as_its_clauses_are() -> None:
    """Of a run of clauses each word counts where it is met best; unpaired clauses have none."""
    grid, cells = met(["阿福走", "阿福笑", "阿福坐"], ["Lucky left", "Lucky smiled", "Lucky sat"])
    nodes, types = edges(grid)
    features = word_features(grid, cells, nodes, types)
    assert features.shape == (len(nodes), len(WORD_FEATURES))
    sizes = np.array(CLAUSE_TYPES)[types]
    assert not features[(sizes == 0).any(axis=1)].any()
    ends = (grid.lattice.source[nodes] == 2) & (grid.lattice.target[nodes] == 2)
    single = features[ends & (types == DIAGONAL)][0]
    double = features[ends & (types == CLAUSE_TYPES.index((2, 2)))][0]
    assert (double >= single).all()
    np.testing.assert_allclose(single[3], min(single[0], single[1]))
