"""The event loop of a round, in which a resolver that hangs holds nobody back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

__all__ = ["Loop"]


class Loop(asyncio.SelectorEventLoop):
    """Looks names up in threads that end with the process.

    The threads of a pool, which asyncio takes, are waited for at the end of the process: a name server that does not answer would keep a
    command alive for half a minute after it is done.
    """

    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - asyncio's own signature
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """The addresses of a host, as `socket.getaddrinfo` gives them."""
        found: asyncio.Future[list[Any]] = self.create_future()

        def look_up() -> None:
            try:
                addresses = socket.getaddrinfo(host, port, family, type, proto, flags)
            except Exception as fault:  # noqa: BLE001 - raised again where it is awaited
                self._hand_over(found, found.set_exception, fault)
            else:
                self._hand_over(found, found.set_result, addresses)

        Thread(target=look_up, name="looking up", daemon=True).start()
        return await found

    def _hand_over(self, found: asyncio.Future[list[Any]], hand: Callable[[Any], None], what: object) -> None:
        def settle() -> None:
            if not found.done():
                hand(what)

        with suppress(RuntimeError):  # the loop may be over by now
            self.call_soon_threadsafe(settle)
