"""Calibration: from the posterior of a bead to the share of such beads that a person keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass

_LEAST = 1e-6  # posteriors are kept this far from 0 and 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence = logistic(slope * log-odds of the posterior + intercept).

    Source: Platt 1999, on posteriors of beads in documents held out of training.
    """

    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, posterior: float) -> tuple[float, float]:
        """The log-odds of the posterior, and the confidence."""
        log_odds = posterior_log_odds(posterior)
        return log_odds, 1 / (1 + math.exp(-(self.slope * log_odds + self.intercept)))


def posterior_log_odds(posterior: float) -> float:
    """The natural log of p / (1 - p), p kept a millionth away from 0 and 1."""
    p = min(max(posterior, _LEAST), 1 - _LEAST)
    return math.log(p / (1 - p))
