"""Dates, decades and times of day in Chinese text."""

from __future__ import annotations

import re
from fractions import Fraction

from tm.text.numerals import chinese_figures, chinese_value
from tm.text.quantity import Form, Quantity, QuantityKind, made

FIGURE_DATE = r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})(?!\d|\.\d)"
# The first year of each reign or era.
REIGNS = {
    "贞观": 627, "开元": 713, "洪武": 1368, "永乐": 1403, "宣德": 1426, "成化": 1465, "弘治": 1488, "正德": 1506,
    "嘉靖": 1522, "隆庆": 1567, "万历": 1573, "天启": 1621, "崇祯": 1628, "顺治": 1644, "康熙": 1662, "雍正": 1723,
    "乾隆": 1736, "嘉庆": 1796, "道光": 1821, "咸丰": 1851, "同治": 1862, "光绪": 1875, "宣统": 1909, "民国": 1912,
    "昭和": 1926, "平成": 1989, "令和": 2019,
}  # fmt: skip
_YEAR = r"(?P<year>(?<!\d)\d{4}|[〇零一二三四五六七八九]{4}) ?年(?!级|代)"
_MONTH = (
    r"(?P<month>(?<!\d)(?:1[0-2]|0?[1-9])|(?<![十\d上下某每前这那])(?:十[一二]?|[一二三四五六七八九]))"
    r" ?月(?:份|(?!饼|球|亮|嫂))"
)
_DAY = (
    r"(?P<day>(?<!\d)(?:3[01]|[12]\d|0?[1-9])"
    r"|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号]"
)
_PERIOD = r"(?P<period>上午|下午|凌晨|早上|早晨|清晨|晚上|傍晚|中午|深夜|晚|早)?"
_HOUR = r"(?P<hour>(?<!\d)(?:2[0-4]|1\d|0?\d)|十[一二]?|[两一二三四五六七八九])"
_MINUTE = (
    r"(?P<minute>[0-5]\d(?!\d)|\d(?= ?分)|[一二三四五]?十[一二三四五六七八九]?(?=分)|零?[一二三四五六七八九](?=分)"
    r"|[二三四五]十(?![\u4e00-\u9fff]))(?: ?分)?"
)
_STATED = re.compile("[为于是成] ?$")  # 不为0时
_HALVES = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}
_LUNAR_DAY = "初[一二三四五六七八九十]|廿[一二三四五六七八九]?|三十|二十[一二三四五六七八九]?|十[一二三四五六七八九]?"
LUNAR = (  # 八月十五, 大年三十, 九月九
    rf"大年(?:三十|初[一二三四五六七八九十])|(?P<double>[二三五六七九])月(?P=double)(?![日号月个至到、])"
    rf"|(?:十[一二]?|[正冬腊一二三四五六七八九])月(?:{_LUNAR_DAY})(?![日号一二三四五六七八九十多余个几]|天|位|名)"
)


def count(text: str) -> int | None:
    """The value of a small count in figures or numerals; None without text."""
    value = Fraction(text) if text.isascii() and text else chinese_value(text)
    return None if value is None else int(value)


def _date(match: re.Match[str], _: str) -> Quantity | None:
    parts = match.groupdict()
    written = parts.get("year") or ""
    year = int(written) if written.isascii() and written else chinese_figures(written)
    month, day = (count(parts.get(name) or "") for name in ("month", "day"))
    words = Form.FIGURES if any(char.isascii() and char.isdigit() for char in match[0]) else Form.WORDS
    if (month or 1) > 12 or (day or 1) > 31:
        return None
    if year and month:
        return made(match, QuantityKind.DATE, year * 10000 + month * 100 + (day or 0), form=words)
    if year:
        return made(match, QuantityKind.YEAR, year, form=words) if 1000 <= year < 2200 else None
    if month and day:
        return made(match, QuantityKind.MONTH_DAY, month * 100 + day, form=words)
    return made(match, QuantityKind.MONTH if month else QuantityKind.DAY, month or day, form=words)


