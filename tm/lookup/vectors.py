"""Vectors and their nearest ones: few are compared one by one, many through faiss's inverted lists.

Vectors are numbered as they come. Once there are more than FLAT they go into lists around the centres of a sample;
later ones are compared one by one again until MOST_RECENT are beside the lists. The lists hold four bits for some four
numbers of a vector (product quantisation, scanned in registers); they name candidates, and the best are compared once
more by the codes, a byte a number. A search reads one list in LISTS_A_PROBE: of UI texts held out it finds .97 of the
ten nearest among 200,000 and among a million (tests/benchmarks/meaning.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import log2, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from tm.exchange.safexml import atomic_write

if TYPE_CHECKING:
    from faiss import IndexIVF
    from numpy.typing import NDArray

    from tm.encode.arrays import FloatMatrix, IntVector

FLAT = 50_000  # vectors compared one by one: 6 ms for 512 numbers each
MOST_RECENT = 10_000  # compared one by one beside the lists
LISTS_A_PROBE = 8
_RANKED = 400  # candidates compared by their codes, at least …
_RANKED_EACH = 10  # … and for each vector wanted
_SAMPLE_A_LIST = 40  # vectors that a centre is learnt from (faiss wants 39)
_ROUNDS = 8  # of k-means
_GROWTH = 4  # lists are made anew when there are so many times the vectors that they were made for


@dataclass(frozen=True, slots=True)
class Lists:
    """n vectors as they are searched; both parts number them alike."""

    index: IndexIVF  # product quantisation; by its products candidates are ranked
    codes: NDArray[np.void]  # (n,) `scale` and `byte`, (dim,) signed: scale · byte is the vector; may be mapped

    def vectors(self, numbers: IntVector) -> FloatMatrix:
        """(numbers, dim) the vectors, as near as a byte a number comes."""
        rows = self.codes[numbers]
        unpacked: FloatMatrix = rows["byte"].astype(np.float32)
        unpacked *= rows["scale"][:, None]
        return unpacked

    def nearest(
        self, query: FloatMatrix, count: int, wanted: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float32], IntVector]:
        """Cosines and numbers of up to `count` vectors near to a (1, dim) query, in no order; among those `wanted`."""
        import faiss

        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = max(1, self.index.nlist // LISTS_A_PROBE)
        if wanted is not None:
            bits = np.packbits(wanted[: len(self.codes)], bitorder="little")
            parameters.sel = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # faiss's own stub is of C++
        ranked = min(max(_RANKED, _RANKED_EACH * count), len(self.codes))
        numbers = self.index.search(query, ranked, params=parameters)[1][0]
        numbers = np.sort(numbers[numbers >= 0])  # read in the order of the file
        cosines = self.vectors(numbers) @ query[0]
        if count < len(numbers):
            best = np.argpartition(-cosines, count)[:count]
            cosines, numbers = cosines[best], numbers[best]
        return cosines, numbers


class VectorStore:
    """Vectors of norm 1 and of one dimension, numbered from 0 as they were added."""

    def __init__(
        self,
        recent: FloatMatrix,
        lists: Lists | None = None,
        *,
        planned: int = 0,
        path: Path | None = None,
    ) -> None:
        self.recent, self.lists, self.path = recent, lists, path  # a path: the lists are read from there
        self.planned = planned  # vectors that the lists were made for

    def __len__(self) -> int:
        return self.listed + len(self.recent)

    @property
    def listed(self) -> int:
        """How many of the vectors are in lists."""
        return len(self.lists.codes) if self.lists is not None else 0

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self.recent.shape[1])

    def nearest(
        self, query: FloatMatrix, count: int, wanted: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float32], IntVector]:
        """Cosines and numbers of the vectors nearest to a (1, dim) query, best first; among those `wanted`."""
        found = [self._among_recent(query, count, wanted)]
        if self.lists is not None:
            found.append(self.lists.nearest(query, count, wanted))
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

    def pick(self, numbers: IntVector) -> FloatMatrix:
        """The vectors of these numbers, as well as they are kept."""
        rows = np.empty((len(numbers), self.dim), np.float32)
        listed = numbers < self.listed
        rows[~listed] = self.recent[numbers[~listed] - self.listed]
        if self.lists is not None:
            rows[listed] = self.lists.vectors(numbers[listed])
        return rows

    def extended(self, batches: Iterable[FloatMatrix], coming: int) -> VectorStore:
        """A store with more vectors; `coming` of them in batches, in an order without meaning where they are many."""
        beside = len(self.recent) + coming
        if beside <= (FLAT if self.lists is None else MOST_RECENT):
            parts = [part for part in chain([self.recent], batches) if len(part)] or [self.recent]
            return VectorStore(np.concatenate(parts), self.lists, planned=self.planned, path=self.path)
        if self.lists is None or len(self) + coming > _GROWTH * self.planned:
            kept = (self.pick(np.arange(at, min(at + FLAT, len(self)))) for at in range(0, len(self), FLAT))
            return _made(chain(kept, batches), len(self) + coming)
        import faiss

        index = cast("IndexIVF", faiss.clone_index(self.lists.index))  # this store keeps its own
        codes = [self.lists.codes, *_added(index, chain([self.recent], batches))]
        lists = Lists(index, np.concatenate(codes))
        return VectorStore(self.recent[:0], lists, planned=self.planned)

    def write_lists(self, path: Path) -> None:
        """Put the lists into a file, if there are any and they are not the ones of a file. Raises: StorageError."""
        if self.lists is None or self.path:
            return
        import faiss

        with atomic_write(path) as file:
            file.write(self.lists.codes.view(np.uint8).data)
            file.write(faiss.serialize_index(self.lists.index).data)


def open_store(recent: FloatMatrix, path: Path, *, planned: int, listed: int, size_bytes: int) -> VectorStore:
    """The store whose lists are in a file; codes are mapped. Raises: OSError, RuntimeError if it is no such file."""
    if not listed:
        return VectorStore(recent)
    import faiss

    if path.stat().st_size != size_bytes:
        raise RuntimeError(f"{path.name} is cut off")  # to map it would end the process
    kind = _code_type(recent.shape[1])
    if size_bytes < listed * kind.itemsize:
        raise RuntimeError(f"{path.name} holds other vectors")
    codes = np.memmap(path, kind, mode="r", shape=(listed,))
    index = faiss.deserialize_index(np.fromfile(path, np.uint8, offset=codes.nbytes))
    if not isinstance(index, faiss.IndexIVF) or (index.ntotal, index.d) != (listed, recent.shape[1]):
        raise RuntimeError(f"{path.name} holds other vectors")
    return VectorStore(recent, Lists(index, codes), planned=planned, path=path)


def _code_type(dim: int) -> np.dtype[np.void]:
    return np.dtype([("scale", "<f4"), ("byte", "i1", (dim,))])


def _coded(rows: FloatMatrix) -> NDArray[np.void]:
    """The codes of vectors."""
    codes = np.empty(len(rows), _code_type(rows.shape[1]))
    codes["scale"] = np.abs(rows).max(axis=1) / np.float32(127)
    codes["byte"] = np.rint(rows / np.maximum(codes["scale"], np.finfo(np.float32).tiny)[:, None])
    return codes


def _added(index: IndexIVF, batches: Iterable[FloatMatrix]) -> Iterator[NDArray[np.void]]:
    """The codes of the vectors, which are added to the index."""
    for batch in batches:
        if len(batch):
            index.add(batch)
            yield _coded(batch)


def _made(batches: Iterator[FloatMatrix], total: int) -> VectorStore:
    """A store with all vectors in lists around the centres of the first ones."""
    import faiss

    count = 2 ** round(log2(1.5 * sqrt(total)))
    sample: list[FloatMatrix] = []
    while sum(map(len, sample)) < min(_SAMPLE_A_LIST * count, total):
        sample.append(next(batches))
    first = np.concatenate(sample)
    dim = first.shape[1]
    size = next(size for size in range(4, dim + 5) if dim % size == 0 or size > dim)
    index = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dim), dim, count, max(dim // size, 1), 4, faiss.METRIC_INNER_PRODUCT
    )
    index.by_residual = False  # to product by product of the vectors themselves: .97 of the ten nearest, else .94
    index.cp.niter = _ROUNDS
    index.train(first)
    codes = np.concatenate([*_added(index, chain([first], batches))])
    lists = Lists(index, codes)
    return VectorStore(first[:0].copy(), lists, planned=total)
