"""A unit as columns of the memory file, what makes it the same unit, and how two records of one unit merge."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from tm.inline import codes_of_text, codes_text
from tm.memory.database import SqlValue, moment, moment_text
from tm.units import Origin, Properties, State, TranslationUnit, Variant

UNIT_COLUMNS = (
    *("unit_id", "source_lang", "source_text", "target_lang", "target_text", "state", "position"),
    *("context_before", "context_after", "confidence", "created_at", "created_by", "changed_at", "changed_by"),
    *("note", "properties", "source_codes", "target_codes"),
)
ORIGIN_COLUMNS = ("document", "publisher", "date", "url")
_KEY_COLUMNS = ("unit_id", "source_lang", "target_lang", "source_text", "target_text", "document")
_CODE_COLUMNS = ("source_codes", "target_codes")
_key_texts: Callable[[Mapping[str, SqlValue]], tuple[str, ...]] = itemgetter(*_KEY_COLUMNS)
_values: Callable[[Mapping[str, Any]], tuple[Any, ...]] = itemgetter(*UNIT_COLUMNS, *ORIGIN_COLUMNS)
_STATES = tuple(State)  # lowest first
_STATE_NAMED = {state.value: state for state in State}
_moment = lru_cache(maxsize=1024)(moment)  # an import gives thousands of units one


def merged(old: TranslationUnit, new: TranslationUnit) -> TranslationUnit:
    """The stored unit `old` with what `new`, of the same key, knows beyond it.

    The unit of the higher state leads, then the one changed later, then the stored one: its fields stand, and the
    other's fill the empty ones. So a state never falls, and an aligned pair never overwrites a reviewed one. Lines of
    notes and properties are united; a confidence stays only if no person or tool vouches for either, the higher one of
    equals; the earliest creation and the latest change are kept. Merging the same unit again changes nothing.
    """
    first, second = (new, old) if _lead(new) > _lead(old) else (old, new)
    placed = first if first.context_before or first.context_after else second  # neighbours of one place, never mixed
    position = second.origin.position if first.origin.position is None else first.origin.position
    created_at, created_by = _earliest_or_latest(
        min, (old.created_at, old.created_by), (new.created_at, new.created_by)
    )
    changed_at, changed_by = _earliest_or_latest(
        max, (old.changed_at, old.changed_by), (new.changed_at, new.changed_by)
    )
    return replace(
        first,
        origin=Origin(
            document=first.origin.document,
            publisher=first.origin.publisher or second.origin.publisher,
            date=first.origin.date or second.origin.date,
            url=first.origin.url or second.origin.url,
            position=position,
        ),
        context_before=placed.context_before,
        context_after=placed.context_after,
        confidence=_confidence(first, second),
        created_at=created_at,
        created_by=created_by,
        changed_at=changed_at,
        changed_by=changed_by,
        note=_united_lines(first.note, second.note),
        properties=first.properties + tuple((Counter(second.properties) - Counter(first.properties)).elements()),
    )


def _lead(unit: TranslationUnit) -> tuple[int, str]:
    return _STATES.index(unit.state), moment_text(unit.changed_at) if unit.changed_at else ""


def _confidence(first: TranslationUnit, second: TranslationUnit) -> float | None:
    if first.confidence is None or second.confidence is None:
        return None
    return max(first.confidence, second.confidence) if first.state == second.state else first.confidence


def _earliest_or_latest(
    pick: Callable[[Iterable[datetime]], datetime], old: tuple[datetime | None, str], new: tuple[datetime | None, str]
) -> tuple[datetime | None, str]:
    """The moment picked out of two and who it belongs to; a name without a moment counts only if neither has one."""
    dated = [(at, by) for at, by in (old, new) if at is not None]
    if not dated:
        return None, old[1] or new[1]
    picked = pick(at for at, _ in dated)
    return picked, next((by for at, by in dated if at == picked and by), "")


def _united_lines(first: str, second: str) -> str:
    known = first.splitlines()
    return "\n".join([first, *(line for line in second.splitlines() if line not in known)]) if first else second


def turn(unit: TranslationUnit) -> TranslationUnit:
    """The unit with its sides changed; without the neighbours, which are known in the old source language only."""
    return TranslationUnit(  # in a quarter of the time of dataclasses.replace
        source=unit.target,
        target=unit.source,
        id=unit.id,
        state=unit.state,
        origin=unit.origin,
        confidence=unit.confidence,
        created_at=unit.created_at,
        created_by=unit.created_by,
        changed_at=unit.changed_at,
        changed_by=unit.changed_by,
        note=unit.note,
        properties=_turned_properties(unit.properties),
    )


def _turned_properties(properties: Properties) -> Properties:
    return tuple((_turned(name), value) for name, value in properties) if properties else ()


def _turned(name: str) -> str:
    """The name of a property of one side (`source:…`, `target:…`) as one of the other side."""
    for side, other in (("source:", "target:"), ("target:", "source:")):
        if name.startswith(side):
            return other + name[len(side) :]
    return name


def record_key(record: Mapping[str, SqlValue]) -> bytes:
    """Digest of what makes it the same unit."""
    same = _key_texts(record)
    if record["source_codes"] or record["target_codes"]:  # units without codes have the key that they always had
        same += tuple(str(record[column]) for column in _CODE_COLUMNS)
    lengths = ",".join(map(str, map(len, same)))  # so that no text runs into the next
    return hashlib.blake2b("".join([lengths, "\n", *same]).encode(), digest_size=16).digest()


def text_hash(text: str) -> int:
    """A signed 64-bit number of the text; texts are compared after it."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def unit_record(unit: TranslationUnit) -> dict[str, SqlValue]:
    """The unit as stored and as the history keeps it: a value for each column of the tables unit and origin."""
    return {
        "unit_id": unit.id,
        "source_lang": unit.source.lang,
        "source_text": unit.source.text,
        "target_lang": unit.target.lang,
        "target_text": unit.target.text,
        "state": unit.state.value,
        "position": unit.origin.position,
        "context_before": unit.context_before,
        "context_after": unit.context_after,
        "confidence": unit.confidence,
        "created_at": moment_text(unit.created_at) if unit.created_at else None,
        "created_by": unit.created_by,
        "changed_at": moment_text(unit.changed_at) if unit.changed_at else None,
        "changed_by": unit.changed_by,
        "note": unit.note,
        "properties": json.dumps(unit.properties, ensure_ascii=False) if unit.properties else "",
        "source_codes": codes_text(unit.source.codes),
        "target_codes": codes_text(unit.target.codes),
        "document": unit.origin.document,
        "publisher": unit.origin.publisher,
        "date": unit.origin.date,
        "url": unit.origin.url,
    }


