"""Fuzzy matches by form: token edit distance over every text of the memory.

A scan, not an index: each text is kept as a string with one character a token, which RapidFuzz compares at full speed.
It finds every match by construction, so it also is what a faster index is measured against.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from tm.languages import primary
from tm.memory.memory import Memory
from tm.text.normalize import fold
from tm.text.words import tokens

_ROUNDING = 1e-6  # a score that equals the cutoff may be a rounding error below it
_UNKNOWN, _OVERFLOW = "\0", "\1"  # a token that no text has; one met when all characters are handed out
_LAST_CODE = 0x10FFFF


def percent(query: str, text: str) -> int:
    """How alike two texts are in form, 0 to 100, floored: the share of tokens that need no edit.

    100·(1 − edits / tokens of the longer text) over the tokens of tm.text.words, where letter case, width, script
    (Traditional, Simplified) and white space do not count; so 100 does not mean identical here.
    """
    from rapidfuzz.distance import Levenshtein

    return _floored(Levenshtein.normalized_similarity(form(query), form(text)))


def form(text: str) -> list[str]:
    """The tokens that are compared: folded in script, width and letter case."""
    return tokens(fold(text).casefold())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored unit with a side like the query; `turned` where that side is its target."""

    rowid: int
    turned: bool
    percent: int


class FuzzyIndex:
    """The forms of a memory's texts in one language at a time, read at the first search and again after a change."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._stamp = ""
        self._forms: dict[tuple[str, str], _Forms] = {}

    def search(self, query: str, source_lang: str, target_lang: str, minimum: int) -> list[Candidate]:
        """Every unit of the two languages, either way round, whose text is at least `minimum` percent like the query.

        Best first, then in the order of their adding. Scripts and regions of Chinese are not told apart here.
        """
        if self._memory.database.stamp != self._stamp:
            self._forms, self._stamp = {}, self._memory.database.stamp
        pair = primary(source_lang), primary(target_lang)
        if pair not in self._forms:
            self._forms[pair] = _Forms(self._memory, *pair)
        return self._forms[pair].search(form(query), minimum)


class _Forms:
    """The forms of one language's texts whose units have the other language opposite, sorted by length."""

    def __init__(self, memory: Memory, source: str, target: str) -> None:
        self._codes: dict[str, str] = {}
        sides: list[tuple[str, int, bool]] = []
        for text in memory.texts():
            langs = primary(text.source_lang), primary(text.target_lang)
            if langs == (source, target):
                sides.append((self._coded(text.source), text.rowid, False))
            if langs == (target, source):
                sides.append((self._coded(text.target), text.rowid, True))
        sides.sort(key=lambda side: len(side[0]))
        self._texts = [text for text, _, _ in sides]
        self._lengths = [len(text) for text in self._texts]
        self._units = [(rowid, turned) for _, rowid, turned in sides]

    def search(self, query: list[str], minimum: int) -> list[Candidate]:
        """The units at least `minimum` percent like the query, best first."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        share = max(minimum / 100 - _ROUNDING, 0.0)
        first = bisect_left(self._lengths, len(query) * share)
        last = bisect_right(self._lengths, len(query) / share) if share else len(self._lengths)
        hits = process.extract(
            "".join(self._codes.get(token, _UNKNOWN) for token in query),
            self._texts[first:last],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=share,
            limit=None,
        )
        found = [Candidate(*self._units[first + at], _floored(similarity)) for _, similarity, at in hits]
        return sorted(
            (candidate for candidate in found if candidate.percent >= minimum),
            key=lambda candidate: (-candidate.percent, candidate.rowid, candidate.turned),
        )

    def _coded(self, text: str) -> str:
        """The form as one character a token; characters are handed out as tokens come."""
        codes = self._codes
        return "".join(codes.get(token) or self._next_code(token) for token in form(text))

    def _next_code(self, token: str) -> str:
        if len(self._codes) >= _LAST_CODE - 1:
            return _OVERFLOW  # equals no token of a query, so that a score may be too low here, never too high
        return self._codes.setdefault(token, chr(len(self._codes) + 2))


def _floored(similarity: float) -> int:
    return math.floor(similarity * 100 + _ROUNDING)
