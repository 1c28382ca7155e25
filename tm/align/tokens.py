"""Token features of a bead: figures and names that both sides must share, and where else they are found.

A figure is compared by value. A name in Latin letters is found in a Chinese sentence when it is the pinyin of
neighbouring characters there, or stands there itself. What a bead's sentence has and its other side lacks counts
more when a sentence next to the bead has it: then the bead's edge is probably wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from operator import add

import numpy as np
from numpy.typing import NDArray

from tm.encode.arrays import IntVector
from tm.languages import primary
from tm.text.numbers import values

TOKEN_FEATURES = (
    "numbers_shared",
    "numbers_source_only",
    "numbers_target_only",
    "tokens_shared",
    "tokens_astray",  # of the bead, found not inside it but close outside
    "null_tokens_astray",
)
NEAR = 3  # sentences on the other side, before and after a bead, that are searched
_MOST = 4.0  # of any count
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?:['’]?[a-z]+)?(?![A-Za-z])")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LEAST_LETTERS = 3


class TokenSide:
    """What the sentences of one side could share with the other; n sentences."""

    def __init__(self, texts: Sequence[str], lang: str) -> None:
        self.numbers = [Counter(values(text)) for text in texts]
        chinese = primary(lang) == "zh"
        self.offered = [_spelt(text) if chinese else _latin(text) for text in texts]
        self.asked = [_names(text) if not chinese else set() for text in texts]
        for asked, offered, found in zip(self.asked, self.offered, self.numbers, strict=True):
            if found:
                figures = {f"{value:g}" for value in found}
                asked |= figures
                offered |= figures


def token_features(
    source: TokenSide, target: TokenSide, starts: tuple[IntVector, IntVector], ends: tuple[IntVector, IntVector]
) -> NDArray[np.float64]:
    """(beads, len(TOKEN_FEATURES)) of beads over source sentences starts[0]..ends[0] and target ones likewise."""
    (i, j), (i_end, j_end) = starts, ends
    shared, astray = _placed(target.asked, source.offered, (j, j_end), (i, i_end))
    other_shared, other_astray = _placed(source.asked, target.offered, (i, i_end), (j, j_end))
    ours, theirs = _how_many(source.numbers, i, i_end), _how_many(target.numbers, j, j_end)
    both = np.zeros(len(i))
    ours_of, theirs_of = _Totals(source.numbers), _Totals(target.numbers)
    beads = np.flatnonzero((ours > 0) & (theirs > 0))
    spans = np.stack([i[beads], i_end[beads], j[beads], j_end[beads]], axis=1).tolist()
    for bead, (start, end, other, other_end) in zip(beads.tolist(), spans, strict=True):
        counts = theirs_of[other, other_end]
        both[bead] = sum(min(count, counts[number]) for number, count in ours_of[start, end].items())
    pair = (i < i_end) & (j < j_end)
    columns = [both, ours - both, theirs - both, shared + other_shared, astray + other_astray]
    rows = np.stack([*(column * pair for column in columns), columns[-1] * ~pair], axis=1)
    return np.minimum(rows, _MOST)


def _how_many(numbers: Sequence[Counter[float]], start: IntVector, end: IntVector) -> IntVector:
    """The numbers in sentences start..end."""
    before = np.concatenate([[0], np.cumsum([counter.total() for counter in numbers], dtype=np.int64)])
    count: IntVector = before[end] - before[start]
    return count


class _Totals(dict[tuple[int, int], Counter[float]]):
    """All numbers of sentences start..end; many beads ask for the same."""

    def __init__(self, numbers: Sequence[Counter[float]]) -> None:
        super().__init__()
        self.numbers = numbers

    def __missing__(self, span: tuple[int, int]) -> Counter[float]:
        self[span] = Counter(chain.from_iterable(map(Counter.elements, self.numbers[slice(*span)])))
        return self[span]


def _placed(
    asked: Sequence[set[str]],
    offered: Sequence[set[str]],
    asking: tuple[IntVector, IntVector],
    around: tuple[IntVector, IntVector],
) -> tuple[IntVector, IntVector]:
    """For beads, the tokens asked for by sentences of one side that the other offers: inside them, and only near them.

    Args:
        asked: tokens of each sentence of the one side.
        offered: tokens of each sentence of the other.
        asking: sentences of the one side in each bead: start and end.
        around: sentences of the other side in each bead.
    """
    found = _found(asked, offered)
    before = np.concatenate([[0], np.cumsum([len(tokens) for tokens in found], dtype=np.int64)])
    many = before[asking[1]] - before[asking[0]]  # tokens to each bead, taken one by one
    bead = np.repeat(np.arange(len(many)), many)
    token = np.arange(len(bead)) + np.repeat(before[asking[0]] - np.cumsum(many) + many, many)
    width = len(offered) + 2 * NEAR + 1
    places = list(chain.from_iterable(found))  # of each token
    counts = [len(row) for row in places]
    offers = np.fromiter(chain.from_iterable(places), np.int64, sum(counts))
    keys = np.repeat(np.arange(len(counts)), counts) * width + offers + NEAR

    def between(start: IntVector, end: IntVector) -> NDArray[np.bool_]:
        low, high = (np.searchsorted(keys, token * width + edge[bead] + NEAR) for edge in (start, end))
        some: NDArray[np.bool_] = low < high
        return some

    inside = between(*around)
    near = between(around[0] - NEAR, around[1] + NEAR) & ~inside
    return np.bincount(bead[inside], minlength=len(many)), np.bincount(bead[near], minlength=len(many))


def _found(asked: Sequence[set[str]], offered: Sequence[set[str]]) -> list[list[list[int]]]:
    """For each sentence, for each token it asks for, the sentences of the other side that offer it, ascending."""
    wanted = set().union(*asked)
    places: dict[str, list[int]] = {}
    for index, tokens in enumerate(offered):
        for token in tokens & wanted:
            places.setdefault(token, []).append(index)
    return [[places[token] for token in sorted(tokens) if token in places] for tokens in asked]


def _names(text: str) -> set[str]:
    """Capitalised words, lower-cased, without apostrophes."""
    found = {name.replace("'", "").replace("’", "").lower() for name in _NAME.findall(text)}
    return {
        name.removesuffix("s") if "’s" in text or "'s" in text else name
        for name in found
        if len(name) >= _LEAST_LETTERS
    }


def _latin(text: str) -> set[str]:
    """The Latin words, in lower case."""
    if text.isascii():
        return set(_LATIN.findall(text.lower()))
    return set(map(str.lower, _LATIN.findall(text)))


def _spelt(text: str) -> set[str]:
    """The pinyin of one to three neighbouring characters (张三丰), and the Latin words that stand in the text."""
    from tm.text.words import pinyin

    one = pinyin(text)
    two = list(map(add, one, one[1:]))
    return {*_latin(text), *one, *two, *map(add, two, one[2:])}
