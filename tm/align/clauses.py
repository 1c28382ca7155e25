"""Clause alignment: how likely both texts meet at each pair of sentence boundaries, clause by clause.

Sentences meet where no run of clauses crosses. So the runs are aligned by a random field of their own, once by cosine,
length and sentence ends, and once more with the words that meet; what it says of a bead's boundaries, and of those
inside it, are features of the second pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.cooccurrence import WORD_FEATURES, Vocabulary, word_cells, word_features
from tm.align.features import Paired
from tm.align.grid import CLAUSE_TYPES, LONGEST_RUN, Cells, Grid, box, edges
from tm.align.lattice import posteriors
from tm.align.network import Network
from tm.align.spans import EncodedSide
from tm.encode.arrays import FloatVector, IntVector

CLAUSE_FEATURES = (
    "clause_cosine",
    "clause_cosine_extra",  # times the number of clauses beyond 1-1
    "clause_cosine_squared",
    "clause_length_ratio",  # |log| of the ratio of tokens, by the ratio of the whole texts
    "clause_length_ratio_extra",
    "clause_length_ratio_cosine",
    "clause_length_z",  # |difference| over the root of the sum
    "clause_length_z_squared",
    "clause_ends_both",  # both runs end a sentence
    "clause_ends_alike",  # and with the same kind of mark
    "clause_ends_question",  # one of them with a question, the other not
    "clause_ends_differ",  # only one ends a sentence
    "clause_crosses_source",  # sentence boundaries inside the run
    "clause_crosses_target",
    "clause_crosses_both",
    "clause_null_source",  # log of the tokens of an unpaired clause
    "clause_null_target",
    "clause_null_ends",  # an unpaired clause that ends a sentence
    *(f"clause_type_{a}_{b}" for a, b in CLAUSE_TYPES),
)
LINK_FEATURES = (*CLAUSE_FEATURES, *WORD_FEATURES)
CORNER_FEATURES = (
    "corner_start",  # log probability that both texts meet where the bead starts
    "corner_end",
    "corner_inside",  # expected number of meetings inside the bead
    "corner_inside_log",  # log of what is left of 1
    "corner_null",  # both logs, of an unpaired sentence
)
_LEAST = 1e-4  # added to a probability before its log
_MARKS = {"？": 1, "?": 1, "！": 2, "!": 2, "：": 3, ":": 3, "，": 4, ",": 4, "；": 4, ";": 4}
_OTHER_MARK = 5
_QUESTION = 1
_CLOSERS = "”’'\"）)」』 "
_ROWS = 32  # source clauses multiplied with their target clauses at once


@dataclass(frozen=True, slots=True)
class ClauseModel:
    """How a run of clauses is scored: alone, and with the words that meet."""

    clauses: Network  # of CLAUSE_FEATURES
    links: Network  # of LINK_FEATURES


@dataclass(frozen=True, slots=True)
class ClauseBeads:
    """All beads of a grid with their features."""

    grid: Grid
    nodes: IntVector  # (c,) node each ends at
    types: IntVector  # (c,)
    features: NDArray[np.float32]  # (c, number of features)

    def posteriors(self, network: Network) -> NDArray[np.float64]:
        """(nodes, clause types) probability of every bead."""
        scores = np.full((self.grid.lattice.missing, len(CLAUSE_TYPES)), -np.inf)
        scores[self.nodes, self.types] = self.features @ network.linear.astype(np.float32)  # no hidden units
        return posteriors(self.grid.lattice, scores)[0]


@dataclass(frozen=True, slots=True)
class Corners:
    """The probability that both texts meet at pairs of sentence boundaries; 0 at those not listed."""

    keys: IntVector  # (k,) source boundary times (target sentences + 1) plus target boundary, rising
    probability: FloatVector  # (k,)
    width: int

    def at(self, source: IntVector, target: IntVector) -> FloatVector:
        """The probability at each pair of boundaries."""
        wanted = source * self.width + target
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, self.probability[place], 0.0)


def clause_beads(grid: Grid, source: EncodedSide, target: EncodedSide, paired: Paired) -> ClauseBeads:
    """The beads of a grid with their CLAUSE_FEATURES; `paired` tells which sentences have a counterpart."""
    nodes, types = edges(grid)
    sizes = np.array(CLAUSE_TYPES)[types]
    ends = grid.lattice.source[nodes].astype(np.int64), grid.lattice.target[nodes].astype(np.int64)
    starts = ends[0] - sizes[:, 0], ends[1] - sizes[:, 1]
    pair, extra = (sizes > 0).all(axis=1), sizes.sum(axis=1) - 2
    cosine = _run_cosines(grid, source, target, nodes, types)
    length, other = _tokens(source)[ends[0]] - _tokens(source)[starts[0]], _tokens(target)[ends[1]]
    other = other - _tokens(target)[starts[1]]
    size, other_size = _paired_tokens(source, paired[0]), _paired_tokens(target, paired[1])
    length = length * (other_size / size)
    ratio = np.abs(np.log((length + 2) / (other + 2))) * pair
    z = (other - length) / np.sqrt(other + length + 1) * pair
    mark, other_mark = _marks(grid.source_start, source)[ends[0]], _marks(grid.target_start, target)[ends[1]]
    ended, other_ended = mark > 0, other_mark > 0
    both = ended & other_ended & pair
    crosses = _sentence(grid.source_start, ends[0] - 1) - _sentence(grid.source_start, starts[0])
    other_crosses = _sentence(grid.target_start, ends[1] - 1) - _sentence(grid.target_start, starts[1])
    columns = [
        cosine,
        cosine * extra,
        cosine * cosine,
        ratio,
        ratio * extra,
        ratio * cosine,
        np.abs(z),
        np.minimum(z * z, 30.0),
        both,
        both & (mark == other_mark),
        pair & ((mark == _QUESTION) != (other_mark == _QUESTION)),
        pair & (ended != other_ended),
        pair * crosses,
        pair * other_crosses,
        pair * crosses * other_crosses,
        np.log1p(length) * (sizes[:, 1] == 0),
        np.log1p(other) * (sizes[:, 0] == 0),
        ((sizes[:, 1] == 0) & ended) | ((sizes[:, 0] == 0) & other_ended),
        *(types == number for number in range(len(CLAUSE_TYPES))),
    ]
    features = np.empty((len(columns), len(nodes)), np.float32)
    for row, column in zip(features, columns, strict=True):
        row[:] = column
    return ClauseBeads(grid, nodes, types, features.T)


def with_words(beads: ClauseBeads, source: EncodedSide, target: EncodedSide, network: Network) -> ClauseBeads:
    """The beads with their LINK_FEATURES; `network` tells from CLAUSE_FEATURES which clauses meet."""
    vocabularies = Vocabulary(source.parts.clause_texts, most=16), Vocabulary(target.parts.clause_texts, most=12)
    cells = word_cells(beads.grid, beads.posteriors(network), *vocabularies)
    words = word_features(beads.grid, cells, beads.nodes, beads.types)
    return ClauseBeads(beads.grid, beads.nodes, beads.types, np.concatenate([beads.features.T, words.T]).T)


def corners(beads: ClauseBeads, network: Network) -> Corners:
    """Where sentences meet, by the beads' LINK_FEATURES."""
    grid, lattice = beads.grid, beads.grid.lattice
    reached = beads.posteriors(network).sum(axis=1)
    reached[np.concatenate([lattice.starts, lattice.ends])] = 1.0  # also where no run of clauses is large enough
    source_at, target_at = _boundaries(grid.source_start), _boundaries(grid.target_start)
    i, j = source_at[lattice.source], target_at[lattice.target]
    meeting = (i >= 0) & (j >= 0)
    width = len(grid.target_start)
    keys, first = np.unique(i[meeting] * width + j[meeting], return_index=True)
    return Corners(keys, np.minimum(reached[meeting][first], 1.0), width)


