"""Reviewing alignments: starting one, what a person does to it, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tm.app.alignment import ReadOptions, align_segments
from tm.app.formats import write_units
from tm.app.project import Project
from tm.app.report import Grade, grade_of
from tm.app.service import ExportReport, check_output
from tm.app.termties import approved
from tm.errors import InputError, SettingsError, Superseded
from tm.exchange import tables
from tm.memory.database import Change
from tm.memory.rows import StoredUnit
from tm.progress import Progress, silent
from tm.review import operations
from tm.review.realign import realign
from tm.review.rows import Review, Row, RowState, Side
from tm.review.splices import Splice, spliced, splices_between, undoing
from tm.review.store import ReviewInfo, Reviews
from tm.review.units import keep_in_step, review_units
from tm.units import Alignment, Bead, Segment

REVIEWS_SHOWN = 100  # of a list at once: each takes a millisecond
REVIEW_SUFFIXES = (".tmx", *tables.WRITTEN_SUFFIXES)
LONGEST_TEXT = 20_000  # characters of an edited cell: no sentence is that long, a paste gone wrong is


class Kind(StrEnum):
    """What a person can do to an alignment."""

    SPLIT = "split"
    MERGE = "merge"
    MOVE_UP = "move-up"
    MOVE_DOWN = "move-down"
    SWAP = "swap"
    INSERT = "insert"
    DELETE = "delete"
    EDIT = "edit"
    UNPAIR = "unpair"
    ACCEPT = "accept"
    FLAG = "flag"
    CLEAR = "clear"
    PIN = "pin"
    ACCEPT_ABOVE = "accept-above"
    REALIGN = "realign"


_MARKS = {Kind.ACCEPT: RowState.ACCEPTED, Kind.FLAG: RowState.FLAGGED, Kind.CLEAR: RowState.PENDING}
_ON_CELLS = {
    Kind.MOVE_UP: operations.move_up,
    Kind.MOVE_DOWN: operations.move_down,
    Kind.SWAP: operations.swap,
}
_ON_ROWS = {
    Kind.MERGE: operations.merge,
    Kind.INSERT: operations.insert,
    Kind.DELETE: operations.delete,
    Kind.UNPAIR: operations.unpair,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What to do, and where: which fields count depends on the kind."""

    kind: Kind
    row: int = 0  # number of a row; of a pin the row of the source cell
    side: Side = Side.SOURCE
    offset: int = 0  # code points into the text of the cell, for a split
    text: str = ""  # for an edit
    target_row: int = 0  # of a pin, the row of the target cell
    confidence: float = 1.0  # for accept-above


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far a review has come; `errors_left` is what the calibrated confidences of the open rows lead to expect."""

    rows: int
    pairs: int
    reviewed: int
    accepted: int
    needs_eyes: int
    errors_left: float


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """An alignment under review, for lists."""

    info: ReviewInfo
    progress: ReviewProgress


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Some of the alignments under review; how many the search found, and how many there are."""

    shown: tuple[ReviewSummary, ...]
    found: int
    total: int


@dataclass(frozen=True, slots=True)
class OpenReview:
    """An alignment under review with all its rows."""

    info: ReviewInfo
    review: Review
    progress: ReviewProgress
    can_redo: bool


@dataclass(frozen=True, slots=True)
class ReviewTop:
    """The first rows of an alignment under review, with the sentences up to theirs."""

    info: ReviewInfo
    review: Review


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """What an operation, or taking one back, did: the splices of the rows, and the review after it."""

    kind: str
    splices: tuple[Splice, ...]
    after: OpenReview
    units: int  # rows of the memory that it changed


def list_reviews(project: Project, *, text: str = "", offset: int = 0) -> ReviewList:
    """A page of the alignments under review with the text in their names, the one changed last first."""
    reviews = Reviews(project.memory.database)
    infos = reviews.infos()
    found = [info for info in infos if text.casefold() in info.name.casefold()]
    shown = found[offset : offset + REVIEWS_SHOWN]
    return ReviewList(
        tuple(ReviewSummary(info, progress_of(reviews.load(info))) for info in shown), len(found), len(infos)
    )


