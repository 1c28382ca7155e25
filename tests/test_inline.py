"""Inline codes: places, partners, edits around them, and their JSON."""

import pytest
from codes import TEXT, any_codes
from hypothesis import given
from hypothesis import strategies as st

from tm.inline import codes_of_text, codes_text, is_annotation, partners, with_text
from tm.units import Code, CodeKind, Dialect, Subflow, Variant

CODED = TEXT.flatmap(lambda text: st.builds(Variant, st.just(text), st.just("en"), any_codes(text)))


def opening(offset: int, identifier: str = "", element: str = "bpt") -> Code:
    return Code(offset, CodeKind.OPEN, element, identifier)


def closing(offset: int, identifier: str = "", element: str = "ept") -> Code:
    return Code(offset, CodeKind.CLOSE, element, identifier)


@pytest.mark.parametrize("places", [(3,), (-1,), (2, 1)])
def test_codes_lie_inside_their_text_in_order(places: tuple[int, ...]) -> None:
    """A code beyond the end, before the beginning or before its forerunner is a mistake, in subflows as well."""
    codes = tuple(Code(place, CodeKind.STANDALONE, "ph") for place in places)
    with pytest.raises(ValueError, match="inside their text of 2"):
        Variant("ab", "en", codes)
    with pytest.raises(ValueError, match="inside their text of 2"):
        Subflow(0, "ab", codes)
    with pytest.raises(ValueError, match="inside their code"):
        Code(0, CodeKind.STANDALONE, "ph", content="ab", subflows=tuple(Subflow(place, "") for place in places))


@given(CODED)
def test_codes_come_back_from_json(variant: Variant) -> None:
    """Whatever they hold; no codes are an empty text."""
    assert codes_of_text(codes_text(variant.codes)) == variant.codes
    assert bool(codes_text(variant.codes)) == bool(variant.codes)


@pytest.mark.parametrize(
    "text",
    [
        *("{", "7", "[7]", '{"a": 1}', "[[0]]", "[" * 100_000),
        *('[["0","open","ph","","",[],[],"tmx"]]', '[[0,"odd","ph","","",[],[],"tmx"]]'),
        *('[[0,"open","ph",1,"",[],[],"tmx"]]', '[[0,"open","ph","","",[],[],"?"]]'),
    ],
)
def test_what_is_no_list_of_codes_is_a_value_error(text: str) -> None:
    """Nothing else, whatever a file holds."""
    with pytest.raises(ValueError, match=r"."):
        codes_of_text(text)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((opening(0, "1"), opening(0, "2"), closing(0, "1"), closing(0, "2")), {0: 2, 2: 0, 1: 3, 3: 1}),
        ((opening(0, "1"), opening(0, "1"), closing(0, "1"), closing(0, "1")), {0: 3, 3: 0, 1: 2, 2: 1}),
        ((closing(0, "1"), opening(0, "1")), {}),
        ((opening(0, element="it"), closing(0, element="it")), {}),
        ((opening(0, element="g"), closing(0, element="g")), {0: 1, 1: 0}),
        ((opening(0, element="bx"), closing(0, element="ept")), {}),
        ((opening(0), Code(0, CodeKind.CLOSE, "ept", dialect=Dialect.XLIFF1)), {}),
        ((opening(0), Code(0, CodeKind.STANDALONE, "ph")), {}),
    ],
)
def test_an_open_and_its_close_find_each_other(codes: tuple[Code, ...], expected: dict[int, int]) -> None:
    """By id, element and dialect; pairs may cross, an it has no partner here."""
    assert partners(codes) == expected


def test_highlights_and_comments_are_annotations() -> None:
    """Bold is markup of the document; a highlight is not."""
    assert [is_annotation(opening(0, element=name)) for name in ("hi", "mrk", "sm", "bpt", "g", "pc")] == [
        *[True] * 3,
        *[False] * 3,
    ]


@pytest.mark.parametrize(
    ("old", "new", "offsets"),
    [
        ("press |Save| now", "press |Save| then", (6, 10)),
        ("press |Save| now", "now press |Save| now", (10, 14)),
        ("press |Save| now", "press |Store| now", (6, 11)),
        ("press |Save|", "|Keep|", (0, 4)),
        ("|a|", "||", (0, 0)),
        ("||", "||a", (0, 0)),
    ],
)
def test_codes_follow_an_edit(old: str, new: str, offsets: tuple[int, int]) -> None:
    """They stay around the same words, or around what took the place of them."""
    first, last = old.index("|"), old.rindex("|") - 1
    edited = with_text(Variant(old.replace("|", ""), "en", (opening(first), closing(last))), new.replace("|", ""))
    assert edited.text == new.replace("|", "")
    assert tuple(code.offset for code in edited.codes) == offsets


@given(CODED, TEXT)
def test_any_edit_keeps_every_code_in_order(variant: Variant, text: str) -> None:
    """None is lost, and no place lies outside of the text; the same text changes nothing."""
    edited = with_text(variant, text)
    assert [(code.kind, code.content) for code in edited.codes] == [(code.kind, code.content) for code in variant.codes]
    assert with_text(variant, variant.text) == variant
