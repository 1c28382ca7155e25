"""Fitting a network to gold paths: the conditional likelihood of a semi-Markov random field, by L-BFGS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.clauses import ClauseBeads
from tm.align.grid import CLAUSE_TYPES
from tm.align.lattice import TYPES, Lattice, join_lattices, posteriors
from tm.align.network import Network, mean_network
from tm.align.passes import Candidates
from tm.encode.arrays import FloatMatrix, FloatVector, IntVector

_ENOUGH = 5e-6  # of the loss: a step that gains less is the last
_OUTPUT_L2 = 10.0  # of an output weight, against that of a hidden one


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What weights cost, on features of unit variance; more keeps them smaller."""

    linear: float
    hidden: float = 0.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """The candidates of a text pair, the rows of its gold path among them, and how much it counts."""

    candidates: Candidates
    gold: IntVector
    weight: float


@dataclass(frozen=True, slots=True)
class ClauseLesson:
    """The clause beads of a text pair, which of them can be part of a path that meets where the gold beads do."""

    beads: ClauseBeads
    allowed: NDArray[np.bool_]  # (c,)


def fit_clauses(
    lessons: Sequence[ClauseLesson], *, kept: NDArray[np.bool_], penalty: Penalty, start: Network | None = None
) -> Network:
    """The linear network that makes it likely that clauses meet where the gold beads do, whatever lies between.

    Args:
        lessons: at least one; all of f features. A stretch that no allowed path leads through teaches nothing.
        kept: (f,) which features may be used.
        start: where the search begins; nowhere by default.
    """
    from scipy.optimize import minimize

    scale = np.sqrt(np.mean([lesson.beads.features.var(axis=0) for lesson in lessons], axis=0)) + 1e-3
    factor = kept / scale
    features = np.concatenate([lesson.beads.features * factor.astype(np.float32) for lesson in lessons])
    lattice = join_lattices([lesson.beads.grid.lattice for lesson in lessons])
    offsets = np.cumsum([0, *(lesson.beads.grid.lattice.missing for lesson in lessons[:-1])])
    places = (
        np.concatenate([lesson.beads.nodes + at for lesson, at in zip(lessons, offsets, strict=True)]),
        np.concatenate([lesson.beads.types for lesson in lessons]),
    )
    allowed = np.concatenate([lesson.allowed for lesson in lessons])
    sizes = np.diff(np.append(lattice.starts, lattice.missing))

    def loss(vector: FloatVector) -> tuple[float, FloatVector]:
        scores = features @ vector.astype(np.float32)
        all_posterior, all_totals = _clause_sums(lattice, places, scores)
        posterior, totals = _clause_sums(lattice, places, np.where(allowed, scores, -np.inf))
        taught = np.isfinite(totals).astype(np.float64)
        slack = np.repeat(taught, sizes)[places[0]] * (all_posterior - posterior)
        found = float(taught @ np.where(taught > 0, all_totals - totals, 0.0))
        gradient = slack.astype(np.float32) @ features + penalty.linear * vector
        return found + 0.5 * penalty.linear * float(vector @ vector), gradient.astype(np.float64)

    begin = np.zeros(len(scale)) if start is None else start.linear * scale
    result = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 40, "ftol": _ENOUGH})
    return Network(result.x * factor, np.zeros((0, len(scale))), np.zeros(0), np.zeros(0))


def _clause_sums(
    lattice: Lattice, places: tuple[IntVector, IntVector], scores: FloatVector
) -> tuple[FloatVector, FloatVector]:
    """The posterior of each clause bead, and the log of the summed weight of all paths of each stretch."""
    table = np.full((lattice.missing, len(CLAUSE_TYPES)), -np.inf)
    table[places] = scores
    posterior, totals = posteriors(lattice, table)
    return posterior[places], totals


def fit(
    lessons: Sequence[Lesson],
    *,
    kept: NDArray[np.bool_],
    penalty: Penalty,
    hidden: int = 0,
    start: Network | None = None,
    networks: int = 1,
) -> Network:
    """The mean of networks of least penalised loss; features not kept have no part in it.

    Args:
        lessons: at least one; all of f features.
        kept: (f,) which features may be used.
        hidden: number of hidden units; with none the loss is convex, and `start` changes only the time it takes.
        start: where the linear part begins.
        networks: how many are fitted, side by side; their hidden units begin differently.
    """
    from scipy.optimize import minimize

    task = _Task(lessons, kept, penalty, hidden, networks)
    begin = np.concatenate([task.begin(start, np.random.default_rng(seed)) for seed in range(networks)])
    options = {"maxiter": 200, "ftol": _ENOUGH if not hidden else _ENOUGH / 5, "gtol": 1e-3}
    result = minimize(task.loss, begin, jac=True, method="L-BFGS-B", options=options)
    return mean_network([task.network(vector) for vector in result.x.reshape(networks, -1)])


