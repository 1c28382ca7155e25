"""Documents as files hold them: decoded text and its blocks, whatever kind of file they come from.

Plain text and Markdown keep their offsets: block and sentence offsets are code points of the decoded file (without the
byte order mark). Other files have no such text; their Document.text is what was extracted, a block a line (or more).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tm.errors import InputError
from tm.text import cells
from tm.text.encodings import open_text, read_bytes, read_text
from tm.text.layout import Extract, laid_out, markdown_blocks, text_blocks, visible
from tm.text.normalize import resolve_lang
from tm.text.parts import PART_CHARS, Part, cut_text, joined_parts
from tm.units import Block, BlockKind, Document, Problem

TABLES = (".csv", ".tsv", ".xlsx")
CAT_FILES = (".po", ".xlf", ".xliff")
_PACKED = (".docx", ".xlsx", ".epub", ".pdf", *CAT_FILES)
PLAIN = (".txt", ".md")
SUFFIXES = (*PLAIN, ".html", ".htm", ".docx", ".pdf", ".epub", ".srt", ".vtt", *TABLES, *CAT_FILES)

_NO_TEXT = "holds no text; check that the right file was named"
_LANGUAGE_SAMPLE = 100_000  # characters that tell the language and the script
_LONG_BLOCK = 1_000_000  # characters


def read_document(path: Path, *, lang: str = "", encoding: str = "") -> Document:
    """The document that a file of one of SUFFIXES holds; the language is read from the text if not given.

    Raises: InputError if the file is missing, empty, damaged, not text, or of another kind.
    Raises: SettingsError if `lang` or `encoding` is no such thing.
    Raises: ReaderMissing if its kind needs the `formats` extra and that is not installed.
    """
    return joined_parts(list(read_parts(path, lang=lang, encoding=encoding)))


def read_parts(path: Path, *, lang: str = "", encoding: str = "", size: int = PART_CHARS) -> Iterator[Part]:
    """The document part by part: text and Markdown about `size` characters at a time, another kind of file at once.

    Raises: as `read_document`, before the first part; but for a file without a letter, after the last.
    """
    check_suffix(path)
    if path.suffix.lower() in PLAIN:
        return _text_parts(path, lang, encoding, size)
    return iter((Part(_extracted(path, lang, encoding)),))


def _text_parts(path: Path, lang: str, encoding: str, size: int) -> Iterator[Part]:
    file = open_text(path, encoding=encoding)
    blocks_of = markdown_blocks if path.suffix.lower() == ".md" else text_blocks
    texts = cut_text(file.pieces(), size=size)
    problems, text = file.problems, next(texts, "")
    lang = resolve_lang(lang, text[:_LANGUAGE_SAMPLE])
    start = lines = 0
    lettered = False
    told: Problem | None = None  # a line goes on in the next part
    while text:
        following = next(texts, "")
        blocks = tuple(blocks_of(text))
        long = tuple(problem for problem in _long_blocks(path, text, blocks, lines) if problem != told)
        told = long[-1] if long else told
        yield Part(
            Document(path, text, lang, file.encoding, blocks, problems=problems + long),
            start,
            lines,
            last=not following,
        )
        lettered = lettered or any(char.isalpha() for char in text)
        start, lines = start + len(text), lines + text.count("\n")
        problems, text = (), following
    if not lettered:
        raise InputError(_NO_TEXT, path=path)


def _extracted(path: Path, lang: str, encoding: str) -> Document:
    """The document of a file that is not plain text."""
    suffix = path.suffix.lower()
    problems: tuple[Problem, ...] = ()
    if suffix in _PACKED:
        name, extract = suffix[1:], _extracted_bytes(read_bytes(path), path)
    else:
        decoded = read_text(path, encoding=encoding, page=suffix.startswith(".htm"))
        name, problems, extract = decoded.encoding, decoded.problems, _extracted_text(decoded.text, path)
    text, blocks = laid_out(extract.pieces)
    if not any(char.isalpha() for char in text):
        raise InputError(_NO_TEXT, path=path)
    return Document(
        path=path,
        text=text,
        lang=resolve_lang(lang, text[:_LANGUAGE_SAMPLE]),
        encoding=name,
        blocks=tuple(blocks),
        problems=(*problems, *extract.problems, *_long_blocks(path, text, blocks, 0)),
        left_out=max(0, extract.visible - visible(text)),
    )


def check_suffix(path: Path) -> None:
    """Refuse a folder, and a file of a kind that is not read. Raises: InputError."""
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
    if not path.exists():
        raise InputError("there is no such file; check the name", path=path)
    if path.suffix.lower() not in SUFFIXES:
        kind = path.suffix.lower() or "none"
        raise InputError(f"files of type {kind} are not read; save it as one of {', '.join(SUFFIXES)}", path=path)


def _extracted_text(text: str, path: Path) -> Extract:
    """What a file that is text, but not plain text, says."""
    suffix = path.suffix.lower()
    if suffix in (".srt", ".vtt"):
        from tm.text.subtitles import read_cues

        return read_cues(text)
    if suffix in TABLES:
        rows = cells.csv_rows(text, path) if suffix == ".csv" else cells.tsv_rows(text)
        return _cell_extract(rows)
    from tm.text.markup import read_page

    return read_page(text, str(path))


def _extracted_bytes(data: bytes, path: Path) -> Extract:
    """What a file that is no text says."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from tm.text.office import read_word

        return read_word(data, path)
    if suffix == ".xlsx":
        return _cell_extract(cells.xlsx_rows(data, path))
    if suffix in CAT_FILES:
        from tm.text.catfiles import read_cat_file

        return Extract(tuple((BlockKind.PARAGRAPH, segment.source) for segment in read_cat_file(data, path).segments))
    from tm.text import books

    return books.read_pdf(data, path) if suffix == ".pdf" else books.read_epub(data, path)


def _cell_extract(rows: Iterable[cells.NumberedCells]) -> Extract:
    return Extract(tuple((BlockKind.CELL, cell) for _, row in rows for cell in row))


def _long_blocks(path: Path, text: str, blocks: Sequence[Block], lines: int) -> Iterator[Problem]:
    """A problem for each block that no writer wrote, as where line ends are lost; `lines` stand before the text."""
    for block in blocks:
        if block.end - block.start > _LONG_BLOCK:
            line = lines + text.count("\n", 0, block.start) + 1
            message = f"is a paragraph of more than {_LONG_BLOCK} characters; if its line ends were lost, save it again"
            yield Problem("long-paragraph", str(path), line, message)
