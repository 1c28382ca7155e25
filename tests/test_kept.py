"""Records of TMX files without a pair of texts: stored once, undone with their import, written again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from doors import NOW, Result
from lxml import etree
from tmxfiles import assert_valid

from tm.app import service
from tm.app.changes import delete_document, redo, undo
from tm.app.project import Project
from tm.app.selection import UnitFilter
from tm.errors import InputError
from tm.memory.kept import KeptRows
from tm.units import Kept

Call = Callable[..., Result]
ALONE, OTHER = "<tu><tuv><seg>a</seg></tuv></tu>", "<tu><tuv><seg>b</seg></tuv></tu>"
BODY = """
<tu tuid="1"><tuv xml:lang="zh-CN"><seg>一</seg></tuv><tuv xml:lang="en-US"><seg>one</seg></tuv></tu>
<tu tuid="2"><prop type="x-document">a.txt</prop><tuv xml:lang="zh-CN"><seg>二</seg></tuv></tu>
<tu tuid="3"><tuv xml:lang="zh-CN"><seg>三</seg></tuv><tuv xml:lang="en-US"><seg/></tuv></tu>
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A pair and two tus without one."""
    path = tmp_path / "a.tmx"
    path.write_text(f'<tmx version="1.4"><header srclang="zh-CN"/><body>{BODY}</body></tmx>', "utf-8")
    return path


def tuids(path: Path) -> list[str | None]:
    return [tu.get("tuid") for tu in etree.parse(path).iter("tu")]


def test_a_record_is_stored_once(project: Project) -> None:
    """However often it is added, in one batch or in several; another document is another record."""
    first, second = Kept("", ALONE), Kept("a.txt", ALONE)
    for kept in ([first, first], [second, first], [Kept("", OTHER)]):
        project.memory.add(kept, now=NOW)
    assert list(project.memory.kept()) == [first, second, Kept("", OTHER)]
    assert list(project.memory.kept(document="a.txt")) == [second]
    assert project.memory.stats().kept == 3


def test_an_import_is_undone_with_its_records(project: Project, file: Path) -> None:
    """And redone; importing the file again is no action."""
    report = service.import_files(project, [file])
    assert (report.read, report.added, report.failed, report.kept) == (3, 1, 2, 2)
    before = list(project.memory.kept())
    assert len(before) == 2
    for step, expected in ((undo, []), (redo, before), (undo, []), (redo, before)):
        assert all(not reversal.problems for reversal in step(project, 1))
        assert list(project.memory.kept()) == expected
    again = service.import_files(project, [file])
    assert (again.added, again.skipped, again.failed, again.kept) == (0, 1, 2, 2)
    assert list(project.memory.kept()) == before


def test_deleting_a_document_takes_its_records_with_it(project: Project, file: Path) -> None:
    """In one action, with its units or without any, and undone as one; those of other documents stay."""
    file.write_text(file.read_text("utf-8").replace('<tu tuid="1">', '<tu tuid="1"><prop type="x-document">b</prop>'))
    service.import_files(project, [file])
    before = list(project.memory.kept())
    assert delete_document(project, "a.txt").deleted == 0
    assert list(project.memory.kept()) == before[1:]
    assert delete_document(project, "b").deleted == 1
    assert list(project.memory.kept()) == before[1:]
    with pytest.raises(InputError, match=r"no unit comes from 'a\.txt'"):
        delete_document(project, "a.txt")
    assert all(not reversal.problems for reversal in undo(project, 2))
    assert (sorted(map(str, project.memory.kept())), len(list(project.memory.units()))) == (sorted(map(str, before)), 1)


def test_what_headers_say_comes_back_once(project: Project, file: Path, tmp_path: Path) -> None:
    """Notes, props and encodings of every file, in a plain file of the whole memory; no record, and no unit."""
    inside = '<note>ours</note><prop type="targetlang">x</prop><prop type="d">1</prop>'
    inside += '<ude name="a" base="b"><map unicode="#x1" code="#x2"/></ude>'
    text = file.read_text("utf-8")
    for name, more in (("a.tmx", inside), ("b.tmx", inside + "<note>theirs</note>")):
        (tmp_path / name).write_text(text.replace('"zh-CN"/>', f'"zh-CN">{more}</header>', 1), "utf-8")
    assert service.import_files(project, [tmp_path / "a.tmx", tmp_path / "b.tmx"]).kept == 4
    assert project.memory.stats().kept == 2
    assert service.export_units(project, tmp_path / "c.tmx", UnitFilter()).kept == 2
    header = assert_valid(tmp_path / "c.tmx")[0]
    assert [(child.tag, child.get("type"), child.text) for child in header] == [
        *(("prop", "targetlang", "en-US"), ("note", None, "ours"), ("prop", "d", "1")),
        *(("ude", None, None), ("note", None, "theirs")),
    ]
    service.export_units(project, tmp_path / "c.tmx", UnitFilter(document="a.txt"))
    assert len(etree.parse(tmp_path / "c.tmx").getroot()[0]) == 1
    undo(project, 1)
    assert list(project.memory.kept()) == []


def test_a_row_that_another_one_is_is_left_alone(project: Project) -> None:
    """As the history asks of every table."""
    project.memory.add([Kept("", ALONE), Kept("", OTHER)], now=NOW)
    rows = KeptRows(project.memory.database)
    record = rows.records(["1"])["1"]
    with project.memory.database.transaction():
        assert rows.put_back({"2": record, "1": record}) == {"2"}
    assert rows.records(["1", "2", "3"]).keys() == {"1", "2"}


def test_a_plain_file_holds_the_records_after_the_units(project: Project, file: Path, tmp_path: Path) -> None:
    """All of them, or those of the document asked for; none where a language, a state or a tool is named."""
    service.import_files(project, [file])
    assert service.export_units(project, tmp_path / "b.tmx", UnitFilter()).kept == 2
    assert tuids(tmp_path / "b.tmx") == ["1", "2", "3"]
    assert service.export_units(project, tmp_path / "b.tmx", UnitFilter(document="a.txt")).kept == 1
    assert tuids(tmp_path / "b.tmx") == ["2"]
    for wanted, tool in ((UnitFilter(source_lang="zh"), "plain"), (UnitFilter(), "omegat")):
        assert service.export_units(project, tmp_path / "b.tmx", wanted, tool=tool).kept == 0
        assert len(tuids(tmp_path / "b.tmx")) == 1
    with pytest.raises(InputError, match=r"no unit comes from 'a\.txt'"):
        service.export_units(project, tmp_path / "b.tsv", UnitFilter(document="a.txt"))


def test_what_comes_back_gives_the_same_memory(project: Project, file: Path, tmp_path: Path) -> None:
    """An exported file imported into the memory it came from adds nothing."""
    service.import_files(project, [file])
    service.export_units(project, tmp_path / "b.tmx", UnitFilter())
    report = service.import_files(project, [tmp_path / "b.tmx"])
    assert (report.added, report.merged, report.skipped, report.failed) == (0, 0, 1, 2)
    assert len(list(project.memory.kept())) == 2


def test_where_languages_are_named_nothing_is_kept(project: Project, file: Path) -> None:
    """Who names a pair wants that pair."""
    report = service.import_files(project, [file], source_lang="zh", target_lang="en")
    assert (report.added, report.failed, report.kept) == (1, 2, 0)
    assert list(project.memory.kept()) == []


def test_import_and_export_tell_of_them(call: Call, file: Path, tmp_path: Path) -> None:
    """How many an import keeps or would, how many are written, how many there are; none is found."""
    memory = ("--memory", tmp_path / "m.tmdb")
    imported = call("tm", "import", file, *memory)
    assert imported.code == 1
    assert "2 of them are kept and come back in a plain TMX export" in imported.err
    assert "2 of them would be kept" in call("tm", "import", file, "--dry-run", *memory).err
    assert (
        "1 units and 2 records without a pair of texts" in call("tm", "export", "-o", tmp_path / "b.tmx", *memory).out
    )
    assert "without a pair" in call("tm", "stats", *memory).out
    assert call("tm", "lookup", "三", "--json", *memory).out.count('"matches": []') == 1


def test_strict_refuses_a_file_with_such_a_record(call: Call, file: Path, tmp_path: Path) -> None:
    """All or nothing, and no memory is left behind."""
    result = call("tm", "import", file, "--strict", "--memory", tmp_path / "m.tmdb")
    assert (result.code, (tmp_path / "m.tmdb").exists()) == (3, False)
