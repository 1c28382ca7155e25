"""The application of the server, and further processes that answer with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect

from tm.app.project import Clock, NamedMemory
from tm.app.server.desk import Desk
from tm.app.server.guard import Guard, Terms
from tm.app.server.mymemory import mymemory_routes
from tm.app.server.requests import answer_defect, answer_error, answer_http
from tm.app.server.rest import rest_routes
from tm.app.server.tmserver import tmserver_routes
from tm.app.server.toolpath import ToolPath
from tm.app.web.pages import answer_nobody
from tm.app.web.serving import serve
from tm.errors import TmError
from tm.settings import Settings


class Anything(Convertor[str]):
    """The rest of a path, slashes and line breaks and all."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """As it is."""
        return value

    def to_string(self, value: str) -> str:
        """As it is."""
        return value


def make_app(desk: Desk, terms: Terms) -> Starlette:
    """The application: every dialect, errors in words, the guard before all of it."""
    register_url_convertor("anything", Anything())
    tools = ToolPath(desk)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with tools.open():
            yield
        desk.close()

    app = Starlette(
        routes=[*rest_routes(), *tmserver_routes(), *mymemory_routes(), tools.route()],
        middleware=[Middleware(Guard, terms=terms)],
        exception_handlers={
            TmError: answer_error,
            HTTPException: answer_http,
            ClientDisconnect: answer_nobody,
            Exception: answer_defect,
        },
        lifespan=lifespan,
    )
    app.state.desk, app.state.terms = desk, terms
    return app


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class InTurns(socket.socket):
    """A socket that gives one connection at a time, so that several processes that listen at it share them.

    Asyncio takes all that wait at once, for as long as there are any; the process that is first would have them all.
    """

    _given = False

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection. Raises: BlockingIOError if there is none, and each time after there was one."""
        self._given = not self._given
        if not self._given:
            raise BlockingIOError
        return super().accept()


def serve_in_turns(app: Starlette, listening: socket.socket) -> None:
    """Serve until told to end, one of several processes at this socket."""
    serve(app, InTurns(fileno=listening.detach()))


@contextmanager
def helpers(
    count: int,
    settings: Settings,
    memories: Sequence[NamedMemory],
    clock: Clock,
    terms: Terms,
    listening: socket.socket,
) -> Iterator[None]:
    """So many further processes answer at the same socket as long as the block runs; none outlives this process."""
    context = multiprocessing.get_context("spawn")
    arguments = os.getpid(), settings, tuple(memories), clock, terms, listening
    started = [context.Process(target=_help, args=arguments, daemon=True) for _ in range(count)]
    for process in started:
        process.start()
    try:
        yield
    finally:
        for process in started:
            process.terminate()
            process.join()


def _help(
    parent: int,
    settings: Settings,
    memories: tuple[NamedMemory, ...],
    clock: Clock,
    terms: Terms,
    listening: socket.socket,
) -> None:
    """Serve until told to end, or until the process that asked for help is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    serve_in_turns(make_app(Desk(settings, memories, clock), terms), listening)
