"""Word files: paragraphs, tables, text boxes and notes in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from tm.errors import InputError
from tm.text.archives import ArchiveError, check_archive
from tm.text.layout import Extract, Piece, by_line, visible
from tm.units import BlockKind

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a second copy of a text box
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_UNSEEN = (_FALLBACK, f"{_W}moveFrom")
_NOTES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_STYLES = (
    ("heading", BlockKind.HEADING),
    ("title", BlockKind.HEADING),
    ("caption", BlockKind.CAPTION),
    ("list", BlockKind.LIST),
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ASIDE = ("header", "footer", "comments")  # counted, not read: they repeat, or are no part of the text


def read_word(data: bytes, path: Path) -> Extract:
    """The text of a Word file; a note stands after the paragraph that refers to it, as a text box does.

    Deleted and moved text of tracked changes is not there any more; inserted text is.
    Raises: InputError if the file is damaged, encrypted, no Word file, or unpacks to too much.
    """
    with word_document(data, path) as document:
        return _Word(document).extract()


@contextmanager
def word_document(data: bytes, path: Path) -> Iterator[WordDocument]:
    """A Word file opened; what goes wrong with it in the block is an InputError."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("is encrypted or an old .doc; save it as .docx without a password", path=path)
    try:
        check_archive(data)
        yield docx.Document(io.BytesIO(data))
    except ArchiveError as error:
        raise InputError(f"is not a whole Word file: it {error}; save it again as .docx", path=path) from error
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, EOFError, OSError, AttributeError) as error:
        raise InputError("is not a whole Word file; save it again as .docx", path=path) from error


class _Word:
    """A Word file with its notes and the names of its styles."""

    def __init__(self, document: WordDocument) -> None:
        self._body: _Element = document.element.body
        self._styles: dict[str, str] = {style.style_id: (style.name or "").lower() for style in document.styles}
        self._parts = {kind: self._roots(document, kind) for kind in (*_NOTES.values(), *_ASIDE)}
        self._notes = {
            (kind, note.get(f"{_W}id")): note for kind in _NOTES.values() for root in self._parts[kind] for note in root
        }

    @staticmethod
    def _roots(document: WordDocument, kind: str) -> list[_Element]:
        from docx.oxml.parser import parse_xml

        relations = document.part.rels.values()
        return [
            parse_xml(r.target_part.blob) for r in relations if r.reltype == _RELATIONS + kind and not r.is_external
        ]

    def extract(self) -> Extract:
        """The pieces of the body, and what the whole file shows."""
        roots = (self._body, *(root for roots in self._parts.values() for root in roots))
        shown = sum(visible(_text(paragraph)) for root in roots for paragraph in _paragraphs(root))
        return Extract(tuple(by_line(self._pieces(self._body))), shown)

    def _pieces(self, root: _Element) -> Iterator[Piece]:
        for paragraph in _paragraphs(root):
            yield self._kind(paragraph), _text(paragraph)
            for reference in _own(paragraph):
                note = self._notes.pop((_NOTES.get(str(reference.tag), ""), reference.get(f"{_W}id")), None)
                if note is not None:
                    yield from self._pieces(note)

    def _kind(self, paragraph: _Element) -> BlockKind | None:
        if any(parent.tag == f"{_W}tc" for parent in paragraph.iterancestors()):
            return BlockKind.CELL
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(style.get(f"{_W}val") or "", "") if style is not None else ""
        numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
        found = next((kind for part, kind in _STYLES if part in name), None)
        return BlockKind.LIST if found is None and numbered else found


def _paragraphs(root: _Element) -> Iterator[_Element]:
    """The paragraphs under the element that are shown, in the order in which they begin."""
    for paragraph in root.iter(f"{_W}p"):
        if not any(parent.tag in _UNSEEN for parent in paragraph.iterancestors()):
            yield paragraph


def _own(paragraph: _Element) -> Iterator[_Element]:
    """The elements of a paragraph, without those of the text boxes anchored in it."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        yield element
        if element.tag not in (f"{_W}p", *_UNSEEN):
            waiting.extend(reversed(element))


def _text(paragraph: _Element) -> str:
    return "".join(
        (element.text or "") if element.tag == f"{_W}t" else _SIGNS.get(str(element.tag), "")
        for element in _own(paragraph)
    )
