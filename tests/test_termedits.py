"""Entries changed by hand: fields, terms, statuses; deleted and united."""

from pathlib import Path

import pytest

from glossary.entries import CrossReference, Definition, Status, Term, TermEntry, TermType, Workflow
from tm.app import changes, termedits, terms
from tm.app.project import Project
from tm.app.termedits import EntryEdit, TermEdit
from tm.errors import InputError, SettingsError


def entry(concept: str, *texts: str, **fields: object) -> TermEntry:
    """An approved entry; the first text is Chinese and preferred, the second English and preferred."""
    statuses = [Status.PREFERRED, Status.PREFERRED, *[Status.ADMITTED] * len(texts)]
    langs = ["zh-CN", *["en-US"] * len(texts)]
    made = tuple(Term(text=t, lang=g, status=s) for t, g, s in zip(texts, langs, statuses, strict=False))
    return TermEntry(concept=concept, terms=made, workflow=Workflow.APPROVED, **fields)  # type: ignore[arg-type]


@pytest.fixture
def filled(project: Project) -> Project:
    """Two entries, the second referring to the first."""
    project.termbase.add(
        [
            entry("c1", "水渠", "canal", "ditch", subject_field="water"),
            entry("c2", "沟渠", "ditch", "canal", references=(CrossReference("c1"),)),
        ],
        now=project.clock(),
    )
    return project


def statuses(found: TermEntry) -> dict[str, str]:
    return {term.text: str(term.status) for term in found.terms}


def test_every_field_can_be_changed_in_one_action(filled: Project) -> None:
    """What is not named stays; one undo takes all of it back."""
    before = filled.termbase.get("c1")
    details = TermEdit(
        text="canal",
        new_text="main canal",
        part_of_speech="noun",
        term_type=TermType.FULL,
        source="s",
        context="c",
        note="n",
    )
    wanted = EntryEdit(
        definition="an open channel",
        definition_lang="en",
        note="of the village",
        workflow=Workflow.PROPOSED,
        terms=(details, TermEdit(text="渠", term_type=TermType.SHORT)),
        removed=("ditch",),
        referring=("沟渠", "https://example.org/canal"),
    )
    edited = termedits.edit_entry(filled, "水渠", wanted).entry
    assert edited == filled.termbase.get("c1")
    assert edited.terms == (
        Term(text="水渠", lang="zh-CN"),
        Term(
            text="main canal",
            lang="en-US",
            part_of_speech="noun",
            term_type=TermType.FULL,
            source="s",
            context="c",
            note="n",
        ),
        Term(text="渠", lang="zh-CN", status=Status.ADMITTED, term_type=TermType.SHORT),
    )
    assert edited.definitions == (Definition("an open channel", "en"),)
    assert (edited.subject_field, edited.note, edited.workflow) == ("water", "of the village", Workflow.PROPOSED)
    assert [reference.target for reference in edited.references] == ["c2", "https://example.org/canal"]
    changes.undo(filled)
    assert filled.termbase.get("c1") == before


def test_a_newly_preferred_term_displaces_the_old_one(filled: Project) -> None:
    """In its language only; a term that is not there yet is added."""
    edited = termedits.edit_entry(filled, "c1", EntryEdit(terms=(TermEdit(text="leat", status=Status.PREFERRED),)))
    assert statuses(edited.entry) == {
        "水渠": "preferred",
        "canal": "admitted",
        "ditch": "admitted",
        "leat": "preferred",
    }
    assert edited.problems == ()


def test_a_new_term_is_tagged_by_its_letters(filled: Project) -> None:
    """Simplified, Traditional, English; and by the language that is named."""
    added = (TermEdit(text="渠道"), TermEdit(text="溝渠"), TermEdit(text="leat"), TermEdit(text="Graben", lang="de"))
    terms_now = termedits.edit_entry(filled, "c1", EntryEdit(terms=added)).entry.terms[3:]
    assert [term.lang for term in terms_now] == ["zh-CN", "zh-Hant", "en-US", "de"]
    assert terms.add_entry(filled, "臨時黨支部", ["temporary Party branch"]).terms[0].lang == "zh-Hant"


