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

from tm.errors import InputError
from tm.text.archives import ArchiveError, check_archive

Cells = tuple[str, ...]
NumberedCells = tuple[int, Cells]  # line of a text, or row of a sheet, from 1

_FORMULA = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")  # the apostrophe that keeps a spreadsheet from calculating
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
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
        yield from io.StringIO("\n" + rest if told else text, newline="")
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
                yield reader.line_num, tuple([_unguarded(cell) if cell[:1] == "'" else cell for cell in cells])
            begun = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{error}; save it again as CSV", path=path, line=reader.line_num) from error
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
    """The rows of the first sheets of a workbook, or of all.

    Raises: InputError if it is damaged or unpacks to too much.
    """
    from openpyxl import load_workbook

    try:
        check_archive(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of styles and links that are not read anyway
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets[:sheets]:
            sheet.reset_dimensions()  # a sheet may claim a million empty columns
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, tuple("" if cell is None else str(cell) for cell in cells)
        book.close()
    except ArchiveError as error:
        raise InputError(f"is no readable workbook: it {error}; save it again as .xlsx", path=path) from error
    except _DAMAGE as error:
        cause = str(error).partition("\n")[0][:_SHOWN_CHARS]
        raise InputError(f"is no readable workbook ({cause}); save it again as .xlsx", path=path) from error


def _unguarded(cell: str) -> str:
    return cell[1:] if _FORMULA.match(cell) else cell


def is_filled(row: Sequence[str]) -> bool:
    """Whether a cell of the row holds anything."""
    return any(cell and not cell.isspace() for cell in row)
