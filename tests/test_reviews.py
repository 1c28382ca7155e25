"""Reviewing alignments: kept, worked on, undone, and the memory in step with them; with a stub encoder."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from doors import NOW
from stubs import StubEncoder
from underreview import chance_operation, check_nothing_lost

from tm.app import changes, pairs, reviews
from tm.app.alignment import AlignedPair, ReadOptions, align_pair, units_of
from tm.app.kept import keep_alignment, worked_on
from tm.app.project import Project, open_project
from tm.app.report import Grade
from tm.app.reviews import Kind, OpenReview, Operation
from tm.errors import InputError, SettingsError, Superseded
from tm.review.rows import Cell, Piece, Row, RowState, Side
from tm.settings import Settings
from tm.units import Bead, State, TranslationUnit

ZH = "水渠修好了。村里的人都说好。\n去年他们种下三千株茶苗。\n今年收成好。\n（掌声）\n（掌声）\n"
SETTLED = (RowState.ACCEPTED, RowState.DROPPED, RowState.PINNED)
FULL = Cell((Piece(0, 0, 1),))
EN = "The canal is mended. Everyone in the village likes it.\nLast year they planted 3,000 tea seedlings.\n(Applause)\n"


@pytest.fixture
def aligned(tmp_path: Path) -> AlignedPair:
    """A short text and its translation, with beads by hand: four pairs, two sentences without counterpart."""
    for name, text in (("tea.zh.txt", ZH), ("tea.en.txt", EN)):
        (tmp_path / name).write_text(text, "utf-8")
    options = ReadOptions(defaults=("zh-CN", "en-US"))
    files = tmp_path / "tea.zh.txt", tmp_path / "tea.en.txt"
    pair = align_pair(*files, name="tea", options=options, encoder=StubEncoder())
    counterparts = [(0, 1), (1, 2), (2, 3), (3, 3), (3, 4), (4, 4)]
    beads = (Bead(range(at, at + 1), range(*target), 0.0, 0.97 - at / 10) for at, target in enumerate(counterparts))
    return replace(pair, alignment=replace(pair.alignment, beads=tuple(beads)))


def begin(project: Project, aligned: AlignedPair, *, held: bool = False) -> OpenReview:
    if held:
        project.memory.add(units_of(aligned, document=aligned.name), now=NOW)
    return reviews.open_review(project, keep_alignment(project, aligned, held=held).id)


def do(project: Project, opened: OpenReview, kind: Kind, row: int = 0, **more: object) -> OpenReview:
    operation = Operation(kind=kind, row=row, **more)  # type: ignore[arg-type]
    return reviews.operate(project, opened.info.id, opened.info.revision, operation).after


def undo(project: Project, opened: OpenReview) -> OpenReview:
    return reviews.undo_operation(project, opened.info.id, opened.info.revision).after


def kept(project: Project) -> dict[tuple[str, str], TranslationUnit]:
    """What the memory holds, by its texts."""
    return {(unit.source.text, unit.target.text): unit for unit in project.memory.units()}


def unplaced(project: Project) -> dict[tuple[str, str], TranslationUnit]:
    """What the memory holds, but for the places in the document, which are those of the moment of adding."""
    units = kept(project).items()
    return {pair: replace(unit, origin=replace(unit.origin, position=None)) for pair, unit in units}


def first_pairs(opened: OpenReview) -> list[Row]:
    return [row for row in opened.review.rows if row.paired]


def test_a_review_begins_as_the_aligner_left_it(project: Project, aligned: AlignedPair) -> None:
    """Texts, neighbours and places are those of the units that the alignment gives; nothing is in the memory yet."""
    opened = begin(project, aligned)
    check_nothing_lost(opened.review)
    assert list(reviews.review_units(opened.review, opened.info)) == list(units_of(aligned, document="tea"))
    assert (opened.progress.reviewed, opened.can_redo, kept(project)) == (0, False, {})
    assert opened.progress.errors_left == pytest.approx(sum(1 - row.confidence for row in opened.review.rows))


def test_an_accepted_pair_goes_to_the_memory_with_its_provenance(project: Project, aligned: AlignedPair) -> None:
    """Reviewed, by whom and when, of which document; no confidence, since a person vouches for it."""
    project = replace(project, settings=replace(project.settings, author="李"))
    opened = begin(project, aligned)
    row = first_pairs(opened)[0]
    do(project, opened, Kind.ACCEPT, row.id)
    (unit,) = kept(project).values()
    assert (unit.source.text, unit.state, unit.confidence) == (
        opened.review.text(row, Side.SOURCE),
        State.REVIEWED,
        None,
    )
    assert (unit.changed_by, unit.changed_at, unit.origin.document, unit.origin.position) == ("李", NOW, "tea", 0)
    assert changes.list_actions(project, 1)[0].summary == "tea: accept"


def test_taking_the_acceptance_back_takes_the_unit_out(project: Project, aligned: AlignedPair) -> None:
    """By undoing, by clearing the mark, by changing what is in the row."""
    opened = begin(project, aligned)
    row = first_pairs(opened)[0]
    accepted = do(project, opened, Kind.ACCEPT, row.id)
    opened = undo(project, accepted)
    assert kept(project) == {}
    opened = do(project, opened, Kind.ACCEPT, row.id)
    opened = do(project, opened, Kind.CLEAR, row.id)
    assert kept(project) == {}
    opened = do(project, opened, Kind.ACCEPT, row.id)
    do(project, opened, Kind.MERGE, row.id)
    assert kept(project) == {}


def test_a_pair_that_two_rows_have_stays_while_one_is_accepted(project: Project, aligned: AlignedPair) -> None:
    """As with stage directions."""
    opened = begin(project, aligned)
    one, other = (row.id for row in opened.review.rows[-2:])
    for row in (one, other):
        opened = do(project, opened, Kind.EDIT, row, side=Side.SOURCE, text="（掌声）")
        opened = do(project, opened, Kind.EDIT, row, side=Side.TARGET, text="(Applause)")
        opened = do(project, opened, Kind.ACCEPT, row)
    assert len(kept(project)) == 1
    opened = do(project, opened, Kind.CLEAR, one)
    assert len(kept(project)) == 1
    do(project, opened, Kind.CLEAR, other)
    assert kept(project) == {}


def test_what_the_memory_knew_before_comes_back(project: Project, aligned: AlignedPair) -> None:
    """A unit of the same document that was there, with its confidence and note."""
    project.memory.add([replace(unit, note="old") for unit in units_of(aligned, document="tea")], now=NOW)
    before = kept(project)
    opened = begin(project, aligned)
    accepted = do(project, opened, Kind.ACCEPT_ABOVE, confidence=0.01)
    assert {unit.state for unit in kept(project).values()} == {State.REVIEWED}
    undo(project, accepted)
    assert kept(project) == before


def test_a_unit_decided_upon_elsewhere_is_left_alone(project: Project, aligned: AlignedPair) -> None:
    """Made final since it was accepted."""
    opened = begin(project, aligned)
    accepted = do(project, opened, Kind.ACCEPT, first_pairs(opened)[0].id)
    changes.edit_unit(project, 1, changes.UnitEdit(state=State.FINAL))
    undo(project, accepted)
    assert [unit.state for unit in kept(project).values()] == [State.FINAL]


def test_held_pairs_follow_what_a_person_does(project: Project, aligned: AlignedPair) -> None:
    """A pair taken apart leaves the memory at once; undoing brings it back as it was."""
    opened = begin(project, aligned, held=True)
    before = kept(project)
    row = first_pairs(opened)[0]
    pair = opened.review.text(row, Side.SOURCE), opened.review.text(row, Side.TARGET)
    split = do(project, opened, Kind.SPLIT, row.id, side=Side.TARGET, offset=4)
    assert kept(project).keys() == before.keys() - {pair}
    opened = undo(project, split)
    assert kept(project) == before
    opened = do(project, opened, Kind.ACCEPT, row.id)
    assert kept(project)[pair].state is State.REVIEWED
    merged = do(project, opened, Kind.MERGE, row.id)
    assert pair not in kept(project)
    assert kept(project).keys() < before.keys()
    opened = undo(project, undo(project, merged))
    assert kept(project) == before
    do(project, opened, Kind.DELETE, row.id)
    assert pair not in kept(project)


def test_200_operations_and_200_undos_leave_everything_as_it_was(project: Project, aligned: AlignedPair) -> None:
    """Rows and memory, and redoing brings the end back; whatever the operations were."""
    opened = begin(project, aligned, held=True)
    chance, start, memory, done = Random(7), opened, unplaced(project), 0
    while done < 200:
        operation = chance_operation(opened.review, chance)
        if chance.random() < 0.03:
            operation = Operation(kind=Kind.REALIGN)
        try:
            change = reviews.operate(project, opened.info.id, opened.info.revision, operation)
        except SettingsError:
            continue
        check_nothing_lost(change.after.review)
        opened, done = change.after, done + bool(change.splices)
    end, last = opened, unplaced(project)
    for _ in range(200):
        opened = undo(project, opened)
    assert opened.review.rows == start.review.rows
    assert (unplaced(project), opened.info.head) == (memory, 0)
    with pytest.raises(SettingsError, match="nothing to undo"):
        undo(project, opened)
    for _ in range(200):
        opened = reviews.redo_operation(project, opened.info.id, opened.info.revision).after
    assert opened.review.rows == end.review.rows
    assert unplaced(project) == last
    again = reviews.open_review(project, opened.info.id)
    assert again.review.rows == end.review.rows


def test_redoing_goes_on_to_the_newest_branch(project: Project, aligned: AlignedPair) -> None:
    """What was undone before another operation can no longer be redone, until that one is undone."""
    opened = begin(project, aligned)
    first, second = (row.id for row in first_pairs(opened)[:2])
    opened = undo(project, do(project, opened, Kind.ACCEPT, first))
    opened = do(project, opened, Kind.FLAG, second)
    assert not opened.can_redo
    opened = undo(project, opened)
    opened = reviews.redo_operation(project, opened.info.id, opened.info.revision).after
    assert [row.id for row in opened.review.rows if row.state is RowState.FLAGGED] == [second]


def test_a_second_window_is_told(project: Project, aligned: AlignedPair) -> None:
    """What it shows is no longer so; nothing is done."""
    opened = begin(project, aligned)
    do(project, opened, Kind.ACCEPT, first_pairs(opened)[0].id)
    for late in (
        lambda: do(project, opened, Kind.MERGE, 1),
        lambda: undo(project, opened),
        lambda: reviews.redo_operation(project, opened.info.id, opened.info.revision),
    ):
        with pytest.raises(Superseded, match="tea was changed elsewhere"):
            late()
    assert reviews.open_review(project, opened.info.id).info.revision == 1


def test_the_same_texts_are_gone_on_with(project: Project, aligned: AlignedPair) -> None:
    """Other texts under the name take the place of a review nobody worked on, else they get a name of their own."""
    opened = begin(project, aligned)
    assert keep_alignment(project, aligned).id == opened.info.id
    first, *others = aligned.alignment.source
    shorter = (replace(first, end=first.end - 1), *others)
    other = replace(aligned, alignment=replace(aligned.alignment, source=shorter))
    fresh = keep_alignment(project, other)
    assert [one.info.id for one in reviews.list_reviews(project).shown] == [fresh.id]
    do(project, reviews.open_review(project, fresh.id), Kind.ACCEPT, 1)
    assert keep_alignment(project, aligned).name == "tea (2)"
    assert {one.info.name for one in reviews.list_reviews(project).shown} == {"tea", "tea (2)"}


def test_what_a_person_did_is_not_done_over(project: Project, aligned: AlignedPair) -> None:
    """Adding the same alignment again brings nothing back that a person took apart; untouched ones are held."""
    keep_alignment(project, aligned)
    assert not worked_on(project, aligned)
    pairs.add_aligned(project, aligned)
    opened = begin(project, aligned, held=True)
    assert opened.info.held
    split = do(project, opened, Kind.SPLIT, 1, side=Side.TARGET, offset=4)
    before = kept(project)
    assert worked_on(project, aligned)
    assert pairs.add_aligned(project, aligned).added == 0
    assert kept(project) == before
    undo(project, split)
    assert len(kept(project)) == len(before) + 1


def test_rows_follow_what_is_done_to_the_memory_elsewhere(project: Project, aligned: AlignedPair) -> None:
    """Undone there, redone, deleted: a row is accepted as long as the memory holds its pair so."""

    def accepted() -> set[int]:
        rows = reviews.open_review(project, opened.info.id).review.rows
        return {row.id for row in rows if row.state is RowState.ACCEPTED}

    opened = begin(project, aligned)
    one, other = (row.id for row in first_pairs(opened)[:2])
    do(project, do(project, opened, Kind.ACCEPT, one), Kind.ACCEPT, other)
    changes.undo(project)
    assert accepted() == {one}
    changes.redo(project)
    assert accepted() == {one, other}
    changes.delete_units(project, [1])
    assert accepted() == {other}
    again = undo(project, reviews.open_review(project, opened.info.id))
    assert accepted() == {one, other}
    assert len(kept(project)) == 2
    assert again.can_redo


def test_what_is_not_there_is_named(project: Project, aligned: AlignedPair) -> None:
    """With what there is."""
    with pytest.raises(InputError, match="there is none yet"):
        reviews.find_review(project, "tea")
    begin(project, aligned)
    assert reviews.find_review(project, "tea").name == "tea"
    with pytest.raises(InputError, match="no alignment 'coffee' under review; there are tea"):
        reviews.find_review(project, "coffee")
    with pytest.raises(InputError, match="no alignment number 9"):
        reviews.open_review(project, 9)


def test_an_endless_paste_is_refused(project: Project, aligned: AlignedPair) -> None:
    """Nothing of it is kept."""
    opened = begin(project, aligned)
    with pytest.raises(SettingsError, match="20,001 characters are too long"):
        do(project, opened, Kind.EDIT, 1, text="长" * 20_001)
    assert do(project, opened, Kind.EDIT, 1, text="长" * 20_000).info.revision == 1


def test_nothing_done_is_no_operation(project: Project, aligned: AlignedPair) -> None:
    """Accepting what is accepted; no revision, nothing to undo."""
    opened = do(project, begin(project, aligned), Kind.CLEAR, 1)
    assert (opened.info.revision, opened.info.head) == (0, 0)


@pytest.mark.parametrize("suffix", reviews.REVIEW_SUFFIXES)
def test_the_export_holds_what_the_rows_say(project: Project, aligned: AlignedPair, suffix: str) -> None:
    """All pairs that were not dropped, or the accepted ones."""
    opened = begin(project, aligned)
    paired = first_pairs(opened)
    opened = do(project, opened, Kind.ACCEPT, paired[0].id)
    opened = do(project, opened, Kind.DELETE, paired[1].id)
    path = project.settings.memory.with_name(f"out{suffix}")
    assert reviews.export_review(project, opened.info.id, path).units == len(paired) - 1
    assert reviews.export_review(project, opened.info.id, path, accepted_only=True).units == 1
    with pytest.raises(SettingsError, match="not written"):
        reviews.export_review(project, opened.info.id, path.with_suffix(".doc"))


def test_grades_and_eyes_follow_confidence_and_hand() -> None:
    """By hand there is no confidence to go by, so a person looks; what is settled needs no eyes."""
    (sure, doubtful, moved, alone) = (
        Row(1, *(2 * [FULL]), confidence=0.97),
        Row(2, *(2 * [FULL]), confidence=0.4),
        Row(3, *(2 * [FULL])),
        Row(4, FULL, Cell(), confidence=0.99),
    )
    assert [reviews.grade_of_row(row) for row in (sure, doubtful, moved, alone)] == [
        *(Grade.SURE, Grade.DOUBTFUL, None, Grade.UNPAIRED)
    ]
    assert [reviews.needs_eyes(row) for row in (sure, doubtful, moved, alone)] == [False, True, True, True]
    assert reviews.needs_eyes(replace(sure, state=RowState.FLAGGED))
    assert not any(reviews.needs_eyes(replace(doubtful, state=state)) for state in SETTLED)


def test_a_killed_process_loses_at_most_the_operation_in_flight(tmp_path: Path, aligned: AlignedPair) -> None:
    """Every operation that was answered is there when the file is opened again, memory and rows in step."""
    settings = Settings(memory=tmp_path / "memory.tmdb")
    with open_project(settings, clock=lambda: NOW, create=True) as project:
        opened = begin(project, aligned)
    code = f"""
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from tm.app import reviews
from tm.app.project import open_project
from tm.app.reviews import Kind, Operation
from tm.settings import Settings
now = datetime(2024, 5, 1, tzinfo=UTC)
with open_project(Settings(memory=Path({str(settings.memory)!r})), clock=lambda: now) as project:
    reviews.operate(project, 1, 0, Operation(kind=Kind.ACCEPT, row=1))
    reviews.operate(project, 1, 1, Operation(kind=Kind.ACCEPT, row=2))
    real = project.memory.database.record_all
    project.memory.database.record_all = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    reviews.operate(project, 1, 2, Operation(kind=Kind.CLEAR, row=1))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=environment)
    assert done.returncode == -signal.SIGKILL
    with open_project(settings, clock=lambda: NOW) as project:
        again = reviews.open_review(project, opened.info.id)
        assert (again.info.revision, again.progress.accepted, len(kept(project))) == (2, 2, 2)
        assert undo(project, undo(project, again)).review.rows == opened.review.rows
        assert kept(project) == {}
