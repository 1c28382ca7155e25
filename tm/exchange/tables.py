"""Tables of pairs, written and read: TSV, CSV, XLSX, JSON lines.

The first row names the columns (COLUMNS); an unpaired segment has an empty cell on the other side. In TSV and CSV a
cell that a spreadsheet would take for a formula (it begins with = + - @, their full-width forms, a tab or a line
break) gets an apostrophe before it, which reading takes away; in XLSX such a cell is typed as text. CSV is UTF-8 with
a byte order mark, for spreadsheets, and quotes what must be quoted; TSV has one row a line, so a tab or line break in
a cell becomes a space there, and only a cell that begins with a double quote is quoted.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tm.errors import InputError, SettingsError, StorageError
from tm.exchange.corrections import Correction
from tm.exchange.safexml import atomic_write, xml_text
from tm.inline import codes_of_text, codes_text
from tm.languages import canonical, guess, known_tag, primary, serves
from tm.text.cells import csv_rows, tsv_rows, xlsx_rows
from tm.text.encodings import decode, read_bytes
from tm.units import Origin, Problem, State, TranslationUnit, Variant

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A pair of texts in a table; one side is empty where a segment has no partner."""

    source: str
    target: str
    confidence: float | None = None
    document: str = ""
    position: int | None = None  # of the pair in its document, from 0
    source_lang: str = ""
    target_lang: str = ""
    state: str = ""
    publisher: str = ""
    date: str = ""
    url: str = ""
    note: str = ""
    unit: int | None = None  # its id in the memory it was exported from
    memory: str = ""  # the identity of that memory


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedRow(Row):
    """A pair of texts with their inline codes as JSON (tm.inline): a record of JSON lines loses none of them."""

    source_codes: str = ""
    target_codes: str = ""


COLUMNS = tuple(field.name for field in fields(Row))
CODED_COLUMNS = tuple(field.name for field in fields(CodedRow))
WRITTEN_SUFFIXES = (".tsv", ".csv", ".xlsx", ".jsonl")
READ_SUFFIXES = (".tsv", ".tab", ".txt", ".csv", ".xlsx")
_BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]")
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_EXCEL_CELL_CHARS = 32_767
_NO_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)  # of writing, so that same rows give same bytes
_WIDTHS = {"source": 60, "target": 60, "document": 24, "url": 24}
_DIGITS = 15  # of a whole number; what a spreadsheet keeps
_SAMPLE = 20  # rows that tell whether the columns are swapped
_SOURCE_NAMES, _TARGET_NAMES = {"source", "原文", "源文"}, {"target", "translation", "译文", "譯文"}
_LANGUAGE_NAMES = {
    "chinese": "zh",
    "中文": "zh",
    "汉语": "zh",
    "漢語": "zh",
    "english": "en",
    "英文": "en",
    "英语": "en",
}


def row_of(unit: TranslationUnit, *, rowid: int | None = None, memory: str = "") -> Row:
    """The table row of a unit, with its id in the memory of that identity."""
    return Row(
        source=unit.source.text,
        target=unit.target.text,
        confidence=unit.confidence,
        document=unit.origin.document,
        position=unit.origin.position,
        source_lang=unit.source.lang,
        target_lang=unit.target.lang,
        state=unit.state.value,
        publisher=unit.origin.publisher,
        date=unit.origin.date,
        url=unit.origin.url,
        note=unit.note,
        unit=rowid,
        memory=memory,
    )


def coded_row_of(unit: TranslationUnit, *, rowid: int | None = None, memory: str = "") -> CodedRow:
    """The record of a unit as `row_of` gives it, with its codes."""
    row = row_of(unit, rowid=rowid, memory=memory)
    return CodedRow(
        **{name: getattr(row, name) for name in COLUMNS},
        source_codes=codes_text(unit.source.codes),
        target_codes=codes_text(unit.target.codes),
    )


def write_table(path: Path, rows: Iterable[DataclassInstance], *, columns: Sequence[str] = COLUMNS) -> int:
    """The number of rows written, in the format that the suffix names: .tsv, .csv, .xlsx or .jsonl.

    `columns` names the fields of the rows, in their order, where they are not `Row`.
    Same rows, same bytes. XLSX leaves out the characters that XML forbids.
    Raises: StorageError for another suffix, a file that cannot be written, or text too long for a cell of Excel.
    """
    writers = {".tsv": _write_tsv, ".csv": _write_csv, ".xlsx": _write_xlsx, ".jsonl": _write_jsonl}
    suffix = path.suffix.lower()
    if suffix not in writers:
        raise StorageError(f"{suffix or 'no suffix'} is no table format; use {', '.join(writers)}", path=path)
    counter = itertools.count()
    counted = (row for row, _ in zip(rows, counter, strict=False))
    with atomic_write(path) as file:
        writers[suffix](file, counted, columns, path)
    return next(counter)


