"""Documents as files hold them: decoded text and its blocks, from plain text, Markdown, web pages and Word files.

Plain text keeps its offsets: block and sentence offsets are code points of the decoded file (without the byte order
mark). A web page or a Word file has no such text; its Document.text is what was extracted, a paragraph a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from tm.errors import InputError
from tm.text.encodings import read_bytes, read_text
from tm.text.normalize import resolve_lang
from tm.text.shape import block_kind, columns
from tm.units import Block, BlockKind, Document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx")

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"(?P<heading>#{1,6}\s+)|(?P<list>(?:[-*+]|\d{1,3}[.)])\s+)|(?P<quote>(?:>\s?)+)")
_HARD_WRAP_COLUMNS = range(56, 91)


def read_document(path: Path, *, lang: str = "", encoding: str = "") -> Document:
    """The document that a .txt, .md, .html or .docx file holds; the language is read from the text if not given.

    Raises: InputError if the file is missing, empty, damaged, not text, or of another kind.
    Raises: SettingsError if `lang` or `encoding` is no such thing.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
    if suffix not in SUFFIXES:
        raise InputError(
            f"files of type {suffix or 'none'} are not read; save it as one of {', '.join(SUFFIXES)}", path=path
        )
    if suffix == ".docx":
        text, blocks = _laid_out(_word_blocks(read_bytes(path), path))
        name = "docx"
    else:
        page = suffix in (".html", ".htm")
        text, name = read_text(path, encoding=encoding, page=page)
        if page:
            text, blocks = _laid_out(_page_blocks(text))
        else:
            blocks = _markdown_blocks(text) if suffix == ".md" else _text_blocks(text)
    if not any(char.isalpha() for char in text):
        raise InputError("holds no text; check that the right file was named", path=path)
    return Document(path=path, text=text, lang=resolve_lang(lang, text), encoding=name, blocks=tuple(blocks))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of every line that shows something, without the white space around it."""
    spans = (_trimmed(text, *match.span()) for match in _LINE.finditer(text))
    return [(start, end) for start, end in spans if any(char.isprintable() for char in text[start:end])]


def _text_blocks(text: str) -> list[Block]:
    """A block a line, as news pages are saved; the lines of a hard-wrapped text are joined to paragraphs."""
    lines = _lines(text)
    if _is_hard_wrapped(text, lines):
        lines = _unwrapped(text, lines)
    return [Block(block_kind(text[start:end]), start, end) for start, end in lines]


def _is_hard_wrapped(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether most lines that another follows without a blank line break off at the right margin, none beyond it."""
    followed = [line for line, after in pairwise(lines) if _adjacent(text, line, after)]
    widths = [columns(text[start:end]) for start, end in lines]
    wrapped = sum(columns(text[start:end]) in _HARD_WRAP_COLUMNS for start, end in followed)
    return bool(followed) and max(widths) < _HARD_WRAP_COLUMNS.stop + 10 and wrapped * 2 > len(followed)


def _adjacent(text: str, line: tuple[int, int], after: tuple[int, int]) -> bool:
    return len(text[line[1] : after[0]].splitlines()) <= 2 and text[line[1] : after[0]].count("\n") <= 1


