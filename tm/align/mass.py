"""Clause mass: where the clauses of each sentence find their counterpart on the other side.

Each clause hands out its tokens to the sentences near the place that the first pass gave its own sentence, by a
softmax over the best cosine with any phrase of each, a null competitor among them. A bead is good when its sentences
hand their mass to each other and little beyond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.spans import EncodedSide
from tm.encode.arrays import FloatVector, IntVector

MASS_FEATURES = (
    "mass_inside_share",
    "mass_outside_share",
    "mass_outside_root",
    "mass_outside",
    "mass_least_share",  # of the sentences of a side with several
    "mass_inside",
    "null_mass_share",
    "null_mass",
)
TEMPERATURE = 0.06
NULL_COSINE = 0.3  # the null competitor
FREE_DISTANCE = 2  # sentences beyond the first pass's interval that cost nothing
DISTANCE_COST = 0.6  # a sentence beyond those
REACH = 6  # sentences beyond the interval that are looked at
_ROWS = 16  # sentences that hand out at once
_NEAR = 8  # sentences around a bead that count as outside
_LEAST_MASS = 0.3  # tokens; keeps the share of a sentence that hands out nearly nothing from being noise
_MOST_SENTENCES = 5  # on one side of a bead


@dataclass(frozen=True, slots=True)
class Mass:
    """What the sentences of one side hand to those of the other."""

    first: IntVector  # (n,) the other side's sentence of column 0; may be negative
    running: FloatVector  # (n, width + 1) mass handed to the columns before each
    tokens: FloatVector  # (n,) tokens of the sentence

    def handed(self, rows: IntVector, start: IntVector, end: IntVector) -> FloatVector:
        """Mass that each row hands to sentences start..end of the other side."""
        width = self.running.shape[1] - 1
        low = np.clip(start - self.first[rows], 0, width)
        high = np.clip(end - self.first[rows], 0, width)
        total: FloatVector = self.running[rows, high] - self.running[rows, low]
        return np.maximum(total, 0.0)


def hand_out(giver: EncodedSide, taker: EncodedSide, start: IntVector, end: IntVector) -> Mass:
    """The mass of each of n sentences over the other side, given the interval start..end it was first aligned with."""
    n, m = len(giver.texts), len(taker.texts)
    width = int((end - start).max()) + 2 * REACH
    first = start - REACH
    low, high = np.maximum(first, 0), np.minimum(end + REACH, m)
    clause_start, weights = giver.parts.clause_start, giver.parts.clause_tokens.astype(np.float64)
    mass = np.zeros((n, width))
    for row in range(0, n, _ROWS):
        rows = np.arange(row, min(row + _ROWS, n))
        near = np.arange(low[rows].min(), max(high[rows].max(), low[rows].min() + 1))
        starts = clause_start[rows]
        clauses = slice(int(starts[0]), int(clause_start[rows[-1] + 1]))
        best = _best_cosines(giver, clauses, taker, near)
        distance = np.maximum(start[rows, None] - near, near - end[rows, None] + 1) - FREE_DISTANCE
        cost = DISTANCE_COST * np.maximum(0, distance)
        cost[(near < low[rows, None]) | (near >= high[rows, None])] = np.inf
        shares = np.exp((best - NULL_COSINE) / TEMPERATURE - cost.repeat(np.diff([*starts, clauses.stop]), axis=0))
        shares *= (weights[clauses] / (1 + shares.sum(axis=1)))[:, None]
        handed = np.add.reduceat(shares, starts - starts[0], axis=0)
        place, column = np.nonzero(np.isfinite(cost))
        mass[rows[place], near[column] - first[rows[place]]] = handed[place, column]
    running = np.concatenate([np.zeros((n, 1)), mass.cumsum(axis=1)], axis=1)
    return Mass(first, running, np.add.reduceat(weights, clause_start[:-1]))


def _best_cosines(giver: EncodedSide, clauses: slice, taker: EncodedSide, sentences: IntVector) -> FloatVector:
    """(clauses, sentences) the best cosine of each clause with any phrase of each sentence."""
    bounds = taker.phrase_start[sentences[0] : sentences[-1] + 2]
    cosines = giver.clauses[clauses] @ taker.phrases[bounds[0] : bounds[-1]].T
    return np.maximum.reduceat(cosines, bounds[:-1] - bounds[0], axis=1).astype(np.float64)


def mass_features(
    source: Mass, target: Mass, starts: tuple[IntVector, IntVector], ends: tuple[IntVector, IntVector]
) -> NDArray[np.float64]:
    """(beads, len(MASS_FEATURES)) of beads over source sentences starts[0]..ends[0] and target ones likewise."""
    (i, j), (i_end, j_end) = starts, ends
    of_source = _side(source, i, i_end, j, j_end)
    of_target = _side(target, j, j_end, i, i_end)
    inside, outside = of_source.inside + of_target.inside, of_source.outside + of_target.outside
    null = (i == i_end) | (j == j_end)
    several = (i_end - i > 1) | (j_end - j > 1)
    columns = [
        of_source.inside / of_source.size + of_target.inside / of_target.size,
        of_source.outside / of_source.size + of_target.outside / of_target.size,
        np.sqrt(of_source.outside) + np.sqrt(of_target.outside),
        outside / 10,
        np.where(several, np.minimum(of_source.least_share, of_target.least_share), 0.0),
        inside / 10,
    ]
    columns = [np.where(null, 0.0, column) for column in columns]
    everything = of_source.everything + of_target.everything
    size = np.where(i == i_end, of_target.size, of_source.size)
    columns += [np.where(null, everything / size, 0.0), np.where(null, everything / 10, 0.0)]
    return np.stack(columns, axis=1)


@dataclass(frozen=True, slots=True)
class _SideMass:
    size: FloatVector  # tokens of the bead's sentences on this side, at least 1
    inside: FloatVector  # mass handed to the bead's other side
    outside: FloatVector  # mass handed to sentences around it
    everything: FloatVector  # mass handed to any sentence
    least_share: FloatVector  # lowest inside share of one sentence, where there are several


def _side(mass: Mass, start: IntVector, end: IntVector, other: IntVector, other_end: IntVector) -> _SideMass:
    count = len(start)
    size, inside, near, everything = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    least = np.ones(count)
    for step in range(_MOST_SENTENCES):
        has = start + step < end
        rows = np.where(has, start + step, 0)
        if not len(mass.tokens):
            break
        handed = np.where(has, mass.handed(rows, other, other_end), 0.0)
        around = np.where(has, mass.handed(rows, other - _NEAR, other_end + _NEAR), 0.0)
        size += np.where(has, mass.tokens[rows], 0.0)
        inside += handed
        near += around
        everything += np.where(has, mass.running[rows, -1], 0.0)
        share = handed / np.maximum(around, _LEAST_MASS)
        least = np.where(has & (end - start > 1), np.minimum(least, share), least)
    return _SideMass(np.maximum(size, 1.0), inside, np.maximum(near - inside, 0.0), everything, least)
