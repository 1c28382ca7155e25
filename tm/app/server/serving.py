"""The application of the server, and serving it until Ctrl+C."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from tm.app.server.desk import Desk
from tm.app.server.guard import Guard, Terms
from tm.app.server.mymemory import mymemory_routes
from tm.app.server.requests import answer_defect, answer_error, answer_http
from tm.app.server.rest import rest_routes
from tm.app.server.tmserver import tmserver_routes
from tm.errors import TmError


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

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    app = Starlette(
        routes=[*rest_routes(), *tmserver_routes(), *mymemory_routes()],
        middleware=[Middleware(Guard, terms=terms)],
        exception_handlers={TmError: answer_error, HTTPException: answer_http, Exception: answer_defect},
        lifespan=lifespan,
    )
    app.state.desk, app.state.terms = desk, terms
    return app
