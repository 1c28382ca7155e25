"""Whether two texts that translate each other speak of the same quantities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tm.text.quantities import quantities
from tm.text.quantity import Form, Quantity, QuantityKind, date_parts
from tm.text.restate import restated
from tm.units import Variant

_ROUGH = Fraction(5, 100)  # how far a value may be off where the words say that it is about so much
_CONVERTED = Fraction(2, 100)  # how far after turning mu into hectares
_NUMBERS = frozenset({QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.ORDINAL, QuantityKind.DAY})
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_SHARES = {
    QuantityKind.PERCENT: Fraction(1, 100),
    QuantityKind.FRACTION: Fraction(1),
    QuantityKind.MULTIPLE: Fraction(1),
}
_DATES = frozenset(
    {
        QuantityKind.DATE,
        QuantityKind.MONTH_DAY,
        QuantityKind.MONTH,
        QuantityKind.DAY,
        QuantityKind.YEAR,
        QuantityKind.DECADE,
    }
)
_MEASURES = {  # in square metres, metres, kilograms, days, hours
    "mu": ("area", Fraction(10_000, 15)),
    "hectare": ("area", Fraction(10_000)),
    "acre": ("area", Fraction(404_686, 100)),
    "square kilometre": ("area", Fraction(10**6)),
    "square metre": ("area", Fraction(1)),
    "kilometre": ("length", Fraction(1000)),
    "metre": ("length", Fraction(1)),
    "li": ("length", Fraction(500)),
    "centimetre": ("length", Fraction(1, 100)),
    "mile": ("length", Fraction(160_934, 100)),
    "kilogram": ("mass", Fraction(1)),
    "gram": ("mass", Fraction(1, 1000)),
    "jin": ("mass", Fraction(1, 2)),
    "tonne": ("mass", Fraction(1000)),
    "hour": ("time", Fraction(60)),
    "minute": ("time", Fraction(1)),
    "day": ("time", Fraction(1440)),
    "week": ("time", Fraction(7 * 1440)),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two quantities that should be one, and what the target should say in its own form (empty if that is unclear)."""

    source: Quantity
    target: Quantity
    expected: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the quantities of a source and its translation agree.

    Small numbers in words that only one side has stand in neither `missing` nor `added`: translations drop and add
    them freely.
    """

    matched: tuple[tuple[Quantity, Quantity], ...]
    differing: tuple[Difference, ...]
    missing: tuple[Quantity, ...]  # only in the source
    added: tuple[Quantity, ...]  # only in the target

    @property
    def agrees(self) -> bool:
        """Whether nothing is amiss."""
        return not (self.differing or self.missing or self.added)


def compare(source: Variant, target: Variant) -> Comparison:
    """The quantities that agree by value and those that do not; Chinese and English, in either direction.

    Equal values of one kind are paired first, then equal values written otherwise (a share as percent or fraction,
    a date without its year, mu as hectares), then rough ones where the words say so. What is left is paired in order
    as differing, kind by kind, unless its figures stand on the other side within a name (图案 03, Pattern03).
    """
    left, right = list(quantities(source.text, source.lang)), list(quantities(target.text, target.lang))
    matched: list[tuple[Quantity, Quantity]] = []
    for same in (_same, _alike, _rounded, _near):
        matched += _pairs(left, right, same)
    left, right = _unnamed(left, target, matched, right), _unnamed(right, source, matched, left)
    if _RELATIVE.search(target.text):
        left = [found for found in left if found.kind is not QuantityKind.YEAR]
    differing = [
        Difference(a, b, _expected(a, b, target.lang))
        for family in (_kin, _family)
        for a, b in _pairs(left, right, family)
    ]
    left = [found for found in left if not any(same_value(found, pair[0]) for pair in matched)]
    right = [found for found in right if not any(same_value(found, pair[1]) for pair in matched)]
    return Comparison(
        tuple(sorted(matched, key=lambda pair: pair[0].start)),
        tuple(sorted(differing, key=lambda difference: difference.source.start)),
        tuple(found for found in left if not found.loose and not _whole(found)),
        tuple(found for found in right if not found.loose and not _glosses(found, target.text)),
    )


def _unnamed(
    found: list[Quantity], other: Variant, matched: list[tuple[Quantity, Quantity]], read: list[Quantity]
) -> list[Quantity]:
    """The quantities whose figures do not stand in the other text where no quantity was read."""
    places = [quantity for pair in matched for quantity in pair] + read
    taken = [quantity for quantity in places if other.text[quantity.start : quantity.end] == quantity.text]
    free = _FIGURES.sub(
        lambda figures: figures[0] if not any(one.start <= figures.start() < one.end for one in taken) else " ",
        other.text,
    )
    names = set(_FIGURES.findall(free))
    return [quantity for quantity in found if not names & set(_FIGURES.findall(quantity.text))]


def same_value(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities are of one kind and unit and of equal value."""
    return first.kind is second.kind and first.value == second.value and not _other_currency(first, second)


