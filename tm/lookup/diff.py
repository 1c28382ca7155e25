"""What differs between a text in the memory and the text asked for: by character in Chinese, by word elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import escape
from itertools import chain, pairwise

from tm.text.words import token_spans, tokens

# What a value in Chinese may change: figures, numerals, the part of the day, the end of 周日 and 星期天, spaces.
CHINESE_FIGURES = re.compile(
    "[\\d.,:/%，．：／％零〇一二两兩三四五六七八九十百千万萬亿億半点點分之上下中午凌早清晨傍晚深夜时時日天 -]"
)
_OTHER_NUMBERS = ("half", "quarter", "quarters", "dozen", "once", "twice", "double", "a", "an")
_MONTH_OR_DAY = re.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun")


class DiffOp(StrEnum):
    """What to do with a part of the old text to get the new one."""

    EQUAL = "equal"
    DELETE = "delete"  # only in the memory
    INSERT = "insert"  # only in the query


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text and whether one side or both have it."""

    op: DiffOp
    text: str


def diff(old: str, new: str) -> tuple[DiffPart, ...]:
    """The parts that turn `old` into `new`, in order, neighbours of one kind joined; a deletion before its insertion.

    The equal and deleted parts joined are `old`, the equal and inserted ones `new`. Parts are cut between the tokens
    of tm.text.words (one Chinese character, word, number, sign) and runs of white space.
    """
    from rapidfuzz.distance import Levenshtein

    before, after = _tokens(old), _tokens(new)
    parts: list[DiffPart] = []
    for code in Levenshtein.opcodes(before, after):
        deleted = "".join(before[code.src_start : code.src_end])
        inserted = "".join(after[code.dest_start : code.dest_end])
        if code.tag == "equal":
            parts.append(DiffPart(DiffOp.EQUAL, deleted))
        else:
            parts += [DiffPart(DiffOp.DELETE, deleted), DiffPart(DiffOp.INSERT, inserted)]
    return _joined(parts)


def diff_html(parts: Sequence[DiffPart]) -> str:
    """The parts as HTML: what only the memory has in <del>, what only the query has in <ins>, all text escaped.

    The brackets in <span class="spoken"> are for screen readers and for copied text; a page hides them from sight.
    """
    return "".join(map(_html, parts))


def _html(part: DiffPart) -> str:
    text = escape(part.text)
    if part.op is DiffOp.EQUAL:
        return text
    tag, start, end = ("del", "[-", "-]") if part.op is DiffOp.DELETE else ("ins", "{+", "+}")
    return f'<{tag}><span class="spoken">{start}</span>{text}<span class="spoken">{end}</span></{tag}>'


def may_be_figures(parts: Sequence[DiffPart], *, chinese: bool) -> bool:
    """Whether the texts may differ in figures only: a cheap question before both are read for their values."""
    changed = [part.text for part in parts if part.op is not DiffOp.EQUAL]
    if chinese:
        return bool(changed) and not CHINESE_FIGURES.sub("", "".join(changed))
    from tm.text.numerals import CARDINALS, ORDINALS, SCALES

    known = {*CARDINALS, *ORDINALS, *SCALES, *_OTHER_NUMBERS}
    words = re.findall(r"[^\W_]+", " ".join(changed).lower())
    return any(word in known or not word.isalpha() or _MONTH_OR_DAY.match(word) for word in words)


def _joined(parts: list[DiffPart]) -> tuple[DiffPart, ...]:
    """The parts without empty ones; between two equal parts at most one deletion and one insertion."""
    joined: list[DiffPart] = []
    pending = {DiffOp.DELETE: "", DiffOp.INSERT: ""}
    for part in [*parts, DiffPart(DiffOp.EQUAL, "")]:
        if part.op is not DiffOp.EQUAL:
            pending[part.op] += part.text
            continue
        joined += [DiffPart(op, text) for op, text in pending.items() if text]
        pending = dict.fromkeys(pending, "")
        if part.text:
            joined.append(part)
    return tuple(joined)


@lru_cache(maxsize=64)  # a query is compared with all its matches
def _tokens(text: str) -> tuple[str, ...]:
    """The tokens with the white space between them."""
    found = tokens(text)
    if sum(map(len, found)) == len(text):  # no white space, as in Chinese
        return tuple(found)
    cuts = [0, *chain.from_iterable(token_spans(text)), len(text)]
    return tuple([text[start:end] for start, end in pairwise(cuts) if start < end])
