"""Numbers in words: Chinese numerals and English number words, to values and back."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = "零一二三四五六七八九"
_DIGIT = {char: value for value, char in enumerate(DIGITS)} | {"〇": 0, "两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_LARGEST = 10**16  # of what is written in numerals

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR |= {"twelve": "twelfth"} | {tens: f"{tens[:-1]}ieth" for tens in _TENS}
CARDINALS = {word: value for value, word in enumerate([*_UNITS, *_TEENS])}
CARDINALS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
ORDINALS = {_IRREGULAR.get(word, f"{word}th"): value for word, value in CARDINALS.items() if value}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def chinese_value(numeral: str) -> Fraction | None:
    """The value of a well-formed Simplified numeral (十二万三千, 一万五千亿, 三点五万), else None (十四五)."""
    whole, point, rest = numeral.partition("点")
    if point:
        decimals = re.match("[零〇一二三四五六七八九]+", rest)
        start = chinese_value(whole)
        scales = rest[decimals.end() :] if decimals else "?"
        if start is None or decimals is None or scales.strip("百千万亿"):
            return None
        figure = start + Fraction(int(_figures(decimals[0])), 10 ** decimals.end())
        return figure * scale_value(scales)
    value = _myriads(numeral)
    return None if value is None else Fraction(value)


def chinese_figures(numeral: str) -> int | None:
    """The value of numerals read figure by figure (二〇二〇); None where there are others."""
    return int(_figures(numeral)) if numeral and all(char in _DIGIT for char in numeral) else None


def scale_value(scale: str) -> int:
    """What 万, 百万, 万亿 multiply by; 1 for no scale."""
    value = 1
    for char in scale:
        value *= {"万": 10**4, "亿": 10**8}.get(char) or _PLACE[char]
    return value


def chinese_numeral(value: int) -> str:
    """The numeral of a whole number (12 is 十二, 20300 is 两万零三百); 2 by itself is 二.

    Raises: ValueError below 0 or above 10^16.
    """
    if not 0 <= value < _LARGEST:
        raise ValueError(f"no numeral for {value}")
    high, low = divmod(value, 10**8)
    if high:
        return _counted(chinese_numeral(high)) + "亿" + (_zero(low, 10**7) + chinese_numeral(low) if low else "")
    high, low = divmod(value, 10**4)
    if high:
        return _counted(chinese_numeral(high)) + "万" + (_zero(low, 1000) + _section(low) if low else "")
    written = _section(value) if value else "零"
    return written.removeprefix("一") if 10 <= value < 20 else written


def english_value(words: str) -> Fraction | None:
    """The value of lower-case number words (one hundred and five, twenty-five); ordinals count as their number."""
    total, section = 0, 0
    for word in re.split(r"[ -]+", words):
        if word in SCALES:
            scale = SCALES[word]
            if scale == 100:
                section = (section or 1) * 100
            else:
                total, section = total + (section or 1) * scale, 0
        elif word == "dozen":
            section = (section or 1) * 12
        elif word not in ("and", "a", "an"):
            number = CARDINALS.get(word, ORDINALS.get(word))
            if number is None:
                return None
            section += number
    return Fraction(total + section)


def english_words(value: int, *, ordinal: bool = False) -> str:
    """The words of a whole number below 100: `twenty-five`, or as an ordinal `twenty-fifth`.

    Raises: ValueError for others.
    """
    if not 0 <= value < 100:
        raise ValueError(f"no words for {value}")
    if value < 20:
        words = [*_UNITS, *_TEENS][value]
    else:
        words = "-".join([_TENS[value // 10 - 2], *(_UNITS[value % 10 : value % 10 + 1] if value % 10 else [])])
    if not ordinal:
        return words
    head, hyphen, last = words.rpartition("-")
    return head + hyphen + _IRREGULAR.get(last, f"{last}th")


def _figures(numeral: str) -> str:
    return "".join(str(_DIGIT[char]) for char in numeral)


def _myriads(numeral: str) -> int | None:
    """万 and 亿, each with what counts it before and what it lacks behind."""
    for char, size in (("亿", 10**8), ("万", 10**4)):
        before, found, after = numeral.rpartition(char)
        if not found:
            continue
        count = _myriads(before)
        if not count:
            return None
        if len(after) == 1 and after in _DIGIT and after not in "零〇":
            return count * size + _DIGIT[after] * size // 10  # 一万五
        rest = _myriads(after) if after else 0
        return None if rest is None or rest >= size else count * size + rest
    return _below_myriad(numeral)


def _below_myriad(numeral: str) -> int | None:
    """千, 百, 十 in falling order, each but 十 with its digit."""
    if numeral in ("零", "〇"):
        return 0
    total, digit, last, gap = 0, 0, 10**4, False
    for at, char in enumerate(numeral):
        if char in _PLACE:
            place = _PLACE[char]
            if place >= last or not (digit or (place == 10 and (at == 0 or gap))):
                return None
            total, digit, last, gap = total + (digit or 1) * place, 0, place, False
        elif char in "零〇":
            if digit or gap:
                return None
            gap = True
        elif char not in _DIGIT or digit:
            return None
        else:
            digit = _DIGIT[char]
    if not numeral or (gap and not digit):
        return None
    short = digit and last in (100, 1000) and not gap  # 三百二
    return total + digit * (last // 10 if short else 1)


def _section(value: int) -> str:
    written, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + name
        gap = not digit
    return written.replace("二千", "两千")


def _zero(low: int, smallest: int) -> str:
    return "零" if low < smallest else ""


def _counted(numeral: str) -> str:
    return "两" if numeral == "二" else numeral
