"""An OmegaT project gets memory and glossary where OmegaT looks for them, and loses nothing."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import NOW, Result
from lxml import etree

from tm.app import terms
from tm.app.omegat import export_project
from tm.app.project import Project
from tm.app.selection import UnitFilter
from tm.errors import InputError, SettingsError, StorageError
from tm.exchange.omegat import GlossaryLine, make_project, read_project, write_glossary
from tm.units import Origin, State, TranslationUnit, Variant

PAIRS = [
    ("水渠修好了。", "The canal is mended."),
    ("茶园在山上。", "The tea garden is on the hill."),
    ("老支书把地图铺在桌上。", "The old Party secretary spread a map on the table."),
    ("大家都来了。", "Everyone came."),
    ("去年种下3200株茶苗。", "Last year 3,200 tea seedlings were planted."),
]


def unit(source: str, target: str, lang: str = "zh-CN", **fields: object) -> TranslationUnit:
    return TranslationUnit(source=Variant(source, lang), target=Variant(target, "en-US"), **fields)  # type: ignore[arg-type]


def segments(path: Path) -> list[tuple[str, str]]:
    """Source and target text of each unit of a TMX file."""
    units = etree.parse(str(path)).findall(".//tu")
    return [(tu.findtext("tuv[1]/seg"), tu.findtext("tuv[2]/seg")) for tu in units]  # type: ignore[misc]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def filled(project: Project) -> Project:
    """Sure units, an unsure one, two that differ, one turned round, one in the other script, one that is new."""
    origin = Origin("a.txt")
    units = [
        unit(*PAIRS[0], origin=origin, id="a b", confidence=0.97, context_before="上一句。", note="n"),
        unit(*PAIRS[1], origin=origin, confidence=0.5),
        unit(*PAIRS[2], state=State.REVIEWED, properties=(("file", "x.docx"),)),
        unit(*PAIRS[3]),
        unit("大家都来了。", "All came."),
        TranslationUnit(source=Variant("Tea", "en"), target=Variant("茶", "zh")),
        unit("茶園在山上。", "The tea garden is up there.", "zh-TW"),
        unit("没有校对。", "Not checked.", state=State.INITIAL),
    ]
    project.memory.add(units, now=NOW)
    terms.add_entry(project, "老支书", ["old Party secretary"], forbidden=["old branch secretary"], note="尊称")
    return project


def test_a_project_is_made_where_there_is_none(filled: Project, tmp_path: Path) -> None:
    """With every folder that OmegaT wants; sure units in tm/auto, unsure and ambiguous ones in tm."""
    folder = tmp_path / "new" / "project"
    report = export_project(filled, folder, UnitFilter())
    assert (report.created, report.auto, report.reference, report.skipped, report.terms) == (True, 3, 4, 1, 1)
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        *("source", "target", "tm", "glossary", "dictionary", "omegat")
    }
    assert segments(folder / "tm/auto/duizhao.tmx") == [PAIRS[0], PAIRS[2], ("茶", "Tea")]
    assert [source for source, _ in segments(folder / "tm/duizhao.tmx")] == [
        *("茶园在山上。", "大家都来了。", "大家都来了。", "没有校对。")
    ]
    lines = (folder / "glossary/duizhao.txt").read_bytes().decode().splitlines()
    assert lines == ["# -*- coding: utf-8 -*-", "老支书\told Party secretary\tnot: old branch secretary; 尊称"]


def test_units_are_plain_default_translations(filled: Project, tmp_path: Path) -> None:
    """In the project's own tags; an id, a file or a neighbour would make them alternatives, which are not inserted."""
    export_project(filled, tmp_path / "project", UnitFilter())
    root = etree.parse(str(tmp_path / "project/tm/auto/duizhao.tmx")).getroot()
    assert root.findall(".//tu[@tuid]") == []
    assert {prop.get("type") for prop in root.findall(".//tu//prop")} & {"file", "id", "prev", "next", "path"} == set()
    langs = {tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.findall(".//tuv")}
    assert langs == {"zh-CN", "en-US"}


def test_a_project_that_is_there_keeps_what_it_holds(filled: Project, tmp_path: Path) -> None:
    """Its settings, languages, folders and files; the next export replaces only what the last one wrote."""
    folder = tmp_path / "project"
    make_project(folder, source_lang="zh-TW", target_lang="en-GB")
    settings = folder / "omegat.project"
    settings.write_text(settings.read_text("utf-8").replace("<tm_dir>__DEFAULT__", "<tm_dir>mem/"), "utf-8")
    (folder / "source/a.txt").write_text("茶", "utf-8")
    (folder / "mem").mkdir()
    (folder / "mem/theirs.tmx").write_text("<tmx/>", "utf-8")
    before = contents(folder)
    report = export_project(filled, folder, UnitFilter())
    assert (report.created, report.auto) == (False, 2)
    after = contents(folder)
    assert {path: after[path] for path in before} == before
    ours = {folder / name for name in ("mem/duizhao.tmx", "mem/auto/duizhao.tmx", "glossary/duizhao.txt")}
    assert after.keys() - before.keys() == ours
    export_project(filled, folder, UnitFilter())
    assert contents(folder) == after


