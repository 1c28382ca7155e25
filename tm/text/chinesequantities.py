"""Quantities in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tm.text.numerals import chinese_figures, chinese_value, scale_value
from tm.text.quantity import LATIN_UNITS, Bound, Form, Quantity, QuantityKind, Reader, scanned
from tm.text.words import cut, frequency

_PLAIN = str.maketrans(
    "０１２３４５６７８９．，％：／－−萬億兩點餘來個幣圓時號歲數條項戶臺間雙場輪種類層級畝噸歐鎊韓寶開見還達過將約",
    "0123456789.,%:/--万亿两点余来个币圆时号岁数条项户台间双场轮种类层级亩吨欧镑韩宝开见还达过将约",
)
_FIGURE = (
    r"(?<![\dA-Za-z])(?<![A-Za-z]-)(?<!\d\.)(?:(?<![A-Za-z\d%）)\]])[-])?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\.?\d)"
)
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿点]"
_MORE = "[多余来]"
_NUMBER = (
    rf"(?:(?P<figure>{_FIGURE})(?: (?=[多余来百千万亿倍%元美欧英日港韩卢]))?"
    rf"(?P<more>{_MORE}(?=[百千万亿]))?(?P<scale>[百千]?(?:万亿|亿|万)|[百千](?![米克瓦伏赫帕卡]))?"
    rf"|(?P<numeral>{_NUMERAL}+)(?P<some>{_MORE}(?P<scales>[百千]?(?:万亿|亿|万)|[百千]))?)"
)
FIGURE_DATE = r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})(?![\d.])"
_YEAR = r"(?P<year>(?<!\d)\d{4}|[〇零一二三四五六七八九]{4}) ?年(?!级|代)"
_MONTH = r"(?P<month>(?<!\d)(?:1[0-2]|0?[1-9])|(?<![十\d])(?:十[一二]?|[一二三四五六七八九])) ?月(?:份|(?!饼|球|亮|嫂))"
_DAY = (
    r"(?P<day>(?<!\d)(?:3[01]|[12]\d|0?[1-9])"
    r"|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号]"
)
_PERIOD = r"(?P<period>上午|下午|凌晨|早上|早晨|清晨|晚上|傍晚|中午|深夜|晚|早)?"
_HOUR = r"(?P<hour>(?<!\d)(?:2[0-4]|1\d|0?\d)|十[一二]?|[两一二三四五六七八九])"
_MINUTE = (
    r"(?P<minute>[0-5]\d(?!\d)|\d(?=分)|[一二三四五]?十[一二三四五六七八九]?(?=分)|零?[一二三四五六七八九](?=分))分?"
)
CURRENCIES = {
    "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港元": "HKD", "港币": "HKD",
    "韩元": "KRW", "卢布": "RUB", "新台币": "TWD", "元": "CNY", "块钱": "CNY", "圆": "CNY",
    "US$": "USD", "HK$": "HKD", "$": "USD", "￥": "CNY", "¥": "CNY", "€": "EUR", "£": "GBP",
}  # fmt: skip
_BEFORE = r"(?P<sign>人民币|US\$|HK\$|[$￥¥€£])? ?"
_AFTER = r"(?P<money>元|美元|欧元|英镑|日元|港元|港币|韩元|卢布|新台币|块钱)"
MEASURES = {
    "亩": "mu", "公顷": "hectare", "平方公里": "square kilometre", "平方千米": "square kilometre",
    "平方米": "square metre", "公里": "kilometre", "千米": "kilometre", "厘米": "centimetre", "米": "metre", "里": "li",
    "公斤": "kilogram", "千克": "kilogram", "斤": "jin", "吨": "tonne", "克": "gram",
    "小时": "hour", "秒": "second", "分钟": "minute", "天": "day",
    "周": "week", "个月": "month", "年": "year", "岁": "year",
}  # fmt: skip
_MEASURE = re.compile(rf" ?{_MORE}?({'|'.join(sorted(MEASURES, key=len, reverse=True))})")
# Words that count. Behind one figure in words only these make a number; the second row also stands in names and
# idioms, so the dictionary is asked whether the word goes on.
_SURE = "个名人年月天日周秒次项件条户元块岁届级座辆艘架栋间套册份篇批支组场轮期代种类亩吨公千万亿倍成位大国省市县所"
_DOUBTFUL = "家台门里道口角面层步方路线章节本只头匹棵株班队对双分点杯村镇乡区处站课把关重度"
_APPOSED = re.compile(
    r"[一二两三四五六七八九十百千万][^\W\d一二两三四五六七八九十百千万]{1,2}(?=[一二两三四五六七八九十百千万]\w)"
)
# Class: what slogans count that nobody can count, so that N个 + one of these is a name.
_SLOGAN = re.compile(
    ".个(?:意识|自信|维护|确立|全面|代表|务必|坚持|明确|结合|离不开|毫不动摇|不动摇|伟大|相统一|必由之路)"
)
_FREE = "年月天日周次个名人元倍亩吨项件条户岁"  # 三年两次 counts; 五位一体 does not
_ABOVE = re.compile(r"(?:超过?|逾|多于|大于|高于|不少于|不低于|至少|突破|过|以上)$")
_BELOW = re.compile(r"(?:近|将近|接近|不到|不足|少于|低于|不超过|不多于|至多|最多|小于)$")
_ABOUT = re.compile(r"(?:约|大约|约为|大概|左右|上下)$")
_BEHIND = re.compile(
    rf"{_MORE}?[\u4e00-\u9fff%]{{0,4}}?(?P<about>左右|上下)|[\u4e00-\u9fff%]{{0,2}}?(?P<above>以上)|(?P<more>{_MORE}(?![自样]))"
)

_CALENDAR = frozenset(
    {
        QuantityKind.DATE,
        QuantityKind.YEAR,
        QuantityKind.DECADE,
        QuantityKind.MONTH,
        QuantityKind.MONTH_DAY,
        QuantityKind.DAY,
        QuantityKind.ORDINAL,
    }
)


def chinese_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a Chinese text, in order; numerals in set phrases, names and idioms are left out."""
    plain = text.translate(_PLAIN)
    for found in scanned(plain, _RULES, marker=_MARKER, start=_START, run=_RUN):
        yield _placed(found, text, plain)


