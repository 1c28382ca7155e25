"""Keywords in context: what a text finds in either language, and in what order."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from values import NOW, unit

from tm.errors import InputError, SettingsError
from tm.lookup.concordance import MAX_QUERY_CHARS, concordance
from tm.lookup.inflections import inflections
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.text.normalize import fold, spellings
from tm.units import Origin


def found(memory: Memory, text: str, **options: object) -> list[str]:
    """The texts found, as they stand in the memory."""
    return [hit.variant.text[hit.start : hit.end] for hit in concordance(memory, text, **options).hits]


@pytest.mark.parametrize(
    ("query", "stored", "keyword"),
    [
        ("臨時黨支部", "成立临时党支部。", "临时党支部"),
        ("临时党支部", "成立臨時黨支部。", "臨時黨支部"),
        ("党", "黨員", "黨"),
        ("支部", "党支部", "支部"),
        ("GDP增长", "今年ＧＤＰ增長", "ＧＤＰ增長"),
        ("ＧＤＰ", "the gdp grows", "gdp"),
        ("gdp growth", "ｇＤp  Growth", "ｇＤp  Growth"),
        ("grow", "its ｇrowth ｇROWS", "ｇROWS"),
        ("Party branch", "two PARTY\u00a0 branches", "PARTY\u00a0 branches"),
        ("party branches", "the Party branch's work", "Party branch"),
        ("reformed", "Reforming goes on", "Reforming"),
        ("policy", "new policies", "policies"),
        ("plan", "well-planned", "planned"),
        ("poverty-stricken", "poverty stricken", "poverty stricken"),
        ("“四个全面”", '以"四個全面"为指导', '"四個全面"'),
        ("，", "好,", ","),
        ("41.2", "新增41.2万", "41.2"),
        ("100%", "占100％。", "100％"),
        ("a*b", "x a*b y", "a*b"),
        ("[a]?", "see [a]?", "[a]?"),
    ],
)
def test_writing_and_inflection_do_not_count(memory: Memory, query: str, stored: str, keyword: str) -> None:
    """Script, width, letter case, white space, quotation marks, hyphens; regular English inflections."""
    memory.add([unit(stored, "x"), unit("无关", f"of {stored}")], now=NOW)
    assert found(memory, query) == [keyword] * 2


@pytest.mark.parametrize(
    ("query", "stored"),
    [("file", "profile"), ("art", "party"), ("the", "thing"), ("new", "news"), ("20", "2024"), ("支部", "支 部")],
)
def test_a_part_of_a_word_is_not_the_word(memory: Memory, query: str, stored: str) -> None:
    """English words and numbers are found whole."""
    memory.add([unit(stored, stored)], now=NOW)
    assert found(memory, query) == []


def test_the_newest_documents_come_first(memory: Memory) -> None:
    """Undated ones last; then by age of the unit. Each hit leads to its unit and knows its place."""
    dated = [unit("茶苗", f"{year}", origin=Origin(f"{year}", date=f"{year}-01-01")) for year in (2019, 2024, 2021)]
    memory.add(
        [unit("茶苗", "undated"), *dated, unit("三千株茶苗，又是茶苗", "2024 too", origin=dated[1].origin)], now=NOW
    )
    result = concordance(memory, "茶苗")
    assert [hit.other.text for hit in result.hits] == ["2024", "2024 too", "2024 too", "2021", "2019", "undated"]
    assert [hit.rowid for hit in result.hits] == [3, 5, 5, 4, 2, 1]
    assert (result.total, result.units) == (6, 5)
    last = result.hits[2]
    assert (last.side, last.start, last.end, last.unit) == ("source", 8, 10, memory.get(5))


def test_all_are_counted_where_a_few_are_shown(memory: Memory) -> None:
    """`total` and `units` do not depend on the limit."""
    memory.add([unit(f"茶{number}茶", "x") for number in range(9)], now=NOW)
    result = concordance(memory, "茶", limit=4)
    assert (len(result.hits), result.total, result.units) == (4, 18, 9)


def test_counting_stops_where_a_few_of_too_many_are_asked_for(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it says that there are more. The hits are the same as without an end; all are counted when all are asked."""
    monkeypatch.setattr("tm.lookup.concordance.MOST_COUNTED", 5)
    memory.add(
        [unit(f"{number}。", f"the {number}, the", origin=Origin("a", date=f"20{10 + number}")) for number in range(9)],
        now=NOW,
    )
    every, few = concordance(memory, "the"), concordance(memory, "the", limit=4)
    assert (every.total, every.units, every.complete) == (18, 9, True)
    assert few.hits == every.hits[:4]
    assert not few.complete
    assert few.total >= 5
    assert concordance(memory, "7", limit=4).complete


