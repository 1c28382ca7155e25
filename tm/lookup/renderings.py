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
from tm.text.dictionary import boundaries
from tm.text.normalize import fold
from tm.text.words import token_spans

_WORDS_A_CHAR = 0.62  # English words for a Chinese character: of the pairs of our seeds
_SPREAD = 0.6  # of the logarithm of that ratio, for phrases
_MOST_TOKENS = 40
_SURE_TEXTS = 3  # that go on alike around a phrase, so that it is no chance
_LEAST_FIT = 0.5  # of the length, where fewer texts speak for it
_MOST_TARGETS = 5
_AROUND = 8  # characters beside a phrase that tell where its words end
_LEAST_SUPPORT = 0.5  # of the texts
_EDGELESS_EN = "the a an of and or to in on at as that which is are was were"
_FUNCTION_EN = (
    "to by for with from be been it its this these those we our their his her they will would can has have not"
)
_EDGELESS_ZH = "的了着和与及或等"
_FUNCTION_ZH = "在是把对为将也都就并被从向以于过地得之这那其"
_SENTENCE_ENDS = frozenset(".!?;")  # where the word before is more than a letter: not in U.S.
_NUMERALS = frozenset("0123456789零一二两三四五六七八九十百千万亿几多余数")
_EDGELESS = frozenset([*_EDGELESS_EN.split(), *_EDGELESS_ZH])  # stand at no edge of a phrase
_NO_START = _EDGELESS | frozenset(["have", "has", "had", "be", "been", "will", "would", "least", "than"])
_NO_END = _EDGELESS | frozenset(["to", "by", "for", "with", "from", "be", "been", "has", "have", "had", "will"])
_FUNCTION = _EDGELESS | frozenset([*_FUNCTION_EN.split(), *_FUNCTION_ZH])  # that they recur says nothing


