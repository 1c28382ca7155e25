"""Writing another date, decade, day of the week or time in the form of one.

A form is kept or the answer is empty: nothing is written that the form cannot hold.
"""

from __future__ import annotations

import re

from tm.languages import primary
from tm.text import englishwords as english
from tm.text.numerals import DIGITS, chinese_numeral, english_words
from tm.text.quantity import Form, Quantity, QuantityKind, date_parts
from tm.text.weekdays import weekday_restated

NARROW = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_DATES = frozenset({QuantityKind.DATE, QuantityKind.MONTH_DAY, QuantityKind.MONTH, QuantityKind.DAY, QuantityKind.YEAR})
CALENDAR = _DATES | {QuantityKind.DECADE, QuantityKind.WEEKDAY, QuantityKind.TIME}
_PERIODS = {"凌晨": range(6), "早上": range(5, 10), "早晨": range(5, 10), "清晨": range(4, 9), "上午": range(12)}
_PERIODS |= {
    "中午": range(11, 14),
    "下午": range(12, 24),
    "傍晚": range(17, 20),
    "晚上": range(18, 24),
    "深夜": range(22, 24),
}


def restated_date(form: Quantity, lang: str, value: int) -> str:
    """The text of a quantity of CALENDAR with another value in its place; empty where its form cannot hold it."""
    chinese = primary(lang) == "zh"
    if form.kind in _DATES:
        return (_chinese_date if chinese else _english_date)(form, value)
    if form.kind is QuantityKind.WEEKDAY:
        return weekday_restated(form, lang, value)
    if form.kind is QuantityKind.DECADE:
        return (_chinese_decade if chinese else _english_decade)(form, value)
    return (_chinese_time if chinese else _english_time)(form, value)


def suffixed(figures: str) -> str:
    """21th is 21st."""
    number = re.match(r"[\d,]+", figures)
    if number is None:
        return ""
    last = number[0].replace(",", "")
    suffix = {"1": "st", "2": "nd", "3": "rd"}.get(last[-1], "th")
    return number[0] + ("th" if last[-2:] in ("11", "12", "13") else suffix)


def _chinese_date(form: Quantity, value: int) -> str:
    year, month, day = date_parts(form.kind, value)
    if re.match(r"\d{4}[-/.]\d", form.text):
        sign = form.text[4]
        width = 2 if re.fullmatch(r"\d{4}.\d\d.\d\d", form.text) else 1
        return f"{year}{sign}{month:0{width}}{sign}{day:0{width}}"
    pieces = re.findall(r"(\s*)([^年月日号號份\s]+)(\s*[年月日号號]份?)", form.text)
    new = [part for part in (year, month, day) if part]
    if len(pieces) != len(new) or form.text.translate(NARROW) != form.text:
        return ""
    return "".join(
        gap + _date_number(old, number, unit) + unit for (gap, old, unit), number in zip(pieces, new, strict=True)
    )


def _date_number(old: str, number: int, unit: str) -> str:
    if old.isascii():
        return f"{number:02}" if old.startswith("0") else str(number)
    if unit.endswith("年"):
        zero = "零" if "零" in old else "〇"
        return "".join(DIGITS[int(figure)] for figure in str(number)).replace("零", zero)
    return chinese_numeral(number)


def _english_date(form: Quantity, value: int) -> str:
    year, month, day = date_parts(form.kind, value)
    if re.match(r"\d{4}[-/.]\d", form.text):
        return _chinese_date(form, value)
    text = form.text
    name = re.search(r"[A-Z][a-z]{2,8}\b\.?", text)
    if name and month:
        full = name[0].rstrip(".") in english.MONTHS and name[0] + "." not in english.SHORT_MONTHS
        short = english.SHORT_MONTHS[month - 1]
        if not full and "." not in name[0]:
            short = short.rstrip(".")
        text = text[: name.start()] + (english.MONTHS[month - 1] if full else short) + text[name.end() :]
    if month and not name:  # 15.6.2001
        return ""
    if year:
        text = re.sub(r"\d{4}", str(year), text)
    if day:
        old = re.search(r"(?<!\d)(\d{1,2})(st|nd|rd|th)?(?!\d)", text)
        if old is None:
            return ""
        text = text[: old.start()] + (suffixed(str(day)) if old[2] else str(day)) + text[old.end() :]
    return text


def _chinese_decade(form: Quantity, value: int) -> str:
    """20世纪80年代, 八十年代, 1980年代, 80后; without its century where the form has none."""
    match = re.fullmatch(r"(?:(\d\d|[一二十]+)世纪)?(\d\d|\d{4}|[二三四五六七八九]十)(年代|后)", form.text)
    if match is None or value % 10 or (value >= 100) != (form.value >= 100):
        return ""
    century, tens = divmod(value, 100)
    if not match[1] and len(match[2]) == 4:
        return f"{value}{match[3]}"
    if not match[2].isascii() and not tens:
        return ""
    written = f"{tens:02}" if match[2].isascii() else chinese_numeral(tens)
    if match[1]:
        written = (str(century + 1) if match[1].isascii() else chinese_numeral(century + 1)) + "世纪" + written
    return written + match[3]


def _english_decade(form: Quantity, value: int) -> str:
    if form.form is Form.WORDS:
        name = english_words(value) if value % 10 == 0 and 20 <= value < 100 else ""
        return (name.capitalize() if form.text[0].isupper() else name).replace("y", "ies")
    if value % 10 or (value >= 100) != (form.value >= 100):
        return ""
    return f"{value:02}{form.text.lstrip('0123456789')}"


def _english_time(form: Quantity, value: int) -> str:
    hour, minute = divmod(value, 60)
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?( ?)([ap])?(.*)", form.text, re.IGNORECASE)
    if match is None:
        return ""
    if not match[4]:
        minutes = f":{minute:02}" if minute or match[2] else ""
        hour -= int(form.value) // 60 - int(match[1])  # 12 for the 2 of `2 to 4 p.m.`
        width = len(match[1]) if match[2] else 1
        return f"{hour:0{width}}{minutes}" if 0 <= hour < (12 if form.unit else 24) else ""
    minutes = f":{minute:02}" if minute else ""
    half = "p" if hour >= 12 else "a"
    return f"{hour % 12 or 12}{minutes}{match[3]}{half.upper() if match[4].isupper() else half}{match[5]}"


def _chinese_time(form: Quantity, value: int) -> str:
    hour, minute = divmod(value, 60)
    match = re.fullmatch(rf"({'|'.join(_PERIODS)})?(\d{{1,2}})([时点時點:])(?:(\d\d?)(分?)|半)?", form.text)
    if match is None:
        return ""
    period = match[1] or ""
    if period and hour not in _PERIODS[period]:
        if period not in ("上午", "下午"):
            return ""
        period = "上午" if hour < 12 else "下午"
    if period and int(match[2]) <= 12:
        hour = hour - 12 if hour > 12 else hour
    if match[3] == ":":
        return f"{period}{hour:0{len(match[2])}}:{minute:02}"
    half = minute == 30 and form.text.endswith("半")
    return f"{period}{hour}{match[3]}" + ("半" if half else f"{minute}分" if minute else "")
