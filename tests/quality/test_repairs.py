"""How well a match is repaired where nothing but values differs: never worse than the floors."""

from pathlib import Path

import pytest

from tm.lookup.repair import repaired
from tm.units import TranslationUnit, Variant

GOLD = Path(__file__).parent / "repairs.tsv"
_LANGS = {"zh": ("zh-CN", "en-US"), "en": ("en-US", "zh-CN")}


@pytest.fixture(scope="module")
def repairs() -> list[tuple[str, list[str]]]:
    """For each sentence of ours: what the repair writes, and all that it may write (empty: it refuses)."""
    head, *rows = (line.split("\t") for line in GOLD.read_text("utf-8").splitlines())
    assert head == ["lang", "source", "target", "query", "repaired"]
    found = []
    for lang, source, target, query, wanted in rows:
        first, second = _LANGS[lang]
        unit = TranslationUnit(source=Variant(source, first), target=Variant(target, second))
        found.append((repaired(unit, query), ["" if text == "-" else text for text in wanted.split(" | ")]))
    return found


def test_no_repair_is_wrong(repairs: list[tuple[str, list[str]]]) -> None:
    """What cannot be repaired safely is refused."""
    assert [made for made, wanted in repairs if made and made not in wanted] == []


def test_most_sentences_are_repaired(repairs: list[tuple[str, list[str]]], floors: dict[str, float]) -> None:
    """The share of repairs that read as a translator would have them, refusals where they are due among them."""
    assert len(repairs) >= 200
    assert sum(made in wanted for made, wanted in repairs) / len(repairs) >= floors["repairs_right"]
