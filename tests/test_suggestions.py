"""Suggestions for a file: each segment with its matches, what is repaired, and the terms in it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from doors import NOW, Result
from lxml import etree
from xliffs import XLIFF1, XLIFF2

from glossary.entries import Term, TermEntry
from tm.app import terms
from tm.app.manuscript import Manuscript, OpenSegment
from tm.app.project import Project
from tm.app.service import LookupOptions
from tm.app.suggestion_files import write_suggestions
from tm.app.suggestions import suggest
from tm.exchange.xliff import XliffDocument
from tm.units import Origin, TranslationUnit, Variant

SOURCE, TARGET = "去年种下3200株茶苗。", "Last year 3,200 tea seedlings were planted."
TEXTS = ("去年种下4500株茶苗。", SOURCE, "老支书把地图铺在桌上。")
OPTIONS = LookupOptions(source_lang="zh-CN", target_lang="en-US", minimum=50, limit=5)


@pytest.fixture
def filled(project: Project) -> Project:
    origin = Origin(document="<report>.txt", date="2023-02-01")
    pair = Variant(SOURCE, "zh-CN"), Variant(TARGET, "en-US")
    project.memory.add([TranslationUnit(source=pair[0], target=pair[1], origin=origin)], now=NOW)
    terms.add_entry(project, "老支书", ["old Party secretary"], forbidden=["old branch secretary"])
    return project


@pytest.fixture
def manuscript() -> Manuscript:
    segments = tuple(OpenSegment(text, block=at) for at, text in enumerate(TEXTS))
    return Manuscript(Path("a.txt"), "a.txt", "zh-CN", "en-US", segments)


def test_every_segment_is_answered_in_order(filled: Project, manuscript: Manuscript) -> None:
    """A fuzzy match with its repaired text, an exact one, none."""
    found = list(suggest(filled, manuscript, OPTIONS))
    assert [one.segment.text for one in found] == list(TEXTS)
    fuzzy, exact = found[0].answer.result.matches[0], found[1].answer.result.matches[0]
    assert fuzzy.repaired == "Last year 4,500 tea seedlings were planted."
    assert exact.percent == 100
    assert found[2].answer.result.matches == ()
    assert [hit.term.text for hit in found[2].answer.terms] == ["老支书"]


def test_a_table_has_a_row_for_each_match(filled: Project, manuscript: Manuscript, tmp_path: Path) -> None:
    """And one for a segment without a match, with its terms; the repaired text says that it is."""
    path = tmp_path / "out.jsonl"
    report = write_suggestions(filled, manuscript, path, OPTIONS)
    assert (report.segments, report.matched, report.exact, report.terms) == (3, 2, 1, 1)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(row["number"], row["kind"], row["suggestion"]) for row in rows] == [
        (1, "repaired", "Last year 4,500 tea seedlings were planted."),
        (2, "exact", TARGET),
        (3, "", ""),
    ]
    assert rows[2]["terms"] == "老支书 = old Party secretary / ✗ old branch secretary"
    assert (rows[0]["match_target"], rows[0]["origin"], rows[0]["unit"]) == (TARGET, "<report>.txt", 1)


def test_proposals_are_told_from_what_is_decided(filled: Project, manuscript: Manuscript, tmp_path: Path) -> None:
    """In tables and on the page; a term that nobody has rendered is none to write."""
    pair = Term(text="支书", lang="zh-CN"), Term(text="secretary", lang="en-US")
    old = Term(text="老支书说", lang="zh-CN")
    proposals = [TermEntry(concept="c", terms=pair, confidence=0.9), TermEntry(concept="z", terms=(old,))]
    filled.termbase.propose(proposals, now=NOW)
    other = replace(manuscript, segments=(OpenSegment("支书来了，老支书说走。"),))
    write_suggestions(filled, other, tmp_path / "out.jsonl", OPTIONS)
    (row,) = map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    assert row["terms"] == ("支书 = secretary (proposed); 老支书 = old Party secretary / ✗ old branch secretary")
    write_suggestions(filled, other, tmp_path / "out.html", OPTIONS)
    page = " ".join(re.sub("<[^>]*>", "", (tmp_path / "out.html").read_text("utf-8")).split())
    assert "支书 = secretary (proposed)" in page
    assert "no rendering yet: 老支书说" in page


def test_a_page_shows_what_differs_and_needs_no_other_file(
    filled: Project, manuscript: Manuscript, tmp_path: Path
) -> None:
    """Deleted and inserted text are elements of their own; what the memory holds is escaped."""
    path = tmp_path / "out.html"
    write_suggestions(filled, manuscript, path, OPTIONS)
    page = path.read_text("utf-8")
    assert "去年种下[-3200-]{+4500+}株茶苗。" in re.sub("<[^>]*>", "", page)
    assert "&lt;report&gt;.txt 2023-02-01 #1" in page
    assert "<del>old branch secretary</del> (not to be used)" in page
    assert "<script" not in page
    assert "src=" not in page


def test_the_command_prints_or_writes(call: Callable[..., Result], tmp_path: Path) -> None:
    """Answers as lookup prints them, a line a segment as JSON, or a file and a word about it."""
    text, memory, rows = tmp_path / "a.txt", tmp_path / "m.tmdb", tmp_path / "rows.tsv"
    text.write_text("\n".join(TEXTS), "utf-8")
    rows.write_text(f"{SOURCE}\t{TARGET}\n", "utf-8")
    assert call("tm", "import", rows, "--memory", memory).code == 0
    shown = call("tm", "suggest", text, "--memory", memory)
    assert (shown.code, shown.out.count("\n? ") + 1) == (0, 3)
    lines = [json.loads(line) for line in call("tm", "suggest", text, "--memory", memory, "--json").out.splitlines()]
    assert [line["query"] for line in lines] == list(TEXTS)
    written = call("tm", "suggest", text, "--memory", memory, "-o", tmp_path / "out.tsv")
    assert "3 segments, 2 with a match, 1 of them 100 % or more" in written.err
    assert call("tm", "suggest", text, "--memory", memory, "-o", tmp_path / "out.doc").code == 2
    assert call("tm", "suggest", text, "--memory", tmp_path / "none.tmdb").code == 4


@pytest.fixture
def tm(call: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    """Runs `tm` on a memory with one unit."""
    memory, rows = tmp_path / "m.tmdb", tmp_path / "rows.tsv"
    rows.write_text(f"{SOURCE}\t{TARGET}\n", "utf-8")
    assert call("tm", "import", rows, "--memory", memory).code == 0
    return lambda *arguments: call("tm", *arguments, "--memory", memory)


@pytest.mark.parametrize("text", [XLIFF1, XLIFF2])
def test_an_xliff_file_gets_its_suggestions(tm: Callable[..., Result], tmp_path: Path, text: str) -> None:
    """As candidates, and in empty targets only if that is asked for; what is translated stays."""
    path, out = tmp_path / "a.xlf", tmp_path / "out.xlf"
    path.write_bytes(text.encode())
    result = tm("suggest", path, "-o", out)
    assert (result.code, "1 of them 100 % or more; 0 terms" in result.err) == (0, True)
    document = XliffDocument(out)
    assert out.read_bytes().decode().count(TARGET) == 1
    assert {one.target.text for one in document.segments()} == {
        one.target.text for one in XliffDocument(path).segments()
    }
    result = tm("suggest", path, "-o", out, "--prefill", 100)
    assert "100 % or more, 1 filled in" in result.err
    filled = {one.source.text: one.target.text for one in XliffDocument(out).segments()}
    assert filled[SOURCE] == TARGET
    assert filled["水渠修好了。"] == "The canal is mended."


def test_a_text_gives_a_new_xliff_file(tm: Callable[..., Result], tmp_path: Path) -> None:
    """With repaired suggestions before the memory's own; filled in where asked for."""
    path, out = tmp_path / "a.txt", tmp_path / "out.xlf"
    path.write_text("\n\n".join(TEXTS), "utf-8")
    assert tm("suggest", path, "-o", out, "--prefill", 100).code == 0
    assert [one.target.text for one in XliffDocument(out).segments()] == ["", TARGET, ""]
    candidates = etree.parse(str(out)).getroot().findall(".//{*}match")
    assert [(one.get("ref"), one.get("subType")) for one in candidates] == [
        ("#s1", "duizhao:repaired"),
        ("#s1", None),
        ("#s2", None),
    ]
    refused = tm("suggest", path, "-o", tmp_path / "out.tsv", "--prefill", 100)
    assert (refused.code, "only XLIFF files can be filled in; write out.xlf" in refused.err) == (2, True)
    refused = tm("suggest", path, "--prefill", 100)
    assert (refused.code, "name it with -o, e.g. -o filled.xlf" in refused.err) == (2, True)


