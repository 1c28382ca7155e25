"""TBX: a termbase as a file for other tools, without loss, and theirs read.

Written is TBX-Basic v3 in DCT style (ISO 30042:2019), or the older martif layout (ISO 30042:2008) that OmegaT and
Weblate read. What TBX-Basic has no place for (workflow, confidence, times of day) goes into notes that begin with
`duizhao:`. Read are v3 in both styles and martif with tig or ntig; what is not modelled is kept as properties or notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from glossary.entries import Status, Term, TermEntry, TermType, Workflow
from tm.errors import InputError, SettingsError
from tm.exchange.safexml import XML_LANG, atomic_write, iter_elements, line_of, local_name, xml_text
from tm.languages import canonical
from tm.memory.database import moment_text
from tm.units import Problem, whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

Dialect = Literal["basic", "martif"]

_CORE = "urn:iso:std:iso:30042:ed-2"
_MODULES = {"min": "http://www.tbxinfo.net/ns/min", "basic": "http://www.tbxinfo.net/ns/basic"}
_MIN = {"subjectField", "partOfSpeech", "administrativeStatus", "customerSubset"}  # the others are in Basic
_KINDS = {  # v2 element of a data category
    "subjectField": "descrip",
    "definition": "descrip",
    "context": "descrip",
    "source": "admin",
    "customerSubset": "admin",
    "projectSubset": "admin",
    "transactionType": "transac",
    "responsibility": "transacNote",
}
_SUBSETS = ("customerSubset", "projectSubset")
_PARTS_OF_SPEECH = {"noun", "verb", "adjective", "adverb", "other"}
_TYPE_NAMES = {
    TermType.FULL: "fullForm",
    TermType.ABBREVIATION: "abbreviation",
    TermType.ACRONYM: "acronym",
    TermType.SHORT: "shortForm",
    TermType.VARIANT: "variant",
    TermType.PHRASE: "phrase",
}
_TYPES = {name: term_type for term_type, name in _TYPE_NAMES.items()}
_STATUSES = {status.value: status for status in Status}
_STATUSES |= {"forbidden": Status.DEPRECATED, "notrecommended": Status.DEPRECATED, "obsolete": Status.SUPERSEDED}
_WORKFLOWS = {workflow.value: workflow for workflow in Workflow}
_GROUPS = {"descripGrp", "adminGrp", "termNoteGrp", "termGrp"}
_OURS = "duizhao:"
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def write_tbx(path: Path, entries: Iterable[TermEntry], *, now: datetime, dialect: Dialect = "basic") -> int:
    """The number of entries written; `path` appears whole or stays as it was.

    Terms of one language stand together, in the order of their first. Characters that XML forbids are left out.

    Args:
        path: the file to write.
        entries: what to write.
        now: the moment named in the header.
        dialect: "basic" for TBX-Basic v3, "martif" for version 2.
    Raises: StorageError if the file cannot be written; SettingsError for another dialect.
    """
    if dialect not in ("basic", "martif"):
        raise SettingsError(f"{dialect!r} is not a TBX dialect; choose basic or martif")

    layout = _Layout(dialect)
    root, body = layout.document(now)
    count = 0
    for entry in entries:
        layout.add_entry(body, entry)
        count += 1
    with atomic_write(path) as file:
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
        if dialect == "martif":
            file.write(b'<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n')
        root.getroottree().write(file, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    return count


class _Layout:
    """The elements of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._v3 = dialect == "basic"
        names = ("tbx", "tbxHeader", "conceptEntry", "langSec", "termSec")
        old = ("martif", "martifHeader", "termEntry", "langSet", "tig")
        generic = ("root", "header", "entry", "language", "term section")
        self._names = dict(zip(generic, names if self._v3 else old, strict=True))

    def document(self, now: datetime) -> tuple[_Element, _Element]:
        """The document element with its header, and the body for the entries."""
        from lxml import etree

        # In lxml the prefix None stands for the default namespace; the stubs do not know it.
        prefixes = cast("dict[str, str]", {None: _CORE, **_MODULES}) if self._v3 else None
        root = etree.Element(self._tag("root"), {"type": "TBX-Basic", XML_LANG: "en"}, nsmap=prefixes)
        if self._v3:
            root.set("style", "dct")
        header = self._child(root, "header")
        description = self._child(header, "fileDesc")
        self._child(self._child(description, "titleStmt"), "title", "Glossary")
        source = f"Exported from Duizhao, {moment_text(whole_second(now))}"
        self._child(self._child(description, "sourceDesc"), "p", source)
        if not self._v3:
            self._child(self._child(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs").set("type", "XCSURI")
        return root, self._child(self._child(root, "text"), "body")

    def add_entry(self, body: _Element, entry: TermEntry) -> None:
        """A concept with all its terms, at the end of the body."""
        element = self._child(body, "entry")
        named = _NAME.fullmatch(entry.concept) is not None
        element.set("id", entry.concept if named else f"c{sha256(entry.concept.encode()).hexdigest()[:12]}")
        self._category(element, "subjectField", entry.subject_field)
        self._category(element, "definition", entry.definition)
        self._transaction(element, "origination", entry.created_at, entry.created_by)
        self._transaction(element, "modification", entry.changed_at, entry.changed_by)
        if entry.note:
            self._child(element, "note", entry.note)
        own = [] if named else [("concept", entry.concept)]
        own += [("workflow", entry.workflow.value), ("count", str(entry.count))]
        own += [] if entry.confidence is None else [("confidence", repr(entry.confidence))]
        for name, value in own:
            self._child(element, "note", f"{_OURS}{name}={value}")
        for name, value in entry.properties:
            if name in _SUBSETS:
                self._category(element, name, value)
            else:
                self._child(element, "note", f"{_OURS}property:{name}={value}")
        languages = dict.fromkeys(term.lang for term in entry.terms)
        for lang in languages:
            section = self._child(element, "language")
            section.set(XML_LANG, lang)
            for term in entry.terms:
                if term.lang == lang:
                    self._term(section, term)

    def _term(self, section: _Element, term: Term) -> None:
        element = self._child(section, "term section")
        self._child(element, "term", term.text)
        known = term.part_of_speech in _PARTS_OF_SPEECH
        self._category(element, "partOfSpeech", term.part_of_speech if known else "")
        self._category(element, "administrativeStatus", f"{term.status}Term-admn-sts")
        self._category(element, "termType", _TYPE_NAMES[term.term_type])
        self._category(element, "context", term.context)
        self._category(element, "source", term.source)
        if term.note:
            self._child(element, "note", term.note)
        if term.part_of_speech and not known:
            self._child(element, "note", f"{_OURS}partOfSpeech={term.part_of_speech}")

    def _transaction(self, element: _Element, kind: str, at: datetime | None, by: str) -> None:
        if at is None and not by:
            return
        group = self._child(element, "transacGrp")
        self._category(group, "transactionType", kind)
        self._category(group, "responsibility", by)
        if at is not None:
            self._child(group, "date", at.astimezone(UTC).date().isoformat())
            self._child(group, "note", f"{_OURS}at={moment_text(at)}")

    def _category(self, parent: _Element, name: str, value: str) -> None:
        """A data category, where it has a value."""
        from lxml import etree

        if not value:
            return
        if self._v3:
            module = _MODULES["min" if name in _MIN else "basic"]
            etree.SubElement(parent, f"{{{module}}}{name}").text = xml_text(value)[0]
        else:
            etree.SubElement(parent, _KINDS.get(name, "termNote"), type=name).text = xml_text(value)[0]

    def _tag(self, name: str) -> str:
        """The tag of a core element by its generic name."""
        name = self._names.get(name, name)
        return f"{{{_CORE}}}{name}" if self._v3 else name

    def _child(self, parent: _Element, name: str, text: str = "") -> _Element:
        from lxml import etree

        element = etree.SubElement(parent, self._tag(name))
        element.text = xml_text(text)[0] or None
        return element


def read_tbx(path: Path) -> Iterator[TermEntry | Problem]:
    """The entries of a TBX file in order, and a problem for each that cannot be used.

    An entry without a `duizhao:workflow` note comes from a glossary that people keep, so it is approved.
    Problem codes: tbx-language (a language section has no usable xml:lang and is left out), tbx-empty (no terms).
    Raises: InputError for a file that is missing, damaged or not XML.
    """
    for element in iter_elements(path, "conceptEntry", "termEntry"):
        line = line_of(element)
        root = local_name(element.getroottree().getroot())
        if root not in ("tbx", "martif"):
            raise InputError(f"its root element is <{root}>, not <tbx> or <martif>", path=path, line=line)
        reading = _Reading()
        for child in element:
            if local_name(child) in ("langSec", "langSet"):
                message = reading.language(child)
                if message:
                    yield Problem("tbx-language", str(path), line_of(child), message)
            else:
                reading.concept(child)
        if reading.terms:
            yield reading.entry(element.get("id", ""))
        else:
            yield Problem("tbx-empty", str(path), line, f"entry {element.get('id', '')!r} has no terms; add one")


@dataclass(slots=True)
class _Reading:
    """What has been read of an entry."""

    terms: list[Term] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, tuple[datetime | None, str]] = field(default_factory=dict)

    def concept(self, element: _Element) -> None:
        """Take in an element of the concept level, or a definition of the language level."""
        name, text = _category_of(element), _text(element)
        if local_name(element) in _GROUPS:
            for child in element:
                self.concept(child)
        elif local_name(element) == "transacGrp":
            self._transaction(element)
        elif name in ("subjectField", "definition") and text and name not in self.fields:
            self.fields[name] = text
        elif name == "note" and text.startswith(_OURS):
            key, _, value = text.removeprefix(_OURS).partition("=")
            if key.startswith("property:"):
                self.properties.append((key.removeprefix("property:"), value))
            else:
                self.own[key] = value
        elif name == "note":
            self.notes.append(text)
        elif text:
            self.properties.append((name, text))

    def language(self, section: _Element) -> str:
        """Take in the terms of a language; says what is wrong with its tag, if anything."""
        tag = section.get(XML_LANG) or section.get("lang") or ""
        try:
            lang = canonical(tag)
        except SettingsError as error:
            return f"{error}; its terms are left out"
        for child in section:
            if local_name(child) not in ("termSec", "tig", "ntig"):
                self.concept(child)
                continue
            term = _term_of(child, lang)
            if term and (term.text, lang) not in {(other.text, other.lang) for other in self.terms}:
                self.terms.append(term)
        return ""

    def entry(self, identifier: str) -> TermEntry:
        """The entry; without an id it gets one that follows from its terms."""
        named = "\t".join(f"{term.lang} {term.text}" for term in self.terms)
        concept = self.own.get("concept") or "-".join(identifier.split())
        created_at, created_by = self.times.get("origination", (None, ""))
        changed_at, changed_by = self.times.get("modification", (None, ""))
        return TermEntry(
            concept=concept or "c" + sha256(named.encode()).hexdigest()[:12],
            terms=tuple(self.terms),
            subject_field=self.fields.get("subjectField", ""),
            definition=self.fields.get("definition", ""),
            note="\n".join(self.notes),
            workflow=_WORKFLOWS.get(self.own.get("workflow", ""), Workflow.APPROVED),
            confidence=_share(self.own.get("confidence", "")),
            count=int(self.own["count"]) if self.own.get("count", "").isdecimal() else 0,
            created_at=created_at,
            created_by=created_by,
            changed_at=changed_at,
            changed_by=changed_by,
            properties=tuple(self.properties),
        )

    def _transaction(self, group: _Element) -> None:
        values = {_category_of(child): _text(child) for child in group}
        kind = {"creation": "origination", "input": "origination"}.get(
            values.get("transactionType", ""), values.get("transactionType", "")
        )
        at = values.get("note", "").removeprefix(f"{_OURS}at=") or values.get("date", "")
        self.times[kind] = (_moment(at) or _moment(values.get("date", "")), values.get("responsibility", ""))


def _term_of(section: _Element, lang: str) -> Term | None:
    """The term of a term section; None where it has no text."""
    term: Term | None = None
    values: dict[str, str] = {}
    notes: list[str] = []
    for element in _flat(section):
        name, text = _category_of(element), _text(element)
        if name == "term":
            term = Term(text=text, lang=lang) if text else None
        elif name == "note" and text.startswith(f"{_OURS}partOfSpeech="):
            values["partOfSpeech"] = text.partition("=")[2]
        elif name == "note":
            notes.append(text)
        elif name in _TERM_CATEGORIES:
            values.setdefault(name, text)
        elif text:
            notes.append(f"{name}: {' '.join(text.split())}")
    if term is None:
        return None
    return replace(
        term,
        status=_STATUSES.get(re.sub(r"(Term)?(-admn-sts)?$", "", values.get("administrativeStatus", "")).lower())
        or Status.PREFERRED,
        part_of_speech=values.get("partOfSpeech", ""),
        term_type=_TYPES.get(values.get("termType", ""), TermType.FULL),
        source=values.get("source", ""),
        context=values.get("context", ""),
        note="\n".join(note for note in notes if note),
    )


_TERM_CATEGORIES = {"partOfSpeech", "administrativeStatus", "termType", "context", "source"}


def _flat(element: _Element) -> Iterator[_Element]:
    """The children, those of groups in the place of the group."""
    for child in element:
        if local_name(child) in _GROUPS:
            yield from _flat(child)
        else:
            yield child


def _category_of(element: _Element) -> str:
    """The data category: the type attribute in DCA and martif, the element name in DCT."""
    return element.get("type") or local_name(element)


def _text(element: _Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _moment(text: str) -> datetime | None:
    """The moment of an ISO 8601 date or time in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return whole_second(at if at.tzinfo else at.replace(tzinfo=UTC))


def _share(text: str) -> float | None:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None
