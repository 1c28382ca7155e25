"""Terms by their standing: proposals never hide what is decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.entries import Term, TermEntry, Workflow
from glossary.recognise import Recogniser
from glossary.standing import StandingRecogniser


def entry(zh: str, en: str = "", workflow: Workflow = Workflow.PROPOSED) -> TermEntry:
    rendering = (Term(text=en, lang="en"),) if en else ()
    return TermEntry(concept=f"c{zh}{workflow[0]}", terms=(Term(text=zh, lang="zh-CN"), *rendering), workflow=workflow)


DIKE = entry("江堤", "river dike", Workflow.APPROVED)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([entry("江堤巡查")], ["江堤巡查", "江堤"]),
        ([entry("江堤巡查", "dike patrol")], ["江堤巡查", "江堤"]),
        ([entry("长江堤", "Changjiang dike")], ["长江堤", "江堤"]),
        ([entry("江堤", "embankment")], ["江堤"]),
        ([entry("堤", "dike"), entry("巡查")], ["江堤", "巡查"]),
        ([entry("江堤巡查", "dike patrol", Workflow.APPROVED)], ["江堤巡查"]),
    ],
)
def test_what_is_approved_is_seen(others: list[TermEntry], expected: list[str]) -> None:
    """A longer proposal stands beside it, one at its place or inside it is left out, a longer approved term wins."""
    hits = StandingRecogniser([*others, DIKE]).find("长江堤巡查", "zh-CN")
    assert [hit.term.text for hit in hits] == expected
    assert all(hit.entry is DIKE for hit in hits if hit.term.text == "江堤")


def test_a_proposal_with_a_rendering_is_seen_beside_a_longer_one_without() -> None:
    """What can be written is worth more."""
    hits = StandingRecogniser([entry("疏浚"), entry("疏浚工程"), entry("疏浚", "dredging")]).find("疏浚工程", "zh")
    assert [(hit.term.text, len(hit.translations)) for hit in hits] == [("疏浚工程", 0), ("疏浚", 1)]


@given(
    st.lists(
        st.tuples(st.text("江堤巡查", min_size=1, max_size=3), st.sampled_from(["", "x"])), unique=True, max_size=6
    ),
    st.text("江堤巡查，", max_size=12),
)
def test_of_one_standing_it_finds_what_the_recogniser_finds(terms: list[tuple[str, str]], text: str) -> None:
    """Approved entries with renderings, alone: leftmost-longest."""
    entries = [entry(zh, en, Workflow.APPROVED) for zh, en in terms if en]
    assert StandingRecogniser(entries).find(text, "zh") == Recogniser(entries).find(text, "zh")