def _placed(found: Quantity, text: str, plain: str) -> Quantity:
    """The quantity with the text as it stands and the bound that the words around it set."""
    before, after = plain[max(0, found.start - 6) : found.start].rstrip(), plain[found.end : found.end + 8]
    bound = found.bound
    for limit, pattern in ((Bound.BELOW, _BELOW), (Bound.ABOVE, _ABOVE), (Bound.ABOUT, _ABOUT)):
        if not bound and pattern.search(before):
            bound = limit
    behind = None if bound or found.kind in _CALENDAR else _BEHIND.match(after)
    if behind:
        bound = Bound.ABOUT if behind["about"] else Bound.ABOVE
    return replace(found, text=text[found.start : found.end], bound=bound)


def _quantity(
    match: re.Match[str],
    kind: QuantityKind,
    value: Fraction | int | None,
    *,
    form: Form = Form.FIGURES,
    unit: str = "",
    bound: Bound = Bound.EXACT,
    loose: bool = False,
) -> Quantity | None:
    if value is None:
        return None
    return Quantity(match.start(), match.end(), kind, Fraction(value), match[0], form, unit, bound, loose)


def _count(text: str) -> int | None:
    """The value of a small count in figures or numerals; None without text."""
    value = Fraction(text) if text.isascii() and text else chinese_value(text)
    return None if value is None else int(value)


