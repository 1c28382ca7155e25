"""What every page can do about what was done: list it, take it back, do it again."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app import changes
from tm.app.jsonform import Json, plain
from tm.app.web.codewords import action_said
from tm.app.web.pages import language_of, project_of
from tm.app.web.words import words
from tm.memory.history import Action, Reversal

_SHOWN = 30  # actions


def history_routes() -> list[Route]:
    """The newest actions on memory and glossary, undo and redo."""
    return [
        Route("/api/history", _actions),
        Route("/api/undo", _undo, methods=["POST"]),
        Route("/api/redo", _redo, methods=["POST"]),
    ]


def _actions(request: Request) -> Response:
    with project_of(request, readonly=True) as project:
        return JSONResponse({"actions": [_told(request, one) for one in changes.list_actions(project, _SHOWN)]})


async def _undo(request: Request) -> Response:
    return await run_in_threadpool(_reverse, request, again=False)


async def _redo(request: Request) -> Response:
    return await run_in_threadpool(_reverse, request, again=True)


def _reverse(request: Request, *, again: bool) -> Response:
    with project_of(request) as project:
        done = changes.redo(project) if again else changes.undo(project)
    return JSONResponse({"reversals": [_told(request, one) for one in done]})


def _told(request: Request, done: Action | Reversal) -> Json:
    """An action, its kind and summary in the language of the page."""
    kind, summary = action_said(done.kind, done.summary, words(language_of(request)))
    told: Json = plain(done)
    return told | {"kind": kind, "summary": summary}
