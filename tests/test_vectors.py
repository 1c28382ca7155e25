"""Vectors and their nearest ones: flat and in lists."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tm.encode.arrays import unit_rows
from tm.lookup import vectors
from tm.lookup.vectors import VectorStore, open_store

DIM = 24


def drawn(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Vectors in some clusters, as those of texts are."""
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(60, DIM))
    return unit_rows(
        (centres[generator.integers(0, 60, count)] + 0.4 * generator.normal(size=(count, DIM))).astype("f4")
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is many begins at 500 vectors; 100 may stand beside the lists."""
    monkeypatch.setattr(vectors, "FLAT", 500)
    monkeypatch.setattr(vectors, "MOST_RECENT", 100)


def empty() -> VectorStore:
    return VectorStore(np.zeros((0, 0), np.float32))


def batches(rows: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [rows[start : start + 64] for start in range(0, len(rows), 64)]


def recall(store: VectorStore, rows: NDArray[np.float32], queries: NDArray[np.float32]) -> float:
    """How many of the ten nearest are found."""
    hits = 0
    for query in queries:
        true = set(np.argsort(-(rows @ query), kind="stable")[:10].tolist())
        hits += len(true & set(store.nearest(query[None], 10)[1].tolist()))
    return hits / (10 * len(queries))


def test_few_vectors_are_compared_one_by_one() -> None:
    """The nearest by their product, best first, earlier ones first among equals."""
    rows = drawn(300)
    store = empty().extended(batches(rows[:200]), 200).extended(batches(rows[200:]), 100)
    assert (len(store), store.listed) == (300, 0)
    cosines, numbers = store.nearest(rows[7:8], 20)
    assert numbers[0] == 7
    assert np.allclose(cosines, np.sort(rows @ rows[7])[::-1][:20], atol=1e-6)
    assert recall(store, rows, drawn(30, seed=5)) == 1


def test_an_empty_store_has_nothing_near() -> None:
    """Nor has one that was extended by nothing."""
    assert len(empty().extended([], 0)) == 0


def test_many_vectors_go_into_lists_that_find_nearly_all(few: None) -> None:
    """At least .95 of the ten nearest, over queries that the lists have not seen."""
    rows = drawn(4_000)
    store = empty().extended(batches(rows), 4_000)
    assert (len(store), store.listed) == (4_000, 4_000)
    assert recall(store, rows, drawn(100, seed=5)) >= 0.95
    assert np.allclose(store.pick(np.array([3, 3999])), rows[[3, 3999]], atol=0.02)


def test_lists_grow_and_are_made_anew(few: None) -> None:
    """A few more stand beside them, more are added to them, and four times as many have other centres."""
    rows = drawn(4_000)
    store = empty().extended(batches(rows[:600]), 600)
    planned, lists = store.planned, store.lists.index.nlist
    store = store.extended(batches(rows[600:650]), 50)
    assert (store.listed, len(store)) == (600, 650)
    store = store.extended(batches(rows[650:900]), 250)
    assert (store.listed, len(store), store.planned) == (900, 900, planned)
    store = store.extended(batches(rows[900:]), 3_100)
    assert (len(store), store.planned) == (4_000, 4_000)
    assert store.lists.index.nlist > lists
    assert recall(store, rows, drawn(50, seed=5)) >= 0.95


def test_only_what_is_wanted_is_found(few: None) -> None:
    """In the lists and beside them."""
    rows = drawn(800)
    store = empty().extended(batches(rows[:750]), 750).extended(batches(rows[750:]), 50)
    wanted = np.zeros(800, np.bool_)
    wanted[[5, 744, 760, 799]] = True
    found = {int(number) for query in rows[:60] for number in store.nearest(query[None], 3, wanted)[1]}
    assert found == {5, 744, 760, 799}


def test_lists_are_kept_in_a_file(few: None, tmp_path: Path) -> None:
    """They are read from there, found the same, and can be added to; other files are refused."""
    rows, path = drawn(900), tmp_path / "lists"
    store = empty().extended(batches(rows[:700]), 700)
    store.write_lists(path)
    about = {"planned": store.planned, "size_bytes": path.stat().st_size}
    opened = open_store(store.recent, path, listed=700, **about)
    for query in rows[:20]:
        assert opened.nearest(query[None], 5)[1].tolist() == store.nearest(query[None], 5)[1].tolist()
    grown = opened.extended(batches(rows[700:]), 200)
    assert (grown.listed, grown.path) == (900, None)
    assert opened.listed == 700
    for listed in (699, 900):
        with pytest.raises(RuntimeError):
            open_store(store.recent, path, listed=listed, **about)
    cut = tmp_path / "cut"
    cut.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(RuntimeError, match="cut off"):
        open_store(store.recent, cut, listed=700, **about)
    cut.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(RuntimeError):
        open_store(store.recent, cut, listed=700, **about)


@pytest.mark.parametrize("dim", [3, 16, 25, 31])
def test_vectors_of_any_dimension_go_into_lists(few: None, dim: int) -> None:
    """Whatever an encoder gives: parts of four numbers or more where they divide it, else a single one."""
    rows = unit_rows(np.random.default_rng(dim).normal(size=(700, dim)).astype(np.float32))
    store = empty().extended(batches(rows), 700)
    assert [store.nearest(row[None], 1)[1].tolist() for row in rows[:5]] == [[0], [1], [2], [3], [4]]


def test_codes_are_near_their_vectors() -> None:
    """Half a step of the largest number at most, zeros among them; a vector of zeros stays one."""
    rows = np.vstack([drawn(50), np.zeros((1, DIM), np.float32)])
    codes = vectors._coded(rows)
    unpacked = codes["byte"] * codes["scale"][:, None]
    assert np.all(np.abs(unpacked - rows) <= np.abs(rows).max(axis=1, keepdims=True) / 253)
