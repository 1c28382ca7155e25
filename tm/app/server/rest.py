"""Our own interface: lookup, concordance, units and terms as JSON, described by `/api/openapi.json`."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app import changes, jsonform, terms
from tm.app.jsonform import Json
from tm.app.keywords import SHOWN, find_keyword
from tm.app.server.desk import Session, checked_pair, two_languages
from tm.app.server.openapi import FLAGS, MOST_MATCHES, MOST_QUERIES, document
from tm.app.server.requests import body_object, check_writing, desk_of, flag, number, segment
from tm.app.service import LookupOptions, Query
from tm.languages import canonical
from tm.lookup.concordance import MAX_QUERY_CHARS
from tm.units import State

_MOST_ROWID = (1 << 63) - 1  # that SQLite counts to


def rest_routes() -> list[Route]:
    """Every path of the document."""
    return [
        Route("/api/openapi.json", _document),
        Route("/api/stats", _stats),
        Route("/api/lookup", _look_up, methods=["GET"]),
        Route("/api/lookup", _look_up_all, methods=["POST"]),
        Route("/api/concordance", _concordance),
        Route("/api/units", _add_unit, methods=["POST"]),
        Route("/api/units/{unit:int}", _unit, methods=["GET"]),
        Route("/api/units/{unit:int}", _edit_unit, methods=["PATCH"]),
        Route("/api/units/{unit:int}", _delete_unit, methods=["DELETE"]),
        Route("/api/terms", _find_terms),
        Route("/api/terms/in", _terms_in),
        Route("/api/check", _check, methods=["POST"]),
        Route("/api/terms/{concept:anything}", _entry),
    ]


async def _document(request: Request) -> Response:
    return JSONResponse(document(writing=request.app.state.terms.writing, token=bool(request.app.state.terms.token)))


async def _stats(request: Request) -> Response:
    figures = await desk_of(request).read(lambda session: session.project.memory.stats())
    return JSONResponse(jsonform.plain(figures))


async def _look_up(request: Request) -> Response:
    asked: Json = dict(request.query_params)
    query = _query(asked)

    def found(session: Session) -> Json:
        return jsonform.answer(session.lookups.answer(query, _options(session, asked)))

    desk = desk_of(request)
    slow = any(flag(asked.get(name), name) for name in FLAGS)
    return JSONResponse(await (desk.read if slow else desk.look_up)(found))


async def _look_up_all(request: Request) -> Response:
    asked = await body_object(request)
    queries = asked.get("queries")
    if not isinstance(queries, list) or not 1 <= len(queries) <= MOST_QUERIES:
        raise HTTPException(422, f"queries must be a list of 1 to {MOST_QUERIES} texts or objects with a text")
    checked = [_query(query if isinstance(query, dict) else {"text": query}) for query in queries]

    def found(session: Session) -> list[Json]:
        options = _options(session, asked)
        return [jsonform.answer(session.lookups.answer(query, options)) for query in checked]

    return JSONResponse({"answers": await desk_of(request).read(found)})


async def _concordance(request: Request) -> Response:
    asked = request.query_params
    text = segment(asked.get("text"))
    if len(text) > MAX_QUERY_CHARS:
        raise HTTPException(413, f"{len(text)} characters are no keyword (at most {MAX_QUERY_CHARS})")
    source, target = (_lang(asked.get(side)) for side in ("source", "target"))
    limit = number(asked.get("max"), "max", default=SHOWN, least=1, most=MOST_MATCHES)

    def found(session: Session) -> Json:
        project = session.project
        return jsonform.keywords(find_keyword(project, text, source_lang=source, target_lang=target, limit=limit))

    return JSONResponse(await desk_of(request).read(found))


async def _unit(request: Request) -> Response:
    rowid = _rowid(request)

    def found(session: Session) -> Json:
        return jsonform.unit(rowid, changes.get_unit(session.project, rowid))

    return JSONResponse(await desk_of(request).look_up(found))


async def _add_unit(request: Request) -> Response:
    check_writing(request)
    asked = await body_object(request)
    pair = segment(asked.get("source"), "source"), segment(asked.get("target"), "target")
    langs = two_languages(_text(asked, "source_lang"), _text(asked, "target_lang"))
    added = await desk_of(request).write(
        lambda project: changes.add_pairs(project, [pair], source_lang=langs[0], target_lang=langs[1])
    )
    return JSONResponse(jsonform.plain(added), 201)


async def _edit_unit(request: Request) -> Response:
    check_writing(request)
    rowid, asked = _rowid(request), await body_object(request)
    state = asked.get("state")
    if state is not None and state not in [*State]:
        raise HTTPException(422, f"state must be one of {', '.join(State)}")
    note = asked.get("note")
    edit = changes.UnitEdit(
        source=None if asked.get("source") is None else segment(asked["source"], "source"),
        target=None if asked.get("target") is None else segment(asked["target"], "target"),
        state=None if state is None else State(state),
        note=None if note is None else (segment(note, "note") if note else ""),
    )
    stored = await desk_of(request).write(lambda project: changes.edit_unit(project, rowid, edit))
    return JSONResponse(jsonform.unit(stored.rowid, stored.unit))


async def _delete_unit(request: Request) -> Response:
    check_writing(request)
    rowid = _rowid(request)
    deleted = await desk_of(request).write(lambda project: changes.delete_units(project, [rowid]))
    return JSONResponse(jsonform.plain(deleted))


async def _find_terms(request: Request) -> Response:
    text = segment(request.query_params.get("text"))
    limit = number(request.query_params.get("max"), "max", default=SHOWN, least=1, most=MOST_MATCHES)
    found = await desk_of(request).read(lambda session: terms.find_entries(session.project, text))
    return JSONResponse({"total": len(found), "entries": [jsonform.entry(entry) for entry in found[:limit]]})


async def _terms_in(request: Request) -> Response:
    text, lang = segment(request.query_params.get("text")), _lang(request.query_params.get("lang"))

    def found(session: Session) -> list[Json]:
        return [jsonform.term(hit) for hit in session.lookups.terms(text, lang)]

    return JSONResponse({"terms": await desk_of(request).read(found)})


async def _check(request: Request) -> Response:
    asked = await body_object(request)
    pair = segment(asked.get("source"), "source"), segment(asked.get("target"), "target")
    langs = _text(asked, "source_lang"), _text(asked, "target_lang")
    found = await desk_of(request).read(lambda session: checked_pair(session, pair, langs))
    return JSONResponse({"findings": found})


async def _entry(request: Request) -> Response:
    concept = segment(request.path_params["concept"], "the id of the entry")

    def found(session: Session) -> Json:
        return jsonform.entry(session.project.termbase.get(terms.concept_named(session.project, concept)))

    return JSONResponse(await desk_of(request).read(found))


def _query(asked: Json) -> Query:
    return Query(
        segment(asked.get("text")),
        context_before=_text(asked, "context_before"),
        context_after=_text(asked, "context_after"),
    )


def _options(session: Session, asked: Json) -> LookupOptions:
    """How to look up; without languages each text's letters say which of the two of the settings it is in."""
    settings = session.project.settings
    source, target = _text(asked, "source"), _text(asked, "target")
    if source and target:
        source, target = session.direction(source, target)
    elif source or target:
        raise HTTPException(422, "name both languages, source and target, or neither")
    return LookupOptions(
        source_lang=source,
        target_lang=target,
        minimum=number(asked.get("min"), "min", default=settings.min_percent, least=0, most=100),
        limit=number(asked.get("max"), "max", default=settings.max_matches, least=1, most=MOST_MATCHES),
        meaning=flag(asked.get("meaning"), "meaning"),
        fragments=flag(asked.get("fragments"), "fragments"),
    )


def _text(asked: Json, name: str) -> str:
    """A text that may be left out."""
    return segment(asked[name], name) if asked.get(name) not in (None, "") else ""


def _lang(tag: str | None) -> str:
    return canonical(tag) if tag else ""


def _rowid(request: Request) -> int:
    return min(int(request.path_params["unit"]), _MOST_ROWID)
