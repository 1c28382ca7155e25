"""Repair of a fuzzy match: the translation with the query's figures, where nothing but figures differs."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

from tm.languages import primary
from tm.lookup.diff import CHINESE_FIGURES
from tm.text.equality import same_value
from tm.text.quantities import quantities
from tm.text.quantity import Quantity, QuantityKind
from tm.text.restate import restated
from tm.units import TranslationUnit, Variant


def repaired(unit: TranslationUnit, query: str) -> str:
    """The unit's target with the values of the query in the target's own form; empty where that is not safe.

    Safe is: query and unit's source are the same text but for the values of their quantities, kind by kind; each
    value that changes stands once in the source and once in the target; the target's form holds the new value; and
    the text written reads back as the new values. The unit itself is never changed.
    """
    source, target = unit.source, unit.target
    if primary(source.lang) == "zh" and CHINESE_FIGURES.sub("", source.text) != CHINESE_FIGURES.sub("", query):
        return ""  # cheaper than reading both
    new = _asked(query, source.lang)
    if not new or not _may_surround(_frame(query, new), source.text):
        return ""
    old = quantities(source.text, source.lang)
    if len(old) != len(new) or _frame(source.text, old) != _frame(query, new):
        return ""
    pairs = list(zip(old, new, strict=True))
    if any(_nature(before) != _nature(after) for before, after in pairs):
        return ""
    changed = [(before, after) for before, after in pairs if before.value != after.value]
    places = quantities(target.text, target.lang) if changed else ()
    edits = []
    for before, after in changed:
        here = [place for place in places if _stands_for(before, place)]
        if len(here) != 1 or sum(_stands_for(before, other) for other in old) != 1:
            return ""
        written = restated(here[0], target.lang, after.value, model=after)
        if not written or _agreement_breaks(here[0], after, target):
            return ""
        edits.append((here[0], written, after))
    return _edited(target, places, edits) if edits else ""


@lru_cache(maxsize=64)  # a query is held against all its matches
def _asked(query: str, lang: str) -> tuple[Quantity, ...]:
    return quantities(query, lang)


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


def _agreement_breaks(place: Quantity, new: Quantity, target: Variant) -> bool:
    """Whether the noun behind the number would have to change with it: 1 day, 2 days."""
    counted = place.kind in (QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MULTIPLE, QuantityKind.POINTS)
    return counted and primary(target.lang) == "en" and (place.value == 1) != (new.value == 1)


def _edited(target: Variant, places: tuple[Quantity, ...], edits: list[tuple[Quantity, str, Quantity]]) -> str:
    """The target with the edits made, if it then reads as the new values and else as before; empty otherwise."""
    text = target.text
    for place, written, _ in sorted(edits, key=lambda edit: -edit[0].start):
        head, tail = text[: place.start], text[place.end :]
        text = _with_article(head, place.text, written) + written + tail
    wanted = {place.start: after.value for place, _, after in edits}
    expected = [(place.kind, wanted.get(place.start, place.value)) for place in places]
    read = [(place.kind, place.value) for place in quantities(text, target.lang)]
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
