"""Books and printed pages: EPUB by ebooklib, PDF by pypdfium2, both of the `formats` extra."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tm.errors import InputError
from tm.text.archives import ArchiveError, check_archive
from tm.text.elements import element_texts, parsed
from tm.text.encodings import decode
from tm.text.extras import formats_extra
from tm.text.layout import Extract, Piece, by_line, visible
from tm.units import BlockKind, Problem

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_SENTENCE_END = re.compile(r"[。！？!?.…:：][”’」』\"'）)\]]*$")
_HYPHEN = "\ufffe"  # pdfium's sign for a hyphen at the end of a line
_PDF_BREAK = re.compile(rf"\r?\n|{_HYPHEN}")
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_EDGE_LINES = 2  # at the top and at the bottom of a page, among which running heads are
_REPEATED_PAGES = 3  # a line at the same edge of so many pages is a running head


def read_epub(data: bytes, path: Path) -> Extract:
    """The chapters of a book in the order of its spine; its table of contents is left out.

    Problem code: `damaged-chapter`, for one that cannot be read.
    Raises: InputError if the file is damaged or unpacks to too much; ReaderMissing without the `formats` extra.
    """
    with formats_extra(path):
        from ebooklib import epub
    from zipfile import BadZipFile

    from lxml.etree import LxmlError

    try:
        check_archive(data)
        book = epub.read_epub(str(path), {"ignore_ncx": True})
    except ArchiveError as error:
        raise InputError(f"is not a whole book: it {error}; copy it again", path=path) from error
    except (epub.EpubException, BadZipFile, LxmlError, KeyError, AttributeError, ValueError, OSError) as error:
        raise InputError("is not a whole book; save it again as .epub", path=path) from error
    pieces: list[Piece] = []
    problems: list[Problem] = []
    shown = 0
    for reference, _ in book.spine:
        item = book.get_item_with_id(reference)
        tree = None if item is None else parsed(_chapter(item.content))
        if tree is None:
            message = f"the chapter {reference} cannot be read; save the book again"
            problems.append(Problem("damaged-chapter", str(path), None, message))
            continue
        texts = list(element_texts(tree))
        shown += sum(visible(text.text) for text in texts)
        if not isinstance(item, epub.EpubNav):
            pieces += by_line((text.kind, text.text) for text in texts)
    return Extract(tuple(pieces), shown, tuple(problems))


def _chapter(content: bytes) -> str:
    """The markup of a chapter, without the declaration that lxml would take for an order."""
    try:
        return decode(content)[0]
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line with its place on the page, in points; at times pdfium takes two for one."""

    text: str
    left: float
    right: float
    middle: float
    last_middle: float  # of its end: lower where it is two lines
    broken: bool  # a hyphen cuts its last word


def read_pdf(data: bytes, path: Path) -> Extract:
    """The paragraphs of a PDF, put together from its lines; running heads and page numbers are boilerplate.

    Problem code: `page-without-text`, for pages that are pictures.
    Raises: InputError if the file is damaged, encrypted or a scan; ReaderMissing without the `formats` extra.
    """
    with formats_extra(path):
        from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        pages = []
        for page in document:
            pages.append(_page_lines(page))
            page.close()
        document.close()
    except PdfiumError as error:
        cause = "is encrypted; save it without a password" if "password" in str(error).lower() else ""
        raise InputError(cause or "is not a whole PDF file; copy or export it again", path=path) from error
    blank = [str(number) for number, lines in enumerate(pages, start=1) if not lines]
    if len(blank) == len(pages):
        raise InputError("holds no text, only pictures of pages; run text recognition (OCR) on it first", path=path)
    problems: tuple[Problem, ...] = ()
    if blank:
        message = f"pages without text: {', '.join(blank)}; run text recognition (OCR) if they are scans"
        problems = (Problem("page-without-text", str(path), None, message),)
    return Extract(tuple(_paragraphs(pages)), 0, problems)


