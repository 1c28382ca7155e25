"""MultiTerm XML as users of MultiTerm have made it: their fields, groups within groups, pictures, transactions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from glossary.entries import Definition, Foreign, ReadEntry, Status, TermEntry
from glossary.multiterm import read_multiterm, write_multiterm
from glossary.tbx import write_tbx
from glossary.tbxread import read_tbx

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def field(name: str, text: str, within: str = "") -> str:
    return f'<descripGrp><descrip type="{name}">{text}</descrip>{within}</descripGrp>'


def language(tag: str, name: str, *terms: str, more: str = "") -> str:
    groups = "".join(f"<termGrp>{term}</termGrp>" for term in terms)
    return f'<languageGrp><language lang="{tag}" type="{name}"/>{more}{groups}</languageGrp>'


def read(tmp_path: Path, content: str) -> ReadEntry:
    path = tmp_path / "a.xml"
    path.write_text(f"<mtf><conceptGrp><concept>7</concept>{content}</conceptGrp></mtf>", "utf-8")
    (record,) = read_multiterm(path)
    return record


def entry(record: ReadEntry) -> TermEntry:
    assert record.entry is not None
    return record.entry


CHANGE = '<transacGrp><transac type="modification">Wu</transac><date>2021-02-03T04:05:06</date></transacGrp>'
PICTURE = '<mmDescripGrp><mmDescrip type="Picture"><file>dam.jpg</file></mmDescrip></mmDescripGrp>'
FULL = (
    '<system type="entryClass">2</system>'
    + field("Definition", "what holds water back", field("Source", "manual"))
    + field("Image", '<image Tlink="dam.png"/>')
    + PICTURE
    + field("Project", "river")
    + language(
        "ZH-CN",
        "Chinese (PRC)",
        f"<term>坝</term>{CHANGE}"
        + field("Status", "Approved")
        + field("Context", "一座坝。", field("Source", "log"))
        + field("Context", "大坝。", field("Source", "map"))
        + field("Colour", "grey"),
        more=field("Remark", "of Chinese"),
    )
    + language("EN", "English", "<term>dam</term>")
)


def test_what_has_no_field_is_kept_where_it_stood(tmp_path: Path) -> None:
    """At the entry, the language, the term; nothing is said to be wrong."""
    record = read(tmp_path, FULL)
    concept = entry(record)
    assert record.problems == ()
    assert concept.definitions == (Definition("what holds water back", source="manual"),)
    assert concept.properties == (("project", "river"),)
    assert concept.foreign == (
        Foreign('<system type="entryClass">2</system>'),
        Foreign(field("Image", '<image Tlink="dam.png"/>')),
        Foreign(PICTURE),
        Foreign(field("Remark", "of Chinese"), "zh-CN"),
    )
    term = concept.terms[0]
    assert (term.status, term.context, term.source) == (Status.PREFERRED, "一座坝。", "log")
    assert term.foreign == (CHANGE, field("Context", "大坝。", field("Source", "map")), field("Colour", "grey"))


def test_it_comes_back_from_multiterm_and_by_way_of_tbx(tmp_path: Path) -> None:
    """As it was."""
    concept = entry(read(tmp_path, FULL))
    write_multiterm(tmp_path / "b.xml", [concept])
    assert [record.entry for record in read_multiterm(tmp_path / "b.xml")] == [concept]
    write_tbx(tmp_path / "b.tbx", [concept], now=NOW)
    (back,) = read_tbx(tmp_path / "b.tbx")
    write_multiterm(tmp_path / "c.xml", [entry(back)])
    again = entry(next(read_multiterm(tmp_path / "c.xml")))
    assert set(again.foreign) == set(concept.foreign)
    assert [set(term.foreign) for term in again.terms] == [set(term.foreign) for term in concept.terms]


def test_categories_of_tbx_become_fields(tmp_path: Path) -> None:
    """By their names; who did what when stays a transaction."""
    path = tmp_path / "a.tbx"
    path.write_text(
        '<martif><termEntry id="c"><langSet xml:lang="en"><tig><term>dam</term>'
        '<termNote type="grammaticalGender">neuter</termNote><transacGrp><transac type="transactionType">modification'
        '</transac><transacNote type="responsibility">Li</transacNote><date>2020-01-02</date></transacGrp></tig>'
        "</langSet></termEntry></martif>",
        "utf-8",
    )
    (record,) = read_tbx(path)
    write_multiterm(tmp_path / "a.xml", [entry(record)])
    text = (tmp_path / "a.xml").read_bytes().decode("utf-16")
    assert field("grammaticalGender", "neuter") in text
    assert '<transacGrp><transac type="modification">Li</transac><date>2020-01-02</date></transacGrp>' in text


@pytest.mark.parametrize(
    ("tag", "name", "lang"),
    [("", "Chinese (Simplified)", "zh-Hans"), ("", "English (U.S.)", "en-US"), ("ZH-TW", "中文", "zh-TW")],
)
def test_a_language_is_known_by_its_tag_or_name(tmp_path: Path, tag: str, name: str, lang: str) -> None:
    """Older files have the name alone."""
    assert entry(read(tmp_path, language(tag, name, "<term>a</term>"))).terms[0].lang == lang


def test_what_is_doubtful_is_told(tmp_path: Path) -> None:
    """A language of nobody, a status of nobody, a term twice, a group without a term."""
    terms = [
        "<term>dam</term>" + field("Part of Speech", "noun") + field("Status", "lovely"),
        "<term>dam</term>" + field("Part of Speech", "verb"),
        "<term/>" + field("Note", "of none"),
    ]
    record = read(tmp_path, language("", "Elvish", *terms))
    assert sorted(p.code for p in record.problems) == ["term-empty", "term-language", "term-status", "term-twice"]
    assert [(term.text, term.lang) for term in entry(record).terms] == [("dam", "und")]
    assert entry(record).terms[0].foreign == (field("Status", "lovely"),)


def test_a_decision_comes_back(tmp_path: Path) -> None:
    """An entry without one comes from a termbase that people keep."""
    proposed = entry(read(tmp_path, field("Workflow", "proposed") + language("EN", "English", "<term>a</term>")))
    assert proposed.workflow.value == "proposed"
    write_multiterm(tmp_path / "b.xml", [proposed])
    assert [record.entry for record in read_multiterm(tmp_path / "b.xml")] == [proposed]
