"""Repair of a fuzzy match: the translation with the query's figures, where nothing but figures differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from tm.languages import primary
from tm.lookup.diff import CHINESE_FIGURES
from tm.text.equality import alike, near, rounded, same_value
from tm.text.measures import converted
from tm.text.quantities import quantities
from tm.text.quantity import Form, Quantity, QuantityKind
from tm.text.restate import restated
from tm.text.weekdays import weekdays
from tm.units import TranslationUnit, Variant

_LAST_CENTURY = 30  # the lowest decade, said without its century, that is one of the twentieth
_AMOUNTS = frozenset(
    {QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.POINTS, QuantityKind.MULTIPLE}
)
_COUNTED = re.compile(r"[ -]\w")
_CHINESE_RANKS = "一二三四五"
_RANKS = {
    "zh": re.compile(f"第一|(?<!第)[{_CHINESE_RANKS}](?=等[奖獎功])"),
    "en": re.compile(r"\b[Ff]irst\b"),
}


def repaired(unit: TranslationUnit, query: str) -> str:
    """The unit's target with the values of the query in the target's own form; empty where that is not safe.

    Safe is: query and unit's source are the same text but for the values of their quantities, kind by kind; each
    value that changes stands once in the source and once in the target; the target has no other amount, which might
    follow from one that changes; its form holds the new value; and the text written reads back as the new values. The
    unit itself is never changed.
    """
    source, target = unit.source, unit.target
    if primary(source.lang) == "zh" and CHINESE_FIGURES.sub("", source.text) != CHINESE_FIGURES.sub("", query):
        return ""  # cheaper than reading both
    new = _asked(query, source.lang)
    if not new or not _may_surround(_frame(query, new), source.text):
        return ""
    old = _read(source.text, source.lang)
    if len(old) != len(new) or _frame(source.text, old) != _frame(query, new):
        return ""
    pairs = list(zip(old, new, strict=True))
    if any(_nature(before) != _nature(after) for before, after in pairs):
        return ""
    changed = [(before, after) for before, after in pairs if before.value != after.value]
    places = _read(target.text, target.lang) if changed else ()
    edits = []
    for before, after in changed:
        place = _place(before, old, places)
        value = _carried(before, place, after) if place else None
        if place is None or value is None:
            return ""
        written = restated(place, target.lang, value, model=after)
        if not written or _agreement_breaks(place, before, value, target):
            return ""
        edits.append(_Edit(place, written, value))
    kept = [before for before, after in pairs if before.value == after.value]
    if not edits or _amount_left({edit.place for edit in edits}, kept, places):
        return ""
    return _edited(target, places, edits)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A place of the target, what is written there, and what that is worth."""

    place: Quantity
    written: str
    value: Fraction


@lru_cache(maxsize=64)  # a query is held against all its matches
def _asked(query: str, lang: str) -> tuple[Quantity, ...]:
    return _read(query, lang)


def _read(text: str, lang: str) -> tuple[Quantity, ...]:
    """The quantities, the days of the week, and ranks, in order."""
    found = quantities(text, lang)
    further = (*weekdays(text, lang), *_ranks(text, lang))
    free = [rank for rank in further if not any(one.start < rank.end and rank.start < one.end for one in found)]
    return tuple(sorted((*found, *free), key=lambda one: one.start)) if free else found


def _ranks(text: str, lang: str) -> Iterator[Quantity]:
    """What stands first, and the ranks of prizes; elsewhere these count nothing, but here all else is the same."""
    pattern = _RANKS.get(primary(lang))
    for match in pattern.finditer(text) if pattern else ():
        value = max(1, _CHINESE_RANKS.find(match[0][-1]) + 1)  # 1 for `first`
        yield Quantity(*match.span(), QuantityKind.ORDINAL, Fraction(value), match[0], Form.WORDS, loose=True)


def _place(before: Quantity, old: tuple[Quantity, ...], places: tuple[Quantity, ...]) -> Quantity | None:
    """The one place of the target that says the value, if the source says it once: as it stands, or else otherwise."""
    for equal in (_stands_for, _says_otherwise):
        here = [place for place in places if equal(before, place)]
        if here:
            return here[0] if len(here) == 1 and sum(equal(before, other) for other in old) == 1 else None
    return None


def _says_otherwise(first: Quantity, second: Quantity) -> bool:
    """Whether the two are one value of two kinds (50周年, 50th; 第三条, Article 3; 80年代, the 1980s; 9时, 9 p.m.)."""
    return _stands_for(first, second) or (converted(first, second) is None and alike(first, second))


