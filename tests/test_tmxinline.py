"""The content of a seg: what is text, what is code, and that writing it gives it back."""

import pytest
from codes import TEXT, any_codes, tmx_codes
from hypothesis import given
from hypothesis import strategies as st

from tm.exchange.safexml import xml_text
from tm.exchange.tmxinline import foreign_codes, inline_markup, parse_inline, without_forbidden
from tm.units import Code, CodeKind, Dialect, Subflow

OPEN, CLOSE, STANDALONE = CodeKind


def read(markup: str) -> tuple[str, tuple[Code, ...]]:
    content = parse_inline(f"<seg>{markup}</seg>")
    assert content is not None
    return content


@pytest.mark.parametrize(
    ("markup", "text", "codes"),
    [
        ("a &lt; b", "a < b", ()),
        (
            'a<bpt i="1" x="2" type="bold">&lt;b&gt;</bpt>b<ept i="1">&lt;/b&gt;</ept>',
            "ab",
            (
                Code(1, OPEN, "bpt", "1", "<b>", (("x", "2"), ("type", "bold"))),
                Code(2, CLOSE, "ept", "1", "</b>"),
            ),
        ),
        ('<it pos="begin" x="1">[</it>', "", (Code(0, OPEN, "it", content="[", attributes=(("x", "1"),)),)),
        ('a<it pos="end">]</it>', "a", (Code(1, CLOSE, "it", content="]"),)),
        (
            '<ph assoc="p">{0}</ph> a<ut>\\f</ut>',
            " a",
            (
                Code(0, STANDALONE, "ph", content="{0}", attributes=(("assoc", "p"),)),
                Code(2, STANDALONE, "ut", content="\\f"),
            ),
        ),
        (
            '<hi type="term">a<hi>b</hi></hi>',
            "ab",
            (
                Code(0, OPEN, "hi", attributes=(("type", "term"),)),
                *(Code(1, OPEN, "hi"), Code(2, CLOSE, "hi"), Code(2, CLOSE, "hi")),
            ),
        ),
        (
            '<ph>&lt;img alt="<sub type="alt">a <hi>cat</hi></sub>"&gt;</ph> sits',
            " sits",
            (
                Code(
                    offset=0,
                    kind=STANDALONE,
                    element="ph",
                    content='<img alt="">',
                    subflows=(Subflow(10, "a cat", (Code(2, OPEN, "hi"), Code(5, CLOSE, "hi")), (("type", "alt"),)),),
                ),
            ),
        ),
    ],
)
def test_elements_are_codes_at_their_places(markup: str, text: str, codes: tuple[Code, ...]) -> None:
    """Native code is no text, highlighted words are; and the markup is written as it was."""
    assert read(markup) == (text, codes)
    assert inline_markup(text, codes) == markup


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        ('a<b class="x">c</b>', 'a<hi type="b">c</hi>'),
        ("a<it>c</it>", "a<ph>c</ph>"),
        ('a<ph id="7" type="t">c</ph>', 'a<ph type="t">c</ph>'),
        ("a<ph>b<bpt>c</bpt>d</ph>", "a<ph>bcd</ph>"),
        ("a<bpt>b</bpt>c<ept>d</ept>", 'a<bpt i="1">b</bpt>c<ept i="1">d</ept>'),
        ("a<sub>c</sub>", 'a<hi type="sub">c</hi>'),
        ('a<ph x="b"/><bpt i="b" x="2"/>c<ept i="b"/>', 'a<ph/><bpt i="1" x="2"/>c<ept i="1"/>'),
    ],
)
def test_what_tmx_does_not_allow_is_written_as_it_does(markup: str, written: str) -> None:
    """Foreign elements and attributes, an isolated code without position, a pair without number."""
    assert inline_markup(*read(markup)) == written


