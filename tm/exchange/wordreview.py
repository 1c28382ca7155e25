"""A Word file to be reviewed: a table with a row for each unit, which comes back corrected.

The first cell of a row is the number of its unit, the head of that column names the memory. Changes that Word tracks
are read as accepted: inserted text counts, deleted text does not.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tm.errors import InputError
from tm.exchange.corrections import Correction
from tm.exchange.safexml import atomic_write, xml_text
from tm.memory.rows import StoredUnit
from tm.text.encodings import read_bytes
from tm.text.office import word_document
from tm.units import Problem

if TYPE_CHECKING:
    from docx.table import Table
    from lxml.etree import _Element

_HEAD = re.compile(r"ID\s*\(([0-9a-f-]{8,})\)", re.IGNORECASE)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": "\t"}
_GONE = (f"{_WORD}del", f"{_WORD}moveFrom")  # tracked changes
_WIDTHS = (2.2, 10.0, 10.0, 2.2, 3.6)  # cm


def write_review(path: Path, rows: Iterable[StoredUnit], *, memory: str, title: str) -> int:
    """The number of units written; `memory` is the identity of theirs.

    Raises: StorageError; then an older file stays.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading(xml_text(title)[0], level=1)
    document.add_paragraph(
        "Correct the texts and notes in the table, with or without tracked changes, and send the file back. "
        "Leave the first column and its head as they are; rows may be deleted: their units stay as they were."
    )
    units = list(rows)
    table = document.add_table(rows=len(units) + 1, cols=len(_WIDTHS), style="Table Grid")
    cells = table._cells  # asked for one by one, each costs a search of the table
    heads = (f"ID ({memory})", "source", "target", "sure", "note")
    lines = [heads, *map(_line, units)]
    for at, text in enumerate(text for line in lines for text in line):
        cells[at].text = xml_text(text)[0]
        cells[at].width = Cm(_WIDTHS[at % len(_WIDTHS)])
    packed = io.BytesIO()
    document.save(packed)
    with atomic_write(path) as file:
        _without_times(packed, file)
    return len(units)


def read_review(path: Path) -> Iterator[Correction | Problem]:
    """What each row of the table says of its unit now, in order.

    Problem codes: review-row (a row whose first cell is no number, or that lacks a text).
    Raises: InputError if the file is no Word file or holds no table of ours.
    """
    with word_document(read_bytes(path), path) as document:
        items = [item for table in document.tables for item in _items(path, table)]
        if not items and not any(_head(_rows(table)) for table in document.tables):
            message = "holds no table of units to review (its first cell names the memory); write one with `tm export`"
            raise InputError(message, path=path)
    yield from items


def _items(path: Path, table: Table) -> Iterator[Correction | Problem]:
    """What the rows of a table say; nothing of a table that is not ours."""
    rows = _rows(table)
    memory = _head(rows)
    for number, cells in enumerate(rows[1:] if memory else (), start=2):
        yield _correction(path, number, memory, cells)


def _head(rows: list[list[str]]) -> str:
    """The identity of the memory that the first cell names; empty where it names none."""
    match = _HEAD.match(rows[0][0]) if rows and rows[0] else None
    return match[1].lower() if match else ""


def _line(stored: StoredUnit) -> tuple[str, ...]:
    unit = stored.unit
    sure = str(unit.state) if unit.confidence is None else f"{unit.confidence:.2f}"
    return str(stored.rowid), unit.source.text, unit.target.text, sure, unit.note


def _correction(path: Path, number: int, memory: str, cells: list[str]) -> Correction | Problem:
    rowid, source, target, _, note = (*cells, *[""] * 5)[:5]
    if not re.fullmatch("[0-9]{1,18}", rowid.strip()) or not (source.strip() and target.strip()):
        message = "a row needs the number of its unit, and text in source and target; mend it or delete the row"
        return Problem("review-row", str(path), number, message)
    return Correction(str(path), number, int(rowid), memory, source, target, note)


def _without_times(packed: BinaryIO, file: BinaryIO) -> None:
    """Copy a file of Word without the moment of writing, so that same rows give same bytes."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", content)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _rows(table: Table) -> list[list[str]]:
    """The text of every cell."""
    return [[_text(cell) for cell in row.iterchildren(f"{_WORD}tc")] for row in table._tbl.iterchildren(f"{_WORD}tr")]


def _text(cell: _Element) -> str:
    """The text of a cell, tracked changes accepted."""
    return "\n".join(_paragraph(one) for one in cell.iter(f"{_WORD}p"))


def _paragraph(paragraph: _Element) -> str:
    pieces = []
    for element in paragraph.iter(f"{_WORD}t", *_BREAKS):
        if not any(above.tag in _GONE for above in element.iterancestors()):
            pieces.append(_BREAKS.get(str(element.tag)) or element.text or "")
    return "".join(pieces)
