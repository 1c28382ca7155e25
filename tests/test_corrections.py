"""A file that comes back from review changes the units it names, in one action that can be undone."""

import csv
from pathlib import Path

import pytest
from docx import Document
from doors import NOW
from values import unit

from tm.app import changes, service
from tm.app.project import Project, open_project
from tm.app.selection import UnitFilter
from tm.errors import InputError
from tm.settings import Settings
from tm.units import Origin, Variant


@pytest.fixture
def filled(project: Project) -> Project:
    pairs = [("茶", "tea\nhouse"), ("水", "water"), ("山", "hill"), ("路", "road")]
    units = [
        unit(source, target, confidence=0.5, origin=Origin("a.txt", position=at))
        for at, (source, target) in enumerate(pairs)
    ]
    project.memory.add(units, now=NOW)
    return project


def exported(project: Project, path: Path) -> Path:
    service.export_units(project, path, UnitFilter())
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
def test_corrections_of_turned_rows_come_back_to_their_side(filled: Project, tmp_path: Path, suffix: str) -> None:
    """An export into Chinese of units that were made into English names the same units."""
    path = tmp_path / f"a{suffix}"
    service.export_units(filled, path, UnitFilter(source_lang="en", target_lang="zh"))
    before = targets(filled)
    assert counts(service.import_files(filled, [path])) == (4, 0, 0, 4, 0)
    assert targets(filled) == before
    if suffix == ".csv":
        edit_table(path, {1: {"source": "the water", "target": "水"}})
        assert counts(service.import_files(filled, [path])) == (4, 0, 1, 3, 0)
        assert filled.memory.get(2).target == Variant("the water", "en-US")
        assert filled.memory.get(2).source == Variant("水", "zh-CN")


def targets(project: Project) -> list[tuple[str, str, float | None]]:
    return [(unit.target.text, unit.note, unit.confidence) for unit in project.memory.units()]


def counts(report: service.ImportReport) -> tuple[int, ...]:
    return report.read, report.added, report.merged, report.skipped, report.failed


def edit_table(path: Path, changed: dict[int, dict[str, str]]) -> None:
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for at, values in changed.items():
        rows[at] |= values
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def edit_document(path: Path, changed: dict[tuple[int, int], str], *, dropped: int = 0) -> None:
    document = Document(str(path))
    table = document.tables[0]
    for (row, column), text in changed.items():
        table.rows[row].cells[column].text = text
    if dropped:
        table._tbl.remove(table.rows[dropped]._tr)
    document.save(str(path))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".csv", ".tsv", ".jsonl"])
def test_a_file_that_nobody_touched_changes_nothing(filled: Project, tmp_path: Path, suffix: str) -> None:
    """Though a format may not hold a line break; there is no action either."""
    before, actions = targets(filled), len(changes.list_actions(filled, 9))
    report = service.import_files(filled, [exported(filled, tmp_path / f"a{suffix}")])
    assert counts(report) == (4, 0, 0, 4, 0)
    assert targets(filled) == before
    assert len(changes.list_actions(filled, 9)) == actions


def test_corrections_in_a_word_file_come_back_by_id(filled: Project, tmp_path: Path) -> None:
    """A person vouches for a changed unit; a deleted row leaves its unit; one undo takes all of it back."""
    path, before = exported(filled, tmp_path / "a.docx"), targets(filled)
    edit_document(path, {(2, 2): "the water", (3, 4): "also: mountain"}, dropped=4)
    assert counts(service.import_files(filled, [path])) == (3, 0, 2, 1, 0)
    assert targets(filled) == [before[0], ("the water", "", None), ("hill", "also: mountain", 0.5), before[3]]
    changes.undo(filled)
    assert targets(filled) == before


def test_corrections_in_a_table_come_back_by_id(filled: Project, tmp_path: Path) -> None:
    """Texts, states and notes; a row without an id is a new unit."""
    path = exported(filled, tmp_path / "a.csv")
    edit_table(
        path,
        {
            0: {"source": "茶馆", "state": "reviewed"},
            1: {"unit": "", "memory": "", "target": "Water"},
            2: {"target": "hill "},
        },
    )
    assert counts(service.import_files(filled, [path])) == (4, 1, 1, 2, 0)
    units = list(filled.memory.units())
    assert (units[0].source.text, units[0].state, units[0].target.text) == ("茶馆", "reviewed", "tea\nhouse")
    assert [unit.target.text for unit in units] == ["tea\nhouse", "water", "hill", "road", "Water"]


def test_rows_that_no_longer_fit_are_told(filled: Project, tmp_path: Path) -> None:
    """A unit deleted since, a second row for one unit, and one that would become another; the rest is done."""
    path = exported(filled, tmp_path / "a.csv")
    changes.delete_units(filled, [4])
    edit_table(path, {1: {"unit": "1", "source": "茶", "target": "Tee"}, 2: {"source": "水", "target": "water"}})
    report = service.import_files(filled, [path])
    assert [(problem.code, problem.line) for problem in report.problems] == [
        ("unit-twice", 4),
        ("unit-same", 5),
        ("unit-gone", 6),
    ]
    assert counts(report) == (4, 0, 0, 1, 3)
    with pytest.raises(InputError, match="unit-twice"):
        service.import_files(filled, [path], strict=True)


def test_another_memory_is_not_corrected(filled: Project, tmp_path: Path) -> None:
    """A Word file is refused; the rows of a table are new units there."""
    word, table = exported(filled, tmp_path / "a.docx"), exported(filled, tmp_path / "a.xlsx")
    with open_project(Settings(memory=tmp_path / "other.tmdb"), clock=lambda: NOW, create=True) as other:
        with pytest.raises(InputError, match="was exported from another memory; name that one with --memory"):
            service.import_files(other, [word])
        assert list(other.memory.units()) == []
        assert counts(service.import_files(other, [table])) == (4, 4, 0, 0, 0)


def test_a_page_shows_what_there_is(filled: Project, tmp_path: Path) -> None:
    """Escaped, with ids and confidence, without any other file."""
    changes.edit_unit(filled, 1, changes.UnitEdit(target="<b>tea</b>"))
    page = exported(filled, tmp_path / "a.html").read_text("utf-8")
    assert '<tr id="u1">' in page
    assert "&lt;b&gt;tea&lt;/b&gt;" in page
    assert '<span class="mark m">0.50</span>' in page
    assert "src=" not in page
