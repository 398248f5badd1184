"""What comes back from a source: payloads, what was read from them, and the report of one asking."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from fxtracker.errors import BadAnswer
from fxtracker.rates import Observation, SetAside

__all__ = ["Barren", "Known", "KnownPayload", "Misfit", "Parsed", "Payload", "Report", "first_sign", "seen_instead", "title_of"]


@dataclass(frozen=True)
class Payload:
    """The body of one answer, decompressed, under the address that was asked (the real one, also where a mirror answered).

    With it goes what was asked and how it was answered, so that an archive can tell it: the method, the headers and the body of the request
    (a key in them stands as `{key}`), the status, and of the answer's headers the few that say something. `structure` is the fingerprint of
    the layout that was read, where it was read.
    """

    url: str
    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    method: str = "GET"
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: bytes | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    structure: str | None = None

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the body, in hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownPayload:
    """What is remembered of the last good answer of an address; `read` gives its body where it is kept.

    Only answers that parsed belong here: a firewall's page that is remembered would pass for an unchanged answer ever after.
    """

    hash: str
    etag: str | None = None
    last_modified: str | None = None
    read: Callable[[], bytes | None] | None = field(default=None, compare=False)
    structure: str | None = None


Known = Mapping[str, Mapping[str, KnownPayload]]
"""Source id to address to what is remembered of it."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of payloads: observations (of conflicting ones the later last) and what could not be believed."""

    observations: tuple[Observation, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    structure: str | None = None


class Barren(BadAnswer):
    """An answer without one plausible figure; it carries the rows that were set aside."""

    def __init__(self, message: str, set_aside: tuple[SetAside, ...] = (), kind: str = "no_rate") -> None:
        super().__init__(message, kind)
        self.set_aside = set_aside


class Misfit(BadAnswer):
    """An answer that is not laid out as one layout says; another layout of the same source may fit."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one source answered to one asking.

    `status` is ok where at least one request landed (`error` then says which others failed), unchanged where every answer was as before,
    failed otherwise. `seconds` is the wall time it took, whatever the clock says. `hashes` tells, by address, which payload each good
    answer was, unchanged ones too. `rejected` holds answers that could not be used: bodies that do not parse or whose layout changed, and
    the beginning of what came with another status than 200. `retry_at` is the UTC instant until which the host asked to be left alone.
    `absent` are the addresses that answered 404 or 410: no such thing.
    """

    source: str
    started_at: datetime
    finished_at: datetime
    status: Literal["ok", "unchanged", "failed"]
    kind: str | None = None
    error: str | None = None
    payloads: tuple[Payload, ...] = ()
    observations: tuple[Observation, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    seconds: float = 0.0
    hashes: Mapping[str, str] = field(default_factory=dict)
    rejected: tuple[Payload, ...] = ()
    retry_at: datetime | None = None
    absent: tuple[str, ...] = ()


_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_BLANK = b"\xef\xbb\xbf \t\r\n"
"""A mark of UTF-8, and what may stand before the first sign beside it."""


def first_sign(body: bytes) -> bytes:
    """The first byte of a body that says something, which tells a page from JSON; nothing where there is none."""
    return body.lstrip(_BLANK)[:1]


def title_of(page: bytes) -> str:
    """The title of a page in one line, or an empty text."""
    title = _TITLE.search(page[:65536])
    return " ".join(title[1].decode("utf-8", "replace").split()) if title is not None else ""


def seen_instead(body: bytes) -> str:
    """In a few words, what an answer is that is not what was expected: an HTML page with its title, nothing, or its first characters."""
    head = body.lstrip(_BLANK)
    if not head:
        return "an empty body"
    if head.startswith(b"<"):
        named = title_of(head)[:80]
        return f"a page titled {named!r}" if named else "a page without a title"
    return f"{head[:60].decode('utf-8', 'replace')!r}"