def _pairs(
    left: list[Quantity], right: list[Quantity], same: Callable[[Quantity, Quantity], bool]
) -> list[tuple[Quantity, Quantity]]:
    """The pairs that are the same, each quantity once, in the order of the left; they leave the lists."""
    pairs = []
    for first in list(left):
        second = next((found for found in right if same(first, found)), None)
        if second is not None:
            pairs.append((first, second))
            left.remove(first)
            right.remove(second)
    return pairs


def _same(first: Quantity, second: Quantity) -> bool:
    return same_value(first, second) and _measured(first, second) is None


def _alike(first: Quantity, second: Quantity) -> bool:
    """Equal although written otherwise."""
    if _other_currency(first, second):
        return False
    if first.kind is second.kind is QuantityKind.PERCENT and min(first.value, second.value) < 0:
        return first.value == -second.value  # 下降1.5%, -1.5 percent
    if first.kind in _SHARES and second.kind in _SHARES:
        return _share_equal(first, second) or _share_equal(second, first)
    kinds = {first.kind, second.kind}
    if kinds <= _DATES:
        return _dates_agree(first, second)
    if kinds == {QuantityKind.MONTH, QuantityKind.NUMBER}:  # 1至5月, the first five months
        return "month" in (first.unit, second.unit) and first.value == second.value
    if kinds == {QuantityKind.TIME, QuantityKind.NUMBER}:  # at 8 every evening
        time, hour = (first, second) if first.kind is QuantityKind.TIME else (second, first)
        return hour.form is Form.FIGURES and time.value % 720 == hour.value * 60 and not hour.unit
    if kinds == {QuantityKind.TIME}:
        return (
            bool(first.unit or second.unit or first.loose or second.loose) and (first.value - second.value) % 720 == 0
        )
    if QuantityKind.POINTS in kinds or not kinds <= _NUMBERS | {QuantityKind.MULTIPLE, QuantityKind.YEAR}:
        return False
    converted = _measured(first, second)
    return converted if converted is not None else first.value == second.value


def _near(first: Quantity, second: Quantity) -> bool:
    """Whether one is a round figure that says itself to be rough, as nearly 2,000 for 1987."""
    pair = (first, second)
    if first.bound is second.bound:
        return False
    if not any(rough.bound and _round(rough) <= min(2, _round(other) - 1) for rough, other in (pair, pair[::-1])):
        return False
    if _other_currency(first, second) or not ({first.kind, second.kind} <= _NUMBERS or _both_shares(first, second)):
        return False
    one, two = (found.value * _SHARES.get(found.kind, Fraction(1)) for found in (first, second))
    return abs(one - two) <= _ROUGH * max(abs(one), abs(two))


