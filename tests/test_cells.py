"""The cells of tables: a workbook is read as openpyxl reads it, a text as spreadsheets write it."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tm.errors import InputError
from tm.exchange.tables import Row as PairOfTexts
from tm.exchange.tables import write_table
from tm.text.cells import csv_rows, xlsx_rows

CELL = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.sampled_from([0.5, 1e-7, 12.0, date(2024, 2, 29), datetime(2024, 2, 29, 13, 5), time(8, 30)])
    | st.sampled_from(["临时党支部", " a ", "1", "'=1", "#N/A", "=1+1", "a\nb", "<t>&amp;", "", "_x", "x_1234"])
    | st.builds(
        lambda text: CellRichText("党", TextBlock(InlineFont(b=True), text), "部"), st.sampled_from(["支", " "])
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(CELL, max_size=6), max_size=6), inline=st.booleans())
def test_a_workbook_is_read_as_openpyxl_reads_it(tmp_path: Path, rows: list[list[object]], inline: bool) -> None:
    """Numbers, dates, truth values, formats inside a text, gaps; whether texts stand in the cells or apart."""
    book = Workbook(write_only=inline)
    sheet = book.create_sheet() if inline else book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    by_openpyxl = load_workbook(tmp_path / "a.xlsx", read_only=True, data_only=True).worksheets[0]
    by_openpyxl.reset_dimensions()
    expected = {
        number: tuple("" if cell is None else str(cell) for cell in cells)
        for number, cells in enumerate(by_openpyxl.iter_rows(values_only=True), start=1)
    }
    found = dict(xlsx_rows((tmp_path / "a.xlsx").read_bytes(), tmp_path / "a.xlsx", sheets=1))
    assert found == {number: cells for number, cells in expected.items() if number in found}
    assert not any(any(cells) for number, cells in expected.items() if number not in found)


def test_a_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    """Rows that a sheet leaves out are not made up but for the first; the number of a row is that in the sheet."""
    book = Workbook()
    book.worksheets[0]["B2"], book.worksheets[0]["A1048576"] = "near", "far"
    book.save(tmp_path / "a.xlsx")
    found = list(xlsx_rows((tmp_path / "a.xlsx").read_bytes(), tmp_path / "a.xlsx"))
    assert found == [(1, ()), (2, ("", "near")), (1_048_576, ("far",))]


@pytest.mark.parametrize(
    "text", ["a\rb", "a\r\nb", "_x000D_", "_x005F_", "<r>a</r>", "<r><t>a</t></r>", "a\n\n b ", "]]>"]
)
def test_a_text_that_means_something_to_a_workbook_comes_back(tmp_path: Path, text: str) -> None:
    """Characters written by their codes, what looks like such a code, and markup, are text."""
    write_table(tmp_path / "a.xlsx", [PairOfTexts(source=text, target="x")])
    _, (_, cells) = xlsx_rows((tmp_path / "a.xlsx").read_bytes(), tmp_path / "a.xlsx")
    assert cells[:2] == (text, "x")


@pytest.mark.parametrize(("start", "line"), [("甲,a\n", 2), ("", 1)])
def test_a_cell_without_end_is_told_with_its_first_line(start: str, line: int) -> None:
    """A quote that nobody closed is sought where it was opened, however much it has swallowed."""
    text = start + '"' + "乙,b\n" * 300_000
    with pytest.raises(InputError, match=rf"a\.csv:{line}: a cell .* 1,048,576 characters.*quote"):
        list(csv_rows(text, Path("a.csv")))
