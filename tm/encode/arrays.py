"""The arrays that vectors travel in; importing this loads numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]  # one vector a row
FloatVector = NDArray[np.float64]
IntVector = NDArray[np.int64]
_ROUNDING = 1e-5  # norms below this come of float32 differences of equal vectors


def unit_rows(matrix: FloatMatrix) -> FloatMatrix:
    """The rows divided by their norm; a row that is zero but for rounding becomes zero."""
    norms = np.sqrt(np.einsum("...i,...i->...", matrix, matrix))
    return np.asarray(matrix * np.where(norms > _ROUNDING, 1 / np.maximum(norms, _ROUNDING), 0)[..., None], np.float32)