def _decade(match: re.Match[str], _: str) -> Quantity | None:
    tens = count(match["tens"]) or 0
    century = match["century"]
    if century:
        tens += ((count(century) or 1) - 1) * 100
    return made(match, QuantityKind.DECADE, tens)


def _born(match: re.Match[str], _: str) -> Quantity | None:
    """80后, 九零后."""
    tens = match["tens"]
    value = int(tens) if tens.isascii() else chinese_figures(tens)
    return made(match, QuantityKind.DECADE, value, form=Form.WORDS, loose=True)


def _reign(match: re.Match[str], _: str) -> Quantity | None:
    """民国二十六年, 万历十五年: the year of our era; the first may be written 元年."""
    since = 1 if match["count"] == "元" else count(match["count"])
    return made(match, QuantityKind.YEAR, since and REIGNS[match["reign"]] + since - 1, form=Form.WORDS)


def _time(match: re.Match[str], _: str) -> Quantity | None:
    """9时30分, 下午3点半: not without a part of the day, minutes, or 时."""
    hour, minute = count(match["hour"]), count((match["minute"] or "").lstrip("零"))
    bare = match["mark"] == "时" and match["hour"] != "一" and not _STATED.search(match.string, 0, match.start())
    if hour is None or not (match["period"] or match["minute"] or match["half"] or bare):
        return None
    if match["period"] in ("下午", "晚上", "傍晚", "深夜", "晚") and hour < 12:
        hour += 12
    minutes = hour * 60 + _HALVES.get(match["half"] or "", minute or 0)
    words = Form.FIGURES if match["hour"].isascii() else Form.WORDS
    return made(match, QuantityKind.TIME, minutes, form=words, unit="" if match["period"] else "half-day")


def _before(match: re.Match[str], _: str) -> Quantity | None:
    """差五分九点."""
    hour, short = count(match["hour"]), 15 if match["short"] == "一刻" else count(match["short"])
    if hour is None or short is None:
        return None
    return made(match, QuantityKind.TIME, hour * 60 - short, form=Form.WORDS, unit="half-day")


DATE_RULES = (
    (rf"(?<![\d.]){FIGURE_DATE}", _date),
    (rf"{_YEAR} ?{_MONTH} ?{_DAY}", _date),
    (rf"{_YEAR} ?{_MONTH}", _date),
    (
        r"(?:(?P<century>\d\d|二十一?|十[一二三四五六七八九])世纪)?(?P<tens>(?<!\d)(?:\d\d)?\d0|[二三四五六七八九]十)年代",
        _decade,
    ),
    (
        r"(?P<tens>(?<!\d)(?:[5-9]0|00)|[五六七八九][零〇]|[零〇]{2}|一[零〇])后(?![面续退天年来])",
        _born,
    ),
    (rf"(?P<reign>{'|'.join(REIGNS)})(?P<count>元|\d{{1,2}}|[一二三四五六七八九十]{{1,3}})年", _reign),
    (_YEAR, _date),
    (rf"{_MONTH} ?{_DAY}", _date),
    (_MONTH, _date),
    (r"(?P<day>3[01]|[12]\d|0?[1-9]) ?日(?![元本])", _date),
    (
        rf"(?<!\d)(?<!\d:){_PERIOD}{_HOUR}(?: ?(?P<mark>[时点])(?!期|代|间|速|候|钟)|:(?=[0-5]\d))"
        rf"(?: ?{_MINUTE}|(?P<half>半|整|一刻|三刻)(?!钟))?(?::[0-5]\d)?(?!:)",
        _time,
    ),
    (rf"差(?P<short>一刻|[\d一二三四五六七八九十]{{1,3}}(?=分))(?:分钟?)?(?:到|不到)?{_HOUR}点", _before),
)
