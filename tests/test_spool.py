"""Vectors on their way: kept, found again, and never in the way of the work."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from tm.encode.arrays import unit_rows
from tm.lookup.spool import Spool

DIGESTS = [bytes([number]) * 16 for number in range(5)]
ROWS = unit_rows(np.random.default_rng(0).normal(size=(5, 12)).astype(np.float32))


def test_what_is_kept_is_found_by_the_next_process(tmp_path: Path) -> None:
    """In the order asked; only if nothing of it is missing."""
    spool = Spool(tmp_path / "part")
    made = spool.put(DIGESTS[:4], ROWS[:4])
    spool.close()
    again = Spool(tmp_path / "part")
    found = again.get([DIGESTS[3], DIGESTS[0]])
    assert found is not None
    assert np.array_equal(found, made[[3, 0]])
    assert np.allclose(made, ROWS[:4], atol=1e-3)
    assert again.get(DIGESTS) is None


@given(arrays(np.float32, (3, 8), elements=st.floats(-1, 1, width=32)))
def test_vectors_stay_near_what_they_were(rows: NDArray[np.float32]) -> None:
    """Half precision, and of norm 1 again; what is kept nowhere is rounded alike."""
    unit = unit_rows(rows)
    kept = Spool(Path("/dev/null/part")).put(DIGESTS[:3], unit)
    assert np.abs(kept - unit).max() < 2e-3


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    """No database at all, or one that was cut off."""
    path = tmp_path / "part"
    path.write_bytes(b"no database " * 500)
    Spool(path).put(DIGESTS, ROWS)
    assert Spool(path).get(DIGESTS) is not None
    path.write_bytes(path.read_bytes()[:5000])
    spool = Spool(path)
    assert spool.get(DIGESTS) is None
    assert spool.put(DIGESTS, ROWS).shape == ROWS.shape


def test_two_fill_it_at_once(tmp_path: Path) -> None:
    """Each finds what the other has made."""
    one, other = Spool(tmp_path / "part"), Spool(tmp_path / "part")
    one.put(DIGESTS[:2], ROWS[:2])
    other.put(DIGESTS[1:], ROWS[1:])
    assert one.get(DIGESTS) is not None
    assert other.get(DIGESTS) is not None


def test_vectors_of_two_sizes_are_not_mixed(tmp_path: Path) -> None:
    """As where a model was exchanged for another one under the same name."""
    spool = Spool(tmp_path / "part")
    spool.put(DIGESTS[:2], ROWS[:2])
    spool.put(DIGESTS[2:], unit_rows(ROWS[2:, :6]))
    assert spool.get(DIGESTS) is None
