"""Cosine and length features of a bead: what the first pass scores every bead of the band by.

The features are functions of a bead's own cosine, of the cosines of the beads that one sentence more, one less or the
neighbours would give, and of how the two lengths compare. All are computed for one bead type at a time over an array
of nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tm.align.band import Band, fair_ratio, find_band
from tm.align.lattice import TYPES, Lattice, build_lattice
from tm.align.spans import LONGEST, EncodedSide
from tm.encode.arrays import FloatVector, IntVector

COSINE_FEATURES = (
    "null_log_length",
    "null_best_cosine",
    "null_in_gap",
    "cosine",
    "cosine_extra",  # times the number of sentences beyond 1-1
    "outside",  # mean cosine of the beads that take a neighbour instead
    "outside_extra",
    "length_ratio",  # |log| of the ratio of lengths, by the ratio of the whole texts
    "length_ratio_cosine",
    "length_ratio_extra",
    "length_z",  # |difference| over the root of the sum (Gale & Church 1993)
    "length_z_squared",
    "merge_gain",  # cosine gained by the sentence at an edge of the bead
    "merge_loss",  # its negative part
    "cosine_squared",
    "extension_gain",  # what taking one more sentence would gain: positive parts, and all
    "extension_change",
    "least_single",  # lowest 1-1 cosine inside a 1-n or n-1 bead
    "many_to_many",
    "split_loss",  # cosine over the best cut of an n-m bead in two
    "one_to_one_cosine",
    "in_gap",
)
_NUMBER = {size: number for number, size in enumerate(TYPES)}
_INDEX = {name: index for index, name in enumerate(COSINE_FEATURES)}
Paired = tuple[NDArray[np.bool_], NDArray[np.bool_]]  # (n,) and (m,) which sentences have a counterpart

BYTE_RATIO = 1.4  # English bytes to a Chinese one, in our gold
_SMOOTHING = 5.0  # bytes added to both lengths before their ratio
_OUT_OF_REACH = -0.2  # change of cosine counted for an extension that leaves the band


@dataclass(frozen=True)
class Evidence:
    """Both sides of an alignment with their band, lattice and cosines; n source and m target sentences."""

    source: EncodedSide
    target: EncodedSide
    band: Band
    lattice: Lattice
    cosines: NDArray[np.float32]  # (LONGEST, LONGEST, nodes + 1): k + 1 source, l + 1 target sentences ending here
    paired: Paired

    @cached_property
    def source_length(self) -> FloatVector:
        """(n + 1,) UTF-8 bytes before each source boundary."""
        return _running_bytes(self.source.texts)

    @cached_property
    def target_length(self) -> FloatVector:
        """(m + 1,) the same for the target."""
        return _running_bytes(self.target.texts)

    @cached_property
    def gaps(self) -> tuple[FloatVector, FloatVector]:
        """(n + 1,) and (m + 1,) the summed signal, before each boundary, that sentences lack a counterpart."""
        band = self.band
        return np.append(0.0, np.cumsum(band.source_gap)), np.append(0.0, np.cumsum(band.target_gap))

    @cached_property
    def ratio(self) -> float:
        """Target bytes to a source byte, over the sentences that have a counterpart."""
        source, target = np.diff(self.source_length) @ self.paired[0], np.diff(self.target_length) @ self.paired[1]
        return fair_ratio(float(source), float(target), BYTE_RATIO)


def gather_evidence(source: EncodedSide, target: EncodedSide) -> Evidence:
    """The band, the lattice and the cosines between two encoded sides, each of at least one sentence."""
    band = find_band(source.spans[0], target.spans[0])
    paired = band.source_gap == 0, band.target_gap == 0
    return Evidence(source, target, band, build_lattice(band), _cosines(source, target, band), paired)


def cosine_features(evidence: Evidence, bead_type: int, nodes: IntVector) -> NDArray[np.float64]:
    """(len(nodes), len(COSINE_FEATURES)) of the beads of one type that end at the nodes."""
    a, b = TYPES[bead_type]
    features = np.zeros((len(nodes), len(COSINE_FEATURES)), order="F")
    look = _Lookup(evidence, nodes)
    columns = _null_features(look, a, b) if 0 in (a, b) else _pair_features(look, a, b)
    for name, values in columns.items():
        features[:, _INDEX[name]] = values
    return features


class _Lookup:
    """Cosines and lengths around the beads that end at given nodes."""

    def __init__(self, evidence: Evidence, nodes: IntVector) -> None:
        self.evidence, self.nodes = evidence, nodes
        self.i = evidence.lattice.source[nodes].astype(np.int64)
        self.j = evidence.lattice.target[nodes].astype(np.int64)
        self._nodes: dict[tuple[int, int], NDArray[np.integer]] = {(0, 0): nodes}

    def cosine(self, a: int, b: int, di: int = 0, dj: int = 0) -> FloatVector:
        """Cosine of the a-b bead that ends di, dj further on; nan where it leaves the band or is too large."""
        if not (1 <= a <= LONGEST and 1 <= b <= LONGEST and a + b <= LONGEST + 1):
            return np.full(len(self.i), np.nan)
        cosines: FloatVector = self.evidence.cosines[a - 1, b - 1].take(self._node(di, dj)).astype(np.float64)
        return cosines

    def _node(self, di: int, dj: int) -> NDArray[np.integer]:
        """The node that lies di, dj further on; the missing one outside the band."""
        if (di, dj) not in self._nodes:
            lattice = self.evidence.lattice
            if (di, dj) in _NUMBER:
                node = lattice.after[self.nodes, _NUMBER[di, dj]]
            elif (-di, -dj) in _NUMBER:
                node = lattice.before[self.nodes, _NUMBER[-di, -dj]]
            else:
                node = self.evidence.band.node(self.i + di, self.j + dj)
            self._nodes[di, dj] = node
        return self._nodes[di, dj]

    def lengths(self, a: int, b: int) -> tuple[FloatVector, FloatVector]:
        """Source bytes, in target bytes by the ratio of the texts, and target bytes of the bead."""
        evidence = self.evidence
        source = evidence.source_length[self.i] - evidence.source_length[self.i - a]
        target = evidence.target_length[self.j] - evidence.target_length[self.j - b]
        return source * evidence.ratio, target

    def gaps(self, a: int, b: int) -> FloatVector:
        """Summed signal of the bead's sentences that they lie in an omitted or inserted stretch."""
        source, target = self.evidence.gaps
        total: FloatVector = source[self.i] - source[self.i - a] + target[self.j] - target[self.j - b]
        return total


