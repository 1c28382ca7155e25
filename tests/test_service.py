"""One function for each thing a user asks: alignments written, imports that add up, exports filtered, lookups."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from doors import NOW
from stubs import StubEncoder
from values import unit

from glossary.entries import Term, TermEntry
from tm.app import pairs, service
from tm.app.alignment import AlignedPair, ReadOptions
from tm.app.project import Project, open_project, open_rehearsal
from tm.app.selection import UnitFilter
from tm.app.service import LookupOptions
from tm.errors import InputError, SettingsError, StorageError
from tm.memory.database import open_database
from tm.settings import Settings
from tm.units import Origin, State, TranslationUnit

OPTIONS = LookupOptions(minimum=50, limit=5)
TABLE = "水渠修好了。\tThe canal is mended.\n茶苗\t\n大家都来了。\tEveryone came.\n"


def aligned(pair: tuple[Path, Path]) -> AlignedPair:
    return pairs.align_files(*pair, settings=Settings(), encoder=StubEncoder(), options=ReadOptions())


def fill(project: Project, *units: TranslationUnit) -> None:
    project.memory.add(units, now=NOW)


def fail_after(settings: Settings, work: Callable[[Project], None]) -> None:
    with open_project(settings, clock=lambda: NOW, create=True) as project:
        work(project)
        raise InputError("is bad; mend it", path="x")


def write(path: Path, text: str = TABLE) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_an_aligned_pair_is_named_as_a_build_names_it(pair: tuple[Path, Path], project: Project) -> None:
    """Without the language mark; so adding it twice, in either way, stores it once."""
    found = aligned(pair)
    assert found.name == "tea"
    first = pairs.add_aligned(project, found)
    again = pairs.add_aligned(project, found)
    assert (first.added > 0, again.added, again.skipped) == (True, 0, first.added)
    assert {unit.origin.document for unit in project.memory.units()} == {"tea"}


def test_a_pair_named_by_language_alone_has_its_file_name(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    """There is nothing else to name it by."""
    bare = tuple(path.rename(tmp_path / f"{lang}.txt") for path, lang in zip(pair, ("zh", "en"), strict=True))
    assert aligned((bare[0], bare[1])).name == "zh"


@pytest.mark.parametrize("suffix", pairs.ALIGNMENT_SUFFIXES)
def test_an_alignment_is_written_in_every_format(pair: tuple[Path, Path], tmp_path: Path, suffix: str) -> None:
    """Tables and the page hold every bead, the other formats the pairs; same input, same bytes."""
    found = aligned(pair)
    paths = [tmp_path / f"{name}{suffix.upper()}" for name in ("a", "b")]
    written = [pairs.write_alignment(found, path, clock=lambda: NOW) for path in paths]
    beads = found.alignment.beads
    paired = [bead for bead in beads if bead.source and bead.target]
    assert written == [len(paired if suffix in (".tmx", ".xlf", ".xliff", ".po") else beads)] * 2
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("x.doc", SettingsError, r"x\.doc: \.doc is not written; use \.tmx"),
        ("x", SettingsError, "x: no suffix is not written; use"),
        ("none/x.tmx", StorageError, "the folder .*none does not exist; make it first"),
        (".", StorageError, "is a folder; name a file in it"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(
    project: Project, pair: tuple[Path, Path], tmp_path: Path, name: str, kind: type[Exception], message: str
) -> None:
    """Alignments and exports alike, before any work."""
    with pytest.raises(kind, match=message):
        pairs.write_alignment(aligned(pair), tmp_path / name, clock=lambda: NOW)
    with pytest.raises(kind, match=message):
        service.export_units(project, tmp_path / name, UnitFilter())


def test_import_counts_add_up(project: Project, tmp_path: Path) -> None:
    """Read is added, merged, skipped and failed together; a second time everything is there already."""
    path = write(tmp_path / "pairs.tsv")
    first, second = service.import_files(project, [path]), service.import_files(project, [path, path])
    assert (first.read, first.added, first.merged, first.skipped, first.failed) == (3, 2, 0, 0, 1)
    assert (second.read, second.added, second.merged, second.skipped, second.failed) == (6, 0, 0, 4, 2)
    assert [(problem.code, problem.path, problem.line) for problem in first.problems] == [("table-empty", str(path), 2)]


def test_a_strict_import_is_all_or_nothing(project: Project, tmp_path: Path) -> None:
    """The first record that gives no unit is named, with its line."""
    good, bad = write(tmp_path / "good.tsv", "好\tgood\n"), write(tmp_path / "bad.tsv")
    with pytest.raises(InputError, match=r"bad\.tsv:2: .*\(table-empty\)"):
        service.import_files(project, [good, bad], strict=True)
    assert list(project.memory.units()) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.tmx", None, "there is no such file; check the name"),
        ("empty.tmx", b"", "is empty; check that it was saved in full"),
        ("empty.tsv", b"", "is empty; check that it was saved in full"),
        ("cut.tmx", b'<?xml version="1.0"?><tmx version="1.4"><header/><body><tu>', "cut off; copy or export it again"),
        ("binary.tsv", bytes(range(256)), "is in no known encoding; save it as UTF-8"),
        ("binary.xlsx", bytes(range(256)), r"save it again as \.xlsx"),
        ("text.tmx", b"hello", "not well-formed XML"),
        ("other.tmx", b"<html/>", "is a web page, not <tmx>"),
        ("letter.doc", b"hello", r"has a suffix that is not imported; use \.tmx"),
        (
            "hostile.tmx",
            b'<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx version="1.4"><header/><body><tu>'
            b'<tuv xml:lang="zh"><seg>&x;</seg></tuv><tuv xml:lang="en"><seg>a</seg></tuv></tu></body></tmx>',
            "declares the entity 'x', which is not read",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_leaves_nothing(
    project: Project, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    """Path, cause and remedy; the good file before it is not imported either."""
    good, bad = write(tmp_path / "good.tsv"), tmp_path / name
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        service.import_files(project, [good, bad])
    assert caught.value.path == bad
    assert list(project.memory.units()) == []


def test_a_folder_is_no_import(project: Project, tmp_path: Path) -> None:
    """Also one with the suffix of a file."""
    (tmp_path / "d.tmx").mkdir()
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        service.import_files(project, [tmp_path / "d.tmx"])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (UnitFilter(), ["a", "b", "c"]),
        (UnitFilter(document="second"), ["b"]),
        (UnitFilter(since=date(2024, 4, 2)), ["b", "c"]),
        (UnitFilter(states=(State.REVIEWED, State.FINAL)), ["b"]),
        (UnitFilter(states=(State.TRANSLATED,), since=date(2024, 5, 1)), ["c"]),
        (UnitFilter(target_lang="en-GB"), ["a", "b", "c"]),
    ],
)
def test_an_export_takes_what_the_filter_lets_pass(
    project: Project, tmp_path: Path, wanted: UnitFilter, expected: list[str]
) -> None:
    """By document, by day of the last change, by state, by language; in the order of adding."""
    april = datetime(2024, 4, 1, tzinfo=NOW.tzinfo)
    fill(
        project,
        unit("一", "a", created_at=april),
        unit("二", "b", created_at=april, changed_at=NOW, state=State.REVIEWED, origin=Origin("second")),
        unit("三", "c"),
    )
    report = service.export_units(project, tmp_path / "out.tsv", wanted)
    rows = (tmp_path / "out.tsv").read_text("utf-8").splitlines()[1:]
    assert [row.split("\t")[1] for row in rows] == expected
    assert report.units == len(expected)


@pytest.mark.parametrize(
    ("query", "options", "lang", "target"),
    [
        ("水渠修好了。", OPTIONS, "zh-CN", "The canal is mended."),
        ("The canal is mended.", OPTIONS, "en-US", "水渠修好了。"),
        ("水渠修好了。", replace(OPTIONS, source_lang="zh"), "zh", "The canal is mended."),
        ("The canal is mended.", replace(OPTIONS, target_lang="zh-CN"), "en-US", "水渠修好了。"),
        ("The canal is mended.", replace(OPTIONS, source_lang="en-GB"), "en-GB", "水渠修好了。"),
    ],
)
def test_the_direction_follows_the_options_then_the_letters(
    project: Project, query: str, options: LookupOptions, lang: str, target: str
) -> None:
    """A Chinese query asks for English, an English one for Chinese."""
    fill(project, unit("水渠修好了。", "The canal is mended."))
    (answer,) = service.look_up(project, [query], options)
    assert answer.result.lang.split("-")[0] == lang.split("-")[0]
    assert [(match.percent, match.unit.target.text) for match in answer.result.matches] == [(100, target)]


def test_one_language_both_ways_is_refused(project: Project) -> None:
    """The message names the options."""
    with pytest.raises(SettingsError, match="source and target are both zh; name two languages with -s and -t"):
        list(service.look_up(project, ["好"], replace(OPTIONS, source_lang="zh-CN", target_lang="zh-TW")))


def test_answers_carry_the_terms_of_the_query(project: Project) -> None:
    """Proposed and approved ones; rejected ones are left out."""
    entries = [
        TermEntry(concept=f"c{n}", terms=(Term(text=zh, lang="zh-CN"), Term(text=en, lang="en-US")), confidence=0.9)
        for n, (zh, en) in enumerate([("水渠", "canal"), ("茶苗", "tea seedling"), ("村里", "village")])
    ]
    project.termbase.propose(entries, now=NOW)
    project.termbase.reject(["c1"], now=NOW)
    (answer,) = service.look_up(project, ["村里的水渠边种了茶苗。"], OPTIONS)
    assert [(hit.term.text, hit.start, hit.end) for hit in answer.terms] == [("村里", 0, 2), ("水渠", 3, 5)]


def test_each_query_has_its_own_neighbours(project: Project) -> None:
    """A file is looked up in one go, and still a segment between the right neighbours is a context match."""
    text = "水渠修好了。"
    fill(project, unit(text, "The canal is mended.", context_before="上一句。", context_after="下一句。"))
    queries = [text, service.Query(text, "上一句。"), service.Query(text, "上一句。", "下一句。")]
    answers = list(service.look_up(project, queries, OPTIONS))
    assert [answer.result.matches[0].percent for answer in answers] == [100, 101, 102]


def test_answers_come_in_the_order_of_the_queries(project: Project) -> None:
    """One each, also where nothing is found; the next query is asked for only when it is its turn."""
    asked = []

    def queries():  # type: ignore[no-untyped-def]
        for query in ("好", "a", "二"):
            asked.append(query)
            yield query

    answers = service.look_up(project, queries(), OPTIONS)
    assert next(answers).result.query == "好"
    assert asked == ["好"]
    assert [answer.result.query for answer in answers] == ["a", "二"]


def test_a_rehearsal_leaves_no_trace(tmp_path: Path, stub_encoder: None) -> None:
    """On a copy of the memory, or on an empty one where there is none yet."""
    settings, path = Settings(memory=tmp_path / "m" / "memory.tmdb"), write(tmp_path / "pairs.tsv")
    settings.memory.parent.mkdir()
    with open_rehearsal(settings, clock=lambda: NOW) as project:
        assert service.import_files(project, [path]).added == 2
    assert list(settings.memory.parent.iterdir()) == []
    with open_project(settings, clock=lambda: NOW, create=True) as project:
        fill(project, unit("大家都来了。", "Everyone came."))
    with open_rehearsal(settings, clock=lambda: NOW) as project:
        assert (service.import_files(project, [path]).added, len(list(project.memory.units()))) == (2, 3)
    with open_project(settings, clock=lambda: NOW, readonly=True) as project:
        assert len(list(project.memory.units())) == 1


def test_a_memory_made_for_work_that_fails_is_taken_away(tmp_path: Path, stub_encoder: None) -> None:
    """With the files beside it; nothing shows that anything was tried."""
    settings, bad = Settings(memory=tmp_path / "m" / "memory.tmdb"), write(tmp_path / "bad.tsv")
    settings.memory.parent.mkdir()
    with pytest.raises(InputError), open_project(settings, clock=lambda: NOW, create=True) as project:
        service.import_files(project, [bad], strict=True)
    assert list(settings.memory.parent.iterdir()) == []


def test_a_memory_that_was_there_or_was_written_to_stays(tmp_path: Path, stub_encoder: None) -> None:
    """Whatever fails later: what was committed is kept, and an empty memory of the user's is no waste."""
    for name, work in (("empty.tmdb", ()), ("filled.tmdb", (unit("好", "good"),))):
        settings = Settings(memory=tmp_path / name)
        if not work:
            open_database(settings.memory).close()
        with pytest.raises(InputError):
            fail_after(settings, lambda project, work=work: fill(project, *work))
        with open_project(settings, clock=lambda: NOW, readonly=True) as project:
            assert len(list(project.memory.units())) == len(work)