def _round(found: Quantity) -> int:
    """How many figures of the value are not trailing zeros: 1 for 2,000."""
    return len(str(found.value.numerator).strip("-0")) if found.value.denominator == 1 else 3


def _rounded(first: Quantity, second: Quantity) -> bool:
    """Whether one is the other rounded to the three or more figures that it shows: 2,864,153,700 and 2.864 billion."""
    if first.kind is not second.kind or first.kind not in _ROUNDED or _other_currency(first, second):
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


def _whole(found: Quantity) -> bool:
    """100%, which a translation may put as every or all."""
    return found.kind is QuantityKind.PERCENT and found.value == 100


def _glosses(found: Quantity, text: str) -> bool:
    """Whether the quantity stands in brackets: the years of a reign, a measure converted."""
    return text.rfind("(", 0, found.start) > text.rfind(")", 0, found.start) and ")" in text[found.end :]


def _kin(first: Quantity, second: Quantity) -> bool:
    measures = first.unit and second.unit and first.unit != second.unit and first.loose and second.loose
    return first.kind is second.kind and not measures


def _family(first: Quantity, second: Quantity) -> bool:
    """Whether one can stand for the other in a translation, so that their values should be the same."""
    kinds = {first.kind, second.kind}
    if first.loose or second.loose:
        return False
    return _both_shares(first, second) or kinds <= _NUMBERS or kinds <= _DATES or kinds <= _POINTED


_RELATIVE = re.compile(r"\b(?:this|last|next|previous|same|past|coming) year\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ROUNDED = frozenset({QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.PERCENT})
_POINTED = frozenset({QuantityKind.PERCENT, QuantityKind.POINTS})


def _both_shares(first: Quantity, second: Quantity) -> bool:
    return first.kind in _SHARES and second.kind in _SHARES


def _share_equal(first: Quantity, second: Quantity) -> bool:
    """Equal shares; a third may be 33 or 33.3 percent, and growth by 2倍 is a tripling or growth by 200 percent."""
    one, two = (found.value * _SHARES[found.kind] for found in (first, second))
    if one == two or (first.unit == "increase" and one + 1 == two):
        return True
    rounded = QuantityKind.FRACTION in (first.kind, second.kind) and first.kind is not second.kind
    return rounded and abs(one - two) < Fraction(1, 200)


def _dates_agree(first: Quantity, second: Quantity) -> bool:
    """Whether the parts that both dates name are the same, and there are some; a decade may leave out its century."""
    if QuantityKind.DECADE in (first.kind, second.kind):
        return (
            first.kind is second.kind
            and (first.value - second.value) % 100 == 0
            and min(first.value, second.value) < 100
        )
    shared = [
        (a, b)
        for a, b in zip(*(date_parts(date.kind, int(date.value)) for date in (first, second)), strict=True)
        if a and b
    ]
    return bool(shared) and all(a == b for a, b in shared)


def _other_currency(first: Quantity, second: Quantity) -> bool:
    money = QuantityKind.MONEY
    return first.kind is money and second.kind is money and first.unit != second.unit


def _measured(first: Quantity, second: Quantity) -> bool | None:
    """Whether the values agree once brought to one measure; None where there is nothing to convert."""
    if first.unit == second.unit or first.unit not in _MEASURES or second.unit not in _MEASURES:
        return None
    (sort, size), (other_sort, other_size) = _MEASURES[first.unit], _MEASURES[second.unit]
    if sort != other_sort:
        return None
    one, two = first.value * size, second.value * other_size
    return abs(one - two) <= _CONVERTED * max(one, two)


def _expected(source: Quantity, target: Quantity, lang: str) -> str:
    """What the target should say; empty where the kinds, units or forms do not carry over."""
    if source.kind is not target.kind or _other_currency(source, target) or _measured(source, target) is not None:
        return ""
    if target.form is Form.WORDS and target.kind is QuantityKind.TIME:
        return ""
    return restated(target, lang, source.value, model=source)
