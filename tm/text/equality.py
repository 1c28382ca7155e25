"""Whether two quantities are of equal value, though written otherwise: a share, a date, a measure, a round figure."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from tm.text.measures import converted, exchanged, other_currency
from tm.text.quantity import AMBIGUOUS_SCALE, Form, Quantity, QuantityKind, date_parts

NUMBERS = frozenset({QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.ORDINAL, QuantityKind.DAY})
DATES = frozenset(
    {
        QuantityKind.DATE,
        QuantityKind.MONTH_DAY,
        QuantityKind.MONTH,
        QuantityKind.DAY,
        QuantityKind.YEAR,
        QuantityKind.DECADE,
    }
)
_ROUGH = Fraction(5, 100)  # how far a value may be off where the words say that it is about so much
_SHARES = {
    QuantityKind.PERCENT: Fraction(1, 100),
    QuantityKind.FRACTION: Fraction(1),
    QuantityKind.MULTIPLE: Fraction(1),
}
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ROUNDED = frozenset({QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.PERCENT})


def same_value(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities are of one kind and unit and of equal value."""
    return first.kind is second.kind and first.value == second.value and not other_currency(first, second)


def same(first: Quantity, second: Quantity) -> bool:
    """Whether kind, unit and value are the same as they stand."""
    units = {first.unit, second.unit}
    return (
        same_value(first, second)
        and converted(first, second) is None
        and units != {"increase", "total"}
        and units != {"rate", "discount"}
    )


def alike(first: Quantity, second: Quantity) -> bool:
    """Equal although written otherwise."""
    if other_currency(first, second):
        return exchanged(first, second)
    first, second = _weight(first, second), _weight(second, first)
    kinds = {first.kind, second.kind}
    if kinds == {QuantityKind.PERCENT}:
        return _percents_agree(first, second)
    if both_shares(first, second):
        return _share_equal(first, second) or _share_equal(second, first)
    if kinds <= DATES:
        return _dates_agree(first, second)
    if QuantityKind.TIME in kinds:
        return _times_agree(first, second)
    if QuantityKind.NUMBER in kinds and len(kinds) == 2:
        number, other = (first, second) if first.kind is QuantityKind.NUMBER else (second, first)
        counted = _number_agrees(number, other)
        if counted is not None:
            return counted
    if not kinds <= NUMBERS | {QuantityKind.MULTIPLE, QuantityKind.YEAR}:
        return False
    agree = converted(first, second)
    if agree is not None:
        return agree
    return first.value == second.value or _unscaled(first) == second.value or _unscaled(second) == first.value


def _number_agrees(number: Quantity, other: Quantity) -> bool | None:
    """Whether a number is what something else says that it counts; None where it counts nothing of the kind."""
    if other.kind in (QuantityKind.MONTH, QuantityKind.POINTS):  # 1至5月, the first five months; six points
        unit = "month" if other.kind is QuantityKind.MONTH else "point"
        return number.unit == unit and number.value == other.value
    if other.kind is QuantityKind.YEAR and number.unit == "year" and number.value < 100:  # 97年, 1997
        return number.form is Form.FIGURES and other.value % 100 == number.value
    return None


def _weight(pounds: Quantity, other: Quantity) -> Quantity:
    """Pounds that weigh, where the other quantity counts no money."""
    if pounds.unit == "GBP" and other.unit != "GBP" and pounds.text.lower().endswith(("pound", "pounds")):
        return replace(pounds, kind=QuantityKind.NUMBER, unit="pound")
    return pounds


def _unscaled(found: Quantity) -> Fraction | None:
    """What the figures say without a letter that need not be a scale: 256 for 256k."""
    figure = _FIGURE.search(found.text) if found.unit == AMBIGUOUS_SCALE else None
    return Fraction(figure[0].replace(",", "")) if figure else None


