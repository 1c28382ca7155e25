"""Recognition: the longest terms from the left, whatever form they stand in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.entries import Status, Term, TermEntry
from glossary.recognise import Recogniser
from tm.text.normalize import fold


def entry(concept: str, *terms: tuple[str, str]) -> TermEntry:
    return TermEntry(concept=concept, terms=tuple(Term(text=text, lang=lang) for text, lang in terms))


ENTRIES = (
    entry("branch", ("党支部", "zh-CN"), ("Party branch", "en")),
    entry("temporary", ("临时党支部", "zh-CN"), ("temporary Party branch", "en")),
    entry("bastion", ("战斗堡垒", "zh-CN"), ("fighting bastion", "en")),
    entry("grid", ("网格", "zh-CN"), ("grid", "en"), ("carry", "en")),
    entry("lake", ("湖区", "zh-CN"), ("lake area", "en")),
)
RECOGNISER = Recogniser(ENTRIES)


def found(text: str, lang: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.entry.concept) for hit in RECOGNISER.find(text, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成立临时党支部。", [("临时党支部", "temporary")]),
        ("小區成立臨時黨支部", [("臨時黨支部", "temporary")]),
        ("形成战斗“堡垒”作用", [("战斗“堡垒", "bastion")]),
        ("設網(wǎng)格", [("網(wǎng)格", "grid")]),
        ("临时党 支部", [("临时党 支部", "temporary")]),
        ("没有", []),
    ],
)
def test_chinese_is_found_in_any_script_width_and_quotes(text: str, expected: list[tuple[str, str]]) -> None:
    """The hit is a slice of the text as it stands; the longest term wins."""
    assert found(text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Temporary party branches met.", [("Temporary party branches", "temporary")]),
        ("The Party’s branch", [("Party’s branch", "branch")]),
        ("gridlock", []),
        ("They carried it, carrying on.", [("carried", "grid"), ("carrying", "grid")]),
        ("ＧＲＩＤ", [("ＧＲＩＤ", "grid")]),
    ],
)
def test_english_is_found_in_any_case_and_inflection(text: str, expected: list[tuple[str, str]]) -> None:
    """Whole words only."""
    assert found(text, "en-US") == expected


def test_a_short_term_that_cuts_a_word_is_doubtful() -> None:
    """芙蓉湖区里 holds 湖区 as its words; 太湖区域 does not."""
    clear = Recogniser([entry("grid", ("网格", "zh-CN"))]).find("网格很大", "zh")
    cut = Recogniser([entry("work", ("作人", "zh-CN"))]).find("工作人员来了", "zh")
    assert [hit.doubtful for hit in clear] == [False]
    assert [hit.doubtful for hit in cut] == [True]


def test_every_entry_that_shares_a_term_gives_a_hit() -> None:
    """Homonyms are for a person to choose from."""
    recogniser = Recogniser([entry("a", ("网格", "zh-CN")), entry("b", ("網格", "zh-Hant"))])
    assert [hit.entry.concept for hit in recogniser.find("网格", "zh-CN")] == ["a", "b"]
    assert [hit.entry.concept for hit in recogniser.find("網格", "zh-Hant")] == ["b", "a"]


def test_forbidden_terms_are_found_too() -> None:
    """A check has to see them."""
    term = Term(text="Party cell", lang="en", status=Status.DEPRECATED)
    (hit,) = Recogniser([TermEntry(concept="c", terms=(term,))]).find("two Party cells", "en")
    assert hit.term == term


def test_a_term_without_any_letter_is_never_found() -> None:
    """It would match everywhere."""
    assert Recogniser([entry("x", ("“”", "zh-CN"), ("--", "en"))]).find("“”--", "zh") == ()


def test_no_entries_no_hits() -> None:
    """Nothing to find, also in a language that no term has."""
    assert Recogniser([]).find("临时党支部", "zh") == ()
    assert RECOGNISER.find("临时党支部", "ja") == ()


@given(
    st.lists(st.sampled_from(["临时", "党支部", "网格", "“", "”", "，", "臨時", "黨支部", " ", "a"]), max_size=12).map(
        "".join
    )
)
def test_hits_do_not_overlap_and_a_plain_search_agrees(text: str) -> None:
    """Without quotes and script in the way, leftmost-longest is what a plain search finds."""
    hits = RECOGNISER.find(text, "zh")
    assert all(left.end <= right.start for left, right in pairwise(hits))
    plain = text.replace("臨時", "临时").replace("黨", "党").translate(dict.fromkeys(map(ord, "“” ")))
    expected, at = 0, 0
    terms = sorted((e.terms[0].text for e in ENTRIES), key=len, reverse=True)
    while at < len(plain):
        longest = next((term for term in terms if plain.startswith(term, at)), "")
        expected += bool(longest)
        at += len(longest) or 1
    assert len(hits) == expected


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("IT department", "call it department by department", []),
        ("WHO", "those who wrote", []),
        ("building", "they build a building", ["building"]),
        ("labour force", "the labor force", ["labor force"]),
        ("fireman", "three firemen", ["firemen"]),
        ("plateau", "two plateaus", ["plateaus"]),
    ],
)
def test_a_word_is_compared_as_it_is_written_where_that_matters(term: str, text: str, expected: list[str]) -> None:
    """Acronyms keep their case, a noun in -ing is no verb; spelling and irregular plurals do not matter."""
    recogniser = Recogniser([entry("x", (term, "en"))])
    assert [text[hit.start : hit.end] for hit in recogniser.find(text, "en-US")] == expected


def test_numbers_and_latin_words_are_not_cut() -> None:
    """十大 stands not in 二十大, 5G not in 15G; a term inside what is refused is found all the same."""
    recogniser = Recogniser([entry("a", ("十大", "zh")), entry("b", ("5G基站", "zh")), entry("c", ("基站", "zh"))])
    text = "二十大，十大，15G基站，5G基站，5 G基站"
    found = [(text[hit.start : hit.end], hit.start) for hit in recogniser.find(text, "zh")]
    assert found == [("十大", 4), ("基站", 10), ("5G基站", 13), ("5 G基站", 18)]


def test_characters_are_never_taken_for_each_other() -> None:
    """Each character of a large set finds the term that it writes, be it in the other script."""
    chars = [chr(code) for code in (*range(0x3400, 0xA000), 0xE001, *range(0x20000, 0x21000), 0x30000, 0x1F600)]
    forms = {fold(char): entry(fold(char), (char, "zh")) for char in chars}
    recogniser = Recogniser(forms.values())
    hits = recogniser.find("，".join(chars), "zh")
    assert [(hit.start // 2, hit.entry.concept) for hit in hits] == list(enumerate(map(fold, chars)))


@given(st.text(st.sampled_from("网格網ＡaàÀ（()）wǎnɡg“ \u3000é十二😀𠀀𰀀\ud800"), max_size=30))
def test_a_term_of_any_characters_is_found_in_a_text_that_is_written_so(inside: str) -> None:
    """Half of a surrogate pair, brackets with and without a reading, marks: the hit is the whole, in any script."""
    recogniser = Recogniser([entry("x", (f"网{inside}格", "zh"))])
    written = f"網{inside.upper()}格"
    assert [(hit.start, hit.end) for hit in recogniser.find(f"，{written}。", "zh")] == [(1, 1 + len(written))]
