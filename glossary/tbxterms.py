"""A term section of TBX read: a <termSec>, <tig> or <ntig> as a term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.entries import CrossReference, Status, Term
from glossary.fieldwords import part_of_speech, status_named, type_named
from glossary.tbxforms import form_of, says_more
from glossary.tbxtexts import id_of, text_of, xml_of
from glossary.tbxwords import GROUPS, OURS, category_of
from tm.exchange.safexml import NAMES, line_of
from tm.units import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_FIELDS = {"partOfSpeech": "part_of_speech", "administrativeStatus": "status", "termType": "term_type"}
_FIELDS |= {"context": "context", "source": "source"}
_PLAIN_CATEGORIES = frozenset([*_FIELDS, "note"])


@dataclass(slots=True)
class TermSection:
    """What has been read of a term section."""

    text: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # of the fields of the term
    notes: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    references: list[CrossReference] = field(default_factory=list)
    authorised: Status | None = None  # the status by a category that others use for it
    unknown: str = ""  # a status that is none
    ids: list[str] = field(default_factory=list)  # of the term element

    @property
    def said(self) -> bool:
        """Whether the status of the term is said."""
        return "status" in self.values

    def term(self, lang: str) -> Term:
        """The term. Raises: ValueError where there is none."""
        return Term(text=self.text, lang=lang, note="\n".join(self.notes), foreign=tuple(self.foreign), **self.values)

    def take(self, name: str, element: _Element) -> None:
        """Take in an element of that category."""
        content = text_of(element)
        at = _FIELDS.get(name)
        if name == "term":
            self._take_text(content, element)
        elif at and at not in self.values and (value := _value(at, content)):
            self.values[at] = value
            if says_more(element):
                self.foreign.append(form_of(name, content, element))
        elif name == "note" and content and not len(element) and not element.attrib:
            self._take_note(content)
        elif name in ("crossReference", "externalCrossReference") and element.get("target"):
            self.references.append(reference_of(element))
        elif content or len(element) or element.attrib:
            self.foreign.append(xml_of(element))
            if name == "normativeAuthorization":
                self.authorised = status_named(content)
            elif at == "status" and not self.said:
                self.unknown = content

    def _take_text(self, content: str, element: _Element) -> None:
        self.text = " ".join(content.splitlines()) if "\n" in content or "\r" in content else content
        if identifier := element.get("id"):
            self.ids.append(identifier)
        if says_more(element):
            self.foreign.append(form_of("term", self.text, element))

    def _take_note(self, content: str) -> None:
        key, _, value = content.removeprefix(OURS).partition("=") if content.startswith(OURS) else ("", "", "")
        if key == "partOfSpeech":
            self.values["part_of_speech"] = value
        elif key == "xml":
            self.foreign.append(value)
        else:
            self.notes.append(content)


def read_term(element: _Element) -> tuple[TermSection, tuple[Problem, ...]]:
    """What a term section holds. Problem codes: tbx-empty, term-status."""
    section = TermSection()
    for name, child in _flat(element, set()):
        section.take(name, child)
    problems = []
    if not section.text:
        kept = text_of(element)
        left = f"; left out with it: {kept[:60]!r}" if kept else ""
        problems.append(Problem("tbx-empty", "", line_of(element), f"a term section holds no term{left}"))
    if section.authorised:
        section.values.setdefault("status", section.authorised)
    if section.unknown and not section.said:
        message = f"the status {section.unknown[:60]!r} of {section.text[:60]} is not known; set it by hand"
        problems.append(Problem("term-status", "", line_of(element), message))
    return section, tuple(problems)


def reference_of(element: _Element) -> CrossReference:
    """The cross reference that an element with a target is."""
    external = category_of(element) == "externalCrossReference"
    target = "%20".join(element.get("target", "").split()) if external else id_of(element.get("target", ""))
    text = text_of(element)
    return CrossReference(target, "" if text == target else text, external)


def _value(name: str, content: str) -> str | None:
    """The value of a field of a term; None where it is empty, or not on the list of those that it may have."""
    if name == "status":
        return status_named(content)
    if name == "part_of_speech":
        return part_of_speech(content) or None
    return type_named(content) if name == "term_type" else content or None


def _flat(element: _Element, met: set[str]) -> Iterator[tuple[str, _Element]]:
    """The children with their categories; those of a group in its place where they are plain, as a context and source.

    A group with a category that was met before stays one. What v2 calls usageStatus is administrativeStatus.
    """
    for child in element:
        kind = NAMES[child.tag]
        if kind == "termGrp" or (kind in GROUPS and _is_plain(child, met)):
            yield from _flat(child, met)
        else:
            category = child.get("type") or kind
            met.add(category)
            yield ("administrativeStatus" if category == "usageStatus" else category), child


def _is_plain(group: _Element, met: set[str]) -> bool:
    within = {category_of(inner) for inner in group}
    return bool(within) and within <= _PLAIN_CATEGORIES and not (within - {"note"}) & met
