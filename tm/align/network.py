"""The score of a bead from its features: a linear part, and a few hidden units for what depends on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.encode.arrays import FloatVector


@dataclass(frozen=True, slots=True)
class Network:
    """score = constant + linear . x + output . tanh(hidden x + bias), for f features and h hidden units."""

    linear: FloatVector  # (f,)
    hidden: NDArray[np.float64]  # (h, f)
    bias: FloatVector  # (h,)
    output: FloatVector  # (h,)
    constant: float = 0.0

    def scores(self, features: NDArray[Any]) -> FloatVector:
        """(n,) the score of each row of features (n, f)."""
        scores: FloatVector = features @ self.linear + self.constant
        if len(self.output):
            scores = scores + np.tanh(features @ self.hidden.T + self.bias) @ self.output
        return scores


def mean_network(networks: Sequence[Network]) -> Network:
    """One network whose score is the mean of the scores of several."""
    count = len(networks)
    return Network(
        np.mean([network.linear for network in networks], axis=0),
        np.concatenate([network.hidden for network in networks]),
        np.concatenate([network.bias for network in networks]),
        np.concatenate([network.output for network in networks]) / count,
        float(np.mean([network.constant for network in networks])),
    )


def network_record(network: Network, names: Sequence[str]) -> dict[str, Any]:
    """The network as JSON, linear weights by feature name; rounded to five places."""
    return {
        "constant": round(network.constant, 5),
        "linear": {name: round(float(weight), 5) for name, weight in zip(names, network.linear, strict=True)},
        "units": [
            {
                "output": round(float(output), 5),
                "bias": round(float(bias), 5),
                "hidden": {n: round(float(w), 5) for n, w in zip(names, row, strict=True) if round(float(w), 5)},
            }
            for output, bias, row in zip(network.output, network.bias, network.hidden, strict=True)
        ],
    }


def network_of_record(record: Mapping[str, Any], names: Sequence[str]) -> Network:
    """The network that `network_record` wrote; a feature it does not name has weight 0."""
    units = record["units"]
    return Network(
        np.array([record["linear"].get(name, 0.0) for name in names]),
        np.array([[unit["hidden"].get(name, 0.0) for name in names] for unit in units]).reshape(len(units), len(names)),
        np.array([unit["bias"] for unit in units], np.float64),
        np.array([unit["output"] for unit in units], np.float64),
        float(record["constant"]),
    )
