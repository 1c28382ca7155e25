"""Units whose two sides are hardly alike in meaning, told by an encoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from tm.check.findings import Finding, Severity
from tm.encode.encoder import Encoder
from tm.memory.rows import StoredUnit
from tm.progress import Progress, silent

_BATCH = 512
_LEAST_UNITS = 30
_DEVIATIONS = 3.5  # robust standard deviations below the median cosine


def meaning_outliers(
    units: Iterable[StoredUnit], encoder: Encoder, total: int | None = None, *, progress: Progress = silent
) -> Iterator[Finding]:
    """The units whose cosine lies far below that of the others; none where there are fewer than 30.

    What is far is told by the units themselves (median and median absolute deviation), since every encoder has its
    own scale.
    """
    import numpy as np

    rowids: list[int] = []
    cosines: list[float] = []
    coming = iter(units)
    while batch := list(islice(coming, _BATCH)):
        sources = encoder.encode([stored.unit.source.text for stored in batch])
        targets = encoder.encode([stored.unit.target.text for stored in batch])
        rowids += [stored.rowid for stored in batch]
        cosines += np.einsum("ij,ij->i", sources, targets).tolist()
        progress("encode", len(rowids), total)
    if len(cosines) < _LEAST_UNITS:
        return
    middle = float(np.median(cosines))
    spread = 1.4826 * float(np.median(np.abs(np.array(cosines) - middle)))
    for rowid, cosine in zip(rowids, cosines, strict=True):
        if cosine < middle - _DEVIATIONS * spread:
            message = f"source and target are hardly alike in meaning (cosine {cosine:.2f}, usual {middle:.2f})"
            yield Finding("meaning", Severity.WARNING, rowid, message)
