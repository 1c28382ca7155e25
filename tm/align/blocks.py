"""Cutting a book where both sides surely meet, so that each block is aligned in bounded memory.

The way through a book is found from the few nearest sentences of each, not from the nearest alone: in a book that
repeats itself the nearest may be any of the copies, and only the monotone path through all tells which.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tm.align.band import JUMP_COST, LEAST_COSINE, SENTENCE_RATIO, fair_ratio
from tm.encode.arrays import FloatMatrix, FloatVector, IntVector

BLOCK_SENTENCES = 1000  # of the source or the target between two cuts, at least
_PATIENCE = 3  # blocks' length after which a lone anchor is good enough for a cut

NEAREST = 10  # target sentences looked at for each of the source; a passage may be repeated as often
_BACK = 48  # source sentences back that a step of the path may skip at the price of its jump
_FAR_COST = 2.0  # of a step that skips more, on the scale of cosines
_BUCKET = 32  # target sentences that far steps take together
_BLOCK = 512  # source sentences compared with all target sentences at once

Boundary = tuple[int, int]  # source and target sentences before it


def find_cuts(
    anchors: Sequence[tuple[int, int]], lengths: tuple[int, int], *, size: int = BLOCK_SENTENCES
) -> list[Boundary]:
    """The boundaries that divide two texts into blocks: the start, cuts between them, the end.

    A cut follows an anchor whose neighbours before and after are anchors too: three pairs of sentences in a row that
    are each other's best. Where a text has none for long, a lone anchor has to do.

    Args:
        anchors: a monotone chain of sentence pairs.
        lengths: source and target sentences.
        size: sentences of a block on its longer side, from which on a cut is sought.
    """
    known = set(anchors)
    cuts: list[Boundary] = [(0, 0)]
    for i, j in anchors:
        length = max(i + 1 - cuts[-1][0], j + 1 - cuts[-1][1])
        firm = (i - 1, j - 1) in known and (i + 1, j + 1) in known
        if length >= size * (1 if firm else _PATIENCE):
            cuts.append((i + 1, j + 1))
    if len(cuts) > 1 and max(lengths[0] - cuts[-1][0], lengths[1] - cuts[-1][1]) < size / 4:
        cuts.pop()  # a short rest belongs to the last block
    return [*cuts, lengths]


def find_path(source: FloatMatrix, target: FloatMatrix) -> list[Boundary]:
    """Sentence pairs of the heaviest monotone path, the target among the NEAREST of the source.

    Time grows with n, but for the comparison of all with all.

    Args:
        source: (n, dim) centred sentence vectors, rows of norm 1; n >= 1.
        target: (m, dim) the same; m >= 1.
    """
    near, weight = _nearest(source, target)
    n, width = near.shape
    ratio = fair_ratio(n, len(target), SENTENCE_RATIO)
    total = np.full((n, width), -np.inf)
    back = np.full((n, width), -1)  # number of the pair before: row * width + column
    far = _Far(len(target))
    for i in range(n):
        start = -0.3 * JUMP_COST * np.log1p(np.abs(near[i] - i * ratio) / 3)
        reached, origin = far.best(near[i])
        better = reached - _FAR_COST > start
        best, came = np.where(better, reached - _FAR_COST, start), np.where(better, origin, -1)
        low = max(0, i - _BACK)
        if low < i:
            rows = np.repeat(np.arange(low, i), width)
            step = near[i][:, None] - near[low:i].ravel()[None, :]
            jump = np.abs(step - (i - rows)[None, :] * ratio)
            value = total[low:i].ravel()[None, :] - JUMP_COST * np.log1p(np.maximum(0.0, jump - 1) / 3)
            value[step <= 0] = -np.inf
            top = value.argmax(axis=1)
            reached = value[np.arange(width), top]
            better = reached > best
            best, came = np.where(better, reached, best), np.where(better, low * width + top, came)
        total[i], back[i] = best + weight[i], came
        if i >= _BACK:
            far.add(near[i - _BACK], total[i - _BACK], (i - _BACK) * width + np.arange(width))
    path, at = [], int(total.argmax())
    while at >= 0:
        i, column = divmod(at, width)
        if weight[i, column] > 0:
            path.append((i, int(near[i, column])))
        at = int(back[i, column])
    return path[::-1]


class _Far:
    """The best pairs that lie far back, by buckets of the target."""

    def __init__(self, length: int) -> None:
        self.total = np.full(length // _BUCKET + 2, -np.inf)  # the best pair in the buckets before each
        self.origin = np.full(len(self.total), -1)

    def best(self, target: IntVector) -> tuple[FloatVector, IntVector]:
        """The total and the number of the best pair before the bucket of each target sentence."""
        return self.total[target // _BUCKET], self.origin[target // _BUCKET]

    def add(self, target: IntVector, total: FloatVector, number: IntVector) -> None:
        """Take in pairs."""
        for bucket, value, pair in zip((target // _BUCKET + 1).tolist(), total.tolist(), number.tolist(), strict=True):
            stop = bucket + int(np.searchsorted(self.total[bucket:], value))  # totals never fall along the buckets
            self.total[bucket:stop], self.origin[bucket:stop] = value, pair


def _nearest(source: FloatMatrix, target: FloatMatrix) -> tuple[IntVector, FloatVector]:
    """(n, k) the nearest target sentences of each of the source, and how far their cosine lies over LEAST_COSINE."""
    width = min(NEAREST, len(target))
    near, weight = np.empty((len(source), width), np.int64), np.empty((len(source), width))
    for at in range(0, len(source), _BLOCK):
        cosines = source[at : at + _BLOCK] @ target.T
        found = np.argpartition(-cosines, width - 1, axis=1)[:, :width]
        near[at : at + _BLOCK] = found
        weight[at : at + _BLOCK] = np.maximum(0.0, np.take_along_axis(cosines, found, axis=1) - LEAST_COSINE)
    return near, weight
