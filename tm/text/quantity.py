"""A quantity in a text: where it stands, what it is worth, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

# What may be grown together with a figure and leave it a number: 5km, but 5G is a name.
LATIN_UNITS = frozenset(
    ["km", "kg", "m", "cm", "mm", "g", "t", "kW", "MW", "GW", "kWh", "ha", "h", "min", "s", "ml", "L", "GB", "MB", "TB"]
)

AMBIGUOUS_SCALE = "k"  # in place of a unit: 256k and 5m are scaled, or the letter is a unit


class QuantityKind(StrEnum):
    """What a value counts; how it is held stands beside each kind."""

    NUMBER = "number"
    PERCENT = "percent"  # 12 for 12 %
    POINTS = "points"  # 1.2 for 1.2 percentage points
    FRACTION = "fraction"  # 2/3
    MULTIPLE = "multiple"  # 3 for threefold and 3倍
    DATE = "date"  # 20240305; 20240300 for March 2024
    YEAR = "year"  # 2024
    DECADE = "decade"  # 1990; 90 where the century is left open
    MONTH_DAY = "month-day"  # 805 for 5 August
    MONTH = "month"  # 8
    DAY = "day"  # 5, of a month not named
    WEEKDAY = "weekday"  # 1 for Monday, 7 for Sunday
    TIME = "time"  # minutes after midnight
    ORDINAL = "ordinal"  # 14 for 14th
    MONEY = "money"  # unit is the currency
    VERSION = "version"  # 3.10.2, its parts a million apart


class Bound(StrEnum):
    """On which side of the written value the true one lies."""

    EXACT = ""
    ABOVE = "above"  # 3000多万, more than 30 million
    BELOW = "below"  # 近90亿, nearly 9 billion
    ABOUT = "about"  # 约, 左右, some, around


class Form(StrEnum):
    """How a value is written."""

    FIGURES = "figures"  # 58,000
    SCALED = "scaled"  # 5.8万, 12.44 million
    WORDS = "words"  # 十二万三千, twenty-five


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value read from a text; `text` is the slice from start to end (code points), words like `about` left out.

    `loose` marks what a translation may drop or add at will: small numbers in words (三个, two), which often belong to
    an expression.
    """

    start: int
    end: int
    kind: QuantityKind
    value: Fraction
    text: str
    form: Form = Form.FIGURES
    unit: str = ""  # ISO 4217 code of a currency, or the name of a measure; empty where none is known
    bound: Bound = Bound.EXACT
    loose: bool = False


def made(
    match: re.Match[str],
    kind: QuantityKind,
    value: Fraction | int | None,
    *,
    form: Form = Form.FIGURES,
    unit: str = "",
    bound: Bound = Bound.EXACT,
    loose: bool = False,
) -> Quantity | None:
    """The quantity that a match stands for; None without a value."""
    if value is None:
        return None
    return Quantity(match.start(), match.end(), kind, Fraction(value), match[0], form, unit, bound, loose)


def date_parts(kind: QuantityKind, value: int) -> tuple[int, int, int]:
    """Year, month and day of a date of that kind and value; 0 for what it leaves open."""
    if kind is QuantityKind.DATE:
        return value // 10000, value // 100 % 100, value % 100
    if kind is QuantityKind.MONTH_DAY:
        return 0, value // 100, value % 100
    kinds = (QuantityKind.YEAR, QuantityKind.MONTH, QuantityKind.DAY)
    year, month, day = (value if kind is one else 0 for one in kinds)
    return year, month, day


def version_value(text: str) -> Fraction:
    """The value of dotted figures: one for 3.10.2, another for 3.1.02."""
    value = 0
    for part in text.split("."):
        value = value * 10**6 + int(part[:6]) + 1
    return Fraction(value)


Reader = Callable[[re.Match[str], str], Quantity | None]  # what a match in a text stands for, if anything


def scanned(
    text: str,
    rules: Iterable[tuple[re.Pattern[str], Reader]],
    *,
    marker: re.Pattern[str],
    start: re.Pattern[str],
    run: re.Pattern[str],
) -> Iterator[Quantity]:
    """What the first rule that reads something makes of each place where a quantity may start, in order.

    The `marker` that a text begins with is none. Where no rule reads anything, the `run` there is passed over.
    """
    first = marker.match(text)
    at = first.end() if first else 0
    while place := start.search(text, at):
        at = place.start()
        for pattern, read in rules:
            match = pattern.match(text, at)
            found = read(match, text) if match else None
            if match and found:
                yield found
                at = match.end()
                break
        else:
            passed = run.match(text, at)
            at = passed.end() if passed else at + 1
