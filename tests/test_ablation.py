"""Ablation: every feature belongs to a group, and a group left out is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_training import MIXED, STUB, article

from tm.align import training
from tm.align.ablation import GROUPS, ablate, matching_features
from tm.align.clauses import LINK_FEATURES
from tm.align.cooccurrence import WORD_FEATURES
from tm.align.passes import SECOND_FEATURES, TYPE_FEATURES
from tm.align.training import make_example, prepare


def test_every_feature_of_the_second_pass_is_in_one_group() -> None:
    """But for the types of beads, without which there is no score."""
    grouped = [name for patterns in GROUPS.values() for name in matching_features(patterns)]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == {*SECOND_FEATURES, *WORD_FEATURES} - {*TYPE_FEATURES, "many_to_many"}


@given(st.sampled_from(LINK_FEATURES))
def test_a_name_means_itself_and_a_star_all_that_begin_so(name: str) -> None:
    """A name that nobody has means nothing."""
    assert matching_features([name]) == {name}
    assert name in matching_features([f"{name[:3]}*"])
    assert not matching_features([f"{name}?"])


def test_the_table_has_a_row_for_each_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gold beads are counted by folder; without nothing no feature is missing."""
    pytest.importorskip("scipy")
    monkeypatch.setattr(training, "HIDDEN", 1)
    examples = [make_example(STUB, article(MIXED, seed=seed)) for seed in range(2)]
    start = training.finish(prepare(examples), networks=1)
    rows = ablate(examples, [[], []], ["a", "b"], [[0], [1]], start)
    assert [row.group for row in rows] == list(GROUPS)
    assert rows[0].features == 0 < min(row.features for row in rows[1:])
    paired = sum(all(bead) for bead in examples[0].article.beads)
    assert all(row.scores["a"].gold == row.scores["b"].gold == paired for row in rows)
    assert all(row.loss > 0 for row in rows)


def test_words_can_be_left_out_of_the_clauses() -> None:
    """Their weights are 0; those of the others are not."""
    pytest.importorskip("scipy")
    example = make_example(STUB, article(MIXED))
    links = prepare([example], dropped=frozenset(WORD_FEATURES)).clauses.links
    weights = dict(zip(LINK_FEATURES, links.linear, strict=True))
    assert not any(weights[name] for name in WORD_FEATURES)
    assert weights["clause_cosine"]
