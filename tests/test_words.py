"""Words by jieba and the tokens of lookup."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from tm.text import words
from tm.text.words import cut, frequency, pinyin, tag, tokens

MIXED = st.text(alphabet="網格化管理基层党组织5.8,万 A’b-c%\n\u3000😀é。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市5.8万名", ["全", "市", "5.8", "万", "名"]),
        ("共1,000人,1,2", ["共", "1,000", "人", ",", "1", ",", "2"]),
        ("don't re-open COVID-19", ["don't", "re-open", "COVID-19"]),
        ("naïve — “ok”", ["naïve", "—", "“", "ok", "”"]),
        ("12,5 1,2345", ["12", ",", "5", "1", ",", "2345"]),
        ("\u3000 \n", []),
    ],
)
def test_tokens_are_characters_words_numbers_and_signs(text: str, expected: list[str]) -> None:
    """Only a comma before three digits is part of a number."""
    assert tokens(text) == expected


@given(MIXED)
def test_tokens_lose_only_white_space(text: str) -> None:
    """Joined tokens are the text without its white space."""
    assert "".join(tokens(text)) == "".join(text.split())


@given(MIXED)
def test_words_joined_are_the_text(text: str) -> None:
    """Cutting and tagging lose nothing, white space included."""
    assert "".join(cut(text)) == text
    assert "".join(word for word, _ in tag(text)) == text


def test_traditional_text_is_cut_like_its_simplified_form() -> None:
    """Words are slices of the text as it stands, found by the Simplified dictionary."""
    assert cut("網絡安全和鄉村") == ["網絡安全", "和", "鄉村"]
    assert [flag for _, flag in tag("網絡安全")] == [flag for _, flag in tag("网络安全")]


def test_a_frequent_word_is_more_frequent_than_an_unknown_one() -> None:
    """Frequencies come from jieba's dictionary, none for words that it lacks."""
    assert frequency("发展") > frequency("茶垭谣") == 0


@given(st.text(alphabet="重庆长大行银了解朝阳区的没着落音乐呵A5，。 \U00020000"))
def test_pinyin_word_by_word_is_that_of_the_whole_text(text: str) -> None:
    """Words are remembered; phrases that decide a reading (重庆, 银行) stay whole."""
    assert pinyin(text) == tuple(lazy_pinyin(text, errors="ignore"))


def test_pinyin_of_phrases_and_characters_is_that_of_its_list() -> None:
    """Every thirtieth phrase and character, each a text of its own and all as one: ü is v, n and ê keep no tone."""
    listed = [*list(PHRASES_DICT)[::30], *map(chr, list(PINYIN_DICT)[::30]), *"绿女嗯欸呣"]
    for text in (*listed, "".join(listed)):
        assert pinyin(text) == tuple(lazy_pinyin(text, errors="ignore")), text[:40]


def test_pinyin_is_one_syllable_a_character() -> None:
    """Readings are without tones; what is no character has none."""
    assert pinyin("王芳A") == ("wang", "fang")


def test_cutting_is_silent_and_leaves_no_cache_behind(tmp_path: Path) -> None:
    """Nothing is written to the temporary folder or the error stream."""
    code = "from tm.text.words import cut; cut('水渠通水')"
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parent.parent)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert (result.stdout, result.stderr, list(tmp_path.iterdir())) == ("", "", [])


@given(st.text("aZ9'-’‐_.,é国 ​\u0301é\n", max_size=12))
def test_plain_words_are_those_of_the_general_rule(text: str) -> None:
    """The short cut for ASCII words changes nothing."""
    general = words._TOKEN.pattern.replace(f"|{words._PLAIN_WORD}", "")
    assert len(general) < len(words._TOKEN.pattern)
    assert tokens(text) == re.findall(general, text)


@given(MIXED)
def test_parts_of_speech_are_those_that_jieba_gives_the_whole_text(text: str) -> None:
    """Cutting block by block, each once, changes nothing."""
    whole = [(pair.word, pair.flag) for pair in words._tagger().cut(words.fold(text))]
    assert [(words.fold(word), flag) for word, flag in tag(text)] == whole