def test_a_memory_that_another_has_open_is_not_taken_away(tmp_path: Path, stub_encoder: None) -> None:
    """What the other writes next is kept."""
    settings = Settings(memory=tmp_path / "memory.tmdb")
    opened = []
    with pytest.raises(InputError):
        fail_after(settings, lambda _: opened.append(open_database(settings.memory)))
    with opened[0]:
        assert opened[0].generation == 0
    assert settings.memory.exists()


def test_an_import_leaves_a_large_memory_ready_for_lookup(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The indexes of both directions are beside it, so that no lookup waits; an undo brings them up to date."""
    monkeypatch.setattr("tm.lookup.fuzzy.SMALL_MEMORY", 3)
    path = tmp_path / "rows.tsv"
    path.write_text("source\ttarget\n" + "".join(f"水渠{n}号\tcanal {n}\n" for n in range(9)), "utf-8")
    stages = set[str]()
    service.import_files(project, [path], progress=lambda stage, done, total: stages.add(stage))
    indexes = [project.settings.memory.with_name(f"memory.tmdb.fuzzy-{pair}") for pair in ("zh-en", "en-zh")]
    assert all(index.exists() for index in indexes)
    assert "index" in stages


def test_a_first_lookup_tells_what_it_makes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that is missing, vectors that were never asked for: before the answer, with the whole in sight."""
    monkeypatch.setattr("tm.lookup.fuzzy.SMALL_MEMORY", 3)
    units = (unit(f"水渠{n}号", f"canal {n}", ("zh", "en")) for n in range(9))
    project.memory.add(units, now=NOW)
    told = list[tuple[str, int, int | None]]()
    options = LookupOptions(minimum=50, limit=1, meaning=True)
    list(service.look_up(project, ["水渠"], options, progress=lambda *step: told.append(step)))
    assert told == [("index", 0, 9), ("index", 9, 9), ("encode", 0, 18), ("encode", 18, 18)]


def test_a_rehearsed_import_makes_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bare_environment: None
) -> None:
    """It would be thrown away."""
    monkeypatch.setattr("tm.lookup.fuzzy.SMALL_MEMORY", 0)
    path = tmp_path / "rows.tsv"
    path.write_text("source\ttarget\n水渠\tcanal\n", "utf-8")
    stages = set[str]()
    with open_rehearsal(Settings(memory=tmp_path / "memory.tmdb"), clock=lambda: NOW) as rehearsed:
        service.import_files(rehearsed, [path], progress=lambda stage, done, total: stages.add(stage))
    assert stages == {"add"}
