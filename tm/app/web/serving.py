"""Serving the pages to this machine until Ctrl+C."""

from __future__ import annotations

import secrets
import socket

import uvicorn
from starlette.types import ASGIApp

from tm.app.web.guard import Access
from tm.errors import SettingsError


def listen(port: int) -> socket.socket:
    """A socket on the loopback address that lets callers wait from now on; port 0 takes a free one.

    Raises: SettingsError if the port is taken.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(("127.0.0.1", port))
        found.listen()
    except OSError as error:
        found.close()
        raise SettingsError(
            f"port {port} cannot be used ({error.strerror}); give another with --port, or 0 for any free one"
        ) from error
    return found


def access_to(listening: socket.socket) -> Access:
    """The address that the socket is bound to, with a new key."""
    return Access(listening.getsockname()[1], secrets.token_urlsafe(24))


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Answer requests until Ctrl+C or SIGTERM; those under way are finished."""
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        listening.close()
