"""TBX read: v3 in DCT and DCA style (ISO 30042:2019), and martif with tig or ntig (ISO 30042:2008).

What has no field of an entry is kept as XML in one form (glossary.tbxwords), so that writing brings it back. Inline
markup of a text, and header and back matter of the file, are not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossary.entries import (
    CrossReference,
    Definition,
    Foreign,
    ReadEntry,
    Rendering,
    Term,
    TermEntry,
    Workflow,
    with_statuses,
)
from glossary.fieldwords import part_of_speech, status_named, type_named
from glossary.pairrows import made_id
from glossary.tbxwords import GROUPS, OURS, category_of, in_one_form
from tm.errors import InputError, SettingsError
from tm.exchange.safexml import XML_LANG, iter_elements, line_of, local_name
from tm.languages import canonical
from tm.units import Problem, whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

UNKNOWN_LANG = "und"

_LANGUAGE_SECTIONS = frozenset(["langSec", "langSet"])
_TERM_SECTIONS = frozenset(["termSec", "tig", "ntig"])
_TERM_FIELDS = {"partOfSpeech": "part_of_speech", "administrativeStatus": "status", "termType": "term_type"}
_TERM_FIELDS |= {"context": "context", "source": "source"}
_PLAIN_CATEGORIES = frozenset([*_TERM_FIELDS, "note"])
_SUBSETS = ("customerSubset", "projectSubset")
_ORIGINS = {"creation": "origination", "input": "origination"}
_WORKFLOWS = {workflow.value: workflow for workflow in Workflow}
_LAYOUT = re.compile(r"[ \t]*[\r\n]+[ \t]+")  # an indented line of the file, not of the text


def read_tbx(path: Path) -> Iterator[ReadEntry]:
    """The entries of a TBX file in order, and a problem for each that cannot be used.

    An entry without a `duizhao:workflow` note comes from a glossary that people keep, so it is approved. Of terms
    without a status, the first of a language is preferred, the others admitted.
    Problem codes: tbx-language (a language section has no usable xml:lang; its terms are kept as `und`), tbx-empty.
    Raises: InputError for a file that is missing, damaged or not TBX.
    """
    root = ""
    for element in iter_elements(path, "conceptEntry", "termEntry"):
        line = line_of(element)
        if not root and (root := local_name(element.getroottree().getroot())) not in ("tbx", "martif"):
            raise InputError(f"its root element is <{root}>, not <tbx> or <martif>", path=path, line=line)
        reading = _Reading()
        problems: list[Problem] = []
        for child in element:
            name = local_name(child)
            if name not in _LANGUAGE_SECTIONS:
                reading.take(child, name, "")
            elif message := reading.language(child):
                problems.append(Problem("tbx-language", str(path), line_of(child), message))
        identifier = element.get("id", "")
        if not reading.terms:
            problems.append(Problem("tbx-empty", str(path), line, f"entry {identifier!r} has no terms; add one"))
            yield ReadEntry(line, None, tuple(problems))
        else:
            yield ReadEntry(line, reading.entry(identifier), tuple(problems))


@dataclass(slots=True)
class _Reading:
    """What has been read of an entry."""

    terms: dict[tuple[str, str], tuple[Term, bool]] = field(default_factory=dict)  # whether the status was said
    subject: str = ""
    definitions: list[Definition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[CrossReference] = field(default_factory=list)
    renderings: list[Rendering] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, tuple[datetime | None, str]] = field(default_factory=dict)
    foreign: list[Foreign] = field(default_factory=list)

    def take(self, element: _Element, kind: str, lang: str) -> None:
        """Take in an element of that local name at the concept level, or with `lang` at the language level."""
        if kind.endswith("Grp") and self._group(element, kind, lang):
            return
        name, text = element.get("type") or kind, _text(element)
        if name == "definition" and text:
            self.definitions.append(Definition(text, lang))
        elif name == "subjectField" and text and not self.subject and not lang:
            self.subject = text
        elif name == "note" and text.startswith(OURS):
            try:
                self._own(text.removeprefix(OURS), lang)
            except (ValueError, TypeError):  # not written by us, or damaged
                self.notes.append(text)
        elif name == "note" and text and not lang and not element.attrib:
            self.notes.append(text)
        elif name in _SUBSETS and text and not lang:
            self.properties.append((name, text))
        elif name in ("crossReference", "externalCrossReference") and element.get("target"):
            self._reference(element)
        elif text or len(element) or element.attrib:
            self.foreign.append(Foreign(_xml(element), lang))

    def _group(self, element: _Element, kind: str, lang: str) -> bool:
        """Take in a group, where its content is known."""
        if kind == "descripGrp":
            return self._definition_group(element, lang)
        return kind == "transacGrp" and not lang and self._transaction(element)

    def language(self, section: _Element) -> str:
        """Take in a language section; says what is wrong with its tag, if anything."""
        tag = section.get(XML_LANG) or section.get("lang") or ""
        message = ""
        try:
            lang = canonical(tag)
        except SettingsError as error:
            message, lang = f"{error}; its terms are kept as {UNKNOWN_LANG}", UNKNOWN_LANG
        for child in section:
            name = local_name(child)
            if name not in _TERM_SECTIONS:
                self.take(child, name, lang)
            elif read := self._term(child, lang):
                self.terms.setdefault((read[0].text, lang), read)
        return message

    def entry(self, identifier: str) -> TermEntry:
        """The entry; without an id it gets one that follows from its terms."""
        terms = with_statuses(self.terms.values())
        concept = _id(self.own.get("concept", "")) or _id(identifier)
        created_at, created_by = self.times.get("origination", (None, ""))
        changed_at, changed_by = self.times.get("modification", (None, ""))
        return TermEntry(
            concept=concept or made_id(terms),
            terms=terms,
            subject_field=self.subject,
            definitions=tuple(dict.fromkeys(self.definitions))
            if len(self.definitions) > 1
            else tuple(self.definitions),
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
        if len(definitions) != 1 or not _text(definitions[0]):
            return False
        sources = [child for child in group if category_of(child) == "source" and not len(child)]
        source = _text(sources[0]) if sources else ""
        self.definitions.append(Definition(_text(definitions[0]), lang, source))
        for child in group:
            if child not in (definitions[0], *sources[:1]):
                self.take(child, local_name(child), lang)
        return True

    def _transaction(self, group: _Element) -> bool:
        """Take in who made or last changed the concept; other transactions stay as they are."""
        values = {category_of(child): _text(child) for child in group}
        kind = _ORIGINS.get(values.get("transactionType", ""), values.get("transactionType", ""))
        known = {"transactionType", "responsibility", "date"}
        noted = values.get("note", "")
        if kind not in ("origination", "modification") or kind in self.times:
            return False
        if not set(values) <= known | ({"note"} if noted.startswith(OURS) else set()):
            return False
        at = noted.removeprefix(f"{OURS}at=") or values.get("date", "")
        moment = _moment(at) or _moment(values.get("date", ""))
        if moment is None and values.get("date"):
            return False
        self.times[kind] = (moment, values.get("responsibility", ""))
        return True

    def _reference(self, element: _Element) -> None:
        external = category_of(element) == "externalCrossReference"
        target = "".join(element.get("target", "").split()) if external else _id(element.get("target", ""))
        text = _text(element)
        self.references.append(CrossReference(target, "" if text == target else text, external))

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

    def _term(self, section: _Element, lang: str) -> tuple[Term, bool] | None:
        """The term of a term section and whether its status was said; None where it has no text."""
        text = ""
        values: dict[str, Any] = {}  # of the fields of the term
        notes: list[str] = []
        foreign: list[str] = []
        for name, element in _flat(section):
            content = _text(element)
            if name == "term":
                text = " ".join(content.splitlines()) if "\n" in content or "\r" in content else content
            elif (at := _TERM_FIELDS.get(name)) and at not in values and (value := _value(at, content)):
                values[at] = value
            elif name == "note" and content.startswith(f"{OURS}partOfSpeech="):
                values["part_of_speech"] = content.partition("=")[2]
            elif name == "note" and content.startswith(f"{OURS}xml="):
                foreign.append(content.partition("=")[2])
            elif name == "note" and content and not len(element) and not element.attrib:
                notes.append(content)
            elif name in ("crossReference", "externalCrossReference") and element.get("target"):
                self._reference(element)
            elif content or len(element) or element.attrib:
                foreign.append(_xml(element))
        if not text:
            return None
        term = Term(text=text, lang=lang, note="\n".join(notes), foreign=tuple(foreign), **values)
        return term, "status" in values


def _value(name: str, content: str) -> str | None:
    """The value of a field of a term; None where it is empty, or not on the list of those that it may have."""
    if name == "status":
        return status_named(content)
    if name == "part_of_speech":
        return part_of_speech(content) or None
    return type_named(content) if name == "term_type" else content or None


def _flat(element: _Element) -> list[tuple[str, _Element]]:
    """The children with their categories; those of a group in its place where they are plain, as a context and source.

    What v2 calls usageStatus is administrativeStatus.
    """
    found = []
    for child in element:
        kind = local_name(child)
        if kind == "termGrp" or (kind in GROUPS and {category_of(inner) for inner in child} <= _PLAIN_CATEGORIES):
            found += _flat(child)
        else:
            category = child.get("type") or kind
            found.append(("administrativeStatus" if category == "usageStatus" else category, child))
    return found


def _xml(element: _Element) -> str:
    from lxml import etree

    copy = in_one_form(element)
    copy.tail = None
    return _LAYOUT.sub(" ", etree.tostring(copy, encoding="unicode"))


def _text(element: _Element) -> str:
    text = ("".join(map(str, element.itertext())) if len(element) else element.text or "").strip()
    return _LAYOUT.sub(" ", text) if "\n" in text or "\r" in text else text


def _id(identifier: str) -> str:
    return "-".join(identifier.split())


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
