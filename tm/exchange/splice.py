"""An XML file that is edited in place: its tree tells what it says, and where in its bytes each element stands.

Serialising a tree anew changes what no parser keeps: the order and quotes of attributes, character references, CDATA,
white space in tags, the DOCTYPE. An edit here replaces or inserts bytes; all others stay as they are.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tm.errors import InputError
from tm.exchange.safexml import iter_elements

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Span:
    """Where an element stands: offsets into the bytes of its document; of `<a/>`, content and end are one place."""

    start: int
    content: int  # behind the start tag
    content_end: int  # before the end tag
    end: int

    @property
    def is_empty_tag(self) -> bool:
        """Whether the element is written as one tag, `<a/>`."""
        return self.content == self.content_end == self.end


class EditedXml:
    """An XML document, its tree and the edits to its text; the tree itself is never changed."""

    def __init__(self, path: Path, *, root: str) -> None:
        """Read the file.

        Args:
            path: the file.
            root: the local name that the document element must have.
        Raises: InputError if it is missing, damaged, no such XML, declares or uses entities, or its encoding is not
            known.
        """
        from lxml import etree

        try:
            raw = path.read_bytes()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}; check its name and rights", path=path) from error
        stream = io.BytesIO(raw)
        stream.name = str(path)
        deque(iter_elements(stream, "file", root=root), maxlen=0)  # refuses entities and damage
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)
        self.path = path
        self.root: _Element = etree.fromstring(raw, parser)
        self._mark, self._encoding = _encoding_of(raw, self.root.getroottree().docinfo.encoding or "utf-8")
        try:
            text = raw[len(self._mark) :].decode(self._encoding)
            if text.encode(self._encoding) != raw[len(self._mark) :]:
                raise ValueError
        except (ValueError, LookupError) as error:
            message = f"is in {self._encoding}, which cannot be written back as it is; save it as UTF-8"
            raise InputError(message, path=path) from error
        self._data = text.encode()
        self._spans = dict(zip(self.root.iter(etree.Element), self._find_spans(), strict=True))
        self._edits: list[tuple[int, int, bytes]] = []

    def span(self, element: _Element) -> Span:
        """Where the element of the tree stands."""
        return self._spans[element]

    def markup(self, start: int, end: int) -> str:
        """The text of the file between two offsets, as it is written there."""
        return self._data[start:end].decode()

    def start_tag(self, element: _Element) -> str:
        """The start tag as it is written."""
        span = self._spans[element]
        return self.markup(span.start, span.content)

    def replace(self, start: int, end: int, markup: str) -> None:
        """Put markup in place of a stretch of the file; an insertion where both are one. Edits must not overlap."""
        self._edits.append((start, end, markup.encode()))

    def content(self) -> bytes:
        """The bytes of the file with the edits made, in its own encoding; what that cannot hold is escaped."""
        pieces, at = list[bytes](), 0
        for start, end, markup in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [self._data[at:start], markup]
            at = end
        text = b"".join([*pieces, self._data[at:]]).decode()
        return self._mark + text.encode(self._encoding, "xmlcharrefreplace")

    def _find_spans(self) -> list[Span]:
        """The spans of all elements in the order of their start tags."""
        from xml.parsers import expat

        parser = expat.ParserCreate("utf-8")  # what the declaration says no longer holds
        starts, ends, waiting = list[int](), dict[int, int](), list[int]()

        def begin(_name: str, _attributes: dict[str, str]) -> None:
            waiting.append(len(starts))
            starts.append(parser.CurrentByteIndex)

        def finish(_name: str) -> None:
            ends[waiting.pop()] = parser.CurrentByteIndex

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        parser.Parse(self._data, True)
        return [self._span_at(start, ends[index]) for index, start in enumerate(starts)]

    def _span_at(self, start: int, end: int) -> Span:
        tag = _TAG.match(self._data, start)
        if tag is None:
            raise InputError("has a tag that cannot be found again; save it anew", path=self.path)
        if tag[0].endswith(b"/>"):
            return Span(start, tag.end(), tag.end(), tag.end())
        return Span(start, tag.end(), end, self._data.index(b">", end) + 1)


def _encoding_of(raw: bytes, declared: str) -> tuple[bytes, str]:
    """The byte order mark, and the encoding of what follows it."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return mark, encoding
    if raw[:2] in (b"<\0", b"\0<"):  # UTF-16 without a mark
        return b"", "utf-16-le" if raw[0] == ord("<") else "utf-16-be"
    return b"", declared.lower()
