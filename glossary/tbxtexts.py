"""Elements of TBX as text: what they say, what they are as XML in one form, which id they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from glossary.tbxwords import in_one_form
from tm.exchange.safexml import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_CODES = frozenset(["sc", "ec", "ph", "bpt", "ept", "it", "ut"])
_LAYOUT = re.compile(r"[ \t]*[\r\n]+[ \t]+")  # an indented line of the file, not of the text


def text_of(element: _Element) -> str:
    """The text without what is code (<ph>, <sc>, <bpt> and their like)."""
    text = _content(element).strip() if len(element) else (element.text or "").strip()
    return _LAYOUT.sub(" ", text) if "\n" in text or "\r" in text else text


def _content(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["" if local_name(child) in _CODES else _content(child), child.tail or ""]
    return "".join(parts)


def xml_of(element: _Element) -> str:
    """The element as XML in the one form of glossary.tbxwords."""
    from lxml import etree

    copy = in_one_form(element)
    copy.tail = None
    return _LAYOUT.sub(" ", etree.tostring(copy, encoding="unicode"))


def id_of(identifier: str) -> str:
    """The id without white space."""
    return "-".join(identifier.split())
