"""Fragments (提法): phrases of a segment that the memory has translated, though no whole unit matches it.

A fragment is a run of tokens that several texts of the memory share with the segment. It comes with how these are
likely to render it (tm.lookup.renderings), how many they are and where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from tm.languages import primary
from tm.lookup.forms import form
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.index import DamagedIndex
from tm.lookup.journal import texts_of
from tm.lookup.partners import Partners
from tm.lookup.renderings import Background, LikelyTarget, likely_targets
from tm.lookup.runs import HOLDERS, LEAST_TEXTS, Finder, Run, shared_runs, whole_run
from tm.memory.memory import Memory
from tm.text.dictionary import boundaries
from tm.text.normalize import fold
from tm.text.words import token_spans

LEAST_CHARS, LEAST_WORDS = 4, 3  # of a fragment: Chinese characters, words elsewhere
MOST_FRAGMENTS = 5
_UNITS = 16  # whose translations are compared
_MOST_BY_WORDS = 8  # characters of a phrase that its words may render; a longer one is seldom rendered word by word
_SAMPLE = 100  # units that tell how rare a word is
_CLAUSE_SIGNS = frozenset("，；：。！？,;:")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿几多余数")
_LEAST_PART = 3  # tokens of a clause that belongs to a phrase of several
_LEAST_FAITH = 0.35  # of the texts with the phrase those with the translation, times the same turned round
_LOOSE = frozenset([*"的了着和与及或在是也都就等"])
_LOOSE |= frozenset(["the", "a", "an", "of", "and", "or", "to", "in", "on", "at", "by", "for", "as", "that", "from"])
_LOOSE |= frozenset(["with", "into", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "will"])
_LOOSE |= frozenset(["would", "can", "could", "not", "also", "we", "they", "he", "she", "it", "i", "you", "who", "m"])
_LOOSE |= frozenset(["which", "this", "these", "those", "his", "her", "their", "our", "its"])


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
        self._partners: dict[str, Partners] = {}

    def find(self, query: str, source_lang: str, target_lang: str) -> tuple[Fragment, ...]:
        """The fragments of the query, the longest and rarest first, none inside another; at most MOST_FRAGMENTS.

        Never the whole query: that is a match.
        """
        tokens, spans = form(query), token_spans(fold(query))
        least = LEAST_CHARS if primary(source_lang) == "zh" else LEAST_WORDS
        if len(tokens) <= least or len(tokens) != len(spans):
            return ()
        chinese = primary(source_lang) == "zh"
        finders = self._fuzzy.sharing(tokens, source_lang, target_lang)
        try:
            runs = shared_runs(tokens, least, finders, _inside if chinese else _never)
            if not runs:
                return ()
            words = _word_edges(fold(query), spans) if chinese else frozenset(range(len(tokens) + 1))
            places = {place for run in runs for place in _phrases(tokens, run.start, run.end, words)}
            wanted = [
                run
                for start, end in sorted(places)
                if _letters(tokens[start:end]) >= least
                and end - start < len(tokens)
                and (run := whole_run(start, end, finders))
            ]
            wanted.sort(key=lambda run: (-self._worth(run), run.start))
            best = _apart(wanted)[:MOST_FRAGMENTS]
            likely = [self._likely(run, tokens, target_lang) for run in best]
            phrases = [tokens[run.start : run.end] for run in best]
            chosen = self._faithful(best, phrases, likely, source_lang, target_lang)
            if chinese:
                chosen = [
                    self._by_words(run, found, tokens, words, finders, target_lang)
                    if run.end - run.start <= _MOST_BY_WORDS
                    else found
                    for run, found in zip(best, chosen, strict=True)
                ]
        except DamagedIndex:
            return ()  # the next search makes the index anew
        return tuple(self._fragment(query, run, spans, found) for run, found in zip(best, chosen, strict=True))

    def _worth(self, run: Run) -> float:
        """Length times information: how rare the run is among the units."""
        return (run.end - run.start) * log(self._size() / len(run.holders) + 1)

    def _size(self) -> int:
        """About how many units the memory has."""
        return self._memory.database.number("SELECT max(id) FROM unit")

    def _likely(self, run: Run, tokens: Sequence[str], target_lang: str) -> list[LikelyTarget]:
        """What may render the run, the likeliest first; not what rests on two texts that share as much elsewhere."""
        sides = self._sides(run)
        if len(sides) < LEAST_TEXTS:
            return []
        own, phrase = list(sides.values()), tokens[run.start : run.end]
        likely = likely_targets(list(sides), target_lang, len(phrase), self._background(target_lang))
        return [
            target
            for target in likely
            if len(target.texts) > LEAST_TEXTS or not _share_as_much([own[number] for number in target.texts], phrase)
        ]

    def _sides(self, run: Run) -> dict[str, str]:
        """Of units with the run: the other side, and the one that has it."""
        one_each = dict(holder.sides[0] for holder in run.holders[:_UNITS])
        sides = dict[str, str]()
        for text in texts_of(self._memory.database, one_each):
            pair = (text.source, text.target) if one_each[text.rowid] else (text.target, text.source)
            sides.setdefault(*pair)
        return sides

    def _by_words(
        self,
        run: Run,
        found: LikelyTarget | None,
        tokens: Sequence[str],
        edges: frozenset[int],
        finders: Sequence[Finder],
        target_lang: str,
    ) -> LikelyTarget | None:
        """What renders the run, by what renders each of its words elsewhere."""
        if target_lang not in self._partners:
            background = self._background(target_lang)
            self._partners[target_lang] = Partners(self._memory.database, background, target_lang)
        partners = self._partners[target_lang]
        cuts = [at for at in sorted(edges) if run.start <= at <= run.end]
        words = [partners.word(tokens, *cut, finders) for cut in pairwise(cuts) if cut[1] - cut[0] > 1]
        return partners.better(found, words, run.end - run.start, list(self._sides(run)))

    def _faithful(
        self,
        runs: Sequence[Run],
        phrases: Sequence[list[str]],
        likely: Sequence[list[LikelyTarget]],
        source_lang: str,
        target_lang: str,
    ) -> list[LikelyTarget | None]:
        """For each run what renders it best, also by how seldom that stands where the run does not; or none."""
        forms = [[form(one.text) for one in targets] for targets in likely]
        joined = [token for targets in forms for tokens in targets for token in tokens]
        finders = self._fuzzy.sharing(joined, target_lang, source_lang) if joined else ()
        chosen, at = list[LikelyTarget | None](), 0
        for run, phrase, targets, tokens_of in zip(runs, phrases, likely, forms, strict=True):
            best, best_score = None, 0.0
            for target, tokens in zip(targets, tokens_of, strict=True):
                start, at = at, at + len(tokens)
                if target.score <= best_score:
                    continue  # no faith is above 1
                faith = self._faith(run, phrase, whole_run(start, at, finders))
                if target.support * faith >= _LEAST_FAITH and target.score * faith > best_score:
                    best, best_score = target, target.score * faith
            chosen.append(best)
        return chosen

    def _faith(self, run: Run, phrase: list[str], target: Run | None) -> float:
        """The share of the units with the target that have the run opposite."""
        if target is None:
            return 0.0
        theirs = sorted({side for holder in target.holders for side in holder.sides})
        if len(run.holders) < HOLDERS:
            own = {(rowid, not turned) for holder in run.holders for rowid, turned in holder.sides}
            return len(own.intersection(theirs)) / len(theirs)
        sides = dict(theirs[:_UNITS])  # the run's own units are not all known
        texts = list(texts_of(self._memory.database, sides))
        opposite = (form(text.source if sides[text.rowid] else text.target) for text in texts)
        return sum(bool(_places(phrase, one)) for one in opposite) / max(len(texts), 1)

    def _fragment(self, query: str, run: Run, spans: Sequence[tuple[int, int]], found: LikelyTarget | None) -> Fragment:
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


def _share_as_much(texts: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether all texts share another run as long as the phrase: what recurs may be the translation of that."""
    shared: set[tuple[str, ...]] | None = None
    size = len(phrase)
    for text in texts:
        tokens = form(text)
        places = {at + step for at in _places(phrase, tokens) for step in range(size)}
        runs = {
            tuple(tokens[at : at + size])
            for at in range(len(tokens) - size + 1)
            if not places.intersection(range(at, at + size))
            and all(token[0].isalpha() for token in tokens[at : at + size])
        }
        shared = runs if shared is None else shared & runs
    return bool(shared)


