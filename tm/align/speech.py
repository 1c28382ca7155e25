"""Direct speech: how much of each sentence is spoken and how much narrated, by the quotation marks of any style.

Speech answers to speech. A sentence of narration between two of speech is given to the right neighbour by comparing
the two lengths apart, where the whole length would not tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.encode.arrays import FloatVector

_MARK = re.compile("[“”‘’'\"「」『』]")
_OPENS = {"“": '"', "‘": "'", "「": "「", "『": "『"}
_CLOSES = {"”": '"', "’": "'", "」": "「", "』": "『"}
_BEFORE_CLOSING = frozenset(".,!?;:—…-–，。！？；：)）")
_DASHES = frozenset("—–-")
_FORGOTTEN = 20  # sentences after which a quotation that nobody closed is over


@dataclass(frozen=True, slots=True)
class Speech:
    """The direct speech of n sentences."""

    bytes: NDArray[np.float64]  # (n, 2) in UTF-8: narrated, and inside quotation marks; the marks left out
    open: FloatVector  # (n + 1,) 1 where a quotation is open before each sentence, and after the last; 0 elsewhere


def find_speech(texts: Sequence[str]) -> Speech:
    """The direct speech of a text by its sentences.

    A quotation goes on over sentences until it is closed. A straight mark opens before a word and closes after a sign
    or, in the sentence that opened it, after a word; an apostrophe does neither.
    """
    sizes, state = np.zeros((len(texts), 2)), np.zeros(len(texts) + 1)
    opened: list[str] = []  # kinds of the marks that are open, the outermost first
    since = 0
    for number, text in enumerate(texts):
        if number - since > _FORGOTTEN:
            opened.clear()
        if not opened:
            since = number
        here: set[str] = set()  # kinds opened in this sentence
        start = 0
        for found in _MARK.finditer(text):
            at = found.start()
            sizes[number, min(1, len(opened))] += _size(text[start:at])
            start = at + 1
            kind, opens = _meaning(text, at, opened, here)
            if opens and kind not in opened:
                opened.append(kind)
                here.add(kind)
            elif not opens and kind in opened:
                del opened[opened.index(kind) :]
        sizes[number, min(1, len(opened))] += _size(text[start:])
        state[number + 1] = len(opened) > 0
    return Speech(sizes, state)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _meaning(text: str, at: int, opened: list[str], here: set[str]) -> tuple[str, bool]:
    """The kind of the mark, and whether it opens; an apostrophe is of no kind."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if mark in _OPENS:
        return _OPENS[mark], True
    if mark in "”」』":
        return _CLOSES[mark], False
    begins = after.isalnum() and not before.strip()  # a word, by where it stands
    if mark == '"':
        return mark, bool(after.strip()) and (begins or mark not in opened)
    dashed = before in _DASHES and mark not in here
    if mark == "'" and after.isalnum() and not before.isalnum() and (dashed or before not in _BEFORE_CLOSING):
        return mark, True
    closes = before in _BEFORE_CLOSING or ("'" in here and not after.isalnum())
    return ("'" if closes else ""), False
