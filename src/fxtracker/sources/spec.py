"""Source files: who says what, under which terms, how it is asked and where the numbers are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from fxtracker.errors import ConfigError
from fxtracker.rates import Market, Pair, Segment, Timing
from fxtracker.safe import one_line
from fxtracker.sources.check_source import check_source
from fxtracker.sources.reading import Reading
from fxtracker.sources.request import Asked, Request
from fxtracker.sources.take import Table
from fxtracker.sources.take_reading import take_readings
from fxtracker.sources.take_request import Backfill, take_backfill, take_requests

__all__ = ["Expected", "Source", "load_source"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIGURE_SECONDS = (1, 600)


@dataclass(frozen=True, slots=True)
class Expected:
    """When an answer with something new is to be expected: in words, and as days of the week, a time in Lagos and a rhythm in minutes."""

    words: str
    days: tuple[str, ...] = _DAYS
    by: time | None = None
    every_minutes: int | None = None


@dataclass(frozen=True)
class Source:
    """One source, as its file in `data/sources` describes it.

    `markets` are those that it speaks of (`market` is the main one). `counts_as` maps a base currency to the one that it stands for in a
    fixing. `ranges` are the believable naira for one unit, by base currency. `seconds` bounds all of its requests together, `silence`
    is the longest wait for the next byte, `at_once` how many requests may be under way to one host, `pause` the seconds between two of
    them, `largest_mb` the most that an answer may hold. `read` is the first layout of an answer, `more` are those tried behind it. `reason`
    says why it is off, `probation_days` for how long it does not count after its first observation, `not_oftener` how long jobs leave it
    alone after it was asked, `keep_days` how long its answers are kept, `intermediate` is a certificate that it fails to send.
    """

    id: str
    name: str
    homepage: str
    markets: tuple[Market, ...]
    segment: Segment | None
    location: str | None
    timing: Timing
    sides: str
    default_on: bool
    robots_ok: bool
    needs_key: bool
    redistribute_ok: bool
    terms: str
    attribution: str
    expected: Expected
    derived_from: tuple[str, ...] = ()
    counts_as: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[Pair, tuple[Decimal, Decimal]] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()
    read: Reading | None = None
    seconds: float | None = None
    silence: float = 10.0
    at_once: int = 4
    reason: str | None = None
    probation_days: int = 0
    pause: float = 0.0
    largest_mb: int = 10
    not_oftener: timedelta | None = None
    keep_days: int | None = None
    intermediate: str | None = None
    more: tuple[Reading, ...] = ()
    backfill: Backfill | None = None

    @property
    def market(self) -> Market:
        """The market that it mainly speaks of."""
        return self.markets[0]

    @property
    def fetched(self) -> bool:
        """Whether there is anything to ask; the desk's own quotes and what the press printed come by other ways."""
        return bool(self.requests)

    @property
    def layouts(self) -> tuple[Reading, ...]:
        """How an answer may be laid out, in the order in which it is tried."""
        return () if self.read is None else (self.read, *self.more)

    def why_not_asked(self, keys: Mapping[str, str]) -> str | None:
        """Why a round must leave it alone, or None where it may be asked; `keys` are the operator's, by source."""
        if not self.robots_ok:
            return self.reason or "its robots file or its terms do not allow it"
        if self.needs_key and not keys.get(self.id):
            return f'it needs a key: write {self.id} = "..." under [keys] in the file of secrets'
        return None

    def asked(self, address: str) -> tuple[Asked, tuple[Reading, ...]]:
        """What an address stands for, and the layouts in which its answer may come."""
        for request in self.requests:
            if (asked := request.asked(address)) is not None:
                return asked, self.layouts
        past = self.backfill
        if past is not None and past.request is not None and (asked := past.request.asked(address)) is not None:
            return asked, past.layouts or self.layouts
        return Asked(None, None), self.layouts


