"""Values made of checked parts are the values that their classes make."""

import copy
import pickle
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from tm.exchange.drafts import made_origin, made_unit, made_variant
from tm.units import Code, CodeKind, Origin, State, TranslationUnit, Variant

MOMENT = datetime(2024, 5, 1, 8, 30, tzinfo=UTC)
CODES = (Code(1, CodeKind.STANDALONE, "ph"),)


def made() -> TranslationUnit:
    return made_unit(
        made_variant("你好", "zh-CN", CODES),
        made_variant("Hello", "en-US", ()),
        *("7", State.REVIEWED, made_origin("letter", "us", "2024-05-01", "http://x.example", 3)),
        *("before", "after", 0.5, MOMENT, "li", MOMENT, "wang", "a note", (("a", "b"),)),
    )


def classed() -> TranslationUnit:
    return TranslationUnit(
        source=Variant("你好", "zh-CN", CODES),
        target=Variant("Hello", "en-US"),
        id="7",
        state=State.REVIEWED,
        origin=Origin(document="letter", publisher="us", date="2024-05-01", url="http://x.example", position=3),
        context_before="before",
        context_after="after",
        confidence=0.5,
        created_at=MOMENT,
        created_by="li",
        changed_at=MOMENT,
        changed_by="wang",
        note="a note",
        properties=(("a", "b"),),
    )


def test_a_draft_becomes_the_value_itself() -> None:
    """Type, equality, hash, repr, copies and pickles are those of a unit made by its class."""
    unit = made()
    assert (type(unit), type(unit.source), type(unit.origin)) == (TranslationUnit, Variant, Origin)
    assert (unit, hash(unit), repr(unit)) == (classed(), hash(classed()), repr(classed()))
    assert copy.deepcopy(unit) == pickle.loads(pickle.dumps(unit)) == classed()


def test_a_value_that_was_a_draft_is_locked() -> None:
    """Nobody can change it afterwards."""
    unit = made()
    for value, name in ((unit, "note"), (unit.source, "text"), (unit.origin, "url")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, "other")
