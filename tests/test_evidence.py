"""What the translations say of strings: of a term one closed phrase, of a wrong cut the phrase of another."""

from collections.abc import Sequence

import numpy as np
import pytest

from glossary.candidates import collect, find_candidates
from glossary.equivalents import Corpus
from glossary.evidence import evidence
from glossary.termhood import Features, Weights
from tm.encode.arrays import FloatMatrix

PAIRS = (
    ("村里成立防汛突击队。", "The village formed a flood control squad."),
    ("防汛突击队昨晚上堤。", "Last night the flood control squad went to the dyke."),
    ("突击队员守堤。", "Squad members guard the dyke."),
    ("防汛突击队来了，学校开门。", "The flood control squad came, and the school opened."),
    ("学校准备了热水。", "The Hope School prepared hot water."),
    ("村民没有译文。", ""),
)

MEANINGS = (
    "防汛 flood control",
    "突击队 squad",
    "学校 school",
    "热水 hot water",
    "堤 dyke",
    "成立 formed",
    "准备 prepared",
)


class WordEncoder:
    """Words of one meaning have one direction, all others a direction that they share."""

    name = "words"

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), len(MEANINGS) + 1), np.float32)
        for row, text in enumerate(texts):
            rows[row, next((n for n, words in enumerate(MEANINGS) if text.lower() in words.split()), -1)] = 1
        return rows


@pytest.fixture(scope="module")
def rows() -> dict[str, Features]:
    """Of the strings that the pairs hold."""
    found, _ = collect([chinese for chinese, _ in PAIRS])
    return evidence(found, Corpus(PAIRS, WordEncoder()))


def test_a_string_without_translation_has_no_evidence(rows: dict[str, Features]) -> None:
    """Its sentence has no English."""
    assert "村民" not in rows
    assert "学校" in rows


def test_a_term_has_one_phrase_that_fits_better_than_those_of_longer_strings(rows: dict[str, Features]) -> None:
    """What also holds the word before it finds no phrase that is as good."""
    whole, longer = rows["防汛突击队"], rows["成立防汛突击队"]
    assert whole["en_agree"] == 1.0
    assert whole["en_closed"] == pytest.approx(1 / 3)  # "squad went" and "squad came" might go on
    assert whole["en_words:3"] == 1.0
    assert whole["en_shorter_better"] < 0 < longer["en_shorter_better"]


def test_features_are_means_over_occurrences(rows: dict[str, Features]) -> None:
    """Each counts as much as another; what marks a kind of word adds up to 1 for each string."""
    for row in rows.values():
        for kind in ("words", "before", "after", "end"):
            assert sum(value for name, value in row.items() if name.startswith(f"en_{kind}:")) == pytest.approx(1)
        assert 0 < row["en_agree"] <= 1
        assert row["en_best_fit"] >= row["en_fit"] - 1e-9


def test_what_stands_beside_the_phrase_is_told(rows: dict[str, Features]) -> None:
    """An article, another word, or the end of the sentence; a capital counts inside sentences only."""
    assert rows["防汛突击队"]["en_before:the"] == pytest.approx(2 / 3)
    assert rows["防汛突击队"]["en_before:a"] == pytest.approx(1 / 3)
    assert rows["防汛突击队"]["en_capitals"] == 0


def test_evidence_moves_the_ranking() -> None:
    """The model for texts with their translation weighs it; without evidence its features are 0."""
    weights = Weights({"bias": 0.0, "en_before:the": 3.0}, "", 0.0, ())
    chinese = [chinese for chinese, _ in PAIRS]
    corpus = Corpus(PAIRS, None)
    told = find_candidates(chinese, evidence=lambda found: evidence(found, corpus), weights=weights)
    alone = find_candidates(chinese, weights=weights)
    scores, plain = ({item.text: item.score for item in found} for found in (told, alone))
    assert scores["防汛突击队"] == pytest.approx(plain["防汛突击队"] + 2)
    assert scores["村民"] == plain["村民"]


def test_no_beads_no_evidence() -> None:
    """Nothing in, nothing out."""
    assert evidence({}, Corpus([], None)) == {}