def load_source(path: Path, text: str | None = None) -> Source:
    """One source file by itself, whose `derived_from` is not looked up; `text` is its content where it is not written yet.

    ConfigError names the file, the key and the value that is wrong, and what would be right.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8") if text is None else text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as fault:
        raise ConfigError(f"{path}: {fault}") from fault
    table = Table(str(path), values)
    if (name := table.matching("id", r"[a-z0-9]+(-[a-z0-9]+)*", "the name of the file without .toml")) != path.stem:
        raise table.refuse("id", name, f"the name of the file, {path.stem!r}")
    readings = take_readings(table)
    source = Source(
        id=name,
        name=_line(table, "name"),
        homepage=_line(table, "homepage"),
        markets=_markets(table),
        segment=table.choice("segment", Segment, default=None),
        location=_line(table, "location", default=None),
        timing=table.choice("timing", Timing),
        sides=_line(table, "sides", "in words which of its labels is the bid and which the ask"),
        default_on=table.flag("default_on"),
        robots_ok=table.flag("robots_ok"),
        needs_key=table.flag("needs_key"),
        redistribute_ok=table.flag("redistribute_ok"),
        terms=_line(table, "terms", "the address of its terms, or a sentence"),
        attribution=_line(table, "attribution"),
        expected=_expected(table.table("expected")),
        derived_from=table.texts("derived_from", default=()),
        counts_as=_stands_for(table),
        ranges={Pair(table.currency(f"range.{code}", code)): span for code, span in table.spans("range").items()},
        requests=take_requests(table),
        read=readings[0] if readings else None,
        seconds=table.number("seconds", *_FIGURE_SECONDS, default=None),
        silence=table.number("silence", *_FIGURE_SECONDS, default=10.0),
        at_once=table.integer("at_once", 1, 64, default=4),
        reason=_line(table, "reason", "why it is off, in a sentence", default=None),
        probation_days=table.integer("probation_days", 0, 366, default=0),
        pause=float(table.number("pause", 0, 60, default=0)),
        largest_mb=table.integer("largest_mb", 1, 256, default=10),
        not_oftener=table.rhythm("not_oftener", "a span of time such as 15m or 1h", default=None),
        keep_days=table.integer("keep_days", 1, 36600, default=None),
        intermediate=_certificate(table),
        more=readings[1:],
        backfill=take_backfill(table),
    )
    table.done()
    check_source(table, source)
    return source


def _line(table: Table, key: str, right: str = "a text in quotes", **default: None) -> Any:
    """A text that is shown: in one line, and without what could steer where it is shown, since a file may come from a stranger."""
    text = table.text(key, right, **default)
    line = one_line(text) if text is not None else None
    if line == "":
        raise table.refuse(key, text, right)
    return line


def _markets(table: Table) -> tuple[Market, ...]:
    if not table.is_list("market"):
        return (table.choice("market", Market),)
    names = table.texts("market")
    if not names or any(name not in list(Market) for name in names):
        raise table.refuse("market", list(names), "one or more of " + ", ".join(Market))
    return tuple(map(Market, names))


def _stands_for(table: Table) -> Mapping[str, str]:
    return {
        table.currency("counts_as", code): table.currency(f"counts_as.{code}", other) for code, other in table.pairs("counts_as").items()
    }


def _expected(table: Table) -> Expected:
    days = table.texts("days", default=_DAYS)
    if not days or any(day not in _DAYS for day in days):
        raise table.refuse("days", list(days), "days such as " + ", ".join(_DAYS))
    by = table.matching("by", r"([01]\d|2[0-3]):[0-5]\d", "a time in Lagos such as 17:30", default=None)
    every = table.matching("every", r"[1-9]\d{0,3}[mh]", "a rhythm such as 15m or 24h", default=None)
    expected = Expected(
        words=_line(table, "words"),
        days=days,
        by=time.fromisoformat(by) if by else None,
        every_minutes=int(every[:-1]) * (60 if every[-1] == "h" else 1) if every else None,
    )
    table.done()
    return expected


def _certificate(table: Table) -> str | None:
    right = "the text of a certificate, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----"
    text: str | None = table.text("intermediate", right, default=None)
    if text is not None and not ("-----BEGIN CERTIFICATE-----" in text and "-----END CERTIFICATE-----" in text):
        raise table.refuse("intermediate", text[:40], right)
    return text
