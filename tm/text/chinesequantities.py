"""Quantities in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tm.text.chinesedates import DATE_RULES, LUNAR, REIGNS, count
from tm.text.chinesephrases import NUMERALS, PLAIN, counts
from tm.text.englishdates import NAMED_DATES, POINTED_DATE, read_date
from tm.text.numerals import chinese_figures, chinese_value, scale_value
from tm.text.quantity import LATIN_UNITS, Bound, Form, Quantity, QuantityKind, Reader, made, scanned, version_value

_FIGURE = (
    r"(?<![\dA-Za-z])(?<![A-Za-z]-)(?<!\d\.)(?:(?<![A-Za-z\d%）)\]])[-])?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\.?\d)"
)
_NUMERAL = f"[{NUMERALS}点]"
_DIGITS = f"[{NUMERALS.replace('两', '')}点]"  # 五十两 is a weight of silver
_MORE = "[多余来]"
_NUMBER = (
    rf"(?:(?P<figure>{_FIGURE})(?: (?=[多余来百千万亿倍%元美欧英日港韩卢]))?"
    rf"(?P<more>{_MORE}(?=[百千万亿]))?(?P<scale>[百千]?(?:万亿|亿|万)|[百千](?![米克瓦伏赫帕卡]|比特|字节))?"
    rf"|(?P<numeral>(?:两(?=[百千万亿点一二三四五六七八九])|{_DIGITS})+|(?<![{NUMERALS}\d])两)"
    rf"(?P<some>{_MORE}(?P<scales>[百千]?(?:万亿|亿|万)|[百千]))?)"
)
_VERSION = r"(?:(?<=[vV])(?<![A-Za-z][vV])|(?<![A-Za-z\d.]))\d+(?:\.\d+){2,}(?![A-Za-z\d]|\.\d)"
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
    "公斤": "kilogram", "毫米": "millimetre", "英里": "mile", "英尺": "foot", "英寸": "inch", "码": "yard",
    "磅": "pound", "盎司": "ounce", "两": "liang", "尺": "chi",
    "寸": "cun", "丈": "zhang", "千克": "kilogram", "斤": "jin", "吨": "tonne", "克": "gram",
    "小时": "hour", "秒": "second", "分钟": "minute", "天": "day",
    "周": "week", "星期": "week", "个月": "month", "年": "year", "岁": "year", "个世纪": "century", "世纪": "century",
    "个季度": "quarter",
}  # fmt: skip
_MEASURE = re.compile(rf" ?{_MORE}?({'|'.join(sorted(MEASURES, key=len, reverse=True))})")
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
    plain = _BLANK.sub(lambda match: "\0" * len(match[0]), text.translate(PLAIN))
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
    whole = 1000 if parts.get("percent") == "‰" else scale_value(parts.get("parts") or "百")
    return made(match, kind, value and value * 100 / whole, form=form, bound=bound)


def _discounted(match: re.Match[str], _: str) -> Quantity | None:
    """打八折, 打七五折: what part of the price is left."""
    tenths = match["tenths"]
    value = Fraction(tenths) * 10 if tenths[0].isascii() else Fraction(chinese_figures(tenths) or 0)
    return made(match, QuantityKind.PERCENT, value * 10 if value < 10 else value, form=Form.WORDS, unit="rate")


def _tenths(match: re.Match[str], text: str) -> Quantity | None:
    """两成, 八成五, 三成半: tens of percent. 九成新 and 成 of a verb (三成为…) are not."""
    tens = chinese_value(match["tens"]) if not match["tens"].isascii() else Fraction(match["tens"])
    if tens is None or tens > 10:
        return None
    rest = 5 if match["rest"] == "半" else count(match["rest"] or "") or 0
    loose = text.startswith("新", match.end())  # 七成新
    return made(match, QuantityKind.PERCENT, tens * 10 + rest, form=Form.WORDS, loose=loose)


def _fraction(match: re.Match[str], _: str) -> Quantity | None:
    below, above = (count(match[name]) for name in ("below", "above"))
    words = Form.FIGURES if match["below"].isascii() else Form.WORDS
    return (
        made(match, QuantityKind.FRACTION, Fraction(above, below), form=words)
        if above and below and above < below
        else None
    )


def _half(match: re.Match[str], _: str) -> Quantity | None:
    bound = Bound.ABOVE if match[0][0] in "过超" else Bound.EXACT
    return made(match, QuantityKind.FRACTION, Fraction(1, 2), form=Form.WORDS, bound=bound, loose=True)


def _multiple(match: re.Match[str], text: str) -> Quantity | None:
    value, form, bound = _read(match)
    grown = _GROWN.search(text[: match.start()])
    return made(match, QuantityKind.MULTIPLE, value, form=form, bound=bound, unit="increase" if grown else "")


def _doubling(match: re.Match[str], _: str) -> Quantity | None:
    times = count(match["times"]) if match["times"] else 1
    return made(match, QuantityKind.MULTIPLE, times and 2**times, form=Form.WORDS)


def _ordinal(match: re.Match[str], text: str) -> Quantity | None:
    """第十四届; 第一 only with a word that counts sessions, quarters and the like (not 第一书记)."""
    value, form, _ = _read(match)
    if value == 1 and form is Form.WORDS and not _SESSIONS.match(text, match.end()):
        return None
    loose = form is Form.WORDS and value is not None and value <= 10
    return made(match, QuantityKind.ORDINAL, value, form=form, loose=loose)


def _bare_ordinal(match: re.Match[str], _: str) -> Quantity | None:
    value = count(match["count"])
    words = Form.FIGURES if match["count"].isascii() else Form.WORDS
    return made(match, QuantityKind.ORDINAL, value, form=words)


def _part(match: re.Match[str], text: str) -> Quantity | None:
    """二季度, 二楼, and 十四五, which is the 14th plan of five years."""
    found = _bare_ordinal(match, text)
    return found and replace(found, loose=True)


def _compound(match: re.Match[str], _: str) -> Quantity | None:
    """1亿2000万, 12万6千."""
    high, low = scale_value(match["above"]), scale_value(match["below"])
    value = Fraction(match["high"].replace(",", "")) * high + int(match["low"]) * low
    if low >= high:
        return None
    unit = CURRENCIES.get(match["money"] or "", "")
    kind = QuantityKind.MONEY if unit else QuantityKind.NUMBER
    return made(match, kind, value, form=Form.SCALED, unit=unit)


def _and_a_half(match: re.Match[str], _: str) -> Quantity | None:
    """一年半, 三个半小时, 3天半."""
    whole = count(match["whole"])
    unit = MEASURES.get(match["unit"], MEASURES.get(f"个{match['unit']}", ""))
    value = None if whole is None else whole + Fraction(1, 2)
    return made(match, QuantityKind.NUMBER, value, form=Form.WORDS, unit=unit)


def _half_measure(match: re.Match[str], _: str) -> Quantity | None:
    """半小时, 半个世纪."""
    unit = MEASURES.get(match["unit"], MEASURES.get(f"个{match['unit']}", ""))
    return made(match, QuantityKind.NUMBER, Fraction(1, 2), form=Form.WORDS, unit=unit, loose=True)


def _quarters(match: re.Match[str], _: str) -> Quantity | None:
    """三刻钟."""
    return made(
        match, QuantityKind.NUMBER, 15 * (count(match["count"]) or 0), form=Form.WORDS, unit="minute", loose=True
    )


def _colloquial(match: re.Match[str], _: str) -> Quantity | None:
    """一米七五, 五块六, 六斤四两: figures of the smaller unit behind the larger one."""
    whole, rest = count(match["whole"]), match["rest"]
    figures = rest if rest.isascii() else str(chinese_figures(rest))
    if whole is None or not figures.isdigit():
        return None
    value = whole + Fraction(int(figures), 10 ** len(rest))
    kind = QuantityKind.MONEY if match["unit"] == "块" else QuantityKind.NUMBER
    unit = "CNY" if match["unit"] == "块" else MEASURES[match["unit"]]
    return made(match, kind, value, form=Form.WORDS, unit=unit)


def _aged(match: re.Match[str], _: str) -> Quantity | None:
    """八旬老人."""
    tens = count(match["tens"]) or 0
    return made(match, QuantityKind.NUMBER, tens * 10, form=Form.WORDS, unit="year", loose=True)


def _version(match: re.Match[str], _: str) -> Quantity | None:
    return made(match, QuantityKind.VERSION, version_value(match[0]))


def _number(match: re.Match[str], text: str) -> Quantity | None:
    value, form, bound = _read(match)
    currency = CURRENCIES.get(match["sign"] or match["money"] or "", "")
    letters = _LETTERS.match(text, match.end())
    if value is None or (letters and letters[0] not in LATIN_UNITS):
        return None
    if form is Form.WORDS and not counts(match, text, money=bool(currency)):
        return None
    if text.endswith("零下", 0, match.start()):
        value = -value
    measure = _MEASURE.match(text, match.end())
    unit = currency or (MEASURES[measure[1]] if measure else "")
    kind = QuantityKind.MONEY if currency else QuantityKind.NUMBER
    numeral = match["numeral"] or ""
    short = form is Form.WORDS and (value <= 10 or numeral[0] in _LARGE)
    loose = (
        value == 1
        or _sums_up(text, match.start(), value)
        or numeral in ("一百", "一千", "一万")
        or (short and (not currency or len(numeral) == 1))
    )
    return made(match, kind, value, form=form, unit=unit, bound=bound, loose=loose)


def _sums_up(text: str, start: int, value: Fraction) -> bool:
    """Whether the number counts the list before it, which says so itself: 等候区、准备区、采样区3个区域."""
    listed = _CLAUSE.split(text[:start])[-1].split("、")
    return len(listed) > 1 and value == len(listed) + bool(_LAST.search(listed[-1]))


_CLAUSE = re.compile("[，。；：！？,;:!?\n]")
_LAST = re.compile(".[和及与].")
_LARGE = "百千万亿"
_LONE = frozenset({"百", "千", "万", "十万", "百万", "千万", "亿", "上亿", "十亿", "百亿", "千亿", "万亿"})
_UPWARDS = re.compile("[上近超过破逾达]$")  # 上千万
_GROWN = re.compile(r"(?:增长|增加|增|提高|提升|扩大|上涨|上升|涨|高出|多出?|(?<!放)大)了?近?约?超?过?$")
_SESSIONS = re.compile("[届次个批季期阶轮代版章节条款]")
_START = re.compile(
    rf"[\d{NUMERALS}第上下凌早清晚傍中深人US$HK￥¥€£半过超翻差-]|{'|'.join(REIGNS)}|(?<![A-Za-z])[JFMASOND][a-z]{{2}}"
)
_MARKER = re.compile(
    r"\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:、|．|\.(?!\d)))"
)
# No quantities: days of the lunar calendar and, inside a text, the markers of a list.
_BLANK = re.compile(rf"{LUNAR}|(?<=[；;。])\s*(?:[（(]\d{{1,2}}[）)]|\d{{1,2}}[.．、](?!\d))")
_LETTERS = re.compile("[A-Za-z]+")
_RUN = re.compile(rf"[\d.,]+|{_NUMERAL}+")
_RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        *DATE_RULES,
        (rf"(?<![\d.]){POINTED_DATE}", read_date),
        *NAMED_DATES,
        (_VERSION, _version),
        (rf"(?P<parts>[百千万])分之 ?{_NUMBER}", _percent),
        (r"(?<=打)(?P<tenths>\d(?:\.\d)?|[一二三四五六七八九]{1,2})折(?![扣腰叠断])", _discounted),
        (rf"{_NUMBER}(?P<percent>%|‰|个?百分点)", _percent),
        (
            r"(?P<tens>\d|[一二两三四五六七八九十])成(?P<rest>半|[一二三四五六七八九](?![个名月年天]))?(?![为功立员果就份分本熟长交群])",
            _tenths,
        ),
        (r"(?P<below>\d+|[二三四五六七八九十百]+)分之(?P<above>\d+|[一二三四五六七八九十]+)", _fraction),
        (r"(?<![\d/.])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])", _fraction),
        (r"[过超]半数?(?![年月天日小])|一半|半数", _half),
        (
            r"(?<![上下前后一二两三多大小深夜点过超])半个?(?P<unit>小时|世纪|年|月|天|里|斤|公里)(?!前期|来|多)",
            _half_measure,
        ),
        (rf"{_NUMBER}多?倍", _multiple),
        (r"翻(?:了)?(?P<times>[一两二三四])?番|翻(?:了)?一倍", _doubling),
        (rf"第 ?{_NUMBER}", _ordinal),
        (
            r"(?P<count>\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?)(?=届|世纪|大(?![小量批多型]|[\u4e00-\u9fff]{1,2}市))",
            _bare_ordinal,
        ),
        (r"(?P<count>[二三四五六七八九十])(?=中全会)", _bare_ordinal),
        (
            r"(?P<count>(?<![前头后每各\d一二三四])[1-4一二三四](?=季度)|十[一二三四五六](?=五)|[二三四五六七八九十](?=楼))"
            r"(?:季|楼|五(?=[”」』’]|规划|时期|期间|计划|纲要|以来|开局|收官|[，。、；]|$))",
            _part,
        ),
        (
            rf"(?P<high>{_FIGURE})(?P<above>[亿万千])(?P<low>\d{{1,4}})(?P<below>[万千百])(?![米克瓦]){_AFTER}?",
            _compound,
        ),
        (rf"(?P<whole>\d+|{_NUMERAL}+)个半(?P<unit>小时|月|世纪|季度)", _and_a_half),
        (rf"(?P<whole>\d+|{_NUMERAL}+)(?P<unit>年|天|里|亩|公里|小时|斤|周|米)半(?![数天年月])", _and_a_half),
        (r"(?P<count>[一三])刻钟", _quarters),
        (
            rf"(?P<whole>\d+|{_NUMERAL}+)(?P<unit>米|块|斤)(?P<rest>[零一二三四五六七八九]{{1,2}}|\d{{1,2}}(?!\d))"
            r"(?P<small>毛|两|分)?(?![\d.年月日个名元米岁块斤尺寸里亩公万千百十条层张颗位天次种部份周、，]|小时|分钟)",
            _colloquial,
        ),
        (r"(?P<tens>[三四五六七八九])旬", _aged),
        (rf"{_BEFORE}{_NUMBER}{_AFTER}?", _number),
    )
)