def test_two_terms_preferred_on_purpose_are_warned_of(filled: Project) -> None:
    """Stored all the same."""
    both = tuple(TermEdit(text=text, status=Status.PREFERRED) for text in ("canal", "ditch"))
    report = termedits.edit_entry(filled, "c1", EntryEdit(terms=both))
    assert [problem.code for problem in report.problems] == ["two-preferred"]
    assert "canal / ditch" in report.problems[0].message
    assert filled.termbase.get("c1") == report.entry


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (EntryEdit(), "nothing to edit"),
        (EntryEdit(removed=("bridge",)), "has no term 'bridge'"),
        (EntryEdit(removed=("水渠", "canal", "ditch")), "without a term"),
        (EntryEdit(terms=(TermEdit(text="canal", new_text="ditch"),)), "holds a term twice"),
        (EntryEdit(terms=(TermEdit(text="canal", new_text=" "),)), "needs text"),
        (EntryEdit(referring=("c1",)), "refer to itself"),
        (
            EntryEdit(terms=tuple(TermEdit(text="canal", status=s) for s in (Status.PREFERRED, Status.DEPRECATED))),
            "'canal' cannot have two statuses",
        ),
    ],
)
def test_an_edit_that_cannot_be_obeyed_changes_nothing(filled: Project, edit: EntryEdit, message: str) -> None:
    """Said in one sentence."""
    stamp = filled.termbase.database.stamp
    with pytest.raises(SettingsError, match=message):
        termedits.edit_entry(filled, "c1", edit)
    assert filled.termbase.database.stamp == stamp


def test_an_edit_that_changes_nothing_is_no_action(filled: Project) -> None:
    """Nothing to undo, no new date."""
    stamp = filled.termbase.database.stamp
    termedits.edit_entry(filled, "c1", EntryEdit(subject_field="water"))
    assert filled.termbase.database.stamp == stamp


def test_an_entry_that_somebody_changed_meanwhile_is_not_overwritten(filled: Project) -> None:
    """The second of two people is told to look again."""
    seen = filled.termbase.get("c1")
    termedits.edit_entry(filled, "c1", EntryEdit(note="first"))
    with pytest.raises(InputError, match=r"c1 \(水渠\) was changed by somebody meanwhile"):
        termedits.edit_entry(filled, "c1", EntryEdit(note="second"), seen=seen)
    assert filled.termbase.get("c1").note == "first"


def test_deleted_entries_come_back_by_undo(filled: Project) -> None:
    """All that were named, in one action."""
    gone = termedits.delete_entries(filled, ["水渠", "c2"])
    assert [found.concept for found in gone] == ["c1", "c2"]
    assert terms.list_entries(filled) == ()
    changes.undo(filled)
    assert filled.termbase.get("c1") == gone[0]


def test_a_united_entry_holds_all_terms_and_is_referred_to(filled: Project) -> None:
    """The other one is gone, references to it are set right, what the two disagree on is told; undo parts them."""
    filled.termbase.add([entry("c3", "河道", "river", references=(CrossReference("c2"),))], now=filled.clock())
    before = terms.list_entries(filled)
    report = termedits.unite_entries(filled, "c1", "沟渠")
    assert statuses(report.entry) == {
        "水渠": "preferred",
        "canal": "preferred",
        "ditch": "admitted",
        "沟渠": "preferred",
    }
    assert report.entry.references == ()
    assert [problem.code for problem in report.problems] == ["conflicting-status"] * 2 + ["two-preferred"]
    assert filled.termbase.get("c3").references == (CrossReference("c1"),)
    with pytest.raises(KeyError):
        filled.termbase.get("c2")
    changes.undo(filled)
    assert terms.list_entries(filled) == before


def test_an_entry_is_not_united_with_itself(filled: Project) -> None:
    """Two names of one entry are refused."""
    with pytest.raises(InputError, match="one entry already"):
        termedits.unite_entries(filled, "c1", "水渠")


def test_the_list_is_filtered_and_sorted(filled: Project, tmp_path: Path) -> None:
    """By subject, language, text; by term, frequency, or last change."""
    termedits.edit_entry(filled, "c2", EntryEdit(terms=(TermEdit(text="Graben", lang="de"),)))
    named = lambda **filters: [found.concept for found in terms.list_entries(filled, **filters)]  # noqa: E731
    assert named(subject="WAT") == ["c1"]
    assert named(lang="de") == ["c2"]
    assert named(text="溝渠") == ["c2"]
    assert named(text="ditch", workflow="rejected") == []
    assert named(sort="term") == ["c1", "c2"]
    assert named(sort="count") == ["c1", "c2"]