def test_codes_of_xliff_become_the_elements_of_their_kind() -> None:
    """A pair is numbered past the numbers there are, a mark is a highlight, a code without partner is isolated."""
    xliff = {"dialect": Dialect.XLIFF2}
    codes = (
        Code(0, OPEN, "bpt", "1"),
        Code(0, OPEN, "pc", "1", attributes=(("type", "fmt"),), **xliff),
        Code(1, OPEN, "mrk", "m", **xliff),
        Code(1, CLOSE, "ept", "1"),
        Code(2, STANDALONE, "ph", "9", **xliff),
        Code(2, CLOSE, "mrk", "m", **xliff),
        Code(2, CLOSE, "pc", "1", **xliff),
        Code(2, CLOSE, "ec", "8", **xliff),
    )
    assert inline_markup("ab", codes) == (
        '<bpt i="1"/><bpt i="2" type="fmt"/>a<hi><ept i="1"/>b<ph/></hi><ept i="2"/><it pos="end"/>'
    )


def test_highlights_that_cross_are_isolated() -> None:
    """XML cannot hold them both as elements; the outer one stays."""
    kinds = ((0, OPEN, "1"), (0, OPEN, "2"), (1, CLOSE, "1"), (1, CLOSE, "2"), (1, OPEN, "3"))
    codes = tuple(Code(at, kind, "mrk", number, dialect=Dialect.XLIFF2) for at, kind, number in kinds)
    assert inline_markup("a", codes) == '<it pos="begin"/><hi>a<it pos="end"/></hi><it pos="begin"/>'


@pytest.mark.parametrize(
    "markup",
    [
        'a<b class="x">c<i/></b>',
        'a<it pos="middle">c</it>',
        'a<ph id="7" type="t">c<sub n="1">d</sub></ph>',
        'a<bpt i="1" n="2">b</bpt>c<ept i="1" x="3"/>',
        'a<sub>c</sub><hi n="1">d</hi>',
        'a<ph xmlns:n0="urn:x" n0:id="7"/>',
        'a<ph x="bold"/><bpt i="b1"/>c<ept i="b1"/>',
    ],
)
def test_what_tmx_does_not_know_can_be_written_as_it_was(markup: str) -> None:
    """Elements and attributes; and they are counted."""
    text, codes = read(markup)
    assert inline_markup(text, codes, as_it_was=True) == markup.replace("<i/>", "<i></i>")
    assert foreign_codes(codes) > 0
    assert read(inline_markup(text, codes))[0] == text


CODED = TEXT.flatmap(lambda text: st.tuples(st.just(text), tmx_codes(text)))


@given(CODED)
def test_writing_and_reading_is_identity(content: tuple[str, tuple[Code, ...]]) -> None:
    """Of text and codes without what XML forbids."""
    text, codes, stripped = without_forbidden(*content)
    assert read(inline_markup(*content)) == (text, codes)
    assert (stripped == 0) == ((text, codes) == content)


@given(TEXT.flatmap(lambda text: st.tuples(st.just(text), any_codes(text))))
def test_codes_of_any_format_keep_kind_and_place(content: tuple[str, tuple[Code, ...]]) -> None:
    """Whatever they are, and however they cross, the markup is well-formed."""
    text, codes, _ = without_forbidden(*content)
    again, written = read(inline_markup(text, codes))
    assert again == text
    assert [(code.offset, code.kind) for code in written] == [(code.offset, code.kind) for code in codes]


def test_forbidden_characters_are_counted_wherever_they_stand() -> None:
    """In text, code, attributes and subflows; places move with what is taken out."""
    inner = Subflow(1, "\x04d", (Code(2, STANDALONE, "ph"),), (("type", "\x05"),))
    code = Code(2, OPEN, "bpt", "1\x02", "\x03c", (("x", "\x06"),), (inner,))
    text, codes, stripped = without_forbidden("\x00a", (code,))
    assert (text, stripped) == ("a", 6)
    expected = Subflow(0, "d", (Code(1, STANDALONE, "ph"),), (("type", ""),))
    assert codes == (Code(1, OPEN, "bpt", "1", "c", (("x", ""),), (expected,)),)
    assert xml_text(inline_markup("\x00a", (code,)))[1] == 0
