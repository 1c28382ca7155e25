"""The main job, end to end: from a folder of articles to memory, glossary, exports and report."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from doors import EN, NOW, PAIRS, ZH, Built

from glossary.entries import Workflow
from tm.app.build import build_folder
from tm.app.project import Project, open_project
from tm.app.service import import_files
from tm.errors import InputError, StorageError
from tm.memory.memory import AddReport
from tm.review.store import Reviews
from tm.settings import Settings

pytestmark = pytest.mark.usefixtures("bare_environment")

TESTS = Path(__file__).parent
EXPORTS = ("memory.tmx", "glossary.tbx", "report.html")


def folder_of(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.txt").write_text(text, "utf-8")
    return folder


def test_every_pair_is_aligned(built: Built) -> None:
    """A row for each article, in the order of names, with numbers that agree with what was stored."""
    documents = built.report.documents
    assert tuple(document.name for document in documents) == PAIRS
    pairs = [document.beads - document.unpaired for document in documents]
    assert built.report.units == AddReport(added=sum(pairs), merged=0, skipped=0)
    for document in documents:
        assert min(document.source_sentences, document.target_sentences) > 25
        assert 0.8 < document.confidence < 1  # the shipped encoder aligns our own seeds
        assert document.unpaired <= document.needs_eyes < document.beads


def test_units_carry_their_document_and_place(built: Built) -> None:
    """Positions count from 0 in each document; the tags are those of the settings."""
    with open_project(built.settings, clock=lambda: NOW, readonly=True) as project:
        units = list(project.memory.units())
    for document in built.report.documents:
        positions = [unit.origin.position for unit in units if unit.origin.document == document.name]
        assert positions == list(range(document.beads - document.unpaired))
    assert {(unit.source.lang, unit.target.lang, unit.created_at) for unit in units} == {("zh-CN", "en-US", NOW)}


def test_terms_of_the_articles_are_proposed(built: Built) -> None:
    """Pairs with a sentence that shows them; Chinese terms alone from texts without translation."""
    with open_project(built.settings, clock=lambda: NOW, readonly=True) as project:
        entries = list(project.termbase.entries())
    assert {entry.workflow for entry in entries} == {Workflow.PROPOSED}
    pairs = {entry.terms[0].text: entry.terms[1].text for entry in entries if len(entry.terms) == 2}
    assert len(pairs) > 20
    assert "Party" in pairs["党员"]
    alone = [entry.terms[0] for entry in entries if len(entry.terms) == 1]
    assert any("临时党支部" in term.context for term in alone)


def test_what_could_not_be_used_is_told(built: Built) -> None:
    """A pair with an empty side and a text without its translation are problems; the others are built."""
    problems = {(problem.code, Path(problem.path).name): problem.message for problem in built.report.problems}
    assert problems.keys() == {("unpaired-file", "alone.zh.txt"), ("unusable-file", "empty.zh.txt")}
    assert "save that as" in problems["unpaired-file", "alone.zh.txt"]
    assert problems["unusable-file", "empty.zh.txt"].startswith("is empty; ")
    assert [Path(path).name for path in built.report.untranslated] == ["alone.zh.txt", "notes.txt"]


def test_texts_that_are_no_translations_of_each_other_give_no_units(project: Project, tmp_path: Path) -> None:
    """The memory takes nothing of them; they are kept for review, and the problem says so."""
    chinese = "今天下雨。\n鱼上岸了。\n路修到山顶。\n他不肯去。\n茶叶贵了三成。\n门开着。\n"
    english = "Opera is old.\nNobody sang.\nThe violin cracked in May.\nTwo chairs fell.\nWhy not?\nCurtain.\n"
    folder = folder_of(tmp_path, it_zh=chinese, it_en=english)
    report = build_folder(project, folder, tmp_path / "out")
    (problem,) = report.problems
    assert (problem.code, problem.path) == ("unlike-pair", str(folder / "it.en.txt"))
    assert problem.message.endswith("; the memory takes nothing of it, unless you accept it in: tm review it")
    assert report.units == AddReport(added=0, merged=0, skipped=0)
    (kept,) = Reviews(project.memory.database).infos()
    assert (kept.name, kept.held) == ("it", False)


def test_the_exports_are_written(built: Built) -> None:
    """TMX, TBX and the report, nothing else."""
    assert built.report.exports == tuple(str(built.output / name) for name in EXPORTS)
    assert sorted(path.name for path in built.output.iterdir()) == sorted(EXPORTS)
    page = (built.output / "report.html").read_text("utf-8")
    assert all(name in page for name in PAIRS)


def test_a_second_build_adds_nothing_and_writes_the_same_bytes(project: Project, built: Built, tmp_path: Path) -> None:
    """Same input, same output; the memory as the first build left it."""
    first = build_folder(project, built.folder, tmp_path / "first")
    report = build_folder(project, built.folder, tmp_path / "again")
    assert first.units.added > 0
    assert report.units == AddReport(0, 0, first.units.added)
    assert (report.terms.added, report.terms.merged) == (0, 0)
    assert (report.documents, report.problems) == (first.documents, first.problems)
    for name in EXPORTS:
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes(), name


def test_the_exported_memory_imports_as_the_same_units(built: Built, tmp_path: Path) -> None:
    """Nothing of a unit is lost or changed on the way through TMX."""
    with (
        open_project(built.settings, clock=lambda: NOW, readonly=True) as original,
        open_project(Settings(memory=tmp_path / "m.tmdb"), clock=lambda: NOW, create=True) as fresh,
    ):
        report = import_files(fresh, [built.output / "memory.tmx"])
        assert (report.added, report.failed) == (built.report.units.added, 0)
        assert list(fresh.memory.units()) == list(original.memory.units())


def test_decisions_outlive_a_build(project: Project, tmp_path: Path) -> None:
    """A rejected term is not proposed again, an approved one not touched."""
    text = "临时党支部成立了。临时党支部书记来了。临时党支部开会。网格员来了。网格员走了。网格员又来了。\n"
    folder = folder_of(tmp_path, notes=text)
    build_folder(project, folder, tmp_path / "out")
    entries = list(project.termbase.entries())
    assert len(entries) >= 2
    project.termbase.reject([entries[0].concept], now=NOW)
    project.termbase.approve([entries[1].concept], now=NOW)
    before = list(project.termbase.entries())
    report = build_folder(project, folder, tmp_path / "out")
    assert (report.terms.added, report.terms.merged) == (0, 0)
    assert list(project.termbase.entries()) == before
    exported = (tmp_path / "out" / "glossary.tbx").read_text("utf-8")
    assert [entry.concept in exported for entry in entries[:2]] == [False, True]


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({}, r"holds no pair of files; name a text and its translation alike, e\.g\. a\.zh\.txt and a\.en\.txt"),
        ({"a_en": EN}, r"no pair of files can be used; .*a\.en\.txt: has no zh text"),
        ({"a_zh": ZH, "a_en": ""}, r"no pair of files can be used; .*a\.en\.txt: is empty"),
        ({"a_zh": ZH, "a_en": ZH, "b_en": EN}, r"a\.en\.txt.* \(and 1 more\)|b\.en\.txt.* \(and 1 more\)"),
    ],
)
def test_a_folder_of_which_nothing_can_be_used_is_an_error(
    project: Project, tmp_path: Path, files: dict[str, str], cause: str
) -> None:
    """It names the first cause; no output folder is made."""
    with pytest.raises(InputError, match=cause):
        build_folder(project, folder_of(tmp_path, **files), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("below", ["", "deep/er"])
def test_an_output_place_that_is_a_file_is_known_before_the_work(project: Project, tmp_path: Path, below: str) -> None:
    """Nothing is aligned or stored first."""
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(StorageError, match=r"out.*is a file.*; choose another output folder with -o"):
        build_folder(project, folder_of(tmp_path, a_zh=ZH, a_en=EN), tmp_path / "out" / below)
    assert (tmp_path / "out").read_text("utf-8") == "mine"
    assert list(project.memory.units()) == []


def test_progress_is_told_in_stages(project: Project, tmp_path: Path) -> None:
    """Each stage ends with all of its steps done."""
    told: dict[str, tuple[int, int | None]] = {}
    folder = folder_of(tmp_path, a_zh=ZH, a_en=EN)
    build_folder(
        project, folder, tmp_path / "out", progress=lambda stage, done, total: told.update({stage: (done, total)})
    )
    assert told["align"] == (1, 1)
    assert told["export"] == (3, 3)


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from stubs import StubEncoder
import tm.app.project, tm.encode.choose, {module}
tm.app.project.choose_encoder = tm.encode.choose.choose_encoder = lambda name: StubEncoder()
original, calls = {module}.{name}, []
def killing(*arguments, **options):
    calls.append(1)
    if len(calls) == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)
{module}.{name} = killing
from tm.app import cli, door
door.run(cli.commands, ["build", "articles"])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize(
    ("module", "name", "call", "stored"),
    [
        ("tm.memory.database", "Database.record_all", 1, False),  # inside the transaction of the units
        ("glossary.storedentries", "StoredEntries.save", 1, True),  # inside the transaction of the terms
        ("tm.exchange.safexml", "_sync_folder", 2, True),  # between two exports
    ],
)
def test_a_build_that_is_killed_can_be_run_again(
    project: Project, tmp_path: Path, module: str, name: str, call: int, stored: bool
) -> None:
    """The memory holds whole actions only, and a second run leaves what an undisturbed one leaves."""
    folder = folder_of(tmp_path, a_zh=ZH, a_en=EN, notes=ZH)
    code = KILLED.format(tests=str(TESTS), module=module, name=name, call=call)
    killed = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left = list(project.memory.units())
    build_folder(project, folder, tmp_path / "exports")
    again = [(tmp_path / "exports" / name).read_bytes() for name in EXPORTS]
    with open_project(Settings(memory=tmp_path / "other.tmdb"), clock=lambda: NOW, create=True) as undisturbed:
        build_folder(undisturbed, folder, tmp_path / "other")
        assert left == (list(undisturbed.memory.units()) if stored else [])
    assert again == [(tmp_path / "other" / name).read_bytes() for name in EXPORTS]
    assert list((tmp_path / "exports").glob(".*.part")) == []


READ_ONLY = """
import difflib, os, pathlib, sys, tempfile
import rich.console, rich.markup, rich.progress, rich.table, rich.text
import tm.app.build, tm.app.jsonform, tm.app.service, tm.exchange.tmx
from tm.app import cli, door
from tm.memory.database import open_database
with tempfile.TemporaryDirectory() as folder:  # loads what root alone may be able to read
    open_database(pathlib.Path(folder) / "m.tmdb").close()
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(door.run(cli.commands, sys.argv[1:]))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs rights of files")
@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (
            ("build", "articles", "-o", "locked/out", "--memory", "open/m.tmdb"),
            "locked/out: cannot be written: no rights",
        ),
        (("build", "articles", "-o", "locked", "--memory", "open/m.tmdb"), "locked: cannot be written: no rights"),
        (("build", "articles", "-o", "open/out", "--memory", "locked/m.tmdb"), "locked/m.tmdb: cannot be opened"),
        (("import", "pairs.tsv", "--memory", "locked/m.tmdb"), "locked/m.tmdb: cannot be opened"),
    ],
)
def test_a_place_without_rights_is_a_storage_error(arguments: tuple[str, ...], cause: str) -> None:
    """Told before the work, as whoever runs it; nothing is made."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        for folder, mode in (("articles", 0o755), ("open", 0o777), ("locked", 0o555)):
            (place / folder).mkdir()
            (place / folder).chmod(mode)
        for file, text in (("articles/a.zh.txt", ZH), ("articles/a.en.txt", EN), ("pairs.tsv", "好\tgood\n")):
            (place / file).write_text(text, "utf-8")
        found = subprocess.run(
            [sys.executable, "-c", READ_ONLY, *arguments],
            cwd=place,
            env=os.environ | {"HOME": str(place)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (found.returncode, found.stdout) == (4, ""), found.stderr
        assert f"error: {cause}" in found.stderr
        assert list((place / "locked").iterdir()) == []
        assert list((place / "open").iterdir()) == []


def test_a_file_whose_reader_is_not_installed_stops_no_build(
    project: Project, pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It becomes a problem that names the extra; one file with both languages is an article, its characters add up."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    lines = [path.read_text("utf-8").splitlines() for path in pair]
    (tmp_path / "both.txt").write_text("".join(f"{zh}\n{en}\n" for zh, en in zip(*lines, strict=True)), "utf-8")
    report = build_folder(project, tmp_path, tmp_path / "exports")
    assert [(problem.code, "duizhao[formats]" in problem.message) for problem in report.problems] == [
        ("unusable-file", True)
    ]
    assert [document.name for document in report.documents] == ["tea", "both"]
    for document in report.documents:
        account = document.characters
        assert account.read == account.kept == sum(len("".join(path.read_text("utf-8").split())) for path in pair)
        assert (document.source_encoding, document.target_encoding) == ("utf-8", "utf-8")
