"""The termbase: proposals, decisions, and a history of both."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.entries import Definition, Rendering, Status, Term, TermEntry, TermPair, TermType, Workflow
from glossary.merging import Merged, merged
from glossary.records import entry_of_record, entry_record
from glossary.storedentries import comparable, forms, forms_of
from glossary.termbase import MergeProblem, Termbase, proposed_entry
from tm.errors import SettingsError
from tm.memory.database import open_database
from tm.memory.memory import AddReport

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def termbase(tmp_path: Path) -> Iterator[Termbase]:
    with open_database(tmp_path / "memory.tmdb") as database:
        yield Termbase(database)


def proposal(zh: str, en: str, *, confidence: float = 0.8, count: int = 2) -> TermEntry:
    pair = TermPair(zh, en, confidence, count, (Rendering(en, count),))
    return proposed_entry(pair, source_lang="zh-CN", target_lang="en")


def history(termbase: Termbase) -> list[str]:
    return [kind for (kind,) in termbase.database.rows("SELECT kind FROM action ORDER BY id")]


GRID = proposal("网格", "grid")


def test_a_proposal_is_stored_with_its_date(termbase: Termbase) -> None:
    """What is written comes back, created at the moment given."""
    assert termbase.propose([GRID], now=NOW, author="extract") == AddReport(1, 0, 0)
    assert termbase.get(GRID.concept) == replace(GRID, created_at=NOW, created_by="extract")
    assert list(termbase.entries()) == [termbase.get(GRID.concept)]


def test_proposing_again_changes_nothing(termbase: Termbase) -> None:
    """Idempotent: no action, no change of the file."""
    termbase.propose([GRID], now=NOW)
    stamp = termbase.database.stamp
    assert termbase.propose([GRID], now=LATER) == AddReport(0, 0, 1)
    assert termbase.database.stamp == stamp


def test_a_pair_in_another_form_is_the_same_pair(termbase: Termbase) -> None:
    """Script, quotes, case and plural do not make a second entry; count and confidence are the new ones."""
    termbase.propose([GRID], now=NOW)
    assert termbase.propose([proposal("網“格”", "Grids", confidence=0.9, count=5)], now=NOW) == AddReport(0, 1, 0)
    (entry,) = termbase.entries()
    assert (entry.confidence, entry.count, entry.terms) == (0.9, 5, GRID.terms)


def test_an_untouched_proposal_is_joined_by_the_short_forms_of_a_later_one(termbase: Termbase) -> None:
    """A later article may be the first to define one; once it is there nothing changes."""
    termbase.propose([GRID], now=NOW)
    short = Term(text="格", lang="zh-CN", status=Status.ADMITTED, term_type=TermType.ABBREVIATION)
    coming = replace(GRID, terms=(*GRID.terms, short))
    assert termbase.propose([coming], now=LATER).merged == 1
    assert termbase.propose([coming], now=LATER).skipped == 1
    (entry,) = termbase.entries()
    assert entry.terms == (*GRID.terms, short)


def test_an_untouched_proposal_gives_way_to_a_new_english(termbase: Termbase) -> None:
    """The later extraction knows more text; there is one proposal for a Chinese term."""
    termbase.propose([GRID], now=NOW)
    assert termbase.propose([proposal("网格", "community grid")], now=LATER).merged == 1
    (entry,) = termbase.entries()
    assert [term.text for term in entry.terms] == ["网格", "community grid"]


@pytest.mark.parametrize(
    "again",
    [
        proposal("网格", "grid"),
        proposal("网格", "mesh"),
        proposal("網“格”", "grids"),
        TermEntry(concept="z1", terms=(Term(text="网格", lang="zh-CN"),)),
    ],
)
@pytest.mark.parametrize("rejected", [GRID, TermEntry(concept="z2", terms=(Term(text="網格", lang="zh-Hant"),))])
def test_a_rejected_term_is_not_proposed_again(termbase: Termbase, rejected: TermEntry, again: TermEntry) -> None:
    """Whatever rendering it comes with or was rejected with, and in either script."""
    termbase.propose([rejected], now=NOW)
    termbase.reject([rejected.concept], now=NOW, author="Li")
    assert termbase.propose([again], now=LATER) == AddReport(0, 0, 1)
    assert [entry.workflow for entry in termbase.entries()] == [Workflow.REJECTED]


def test_a_term_approved_without_a_rendering_gets_those_of_the_texts_to_choose_from(termbase: Termbase) -> None:
    """In its own entry, which no second one stands beside; what a person decided and wrote stays as it is."""
    (approved,) = _approved_alone(termbase)
    assert not approved.to_choose
    seen = (Rendering("grid", 2), Rendering("mesh", 1))
    coming = replace(proposal("網格", "grid", count=3), renderings=seen)
    assert termbase.propose([coming], now=LATER) == AddReport(0, 1, 0)
    assert termbase.propose([coming], now=LATER) == AddReport(0, 0, 1)
    (entry,) = termbase.entries()
    assert entry == replace(approved, renderings=seen, count=3)
    assert entry.to_choose


def _approved_alone(termbase: Termbase) -> tuple[TermEntry, ...]:
    alone = TermEntry(concept="z1", terms=(Term(text="网格", lang="zh-CN"),))
    termbase.propose([alone], now=NOW)
    return termbase.approve([alone.concept], now=NOW, author="Li")


def test_an_approved_term_is_left_alone(termbase: Termbase) -> None:
    """Extraction never overrules a person, neither with the same nor with another English."""
    termbase.propose([GRID], now=NOW)
    (approved,) = termbase.approve([GRID.concept], now=NOW, author="Li")
    again = [proposal("网格", "grid", confidence=0.1), proposal("网格", "mesh")]
    assert termbase.propose(again, now=LATER) == AddReport(0, 0, 2)
    assert list(termbase.entries()) == [approved]


def test_an_edited_proposal_is_left_alone(termbase: Termbase) -> None:
    """So is one that a person has changed without deciding."""
    termbase.propose([GRID], now=NOW)
    edited = termbase.edit(replace(GRID, definitions=(Definition("小区里的一片"),)), now=NOW, author="Li")
    assert termbase.propose([proposal("网格", "mesh")], now=LATER).skipped == 1
    assert termbase.get(GRID.concept) == edited


def test_every_decision_is_one_action(termbase: Termbase) -> None:
    """The history names what was done, by whom, and the entry before and after."""
    termbase.propose([GRID, proposal("网格员", "grid worker")], now=NOW)
    concepts = [entry.concept for entry in termbase.entries()]
    termbase.approve(concepts, now=NOW, author="Li")
    termbase.reject(concepts[:1], now=LATER, author="Wang")
    termbase.edit(replace(termbase.get(concepts[1]), note="n"), now=LATER, author="Wang")
    assert history(termbase) == ["extract", "approve", "reject", "edit"]
    before, after = termbase.database.rows("SELECT before, after FROM change WHERE action_id = 3")[0]
    assert entry_of_record(json.loads(before)).workflow is Workflow.APPROVED
    assert entry_of_record(json.loads(after)).changed_by == "Wang"


def test_an_unknown_id_changes_nothing(termbase: Termbase) -> None:
    """All or nothing."""
    termbase.propose([GRID], now=NOW)
    with pytest.raises(KeyError):
        termbase.approve([GRID.concept, "nobody"], now=NOW)
    assert termbase.get(GRID.concept).workflow is Workflow.PROPOSED
    with pytest.raises(KeyError):
        termbase.edit(replace(GRID, concept="nobody"), now=NOW)


def test_an_added_entry_settles_a_proposal_of_the_same_pair(termbase: Termbase) -> None:
    """New terms are joined on, empty fields filled, what stands stays."""
    termbase.propose([GRID], now=NOW)
    extra = Term(text="grid unit", lang="en", status=Status.ADMITTED)
    added = TermEntry(
        concept="import-1", terms=(*GRID.terms, extra), subject_field="social", workflow=Workflow.APPROVED
    )
    assert termbase.add([added], now=LATER, kind="import") == AddReport(0, 1, 0)
    (entry,) = termbase.entries()
    assert (entry.concept, entry.workflow, entry.subject_field) == (GRID.concept, Workflow.APPROVED, "social")
    assert entry.terms == (*GRID.terms, extra)
    assert entry.confidence is None
    assert termbase.add([added], now=LATER) == AddReport(0, 0, 1)


def test_an_id_of_another_concept_is_not_overwritten(termbase: Termbase) -> None:
    """The added entry gets a new id."""
    other = replace(proposal("街道", "subdistrict"), concept=GRID.concept)
    assert termbase.add([GRID, other], now=NOW) == AddReport(2, 0, 0)
    assert [entry.concept for entry in termbase.entries()] == [GRID.concept, f"{GRID.concept}-2"]


def test_find_looks_into_terms_in_any_script_case_and_number(termbase: Termbase) -> None:
    """The whole term first."""
    termbase.add([proposal("网格员", "grid worker"), GRID], now=NOW)
    assert [entry.terms[0].text for entry in termbase.find("網格")] == ["网格", "网格员"]
    assert [entry.terms[1].text for entry in termbase.find("Grids")] == ["grid", "grid worker"]
    assert termbase.find("grid", lang="zh") == ()
    assert [entry.terms[0].text for entry in termbase.find("网格员", lang="zh")] == ["网格员"]
    with pytest.raises(SettingsError):
        termbase.find(" ")


def test_entries_can_be_asked_for_by_workflow(termbase: Termbase) -> None:
    """In the order of their adding."""
    other = proposal("街道", "subdistrict")
    termbase.propose([GRID, other], now=NOW)
    termbase.approve([other.concept], now=NOW)
    assert [entry.concept for entry in termbase.entries(workflow=Workflow.APPROVED)] == [other.concept]
    assert [entry.concept for entry in termbase.entries(workflow=Workflow.PROPOSED)] == [GRID.concept]


@pytest.mark.parametrize("concept", [GRID.concept, "a\0b", "\ufeff", "'"])
def test_a_record_can_be_put_back(termbase: Termbase, concept: str) -> None:
    """What undo needs: the state before, or none; whatever characters the id is made of."""
    termbase.propose([replace(GRID, concept=concept)], now=NOW)
    before = termbase.get(concept)
    termbase.reject([concept], now=NOW)
    assert termbase.records([concept, "none"])[concept]["workflow"] == "rejected"
    with termbase.database.transaction():
        termbase.put_back({concept: entry_record(before)})
    assert list(termbase.entries()) == [before]
    with termbase.database.transaction():
        termbase.put_back({concept: None})
    assert list(termbase.entries()) == []
    assert termbase.find("网格") == ()


def test_a_proposal_keeps_all_renderings() -> None:
    """A reviewer sees what else was found."""
    pair = TermPair("小区", "compound", 0.7, 5, (Rendering("compound", 3), Rendering("neighborhood", 2)))
    entry = proposed_entry(pair, source_lang="zh-CN", target_lang="en", context="小区里")
    assert entry.renderings == pair.renderings
    assert entry.terms[0].context == "小区里"
    assert entry.concept == proposed_entry(pair, source_lang="zh-Hant", target_lang="en-US").concept


WORDS = st.sampled_from(["网格", "網格", "书记", "grid", "Grids", "mesh", "secretary"])
GIVEN = st.builds(
    lambda concept, texts, workflow, text: TermEntry(
        concept=concept,
        terms=tuple(Term(text=t, lang="en" if t.isascii() else "zh-CN") for t in texts),
        workflow=workflow,
        definitions=(Definition(text),) if text else (),
    ),
    st.sampled_from(["a", "b", "c"]),
    st.lists(WORDS, min_size=1, max_size=3, unique=True),
    st.sampled_from(Workflow),
    st.sampled_from(["", "x", "y"]),
)


@settings(max_examples=60)
@given(entries=st.lists(GIVEN, max_size=6))
def test_nothing_given_is_lost_and_giving_it_again_changes_nothing(entries: list[TermEntry]) -> None:
    """Counts add up, every term is kept, or told, or was proposed to what is decided."""
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        termbase, told = Termbase(database), list[MergeProblem]()
        report = termbase.add(entries, now=NOW, told=told.append)
        assert report.added + report.merged + report.skipped == len(entries)
        stored = list(termbase.entries())
        for number, entry in enumerate(entries):
            lost = {term.text for term in entry.terms} - {term.text for one in stored for term in one.terms}
            conflict = any(problem.number == number for problem in told)
            decided = {form for one in stored if one.workflow is not Workflow.PROPOSED for form in forms(one)}
            assert not lost or conflict or (entry.workflow is Workflow.PROPOSED and {*forms(entry)} & decided)
        again = termbase.add(stored, now=LATER)
        assert (again.added, again.merged) == (0, 0)


def test_entries_of_former_versions_are_read() -> None:
    """Records that had one definition, and fields without a value, are entries still."""
    record = {
        **{"concept": "c1", "workflow": "approved", "subject_field": "", "definition": "a unit of residents"},
        **{"note": "", "confidence": None, "count": 3, "renderings": [["grid", 3]], "properties": []},
        **{"created_at": "2026-03-01T08:30:00Z", "created_by": "", "changed_at": None, "changed_by": ""},
        "terms": [{"text": "网格", "lang": "zh-CN", "status": "preferred", "term_type": "full", "note": ""}],
    }
    entry = entry_of_record(record)
    assert (entry.definition, entry.created_at, entry.changed_at) == ("a unit of residents", NOW, None)
    assert entry_of_record(entry_record(entry)) == entry


def test_a_proposal_without_english_takes_none_away_and_gains_one(termbase: Termbase) -> None:
    """The same term found in a text without translation, before or after one with it."""
    alone = replace(proposal("网格", "grid"), concept="z1", terms=(Term(text="网格", lang="zh-CN"),), renderings=())
    termbase.propose([alone], now=NOW)
    assert termbase.propose([proposal("网格", "grid")], now=NOW) == AddReport(0, 1, 0)
    (entry,) = termbase.entries()
    assert [term.text for term in entry.terms] == ["网格", "grid"]
    assert termbase.propose([alone], now=NOW) == AddReport(0, 0, 1)
    assert tuple(termbase.entries()) == (entry,)


@given(entries=st.lists(GIVEN, max_size=6), at=st.integers(0, 5))
def test_what_is_given_twice_is_left_as_it_is(entries: list[TermEntry], at: int) -> None:
    """An entry that says the same as the stored one changes nothing, whoever made it and when."""
    for entry in entries:
        stored = replace(entry, created_at=NOW, created_by="Wang", confidence=0.5, count=at)
        assert merged(stored, entry) == Merged(stored)


@given(texts=st.lists(st.text(st.sampled_from("网網“”Ａa \0ß"), min_size=1).filter(lambda text: text == text.strip())))
def test_terms_are_compared_alike_alone_and_together(texts: list[str]) -> None:
    """Script, width, quotation marks and case are folded for many at once as for one."""
    entries = [
        TermEntry(concept=f"c{at}", terms=(Term(text=text, lang="zh-CN"),)) for at, text in enumerate(texts) if text
    ]
    assert forms_of(entries) == [[("zh", comparable(entry.terms[0].text, "zh"))] for entry in entries]
