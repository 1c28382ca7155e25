"""The values that travel: their invariants, and how text is sliced out of a document."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.units import (
    Alignment,
    Bead,
    Block,
    BlockKind,
    Document,
    Repair,
    Segment,
    TranslationUnit,
    Variant,
    join_lines,
    joined,
    whole_second,
)


def document(text: str, *repairs: Repair) -> Document:
    return Document(Path("a.txt"), text, "zh-CN", "utf-8", (), repairs)


def segments(text: str, *pieces: str) -> tuple[Segment, ...]:
    return tuple(Segment(piece, "und", text.index(piece), text.index(piece) + len(piece)) for piece in pieces)


def bead(source: range, target: range) -> Bead:
    return Bead(source, target, 0.0, 1.0)


@st.composite
def repaired_texts(draw: st.DrawFn) -> tuple[Document, str, list[str]]:
    """A document with repairs, the text after them, and the pieces that both are made of."""
    pieces = draw(
        st.lists(st.tuples(st.text("ab一", max_size=4), st.text("xy", max_size=2), st.booleans()), max_size=6)
    )
    text, repairs, expected = "", [], []
    for old, new, repaired in pieces:
        if repaired and old:
            repairs.append(Repair("test", len(text), len(text) + len(old), new))
        expected.append(new if repaired and old else old)
        text += old
    return document(text, *repairs), "".join(expected), expected


@given(repaired_texts())
def test_a_slice_of_all_is_the_text_with_every_repair_made(case: tuple[Document, str, list[str]]) -> None:
    """Repairs replace exactly their spans."""
    found, expected, _ = case
    assert found.slice(0, len(found.text)) == expected


@given(repaired_texts(), st.data())
def test_slices_cut_between_repairs_add_up(case: tuple[Document, str, list[str]], data: st.DataObject) -> None:
    """Cutting anywhere but inside a repair loses and doubles nothing."""
    found, expected, _ = case
    inside = {at for repair in found.repairs for at in range(repair.start + 1, repair.end)}
    cut = data.draw(st.sampled_from([at for at in range(len(found.text) + 1) if at not in inside]))
    assert found.slice(0, cut) + found.slice(cut, len(found.text)) == expected


@pytest.mark.parametrize(
    ("text", "pieces", "expected"),
    [
        ("他来了。她走了。", ("他来了。", "她走了。"), "他来了。她走了。"),
        ("He came. She left.", ("He came.", "She left."), "He came. She left."),
        ("他来了。\n　　她走了。", ("他来了。", "她走了。"), "他来了。她走了。"),
        ("He came.\n\n  She left.", ("He came.", "She left."), "He came. She left."),
        ("共计\n100 株", ("共计\n100 株",), "共计100 株"),
        ("100\n株", ("100\n株",), "100株"),
        ("他来了。  她走了。", ("他来了。", "她走了。"), "他来了。  她走了。"),
        ("a\n𠀀\nb", ("a\n𠀀\nb",), "a𠀀b"),
        ("a\n，b", ("a\n，b",), "a，b"),
    ],
)
def test_neighbouring_segments_join_as_they_stand(text: str, pieces: tuple[str, ...], expected: str) -> None:
    """A slice; a line break becomes a space only between scripts that write spaces."""
    assert joined(document(text), segments(text, *pieces)) == expected


def test_joined_makes_the_repairs_and_nothing_of_nothing() -> None:
    """Repairs inside the slice count, those outside do not."""
    text = "網(wǎng)格員。完(wán)了。"
    repaired = document(text, Repair("pinyin", 1, 7, ""), Repair("pinyin", 11, 16, ""))
    assert joined(repaired, (Segment("網格員。", "zh-Hant", 0, 10),)) == "網格員。"
    assert joined(repaired, ()) == ""


@given(st.lists(st.tuples(st.text("水渠修好a b", min_size=1).filter(str.strip), st.booleans()), min_size=1))
def test_boilerplate_between_segments_is_not_joined(blocks: list[tuple[str, bool]]) -> None:
    """An advertisement or a running head inside a bead is no part of its text; the sentences around it are."""
    text, placed, parts = "", [], []
    for index, (words, article) in enumerate(blocks):
        text += "\n" if index else ""
        start, end = len(text), len(text) + len(words)
        text += words
        placed.append(Block(BlockKind.PARAGRAPH if article else BlockKind.BOILERPLATE, start, end))
        if article:
            parts.append(Segment(words, "zh-CN", start, end, index))
    found = Document(Path("a.txt"), text, "zh-CN", "utf-8", tuple(placed))
    assert joined(found, parts) == join_lines(part.text.strip() for part in parts)


@pytest.mark.parametrize(
    ("beads", "side"),
    [
        ((bead(range(0, 1), range(0, 1)),), "source"),
        ((bead(range(0, 2), range(0, 0)),), "target"),
        ((bead(range(1, 2), range(0, 1)), bead(range(0, 1), range(1, 1))), "source"),
        ((bead(range(0, 2), range(0, 1)), bead(range(1, 2), range(1, 1))), "source"),
        ((), "source"),
    ],
)
def test_beads_cover_every_segment_once_in_order(beads: tuple[Bead, ...], side: str) -> None:
    """A hole, a double or a crossing is refused."""
    with pytest.raises(ValueError, match=f"every {side} segment once"):
        Alignment(segments("ab", "a", "b"), segments("x", "x"), beads)


def moved(source: range, target: range) -> Bead:
    return replace(bead(source, target), moved=True)


CROSSED = (  # the third source segment is the first of the target; the second has no partner
    bead(range(1), range(1, 2)),
    bead(range(1, 2), range(0)),
    moved(range(2, 3), range(1)),
    bead(range(3, 4), range(2, 3)),
    bead(range(0), range(3, 4)),
)


def test_moved_beads_may_cross_the_others() -> None:
    """In the order of the source; those that have not moved rise on the target too."""
    sides = segments("abcd", *"abcd"), segments("wxyz", *"wxyz")
    assert Alignment(*sides, CROSSED).beads == CROSSED
    with pytest.raises(ValueError, match="have not moved must stand in the order of the target"):
        Alignment(*sides, tuple(replace(bead, moved=False) for bead in CROSSED))
    with pytest.raises(ValueError, match="every source segment once, in order"):
        Alignment(*sides, (CROSSED[2], *CROSSED[:2], *CROSSED[3:]))


def test_turning_exchanges_the_sides() -> None:
    """The beads stand in the order of the new source; turned again, all is as before."""
    found = Alignment(segments("abcd", *"abcd"), segments("wxyz", *"wxyz"), CROSSED)
    turned = found.turned()
    assert [(list(b.source), list(b.target), b.moved) for b in turned.beads] == [
        ([0], [2], True),
        ([1], [0], False),
        ([], [1], False),
        ([2], [3], False),
        ([3], [], False),
    ]
    assert turned.turned() == found


def test_beads_may_have_an_empty_side() -> None:
    """1-0 and 0-1 beads, and two empty texts."""
    found = Alignment(segments("a", "a"), segments("x", "x"), (bead(range(1), range(0)), bead(range(1, 1), range(1))))
    assert len(found.beads) == 2
    assert Alignment((), (), ()).beads == ()


def unit(**fields: object) -> TranslationUnit:
    sides = {"source": Variant("好", "zh-CN"), "target": Variant("good", "en-US")}
    return TranslationUnit(**(sides | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"source": Variant(" \n", "zh-CN")},
        {"target": Variant("", "en-US")},
        {"confidence": 1.01},
        {"confidence": -0.01},
        {"confidence": float("nan")},
        {"created_at": datetime(2024, 5, 1)},
        {"changed_at": datetime(2024, 5, 1, microsecond=1, tzinfo=UTC)},
    ],
)
def test_a_unit_that_cannot_be_is_refused(fields: dict[str, object]) -> None:
    """Text on both sides, a confidence from 0 to 1, times in whole seconds with their zone."""
    with pytest.raises(ValueError, match=r"text on both sides|between 0 and 1|whole seconds"):
        unit(**fields)


def test_units_cannot_be_changed() -> None:
    """Values are frozen: a change is a new value."""
    with pytest.raises(FrozenInstanceError):
        unit().note = "x"  # type: ignore[misc]


def test_whole_seconds_are_utc() -> None:
    """The zone is converted, the fraction cut off."""
    moment = datetime(2024, 5, 1, 8, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert whole_second(moment) == datetime(2024, 5, 1, tzinfo=UTC)
    assert whole_second(moment).tzinfo is UTC