def find_review(project: Project, name: str) -> ReviewInfo:
    """The alignment under review of this name. Raises: InputError where there is none."""
    reviews = Reviews(project.memory.database)
    found = reviews.find(name)
    if found is None:
        known = [info.name for info in reviews.infos()]
        listed = f"there are {', '.join(known[:5])}{' …' if known[5:] else ''}" if known else "there is none yet"
        raise InputError(f"no alignment {name!r} under review; {listed}", path=project.settings.memory)
    return found


def open_review(project: Project, review_id: int) -> OpenReview:
    """The review of this number. Raises: InputError where there is none."""
    reviews = Reviews(project.memory.database)
    info = _get(project, reviews, review_id)
    return _opened(reviews, info, reviews.load(info))


def top_of_review(project: Project, review_id: int, rows: int) -> ReviewTop:
    """The review's first rows, so many, however long it is. Raises: InputError where there is no such review."""
    reviews = Reviews(project.memory.database)
    info = _get(project, reviews, review_id)
    return ReviewTop(info, reviews.load_top(info, rows))


def operate(
    project: Project, review_id: int, revision: int, operation: Operation, *, progress: Progress = silent
) -> ReviewChange:
    """Do something to the rows, and bring the memory in step; one transaction.

    Raises: Superseded if the review is no longer at this revision, SettingsError if the operation cannot be done.
    """
    reviews = Reviews(project.memory.database)
    info = _current(project, reviews, review_id, revision)
    before = reviews.load(info)
    anew = operation.kind is Kind.REALIGN
    after = _realigned(project, info, before, progress) if anew else without_aligner(before, operation)
    splices = splices_between(before.rows, after.rows)
    if not splices:
        return ReviewChange(operation.kind, (), _opened(reviews, info, before), 0)
    with project.memory.database.transaction():  # not before: aligning anew takes its time
        info = _current(project, reviews, review_id, revision)
        author, now = project.settings.author, project.clock()
        info = reviews.operate(info, after, splices, kind=operation.kind, now=now, author=author)
        units = _keep_in_step(project, info, after, splices, operation.kind)
        return ReviewChange(operation.kind, splices, _opened(reviews, info, after), units)


def undo_operation(project: Project, review_id: int, revision: int) -> ReviewChange:
    """Take the last operation back. Raises: as `operate`; SettingsError where nothing is left to undo."""
    return _step(project, review_id, revision, back=True)


def redo_operation(project: Project, review_id: int, revision: int) -> ReviewChange:
    """Do again what was undone last. Raises: as `operate`; SettingsError where nothing is left to redo."""
    return _step(project, review_id, revision, back=False)


def export_review(project: Project, review_id: int, path: Path, *, accepted_only: bool = False) -> ExportReport:
    """Write the pairs that were not dropped, or the accepted ones, as TMX or as a table."""
    check_output(path, REVIEW_SUFFIXES)
    opened = open_review(project, review_id)
    info, units = opened.info, review_units(opened.review, opened.info, accepted_only=accepted_only)
    written = write_units(
        path,
        (StoredUnit(number, unit) for number, unit in enumerate(units, start=1)),
        source_lang=info.source_lang,
        target_lang=info.target_lang,
        now=project.clock(),
    )
    return ExportReport(str(path), written.units, written.stripped, written.skipped)


def progress_of(review: Review) -> ReviewProgress:
    """How far the review has come."""
    rows = review.rows
    return ReviewProgress(
        rows=len(rows),
        pairs=sum(row.paired for row in rows),
        reviewed=sum(row.reviewed for row in rows),
        accepted=sum(row.state is RowState.ACCEPTED for row in rows),
        needs_eyes=sum(needs_eyes(row) for row in rows),
        errors_left=sum(1 - row.confidence for row in rows if not row.reviewed and row.confidence is not None),
    )


def grade_of_row(row: Row) -> Grade | None:
    """The grade of a row by its confidence; None where a person has made it what it is."""
    if not row.paired:
        return Grade.UNPAIRED
    return None if row.confidence is None else grade_of(Bead(range(1), range(1), 0.0, row.confidence))