def _unwrapped(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines, joined where a sentence goes on: the next starts in lower case, or a full line stops short."""
    joined = [lines[0]]
    for before, line in pairwise(lines):
        wide = columns(text[slice(*before)]) >= _HARD_WRAP_COLUMNS.start
        open_end = wide and not re.search(r"[。！？!?.][”’」』\"'）)]*$", text[slice(*before)])
        if _adjacent(text, before, line) and (text[line[0]].islower() or open_end):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined


def _markdown_blocks(text: str) -> list[Block]:
    """Markdown blocks without their marks; the plain lines of a paragraph are one block."""
    blocks: list[Block] = []
    open_paragraph = False
    for start, end in _lines(text):
        line = text[start:end]
        marked = _MARKDOWN.match(line)
        if not any(char.isalnum() for char in line):
            open_paragraph = False  # rules, fences, table borders
            continue
        if open_paragraph and not marked and _adjacent(text, (0, blocks[-1].end), (start, end)):
            blocks[-1] = Block(block_kind(text[blocks[-1].start : end]), blocks[-1].start, end)
            continue
        kind = block_kind(line)
        if marked:
            kind = {"heading": BlockKind.HEADING, "list": BlockKind.LIST}.get(
                marked.lastgroup or "", BlockKind.PARAGRAPH
            )
            start += marked.end()
        blocks.append(Block(kind, start, end))
        open_paragraph = kind is not BlockKind.HEADING or not marked
    return blocks


def _laid_out(pieces: Iterable[tuple[BlockKind | None, str]]) -> tuple[str, list[Block]]:
    """Extracted pieces as one text, a line each, and their blocks; a kind that is not known is told by the shape."""
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for kind, piece in pieces:
        for line in filter(None, (line.strip() for line in _LINE.findall(piece))):
            blocks.append(Block(kind or block_kind(line), at, at + len(line)))
            lines.append(line)
            at += len(line) + 1
    return "\n".join(lines), blocks


def _page_blocks(markup: str) -> Iterator[tuple[BlockKind | None, str]]:
    """The title and the main text of a web page in reading order, captions and tables included."""
    from trafilatura import bare_extraction, load_html

    tree = load_html(markup)
    captions = set() if tree is None else _captions_as_paragraphs(tree)
    page = bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True)
    if page is None or isinstance(page, dict) or page.body is None:
        return
    pieces = [(kind, text.strip()) for kind, text in _element_pieces(page.body) if text.strip()]
    title = (page.title or "").strip()
    if title and all(text != title for _, text in pieces[:5]):
        yield BlockKind.HEADING, title
    yield from ((BlockKind.CAPTION if text in captions else kind, text) for kind, text in pieces)


def _captions_as_paragraphs(tree: _Element) -> set[str]:
    """The captions of a page, made paragraphs in place, since trafilatura drops figures as a whole."""
    captions = list(tree.iter("figcaption"))
    for caption in captions:
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
        caption.tag = "p"
    return {"".join(str(part) for part in caption.itertext()).strip() for caption in captions}


_ELEMENT_KINDS = {"head": BlockKind.HEADING, "item": BlockKind.LIST, "cell": BlockKind.CELL}


def _element_pieces(element: _Element) -> Iterator[tuple[BlockKind | None, str]]:
    """The texts under an element of trafilatura's tree, in order."""
    kind = _ELEMENT_KINDS.get(str(element.tag))
    own = [element.text or ""]
    for child in element:
        if child.tag in ("hi", "ref", "lb", "del", "code"):
            own += ["\n" if child.tag == "lb" else "".join(str(part) for part in child.itertext()), child.tail or ""]
        else:
            yield kind, "".join(own)
            yield from _element_pieces(child)
            own = [child.tail or ""]
    yield kind, "".join(own)


def _word_blocks(data: bytes, path: Path) -> list[tuple[BlockKind | None, str]]:
    """The paragraphs and table cells of a Word file in reading order."""
    import io

    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document: WordDocument = docx.Document(io.BytesIO(data))
        return list(_word_pieces(document.iter_inner_content()))
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, EOFError, OSError) as error:
        raise InputError("is not a whole Word file; save it again as .docx", path=path) from error


def _word_pieces(content: Iterable[Paragraph | Table]) -> Iterator[tuple[BlockKind | None, str]]:
    for item in content:
        if not hasattr(item, "rows"):
            yield _word_kind(item), item.text
            continue
        seen = set()
        for row in item.rows:
            for cell in row.cells:
                if cell._tc not in seen:  # a merged cell is met once for every column or row it covers
                    seen.add(cell._tc)
                    yield from ((BlockKind.CELL, text) for _, text in _word_pieces(cell.iter_inner_content()))


def _word_kind(paragraph: Paragraph) -> BlockKind | None:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    for name, kind in (("heading", BlockKind.HEADING), ("title", BlockKind.HEADING), ("caption", BlockKind.CAPTION)):
        if name in style:
            return kind
    return BlockKind.LIST if style.startswith("list") else None
