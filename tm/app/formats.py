"""The file formats of translation units: which suffixes are read and written, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from tm import __version__
from tm.errors import InputError
from tm.exchange import tables
from tm.exchange.corrections import Correction
from tm.exchange.xliff import XLIFF_SUFFIXES
from tm.languages import primary
from tm.memory.rows import StoredUnit
from tm.units import Kept, Problem, TranslationUnit

Reader = Callable[[Path], Iterator[TranslationUnit | Kept | Correction | Problem]]

PACKED = (".gz", ".zip")
READ_SUFFIXES = (".tmx", ".xml", *PACKED, *XLIFF_SUFFIXES, ".po", *tables.READ_SUFFIXES, ".jsonl", ".docx")
WRITTEN_SUFFIXES = (".tmx", ".xlf", ".xliff", ".po", *tables.WRITTEN_SUFFIXES, ".html", ".docx")
WHOLE = ("plain", "original")  # tools of a TMX file that holds all that the memory knows


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds: units, characters left out that its format cannot hold, units left out."""

    units: int
    stripped: int = 0
    skipped: int = 0


def reader_of(path: Path, *, source_lang: str, target_lang: str, defaults: tuple[str, str]) -> Reader:
    """How the file is read.

    Args:
        path: the file; its suffix says what it is.
        source_lang: as asked for; empty where nothing is.
        target_lang: likewise.
        defaults: the languages of the settings.
    Raises: InputError if it is not there, empty, or of another kind.
    """
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
    if not path.exists():
        raise InputError("there is no such file; check the name", path=path)
    if path.is_file() and not path.stat().st_size:
        raise InputError("is empty; check that it was saved in full", path=path)
    suffix = path.suffix.lower()
    if suffix not in READ_SUFFIXES:
        known = ", ".join(READ_SUFFIXES).replace(", ".join(PACKED), "packed .gz, .zip")
        raise InputError(f"has a suffix that is not imported; use {known}", path=path)
    if suffix in (".tmx", ".xml", *PACKED):
        from tm.exchange.tmx import read_tmx

        return partial(read_tmx, source_lang=source_lang, target_lang=target_lang, expected=defaults)
    if suffix == ".jsonl" or suffix in tables.READ_SUFFIXES:
        expected = (primary(defaults[0]), primary(defaults[1]))
        return partial(tables.read_table, source_lang=source_lang, target_lang=target_lang, expected=expected)
    source_lang, target_lang = source_lang or primary(defaults[0]), target_lang or primary(defaults[1])
    if suffix in XLIFF_SUFFIXES:
        from tm.exchange.xliff import read_xliff

        return partial(read_xliff, source_lang=source_lang, target_lang=target_lang)
    if suffix == ".docx":
        from tm.exchange.wordreview import read_review

        return read_review
    from tm.exchange.po import read_po

    return partial(read_po, source_lang=source_lang, target_lang=target_lang)


def write_units(
    path: Path, stored: Iterable[StoredUnit], *, source_lang: str, target_lang: str, now: datetime, memory: str = ""
) -> Written:
    """What was written, in the format of the suffix, one of WRITTEN_SUFFIXES.

    Tables and the Word file name the units and, by its identity, their memory, so that corrections can come back.

    Raises: StorageError, then an older file stays; ReaderMissing for PO without the `formats` extra.
    """
    suffix, units = path.suffix.lower(), (one.unit for one in stored)
    if suffix == ".tmx":
        from tm.exchange.tmx import write_tmx

        written = write_tmx(
            path,
            units,
            source_lang=source_lang,
            target_lang=target_lang,
            creation_tool_version=__version__,
            now=now,
        )
        return Written(written.units, written.stripped, written.skipped)
    if suffix in XLIFF_SUFFIXES:
        from tm.exchange.xliffwrite import write_units as write_xliff

        count = write_xliff(path, units, source_lang=source_lang, target_lang=target_lang)
        return Written(count)
    if suffix == ".po":
        from tm.exchange.po import write_po

        langs = {"source_lang": source_lang, "target_lang": target_lang}
        return Written(write_po(path, stored, **langs, now=now, memory=memory))
    if suffix == ".docx":
        from tm.exchange.wordreview import write_review

        return Written(write_review(path, stored, memory=memory, title=path.stem))
    if suffix == ".html":
        from tm.app.pagefile import write_page

        rows = list(stored)
        write_page(path, "units.html.j2", title=path.stem, rows=rows)
        return Written(len(rows))
    coded = suffix == ".jsonl"
    row_of = tables.coded_row_of if coded else tables.row_of
    columns = tables.CODED_COLUMNS if coded else tables.COLUMNS
    cells = (row_of(one.unit, rowid=one.rowid or None, memory=memory if one.rowid else "") for one in stored)
    return Written(tables.write_table(path, cells, columns=columns))
