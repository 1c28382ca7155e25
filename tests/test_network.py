"""The small network that scores a bead."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tm.align.network import Network, mean_network, network_of_record, network_record

NAMES = ("a", "b", "c", "d")


def network(seed: int, units: int) -> Network:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(units, len(NAMES)))
    return Network(
        random.normal(size=len(NAMES)), rows, random.normal(size=units), random.normal(size=units), random.normal()
    )


def features(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(20, len(NAMES)))


def test_without_hidden_units_the_score_is_linear() -> None:
    """The first pass is such a network."""
    linear = network(1, 0)
    np.testing.assert_allclose(linear.scores(features(2)), features(2) @ linear.linear + linear.constant)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 3)), min_size=1, max_size=4))
def test_the_mean_network_scores_the_mean_of_the_scores(kinds: list[tuple[int, int]]) -> None:
    """Several networks cost no more to keep than one."""
    networks = [network(seed, units) for seed, units in kinds]
    mean = np.mean([each.scores(features(3)) for each in networks], axis=0)
    np.testing.assert_allclose(mean_network(networks).scores(features(3)), mean, atol=1e-9)


@given(st.integers(0, 99), st.integers(0, 4))
def test_a_network_survives_being_written_down(seed: int, units: int) -> None:
    """To the five places that are kept; a feature that the record does not name has weight 0."""
    written = network_record(network(seed, units), NAMES)
    again = network_of_record(written, (*NAMES, "new"))
    wider = np.hstack([features(4), np.ones((20, 1))])
    np.testing.assert_allclose(again.scores(wider), network(seed, units).scores(features(4)), atol=1e-3)
