"""Answers that go through the whole memory, given up when nobody waits for them any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tm.app.jsonform import Json
from tm.app.project import Project
from tm.app.statuses import NOBODY_WAITS
from tm.app.web.pages import project_of
from tm.memory.database import Database
from tm.progress import Progress

_LOOK_AROUND = 0.1  # seconds between two looks whether anybody still waits


class _GivenUp(Exception):
    """Who asked has asked something else meanwhile."""


async def answer_while_awaited(request: Request, do: Callable[[Project, Progress], Json]) -> Response:
    """What the function finds; it is ended in its next step, or in the middle of a question to SQLite."""
    asked_here: list[Database] = []
    given_up = threading.Event()

    def tell(stage: str, done: int, total: int | None) -> None:
        if given_up.is_set():
            raise _GivenUp

    def found() -> Json:
        with project_of(request, readonly=True) as project:
            asked_here.append(project.memory.database)
            return do(project, tell)

    finding = asyncio.ensure_future(run_in_threadpool(found))
    while not (await asyncio.wait([finding], timeout=_LOOK_AROUND))[0]:
        if await request.is_disconnected():
            given_up.set()
            for database in asked_here:
                database.interrupt()
    if given_up.is_set() and finding.exception():
        return Response(status_code=NOBODY_WAITS)
    return JSONResponse(finding.result())
