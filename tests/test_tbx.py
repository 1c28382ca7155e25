"""TBX: what is written is read again, in both layouts, and foreign files are read with their oddities."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.entries import CrossReference, Definition, Foreign, Rendering, Status, Term, TermEntry, TermType, Workflow
from glossary.tbx import Dialect, write_tbx
from glossary.tbxread import read_tbx
from tm.errors import InputError, SettingsError

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
PADLESS = TEXTS.map(str.strip)
MOMENTS = st.none() | st.integers(0, 10**9).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(0, seconds)
)
TERM_XML = (  # in the order of writing: term notes first
    '<termNote type="grammaticalGender">neuter</termNote>',
    '<termNote type="pronunciation">[grɪd]</termNote>',
    '<transacGrp><transac type="transactionType">origination</transac><date>2020-01-02</date></transacGrp>',
    '<xref type="corpusTrace" target="http://example.org/1">one &amp; two</xref>',
)
CONCEPT_XML = (
    Foreign('<descrip type="relatedConcept" target="c9">other</descrip>'),
    Foreign('<admin type="productSubset">tea</admin>', "en"),
    Foreign("<note>of a language without terms</note>", "fr"),
    Foreign('<descrip xmlns="urn:other">x</descrip>'),
)
DEFINITIONS = st.builds(Definition, PADLESS.filter(bool), st.sampled_from(["", "zh-Hans", "en", "ja"]), PADLESS)
REFERENCES = st.builds(CrossReference, st.sampled_from(["c1", "编号/7", "other"]), PADLESS) | st.builds(
    CrossReference, st.sampled_from(["https://example.org/a", "ftp://example.org"]), PADLESS, st.just(True)
)
TERMS = st.builds(
    Term,
    text=PADLESS.filter(bool),
    lang=st.sampled_from(["zh-Hans", "zh-TW", "en", "en-US"]),
    status=st.sampled_from(Status),
    part_of_speech=st.sampled_from(["", "noun", "verb", "properNoun"]),
    term_type=st.none() | st.sampled_from(TermType),
    source=PADLESS,
    context=PADLESS,
    note=PADLESS.filter(lambda note: not note.startswith("duizhao:")),
    foreign=st.lists(st.sampled_from(TERM_XML), unique=True, max_size=2).map(sorted).map(tuple),
)
ENTRIES = st.builds(
    TermEntry,
    concept=st.from_regex(r"[A-Za-z0-9][\w.-]{0,9}", fullmatch=True) | st.just("编号/7"),
    terms=st.lists(TERMS, min_size=1, max_size=5, unique_by=lambda term: (term.text, term.lang)).map(
        lambda terms: tuple(sorted(terms, key=lambda term: term.lang))
    ),
    subject_field=PADLESS,
    definitions=st.lists(DEFINITIONS, max_size=3, unique=True).map(tuple),
    references=st.lists(REFERENCES, max_size=2, unique=True).map(tuple),
    renderings=st.lists(st.builds(Rendering, PADLESS.filter(bool), st.integers(0, 9)), max_size=2).map(tuple),
    foreign=st.lists(st.sampled_from(CONCEPT_XML), unique=True, max_size=2).map(tuple),
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


STATUSES = tuple(Status)


def comparable(entry: TermEntry, *, ranked: bool) -> TermEntry:
    """The entry without the order of what stands at different levels of a file, its terms ranked by status if asked."""
    texts = tuple(sorted(entry.definitions, key=lambda definition: (definition.lang, definition.text)))
    references = tuple(sorted(entry.references, key=lambda reference: (reference.target, reference.text)))
    foreign = tuple(sorted(entry.foreign, key=lambda item: item.xml))
    terms = (
        tuple(sorted(entry.terms, key=lambda term: (term.lang, STATUSES.index(term.status)))) if ranked else entry.terms
    )
    return replace(entry, definitions=texts, references=references, foreign=foreign, terms=terms)


def read(path: Path) -> list[TermEntry]:
    return [record.entry for record in read_tbx(path) if record.entry]


@pytest.mark.parametrize("dialect", ["basic", "dca", "martif"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(ENTRIES, min_size=1, max_size=3))
def test_writing_then_reading_is_identity(tmp_path: Path, dialect: Dialect, entries: list[TermEntry]) -> None:
    """Every field comes back, whatever characters it holds."""
    path = tmp_path / "glossary.tbx"
    assert write_tbx(path, entries, now=NOW, dialect=dialect) == len(entries)
    ranked = dialect == "martif"
    assert [comparable(e, ranked=ranked) for e in read(path)] == [comparable(e, ranked=ranked) for e in entries]


def test_characters_that_xml_forbids_are_left_out(tmp_path: Path) -> None:
    """The file stays well-formed."""
    path = tmp_path / "glossary.tbx"
    write_tbx(path, [TermEntry(concept="c", terms=(Term(text="网\x00格", lang="zh-CN"),))], now=NOW)
    (entry,) = read(path)
    assert entry.terms[0].text == "网格"


def test_version_3_puts_categories_into_their_modules(tmp_path: Path) -> None:
    """DCT: status and part of speech in min, the others in basic; a deprecated term is the forbidden one."""
    path = tmp_path / "glossary.tbx"
    term = Term(text="Party cell", lang="en", status=Status.DEPRECATED, part_of_speech="noun", term_type=TermType.FULL)
    term = replace(term, context="Two cells.")
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
    with pytest.raises(SettingsError, match="choose basic, dca, martif"):
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


FOREIGN_V3 = """<?xml version="1.0"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dct" xmlns:basic="http://www.tbxinfo.net/ns/basic"
  xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:ling="http://example.org/ling"><text><body>
