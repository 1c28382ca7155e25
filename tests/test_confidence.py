"""Confidence: a share between 0 and 1 that rises with the posterior."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.confidence import Calibration, posterior_log_odds

shares = st.floats(0, 1)


@given(shares)
def test_without_calibration_the_confidence_is_the_posterior(posterior: float) -> None:
    """Slope 1 and intercept 0 change nothing but the last millionth."""
    log_odds, confidence = Calibration().apply(posterior)
    assert confidence == pytest.approx(posterior, abs=2e-6)
    assert log_odds == posterior_log_odds(posterior)


@given(shares, shares, st.floats(0.01, 5), st.floats(-5, 5))
def test_a_likelier_bead_is_never_less_sure(one: float, other: float, slope: float, intercept: float) -> None:
    """For any calibration with a rising slope; always between 0 and 1."""
    calibration = Calibration(slope, intercept)
    low, high = (calibration.apply(posterior) for posterior in sorted((one, other)))
    assert low[0] <= high[0]
    assert 0 <= low[1] <= high[1] <= 1


@pytest.mark.parametrize(("posterior", "sign"), [(0.0, -1), (0.5, 0), (1.0, 1)])
def test_log_odds_are_finite_at_the_ends(posterior: float, sign: int) -> None:
    """0 and 1 are kept a millionth away from certainty; rounding may carry a posterior past them."""
    found = posterior_log_odds(posterior)
    assert math.isfinite(found)
    assert found == pytest.approx(sign * math.log(1e6), abs=1e-3)
    assert posterior_log_odds(1 + 1e-12) == posterior_log_odds(1.0)


def test_the_slope_stretches_the_log_odds_and_the_intercept_moves_them() -> None:
    """Confidence is logistic(slope * log-odds + intercept)."""
    assert Calibration(2.0, 0.0).apply(0.8)[1] == pytest.approx(0.8**2 / (0.8**2 + 0.2**2))
    assert Calibration(1.0, math.log(3)).apply(0.5)[1] == pytest.approx(0.75)
