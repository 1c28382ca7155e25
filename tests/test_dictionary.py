"""Words of Chinese text by jieba's dictionary, without jieba."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.dictionary import boundaries
from tm.text.words import cut, frequency


def words(text: str) -> list[str]:
    """The stretches between the boundaries."""
    places = sorted(boundaries(text))
    return [text[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("疫情防控指挥部", ["疫情", "防控", "指挥部"]),
        ("党员先锋岗", ["党员", "先锋岗"]),
        ("动员广大党员干部", ["动员", "广大", "党员", "干部"]),
        ("共有5.8万名", ["共有", "5", ".", "8", "万名"]),
        ("", []),
    ],
)
def test_words_are_those_of_the_dictionary(text: str, expected: list[str]) -> None:
    """The likeliest, a compound of two words cut in two, what it does not know sign by sign."""
    assert words(text) == expected


@pytest.mark.parametrize("word", ["一", "人民", "指挥部", "社会主义", "中华人民共和国", "龢"])
def test_a_word_of_jieba_is_one_here(word: str) -> None:
    """Also the first and the last of the dictionary; the two read the same file."""
    assert frequency(word) > 0
    assert {0, len(word)} <= boundaries(word)
    assert cut(word) == [word]


@given(st.text("网格化管理基层党组织5.8,万 A’b\n\u3000😀é。\ud800", max_size=30))
def test_boundaries_hold_the_ends_and_lose_nothing(text: str) -> None:
    """The stretches joined are the text."""
    assert "".join(words(text)) == text
    assert {0, len(text)} <= boundaries(text)


def test_jieba_is_not_loaded() -> None:
    """It takes half a second."""
    code = "import sys, tm.text.dictionary as d; d.boundaries('基层党组织'); assert 'jieba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
