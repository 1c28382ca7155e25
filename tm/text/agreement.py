"""Whether two texts that translate each other speak of the same quantities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tm.text.equality import DATES, NUMBERS, alike, both_shares, near, rounded, same, same_value
from tm.text.measures import converted, other_currency
from tm.text.quantities import quantities
from tm.text.quantity import Form, Quantity, QuantityKind, date_parts
from tm.text.restate import restated
from tm.text.spoken import Spoken
from tm.units import Variant

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_CHAIN = re.compile(r"\d+(?:[-–−]\d+)+")  # 4-3-3, 010-6601-2345


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
    as differing, kind by kind, unless the other side has it all the same: its figures within a name (图案 03,
    Pattern03) or its value in words that count nothing (四弦, 4 strings; 8月, aug).
    """
    left, right = list(quantities(source.text, source.lang)), list(quantities(target.text, target.lang))
    matched: list[tuple[Quantity, Quantity]] = []
    for equal in (same, alike, rounded, near):
        matched += _pairs(left, right, equal)
    turned = [(second, first) for first, second in matched]
    left, right = _unnamed(left, source, target, matched, right), _unnamed(right, target, source, turned, left)
    if _RELATIVE.search(target.text):
        left = [found for found in left if found.kind is not QuantityKind.YEAR]
    differing = _pairs(left, right, _rival)
    unsaid = _unsaid(left, target, matched, right) + _unsaid(right, source, turned, left)
    left, right = ([one for one in side if one.loose or one in unsaid] for side in (left, right))
    for family in (_kin, _family):
        pairs = _pairs(left, right, family)
        differing += [pair for pair in pairs if pair[0] in unsaid or pair[1] in unsaid]
    left = [found for found in left if not any(same_value(found, pair[0]) for pair in matched)]
    right = [found for found in right if not any(same_value(found, pair[1]) for pair in matched)]
    return Comparison(
        tuple(sorted(matched, key=lambda pair: pair[0].start)),
        tuple(
            Difference(first, second, _expected(first, second, target.lang))
            for first, second in sorted(differing, key=lambda pair: pair[0].start)
        ),
        tuple(found for found in left if not found.loose and not _whole(found)),
        tuple(found for found in right if not found.loose and not _whole(found) and not _glosses(found, target.text)),
    )


def _unnamed(
    found: list[Quantity],
    own: Variant,
    other: Variant,
    matched: list[tuple[Quantity, Quantity]],
    read: list[Quantity],
) -> list[Quantity]:
    """The quantities of one side whose figures the other has neither in a name nor in a date.

    Args:
        found: what is left on the one side.
        own: the one side.
        other: the other side.
        matched: the pairs, the one side first.
        read: what is left on the other side.
    """
    if not found:
        return []
    taken = [one for one in (*(there for _, there in matched), *read) if one.text == other.text[one.start : one.end]]
    free = _FIGURES.sub(
        lambda figures: figures[0] if not any(one.start <= figures.start() < one.end for one in taken) else " ",
        other.text,
    )
    chains = {_digits(chain) for chain in _CHAIN.finditer(other.text)}
    names = chains.union(_FIGURES.findall(free))
    same_chains = [chain.span() for chain in _CHAIN.finditer(own.text) if _digits(chain) in chains]
    dates = {part for pair in matched for part in _further_parts(*pair)}
    return [
        one
        for one in found
        if not names & set(_FIGURES.findall(one.text))
        and one.value not in dates
        and not any(start <= one.start < end for start, end in same_chains)
    ]


def _unsaid(
    found: list[Quantity], other: Variant, matched: list[tuple[Quantity, Quantity]], read: list[Quantity]
) -> list[Quantity]:
    """The quantities of one side that the other does not have in words that count nothing either."""
    if not found:
        return []
    firm = [there for _, there in matched] + [one for one in read if one.unit or not one.loose]
    words = Spoken(_blanked(other.text, firm), other.lang)
    return [one for one in found if not words.take(one)]


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match[0])


def _blanked(text: str, places: list[Quantity]) -> str:
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return text


def _further_parts(first: Quantity, second: Quantity) -> set[int]:
    """The year, month or day that only the second of two dates names."""
    if not {first.kind, second.kind} <= DATES - {QuantityKind.DECADE}:
        return set()
    parts = (date_parts(date.kind, int(date.value)) for date in (first, second))
    return {theirs for mine, theirs in zip(*parts, strict=True) if theirs and not mine}


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


def _whole(found: Quantity) -> bool:
    """100%, which a translation may put as every or all."""
    return found.kind is QuantityKind.PERCENT and found.value == 100


def _glosses(found: Quantity, text: str) -> bool:
    """Whether the quantity stands in brackets: the years of a reign, a measure converted."""
    return text.rfind("(", 0, found.start) > text.rfind(")", 0, found.start) and ")" in text[found.end :]


def _rival(first: Quantity, second: Quantity) -> bool:
    """Whether both are in figures and of a family: no words can excuse either."""
    figures = Form.WORDS not in (first.form, second.form)
    return figures and (_kin(first, second) or _family(first, second))


def _kin(first: Quantity, second: Quantity) -> bool:
    measures = first.unit and second.unit and first.unit != second.unit and first.loose and second.loose
    return first.kind is second.kind and not measures


def _family(first: Quantity, second: Quantity) -> bool:
    """Whether one can stand for the other in a translation, so that their values should be the same."""
    kinds = {first.kind, second.kind}
    if first.loose or second.loose:
        return False
    return both_shares(first, second) or kinds <= NUMBERS or kinds <= DATES or kinds <= _POINTED


_RELATIVE = re.compile(r"\b(?:this|last|next|previous|same|past|coming) year\b", re.IGNORECASE)
_POINTED = frozenset({QuantityKind.PERCENT, QuantityKind.POINTS})


def _expected(source: Quantity, target: Quantity, lang: str) -> str:
    """What the target should say; empty where the kinds, units or forms do not carry over."""
    if source.kind is not target.kind or other_currency(source, target) or converted(source, target) is not None:
        return ""
    if target.form is Form.WORDS and target.kind is QuantityKind.TIME:
        return ""
    return restated(target, lang, source.value, model=source)
