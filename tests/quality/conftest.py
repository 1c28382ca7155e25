"""What the measurements share: the articles with their gold, and an encoder that encodes each sentence once."""

import tomllib
from pathlib import Path

import pytest
from stubs import BUILTIN, RememberingEncoder

from tm.align.gold import GoldDocument, read_gold

SEEDS = Path(__file__).parent.parent.parent / "seeds"
FLOORS = Path(__file__).parent / "floors.toml"


@pytest.fixture(scope="session")
def articles() -> list[GoldDocument]:
    return read_gold(SEEDS)


@pytest.fixture(scope="session")
def encoder() -> RememberingEncoder:
    return RememberingEncoder(BUILTIN)


@pytest.fixture(scope="session")
def floors() -> dict[str, float]:
    return tomllib.loads(FLOORS.read_text("utf-8"))
