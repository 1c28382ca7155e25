"""Tables hold pairs for people and programs: nothing is run as a formula, nothing is lost."""

import csv
import dataclasses
import json
from pathlib import Path

import pytest
from files import bomb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tm.errors import InputError, StorageError
from tm.exchange.tables import CODED_COLUMNS, COLUMNS, Row, coded_row_of, read_table, row_of, write_table
from tm.units import Code, CodeKind, Origin, Problem, State, TranslationUnit, Variant

UNIT = TranslationUnit(
    source=Variant("他说：“你好。”", "zh-CN"),
    target=Variant('He said, "Hello."', "en-US"),
    state=State.REVIEWED,
    origin=Origin(document="a.txt", publisher="我们", date="2024-05-01", url="https://example.org/?a=1", position=3),
    confidence=0.875,
    note="once",
)
FORMULAS = ["=1+1", "+1", "-1", "@a", "\t=1", "＝1", "'=1", "''=1", "= ", "-- 你好"]
KEPT = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")  # XML forbids those
ANY_TEXT = st.text(KEPT, min_size=1).filter(str.strip)
SAME_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def read(path: Path) -> list[TranslationUnit | Problem]:
    return list(read_table(path, source_lang="zh-CN", target_lang="en-US"))


def pair(source: str, target: str) -> TranslationUnit:
    return TranslationUnit(source=Variant(source, "zh-CN"), target=Variant(target, "en-US"))


@pytest.mark.parametrize("suffix", [".tsv", ".csv", ".xlsx", ".jsonl"])
def test_a_written_table_reads_back(tmp_path: Path, suffix: str) -> None:
    """Every column that a unit has comes back; the number of rows is returned."""
    path = tmp_path / f"a{suffix}"
    assert write_table(path, map(row_of, [UNIT, pair("二", "two")])) == 2
    assert read(path) == [UNIT, pair("二", "two")]


@SAME_FILE
@given(
    source=ANY_TEXT,
    target=ANY_TEXT | st.sampled_from(FORMULAS),
    suffix=st.sampled_from([".tsv", ".csv", ".xlsx", ".jsonl"]),
)
def test_any_printable_text_reads_back(tmp_path: Path, source: str, target: str, suffix: str) -> None:
    """Quotes, apostrophes, formula signs and rare characters survive each format."""
    if suffix == ".tsv":
        source, target = (" ".join(text.replace("\t", " ").splitlines()) for text in (source, target))
    if not (source.strip() and target.strip()):
        return
    path = tmp_path / f"a{suffix}"
    write_table(path, [row_of(pair(source, target))])
    assert read(path) == [pair(source, target)]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    """In text formats an apostrophe stands before it, in a workbook it is typed as text."""
    rows = [Row(source=text, target=text)]
    for name in ("a.csv", "a.tsv", "a.xlsx"):
        write_table(tmp_path / name, rows)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][0] == "'" + text
    assert (tmp_path / "a.tsv").read_text("utf-8").splitlines()[1].startswith("'" + text.replace("\t", " "))
    cell = load_workbook(tmp_path / "a.xlsx").active["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_numbers_stay_numbers_in_a_workbook(tmp_path: Path) -> None:
    """A spreadsheet can sort by confidence."""
    write_table(tmp_path / "a.xlsx", [Row(source="一", target="one", confidence=0.5, position=0)])
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert [sheet["C2"].value, sheet["E2"].value] == [0.5, 0]


def test_json_lines_keep_every_field(tmp_path: Path) -> None:
    """One object a row under the names of the columns; what is not known is null, an unpaired side empty."""
    rows = [Row(source="一\n\t\ud800", target="", position=0), Row(source="", target="=two")]
    write_table(tmp_path / "a.jsonl", rows)
    records = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [Row(**record) for record in records] == rows
    assert tuple(records[0]) == COLUMNS


def test_json_lines_keep_inline_codes(tmp_path: Path) -> None:
    """As JSON within the record; codes that lie outside of their text are a problem of the row."""
    code = Code(1, CodeKind.STANDALONE, "ph", content="{0}")
    coded = TranslationUnit(source=Variant("一二", "zh-CN", (code,)), target=Variant("one", "en-US"))
    path = tmp_path / "a.jsonl"
    write_table(path, [coded_row_of(coded)], columns=CODED_COLUMNS)
    assert read(path) == [coded]
    path.write_text(path.read_text("utf-8").replace("[[1,", "[[9,"), "utf-8")
    (problem,) = read(path)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line) == ("table-value", 1)