class _Task:
    """The loss of parameter vectors (linear, hidden rows, bias, output) over all lessons, and its gradient.

    Several vectors stand one after the other; their lattices are summed together, which costs little more than one.
    """

    def __init__(
        self, lessons: Sequence[Lesson], kept: NDArray[np.bool_], penalty: Penalty, hidden: int, networks: int
    ) -> None:
        rows = [lesson.candidates.features for lesson in lessons]
        self.mean = np.mean([x.mean(axis=0) for x in rows], axis=0) if hidden else np.zeros(len(kept))
        self.scale = np.sqrt(np.mean([x.var(axis=0) for x in rows], axis=0)) + 1e-3
        self.factor = kept / self.scale
        self.features = np.concatenate([((x - self.mean) * self.factor).astype(np.float32) for x in rows])
        self.hidden, self.penalty, self.networks = hidden, penalty, networks
        counts = [len(x) for x in rows]
        self.weights = np.array([lesson.weight for lesson in lessons])
        self.row_weights = np.repeat(self.weights, counts)
        self.gold = np.zeros(len(self.features))
        for lesson, at in zip(lessons, np.cumsum([0, *counts[:-1]]), strict=True):
            self.gold[lesson.gold + at] = 1.0
        lattices = [lesson.candidates.lattice for lesson in lessons] * networks
        self.lattice = join_lattices(lattices)
        offsets = np.cumsum([0, *(lattice.missing for lattice in lattices[:-1])])
        again = list(lessons) * networks
        self.nodes = np.concatenate([le.candidates.nodes + at for le, at in zip(again, offsets, strict=True)])
        self.types = np.concatenate([lesson.candidates.types for lesson in again])
        self.scores = np.full((self.lattice.missing, len(TYPES)), -np.inf)

    def begin(self, start: Network | None, generator: np.random.Generator) -> FloatVector:
        """Where the search of a vector begins: the linear part of `start`, small random hidden units."""
        features = len(self.factor)
        linear = np.zeros(features) if start is None else start.linear * self.scale
        rows = generator.normal(0, 1 / np.sqrt(features), features * self.hidden)
        return np.concatenate([linear, rows, np.zeros(self.hidden), generator.normal(0, 0.1, self.hidden)])

    def loss(self, vectors: FloatVector) -> tuple[float, FloatVector]:
        """Penalised negative log likelihood of the gold paths, summed over the vectors, and its gradient."""
        each = vectors.reshape(self.networks, -1)
        units = [self._units(vector) for vector in each]
        scores = np.stack([self._scores(vector, own) for vector, own in zip(each, units, strict=True)])
        self.scores[self.nodes, self.types] = scores.ravel()
        posterior, totals = posteriors(self.lattice, self.scores)
        slack = self.row_weights * (posterior[self.nodes, self.types].reshape(scores.shape) - self.gold)
        loss = float(np.tile(self.weights, self.networks) @ totals)
        loss -= float((scores @ (self.row_weights * self.gold)).sum())
        gradients = []
        for vector, own, share in zip(each, units, slack.astype(np.float32), strict=True):
            cost, gradient = self._penalised(vector, own, share)
            loss += cost
            gradients.append(gradient)
        return loss, np.concatenate(gradients).astype(np.float64)

    def _units(self, vector: FloatVector) -> FloatMatrix:
        """(rows, hidden) the hidden units of every row."""
        _, rows, bias, _ = self._parts(vector)
        units: FloatMatrix = np.tanh(self.features @ rows.T.astype(np.float32) + bias.astype(np.float32))
        return units

    def _scores(self, vector: FloatVector, units: FloatMatrix) -> FloatMatrix:
        linear, _, _, output = self._parts(vector)
        return self.features @ linear.astype(np.float32) + units @ output.astype(np.float32)

    def _penalised(self, vector: FloatVector, units: FloatMatrix, slack: FloatMatrix) -> tuple[float, FloatVector]:
        """What a vector's weights cost, and the gradient of its loss, given the slack (rows,) of its posteriors."""
        linear, rows, _, output = self._parts(vector)
        penalty = self.penalty
        cost = 0.5 * penalty.linear * float(linear @ linear)
        cost += 0.5 * penalty.hidden * float((rows * rows).sum() + _OUTPUT_L2 * output @ output)
        back = (slack[:, None] * output.astype(np.float32)) * (1 - units * units)
        gradient = [
            self.features.T @ slack + penalty.linear * linear,
            (back.T @ self.features + penalty.hidden * rows).ravel(),
            back.sum(axis=0),
            units.T @ slack + _OUTPUT_L2 * penalty.hidden * output,
        ]
        return cost, np.concatenate(gradient)

    def network(self, vector: FloatVector) -> Network:
        """The network of a parameter vector, for features as they come."""
        linear, rows, bias, output = self._parts(vector)
        return Network(
            linear * self.factor,
            rows * self.factor,
            bias - (rows * self.factor) @ self.mean,
            output,
            -float((linear * self.factor) @ self.mean),
        )

    def _parts(self, vector: FloatVector) -> tuple[FloatVector, NDArray[np.float64], FloatVector, FloatVector]:
        features, units = len(self.factor), self.hidden
        linear, rows, bias, output = np.split(vector, np.cumsum([features, features * units, units]))
        return linear, rows.reshape(units, features), bias, output
