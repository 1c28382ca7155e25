"""Elements of TBX that say more than the text of their field: markup within it, or what it refers to.

An entry keeps such an element as it was in a <form of="definition" text="…">. It is written in the place of the plain
one as long as the field has that text; the form of a text that somebody has changed is not written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from glossary.tbxtexts import xml_of
from glossary.tbxwords import CATEGORIES, in_style
from tm.exchange.safexml import XML_LANG, local_name, parse_fragment, xml_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_BEGINS = "<form "
_HIGHLIGHTS = frozenset(["entailedTerm", "hotkey", "italics", "bold", "superscript", "subscript", "math"])
_NO_MORE = frozenset(["type", "id"])
_ATTRIBUTES = frozenset(["type", "id", "target", XML_LANG])


def says_more(element: _Element) -> bool:
    """Whether an element has more than its text: markup, a target, a language of its own; an id does not count."""
    return len(element) > 0 or not _NO_MORE.issuperset(element.keys())


def form_of(name: str, text: str, element: _Element) -> str:
    """The form of the field of that category with that text."""
    from lxml import etree

    form = etree.Element("form", {"of": name, "text": xml_text(text)[0]})
    head = etree.tostring(form, encoding="unicode").removesuffix("/>")
    return f"{head}>{xml_of(element)}</form>"


def is_form(xml: str) -> bool:
    """Whether what an entry keeps is a form."""
    return xml.startswith(_BEGINS)


class Forms:
    """The forms of an entry, a language or a term, for a file in one style."""

    def __init__(self, items: Iterable[str], style: str, targets: Container[str] = ()) -> None:
        self._style, self._targets = style, targets
        self._items: dict[tuple[str, str], tuple[str, _Element]] = {}
        self.waiting: list[str] = []  # those asked for that the style has no place for
        for xml in filter(is_form, items):
            form = parse_fragment(xml)
            if form is not None and len(form) == 1:
                self._items.setdefault((form.get("of", ""), form.get("text", "")), (xml, form[0]))

    def written(self, name: str, text: str) -> _Element | None:
        """The element to write for the field of that category with that text; None where it is the plain one."""
        if not self._items or (name, xml_text(text)[0]) not in self._items:
            return None
        xml, element = self._items[name, xml_text(text)[0]]
        if self._fits(element):
            return in_style(element, self._style)
        self.waiting.append(xml)
        return None

    def _fits(self, element: _Element) -> bool:
        """Whether the style has a place for an element: version 3 for less than martif, DCT for least."""
        for inner in element.iter():
            target = inner.get("target", "")
            if target and target not in self._targets and not target.startswith(("http://", "https://")):
                return False
            if ":" in str(inner.tag):
                return False
        if self._style == "martif":
            return True
        if any(name not in _ATTRIBUTES for inner in element.iter() for name in inner.attrib):
            return False
        if self._style == "dct" and element.get("type") in CATEGORIES:
            return not len(element) and element.get("type") == "responsibility" and XML_LANG not in element.attrib
        inline = {"hi"} if local_name(element) == "term" else {"hi", "foreign"}
        return all(self._is_inline(inner, inline) for inner in element.iter() if inner is not element)

    def _is_inline(self, element: _Element, inline: Container[str]) -> bool:
        """Whether an element may stand in a text of version 3 as it is; DCT has no types."""
        name, kind = local_name(element), element.get("type")
        if kind is not None and (self._style == "dct" or name != "hi" or kind not in _HIGHLIGHTS):
            return False
        return name in inline and not (name == "hi" and len(element))
