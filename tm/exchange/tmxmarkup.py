"""Pieces of TMX that are kept as they were written: as markup, and how far TMX 1.4 knows what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tm.exchange.safexml import XML_LANG, local_name, xml_text
from tm.exchange.tmxfields import INLINE, NOTE_ATTRIBUTES, SEGTYPES, TU_ATTRIBUTES, TUV_ATTRIBUTES

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = XML_LANG.removesuffix("lang")
_OWN_SPACES = ("{http://www.w3.org/2000/xmlns/",)
_NAME = re.compile("[A-Za-z_\u4e00-\u9fff][-.A-Za-z0-9_\u4e00-\u9fff]*")  # fewer than XML allows, none that it does not
_ADDRESS = re.compile(r"[A-Za-z][-+.A-Za-z0-9]*:[-._~:/?@!$&'()*+,;=A-Za-z0-9]*#?[-._~:/?@!$&'()*+,;=A-Za-z0-9]*")
_LANGUAGE = re.compile("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")  # xs:language
_RETURN = {"\r": "&#13;"}  # as references they survive reading
_SPACES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_FLOW = frozenset(INLINE) - {"sub"}
_NONE = frozenset[str]()
_ELEMENTS = {  # of TMX 1.4 below header and body: attributes, children, and attributes that must be there
    "tu": (TU_ATTRIBUTES, frozenset(["note", "prop", "tuv"]), _NONE),
    "tuv": (TUV_ATTRIBUTES | {XML_LANG}, frozenset(["note", "prop", "seg"]), frozenset([XML_LANG])),
    "note": (NOTE_ATTRIBUTES, _NONE, _NONE),
    "prop": (NOTE_ATTRIBUTES | {"type"}, _NONE, frozenset(["type"])),
    "seg": (_NONE, _FLOW, _NONE),
    "ude": (frozenset(["name", "base"]), frozenset(["map"]), frozenset(["name"])),
    "map": (frozenset(["unicode", "code", "ent", "subst"]), _NONE, frozenset(["unicode"])),
}
_ELEMENTS |= {
    name: (frozenset([*allowed, *must]), _FLOW if name in ("hi", "sub") else frozenset(["sub"]), frozenset(must))
    for name, (allowed, must) in INLINE.items()
}
_LAST = {"tu": "tuv", "tuv": "seg"}  # stands behind notes and props
_VALUES = {"segtype": SEGTYPES, "pos": frozenset(["begin", "end"])}


def xml_escaped(text: str) -> str:
    """The text as content of an element, without what XML forbids."""
    return escape(xml_text(text)[0], _RETURN)


def quoted(value: str) -> str:
    """The text as the value of an attribute, in its quotes."""
    return quoteattr(xml_text(value)[0], _SPACES)


@lru_cache(maxsize=1024)
def is_attribute(name: str) -> bool:
    """Whether an attribute can have the name, written as lxml does: `{address}name` in a namespace."""
    space, _, local = name.rpartition("}")
    if not _NAME.fullmatch(local) or name == "xmlns":
        return False
    return not space or (space[0] == "{" and _ADDRESS.fullmatch(space[1:]) is not None and space not in _OWN_SPACES)


def attributes_markup(attributes: Iterable[tuple[str, str]]) -> str:
    """The attributes of one element, the first of each name; those are left out whose name no attribute can have."""
    written: dict[str, str] = {}
    for name, value in attributes:
        if name in written or not is_attribute(name):
            continue
        space, _, local = name.rpartition("}")
        prefix, declared = ("xml:" if name.startswith(_XML) else ""), ""
        if space and not prefix:
            prefix = f"n{len(written)}:"
            declared = f" xmlns:{prefix[:-1]}={quoted(space[1:])}"
        written[name] = f"{declared} {prefix}{local}={quoted(value)}"
    return "".join(written.values())


def is_name(name: str) -> bool:
    """Whether an element can have the name."""
    return _NAME.fullmatch(name) is not None


def element_markup(element: _Element, *, also: Iterable[tuple[str, str]] = ()) -> str:
    """The element as markup that stands by itself; a tu or tuv as TMX 1.4 orders it, its language as xml:lang.

    Names of elements lose their namespace, attributes keep theirs. What XML keeps and no file of ours can name (an
    attribute with an odd name) is left out.

    Args:
        also: attributes that the element gets where it has them not.
    """
    name = local_name(element)
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    if name == "tuv" and "lang" in attributes:
        tag = attributes.pop("lang")
        attributes = {XML_LANG: tag} | attributes
    written = attributes_markup((dict(also) | attributes).items())
    structural = name in _LAST
    pieces = [_text(element.text, structural)]
    children = [child for child in element if isinstance(child.tag, str)]  # no comments
    if structural:
        children.sort(key=lambda child: local_name(child) == _LAST[name])
    for child in children:
        pieces += [element_markup(child), _text(child.tail, structural)]
    content = "".join(pieces)
    name = name if is_name(name) else "x"
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _text(text: str | None, structural: bool) -> str:
    return "" if not text or (structural and text.isspace()) else xml_escaped(text)


def foreign(element: _Element) -> int:
    """How much in the element and below it is not as TMX 1.4 has it: attributes, elements, what is missing."""
    name = local_name(element)
    if name not in _ELEMENTS:
        return 1
    allowed, children, required = _ELEMENTS[name]
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    odd = len(attributes.keys() - allowed) + len(required - attributes.keys())
    odd += sum(not _possible(key, value) for key, value in attributes.items())
    names = [local_name(child) for child in element]
    if name == "tu":
        odd += "tuv" not in names
    if name == "ude":
        odd += not names
    if name == "tuv":
        odd += names.count("seg") != 1
    return odd + sum(foreign(child) if local_name(child) in children else 1 for child in element)


def _possible(name: str, value: str) -> bool:
    """Whether TMX 1.4, or the schema by which readers check it, lets the attribute have this value."""
    if name == XML_LANG:
        return _LANGUAGE.fullmatch(value) is not None
    return name not in _VALUES or value in _VALUES[name]


def strip_foreign(element: _Element) -> bool:
    """Take out of the element what TMX 1.4 does not have so; whether it is as TMX 1.4 has it then.

    Text stays: of an inline element that is unknown, as highlighted or as native code.
    """
    name = local_name(element)
    allowed, children, _ = _ELEMENTS[name]
    for key, value in element.attrib.items():
        if key not in allowed or not _possible(str(key), str(value)):
            del element.attrib[key]
    for child in list(element):
        kind = local_name(child)
        if kind in children and strip_foreign(child):
            continue
        if name in _FLOW or name in ("seg", "sub"):
            text = "".join(map(str, child.itertext()))
            tail = child.tail
            child.clear()
            child.tag = "hi" if "hi" in children else "sub"
            child.text, child.tail = text, tail
        else:
            element.remove(child)
    return not foreign(element)