def _date(match: re.Match[str], _: str) -> Quantity | None:
    parts = match.groupdict()
    written = parts.get("year") or ""
    year = int(written) if written.isascii() and written else chinese_figures(written)
    month, day = (_count(parts.get(name) or "") for name in ("month", "day"))
    words = Form.FIGURES if any(char.isascii() and char.isdigit() for char in match[0]) else Form.WORDS
    if (month or 1) > 12 or (day or 1) > 31:
        return None
    if year and month:
        return _quantity(match, QuantityKind.DATE, year * 10000 + month * 100 + (day or 0), form=words)
    if year:
        return _quantity(match, QuantityKind.YEAR, year, form=words) if 1000 <= year < 2200 else None
    if month and day:
        return _quantity(match, QuantityKind.MONTH_DAY, month * 100 + day, form=words)
    return _quantity(match, QuantityKind.MONTH if month else QuantityKind.DAY, month or day, form=words)


def _decade(match: re.Match[str], _: str) -> Quantity | None:
    tens = _count(match["tens"]) or 0
    century = match["century"]
    if century:
        tens += ((_count(century) or 1) - 1) * 100
    return _quantity(match, QuantityKind.DECADE, tens)


def _time(match: re.Match[str], _: str) -> Quantity | None:
    """9时30分, 下午3点半: not without a part of the day, minutes, or 时."""
    hour, minute = _count(match["hour"]), _count((match["minute"] or "").lstrip("零"))
    if hour is None or not (match["period"] or match["minute"] or match["half"] or match["mark"] == "时"):
        return None
    if match["period"] in ("下午", "晚上", "傍晚", "深夜", "晚") and hour < 12:
        hour += 12
    minutes = hour * 60 + (30 if match["half"] == "半" else minute or 0)
    words = Form.FIGURES if match["hour"].isascii() else Form.WORDS
    return _quantity(match, QuantityKind.TIME, minutes, form=words, unit="" if match["period"] else "half-day")


def _read(match: re.Match[str]) -> tuple[Fraction | None, Form, Bound]:
    """The value of the groups of _NUMBER, how it is written and whether it says `more`."""
    if match["figure"]:
        scale = match["scale"] or ""
        value = Fraction(match["figure"].replace(",", "")) * scale_value(scale)
        return value, Form.SCALED if scale else Form.FIGURES, Bound.ABOVE if match["more"] else Bound.EXACT
    base = chinese_value(match["numeral"])
    if match["some"]:
        return base and base * scale_value(match["scales"]), Form.WORDS, Bound.ABOVE
    before = match.string[: match.start()]
    lone = _UPWARDS.search(before) or (match[0].endswith("元") and not before.endswith(("几", "数")))
    if base is None and match["numeral"] in _LONE and lone:  # 上千万, 亿元以上
        return Fraction(scale_value(match["numeral"])), Form.WORDS, Bound.ABOVE
    return base, Form.WORDS, Bound.EXACT


def _percent(match: re.Match[str], _: str) -> Quantity | None:
    parts = match.groupdict()
    value, form, bound = _read(match)
    if match["numeral"] == "百":
        value = Fraction(100)
    kind = QuantityKind.POINTS if "点" in (parts.get("percent") or "") else QuantityKind.PERCENT
    per_mille = "千" in (parts.get("parts") or "") or parts.get("percent") == "‰"
    return _quantity(match, kind, value and value / (10 if per_mille else 1), form=form, bound=bound)


def _tenths(match: re.Match[str], text: str) -> Quantity | None:
    """两成, 八成五, 三成半: tens of percent. 九成新 and 成 of a verb (三成为…) are not."""
    tens = chinese_value(match["tens"]) if not match["tens"].isascii() else Fraction(match["tens"])
    if tens is None or tens > 10:
        return None
    rest = 5 if match["rest"] == "半" else _count(match["rest"] or "") or 0
    return _quantity(match, QuantityKind.PERCENT, tens * 10 + rest, form=Form.WORDS)


def _fraction(match: re.Match[str], _: str) -> Quantity | None:
    below, above = (_count(match[name]) for name in ("below", "above"))
    words = Form.FIGURES if match["below"].isascii() else Form.WORDS
    return (
        _quantity(match, QuantityKind.FRACTION, Fraction(above, below), form=words)
        if above and below and above < below
        else None
    )


