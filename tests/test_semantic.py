"""The vectors of a memory: found by meaning, cached, kept fresh, never mixed."""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from values import NOW, unit

from tm.lookup.semantic import SemanticIndex
from tm.memory.database import open_database
from tm.memory.memory import Memory

ZH_EN = [("zh-CN", "en-US")]


class CountingEncoder:
    """A vector for each text by its digest; remembers what it was asked."""

    def __init__(self, name: str = "stub/a", dim: int = 8) -> None:
        self.name, self.dim = name, dim
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        rows = [list(hashlib.blake2b((self.name + text).encode(), digest_size=self.dim).digest()) for text in texts]
        matrix = np.array(rows, np.float32).reshape(-1, self.dim) - 127
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture
def memory(tmp_path: Path):
    with open_database(tmp_path / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add([unit("甲", "a"), unit("乙", "b"), unit("甲", "c")], now=NOW)
        yield memory


def search(memory: Memory, encoder: CountingEncoder, query: str = "甲", **options: object) -> list[tuple[int, float]]:
    hits = SemanticIndex(memory, encoder).search(query, **({"pairs": ZH_EN, "limit": 5} | options))
    return [(hit.rowid, round(hit.cosine, 5)) for hit in hits]


def test_every_unit_is_found_once_by_its_nearest_text(memory: Memory) -> None:
    """Units that share a text come in the order of their adding; both sides are searched."""
    encoder = CountingEncoder()
    assert search(memory, encoder)[:2] == [(1, 1.0), (3, 1.0)]
    assert [rowid for rowid, _ in search(memory, encoder)][2:] == [2]
    assert search(memory, encoder, "b")[0] == (2, 1.0)


def test_hits_are_the_nearest_by_cosine(memory: Memory) -> None:
    """The index agrees with a plain product of all vectors."""
    encoder = CountingEncoder()
    texts = {1: "甲a", 2: "乙b", 3: "甲c"}
    query = encoder.encode(["丙"])[0]
    expected = {rowid: max(float(row @ query) for row in encoder.encode(list(pair))) for rowid, pair in texts.items()}
    found = search(memory, encoder, "丙")
    assert dict(found) == {rowid: pytest.approx(cosine, abs=1e-4) for rowid, cosine in expected.items()}
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)


def test_a_text_is_encoded_once(memory: Memory) -> None:
    """Equal texts share a vector, and a second process finds the vectors beside the memory."""
    first, second = CountingEncoder(), CountingEncoder()
    search(memory, first)
    search(memory, second)
    assert first.asked == ["甲", "a", "乙", "b", "c", "甲"]
    assert second.asked == ["甲"]


def test_only_new_texts_are_encoded_after_a_change(memory: Memory) -> None:
    """A stale cache keeps the vectors of texts that are still there; an open index sees the change too."""
    encoder = CountingEncoder()
    index = SemanticIndex(memory, encoder)
    list(index.search("甲", pairs=ZH_EN, limit=5))
    encoder.asked.clear()
    memory.add([unit("乙", "new")], now=NOW)
    assert next(hit.rowid for hit in index.search("new", pairs=ZH_EN, limit=5)) == 4
    assert encoder.asked == ["new", "new"]
    fresh = CountingEncoder()
    assert search(memory, fresh, "new") == search(memory, encoder, "new")


def test_vectors_of_two_encoders_never_meet(memory: Memory) -> None:
    """Each has a file of its own, also where the names look alike as file names."""
    for encoder in (CountingEncoder("stub/a"), CountingEncoder("stub-a", dim=16)):
        assert search(memory, encoder)[0] == (1, 1.0)
        assert len(encoder.asked) == 6
    assert len(list(memory.database.path.parent.glob("*.npz"))) == 2


def test_a_cache_of_another_memory_is_not_believed(memory: Memory, tmp_path: Path) -> None:
    """A cache that was put beside another memory serves by its texts, not by its row numbers."""
    encoder = CountingEncoder()
    search(memory, encoder)
    with open_database(tmp_path / "other.tmdb") as database:
        other = Memory(database)
        other.add([unit("b", "乙", ("en-US", "zh-CN")), unit("甲", "z")], now=NOW)
        SemanticIndex(memory, encoder).path.rename(SemanticIndex(other, encoder).path)
        encoder.asked.clear()
        assert search(other, encoder)[0] == (2, 1.0)
        assert encoder.asked == ["z", "甲"]


