"""What every page can do about what was done: list it, take it back, do it again."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app import changes
from tm.app.jsonform import plain
from tm.app.web.pages import project_of

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
        return JSONResponse({"actions": plain(changes.list_actions(project, _SHOWN))})


async def _undo(request: Request) -> Response:
    return await run_in_threadpool(_reverse, request, again=False)


async def _redo(request: Request) -> Response:
    return await run_in_threadpool(_reverse, request, again=True)


def _reverse(request: Request, *, again: bool) -> Response:
    with project_of(request) as project:
        done = changes.redo(project) if again else changes.undo(project)
    return JSONResponse({"reversals": plain(done)})
