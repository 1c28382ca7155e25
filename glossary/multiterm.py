"""MultiTerm XML (the MTF of RWS MultiTerm), read and written.

The names of its fields are the users' own: Subject, Definition, Status, Part of Speech, Type, Source, Context and Note
are known in any letter case. Other fields of the concept become properties; what stands at a language or a term,
pictures, nested groups and transactions are kept as they are and written back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from glossary.entries import Definition, Foreign, ReadEntry, Status, Term, TermEntry, Workflow
from glossary.fieldwords import part_of_speech, status_named, type_named
from glossary.pairrows import made_id
from glossary.readterms import ReadTerms
from glossary.tbxread import UNKNOWN_LANG
from glossary.tbxtexts import text_of, xml_of
from tm.exchange.languagenames import name_of, tag_named
from tm.exchange.safexml import NAMES, atomic_write, iter_elements, line_of, local_name, parse_fragment, xml_text
from tm.units import Problem, whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACES = {"China": "PRC", "Hong Kong SAR China": "Hong Kong", "Macao SAR China": "Macau"}  # as MultiTerm names them
_TERM_FIELDS = frozenset(["status", "part of speech", "type", "source", "context", "note"])
_GROUPS = frozenset(["descripGrp", "transacGrp", "mmDescripGrp", "system"])
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

    Problem codes: term-language (a language that nobody knows; its terms are kept as `und`), term-empty, term-status,
    term-twice. Raises: InputError.
    """
    for element in iter_elements(path, "conceptGrp", root="mtf"):
        reading = _Reading()
        for child in element:
            reading.take(child, NAMES[child.tag])
        problems = (*reading.problems, *reading.terms.problems)
        line = line_of(element)
        if reading.terms:
            yield ReadEntry(line, reading.entry(), problems)
        else:
            problem = Problem("term-empty", "", line, "an entry needs a term; add one")
            yield ReadEntry(line, None, (*problems, problem))


@dataclass(slots=True)
class _Reading:
    """What has been read of an entry."""

    terms: ReadTerms = field(default_factory=ReadTerms)
    problems: list[Problem] = field(default_factory=list)
    concept: str = ""
    workflow: Workflow = Workflow.APPROVED
    subject: str = ""
    definitions: list[Definition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, tuple[datetime | None, str]] = field(default_factory=dict)
    foreign: list[Foreign] = field(default_factory=list)

    def take(self, element: _Element, kind: str) -> None:
        """Take in a child of the entry; what has no field is kept as it is."""
        described = _field(element)
        if kind == "concept":
            self.concept = "-".join((element.text or "").split())
        elif kind == "languageGrp":
            self._language(element)
        elif kind == "transacGrp" and (change := _change(element)) and change[0] not in self.times:
            self.times[change[0]] = change[1:]
        elif described is None:
            self._keep(element, "")
        elif described.name == "definition":
            self.definitions.append(Definition(described.text, "", described.source))
        elif described.source:
            self._keep(element, "")
        elif described.name == "subject" and not self.subject:
            self.subject = described.text
        elif described.name == "note":
            self.notes.append(described.text)
        elif described.name == "workflow" and described.text in list(Workflow):
            self.workflow = Workflow(described.text)
        else:
            self.properties.append((described.name, described.text))

    def entry(self) -> TermEntry:
        """The entry; without an id it gets one that follows from its terms."""
        terms = self.terms.settled()
        created_at, created_by = self.times.get("origination", (None, ""))
        changed_at, changed_by = self.times.get("modification", (None, ""))
        return TermEntry(
            concept=self.concept or made_id(terms),
            terms=terms,
            subject_field=self.subject,
            definitions=tuple(self.definitions),
            note="\n".join(self.notes),
            workflow=self.workflow,
            created_at=created_at,
            created_by=created_by,
            changed_at=changed_at,
            changed_by=changed_by,
            properties=tuple(self.properties),
            foreign=tuple(self.foreign),
        )

    def _keep(self, element: _Element, lang: str) -> None:
        if len(element) or text_of(element):
            self.foreign.append(Foreign(xml_of(element), lang))

    def _language(self, group: _Element) -> None:
        languages = [child for child in group if NAMES[child.tag] == "language"]
        tags = [languages[0].get("lang", ""), languages[0].get("type", "")] if languages else []
        lang = next(filter(None, map(tag_named, tags)), "")
        if not lang:
            named = " ".join(filter(None, tags)) or "no language"
            lang = UNKNOWN_LANG
            message = f"{named!r} names no language that is known; its terms are kept as {lang}"
            self.problems.append(Problem("term-language", "", line_of(group), message))
        for child in group:
            kind = NAMES[child.tag]
            if kind == "termGrp":
                self._term(child, lang)
            elif (described := _field(child)) and described.name == "definition":
                self.definitions.append(Definition(described.text, lang, described.source))
            elif kind != "language":
                self._keep(child, lang)

    def _term(self, group: _Element, lang: str) -> None:
        """Take in a term; of each field the first value, what is more or unknown as it is."""
        fields, foreign, texts = dict[str, str](), list[str](), list[str]()
        for child in group:
            if NAMES[child.tag] == "term":
                texts.append(" ".join(text_of(child).split()))
                continue
            described = _field(child)
            if described is None or described.name not in _TERM_FIELDS or not _fits(described, fields):
                foreign.append(xml_of(child))
                continue
            fields[described.name] = described.text
            if described.source:
                fields["source"] = described.source
        if not (text := "".join(texts[:1])):
            kept = text_of(group)
            left = f"; left out with it: {kept[:60]!r}" if kept else ""
            self.problems.append(Problem("term-empty", "", line_of(group), f"a term group holds no term{left}"))
            return
        if unknown := [item for item in foreign if re.match(r'<descripGrp><descrip type="status">', item, re.I)]:
            told = re.sub("<[^>]*>", "", unknown[0])
            message = f"the status {told[:60]!r} of {text[:60]} is not known; set it by hand"
            self.problems.append(Problem("term-status", "", line_of(group), message))
        status = status_named(fields.get("status", ""))
        term = Term(
            text=text,
            lang=lang,
            status=status or Status.PREFERRED,
            part_of_speech=part_of_speech(fields.get("part of speech", "")),
            term_type=type_named(fields.get("type", "")),
            source=fields.get("source", ""),
            context=fields.get("context", ""),
            note=fields.get("note", ""),
            foreign=tuple(foreign),
        )
        self.terms.add(term, said=status is not None, line=line_of(group))


