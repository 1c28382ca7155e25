"""TBX read: v3 in DCT and DCA style (ISO 30042:2019), and martif with tig or ntig (ISO 30042:2008).

What has no field of an entry is kept as XML in one form (glossary.tbxwords), so that writing brings it back: markup
within a text (glossary.tbxforms), and of the back matter what the entry refers to. The header of the file is not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.entries import (
    CrossReference,
    Definition,
    Foreign,
    ReadEntry,
    Rendering,
    TermEntry,
    Workflow,
)
from glossary.pairrows import made_id
from glossary.readterms import ReadTerms
from glossary.tbxforms import form_of, says_more
from glossary.tbxterms import read_term, reference_of
from glossary.tbxtexts import id_of, text_of, xml_of
from glossary.tbxwords import OURS, category_of, in_one_form
from tm.errors import InputError, SettingsError
from tm.exchange.languagenames import tag_named
from tm.exchange.safexml import NAMES, XML_LANG, iter_elements, line_of, local_name
from tm.languages import canonical
from tm.units import Problem, whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

UNKNOWN_LANG = "und"

_LANGUAGE_SECTIONS = frozenset(["langSec", "langSet"])
_TERM_SECTIONS = frozenset(["termSec", "tig", "ntig"])
_SUBSETS = ("customerSubset", "projectSubset")
_ORIGINS = {"creation": "origination", "input": "origination"}
_TARGET = re.compile(r' target="([^"]*)"')
_WORKFLOWS = {workflow.value: workflow for workflow in Workflow}
_Change = tuple[datetime | None, str, "_Element | None"]  # when, by whom, as which element
_NEVER: _Change = (None, "", None)


def read_tbx(path: Path) -> Iterator[ReadEntry]:
    """The entries of a TBX file in order, and a problem for each that cannot be used.

    An entry without a `duizhao:workflow` note comes from a glossary that people keep, so it is approved. Of terms
    without a status, the first of a language is preferred, the others admitted.
    Problem codes: tbx-language (a language section has no usable xml:lang; its terms are kept as `und`), tbx-empty (an
    entry or a term section without a term), term-status (one that is not known; it is kept beside), term-twice.
    Raises: InputError for a file that is missing, damaged or not TBX.
    """
    root = ""
    objects = reference_objects(path)
    for element in iter_elements(path, "conceptEntry", "termEntry"):
        line = line_of(element)
        if not root and (root := local_name(element.getroottree().getroot())) not in ("tbx", "martif"):
            raise InputError(f"its root element is <{root}>, not <tbx> or <martif>", path=path, line=line)
        reading = _Reading(objects=objects)
        for child in element:
            name = NAMES[child.tag]
            if name in _LANGUAGE_SECTIONS:
                reading.language(child)
            else:
                reading.take(child, name, "")
        identifier = element.get("id", "")
        problems = (*reading.problems, *reading.terms.problems)
        if not reading.terms:
            empty = Problem("tbx-empty", "", line, f"entry {identifier!r} has no terms; add one")
            yield ReadEntry(line, None, (*problems, empty))
        else:
            entry = reading.entry(identifier)
            entry = _with_objects(entry, objects) if objects else entry
            yield ReadEntry(line, entry, problems, tuple(reading.parts))


def reference_objects(path: Path) -> dict[str, tuple[str, str]]:
    """The persons and sources of the back matter by their ids: each as XML, and its name. Raises: InputError."""
    objects = {}
    for element in iter_elements(path, "refObject") if _mentions(path, "refObject") else ():
        copy = in_one_form(element)
        parent = element.getparent()
        copy.set("type", "" if parent is None else parent.get("type", ""))
        names = [text_of(item) for item in element.iter("{*}item") if item.get("type") in (None, "fn")]
        objects[element.get("id", "")] = xml_of(copy), next(iter(names), "")
    objects.pop("", None)
    return objects


def _with_objects(entry: TermEntry, objects: Mapping[str, tuple[str, str]]) -> TermEntry:
    """The entry with the persons and sources that something it keeps refers to."""
    kept = [*(item.xml for item in entry.foreign), *(xml for term in entry.terms for xml in term.foreign)]
    meant = {target for xml in kept for target in _TARGET.findall(xml)}
    found = [Foreign(xml) for identifier, (xml, _) in objects.items() if identifier in meant]
    return replace(entry, foreign=(*entry.foreign, *found)) if found else entry


def _mentions(path: Path, name: str) -> bool:
    """Whether a file may hold the name, in UTF-8 or UTF-16; one that is packed may."""
    if path.suffix.lower() in (".gz", ".zip") or not path.stat().st_size:
        return True
    with open(path, "rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return any(content.find(name.encode(encoding)) >= 0 for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(slots=True)
class _Reading:
    """What has been read of an entry."""

    terms: ReadTerms = field(default_factory=ReadTerms)
    problems: list[Problem] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # ids of terms
    subject: str = ""
    definitions: list[Definition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[CrossReference] = field(default_factory=list)
    renderings: list[Rendering] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, _Change] = field(default_factory=dict)
    foreign: list[Foreign] = field(default_factory=list)
    objects: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # as reference_objects gives them

    def take(self, element: _Element, kind: str, lang: str) -> None:
        """Take in an element of that local name at the concept level, or with `lang` at the language level."""
        if kind.endswith("Grp") and self._group(element, kind, lang):
            return
        name, text = element.get("type") or kind, text_of(element)
        if name == "definition" and text:
            self.definitions.append(Definition(text, lang))
            self._keep_form(name, text, element, lang)
        elif name == "subjectField" and text and not self.subject and not lang:
            self.subject = text
            self._keep_form(name, text, element, lang)
        elif name == "note" and text.startswith(OURS):
            try:
                self._own(text.removeprefix(OURS), lang)
            except (ValueError, TypeError):  # not written by us, or damaged
                self.notes.append(text)
        elif name == "note" and text and not lang and not element.attrib and not len(element):
            self.notes.append(text)
        elif name in _SUBSETS and text and not lang and not says_more(element):
            self.properties.append((name, text))
        elif name in ("crossReference", "externalCrossReference") and element.get("target"):
            self.references.append(reference_of(element))
        elif text or len(element) or element.attrib:
            self.foreign.append(Foreign(xml_of(element), lang))

    def _keep_form(self, name: str, text: str, element: _Element, lang: str = "") -> None:
        if says_more(element):
            self.foreign.append(Foreign(form_of(name, text, element), lang))

    def _group(self, element: _Element, kind: str, lang: str) -> bool:
        """Take in a group, where its content is known."""
        if kind == "descripGrp":
            return self._definition_group(element, lang)
        return kind == "transacGrp" and not lang and self._transaction(element)

    def language(self, section: _Element) -> None:
        """Take in a language section."""
        tag = section.get(XML_LANG) or section.get("lang") or ""
        try:
            lang = canonical(tag)
        except SettingsError as error:
            lang = tag_named(tag) or UNKNOWN_LANG
            named = f"{tag!r} is a name of a language, read as {lang}"
            message = f"{error}; its terms are kept as {lang}" if lang == UNKNOWN_LANG else named
            self.problems.append(Problem("tbx-language", "", line_of(section), message))
        for child in section:
            name = NAMES[child.tag]
            if name not in _TERM_SECTIONS:
                self.take(child, name, lang)
                continue
            read, problems = read_term(child)
            self.problems += problems
            self.references += read.references
            if read.text:
                self.terms.add(read.term(lang), said=read.said, line=line_of(child))
            self.parts += map(id_of, (child.get("id", ""), *read.ids) if child.get("id") else read.ids)

    def entry(self, identifier: str) -> TermEntry:
        """The entry; without an id it gets one that follows from its terms."""
        terms = self.terms.settled()
        concept = id_of(self.own.get("concept", "")) or id_of(identifier)
        created_at, created_by, _ = self.times.get("origination", _NEVER)
        changed_at, changed_by, _ = self.times.get("modification", _NEVER)
        return TermEntry(
            concept=concept or made_id(terms),
            terms=terms,
            subject_field=self.subject,
            definitions=tuple(dict.fromkeys(self.definitions)),
            note="\n".join(self.notes),
            references=tuple(dict.fromkeys(self.references)),
            workflow=_WORKFLOWS.get(self.own.get("workflow", ""), Workflow.APPROVED),
            confidence=_share(self.own.get("confidence", "")),
            count=int(self.own["count"]) if self.own.get("count", "").isdecimal() else 0,
            renderings=tuple(self.renderings),
            created_at=created_at,
            created_by=created_by,
            changed_at=changed_at,
            changed_by=changed_by,
            properties=tuple(self.properties),
            foreign=tuple(self.foreign),
        )

    def _definition_group(self, group: _Element, lang: str) -> bool:
        """Take in a group that holds one definition; what stands beside it, its source aside, is kept beside it."""
        definitions = [child for child in group if category_of(child) == "definition"]
        if len(definitions) != 1 or not text_of(definitions[0]):
            return False
        sources = [child for child in group if category_of(child) == "source" and not len(child)]
        source = text_of(sources[0]) if sources else ""
        self.definitions.append(Definition(text_of(definitions[0]), lang, source))
        self._keep_form("definition", text_of(definitions[0]), definitions[0], lang)
        for element in sources[:1]:
            self._keep_form("source", source, element, lang)
        for child in group:
            if child not in (definitions[0], *sources[:1]):
                self.take(child, local_name(child), lang)
        return True

    def _transaction(self, group: _Element) -> bool:
        """Take in who made or last changed the concept; other transactions stay as they are."""
        values = {category_of(child): text_of(child) for child in group}
        kind = _ORIGINS.get(values.get("transactionType", ""), values.get("transactionType", ""))
        known = {"transactionType", "responsibility", "date"}
        noted = values.get("note", "")
        if kind not in ("origination", "modification"):
            return False
        if not set(values) <= known | ({"note"} if noted.startswith(OURS) else set()):
            return False
        at = noted.removeprefix(f"{OURS}at=") or values.get("date", "")
        moment = _moment(at) or _moment(values.get("date", ""))
        if moment is None and values.get("date"):
            return False
        before = self.times.get(kind)
        if before and not (kind == "modification" and moment and before[0] and moment > before[0]):
            return False
        if before and before[2] is not None:  # an earlier change
            self.foreign.append(Foreign(xml_of(before[2])))
        by = values.get("responsibility", "")
        for child in group:
            if category_of(child) == "responsibility":
                by = by or self.objects.get(child.get("target", ""), ("", ""))[1]
                self._keep_form("responsibility", by, child)
        self.times[kind] = (moment, by, group)
        return True

    def _own(self, noted: str, lang: str) -> None:
        """Take in a note of ours."""
        key, _, value = noted.partition("=")
        if key.startswith("property:"):
            self.properties.append((key.removeprefix("property:"), value))
        elif key in ("reference", "externalReference"):
            target, _, text = value.partition(" ")
            self.references.append(CrossReference(target, text, key == "externalReference"))
        elif key == "rendering":
            count, _, text = value.partition(" ")
            self.renderings.append(Rendering(text, int(count) if count.isdecimal() else 0))
        elif key == "definition":
            lang, text, source = json.loads(value)
            self.definitions.append(Definition(text, lang, source))
        elif key == "xml" and value.startswith("["):
            lang, xml = json.loads(value)
            self.foreign.append(Foreign(xml, lang))
        elif key == "xml":
            self.foreign.append(Foreign(value, lang))
        else:
            self.own[key] = value


def _moment(text: str) -> datetime | None:
    """The moment of an ISO 8601 date or time in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return whole_second(at if at.tzinfo else at.replace(tzinfo=UTC))


def _share(text: str) -> float | None:
    if not text:
        return None
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None
