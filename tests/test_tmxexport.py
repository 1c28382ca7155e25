"""Exporting TMX from a memory: language pairs, tags and files as the tool wants them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import NOW, Result
from tmxfiles import assert_valid

from tm.app import service
from tm.app.project import Project
from tm.app.selection import UnitFilter
from tm.app.tmxexport import _defaults
from tm.errors import SettingsError
from tm.exchange.safexml import XML_LANG
from tm.units import State, TranslationUnit, Variant


def unit(source: str, target: str, langs: str = "zh-CN en-US", **fields: object) -> TranslationUnit:
    source_lang, target_lang = langs.split()
    return TranslationUnit(source=Variant(source, source_lang), target=Variant(target, target_lang), **fields)  # type: ignore[arg-type]


@pytest.fixture
def filled(project: Project) -> Project:
    """Units in several pairs of tags."""
    units = [
        unit("一", "one"),
        unit("二", "two", "zh en"),
        unit("三", "three", "zh-Hant en-GB"),
        unit("四", "quatre", "zh-CN fr"),
    ]
    project.memory.add(units, now=NOW)
    return project


def tags(path: Path) -> list[tuple[str, ...]]:
    root = assert_valid(path)
    return [tuple(str(tuv.get(XML_LANG)) for tuv in tu.findall("tuv")) for tu in root[1]]


def test_a_tool_of_one_pair_asks_which(filled: Project, tmp_path: Path) -> None:
    """The error lists the pairs and the two ways out; nothing is written."""
    with pytest.raises(SettingsError, match=r"zh-CN > en-US \(2\).*--each-pair.*-s and -t"):
        service.export_units(filled, tmp_path / "a.tmx", UnitFilter(), tool="trados")
    assert not (tmp_path / "a.tmx").exists()


def test_each_pair_gets_a_file(filled: Project, tmp_path: Path) -> None:
    """Tags without a region get one, so that zh and zh-CN are one pair; the report names the files and adds up."""
    report = service.export_units(filled, tmp_path / "a.tmx", UnitFilter(), tool="memoq", each_pair=True)
    expected = {
        "a.zh-CN_en-US.tmx": [("zh-CN", "en-US")] * 2,
        "a.zh-CN_fr.tmx": [("zh-CN", "fr")],
        "a.zh-TW_en-GB.tmx": [("zh-TW", "en-GB")],
    }
    assert [Path(path).name for path in report.files] == list(expected)
    assert {Path(path).name: tags(Path(path)) for path in report.files} == expected
    assert report.units == 4


def test_a_pair_that_is_named_is_written_under_its_tags(filled: Project, tmp_path: Path) -> None:
    """English of any region for a tool of one pair; by the tags they have in a plain file."""
    wanted = UnitFilter(source_lang="zh", target_lang="en")
    service.export_units(filled, tmp_path / "a.tmx", wanted, tool="wordfast")
    assert set(tags(tmp_path / "a.tmx")) == {("zh-CN", "en-US")}
    service.export_units(filled, tmp_path / "b.tmx", wanted)
    assert tags(tmp_path / "b.tmx") == [("zh-CN", "en-US"), ("zh", "en"), ("zh-Hant", "en-GB")]


@pytest.mark.parametrize("tool", ["plain", "trados"])
def test_units_the_other_way_round_are_turned(filled: Project, tmp_path: Path, tool: str) -> None:
    """Only where both languages are named; what was said of a side is said of that side still."""
    there = unit("five", "五", "en-US zh-CN", properties=(("source:from", "x"), ("client", "A")))
    filled.memory.add([there], now=NOW)
    wanted = UnitFilter(source_lang="en-US", target_lang="zh-CN")
    report = service.export_units(filled, tmp_path / "a.tmx", wanted, tool=tool)
    root = assert_valid(tmp_path / "a.tmx")
    texts = [tuple(tuv.findtext("seg") for tuv in tu.findall("tuv")) for tu in root[1]]
    assert (report.units, texts) == (3, [("one", "一"), ("two", "二"), ("five", "五")])
    service.export_units(filled, tmp_path / "b.tmx", UnitFilter(source_lang="zh-CN", target_lang="en-US"))
    last = assert_valid(tmp_path / "b.tmx")[1][-1].findall("tuv")
    assert [(tuv.findtext("seg"), tuv.findtext("prop")) for tuv in last] == [("五", None), ("five", "x")]
    assert service.export_units(filled, tmp_path / "c.tmx", UnitFilter(source_lang="en-US")).units == 1


def test_a_plain_file_holds_all_pairs(filled: Project, tmp_path: Path) -> None:
    """The commonest pair stands in the header."""
    assert service.export_units(filled, tmp_path / "a.tmx", UnitFilter()).units == 4
    header = assert_valid(tmp_path / "a.tmx")[0]
    assert (header.get("srclang"), header.findtext("prop")) == ("zh-CN", "en-US")


@pytest.mark.parametrize("options", [{"tool": "memoq"}, {"each_pair": True}])
def test_a_table_is_for_no_tool(filled: Project, tmp_path: Path, options: dict[str, object]) -> None:
    """The error says so before anything is written."""
    with pytest.raises(SettingsError, match=r"only a \.tmx"):
        service.export_units(filled, tmp_path / "a.tsv", UnitFilter(), **options)  # type: ignore[arg-type]
    assert not (tmp_path / "a.tsv").exists()


def test_the_default_of_several_translations_is_the_surest_then_the_latest() -> None:
    """Sources with one translation need none."""
    units = [
        unit("甲", "a", created_at=NOW),
        unit("甲", "b", state=State.REVIEWED),
        unit("甲", "c", state=State.REVIEWED, changed_at=NOW),
        unit("乙", "d"),
        unit("乙", "d", created_at=NOW),
    ]
    assert _defaults(iter(units)) == {"甲": "c"}


def test_the_command_writes_for_a_tool(filled: Project, call: Callable[..., Result], tmp_path: Path) -> None:
    """`--for` and `--each-pair`; an unknown tool is a usage error with the choice."""
    memory = ("--memory", filled.settings.memory)
    result = call("tm", "export", "-o", tmp_path / "a.tmx", "--for", "phrase", "--each-pair", "--json", *memory)
    assert (result.code, len(json.loads(result.out)["files"])) == (0, 3)
    told = call("tm", "export", "-o", tmp_path / "a.tmx", "--for", "phrase", "--each-pair", *memory)
    assert "a.zh-CN_en-US.tmx" in told.out + told.err
    assert call("tm", "export", "-o", tmp_path / "a.tmx", "--for", "phrase", *memory).code == 2
    unknown = call("tm", "export", "-o", tmp_path / "a.tmx", "--for", "dejavu", *memory)
    assert (unknown.code, "memoq" in unknown.err) == (2, True)
