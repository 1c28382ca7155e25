"""Repair of fuzzy matches, and writing a value in the form of another."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.lookup.lookup import lookup
from tm.lookup.repair import repaired
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.text.quantities import quantities
from tm.text.restate import restated
from tm.units import TranslationUnit, Variant

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def mended(source: str, target: str, query: str, langs: tuple[str, str] = ("zh-CN", "en-US")) -> str:
    return repaired(TranslationUnit(source=Variant(source, langs[0]), target=Variant(target, langs[1])), query)


@pytest.mark.parametrize(
    ("source", "target", "query", "wanted"),
    [
        ("新增就业1244万人", "12.44 million jobs", "新增就业1256万人", "12.56 million jobs"),
        ("新增5.8万人", "58,000 people", "新增6.3万人", "63,000 people"),
        ("总值126.06万亿元，增长5.2%", "126.06 trillion yuan, up 5.2 percent", "总值134.9万亿元，增长5.0%",
         "134.9 trillion yuan, up 5.0 percent"),
        ("8月5日召开", "held on Aug. 5", "10月6日召开", "held on Oct. 6"),
        ("2024年3月5日召开", "held on March 5, 2024", "2025年3月6日召开", "held on March 6, 2025"),
        ("2024 年 8 月 5 日召开", "held on 5 August 2024", "2024 年 9 月 15 日召开", "held on 15 September 2024"),
        ("第十四届", "the 14th", "第二十二届", "the 22nd"),
        ("三分之二的农户", "two-thirds of the households", "四分之三的农户", "three-quarters of the households"),
        ("两成的农户", "20 percent of the households", "三成的农户", "30 percent of the households"),
        ("3000多万人", "more than 30 million people", "4000多万人", "more than 40 million people"),
        ("上午9时30分开会", "at 9:30 a.m.", "下午2时开会", "at 2 p.m."),
        ("产量翻了一番", "Output doubled", "产量翻了两番", "Output quadrupled"),
        ("投资12亿元", "1.2 billion yuan", "投资9亿元", "900 million yuan"),
        ("投资9亿元", "900 million yuan", "投资12.5亿元", "1.25 billion yuan"),
        ("增长9%", "a 9 percent rise", "增长8%", "an 8 percent rise"),
        ("全村25户", "twenty-five households", "全村31户", "thirty-one households"),
        ("全村三个组", "three groups", "全村十二个组", "12 groups"),
        ("8月5日至8日", "Aug. 5 to 8", "8月6日至9日", "Aug. 6 to 9"),
        ("第三批", "the third batch", "第五批", "the fifth batch"),
        ("降低三个百分点", "three percentage points lower", "降低五个百分点", "five percentage points lower"),
        ("2024-012号", "No. 2024-012", "2024-016号", "No. 2024-016"),
        ("是上年的3倍", "three times that of the year before", "是上年的4倍", "four times that of the year before"),
    ],
)  # fmt: skip
def test_new_values_stand_in_the_form_of_the_old(source: str, target: str, query: str, wanted: str) -> None:
    """Scale, grouping, decimals, words, month names and articles as English has them."""
    assert mended(source, target, query) == wanted


@pytest.mark.parametrize(
    ("source", "target", "query", "wanted"),
    [
        ("12.44 million jobs", "新增就业1244万人", "12.56 million jobs", "新增就业1256万人"),
        ("58,000 people", "5.8万人", "9,300 people", "9300人"),
        ("9,300 people", "9300人", "9,450 people", "9450人"),
        ("the 14th session", "第十四次会议", "the 15th session", "第十五次会议"),
        ("up 5.2 percent", "增长百分之五点二", "up 6 percent", "增长百分之六"),
        ("two-thirds of the land", "三分之二的土地", "three-quarters of the land", "四分之三的土地"),
        ("held on March 5, 2024", "2024年3月5日举行", "held on March 6, 2024", "2024年3月6日举行"),
        ("300 million yuan", "三億元", "500 million yuan", "五億元"),
        ("in 2020", "二〇二〇年", "in 2021", "二〇二一年"),
    ],
)
def test_chinese_targets_are_repaired_too(source: str, target: str, query: str, wanted: str) -> None:
    """Figures, numerals and scales as Chinese has them."""
    assert mended(source, target, query, ("en-US", "zh-CN")) == wanted


@pytest.mark.parametrize(
    ("source", "target", "query"),
    [
        ("5人获奖，5人受伤", "5 won prizes and 5 were hurt", "5人获奖，6人受伤"),  # two equal values
        ("5人获奖，5元一本", "5 won prizes, 5 yuan a copy", "6人获奖，5元一本"),
        ("5人获奖", "the prizes were won", "6人获奖"),  # none in the target
        ("5人获奖", "5 of 5 won prizes", "6人获奖"),  # two in the target
        ("增长5%", "up 5 percentage points", "增长6%"),  # kinds differ
        ("1244万人", "12.4 million people", "1256万人"),  # rounded
        ("2个村", "two villages", "1个村"),  # the noun would change
        ("一半的村民", "half of the villagers", "三分之一的村民"),  # the wording would change
        ("3000多万人", "more than 30 million", "3000万人"),  # no longer more than
        ("12名党员到岗", "12 members came", "15名干部到岗"),  # a word differs
        ("3亿元", "300 million yuan", "3亿美元"),  # another currency
        ("3户", "3 households", "3户"),  # nothing to repair
        ("会议于8月5日召开", "held on Aug. 5", "会议于2024年8月5日召开"),
    ],
)
def test_what_is_not_safe_is_refused(source: str, target: str, query: str) -> None:
    """An empty string, never a guess."""
    assert mended(source, target, query) == ""


@pytest.mark.parametrize(
    ("source", "query", "wanted"),
    [
        ("3 of  12 files are left", "4 of 12  files are left", "12个文件中剩4个"),
        ("3 of 12 files are left ", "4 of 12 files are\u00a0left", "12个文件中剩4个"),
        ("3 of 12 files are left", "4 of 12 files were left", ""),
        ("3 of 12 files are left", "4 of 12 are left", ""),
        ("3 of 12 files are left, files", "4 of 12 files are left", ""),
        ("3 of 12 files", "4 of 12 files of files", ""),
    ],
)
def test_the_text_around_the_figures_is_the_same_but_for_spaces(source: str, query: str, wanted: str) -> None:
    """A word that is other, missing or added speaks against a repair."""
    assert mended(source, "12个文件中剩3个", query, ("en-US", "zh-CN")) == wanted


def test_other_languages_are_not_repaired() -> None:
    """Their numbers are not read."""
    assert mended("5人", "5 Personen", "6人", ("zh-CN", "de-DE")) == ""


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_a_repair_reads_as_the_query(old: int, new: int) -> None:
    """Whatever the values, the repaired target holds the new one."""
    made = mended(f"共有{old}万人", f"{old * 10_000:,} people", f"共有{new}万人")
    assert made == ("" if old == new else f"{new * 10_000:,} people")


@given(
    st.sampled_from(["12.44 million", "58,000", "3.5%", "1.2 trillion yuan", "$900 million"]), st.integers(100, 10**9)
)
def test_a_value_restated_reads_as_that_value(text: str, number: int) -> None:
    """Or is not written at all."""
    (form,) = quantities(text, "en-US")
    written = restated(form, "en-US", Fraction(number))
    assert [found.value for found in quantities(written, "en-US")] == ([number] if written else [])


@given(st.sampled_from(["1244万", "5800", "三万五千", "1.5万亿元", "9亿元"]), st.integers(100, 10**9))
def test_a_value_restated_in_chinese_reads_as_that_value(text: str, number: int) -> None:
    """Or is not written at all."""
    (form,) = quantities(text, "zh-CN")
    written = restated(form, "zh-CN", Fraction(number))
    assert [found.value for found in quantities(written, "zh-CN")] == ([number] if written else [])


def test_lookup_gives_the_repaired_target_beside_the_original(tmp_path: Path) -> None:
    """The match itself keeps the unit's target."""
    unit = TranslationUnit(
        source=Variant("城镇新增就业1244万人。", "zh-CN"),
        target=Variant("12.44 million urban jobs were added.", "en-US"),
    )
    with open_database(tmp_path / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add([unit], now=NOW)
        result = lookup(memory, "城镇新增就业1256万人。", source_lang="zh-CN", target_lang="en-US")
    (match,) = result.matches
    assert match.repaired == "12.56 million urban jobs were added."
    assert match.unit.target.text == "12.44 million urban jobs were added."