def unit_of_record(record: Mapping[str, Any]) -> TranslationUnit:
    """The unit that `unit_record` wrote."""
    return unit_of_values(_values(record))


def unit_of_values(values: Sequence[Any], *, turned: bool = False) -> TranslationUnit:
    """The unit with these values of UNIT_COLUMNS and ORIGIN_COLUMNS; as `turn` has it where that is asked for."""
    unit_id, source_lang, source_text, target_lang, target_text, state, position = values[:7]
    context_before, context_after, confidence, created_at, created_by, changed_at, changed_by = values[7:14]
    note, properties, source_codes, target_codes, document, publisher, date, url = values[14:]
    source = Variant(source_text, source_lang, codes_of_text(source_codes))
    target = Variant(target_text, target_lang, codes_of_text(target_codes))
    named = tuple((name, value) for name, value in json.loads(properties)) if properties else ()
    return TranslationUnit(
        id=unit_id,
        source=target if turned else source,
        target=source if turned else target,
        state=_STATE_NAMED[state],
        origin=Origin(document, publisher, date, url, position),
        context_before="" if turned else context_before,
        context_after="" if turned else context_after,
        confidence=confidence,
        created_at=_moment(created_at) if created_at else None,
        created_by=created_by,
        changed_at=_moment(changed_at) if changed_at else None,
        changed_by=changed_by,
        note=note,
        properties=_turned_properties(named) if turned else named,
    )