def _page_lines(page: PdfPage) -> list[_Line]:
    """The lines of a page in reading order, as pdfium finds it."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    lines = []
    start = units = 0  # indexes of pdfium count UTF-16 units
    for match in [*_PDF_BREAK.finditer(text), None]:
        line = text[start : match.start() if match else len(text)]
        size = _units(line)
        shown = line.strip()
        if shown:
            first = units + _units(line[: len(line) - len(line.lstrip())])
            left, bottom, _, top = text_page.get_charbox(first, loose=True)
            _, last_bottom, right, last_top = text_page.get_charbox(units + _units(line.rstrip()) - 1, loose=True)
            broken = match is not None and match[0] == _HYPHEN
            lines.append(_Line(shown, left, right, (bottom + top) / 2, (last_bottom + last_top) / 2, broken))
        if match:
            start, units = match.end(), units + size + len(match[0])
    text_page.close()
    return lines


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> Iterator[Piece]:
    heads, compounds = _running_heads(pages), _compounds(pages)
    waiting: list[Piece] = []  # running heads inside the paragraph
    paragraph: list[_Line] = []
    for lines in pages:
        for index, line in enumerate(lines):
            if min(index, len(lines) - 1 - index) < _EDGE_LINES and _masked(line.text) in heads:
                waiting.append((BlockKind.BOILERPLATE, line.text))
                continue
            if paragraph and not _goes_on(paragraph, line, lines):
                yield None, _joined(paragraph, compounds)
                yield from waiting
                paragraph, waiting = [], []
            paragraph.append(line)
    if paragraph:
        yield None, _joined(paragraph, compounds)
    yield from waiting


def _masked(text: str) -> str:
    """The line with its numbers taken for one another."""
    return re.sub(r"\d+", "0", text)


def _running_heads(pages: Sequence[Sequence[_Line]]) -> set[str]:
    """The lines at the edges, numbers aside, that several pages have, and bare page numbers.

    Two pages are enough where the line stands at the same height on both.
    """
    edges = [{(_masked(line.text), round(line.middle)) for line in _edges(lines)} for lines in pages]
    placed = Counter(place for page in edges for place in page)
    counts = Counter(text for page in edges for text in {text for text, _ in page})
    heads = {text for text, count in counts.items() if count >= _REPEATED_PAGES}
    heads |= {text for (text, _), count in placed.items() if count > 1}
    outer = {_masked(line.text) for lines in pages for line in (*lines[:1], *lines[-1:])}
    return heads | {text for text in outer if re.fullmatch(r"\W*0\W*", text)}


def _edges(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The outermost line at the top and at the bottom, and those next to it that are no full lines of text."""
    full = max((line.right - line.left for line in lines), default=0.0) * 2 / 3
    for outermost, *others in (lines[:_EDGE_LINES], lines[: -1 - _EDGE_LINES : -1]) if lines else ():
        yield outermost
        yield from (line for line in others if line.right - line.left < full)


def _goes_on(paragraph: Sequence[_Line], line: _Line, lines: Sequence[_Line]) -> bool:
    """Whether the line continues the paragraph: the one before reaches the margin, and no gap or indent parts them."""
    before = paragraph[-1]
    if before.broken:
        return True
    near = median(other.right - other.left for other in (*lines, *paragraph)) / 3
    above = [other for other in (*lines, *paragraph) if abs(other.left - before.left) < near]
    rights = sorted(other.right for other in above)
    size = 2 * (median(rights) - min(other.left for other in above)) / 40  # two characters of a line of forty
    margin = next((right for outer, right in pairwise(rights[::-1]) if outer - right <= size), rights[-1])
    if margin - before.right > 2 * size:
        return False
    ended = bool(_SENTENCE_END.search(before.text))
    if before.middle < line.middle:  # a new column or page
        return not ended
    pitches = [a.middle - b.middle for a, b in pairwise(lines) if a.middle > b.middle]
    if before in lines and before.last_middle - line.middle > 1.4 * median(pitches):
        return False
    return not (ended and line.left > min(other.left for other in above) + size / 2)


def _compounds(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """The words with a hyphen inside a line, in small letters."""
    return frozenset(word for lines in pages for line in lines for word in _COMPOUND.findall(line.text.lower()))


def _joined(lines: Sequence[_Line], compounds: frozenset[str]) -> str:
    ends = [_hyphen(line, after, compounds) if line.broken else "\n" for line, after in pairwise(lines)]
    return "".join(line.text + end for line, end in zip(lines, (*ends, ""), strict=True))


def _hyphen(line: _Line, after: _Line, compounds: frozenset[str]) -> str:
    """The hyphen that cuts a word at the end of a line, if the word has it: 67-year-old, or as written elsewhere."""
    first, second = line.text.split()[-1], after.text.split()[0]
    if re.search(r"[\d-]", first) or not second[0].islower():
        return "-"
    word = _COMPOUND.match(f"{first}-{second}".lower())
    return "-" if word and word[0] in compounds else ""
