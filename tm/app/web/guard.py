"""Who is let in: this machine's browser with the key of this run, from our own pages, with requests of sane size.

The address printed in the terminal carries the key; the first visit turns it into a cookie. A page of another site can
neither read anything (host, cookie, no CORS) nor make anything happen (origin); a page of ours runs our scripts only.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tm.app.web.refusals import said
from tm.app.web.words import accepted_language

MAX_BODY = 1 << 20  # bytes of a request: an operation is a few hundred, a long paragraph a few thousand
TOO_MUCH = f"that is too much at once (at most {MAX_BODY >> 20} MB); nothing was done"
_SAFE = ("GET", "HEAD", "OPTIONS")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Where the pages are served, and the key that opens them."""

    port: int
    key: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser may call us; any other name is a trick (DNS rebinding)."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers share cookies between ports."""
        return f"duizhao-{self.port}"

    def url(self, path: str = "/") -> str:
        """The address of a page, key and all."""
        return f"http://127.0.0.1:{self.port}{quote(path)}?key={self.key}"

    def opens(self, key: str) -> bool:
        """Whether this is the key."""
        return hmac.compare_digest(key.encode("utf-8", "replace"), self.key.encode())


class Guard:
    """The ASGI application behind the checks."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in place of the application where a check fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, Measured(receive), send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is not let through."""
        headers, access = Headers(scope=scope), self._access
        if headers.get("host") not in access.hosts:
            return _said(scope, 421, f"this address is not served here; open http://{access.hosts[0]}/")
        method, path = scope["method"], scope["path"]
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.pop("key", [""])[0]
        if given and access.opens(given) and method in _SAFE:
            rest = f"?{urlencode(query, doseq=True)}" if query else ""
            response = RedirectResponse(quote(path) + rest, 303)
            response.set_cookie(access.cookie, access.key, httponly=True, samesite="strict")
            return response
        cookies = SimpleCookie(headers.get("cookie", ""))
        known = cookies.get(access.cookie)
        if known is None or not access.opens(known.value):
            return _said(
                scope, 403, "this address is of an earlier run, or lacks its key; open the one that the terminal shows"
            )
        origins = tuple(f"http://{host}" for host in access.hosts)
        if method not in _SAFE and headers.get("origin") not in origins:
            return _said(scope, 403, "a page of another site asked for this; nothing was done")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return _said(scope, 413, TOO_MUCH)
        return None


class Measured:
    """The body of a request, cut off where it is longer than it may be and did not say so."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._left = receive, MAX_BODY

    async def __call__(self) -> Message:
        """The next part of the body. Raises: HTTPException where it grows too long."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, TOO_MUCH)
        return message


def _said(scope: Scope, status: int, message: str) -> Response:
    """The message as JSON to scripts, as text to people, in a language that the browser accepts."""
    message = said(message, accepted_language(Headers(scope=scope).get("accept-language", "")))
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": message}, status)
    return PlainTextResponse(f"Duizhao: {message}.\n", status)