def near(first: Quantity, second: Quantity) -> bool:
    """Whether one is a round figure that says itself to be rough, as nearly 2,000 for 1987."""
    pair = (first, second)
    if first.bound is second.bound:
        return False
    if not any(rough.bound and _round(rough) <= min(2, _round(other) - 1) for rough, other in (pair, pair[::-1])):
        return False
    if other_currency(first, second) or not ({first.kind, second.kind} <= NUMBERS or both_shares(first, second)):
        return False
    one, two = (found.value * _SHARES.get(found.kind, Fraction(1)) for found in (first, second))
    return abs(one - two) <= _ROUGH * max(abs(one), abs(two))


def _round(found: Quantity) -> int:
    """How many figures of the value are not trailing zeros: 1 for 2,000."""
    return len(str(found.value.numerator).strip("-0")) if found.value.denominator == 1 else 3


def rounded(first: Quantity, second: Quantity) -> bool:
    """Whether one is the other rounded to the three or more figures that it shows: 2,864,153,700 and 2.864 billion."""
    if first.kind is not second.kind or first.kind not in _ROUNDED or other_currency(first, second):
        return False
    return any(_rounds_to(one, other) for one, other in ((first, second), (second, first)))


def _rounds_to(exact: Quantity, rough: Quantity) -> bool:
    figure = _FIGURE.search(rough.text)
    if figure is None or not rough.value:
        return False
    digits = figure[0].replace(",", "")
    if len(digits.replace(".", "").lstrip("0")) < 3 or (rough.form is not Form.SCALED and "." not in digits):
        return False
    unit = abs(rough.value) / Fraction(digits) / 10 ** len(digits.partition(".")[2])  # of the last figure shown
    return bool(abs(exact.value - rough.value) <= unit / 2)


def both_shares(first: Quantity, second: Quantity) -> bool:
    """Whether both say what part or multiple of something."""
    return first.kind in _SHARES and second.kind in _SHARES


def _percents_agree(first: Quantity, second: Quantity) -> bool:
    if {first.unit, second.unit} == {"rate", "discount"}:  # 打八折, 20 percent off
        return first.value + second.value == 100
    return min(first.value, second.value) < 0 and first.value == -second.value  # 下降1.5%, -1.5 percent


def _share_equal(first: Quantity, second: Quantity) -> bool:
    """Equal shares; a third may be 33 or 33.3 percent, and growth by 2倍 is a tripling or growth by 200 percent."""
    one, two = (found.value * _SHARES[found.kind] for found in (first, second))
    if first.unit == "increase" and one + 1 == two:
        return True
    if one == two:
        return {first.unit, second.unit} != {"increase", "total"}
    fraction = QuantityKind.FRACTION in (first.kind, second.kind) and first.kind is not second.kind
    return fraction and abs(one - two) < min(Fraction(1, 200), max(one, two) / 20)


def _times_agree(first: Quantity, second: Quantity) -> bool:
    if first.kind is not second.kind:  # at 8 every evening; five in the morning
        time, hour = (first, second) if first.kind is QuantityKind.TIME else (second, first)
        return hour.kind is QuantityKind.NUMBER and not hour.unit and (time.value - hour.value * 60) % 720 == 0
    return bool(first.unit or second.unit or first.loose or second.loose) and (first.value - second.value) % 720 == 0


def _dates_agree(first: Quantity, second: Quantity) -> bool:
    """Whether the parts that both dates name are the same, and there are some; a decade may leave out its century."""
    if QuantityKind.DECADE in (first.kind, second.kind):
        kinds = {first.kind, second.kind}
        open_century = kinds <= {QuantityKind.DECADE, QuantityKind.YEAR} and min(first.value, second.value) < 100
        return open_century and (first.value - second.value) % 100 == 0
    shared = [
        (a, b)
        for a, b in zip(*(date_parts(date.kind, int(date.value)) for date in (first, second)), strict=True)
        if a and b
    ]
    return bool(shared) and all(a == b for a, b in shared)
