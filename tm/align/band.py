"""The band: which boundary pairs are worth looking at, found from sentences that are each other's best match."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tm.encode.arrays import FloatMatrix, FloatVector, IntVector

MARGIN = 6  # target boundaries kept on either side of the stretch between two anchors
LEAST_COSINE = 0.25  # of an anchor, centred vectors
JUMP_COST = 0.35  # of an anchor off the diagonal of the one before, on the scale of cosines
WIDE_GAP = 400  # sentences between two anchors on both sides, from which on only a diagonal strip is kept
STRIP = 200  # half width of that strip
LEAST_GAP = 4  # sentences between two anchors from which on their ratio speaks of an omission
GAP_LOG_RATIO = 0.7  # log of how far that ratio is off
SENTENCE_RATIO = 1.3  # English sentences to a Chinese one, in our gold
LOPSIDED = 3.0  # times the usual ratio: then one side holds what the other lacks, and sizes tell nothing
_BLOCK = 512  # source sentences compared with all target sentences at once


def fair_ratio(source: float, target: float, usual: float) -> float:
    """Target to source size; the usual one where a text has several times what the other can have."""
    ratio = target / max(1.0, source)
    return ratio if usual / LOPSIDED < ratio < usual * LOPSIDED else usual


@dataclass(frozen=True, slots=True)
class Band:
    """For each source boundary i the target boundaries low[i]..high[i], both included; n and m sentences."""

    low: IntVector  # (n + 1,) never falling
    high: IntVector  # (n + 1,) never falling
    start: IntVector  # (n + 2,) cells before row i
    source_gap: FloatVector  # (n,) how surely the sentence lies in a stretch the target lacks; 0 to 3
    target_gap: FloatVector  # (m,) the same the other way round

    def cells(self) -> tuple[IntVector, IntVector]:
        """Source and target boundary of each cell, row by row."""
        widths = np.diff(self.start)
        rows = np.repeat(np.arange(len(widths)), widths)
        return rows, np.arange(self.start[-1]) - self.start[rows] + self.low[rows]

    def node(self, source: IntVector, target: IntVector) -> IntVector:
        """The cell of each boundary pair; the number of cells where it lies outside the band."""
        rows = np.minimum(np.maximum(source, 0), len(self.low) - 1)  # np.clip takes thrice as long on few numbers
        inside = (source == rows) & (target >= self.low[rows]) & (target <= self.high[rows])
        return np.where(inside, self.start[rows] + target - self.low[rows], self.start[-1])


@dataclass(frozen=True, slots=True)
class Anchors:
    """Sentence pairs that are each other's best match."""

    source: IntVector  # rising
    target: IntVector
    weight: FloatVector  # cosine plus the margin over the second best


def find_band(source: FloatMatrix, target: FloatMatrix) -> Band:
    """The band around the anchors of two texts, MARGIN boundaries wider on either side; arguments as `mutual_best`."""
    n, m = len(source), len(target)
    ratio = fair_ratio(n, m, SENTENCE_RATIO)
    anchors = [(-1, -1), *anchor_chain(mutual_best(source, target), (n, m)), (n, m)]
    low, high = np.full(n + 1, m), np.zeros(n + 1, np.int64)
    source_gap, target_gap = np.zeros(n), np.zeros(m)
    for (i, j), (next_i, next_j) in pairwise(anchors):
        rows = np.arange(i + 1, next_i + 1)
        lows = np.full(len(rows), max(0, j + 1 - MARGIN))
        highs = np.full(len(rows), min(m, next_j + MARGIN))
        if next_i - i > WIDE_GAP and next_j - j > WIDE_GAP:
            middle = (j + (next_j - j) * (rows - i) / (next_i - i)).astype(np.int64)
            lows, highs = np.maximum(lows, middle - STRIP), np.minimum(highs, middle + STRIP)
        low[rows], high[rows] = np.minimum(low[rows], lows), np.maximum(high[rows], highs)
        between, between_target = next_i - i - 1, next_j - j - 1
        log_ratio = np.log((between * ratio + 2) / (between_target + 2))
        if between >= LEAST_GAP and log_ratio > GAP_LOG_RATIO:
            source_gap[i + 1 : next_i] = min(log_ratio, 3.0)
        if between_target >= LEAST_GAP * max(1.0, ratio) and log_ratio < -GAP_LOG_RATIO:
            target_gap[j + 1 : next_j] = min(-log_ratio, 3.0)
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high)
    low[0], high[n] = 0, m
    start = np.concatenate([[0], np.cumsum(high - low + 1)])
    return Band(low, high, start, source_gap, target_gap)


def mutual_best(source: FloatMatrix, target: FloatMatrix) -> Anchors:
    """The sentence pairs that are each other's best match.

    Args:
        source: (n, dim) centred sentence vectors, rows of norm 1; n >= 1.
        target: (m, dim) the same; m >= 1.
    """
    n, m = len(source), len(target)
    best, best_at, second = np.zeros(n), np.zeros(n, np.int64), np.full(n, -1.0)
    column_best, column_at = np.full(m, -np.inf), np.zeros(m, np.int64)
    for at in range(0, n, _BLOCK):
        cosines = source[at : at + _BLOCK] @ target.T
        rows = np.arange(len(cosines))
        nearest = cosines.argmax(axis=1)
        best_at[at : at + _BLOCK], best[at : at + _BLOCK] = nearest, cosines[rows, nearest]
        highest = cosines.argmax(axis=0)
        values = cosines[highest, np.arange(m)]
        better = values > column_best
        column_best[better], column_at[better] = values[better], highest[better] + at
        cosines[rows, nearest] = -1.0
        second[at : at + _BLOCK] = cosines.max(axis=1)
    index = np.arange(n)
    mutual = (column_at[best_at] == index) & (best > LEAST_COSINE)
    margin = np.maximum(0.0, best - second)
    return Anchors(index[mutual], best_at[mutual], (best - 0.2 + 2 * margin)[mutual])


def anchor_chain(anchors: Anchors, lengths: tuple[int, int]) -> list[tuple[int, int]]:
    """The heaviest monotone chain of anchors, jumps off the diagonal paid for by the log of their size."""
    source, target, weight = anchors.source, anchors.target, anchors.weight
    count, ratio = len(source), fair_ratio(*lengths, SENTENCE_RATIO)
    if not count:
        return []
    total, back = np.empty(count), np.full(count, -1)
    for k in range(count):
        total[k] = weight[k] - 0.3 * JUMP_COST * np.log1p(abs(target[k] - source[k] * ratio) / 3)
        before = np.flatnonzero(target[:k] < target[k])
        if len(before):
            jump = np.abs((target[k] - target[before]) - (source[k] - source[before]) * ratio)
            reached = total[before] + weight[k] - JUMP_COST * np.log1p(np.maximum(0.0, jump - 1) / 3)
            top = int(reached.argmax())
            if reached[top] > total[k]:
                total[k], back[k] = reached[top], before[top]
    chain, at = [], int(total.argmax())
    while at >= 0:
        chain.append((int(source[at]), int(target[at])))
        at = int(back[at])
    return chain[::-1]
