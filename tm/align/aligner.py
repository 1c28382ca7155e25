"""Alignment of two texts: beads over their sentences, each with a calibrated confidence.

A semi-Markov conditional random field over beads in two passes. The first scores every bead of a narrow band by
cosines and lengths and keeps those of any likelihood; the second adds clause mass and surface features on those few.
The path that is expected to be right most often is the answer; the calibrated posterior of each bead its confidence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tm.align.confidence import Calibration
from tm.align.features import COSINE_FEATURES, Evidence, cosine_features, gather_evidence
from tm.align.lattice import NULL_TYPES, TYPES, EdgeScores, Lattice, best_path, posteriors, restrict
from tm.align.mass import MASS_FEATURES, hand_out, mass_features
from tm.align.spans import EncodedSide, encode_side
from tm.align.surface import SURFACE_FEATURES, SurfaceSide, surface_features
from tm.encode.arrays import FloatVector, IntVector
from tm.encode.encoder import Encoder, span_encoder
from tm.progress import Progress, silent
from tm.units import Alignment, Bead, Segment

TYPE_FEATURES = tuple(f"type_{a}_{b}" for a, b in TYPES)
FIRST_FEATURES = (*COSINE_FEATURES, *TYPE_FEATURES)
SECOND_FEATURES = (*FIRST_FEATURES, *MASS_FEATURES, *SURFACE_FEATURES)
KEPT_POSTERIOR = 1e-4  # a bead less likely than this after the first pass is dropped
PAIR_THRESHOLD = 0.4  # a paired bead pays from this posterior on: half of the F1 reached, which maximises expected F1
NULL_WEIGHT = 0.5  # of an unpaired sentence in the expected number of right beads


@dataclass(frozen=True, slots=True)
class Model:
    """What training leaves: a weight for every feature of both passes, and the map from posterior to confidence."""

    first: FloatVector  # (len(FIRST_FEATURES),)
    second: FloatVector  # (len(SECOND_FEATURES),)
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Candidates:
    """Beads of a lattice with their features: those that outlive the first pass, or all of the band for training."""

    lattice: Lattice
    nodes: IntVector  # (c,) node each ends at
    types: IntVector  # (c,)
    features: NDArray[np.float64]  # (c, number of features)

    def scores(self, weights: FloatVector) -> EdgeScores:
        """The scores as the lattice wants them; -inf for beads that are not among the candidates."""
        scores = np.full((self.lattice.missing, len(TYPES)), -np.inf)
        scores[self.nodes, self.types] = self.features @ weights
        return scores


@dataclass(frozen=True, slots=True)
class Text:
    """One side as the aligner takes it: its sentences, and the paragraph of each where that is known."""

    sentences: tuple[str, ...]
    blocks: tuple[int, ...] | None = None


@cache
def shipped_model() -> Model:
    """The weights that come with the package, trained by `python -m tm.align.train`."""
    return model_of_json(json.loads(files("tm.align").joinpath("weights.json").read_text("utf-8")))


def model_of_json(stored: Mapping[str, Mapping[str, float]]) -> Model:
    """The model of a weights file; a feature without a weight there has weight 0."""
    return Model(
        np.array([stored["first"].get(name, 0.0) for name in FIRST_FEATURES]),
        np.array([stored["second"].get(name, 0.0) for name in SECOND_FEATURES]),
        Calibration(**stored["calibration"]),
    )


def align(
    source: Sequence[Segment],
    target: Sequence[Segment],
    *,
    encoder: Encoder,
    model: Model | None = None,
    progress: Progress = silent,
) -> Alignment:
    """The alignment of two texts by their segments; either side may be empty."""
    texts = [Text(tuple(s.text for s in side), tuple(s.block for s in side)) for side in (source, target)]
    beads = align_texts(*texts, encoder=encoder, model=model or shipped_model(), progress=progress)
    return Alignment(tuple(source), tuple(target), beads)


def align_texts(
    source: Text, target: Text, *, encoder: Encoder, model: Model, progress: Progress = silent
) -> tuple[Bead, ...]:
    """The beads over two texts, in order, every sentence once."""
    if not source.sentences or not target.sentences:
        return tuple(
            [Bead(range(i, i + 1), range(0), 0.0, 1.0) for i in range(len(source.sentences))]
            + [Bead(range(0), range(j, j + 1), 0.0, 1.0) for j in range(len(target.sentences))]
        )
    spans = span_encoder(encoder)
    progress("encode", 0, 2)
    source_side = encode_side(spans, source.sentences)
    progress("encode", 1, 2)
    target_side = encode_side(spans, target.sentences)
    progress("encode", 2, 2)
    evidence = gather_evidence(source_side, target_side)
    surfaces = SurfaceSide(source.sentences, source.blocks), SurfaceSide(target.sentences, target.blocks)
    candidates = second_pass(evidence, *surfaces, first_scores(evidence, model.first))
    return decode(candidates, model)


def first_scores(evidence: Evidence, weights: FloatVector) -> EdgeScores:
    """(nodes, types) scores of every bead of the band by cosines and lengths."""
    lattice = evidence.lattice
    scores = np.full((lattice.missing, len(TYPES)), -np.inf)
    cosine_weights, type_weights = np.split(weights, [len(COSINE_FEATURES)])
    for bead_type in range(len(TYPES)):
        nodes = np.flatnonzero(lattice.before[:, bead_type] != lattice.missing)
        scores[nodes, bead_type] = (
            cosine_features(evidence, bead_type, nodes) @ cosine_weights + type_weights[bead_type]
        )
    return scores


def second_pass(evidence: Evidence, source: SurfaceSide, target: SurfaceSide, scores: EdgeScores) -> Candidates:
    """The beads that the first pass leaves, with all their features; its best path always lives."""
    lattice = evidence.lattice
    path = best_path(lattice, scores)
    kept = posteriors(lattice, scores)[0] > KEPT_POSTERIOR
    kept[tuple(np.array(path).T)] = True
    nodes, types = np.nonzero(kept)
    features = _second_features(evidence, source, target, path, nodes, types)
    sparse, number = restrict(lattice, kept)
    return Candidates(sparse, number[nodes], types, features)


def decode(candidates: Candidates, model: Model) -> tuple[Bead, ...]:
    """The path of highest expected number of right beads, with their calibrated posteriors."""
    lattice = candidates.lattice
    posterior, _ = posteriors(lattice, candidates.scores(model.second))
    alive = np.zeros_like(posterior, bool)
    alive[candidates.nodes, candidates.types] = True
    gains = np.where(alive, posterior - PAIR_THRESHOLD, -np.inf)
    gains[:, :NULL_TYPES] = np.where(alive, NULL_WEIGHT * posterior, -np.inf)[:, :NULL_TYPES]
    beads = []
    for node, bead_type in best_path(lattice, gains):
        i, j = int(lattice.source[node]), int(lattice.target[node])
        a, b = TYPES[bead_type]
        probability = float(posterior[node, bead_type])
        log_odds, confidence = model.calibration.apply(probability)
        beads.append(Bead(range(i - a, i), range(j - b, j), log_odds, confidence))
    return tuple(beads)


def _second_features(
    evidence: Evidence,
    source: SurfaceSide,
    target: SurfaceSide,
    path: list[tuple[int, int]],
    nodes: IntVector,
    types: IntVector,
) -> NDArray[np.float64]:
    lattice = evidence.lattice
    features = np.zeros((len(nodes), len(SECOND_FEATURES)))
    for bead_type in range(len(TYPES)):
        rows = np.flatnonzero(types == bead_type)
        features[rows, : len(COSINE_FEATURES)] = cosine_features(evidence, bead_type, nodes[rows])
        features[rows, len(COSINE_FEATURES) + bead_type] = 1.0
    sizes = np.array(TYPES)[types]
    ends = lattice.source[nodes].astype(np.int64), lattice.target[nodes].astype(np.int64)
    starts = ends[0] - sizes[:, 0], ends[1] - sizes[:, 1]
    intervals = _intervals(evidence, path)
    source_mass = hand_out(evidence.source, evidence.target, *intervals[0])
    target_mass = hand_out(evidence.target, evidence.source, *intervals[1])
    at = len(FIRST_FEATURES)
    features[:, at : at + len(MASS_FEATURES)] = mass_features(source_mass, target_mass, starts, ends)
    features[:, at + len(MASS_FEATURES) :] = surface_features(source, target, starts, ends)
    return features


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


__all__ = ["EncodedSide", "Model", "Text", "align", "align_texts", "shipped_model"]