@pytest.mark.parametrize("suffix", [".tsv", ".csv", ".xlsx", ".jsonl"])
def test_same_rows_give_same_bytes(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment of writing is not in the file."""
    write_table(tmp_path / f"a{suffix}", [row_of(UNIT)])
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_table(tmp_path / f"b{suffix}", [row_of(UNIT)])
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_a_tsv_has_one_row_a_line(tmp_path: Path) -> None:
    """Tabs and line breaks in a cell become spaces."""
    write_table(tmp_path / "a.tsv", [Row(source="一\t二\r\n三", target="a\u2028b")])
    assert (tmp_path / "a.tsv").read_text("utf-8").splitlines()[1].split("\t")[:2] == ["一 二  三", "a b"]


def test_control_characters_do_not_break_a_workbook(tmp_path: Path) -> None:
    """What XML forbids is left out of a cell."""
    write_table(tmp_path / "a.xlsx", [Row(source="一\x01\ud800", target="one")])
    assert read(tmp_path / "a.xlsx") == [pair("一", "one")]


def test_text_too_long_for_excel_is_refused(tmp_path: Path) -> None:
    """It is not cut silently, and no file is left."""
    with pytest.raises(StorageError, match="32767"):
        write_table(tmp_path / "a.xlsx", [Row(source="一" * 32_768, target="one")])
    assert list(tmp_path.iterdir()) == []


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    """The message names the formats that there are."""
    with pytest.raises(StorageError, match=r"\.xlsx"):
        write_table(tmp_path / "a.doc", [])
    with pytest.raises(InputError, match=r"\.xlsx"):
        read(tmp_path / "a.doc")


@pytest.mark.parametrize("header", ["source\ttarget", "zh\ten-GB", "ZH_CN\tEN", "Chinese\tEnglish", "原文\t译文"])
def test_a_header_names_the_columns(tmp_path: Path, header: str) -> None:
    """Also in the other order, and with a column between that is not known."""
    path = tmp_path / "a.tsv"
    path.write_text(f"{header}\n一\tone\n", "utf-8")
    assert read(path) == [pair("一", "one")]
    left, right = header.split("\t")
    path.write_text(f"{right}\tid\t{left}\none\t7\t一\n", "utf-8")
    assert read(path) == [pair("一", "one")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_two_columns_without_header_are_source_and_target(tmp_path: Path, encoding: str) -> None:
    """Whatever the encoding; further columns and empty lines are passed over."""
    path = tmp_path / "a.txt"
    path.write_bytes("我们的时间不多了。\tOur time is short.\tx\r\n\r\n他们来了。\tThey came.\r\n".encode(encoding))
    assert read(path) == [pair("我们的时间不多了。", "Our time is short."), pair("他们来了。", "They came.")]


def test_swapped_columns_are_refused(tmp_path: Path) -> None:
    """English in the Chinese column is a mistake of the options, not a memory."""
    path = tmp_path / "a.tsv"
    path.write_text("Our time is short.\t我们的时间不多了。\nThey came.\t他们来了。\n", "utf-8")
    with pytest.raises(InputError, match="swap"):
        read(path)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"Hello," he said.', '"Hello," he said.'),
        ('"Hello."', '"Hello."'),
        ('"He said ""Hello""."', 'He said "Hello".'),
        ('"', '"'),
    ],
)
def test_quotes_in_a_foreign_tsv_are_text(tmp_path: Path, cell: str, text: str) -> None:
    """Only a cell that doubles its inner quotes was quoted by a spreadsheet."""
    path = tmp_path / "a.tsv"
    path.write_text(f"一\t{cell}\n二\ttwo\n", "utf-8")
    assert read(path) == [pair("一", text), pair("二", "two")]


def test_a_csv_of_a_european_spreadsheet_is_read(tmp_path: Path) -> None:
    """Semicolons divide its cells; quoted cells may hold line breaks."""
    path = tmp_path / "a.csv"
    path.write_text('source;target\n一;"one;\ntwo"\n', "utf-8")
    assert read(path) == [pair("一", "one;\ntwo")]


@pytest.mark.parametrize("end", ["", "\n", "\n三,three\n"])
def test_a_quote_that_nobody_closed_swallows_no_rows(tmp_path: Path, end: str) -> None:
    """The file is refused, by the line where the row with the quote begins; a closed one may end the file."""
    path = tmp_path / "a.csv"
    path.write_text(f'source,target\n一,"one\none"\n二,"two{end}', "utf-8")
    with pytest.raises(InputError, match=r"a\.csv:4: a quote that opens a cell is not closed"):
        read(path)
    path.write_text('source,target\n一,"one"', "utf-8")
    assert read(path) == [pair("一", "one")]


def test_a_workbook_of_another_program_is_read(tmp_path: Path) -> None:
    """Numbers are read as text, empty rows passed over."""
    book = Workbook()
    for row in (["中文", "English"], ["一", 1], [], ["二", "two"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == [pair("一", "1"), pair("二", "two")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("target", " ", "table-empty"),
        ("confidence", "high", "table-value"),
        ("confidence", "7", "table-value"),
        ("position", "x", "table-value"),
        ("state", "odd", "table-value"),
        ("source_lang", "zh-TW", "table-value"),
        ("target_lang", "??", "table-value"),
    ],
)
def test_a_bad_row_is_a_problem_and_the_rest_is_read(tmp_path: Path, field: str, value: str, code: str) -> None:
    """The Problem has the line of the row."""
    row = dataclasses.asdict(row_of(UNIT)) | {field: value}
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, row.values(), dataclasses.asdict(row_of(UNIT)).values()])
    problem, unit = read(path)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line, problem.path) == (code, 2, str(path))
    assert unit == UNIT


@pytest.mark.parametrize("name", ["none.tsv", "none.xlsx", "broken.xlsx"])
def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path, name: str) -> None:
    """Missing or damaged, it is named."""
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(InputError, match=name):
        read(tmp_path / name)


def test_an_empty_table_has_no_units(tmp_path: Path) -> None:
    """Neither an error nor a Problem; but a file without a byte is none."""
    (tmp_path / "a.tsv").write_text("source\ttarget\n", "utf-8")
    assert read(tmp_path / "a.tsv") == []
    (tmp_path / "a.tsv").write_text("", "utf-8")
    with pytest.raises(InputError, match="is empty"):
        read(tmp_path / "a.tsv")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """Before it is unpacked."""
    with pytest.raises(InputError, match="unpacks to 286 MB"):
        read(bomb(tmp_path / "a.xlsx", "xl/workbook.xml"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"source": "甲", "target": "a"}\n{"source": ', r"a\.jsonl:2: is no JSON"),
        ("[1, 2]\n", r"a\.jsonl:1: is no record of texts and numbers"),
        ('{"source": ["甲"], "target": "a"}', r"a\.jsonl:1: is no record of texts and numbers"),
        ("[" * 100_000, r"a\.jsonl:1: is no JSON"),
    ],
)
def test_a_line_that_is_no_record_refuses_the_file(tmp_path: Path, text: str, message: str) -> None:
    """With its number; a file that is cut off is not half read."""
    path = tmp_path / "a.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        read(path)


def test_columns_without_names_must_hold_chinese_where_it_is_asked_for(tmp_path: Path) -> None:
    """A table of something else gives no units."""
    path = tmp_path / "a.tsv"
    path.write_text("one\ttwo\tthree\n1\t2\t3\n", "utf-8")
    with pytest.raises(InputError, match="its first column holds no Chinese: name the columns in row 1"):
        read(path)


def test_an_article_is_no_table(tmp_path: Path) -> None:
    """It has one column only; what to do with it is told."""
    path = tmp_path / "a.txt"
    path.write_text("水渠修好了。\n\n大家都来了。\n", "utf-8")
    with pytest.raises(InputError, match="has one column: a table needs source and target; to align"):
        read(path)


def test_rows_with_tags_are_taken_by_their_tags(tmp_path: Path) -> None:
    """Unless languages are named; a row without tags is in the languages expected, and never in one twice."""
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"source": "Der Kanal ist voll.", "target": "運河滿了。", "source_lang": "de", "target_lang": "zh_tw"}\n'
        '{"source": "运河满了。", "target": "The canal is full."}\n'
        '{"source": "满", "target": "满了", "source_lang": "zh", "target_lang": "zh"}\n',
        "utf-8",
    )
    german, chinese, twice = read_table(path, expected=("zh", "en"))
    assert isinstance(german, TranslationUnit)
    assert isinstance(chinese, TranslationUnit)
    assert isinstance(twice, Problem)
    assert (german.source.lang, german.target.lang) == ("de", "zh-TW")
    assert (chinese.source.lang, chinese.target.lang) == ("zh", "en")
    assert twice.message == "source and target are both zh; correct the row"
    refused = [item for item in read_table(path, source_lang="de", expected=("zh", "en")) if isinstance(item, Problem)]
    assert [(problem.line, problem.message[:24]) for problem in refused] == [(3, "source_lang is zh, not d")]
