"""Inline codes of a text: which belong together, how they follow an edit, and how they are kept as JSON.

The values are tm.units.Code and Subflow. What elements they stand for is known by the modules of each format.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tm.units import Code, CodeKind, Dialect, Properties, Subflow, Variant

_CLOSES = {"ept": "bpt", "ex": "bx", "ec": "sc", "em": "sm"}  # other elements close themselves
_ISOLATED = "it"
_ANNOTATIONS = frozenset(["mrk", "sm", "em"])  # of XLIFF
_NATIVE = frozenset(["bpt", "ept", "it", "ph", "ut"])  # hold markup of the document in TMX; other elements hold text


def partners(codes: Sequence[Code]) -> dict[int, int]:
    """For the index of each open and close that has a partner among the codes, the index of that partner.

    A close belongs to the last open before it of its id that is still free: pairs may cross.
    """
    free: dict[tuple[str, str, str], list[int]] = {}
    found: dict[int, int] = {}
    for index, code in enumerate(codes):
        if code.kind == CodeKind.STANDALONE or code.element == _ISOLATED:
            continue
        waiting = free.setdefault((code.dialect, _CLOSES.get(code.element, code.element), code.id), [])
        if code.kind == CodeKind.OPEN:
            waiting.append(index)
        elif waiting:
            partner = waiting.pop()
            found |= {index: partner, partner: index}
    return found


def is_annotation(code: Code) -> bool:
    """Whether the code says something about the text, a highlight or a comment, and is no markup of the document."""
    return code.element not in _NATIVE if code.dialect == Dialect.TMX else code.element in _ANNOTATIONS


def with_text(variant: Variant, text: str) -> Variant:
    """The variant with another text; its codes stay where the text before or after them did not change.

    Inside the changed stretch an open goes to its beginning, any other code to its end.
    """
    old = variant.text
    most = min(len(old), len(text))
    start = next((at for at in range(most) if old[at] != text[at]), most)
    tail = next((at for at in range(most - start) if old[-1 - at] != text[-1 - at]), most - start)
    codes, least = list[Code](), 0
    for code in variant.codes:
        place = code.offset
        if start < place < len(old) - tail:
            place = start if code.kind == CodeKind.OPEN else len(text) - tail
        elif place > start:
            place += len(text) - len(old)
        least = max(least, place)
        codes.append(replace(code, offset=least))
    return Variant(text, variant.lang, tuple(codes))


def codes_text(codes: Sequence[Code]) -> str:
    """The codes as JSON, which `codes_of_text` reads back; empty for none."""
    return json.dumps(_plain(codes), ensure_ascii=False, separators=(",", ":")) if codes else ""


def codes_of_text(text: str) -> tuple[Code, ...]:
    """The codes that `codes_text` wrote.

    Raises: ValueError for any other text.
    """
    if not text:
        return ()
    try:
        return _codes(json.loads(text))
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a list of inline codes: {text[:60]!r}") from error


def _plain(codes: Sequence[Code]) -> list[list[object]]:
    return [
        [
            *(code.offset, code.kind, code.element, code.id, code.content, code.attributes),
            [[subflow.at, subflow.text, _plain(subflow.codes), subflow.attributes] for subflow in code.subflows],
            code.dialect,
        ]
        for code in codes
    ]


def _codes(items: list[list[Any]]) -> tuple[Code, ...]:
    return tuple(
        Code(
            offset=_number(offset),
            kind=CodeKind(kind),
            element=_text(element),
            id=_text(identifier),
            content=_text(content),
            attributes=_properties(attributes),
            subflows=tuple(
                Subflow(_number(at), _text(text), _codes(inner), _properties(names))
                for at, text, inner, names in subflows
            ),
            dialect=Dialect(dialect),
        )
        for offset, kind, element, identifier, content, attributes, subflows, dialect in items
    )


def _properties(items: list[list[Any]]) -> Properties:
    return tuple((_text(name), _text(value)) for name, value in items)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