def _half(match: re.Match[str], _: str) -> Quantity | None:
    bound = Bound.ABOVE if match[0][0] in "过超" else Bound.EXACT
    return _quantity(match, QuantityKind.FRACTION, Fraction(1, 2), form=Form.WORDS, bound=bound, loose=True)


def _multiple(match: re.Match[str], text: str) -> Quantity | None:
    value, form, bound = _read(match)
    grown = _GROWN.search(text[: match.start()])
    return _quantity(match, QuantityKind.MULTIPLE, value, form=form, bound=bound, unit="increase" if grown else "")


def _doubling(match: re.Match[str], _: str) -> Quantity | None:
    times = _count(match["times"]) if match["times"] else 1
    return _quantity(match, QuantityKind.MULTIPLE, times and 2**times, form=Form.WORDS)


def _ordinal(match: re.Match[str], text: str) -> Quantity | None:
    """第十四届; 第一 only with a word that counts sessions, quarters and the like (not 第一书记)."""
    value, form, _ = _read(match)
    if value == 1 and form is Form.WORDS and not _SESSIONS.match(text, match.end()):
        return None
    loose = form is Form.WORDS and value is not None and value <= 10
    return _quantity(match, QuantityKind.ORDINAL, value, form=form, loose=loose)


def _bare_ordinal(match: re.Match[str], _: str) -> Quantity | None:
    value = _count(match["count"])
    words = Form.FIGURES if match["count"].isascii() else Form.WORDS
    return _quantity(match, QuantityKind.ORDINAL, value, form=words)


def _compound(match: re.Match[str], _: str) -> Quantity | None:
    """1亿2000万."""
    value = Fraction(match["high"].replace(",", "")) * 10**8 + int(match["low"]) * 10**4
    unit = CURRENCIES.get(match["money"] or "", "")
    kind = QuantityKind.MONEY if unit else QuantityKind.NUMBER
    return _quantity(match, kind, value, form=Form.SCALED, unit=unit)


def _number(match: re.Match[str], text: str) -> Quantity | None:
    value, form, bound = _read(match)
    currency = CURRENCIES.get(match["sign"] or match["money"] or "", "")
    letters = _LETTERS.match(text, match.end())
    if value is None or (letters and letters[0] not in LATIN_UNITS):
        return None
    if form is Form.WORDS and not _counts(match, text, money=bool(currency)):
        return None
    measure = _MEASURE.match(text, match.end())
    unit = currency or (MEASURES[measure[1]] if measure else "")
    kind = QuantityKind.MONEY if currency else QuantityKind.NUMBER
    numeral = match["numeral"] or ""
    short = form is Form.WORDS and (value <= 10 or numeral[0] in _LARGE)
    loose = value == 1 or (short and (not currency or len(numeral) == 1))
    return _quantity(match, kind, value, form=form, unit=unit, bound=bound, loose=loose)


def _counts(match: re.Match[str], text: str, *, money: bool) -> bool:
    """Whether a numeral is a number here: no lone 一, no set phrase, and one figure only with a word that counts."""
    numeral, start, end = match["numeral"], match.start(), match.end()
    if money:
        return numeral != "一"
    named = _quoted(text, start) or text.startswith(("国集团", "进制"), end)  # G20, hexadecimal
    if named or numeral in ("一", "零", "〇") or text[:start].endswith(("几", "数")):
        return False
    if len(numeral) > 1 or match["some"]:
        return True
    follows = text[end : end + 1]
    if text.startswith(("小时", "分钟"), end):
        return True
    if (
        _set_phrase(text, start)
        or _SLOGAN.match(text, start)
        or not follows
        or follows not in _SURE + _DOUBTFUL + _MORE
    ):
        return False
    if follows == "分":  # 十分重要
        return False
    return follows in _SURE or not _in_word(text, start, end + 1)


def _quoted(text: str, start: int) -> bool:
    """Whether the numeral opens a short quoted phrase: “四个意识”."""
    return bool(_QUOTED.match(text, start - 1)) if start else False


