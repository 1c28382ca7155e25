"""XLIFF 2.1 written anew reads back as what was written."""

from dataclasses import replace
from pathlib import Path

import pytest
from codes import any_codes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from values import unit

from tm.errors import InputError
from tm.exchange.tmxinline import without_forbidden
from tm.exchange.xliff import XliffDocument, read_xliff
from tm.exchange.xliffmarkup import Candidate, CandidateTerm
from tm.exchange.xliffwrite import NewSegment, NewUnit, write_segments, write_units
from tm.units import Code, CodeKind, Dialect, Origin, State, TranslationUnit, Variant

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text.strip() and "\ufffe" not in text and "\uffff" not in text
)
SAME_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def units_of(path: Path) -> list[TranslationUnit]:
    found = list(read_xliff(path, source_lang="zh-CN", target_lang="en-US"))
    assert all(isinstance(one, TranslationUnit) for one in found)
    return found  # type: ignore[return-value]


@SAME_FILE
@given(
    pairs=st.lists(st.tuples(TEXT, TEXT, st.sampled_from([*State][1:]), TEXT), min_size=1, max_size=4),
)
def test_units_read_back(tmp_path: Path, pairs: list[tuple[str, str, State, str]]) -> None:
    """Texts, states, notes; the units of a memory are no neighbours."""
    path = tmp_path / "a.xlf"
    units = [unit(a, b, state=state, note=note.strip(), origin=Origin(document="a & b")) for a, b, state, note in pairs]
    assert write_units(path, units, source_lang="zh-CN", target_lang="en-US") == len(units)
    read = units_of(path)
    assert {u.origin.document for u in read} == {"a & b"}
    assert [(u.source, u.target, u.state, u.note) for u in read] == [
        (u.source, u.target, u.state, u.note) for u in units
    ]
    assert {(u.context_before, u.context_after, u.origin.position) for u in read} == {("", "", None)}


def test_codes_become_those_of_xliff_2(tmp_path: Path) -> None:
    """With one id on both sides, native code in the original data; what has no partner is isolated."""
    pair = Code(0, CodeKind.OPEN, "bpt", "1", "<b>"), Code(1, CodeKind.CLOSE, "ept", "1", "</b>")
    lone, box = Code(2, CodeKind.OPEN, "it", content="<i>"), Code(2, CodeKind.STANDALONE, "ph", content="<br/>")
    source = Variant("甲乙", "zh-CN", (*pair, lone, box))
    turned = (Code(0, CodeKind.STANDALONE, "ph", content="<br/>"), *pair)
    path = tmp_path / "a.xlf"
    unit = TranslationUnit(source=source, target=Variant("AB", "en-US", turned), id="a b")
    write_units(path, [unit], source_lang="zh-CN", target_lang="en-US")
    text = path.read_text("utf-8")
    head = '<sc id="1" dataRef="d1"/>甲<ec startRef="1" dataRef="d2"/>乙'
    tail = '<sc id="2" isolated="yes" dataRef="d3"/><ph id="3" dataRef="d4"/>'
    assert f"<source>{head}{tail}</source>" in text
    assert (
        '<target><ph id="3" dataRef="d4"/><sc id="1" dataRef="d1"/>A<ec startRef="1" dataRef="d2"/>B</target>' in text
    )
    (read,) = units_of(path)
    assert [(code.offset, code.kind, code.content) for code in read.source.codes] == [
        (code.offset, code.kind, code.content) for code in source.codes
    ]


def coded(text: str) -> st.SearchStrategy[Variant]:
    """The text with any codes that XML can hold."""
    return any_codes(text).map(lambda codes: Variant(text, "zh-CN", without_forbidden(text, codes)[1]))


SIDES = TEXT.flatmap(coded)


