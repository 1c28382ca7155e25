"""Who is let in: on this machine every program but no web page, from elsewhere who has the token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tm.app.web.guard import MAX_BODY, TOO_MUCH, Measured
from tm.app.web.refusals import said
from tm.app.web.words import accepted_language

_UNKNOWN = 401  # who is asking
_IN_PATH = "/key/"  # in front of any path, for clients that can be told an address and nothing else


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms requests are answered."""

    host: str  # where the server listens
    port: int
    token: str  # demanded of every request; empty: of none
    writing: bool  # whether the memory may be changed

    def __post_init__(self) -> None:
        if not self.token and not is_loopback(self.host):
            raise ValueError("a token is demanded for anything but loopback")

    @property
    def names(self) -> tuple[str, ...]:
        """What a client of this machine may call us; any other name is a trick of a web page (DNS rebinding)."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    @property
    def prefix(self) -> str:
        """What stands before a path in the address that a client without tokens is given."""
        return f"{_IN_PATH[1:]}{self.token}/" if self.token else ""

    def opens(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """The ASGI application behind the checks."""

    def __init__(self, app: ASGIApp, terms: Terms) -> None:
        self._app, self._terms = app, terms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in place of the application where a check fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is not None:
            status, message = refused
            headers = {"WWW-Authenticate": "Bearer"} if status == _UNKNOWN else None
            language = accepted_language(Headers(scope=scope).get("accept-language", ""))
            await JSONResponse({"error": said(message, language)}, status, headers)(scope, receive, send)
            return
        await self._app(scope, Measured(receive), send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and words for a request that is not let through; a token in the path is taken out of it."""
        headers, terms = Headers(scope=scope), self._terms
        if is_loopback(terms.host) and headers.get("host") not in terms.names:
            return (421, f"this address is not served here; use http://{terms.names[0]}/")
        origin = headers.get("origin")  # what is no web page sends none
        foreign = origin is not None and origin.partition("://")[2] != headers.get("host")
        if foreign or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return (403, "a web page of another site asked for this; nothing was done")
        given = self._token(scope, headers)
        if terms.token and not given:
            return (
                _UNKNOWN,
                "a token is needed: Authorization: Bearer TOKEN, ?key=TOKEN, or /key/TOKEN before the path",
            )
        if terms.token and not any(map(terms.opens, given)):
            return (_UNKNOWN, "this token is not, or no longer, the one that the server was started with")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return (413, TOO_MUCH)
        return None

    def _token(self, scope: Scope, headers: Headers) -> list[str]:
        """The tokens that the request shows."""
        given = list[str]()
        path: str = scope["path"]
        if path.startswith(_IN_PATH) and "/" in path[len(_IN_PATH) :]:
            token, rest = path[len(_IN_PATH) :].split("/", 1)
            scope["path"] = "/" + rest
            given.append(token)
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            given.append(credentials.strip())
        return [*given, *parse_qs(scope["query_string"].decode("latin-1")).get("key", [])]