def _carried(before: Quantity, place: Quantity, after: Quantity) -> Fraction | None:
    """What the place is worth once the value before it has become the one after; None where that is not plain."""
    if before.value == place.value:
        return after.value
    kinds = {before.kind, place.kind}
    if before.value == -place.value:
        return -after.value
    if kinds == {QuantityKind.MULTIPLE}:  # grown by 两倍, tripled
        return after.value + place.value - before.value
    if kinds == {QuantityKind.DECADE} and min(before.value % 100, after.value % 100) >= _LAST_CENTURY:
        return after.value + place.value - before.value
    if kinds <= {QuantityKind.TIME, QuantityKind.NUMBER}:
        first, second = (one.value * (60 if one.kind is QuantityKind.NUMBER else 1) for one in (before, after))
        value = second + place.value - first
        return value if place.kind is QuantityKind.TIME and 0 <= value < 1440 else None
    return None


def _amount_left(edited: set[Quantity], kept: list[Quantity], places: tuple[Quantity, ...]) -> bool:
    """Whether the target has an amount that the source has not as it stands: 15,000 mu (1,000 hectares)."""
    return any(
        place.kind in _AMOUNTS
        and not place.loose
        and place not in edited
        and not any(same(one, place) for one in kept for same in (same_value, alike, rounded, near))
        for place in places
    )


def _may_surround(frame: list[str], text: str) -> bool:
    """Whether the pieces stand in the text in this order, from its start to its end; spaces do not count.

    A cheap question before the text is read for its quantities; of other text than ASCII, whose signs may melt into
    their neighbours, it is not asked.
    """
    first, *between, last = ["".join(piece.split()) for piece in frame]
    if not text.isascii():
        return True
    squeezed = "".join(text.split())
    at, end = len(first), len(squeezed) - len(last)
    if at > end or not squeezed.startswith(first) or not squeezed.endswith(last):
        return False
    for piece in between:
        at = squeezed.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _frame(text: str, found: tuple[Quantity, ...]) -> list[str]:
    """The text around the quantities, widths and runs of space made equal."""
    cuts = [0, *(place for quantity in found for place in (quantity.start, quantity.end)), len(text)]
    return [
        " ".join(unicodedata.normalize("NFKC", text[start:end]).split())
        for at, (start, end) in enumerate(pairwise(cuts))
        if at % 2 == 0
    ]


def _nature(quantity: Quantity) -> tuple[object, ...]:
    return quantity.kind, quantity.unit, quantity.bound


def _stands_for(first: Quantity, second: Quantity) -> bool:
    """Whether a reader would take the two for one: equal values of one kind, sums of money in one currency.

    Amounts and counts are told apart by nothing but the word beside them, so they collide.
    """
    counts = {QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MULTIPLE}
    if first.kind is not second.kind and {first.kind, second.kind} <= counts:
        return first.value == second.value
    return same_value(first, second)


def _agreement_breaks(place: Quantity, before: Quantity, value: Fraction, target: Variant) -> bool:
    """Whether the noun behind the number would have to change with it: 1 day, 2 days; not behind Article 1."""
    if primary(target.lang) != "en" or (place.value == 1) == (value == 1) or before.kind is QuantityKind.ORDINAL:
        return False
    return place.kind in (QuantityKind.MONEY, QuantityKind.MULTIPLE, QuantityKind.POINTS) or (
        place.kind is QuantityKind.NUMBER and bool(_COUNTED.match(target.text, place.end))
    )


def _edited(target: Variant, places: tuple[Quantity, ...], edits: list[_Edit]) -> str:
    """The target with the edits made, if it then reads as the new values and else as before; empty otherwise."""
    text = target.text
    for edit in sorted(edits, key=lambda edit: -edit.place.start):
        place, written = edit.place, edit.written
        head, tail = text[: place.start], text[place.end :]
        if not tail and place.text.endswith(".") and not written.endswith("."):  # in Aug.
            tail = "."
        text = _with_article(head, place.text, written) + written + tail
    wanted = {edit.place.start: edit.value for edit in edits}
    expected = [(place.kind, wanted.get(place.start, place.value)) for place in places]
    read = [(place.kind, place.value) for place in _read(text, target.lang)]
    return text if read == expected else ""


def _with_article(head: str, old: str, new: str) -> str:
    """The text before a number with its `a` or `an` as the new number sounds: an 8 percent rise, a 9 percent rise."""
    words = head.split(" ")
    if len(words) < 2 or words[-1] or words[-2].lower() not in ("a", "an") or _takes_an(old) == _takes_an(new):
        return head
    article = words[-2][0] + ("n" if _takes_an(new) else "")
    return " ".join([*words[:-2], article, ""])


def _takes_an(number: str) -> bool:
    """Whether a number as read aloud opens with a vowel: 8, 80, 800, 11, 18, 11,000, eight."""
    digits = number.replace(",", "").split(".")[0].split(" ")[0].split("-")[0].strip("%thsrdn")
    if digits.isdigit():
        return digits[0] == "8" or (len(digits) % 3 == 2 and digits[:2] in ("11", "18"))
    return number.lower().startswith(("eight", "eleven"))
