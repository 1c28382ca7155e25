"""Repair of fuzzy matches, and writing a value in the form of another."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values import NOW, unit

from tm.lookup.lookup import lookup
from tm.lookup.repair import repaired
from tm.memory.memory import Memory
from tm.text.quantities import quantities
from tm.text.restate import restated


def mended(source: str, target: str, query: str, langs: tuple[str, str] = ("zh-CN", "en-US")) -> str:
    return repaired(unit(source, target, langs), query)


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
        ("3月5日（星期三）召开", "held on Wednesday, March 5", "3月6日（星期四）召开", "held on Thursday, March 6"),
        ("周五休息", "closed on Fri.", "周一休息", "closed on Mon."),
        ("5月下旬", "in late May.", "9月下旬", "in late September."),
        ("8月开学", "starts in Aug.", "9月开学", "starts in Sept."),
        ("一季度增长6%", "up 6 percent in the first quarter", "二季度增长5%", "up 5 percent in the second quarter"),
        ("“十四五”时期", "the 14th Five-Year Plan period", "“十五五”时期", "the 15th Five-Year Plan period"),
        ("建校75周年", "the 75th anniversary", "建校80周年", "the 80th anniversary"),
        ("第三条第二款", "Article 3, paragraph 2 of it", "第七条第一款", "Article 7, paragraph 1 of it"),
        ("上世纪80年代", "the 1980s", "上世纪90年代", "the 1990s"),
        ("多为80后", "mostly born in the 1980s", "多为90后", "mostly born in the 1990s"),
        ("1至8月", "in the first eight months", "1至9月", "in the first nine months"),
        ("用了一年半", "took one and a half years", "用了两年半", "took two and a half years"),
        ("上午9点到11点半", "from 9 to 11:30 a.m.", "上午8点到10点半", "from 8 to 10:30 a.m."),
        ("下午2点到4点", "from 2 to 4 p.m.", "下午3点到5点", "from 3 to 5 p.m."),
        ("3比2获胜", "won 3-2.", "4比1获胜", "won 4-1."),
        ("比例尺1:50000", "a scale of 1:50,000", "比例尺1:25000", "a scale of 1:25,000"),
        ("近90万人", "nearly 900,000 people", "近120万人", "nearly 1.2 million people"),
        ("零下15度", "minus 15 degrees", "零下20度", "minus 20 degrees"),
        ("千分之三", "3 per thousand", "千分之五", "5 per thousand"),
        ("全省第一", "first in the province", "全省第三", "third in the province"),
        ("全省第四", "fourth in the province", "全省第一", "first in the province"),
        ("一等奖3项", "three first prizes", "二等奖5项", "five second prizes"),
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
        ("on Monday, June 3, 2024", "2024年6月3日（星期一）", "on Sunday, June 9, 2024", "2024年6月9日（星期日）"),
        ("in the 1990s", "20世纪90年代", "in the 1960s", "20世纪60年代"),
        ("in the 1990s", "上世纪九十年代", "in the 1960s", "上世纪六十年代"),
        ("at 7:30 p.m.", "晚上7点30分", "at 8:45 p.m.", "晚上8点45分"),
        ("at 2:30 p.m.", "下午2点半", "at 9:30 a.m.", "上午9点半"),
        ("at -5°C", "零下5摄氏度", "at -12°C", "零下12摄氏度"),
        ("the 13th Five-Year Plan", "“十三五”规划", "the 15th Five-Year Plan", "“十五五”规划"),
        ("Chapter 3, Section 4", "第三章第四节", "Chapter 7, Section 2", "第七章第二节"),
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
        ("1.5万亩", "15,000 mu (1,000 hectares)", "2.4万亩"),  # the hectares follow from the mu
        ("投资5.6亿元", "560 million yuan (some $78 million)", "投资7.2亿元"),
        ("多为80后", "mostly born in the 1980s", "多为00后"),  # of another century
        ("晚上8点开演", "starts at 8 p.m.", "晚上8点半至9点开演"),
        ("at 8 p.m.", "晚上8点", "at 3 a.m."),  # another part of the day
        ("at -5°C", "零下5摄氏度", "at 8°C"),  # no longer below zero
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
    assert made.endswith(" people") or old == new
    assert [found.value for found in quantities(made, "en-US")] == ([] if old == new else [new * 10_000])


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


def test_lookup_gives_the_repaired_target_beside_the_original(memory: Memory) -> None:
    """The match itself keeps the unit's target."""
    memory.add([unit("城镇新增就业1244万人。", "12.44 million urban jobs were added.")], now=NOW)
    (match,) = lookup(memory, "城镇新增就业1256万人。", source_lang="zh-CN", target_lang="en-US").matches
    assert match.repaired == "12.56 million urban jobs were added."
    assert match.unit.target.text == "12.44 million urban jobs were added."


def test_lookup_repairs_what_differs_in_a_day_of_the_week_alone(memory: Memory) -> None:
    """In either language the cheap questions that come first let it pass."""
    memory.add([unit("Open from Monday.", "周一起开放。", ("en-US", "zh-CN"))], now=NOW)
    (english,) = lookup(memory, "Open from Sunday.", source_lang="en-US", target_lang="zh-CN").matches
    (chinese,) = lookup(memory, "周日起开放。", source_lang="zh-CN", target_lang="en-US").matches
    assert (english.repaired, chinese.repaired) == ("周日起开放。", "Open from Sunday.")
