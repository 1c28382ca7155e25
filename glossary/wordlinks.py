"""Which words of a bead translate each other: IBM model 1 in both directions, started from what an encoder knows.

A few hundred beads are too few to learn a dictionary from counts alone. So each word pair starts with the cosine of
its two words (or its equality in digits, letters or pinyin), and the counts of the corpus move it from there; places
far from the diagonal of the bead weigh less. With links from systran-align (which knows counts only) in their place,
.44 of the terms of a single article found their English instead of .82.
Sources: Brown et al. 1993 (model 1); Dyer, Chahuneau & Smith 2013 (the diagonal).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.candidates import skeleton
from glossary.phrases import FUNCTION_WORDS, Word, words
from tm.text.words import pinyin, tag

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.encode.arrays import FloatMatrix
    from tm.encode.encoder import Encoder

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Places = NDArray[np.int32]  # numbers of what every place has, of which there may be millions

_TEMPERATURE = 0.1  # of the cosine; .07 and .14 gave the same accuracy (within .005)
_DIAGONAL = 2.0
_PRIOR_COUNT = 20.0  # how many occurrences the start weighs as much as; 5 and 60 gave the same
_ROUNDS = 5
_NULL = 0.02  # weight of the empty word, as a share of the mean cell


@dataclass(frozen=True, slots=True)
class LinkedBead:
    """A bead cut into words, with the strength of every link; z Chinese words, e English words.

    Each column of `to_chinese` and each row of `to_english` sums to about 1.
    """

    chinese: str  # folded, without quotation marks
    chinese_words: tuple[tuple[int, int], ...]  # offsets into `chinese`
    english: str
    english_words: tuple[Word, ...]
    to_chinese: FloatMatrix  # (z, e) the share of an English word that comes from a Chinese one
    to_english: FloatMatrix  # (z, e) the share of a Chinese word that goes to an English one
    similarity: FloatMatrix  # (z, e) cosine of the words; zeros without an encoder


def link(pairs: Sequence[tuple[str, str]], *, encoder: Encoder | None) -> tuple[LinkedBead, ...]:
    """The beads with their word links, in order; pairs are (Chinese, English)."""
    import numpy as np

    if not pairs:
        return ()
    cut = [_cut(chinese) for chinese, _ in pairs]
    english = [words(text) for _, text in pairs]
    chinese_ids = _number(text[a:b] for text, offsets in cut for a, b in offsets)
    english_ids = _number(word.stem for row in english for word in row)
    rows = [np.array([chinese_ids[text[a:b]] for a, b in offsets], np.int64) for text, offsets in cut]
    columns = [np.array([english_ids[word.stem] for word in row], np.int64) for row in english]
    similarity = _similarity(list(chinese_ids), list(english_ids), rows, columns, encoder)
    width = max(len(english_ids), 1)
    cells = _Cells(rows, columns, width)
    start = np.exp(cells.firsts(similarity) / _TEMPERATURE)
    same = np.array(sorted(_same_words(chinese_ids, english_ids)), np.int64)
    start[np.isin(cells.pairs, same)] *= np.exp(1 / _TEMPERATURE)
    functional = np.array([word in FUNCTION_WORDS for word in english_ids], bool)
    start[functional[cells.pairs % width]] *= 0.3
    to_chinese = cells.train(start, cells.pairs // width, cells.column_of)
    to_english = cells.train(start, cells.pairs % width, cells.row_of)
    return tuple(
        LinkedBead(text, offsets, pair[1], *bead)
        for (text, offsets), pair, *bead in zip(cut, pairs, english, to_chinese, to_english, similarity, strict=True)
    )


def _cut(chinese: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, offsets, at = skeleton(chinese), [], 0
    for word, _ in tag(text):
        if any(char.isalnum() for char in word):
            offsets.append((at, at + len(word)))
        at += len(word)
    return text, tuple(offsets)


def _number(items: Iterable[str]) -> dict[str, int]:
    return {item: number for number, item in enumerate(dict.fromkeys(items))}


def _similarity(
    chinese: list[str], english: list[str], rows: list[Ints], columns: list[Ints], encoder: Encoder | None
) -> list[FloatMatrix]:
    """Cosine of the words of each bead: (z, e) for each."""
    import numpy as np

    if encoder is None:
        return [np.zeros((len(row), len(column)), np.float32) for row, column in zip(rows, columns, strict=True)]
    left, right = encoder.encode(chinese), encoder.encode(english)
    return [left[row] @ right[column].T for row, column in zip(rows, columns, strict=True)]


def _same_words(chinese_ids: dict[str, int], english_ids: dict[str, int]) -> set[int]:
    """Cells of words that are the same number or letters, or a name and its pinyin; as z * len(english_ids) + e."""
    cells = set()
    for word, number in chinese_ids.items():
        forms = spellings(word) | {word.lower()}
        cells |= {number * len(english_ids) + english_ids[form] for form in forms if form in english_ids}
    return cells


def spellings(chinese: str) -> set[str]:
    """The pinyin of every run of syllables, three letters or more: 黄冈市 gives huanggang, huanggangshi, gang."""
    syllables = pinyin(chinese)
    runs = {
        "".join(syllables[start:end])
        for start in range(len(syllables))
        for end in range(start + 1, min(start + 5, len(syllables)) + 1)
    }
    return {run for run in runs if len(run) >= 3}


class _Cells:
    """Every (Chinese word, English word) place of every bead, laid out flat."""

    def __init__(self, rows: list[Ints], columns: list[Ints], english_count: int) -> None:
        import numpy as np

        self.shapes = [(len(row), len(column)) for row, column in zip(rows, columns, strict=True)]
        empty = np.zeros(0, np.int64)
        small = np.zeros(0, np.int32)
        keys, row_of, column_of, near, row_at, column_at = [empty], [small], [small], [np.zeros(0)], 0, 0
        for row, column in zip(rows, columns, strict=True):
            z, e = len(row), len(column)
            keys.append((row[:, None] * english_count + column[None, :]).ravel())
            row_of.append(np.repeat(np.arange(row_at, row_at + z, dtype=np.int32), e))
            column_of.append(np.tile(np.arange(column_at, column_at + e, dtype=np.int32), z))
            distance = np.abs(np.arange(z)[:, None] / max(z, 1) - np.arange(e)[None, :] / max(e, 1))
            near.append(np.exp(-_DIAGONAL * distance).ravel())
            row_at, column_at = row_at + z, column_at + e
        self.row_of, self.column_of = np.concatenate(row_of), np.concatenate(column_of)
        self._near = np.concatenate(near)
        self.pairs, self._first, pair_of = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)
        self._pair_of = pair_of.astype(np.int32)

    def firsts(self, matrices: Sequence[FloatMatrix]) -> Floats:
        """The value of every word pair, from the first place where it stands."""
        import numpy as np

        values: Floats = np.concatenate([matrix.ravel() for matrix in matrices])[self._first].astype(np.float64)
        return values

    def train(self, start: Floats, given: Ints, group: Places) -> list[FloatMatrix]:
        """The share of each place in its group after training: (z, e) for each bead.

        Args:
            start: weight of every word pair before training.
            given: the word of every pair that the other word is drawn from.
            group: for every place, the number of its row or column: what was drawn.
        """
        import numpy as np

        count = int(given.max(initial=-1)) + 1
        prior = start / np.bincount(given, start, count)[given]
        table = prior
        size = np.maximum(np.bincount(group), 1)
        for _ in range(_ROUNDS):
            weight = table[self._pair_of] * self._near
            total = np.bincount(group, weight)
            share = weight / (total * (1 + _NULL / size) + 1e-12)[group]
            counts = np.bincount(self._pair_of, share, len(start)) + _PRIOR_COUNT * prior
            table = counts / np.bincount(given, counts, count)[given]
        weight = table[self._pair_of] * self._near
        links = np.asarray(weight / (np.bincount(group, weight) + 1e-12)[group], np.float32)
        ends = np.cumsum([z * e for z, e in self.shapes])
        return [part.reshape(shape) for part, shape in zip(np.split(links, ends[:-1]), self.shapes, strict=True)]