def read_table(
    path: Path, *, source_lang: str = "", target_lang: str = "", expected: tuple[str, str] = ("zh", "en")
) -> Iterator[TranslationUnit | Correction | Problem]:
    """The units of a table, in order, and a Problem for each row that gives none.

    A row that names the unit and the memory it was exported from is a Correction.

    If the first row names the columns (`source`, `target`, other COLUMNS, or languages: `zh-CN`, `English`, `译文`),
    they are read by name; else the first two columns are source and target. Rows without any text are passed over.
    Of a workbook the first sheet is read.

    A row in other languages than those named is a Problem. Where none is named a row is taken by its own tags, whatever
    they are; one without is in the `expected` languages.

    Problem codes: table-empty (one side has no text), table-value (a language, number or state that cannot be).
    Raises: InputError if the file cannot be read, or its unnamed columns hold the languages the other way round.
    """
    rows = _jsonl_rows(path) if path.suffix.lower() == ".jsonl" else read_rows(path)
    named = (source_lang, target_lang)
    languages = (source_lang or expected[0], target_lang or expected[1])
    head = list(itertools.islice(rows, _SAMPLE))
    columns = _columns(head[0][1], languages) if head else {}
    if columns:
        del head[0]
    else:
        columns = {"source": 0, "target": 1}
        _refuse_swapped([cells for _, cells in head], path, languages)
    for line, cells in itertools.chain(head, rows):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        yield _item(row, line, path, languages, named)


def _cells(row: DataclassInstance) -> list[str | float | int]:
    values = (getattr(row, field.name) for field in fields(row))  # astuple would copy them
    return ["" if value is None else value for value in values]


def guarded(value: str | float | int) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def _write_tsv(file: BinaryIO, rows: Iterable[DataclassInstance], columns: Sequence[str], path: Path) -> None:
    def field(value: str | float | int) -> str:
        text = _BREAKS.sub(" ", guarded(value))
        return '"' + text.replace('"', '""') + '"' if text.startswith('"') else text

    for cells in itertools.chain([columns], map(_cells, rows)):
        file.write(("\t".join(map(field, cells)) + "\n").encode("utf-8", "backslashreplace"))


