"""Inline codes that hypothesis makes: any at all, and such as TMX has elements for."""

from hypothesis import strategies as st

from tm.units import Code, CodeKind, Dialect, Properties, Subflow

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS, max_size=6) | st.sampled_from(["<b>", "&lt;", "]]>", "a\r\nb", "\x00\ufffe", " "])
_NAMES = ["bpt", "ept", "it", "ph", "hi", "ut", "g", "x", "bx", "ex", "mrk", "pc", "sc", "ec", "sm", "em"]
_ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from(["x", "type", "assoc", "datatype", "pos", "i", "id", "ctype", "{urn:a}b"]), TEXT),
    max_size=3,
    unique_by=lambda attribute: attribute[0],
).map(tuple)


@st.composite
def any_codes(draw: st.DrawFn, text: str, depth: int = 1) -> tuple[Code, ...]:
    """Codes at any places of the text, of every dialect, in pairs or not, nested, crossing, with subflows."""
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    return tuple(draw(_code(place, depth)) for place in places)


@st.composite
def _code(draw: st.DrawFn, offset: int, depth: int) -> Code:
    content = draw(TEXT)
    return Code(
        offset=offset,
        kind=draw(st.sampled_from(CodeKind)),
        element=draw(st.sampled_from(_NAMES)),
        id=draw(st.sampled_from(["", "1", "2", "a b"])),
        content=content,
        attributes=draw(_ATTRIBUTES),
        subflows=tuple(_subflows(draw, content, depth)),
        dialect=draw(st.sampled_from(Dialect)),
    )


def _subflows(draw: st.DrawFn, content: str, depth: int) -> list[Subflow]:
    places = sorted(draw(st.lists(st.integers(0, len(content)), max_size=2))) if depth else []
    texts = [draw(TEXT) for _ in places]
    return [
        Subflow(place, text, draw(any_codes(text, depth - 1)), draw(_ATTRIBUTES))
        for place, text in zip(places, texts, strict=True)
    ]


@st.composite
def tmx_codes(draw: st.DrawFn, text: str, depth: int = 2) -> tuple[Code, ...]:
    """Codes that TMX 1.4 has elements and attributes for: pairs that may cross, highlights that nest."""
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    codes, waiting, highlights = list[Code](), list[str](), 0
    for number, place in enumerate(places):
        element = draw(st.sampled_from(["bpt", "ept", "it", "ph", "ut", "hi", "/hi"]))
        if element == "hi":
            highlights += 1
            codes.append(Code(place, CodeKind.OPEN, "hi", attributes=draw(_allowed("x", "type"))))
        elif element == "/hi" and highlights:
            highlights -= 1
            codes.append(Code(place, CodeKind.CLOSE, "hi"))
        elif element == "bpt":
            waiting.append(str(number))
            codes.append(draw(_native(place, CodeKind.OPEN, "bpt", str(number), ("x", "type"), depth)))
        elif element == "ept" and waiting:
            partner = waiting.pop(draw(st.integers(0, len(waiting) - 1)))
            codes.append(draw(_native(place, CodeKind.CLOSE, "ept", partner, (), depth)))
        elif element == "it":
            kind = draw(st.sampled_from([CodeKind.OPEN, CodeKind.CLOSE]))
            codes.append(draw(_native(place, kind, "it", "", ("x", "type"), depth)))
        elif element in ("ph", "ut"):
            names = ("x", "assoc", "type") if element == "ph" else ("x",)
            codes.append(draw(_native(place, CodeKind.STANDALONE, element, "", names, depth)))
    return (*codes, *[Code(len(text), CodeKind.CLOSE, "hi")] * highlights)


@st.composite
def _native(
    draw: st.DrawFn, offset: int, kind: CodeKind, element: str, identifier: str, names: tuple[str, ...], depth: int
) -> Code:
    content, subflows = draw(TEXT), list[Subflow]()
    if depth:
        for place in sorted(draw(st.lists(st.integers(0, len(content)), max_size=1))):
            text = draw(TEXT)
            subflows.append(Subflow(place, text, draw(tmx_codes(text, depth - 1)), draw(_allowed("datatype", "type"))))
    return Code(offset, kind, element, identifier, content, draw(_allowed(*names)), tuple(subflows))


def _allowed(*names: str) -> st.SearchStrategy[Properties]:
    if not names:
        return st.just(())
    values = {name: st.integers(0, 99).map(str) if name == "x" else TEXT for name in names}
    pairs = st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), values[name]))
    return st.lists(pairs, max_size=2, unique_by=lambda pair: pair[0]).map(tuple)