@dataclass(frozen=True, slots=True)
class LikelyTarget:
    """A likely translation of a phrase, as it most often stands, and the share of the texts that have it."""

    text: str
    support: float
    score: float  # higher is likelier; comparable only among those of one phrase
    texts: tuple[int, ...]  # numbers of the texts that have it


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a translation: one key for all its forms, and its place."""

    key: str
    start: int
    end: int


class Background:
    """How rare words are in the translations of a memory, by a sample of them."""

    def __init__(self, texts: Iterable[str], lang: str) -> None:
        self._counts, self._texts = Counter[str](), 0
        for text in texts:
            self._texts += 1
            self._counts.update({token.key for token in keyed(text, lang)})

    def weight(self, key: str) -> float:
        """How much it says that a word recurs: nothing for a sign or a word of grammar."""
        if key in _FUNCTION or not key[0].isalnum():
            return 0.0
        return log((self._texts + 1) / (self._counts[key] + 0.5))

    def share(self, key: str) -> float:
        """In how many of all translations the word stands, 0 to 1."""
        return (self._counts[key] + 0.5) / (self._texts + 1)


def likely_targets(texts: Sequence[str], lang: str, phrase_tokens: int, background: Background) -> list[LikelyTarget]:
    """The likely translations of a phrase in the texts that translate it, the best first; none where nothing recurs."""
    sides = [keyed(text, lang) for text in texts]
    chinese = primary(lang) == "zh"
    expected = likely_length(phrase_tokens, lang)
    counts = Counter[tuple[str, ...]]()
    for side in sides:
        counts.update(grams([token.key for token in side], min(_MOST_TOKENS, round(2.5 * expected) + 1)))
    least = max(2, _LEAST_SUPPORT * len(texts))
    scored = []
    for gram, count in counts.items():
        fitting = fit(len(gram), expected)
        if count < least or len(gram) == 1 or (count < _SURE_TEXTS and fitting < _LEAST_FIT):
            continue
        score = sum(map(background.weight, gram)) * fitting * count / len(texts)
        if score > 0:
            scored.append((score, gram))
    best = sorted(scored, reverse=True)[:_MOST_TARGETS]
    found = dict[str, LikelyTarget]()
    for score, gram in best:
        widened = _widened if counts[gram] >= _SURE_TEXTS else _completed
        whole = widened(gram, counts, round(2 * expected))
        places = [written(text, side, whole) for text, side in zip(texts, sides, strict=True)]
        text = Counter(filter(None, places)).most_common(1)[0][0]
        if chinese:
            text = _whole_words(text, texts[places.index(text)])
        if not text:
            continue
        having = tuple(number for number, one in enumerate(places) if one)
        found.setdefault(text, LikelyTarget(text, len(having) / len(texts), score, having))
    return list(found.values())


def likely_length(phrase_tokens: int, lang: str) -> float:
    """How many tokens of the language a phrase of so many tokens of the other one takes."""
    return phrase_tokens / _WORDS_A_CHAR if primary(lang) == "zh" else phrase_tokens * _WORDS_A_CHAR


def fit(length: int, expected: float) -> float:
    """How well the number of tokens fits the one expected: 1 where it is the same, near 0 far from it."""
    return exp(-((log(length / expected) / _SPREAD) ** 2) / 2)


def _widened(gram: tuple[str, ...], counts: Counter[tuple[str, ...]], longest: int) -> tuple[str, ...]:
    """The longest run of words around this one that stands wherever this one does."""
    around = [other for other, count in counts.items() if count == counts[gram] and len(gram) < len(other) <= longest]
    inside = (other for other in around if any(other[at : at + len(gram)] == gram for at in range(len(other))))
    return max(inside, key=lambda other: (len(other), other), default=gram)


def _completed(gram: tuple[str, ...], counts: Counter[tuple[str, ...]], longest: int) -> tuple[str, ...]:
    """The run of words with those on either side that belong to it wherever it stands, but no words of grammar."""
    around = {other for other, count in counts.items() if count == counts[gram] and len(gram) < len(other) <= longest}
    while True:
        longer = [
            other
            for other in around
            if len(other) == len(gram) + 1
            and (
                (other[1:] == gram and other[0] not in _FUNCTION) or (other[:-1] == gram and other[-1] not in _FUNCTION)
            )
        ]
        if not longer:
            return gram
        gram = max(longer)


def grams(keys: list[str], longest: int) -> set[tuple[str, ...]]:
    """The runs of words that may be a phrase: no sign, no article or conjunction at an edge."""
    found = set()
    for start, first in enumerate(keys):
        if first in _NO_START or not first[0].isalnum():
            continue
        for end in range(start + 1, min(len(keys), start + longest) + 1):
            last = keys[end - 1]
            if (last in _SENTENCE_ENDS and len(keys[end - 2]) > 1) or last in "。！？；":
                break
            if last not in _NO_END and last[0].isalnum():
                found.add(tuple(keys[start:end]))
    return found


def written(text: str, side: list[Token], gram: tuple[str, ...]) -> str:
    """The run of words as it stands in the text; empty where it does not."""
    keys = [token.key for token in side]
    at, size = -1, len(gram)
    while gram[0] in keys[at + 1 :]:
        at = keys.index(gram[0], at + 1)
        if tuple(keys[at : at + size]) == gram:
            return text[side[at].start : side[at + size - 1].end]
    return ""


def _whole_words(phrase: str, text: str) -> str:
    """The phrase without parts of words at its edges, nor a measure word behind its number."""
    at = text.index(phrase)
    begin = max(0, at - _AROUND)
    places = {begin + place for place in boundaries(fold(text[begin : at + len(phrase) + _AROUND]))}
    inside = [place for place in sorted(places) if at <= place <= at + len(phrase)]
    if len(inside) > 1 and inside[1] == inside[0] + 1 and text[inside[0] - 1 : inside[0]] in _NUMERALS:
        inside = inside[1:]
    neat = text[inside[0] : inside[-1]].strip("，、的了") if len(inside) > 1 else ""
    return neat if len(token_spans(neat)) > 1 else ""


def keyed(text: str, lang: str) -> list[Token]:
    """The words and signs of a translation."""
    folded = fold(text)
    key = str if primary(lang) == "zh" else _base
    return [Token(key(folded[start:end].lower()), start, end) for start, end in token_spans(folded)]


@lru_cache(maxsize=20_000)
def _base(word: str) -> str:
    """One for all forms of a word."""
    return min(inflections(word.removesuffix("'s").removesuffix("’s")), key=lambda form: (len(form), form))
