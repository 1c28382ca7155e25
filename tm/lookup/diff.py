"""What differs between a text in the memory and the text asked for: by character in Chinese, by word elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tm.text.words import tokens

_SPACES = re.compile(r"(\s+)")


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


def _tokens(text: str) -> list[str]:
    """The tokens with the white space between them."""
    return [token for piece in _SPACES.split(text) for token in ([piece] if piece.isspace() else tokens(piece))]
