"""Fragments (提法): phrases of a segment that the memory has translated, though no whole unit matches it.

A fragment is a run of tokens that several texts of the memory share with the segment. It comes with how these are
likely to render it (tm.lookup.renderings), how many they are and where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from tm.languages import primary
from tm.lookup.forms import form
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.index import DamagedIndex
from tm.lookup.journal import texts_of
from tm.lookup.renderings import Background, likely_target
from tm.lookup.runs import LEAST_TEXTS, Run, shared_runs
from tm.memory.memory import Memory
from tm.text.normalize import fold
from tm.text.words import token_spans

LEAST_CHARS, LEAST_WORDS = 4, 3  # of a fragment: Chinese characters, words elsewhere
MOST_FRAGMENTS = 5
_UNITS = 30  # whose translations are compared
_SAMPLE = 100  # units that tell how rare a word is
_LOOSE = frozenset([*"的了着和与及或在是也都就等"])
_LOOSE |= frozenset(["the", "a", "an", "of", "and", "or", "to", "in", "on", "at", "by", "for", "as", "that"])


@dataclass(frozen=True, slots=True)
class Fragment:
    """A phrase of the query at start:end, and how the memory renders it.

    `target` is likely, not sure: it stands in `support` (0 to 1) of the translations compared; empty where they have
    nothing in common. `count` is of units, of the first hundred texts; `rowids` are some of them.
    """

    text: str
    start: int
    end: int
    count: int
    target: str
    support: float
    documents: tuple[str, ...]
    rowids: tuple[int, ...]
    memory: str  # path of the memory file


class FragmentFinder:
    """Finds fragments in one memory; keeps what it has learnt of how rare words are."""

    def __init__(self, memory: Memory, fuzzy: FuzzyIndex) -> None:
        self._memory, self._fuzzy = memory, fuzzy
        self._backgrounds: dict[str, Background] = {}

    def find(self, query: str, source_lang: str, target_lang: str) -> tuple[Fragment, ...]:
        """The fragments of the query, the longest and rarest first, none inside another; at most MOST_FRAGMENTS.

        Never the whole query: that is a match.
        """
        tokens, spans = form(query), token_spans(fold(query))
        least = LEAST_CHARS if primary(source_lang) == "zh" else LEAST_WORDS
        if len(tokens) <= least or len(tokens) != len(spans):
            return ()
        finders = self._fuzzy.sharing(tokens, source_lang, target_lang)
        try:
            runs = shared_runs(tokens, least, finders, _inside if primary(source_lang) == "zh" else _never)
        except DamagedIndex:
            return ()  # the next search makes the index anew
        phrases = {(run.start, run.end): run for run in (_trimmed(run, tokens) for run in runs)}
        wanted = [run for run in phrases.values() if _letters(tokens[run.start : run.end]) >= least]
        wanted = [run for run in wanted if run.end - run.start < len(tokens)]
        wanted.sort(key=lambda run: (-self._worth(run), run.start))
        best = _apart(wanted)[:MOST_FRAGMENTS]
        return tuple(self._fragment(query, run, spans, target_lang) for run in best)

    def _worth(self, run: Run) -> float:
        """Length times information: how rare the run is among the units."""
        return (run.end - run.start) * log(self._size() / len(run.holders) + 1)

    def _size(self) -> int:
        """About how many units the memory has."""
        return self._memory.database.number("SELECT max(id) FROM unit")

    def _fragment(self, query: str, run: Run, spans: Sequence[tuple[int, int]], target_lang: str) -> Fragment:
        one_each = dict(holder.sides[0] for holder in run.holders[:_UNITS])
        stored = texts_of(self._memory.database, one_each)
        texts = list(dict.fromkeys(text.source if one_each[text.rowid] else text.target for text in stored))
        found = None
        if len(texts) >= LEAST_TEXTS:
            found = likely_target(texts, target_lang, run.end - run.start, self._background(target_lang))
        rowids = sorted({rowid for holder in run.holders for rowid, _ in holder.sides})
        start, end = spans[run.start][0], spans[run.end - 1][1]
        return Fragment(
            text=query[start:end],
            start=start,
            end=end,
            count=len(rowids),
            target=found.text if found else "",
            support=found.support if found else 0.0,
            documents=self._documents(rowids),
            rowids=tuple(rowids[:_UNITS]),
            memory=str(self._memory.database.path),
        )

    def _documents(self, rowids: Sequence[int]) -> tuple[str, ...]:
        """The documents of the units, the newest first."""
        sql = (
            "SELECT DISTINCT document FROM unit JOIN origin ON origin.id = origin_id WHERE document <> '' "
            "AND unit.id IN (SELECT value FROM json_each(?)) ORDER BY date DESC, document"
        )
        return tuple(document for (document,) in self._memory.database.rows(sql, (json.dumps(rowids),)))

    def _background(self, lang: str) -> Background:
        """What a sample of the memory, evenly taken, says of the language."""
        if lang not in self._backgrounds:
            most = self._size()
            sample = texts_of(self._memory.database, range(1, most + 1, 1 + most // _SAMPLE))
            sides = (
                (text.source, text.target) if primary(text.source_lang) == primary(lang) else (text.target, text.source)
                for text in sample
            )
            self._backgrounds[lang] = Background((side[0] for side in sides), lang)
        return self._backgrounds[lang]


def _trimmed(run: Run, tokens: Sequence[str]) -> Run:
    """The run without signs and words of grammar at its edges."""
    start, end = run.start, run.end
    while start < end and _is_loose(tokens[start]):
        start += 1
    while end > start and _is_loose(tokens[end - 1]):
        end -= 1
    return replace(run, start=start, end=end)


def _is_loose(token: str) -> bool:
    return token in _LOOSE or not token[0].isalnum()


def _letters(tokens: Sequence[str]) -> int:
    """How many of the tokens are characters or words, not signs or figures."""
    return sum(token[0].isalpha() for token in tokens)


def _apart(runs: Sequence[Run]) -> list[Run]:
    """The runs that do not lie half or more in one before them."""
    kept: list[Run] = []
    for run in runs:
        if all(2 * (min(run.end, other.end) - max(run.start, other.start)) < run.end - run.start for other in kept):
            kept.append(run)
    return kept


def _inside(sign: str) -> bool:
    """Whether a Chinese sign may stand inside a word."""
    return sign.isalnum() and sign not in _LOOSE


def _never(sign: str) -> bool:
    """English tokens are whole words."""
    return False
