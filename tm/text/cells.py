"""Tables as texts: the rows of .csv, .tsv and .xlsx files."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tm.errors import InputError
from tm.exchange.safexml import Remembered, iter_elements, local_name, xml_text
from tm.text.archives import ArchiveError, check_archive

if TYPE_CHECKING:
    from lxml.etree import _Element
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

Cells = tuple[str, ...]
NumberedCells = tuple[int, Cells]  # line of a text, or row of a sheet, from 1

_FORMULA = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")  # the apostrophe that keeps a spreadsheet from calculating
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)
_END = "\0"
_SHOWN_CHARS = 100
_DAMAGE = (  # what openpyxl, and what unpacks for it, say of a damaged workbook
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, SyntaxError),
    *(LookupError, ValueError, TypeError, AttributeError),
)
_CELL_CHARS = 1 << 20  # longest cell of a .csv file; more is a quote that nobody closed


def csv_rows(text: str, path: Path) -> Iterator[NumberedCells]:
    """The rows of text separated by commas, semicolons or tabs, as its first line is.

    A line `sep=;`, which spreadsheets write first, is obeyed and is no row.
    Raises: InputError for a cell that never ends.
    """
    first, _, rest = text.partition("\n")
    told = _SEPARATOR.fullmatch(first.strip())
    separator = told[1] if told else max(",;\t", key=first.count)
    begun, ended = 1, False

    def lines() -> Iterator[str]:
        nonlocal ended
        for line in _LINE.finditer("\n" + rest if told else text):  # io.StringIO would hold four bytes a character
            yield line[0]
        ended = True
        yield _END  # becomes a row of its own, unless it falls into a cell whose quote was never closed

    before = csv.field_size_limit(_CELL_CHARS)
    reader = csv.reader(lines(), delimiter=separator)
    try:
        for cells in reader:
            if ended and cells != [_END]:
                message = "a quote that opens a cell is not closed before the file ends; close it, or leave it out"
                raise InputError(message, path=path, line=begun)
            if not ended and not (told and begun == 1):
                yield reader.line_num, tuple(map(_unguarded, cells) if "'" in "".join(cells) else cells)
            begun = reader.line_num + 1
    except csv.Error as error:  # of all that csv may say, it has reason for one thing here
        message = f"a cell holds more than {_CELL_CHARS:,} characters: close the quote that opens it, or leave it out"
        raise InputError(message, path=path, line=begun) from error
    finally:
        csv.field_size_limit(before)


def tsv_rows(text: str, *, quoted: bool = False) -> Iterator[NumberedCells]:
    """The rows of tab-separated text: a line each.

    A cell in quotes loses them where it doubles those inside, as spreadsheets do, or where all such cells are `quoted`.
    """
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        yield number, tuple(_unquoted(cell, quoted=quoted) for cell in line.split("\t"))


def _unquoted(cell: str, *, quoted: bool) -> str:
    inner = cell[1:-1]
    if (quoted or '""' in inner) and _QUOTED.fullmatch(cell):
        cell = inner.replace('""', '"')
    return _unguarded(cell)


def xlsx_rows(data: bytes, path: Path, *, sheets: int | None = None) -> Iterator[NumberedCells]:
    """The rows of the first sheets of a workbook, or of all, as far as the file has them.

    Raises: InputError if it is damaged or unpacks to too much.
    """
    from openpyxl import load_workbook

    try:
        check_archive(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of styles and links that are not read anyway
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets[:sheets]:
                yield from _sheet_rows(sheet)
        book.close()
    except ArchiveError as error:
        raise InputError(f"is no readable workbook: it {error}; save it again as .xlsx", path=path) from error
    except (InputError, *_DAMAGE) as error:
        cause = str(error).partition("\n")[0][:_SHOWN_CHARS]
        raise InputError(f"is no readable workbook ({cause}); save it again as .xlsx", path=path) from error


def _sheet_rows(sheet: ReadOnlyWorksheet) -> Iterator[NumberedCells]:
    """The rows of a sheet from the first on, be it empty; others without cells may be left out.

    They are what openpyxl makes of them, but for plain text, where it takes ten times as long.
    """
    from openpyxl.utils import column_index_from_string
    from openpyxl.worksheet._reader import WorkSheetParser

    inner: Any = sheet  # the stubs know nothing of where its cells come from
    book, strings = inner.parent, inner._shared_strings
    number, columns = 0, Remembered[str, int](column_index_from_string)
    with inner._get_source() as source:
        parser = WorkSheetParser(source, strings, True, book.epoch, book._date_formats, book._timedelta_formats)
        for row in iter_elements(source, "row"):
            if number == 0 and row.get("r", "1") != "1":
                yield 1, ()
            number = int(row.get("r") or number + 1)
            cells: list[str] = []
            for cell in row:
                text = _plain_text(cell, strings)
                if text is None:
                    value = parser.parse_cell(cell)["value"]
                    text = "" if value is None else str(value)
                letters = cell.get("r", "").rstrip(_DIGITS)
                at = columns[letters] - 1 if letters else len(cells)
                cells += [""] * (at - len(cells))
                cells[at : at + 1] = [_unescaped(text) if "_x" in text else text]
            yield number, tuple(cells)


def _plain_text(cell: _Element, strings: Sequence[str]) -> str | None:
    """The text of a cell that holds text without formats; None where it may hold anything else."""
    kind = cell.get("t")
    if kind == "s" and len(cell) and local_name(last := cell[-1]) == "v":
        return strings[int(last.text or "")]
    if kind == "inlineStr" and len(cell) == 1 and len(inner := cell[0]) == 1 and local_name(inner[0]) == "t":
        return inner[0].text or ""
    return None


def _unescaped(text: str) -> str:
    """The text with the characters that a workbook writes by their codes: _x000D_."""
    return xml_text(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))[0]


def _unguarded(cell: str) -> str:
    return cell[1:] if _FORMULA.match(cell) else cell


def is_filled(row: Sequence[str]) -> bool:
    """Whether a cell of the row holds anything."""
    return any(cell and not cell.isspace() for cell in row)
