"""Which clauses share words: by how often each two words of a text pair meet in clauses aligned so far.

A name, or whatever else a text repeats, is rendered alike throughout. What a clause itself adds to a count is taken
out before it is judged by it; so a word that occurs once says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import add

import numpy as np
from numpy.typing import NDArray

from tm.align.grid import CLAUSE_TYPES, Cells, Grid, box
from tm.encode.arrays import FloatMatrix, FloatVector, IntVector

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+|\d+")
_ASCII_RUN = re.compile("[a-z]+|[0-9]+")  # the same of plain English, in half the time
_IDEOGRAPHS = "\u3400", "\u9fff"
_STEM = 6  # letters of a word that count: inflections meet
_VOCABULARY = 2000  # words of a side, the most frequent of those that recur
_DISCOUNT = 0.4  # taken from every count: a single meeting says little
_LEAST_SHARE = 0.02  # of a clause bead whose words are counted
_BLOCK = 4096  # cells judged at once
_STEP = 4  # words: clauses are padded to multiples of it

WORD_FEATURES = ("words_source", "words_target", "words_least_root", "words_least")


def clause_words(text: str) -> set[str]:
    """Single ideographs and pairs of neighbours; of other scripts the words, in lower case, cut to their stem."""
    if text.isascii():
        return {run[:_STEM] for run in _ASCII_RUN.findall(text.lower())}
    found: set[str] = set()
    for run in _RUN.findall(text.lower()):
        if _IDEOGRAPHS[0] <= run[0] <= _IDEOGRAPHS[1]:
            found.update(run)
            found.update(map(add, run, run[1:]))
        else:
            found.add(run[:_STEM])
    return found


class Vocabulary:
    """The recurring words of one side; c clauses."""

    def __init__(self, clauses: Sequence[str], most: int) -> None:
        """`most`: words kept of a clause."""
        sets = [clause_words(clause) for clause in clauses]
        counts = Counter(chain.from_iterable(sets))
        recurring = sorted((-count, word) for word, count in counts.items() if count > 1)
        number = {word: index for index, (_, word) in enumerate(recurring[:_VOCABULARY])}  # the most frequent first
        rows = [sorted([number[word] for word in words if word in number], reverse=True)[:most] for words in sets]
        self.size = len(number)
        self.words = np.full((len(rows), most), self.size)  # padded with a number that stands for no word
        self.counts = np.array([len(row) for row in rows])  # of each clause
        self.words[np.arange(most) < self.counts[:, None]] = list(chain.from_iterable(rows))


def word_cells(grid: Grid, posterior: NDArray[np.float64], source: Vocabulary, target: Vocabulary) -> FloatVector:
    """(2, cells) for each cell, how well its source clause's words are met by its target clause, and the reverse.

    Each word counts with its best Dice coefficient of expected counts.

    Args:
        grid: of the clauses.
        posterior: (nodes, clause types) of the grid's beads.
        source: words of the source clauses.
        target: words of the target clauses.
    """
    cells, share = grid.cells, _shares(grid, posterior)
    met, source_count, target_count, own = _counts(cells, share, source, target)
    rest = source_count[source.words] - np.bincount(cells.source, share, len(source.words))[:, None]
    rest = np.maximum(rest, 0.0).astype(np.float32)
    result = np.zeros((2, len(share)))
    for block, most, other_most in _alike(source.counts[cells.source], target.counts[cells.target]):
        p, q = cells.source[block], cells.target[block]
        v, w = np.ascontiguousarray(source.words[p, :most].T), np.ascontiguousarray(target.words[q, :other_most].T)
        mine = own[p, w]
        both = np.maximum(met[v[:, None], w] - (mine + _DISCOUNT), 0.0)  # (source words, target words, cells)
        others = np.maximum(target_count[w] - mine, 0.0) + 1.0
        both /= np.ascontiguousarray(rest[p, :most].T)[:, None] + others
        result[0, block], result[1, block] = both.max(axis=1).sum(axis=0), both.max(axis=0).sum(axis=0)
    return 2 * result


def _alike(source: IntVector, target: IntVector) -> Iterator[tuple[IntVector, int, int]]:
    """Cells of about as many words on either side, at most _BLOCK at once, with the most on either; none without words.

    So little of what is compared is padding.
    """
    sizes = [-(-count // _STEP) * _STEP for count in (source, target)]
    width = int(sizes[1].max(initial=0)) + 1
    keys = np.where((source > 0) & (target > 0), sizes[0] * width + sizes[1], 0)
    for key in np.unique(keys[keys > 0]).tolist():
        cells = np.flatnonzero(keys == key)
        for at in range(0, len(cells), _BLOCK):
            yield cells[at : at + _BLOCK], *divmod(key, width)


def word_features(grid: Grid, cells: FloatVector, nodes: IntVector, types: IntVector) -> NDArray[np.float32]:
    """(beads, len(WORD_FEATURES)) of clause beads that end at the nodes; `cells` as `word_cells` gives them."""
    features = np.zeros((len(nodes), len(WORD_FEATURES)), np.float32, order="F")
    for number, size in enumerate(CLAUSE_TYPES):
        rows = np.flatnonzero(types == number)
        if not (size[0] and size[1] and len(rows)):
            continue
        of_source = box(grid, cells[0], nodes[rows], size).max(axis=1).sum(axis=0)
        of_target = box(grid, cells[1], nodes[rows], size).max(axis=0).sum(axis=0)
        least = np.minimum(of_source, of_target)
        features[rows] = np.stack([of_source, of_target, np.sqrt(least), least], axis=1)
    return features


def _shares(grid: Grid, posterior: NDArray[np.float64]) -> FloatVector:
    """(cells,) how much of each is expected to be aligned: the beads that hold it, each spread over its cells."""
    share = np.zeros(len(grid.cells.source))
    for number, (a, b) in enumerate(CLAUSE_TYPES):
        nodes = np.flatnonzero(posterior[:, number] > _LEAST_SHARE)
        if not (a and b and len(nodes)):
            continue
        p, q = (side[nodes].astype(np.int64) - 1 for side in (grid.lattice.source, grid.lattice.target))
        for source in range(a):
            for target in range(b):
                np.add.at(share, grid.cells.at(p - source, q - target), posterior[nodes, number] / max(a, b))
    return share


def _counts(
    cells: Cells, share: FloatVector, source: Vocabulary, target: Vocabulary
) -> tuple[FloatMatrix, FloatVector, FloatMatrix, FloatMatrix]:
    """Expected counts: of each two words together, of each source and target word, and of target words by clause."""
    used = np.flatnonzero(share > 0)
    p, q, share = cells.source[used], cells.target[used], share[used]
    width = target.size + 1
    keys = p[:, None] * width + target.words[q]
    counts = np.bincount(keys.ravel(), np.repeat(share, target.words.shape[1]), len(source.words) * width)
    own = counts.reshape(-1, width).astype(np.float32)
    own[:, -1] = 0.0
    pairs = (source.words[p] * width)[:, :, None] + target.words[q][:, None, :]
    times = np.repeat(share, source.words.shape[1] * target.words.shape[1])
    met = np.bincount(pairs.ravel(), times, (source.size + 1) * width).astype(np.float32).reshape(-1, width)
    met[:, -1] = 0.0
    met[-1] = 0.0  # padding meets nothing
    total = np.bincount(p, share, len(source.words))
    source_count = np.bincount(source.words.ravel(), np.repeat(total, source.words.shape[1]), source.size + 1)
    target_count: FloatMatrix = own.sum(axis=0)
    return met, source_count.astype(np.float64), target_count, own