def _null_features(look: _Lookup, a: int, b: int) -> dict[str, FloatVector]:
    source, target = look.lengths(a, b)
    beside = look.cosine(1, 1, 0, 1) if b == 0 else look.cosine(1, 1, 1, 0)
    best = np.fmax(look.cosine(1, 1), beside)
    return {
        "null_log_length": np.log1p(source + target),
        "null_best_cosine": np.fmax(best, 0.0),
        "null_in_gap": look.gaps(a, b),
    }


def _pair_features(look: _Lookup, a: int, b: int) -> dict[str, FloatVector]:
    cosine, extra = look.cosine(a, b), a + b - 2
    outside = _mean_or_zero(
        [look.cosine(a, 1, 0, 1), look.cosine(a, 1, 0, -b), look.cosine(1, b, 1, 0), look.cosine(1, b, -a, 0)]
    )
    source, target = look.lengths(a, b)
    ratio = np.abs(np.log((source + _SMOOTHING) / (target + _SMOOTHING)))
    z = np.abs(target - source) / np.sqrt(target + source + 1)
    gain = _merge_gain(look, a, b, cosine)
    larger = [
        look.cosine(a, b + 1, 0, 1),
        look.cosine(a, b + 1),
        look.cosine(a + 1, b, 1, 0),
        look.cosine(a + 1, b),
    ]
    changes = np.stack(larger) - cosine
    changes[np.isnan(changes)] = _OUT_OF_REACH
    return {
        "cosine": cosine,
        "cosine_extra": cosine * extra,
        "outside": outside,
        "outside_extra": outside * extra,
        "length_ratio": ratio,
        "length_ratio_cosine": ratio * cosine,
        "length_ratio_extra": ratio * extra,
        "length_z": z,
        "length_z_squared": np.minimum(z * z, 50.0),
        "merge_gain": gain,
        "merge_loss": np.minimum(gain, 0.0),
        "cosine_squared": cosine * cosine,
        "extension_gain": np.maximum(changes, 0.0).sum(axis=0),
        "extension_change": changes.sum(axis=0),
        "least_single": _least_single(look, a, b),
        "many_to_many": np.full(len(cosine), float(min(a, b) >= 2)),
        "split_loss": _split_loss(look, a, b, cosine),
        "one_to_one_cosine": cosine if extra == 0 else np.zeros(len(cosine)),
        "in_gap": look.gaps(a, b),
    }


