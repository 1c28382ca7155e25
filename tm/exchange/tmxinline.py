"""The content of a TMX `seg`: plain text with codes from bpt, ept, it, ph, hi and ut, and back.

Native code is what bpt, ept, it, ph and ut hold; hi holds text. A `sub` is a subflow of its code. An element that
TMX does not know holds text as a hi does. Codes of other formats are written as the TMX element of their kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tm.exchange.safexml import local_name, parse_fragment, xml_text
from tm.exchange.tmxfields import INLINE
from tm.exchange.tmxmarkup import attributes_markup, is_name, quoted, xml_escaped
from tm.inline import is_annotation, partners
from tm.units import Code, CodeKind, Dialect, Properties, Subflow

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {"bpt": CodeKind.OPEN, "ept": CodeKind.CLOSE, "ph": CodeKind.STANDALONE, "ut": CodeKind.STANDALONE}
_POSITIONS = {"begin": CodeKind.OPEN, "end": CodeKind.CLOSE}


def read_inline(element: _Element) -> tuple[str, tuple[Code, ...]]:
    """The text that an element holds, native code left out, and its inline codes."""
    if not len(element):
        return element.text or "", ()
    flow = _Flow()
    flow.gather(element)
    return "".join(flow.pieces), tuple(flow.codes)


def parse_inline(markup: str) -> tuple[str, tuple[Code, ...]] | None:
    """Text and codes of a piece of XML with one root element; None where it is not well-formed."""
    root = parse_fragment(markup)
    return None if root is None else read_inline(root)


def without_forbidden(text: str, codes: Sequence[Code]) -> tuple[str, tuple[Code, ...], int]:
    """Text and codes without the characters that XML forbids, and how many those were."""
    cleaned, stripped = xml_text(text)
    places = {code.offset: len(xml_text(text[: code.offset])[0]) for code in codes} if stripped else {}
    kept: list[Code] = []
    for code in codes:
        values = [xml_text(value) for value in (code.id, code.content)]
        attributes, lost = _without_forbidden(code.attributes)
        subflows: list[Subflow] = []
        for subflow in code.subflows:
            inner, inner_codes, inner_lost = without_forbidden(subflow.text, subflow.codes)
            names, names_lost = _without_forbidden(subflow.attributes)
            place = len(xml_text(code.content[: subflow.at])[0])
            subflows.append(Subflow(place, inner, inner_codes, names))
            lost += inner_lost + names_lost
        stripped += lost + sum(count for _, count in values)
        kept.append(
            replace(
                code,
                offset=places.get(code.offset, code.offset),
                id=values[0][0],
                content=values[1][0],
                attributes=attributes,
                subflows=tuple(subflows),
            )
        )
    return cleaned, tuple(kept), stripped


def inline_markup(text: str, codes: Sequence[Code], *, as_it_was: bool = False) -> str:
    """The text with its codes as the content of a seg, without what XML forbids.

    A hi without partner or across another one becomes an it. What TMX 1.4 does not allow of a code is left out, or
    written as its file had it.
    """
    return _Markup(as_it_was).content(text, codes)


def foreign_codes(codes: Sequence[Code]) -> int:
    """How many elements and attributes that TMX 1.4 has not or not so the codes of a TMX file stand for."""
    count = 0
    for code in codes:
        if code.dialect == Dialect.TMX:
            count += code.kind == CodeKind.OPEN and (code.element not in INLINE or code.element == "sub")
            count += code.element in ("bpt", "ept") and bool(code.id) and not _is_number(code.id)
            count += sum(not _allowed(code.element, *pair) for pair in code.attributes)
            count += sum(not _allowed("sub", *pair) for subflow in code.subflows for pair in subflow.attributes)
        count += sum(foreign_codes(subflow.codes) for subflow in code.subflows)
    return count


def _allowed(element: str, name: str, value: str) -> bool:
    """Whether TMX 1.4 lets the inline element have this attribute, besides i and pos, with this value."""
    return element in INLINE and name in INLINE[element][0] and (name != "x" or _is_number(value))


class _Flow:
    """Gathers text and codes in their order."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.codes: list[Code] = []
        self._length = 0

    def gather(self, element: _Element) -> None:
        """Take in what the element holds."""
        self._text(element.text)
        for child in element:
            name = local_name(child)
            if name in _KINDS or name == "it":
                self.codes.append(_code(child, name, self._length))
            else:
                self.codes.append(Code(self._length, CodeKind.OPEN, name, attributes=_properties(child)))
                self.gather(child)
                self.codes.append(Code(self._length, CodeKind.CLOSE, name))
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self._length += len(text)


def _code(element: _Element, name: str, offset: int) -> Code:
    content = element.text or ""
    subflows: list[Subflow] = []
    for child in element:
        if local_name(child) == "sub":
            subflows.append(Subflow(len(content), *read_inline(child), _properties(child)))
        else:
            content += "".join(map(str, child.itertext()))
        content += child.tail or ""
    kind, told = _KINDS.get(name), "i" if name in ("bpt", "ept") else ""
    if kind is None and (kind := _POSITIONS.get(element.get("pos", ""))):
        told = "pos"
    return Code(
        offset=offset,
        kind=kind or CodeKind.STANDALONE,
        element=name,
        id=element.get("i", "") if told == "i" else "",
        content=content,
        attributes=_properties(element, but=told),
        subflows=tuple(subflows),
    )


