"""Numbers by value, in Chinese and English: 5.8万, 58,000 and 58 thousand are one number.

Thin: what alignment needs to see that two sentences speak of the same figures. Months count as their number
(8月 and Aug.), ordinals and percentages as theirs, fractions and multiples are not read.
"""

from __future__ import annotations

import re

_DIGITS = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_CHINESE = "".join(_DIGITS) + "".join(_TENS) + "".join(_MYRIADS)
_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TY = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_WORDS = {word: value for value, word in enumerate([*_UNITS, *_TEENS])}
_WORDS |= {word: 10 * tens for tens, word in enumerate(_TY, start=2)}
_WORDS |= {word: value for value, word in enumerate(_ORDINALS, start=1)}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_FIGURE = re.compile(
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:(?P<chinese>[余多]?[百千]?[万萬亿億]{{1,2}}|[余多]?[百千])|(?:st|nd|rd|th)\b|[ -]?(?P<scale>{_SCALE})\b)?"
    rf"|(?P<numeral>[{_CHINESE}]+)"
    rf"|\b(?P<words>(?:{_WORD})(?:[ -](?:and )?(?:{_WORD}|{_SCALE}))*)\b"
    rf"|\b(?P<month>{'|'.join(_MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b",
    re.IGNORECASE,
)
_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def values(text: str) -> tuple[float, ...]:
    """The values of the numbers in the text, in order; a lone 一 or `one` is no number.

    The month name May counts only before a figure.
    """
    found = []
    folded = text.translate(_WIDE)
    for match in _FIGURE.finditer(folded):
        value = _value(match, folded)
        if value is not None:
            found.append(value)
    return tuple(found)


def _value(match: re.Match[str], text: str) -> float | None:
    if match["figure"]:
        figure = float(match["figure"].replace(",", ""))
        if match["chinese"]:
            for char in match["chinese"]:
                figure *= _TENS.get(char, 1) * _MYRIADS.get(char, 1)
        return round(figure * _SCALES.get((match["scale"] or "").lower(), 1), 6)
    if match["numeral"]:
        return _chinese_value(match["numeral"])
    if match["words"]:
        return _english_value(match["words"].lower())
    month = match["month"].lower()
    if month == "may" and not re.match(r"\.? \d", text[match.end() :]):
        return None
    return float(_MONTHS.index(month) + 1)


def _chinese_value(numeral: str) -> float | None:
    """三百二十 by place value, 二〇二〇 digit by digit; none for a lone 一 or a unit without a digit (万)."""
    if numeral == "一" or (numeral[0] in _MYRIADS or numeral[0] in "百千"):
        return None
    if len(numeral) > 1 and all(char in _DIGITS for char in numeral):
        return float("".join(str(_DIGITS[char]) for char in numeral))
    total = section = digit = 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[char]
            section = digit = 0
    return float(total + section + digit)


def _english_value(words: str) -> float | None:
    total = section = 0
    for word in re.split(r"[ -]", words):
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                section *= 100
            else:
                total, section = total + section * scale, 0
        else:
            section += _WORDS.get(word, 0)
    return None if words == "one" else float(total + section)