def _merge_gain(look: _Lookup, a: int, b: int, cosine: FloatVector) -> FloatVector:
    """The cosine less the best one without a sentence at an edge; 0 for 1-1."""
    smaller = [look.cosine(a, b - 1, 0, -1), look.cosine(a, b - 1)] if b > 1 else []
    smaller += [look.cosine(a - 1, b, -1, 0), look.cosine(a - 1, b)] if a > 1 else []
    if not smaller:
        return np.zeros(len(cosine))
    return cosine - _fold(np.fmax, [np.full(len(cosine), -1.0), *smaller])


def _least_single(look: _Lookup, a: int, b: int) -> FloatVector:
    """The lowest cosine, not under 0, of the one sentence with each of the several; 0 for other beads."""
    if (a == 1) == (b == 1):
        return np.zeros(len(look.i))
    singles = [look.cosine(1, 1, -back if b == 1 else 0, -back if a == 1 else 0) for back in range(max(a, b))]
    return _fold(np.minimum, [np.fmax(single, 0.0) for single in singles])


def _split_loss(look: _Lookup, a: int, b: int, cosine: FloatVector) -> FloatVector:
    """The cosine less the mean of the two halves of the best cut; 0 where neither side can be cut."""
    halves = [
        (look.cosine(first, first_b, first - a, first_b - b) + look.cosine(a - first, b - first_b)) / 2
        for first in range(1, a)
        for first_b in range(1, b)
    ]
    if not halves:
        return np.zeros(len(cosine))
    best = _fold(np.fmax, halves)
    return np.where(np.isnan(best), 0.0, cosine - best)


def _fold(function: Callable[[FloatVector, FloatVector], FloatVector], rows: list[FloatVector]) -> FloatVector:
    result = rows[0]
    for row in rows[1:]:
        result = function(result, row)
    return result


def _mean_or_zero(rows: list[FloatVector]) -> FloatVector:
    """The mean of the numbers at each place; 0 where all are nan."""
    stacked = np.stack(rows)
    gone = np.isnan(stacked)
    stacked[gone] = 0.0
    mean: FloatVector = stacked.sum(axis=0) / np.maximum(1, len(rows) - gone.sum(axis=0))
    return mean


def _running_bytes(texts: tuple[str, ...]) -> FloatVector:
    lengths = [len(text.encode("utf-8", "surrogatepass")) for text in texts]
    return np.concatenate([[0.0], np.cumsum(lengths, dtype=np.float64)])


def _cosines(source: EncodedSide, target: EncodedSide, band: Band) -> NDArray[np.float32]:
    """Cosines of all spans that end at each node; nan where a span would begin before its text."""
    cosines = np.full((LONGEST, LONGEST, int(band.start[-1]) + 1), np.nan, np.float32)
    ends = np.arange(LONGEST)[:, None]
    for i in range(1, len(source.texts) + 1):
        low = max(1, int(band.low[i]))
        width = int(band.high[i]) + 1 - low
        if width < 1:
            continue
        reach = min(LONGEST, i)
        window = target.spans[:, low - 1 : low - 1 + width]
        products = (source.spans[:reach, i - 1] @ window.reshape(-1, window.shape[2]).T).reshape(reach, LONGEST, width)
        products[:, ends > np.arange(low - 1, low - 1 + width)[None, :]] = np.nan
        first = int(band.start[i]) + low - int(band.low[i])
        cosines[:reach, :, first : first + width] = products
    return cosines
