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
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PLACES = {"十": 10, "百": 100, "千": 1000} | _MYRIADS
_DIGIT, _MYRIAD = "".join(_DIGITS), "".join(_MYRIADS)
_NUMERAL = _DIGIT + "".join(_PLACES)
_ABOUT = "余餘多来來"  # 二十多万
_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENTHS = ["tenth", "eleventh", "twelfth", *(f"{word}th" for word in _TEENS[3:])]
_WORDS = {word: value for value, word in enumerate([*_UNITS, *_TEENS])}
_WORDS |= {word: value for value, word in enumerate([*_ORDINALS, *_TEENTHS], start=1)}
_WORDS |= {form: 10 * tens for tens, word in enumerate(_TENS, start=2) for form in (word, f"{word[:-1]}ieth")}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALE = "|".join(_SCALES)
_SMALL = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_UNITS[1:] + _ORDINALS)})|{'|'.join(_WORDS)})\b"  # below 100
_MONTH_ENDS = ["uary", "ruary", "ch", "il", "e", "y", "ust", "t", "tember", "ober", "ember"]
_TELLING = {*_WORDS, *_SCALES, *_MONTHS, *(month + end for month in _MONTHS for end in _MONTH_ENDS)}
_TELLING -= {"zero", "one", "first"}  # without a word of these, no number is written in letters
_LONE = "零〇一"  # no number where no other sign stands beside it
_SIGN = re.compile(rf"[\d{''.join(sorted(set(_NUMERAL) - set(_LONE)))}]|[{_LONE}][点點]?[{_LONE}]")
_LETTERS = re.compile("[a-z]+")
# Looked for first, the letters that words start with spare most places of a text the words.
_WORD_START, _MONTH_START = ("".join(sorted({word[0] for word in words})) for words in (_WORDS, _MONTHS))
_FIGURE = re.compile(
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?: ?(?P<chinese>[{_ABOUT}]?[百千]?[{_MYRIAD}]{{1,2}}|[{_ABOUT}]?[百千])|(?:st|nd|rd|th)\b"
    rf"|[ -]?(?P<scale>{_SCALE})\b)?"
    rf"|(?P<numeral>[{_NUMERAL}]+(?:[{_ABOUT}][{_MYRIAD}]+)?)(?:[点點](?P<decimals>[{_DIGIT}]+)(?![{_NUMERAL}分刻点點]))?"
    rf"|(?=[{_WORD_START}])\b(?P<words>{_SMALL}(?:(?:[ -](?:{_SCALE})\b)+(?:[ -](?:and )?{_SMALL})?)*)"
    rf"|(?=[{_MONTH_START}])\b(?P<month>{'|'.join(_MONTHS)})(?:{'|'.join(_MONTH_ENDS)})?\b",
    re.IGNORECASE,
)
_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def values(text: str) -> tuple[float, ...]:
    """The values of the numbers in the text, in order; a lone 零, 一, `zero`, `one` or `first` is no number.

    A month starts with a capital letter; May counts only before a figure.
    """
    found = []
    if not _SIGN.search(text) and _TELLING.isdisjoint(_LETTERS.findall(text.lower())):
        return ()  # as of most sentences, which is found out faster so
    folded = text.translate(_WIDE)
    for match in _FIGURE.finditer(folded):
        value = _value(match, folded)
        if value is not None:
            found.append(value)
    return tuple(found)


def _value(match: re.Match[str], text: str) -> float | None:
    if match["figure"]:
        figure = float(match["figure"].replace(",", ""))
        for char in match["chinese"] or "":
            figure *= _PLACES.get(char, 1)
        return round(figure * _SCALES.get((match["scale"] or "").lower(), 1), 6)
    if match["numeral"]:
        some = text[: match.start()].endswith(tuple("几幾数數"))  # 几十
        return _chinese_value(match["numeral"], match["decimals"] or "", some=some)
    if match["words"]:
        return _english_value(match["words"].lower())
    month = match["month"]
    if month[0].islower() or (month.lower() == "may" and not re.match(r"\.? \d", text[match.end() :])):
        return None
    return float(_MONTHS.index(month.lower()) + 1)


def _chinese_value(numeral: str, decimals: str, *, some: bool) -> float | None:
    """三百二十 by place value (三百二 too), 二〇二〇 digit by digit; none for a lone 一, 万 and 几十."""
    if (numeral in _LONE and not decimals) or (numeral[0] in _PLACES and (some or numeral[0] != "十")):
        return None
    fraction = float("0." + "".join(str(_DIGITS[char]) for char in decimals) + "0")
    if all(char in _DIGITS for char in numeral):
        return float("".join(str(_DIGITS[char]) for char in numeral)) + fraction
    total = section = digit = 0.0
    for char in numeral:
        if char in _DIGITS:
            digit = float(_DIGITS[char])
        elif char in _MYRIADS:
            below = section + digit
            total = total + below * 1e4 if below and char in "万萬" else (total + below) * _MYRIADS[char]
            section = digit = 0.0
        elif char in _PLACES:
            section += (digit or 1) * _PLACES[char]
            digit = 0.0
    return total + section + digit * _PLACES.get(numeral[-2:-1], 10) / 10 + fraction


def _english_value(words: str) -> float | None:
    if words in ("zero", "one", "first"):
        return None
    total = section = 0.0
    for word in re.split(r"[ -]", words):
        scale = _SCALES.get(word)
        if scale is None:
            section += _WORDS.get(word, 0)
        elif scale == 100:
            section *= 100
        else:
            total, section = (total + section * scale if section else total * scale), 0.0
    return total + section
