"""A termbase as TBX for other tools, without loss.

Written is TBX-Basic v3 (ISO 30042:2019) in DCT or DCA style, or the older martif layout (ISO 30042:2008) that OmegaT
and Weblate read. What TBX-Basic has no place for (workflow, confidence, times of day, foreign categories) goes into
notes that begin with `duizhao:`; martif takes foreign categories as they are.
"""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from glossary.entries import CrossReference, Definition, Foreign, Status, Term, TermEntry, Workflow
from glossary.tbxforms import Forms, is_form
from glossary.tbxwords import CATEGORIES, CORE, MODULES, OURS, PARTS_OF_SPEECH, TYPE_NAMES, fits_basic, in_style
from tm.errors import InputError, SettingsError
from tm.exchange.safexml import XML_LANG, atomic_write, parse_fragment, xml_text
from tm.memory.database import moment_text
from tm.units import whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

Dialect = Literal["basic", "dca", "martif"]

_FIRST = tuple(Status)  # which terms of a language stand first where readers look at the order
_SUBSETS = ("customerSubset", "projectSubset")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NEW = {"root": "tbx", "header": "tbxHeader", "entry": "conceptEntry", "language": "langSec", "term section": "termSec"}
_OLD = {"root": "martif", "header": "martifHeader", "entry": "termEntry", "language": "langSet", "term section": "tig"}


def write_tbx(path: Path, entries: Sequence[TermEntry], *, now: datetime, dialect: Dialect = "basic") -> int:
    """The number of entries written; `path` appears whole or stays as it was.

    Terms of one language stand together, in the order of their first, in martif the preferred ones before the others,
    since its readers take the first for the translation. Characters that XML forbids are left out.

    Args:
        path: the file to write.
        entries: what to write; TBX needs at least one.
        now: the moment named in the header.
        dialect: "basic" for TBX-Basic v3 in DCT style, "dca" in DCA style, "martif" for version 2.
    Raises: StorageError if the file cannot be written; SettingsError for another dialect; InputError for no entry.
    """
    from lxml import etree

    if dialect not in get_args(Dialect):
        raise SettingsError(f"{dialect!r} is not a TBX dialect; choose {', '.join(get_args(Dialect))}")
    if not entries:
        raise InputError("there is no entry to write, and TBX needs at least one", path=path)
    layout = _Layout(dialect, (entry.concept for entry in entries))
    head, _, tail = etree.tostring(layout.document(now), encoding="unicode").partition("<body/>")
    with atomic_write(path) as file:
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
        if dialect == "martif":
            file.write(b'<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n')
        file.write(f"{head}<body>\n".encode())
        for entry in entries:
            markup = etree.tostring(layout.entry(entry), encoding="unicode", pretty_print=True)
            file.write(layout.inside(markup).encode())
        file.write(f"</body>{layout.back()}{tail}\n".encode())
    return len(entries)


def xml_id(concept: str) -> str:
    """The id of a concept as XML can hold it."""
    return concept if _NAME.fullmatch(concept) else f"c{sha256(concept.encode()).hexdigest()[:12]}"


def _reference_object(xml: str) -> _Element | None:
    """A person or source of the back matter with its id; None for anything else."""
    item = parse_fragment(xml) if xml.startswith("<refObject ") else None
    return None if item is None or not item.get("id") else item


