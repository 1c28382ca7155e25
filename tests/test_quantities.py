"""Quantities by value in Chinese and English, and whether two texts agree on them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.agreement import compare
from tm.text.numerals import chinese_numeral, chinese_value, english_value, english_words
from tm.text.quantities import quantities
from tm.text.quantity import Bound, Quantity, QuantityKind
from tm.units import Variant

texts = st.text("第一二两三十百千万亿点五年月日时分上下午个元%成倍半几多约近“”至0123456789.,-:/ 的aGXk", max_size=24)
words = st.text("0123456789,.$%- ", max_size=8) | st.lists(
    st.sampled_from(
        [
            "two",
            "twenty",
            "hundred",
            "million",
            "and",
            "a",
            "half",
            "of",
            "May",
            "Aug.",
            "5",
            "3.5",
            "$",
            "%",
            "-",
            "pm",
        ]
    ),
    max_size=12,
).map(" ".join)


def only(text: str, lang: str) -> Quantity:
    """The one quantity of a text."""
    (found,) = quantities(text, lang)
    return found


def read(text: str, lang: str) -> tuple[str, Fraction]:
    found = only(text, lang)
    return str(found.kind), found.value


@pytest.mark.parametrize(
    ("chinese", "english", "kind", "value"),
    [
        ("12.44万", "124,400", "number", 124_400),
        ("十二万三千", "123,000", "number", 123_000),
        ("一万五千亿", "1.5 trillion", "number", 15 * 10**11),
        ("三萬五千", "35,000", "number", 35_000),
        ("１２万", "120,000", "number", 120_000),
        ("二十五名", "twenty-five", "number", 25),
        ("百分之十二", "12 percent", "percent", 12),
        ("两成", "20%", "percent", 20),
        ("八成五", "85 per cent", "percent", 85),
        ("1.2个百分点", "1.2 percentage points", "points", Fraction("1.2")),
        ("三分之二", "two-thirds", "fraction", Fraction(2, 3)),
        ("3/5", "three fifths", "fraction", Fraction(3, 5)),
        ("3倍", "threefold", "multiple", 3),
        ("翻一番", "doubled", "multiple", 2),
        ("翻两番", "quadrupled", "multiple", 4),
        ("2024年3月5日", "March 5, 2024", "date", 20240305),
        ("二〇二四年三月五日", "5 March 2024", "date", 20240305),
        ("2024 年 3 月", "March 2024", "date", 20240300),
        ("15.6.2001", "15.6.2001", "date", 20010615),
        ("14 Aug 2006", "Aug. 14, 2006", "date", 20060814),
        ("二〇二〇年", "in 2020", "year", 2020),
        ("20世纪90年代", "the 1990s", "decade", 1990),
        ("8月5日", "Aug. 5", "month-day", 805),
        ("8月", "August", "month", 8),
        ("上午9时30分", "9:30 a.m.", "time", 570),
        ("下午3点半", "3:30 pm", "time", 930),
        ("第十四届", "14th", "ordinal", 14),
        ("党的二十大", "the 20th CPC National Congress", "ordinal", 20),
        ("35亿美元", "$3.5 billion", "money", 35 * 10**8),
        ("人民币200万元", "RMB 2 million", "money", 2_000_000),
        ("126.06万亿元", "126.06 trillion yuan", "money", 12606 * 10**10),
        ("12万6千颗", "126,000 stars", "number", 126_000),
        ("一个半小时", "an hour and a half", "number", Fraction("1.5")),
        ("两年半", "two and a half years", "number", Fraction("2.5")),
        ("半个世纪", "half a century", "number", Fraction("0.5")),
        ("三刻钟", "three quarters of an hour", "number", 45),
        ("六点一刻", "quarter past six", "time", 375),
        ("差五分九点", "five to nine", "time", 535),
        ("上午九点", "nine in the morning", "time", 540),
        ("晚上十点四十", "10:40 p.m.", "time", 1360),
        ("民国二十六年", "in 1937", "year", 1937),
        ("万历元年", "in 1573", "year", 1573),
        ("三十多岁", "in her thirties", "number", 30),
        ("八旬老人", "in their 80s", "number", 80),
        ("90后", "the '90s", "decade", 90),
        ("一季度", "the first quarter", "ordinal", 1),
        ("“十四五”时期", "the 14th plan", "ordinal", 14),
        ("千分之三", "3 per thousand", "percent", Fraction("0.3")),
        ("零下15度", "minus 15 degrees", "number", -15),
        ("零下15度", "15 degrees below zero", "number", -15),
        ("版本3.10.2", "version 3.10.2", "version", 4_000_011_000_003),
    ],
)
def test_both_languages_read_as_one_value(chinese: str, english: str, kind: str, value: Fraction | int) -> None:
    """Kind and value are the same in either language."""
    assert read(chinese, "zh-CN") == read(english, "en-US") == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "五位一体", "一哨一站", "三会一课", "“四个意识”", "四个意识", "两不愁三保障",
        "一带一路", "千方百计", "第一书记",
        "万众一心", "三五个", "一二三产业", "几十年",
        "数百人", "5G", "COVID-19", "PM2.5", "5A级", "十分重要",
        "五台山", "二十国集团", "十六进制", "大年三十", "八月十五", "农历九月初九", "一时", "三百六十行", "三两成群",
    ],
)  # fmt: skip
def test_numerals_that_count_nothing_are_left_alone(text: str) -> None:
    """Set phrases, names, slogans, figures in a row, figures grown together with letters."""
    assert quantities(text, "zh-CN") == ()


@pytest.mark.parametrize(
    "text",
    [
        "a day or two",
        "all at the same DEC.",
        "first secretary",
        "one of them",
        "G20",
        "5G",
        "COVID-19",
        "You may go",
        "Ma Jun left",
    ],
)
def test_english_words_that_count_nothing_are_left_alone(text: str) -> None:
    """One, first, names with figures, words spelt like months."""
    assert quantities(text, "en-US") == ()


@pytest.mark.parametrize(
    ("text", "lang", "bound"),
    [
        ("3000多万人", "zh", Bound.ABOVE), ("二十余名", "zh", Bound.ABOVE), ("近90亿元", "zh", Bound.BELOW),
        ("约20万人", "zh", Bound.ABOUT), ("50岁左右", "zh", Bound.ABOUT), ("20%以上", "zh", Bound.ABOVE),
        ("more than 30 million", "en", Bound.ABOVE), ("nearly $9 billion", "en", Bound.BELOW),
        ("about 12%", "en", Bound.ABOUT), ("58,000", "en", Bound.EXACT), ("90亿", "zh", Bound.EXACT),
    ],
)  # fmt: skip
def test_words_around_a_value_set_its_bound(text: str, lang: str, bound: Bound) -> None:
    """Before it, behind it, or inside it."""
    assert only(text, lang).bound == bound


def test_the_first_end_of_a_range_is_what_the_second_is() -> None:
    """Scale, kind and unit carry over."""
    low, high = quantities("12至15万元", "zh")
    assert (low.value, high.value, low.kind, low.unit) == (120_000, 150_000, QuantityKind.MONEY, "CNY")
    low, high = quantities("20 to 30 percent", "en")
    assert (low.value, high.value, low.kind) == (20, 30, QuantityKind.PERCENT)


def test_a_marker_of_a_list_is_no_quantity() -> None:
    """（一）, (1), 2. at the start of a text."""
    assert quantities("（二）三十户", "zh")[0].value == 30
    assert quantities("(2) 30 households", "en")[0].value == 30


def test_other_languages_have_no_quantities() -> None:
    """Rather none than a decimal comma read as thousands."""
    assert quantities("1.234,5 Tonnen", "de-DE") == ()


@given(texts | words, st.sampled_from(["zh", "en"]))
def test_quantities_are_slices_in_order(text: str, lang: str) -> None:
    """They do not overlap, and each is the text between its offsets."""
    end = 0
    for found in quantities(text, lang):
        assert end <= found.start < found.end
        assert found.text == text[found.start : found.end]
        end = found.end


@given(st.integers(0, 10**15))
def test_a_numeral_reads_back_as_its_number(number: int) -> None:
    """Written out and read again."""
    assert chinese_value(chinese_numeral(number)) == number


@given(st.integers(0, 99))
def test_words_read_back_as_their_number(number: int) -> None:
    """Cardinals and ordinals below a hundred."""
    assert english_value(english_words(number)) == number
    assert number == 0 or english_value(english_words(number, ordinal=True)) == number


@pytest.mark.parametrize("numeral", ["十四五", "一二三", "二三十", "千万", "百", "一百十五", ""])
def test_ill_formed_numerals_have_no_value(numeral: str) -> None:
    """A figure too many, a place without a figure."""
    assert chinese_value(numeral) is None


def agreement(chinese: str, english: str) -> tuple[bool, list[str]]:
    """Whether the two agree, and what the English should say where not."""
    found = compare(Variant(chinese, "zh-CN"), Variant(english, "en-US"))
    return found.agrees, [difference.expected for difference in found.differing]


def test_a_wrong_scale_is_told_with_the_right_value() -> None:
    """In the form that the translation has."""
    assert agreement("90亿", "9 billion") == (True, [])
    assert agreement("90亿", "90 billion") == (False, ["9 billion"])
    assert agreement("3000多万人", "more than 30 million people") == (True, [])


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("三分之一", "33.3 percent"), ("增长2倍", "tripled"), ("增长2倍", "up 200 percent"),
        ("15万亩", "10,000 hectares"),
        ("2024年3月5日", "March 5"), ("1987人", "nearly 2,000 people"), ("下午3时", "at 3 in the afternoon"),
        ("286,415.37万元", "RMB 2.864 billion"), ("1至5月", "the first five months"), ("两国", "the countries"),
        ("达到9名，共9名", "all nine"), ("康熙年间", "the Kangxi period (1661-1722)"), ("0.11米", "11 centimeters"),
        ("下降1.5%", "growth of -1.5 percent"), ("三分钟", "three minutes"), ("中午12时", "at noon"),
        ("六斤四两", "3.2 kilograms"), ("一米六零", "five feet three inches"), ("体重六十公斤", "about 130 pounds"),
        ("7亿元", "98 million U.S. dollars"), ("打八折", "20 percent off"), ("18个月", "a year and a half"),
        ("97年", "in 1997"), ("增加两倍", "tripled"), ("6个百分点", "six points"), ("近二十年", "nearly two decades"),
        ("分东区、西区和南区3个区域", "an east, a west and a south area"),
        ("五十两银子", "fifty taels"), ("256", "256k"),
    ],
)  # fmt: skip
def test_other_ways_to_say_the_same_agree(chinese: str, english: str) -> None:
    """Shares, growth, measures, parts of dates, rounding that shows, repetition, glosses."""
    assert agreement(chinese, english) == (True, [])


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("提高1.2个百分点", "up 1.2 percent"), ("3亿元", "$300 million"), ("1987人", "2,000 people"),
        ("15万亩", "100,000 hectares"), ("3月5日", "March 6"), ("第二次会议", "the third meeting"),
        ("六斤四两", "6.4 kilograms"), ("打八折", "80 percent off"), ("增加两倍", "doubled"), ("2.10.4", "2.10.20"),
        ("行程一千多里", "more than 1,000 kilometres"), ("三十多岁", "in his fifties"),
    ],
)  # fmt: skip
def test_what_only_looks_the_same_differs(chinese: str, english: str) -> None:
    """Points and percent, currencies, rounding that is not owned up to."""
    assert not agreement(chinese, english)[0]


def test_what_one_side_lacks_is_missing_or_added() -> None:
    """Unless it is a small number in words."""
    found = compare(Variant("共有58000名党员，三个支部", "zh-CN"), Variant("Party members, in 2024", "en-US"))
    assert [quantity.text for quantity in found.missing] == ["58000"]
    assert [quantity.text for quantity in found.added] == ["2024"]


@given(texts)
def test_a_text_agrees_with_itself(text: str) -> None:
    """Whatever is read on one side is read on the other."""
    assert compare(Variant(text, "zh-CN"), Variant(text, "zh-CN")).agrees


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("无法重打开 %2$s：%1$s", "failed to reopen %s: %s"),
        ("读到 %3$lu 字节", "%lu bytes were read"),
        ("在 %.255s 中", "in this file"),
        ("您的网站", "You&#8217;ll see"),
        ("图案 03", "Pattern03"),
        ("雾松绿4", "MistyPine4"),
        ("内层-28", "In28"),
    ],
)
def test_figures_of_programs_and_names_raise_no_alarm(chinese: str, english: str) -> None:
    """Placeholders are no quantities, and figures within a name of the other side are not missing."""
    for pair in (
        (Variant(chinese, "zh-CN"), Variant(english, "en-US")),
        (Variant(english, "en"), Variant(chinese, "zh")),
    ):
        assert compare(*pair).agrees


def test_a_percentage_before_a_word_is_no_placeholder() -> None:
    """A space or a word tells them apart."""
    assert [found.text for found in quantities("at 5% discount, 20%sure, 100%", "en")] == ["5%", "20%", "100%"]


@pytest.mark.parametrize(
    "text", ["3" * 5000, "1,234" * 2000, "一" * 5000, "三点" + "五" * 5000, "半" * 2000, "、" * 2000]
)
def test_endless_figures_are_no_quantity(text: str) -> None:
    """Nor do they end in an error: an interpreter reads no number of so many digits."""
    assert compare(Variant(text, "zh"), Variant(text, "en")).agrees
    assert quantities(f"3名、{text}、5名", "zh")[0].value == 3


def test_figures_in_a_name_stand_for_one_value_only() -> None:
    """Another figure is still missing."""
    assert not compare(Variant("图案 04", "zh"), Variant("Pattern03", "en")).agrees
    assert not compare(Variant("3号水渠有8米", "zh"), Variant("Canal No. 3 is 9 metres long", "en")).agrees
