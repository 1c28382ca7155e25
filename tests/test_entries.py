"""Glossary values refuse what cannot be."""

from datetime import UTC, datetime

import pytest

from glossary.entries import CandidateKind, Example, Status, Term, TermCandidate, TermEntry, TermPair

BRANCH = Term(text="临时党支部", lang="zh-CN")


def test_a_term_has_text_without_white_space_around_it() -> None:
    """An empty or padded term could never be found again."""
    for text in ("", " 支部", "branch\n"):
        with pytest.raises(ValueError, match="white space"):
            Term(text=text, lang="zh-CN")


def test_a_term_carries_a_canonical_language_tag() -> None:
    """Tags are checked once, at the edge."""
    with pytest.raises(ValueError, match="zh-CN"):
        Term(text="支部", lang="zh_cn")


def test_only_preferred_and_admitted_terms_are_usable() -> None:
    """A deprecated or superseded term is known but not to be written."""
    usable = [status for status in Status if Term(text="x", lang="en", status=status).usable]
    assert usable == [Status.PREFERRED, Status.ADMITTED]


@pytest.mark.parametrize(
    "values",
    [
        {"concept": ""},
        {"concept": "a b"},
        {"terms": ()},
        {"terms": (BRANCH, BRANCH)},
        {"confidence": 1.2},
        {"count": -1},
        {"created_at": datetime(2026, 1, 1)},
        {"changed_at": datetime(2026, 1, 1, microsecond=1, tzinfo=UTC)},
    ],
)
def test_an_entry_keeps_its_invariants(values: dict[str, object]) -> None:
    """An id, terms that differ, a share as confidence, UTC whole seconds."""
    with pytest.raises(ValueError, match=r".+"):
        TermEntry(**({"concept": "c1", "terms": (BRANCH,)} | values))  # type: ignore[arg-type]


def test_terms_of_a_language_are_those_that_serve_it() -> None:
    """A region alone does not divide; the two Chinese scripts do."""
    hant = Term(text="臨時黨支部", lang="zh-TW")
    english = Term(text="temporary Party branch", lang="en")
    entry = TermEntry(concept="c1", terms=(BRANCH, hant, english))
    assert entry.in_language("zh-Hans") == (BRANCH,)
    assert entry.in_language("zh") == (BRANCH, hant)
    assert entry.in_language("en-US") == (english,)


def test_a_candidate_occurs_somewhere() -> None:
    """No candidate without a count and an example."""
    with pytest.raises(ValueError, match="occurs"):
        TermCandidate("网格", "zh", 0.0, 0, (Example(0, "网格"),))
    with pytest.raises(ValueError, match="occurs"):
        TermCandidate("网格", "zh", 0.0, 1, ())


def test_a_pair_has_two_sides_and_a_share_as_confidence() -> None:
    """Confidence is a probability."""
    with pytest.raises(ValueError, match="both sides"):
        TermPair("网格", "", 0.5, 1, ())
    with pytest.raises(ValueError, match="between 0 and 1"):
        TermPair("网格", "grid", 1.5, 1, ())


@pytest.mark.parametrize(
    ("part_of_speech", "subject", "kind"),
    [
        ("", "person", CandidateKind.TERM),
        ("properNoun", "person", CandidateKind.PERSON),
        ("properNoun", "organisation", CandidateKind.ORGANISATION),
        ("properNoun", "medicine", CandidateKind.NAME),
    ],
)
def test_an_entry_with_a_proper_noun_is_a_name(part_of_speech: str, subject: str, kind: CandidateKind) -> None:
    """The subject field says what is named, if it says that."""
    term = Term(text="罗启澜", lang="zh-CN", part_of_speech=part_of_speech)
    assert TermEntry(concept="c1", terms=(term,), subject_field=subject).kind is kind
