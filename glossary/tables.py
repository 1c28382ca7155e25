"""Glossaries as tables: CSV, TSV, XLSX, JSON lines (written only), with the columns of glossary.pairrows.

A table of others is read by the names in its first rows (glossary.columns); an unknown column is kept as a property.
Without names, the first three columns are term, rendering, note. Each sheet of a workbook is a table.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from glossary.columns import Column, Columns, columns_of, refuse_other_columns, unnamed
from glossary.entries import ReadEntry, TermEntry
from glossary.pairrows import COLUMNS, MoreTerm, PairRow, RowRead, entries_of, rows_of, settled_lang
from tm.errors import InputError
from tm.exchange.safexml import Remembered
from tm.exchange.tables import read_rows, write_table
from tm.units import Problem

_SAMPLE = 50  # rows that tell whether columns without names hold the two languages
_FORMULA = re.compile(r"[=＝@＠]|[+\-＋－][A-Za-z]+\(")
_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
_SYNONYMS = re.compile(r"\s*[;；|｜\n]\s*")
_ENTITY = re.compile(r"&#?\w+;")
_SIDES = ("source", "target")
_KNOWN = frozenset(COLUMNS)
_OF_ITS_OWN = frozenset(["concept", *_SIDES])  # columns where hardly a value comes twice
_SAME = Remembered[str, str](str)  # one text for equal ones: a file is held in memory until its last row is read
_Row = tuple[int, Sequence[str]]


def write_glossary_table(path: Path, entries: Sequence[TermEntry], *, source_lang: str) -> int:
    """The number of entries written, in the format of the suffix. Raises: StorageError."""
    write_table(path, (row for entry in entries for row in rows_of(entry, source_lang)), columns=COLUMNS)
    return len(entries)


def read_glossary_table(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The entries of a table, and a problem for each row that gives none.

    Problem codes: term-empty (a row without a term), term-alone (one without a rendering, which is kept so),
    term-formula (a term that a spreadsheet would compute is taken as text), row-cells (a row with more cells than
    the first one names; they are kept as properties), row-above, sheet-without-terms (what is left out: rows above
    the names of the columns, a sheet of something else), and those of glossary.pairrows.
    Raises: InputError for a file that cannot be read, or whose columns are not those of a glossary.
    """
    return entries_of(_rows(path, (source_lang, target_lang)))


def _rows(path: Path, languages: tuple[str, str]) -> Iterator[RowRead | Problem]:
    refused: list[tuple[int, InputError]] = []
    found = False
    for number, sheet in _sheets(read_rows(path, sheets=None)):
        head = list(itertools.islice(sheet, _SAMPLE))
        try:
            columns, at = columns_of(head, languages, path)
            if columns is None:
                refuse_other_columns([cells for _, cells in head], languages, path)
            elif not columns.ours:
                pairs = [columns.pair(cells) for _, cells in head[at + 1 :]]
                refuse_other_columns(pairs, columns.tags, path)
        except InputError as error:
            refused.append((number, error))
            continue
        found = True
        for line, cells in head[:at]:
            text = " ".join(filter(None, map(str.strip, cells)))[:60]
            yield Problem("row-above", "", line, f"{text!r} stands above the names of the columns; it is left out")
        begun = head if columns is None else head[at + 1 :]
        for line, cells in itertools.chain(begun, sheet):
            yield _row(line, cells, columns or unnamed(languages))
    if refused and not found:
        raise refused[0][1]
    for number, _ in refused:
        yield Problem("sheet-without-terms", "", None, f"sheet {number} holds no table of terms and is left out")


def _sheets(rows: Iterable[_Row]) -> Iterator[tuple[int, Iterator[_Row]]]:
    """The number of each sheet that has rows, from 1, and its filled rows; a file of text is one sheet."""
    number = 1
    begun = False

    def sheet_of(row: _Row) -> int:
        nonlocal number, begun
        number, begun = number + (begun and row[0] == 1), True
        return number

    for sheet, group in itertools.groupby(rows, sheet_of):
        yield sheet, ((line, cells) for line, cells in group if any(map(str.strip, cells)))


def _row(line: int, cells: Sequence[str], columns: Columns) -> RowRead | Problem:
    values: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    more: list[MoreTerm] = []
    problems: list[Problem] = []
    named = columns.columns
    for at, cell in enumerate(cells):
        if not cell or not (text := cell.strip()):
            continue
        if text[0] == "#" and _ERROR.fullmatch(text):
            message = f"{text!r} is the error of a formula; the cell is taken as empty"
            problems.append(Problem("term-formula", "", line, message))
            continue
        column = named[at] if at < len(named) else Column(f"column {at + 1}")
        name = column.name
        if column.lang:
            more += [MoreTerm(one, settled_lang(one, column.lang), column.side) for one in _synonyms(text, columns)]
        elif name in _KNOWN:
            values[name] = text if name in _OF_ITS_OWN else _SAME[text]
        else:
            others.append((name, text))
    if not values.get("source") and not values.get("target"):
        return Problem("term-empty", "", line, "a row needs a term; fill it or leave it out")
    problems += _told(line, cells, values, columns)
    for side, tag in zip(_SIDES, columns.tags, strict=True):
        text, *further = _synonyms(values.get(side, ""), columns)
        if text:
            lang = values.get(f"{side}_lang", "") or settled_lang(text, tag)
            values |= {side: text, f"{side}_lang": lang}
            more += [MoreTerm(one, lang, side) for one in further]
    return RowRead(line, PairRow(**values), tuple(others), tuple(problems), tuple(more))


def _told(line: int, cells: Sequence[str], values: Mapping[str, str], columns: Columns) -> Iterator[Problem]:
    """What is doubtful in a row that is taken all the same."""
    texts = [values.get(side, "") for side in _SIDES]
    for text in texts:
        if _FORMULA.match(text):
            yield Problem("term-formula", "", line, f"{text[:40]!r} looks like a formula; it is taken as text")
    if columns.named and any(map(str.strip, cells[len(columns.columns) :])):
        message = f"the row has more cells than the {len(columns.columns)} named; they are kept as properties"
        yield Problem("row-cells", "", line, message)
    if not columns.ours and not all(texts):
        missing = "rendering" if texts[0] else "term"
        message = f"the row has no {missing} and is kept without; if cells are merged in the table, fill each"
        yield Problem("term-alone", "", line, message)


def _synonyms(text: str, columns: Columns) -> list[str]:
    """The terms in a cell, which tables of others divide by ; or | or lines; one empty text for an empty cell."""
    if columns.ours or _ENTITY.search(text):
        return [text]
    return list(filter(None, _SYNONYMS.split(text))) or [""]
