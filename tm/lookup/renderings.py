"""How the memory renders a phrase: the words that recur in the translations of the texts that have it.

The other sides of those texts have little in common but the phrase. So of all runs of words there, the one is taken
that most of them share, that holds much that is rare elsewhere in the memory, and that is about as long as a
translation of so many tokens is. Endings of English words do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from tm.languages import primary
from tm.lookup.inflections import inflections
from tm.text.normalize import fold
from tm.text.words import token_spans

_WORDS_A_CHAR = 0.62  # English words for a Chinese character: of the pairs of our seeds
_SPREAD = 0.6  # of the logarithm of that ratio, for phrases
_MOST_TOKENS = 40
_SURE_TEXTS = 3  # that go on alike around a phrase, so that it is no chance
_LEAST_SUPPORT = 0.5  # of the texts
_EDGELESS_EN = "the a an of and or to in on at as that which is are was were"
_FUNCTION_EN = (
    "to by for with from be been it its this these those we our their his her they will would can has have not"
)
_EDGELESS_ZH = "的了着和与及或等"
_FUNCTION_ZH = "在是把对为将也都就并被从向以于过地得之这那其"
_SENTENCE_ENDS = frozenset(".!?;")  # where the word before is more than a letter: not in U.S.
_EDGELESS = frozenset([*_EDGELESS_EN.split(), *_EDGELESS_ZH])  # stand at no edge of a phrase
_FUNCTION = _EDGELESS | frozenset([*_FUNCTION_EN.split(), *_FUNCTION_ZH])  # that they recur says nothing


@dataclass(frozen=True, slots=True)
class LikelyTarget:
    """A likely translation of a phrase, as it most often stands, and the share of the texts that have it."""

    text: str
    support: float


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int


class Background:
    """How rare words are in the translations of a memory, by a sample of them."""

    def __init__(self, texts: Iterable[str], lang: str) -> None:
        self._counts, self._texts = Counter[str](), 0
        for text in texts:
            self._texts += 1
            self._counts.update({token.key for token in _tokens(text, lang)})

    def weight(self, key: str) -> float:
        """How much it says that a word recurs: nothing for a sign or a word of grammar."""
        if key in _FUNCTION or not key[0].isalnum():
            return 0.0
        return log((self._texts + 1) / (self._counts[key] + 0.5))


def likely_target(texts: Sequence[str], lang: str, phrase_tokens: int, background: Background) -> LikelyTarget | None:
    """The likely translation of a phrase in the texts that translate it; None where they share nothing."""
    sides = [_tokens(text, lang) for text in texts]
    chinese = primary(lang) == "zh"
    expected = phrase_tokens / _WORDS_A_CHAR if chinese else phrase_tokens * _WORDS_A_CHAR
    counts = Counter[tuple[str, ...]]()
    for side in sides:
        counts.update(_grams([token.key for token in side], min(_MOST_TOKENS, round(2.5 * expected) + 1)))
    least = max(2, _LEAST_SUPPORT * len(texts))
    best, best_score = tuple[str, ...](), 0.0
    for gram, count in counts.items():
        if count < least:
            continue
        fit = exp(-((log(len(gram) / expected) / _SPREAD) ** 2) / 2)
        score = sum(map(background.weight, gram)) * fit * count / len(texts)
        if (score, gram) > (best_score, best):
            best, best_score = gram, score
    if not best:
        return None
    if counts[best] >= _SURE_TEXTS:
        best = _widened(best, counts, round(2 * expected))
    written = Counter(_written(text, side, best) for text, side in zip(texts, sides, strict=True))
    del written[""]
    return LikelyTarget(written.most_common(1)[0][0], counts[best] / len(texts))


def _widened(gram: tuple[str, ...], counts: Counter[tuple[str, ...]], longest: int) -> tuple[str, ...]:
    """The longest run of words around this one that stands wherever this one does."""
    around = [other for other, count in counts.items() if count == counts[gram] and len(gram) < len(other) <= longest]
    inside = (other for other in around if any(other[at : at + len(gram)] == gram for at in range(len(other))))
    return max(inside, key=lambda other: (len(other), other), default=gram)


def _grams(keys: list[str], longest: int) -> set[tuple[str, ...]]:
    """The runs of words that may be a phrase: no sign, no article or conjunction at an edge."""
    found = set()
    for start, first in enumerate(keys):
        if first in _EDGELESS or not first[0].isalnum():
            continue
        for end in range(start + 1, min(len(keys), start + longest) + 1):
            last = keys[end - 1]
            if (last in _SENTENCE_ENDS and len(keys[end - 2]) > 1) or last in "。！？；":
                break
            if last not in _EDGELESS and last[0].isalnum():
                found.add(tuple(keys[start:end]))
    return found


def _written(text: str, side: list[_Token], gram: tuple[str, ...]) -> str:
    """The run of words as it stands in the text; empty where it does not."""
    keys = tuple(token.key for token in side)
    for at in range(len(keys) - len(gram) + 1):
        if keys[at : at + len(gram)] == gram:
            return text[side[at].start : side[at + len(gram) - 1].end]
    return ""


def _tokens(text: str, lang: str) -> list[_Token]:
    folded = fold(text)
    key = str if primary(lang) == "zh" else _base
    return [_Token(key(folded[start:end].lower()), start, end) for start, end in token_spans(folded)]


@lru_cache(maxsize=20_000)
def _base(word: str) -> str:
    """One for all forms of a word."""
    return min(inflections(word.removesuffix("'s").removesuffix("’s")), key=lambda form: (len(form), form))
