"""The one polite HTTP client; nothing else speaks to a source.

It says who it is, asks for compressed answers and only for what is new, keeps few requests to a host under way, waits as long as a host
asks it to, tries again a little and later each time, and never reads more than it may hold. TLS is always verified, and every address is
looked at before it is asked.

What failed and may pass is tried again, requests by POST too: all that a source is asked is read and changes nothing there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from fxtracker import __version__
from fxtracker.errors import BadAnswer, BadStatus, SourceError
from fxtracker.settings import Settings
from fxtracker.sources.answers import KnownPayload, Payload
from fxtracker.sources.guard import FORBIDDEN, Guard, site_of
from fxtracker.sources.manners import Host, asked_to_wait, jitter
from fxtracker.sources.mirror import Mirror, same_site
from fxtracker.sources.request import Ask
from fxtracker.sources.routes import Routes
from fxtracker.sources.secret import Secret
from fxtracker.sources.unpack import Unpacker, megabytes
from fxtracker.sources.wire_faults import Again, told

__all__ = ["Answered", "Client", "Patience"]

# The address of a request may hold a key, and these would write it down.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_KEPT = ("content-type", "content-encoding", "date", "age", "etag", "last-modified", "retry-after", "server", "cf-ray")
"""The headers of an answer that are kept with it."""

_REDIRECTS = 3
_TRIES = 3
_CONNECT_SECONDS = 8.0
_QUICK = 2.0
_GLIMPSE = 64 * 1024
"""Bytes that are kept of an answer with another status than 200, and seconds that they may take."""
_GLIMPSE_SECONDS = 2.0
_HEADERS = 256
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a source may take and how much it may send.

    `deadline` on the loop's clock is for all of it, `silence` seconds for each step (a connection, TLS, the next byte), `largest` bytes for
    a body. `accept` is the form that is wanted, `intermediate` the PEM text of certificates that the host leaves out, `secret` the key.
    """

    deadline: float
    silence: float
    accept: str = "*/*"
    largest: int = 10 << 20
    intermediate: str = ""
    secret: Secret = Secret("")  # noqa: RUF009 - it holds nothing that changes


@dataclass(frozen=True, slots=True)
class Answered:
    """How a request ended: with a payload, with a fault (and what came with it), or with neither, where nothing has changed.

    The message of a fault completes "HOST ...". `wait` is for how many seconds from now the host asked to be left alone.
    """

    payload: Payload | None = None
    fault: SourceError | None = None
    wait: float | None = None