@SAME_FILE
@given(st.lists(st.tuples(SIDES, SIDES, st.sampled_from(["", "u1", "a b\n"])), min_size=1, max_size=3))
def test_units_of_a_memory_come_back_as_themselves(tmp_path: Path, sides: list[tuple[Variant, Variant, str]]) -> None:
    """Id, tags and codes as they were, and no neighbours that are none: importing them again adds nothing."""
    path = tmp_path / "a.xlf"
    units = [
        TranslationUnit(source=source, target=replace(target, lang="en"), id=name) for source, target, name in sides
    ]
    write_units(path, units, source_lang="zh", target_lang="en-US")
    assert units_of(path) == units


def test_a_changed_unit_has_the_codes_of_the_file(tmp_path: Path) -> None:
    """Where another tool moved or split something, what it wrote holds."""
    path = tmp_path / "a.xlf"
    code = Code(1, CodeKind.STANDALONE, "ph", content="{0}")
    write_units(
        path,
        [TranslationUnit(source=Variant("开门", "zh-CN", (code,)), target=Variant("Open", "en-US", (code,)), id="7")],
        source_lang="zh-CN",
        target_lang="en-US",
    )
    text = path.read_text("utf-8")
    path.write_text(text.replace("O<ph", "Now o<ph"), "utf-8")
    (unit,) = units_of(path)
    assert (unit.id, unit.source.codes, unit.target.text) == ("7", (code,), "Now open")
    assert [(one.offset, one.dialect) for one in unit.target.codes] == [(5, Dialect.XLIFF2)]
    path.write_text(text.replace("</segment>", '</segment><segment id="s2"><source>b</source></segment>'), "utf-8")
    (unit,) = units_of(path)
    assert (unit.id, unit.context_after) == ("u1/s1", "b")


def test_suggestions_for_a_text_stand_beside_its_segments(tmp_path: Path) -> None:
    """Candidates name their segment, terms their renderings; a paragraph is a unit."""
    source, target = Variant("甲", "zh-CN"), Variant("A\x00<", "en-US")
    first = NewSegment("甲。", "", None, (Candidate("fuzzy", 67, source, target, "a.txt"),))
    second = NewSegment("乙。", "B.", State.TRANSLATED)
    units = [
        NewUnit((first, second), (CandidateTerm("甲", ("A", "a")), CandidateTerm("乙", ()))),
        NewUnit((NewSegment("丙。"),)),
    ]
    path = tmp_path / "a.xlf"
    assert write_segments(path, units, original="a.txt", source_lang="zh-CN", target_lang="en-US") == 3
    document = XliffDocument(path)
    assert [(one.full_id, one.source.text, one.target.text) for one in document.segments()] == [
        ("u1/s1", "甲。", ""),
        ("u1/s2", "乙。", "B."),
        ("u2/s3", "丙。", ""),
    ]
    root = etree.parse(str(path)).getroot()
    (match,) = root.findall(".//{*}match")
    assert (match.get("ref"), match.get("similarity"), match.findtext("{*}target")) == ("#s1", "67", "A<")
    assert root.xpath("count(//*[local-name()='glossEntry'])") == 1
    assert [one.text for one in root.findall(".//{*}translation")] == ["A", "a"]


@pytest.mark.parametrize(("lang", "spaces"), [("zh-CN", 0), ("en-US", 1)])
def test_sentences_keep_their_distance(tmp_path: Path, lang: str, spaces: int) -> None:
    """Between sentences of a language that writes spaces stands one, which is not to be translated."""
    path = tmp_path / "a.xlf"
    unit = NewUnit((NewSegment("A."), NewSegment("B.")))
    write_segments(path, [unit], original="a", source_lang=lang, target_lang="de")
    assert path.read_text("utf-8").count("<ignorable><source> </source></ignorable>") == spaces


def test_a_file_without_units_is_refused(tmp_path: Path) -> None:
    """XLIFF has at least one file with one unit; an older file stays."""
    path = tmp_path / "a.xlf"
    path.write_text("older", "utf-8")
    with pytest.raises(InputError, match="would hold no unit"):
        write_units(path, [], source_lang="zh-CN", target_lang="en-US")
    assert path.read_text("utf-8") == "older"
