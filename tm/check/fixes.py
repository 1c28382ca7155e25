"""What a unit becomes when a finding on it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from tm.check.damage import spaced, ungarbled
from tm.check.pairs import fitting_tag
from tm.inline import with_text
from tm.memory.records import merged
from tm.memory.rows import StoredUnit
from tm.units import TranslationUnit, Variant


def fixed(unit: TranslationUnit, code: str) -> TranslationUnit | None:
    """The unit put right, None where it should go, the unit itself where nothing can be proved.

    Raises: ValueError for a code without a fix, or one that concerns several units.
    """
    if code in ("same-text", "half-empty"):
        return None
    if code not in ("garbled", "space", "wrong-script"):
        raise ValueError(f"{code} has no fix for one unit")
    source, target = (_fixed_side(side, code) for side in (unit.source, unit.target))
    if not source.text.strip() or not target.text.strip():
        return unit  # nothing would be left of a side: a person has to look
    return unit if (source, target) == (unit.source, unit.target) else replace(unit, source=source, target=target)


def united(units: Sequence[StoredUnit]) -> dict[int, TranslationUnit | None]:
    """The first of some duplicates with what the others know beyond it, and None for each of these."""
    first, *others = sorted(units, key=lambda stored: stored.rowid)
    one = reduce(merged, (stored.unit for stored in others), first.unit)
    return {first.rowid: one, **dict.fromkeys(stored.rowid for stored in others)}


def _fixed_side(side: Variant, code: str) -> Variant:
    if code == "wrong-script":
        return replace(side, lang=fitting_tag(side))
    text = ungarbled(side.text) if code == "garbled" else spaced(side.text, side.lang)
    return side if text == side.text else with_text(side, text)
