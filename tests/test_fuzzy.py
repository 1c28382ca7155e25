"""Likeness in form, and the scan for it."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tm.lookup import fuzzy
from tm.lookup.fuzzy import Candidate, FuzzyIndex, form, percent
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.units import TranslationUnit, Variant

NOW = datetime(2026, 3, 5, tzinfo=UTC)
phrases = st.text("市场经济增长 ab5.，", min_size=1, max_size=12).filter(str.strip)


def unit(source: str, target: str = "x", langs: tuple[str, str] = ("zh-CN", "en-US")) -> TranslationUnit:
    return TranslationUnit(source=Variant(source, langs[0]), target=Variant(target, langs[1]))


def slow_percent(query: str, text: str) -> int:
    """The definition, in whole numbers: 100·(longer − edits) // longer."""
    old, new = form(query), form(text)
    row = list(range(len(new) + 1))
    for i, left in enumerate(old, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(new, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    longer = max(len(old), len(new))
    return 100 * (longer - row[-1]) // longer


@given(phrases, phrases)
def test_percent_is_the_floored_share_of_unedited_tokens(query: str, text: str) -> None:
    """The fast computation equals the plain one, and does not depend on the side."""
    assert percent(query, text) == slow_percent(query, text) == percent(text, query)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("增长5.2%", "增长5.3%", 75),
        ("深化改革开放", "深化改革", 66),
        ("The cat sat.", "the  CAT sat .", 100),
        ("ＧＤＰ增长，", "GDP增长,", 100),
        ("深化經濟體制改革", "深化经济体制改革", 100),
        ("甲", "乙", 0),
        ("a" * 10 + " b" * 99, "a" * 10 + " b" * 98 + " c", 99),
    ],
)
def test_percent_counts_tokens_without_case_width_script_or_spaces(query: str, text: str, expected: int) -> None:
    """A Chinese character, a word, a number and a sign are one token each."""
    assert percent(query, text) == expected


@settings(max_examples=40, deadline=None)
@given(phrases, st.lists(phrases, min_size=1, max_size=8, unique=True), st.sampled_from([0, 1, 33, 50, 60, 75, 100]))
def test_the_scan_finds_all_and_only_the_matches(query: str, stored: list[str], minimum: int) -> None:
    """Every text at the minimum or above is found, one exactly at it included; best first, then in order."""
    with TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add((unit(text, str(at)) for at, text in enumerate(stored)), now=NOW)
        found = FuzzyIndex(memory).search(query, "zh", "en", minimum)
    expected = [Candidate(at, False, slow_percent(query, text)) for at, text in enumerate(stored, 1)]
    assert found == sorted(
        (candidate for candidate in expected if candidate.percent >= minimum),
        key=lambda candidate: (-candidate.percent, candidate.rowid),
    )


@pytest.fixture
def memory(tmp_path: Path):
    with open_database(tmp_path / "memory.tmdb") as database:
        yield Memory(database)


def test_units_are_found_from_either_side(memory: Memory) -> None:
    """A unit the other way round is found by its target; other languages are not looked at."""
    memory.add(
        [
            unit("市场", "market"),
            unit("market", "市场", ("en-GB", "zh-TW")),
            unit("市场", "marché", ("zh-CN", "fr")),
            unit("市场", "市場", ("zh-CN", "zh-TW")),
        ],
        now=NOW,
    )
    index = FuzzyIndex(memory)
    assert index.search("市场", "zh-CN", "en-US", 50) == [Candidate(1, False, 100), Candidate(2, True, 100)]
    assert index.search("markets market", "en", "zh-CN", 50) == [Candidate(1, True, 50), Candidate(2, False, 50)]
    assert index.search("市场", "zh-TW", "zh-CN", 50) == [Candidate(4, False, 100), Candidate(4, True, 100)]


def test_the_scan_sees_what_was_added_since(memory: Memory) -> None:
    """A changed memory is read anew."""
    index = FuzzyIndex(memory)
    assert index.search("市场", "zh", "en", 50) == []
    memory.add([unit("市场")], now=NOW)
    assert index.search("市场", "zh", "en", 50) == [Candidate(1, False, 100)]


def test_tokens_without_a_code_never_raise_a_score(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all characters are handed out, further tokens equal nothing."""
    monkeypatch.setattr(fuzzy, "_LAST_CODE", 3)
    memory.add([unit("甲乙"), unit("丙丁")], now=NOW)
    index = FuzzyIndex(memory)
    assert index.search("甲乙", "zh", "en", 1) == [Candidate(1, False, 100)]
    assert index.search("丙丁", "zh", "en", 1) == []
