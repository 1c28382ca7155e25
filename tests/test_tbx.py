"""TBX: what is written is read again, in both layouts, and foreign files are read with their oddities."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.entries import Status, Term, TermEntry, TermType, Workflow
from glossary.tbx import Dialect, read_tbx, write_tbx
from tm.errors import InputError, SettingsError
from tm.units import Problem

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
PADLESS = TEXTS.map(str.strip)
MOMENTS = st.none() | st.integers(0, 10**9).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(0, seconds)
)
TERMS = st.builds(
    Term,
    text=PADLESS.filter(bool),
    lang=st.sampled_from(["zh-Hans", "zh-TW", "en", "en-US"]),
    status=st.sampled_from(Status),
    part_of_speech=st.sampled_from(["", "noun", "verb", "properNoun"]),
    term_type=st.sampled_from(TermType),
    source=PADLESS,
    context=PADLESS,
    note=PADLESS.filter(lambda note: not note.startswith("duizhao:")),
)
ENTRIES = st.builds(
    TermEntry,
    concept=st.from_regex(r"[A-Za-z0-9][\w.-]{0,9}", fullmatch=True) | st.just("编号/7"),
    terms=st.lists(TERMS, min_size=1, max_size=5, unique_by=lambda term: (term.text, term.lang)).map(
        lambda terms: tuple(sorted(terms, key=lambda term: term.lang))
    ),
    subject_field=PADLESS,
    definition=PADLESS,
    note=PADLESS.filter(lambda note: not note.startswith("duizhao:")),
    workflow=st.sampled_from(Workflow),
    confidence=st.none() | st.floats(0, 1),
    count=st.integers(0, 10**6),
    created_at=MOMENTS,
    created_by=PADLESS,
    changed_at=MOMENTS,
    changed_by=PADLESS,
    properties=st.lists(st.tuples(st.sampled_from(["projectSubset", "客户", "x:y"]), PADLESS.filter(bool))).map(tuple),
)


@pytest.mark.parametrize("dialect", ["basic", "martif"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(entries=st.lists(ENTRIES, max_size=3))
def test_writing_then_reading_is_identity(tmp_path: Path, dialect: Dialect, entries: list[TermEntry]) -> None:
    """Every field comes back, whatever characters it holds."""
    path = tmp_path / "glossary.tbx"
    assert write_tbx(path, entries, now=NOW, dialect=dialect) == len(entries)
    assert list(read_tbx(path)) == entries


def test_characters_that_xml_forbids_are_left_out(tmp_path: Path) -> None:
    """The file stays well-formed."""
    path = tmp_path / "glossary.tbx"
    write_tbx(path, [TermEntry(concept="c", terms=(Term(text="网\x00格", lang="zh-CN"),))], now=NOW)
    (entry,) = read_tbx(path)
    assert isinstance(entry, TermEntry)
    assert entry.terms[0].text == "网格"


def test_version_3_puts_categories_into_their_modules(tmp_path: Path) -> None:
    """DCT: status and part of speech in min, the others in basic; a deprecated term is the forbidden one."""
    path = tmp_path / "glossary.tbx"
    term = Term(text="Party cell", lang="en", status=Status.DEPRECATED, part_of_speech="noun", context="Two cells.")
    write_tbx(path, [TermEntry(concept="c1", terms=(term,), subject_field="Party")], now=NOW)
    text = path.read_text("utf-8")
    assert '<tbx xmlns="urn:iso:std:iso:30042:ed-2"' in text
    assert 'style="dct"' in text
    for line in (
        '<conceptEntry id="c1">',
        "<min:subjectField>Party</min:subjectField>",
        '<langSec xml:lang="en">',
        "<min:partOfSpeech>noun</min:partOfSpeech>",
        "<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>",
        "<basic:termType>fullForm</basic:termType>",
        "<basic:context>Two cells.</basic:context>",
    ):
        assert line in text


def test_martif_has_its_doctype_and_elements(tmp_path: Path) -> None:
    """Version 2, as OmegaT and Weblate read it."""
    path = tmp_path / "glossary.tbx"
    write_tbx(path, [TermEntry(concept="c1", terms=(Term(text="grid", lang="en"),))], now=NOW, dialect="martif")
    text = path.read_text("utf-8")
    assert text.splitlines()[1] == '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">'
    assert '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>' in text
    assert '<langSet xml:lang="en">' in text


def test_an_unknown_dialect_is_refused(tmp_path: Path) -> None:
    """The message names the choices."""
    with pytest.raises(SettingsError, match="basic or martif"):
        write_tbx(tmp_path / "x.tbx", [], now=NOW, dialect="min")  # type: ignore[arg-type]


FOREIGN = """<?xml version="1.0"?>
<martif type="TBX"><text><body>
<termEntry id="a b">
  <descripGrp><descrip type="definition">a part of a town</descrip><admin type="source">book</admin></descripGrp>
  <langSet xml:lang="EN_us">
    <ntig><termGrp><term>grid</term><termNote type="administrativeStatus">forbidden</termNote></termGrp>
      <termNote type="geographicalUsage">US</termNote></ntig>
    <ntig><termGrp><term> grid </term></termGrp></ntig>
  </langSet>
  <langSet xml:lang="---"><tig><term>x</term></tig></langSet>
  <transacGrp><transac type="transactionType">creation</transac><date>2020-05-06</date></transacGrp>
</termEntry>
<termEntry id="empty"><note>nothing here</note></termEntry>
<termEntry><langSet lang="zh"><tig><term>网<hi>格</hi></term></tig></langSet></termEntry>
</body></text></martif>
"""


def test_foreign_martif_is_read_with_what_it_has(tmp_path: Path) -> None:
    """ntig, groups, other spellings of tags and statuses; what is not modelled is kept; bad records are told."""
    path = tmp_path / "foreign.tbx"
    path.write_text(FOREIGN, "utf-8")
    items = list(read_tbx(path))
    problems = [item for item in items if isinstance(item, Problem)]
    first, last = (item for item in items if isinstance(item, TermEntry))
    assert [problem.code for problem in problems] == ["tbx-language", "tbx-empty"]
    assert problems[0].line == 10
    assert first.concept == "a-b"
    assert first.definition == "a part of a town"
    assert ("source", "book") in first.properties
    assert first.workflow is Workflow.APPROVED
    assert first.created_at == datetime(2020, 5, 6, tzinfo=UTC)
    assert first.terms == (Term(text="grid", lang="en-US", status=Status.DEPRECATED, note="geographicalUsage: US"),)
    assert [term.text for term in last.terms] == ["网格"]
    assert last.concept


def test_a_file_of_another_kind_is_an_input_error(tmp_path: Path) -> None:
    """Named with its root element, or its damage."""
    path = tmp_path / "x.tbx"
    path.write_text("<html><conceptEntry/></html>", "utf-8")
    with pytest.raises(InputError, match="html"):
        list(read_tbx(path))
    path.write_text("<tbx><text>", "utf-8")
    with pytest.raises(InputError, match="well-formed"):
        list(read_tbx(path))


def test_a_failing_source_of_entries_leaves_the_old_file(tmp_path: Path) -> None:
    """A file appears whole or not at all."""
    path = tmp_path / "glossary.tbx"
    good = TermEntry(concept="c1", terms=(Term(text="grid", lang="en"),))
    write_tbx(path, [good], now=NOW)
    with pytest.raises(ZeroDivisionError):
        write_tbx(path, (replace(good, count=1 // count) for count in (1, 0)), now=NOW)
    assert list(read_tbx(path)) == [good]