def needs_eyes(row: Row) -> bool:
    """Whether a person should look at the row: open, and not graded A or B, or flagged."""
    return not row.settled and (row.state is RowState.FLAGGED or grade_of_row(row) not in (Grade.SURE, Grade.GOOD))


def without_aligner(review: Review, operation: Operation) -> Review:
    """The review after any operation but re-aligning. Raises: SettingsError if it cannot be done."""
    kind, row, side = operation.kind, operation.row, operation.side
    if kind in _MARKS:
        return operations.mark(review, row, _MARKS[kind])
    if kind in _ON_CELLS:
        return _ON_CELLS[kind](review, row, side)
    if kind in _ON_ROWS:
        return _ON_ROWS[kind](review, row)
    if kind is Kind.SPLIT:
        return operations.split(review, row, side, operation.offset)
    if kind is Kind.EDIT:
        return operations.edit(review, row, side, _sane(operation.text))
    if kind is Kind.PIN:
        return operations.pin(review, row, operation.target_row)
    if kind is Kind.ACCEPT_ABOVE:
        return operations.accept_above(review, operation.confidence)
    raise ValueError(f"{kind} needs an aligner")


def _sane(text: str) -> str:
    """The text of a cell. Raises: SettingsError for one that no sentence has the length of."""
    if len(text) > LONGEST_TEXT:
        raise SettingsError(
            f"{len(text):,} characters are too long for one cell (at most {LONGEST_TEXT:,}); shorten it"
        )
    return text


def _realigned(project: Project, info: ReviewInfo, review: Review, progress: Progress) -> Review:
    options = ReadOptions(glossary=approved(project.termbase), moves=False)  # rows stay in the order of both texts

    def align(source: Sequence[Segment], target: Sequence[Segment]) -> Alignment:
        return align_segments(tuple(source), tuple(target), options, project.encoder, progress)

    return realign(review, align, langs=(info.source_lang, info.target_lang))


def _step(project: Project, review_id: int, revision: int, *, back: bool) -> ReviewChange:
    reviews = Reviews(project.memory.database)
    with project.memory.database.transaction():
        info = _current(project, reviews, review_id, revision)
        found = reviews.last_operation(info) if back else reviews.next_operation(info)
        if found is None:
            raise SettingsError(f"there is nothing to {'undo' if back else 'redo'}")
        kind, done = found
        splices = undoing(done) if back else done
        before = reviews.load(info)
        after = before.with_rows(spliced(before.rows, splices))
        move = reviews.undo if back else reviews.redo
        info = move(info, done, now=project.clock())
        name = f"{'undo' if back else 'redo'} {kind}"
        units = _keep_in_step(project, info, after, splices, name)
        return ReviewChange(name, splices, _opened(reviews, info, after), units)


def _keep_in_step(project: Project, info: ReviewInfo, after: Review, splices: Sequence[Splice], kind: str) -> int:
    """How many units were changed; an action of the history where any was."""
    database, author, now = project.memory.database, project.settings.author, project.clock()
    changes: tuple[Change, ...] = keep_in_step(database, info, after, splices, now=now, author=author)
    if changes:
        database.record_all(database.begin_action("review", author, now, f"{info.name}: {kind}"), changes)
    return len(changes)


def _current(project: Project, reviews: Reviews, review_id: int, revision: int) -> ReviewInfo:
    info = _get(project, reviews, review_id)
    if info.revision != revision:
        raise Superseded(
            f"{info.name} was changed elsewhere meanwhile; nothing was done here. Look at it anew and try again",
            path=project.settings.memory,
        )
    return info


def _get(project: Project, reviews: Reviews, review_id: int) -> ReviewInfo:
    try:
        return reviews.get(review_id)
    except KeyError as error:
        raise InputError(f"no alignment number {review_id} under review", path=project.settings.memory) from error


def _opened(reviews: Reviews, info: ReviewInfo, review: Review) -> OpenReview:
    return OpenReview(info, review, progress_of(review), reviews.can_redo(info))
