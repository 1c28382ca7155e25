"""Term sections of TBX as other tools write them: nothing of them is lost without a word."""

from pathlib import Path

import pytest

from glossary.entries import ReadEntry, Status, TermEntry
from glossary.exchange import read_entries
from glossary.tbxread import read_tbx
from tm.errors import InputError

LANGS = {"source_lang": "zh-CN", "target_lang": "en-US"}


def record(tmp_path: Path, *sections: str, concept: str = "") -> ReadEntry:
    """What is read of one entry whose English sections these are."""
    path = tmp_path / "a.tbx"
    body = (
        f'{concept}<langSec xml:lang="en">{"".join(f"<termSec>{section}</termSec>" for section in sections)}</langSec>'
    )
    path.write_text(f'<tbx type="TBX-Basic"><conceptEntry id="c1">{body}</conceptEntry></tbx>', "utf-8")
    (read,) = read_tbx(path)
    return read


def entry(read: ReadEntry) -> TermEntry:
    assert read.entry is not None
    return read.entry


def test_a_term_that_stands_twice_is_one_with_the_fields_of_both(tmp_path: Path) -> None:
    """What they differ in is told; a second context stays beside the first."""
    note = "<termNote type='partOfSpeech'>{}</termNote><note>the {}</note><descrip type='context'>{}</descrip>"
    verb = note.format("verb", "deed", "Dam it.")
    read = record(tmp_path, "<term>dam</term>" + note.format("noun", "wall", "A dam."), "<term>dam</term>" + verb)
    (term,) = entry(read).terms
    assert (term.part_of_speech, term.note, term.context) == ("noun", "the wall\nthe deed", "A dam.")
    assert term.foreign == ('<descrip type="context">Dam it.</descrip>',)
    assert [p.code for p in read.problems] == ["term-twice"]


def test_a_section_without_a_term_is_told(tmp_path: Path) -> None:
    """With what goes with it."""
    read = record(tmp_path, "<term>dam</term>", "<term> </term><note>of the old map</note>")
    assert [term.text for term in entry(read).terms] == ["dam"]
    assert [(p.code, "of the old map" in p.message) for p in read.problems] == [("tbx-empty", True)]


def test_codes_within_a_term_are_no_text(tmp_path: Path) -> None:
    """What is marked up is."""
    read = record(
        tmp_path, "<term><ph>&lt;b></ph>H<hi type='subscript'>2</hi>O <foreign>aqua</foreign><ec>x</ec></term>"
    )
    assert entry(read).terms[0].text == "H2O aqua"


@pytest.mark.parametrize(
    ("category", "value", "status"),
    [
        ("administrativeStatus", "deprecatedTerm-admn-sts", Status.DEPRECATED),
        ("administrativeStatus", "SupersededTerm-admn-sts", Status.SUPERSEDED),
        ("administrativeStatus", "standardizedTerm-admn-sts", Status.PREFERRED),
        ("usageStatus", "forbidden", Status.DEPRECATED),
        ("normativeAuthorization", "deprecatedTerm", Status.DEPRECATED),
    ],
)
def test_a_status_is_read_from_whichever_category_says_it(
    tmp_path: Path, category: str, value: str, status: Status
) -> None:
    """In the spelling of any tool."""
    read = record(tmp_path, f"<term>dam</term><termNote type='{category}'>{value}</termNote>")
    assert entry(read).terms[0].status is status
    assert read.problems == ()


def test_a_status_that_nobody_knows_is_told_and_kept(tmp_path: Path) -> None:
    """The term might be a forbidden one."""
    note = '<termNote type="administrativeStatus">verboten</termNote>'
    read = record(tmp_path, f"<term>dam</term>{note}")
    assert entry(read).terms[0].foreign == (note,)
    assert [p.code for p in read.problems] == ["term-status"]


def test_a_second_context_keeps_its_source(tmp_path: Path) -> None:
    """In its group."""
    group = '<descripGrp><descrip type="context">{}</descrip><admin type="source">{}</admin></descripGrp>'
    read = record(tmp_path, "<term>dam</term>" + group.format("A dam.", "map") + group.format("The dam.", "log"))
    (term,) = entry(read).terms
    assert (term.context, term.source) == ("A dam.", "map")
    assert term.foreign == (group.format("The dam.", "log"),)


def test_the_last_change_of_a_concept_is_the_one_that_is_told(tmp_path: Path) -> None:
    """Earlier ones are kept."""
    change = (
        '<transacGrp><transac type="transactionType">modification</transac>'
        '<transacNote type="responsibility">{}</transacNote><date>{}</date></transacGrp>'
    )
    early, late = change.format("Li", "2020-01-02"), change.format("Wu", "2021-01-02")
    read = entry(record(tmp_path, "<term>dam</term>", concept=early + late))
    assert (read.changed_by, [item.xml for item in read.foreign]) == ("Wu", [early])


def test_a_language_may_be_named_in_words(tmp_path: Path) -> None:
    """And that is told."""
    path = tmp_path / "a.tbx"
    path.write_text(
        "<martif><termEntry><langSet xml:lang='Chinese (PRC)'><tig><term>坝</term></tig></langSet></termEntry>"
        "</martif>",
        "utf-8",
    )
    (read,) = read_tbx(path)
    assert entry(read).terms[0].lang == "zh-CN"
    assert [p.code for p in read.problems] == ["tbx-language"]


def test_the_root_element_says_which_format_a_file_is_in(tmp_path: Path) -> None:
    """Whatever its suffix or prefix, and what stands before it; a page is none."""
    concept = (
        "<conceptGrp><languageGrp><language lang='ZH'/><termGrp><term>坝</term></termGrp></languageGrp></conceptGrp>"
    )
    files = {
        "a.tbx": f"<!-- a <tbx> --><mtf>{concept}</mtf>",
        "b.xml": "<t:tbx xmlns:t='urn:iso:std:iso:30042:ed-2'><t:conceptEntry><t:langSec xml:lang='zh'><t:termSec>"
        "<t:term>坝</t:term></t:termSec></t:langSec></t:conceptEntry></t:tbx>",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(f'<?xml version="1.0"?>{text}', "utf-8")
        (read,) = read_entries(tmp_path / name, **LANGS)
        assert entry(read).terms[0].text == "坝"
    (tmp_path / "c.tbx").write_text("<!DOCTYPE html><html></html>", "utf-8")
    with pytest.raises(InputError, match="is a web page"):
        read_entries(tmp_path / "c.tbx", **LANGS)
