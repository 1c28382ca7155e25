"""The pages and the interface of alignments under review."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from tm.app import reviews
from tm.app.jsonform import Json, plain
from tm.app.project import Project
from tm.app.reviews import LONGEST_TEXT, Kind, OpenReview, Operation, ReviewChange
from tm.app.web.pages import doing, number_in, page, project_of, text_or_empty
from tm.errors import SettingsError
from tm.review.rows import Cell, Review, Row, Side, placed_pieces

FIRST_ROWS = 30  # more than a high screen holds


def review_routes() -> list[Route]:
    """The list, a review, and what its page asks for."""
    under_way: dict[int, Json] = {}  # how far aligning anew is, by the number of the review

    def operate(project: Project, review: int, asked: Json) -> ReviewChange:
        def tell(stage: str, done: int, total: int | None) -> None:
            under_way[review] = {"stage": stage, "done": done, "total": total}

        try:
            return reviews.operate(project, review, _number(asked, "revision"), operation_of(asked), progress=tell)
        finally:
            under_way.pop(review, None)

    def progress(request: Request) -> Response:
        return JSONResponse(under_way.get(request.path_params["review"]))

    return [
        Route("/", _list),
        Route("/reviews/{review:int}", _review),
        Route("/reviews/{review:int}/export{suffix}", _export),
        Route("/api/reviews/{review:int}", _rows),
        Route("/api/reviews/{review:int}/operations", _changing(operate), methods=["POST"]),
        Route("/api/reviews/{review:int}/progress", progress),
        Route("/api/reviews/{review:int}/undo", _changing(_undo), methods=["POST"]),
        Route("/api/reviews/{review:int}/redo", _changing(_redo), methods=["POST"]),
    ]


def _list(request: Request) -> Response:
    text, offset = request.query_params.get("text", ""), number_in(request.query_params.get("offset"))
    with project_of(request, readonly=True) as project:
        found = reviews.list_reviews(project, text=text.strip(), offset=offset)
    return page(request, "reviews.html.j2", found=found, text=text, offset=offset, step=reviews.REVIEWS_SHOWN)


def _review(request: Request) -> Response:
    """The page with its first rows in it; it asks for all of them when these are shown."""
    with project_of(request, readonly=True) as project:
        top = reviews.top_of_review(project, request.path_params["review"], FIRST_ROWS)
    first = {"revision": top.info.revision, "rows": [row_shape(top.review, row) for row in top.review.rows]}
    return page(request, "review.html.j2", info=top.info, first=first, longest=LONGEST_TEXT)


def _rows(request: Request) -> Response:
    with project_of(request, readonly=True) as project:
        opened = reviews.open_review(project, request.path_params["review"])
    rows = [row_shape(opened.review, row) for row in opened.review.rows]
    sides = {side.value: len(opened.review.sentences(side)) for side in Side}
    return JSONResponse(_standing(opened) | {"rows": rows, "sentences": sides})


def _export(request: Request) -> Response:
    """The pairs as a file: `?accepted=1` only those."""
    accepted = request.query_params.get("accepted") == "1"
    suffix = request.path_params["suffix"]
    if suffix not in reviews.REVIEW_SUFFIXES:
        raise HTTPException(404, "there is nothing at this address; the page of the review tells what there is")
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / f"review{suffix}"
    try:
        with project_of(request, readonly=True) as project:
            info = reviews.open_review(project, request.path_params["review"]).info
            reviews.export_review(project, info.id, path, accepted_only=accepted)
    except BaseException:
        folder.cleanup()
        raise
    name = "".join("_" if char in '/\\:*?"<>|' or char < " " else char for char in info.name)
    return FileResponse(path, filename=f"{name}{suffix}", background=BackgroundTask(folder.cleanup))


def _changing(do: Callable[[Project, int, Json], ReviewChange]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that does something to a review and answers with what changed."""

    def changed(project: Project, request: Request, asked: Json) -> Json:
        return change_shape(do(project, request.path_params["review"], asked))

    return doing(changed)


def _undo(project: Project, review: int, asked: Json) -> ReviewChange:
    return reviews.undo_operation(project, review, _number(asked, "revision"))


def _redo(project: Project, review: int, asked: Json) -> ReviewChange:
    return reviews.redo_operation(project, review, _number(asked, "revision"))


def operation_of(asked: Json) -> Operation:
    """The operation that a request names. Raises: SettingsError for a key with an impossible value."""
    confidence = asked.get("confidence", 1.0)
    if not isinstance(confidence, int | float):
        raise SettingsError("confidence must be a number")
    return Operation(
        kind=Kind(_choice(asked, "kind", [*Kind])),
        row=_number(asked, "row"),
        side=Side(_choice({"side": Side.SOURCE} | asked, "side", [*Side])),
        offset=_number(asked, "offset"),
        text=text_or_empty(asked, "text"),
        target_row=_number(asked, "target_row"),
        confidence=float(min(confidence, 2)),  # no number above 1 can be; some are too large for a float
    )


def _number(asked: Json, key: str) -> int:
    number = asked.get(key, 0)
    if not isinstance(number, int):
        raise SettingsError(f"{key} must be a whole number, not {number!r:.40}")
    return number


def _choice(asked: Json, key: str, known: Sequence[str]) -> str:
    choice = asked.get(key)
    if choice not in known:
        raise SettingsError(f"{key} must be one of {', '.join(known)}, not {choice!r:.40}")
    return str(choice)


def change_shape(change: ReviewChange) -> Json:
    """`kind`, `splices` (at, removed, rows) and how the review stands after it."""
    review = change.after.review
    splices = [
        {"at": splice.at, "removed": len(splice.before), "rows": [row_shape(review, row) for row in splice.after]}
        for splice in change.splices
    ]
    return _standing(change.after) | {"kind": change.kind, "splices": splices, "units": change.units}


def _standing(opened: OpenReview) -> Json:
    return {
        "revision": opened.info.revision,
        "can_undo": opened.info.head > 0,
        "can_redo": opened.can_redo,
        "progress": plain(opened.progress),
    }


def row_shape(review: Review, row: Row) -> Json:
    """A row as the page shows it; `cuts` are code points in a text where one sentence ends and the next begins."""
    grade = reviews.grade_of_row(row)
    return {
        "id": row.id,
        "source": _cell_shape(review, row, Side.SOURCE),
        "target": _cell_shape(review, row, Side.TARGET),
        "state": row.state.value,
        "confidence": row.confidence,
        "grade": "H" if grade is None else grade.css,
        "eyes": reviews.needs_eyes(row),
    }


def _cell_shape(review: Review, row: Row, side: Side) -> Json:
    cell: Cell = row.cell(side)
    text, cuts = "", list[int]()
    for placed in placed_pieces(cell.pieces, review.sentences(side)):
        text += placed.gap + placed.text
        cuts.append(len(text))
    first = cell.pieces[0].sentence if cell.pieces else None
    if cell.edited is not None:
        return {"text": cell.edited, "cuts": [], "edited": True, "first": first}
    return {"text": text, "cuts": cuts[:-1], "edited": False, "first": first}
