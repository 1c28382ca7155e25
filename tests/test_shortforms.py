"""Proposals joined by the short forms that texts define."""

from dataclasses import replace

import pytest
from values import unit

from glossary.abbreviations import ShortForm
from glossary.entries import Rendering, Status, Term, TermEntry, TermType
from glossary.wording import form
from tm.app.project import Project
from tm.app.proposals import propose_terms
from tm.app.shortforms import join_short_forms


def entry(zh: str, en: str = "", confidence: float = 0.6, count: int = 2) -> TermEntry:
    renderings = (Rendering(en, count),) if en else ()
    terms = (Term(text=zh, lang="zh-CN"), *([Term(text=en, lang="en-US")] if en else []))
    return TermEntry(concept=f"c-{zh}", terms=terms, confidence=confidence, count=count, renderings=renderings)


FOUND = (ShortForm("畜牧兽医技术推广站", "牧医站", "畜牧兽医技术推广站（简称牧医站）"),)
FULL = entry("畜牧兽医技术推广站", "veterinary extension station", 0.4, 1)
SHORT = entry("牧医站", "the VES", 0.8, 3)


def shape(entries: list[TermEntry]) -> list[list[tuple[str, str, TermType | None]]]:
    return [[(term.text, str(term.status), term.term_type) for term in entry.terms] for entry in entries]


def test_full_and_short_form_are_one_entry(project: Project) -> None:
    """The full one leads and is preferred; what the texts had of both is kept."""
    (joined,) = join_short_forms(project, [SHORT, FULL], FOUND, {})
    assert shape([joined]) == [
        [
            ("畜牧兽医技术推广站", "preferred", TermType.FULL),
            ("牧医站", "admitted", TermType.ABBREVIATION),
            ("veterinary extension station", "preferred", None),
            ("the VES", "admitted", TermType.ABBREVIATION),
        ]
    ]
    assert (joined.confidence, joined.count) == (0.8, 3)
    assert joined.renderings == (Rendering("the VES", 3), Rendering("veterinary extension station", 1))


@pytest.mark.parametrize("alone", [FULL, SHORT])
def test_where_one_form_alone_was_found_the_other_joins_it(project: Project, alone: TermEntry) -> None:
    """The text says that it is the same."""
    (joined,) = join_short_forms(project, [alone], FOUND, {})
    assert [term.text for term in joined.terms[:2]] == ["畜牧兽医技术推广站", "牧医站"]
    assert joined.terms[2] == alone.terms[1]


@pytest.mark.parametrize("decided", [FULL, SHORT])
@pytest.mark.parametrize("approve", [True, False])
def test_what_a_person_has_decided_on_is_left_alone(project: Project, decided: TermEntry, approve: bool) -> None:
    """Else a rejected short form would come back with the full one."""
    project.termbase.propose([decided], now=project.clock())
    verdict = project.termbase.approve if approve else project.termbase.reject
    verdict([decided.concept], now=project.clock())
    assert join_short_forms(project, [FULL, SHORT], FOUND, {}) == [FULL, SHORT]


def test_an_acronym_joins_the_rendering_that_it_stands_for(project: Project) -> None:
    """Once, as an admitted term."""
    acronyms = {form("veterinary extension station"): "VES"}
    (joined,) = join_short_forms(project, [FULL], (), acronyms)
    added = joined.terms[-1]
    assert (added.text, added.status, added.term_type) == ("VES", Status.ADMITTED, TermType.ACRONYM)
    assert join_short_forms(project, [joined], (), acronyms) == [joined]


def test_a_short_form_that_comes_alone_later_changes_no_proposal(project: Project) -> None:
    """Another article need not define it again; the full form stays."""
    (joined,) = join_short_forms(project, [FULL, SHORT], FOUND, {})
    project.termbase.propose([joined], now=project.clock())
    assert project.termbase.propose([replace(SHORT, count=9)], now=project.clock()).skipped == 1
    (stored,) = project.termbase.entries()
    assert stored.terms == joined.terms


def test_extraction_proposes_a_defined_short_form_with_its_full_form(project: Project) -> None:
    """Of articles with a translation."""
    pairs = [
        (
            "县里成立了防汛抗旱指挥部（以下简称“防指”）。",
            "The county set up a flood and drought control office (the FDCO).",
        ),
        ("防指每天开会。", "The FDCO meets every day."),
        ("防汛抗旱指挥部发出通知。", "The flood and drought control office sent out a notice."),
    ]
    units = [unit(zh, en) for zh, en in pairs]
    entries = {entry.terms[0].text: entry for entry in propose_terms(project, [units])}
    assert "防指" not in entries
    assert ("防指", TermType.ABBREVIATION) in [(t.text, t.term_type) for t in entries["防汛抗旱指挥部"].terms]
