"""The one polite HTTP client; nothing else speaks to a source.

It says who it is, asks for compressed answers and only for what is new, keeps few requests to a host under way, waits as long as a host
asks it to, tries again a little and later each time, and never reads more than it can hold. TLS is always verified.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from fxtracker import __version__
from fxtracker.errors import BadAnswer, BadStatus, ConfigError, SourceError, Unreachable
from fxtracker.settings import Settings
from fxtracker.sources.answers import KnownPayload, Payload
from fxtracker.sources.mirror import Mirror

__all__ = ["Client", "Patience"]

_NO_ADDRESS = ("Name or service not known", "name resolution", "nodename nor servname", "getaddrinfo failed")
"""What systems say where a name has no address."""

_LARGEST = 64 * 1024 * 1024
_REDIRECTS = 3
_TRIES = 3
_RETRIES_A_HOST = 4
_FIRST_WAIT = 0.25
_CONNECT_SECONDS = 8.0
_QUICK = 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a source may take: until `deadline` on the loop's clock in all, `silence` seconds for the next byte; and its politeness."""

    deadline: float
    silence: float
    at_once: int
    accept: str


class _Again(Exception):
    """A failure that may pass: what it was, how many seconds the host asked to wait, and whether the host is not there at all."""

    def __init__(self, fault: SourceError, after: float | None = None, *, down: bool = False) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.after = after
        self.down = down


class Client:
    """An HTTP client for one round of asking; it remembers which hosts are down and how often each was tried again."""

    def __init__(self, settings: Settings) -> None:
        self._mirror = Mirror.at(settings.mirror)
        try:
            self._http = httpx.AsyncClient(
                headers={"User-Agent": _who(settings.contact), "Accept-Encoding": "gzip", "Accept-Language": "en"},
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
                follow_redirects=False,
                trust_env=not self._mirror.loopback,
            )
        except (ImportError, ValueError, OSError) as fault:
            raise ConfigError(
                f"environment: its proxy or certificates cannot be used ({fault}); mend HTTPS_PROXY or SSL_CERT_FILE"
            ) from fault
        self._seats: dict[str, asyncio.Semaphore] = {}
        self._down: dict[str, SourceError] = {}
        self._retries: defaultdict[str, int] = defaultdict(int)

    async def __aenter__(self) -> Client:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.__aexit__(kind, fault, trace)

    async def get(self, url: str, known: KnownPayload | None, patience: Patience) -> Payload | None:
        """The answer of an address, or None where it says that nothing has changed since the known one.

        Raises Unreachable, BadStatus or BadAnswer; each message completes "HOST ...".
        """
        host = urlsplit(url).hostname or ""
        loop = asyncio.get_running_loop()
        attempt = 0
        while True:
            if (fault := self._down.get(host)) is not None:
                raise type(fault)(str(fault))
            attempt += 1
            try:
                async with self._seat(host, patience.at_once):
                    began = loop.time()
                    return await self._follow(url, known, patience)
            except _Again as again:
                wait = self._wait(again, attempt, host, quick=loop.time() - began < _QUICK)
                if wait is None or loop.time() + wait >= patience.deadline:
                    if again.down:
                        self._down[host] = again.fault
                    asked = f" and asks to wait {again.after:.0f} seconds" if again.after else ""
                    raise type(again.fault)(f"{again.fault}{asked}") from None
                await asyncio.sleep(wait)

    def _wait(self, again: _Again, attempt: int, host: str, *, quick: bool) -> float | None:
        """Seconds until the next try, or None where there is none: tries are few, and a failure that took long is not repeated."""
        if attempt == _TRIES or self._retries[host] >= _RETRIES_A_HOST or not (quick or again.after):
            return None
        self._retries[host] += 1
        return again.after or _FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)

    def _seat(self, host: str, at_once: int) -> asyncio.Semaphore:
        return self._seats.setdefault(host, asyncio.Semaphore(at_once))

    async def _follow(self, url: str, known: KnownPayload | None, patience: Patience) -> Payload | None:
        address = url
        for _ in range(_REDIRECTS + 1):
            answer = await self._ask(address, known, patience)
            if not isinstance(answer, str):
                # Filed under the address that was asked: the next conditional request is made for that one.
                return answer and Payload(url, answer.body, answer.etag, answer.last_modified)
            address = self._mirror.follows(address, answer)
        raise BadAnswer(f"redirected more than {_REDIRECTS} times, at last to {address[:200]}")

    async def _ask(self, url: str, known: KnownPayload | None, patience: Patience) -> Payload | str | None:
        """One exchange: a payload, the Location of a redirect, or None for an unchanged answer."""
        headers = {"Accept": patience.accept}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        timeout = httpx.Timeout(patience.silence, connect=min(_CONNECT_SECONDS, patience.silence), pool=None)
        try:
            async with self._http.stream("GET", self._mirror.sends(url), headers=headers, timeout=timeout) as response:
                return await self._read(url, response, conditional=len(headers) > 1)
        except httpx.ReadTimeout:
            raise Unreachable(f"sent nothing for {patience.silence:g} seconds") from None
        except httpx.DecodingError as fault:
            raise BadAnswer(f"answered with a body that does not decompress ({fault})") from None
        except httpx.InvalidURL as fault:
            raise BadAnswer(f"has an address that cannot be asked ({fault})") from None
        except httpx.TransportError as fault:
            down = isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout)
            raise _Again(Unreachable(_told(fault, " through the mirror" if self._mirror.base else "")), down=down) from None

    async def _read(self, url: str, response: httpx.Response, *, conditional: bool) -> Payload | str | None:
        status = response.status_code
        if status == 304 and conditional:
            return None
        if status in (301, 302, 303, 307, 308) and response.headers.get("Location"):
            return str(response.headers["Location"])
        if status == 429 or status >= 500:
            raise _Again(
                BadStatus(f"answered {status} {response.reason_phrase}".rstrip()), _retry_after(response.headers.get("Retry-After"))
            )
        if status != 200:
            raise BadStatus(f"answered {status} {response.reason_phrase}".rstrip())
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _LARGEST:
                raise BadAnswer(f"answered with more than {_LARGEST >> 20} MB")
        return Payload(url, bytes(body), response.headers.get("ETag"), response.headers.get("Last-Modified"))


def _who(contact: str) -> str:
    return f"fxtracker/{__version__} (rate desk of the naira{f'; +{contact}' if contact else ''})"


def _told(fault: httpx.TransportError, way: str) -> str:
    detail = str(fault) or type(fault).__name__
    if "CERTIFICATE_VERIFY_FAILED" in detail:
        return f"shows a certificate that cannot be verified ({detail.split('] ')[-1]})"
    if isinstance(fault, httpx.ConnectError) and any(sign in detail for sign in _NO_ADDRESS):
        return f"cannot be reached{way} (no address was found for it)"
    if isinstance(fault, httpx.ConnectTimeout | httpx.ConnectError):
        return f"cannot be reached{way} ({detail if isinstance(fault, httpx.ConnectError) else 'no connection in time'})"
    if isinstance(fault, httpx.RemoteProtocolError | httpx.ReadError):
        return f"broke off in the middle of its answer ({detail})"
    return f"cannot be asked ({detail})"


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for: a count, or a moment in the form of HTTP dates."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
