"""How well numbers are compared across the languages: never worse than the floors."""

from pathlib import Path

import pytest

from tm.text.agreement import compare
from tm.units import Variant

GOLD = Path(__file__).parent / "numbers.tsv"


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[bool, bool]]:
    """For each pair of phrases and each direction: whether the values are the same, and whether they were found so."""
    _, *rows = (line.split("\t") for line in GOLD.read_text("utf-8").splitlines())
    found = []
    for chinese, english, _, same in rows:
        zh, en = Variant(chinese, "zh-CN"), Variant(english, "en-US")
        found += [(same == "same", compare(*pair).agrees) for pair in ((zh, en), (en, zh))]
    return found


def test_the_list_is_long_and_says_what_it_may() -> None:
    """At least 500 pairs, each once, of either sort."""
    head, *rows = (line.split("\t") for line in GOLD.read_text("utf-8").splitlines())
    assert head == ["zh", "en", "kind", "same"]
    assert len({(row[0], row[1]) for row in rows}) == len(rows) >= 500
    assert {row[3] for row in rows} == {"same", "differ"}


def test_differing_values_are_found(verdicts: list[tuple[bool, bool]], floors: dict[str, float]) -> None:
    """The share of the pairs with a wrong value that are flagged."""
    flagged = [not agrees for same, agrees in verdicts if not same]
    assert sum(flagged) / len(flagged) >= floors["numbers_recall"]


def test_equal_values_raise_no_alarm(verdicts: list[tuple[bool, bool]], floors: dict[str, float]) -> None:
    """The share of the right pairs that are flagged, at most."""
    flagged = [not agrees for same, agrees in verdicts if same]
    assert sum(flagged) / len(flagged) <= floors["numbers_false_alarms_ceiling"]
