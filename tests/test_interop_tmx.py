"""TMX files of other programs, and other programs on ours; run with their folder in the variable INTEROP.

Wanted there: `tmx/**` with .tmx files, `dtd/tmx14.dtd` and OmegaT's schema as `dtd/omegat/tmx14.xsd`. Nothing of it is
part of this project.
"""

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from doors import NOW
from lxml import etree

from tm.app.cli import TOOLS
from tm.errors import InputError
from tm.exchange.safexml import XML_LANG, iter_elements
from tm.exchange.tmx import read_tmx, write_tmx
from tm.exchange.tmxprofiles import profile_named
from tm.units import TranslationUnit

FOLDER = Path(os.environ.get("INTEROP", "/nonexistent"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="INTEROP names no folder with files of other programs")
FILES = sorted(path for path in FOLDER.glob("tmx/**/*") if path.name.lower().endswith((".tmx", ".gz", ".zip", ".xml")))


def units_of(path: Path) -> list[TranslationUnit]:
    """The units of a file; none if it is refused."""
    with suppress(InputError):
        items = list(read_tmx(path, expected=("zh-CN", "en-US")))
        return [item for item in items if isinstance(item, TranslationUnit)]
    return []


def write(path: Path, units: list[TranslationUnit], tool: str) -> None:
    write_tmx(
        path,
        units,
        source_lang="zh-CN",
        target_lang="en-US",
        creation_tool_version="1",
        now=NOW,
        profile=profile_named(tool),
    )


@pytest.fixture(scope="module")
def rules() -> list[etree.DTD | etree.XMLSchema]:
    with open(FOLDER / "dtd" / "tmx14.dtd", "rb") as dtd:
        schema = etree.XMLSchema(etree.parse(str(FOLDER / "dtd" / "omegat" / "tmx14.xsd")))
        return [etree.DTD(dtd), schema]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_read_is_written_valid_for_every_tool(
    path: Path, tmp_path: Path, rules: list[etree.DTD | etree.XMLSchema]
) -> None:
    """By the DTD and by OmegaT's schema; a plain file gives the same units again, their properties in another order."""
    units = units_of(path)
    for tool in TOOLS:
        write(tmp_path / "a.tmx", units, tool)
        tree = etree.parse(str(tmp_path / "a.tmx"))
        for rule in rules:
            assert rule.validate(tree), (tool, rule.error_log)
    write(tmp_path / "a.tmx", units, "plain")
    for old, new in zip(units, units_of(tmp_path / "a.tmx"), strict=True):
        assert replace(new, properties=()) == replace(old, properties=())
        assert sorted(name for name, _ in new.properties) == sorted(name for name, _ in old.properties)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_text_is_lost(path: Path) -> None:
    """Every text of a tu that has two languages stands in a unit, in its language."""
    units = units_of(path)
    have = {side.text for unit in units for side in (unit.source, unit.target)}
    for tu in iter_elements(path, "tu") if units else ():
        segs = tu.findall("{*}tuv/{*}seg")
        texts = {tuv.get(XML_LANG) or tuv.get("lang"): tuv.findtext("{*}seg") for tuv in tu.iterfind("{*}tuv")}
        if len(texts) > 1 and all(seg.text and seg.text.strip() and not len(seg) for seg in segs):
            assert have.issuperset(texts.values())


def test_translate_toolkit_reads_what_we_write(tmp_path: Path) -> None:
    """The library that Weblate reads TMX with: every text, in order."""
    tmx = pytest.importorskip("translate.storage.tmx")
    units = [
        unit
        for path in FILES
        for unit in units_of(path)
        if (unit.source.lang, unit.target.lang, unit.source.codes, unit.target.codes) == ("zh-CN", "en-US", (), ())
    ]
    write(tmp_path / "a.tmx", units, "weblate")
    found = tmx.tmxfile.parsefile(str(tmp_path / "a.tmx"))
    assert [(unit.source, unit.target) for unit in found.units] == [(one.source.text, one.target.text) for one in units]
