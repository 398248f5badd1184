"""What one round remembers of each host, so that many sources of one host are as polite together as one is alone."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fxtracker.errors import SourceError

__all__ = ["Host", "asked_to_wait", "jitter"]

_LONGEST_WAIT = 86400.0
"""The longest that a host is left alone because it asked to be: a day, after which one more request does no harm."""

_FIRST_WAIT = 0.5
_RETRIES = 4


@dataclass
class Host:
    """One host in one round: at most `at_once` requests under way, `pause` seconds between the starts of two.

    `shut` is why it is asked no more in this round: it is not there, or asked to be left alone for longer than the round has.
    """

    at_once: int = 4
    pause: float = 0.0
    shut: SourceError | None = None
    _shut_until: float | None = None
    _next_start: float = 0.0
    _retries: int = 0
    _seats: asyncio.Semaphore | None = field(default=None, repr=False)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A seat, once one is free and the pause since the last start is over."""
        if self._seats is None:
            self._seats = asyncio.Semaphore(self.at_once)
        async with self._seats:
            now = asyncio.get_running_loop().time()
            start = max(now, self._next_start)
            if self.shut is None:
                self._next_start = start + self.pause
                await asyncio.sleep(start - now)
            yield

    def may_retry(self) -> bool:
        """Whether one more request may be tried again; a host that fails every request is not stormed with each of them thrice."""
        self._retries += 1
        return self._retries <= _RETRIES

    def leave_alone(self, seconds: float, fault: SourceError | None) -> None:
        """Start no request for so long, since the host asked for it; with a fault, none in this round."""
        until = asyncio.get_running_loop().time() + seconds
        if fault is None:
            self._next_start = max(self._next_start, until)
        else:
            self.shut, self._shut_until = fault, until

    def waits(self) -> float | None:
        """For how many seconds more it asked to be left alone, where it is shut for that."""
        return None if self._shut_until is None else max(0.0, self._shut_until - asyncio.get_running_loop().time())


def jitter(attempt: int) -> float:
    """Seconds before the try after the given one (from 1): a random part of a span that doubles, so that many clients spread out."""
    return random.uniform(0, _FIRST_WAIT * 2 ** (attempt - 1))


def asked_to_wait(value: str | None, date: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, at most a day: a count, or a moment as HTTP writes them, by the host's own clock."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), _LONGEST_WAIT)
    until, now = _moment(text), _moment(date)
    if until is None:
        return None
    return min(max(0.0, (until - (now or datetime.now(UTC))).total_seconds()), _LONGEST_WAIT)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
