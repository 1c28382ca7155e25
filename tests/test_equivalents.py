"""Equivalents: the English that goes with a term, with a calibrated confidence."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from glossary.candidates import find_candidates
from glossary.equivalents import Corpus, find_equivalents

PAIRS = (
    ("村里成立防汛突击队。", "The village formed a flood control squad."),
    ("防汛突击队昨晚上堤。", "Last night the flood control squad went to the dyke."),
    ("老人说，防汛突击队来了。", '"The flood control squad is here," an old man said.'),
    ("孩子们去了学校。", "The children went to school."),
    ("学校准备了热水。", "The school prepared hot water."),
    ("青山镇有300人转移。", "In Qingshan, 300 people were moved."),
)


ENGLISH = {"防汛突击队": "flood control squad", "防汛": "flood control", "突击队": "squad", "学校": "school"}


class StubEncoder:
    """Character trigrams hashed into 64 numbers, with a small dictionary so that translations lie near."""

    name = "stub"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), 64), 0.01, np.float32)
        for row, text in enumerate(texts):
            text = f" {ENGLISH.get(text, text)} "
            for at in range(len(text) - 2):
                rows[row, hashlib.md5(text[at : at + 3].encode()).digest()[0] % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("encoder", [None, StubEncoder()])
def test_a_term_that_keeps_its_english_finds_it(encoder: StubEncoder | None) -> None:
    """With and without an encoder."""
    (pair,) = find_equivalents(Corpus(PAIRS, encoder), ["防汛突击队"])
    assert (pair.zh, pair.en, pair.count) == ("防汛突击队", "flood control squad", 3)
    assert pair.renderings[0].text == "flood control squad"
    assert sum(rendering.count for rendering in pair.renderings) <= pair.count


def test_an_encoder_makes_a_right_pair_surer() -> None:
    """Confidence follows the evidence."""
    sure = find_equivalents(Corpus(PAIRS, StubEncoder()), ["防汛突击队"])[0]
    unsure = find_equivalents(Corpus(PAIRS, None), ["防汛突击队"])[0]
    assert sure.confidence > unsure.confidence
    assert 0 <= unsure.confidence <= 1


def test_pairs_come_in_the_order_of_the_candidates_each_once() -> None:
    """Candidates may be strings or candidates."""
    found = find_candidates([chinese for chinese, _ in PAIRS])
    terms = [pair.zh for pair in find_equivalents(Corpus(PAIRS, None), found)]
    assert terms == [candidate.text for candidate in found if candidate.text in terms]
    assert [pair.zh for pair in find_equivalents(Corpus(PAIRS, None), ["学校", "防汛突击队", "学校"])] == [
        "学校",
        "防汛突击队",
    ]


def test_a_term_in_the_other_script_finds_its_beads() -> None:
    """The text of the candidate is kept, its beads are found by its skeleton."""
    (pair,) = find_equivalents(Corpus(PAIRS, None), ["防汛突擊隊"])
    assert (pair.zh, pair.en) == ("防汛突擊隊", "flood control squad")


def test_terms_without_beads_are_left_out() -> None:
    """No guess without evidence."""
    assert find_equivalents(Corpus(PAIRS, None), ["核酸检测"]) == ()
    assert find_equivalents(Corpus([], None), ["学校"]) == ()
    assert find_equivalents(Corpus([("学校。", "It is.")], None), ["学校"]) == ()


def test_the_result_is_always_the_same() -> None:
    """Deterministic: same input, same output."""
    terms = ["学校", "防汛突击队", "老人", "热水"]
    assert find_equivalents(Corpus(PAIRS, StubEncoder()), terms) == find_equivalents(
        Corpus(PAIRS, StubEncoder()), terms
    )
