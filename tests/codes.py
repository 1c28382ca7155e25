"""Inline codes that hypothesis makes: any at all, and such as TMX has elements for."""

from functools import cache

from hypothesis import strategies as st

from tm.units import Code, CodeKind, Dialect, Properties, Subflow

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS, max_size=6) | st.sampled_from(["<b>", "&lt;", "]]>", "a\r\nb", "\x00\ufffe", " "])
# Strategies are made once: to make and check them again in every draw takes longer than to draw.
_KINDS, _DIALECTS = st.sampled_from(CodeKind), st.sampled_from(Dialect)
_ENDS = st.sampled_from([CodeKind.OPEN, CodeKind.CLOSE])
_NAMES = st.sampled_from(
    ["bpt", "ept", "it", "ph", "hi", "ut", "g", "x", "bx", "ex", "mrk", "pc", "sc", "ec", "sm", "em"]
)
_IDS = st.sampled_from(["", "1", "2", "a b"])
_ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from(["x", "type", "assoc", "datatype", "pos", "i", "id", "ctype", "{urn:a}b"]), TEXT),
    max_size=3,
    unique_by=lambda attribute: attribute[0],
).map(tuple)
_TMX_NAMES = st.sampled_from(["bpt", "ept", "it", "ph", "ut", "hi", "/hi"])


@cache
def _places(length: int, most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, length), max_size=most).map(sorted)


@st.composite
def any_codes(draw: st.DrawFn, text: str) -> tuple[Code, ...]:
    """Codes at any places of the text, of every dialect, in pairs or not, nested, crossing, with subflows."""
    return _any_codes(draw, text, 1)


def _any_codes(draw: st.DrawFn, text: str, depth: int) -> tuple[Code, ...]:
    return tuple(_code(draw, place, depth) for place in draw(_places(len(text), 4)))


def _code(draw: st.DrawFn, offset: int, depth: int) -> Code:
    content = draw(TEXT)
    return Code(
        offset=offset,
        kind=draw(_KINDS),
        element=draw(_NAMES),
        id=draw(_IDS),
        content=content,
        attributes=draw(_ATTRIBUTES),
        subflows=tuple(_subflows(draw, content, depth)),
        dialect=draw(_DIALECTS),
    )


def _subflows(draw: st.DrawFn, content: str, depth: int) -> list[Subflow]:
    places = draw(_places(len(content), 2)) if depth else []
    texts = [draw(TEXT) for _ in places]
    return [
        Subflow(place, text, _any_codes(draw, text, depth - 1), draw(_ATTRIBUTES))
        for place, text in zip(places, texts, strict=True)
    ]


@st.composite
def tmx_codes(draw: st.DrawFn, text: str) -> tuple[Code, ...]:
    """Codes that TMX 1.4 has elements and attributes for: pairs that may cross, highlights that nest."""
    return _tmx_codes(draw, text, 2)


def _tmx_codes(draw: st.DrawFn, text: str, depth: int) -> tuple[Code, ...]:
    codes, waiting, highlights = list[Code](), list[str](), 0
    for number, place in enumerate(draw(_places(len(text), 6))):
        element = draw(_TMX_NAMES)
        if element == "hi":
            highlights += 1
            codes.append(Code(place, CodeKind.OPEN, "hi", attributes=draw(_allowed("x", "type"))))
        elif element == "/hi" and highlights:
            highlights -= 1
            codes.append(Code(place, CodeKind.CLOSE, "hi"))
        elif element == "bpt":
            waiting.append(str(number))
            codes.append(_native(draw, place, CodeKind.OPEN, "bpt", str(number), ("x", "type"), depth))
        elif element == "ept" and waiting:
            partner = waiting.pop(draw(st.integers(0, len(waiting) - 1)))
            codes.append(_native(draw, place, CodeKind.CLOSE, "ept", partner, (), depth))
        elif element == "it":
            codes.append(_native(draw, place, draw(_ENDS), "it", "", ("x", "type"), depth))
        elif element in ("ph", "ut"):
            names = ("x", "assoc", "type") if element == "ph" else ("x",)
            codes.append(_native(draw, place, CodeKind.STANDALONE, element, "", names, depth))
    return (*codes, *[Code(len(text), CodeKind.CLOSE, "hi")] * highlights)


def _native(
    draw: st.DrawFn, offset: int, kind: CodeKind, element: str, identifier: str, names: tuple[str, ...], depth: int
) -> Code:
    content, subflows = draw(TEXT), list[Subflow]()
    for place in draw(_places(len(content), 1)) if depth else []:
        text = draw(TEXT)
        subflows.append(Subflow(place, text, _tmx_codes(draw, text, depth - 1), draw(_allowed("datatype", "type"))))
    return Code(offset, kind, element, identifier, content, draw(_allowed(*names)), tuple(subflows))


@cache
def _allowed(*names: str) -> st.SearchStrategy[Properties]:
    if not names:
        return st.just(())
    values = {name: st.integers(0, 99).map(str) if name == "x" else TEXT for name in names}
    pairs = st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), values[name]))
    return st.lists(pairs, max_size=2, unique_by=lambda pair: pair[0]).map(tuple)
