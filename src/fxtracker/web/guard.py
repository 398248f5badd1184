"""What stands round every answer: security headers, and a plain answer where something broke."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fxtracker.web.replies import Reply, reply

__all__ = ["SVG_POLICY", "Guard"]

_POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A chart opened by itself carries its own styles and can run nothing."""

_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_log = logging.getLogger(__name__)


class Guard:
    """Wraps the application; `on_fault` makes the answer for an exception that nothing else took."""

    def __init__(self, app: ASGIApp, on_fault: Callable[[Request, Exception], Awaitable[Reply]]) -> None:
        self._app = app
        self._on_fault = on_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and see its answer out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as fault:
            # The one place that must answer whatever happened; the trace goes to the log and nothing of it to the reader.
            _log.exception("%s %s failed", scope["method"], scope["path"])
            if started:
                raise
            request = Request(scope)
            await reply(request, await self._on_fault(request, fault))(scope, receive, guarded)