class _Field(NamedTuple):
    """A descriptive field: its name in lower case, its text, and the source that stands within it."""

    name: str
    text: str
    source: str


def _field(group: _Element) -> _Field | None:
    """The field that a group is; None for what is none, or is more than a text and its source."""
    if NAMES[group.tag] != "descripGrp":
        return None
    descrips = [child for child in group if NAMES[child.tag] == "descrip"]
    within = [_field(child) for child in group if NAMES[child.tag] == "descripGrp"] if len(group) > 1 else []
    sources = [one.text for one in within if one and one.name == "source" and not one.source]
    if len(descrips) != 1 or len(descrips[0]) or len(sources) != len(within) or len(within) > 1:
        return None
    if len(group) > 1 + len(within) or not (text := text_of(descrips[0])):
        return None
    name = descrips[0].get("type", "").strip().lower()
    return _Field(_FIELDS.get(name, name) or "field", text, "".join(sources))


def _fits(described: _Field, fields: Mapping[str, str]) -> bool:
    """Whether a field of a term is still free and can have that value."""
    if described.name in fields or (described.source and (described.name != "context" or "source" in fields)):
        return False
    if described.name == "status":
        return status_named(described.text) is not None
    return described.name != "type" or type_named(described.text) is not None


def _change(group: _Element) -> tuple[str, datetime | None, str] | None:
    """What a transaction did, when and by whom; None for one that says more, or has no date that is one."""
    kinds = [local_name(child) for child in group]
    transaction = group.find("transac")
    if transaction is None or sorted(kinds) not in (["date", "transac"], ["transac"]):
        return None
    kind, date = transaction.get("type", ""), (group.findtext("date") or "").strip()
    moment = None
    with suppress(ValueError):
        at = datetime.fromisoformat(date)
        moment = whole_second(at if at.tzinfo else at.replace(tzinfo=UTC))
    if kind not in ("origination", "modification") or (date and moment is None):
        return None
    return kind, moment, text_of(transaction)


def _concept(entry: TermEntry) -> _Element:
    from lxml import etree

    langs = dict.fromkeys(term.lang for term in entry.terms)
    element = etree.Element("conceptGrp")
    _child(element, "concept", entry.concept)
    _write_audit(element, "origination", entry.created_at, entry.created_by)
    _write_audit(element, "modification", entry.changed_at, entry.changed_by)
    _describe(element, "Subject", entry.subject_field)
    for definition in entry.definitions:
        if definition.lang not in langs:
            _describe(element, "Definition", definition.text, source=definition.source)
    _describe(element, "Note", entry.note)
    _describe(element, "Workflow", "" if entry.workflow is Workflow.APPROVED else str(entry.workflow))
    for name, value in entry.properties:
        _describe(element, name, value)
    _write_foreign(element, (item.xml for item in entry.foreign if item.lang not in langs))
    for lang in langs:
        group = _child(element, "languageGrp")
        language = _child(group, "language")
        language.set("lang", lang.upper())
        language.set("type", _name(lang))
        for definition in entry.definitions:
            if definition.lang == lang:
                _describe(group, "Definition", definition.text, source=definition.source)
        _write_foreign(group, (item.xml for item in entry.foreign if item.lang == lang))
        for term in entry.terms:
            if term.lang == lang:
                _write_term(group, term)
    return element


def _name(lang: str) -> str:
    """The name of a language: Chinese (PRC)."""
    language, place = name_of(lang)
    place = _PLACES.get(place, place)
    return f"{language} ({place})" if place else language


def _write_foreign(parent: _Element, items: Iterable[str]) -> None:
    """What other tools wrote: groups of MultiTerm as they were, of TBX a category as a field of that name."""
    for xml in items:
        element = parse_fragment(xml)
        if element is None:
            continue
        transaction = element.find("transac[@type='transactionType']")
        if transaction is not None:
            group = _child(parent, "transacGrp")
            by = element.findtext("transacNote[@type='responsibility']") or ""
            _child(group, "transac", by).set("type", text_of(transaction))
            _child(group, "date", element.findtext("date") or "")
        elif local_name(element) in _GROUPS:
            parent.append(element)
        elif name := element.get("type", "") or ("Note" if local_name(element) == "note" else ""):
            _describe(parent, name, text_of(element))


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
    _write_foreign(inner, term.foreign)


def _describe(parent: _Element, name: str, value: str, *, source: str = "") -> None:
    if value:
        group = _child(parent, "descripGrp")
        _child(group, "descrip", value).set("type", xml_text(name)[0])
        _describe(group, "Source", source)


def _child(parent: _Element, name: str, text: str = "") -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text = xml_text(text)[0] or None
    return element
