"""Serving the pages to this machine until Ctrl+C."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from tm.app.web.guard import Access
from tm.errors import SettingsError

_WAITING = 1024  # connections
PATIENCE = 20.0  # seconds in which a request has come whole, twice that at most; the largest is a megabyte


class PunctualProtocol(H11Protocol):
    """HTTP that lets go of who sends a request without end, a byte now and then: such a one would hold a place."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look at the connection."""
        super().connection_made(transport)
        self._awaited: RequestResponseCycle | None = None
        self.loop.call_later(PATIENCE, self._look, True)

    def _look(self, waited: bool) -> None:
        """End the connection if it still waits for the request that it waited for at the last look."""
        if self.transport.is_closing():
            return
        under_way: RequestResponseCycle | None = self.cycle  # None before the first, whatever its type says
        waits = under_way is None or under_way.more_body or under_way.response_complete
        if waits and waited and under_way is self._awaited:
            self.transport.close()
            return
        self._awaited = under_way
        self.loop.call_later(PATIENCE, self._look, waits)


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A socket that lets callers wait from now on; port 0 takes a free one.

    Raises: SettingsError if the port is taken, or the host is no address of this machine.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise _no_address(host, error) from error
    found = socket.socket(family, kind, socket.IPPROTO_TCP)  # named: only then does asyncio send without delay
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
        found.listen(_WAITING)
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise _no_address(host, error) from error
        raise SettingsError(
            f"port {port} cannot be used ({error.strerror}); give another with --port, or 0 for any free one"
        ) from error
    return found


def _no_address(host: str, error: OSError) -> SettingsError:
    return SettingsError(f"{host!r} is no address of this machine ({error.strerror}); 127.0.0.1 always is")


def access_to(listening: socket.socket) -> Access:
    """The address that the socket is bound to, with a new key."""
    return Access(listening.getsockname()[1], secrets.token_urlsafe(24))


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Answer requests until Ctrl+C or SIGTERM; those under way are finished."""
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, timeout_graceful_shutdown=5, http=PunctualProtocol
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        listening.close()