def corner_features(
    corners: Corners, starts: tuple[IntVector, IntVector], ends: tuple[IntVector, IntVector]
) -> NDArray[np.float64]:
    """(beads, len(CORNER_FEATURES)) of beads over source sentences starts[0]..ends[0] and target ones likewise."""
    (i, j), (i_end, j_end) = starts, ends
    start, end = np.log(corners.at(i, j) + _LEAST), np.log(corners.at(i_end, j_end) + _LEAST)
    inside = np.zeros(len(i))
    for a in range(1, int((i_end - i).max(initial=0))):
        for b in range(1, int((j_end - j).max(initial=0))):
            rows = np.flatnonzero((i + a < i_end) & (j + b < j_end))
            inside[rows] += corners.at((i + a)[rows], (j + b)[rows])
    null = (i == i_end) | (j == j_end)
    left = np.log(1 + _LEAST - np.minimum(inside, 1.0))
    return np.stack([start, end, inside, left, np.where(null, start + end, 0.0)], axis=1)


def _run_cosines(
    grid: Grid, source: EncodedSide, target: EncodedSide, nodes: IntVector, types: IntVector
) -> FloatVector:
    """(beads,) the cosine of the two runs of clauses, each the mean of its clauses by tokens; 0 for unpaired ones."""
    weighted = [side.clauses * side.parts.clause_tokens[:, None].astype(np.float32) for side in (source, target)]
    cells, norms = _products(grid.cells, *weighted), [_run_norms(side) for side in weighted]
    cosine = np.zeros(len(nodes))
    for number, (a, b) in enumerate(CLAUSE_TYPES):
        rows = np.flatnonzero(types == number)
        if not (a and b and len(rows)):
            continue
        ends = grid.lattice.source[nodes[rows]] - 1, grid.lattice.target[nodes[rows]] - 1
        total = box(grid, cells, nodes[rows], (a, b)).sum(axis=(0, 1))
        cosine[rows] = total / np.maximum(norms[0][a - 1, ends[0]] * norms[1][b - 1, ends[1]], 1e-6)
    return np.clip(cosine, -1.0, 1.0)  # rounding lifts it beyond where the clauses of a run nearly cancel out


