"""Features of English phrases: what speaks for and against one as the translation of a term."""

import numpy as np
import pytest

from glossary.equivalents import Corpus
from glossary.phrasefeatures import LINK_FEATURES, NEARBY, length_surprise, near_strings, shape_features
from glossary.wordlinks import link

PAIRS = (
    ("市水务局修水渠。", "The Anning Water Bureau built a canal."),
    ("水务局查水渠。", "The water bureau checked the canal."),
)


def of_phrase(term: str, phrase: str, name: str) -> float:
    """The value of a feature of a phrase of PAIRS."""
    choice = Corpus(PAIRS, None).choice(term)
    assert choice is not None
    return float(choice.features[name][choice.keys.index(phrase)])


def test_a_name_goes_on_before_a_phrase_that_begins_inside_it() -> None:
    """Water Bureau stands behind a further word with a capital, in one of two sentences; nothing stands behind it."""
    assert of_phrase("水务局", "water bureau", "name_before") == pytest.approx(0.5)
    assert of_phrase("水务局", "water bureau", "name_behind") == 0
    assert of_phrase("水务局", "anning water", "name_behind") == 1


def test_strings_near_a_term_are_its_neighbours_and_what_is_left_without_its_edges() -> None:
    """The word that most often stands beside it; none where there is none."""
    (bead,) = link([("乡镇修水库。", "The town built a reservoir.")], encoder=None)
    words = [bead.chinese[start:end] for start, end in bead.chinese_words]
    assert words == ["乡镇", "修", "水库"]
    assert near_strings("修", [bead]) == {"with_left": "乡镇修", "with_right": "修水库"}
    whole = near_strings("乡镇修水库", [bead])
    assert whole == {"without_first": "修水库", "without_last": "乡镇修"}
    assert set(whole) <= set(NEARBY)


def test_a_number_in_a_phrase_is_stray_unless_the_term_has_one() -> None:
    """Figures and words, in Chinese and in English."""
    keys = ["nine candidate", "party member"]
    features = {name: np.ones(2) for name in (*LINK_FEATURES, "share", "dice")}
    assert shape_features("候选人", keys, features)["stray_number"].tolist() == [1, 0]
    assert shape_features("九名候选人", keys, features)["stray_number"].tolist() == [0, 0]


def test_a_kind_of_place_is_too_much_where_the_term_names_none() -> None:
    """Anze County is no 安泽, but it is 安泽县."""
    features = {name: np.ones(2) for name in (*LINK_FEATURES, "share", "dice")}
    assert shape_features("安泽", ["anze", "anze county"], features)["kind_of_place"].tolist() == [0, 1]
    assert shape_features("安泽县", ["anze", "anze county"], features)["kind_of_place"].tolist() == [0, 0]


def test_a_phrase_of_the_usual_length_surprises_least() -> None:
    """About one word for two characters."""
    surprise = length_surprise("水土保持", ["soil", "soil conservation", "soil conservation and water saving work"])
    assert surprise.argmin() == 1
