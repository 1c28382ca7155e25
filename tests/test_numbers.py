"""Numbers by value: what is one number in Chinese and English, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.numbers import values

NUMERAL = "零一二两三四五六七八九十百千万亿点0123456789.,余多几"
WORDS = ["one", "two", "twenty", "ninety-five", "hundred", "thousand", "million", "tenth", "and", "a", "May", "5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # figures
        ("5.8万人", [58_000]),
        ("1.2亿元", [120_000_000]),
        ("12万亿元", [12e12]),
        ("5000万", [50_000_000]),
        ("6百万", [6_000_000]),
        ("3千", [3_000]),
        ("13 万公里", [130_000]),
        ("3,100余名", [3_100]),
        ("3100多名", [3_100]),
        ("20多年", [20]),
        ("20余万", [200_000]),
        ("12.5%", [12.5]),
        ("１２．５％", [12.5]),
        ("58,000", [58_000]),
        ("1,300,000,000", [1_300_000_000]),
        ("3.14", [3.14]),
        ("6.5级", [6.5]),
        ("8时30分", [8, 30]),
        ("1:30", [1, 30]),
        ("10-12", [10, 12]),
        ("the 14th", [14]),
        ("21st century", [21]),
        ("2nd, 3rd", [2, 3]),
        ("1.1 million", [1_100_000]),
        ("1.5 billion yuan", [1_500_000_000]),
        ("12 trillion", [12e12]),
        ("58 thousand", [58_000]),
        ("5 hundred", [500]),
        ("3 Million", [3_000_000]),
        # Chinese numerals
        ("十", [10]),
        ("十四", [14]),
        ("第十四届", [14]),
        ("二十", [20]),
        ("二十五", [25]),
        ("一百零五", [105]),
        ("一百二", [120]),
        ("两百五十", [250]),
        ("三百二十一", [321]),
        ("一千零五十", [1_050]),
        ("两千", [2_000]),
        ("一万", [10_000]),
        ("两万五千", [25_000]),
        ("三万五", [35_000]),
        ("十二万三千", [123_000]),
        ("一万二千三百四十五", [12_345]),
        ("二十多万", [200_000]),
        ("三百余万", [3_000_000]),
        ("二百五十万", [2_500_000]),
        ("十三亿", [1_300_000_000]),
        ("一亿二千万", [120_000_000]),
        ("四百三十二亿一千万", [43_210_000_000]),
        ("两万亿", [2e12]),
        ("二〇二〇年", [2020]),
        ("二零二四年", [2024]),
        ("百分之十二点五", [12.5]),
        ("零点五", [0.5]),
        ("零点一", [0.1]),
        ("九點八", [9.8]),
        ("八点五十分", [8, 50]),
        ("两点半", [2]),
        ("萬", []),
        ("五萬", [50_000]),
        ("三億", [300_000_000]),
        # English words
        ("twelve", [12]),
        ("twenty-five", [25]),
        ("twenty five", [25]),
        ("Ninety", [90]),
        ("two hundred", [200]),
        ("three hundred and five", [305]),
        ("one hundred and twenty-three thousand", [123_000]),
        ("one million two hundred thousand", [1_200_000]),
        ("five hundred million", [500_000_000]),
        ("eleven hundred", [1_100]),
        ("fourteenth", [14]),
        ("twentieth", [20]),
        ("thirty-first", [31]),
        ("five and six", [5, 6]),
        ("nineteen ninety", [19, 90]),
        # dates
        ("8月5日", [8, 5]),
        ("十二月三十一日", [12, 31]),
        ("Aug. 5", [8, 5]),
        ("August 5", [8, 5]),
        ("Sept. 3", [9, 3]),
        ("Dec. 31, 2019", [12, 31, 2019]),
        ("May 5", [5, 5]),
        ("in June", [6]),
        # no numbers
        ("一", []),
        ("第一书记", []),
        ("万一", []),
        ("千万别去", []),
        ("上万人", []),
        ("几十人", []),
        ("数十人", []),
        ("零售", []),
        ("一点一点", []),
        ("one of them", []),
        ("First, he", []),
        ("he may 'march on'", []),
        ("in May", []),
        ("tense often someone anyone", []),
        ("", []),
    ],
)
def test_the_values_of_a_text(text: str, expected: list[float]) -> None:
    """In order; 一, one, first, 零 and units without a digit are no numbers."""
    assert list(values(text)) == expected


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("城镇新增就业5.8万人", "58,000 new urban jobs"),
        ("投资1.2亿元", "an investment of 120 million yuan"),
        ("十二万三千人", "one hundred and twenty-three thousand people"),
        ("8月5日", "on Aug. 5"),
        ("二〇二〇年", "in 2020"),
        ("3,100余名党员", "more than 3,100 Party members"),
        ("110万", "1.1 million"),
        ("二十五个小区", "twenty-five compounds"),
        ("第十四届", "the 14th"),
        ("第十四届", "the fourteenth"),
        ("三分之一", "one-third"),
        ("百分之十二点五", "12.5 percent"),
        ("二十多万人", "over 200,000 people"),
        ("四百三十二亿一千万元", "43.21 billion yuan"),
    ],
)
def test_both_languages_give_the_same_values(chinese: str, english: str) -> None:
    """What alignment compares."""
    assert sorted(values(chinese)) == sorted(values(english)) != []


@given(st.text() | st.text(NUMERAL, max_size=400) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_has_values_that_are_not_negative(text: str) -> None:
    """No text is too odd: nothing raised, never nan."""
    assert all(value >= 0 for value in values(text))


@pytest.mark.parametrize("text", ["一" + "亿" * 60, "two" + " hundred" * 200, "9" * 400, "一" + "万亿" * 40])
def test_absurd_numbers_do_no_harm(text: str) -> None:
    """Too large for a float is infinite; nothing is raised."""
    assert len(values(text)) == 1


@given(st.integers(0, 10**12))
def test_figures_are_read_back(number: int) -> None:
    """Plain, with commas, and in full-width digits."""
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert values(str(number)) == values(f"{number:,}") == values(wide) == (float(number),)


@given(st.integers(2, 99_999_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    """Written out by place value, as 一千零五十."""
    assert values(chinese_numeral(number)) == (float(number),)


def chinese_numeral(number: int) -> str:
    """The slow oracle: thousands below 万, then the rest."""
    high, low = divmod(number, 10_000)
    if high:
        between = "零" if 0 < low < 1_000 else ""
        return chinese_numeral(high) + "万" + between + (chinese_numeral(low) if low else "")
    text, zero = "", False
    for place, unit in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if zero else "") + "零一二三四五六七八九"[digit] + unit
        zero = bool(text) and not digit
    return text