<conceptEntry id="c1">
  <min:subjectField>old</min:subjectField>
  <descripGrp><basic:definition>a
    net</basic:definition><basic:source>book</basic:source><note>beside it</note></descripGrp>
  <descripGrp><descrip type="figure">a drawing</descrip></descripGrp>
  <transacGrp><basic:transactionType>modification</basic:transactionType>
    <basic:responsibility target="p1">Li</basic:responsibility>
    <date>2020-05-06</date></transacGrp>
  <basic:crossReference target="c2">a node</basic:crossReference>
  <langSec xml:lang="en"><note>of English</note>
    <termSec><term>grid</term><basic:grammaticalGender>neuter</basic:grammaticalGender>
      <descripGrp><basic:context>The grid is full.</basic:context><basic:source>daily</basic:source></descripGrp>
      <descrip type="reliabilityCode">9</descrip><ling:register>formal</ling:register></termSec>
  </langSec>
</conceptEntry>
</body></text></tbx>
"""
STATED = '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>'
DIALECTS: tuple[Dialect, ...] = ("basic", "dca", "martif")


def test_foreign_martif_is_read_with_what_it_has(tmp_path: Path) -> None:
    """ntig, groups, other spellings of tags and statuses; what is not modelled is kept; bad records are told."""
    path = tmp_path / "foreign.tbx"
    path.write_text(FOREIGN, "utf-8")
    records = list(read_tbx(path))
    problems = [problem for record in records for problem in record.problems]
    first, last = read(path)
    assert [problem.code for problem in problems] == ["tbx-language", "tbx-empty"]
    assert problems[0].line == 10
    assert [record.entry is None for record in records] == [False, True, False]
    assert first.concept == "a-b"
    assert first.definitions == (Definition("a part of a town", source="book"),)
    assert first.workflow is Workflow.APPROVED
    assert first.created_at == datetime(2020, 5, 6, tzinfo=UTC)
    assert first.terms == (
        Term(
            text="grid",
            lang="en-US",
            status=Status.DEPRECATED,
            foreign=('<termNote type="geographicalUsage">US</termNote>',),
        ),
        Term(text="x", lang="und"),
    )
    assert [term.text for term in last.terms] == ["网格"]
    assert last.concept


def test_what_is_not_known_survives_the_edit_of_something_else(tmp_path: Path) -> None:
    """Foreign categories, groups and modules come back where they stood, from each layout to each."""
    path = tmp_path / "a.tbx"
    path.write_text(FOREIGN_V3, "utf-8")
    (entry,) = read(path)
    for dialect in DIALECTS:
        write_tbx(path, [replace(entry, subject_field="new")], now=NOW, dialect=dialect)
        (again,) = read(path)
        assert again == replace(entry, subject_field="new")
    text = path.read_text("utf-8")
    assert '<descrip type="figure">a drawing</descrip>' in text
    assert '<descrip type="reliabilityCode">9</descrip>' in text
    write_tbx(path, [entry], now=NOW)
    text = path.read_text("utf-8")
    assert "<basic:grammaticalGender>neuter</basic:grammaticalGender>" in text
    assert "duizhao:xml=&lt;descripGrp" in text


def test_a_note_that_says_more_than_its_text_is_kept_whole(tmp_path: Path) -> None:
    """Weblate tells by an attribute whose note it is; martif gives it back as it was, v3 has no place for it."""
    path = tmp_path / "a.tbx"
    note = '<note from="translator">shorter is better</note>'
    path.write_text(
        f'<martif><termEntry id="c">{note}<langSet xml:lang="en"><tig><term>a</term>{note}</tig></langSet></termEntry>'
        "</martif>",
        "utf-8",
    )
    (entry,) = read(path)
    for dialect in DIALECTS:
        write_tbx(path, [entry], now=NOW, dialect=dialect)
        assert read(path) == [entry]
    assert path.read_text("utf-8").count(note) == 2


def test_terms_without_a_status_are_led_by_the_first(tmp_path: Path) -> None:
    """One preferred term a language, unless the file says which."""
    path = tmp_path / "a.tbx"
    terms = "".join(f"<tig><term>{text}</term>{note}</tig>" for text, note in [("a", ""), ("b", ""), ("c", STATED)])
    path.write_text(
        f'<martif><text><body><termEntry id="c"><langSet xml:lang="en">{terms}</langSet>'
        "<langSet xml:lang='fr'><tig><term>d</term></tig><tig><term>e</term></tig></langSet>"
        "</termEntry></body></text></martif>",
        "utf-8",
    )
    (entry,) = read(path)
    assert [str(term.status) for term in entry.terms] == ["admitted", "admitted", "preferred", "preferred", "admitted"]


@pytest.mark.parametrize(
    "note", ["definition=[]", "definition={", "concept= ", "reference=", "count=-1", "xml=<a", "xml=[1]"]
)
def test_notes_in_our_form_that_are_not_ours_do_no_harm(tmp_path: Path, note: str) -> None:
    """A damaged one stays a note, or counts for nothing."""
    path = tmp_path / "a.tbx"
    path.write_text(
        f'<tbx><conceptEntry id="c"><note>duizhao:{note.replace("<", "&lt;")}</note>'
        '<langSec xml:lang="en"><termSec><term>a</term></termSec></langSec></conceptEntry></tbx>',
        "utf-8",
    )
    (entry,) = read(path)
    write_tbx(path, [entry], now=NOW)
    assert read(path)[0].terms == entry.terms


def test_a_reference_to_what_is_not_in_the_file_stays_a_note(tmp_path: Path) -> None:
    """A target in TBX is the id of an entry; the reference is read again all the same."""
    path = tmp_path / "a.tbx"
    term = (Term(text="a", lang="en"),)
    here, away = CrossReference("c2", "see"), CrossReference("c3")
    write_tbx(path, [TermEntry(concept=c, terms=term, references=(here, away)) for c in ("c1", "c2")], now=NOW)
    assert path.read_text("utf-8").count('<basic:crossReference target="c2">see<') == 2
    assert 'target="c3"' not in path.read_text("utf-8")
    assert read(path)[0].references == (here, away)


def test_an_empty_termbase_is_no_tbx(tmp_path: Path) -> None:
    """The format wants an entry; nothing is written."""
    with pytest.raises(InputError, match="no entry to write"):
        write_tbx(tmp_path / "a.tbx", [], now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_an_input_error(tmp_path: Path) -> None:
    """Named with its root element, or its damage."""
    path = tmp_path / "x.tbx"
    path.write_text("<html><conceptEntry/></html>", "utf-8")
    with pytest.raises(InputError, match="html"):
        list(read_tbx(path))
    path.write_text("<tbx><text>", "utf-8")
    with pytest.raises(InputError, match="well-formed"):
        list(read_tbx(path))


def test_martif_has_the_preferred_terms_first(tmp_path: Path) -> None:
    """Readers of version 2 take the first term of a language for the one to write, whatever its status."""
    path = tmp_path / "a.tbx"
    listed = [("wall", Status.DEPRECATED), ("weir", Status.ADMITTED), ("dam", Status.PREFERRED)]
    terms = tuple(Term(text=text, lang="en", status=status) for text, status in listed)
    orders = {}
    for dialect in DIALECTS:
        write_tbx(path, [TermEntry(concept="c", terms=terms)], now=NOW, dialect=dialect)
        orders[dialect] = [term.text for term in read(path)[0].terms]
    assert orders == {"basic": [t for t, _ in listed], "dca": [t for t, _ in listed], "martif": ["dam", "weir", "wall"]}


def test_what_needs_no_note_has_none(tmp_path: Path) -> None:
    """Other tools show them: an approved entry and the midnight of a day are read so without one."""
    path = tmp_path / "a.tbx"
    entry = TermEntry(
        concept="c",
        terms=(Term(text="dam", lang="en"),),
        workflow=Workflow.APPROVED,
        created_at=NOW.replace(hour=0, minute=0),
    )
    write_tbx(path, [entry], now=NOW)
    assert "duizhao:" not in path.read_text("utf-8")
    assert read(path) == [entry]


def test_translate_toolkit_reads_martif(tmp_path: Path) -> None:
    """Which is what Weblate and other tools read TBX with: terms, ids, definitions."""
    tbx = pytest.importorskip("translate.storage.tbx")
    path = tmp_path / "a.tbx"
    pair = (Term(text="网格", lang="zh-CN"), Term(text="grid", lang="en"))
    written = TermEntry(concept="c1", terms=pair, definitions=(Definition("a part of a town"),), note="of 2019")
    write_tbx(path, [written], now=NOW, dialect="martif")
    store = tbx.tbxfile.parsefile(str(path))
    (unit,) = store.units
    assert (unit.source, unit.target, unit.getid()) == ("网格", "grid", "c1")
    forbidden = replace(written, terms=(pair[0], Term(text="mesh", lang="en", status=Status.DEPRECATED), pair[1]))
    write_tbx(path, [forbidden], now=NOW, dialect="martif")
    (unit,) = tbx.tbxfile.parsefile(str(path)).units
    assert [(term.text, term.deprecated) for term in unit.get_target_terms()] == [("grid", False), ("mesh", True)]
