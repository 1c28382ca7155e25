"""What a request asks, checked: texts, numbers, languages, JSON bodies; and what goes wrong, as answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from tm.app.jsonform import Json
from tm.app.server.desk import Desk
from tm.app.server.guard import Terms
from tm.app.statuses import status_of
from tm.app.web.refusals import said
from tm.app.web.words import accepted_language
from tm.lookup.lookup import MAX_QUERY_CHARS
from tm.units import is_whole


def desk_of(request: Request) -> Desk:
    """The desk of the server."""
    desk: Desk = request.app.state.desk
    return desk


def check_writing(request: Request) -> None:
    """Raises: HTTPException where the server only reads."""
    terms: Terms = request.app.state.terms
    if not terms.writing:
        raise HTTPException(403, "this server only reads; start it with --allow-write to change the memory")


def segment(text: object, name: str = "text") -> str:
    """The text as a segment to look up or to keep. Raises: HTTPException where it is none."""
    if not isinstance(text, str) or not text.strip():
        raise HTTPException(422, f"{name} must be a text that is not empty")
    if len(text) > MAX_QUERY_CHARS:
        raise HTTPException(
            413, f"{name} has {len(text)} characters, too many for a segment (at most {MAX_QUERY_CHARS}); split it"
        )
    if not is_whole(text):
        raise HTTPException(422, f"{name} holds half a character (U+D800 to U+DFFF); send UTF-8")
    return text


def number(value: object, name: str, *, default: int, least: int, most: int) -> int:
    """The whole number that a parameter gives. Raises: HTTPException for any other value, or one out of its range."""
    if value is None:
        return default
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise HTTPException(422, f"{name} must be a whole number from {least} to {most}, not {str(value)[:40]!r}")
    return value


def flag(value: object, name: str) -> bool:
    """Whether a parameter says yes. Raises: HTTPException for anything but yes and no."""
    if value in (None, False, "false", "0", ""):
        return False
    if value in (True, "true", "1"):
        return True
    raise HTTPException(422, f"{name} must be true or false, not {str(value)[:40]!r}")


async def body(request: Request) -> Any:
    """The JSON of a request. Raises: HTTPException where it is none."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body is not JSON in UTF-8") from error


async def body_object(request: Request) -> Json:
    """The JSON object of a request. Raises: HTTPException where it is none."""
    asked = await body(request)
    if not isinstance(asked, dict):
        raise HTTPException(422, "the body must be a JSON object")
    return asked


def refusal(request: HTTPConnection, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The message in a language that the request accepts, English where it names none."""
    return JSONResponse({"error": said_to(request, message)}, status, headers)


def said_to(request: HTTPConnection, message: str) -> str:
    """The message in a language that the request accepts."""
    return said(message, accepted_language(request.headers.get("accept-language", "")))


def answer_error(request: Request, error: Exception) -> Response:
    """The status and the words of an error that was raised on purpose."""
    return refusal(request, status_of(error), str(error))


def answer_http(request: Request, error: Exception) -> Response:
    """The words of a request that cannot be answered."""
    if not isinstance(error, HTTPException):
        raise error
    detail = error.detail
    if error.status_code == 404:
        detail = "there is nothing at this address; /api/openapi.json tells what there is"
    elif error.status_code == 405:
        detail = "this address does not take that method; /api/openapi.json tells which it takes"
    return refusal(request, error.status_code, detail, error.headers)


def answer_defect(_: Request, error: Exception) -> Response:
    """The words of an error that nobody raised on purpose."""
    cause = f"{type(error).__name__}: {error}"
    return JSONResponse({"error": f"{cause}; this is a defect of duizhao: TM_LOG=debug shows where"}, 500)
