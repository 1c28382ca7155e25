"""Fitting: the loss has the gradient it says, and falls."""

import numpy as np
import pytest
from stubs import random_band

from tm.align.aligner import Candidates
from tm.align.fitting import Lesson, Penalty, _Task, fit
from tm.align.lattice import TYPES, best_path, build_lattice, posteriors

pytest.importorskip("scipy")
FEATURES = 5


def lesson(seed: int) -> Lesson:
    """All beads of a small band with random features, and a random path of them as gold."""
    random = np.random.default_rng(seed)
    lattice = build_lattice(random_band(6, 7, seed=seed))
    nodes, types = np.nonzero(lattice.before != lattice.missing)
    candidates = Candidates(lattice, nodes, types, random.normal(size=(len(nodes), FEATURES)))
    scores = np.full((lattice.missing, len(TYPES)), -np.inf)
    scores[nodes, types] = random.normal(size=len(nodes))
    rows = np.full(scores.shape, -1)
    rows[nodes, types] = np.arange(len(nodes))
    return Lesson(candidates, rows[tuple(np.array(best_path(lattice, scores)).T)], 1.0)


@pytest.mark.parametrize("hidden", [0, 3])
def test_the_gradient_is_that_of_the_loss(hidden: int) -> None:
    """Compared with differences of the loss along every parameter."""
    kept = np.array([True, True, False, True, True])
    task = _Task([lesson(1), lesson(2)], kept, Penalty(linear=0.5, hidden=0.3), hidden)
    at = np.random.default_rng(3).normal(0, 0.3, len(task.begin(None, np.random.default_rng(4))))
    _, gradient = task.loss(at)
    step = 1e-2
    slopes = [
        (task.loss(at + step * unit)[0] - task.loss(at - step * unit)[0]) / (2 * step) for unit in np.eye(len(at))
    ]
    np.testing.assert_allclose(gradient, slopes, rtol=0.02, atol=0.02)


@pytest.mark.parametrize("hidden", [0, 3])
def test_fitting_makes_the_gold_path_likelier(hidden: int) -> None:
    """Against all paths being equally likely; a feature left out has no weight."""
    taught, kept = lesson(5), np.array([True, True, False, True, True])
    network = fit([taught], kept=kept, penalty=Penalty(linear=0.1, hidden=0.1), hidden=hidden)

    def log_likelihood(scores: np.ndarray) -> float:
        candidates = taught.candidates
        table = np.full((candidates.lattice.missing, len(TYPES)), -np.inf)
        table[candidates.nodes, candidates.types] = scores
        return float(scores[taught.gold].sum() - posteriors(candidates.lattice, table)[1][0])

    learnt = network.scores(taught.candidates.features)
    assert log_likelihood(learnt) > log_likelihood(np.zeros(len(learnt))) + 1
    assert network.linear[2] == 0
    assert not network.hidden[:, 2].any()
