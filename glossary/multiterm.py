"""MultiTerm XML (the MTF of RWS MultiTerm), read and written.

The names of its fields are the users' own: Subject, Definition, Status, Part of Speech, Type, Source, Context and Note
are known in any letter case; others of the concept become properties, others of a term go into its note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.entries import Definition, ReadEntry, Status, Term, TermEntry, TermType, Workflow, with_statuses
from glossary.fieldwords import status_named
from glossary.pairrows import made_id
from tm.errors import SettingsError
from tm.exchange.safexml import atomic_write, iter_elements, line_of, xml_text
from tm.languages import canonical
from tm.units import Problem, whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = {"zh-CN": "Chinese (PRC)", "zh-TW": "Chinese (Taiwan)", "zh-HK": "Chinese (Hong Kong)", "zh": "Chinese"}
_NAMES |= {"en": "English", "en-US": "English (United States)", "en-GB": "English (United Kingdom)"}
_TAGS = {name: tag for tag, name in _NAMES.items()}
_TYPES = {term_type.value: term_type for term_type in TermType}
_TYPES |= {"fullform": TermType.FULL, "full form": TermType.FULL, "short form": TermType.SHORT}
_FIELDS = {"domain": "subject", "subject field": "subject", "example": "context", "usage": "status"}
_FIELDS |= {"partofspeech": "part of speech", "term type": "type", "usage status": "status"}


def write_multiterm(path: Path, entries: Sequence[TermEntry]) -> int:
    """The number of entries written, in UTF-16 as MultiTerm does. Raises: StorageError."""
    from lxml import etree

    with atomic_write(path) as file:
        file.write('\ufeff<?xml version="1.0" encoding="UTF-16"?>\n<mtf>\n'.encode("utf-16-le"))
        for entry in entries:
            file.write(f"{etree.tostring(_concept(entry), encoding='unicode')}\n".encode("utf-16-le"))
        file.write("</mtf>\n".encode("utf-16-le"))
    return len(entries)


def read_multiterm(path: Path) -> Iterator[ReadEntry]:
    """The entries of a MultiTerm XML file.

    Problem codes: term-language (a language that is none; its terms are left out), term-empty. Raises: InputError.
    """
    for element in iter_elements(path, "conceptGrp", root="mtf"):
        line, problems = line_of(element), list[Problem]()
        terms: dict[tuple[str, str], tuple[Term, bool]] = {}
        definitions: list[Definition] = []
        for group in element.iterfind("languageGrp"):
            try:
                lang = _lang(group)
            except SettingsError as error:
                problems.append(Problem("term-language", "", line_of(group), f"{error}; its terms are left out"))
                continue
            definitions += [Definition(text, lang) for name, text in _fields(group) if name == "definition"]
            for inner in group.iterfind("termGrp"):
                if found := _term(inner, lang):
                    terms.setdefault((found[0].text, lang), found)
        if terms:
            yield ReadEntry(line, _entry(element, with_statuses(terms.values()), definitions), tuple(problems))
        else:
            problem = Problem("term-empty", "", line, "an entry needs a term; add one")
            yield ReadEntry(line, None, (*problems, problem))


def _entry(element: _Element, terms: tuple[Term, ...], definitions: list[Definition]) -> TermEntry:
    fields = _fields(element)
    created_at, created_by = _audit(element, "origination")
    changed_at, changed_by = _audit(element, "modification")
    own = [Definition(text) for name, text in fields if name == "definition"]
    return TermEntry(
        concept="-".join((element.findtext("concept") or "").split()) or made_id(terms),
        terms=terms,
        subject_field=next((text for name, text in fields if name == "subject"), ""),
        definitions=(*own, *definitions),
        note="\n".join(text for name, text in fields if name == "note"),
        workflow=Workflow.APPROVED,
        created_at=created_at,
        created_by=created_by,
        changed_at=changed_at,
        changed_by=changed_by,
        properties=tuple((n, text) for n, text in fields if n not in ("subject", "definition", "note")),
    )


def _term(group: _Element, lang: str) -> tuple[Term, bool] | None:
    text = " ".join((group.findtext("term") or "").split())
    if not text:
        return None
    fields, others = dict[str, str](), list[str]()
    status: Status | None = None
    for name, value in _fields(group):
        if name == "status" and status is None:
            status = status_named(value)
            if status is None:
                others.append(f"{name}: {value}")
        elif name in ("part of speech", "source", "context", "note") and name not in fields:
            fields[name] = value
        elif name == "type" and value.lower() in _TYPES:
            fields[name] = value.lower()
        else:
            others.append(f"{name}: {value}")
    term = Term(
        text=text,
        lang=lang,
        status=status or Status.PREFERRED,
        part_of_speech=fields.get("part of speech", "").lower(),
        term_type=_TYPES.get(fields.get("type", "")),
        source=fields.get("source", ""),
        context=fields.get("context", ""),
        note="\n".join(filter(None, [fields.get("note", ""), *others])),
    )
    return term, status is not None


def _fields(group: _Element) -> list[tuple[str, str]]:
    """The descriptive fields directly in a group, by their names in lower case."""
    found = []
    for inner in group.iterfind("descripGrp/descrip"):
        name = inner.get("type", "").strip().lower()
        text = "".join(str(part) for part in inner.itertext()).strip()
        if text:
            found.append((_FIELDS.get(name, name) or "field", text))
    return found


def _lang(group: _Element) -> str:
    """The tag of a language group. Raises: SettingsError."""
    language = group.find("language")
    name = "" if language is None else language.get("type", "")
    tag = "" if language is None else language.get("lang", "")
    return canonical(tag or _TAGS.get(name, name))


def _audit(element: _Element, kind: str) -> tuple[datetime | None, str]:
    for group in element.iterfind("transacGrp"):
        transaction = group.find("transac")
        if transaction is not None and transaction.get("type") == kind:
            try:
                at = datetime.fromisoformat((group.findtext("date") or "").strip())
            except ValueError:
                return None, (transaction.text or "").strip()
            moment = whole_second(at if at.tzinfo else at.replace(tzinfo=UTC))
            return moment, (transaction.text or "").strip()
    return None, ""


def _concept(entry: TermEntry) -> _Element:
    from lxml import etree

    element = etree.Element("conceptGrp")
    _child(element, "concept", entry.concept)
    _write_audit(element, "origination", entry.created_at, entry.created_by)
    _write_audit(element, "modification", entry.changed_at, entry.changed_by)
    _describe(element, "Subject", entry.subject_field)
    for definition in entry.definitions:
        if not definition.lang:
            _describe(element, "Definition", definition.text)
    _describe(element, "Note", entry.note)
    for name, value in entry.properties:
        _describe(element, name, value)
    for lang in dict.fromkeys(term.lang for term in entry.terms):
        group = _child(element, "languageGrp")
        language = _child(group, "language")
        language.set("lang", lang.upper())
        language.set("type", _NAMES.get(lang, lang))
        for definition in entry.definitions:
            if definition.lang == lang:
                _describe(group, "Definition", definition.text)
        for term in entry.terms:
            if term.lang == lang:
                _write_term(group, term)
    return element


def _write_audit(element: _Element, kind: str, at: datetime | None, by: str) -> None:
    if at:
        group = _child(element, "transacGrp")
        _child(group, "transac", by).set("type", kind)
        _child(group, "date", at.astimezone(UTC).replace(tzinfo=None).isoformat())


def _write_term(group: _Element, term: Term) -> None:
    inner = _child(group, "termGrp")
    _child(inner, "term", term.text)
    for name, value in (
        ("Status", str(term.status)),
        ("Part of Speech", term.part_of_speech),
        ("Type", str(term.term_type or "")),
        ("Source", term.source),
        ("Context", term.context),
        ("Note", term.note),
    ):
        _describe(inner, name, value)


def _describe(parent: _Element, name: str, value: str) -> None:
    if value:
        _child(_child(parent, "descripGrp"), "descrip", value).set("type", xml_text(name)[0])


def _child(parent: _Element, name: str, text: str = "") -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text = xml_text(text)[0] or None
    return element
