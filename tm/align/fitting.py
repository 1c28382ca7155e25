"""Fitting a network to gold paths: the conditional likelihood of a semi-Markov random field, by L-BFGS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.aligner import Candidates
from tm.align.lattice import TYPES, join_lattices, posteriors
from tm.align.network import Network
from tm.encode.arrays import FloatVector, IntVector

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


def fit(
    lessons: Sequence[Lesson],
    *,
    kept: NDArray[np.bool_],
    penalty: Penalty,
    hidden: int = 0,
    start: Network | None = None,
    seed: int = 0,
) -> Network:
    """The network of least penalised loss; features not kept have no part in it.

    Args:
        lessons: at least one; all of f features.
        kept: (f,) which features may be used.
        hidden: number of hidden units; with none the loss is convex, and `start` changes only the time it takes.
        start: where the linear part begins.
        seed: of the hidden units' beginnings.
    """
    from scipy.optimize import minimize

    task = _Task(lessons, kept, penalty, hidden)
    begin = task.begin(start, np.random.default_rng(seed))
    options = {"maxiter": 300 if not hidden else 150, "ftol": 1e-6, "gtol": 1e-3}
    result = minimize(task.loss, begin, jac=True, method="L-BFGS-B", options=options)
    return task.network(result.x)


class _Task:
    """The loss of a parameter vector (linear, hidden rows, bias, output) over all lessons, and its gradient."""

    def __init__(self, lessons: Sequence[Lesson], kept: NDArray[np.bool_], penalty: Penalty, hidden: int) -> None:
        rows = [lesson.candidates.features for lesson in lessons]
        self.mean = np.mean([x.mean(axis=0) for x in rows], axis=0) if hidden else np.zeros(len(kept))
        self.scale = np.sqrt(np.mean([x.var(axis=0) for x in rows], axis=0)) + 1e-3
        self.factor = kept / self.scale
        self.features = np.concatenate([((x - self.mean) * self.factor).astype(np.float32) for x in rows])
        self.hidden, self.penalty = hidden, penalty
        counts = [len(x) for x in rows]
        self.weights = np.array([lesson.weight for lesson in lessons])
        self.row_weights = np.repeat(self.weights, counts)
        self.gold = np.zeros(len(self.features))
        for lesson, at in zip(lessons, np.cumsum([0, *counts[:-1]]), strict=True):
            self.gold[lesson.gold + at] = 1.0
        self.lattice = join_lattices([lesson.candidates.lattice for lesson in lessons])
        offsets = np.cumsum([0, *(lesson.candidates.lattice.missing for lesson in lessons[:-1])])
        self.nodes = np.concatenate([le.candidates.nodes + at for le, at in zip(lessons, offsets, strict=True)])
        self.types = np.concatenate([lesson.candidates.types for lesson in lessons])
        self.scores = np.full((self.lattice.missing, len(TYPES)), -np.inf)

    def begin(self, start: Network | None, generator: np.random.Generator) -> FloatVector:
        """Where the search begins: the linear part of `start`, small random hidden units."""
        features = len(self.factor)
        linear = np.zeros(features) if start is None else start.linear * self.scale
        rows = generator.normal(0, 1 / np.sqrt(features), features * self.hidden)
        return np.concatenate([linear, rows, np.zeros(self.hidden), generator.normal(0, 0.1, self.hidden)])

    def loss(self, vector: FloatVector) -> tuple[float, FloatVector]:
        """Penalised negative log likelihood of the gold paths, and its gradient."""
        linear, rows, bias, output = self._parts(vector)
        x = self.features
        scores = x @ linear.astype(np.float32)
        units = np.tanh(x @ rows.T.astype(np.float32) + bias.astype(np.float32))
        scores = scores + units @ output.astype(np.float32)
        self.scores[self.nodes, self.types] = scores
        posterior, totals = posteriors(self.lattice, self.scores)
        slack = (self.row_weights * (posterior[self.nodes, self.types] - self.gold)).astype(np.float32)
        loss = float(self.weights @ totals - (self.row_weights * self.gold) @ scores)
        loss += 0.5 * self.penalty.linear * float(linear @ linear)
        loss += 0.5 * self.penalty.hidden * float((rows * rows).sum() + _OUTPUT_L2 * output @ output)
        back = (slack[:, None] * output.astype(np.float32)) * (1 - units * units)
        gradient = [
            x.T @ slack + self.penalty.linear * linear,
            (back.T @ x + self.penalty.hidden * rows).ravel(),
            back.sum(axis=0),
            units.T @ slack + _OUTPUT_L2 * self.penalty.hidden * output,
        ]
        return loss, np.concatenate(gradient).astype(np.float64)

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