def _write_csv(file: BinaryIO, rows: Iterable[DataclassInstance], columns: Sequence[str], path: Path) -> None:
    text = io.TextIOWrapper(file, "utf-8-sig", "backslashreplace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(map(guarded, _cells(row)) for row in rows)
    text.detach()


def _write_jsonl(file: BinaryIO, rows: Iterable[DataclassInstance], columns: Sequence[str], path: Path) -> None:
    for row in rows:
        record = json.dumps(dict(zip(columns, astuple(row), strict=True)), ensure_ascii=False)
        file.write((record + "\n").encode("utf-8", "backslashreplace"))  # a lone surrogate becomes its JSON escape


def _write_xlsx(file: BinaryIO, rows: Iterable[DataclassInstance], columns: Sequence[str], path: Path) -> None:
    """Write a workbook row by row: text always as text, wrapped, and never as a formula."""
    from tempfile import TemporaryDirectory

    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    packed = io.BytesIO()
    try:
        with (
            TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            Workbook(packed, {"constant_memory": True, "tmpdir": folder}) as book,
        ):
            book.set_properties({"created": _NO_MOMENT})
            sheet = book.add_worksheet("Duizhao")
            sheet.freeze_panes(1, 0)
            shown = {"text_wrap": True, "valign": "top"}
            heading, plain = book.add_format(shown | {"bold": True}), book.add_format(shown)
            guarded_text = book.add_format(shown | {"quote_prefix": True})
            for at, name in enumerate(columns):
                sheet.set_column(at, at, _WIDTHS.get(name, 14))
                sheet.write_string(0, at, name, heading)
            for number, row in enumerate(rows, start=1):
                for at, value in enumerate(_cells(row)):
                    if not isinstance(value, str):
                        sheet.write_number(number, at, value)
                    elif text := _excel_text(value, path):
                        look = guarded_text if _FORMULA.match(text) else plain
                        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter takes it for its own markup
                            sheet.write_rich_string(number, at, text[:1], text[1:2], text[2:], look)
                        else:
                            sheet.write_string(number, at, text, look)
    except FileCreateError as error:
        raise error.args[0] from error  # the OSError behind it
    file.write(packed.getbuffer())


def _excel_text(value: str, path: Path) -> str:
    """The text as a cell of a workbook can hold it. Raises: StorageError for one that is too long."""
    text = xml_text(value)[0]
    if len(text) > _EXCEL_CELL_CHARS:
        message = f"a cell of Excel holds {_EXCEL_CELL_CHARS} characters, not {len(text)}; write .tsv or .jsonl"
        raise StorageError(message, path=path)
    return text


def read_rows(path: Path, *, sheets: int | None = 1) -> Iterator[tuple[int, Sequence[str]]]:
    """Line or row number, from 1, and the cells of each row, as text without guards; of the first sheets, or of all.

    Raises: InputError.
    """
    suffix = path.suffix.lower()
    if suffix not in READ_SUFFIXES:
        raise InputError(f"is no table; save it as one of {', '.join(READ_SUFFIXES)}", path=path)
    if suffix == ".xlsx":
        return xlsx_rows(read_bytes(path), path, sheets=sheets)
    text = decoded(path)
    if suffix == ".csv":
        return csv_rows(text, path)
    ours = re.match(r"[^\r\n]*", text)
    return tsv_rows(text, quoted=ours is not None and ours[0].split("\t") == list(COLUMNS))


def _jsonl_rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """CODED_COLUMNS, then their values of each record, with its line; keys that are none are passed over."""
    yield 0, CODED_COLUMNS
    for number, line in enumerate(decoded(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"is no JSON ({error}); write one record a line", path=path, line=number) from error
        if not isinstance(record, dict) or any(isinstance(record.get(name), list | dict) for name in CODED_COLUMNS):
            raise InputError("is no record of texts and numbers; write one {…} a line", path=path, line=number)
        yield number, ["" if record.get(name) is None else str(record[name]) for name in CODED_COLUMNS]


def decoded(path: Path) -> str:
    """The text of a file in whatever encoding it is. Raises: InputError."""
    try:
        return decode(read_bytes(path))[0]
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is in no known encoding; save it as UTF-8", path=path) from error


def _columns(cells: Sequence[str], languages: tuple[str, str]) -> dict[str, int]:
    """The index of each named column; empty unless both source and target are named."""
    source_lang, target_lang = map(primary, languages)
    names: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = cell.strip().lower()
        language = _LANGUAGE_NAMES.get(name) or known_tag(name).partition("-")[0]
        if name in _SOURCE_NAMES or language == source_lang:
            name = "source"
        elif name in _TARGET_NAMES or language == target_lang:
            name = "target"
        if name in CODED_COLUMNS:
            names.setdefault(name, index)
    return names if {"source", "target"} <= names.keys() else {}


def _refuse_swapped(rows: Sequence[Sequence[str]], path: Path, languages: tuple[str, str]) -> None:
    """Refuse columns without names: one alone, the two languages the other way round, no Chinese where it should be."""
    source_lang, target_lang = map(primary, languages)
    pairs = [(guess(cells[0]), guess(cells[1])) for cells in rows if len(cells) > 1]
    if rows and not pairs:
        message = "has one column: a table needs source and target; to align a text with its translation: tm align"
        raise InputError(message, path=path)
    if source_lang != target_lang and 2 * pairs.count((target_lang, source_lang)) > len(pairs):
        order = f"{target_lang}, {source_lang}"
        raise InputError(f"its columns look like {order}: swap the languages, or name the columns in row 1", path=path)
    for at, (lang, name) in enumerate(zip((source_lang, target_lang), ("first", "second"), strict=True)):
        if lang == "zh" and pairs and all(pair[at] != lang for pair in pairs):
            message = f"its {name} column holds no Chinese: name the columns in row 1, e.g. zh-CN and en-US"
            raise InputError(message, path=path)


def _item(
    row: dict[str, str], line: int, path: Path, languages: tuple[str, str], named: tuple[str, str]
) -> TranslationUnit | Correction | Problem:
    """The unit of a row, what it corrects, or what is wrong with it."""
    if not (row.get("source", "").strip() and row.get("target", "").strip()):
        message = "a row needs text in source and target; fill it or leave it out"
        return Problem("table-empty", str(path), line, message)
    try:
        unit = _unit(row, languages, named)
        if not (row.get("unit") and row.get("memory")):
            return unit
        texts = unit.source.text, unit.target.text, unit.note
        return Correction(str(path), line, _whole("unit", row["unit"]), row["memory"], *texts, unit.state, unit)
    except (ValueError, SettingsError) as error:
        return Problem("table-value", str(path), line, f"{error}; correct the row")


def _unit(row: dict[str, str], languages: tuple[str, str], named: tuple[str, str]) -> TranslationUnit:
    """The unit of a row; ValueError or SettingsError for a value that cannot be."""
    tags = []
    for column, usual, wanted in zip(("source_lang", "target_lang"), languages, named, strict=True):
        tags.append(canonical(row.get(column) or usual))
        if wanted and not serves(tags[-1], wanted):
            raise ValueError(f"{column} is {tags[-1]}, not {wanted}")
    if tags[0] == tags[1]:
        raise ValueError(f"source and target are both {tags[0]}")
    confidence, position = row.get("confidence"), row.get("position")
    return TranslationUnit(
        source=Variant(row["source"], tags[0], codes_of_text(row.get("source_codes", ""))),
        target=Variant(row["target"], tags[1], codes_of_text(row.get("target_codes", ""))),
        state=State(row.get("state") or State.TRANSLATED),
        origin=Origin(
            document=row.get("document", ""),
            publisher=row.get("publisher", ""),
            date=row.get("date", ""),
            url=row.get("url", ""),
            position=_whole("position", position) if position else None,
        ),
        confidence=float(confidence) if confidence else None,
        note=row.get("note", ""),
    )


def _whole(column: str, text: str) -> int:
    """The whole number in a cell, which a spreadsheet may show as 12.0. Raises: ValueError for anything else."""
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
        raise ValueError(f"{column} must be a whole number of at most {_DIGITS} digits, not {text[:30]!r}")
    return int(digits)
