"""How well a match is repaired where nothing but values differs: never worse than the floors."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from quality.faults import units_of_article
from tm.align.gold import GoldDocument
from tm.lookup.repair import repaired
from tm.text.agreement import compare
from tm.text.dateforms import CALENDAR
from tm.text.quantities import quantities
from tm.text.quantity import Quantity, QuantityKind
from tm.text.restate import restated
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


def queries(unit: TranslationUnit) -> Iterator[str]:
    """The unit's source with one of its values changed, each in turn."""
    source = unit.source
    for found in quantities(source.text, source.lang):
        if written := restated(found, source.lang, changed(found)):
            yield source.text[: found.start] + written + source.text[found.end :]


def changed(found: Quantity) -> Fraction:
    """The value and one more, a tenth, or a tenth of its largest figure; the day, month or year before or after it."""
    if found.kind is QuantityKind.DATE and not found.value % 100:
        return found.value + (-100 if found.value // 100 % 100 > 1 else 100)
    if found.kind in CALENDAR:
        return found.value + (-1 if found.value % 100 > 1 else 1)
    if found.value.denominator != 1:
        return found.value + Fraction(1, 10)
    return found.value + (1 if found.value < 100 else 10 ** (len(str(found.value)) - 2))


@pytest.mark.parametrize("turned", [False, True])
def test_changed_values_of_the_articles_are_repaired(
    articles: list[GoldDocument], floors: dict[str, float], turned: bool
) -> None:
    """Each value of every second article by itself, either way; what is written says the values of the query."""
    made = []
    for stored in (stored for article in articles[::2] for stored in units_of_article(article, article.name)):
        unit = TranslationUnit(source=stored.unit.target, target=stored.unit.source) if turned else stored.unit
        if not compare(unit.source, unit.target).agrees:
            continue
        for query in queries(unit):
            text = repaired(unit, query)
            assert not text or compare(Variant(query, unit.source.lang), Variant(text, unit.target.lang)).agrees
            made.append(bool(text))
    assert len(made) >= 400
    assert sum(made) / len(made) >= floors["repairs_articles"]
