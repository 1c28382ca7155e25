"""Shared glossary terms draw sentences together, and merging gains nothing by them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stubs import StubEncoder

from tm.align.aligner import Text, align_texts, shipped_model
from tm.align.evaluate import gold_of_beads
from tm.align.ties import TERM_SCORE, term_scores

rows = st.lists(st.frozensets(st.sampled_from("abc")), min_size=4, max_size=4)


def score(source: list[frozenset[str]], target: list[frozenset[str]], *bounds: int) -> float:
    i, i_end, j, j_end = (np.array([bound]) for bound in bounds)
    return float(term_scores(source, target, (i, j), (i_end, j_end))[0])


def entries(*found: str) -> list[frozenset[str]]:
    return [frozenset(row) for row in found]


def test_a_term_on_both_sides_counts_once() -> None:
    """One that a side lacks counts nothing, nor does any for an unpaired sentence."""
    source, target = entries("a", "b", ""), entries("", "ac", "b")
    assert score(source, target, 0, 1, 1, 2) == TERM_SCORE
    assert score(source, target, 0, 1, 0, 1) == 0
    assert score(source, target, 0, 2, 1, 3) == 2 * TERM_SCORE
    assert score(source, target, 0, 1, 1, 1) == 0


def test_a_term_of_many_sentences_counts_less() -> None:
    """It stands nearly everywhere and tells little of a place."""
    often = entries("a", "a", "a", "a")
    assert score(often, often, 0, 1, 0, 1) == TERM_SCORE / 2


@given(rows, rows)
def test_two_beads_together_gain_no_less_than_merged_ones_if_each_is_whole(
    source: list[frozenset[str]], target: list[frozenset[str]]
) -> None:
    """A merged bead has what its parts have, and what crosses between them; never less."""
    merged = score(source, target, 0, 2, 0, 2)
    assert merged >= score(source, target, 0, 1, 0, 1) + score(source, target, 1, 2, 1, 2) - 1e-9
    if source[0] == target[0] and source[1] == target[1]:
        parts = score(source, target, 0, 1, 0, 1) + score(source, target, 1, 2, 1, 2)
        assert merged == pytest.approx(parts)


def test_terms_decide_where_the_encoder_knows_nothing() -> None:
    """Jargon the encoder has never seen: every sentence looks the same to it; the glossary tells them apart."""
    count, added = 12, 5
    source, target = ["甲乙丙丁戊己庚辛。"] * count, ["Qx zzy wvut rsq pon mlk."] * (count + 1)
    found = [frozenset([f"first {i}", f"second {i}"]) for i in range(count)]
    known = found, [*found[:added], frozenset[str](), *found[added:]]
    wanted = {((i,), (i + (i >= added),)) for i in range(count)}

    def right(*terms: list[frozenset[str]] | None) -> int:
        texts = [Text(tuple(side), terms=row) for side, row in zip((source, target), terms, strict=True)]
        beads = align_texts(*texts, encoder=StubEncoder(), model=shipped_model())
        return len(wanted & set(gold_of_beads(beads)))

    assert right(*known) > right(None, None)
    assert right(*known) >= count - 2
