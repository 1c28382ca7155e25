"""Texts of TBX with markup, and what refers to persons and sources: it comes back while nobody changes the text."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from glossary.entries import Definition, TermEntry
from glossary.tbx import Dialect, write_tbx
from glossary.tbxread import read_tbx

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
DIALECTS: tuple[Dialect, ...] = ("basic", "dca", "martif")
DEFINITION = (
    'a wall across a <hi type="entailedTerm" target="c2">river</hi>, in <foreign xml:lang="fr">barrage</foreign>'
)
TERM = "H<hi>2</hi>O <ph>&lt;br/&gt;</ph>dam"
PERSON = '<refObject id="p1"><item type="fn">Li Wei</item><item type="email">li@example.org</item></refObject>'
OTHERS = '<refObject id="p2"><item type="fn">nobody meant</item></refObject>'
MARTIF = f"""<martif><text><body><termEntry id="c1">
<transacGrp><transac type="transactionType">origination</transac><transacNote type="responsibility" target="p1"/>
<date>2020-01-02</date></transacGrp>
<descripGrp><descrip type="definition">{DEFINITION}</descrip><admin type="source" target="b1">manual</admin>
</descripGrp>
<note>see <hi>there</hi></note>
<langSet xml:lang="en"><tig><term>{TERM}</term></tig></langSet></termEntry>
<termEntry id="c2"><langSet xml:lang="en"><tig><term>river</term></tig></langSet></termEntry></body>
<back><refObjectList type="respPerson">{PERSON}{OTHERS}</refObjectList>
<refObjectList type="bibl"><refObject id="b1"><itemSet><item>Of dams</item></itemSet></refObject></refObjectList>
</back></text></martif>"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a.tbx").write_text(MARTIF, "utf-8")
    return tmp_path / "a.tbx"


def read(path: Path) -> list[TermEntry]:
    """The entries, without the order of what is kept."""
    entries = [record.entry for record in read_tbx(path) if record.entry]
    return [replace(entry, foreign=tuple(sorted(entry.foreign, key=lambda item: item.xml))) for entry in entries]


def test_a_field_has_the_text_alone(path: Path) -> None:
    """Without codes; who is named in the back matter only is named by it."""
    entry = read(path)[0]
    assert entry.definitions == (Definition("a wall across a river, in barrage", source="manual"),)
    assert (entry.terms[0].text, entry.created_by) == ("H2O dam", "Li Wei")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_markup_and_back_matter_come_back_from_each_layout(path: Path, dialect: Dialect) -> None:
    """Where the layout has a place for them they stand in it, else in notes."""
    entries = read(path)
    write_tbx(path, entries, now=NOW, dialect=dialect)
    assert read(path) == entries
    text = path.read_text("utf-8")
    assert '<refObject id="p1">' in text
    assert "nobody meant" not in text
    assert text.count('target="p1"') == 1
    if dialect == "martif":
        assert f'<descrip type="definition">{DEFINITION}</descrip>' in text
        assert f"<term>{TERM}</term>" in text
        assert '<refObjectList type="bibl">' in text
    if dialect == "dca":
        assert f'<descrip type="definition">{DEFINITION}</descrip>' in text
    if dialect == "basic":
        assert '<basic:responsibility target="p1"/>' in text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_markup_of_a_text_that_was_changed_goes(path: Path, dialect: Dialect) -> None:
    """The new text is written; what is not changed keeps its own."""
    first, second = read(path)
    changed = replace(
        first,
        definitions=(Definition("a wall"),),
        terms=(replace(first.terms[0], text="dam"),),
    )
    write_tbx(path, [changed, second], now=NOW, dialect=dialect)
    again = read(path)[0]
    assert again.definitions == (Definition("a wall"),)
    assert again.terms[0].text == "dam"
    text = path.read_text("utf-8")
    assert "entailedTerm" not in text
    assert "H&lt;hi" not in text
    assert "H<hi" not in text


def test_a_reference_within_a_text_to_what_is_not_in_the_file_goes_into_a_note(path: Path) -> None:
    """A target is an id of the file."""
    first = read(path)[0]
    for dialect in DIALECTS:
        write_tbx(path, [first], now=NOW, dialect=dialect)
        assert 'target="c2">river</hi>' not in path.read_text("utf-8")
        assert read(path) == [first]
