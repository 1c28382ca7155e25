"""The models of these tests, the article that none of them has seen, and no network."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_model import gold_pairs, save_model, token_vectors, trained_tokenizer

from tm.align.gold import GoldDocument, read_gold

SEEDS = Path(__file__).parent.parent.parent / "seeds"
HELD_OUT = "press-conference"


@pytest.fixture(scope="session")
def documents() -> dict[str, GoldDocument]:
    return {document.name: document for document in read_gold(SEEDS)}


@pytest.fixture(scope="session")
def held_out(documents: dict[str, GoldDocument]) -> GoldDocument:
    """The article that the models have not seen."""
    return documents[HELD_OUT]


@pytest.fixture(scope="session")
def held_out_pairs(held_out: GoldDocument) -> list[tuple[str, str]]:
    return gold_pairs(held_out)


@pytest.fixture(scope="session")
def seen_pairs(documents: dict[str, GoldDocument]) -> list[tuple[str, str]]:
    return [pair for name, document in documents.items() if name != HELD_OUT for pair in gold_pairs(document)]


@pytest.fixture(scope="session")
def tokenizer(seen_pairs: list[tuple[str, str]]) -> Any:
    return trained_tokenizer([text for pair in seen_pairs for text in pair])


@pytest.fixture(scope="session")
def vectors(seen_pairs: list[tuple[str, str]], tokenizer: Any) -> np.ndarray:
    return token_vectors(tokenizer, seen_pairs)


@pytest.fixture(scope="session")
def learnt(tokenizer: Any, vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a model learnt from the gold beads of all other seeds."""
    return save_model(tokenizer, vectors, tmp_path_factory.mktemp("models") / "learnt")


@pytest.fixture(scope="session")
def made_up(tokenizer: Any, vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a model of the same shape whose vectors are drawn by chance."""
    drawn = np.random.default_rng(1).standard_normal(vectors.shape).astype(np.float32)
    return save_model(tokenizer, drawn, tmp_path_factory.mktemp("models") / "made-up")


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every address asked for, refused; asking for one fails the test, also where the refusal is swallowed."""
    asked: list[object] = []

    def refused(name: str) -> Callable[..., None]:
        def refuse(*arguments: object, **_: object) -> None:
            asked.append((name, arguments))
            raise OSError("the network is out of bounds")

        return refuse

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refused(name))
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused(name))
    yield asked
    assert asked == []