class _Layout:
    """The elements of one dialect."""

    def __init__(self, dialect: Dialect, concepts: Iterable[str]) -> None:
        from lxml.etree import Element, SubElement

        self._made, self._added = Element, SubElement
        self._style = "dct" if dialect == "basic" else dialect
        self._new = dialect != "martif"
        self._names = _NEW if self._new else _OLD
        self._concepts = frozenset(concepts)
        self._targets = {concept: True for concept in self._concepts if xml_id(concept) == concept}
        self._objects: dict[str, _Element] = {}  # of the back matter, by id
        self._forms = Forms((), self._style)  # of what is being written
        self._here: Container[str] = self._targets  # what it may refer to
        spaces = {None: CORE} | (MODULES if dialect == "basic" else {})
        # In lxml the prefix None stands for the default namespace; the stubs do not know it.
        self.prefixes = cast("dict[str, str]", spaces) if self._new else None

    def document(self, now: datetime) -> _Element:
        """The document with its header, which says where and when it was made, and an empty body."""
        root = self._element("root")
        root.set("type", "TBX-Basic")
        if self._new:
            root.set("style", self._style)
        root.set(XML_LANG, "en")
        header = self._child(root, "header")
        description = self._child(header, "fileDesc")
        self._child(self._child(description, "titleStmt"), "title", "Glossary")
        source = f"Exported from Duizhao, {moment_text(whole_second(now))}"
        self._child(self._child(description, "sourceDesc"), "p", source)
        if not self._new:
            self._child(self._child(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs").set("type", "XCSURI")
        self._child(self._child(root, "text"), "body")
        return root

    def inside(self, markup: str) -> str:
        """The markup of an entry without the namespaces that the document declares."""
        for prefix, space in (self.prefixes or {}).items():
            name = f"xmlns:{prefix}" if prefix else "xmlns"
            markup = markup.replace(f' {name}="{space}"', "", 1)
        return markup

    def back(self) -> str:
        """The back matter: the persons and sources that the entries written refer to."""
        from lxml import etree

        if not self._objects:
            return ""
        sections: dict[str, _Element] = {}
        back = self._element("back")
        for item in self._objects.values():
            kind = str(item.attrib.pop("type", "") or "respPerson")
            if kind not in sections:
                sections[kind] = self._child(back, "refObjectSec" if self._new else "refObjectList")
                sections[kind].set("type", kind)
            sections[kind].append(in_style(item, "dca" if self._new else "martif"))
        return self.inside(etree.tostring(back, encoding="unicode", pretty_print=True))

    def entry(self, entry: TermEntry) -> _Element:
        """A concept with all its terms."""
        objects = [item for xml in entry.foreign if (item := _reference_object(xml.xml)) is not None]
        for item in objects:
            self._objects.setdefault(str(item.get("id")), item)
        ids = {str(item.get("id")): True for item in objects}
        self._here = ChainMap(ids, self._targets) if ids else self._targets  # never copied: there are many entries
        self._forms = Forms((item.xml for item in entry.foreign if not item.lang), self._style, self._here)
        element = self._element("entry")
        element.set("id", xml_id(entry.concept))
        self._category(element, "subjectField", entry.subject_field)
        for definition in entry.definitions:
            if not definition.lang:
                self._definition(element, definition)
        self._transaction(element, "origination", entry.created_at, entry.created_by)
        self._transaction(element, "modification", entry.changed_at, entry.changed_by)
        for reference in entry.references:
            self._reference(element, reference)
        if entry.note:
            self._child(element, "note", entry.note)
        for name, value in self._own(entry):
            self._child(element, "note", f"{OURS}{name}={value}")
        for name, value in entry.properties:
            if name in _SUBSETS:
                self._category(element, name, value)
            else:
                self._child(element, "note", f"{OURS}property:{name}={value}")
        self._foreign(element, (item for item in entry.foreign if not item.lang), "concept")
        self._wait(element)
        for lang in dict.fromkeys(term.lang for term in entry.terms):
            self._language(element, entry, lang)
        return element

    def _own(self, entry: TermEntry) -> list[tuple[str, str]]:
        """What goes into notes of ours; texts of languages without a term have no other place."""
        own = [] if xml_id(entry.concept) == entry.concept else [("concept", entry.concept)]
        own += [] if entry.workflow is Workflow.APPROVED else [("workflow", entry.workflow.value)]
        own += [("count", str(entry.count))] if entry.count else []
        own += [] if entry.confidence is None else [("confidence", repr(entry.confidence))]
        own += [("rendering", f"{rendering.count} {rendering.text}") for rendering in entry.renderings]
        langs = {"", *(term.lang for term in entry.terms)}
        lost = [(d.lang, d.text, d.source) for d in entry.definitions if d.lang not in langs]
        own += [("definition", json.dumps(item, ensure_ascii=False)) for item in lost]
        return own + [
            ("xml", json.dumps([f.lang, f.xml], ensure_ascii=False)) for f in entry.foreign if f.lang not in langs
        ]

    def _language(self, element: _Element, entry: TermEntry, lang: str) -> None:
        section = self._child(element, "language")
        section.set(XML_LANG, lang)
        self._forms = Forms((item.xml for item in entry.foreign if item.lang == lang), self._style, self._here)
        for definition in entry.definitions:
            if definition.lang == lang:
                self._definition(section, definition)
        self._foreign(section, (item for item in entry.foreign if item.lang == lang), "language")
        self._wait(section)
        terms = [term for term in entry.terms if term.lang == lang]
        if not self._new:  # readers of version 2 take the first term for the one to write
            terms.sort(key=lambda term: _FIRST.index(term.status))
        for term in terms:
            self._term(section, term)

    def _term(self, section: _Element, term: Term) -> None:
        """The term notes of any origin come first, as martif wants them."""
        element = self._child(section, "term section")
        self._forms = Forms(term.foreign, self._style, self._here)
        marked = self._forms.written("term", term.text)
        if marked is None:
            self._child(element, "term", term.text)
        else:
            element.append(marked)
        known = term.part_of_speech in PARTS_OF_SPEECH
        self._category(element, "partOfSpeech", term.part_of_speech if known else "")
        self._category(element, "administrativeStatus", f"{term.status}Term-admn-sts")
        self._category(element, "termType", TYPE_NAMES[term.term_type] if term.term_type else "")
        notes = [Foreign(xml) for xml in term.foreign if xml.startswith("<termNote")]
        self._foreign(element, notes, "term")
        self._category(element, "context", term.context)
        self._category(element, "source", term.source)
        if term.note:
            self._child(element, "note", term.note)
        if term.part_of_speech and not known:
            self._child(element, "note", f"{OURS}partOfSpeech={term.part_of_speech}")
        self._foreign(element, (Foreign(xml) for xml in term.foreign if not xml.startswith("<termNote")), "term")
        self._wait(element)

    def _wait(self, parent: _Element) -> None:
        """Put what the style has no place for into notes."""
        for xml in self._forms.waiting:
            self._child(parent, "note", f"{OURS}xml={xml}")

    def _definition(self, parent: _Element, definition: Definition) -> None:
        group = self._child(parent, "descripGrp") if definition.source else parent
        self._category(group, "definition", definition.text)
        self._category(group, "source", definition.source)

    def _reference(self, element: _Element, reference: CrossReference) -> None:
        """A reference to a concept that is not in the file under its id, or to no web address, goes into a note."""
        target = reference.target
        here = target in self._concepts and xml_id(target) == target
        if target.startswith(("http://", "https://")) if reference.external else here:
            name = "externalCrossReference" if reference.external else "crossReference"
            self._category(element, name, reference.text or target, target=target)
        else:
            name = "externalReference" if reference.external else "reference"
            self._child(element, "note", f"{OURS}{name}={reference.target} {reference.text}".strip())

    def _foreign(self, parent: _Element, items: Iterable[Foreign], level: str) -> None:
        """What another tool wrote, as it was where the dialect has a place for it, else in a note."""
        for item in items:
            element = None if is_form(item.xml) else parse_fragment(item.xml)
            if element is None or _reference_object(item.xml) is not None:
                continue
            if "{" not in item.xml and (
                fits_basic(element, level, self._here) if self._new else ":" not in str(element.tag)
            ):
                parent.append(in_style(element, self._style))
            else:
                self._child(parent, "note", f"{OURS}xml={item.xml}")

    def _transaction(self, element: _Element, kind: str, at: datetime | None, by: str) -> None:
        if at is None and not by:
            return
        group = self._child(element, "transacGrp")
        self._category(group, "transactionType", kind)
        self._category(group, "responsibility", by)
        if at is not None:
            self._child(group, "date", at.astimezone(UTC).date().isoformat())
            if at.astimezone(UTC).time() != time():
                self._child(group, "note", f"{OURS}at={moment_text(at)}")

    def _category(self, parent: _Element, name: str, value: str, *, target: str = "") -> None:
        """A data category, where it has a value."""
        if not value:
            return
        marked = None if target else self._forms.written(name, value)
        if marked is not None:
            parent.append(marked)
            return
        category = CATEGORIES[name]
        attributes = {"target": target} if target else {}
        if self._style == "dct":
            element = self._added(parent, f"{{{MODULES[category.module]}}}{name}", attributes)
        else:
            element = self._added(parent, self.tag(category.kind), {"type": name} | attributes)
        element.text = xml_text(value)[0]

    def tag(self, name: str) -> str:
        """The tag of a core element by its generic name."""
        name = self._names.get(name, name)
        return f"{{{CORE}}}{name}" if self._new else name

    def _element(self, name: str) -> _Element:
        return self._made(self.tag(name), nsmap=self.prefixes)

    def _child(self, parent: _Element, name: str, text: str = "") -> _Element:
        element = self._added(parent, self.tag(name))
        element.text = xml_text(text)[0] or None
        return element