def test_only_the_units_asked_for_are_put_in(filled: Project, tmp_path: Path) -> None:
    """By document and state, as in every export."""
    report = export_project(filled, tmp_path / "project", UnitFilter(document="a.txt"))
    assert (report.auto, report.reference) == (1, 1)
    report = export_project(filled, tmp_path / "project", UnitFilter(states=(State.REVIEWED,)))
    assert (report.auto, report.reference) == (1, 0)


def test_a_file_of_another_program_is_not_replaced(filled: Project, tmp_path: Path) -> None:
    """Though it has our name."""
    folder = tmp_path / "project"
    make_project(folder, source_lang="zh-CN", target_lang="en-US")
    theirs = folder / "tm/duizhao.tmx"
    theirs.write_text('<tmx version="1.4"><header creationtool="OmegaT"/></tmx>', "utf-8")
    before = contents(folder)
    with pytest.raises(StorageError, match="is there and not ours; rename it"):
        export_project(filled, folder, UnitFilter())
    assert contents(folder) == before


def test_a_folder_that_is_no_project_is_left_alone(filled: Project, tmp_path: Path) -> None:
    """So that a wrong name does no harm; nor does a file."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.txt").write_text("a", "utf-8")
    for name in ("letters", "letters/a.txt"):
        with pytest.raises(StorageError, match="is no OmegaT project"):
            export_project(filled, tmp_path / name, UnitFilter())
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<omegat><project/></omegat>", "names no languages"),
        ("<html/>", "is a web page, not <omegat>"),
        ("<omegat><project>", "omegat.project:1: not well-formed XML"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><omegat>&a;</omegat>', "declares the entity"),
    ],
)
def test_settings_that_cannot_be_read_are_told(tmp_path: Path, text: str, message: str) -> None:
    """In one sentence, with the file."""
    (tmp_path / "omegat.project").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        read_project(tmp_path)


def test_another_direction_than_the_projects_is_refused(filled: Project, tmp_path: Path) -> None:
    """A region does not matter."""
    folder = tmp_path / "project"
    make_project(folder, source_lang="zh-CN", target_lang="en-US")
    assert export_project(filled, folder, UnitFilter(target_lang="en-GB")).auto == 3
    with pytest.raises(SettingsError, match="the project is from zh-CN to en-US, not zh-TW"):
        export_project(filled, folder, UnitFilter(source_lang="zh-TW"))


def test_a_glossary_has_a_line_for_each_pair(tmp_path: Path) -> None:
    """Tabs and line breaks inside a cell would make other cells of it."""
    path = tmp_path / "a.txt"
    assert write_glossary(path, [GlossaryLine("茶\t园", "tea\ngarden", "a  b"), GlossaryLine("茶", "tea")]) == 2
    assert path.read_bytes() == "# -*- coding: utf-8 -*-\n茶 园\ttea garden\ta b\n茶\ttea\n".encode()


def test_the_command_makes_a_project(call: Callable[..., Result], tmp_path: Path) -> None:
    """Or a file; it needs to be told which."""
    rows, memory = tmp_path / "rows.tsv", tmp_path / "m.tmdb"
    rows.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), "utf-8")
    assert call("tm", "import", rows, "--memory", memory).code == 0
    made = call("tm", "export", "--omegat", tmp_path / "project", "--memory", memory)
    assert "project: 5 units in tm/auto, 0 in tm, 0 terms" in made.out.replace("\n", "")
    shape = call("tm", "export", "--omegat", tmp_path / "project", "--memory", memory, "--json")
    assert '"created": false, "auto": 5' in shape.out
    for arguments in ((), ("--omegat", tmp_path / "project", "-o", tmp_path / "a.tmx")):
        assert call("tm", "export", *arguments, "--memory", memory).code == 2


@pytest.mark.skipif("OMEGAT" not in os.environ, reason="OMEGAT names no OmegaT to run")
def test_omegat_inserts_what_is_in_its_folder(project: Project, tmp_path: Path) -> None:
    """OmegaT itself, in console mode: five of five known sentences are translated, one that is not known is not."""
    project.memory.add([unit(*pair) for pair in PAIRS], now=NOW)
    folder = tmp_path / "project"
    export_project(project, folder, UnitFilter())
    known = "\n\n".join(source for source, _ in PAIRS)
    (folder / "source/a.txt").write_text(f"{known}\n\n这一句没有译文。\n", "utf-8")
    command = [os.environ["OMEGAT"], str(folder), "--mode=console-translate", "--quiet"]
    subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(tmp_path)})
    found = (folder / "target/a.txt").read_text("utf-8").split("\n\n")
    assert [line.strip() for line in found] == [*(target for _, target in PAIRS), "这一句没有译文。"]
