"""What every page has: the project of a request, templates, the language of the interface, words and errors."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from tm.app.jsonform import Json
from tm.app.project import Clock, Project, open_project
from tm.app.statuses import NOBODY_WAITS, status_of
from tm.app.web.guard import Access, Guard
from tm.app.web.refusals import said
from tm.app.web.words import LANGUAGES, accepted_language, words
from tm.errors import SettingsError, TmError
from tm.settings import Settings
from tm.units import is_whole

_THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Site:
    """What the requests of one run share: each opens the memory for itself."""

    settings: Settings
    clock: Clock


def make_app(site: Site, access: Access, routes: Sequence[BaseRoute]) -> Starlette:
    """The application: the routes of the pages, static files, errors in words, the guard before all of it."""
    app = Starlette(
        routes=[*routes, Mount("/static", StaticFiles(packages=[("tm.app.web", "static")]))],
        middleware=[Middleware(Guard, access=access)],
        exception_handlers={
            TmError: _error,
            HTTPException: _http_error,
            ClientDisconnect: answer_nobody,
            Exception: _defect,
        },
    )
    app.state.site = site
    return app


def site_of(request: Request) -> Site:
    """What the requests of the run share."""
    site: Site = request.app.state.site
    return site


def project_of(request: Request, *, readonly: bool = False) -> AbstractContextManager[Project]:
    """The project of the run, open for the time of a request."""
    site = site_of(request)
    return open_project(site.settings, clock=site.clock, readonly=readonly)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language and the colours that the person has chosen."""
    theme = request.cookies.get("duizhao-theme", "")
    language = language_of(request)
    table = words(language)
    rendered = (
        _templates()
        .get_template(template)
        .render(
            language=language,
            languages=LANGUAGES,
            theme=theme if theme in _THEMES else "",
            words=table,
            place=request.url.path,
            **values,
        )
    )
    return HTMLResponse(rendered, status)


async def asked_of(request: Request) -> Json:
    """The JSON object of a request. Raises: SettingsError where it is none."""
    try:
        asked = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise SettingsError("the request is not JSON") from error
    if not isinstance(asked, dict):
        raise SettingsError("the request is not a JSON object")
    return asked


def doing(
    do: Callable[[Project, Request, Json], Json | None], *, readonly: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that takes a JSON object and answers with one, or with null."""

    def done(request: Request, asked: Json) -> Response:
        with project_of(request, readonly=readonly) as project:
            return JSONResponse(do(project, request, asked))

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(done, request, await asked_of(request))

    return endpoint


def text_or_empty(asked: Json, name: str) -> str:
    """A text of the request, empty where there is none. Raises: SettingsError for anything else."""
    text = asked.get(name, "")
    if not isinstance(text, str) or not is_whole(text):
        raise SettingsError(f"{name} must be a text in UTF-8")
    return text


def text_in(asked: Json, name: str) -> str:
    """A text of the request with a character in it. Raises: SettingsError for anything else."""
    text = text_or_empty(asked, name)
    if not text.strip():
        raise SettingsError(f"{name} must be a text in UTF-8 that is not empty")
    return text


def number_in(asked: str | None) -> int:
    """The number that a parameter of the address gives; 0 for anything else."""
    return int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 16 else 0


def language_of(request: Request) -> str:
    """The language of the interface: the one chosen, else the first of the browser's that we speak."""
    chosen = request.cookies.get("duizhao-language", "")
    return chosen if chosen in LANGUAGES else accepted_language(request.headers.get("accept-language", ""))


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("tm.app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _said(request: Request, status: int, message: str) -> Response:
    message = said(message, language_of(request))
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status)
    return page(request, "error.html.j2", status, message=message)


def _error(request: Request, error: Exception) -> Response:
    return _said(request, status_of(error), str(error))


def answer_nobody(_: Request, __: Exception) -> Response:
    """What is sent to who hung up in the middle of a request: no defect, and nobody reads it."""
    return Response(status_code=NOBODY_WAITS)


def _http_error(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, str(error))
    return _said(request, status, words(language_of(request))["not-here"] if status == 404 else detail)


def _defect(request: Request, error: Exception) -> Response:
    cause = f"{type(error).__name__}: {error}"
    return _said(request, 500, f"{cause}; this is a defect of duizhao, not of your files: TM_LOG=debug shows where")