def _properties(element: _Element, *, but: str = "") -> Properties:
    return tuple((str(name), str(value)) for name, value in element.attrib.items() if name != but)


def _without_forbidden(attributes: Properties) -> tuple[Properties, int]:
    values = [(name, *xml_text(value)) for name, value in attributes]
    return tuple((name, text) for name, text, _ in values), sum(count for _, _, count in values)


def _is_highlight(code: Code) -> bool:
    return code.kind != CodeKind.STANDALONE and is_annotation(code)


def _nested(codes: Sequence[Code], belonging: dict[int, int]) -> set[int]:
    """The indexes of highlights that lie wholly inside or outside of each other."""
    waiting, kept = list[int](), set[int]()
    for index, code in enumerate(codes):
        if index not in belonging or not _is_highlight(code):
            continue
        if code.kind == CodeKind.OPEN:
            waiting.append(index)
        elif waiting[-1] == belonging[index]:
            kept |= {waiting.pop(), index}
        else:
            waiting.remove(belonging[index])
    return kept


def _is_number(value: str) -> bool:
    """Whether i and x may have the value: "a number", says TMX 1.4, and its DTD does not."""
    return value.isascii() and value.isdecimal()


def _numbers(codes: Sequence[Code], *, as_it_was: bool) -> dict[int, str]:
    """What stands as `i` of each pair, and of each bpt or ept without a partner, by the index of the first of them."""
    belonging = partners(codes)
    taken = {code.id for code in codes if code.element in _KINDS and code.dialect == Dialect.TMX}
    found: dict[int, str] = {}
    for index, code in enumerate(codes):
        if code.kind == CodeKind.STANDALONE or _is_highlight(code) or belonging.get(index, index) < index:
            continue
        native = code.dialect == Dialect.TMX and code.element in ("bpt", "ept")
        if native and code.id and (as_it_was or _is_number(code.id)):
            found[index] = code.id
        elif native or index in belonging:
            found[index] = next(number for number in map(str, range(1, 2 + len(codes))) if number not in taken)
            taken.add(found[index])
    return found


class _Markup:
    """Writes text with codes, as TMX 1.4 allows or as it was."""

    def __init__(self, as_it_was: bool) -> None:
        self._as_it_was = as_it_was

    def content(self, text: str, codes: Sequence[Code]) -> str:
        """What a seg, hi or sub holds."""
        pieces: list[str] = []
        at = 0
        belonging, numbers = partners(codes), _numbers(codes, as_it_was=self._as_it_was)
        highlights = _nested(codes, belonging)
        for index, code in enumerate(codes):
            pieces.append(xml_escaped(text[at : code.offset]))
            at = code.offset
            if index in highlights:
                name = self._highlight(code if code.kind == CodeKind.OPEN else codes[belonging[index]])
                attributes = code.attributes
                if name != code.element and code.dialect == Dialect.TMX:
                    attributes = (("type", code.element), *attributes)
                start = f"<{name}{self._attributes(name, attributes, code.dialect)}>"
                pieces.append(start if code.kind == CodeKind.OPEN else f"</{name}>")
            else:
                number = numbers.get(min(index, belonging.get(index, index)), "")
                pieces.append(self._element(code, number))
        return "".join([*pieces, xml_escaped(text[at:])])

    def _highlight(self, code: Code) -> str:
        """The name of the element that stands around text: the code's own where it may be written."""
        return code.element if self._as_it_was and code.dialect == Dialect.TMX and is_name(code.element) else "hi"

    def _element(self, code: Code, number: str) -> str:
        """The TMX element of a code: its own, or that of its kind."""
        required = ""
        if number:
            name, required = "bpt" if code.kind == CodeKind.OPEN else "ept", f" i={quoted(number)}"
        elif code.kind != CodeKind.STANDALONE:
            name, required = "it", f' pos="{"begin" if code.kind == CodeKind.OPEN else "end"}"'
        else:
            own = ("ut", "it") if self._as_it_was else ("ut",)
            name = code.element if code.element in own and code.dialect == Dialect.TMX else "ph"
        told = required[1:].partition("=")[0]
        start = f"<{name}{required}{self._attributes(name, code.attributes, code.dialect, but=told)}"
        content = self._native(code)
        return f"{start}>{content}</{name}>" if content else f"{start}/>"

    def _native(self, code: Code) -> str:
        pieces: list[str] = []
        at = 0
        for subflow in code.subflows:
            pieces.append(xml_escaped(code.content[at : subflow.at]))
            inner = self.content(subflow.text, subflow.codes)
            pieces.append(f"<sub{self._attributes('sub', subflow.attributes, code.dialect)}>{inner}</sub>")
            at = subflow.at
        return "".join([*pieces, xml_escaped(code.content[at:])])

    def _attributes(self, name: str, attributes: Properties, dialect: Dialect, *, but: str = "") -> str:
        every = self._as_it_was and dialect == Dialect.TMX
        return attributes_markup([pair for pair in attributes if pair[0] != but and (every or _allowed(name, *pair))])