def _products(cells: Cells, source: NDArray[np.float32], target: NDArray[np.float32]) -> FloatVector:
    """(cells,) the inner product of the two clauses of each."""
    products = np.zeros(len(cells.source))
    for first in range(0, len(source), _ROWS):
        block = slice(cells.start[first], cells.start[min(first + _ROWS, len(source))])
        p, q = cells.source[block], cells.target[block]
        if len(q):
            dense = source[first : first + _ROWS] @ target[q.min() : q.max() + 1].T
            products[block] = dense[p - first, q - q.min()]
    return products


def _run_norms(clauses: NDArray[np.float32]) -> NDArray[np.float32]:
    """(LONGEST_RUN, clauses) the norm of the sum of the k + 1 clauses that end with each."""
    total, norms = np.zeros_like(clauses), np.zeros((LONGEST_RUN, len(clauses)), np.float32)
    for extra in range(min(LONGEST_RUN, len(clauses))):
        total[extra:] += clauses[: len(clauses) - extra]
        norms[extra] = np.linalg.norm(total, axis=1)
    return norms


def _tokens(side: EncodedSide) -> FloatVector:
    """(clauses + 1,) tokens before each clause boundary."""
    return np.concatenate([[0.0], np.cumsum(side.parts.clause_tokens)])


def _paired_tokens(side: EncodedSide, paired: NDArray[np.bool_]) -> float:
    """Tokens of the sentences that have a counterpart; at least 1."""
    return max(1.0, float(np.diff(_tokens(side)[side.parts.clause_start]) @ paired))


def _marks(clause_start: IntVector, side: EncodedSide) -> IntVector:
    """(clauses + 1,) the kind of mark of the sentence that ends at each clause boundary; 0 inside a sentence."""
    marks = np.zeros(clause_start[-1] + 1, np.int64)
    for end, text in zip(clause_start[1:], side.texts, strict=True):
        marks[end] = _MARKS.get(text.rstrip(_CLOSERS)[-1:], _OTHER_MARK)
    return marks


def _sentence(clause_start: IntVector, clause: IntVector) -> IntVector:
    """The sentence that each clause stands in."""
    owner = np.repeat(np.arange(len(clause_start) - 1), np.diff(clause_start))
    return owner[np.clip(clause, 0, len(owner) - 1)]


def _boundaries(clause_start: IntVector) -> IntVector:
    """(clauses + 1,) the sentence boundary at each clause boundary; -1 where there is none."""
    at = np.full(clause_start[-1] + 1, -1)
    at[clause_start] = np.arange(len(clause_start))
    return at