def test_a_damaged_cache_is_made_anew(memory: Memory) -> None:
    """Whatever happens to the file, the answer is the same."""
    encoder = CountingEncoder()
    expected = search(memory, encoder)
    path = SemanticIndex(memory, encoder).path
    whole = path.read_bytes()
    draw = random.Random(7)
    damaged = [b"", b"PK", whole[: len(whole) // 2], b"no archive " * 50]
    for _ in range(150):
        flipped = bytearray(whole)
        flipped[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        damaged.append(bytes(flipped))
    for content in damaged:
        path.write_bytes(content)
        assert search(memory, encoder) == expected


def test_vectors_that_cannot_be_cached_still_serve(memory: Memory) -> None:
    """A place that cannot be written costs time, not answers."""
    encoder = CountingEncoder()
    SemanticIndex(memory, encoder).path.mkdir()
    assert search(memory, encoder)[0] == (1, 1.0)
    assert [path.name for path in memory.database.path.parent.iterdir() if path.suffix == ".tmp"] == []


def test_other_language_pairs_are_left_out(memory: Memory) -> None:
    """However near their texts are."""
    memory.add([unit("甲", "chat", ("zh-CN", "fr"))], now=NOW)
    encoder = CountingEncoder()
    assert sorted(rowid for rowid, _ in search(memory, encoder, "chat")) == [1, 2, 3]
    assert [rowid for rowid, _ in search(memory, encoder, "chat", pairs=[("zh-CN", "fr")])] == [4]
    assert search(memory, encoder, pairs=[]) == []


def test_an_empty_memory_finds_nothing(tmp_path: Path) -> None:
    """No text, no vector, no file trouble; the first unit is then found."""
    with open_database(tmp_path / "memory.tmdb") as database:
        memory, encoder = Memory(database), CountingEncoder()
        assert search(memory, encoder) == []
        memory.add([unit("甲", "a")], now=NOW)
        assert search(memory, encoder)[0] == (1, 1.0)


def test_progress_is_told_while_encoding(memory: Memory) -> None:
    """By texts, of a known total."""
    told: list[tuple[str, int, int | None]] = []
    index = SemanticIndex(memory, CountingEncoder(), progress=lambda *step: told.append(step))
    list(index.search("甲", pairs=ZH_EN, limit=1))
    assert told == [("encode", 0, 5), ("encode", 5, 5)]


def test_a_large_memory_is_searched_by_lists(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists are a file of their own, of this state of the memory; damaged, missing or stale they are made anew."""
    monkeypatch.setattr("tm.lookup.vectors.FLAT", 400)
    monkeypatch.setattr("tm.lookup.vectors.MOST_RECENT", 20)
    memory.add((unit(f"第{number}号", f"number {number}") for number in range(400)), now=NOW)
    encoder = CountingEncoder(dim=16)
    assert search(memory, encoder, "第7号", limit=1)[0][1] == pytest.approx(1, abs=0.02)
    folder = memory.database.path.parent
    (lists,) = folder.glob("*.ivf")
    encoder.asked.clear()
    assert search(memory, encoder, "number 77", limit=1)[0] == (81, pytest.approx(1, abs=0.02))
    assert encoder.asked == ["number 77"]
    lists.write_bytes(lists.read_bytes()[:99])
    assert search(memory, encoder, "number 77", limit=1)[0][0] == 81
    memory.add((unit(f"另{number}号", f"other {number}") for number in range(20)), now=NOW)
    memory.change({81: None}, now=NOW)
    encoder.asked.clear()
    found = search(memory, encoder, "other 7", limit=3)
    assert found[0] == (411, pytest.approx(1, abs=0.02))
    assert len(encoder.asked) == 41
    assert 81 not in [rowid for rowid, _ in search(memory, encoder, "number 77", limit=400)]
    assert len(list(folder.glob("*.ivf"))) == 1


def test_stopped_encoding_goes_on_where_it_was(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text of a large memory is encoded once, however often the work is stopped; the vectors are the same."""
    monkeypatch.setattr("tm.lookup.vectors.FLAT", 400)
    monkeypatch.setattr("tm.lookup.semantic.BATCH_TEXTS", 50)
    monkeypatch.setattr("tm.lookup.semantic.KEPT_FROM", 400)
    memory.add((unit(f"第{number}号", f"number {number}") for number in range(400)), now=NOW)

    class Stopping(CountingEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            if len(self.asked) >= 300:
                raise KeyboardInterrupt
            return super().encode(texts)

    stopped, encoder = Stopping(dim=16), CountingEncoder(dim=16)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            SemanticIndex(memory, stopped).prepare()
    SemanticIndex(memory, encoder).prepare()
    assert sorted(stopped.asked + encoder.asked) == sorted(
        {text for row in memory.texts() for text in (row.source, row.target)}
    )
    folder = memory.database.path.parent
    assert not list(folder.glob("*.part*"))
    found = search(memory, encoder, "number 77", limit=3)
    for path in folder.glob("*.vectors-*"):
        path.unlink()
    assert search(memory, encoder, "number 77", limit=3) == found


def test_what_is_near_is_told_by_what_is_not(memory: Memory) -> None:
    """The least cosine shown is what one in a hundred pairs drawn by chance reach; few texts give no measure."""
    encoder = CountingEncoder(dim=16)
    index = SemanticIndex(memory, encoder)
    by_strangers = index.least_cosine()
    memory.add((unit(f"第{number}号", f"number {number}") for number in range(400)), now=NOW)
    texts = [text for row in memory.texts() for text in (row.source, row.target)]
    vectors = encoder.encode(sorted(set(texts)))
    cosines = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    assert index.least_cosine() == pytest.approx(float(np.percentile(cosines, 99)), abs=0.02)
    assert by_strangers != index.least_cosine()
