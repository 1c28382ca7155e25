"""Aligning anew around what a person has settled."""

from collections.abc import Sequence
from dataclasses import replace

from underreview import SOURCES, TARGETS, check_nothing_lost, small_review, texts

from tm.review import operations
from tm.review.realign import realign
from tm.review.rows import Review, RowState, Side
from tm.units import Alignment, Bead, Segment

LANGS = ("zh-CN", "en-US")


def one_to_one(source: Sequence[Segment], target: Sequence[Segment]) -> Alignment:
    """Pairs in order, the rest of the longer side alone."""
    pairs, beads = min(len(source), len(target)), []
    for at in range(max(len(source), len(target))):
        left, right = (range(min(at, n), min(at + 1, n)) for n in (len(source), len(target)))
        beads.append(Bead(left, right, 0.0, 0.7 if at < pairs else 0.6))
    return Alignment(tuple(source), tuple(target), tuple(beads))


def again(review: Review) -> Review:
    fresh = realign(review, one_to_one, langs=LANGS)
    check_nothing_lost(fresh)
    return fresh


def test_open_rows_are_aligned_anew() -> None:
    """All of them, where nothing is settled; what comes out as it was keeps its number."""
    fresh = again(small_review())
    assert texts(fresh) == list(zip(SOURCES, TARGETS, strict=True))
    assert {row.confidence for row in fresh.rows} == {0.7}
    assert fresh.rows[0].id == 1


def test_a_pair_found_again_as_surely_is_no_change() -> None:
    """A change of confidence that nobody could see is none."""
    review = again(small_review())
    rows = [replace(row, confidence=0.705) for row in review.rows]
    assert again(review.with_rows(rows)).rows == tuple(rows)


def test_settled_rows_stay_as_they_are() -> None:
    """Accepted, pinned, dropped and edited ones; the texts between them are aligned apart."""
    review = operations.mark(small_review(), 2, RowState.ACCEPTED)
    review = operations.delete(review, 5)
    fresh = again(review)
    assert fresh.rows[1] == review.rows[1]
    assert fresh.rows[-1] == review.rows[-1]
    assert texts(fresh)[2:4] == [(SOURCES[2], TARGETS[3]), (SOURCES[3], "")]
    edited = operations.edit(small_review(), 2, Side.TARGET, "Everybody says so.")
    assert again(edited).rows[1] == edited.rows[1]


def test_a_settled_row_of_one_side_keeps_its_place_there() -> None:
    """It divides nothing: the sentences around it are aligned across it."""
    review = operations.unpair(small_review(), 1)  # both halves accepted
    fresh = again(review)
    assert texts(fresh)[:3] == [(SOURCES[0], ""), ("", TARGETS[0]), (SOURCES[1], TARGETS[1])]
    assert [row.state for row in fresh.rows[:2]] == [RowState.ACCEPTED] * 2


def test_a_cut_sentence_stays_cut() -> None:
    """Its halves are aligned each for itself."""
    fresh = again(operations.split(small_review(), 2, Side.SOURCE, len("村里的人都说好，")))
    assert texts(fresh)[1:3] == [("村里的人都说好，", TARGETS[1]), ("大家一起干。", TARGETS[2])]


def test_where_a_side_has_nothing_the_rows_stay() -> None:
    """There is nothing to align."""
    review = operations.mark(small_review(), 3, RowState.ACCEPTED)
    review = operations.mark(review, 5, RowState.ACCEPTED)
    assert review.rows[3] in again(review).rows


def test_segments_carry_text_language_and_paragraph() -> None:
    """As the aligner wants them."""
    seen: list[Sequence[Segment]] = []

    def align(source: Sequence[Segment], target: Sequence[Segment]) -> Alignment:
        seen.extend([source, target])
        return one_to_one(source, target)

    realign(small_review(), align, langs=LANGS)
    assert [segment.text for segment in seen[0]] == list(SOURCES)
    assert {segment.lang for segment in seen[1]} == {"en-US"}