def _set_phrase(text: str, start: int) -> bool:
    """Whether the numeral is one of two that answer each other: 五位一体, 三会一课, 两不愁三保障."""
    for at in range(max(0, start - 3), start + 1):
        pair = _APPOSED.match(text, at)
        if pair and (at == start or pair.end() == start) and text[at + 1] not in _FREE:
            return True
    return False


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether the dictionary has a word that goes on behind the numeral and what it counts: 五台山, 三门峡."""
    window_start = max(0, start - 8)
    at = window_start
    for word in cut(text[window_start : end + 8]):
        if at <= start < at + len(word):
            return at + len(word) > end and frequency(word) > 0
        at += len(word)
    return False


_LARGE = "百千万亿"
_LONE = frozenset({"百", "千", "万", "十万", "百万", "千万", "亿", "上亿"})
_UPWARDS = re.compile("[上近超过]$")  # 上千万
_GROWN = re.compile(r"(?:增长|增加|增|提高|提升|扩大|上涨|上升|涨|高出|多出|大)了?近?约?超?过?$")
_SESSIONS = re.compile("[届次个批季期阶轮代版]")
_QUOTED = re.compile('[“‘「『"][^“”‘’「」『』"，。；：]{2,10}[”’」』"]')
_START = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两第上下凌早清晚傍中深人US$HK￥¥€£一半过超翻-]")
_MARKER = re.compile(
    r"\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:、|．|\.(?!\d)))"
)
_LETTERS = re.compile("[A-Za-z]+")
_RUN = re.compile(rf"[\d.,]+|{_NUMERAL}+")
_RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?<![\d.]){FIGURE_DATE}", _date),
        (rf"{_YEAR} ?{_MONTH} ?{_DAY}", _date),
        (rf"{_YEAR} ?{_MONTH}", _date),
        (
            r"(?:(?P<century>\d\d|二十一?|十[一二三四五六七八九])世纪)?(?P<tens>(?<!\d)(?:\d\d)?\d0|[二三四五六七八九]十)年代",
            _decade,
        ),
        (_YEAR, _date),
        (rf"{_MONTH} ?{_DAY}", _date),
        (_MONTH, _date),
        (r"(?P<day>3[01]|[12]\d|0?[1-9]) ?日(?![元本])", _date),
        (
            rf"{_PERIOD}{_HOUR}(?:(?P<mark>[时点])(?!期|代|间|速|候|钟)|:(?=[0-5]\d))(?:{_MINUTE}|(?P<half>半|整))?(?::[0-5]\d)?",
            _time,
        ),
        (rf"(?P<parts>[百千])分之{_NUMBER}", _percent),
        (rf"{_NUMBER}(?P<percent>%|‰|个?百分点)", _percent),
        (
            r"(?P<tens>\d|[一二两三四五六七八九十])成(?P<rest>半|[一二三四五六七八九](?![个名月年天]))?(?![为功立员果就份分本熟长交])",
            _tenths,
        ),
        (r"(?P<below>\d+|[二三四五六七八九十百]+)分之(?P<above>\d+|[一二三四五六七八九十]+)", _fraction),
        (r"(?<![\d/.])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])", _fraction),
        (r"[过超]半数?(?![年月天日小])|一半|半数", _half),
        (rf"{_NUMBER}多?倍", _multiple),
        (r"翻(?:了)?(?P<times>[一两二三四])?番|翻(?:了)?一倍", _doubling),
        (rf"第 ?{_NUMBER}", _ordinal),
        (
            r"(?P<count>\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?)(?=届|世纪|大(?![小量批多型]|[\u4e00-\u9fff]{1,2}市))",
            _bare_ordinal,
        ),
        (r"(?P<count>[二三四五六七八九十])(?=中全会)", _bare_ordinal),
        (rf"(?P<high>{_FIGURE})亿(?P<low>\d{{1,4}})万{_AFTER}?", _compound),
        (rf"{_BEFORE}{_NUMBER}{_AFTER}?", _number),
    )
)
