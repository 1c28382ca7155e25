"""Entries as JSON records, for the termbase and its history: a field without a value is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import starmap
from operator import attrgetter
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
_entry_values, _term_values = attrgetter(*_ENTRY_FIELDS), attrgetter(*_TERM_FIELDS)


def entry_record(entry: TermEntry) -> dict[str, Any]:
    """The entry as JSON values; times as `moment_text` writes them."""
    record: dict[str, Any] = {
        "concept": entry.concept,
        "workflow": str(entry.workflow),
        "terms": [_term_record(term) for term in entry.terms],
    }
    for name, value in zip(_ENTRY_FIELDS, _entry_values(entry), strict=True):
        if value:
            record[name] = value
    if entry.confidence is not None:
        record["confidence"] = entry.confidence
    for name, at in (("created_at", entry.created_at), ("changed_at", entry.changed_at)):
        if at:
            record[name] = _moment_text(at)
    for name, (_, values_of) in _LISTS.items():
        if items := getattr(entry, name):
            record[name] = [list(values_of(item)) for item in items]
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


_moment_text = lru_cache(maxsize=1000)(moment_text)  # entries of one action have one moment


def _term_record(term: Term) -> dict[str, Any]:
    record: dict[str, Any] = {"text": term.text, "lang": term.lang, "status": str(term.status)}
    for name, value in zip(_TERM_FIELDS, _term_values(term), strict=True):
        if value:
            record[name] = str(value)
    if term.foreign:
        record["foreign"] = list(term.foreign)
    return record


def _term(record: Mapping[str, Any]) -> Term:
    values = dict(record)
    values["status"] = _STATUSES[record["status"]]
    if "term_type" in record:
        values["term_type"] = TermType(record["term_type"])
    if "foreign" in record:
        values["foreign"] = tuple(record["foreign"])
    return Term(**values)
