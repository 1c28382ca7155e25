"""A Word file of units is reviewed in Word and read back row by row."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tm.errors import InputError
from tm.exchange.corrections import Correction
from tm.exchange.wordreview import read_review, write_review
from tm.memory.rows import StoredUnit
from tm.units import Problem, TranslationUnit, Variant

MEMORY = "0123456789abcdef"
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(
    str.strip
)


def stored(rowid: int, source: str, target: str, note: str = "") -> StoredUnit:
    sides = Variant(source, "zh-CN"), Variant(target, "en-US")
    return StoredUnit(rowid, TranslationUnit(source=sides[0], target=sides[1], note=note, confidence=0.5))


def written(path: Path, *units: StoredUnit) -> Path:
    assert write_review(path, units, memory=MEMORY, title="茶") == len(units)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(pairs=st.lists(st.tuples(TEXT, TEXT, st.just("") | TEXT), max_size=3))
def test_what_nobody_touched_reads_back(tmp_path: Path, pairs: list[tuple[str, str, str]]) -> None:
    """Ids, texts, notes, and the memory they come from."""
    path = written(tmp_path / "a.docx", *(stored(at, *pair) for at, pair in enumerate(pairs, start=7)))
    assert list(read_review(path)) == [
        Correction(str(path), at - 5, at, MEMORY, *pair) for at, pair in enumerate(pairs, start=7)
    ]


def test_the_same_units_give_the_same_bytes(tmp_path: Path) -> None:
    """No time of writing is in the file."""
    paths = [written(tmp_path / f"{name}.docx", stored(1, "茶", "tea")) for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_tracked_changes_count_as_accepted(tmp_path: Path) -> None:
    """What is inserted is there, what is deleted is not, wherever Word puts its runs."""
    path = written(tmp_path / "a.docx", stored(1, "茶", "tea"))
    document = Document(str(path))
    cell = document.tables[0].rows[1].cells[2]
    paragraph = cell.paragraphs[0]._p
    for child in list(paragraph):
        paragraph.remove(child)
    run, deleted = "<w:r><w:t>{}</w:t></w:r>", "<w:r><w:delText>coffee</w:delText></w:r>"
    for markup in (
        run.format("green").replace("<w:r>", f"<w:r {NS}>", 1),
        f'<w:del {NS} w:id="1" w:author="a">{deleted}</w:del>',
        f'<w:ins {NS} w:id="2" w:author="a">{run.format(" tea")}</w:ins>',
    ):
        paragraph.append(parse_xml(markup))
    document.save(str(path))
    (row,) = read_review(path)
    assert isinstance(row, Correction)
    assert row.target == "green tea"


def test_rows_that_name_no_unit_are_told(tmp_path: Path) -> None:
    """With their number in the table; the others are read, and other tables passed over."""
    path = written(tmp_path / "a.docx", stored(1, "茶", "tea"), stored(2, "水", "water"), stored(3, "山", "hill"))
    document = Document(str(path))
    rows = document.tables[0].rows
    rows[1].cells[0].text = "one"
    rows[2].cells[2].text = " "
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "signed"
    document.save(str(path))
    found = list(read_review(path))
    assert [one.line for one in found] == [2, 3, 4]
    assert [one.code for one in found if isinstance(one, Problem)] == ["review-row"] * 2
    assert isinstance(found[2], Correction)


def plain_document() -> bytes:
    document, packed = Document(), io.BytesIO()
    document.add_paragraph("a letter")
    document.save(packed)
    return packed.getvalue()


def other_archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (plain_document(), "holds no table of units to review"),
        (plain_document()[:500], "is not a whole Word file"),
        (other_archive(), "is not a whole Word file"),
        (b"<html></html>", "is not a whole Word file"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    """In one sentence."""
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        list(read_review(path))