def test_languages_choose_sides_and_scripts(memory: Memory) -> None:
    """The source language is the one of the text, whichever side of a unit it stands on."""
    memory.add(
        [
            unit("茶 tea", "tea 茶"),
            unit("tea 茶", "茶 tea", ("en", "zh-TW")),
            unit("茶", "thé", ("zh-CN", "fr")),
        ],
        now=NOW,
    )
    sides = lambda **options: [(hit.rowid, hit.side) for hit in concordance(memory, "茶", **options).hits]  # noqa: E731
    assert sides() == [(1, "source"), (1, "target"), (2, "source"), (2, "target"), (3, "source")]
    assert sides(source_lang="zh") == [(1, "source"), (2, "target"), (3, "source")]
    assert sides(source_lang="zh-Hant") == [(2, "target")]
    assert sides(source_lang="zh", target_lang="fr") == [(3, "source")]
    assert sides(target_lang="zh") == [(1, "target"), (2, "source")]
    assert sides(source_lang="ja") == []


alphabet = st.text("临臨时時党黨gGｇＧ1１，, ", min_size=1, max_size=4).filter(str.strip)


@settings(max_examples=60)
@given(alphabet, st.lists(alphabet, min_size=1, max_size=5))
def test_nothing_slips_through_the_database(query: str, stored: list[str]) -> None:
    """Whatever a text without words or numbers is alike to, character for character, is found; and nothing else."""
    plain = "".join(char for char in query if char not in "gGｇＧ1１ ") or "党"
    with TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add([unit(text, "-", id=str(at)) for at, text in enumerate(stored)], now=NOW)
        rowids = {hit.rowid for hit in concordance(memory, plain).hits}
    assert rowids == {at for at, text in enumerate(stored, start=1) if fold(plain) in fold(text)}


@given(st.characters(exclude_categories=["Cs"]))
def test_spellings_fold_to_one_character(char: str) -> None:
    """A character is among its own spellings, and all of them fold to the same but for letter case."""
    assert char in spellings(char)
    assert {fold(form).casefold() for form in spellings(char)} == {fold(char).casefold()}


@pytest.mark.parametrize(
    ("forms", "others"),
    [
        ("reform reforms reformed reforming", "former"),
        ("policy policies policied policying", "police"),
        ("stop stops stopped stopping", "stoop"),
        ("make makes maked making", "maker"),
        ("branch branches branched branching", "bran"),
        ("ring rings", "r"),
        ("news", "new"),
    ],
)
def test_each_form_of_a_word_leads_to_the_others(forms: str, others: str) -> None:
    """By spelling alone, in both directions."""
    for form in forms.split():
        assert inflections(form) >= set(forms.split())
        assert others not in inflections(form)


@pytest.mark.parametrize(("query", "error"), [(" ", SettingsError), ("茶" * (MAX_QUERY_CHARS + 1), InputError)])
def test_what_is_no_keyword_is_refused(memory: Memory, query: str, error: type[Exception]) -> None:
    """Nothing, and too much."""
    with pytest.raises(error):
        concordance(memory, query)
    long = "茶" * MAX_QUERY_CHARS
    memory.add([replace(unit(long, "x"))], now=NOW)
    assert concordance(memory, long).total == 1