def test_what_is_ambiguous_is_not_filled_in(tm: Callable[..., Result], tmp_path: Path) -> None:
    """Two translations of one text are a choice for a person."""
    path, rows = tmp_path / "a.txt", tmp_path / "more.tsv"
    path.write_text(SOURCE, "utf-8")
    rows.write_text(f"{SOURCE}\tThey planted 3,200 seedlings last year.\n", "utf-8")
    assert tm("import", rows).code == 0
    shape = json.loads(tm("suggest", path, "-o", tmp_path / "out.xlf", "--prefill", 100, "--json").out)
    assert (shape["matched"], shape["exact"], shape["prefilled"]) == (1, 0, 0)


def test_the_codes_of_a_segment_count(tm: Callable[..., Result], tmp_path: Path) -> None:
    """A plain unit is no exact match of a segment with markup, but is offered with it where it stands around all."""
    path, out = tmp_path / "a.xlf", tmp_path / "out.xlf"
    path.write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="zh" '
        'target-language="en" datatype="x"><body><trans-unit id="1">'
        f'<source><g id="1">{SOURCE}</g></source></trans-unit></body></file></xliff>',
        "utf-8",
    )
    assert "0 of them 100 % or more" in tm("suggest", path, "-o", out).err
    assert f'<target xml:lang="en"><g id="1">{TARGET}</g></target>' in out.read_text("utf-8")
    assert "1 filled in" in tm("suggest", path, "-o", out, "--prefill", 100).err
    path.write_text(
        path.read_text("utf-8").replace("</g>", "").replace(SOURCE, f"{SOURCE[:2]}</g>{SOURCE[2:]}"), "utf-8"
    )
    assert "filled in" not in tm("suggest", path, "-o", out, "--prefill", 100).err
