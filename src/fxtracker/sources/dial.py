"""Connections to addresses that were looked at first: between the look and the connection nobody can change where a name leads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from socket import SOCK_STREAM

import httpcore

from fxtracker.sources.guard import Guard

__all__ = ["Dialer"]

_STAGGER = 0.25
"""Seconds after which the next address of a host is tried beside the one that does not answer (RFC 8305)."""
_MOST = 6
"""Addresses of one host that are tried."""


class Dialer(httpcore.AsyncNetworkBackend):
    """Looks a name up once, refuses it if any of its addresses may not be asked, and connects to those very addresses.

    `only` is a mirror's host: then there is no other place to connect to, and nothing to look up, since the operator chose it.
    """

    def __init__(self, guard: Guard, only: str = "") -> None:
        self._guard = guard
        self._only = only
        self._wire = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host, in `timeout` seconds for name and connection together."""
        if self._only:
            if host.strip("[]") != self._only:
                raise httpcore.ConnectError(f"{host} is not the mirror")
            return await self._wire.connect_tcp(host, port, timeout, local_address, socket_options)
        try:
            async with asyncio.timeout(timeout):
                addresses = self._guard.addresses(host, await _look_up(host, port))
                return await self._first(addresses, port, local_address, socket_options)
        except TimeoutError:
            raise httpcore.ConnectTimeout("no connection in time") from None

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _first(
        self, addresses: Sequence[str], port: int, local_address: str | None, options: Iterable[httpcore.SOCKET_OPTION] | None
    ) -> httpcore.AsyncNetworkStream:
        """The first connection that comes about; the addresses start one after another, a little apart."""
        tries: set[asyncio.Task[httpcore.AsyncNetworkStream]] = set()
        fault: BaseException = httpcore.ConnectError("no address was found for it")
        waiting = list(addresses[:_MOST])
        try:
            while waiting or tries:
                if waiting:
                    tries.add(asyncio.create_task(self._wire.connect_tcp(waiting.pop(0), port, None, local_address, options)))
                done, tries = await asyncio.wait(tries, timeout=_STAGGER if waiting else None, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    if (failed := one.exception()) is None:
                        tries |= done - {one}
                        return one.result()
                    fault = failed
        finally:
            await _drop(tries)
        raise fault


async def _look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, those of IPv6 and IPv4 in turn."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise httpcore.ConnectError(str(fault)) from None
    families = [[str(entry[4][0]) for entry in found if (":" in str(entry[4][0])) == six] for six in (True, False)]
    return [address for address in chain.from_iterable(zip_longest(*families)) if address]


async def _drop(tries: set[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    for one in tries:
        one.cancel()
    for ended in await asyncio.gather(*tries, return_exceptions=True):
        if isinstance(ended, httpcore.AsyncNetworkStream):
            await ended.aclose()
