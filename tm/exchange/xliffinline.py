"""The content of an XLIFF source or target: plain text with codes, and where each code stands in the tree.

XLIFF 1.2: g, x, bx, ex, bpt, ept, ph, it, mrk, with sub inside native code. XLIFF 2: pc, ph, sc, ec, cp, mrk, sm, em,
whose native code stands in the unit's originalData. An element that is none of these is read as enclosing its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tm.exchange.safexml import local_name
from tm.units import Code, CodeKind, Dialect, Properties, Subflow

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS1 = {"x": CodeKind.STANDALONE, "ph": CodeKind.STANDALONE, "bx": CodeKind.OPEN, "bpt": CodeKind.OPEN}
_KINDS1 |= {"ex": CodeKind.CLOSE, "ept": CodeKind.CLOSE}
_KINDS2 = {"ph": CodeKind.STANDALONE, "cp": CodeKind.STANDALONE, "sc": CodeKind.OPEN, "sm": CodeKind.OPEN}
_KINDS2 |= {"ec": CodeKind.CLOSE, "em": CodeKind.CLOSE}
_POSITIONS = {"open": CodeKind.OPEN, "close": CodeKind.CLOSE}
_IDS: dict[str, tuple[str, ...]] = {
    "bx": ("rid", "id"),
    "ex": ("rid", "id"),
    "bpt": ("rid", "id"),
    "ept": ("rid", "id"),
    "mrk": ("mid", "id"),
}
_IDS |= {"ec": ("startRef", "id"), "em": ("startRef",)}
_LINE = re.compile(r"[ \t\r]*\n\s*")


@dataclass(frozen=True, slots=True)
class CodePlace:
    """The element of a code, and which part of it the code is: its start tag, its end tag, or all of it."""

    element: _Element
    part: str  # start, end, whole


@dataclass(frozen=True, slots=True)
class Content:
    """What a source or target says; places are those of the codes."""

    text: str
    codes: tuple[Code, ...] = ()
    places: tuple[CodePlace, ...] = ()


def read_content(element: _Element, dialect: Dialect, data: Mapping[str, str] | None = None) -> Content:
    """The text of an element, native code left out, and its inline codes.

    Args:
        element: a source, target, or a mrk that is a segment.
        dialect: XLIFF1 or XLIFF2.
        data: native code by id, of XLIFF 2's originalData.
    """
    flow = _Flow(dialect, data or {})
    flow.gather(element)
    content = flow.content()
    return content if "\n" not in content.text or _keeps_space(element) else _trimmed(content)


class _Flow:
    """Gathers text and codes in their order."""

    def __init__(self, dialect: Dialect, data: Mapping[str, str]) -> None:
        self._dialect, self._data = dialect, data
        self._pieces: list[str] = []
        self._codes: list[Code] = []
        self._places: list[CodePlace] = []
        self._length = 0

    def content(self) -> Content:
        return Content("".join(self._pieces), tuple(self._codes), tuple(self._places))

    def gather(self, element: _Element) -> None:
        """Take in what the element holds."""
        self._text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, local_name(child))
            self._text(child.tail)

    def _child(self, child: _Element, name: str) -> None:
        kind = self._kind(child, name)
        if kind is not None:
            content, subflows = self._native(child, name)
            self._put(child, "whole", kind, content, subflows)
            return
        self._put(child, "start", CodeKind.OPEN, self._data.get(child.get("dataRefStart", ""), ""))
        self.gather(child)
        self._put(child, "end", CodeKind.CLOSE, self._data.get(child.get("dataRefEnd", ""), ""))

    def _kind(self, child: _Element, name: str) -> CodeKind | None:
        """What the code does; None for an element that encloses text."""
        if self._dialect is Dialect.XLIFF2:
            return _KINDS2.get(name)
        return _POSITIONS.get(child.get("pos", ""), CodeKind.STANDALONE) if name == "it" else _KINDS1.get(name)

    def _native(self, child: _Element, name: str) -> tuple[str, tuple[Subflow, ...]]:
        if self._dialect is Dialect.XLIFF2:
            return self._data.get(child.get("dataRef", ""), ""), ()
        content, subflows = child.text or "", list[Subflow]()
        for inner in child:
            if isinstance(inner.tag, str) and local_name(inner) == "sub":
                read = read_content(inner, self._dialect)
                subflows.append(Subflow(len(content), read.text, read.codes, _attributes(inner)))
            content += inner.tail or ""
        return content, tuple(subflows)

    def _put(
        self, element: _Element, part: str, kind: CodeKind, content: str = "", subflows: tuple[Subflow, ...] = ()
    ) -> None:
        name = local_name(element)
        told = next((key for key in _IDS.get(name, ("id",)) if element.get(key)), "")
        self._codes.append(
            Code(
                offset=self._length,
                kind=kind,
                element=name,
                id=element.get(told, "") if told else "",
                content=content,
                attributes=() if part == "end" else _attributes(element, but=told),
                subflows=subflows,
                dialect=self._dialect,
            )
        )
        self._places.append(CodePlace(element, part))

    def _text(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)


def _attributes(element: _Element, *, but: str = "") -> Properties:
    return tuple((str(name), str(value)) for name, value in element.attrib.items() if name != but)


def _keeps_space(element: _Element) -> bool:
    """Whether white space counts: said by xml:space on the element or above it."""
    name = "{http://www.w3.org/XML/1998/namespace}space"
    above: _Element | None = element
    while above is not None:
        if name in above.attrib:
            return bool(above.get(name) == "preserve")
        above = above.getparent()
    return False


def _trimmed(content: Content) -> Content:
    """The content without the line breaks and indents that made the file readable."""
    pieces, moved, at, gone = list[str](), list[tuple[int, int]](), 0, 0
    for match in _LINE.finditer(content.text):
        outside = match.start() == 0 or match.end() == len(content.text)
        put = "" if outside else " "
        pieces += [content.text[at : match.start()], put]
        gone += len(match[0]) - len(put)
        moved.append((match.end(), gone))
        at = match.end()
    text = "".join([*pieces, content.text[at:]])

    def place(offset: int) -> int:
        before = max((lost for end, lost in moved if end <= offset), default=0)
        return max(0, min(offset - before, len(text)))

    places = [place(code.offset) for code in content.codes]
    codes = tuple(
        replace(code, offset=max(places[: index + 1])) for index, code in enumerate(content.codes)
    )  # a code inside a line break goes to its end
    return Content(text, codes, content.places)
