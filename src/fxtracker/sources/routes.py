"""The ways to a host: straight, to the mirror, or through the proxy of the environment; with the system's certificates, or a file's too."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from fxtracker.errors import ConfigError
from fxtracker.sources.dial import Dialer
from fxtracker.sources.guard import Guard
from fxtracker.sources.mirror import Mirror
from fxtracker.sources.tls import complete

__all__ = ["Routes"]

_IDLE = 20


class Routes:
    """Pools of connections by way and certificates, each made when it is first needed; ConfigError where the proxy is unusable.

    They only carry: nothing is remembered for a host (cookies) and nothing followed, which is the client's to decide.

    A proxy is the operator's choice and is reached wherever it is. What lies behind it is resolved there, so that a host is then judged by
    its name alone; so it is with a mirror.
    """

    def __init__(self, guard: Guard, mirror: Mirror) -> None:
        self._dialer = Dialer(guard, mirror.host)
        self._ways: dict[tuple[str, str], httpx.AsyncHTTPTransport] = {}
        stated = {} if mirror.loopback else getproxies()
        self._proxies = {scheme: _address(stated[scheme]) for scheme in ("http", "https", "all") if stated.get(scheme)}
        for proxy in ("", *self._proxies.values()):
            self._way("", proxy)

    def to(self, url: str, intermediate: str) -> httpx.AsyncHTTPTransport:
        """The way to this address, for a source whose file has these certificates."""
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all", "")
        if proxy and proxy_bypass(parts.netloc):
            proxy = ""
        return self._way(intermediate, proxy)

    async def close(self) -> None:
        """Close every connection."""
        for way in self._ways.values():
            await way.aclose()

    def _way(self, intermediate: str, proxy: str) -> httpx.AsyncHTTPTransport:
        if (intermediate, proxy) not in self._ways:
            try:
                self._ways[intermediate, proxy] = self._transport(intermediate, proxy)
            except (ImportError, ValueError, OSError) as fault:
                raise ConfigError(
                    f"environment: its proxy or certificates cannot be used ({fault}); mend HTTPS_PROXY or SSL_CERT_FILE"
                ) from fault
        return self._ways[intermediate, proxy]

    def _transport(self, intermediate: str, proxy: str) -> httpx.AsyncHTTPTransport:
        context = httpx.create_ssl_context()
        if intermediate:
            complete(context, intermediate)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=_IDLE)
        if proxy:
            return httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits, proxy=proxy)
        transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)
        transport._pool = httpcore.AsyncConnectionPool(  # the one place where httpx takes no backend of ours
            ssl_context=context, max_connections=None, max_keepalive_connections=_IDLE, keepalive_expiry=5.0, network_backend=self._dialer
        )
        return transport


def _address(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"
