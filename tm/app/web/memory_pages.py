"""The memory page: what it knows of a text, its units changed, what is amiss, and pictures of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app import analysis, changes, hygiene, jsonform, service
from tm.app.alignment import ReadOptions
from tm.app.keywords import SHOWN, find_keyword
from tm.app.manuscript import read_manuscript
from tm.app.project import Project
from tm.app.web.pages import Json, asked_of, page, project_of
from tm.check.findings import FIXABLE
from tm.errors import SettingsError, Superseded
from tm.lookup.concordance import MAX_QUERY_CHARS as LONGEST_KEYWORD
from tm.lookup.lookup import MAX_QUERY_CHARS
from tm.units import State

_BINS = 20
_FINDINGS = 200  # shown at once


def memory_routes() -> list[Route]:
    """The page and what it asks for."""
    return [
        Route("/memory", _page),
        Route("/api/memory/charts", _charts),
        Route("/api/memory/findings", _findings),
        Route("/api/memory/search", _doing(_search, readonly=True), methods=["POST"]),
        Route("/api/memory/bands", _doing(_bands, readonly=True), methods=["POST"]),
        Route("/api/memory/fix", _doing(_fix), methods=["POST"]),
        Route("/api/memory/units/{unit:int}", _doing(_edit), methods=["POST"]),
        Route("/api/memory/units/{unit:int}/delete", _doing(_delete), methods=["POST"]),
    ]


def _page(request: Request) -> Response:
    return page(request, "memory.html.j2", longest=MAX_QUERY_CHARS)


def _charts(request: Request) -> Response:
    with project_of(request, readonly=True) as project:
        bins, vouched = project.memory.confidences(_BINS)
        growth = project.memory.growth()
    return JSONResponse({"confidences": bins, "vouched": vouched, "growth": growth})


def _findings(request: Request) -> Response:
    """What a check finds, the gravest first; `counts` of all, by code."""
    with project_of(request, readonly=True) as project:
        report = hygiene.check_memory(project, hygiene.CheckOptions())
    rows = [
        jsonform.unit(checked.finding.number, checked.unit) | {"finding": jsonform.plain(checked.finding)}
        for checked in report.findings[:_FINDINGS]
    ]
    counts = [{"code": code, "count": count, "fixable": code in FIXABLE} for code, count in report.counts]
    return JSONResponse({"units": report.units, "total": len(report.findings), "counts": counts, "findings": rows})


def _doing(
    do: Callable[[Project, Request, Json], Json], *, readonly: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that takes a JSON object and answers with one."""

    def done(request: Request, asked: Json) -> Response:
        with project_of(request, readonly=readonly) as project:
            return JSONResponse(do(project, request, asked))

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(done, request, await asked_of(request))

    return endpoint


def _search(project: Project, _: Request, asked: Json) -> Json:
    """The matches of a text, and where it stands, if it is short enough to be a keyword."""
    text, settings = _text(asked, "text"), project.settings
    options = service.LookupOptions(
        minimum=settings.min_percent,
        limit=settings.max_matches,
        meaning=asked.get("meaning") is True,
        fragments=True,
    )
    [answer] = service.look_up(project, [text], options)
    short = len(text.strip()) <= LONGEST_KEYWORD
    keywords = jsonform.keywords(find_keyword(project, text, limit=SHOWN)) if short else None
    return {"answer": jsonform.answer(answer), "keywords": keywords}


def _bands(project: Project, _: Request, asked: Json) -> Json:
    """How much of a text, a sentence a line, lies in which band."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(_text(asked, "text"), "utf-8")
        manuscript = read_manuscript(path, options=ReadOptions(sentences=True), settings=project.settings)
        found = analysis.analyse(project, [manuscript])
    bands = [
        {"name": analysis.BAND_NAMES[row.band], "segments": row.size.segments, "words": row.size.words}
        for row in found.bands
        if row.size.segments
    ]
    return {"bands": bands, "segments": found.total.segments, "words": found.total.words}


def _edit(project: Project, request: Request, asked: Json) -> Json:
    """Change the text shown as target, which is the unit's source where the unit answered the other way round."""
    rowid = request.path_params["unit"]
    seen = _text(asked, "seen_source"), _text(asked, "seen_target")
    turned = _is_turned(project, rowid, seen)
    new, state = _text(asked, "target"), asked.get("state")
    if state not in (None, *State):
        raise SettingsError(f"state must be one of {', '.join(State)}")
    edit = changes.UnitEdit(
        source=new if turned else None, target=None if turned else new, state=State(state or State.REVIEWED)
    )
    stored = changes.edit_unit(project, rowid, edit, seen=seen[::-1] if turned else seen)
    return jsonform.unit(rowid, stored.unit)


def _delete(project: Project, request: Request, asked: Json) -> Json:
    rowid = request.path_params["unit"]
    _is_turned(project, rowid, (_text(asked, "seen_source"), _text(asked, "seen_target")))
    return {"deleted": changes.delete_units(project, [rowid]).deleted}


def _is_turned(project: Project, rowid: int, seen: tuple[str, str]) -> bool:
    """Whether the unit was shown the other way round. Raises: Superseded if it is not as it was shown."""
    unit = changes.get_unit(project, rowid)
    texts = unit.source.text, unit.target.text
    if seen not in (texts, texts[::-1]):
        message = f"unit {rowid} was changed in another window or program; look at it again"
        raise Superseded(message, path=project.settings.memory)
    return seen != texts


def _fix(project: Project, _: Request, asked: Json) -> Json:
    report = hygiene.fix_memory(project, [_text(asked, "code")], hygiene.CheckOptions())
    shape: Json = jsonform.plain(report)
    return shape


def _text(asked: Json, name: str) -> str:
    """A text of the request. Raises: SettingsError for anything else, or one without a character."""
    text = asked.get(name)
    if not isinstance(text, str) or not text.strip() or any("\ud800" <= char <= "\udfff" for char in text):
        raise SettingsError(f"{name} must be a text in UTF-8 that is not empty")
    return text
