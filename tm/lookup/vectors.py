"""Vectors and their nearest ones: few are compared one by one, many by faiss's inverted lists (IVF, a byte a number).

Vectors are numbered as they come. Once there are more than FLAT they go into lists around the centres of a sample;
later ones are compared one by one again until MOST_RECENT are beside the lists. How many lists a search reads is
measured when the lists are made: as many as find RECALL of the ten nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from math import log2, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tm.encode.arrays import unit_rows
from tm.exchange.safexml import atomic_write

if TYPE_CHECKING:
    from faiss import IndexIVF
    from numpy.typing import NDArray

    from tm.encode.arrays import FloatMatrix, IntVector

FLAT = 50_000  # vectors compared one by one: 6 ms for 512 numbers each
MOST_RECENT = 10_000  # compared one by one beside the lists
RECALL = 0.98  # of the ten nearest, by the vectors as the lists hold them
_SAMPLE_A_LIST = 40  # vectors that a centre is learnt from (faiss wants 39)
_ROUNDS = 8  # of k-means
_TRIALS = 64  # queries by which recall is measured
_NEAREST = 10
_MIDDLE = 6
_GROWTH = 4  # lists are made anew when there are so many times the vectors that they were made for


class VectorStore:
    """Vectors of norm 1 and of one dimension, numbered from 0 as they were added."""

    def __init__(
        self,
        recent: FloatMatrix,
        lists: IndexIVF | None = None,
        *,
        probes: int = 0,
        planned: int = 0,
        path: Path | None = None,
    ) -> None:
        self.recent, self.lists, self.path = recent, lists, path  # a path: the lists are mapped from there
        self.probes, self.planned = probes, planned  # lists that a search reads; vectors that the lists were made for

    def __len__(self) -> int:
        return self.listed + len(self.recent)

    @property
    def listed(self) -> int:
        """How many of the vectors are in lists."""
        return int(self.lists.ntotal) if self.lists is not None else 0

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self.recent.shape[1])

    def nearest(
        self, query: FloatMatrix, count: int, wanted: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float32], IntVector]:
        """Cosines and numbers of the vectors nearest to a (1, dim) query, best first; among those `wanted`."""
        found = [self._among_lists(query, count, wanted), self._among_recent(query, count, wanted)]
        cosines, numbers = (np.concatenate([part[side] for part in found]) for side in (0, 1))
        order = np.lexsort((numbers, -cosines))[:count]
        return cosines[order], numbers[order]

    def _among_recent(
        self, query: FloatMatrix, count: int, wanted: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float32], IntVector]:
        cosines = self.recent @ query[0]
        numbers = np.arange(len(cosines)) if wanted is None else np.flatnonzero(wanted[self.listed :])
        cosines = cosines[numbers]
        if count < len(numbers):
            best = np.argpartition(-cosines, count)[:count]
            cosines, numbers = cosines[best], numbers[best]
        return cosines, numbers + self.listed

    def _among_lists(
        self, query: FloatMatrix, count: int, wanted: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float32], IntVector]:
        if self.lists is None:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        import faiss

        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = self.probes
        if wanted is not None:
            bits = np.packbits(wanted[: self.listed], bitorder="little")
            parameters.sel = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # faiss's own stub is of C++
        cosines, numbers = self.lists.search(query, min(count, self.listed), params=parameters)
        there = numbers[0] >= 0
        return cosines[0][there], numbers[0][there]

    def pick(self, numbers: IntVector) -> FloatMatrix:
        """The vectors of these numbers, as well as they are kept."""
        rows = np.empty((len(numbers), self.dim), np.float32)
        listed = numbers < self.listed
        rows[~listed] = self.recent[numbers[~listed] - self.listed]
        if self.lists is not None and listed.any():
            self.lists.make_direct_map()
            rows[listed] = self.lists.reconstruct_batch(numbers[listed])
        return rows

    def extended(self, batches: Iterable[FloatMatrix], coming: int) -> VectorStore:
        """A store with more vectors; `coming` of them in batches, in an order without meaning where they are many."""
        beside = len(self.recent) + coming
        if beside <= (FLAT if self.lists is None else MOST_RECENT):
            parts = [part for part in chain([self.recent], batches) if len(part)] or [self.recent]
            return VectorStore(
                np.concatenate(parts), self.lists, probes=self.probes, planned=self.planned, path=self.path
            )
        if self.lists is None or len(self) + coming > _GROWTH * self.planned:
            kept = (self.pick(np.arange(at, min(at + FLAT, len(self)))) for at in range(0, len(self), FLAT))
            return _made(chain(kept, batches), len(self) + coming)
        lists = _read(self.path, mapped=False) if self.path else self.lists
        for batch in chain([self.recent], batches):
            lists.add(batch)
        return VectorStore(self.recent[:0], lists, probes=self.probes, planned=self.planned)

    def write_lists(self, path: Path) -> None:
        """Put the lists into a file, if there are any and they are not the ones of a file. Raises: StorageError."""
        if self.lists is None or self.path:
            return
        import faiss

        with atomic_write(path) as file:
            faiss.write_index(self.lists, file.name)  # by its name: there is no copy of a gigabyte on the way


def open_store(
    recent: FloatMatrix, path: Path, *, probes: int, planned: int, listed: int, size_bytes: int
) -> VectorStore:
    """The store whose lists are in a file, which is mapped. Raises: OSError, RuntimeError if it is no such file."""
    if not listed:
        return VectorStore(recent)
    if path.stat().st_size != size_bytes:
        raise RuntimeError(f"{path.name} is cut off")  # to map it would end the process
    lists = _read(path, mapped=True)
    if (lists.ntotal, lists.d) != (listed, recent.shape[1]):
        raise RuntimeError(f"{path.name} holds other vectors")
    return VectorStore(recent, lists, probes=probes, planned=planned, path=path)


def _read(path: Path, *, mapped: bool) -> IndexIVF:
    import faiss

    lists = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY if mapped else 0)
    if not isinstance(lists, faiss.IndexIVF):
        raise RuntimeError(f"{path.name} holds no lists")
    return lists


def _made(batches: Iterator[FloatMatrix], total: int) -> VectorStore:
    """A store with all vectors in lists around the centres of the first ones."""
    import faiss

    count = 2 ** round(log2(1.5 * sqrt(total)))
    sample: list[FloatMatrix] = []
    while sum(map(len, sample)) < min(_SAMPLE_A_LIST * count, total):
        sample.append(next(batches))
    first = np.concatenate(sample)
    dim = first.shape[1]
    lists = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim), dim, count, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    lists.cp.niter = _ROUNDS
    lists.train(first)
    for batch in chain([first], batches):
        lists.add(batch)
    return VectorStore(first[:0].copy(), lists, probes=_probes(lists, first[:_TRIALS]), planned=total)


def _probes(lists: IndexIVF, texts: FloatMatrix) -> int:
    """How many lists to read so that RECALL of the nearest to queries are found: a power of two.

    Each query is the middle of _MIDDLE texts drawn by chance: what is asked is seldom in the memory as it is. Of UI
    texts held out, as many of the nearest were found as of such middles, with 4 to 256 lists (.71 to .99, .68 to 1).
    """
    import faiss

    queries = unit_rows(np.sum([np.roll(texts, shift, axis=0) for shift in range(_MIDDLE)], axis=0))

    def nearest(probes: int) -> list[set[int]]:
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = probes
        found = lists.search(queries, _NEAREST, params=parameters)[1]
        return [set(row) for row in found.tolist()]

    true, probes = nearest(lists.nlist), 1
    while probes < lists.nlist:
        found = nearest(probes)
        hits = sum(len(one & other) for one, other in zip(true, found, strict=True))
        if hits >= RECALL * sum(map(len, true)):
            break
        probes *= 2
    return probes
