"""Marks of Markdown inside a line: emphasis, code, links; found so that sentences can be read without them.

Not by a parser of Markdown: those keep no places of what they take out, and by the letter of CommonMark Chinese such as
**重要。**其次 is not emphasised. Marks further apart than 500 characters are not taken for a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Span = tuple[int, int]

_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!~|<>])")
_CODE = re.compile(r"(?<!`)(?P<open>`+)(?!`)(?P<code>[^\n]{1,500}?)(?<!`)(?P<close>(?P=open))(?!`)")
_ADDRESS = r"(?:<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)"
_LINK = re.compile(
    r"(?P<open>!?\[)(?!\^)(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\s]*\))?){0,500})"
    rf"(?P<close>\]\({_ADDRESS}(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)|\]\[[^\[\]\n]*\])"
)
_AUTOLINK = re.compile(r"(?P<open><)(?:https?://[^<>\s]+|[\w.+-]+@[\w.-]+)(?P<close>>)")
_EMPHASIS = (
    re.compile(r"(?P<open>\*\*\*|\*\*|~~)(?=\S)(?P<text>(?:(?!(?P=open)).){1,500}?)(?<=\S)(?P<close>(?P=open))"),
    re.compile(
        r"(?<![0-9A-Za-z*])(?P<open>\*)(?=[^\s*])(?P<text>[^*\n]{1,500}?)(?<=[^\s*])(?P<close>\*)(?![0-9A-Za-z*])"
    ),
    re.compile(r"(?<!\w)(?P<open>__|_)(?=[^\s_])(?P<text>[^\n]{1,500}?)(?<=[^\s_])(?P<close>(?P=open))(?!\w)"),
)
_TAKEN = "\0"


def inline_marks(text: str) -> list[Span]:
    """The stretches of the text that are marks and not words, in order: `**`, `](address)`, backticks."""
    found = [match.span() for match in _ESCAPE.finditer(text)]
    left = _without(text, [(start, end + 1) for start, end in found])  # what is escaped is no mark
    codes = list(_CODE.finditer(left))
    found += _around(codes)
    left = _without(left, [match.span() for match in codes])
    for pattern in (_LINK, _LINK, _AUTOLINK, *_EMPHASIS):  # a picture may stand in a link
        marks = _around(pattern.finditer(left))
        found += marks
        left = _without(left, sorted(marks))
    return sorted(found)


def _around(matches: Iterable[re.Match[str]]) -> list[Span]:
    return [match.span(name) for match in matches for name in ("open", "close")]


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with the stretches taken, in as many characters."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], _TAKEN * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])
