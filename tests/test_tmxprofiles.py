"""Each tool gets the TMX that it reads best: languages, contexts, ids, codes; always valid."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from codes import TEXT, any_codes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tmxfiles import assert_valid

from tm.app.cli import TOOLS
from tm.errors import SettingsError
from tm.exchange.omegat import make_project
from tm.exchange.safexml import xml_text
from tm.exchange.tmx import read_tmx, write_tmx
from tm.exchange.tmxprofiles import PROFILES, profile_named
from tm.units import Code, CodeKind, Origin, State, TranslationUnit, Variant

NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
BOLD = (
    Code(0, CodeKind.OPEN, "hi", attributes=(("type", "term"),)),
    Code(1, CodeKind.CLOSE, "hi"),
    Code(1, CodeKind.STANDALONE, "ph", content="{0}"),
)
UNIT = TranslationUnit(
    id="u 1",
    source=Variant("开门", "zh-CN", BOLD),
    target=Variant("Open the door", "en-US"),
    state=State.REVIEWED,
    origin=Origin("manual.docx"),
    context_before="前 & 前",
    context_after="后",
    created_at=NOW,
    created_by="li",
    changed_at=datetime(2024, 5, 2, tzinfo=UTC),
    changed_by="wang",
    properties=(("@creationdate", "yesterday"), ("@usagecount", "many"), ("client", "A")),
)


def written(folder: Path, tool: str, *units: TranslationUnit, defaults: dict[str, str] | None = None) -> etree._Element:
    path = folder / f"{tool}.tmx"
    report = write_tmx(
        path,
        units or (UNIT,),
        source_lang="zh-CN",
        target_lang="en-US",
        creation_tool_version="1",
        now=NOW,
        profile=profile_named(tool),
        defaults=defaults,
    )
    if tool == "original" and report.foreign:
        return etree.parse(path).getroot()
    return assert_valid(path, odd_dates=tool in ("plain", "original"))


def props(element: etree._Element) -> dict[str, str]:
    return {str(prop.get("type")): prop.text or "" for prop in element.findall("prop")}


def sides(root: etree._Element) -> tuple[etree._Element, etree._Element, etree._Element]:
    tu = root[1][0]
    return tu, *tu.findall("tuv")  # type: ignore[return-value]


def test_the_tools_of_the_command_line_are_the_profiles() -> None:
    """None is missing, and another name is refused with the choice."""
    assert tuple(PROFILES) == TOOLS
    with pytest.raises(SettingsError, match=r"dejavu.*omegat"):
        profile_named("dejavu")


@pytest.mark.parametrize("tool", TOOLS)
def test_no_file_passes_for_one_of_another_tool(tmp_path: Path, tool: str) -> None:
    """OmegaT, for one, reads files of its own otherwise."""
    header = written(tmp_path, tool)[0]
    assert (header.get("creationtool"), header.get("segtype"), header.get("srclang")) == (
        *("duizhao", "sentence", "zh-CN"),
    )


def test_plain_keeps_what_other_tools_wrote(tmp_path: Path) -> None:
    """Odd values that TMX allows stay, the id is written, contexts stand at the source as in memoQ."""
    tu, source, _ = sides(written(tmp_path, "plain"))
    assert (tu.get("tuid"), tu.get("usagecount"), tu.get("creationdate")) == ("u_1", "many", "20240501T120000Z")
    assert props(tu) | props(source) == {
        "x-tuid": "u 1",
        "x-document": "manual.docx",
        "x-state": "reviewed",
        "@creationdate": "yesterday",
        "client": "A",
        "x-context-pre": "<seg>前 &amp; 前</seg>",
        "x-context-post": "<seg>后</seg>",
    }
    assert source.find("seg/hi") is not None


def test_omegat_gets_no_ids_and_no_highlights(tmp_path: Path) -> None:
    """An id makes a unit an alternative there, and what a hi holds is left out of level 1."""
    tu, source, _ = sides(written(tmp_path, "omegat"))
    assert (tu.get("tuid"), props(tu)["x-tuid"], props(source)) == (None, "u 1", {})
    assert [child.tag for child in source.find("seg")] == ["ph"]
    assert "".join(source.find("seg").itertext()) == "开{0}门"


def test_omegat_takes_other_translations_between_their_neighbours_only(tmp_path: Path) -> None:
    """Where a source has several, all but the default carry file, prev and next, if all three are known."""
    alternative = {"file": "manual.docx", "prev": "前 & 前", "next": "后"}
    tu, *_ = sides(written(tmp_path, "omegat", defaults={"开门": "Open"}))
    assert {name: props(tu).get(name) for name in alternative} == alternative
    tu, *_ = sides(written(tmp_path, "omegat", defaults={"开门": "Open the door"}))
    assert not alternative.keys() & props(tu).keys()
    tu, *_ = sides(written(tmp_path, "omegat", replace(UNIT, context_after=""), defaults={"开门": "Open"}))
    assert not alternative.keys() & props(tu).keys()


def test_memoq_gets_contexts_at_the_source(tmp_path: Path) -> None:
    """As a seg, escaped once more."""
    _, source, _ = sides(written(tmp_path, "memoq"))
    assert props(source) == {"x-context-pre": "<seg>前 &amp; 前</seg>", "x-context-post": "<seg>后</seg>"}


def test_phrase_gets_contexts_and_people(tmp_path: Path) -> None:
    """Contexts as plain text at the source, moments in milliseconds at the target."""
    _, source, target = sides(written(tmp_path, "phrase"))
    assert props(source) == {"context_prev": "前 & 前", "context_next": "后"}
    assert props(target) == {
        "created_at": "1714564800000",
        "created_by": "li",
        "modified_at": "1714608000000",
        "modified_by": "wang",
    }


def test_trados_gets_levels_and_fields(tmp_path: Path) -> None:
    """A state is a confirmation level, a document a field of text; dates and counts that are none become props."""
    tu, *_ = sides(written(tmp_path, "trados"))
    kept = props(tu)
    assert (kept["x-ConfirmationLevel"], kept["x-Document:SingleString"]) == ("ApprovedTranslation", "manual.docx")
    assert (tu.get("usagecount"), kept["@usagecount"], kept["@creationdate"]) == (None, "many", "yesterday")


@pytest.mark.parametrize("tool", ["wordfast", "weblate"])
def test_tools_without_codes_get_text_only(tmp_path: Path, tool: str) -> None:
    """Level 1: what stood in a code is left out, what was highlighted stays."""
    _, source, _ = sides(written(tmp_path, tool))
    assert (len(source.find("seg")), source.findtext("seg")) == (0, "开门")


CODED = TEXT.filter(str.strip).flatmap(
    lambda text: st.builds(Variant, st.just(text), st.just("zh-CN"), any_codes(text))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TOOLS), CODED, TEXT, TEXT)
def test_every_file_for_every_tool_is_valid(tmp_path: Path, tool: str, source: Variant, before: str, name: str) -> None:
    """Whatever codes, contexts and names a unit has, and its text reads back; one as it was if nothing is foreign."""
    unit = TranslationUnit(
        source=source,
        target=Variant("x", "en-US"),
        id=name,
        context_before=before,
        context_after=before,
        created_by=name,
        origin=Origin(name),
        properties=((name, before), (f"@{name}", before), (f"target:@{name}", before)),
    )
    written(tmp_path, tool, unit)
    for found in read_tmx(tmp_path / f"{tool}.tmx", source_lang="zh-CN", target_lang="en-US"):
        assert isinstance(found, TranslationUnit)
        assert found.source.text == xml_text(source.text)[0]


@pytest.mark.skipif("OMEGAT" not in os.environ, reason="OMEGAT names no OmegaT to run")
def test_omegat_inserts_the_default_and_not_the_alternative(tmp_path: Path) -> None:
    """OmegaT itself, in console mode, with a file for it in tm/auto: text with codes matches as well."""
    folder = tmp_path / "job"
    make_project(folder, source_lang="zh-CN", target_lang="en-US")
    (folder / "source").mkdir(exist_ok=True)
    (folder / "source" / "a.txt").write_text("开门\n\n关门\n\n开门\n", "utf-8")
    (folder / "tm" / "auto").mkdir(parents=True, exist_ok=True)
    other = replace(UNIT, target=Variant("Open up", "en-US"), context_before="关门", context_after="x")
    closed = replace(UNIT, source=Variant("关门", "zh-CN", BOLD[:2]), target=Variant("Close it", "en-US"))
    written(folder / "tm" / "auto", "omegat", UNIT, other, closed, defaults={"开门": "Open the door"})
    command = [os.environ["OMEGAT"], str(folder), "--mode=console-translate", "--quiet"]
    subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(tmp_path)})
    found = (folder / "target" / "a.txt").read_text("utf-8").split("\n\n")
    assert [line.strip() for line in found] == ["Open the door", "Close it", "Open the door"]
