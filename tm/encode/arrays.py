"""The arrays that vectors travel in; importing this loads numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]  # one vector a row
FloatVector = NDArray[np.float64]
IntVector = NDArray[np.int64]


def unit_rows(matrix: FloatMatrix) -> FloatMatrix:
    """The rows divided by their norm; a zero row stays zero."""
    norms = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return np.asarray(matrix / np.maximum(norms, 1e-6), np.float32)
