"""How fast and how complete the search by meaning is, the encoding of the query apart.

    python tests/benchmarks/meaning.py                                     60,000 vectors around invented centres
    python tests/benchmarks/meaning.py --data PAIRS.tsv.xz --vectors 1000000 [--encoded 20000]

With PAIRS (a Chinese and an English segment a line) both sides of the first pairs are encoded by the built-in encoder,
and copies of these vectors with noise fill the store up; queries are segments that were held out. Recall is of the ten
nearest by all vectors, compared one by one in full precision.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from lookup import read_pairs
from numpy.typing import NDArray

from tm.encode.arrays import unit_rows
from tm.lookup.vectors import VectorStore, open_store

DIM = 512
BATCH = 10_000
NOISE = 0.5  # length of what is added to a vector of length 1
QUERIES = 200

Rows = NDArray[np.float32]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Speed and recall of the search by meaning.")
    parser.add_argument("--data", type=Path, help="pairs, TSV packed by xz; invented vectors if left out")
    parser.add_argument("--vectors", type=int, default=60_000)
    parser.add_argument("--encoded", type=int, default=20_000, help="texts that are really encoded")
    options = parser.parse_args()
    real = encoded(options.data, options.encoded) if options.data else invented(6_000)
    queries, real = real[:QUERIES], real[QUERIES:]
    empty = VectorStore(np.zeros((0, 0), np.float32))
    began = time.process_time()
    store = empty.extended(batches(real, options.vectors), options.vectors)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    took_making = time.process_time() - began
    print(f"{len(store):,} vectors, made in {took_making:.0f} s CPU, {peak:.0f} MB")
    with TemporaryDirectory() as folder:
        store = reopened(store, Path(folder) / "lists")
        found, took = [], []
        for query in queries:
            began = time.process_time()
            found.append(store.nearest(query[None], 10)[1].tolist())
            took.append(1e3 * (time.process_time() - began))
    true = nearest_by_all(queries, batches(real, options.vectors))
    hits = sum(len({*one} & {*other}) for one, other in zip(found, true, strict=True))
    took.sort()
    print(f"search CPU {took[len(took) // 2]:.2f} / {took[int(0.95 * len(took))]:.2f} ms (median, 95th percentile)")
    print(f"recall@10 {hits / (10 * len(queries)):.4f}")


def encoded(path: Path, count: int) -> Rows:
    """Vectors of both sides of pairs."""
    from tm.encode.builtin import BuiltinEncoder

    pairs = read_pairs(path)
    np.random.default_rng(1).shuffle(pairs)
    texts = [text for pair in pairs[: count // 2] for text in pair]
    encoder = BuiltinEncoder()
    return np.concatenate([encoder.encode(texts[at : at + 1024]) for at in range(0, len(texts), 1024)])


def invented(count: int) -> Rows:
    """Vectors in some hundred clusters of few dimensions."""
    generator = np.random.default_rng(2)
    space = generator.normal(size=(24, DIM)).astype(np.float32)
    centres = generator.normal(size=(300, 24)).astype(np.float32)
    places = centres[generator.integers(0, 300, count)] + 0.7 * generator.normal(size=(count, 24)).astype(np.float32)
    return unit_rows(places @ space)


def batches(real: Rows, count: int) -> Iterator[Rows]:
    """The vectors, then copies of them with noise, in chance order, the same at each call."""
    generator = np.random.default_rng(3)
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        rows = real[generator.integers(0, len(real), size)] if start or size > len(real) else real[:size]
        noise = generator.normal(size=rows.shape).astype(np.float32) * np.float32(NOISE / DIM**0.5)
        yield unit_rows(rows + noise)


def reopened(store: VectorStore, path: Path) -> VectorStore:
    """The store as another process finds it: lists mapped from their file."""
    if not store.listed:
        return store
    store.write_lists(path)
    about = {"planned": store.planned, "listed": store.listed}
    return open_store(store.recent, path, size_bytes=path.stat().st_size, **about)


def nearest_by_all(queries: Rows, every: Iterator[Rows]) -> list[list[int]]:
    """The numbers of the ten nearest vectors to each query."""
    best = np.full((len(queries), 10), -2, np.float32)
    numbers = np.zeros((len(queries), 10), np.int64)
    start = 0
    for rows in every:
        cosines = np.hstack([best, queries @ rows.T])
        known = np.hstack([numbers, np.broadcast_to(np.arange(start, start + len(rows)), (len(queries), len(rows)))])
        order = np.argpartition(-cosines, 10, axis=1)[:, :10]
        best, numbers = np.take_along_axis(cosines, order, 1), np.take_along_axis(known, order, 1)
        start += len(rows)
    return [row.tolist() for row in numbers]


if __name__ == "__main__":
    main()
