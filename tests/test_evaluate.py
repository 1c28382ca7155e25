"""Alignment quality counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.evaluate import (
    CONFIDENCE_BINS,
    Score,
    errors_in_least_confident,
    gold_of_beads,
    lax_score,
    reliability,
    strict_score,
    type_scores,
    typed_beads,
)
from tm.align.gold import GoldBead
from tm.units import Bead

GOLD: list[GoldBead] = [((0,), (0,)), ((1,), (1, 2)), ((2, 3), (3,)), ((4,), ()), ((5,), (4,)), ((), (5,))]
outcomes = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@st.composite
def bead_lists(draw: st.DrawFn) -> list[GoldBead]:
    """Random beads that cover both sides in order."""
    beads, i, j = [], 0, 0
    for a, b in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(any), max_size=8)):
        beads.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    return beads


def test_an_aligner_that_is_right_scores_one() -> None:
    """Strict and lax; unpaired sentences count in neither."""
    assert strict_score(GOLD, GOLD) == lax_score(GOLD, GOLD) == Score(4, 4, 4, 4)
    assert strict_score(GOLD, GOLD).f1 == 1.0


def test_strict_wants_both_sides_whole_and_lax_a_shared_pair() -> None:
    """A boundary moved by one sentence spoils two beads, strictly."""
    proposed: list[GoldBead] = [((0,), (0, 1)), ((1,), (2,)), ((2, 3), (3,)), ((4,), ()), ((5,), (5,)), ((), (4,))]
    strict, lax = strict_score(GOLD, proposed), lax_score(GOLD, proposed)
    assert (strict.right, strict.proposed, strict.gold) == (1, 4, 4)
    assert (lax.right, lax.proposed, lax.found, lax.gold) == (3, 4, 3, 4)
    assert (strict.precision, strict.recall, strict.f1) == (0.25, 0.25, 0.25)


def test_lax_counts_cut_and_joined_beads_on_their_own_side() -> None:
    """One gold bead cut in two: two right proposals, one gold bead found."""
    gold: list[GoldBead] = [((0, 1), (0, 1))]
    cut: list[GoldBead] = [((0,), (0,)), ((1,), (1,))]
    assert lax_score(gold, cut) == Score(2, 2, 1, 1)
    assert lax_score(cut, gold) == Score(1, 1, 2, 2)
    assert lax_score(gold, [((0,), (2,))]) == Score(0, 1, 0, 1)


def test_scores_of_documents_add_up_as_counts() -> None:
    """The F1 of a collection is that of its counts, not a mean."""
    total = Score(1, 2, 1, 4) + Score(3, 3, 3, 3)
    assert total == Score(4, 5, 4, 7)
    assert total.f1 == pytest.approx(2 * 0.8 * (4 / 7) / (0.8 + 4 / 7))


def test_nothing_proposed_or_wanted_scores_zero() -> None:
    """No division by nothing."""
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)
    assert strict_score([], []) == lax_score([], []) == Score()


@given(bead_lists(), bead_lists())
def test_strict_never_exceeds_lax(gold: list[GoldBead], proposed: list[GoldBead]) -> None:
    """And neither depends on the order of the beads."""
    strict, lax = strict_score(gold, proposed), lax_score(gold, proposed)
    assert strict.right <= lax.right <= lax.proposed == strict.proposed
    assert strict.found <= lax.found <= lax.gold == strict.gold
    assert strict_score(gold[::-1], proposed[::-1]) == strict
    assert lax_score(gold[::-1], proposed[::-1]) == lax


@given(bead_lists())
def test_right_beads_by_type_are_all_of_them_for_the_gold_itself(gold: list[GoldBead]) -> None:
    """Unpaired sentences are single, whatever runs they are given in."""
    rows = type_scores([(typed_beads(gold), typed_beads(gold))])
    assert all(row.gold == row.proposed == row.right for row in rows)
    assert all(row.precision == row.recall == 1 for row in rows)
    paired = sum(row.gold for row in rows if "0" not in row.type.split("-"))
    assert paired == strict_score(gold, gold).gold
    unpaired = sum(len(source or target) for source, target in gold if not (source and target))
    assert sum(row.gold for row in rows if "0" in row.type.split("-")) == unpaired


def test_types_are_told_apart_and_summed_over_documents() -> None:
    """The most frequent type of the gold first."""
    one: tuple[list[GoldBead], list[GoldBead]] = ([((0,), (0,)), ((1, 2), ())], [((0,), ()), ((), (0,)), ((1, 2), ())])
    other: tuple[list[GoldBead], list[GoldBead]] = ([((0,), (0,))], [((0,), (0,))])
    typed = [(typed_beads(gold), typed_beads(given)) for gold, given in (one, other)]
    rows = {row.type: (row.gold, row.proposed, row.right) for row in type_scores(typed)}
    assert rows == {"1-1": (2, 1, 1), "1-0": (2, 3, 2), "0-1": (0, 1, 0)}


def test_beads_become_index_tuples() -> None:
    """Ranges of a proposed bead compare with the gold."""
    assert gold_of_beads([Bead(range(1, 3), range(0), 0.0, 1.0)]) == [((1, 2), ())]


@given(outcomes)
def test_every_outcome_falls_in_one_bin(found: list[tuple[float, bool]]) -> None:
    """Bins are half-open, the last one closed: 1.0 counts."""
    rows = reliability(found)
    assert sum(row.beads for row in rows) == len(found)
    assert sum(round(row.right * row.beads) for row in rows) == sum(right for _, right in found)
    for row in rows:
        assert row.low - 1e-9 <= row.confidence <= row.high + 1e-9
        assert row.low in CONFIDENCE_BINS


def test_reliability_of_three_beads() -> None:
    """Two at .6, one of them right; one at 1.0."""
    low, high = reliability([(0.6, True), (0.6, False), (1.0, True)])
    assert (low.low, low.high, low.beads, low.confidence, low.right) == (0.5, 0.7, 2, 0.6, 0.5)
    assert (high.high, high.beads, high.right) == (1.0, 1, 1.0)


def test_errors_gather_where_confidence_is_low() -> None:
    """Nine errors of ten among the least confident tenth of a hundred beads."""
    found = [(k / 100, k >= 9 and k != 50) for k in range(100)]
    assert errors_in_least_confident(found) == pytest.approx(0.9)
    assert errors_in_least_confident([(0.5, True)] * 10) == 0
