"""English phrases: sane edges, stems, and the form for a glossary."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.phrases import Casing, base_form, key, phrases, stem, words


def texts(sentence: str) -> set[str]:
    return {phrase.text for phrase in phrases(sentence, words(sentence))}


def test_phrases_begin_and_end_with_content_words() -> None:
    """No article, preposition, conjunction or auxiliary at an edge; inside they may stand."""
    found = texts("The center for disease control was opened in the county.")
    assert {"center", "center for disease control", "disease control", "county"} <= found
    assert not {text for text in found if text.split()[0] in ("The", "for", "in") or text.split()[-1] in ("for", "was")}


def test_a_comma_is_crossed_only_inside_a_list() -> None:
    """A list ends with "and"; other commas divide."""
    assert "schools, clinics and shops" in texts("They visited schools, clinics and shops.")
    assert "rain, villagers" not in texts("After rain, villagers left.")


def test_a_full_stop_divides() -> None:
    """No phrase runs from one sentence into the next."""
    assert "dam broke" not in texts("It held at the dam. Broke people left.")


def test_no_phrase_goes_beyond_a_clause() -> None:
    """Not over a relative pronoun, a subject or a verb of a clause of its own."""
    found = texts("Villagers who grow tea were told that the dam will hold.")
    assert {"Villagers", "grow tea", "dam", "hold"} <= found
    assert not {"Villagers who grow tea", "tea were told", "dam will hold"} & found


def test_a_number_and_its_sign_are_one_word_as_per_capita_is() -> None:
    """So that a phrase can begin with them; other full stops divide, other words "per" join nothing."""
    assert "No. 2 People's Hospital" in texts("The No. 2 People's Hospital opened.")
    assert "per capita income" in texts("It measured per capita income.")
    assert "per day" not in texts("They sold forty per day.")


def test_capitals_count_where_the_place_does_not_ask_for_them() -> None:
    """Not at the start of a sentence nor in a headline; a function word has what the word before it has."""
    text = "Members of the Bureau of Water sang. Rain fell."
    found = words(text)
    capitals = Casing([text]).capitals(text, found)
    assert [word.text for word, capital in zip(found, capitals, strict=True) if capital] == ["Bureau", "of", "Water"]
    headline = "County Bureau Opens Seven Schools"
    assert not any(Casing([headline]).capitals(headline, words(headline)))


@given(st.text(alphabet="ab AB,.-'’and of the ", max_size=60))
def test_a_phrase_is_a_slice_of_its_text(text: str) -> None:
    """Start and end name words, and the text between them is the phrase's."""
    found = words(text)
    for phrase in phrases(text, found):
        assert text[found[phrase.start].start : found[phrase.end - 1].end] == phrase.text
        assert phrase.key == " ".join(word.stem for word in found[phrase.start : phrase.end])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Branches", "branch"),
        ("committees'", "committee"),
        ("bodies", "body"),
        ("process", "process"),
        ("virus", "virus"),
        ("analysis", "analysis"),
        ("Party’s", "party"),
        ("bus", "bus"),
    ],
)
def test_stems_leave_plural_and_possessive_aside(word: str, expected: str) -> None:
    """What differs in number only is one."""
    assert key(word) == stem(word.rstrip("'")) == expected


def test_capitals_that_come_from_the_place_are_taken_away() -> None:
    """The first word of a sentence is lowered, a name keeps its capital, so do words that always have one."""
    corpus = ["We met the Party branch. Temporary Party branches grew.", "The temporary dam held in Lanxi County."]
    casing = Casing(corpus)

    def settled(text: str, wanted: str) -> str:
        found = words(text)
        return next(form for phrase, form in casing.phrases(text, found) if phrase.text == wanted)

    assert settled(corpus[0], "Temporary Party branches") == "Temporary Party branches"
    assert settled("Temporary dams grew.", "Temporary dams") == "temporary dams"
    assert settled("Party members came.", "Party members") == "Party members"
    assert settled("Lanxi County grew.", "Lanxi County") == "Lanxi County"
    assert settled("Temporary Dam Holds Back Flood", "Temporary Dam") == "temporary dam"


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ({"red vests": 1}, "red vest"),
        ({"red vests": 2, "red vest": 1}, "red vest"),
        ({"migrant workers": 3}, "migrant workers"),
        ({"board of directors": 1}, "board of directors"),
        ({"relief supplies": 1}, "relief supplies"),
        ({"communities": 1}, "community"),
        ({"grid": 1, "grids": 5}, "grid"),
    ],
)
def test_the_base_form_is_singular_where_there_is_one(forms: dict[str, int], expected: str) -> None:
    """Plural stays where the text has never anything else, and in phrases held together by of, and, for."""
    assert base_form(Counter(forms)) == expected


def test_a_number_with_commas_is_one_word() -> None:
    """No phrase begins in the middle of 12,000."""
    assert [word.text for word in words("12,000 more grid workers")] == ["12,000", "more", "grid", "workers"]