class _Sent(NamedTuple):
    """What is sent in one exchange."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes | None


class _Moved(NamedTuple):
    """A redirect: where to, and whether the same is to be sent there."""

    location: str
    same: bool


class Client:
    """An HTTP client for one round of asking; it remembers which hosts are down and how often each was tried again."""

    def __init__(self, settings: Settings) -> None:
        self._mirror = Mirror.at(settings.mirror)
        self._guard = Guard.of(settings.trusted_hosts)
        self._hosts: dict[str, Host] = {}
        self._who = {"User-Agent": _who(settings.contact), "Accept-Encoding": "gzip, deflate", "Accept-Language": "en"}
        self._routes = Routes(self._guard, self._mirror, self._who)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        await self._routes.close()

    def mind(self, host: str, at_once: int, pause: float) -> None:
        """Be as polite to a host as the most careful of the sources that ask it wants; to be said before the first request."""
        known = self._hosts.setdefault(site_of(host), Host(at_once, pause))
        known.at_once, known.pause = min(known.at_once, at_once), max(known.pause, pause)

    async def ask(self, ask: Ask, known: KnownPayload | None, patience: Patience) -> Answered:
        """The answer to a request, filed under its address; nothing in it, nor in any message, holds the key.

        `known` is what is remembered of the address: then the answer is asked for only if it is another. Raises nothing but ConfigError,
        where the source's own certificates are wrong.
        """
        answered = await self._stubborn(ask, known, patience)
        secret = patience.secret
        return replace(
            answered,
            payload=answered.payload and secret.hidden(answered.payload),
            fault=answered.fault and type(answered.fault)(secret.hide(str(answered.fault)), answered.fault.kind),
        )

    async def _stubborn(self, ask: Ask, known: KnownPayload | None, patience: Patience) -> Answered:
        loop = asyncio.get_running_loop()
        try:
            host = self._hosts.setdefault(site_of(self._guard.host(ask.url)), Host())
        except SourceError as fault:
            return Answered(fault=fault)
        for attempt in range(1, _TRIES + 1):
            try:
                async with host.turn():
                    if host.shut is not None:
                        return Answered(fault=host.shut, wait=host.waits())
                    began = loop.time()
                    return await self._follow(ask, known, patience)
            except SourceError as fault:
                return Answered(fault=fault)
            except Again as failure:
                again = failure
            answered = _asking(Answered(again.payload, again.fault, again.wait))
            wait = jitter(attempt) if again.wait is None else again.wait
            late = loop.time() + wait >= patience.deadline
            if again.wait is not None:
                host.leave_alone(again.wait, answered.fault if late else None)
            # A failure that took long is not repeated: the time belongs to the other addresses.
            slow = again.wait is None and loop.time() - began >= _QUICK
            if late or slow or attempt == _TRIES or not host.may_retry():
                break
            await asyncio.sleep(wait)
        if again.down:
            host.shut = host.shut or answered.fault
        return answered

    async def _follow(self, ask: Ask, known: KnownPayload | None, patience: Patience) -> Answered:
        sent = _Sent(ask.url, ask.method, ask.headers, ask.body)
        for _ in range(_REDIRECTS + 1):
            answer = await self._exchange(ask, sent, known, patience)
            if isinstance(answer, Answered):
                return answer
            sent = self._next(ask, sent, answer)
        raise BadAnswer(f"redirected more than {_REDIRECTS} times, at last to {_plain(sent.url)}", "redirect")

    def _next(self, ask: Ask, sent: _Sent, moved: _Moved) -> _Sent:
        """What is sent after a redirect: to the same site, or to a host that the operator trusts, which is shown no key."""
        target = self._mirror.leads(sent.url, moved.location)
        try:
            host = self._guard.host(target)
        except SourceError as fault:
            raise SourceError(f"redirected to {_plain(target)}, which {fault}", FORBIDDEN) from None
        same = same_site(target, sent.url)
        if not (same or host in self._guard.trusted):
            raise BadAnswer(f"redirected to {_plain(target)}", "redirect")
        if not urlsplit(target).path.strip("/") and urlsplit(sent.url).path.strip("/"):
            raise BadAnswer(f"redirected to its home page, {_plain(target)}", "redirect")
        headers, body = sent.headers, sent.body
        if not same:
            headers = {name: value for name, value in headers.items() if ask.stated_headers.get(name) == value}
            body = body if body == ask.stated_body else None
        if moved.same or sent.method == "GET":
            return _Sent(target, sent.method, headers, body)
        return _Sent(target, "GET", {name: value for name, value in headers.items() if name != "Content-Type"}, None)

    async def _exchange(self, ask: Ask, sent: _Sent, known: KnownPayload | None, patience: Patience) -> Answered | _Moved:
        polite = {"Accept": patience.accept, **_conditions(known if ask.method == "GET" else None)}
        url = self._mirror.sends(sent.url)
        http = self._routes.to(url, patience.intermediate)
        timeout = httpx.Timeout(patience.silence, connect=min(_CONNECT_SECONDS, patience.silence))
        stated = {**self._who, **polite, **ask.stated_headers}
        try:
            async with http.stream(sent.method, url, headers={**polite, **sent.headers}, content=sent.body, timeout=timeout) as response:
                return await _read(ask, response, stated, patience, conditional=len(polite) > 1)
        except (httpx.TransportError, httpx.InvalidURL) as fault:
            raise told(fault, patience.silence, " through the mirror" if self._mirror.base else "") from None


async def _read(
    ask: Ask, response: httpx.Response, stated: Mapping[str, str], patience: Patience, *, conditional: bool
) -> Answered | _Moved:
    status, headers = response.status_code, response.headers
    if len(headers) > _HEADERS:
        raise BadAnswer(f"answered with more than {_HEADERS} headers", "too_large")
    if status == 304 and conditional:
        return Answered()
    if status in (301, 302, 303, 307, 308):
        if not headers.get("Location"):
            raise BadAnswer(f"answered {status} and does not say where to", "redirect")
        return _Moved(headers["Location"], status in (307, 308))
    if status != 200:
        body = await _glimpse(response)
    else:
        body = await _whole(response, patience.largest)
    payload = Payload(
        url=ask.address,
        body=body,
        etag=_sent_back(headers.get("ETag")),
        last_modified=_sent_back(headers.get("Last-Modified")),
        method=ask.method,
        request_headers=stated,
        request_body=ask.stated_body,
        status=status,
        headers={name: _plain(headers[name]) for name in _KEPT if name in headers},
    )
    if status == 200:
        return Answered(payload)
    fault = BadStatus(f"answered {status} {_plain(response.reason_phrase)}".rstrip(), "rate_limited" if status == 429 else None)
    wait = asked_to_wait(headers.get("Retry-After"), headers.get("Date")) if status in (429, 503) else None
    if status == 429 or (status >= 500 and status not in (501, 505)):
        raise Again(fault, payload, wait)
    return Answered(payload, fault)


async def _whole(response: httpx.Response, largest: int) -> bytes:
    stated = response.headers.get("Content-Length", "")
    if stated.isdecimal() and int(stated[:20]) > largest:
        raise BadAnswer(f"answered with {megabytes(int(stated[:20]))}, and more than {megabytes(largest)} is not read", "too_large")
    unpacker = Unpacker(response.headers.get("Content-Encoding", ""), largest)
    async for piece in response.aiter_raw():
        unpacker.feed(piece)
    return unpacker.body()


async def _glimpse(response: httpx.Response) -> bytes:
    """The beginning of an answer that is a failure anyway, so that an operator can see what the host says of it."""
    unpacker = Unpacker("", _GLIMPSE)
    try:
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""), _GLIMPSE)
        async with asyncio.timeout(_GLIMPSE_SECONDS):
            async for piece in response.aiter_raw():
                unpacker.feed(piece)
    except (SourceError, httpx.TransportError, TimeoutError):
        pass
    return unpacker.so_far()


def _asking(answered: Answered) -> Answered:
    if not answered.wait or answered.fault is None:
        return answered
    fault = answered.fault
    return replace(answered, fault=type(fault)(f"{fault} and asks to wait {answered.wait:.0f} seconds", fault.kind))


def _conditions(known: KnownPayload | None) -> dict[str, str]:
    stated = {"If-None-Match": known and known.etag, "If-Modified-Since": known and known.last_modified}
    return {name: value for name, value in stated.items() if value}


def _who(contact: str) -> str:
    return f"fxtracker/{__version__} (rate desk of the naira{f'; +{contact}' if contact else ''})"


def _plain(text: str) -> str:
    """What a host sent, fit for a line of a report: cut, and without what a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in text[:_TEXT])


def _sent_back(value: str | None) -> str | None:
    """A mark of an answer, if it is one that can be sent back to ask whether the answer has changed."""
    return value if value and len(value) <= _TEXT and value.isascii() and value.isprintable() else None
