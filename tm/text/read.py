"""Documents as files hold them: decoded text and its blocks, whatever kind of file they come from.

Plain text and Markdown keep their offsets: block and sentence offsets are code points of the decoded file (without the
byte order mark). Other files have no such text; their Document.text is what was extracted, a block a line (or more).
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from tm.errors import InputError
from tm.text import cells
from tm.text.encodings import read_bytes, read_text
from tm.text.layout import Extract, laid_out, markdown_blocks, text_blocks, visible
from tm.text.normalize import resolve_lang
from tm.units import Block, BlockKind, Document, Problem

TABLES = (".csv", ".tsv", ".xlsx")
CAT_FILES = (".po", ".xlf", ".xliff")
_DECODED = (".html", ".htm", ".srt", ".vtt", ".csv", ".tsv")
_PACKED = (".docx", ".xlsx", ".epub", ".pdf", *CAT_FILES)
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".epub", ".srt", ".vtt", *TABLES, *CAT_FILES)

_LANGUAGE_SAMPLE = 100_000  # characters that tell the language and the script
_LONG_BLOCK = 1_000_000  # characters


def read_document(path: Path, *, lang: str = "", encoding: str = "") -> Document:
    """The document that a file of one of SUFFIXES holds; the language is read from the text if not given.

    Raises: InputError if the file is missing, empty, damaged, not text, or of another kind.
    Raises: SettingsError if `lang` or `encoding` is no such thing.
    Raises: ReaderMissing if its kind needs the `formats` extra and that is not installed.
    """
    suffix = path.suffix.lower()
    check_suffix(path)
    problems: tuple[Problem, ...] = ()
    extract: Extract | None = None
    left_out = 0
    if suffix in _PACKED:
        name = suffix[1:]
        extract = _extracted_bytes(read_bytes(path), path)
    else:
        decoded = read_text(path, encoding=encoding, page=suffix.startswith(".htm"))
        text, name, problems = decoded.text, decoded.encoding, decoded.problems
        if suffix in _DECODED:
            extract = _extracted_text(text, path)
    if extract:
        text, blocks = laid_out(extract.pieces)
        problems += extract.problems
        left_out = max(0, extract.visible - visible(text))
    else:
        blocks = markdown_blocks(text) if suffix == ".md" else text_blocks(text)
    if not any(char.isalpha() for char in text):
        raise InputError("holds no text; check that the right file was named", path=path)
    return Document(
        path=path,
        text=text,
        lang=resolve_lang(lang, text[:_LANGUAGE_SAMPLE]),
        encoding=name,
        blocks=tuple(blocks),
        problems=(*problems, *_long_blocks(path, text, blocks)),
        left_out=left_out,
    )


def check_suffix(path: Path) -> None:
    """Refuse a folder, and a file of a kind that is not read. Raises: InputError."""
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
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
        return Extract(tuple((BlockKind.CELL, cell) for cell in chain.from_iterable(rows)))
    from tm.text.markup import read_page

    return read_page(text, str(path))


def _extracted_bytes(data: bytes, path: Path) -> Extract:
    """What a file that is no text says."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from tm.text.office import read_word

        return read_word(data, path)
    if suffix == ".xlsx":
        return Extract(tuple((BlockKind.CELL, cell) for row in cells.xlsx_rows(data, path) for cell in row))
    if suffix in CAT_FILES:
        from tm.text.catfiles import read_cat_file

        return Extract(tuple((BlockKind.PARAGRAPH, segment.source) for segment in read_cat_file(data, path).segments))
    from tm.text import books

    return books.read_pdf(data, path) if suffix == ".pdf" else books.read_epub(data, path)


def _long_blocks(path: Path, text: str, blocks: list[Block]) -> list[Problem]:
    """A problem for each block that no writer wrote: a file whose line ends are lost."""
    found = [block for block in blocks if block.end - block.start > _LONG_BLOCK]
    message = "is a paragraph of {} characters; if its line ends were lost, save it again"
    return [
        Problem(
            "long-paragraph",
            str(path),
            text.count("\n", 0, block.start) + 1,
            message.format(block.end - block.start),
        )
        for block in found
    ]