def _places(phrase: Sequence[str], tokens: Sequence[str]) -> list[int]:
    """Where the phrase stands in the tokens."""
    return [at for at in range(len(tokens) - len(phrase) + 1) if tokens[at : at + len(phrase)] == phrase]


def _word_edges(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The tokens at which a word of the text begins, and the end."""
    places = boundaries(text)
    return frozenset(number for number, (start, _) in enumerate(spans) if start in places) | {len(spans)}


def _phrases(tokens: Sequence[str], start: int, end: int, words: frozenset[int]) -> list[tuple[int, int]]:
    """The run without what belongs to no phrase at its edges; its clauses apart where one of them is a mere scrap.

    Signs, words of grammar, parts of words, and a measure word behind its number are cut off.
    """
    start, end = _trimmed(tokens, start, end, words)
    cuts = [start - 1, *(at for at in range(start, end) if tokens[at] in _CLAUSE_SIGNS), end]
    parts = [(left + 1, right) for left, right in pairwise(cuts)]
    if len(parts) > 1 and any(right - left < _LEAST_PART for left, right in parts):
        return [_trimmed(tokens, left, right, words) for left, right in parts]
    return [(start, end)]


def _trimmed(tokens: Sequence[str], start: int, end: int, words: frozenset[int]) -> tuple[int, int]:
    while start < end and (start not in words or _is_loose(tokens[start]) or _measures(tokens, start, words)):
        start += 1
    while end > start and (end not in words or _is_loose(tokens[end - 1]) or _hangs(tokens, end, words)):
        end -= 1
    return start, end


def _hangs(tokens: Sequence[str], end: int, words: frozenset[int]) -> bool:
    """Whether the last token is a word of one character behind a sign: what it belongs to follows."""
    return end - 1 in words and len(tokens[end - 1]) == 1 and end > 1 and not tokens[end - 2][0].isalnum()


def _measures(tokens: Sequence[str], at: int, words: frozenset[int]) -> bool:
    """Whether the token is a word by itself behind a number: 名 in 9名党员."""
    before = tokens[at - 1] if at else ""
    return at + 1 in words and len(tokens[at]) == 1 and (before[:1].isdigit() or before in _NUMERALS)


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
