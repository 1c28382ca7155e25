"""The two passes over the beads: what each scores them by, and which are left between them.

The first pass sees every bead of a narrow band by cosines and lengths. Those of any likelihood go on to the second,
which adds clause mass, surface, tokens, and where the texts meet clause by clause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tm.align.clauses import (
    CORNER_FEATURES,
    ClauseBeads,
    ClauseModel,
    Corners,
    clause_beads,
    corner_features,
    corners,
    with_words,
)
from tm.align.features import COSINE_FEATURES, Evidence, Paired, cosine_features
from tm.align.grid import clause_grid
from tm.align.lattice import TYPES, EdgeScores, Lattice, best_path, posteriors, restrict
from tm.align.mass import MASS_FEATURES, hand_out, mass_features
from tm.align.network import Network
from tm.align.surface import SURFACE_FEATURES, SurfaceSide, surface_features
from tm.align.tokens import TOKEN_FEATURES, TokenSide, token_features
from tm.encode.arrays import FloatVector, IntVector

TYPE_FEATURES = tuple(f"type_{a}_{b}" for a, b in TYPES)
FIRST_FEATURES = (*COSINE_FEATURES, *TYPE_FEATURES)
SECOND_FEATURES = (*FIRST_FEATURES, *MASS_FEATURES, *SURFACE_FEATURES, *TOKEN_FEATURES, *CORNER_FEATURES)
KEPT_POSTERIOR = 1e-4  # a bead less likely than this after the first pass is dropped


@dataclass(frozen=True, slots=True)
class Candidates:
    """Beads of a lattice with their features: those that outlive the first pass, or all of the band for training."""

    lattice: Lattice
    nodes: IntVector  # (c,) node each ends at
    types: IntVector  # (c,)
    features: NDArray[np.float64]  # (c, number of features)

    def scores(self, network: Network) -> EdgeScores:
        """The scores as the lattice wants them; -inf for beads that are not among the candidates."""
        scores = np.full((self.lattice.missing, len(TYPES)), -np.inf)
        scores[self.nodes, self.types] = network.scores(self.features)
        return scores


@dataclass(frozen=True, slots=True)
class Shown:
    """What one side shows beside its vectors."""

    surface: SurfaceSide
    tokens: TokenSide


def first_scores(evidence: Evidence, network: Network) -> EdgeScores:
    """(nodes, types) scores of every bead of the band by cosines and lengths."""
    lattice = evidence.lattice
    scores = np.full((lattice.missing, len(TYPES)), -np.inf)
    for bead_type in range(len(TYPES)):
        nodes = np.flatnonzero(lattice.before[:, bead_type] != lattice.missing)
        scores[nodes, bead_type] = network.scores(first_features(evidence, bead_type, nodes))
    return scores


def first_features(evidence: Evidence, bead_type: int, nodes: IntVector) -> NDArray[np.float64]:
    """(len(nodes), len(FIRST_FEATURES)) of the beads of one type that end at the nodes: cosines, lengths, the type."""
    features = np.zeros((len(nodes), len(FIRST_FEATURES)), order="F")
    features[:, : len(COSINE_FEATURES)] = cosine_features(evidence, bead_type, nodes)
    features[:, len(COSINE_FEATURES) + bead_type] = 1.0
    return features


@dataclass(frozen=True, slots=True)
class Survivors:
    """The beads that the first pass leaves; its best path is always among them."""

    evidence: Evidence
    path: list[tuple[int, int]]  # the best one, as (node, type)
    nodes: IntVector  # (c,) node each ends at
    types: IntVector  # (c,)
    posterior: FloatVector  # (c,) in the first pass

    def places(self) -> tuple[tuple[IntVector, IntVector], tuple[IntVector, IntVector]]:
        """Source and target sentences before each bead, and the same with its own."""
        return spans_of(self.evidence.lattice, self.nodes, self.types)

    def clauses(self) -> ClauseBeads:
        """The runs of clauses that these beads leave open."""
        source, target = self.evidence.source, self.evidence.target
        clause_starts = source.parts.clause_start, target.parts.clause_start
        grid = clause_grid(*self.places(), self.posterior, clause_starts)
        return clause_beads(grid, source, target, self.evidence.paired)


def survivors(evidence: Evidence, scores: EdgeScores) -> Survivors:
    """The beads of the band that are not hopeless by their scores; which sentences are paired, by the best path."""
    path = best_path(evidence.lattice, scores)
    posterior = posteriors(evidence.lattice, scores)[0]
    kept = posterior > KEPT_POSTERIOR
    kept[tuple(np.array(path).T)] = True
    nodes, types = np.nonzero(kept)
    return Survivors(replace(evidence, paired=_paired(evidence, path)), path, nodes, types, posterior[nodes, types])


def second_pass(evidence: Evidence, source: Shown, target: Shown, scores: EdgeScores, model: ClauseModel) -> Candidates:
    """The beads that the first pass leaves, with all their features."""
    left = survivors(evidence, scores)
    links = with_words(left.clauses(), evidence.source, evidence.target, model.clauses)
    return second_candidates(left, source, target, corners(links, model.links))


def second_candidates(left: Survivors, source: Shown, target: Shown, meetings: Corners) -> Candidates:
    """The beads left with all their features, given where sentences meet clause by clause."""
    kept = np.zeros((left.evidence.lattice.missing, len(TYPES)), bool)
    kept[left.nodes, left.types] = True
    sparse, number = restrict(left.evidence.lattice, kept)
    return Candidates(sparse, number[left.nodes], left.types, _second_features(left, source, target, meetings))


def spans_of(
    lattice: Lattice, nodes: IntVector, types: IntVector
) -> tuple[tuple[IntVector, IntVector], tuple[IntVector, IntVector]]:
    """Where beads start and end: source and target boundaries."""
    sizes = np.array(TYPES)[types]
    ends = lattice.source[nodes].astype(np.int64), lattice.target[nodes].astype(np.int64)
    return (ends[0] - sizes[:, 0], ends[1] - sizes[:, 1]), ends


def _second_features(left: Survivors, source: Shown, target: Shown, meetings: Corners) -> NDArray[np.float64]:
    evidence, (starts, ends) = left.evidence, left.places()
    features = np.zeros((len(left.nodes), len(SECOND_FEATURES)))
    for bead_type in range(len(TYPES)):
        rows = np.flatnonzero(left.types == bead_type)
        features[rows, : len(FIRST_FEATURES)] = first_features(evidence, bead_type, left.nodes[rows])
    intervals = _intervals(evidence, left.path)
    source_mass = hand_out(evidence.source, evidence.target, *intervals[0])
    target_mass = hand_out(evidence.target, evidence.source, *intervals[1])
    features[:, len(FIRST_FEATURES) :] = np.concatenate(
        [
            mass_features(source_mass, target_mass, starts, ends),
            surface_features(source.surface, target.surface, starts, ends, evidence.ratio),
            token_features(source.tokens, target.tokens, starts, ends),
            corner_features(meetings, starts, ends),
        ],
        axis=1,
    )
    return features


def _paired(evidence: Evidence, path: list[tuple[int, int]]) -> Paired:
    """Which sentences a path pairs."""
    (start, end), (other_start, other_end) = _intervals(evidence, path)
    return end > start, other_end > other_start


def _intervals(evidence: Evidence, path: list[tuple[int, int]]) -> list[tuple[IntVector, IntVector]]:
    """For each side, where on the other side the path puts each sentence: start and end."""
    sides = [
        (np.zeros(len(side.texts), np.int64), np.zeros(len(side.texts), np.int64))
        for side in (evidence.source, evidence.target)
    ]
    for node, bead_type in path:
        i, j = int(evidence.lattice.source[node]), int(evidence.lattice.target[node])
        a, b = TYPES[bead_type]
        sides[0][0][i - a : i], sides[0][1][i - a : i] = j - b, j
        sides[1][0][j - b : j], sides[1][1][j - b : j] = i - a, i
    return sides
