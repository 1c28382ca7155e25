"""What numbers the words of a text may stand for, whether they count anything there or not.

Quantities are read strictly (tm.text.quantities): 四弦 and `quarter tone` have none. But where the other language
writes 4 strings or 1/4, these words are what it goes back to. So they excuse a number that seems to be missing or
added; they never make one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from tm.languages import primary
from tm.text.chinesephrases import NUMERALS, PLAIN
from tm.text.numerals import CARDINALS, ORDINALS, SCALES, chinese_value, english_value, scale_value
from tm.text.quantity import Quantity, QuantityKind

_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_RUN = re.compile(f"[{NUMERALS}]+")
_SOME = re.compile("([一二三四五六七八九])几")  # 一九六几年
_WEEKDAY = re.compile("(?:周|星期|礼拜)[一二三四五六](?![个年月天次期周])")
_NEIGHBOURS = re.compile(
    "(?P<head>[二三四五六七八九]?十)?(?P<one>[一二三四五六七八九])(?P<two>[二三四五六七八九])(?P<scale>[十百千万亿]*)"
)
_CHINESE_WORDS: dict[str, tuple[int | Fraction, ...]] = {
    "双": (2,), "俩": (2,), "对": (2,), "倍": (2,), "翻": (2,), "再": (2,), "仨": (3,), "廿": (20,), "卅": (30,),
    "半": (Fraction(1, 2), 30), "半百": (50,), "对半": (50, 50), "刻": (15, Fraction(1, 4)), "打": (12,), "首": (1,),
    "头": (1,), "单": (1,), "独": (1,), "每": (1,), "空": (0,), "无": (0,), "正午": (12,), "中午": (12,), "午夜": (0,),
    "子夜": (0,), "全天": (24,), "昼夜": (24,), "日夜": (24,), "世纪": (100,), "整": (0,),
}  # fmt: skip
_ENGLISH_WORDS: dict[int | Fraction, str] = {
    1: "a an once single sole only each per every another mono",
    2: "double doubles doubled doubling twice both pair pairs couple twin twins dual twofold binary either two-way",
    3: "triple triples tripled tripling thrice trio triplet triplets threefold",
    4: "quadruple quadrupled quad quartet",
    5: "quintuple quintet",
    8: "octal octet",
    10: "decade decades decimal",
    12: "dozen dozens noon midday",
    14: "fortnight",
    16: "hexadecimal hex",
    20: "score",
    24: "clock midnight",
    100: "century centuries centennial centenary",
    1000: "millennium millennia",
    0: "no none nil null nothing empty zeros zeroes midnight never without",
    Fraction(1, 2): "half halves halved halving semi",
    Fraction(1, 4): "quarter quarters quarterly",
    Fraction(1, 100): "centi hundredth hundredths",
}  # fmt: skip
_ENGLISH = {word: Fraction(value) for value, words in _ENGLISH_WORDS.items() for word in words.split()}
_MINUTES = {"half": 30, "quarter": 15, "quarters": 15}
_PARTS = {"deci": Fraction(1, 10), "centi": Fraction(1, 100), "milli": Fraction(1, 1000)}
_JOINTS = frozenset(["and", "a"])
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Class: holidays whose date is fixed. Month and day as in QuantityKind.MONTH_DAY.
_HOLIDAYS = {
    101: ("元旦", "new year"), 308: ("三八", "women's day"), 312: ("植树节", "arbor day"), 501: ("五一", "may day"),
    504: ("五四", "may fourth"), 601: ("六一", "children's day"), 701: ("七一", "july 1"), 801: ("八一", "army day"),
    910: ("教师节", "teachers' day"), 918: ("九一八", "september 18"), 1001: ("国庆", "national day"),
    1111: ("双十一", "singles' day"), 1224: ("平安夜", "christmas eve"), 1225: ("圣诞", "christmas"),
}  # fmt: skip


class Spoken:
    """The numbers that the words of a text may stand for, the months it names, the fixed days it names as holidays.

    Figures say nothing here.
    """

    def __init__(self, text: str, lang: str) -> None:
        chinese = primary(lang) == "zh"
        plain = text.translate(PLAIN).translate(_FORMAL) if chinese else text.lower().replace("’", "'")
        if chinese:
            plain = _WEEKDAY.sub(" ", plain)
        self._values = Counter(_chinese_values(plain) if chinese else _english_values(plain))
        self._months = () if chinese else tuple(_MONTHS.index(match[1]) + 1 for match in _MONTH.finditer(plain))
        self._days = tuple(day for day, names in _HOLIDAYS.items() if names[0 if chinese else 1] in plain)

    def take(self, found: Quantity) -> bool:
        """Whether the quantity, read in the other language, may go back to words of this text; they then are taken."""
        value = found.value
        if found.kind is QuantityKind.MONTH and int(value) in self._months:
            return True
        if found.kind is QuantityKind.MONTH_DAY:
            return int(value) in self._days
        if found.kind is QuantityKind.TIME:
            hour, minute = divmod(int(value), 60)
            past = not minute or self._values[Fraction(minute)] or self._values[Fraction(60 - minute)]
            return bool(past) and (self._one(Fraction(hour)) or self._one(Fraction((hour - 1) % 12 + 1)))
        if found.kind is QuantityKind.DECADE:
            return self._one(value % 100)
        if found.kind in (QuantityKind.DATE, QuantityKind.VERSION):
            return False
        return self._one(value) or (found.kind is QuantityKind.PERCENT and self._one(value / 100))

    def _one(self, value: Fraction) -> bool:
        if not self._values[value]:
            return False
        self._values[value] -= 1
        return True


def _chinese_values(text: str) -> Iterator[Fraction]:
    """Each numeral, well-formed or not (二三十: 20 and 30), scales by themselves (百城), words like 双."""
    for match in _RUN.finditer(text):
        run = match[0]
        whole = chinese_value(run)
        if whole is not None:
            yield whole
            if text.startswith("世纪", match.end()):
                yield whole * 100
            if text.startswith("刻", match.end()):
                yield whole * 15
            continue
        for pair in _NEIGHBOURS.finditer(run):
            head = chinese_value(pair["head"]) or 0 if pair["head"] else 0
            scale = scale_value(pair["scale"].replace("十", "")) * 10 ** pair["scale"].count("十")
            yield from ((head + (chinese_value(pair[name]) or 0)) * scale for name in ("one", "two"))
        for char in _NEIGHBOURS.sub("", run):
            alone = chinese_value(char)
            yield alone if alone is not None else Fraction(scale_value(char))
    yield from (Fraction(10 * (chinese_value(digit) or 0)) for digit in _SOME.findall(text))
    for word, numbers in _CHINESE_WORDS.items():
        for _ in range(text.count(word)):
            yield from map(Fraction, numbers)


def _english_values(text: str) -> Iterator[Fraction]:
    """Each run of number words and each of its words, ordinals and the parts they name, words like `dozen`."""
    words = re.findall(r"[a-z]+", text)
    for at, word in enumerate(words):
        known = _ENGLISH.get(word)
        if known is not None:
            yield known
        if word in _MINUTES:
            yield Fraction(_MINUTES[word])
        single = word.removesuffix("s")
        number = CARDINALS.get(single, SCALES.get(single))
        if word.endswith("ties"):
            number = CARDINALS.get(word[:-3] + "y")
        if number is not None:
            yield Fraction(number)
            yield from _runs(words, at)
        ordinal = ORDINALS.get(single)
        if ordinal:
            yield Fraction(ordinal)
            yield Fraction(1, ordinal)
        yield from (part for prefix, part in _PARTS.items() if word.startswith(prefix) and single not in SCALES)


def _runs(words: list[str], start: int) -> Iterator[Fraction]:
    """The values of the runs of number words from there, and the parts of a whole that they name: thirty-second."""
    for end in range(start + 2, min(len(words), start + 8) + 1):
        if words[end - 1] in _JOINTS:
            continue
        value = english_value(" ".join(words[start:end]).removesuffix("s"))
        if value is None:
            return
        yield value
        if words[end - 1].removesuffix("s") in ORDINALS:
            yield 1 / value
