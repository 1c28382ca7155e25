"""Quantities by value in Chinese and English: numbers, shares, multiples, dates, times, ordinals, money.

5.8万, 58,000 and fifty-eight thousand are one number; 两成, 20% and one-fifth one share. Numerals that count nothing
are left alone, by rules of form and not by a list of phrases:

- they open a short quoted phrase: “四个意识”
- they answer each other in a set phrase: 五位一体, 三会一课, 两不愁三保障
- they are not well-formed as numbers: 三五个, 一二三产业; 十四五 is the 14th plan of five years
- no counting word follows: 万众一心, 千方百计; or 几, 数 stands before: 几十年
- a word of the dictionary goes on behind them: 五台山
- figures grown together with letters: 5G, COVID-19, H7N9
- a lone 一, 第一, `one`, `first`: 第一书记, first secretary
- a class of slogans (四个自信), groups of states (二十国集团) and number systems (十六进制)
- days of the lunar calendar: 八月十五, 大年三十; numbers that mean all or far: 三百六十行, 十万八千里
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from tm.languages import primary
from tm.text.chinesephrases import NUMERALS
from tm.text.chinesequantities import chinese_quantities
from tm.text.englishquantities import english_quantities
from tm.text.quantity import Bound, Form, Quantity, QuantityKind

_RANGE = re.compile(r" ?(?:-|–|—|——|~|～|至|到|to) ?")
# Figures that are no quantity: of placeholders (%2$s, %.255s, %02d), of references (&#8217;), endless ones.
_CODE = re.compile(
    r"％\d|%\d+\$[-+#.\d]*[A-Za-z]{1,3}|%\.?\d+(?:\.\d+)?l{0,2}[diuxXfgs](?![A-Za-z])|&#x?[0-9A-Fa-f]+;"
    rf"|[\d,.]{{61,}}|[{NUMERALS}点點萬億]{{61,}}"
)
_HOURS = range(1, 13)
_READERS = {"zh": chinese_quantities, "en": english_quantities}


def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order, without overlap; none for languages other than Chinese and English.

    Placeholders of programs and references to characters are none. The first number of a range takes the scale, unit
    and kind of the second: 3至5万, 20 to 30 percent.
    """
    reader = _READERS.get(primary(lang))
    if reader is None:
        return ()
    found = list(reader(_CODE.sub(lambda code: "\0" * len(code[0]), text)))
    for at in range(len(found) - 1, 0, -1):
        first, second = found[at - 1], found[at]
        if _RANGE.fullmatch(text, first.end, second.start):
            found[at - 1] = _ranged(first, second)
            found[at] = _ending(first, second)
    return tuple(found)


def _ranged(first: Quantity, second: Quantity) -> Quantity:
    """The first end of a range, as the second tells what it is; unchanged where it says so itself."""
    if second.kind is QuantityKind.MONTH and first.value < second.value:  # 1至5月, the first five months
        return replace(first, kind=second.kind, loose=True)
    if first.kind is not QuantityKind.NUMBER or first.form is Form.SCALED:
        return first
    if second.kind is QuantityKind.TIME and not second.unit and first.form is Form.FIGURES and first.value in _HOURS:
        half = 720 if second.value >= 720 and (first.value % 12) * 60 + 720 < second.value else 0  # 9 to 11:30 a.m.
        return replace(first, kind=second.kind, value=first.value % 12 * 60 + half, unit="half-day")
    alike = second.kind in (
        QuantityKind.PERCENT,
        QuantityKind.POINTS,
        QuantityKind.MONEY,
        QuantityKind.NUMBER,
        QuantityKind.MULTIPLE,
        QuantityKind.YEAR,
    )
    if not alike:
        return first
    figure = re.search(r"\d[\d,]*(?:\.\d+)?", second.text)
    scale = second.value / Fraction(figure[0].replace(",", "")) if second.form is Form.SCALED and figure else 1
    value = first.value * scale if first.value * scale <= second.value else first.value
    return replace(first, kind=second.kind, value=value, unit=second.unit, bound=Bound.EXACT)


def _ending(first: Quantity, second: Quantity) -> Quantity:
    """The second end of a range that begins with a day of a month: Aug. 5 to 8."""
    day = first.kind is QuantityKind.MONTH_DAY and second.kind is QuantityKind.NUMBER and second.form is Form.FIGURES
    return replace(second, kind=QuantityKind.DAY) if day and first.value % 100 < second.value <= 31 else second
