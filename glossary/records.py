"""Entries as JSON records, for the termbase and its history: a field without a value is left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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

_TIMES = ("created_at", "changed_at")
_TERM_FIELDS = ("part_of_speech", "term_type", "source", "context", "note")
_ENTRY_FIELDS = ("subject_field", "note", "confidence", "count", "created_by", "changed_by")


def entry_record(entry: TermEntry) -> dict[str, Any]:
    """The entry as JSON values; times as `moment_text` writes them."""
    record: dict[str, Any] = {
        "concept": entry.concept,
        "workflow": str(entry.workflow),
        "terms": [_term_record(term) for term in entry.terms],
    }
    for name in _ENTRY_FIELDS:
        value = getattr(entry, name)
        if value or (value == 0.0 and name == "confidence"):
            record[name] = value
    for name in _TIMES:
        if at := getattr(entry, name):
            record[name] = _moment_text(at)
    if entry.definitions:
        record["definitions"] = [[d.text, d.lang, d.source] for d in entry.definitions]
    if entry.references:
        record["references"] = [[r.target, r.text, r.external] for r in entry.references]
    if entry.renderings:
        record["renderings"] = [[r.text, r.count] for r in entry.renderings]
    if entry.properties:
        record["properties"] = [list(item) for item in entry.properties]
    if entry.foreign:
        record["foreign"] = [[f.xml, f.lang] for f in entry.foreign]
    return record


def entry_of_record(record: Mapping[str, Any]) -> TermEntry:
    """The entry that `entry_record` wrote, also before there were several definitions and fields were left out."""
    fields: dict[str, Any] = {name: record[name] for name in _ENTRY_FIELDS if record.get(name) is not None}
    fields |= {name: moment(record[name]) for name in _TIMES if record.get(name)}
    former = record.get("definition")
    definitions = record.get("definitions") or ([[former]] if former else [])
    return TermEntry(
        concept=record["concept"],
        terms=tuple(map(_term, record["terms"])),
        workflow=Workflow(record["workflow"]),
        definitions=tuple(Definition(*item) for item in definitions),
        references=tuple(CrossReference(*item) for item in record.get("references", ())),
        renderings=tuple(Rendering(*item) for item in record.get("renderings", ())),
        properties=tuple((name, value) for name, value in record.get("properties", ())),
        foreign=tuple(Foreign(*item) for item in record.get("foreign", ())),
        **fields,
    )


_moment_text = lru_cache(maxsize=1000)(moment_text)  # entries of one action have one moment


def _term_record(term: Term) -> dict[str, Any]:
    record: dict[str, Any] = {"text": term.text, "lang": term.lang, "status": str(term.status)}
    for name in _TERM_FIELDS:
        if value := getattr(term, name):
            record[name] = str(value)
    if term.foreign:
        record["foreign"] = list(term.foreign)
    return record


def _term(record: Mapping[str, Any]) -> Term:
    values = dict(record) | {"status": Status(record["status"]), "foreign": tuple(record.get("foreign", ()))}
    if "term_type" in record:
        values["term_type"] = TermType(record["term_type"])
    return Term(**values)
