"""Entries as JSON, for the termbase and its history: a field without a value is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import starmap
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from glossary.entries import (
    CrossReference,
    Definition,
    Foreign,
    Rendering,
    Status,
    Term,
    TermEntry,
    TermType,
    Workflow,
)
from tm.memory.database import moment, moment_text

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_TIMES = frozenset(["created_at", "changed_at"])
_TERM_FIELDS = ("part_of_speech", "term_type", "source", "context", "note")
_ENTRY_FIELDS = ("subject_field", "note", "count", "created_by", "changed_by")
_PLAIN = frozenset(["concept", "confidence", *_ENTRY_FIELDS])
_LISTS: dict[str, tuple[Callable[..., Any], Callable[[Any], tuple[Any, ...]]]] = {  # an item of its values, and back
    "definitions": (Definition, attrgetter("text", "lang", "source")),
    "references": (CrossReference, attrgetter("target", "text", "external")),
    "renderings": (Rendering, attrgetter("text", "count")),
    "properties": (lambda name, value: (name, value), tuple),
    "foreign": (Foreign, attrgetter("xml", "lang")),
}
_WORKFLOWS = {workflow.value: workflow for workflow in Workflow}
_STATUSES = {status.value: status for status in Status}
_entry_values, _lists = attrgetter(*_ENTRY_FIELDS), attrgetter(*_LISTS)
_term_values = attrgetter(*_TERM_FIELDS, "foreign")


@lru_cache(maxsize=1000)
def time_text(at: datetime) -> str:
    """The moment as `moment_text` writes it; entries of one action have the same."""
    return moment_text(at)


def entry_text(entry: TermEntry, signature: Mapping[str, str] = MappingProxyType({})) -> str:
    """The entry as the JSON text that is stored; times as `moment_text` writes them.

    `signature` are fields that the entry is given where it has none. What every entry has is put together here: to make
    values for an encoder of JSON, and have it go through them, takes three times as long.
    """
    record: dict[str, Any] = dict(signature)
    if any(values := _entry_values(entry)):
        record |= {name: value for name, value in zip(_ENTRY_FIELDS, values, strict=True) if value}
    if entry.confidence is not None:
        record["confidence"] = entry.confidence
    for name, at in (("created_at", entry.created_at), ("changed_at", entry.changed_at)):
        if at:
            record[name] = time_text(at)
    if any(lists := _lists(entry)):
        for (name, (_, values_of)), items in zip(_LISTS.items(), lists, strict=True):
            if items:
                record[name] = [values_of(item) for item in items]
    terms = ",".join(map(_term_text, entry.terms))
    return _with(f'"concept":{_encode(entry.concept)},"workflow":"{entry.workflow}","terms":[{terms}]', record)


def entry_record(entry: TermEntry) -> dict[str, Any]:
    """The values of `entry_text`, as a history keeps them."""
    record: dict[str, Any] = json.loads(entry_text(entry))
    return record


def entry_of_record(record: Mapping[str, Any]) -> TermEntry:
    """The entry that `entry_record` wrote, also before there were several definitions and fields were left out."""
    fields: dict[str, Any] = {"terms": tuple(map(_term, record["terms"]))}
    for name, value in record.items():
        if value is None:
            continue
        if name in _PLAIN:
            fields[name] = value
        elif name in _TIMES:
            fields[name] = moment(value)
        elif name in _LISTS:
            fields[name] = tuple(starmap(_LISTS[name][0], value))
    if former := record.get("definition"):
        fields.setdefault("definitions", (Definition(former),))
    return TermEntry(workflow=_WORKFLOWS[record["workflow"]], **fields)


def _term_text(term: Term) -> str:
    record: dict[str, Any] = {}
    if any(values := _term_values(term)):
        record = {name: value for name, value in zip((*_TERM_FIELDS, "foreign"), values, strict=True) if value}
    return _with(f'"text":{_encode(term.text)},"lang":{_encode(term.lang)},"status":"{term.status}"', record)


def _with(fields: str, more: Mapping[str, Any]) -> str:
    """A JSON object of fields that are JSON already, and more."""
    return f"{{{fields},{_encode(more)[1:]}" if more else f"{{{fields}}}"


def _term(record: Mapping[str, Any]) -> Term:
    values = dict(record)
    values["status"] = _STATUSES[record["status"]]
    if "term_type" in record:
        values["term_type"] = TermType(record["term_type"])
    if "foreign" in record:
        values["foreign"] = tuple(record["foreign"])
    return Term(**values)
