"""Capitals that a glossary means, as in Party branch, and texts that have small letters in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from glossary.entries import TermEntry
from tm.languages import primary
from tm.text.normalize import fold

_WORD = re.compile(r"[^\W_]+(?:['’&.][^\W_]+)*")


def means_capitals(entries: Iterable[TermEntry]) -> bool:
    """Whether half of the usable terms and more, names left aside, begin with a small letter.

    A glossary that has every term begin with a capital says nothing about how it is written in a sentence.
    """
    texts = [
        term.text
        for entry in entries
        if not entry.kind.named
        for term in entry.terms
        if term.usable and primary(term.lang) not in ("zh", "ja")
    ]
    return 2 * sum(text[0].islower() for text in texts) >= len(texts) > 0


def lost_capitals(term: str, written: str) -> bool:
    """Whether a word of the term begins with a capital that the text, which has the same words, writes small."""
    wanted, words = _WORD.findall(fold(term)), _WORD.findall(fold(written))
    return len(wanted) == len(words) and any(
        ours[0].isupper() and theirs.islower() for ours, theirs in zip(wanted, words, strict=True)
    )
