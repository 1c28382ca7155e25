"""Fitting: the loss has the gradient it says, and falls."""

import numpy as np
import pytest
from stubs import random_band

from tm.align.clauses import ClauseBeads
from tm.align.fitting import ClauseLesson, Lesson, Penalty, _Task, fit, fit_clauses
from tm.align.grid import CLAUSE_TYPES, clause_grid, edges
from tm.align.lattice import TYPES, best_path, build_lattice, posteriors
from tm.align.network import Network
from tm.align.passes import Candidates

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
    task = _Task([lesson(1), lesson(2)], kept, Penalty(linear=0.5, hidden=0.3), hidden, networks=2)
    at = np.random.default_rng(3).normal(0, 0.3, 2 * len(task.begin(None, np.random.default_rng(4))))
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


def test_fitting_clauses_makes_what_is_allowed_likelier() -> None:
    """Of all paths, by the features kept; a stretch that no allowed path leads through changes nothing."""
    random = np.random.default_rng(7)
    step = np.arange(2)
    grid = clause_grid((step, step), (step + 1, step + 1), np.ones(2), (np.array([0, 3, 6]), np.array([0, 3, 5])))
    nodes, types = edges(grid)
    features = random.normal(size=(len(nodes), FEATURES)).astype(np.float32)
    beads = ClauseBeads(grid, nodes, types, features)
    allowed = (types == CLAUSE_TYPES.index((1, 1))) | (grid.lattice.source[nodes] > 3)
    features[:, 0] += 2.0 * allowed
    kept = np.arange(FEATURES) != 1
    network = fit_clauses([ClauseLesson(beads, allowed)], kept=kept, penalty=Penalty(linear=0.1))
    assert network.linear[0] > 0 == network.linear[1]
    posterior = beads.posteriors(network)[nodes, types]
    alike = beads.posteriors(Network(np.zeros(FEATURES), np.zeros((0, FEATURES)), np.zeros(0), np.zeros(0)))
    assert posterior[allowed].sum() > alike[nodes, types][allowed].sum()
    nothing = ClauseLesson(beads, np.zeros(len(nodes), bool))
    assert not fit_clauses([nothing], kept=kept, penalty=Penalty(linear=0.1)).linear.any()
