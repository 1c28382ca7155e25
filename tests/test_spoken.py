"""Words that count nothing, and the numbers that the other language makes of them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.agreement import compare
from tm.text.quantities import quantities
from tm.text.quantity import Quantity, QuantityKind
from tm.text.spoken import Spoken
from tm.units import Variant


def only(text: str, lang: str) -> Quantity:
    """The one quantity of a text."""
    (found,) = quantities(text, lang)
    return found


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("四弦琴", "a 4-string instrument"), ("展厅七", "Gallery Room 7"), ("若为零", "if it is 0"),
        ("双字节", "2-byte"),
        ("再等半分钟", "wait another 1/2 minute"), ("二三十家", "20 to 30 firms"), ("十七八岁", "aged 17 or 18"),
        ("三四百人", "300 to 400 people"), ("百城万企", "10,000 firms in 100 cities"), ("一九六几年", "in the 1960s"),
        ("上世纪五六十年代", "in the 1950s and 1960s"), ("拾伍", "Fifteen"),
        ("24小时值守", "watched around the clock"), ("8月", "aug"), ("四分之一音", "a quarter tone"),
        ("0个", "zero items"),
        ("十分之一秒", "tenths of a second"), ("第1章", "Chapter One"), ("10月1日", "on National Day"),
        ("设为负值或 0 可禁用", "zero or less turns it off"), ("凌晨一点", "at one"), ("12个", "a dozen"),
    ],
)  # fmt: skip
def test_words_excuse_a_figure_of_the_other_side(chinese: str, english: str) -> None:
    """In either direction."""
    sides = Variant(chinese, "zh-CN"), Variant(english, "en-US")
    assert compare(*sides).agrees
    assert compare(*reversed(sides)).agrees


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("四弦琴", "a 5-string instrument"), ("二三十家", "20 to 40 firms"), ("24小时值守", "watched 12 hours a day"),
        ("百分之七八十", "7 to 8 percent"), ("每周三在第二小学", "Wednesdays at No. 3 Primary School"),
        ("8月", "sep"), ("同意9票，反对0票，三人缺席", "9 in favor, 3 against"),
    ],
)  # fmt: skip
def test_words_excuse_no_other_figure(chinese: str, english: str) -> None:
    """Nor is a weekday a number, nor a word an excuse where figures stand on both sides."""
    assert not compare(Variant(chinese, "zh-CN"), Variant(english, "en-US")).agrees


def test_a_word_excuses_once() -> None:
    """Two figures want two words."""
    words = Spoken("四弦", "zh")
    found = only("4 strings", "en")
    assert words.take(found)
    assert not words.take(found)


@given(st.text("零一二三四五六七八九十百千万亿两半双几世纪刻打 azAZ09", max_size=16), st.integers(0, 120))
def test_what_a_text_does_not_say_is_not_taken(text: str, number: int) -> None:
    """A text without numerals says nothing, and none says a version."""
    found = replace(only("4 strings", "en"), value=Fraction(number))
    assert not Spoken("azAZ09", "zh").take(found)
    assert not Spoken(text, "zh").take(replace(found, kind=QuantityKind.VERSION))
