"""The memory page: what it knows of a text, its units changed, what is amiss, and pictures of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app import analysis, changes, jsonform, service
from tm.app.alignment import ReadOptions
from tm.app.jsonform import Json
from tm.app.keywords import SHOWN, find_keyword
from tm.app.manuscript import read_manuscript
from tm.app.project import Project
from tm.app.web.guard import MAX_BODY
from tm.app.web.pages import asked_of, doing, page, project_of, text_in
from tm.app.web.waiting import answer_while_awaited
from tm.errors import SettingsError, Superseded
from tm.lookup.concordance import MAX_QUERY_CHARS as LONGEST_KEYWORD
from tm.lookup.lookup import MAX_QUERY_CHARS
from tm.progress import Progress
from tm.units import State

_BINS = 20


def memory_routes() -> list[Route]:
    """The page and what it asks for."""
    return [
        Route("/memory", _page),
        Route("/api/memory/charts", _charts),
        Route("/api/memory/search", doing(_search, readonly=True), methods=["POST"]),
        Route("/api/memory/places", _places, methods=["POST"]),
        Route("/api/memory/bands", doing(_bands, readonly=True), methods=["POST"]),
        Route("/api/memory/units/{unit:int}", doing(_edit), methods=["POST"]),
        Route("/api/memory/units/{unit:int}/delete", doing(_delete), methods=["POST"]),
    ]


def _page(request: Request) -> Response:
    return page(request, "memory.html.j2", longest=MAX_QUERY_CHARS, most=MAX_BODY // 4)


def _charts(request: Request) -> Response:
    with project_of(request, readonly=True) as project:
        bins, vouched = project.memory.confidences(_BINS)
        growth = project.memory.growth()
    return JSONResponse({"confidences": bins, "vouched": vouched, "growth": growth})


def _search(project: Project, _: Request, asked: Json) -> Json:
    """The matches of a text."""
    settings = project.settings
    options = service.LookupOptions(
        minimum=settings.min_percent,
        limit=settings.max_matches,
        meaning=asked.get("meaning") is True,
        fragments=True,
    )
    [answer] = service.look_up(project, [text_in(asked, "text")], options)
    return jsonform.answer(answer)


async def _places(request: Request) -> Response:
    """Where a text stands, if it is short enough to be a keyword; given up when nobody waits for it any more.

    That goes through the texts of the whole memory, a second for a million units: who types on needs another answer.
    """
    text = text_in(await asked_of(request), "text").strip()
    if len(text) > LONGEST_KEYWORD:
        return JSONResponse({"query": text, "total": 0, "units": 0, "hits": []})

    def found(project: Project, progress: Progress) -> Json:
        return jsonform.keywords(find_keyword(project, text, limit=SHOWN, progress=progress))

    return await answer_while_awaited(request, found)


def _bands(project: Project, _: Request, asked: Json) -> Json:
    """How much of a text, a sentence a line, lies in which band."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text_in(asked, "text"), "utf-8")
        manuscript = read_manuscript(path, options=ReadOptions(sentences=True), settings=project.settings)
        found = analysis.analyse(project, [manuscript])
    bands = [
        {"band": row.band, "segments": row.size.segments, "words": row.size.words}
        for row in found.bands
        if row.size.segments
    ]
    return {"bands": bands, "segments": found.total.segments, "words": found.total.words}


def _edit(project: Project, request: Request, asked: Json) -> Json:
    """Change the text shown as target, which is the unit's source where the unit answered the other way round."""
    rowid = request.path_params["unit"]
    seen = text_in(asked, "seen_source"), text_in(asked, "seen_target")
    turned = _is_turned(project, rowid, seen)
    new, state = text_in(asked, "target"), asked.get("state")
    if state not in (None, *State):
        raise SettingsError(f"state must be one of {', '.join(State)}")
    edit = changes.UnitEdit(
        source=new if turned else None, target=None if turned else new, state=State(state or State.REVIEWED)
    )
    stored = changes.edit_unit(project, rowid, edit, seen=seen[::-1] if turned else seen)
    return jsonform.unit(rowid, stored.unit)


def _delete(project: Project, request: Request, asked: Json) -> Json:
    rowid = request.path_params["unit"]
    _is_turned(project, rowid, (text_in(asked, "seen_source"), text_in(asked, "seen_target")))
    return {"deleted": changes.delete_units(project, [rowid]).deleted}


def _is_turned(project: Project, rowid: int, seen: tuple[str, str]) -> bool:
    """Whether the unit was shown the other way round. Raises: Superseded if it is not as it was shown."""
    unit = changes.get_unit(project, rowid)
    texts = unit.source.text, unit.target.text
    if seen not in (texts, texts[::-1]):
        message = f"unit {rowid} was changed in another window or program; look at it again"
        raise Superseded(message, path=project.settings.memory)
    return seen != texts
