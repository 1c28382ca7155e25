"""The MCP tools by HTTP at `/mcp` (streamable HTTP, without sessions), beside the other dialects.

Source: Model Context Protocol, "Transports: Streamable HTTP"; the protocol itself is the package's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tm.app.server.desk import Desk
from tm.app.server.tools import make_tools
from tm.errors import ModelUnavailable


class ToolPath:
    """The tools as an ASGI application; the package is loaded for the first request, which most servers never get."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def route(self) -> Route:
        """POST alone: there is no stream of the server's own to GET, and no session to DELETE."""
        return Route("/mcp", self, methods=["POST"])

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer as long as the block runs."""
        self._wanted = asyncio.Event()
        self._ready: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request. Raises: ModelUnavailable without the package."""
        self._wanted.set()
        app = await asyncio.shield(self._ready)  # a client that gives up takes nothing from the others
        await app(scope, receive, send)

    async def _keep(self) -> None:
        """Run what the package has to run, in one task from its first moment to its last."""
        await self._wanted.wait()
        try:
            tools = await run_in_threadpool(make_tools, self._desk)
        except ModelUnavailable as error:
            self._ready.set_exception(error)
            return
        tools.streamable_http_app(json_response=True, stateless_http=True, host="")  # the guard has looked at the host
        manager = tools.session_manager
        async with manager.run():
            self._ready.set_result(manager.handle_request)
            await asyncio.Event().wait()
