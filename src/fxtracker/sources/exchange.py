"""One exchange: a request is sent as it is, and its answer is read no further than it may be."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import httpx

from fxtracker.errors import BadAnswer, BadStatus, SourceError
from fxtracker.sources.answers import KnownPayload, Payload
from fxtracker.sources.manners import asked_to_wait
from fxtracker.sources.request import Ask
from fxtracker.sources.secret import Secret
from fxtracker.sources.unpack import Unpacker, megabytes
from fxtracker.sources.wire_faults import Again

__all__ = ["Answered", "Moved", "Patience", "Sent", "conditions", "exchange", "plain", "plain_address"]

# What is asked is told in reports, without keys; what the library would write down of it is not looked through for them.
logging.getLogger("httpcore").setLevel(logging.WARNING)

_KEPT = ("content-type", "content-encoding", "date", "age", "etag", "last-modified", "retry-after", "server", "cf-ray")
"""The headers of an answer that are kept with it."""

_CONNECT_SECONDS = 8.0
_GLIMPSE = 64 * 1024
"""Bytes that are kept of an answer with another status than 200, and seconds that they may take."""
_GLIMPSE_SECONDS = 2.0
_HEADERS = 256
_PIECES, _PIECE = 10_000, 256
"""How many pieces a body may come in, beside one for every so many bytes: a million chunks of a byte each cost a minute of work."""
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


class Sent(NamedTuple):
    """What is sent in one exchange."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes | None


class Moved(NamedTuple):
    """A redirect: where to, and whether the same is to be sent there."""

    location: str
    same: bool


async def exchange(
    way: httpx.AsyncHTTPTransport, url: str, sent: Sent, ask: Ask, polite: Mapping[str, str], patience: Patience
) -> Answered | Moved:
    """Send a request to `url` and read the answer, or where it leads; `polite` are the headers that are ours.

    Raises what the library raises on the wire, Again where a status may pass, and BadAnswer where an answer is more than may be read.
    """
    headers = httpx.Headers(dict(polite))
    headers.update(dict(sent.headers))
    timeout = httpx.Timeout(patience.silence, connect=min(_CONNECT_SECONDS, patience.silence))
    request = httpx.Request(sent.method, url, headers=headers, content=sent.body, extensions={"timeout": timeout.as_dict()})
    # Not by the library's own client, which would read a redirect before we do.
    response = await way.handle_async_request(request)
    try:
        return await _read(ask, response, {**polite, **ask.stated_headers}, patience)
    finally:
        await response.aclose()


def conditions(known: KnownPayload | None) -> dict[str, str]:
    """The headers that ask for an answer only if it is another than the known one."""
    if known is None:
        return {}
    stated = {"If-None-Match": _sent_back(known.etag), "If-Modified-Since": _sent_back(known.last_modified)}
    return {name: value for name, value in stated.items() if value}


def plain(text: str) -> str:
    """What a host sent, fit for a line of a report: cut, and without what a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in text[:_TEXT])


def plain_address(url: str) -> str:
    """An address, as `plain`, without the name and password that it may carry."""
    return plain(re.sub(r"//[^/?#]*@", "//", url))


def _sent_back(value: str | None) -> str | None:
    """A mark of an answer, if it is one that can be sent back to ask whether the answer has changed."""
    return value if value and len(value) <= _TEXT and value.isascii() and value.isprintable() else None


async def _read(ask: Ask, response: httpx.Response, stated: Mapping[str, str], patience: Patience) -> Answered | Moved:
    status, headers = response.status_code, response.headers
    if len(headers) > _HEADERS:
        raise BadAnswer(f"answered with more than {_HEADERS} headers", "too_large")
    if status == 304 and any(name.startswith("If-") for name in stated):
        return Answered()
    if status in (301, 302, 303, 307, 308):
        if not headers.get("Location"):
            raise BadAnswer(f"answered {status} and does not say where to", "redirect")
        return Moved(headers["Location"], status in (307, 308))
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
        headers={name: plain(headers[name]) for name in _KEPT if name in headers},
    )
    if status == 200:
        return Answered(payload)
    fault = BadStatus(f"answered {status} {plain(response.reason_phrase)}".rstrip(), "rate_limited" if status == 429 else None)
    wait = asked_to_wait(headers.get("Retry-After"), headers.get("Date")) if status in (429, 503) else None
    if status == 429 or (status >= 500 and status not in (501, 505)):
        raise Again(fault, payload, wait)
    return Answered(payload, fault)


async def _whole(response: httpx.Response, largest: int) -> bytes:
    stated = response.headers.get("Content-Length", "")
    if stated.isdecimal() and int(stated[:20]) > largest:
        raise BadAnswer(f"answered with {megabytes(int(stated[:20]))}, and more than {megabytes(largest)} is not read", "too_large")
    unpacker = Unpacker(response.headers.get("Content-Encoding", ""), largest)
    pieces = 0
    async for piece in response.aiter_raw():
        unpacker.feed(piece)
        pieces += 1
        if pieces > _PIECES + largest // _PIECE:
            raise BadAnswer(f"answered in {pieces:,} crumbs", "too_large")
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
