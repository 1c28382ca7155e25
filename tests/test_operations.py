"""What a person does to the rows of an alignment: each operation as asked, nothing ever lost."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from underreview import SOURCES, TARGETS, chance_operation, check_nothing_lost, small_review, texts

from tm.app.reviews import without_aligner
from tm.errors import SettingsError
from tm.review import operations
from tm.review.rows import Review, RowState, Side
from tm.review.splices import spliced, splices_between, undoing

S, T = Side.SOURCE, Side.TARGET


def test_a_row_reads_as_its_document_does() -> None:
    """With what stands between the sentences there: a space in English, nothing in Chinese."""
    review = small_review(((0, 1), (0, 1)), ((2, 3, 4), (2, 3, 4)))
    assert texts(review)[0] == ("水渠修好了。村里的人都说好，大家一起干。", "The canal is mended. All say it is good.")


def test_splitting_cuts_where_the_cursor_is() -> None:
    """Inside a sentence or between two; the rest goes into a new row, without the space at the cut."""
    review = operations.split(small_review(), 2, S, len("村里的人都说好，"))
    assert texts(review)[1:3] == [
        ("村里的人都说好，", "All say it is good. They did it together."),
        ("大家一起干。", ""),
    ]
    review = operations.split(small_review(), 2, T, len("All say"))
    assert texts(review)[1:3] == [(SOURCES[1], "All say"), ("", "it is good. They did it together.")]
    review = operations.split(small_review(), 2, T, len(TARGETS[1]))
    assert texts(review)[1:3] == [(SOURCES[1], TARGETS[1]), ("", TARGETS[2])]


def test_splitting_both_cells_pairs_their_halves() -> None:
    """The second cut finds the empty cell that the first one left."""
    review = operations.split(small_review(), 2, S, len("村里的人都说好，"))
    review = operations.split(review, 2, T, len(TARGETS[1]))
    assert texts(review)[1:3] == [("村里的人都说好，", TARGETS[1]), ("大家一起干。", TARGETS[2])]
    assert len(review.rows) == 6


@pytest.mark.parametrize("offset", [-1, 0, len(SOURCES[1]), 99])
def test_nothing_is_split_off_at_the_ends(offset: int) -> None:
    """There is nothing before the start and after the end."""
    with pytest.raises(SettingsError, match="nothing to split"):
        operations.split(small_review(), 2, S, offset)


def test_merging_takes_both_cells_of_the_next_row() -> None:
    """What was cut is whole again, whatever lay between; the number stays."""
    before = small_review()
    review = operations.merge(operations.split(before, 2, S, 4), 2)
    assert (texts(review), review.rows[1].id) == (texts(before), 2)
    assert texts(operations.merge(before, 3))[2] == (SOURCES[2] + SOURCES[3], TARGETS[3])
    with pytest.raises(SettingsError, match="last row"):
        operations.merge(before, 5)


def test_moving_takes_one_sentence_over_the_border() -> None:
    """The first one up, the last one down; the order of the document is kept."""
    up = operations.move_up(small_review(), 2, T)
    assert texts(up)[:2] == [(SOURCES[0], f"{TARGETS[0]} {TARGETS[1]}"), (SOURCES[1], TARGETS[2])]
    down = operations.move_down(small_review(), 2, T)
    assert texts(down)[1:3] == [(SOURCES[1], TARGETS[1]), (SOURCES[2], f"{TARGETS[2]} {TARGETS[3]}")]


def test_a_row_left_empty_goes() -> None:
    """Moving its only sentence away; below the last row a new one is made."""
    review = operations.move_up(small_review(), 4, S)
    assert texts(review)[2:] == [(SOURCES[2] + SOURCES[3], TARGETS[3]), (SOURCES[4], TARGETS[4])]
    assert texts(operations.move_down(small_review(), 5, T))[-2:] == [(SOURCES[4], ""), ("", TARGETS[4])]
    for do, row in ((operations.move_up, 1), (operations.move_down, 4)):
        with pytest.raises(SettingsError):
            do(small_review(), row, T)


def test_swapping_exchanges_one_side() -> None:
    """Of the row and the one below; twice is as before."""
    review = operations.swap(small_review(), 2, T)
    assert texts(review)[1:3] == [(SOURCES[1], TARGETS[3]), (SOURCES[2], f"{TARGETS[1]} {TARGETS[2]}")]
    assert texts(operations.swap(review, 2, T)) == texts(small_review())


def test_an_empty_row_comes_and_goes() -> None:
    """Inserted below, deleted; a row with text is only marked, and unmarked."""
    review = operations.insert(small_review(), 2)
    assert texts(review)[2] == ("", "")
    assert operations.delete(review, 6).rows == small_review().rows
    dropped = operations.delete(small_review(), 2)
    assert dropped.rows[1].state is RowState.DROPPED
    assert operations.delete(dropped, 2).rows == small_review().rows


def test_an_edited_text_stands_in_place_of_its_sentences() -> None:
    """Its own text again takes the edit back; an empty one is refused; a merge joins what is read."""
    review = operations.edit(small_review(), 1, T, " The ditch is mended. ")
    assert texts(review)[0] == (SOURCES[0], "The ditch is mended.")
    assert review.rows[0].edited
    assert texts(operations.merge(review, 1))[0][1] == f"The ditch is mended. {TARGETS[1]} {TARGETS[2]}"
    assert not operations.edit(review, 1, T, TARGETS[0]).rows[0].edited
    halves = operations.split(review, 1, T, len("The ditch"))
    assert [two for _, two in texts(halves)[:2]] == ["The ditch", "is mended."]
    with pytest.raises(SettingsError, match="edited away"):
        operations.edit(review, 1, T, "  ")


def test_what_a_person_changes_has_to_be_accepted_anew() -> None:
    """And has no confidence any more: it is not what the aligner found."""
    accepted = operations.mark(operations.mark(small_review(), 1, RowState.ACCEPTED), 2, RowState.ACCEPTED)
    assert [row.state for row in accepted.rows[:2]] == [RowState.ACCEPTED] * 2
    moved = operations.move_up(accepted, 2, T)
    assert [(row.state, row.confidence) for row in moved.rows[:2]] == [(RowState.PENDING, None)] * 2


def test_without_counterpart_a_pair_is_taken_apart() -> None:
    """Both rows are accepted as they are; a single one is accepted."""
    review = operations.unpair(small_review(), 1)
    assert texts(review)[:2] == [(SOURCES[0], ""), ("", TARGETS[0])]
    assert operations.unpair(small_review(), 4).rows[3].state is RowState.ACCEPTED
    assert [row.state for row in review.rows[:2]] == [RowState.ACCEPTED] * 2


def test_accepting_from_a_confidence_takes_open_pairs_only() -> None:
    """Not what is flagged, has no counterpart, or was made by hand."""
    review = operations.mark(operations.move_down(small_review(), 2, T), 1, RowState.FLAGGED)
    review = operations.accept_above(review, 0.5)
    assert [row.id for row in review.rows if row.state is RowState.ACCEPTED] == [5]
    for impossible in (0.0, 1.1, float("nan")):
        with pytest.raises(SettingsError, match="confidence"):
            operations.accept_above(review, impossible)


@pytest.mark.parametrize(("source", "target"), [(1, 3), (3, 1), (2, 2)])
def test_pinning_puts_two_cells_into_one_row(source: int, target: int) -> None:
    """What stood between goes above or below, as its document has it."""
    review = operations.pin(small_review(), source, target)
    check_nothing_lost(review)
    (pinned,) = (row for row in review.rows if row.state is RowState.PINNED)
    assert review.text(pinned, S) == SOURCES[source - 1]
    assert (
        review.text(pinned, T)
        == dict(enumerate([TARGETS[0], "All say it is good. They did it together.", TARGETS[3]], 1))[target]
    )
    for side in Side:
        order = [piece for row in review.rows for piece in row.cell(side).pieces]
        assert order == sorted(order)


def test_a_pin_does_not_cross_what_is_settled() -> None:
    """The accepted row is named."""
    review = operations.mark(small_review(), 2, RowState.ACCEPTED)
    with pytest.raises(SettingsError, match="row 2 between them is settled"):
        operations.pin(review, 1, 3)
    with pytest.raises(SettingsError, match="empty"):
        operations.pin(review, 1, 4)


def test_what_is_not_there_is_said() -> None:
    """A row that another window has merged away."""
    with pytest.raises(SettingsError, match="no longer there"):
        operations.merge(small_review(), 77)


def do_any(review: Review, chance: Random) -> Review:
    try:
        return without_aligner(review, chance_operation(review, chance))
    except SettingsError:
        return review


@given(st.integers(0, 2**32))
def test_whatever_is_done_nothing_is_lost_and_all_can_be_taken_back(seed: int) -> None:
    """Every character stays in exactly one cell; the splices undo and redo each operation exactly."""
    review, chance = small_review(), Random(seed)
    for _ in range(12):
        after = do_any(review, chance)
        check_nothing_lost(after)
        splices = splices_between(review.rows, after.rows)
        assert spliced(review.rows, splices) == after.rows
        assert spliced(after.rows, undoing(splices)) == review.rows
        review = after
