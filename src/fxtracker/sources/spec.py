"""Source files: who says what, under which terms, how it is asked and where the numbers are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path

from fxtracker.errors import ConfigError
from fxtracker.rates import CURRENCIES, Market, Pair, Segment, Timing
from fxtracker.sources.reading import Reading, take_reading
from fxtracker.sources.request import PLACES, Request
from fxtracker.sources.take import Table

__all__ = ["Expected", "Source", "load_sources"]

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
    is the longest wait for the next byte, `at_once` how many requests may be under way to one host.
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

    @property
    def market(self) -> Market:
        """The market that it mainly speaks of."""
        return self.markets[0]

    @property
    def fetched(self) -> bool:
        """Whether there is anything to ask; the desk's own quotes and what the press printed come by other ways."""
        return bool(self.requests)


def load_sources(folders: Sequence[Path]) -> dict[str, Source]:
    """All source files of the folders, by id; a file of a later folder replaces one of the same name.

    ConfigError names the file, the key and the value that is wrong, and what would be right.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            files.update((path.name, path) for path in folder.glob("*.toml"))
    sources = {path.stem: _load(path) for path in sorted(files.values(), key=lambda path: path.stem)}
    for source in sources.values():
        for origin in source.derived_from:
            if origin not in sources:
                right = f"ids of sources, of {', '.join(sources)}"
                raise ConfigError(f"{source.id}.toml: derived_from: {origin!r} is not a source; write {right}")
    return sources


def _load(path: Path) -> Source:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise ConfigError(f"{path}: {fault}") from fault
    table = Table(str(path), values)
    if (name := table.matching("id", r"[a-z0-9]+(-[a-z0-9]+)*", "the name of the file without .toml")) != path.stem:
        raise table.refuse("id", name, f"the name of the file, {path.stem!r}")
    timing = table.choice("timing", Timing)
    source = Source(
        id=name,
        name=table.text("name"),
        homepage=table.text("homepage"),
        markets=_markets(table),
        segment=table.choice("segment", Segment, default=None),
        location=table.text("location", default=None),
        timing=timing,
        sides=table.text("sides", "in words which of its labels is the bid and which the ask"),
        default_on=table.flag("default_on"),
        robots_ok=table.flag("robots_ok"),
        needs_key=table.flag("needs_key"),
        redistribute_ok=table.flag("redistribute_ok"),
        terms=table.text("terms", "the address of its terms, or a sentence"),
        attribution=table.text("attribution"),
        expected=_expected(table.table("expected")),
        derived_from=table.texts("derived_from", default=()),
        counts_as=_stands_for(table),
        ranges={Pair(_currency(table, f"range.{code}", code)): span for code, span in table.spans("range").items()},
        requests=tuple(_request(row) for row in table.tables("request")),
        read=take_reading(table.table("read")) if table.has("read") else None,
        seconds=table.number("seconds", *_FIGURE_SECONDS, default=None),
        silence=table.number("silence", *_FIGURE_SECONDS, default=10.0),
        at_once=int(table.number("at_once", 1, 64, default=4)),
    )
    table.done()
    _check_reading(table, source)
    return source


def _markets(table: Table) -> tuple[Market, ...]:
    if not table.is_list("market"):
        return (table.choice("market", Market),)
    names = table.texts("market")
    if not names or any(name not in list(Market) for name in names):
        raise table.refuse("market", list(names), "one or more of " + ", ".join(Market))
    return tuple(map(Market, names))


def _currency(table: Table, key: str, code: str) -> str:
    if code not in CURRENCIES:
        raise table.refuse(key, code, "one of " + ", ".join(CURRENCIES))
    return code


def _stands_for(table: Table) -> Mapping[str, str]:
    return {
        _currency(table, "counts_as", code): _currency(table, f"counts_as.{code}", other)
        for code, other in table.pairs("counts_as").items()
    }


def _expected(table: Table) -> Expected:
    days = table.texts("days", default=_DAYS)
    if not days or any(day not in _DAYS for day in days):
        raise table.refuse("days", list(days), "days such as " + ", ".join(_DAYS))
    by = table.matching("by", r"([01]\d|2[0-3]):[0-5]\d", "a time in Lagos such as 17:30", default=None)
    every = table.matching("every", r"[1-9]\d{0,3}[mh]", "a rhythm such as 15m or 24h", default=None)
    expected = Expected(
        words=table.text("words"),
        days=days,
        by=time.fromisoformat(by) if by else None,
        every_minutes=int(every[:-1]) * (60 if every[-1] == "h" else 1) if every else None,
    )
    table.done()
    return expected


def _request(table: Table) -> Request:
    urls = table.texts("urls", "a list of addresses, the first to be asked first")
    for url in urls:
        places = re.findall(r"\{[^}]*\}", url)
        if not re.match(r"https://[a-z0-9.{]", url) or any(place not in PLACES for place in places):
            raise table.refuse("urls", url, f"an address that begins with https:// and has no places but {', '.join(PLACES)}")
    each = tuple(_currency(table, "each", code) for code in table.texts("each", "a list of currencies", default=()))
    request = Request(urls, each, int(table.number("days_back", 0, 30, default=0)))
    table.done()
    if not urls:
        raise table.refuse("urls", [], "at least one address")
    if bool(each) != any("{code}" in url for url in urls):
        raise table.refuse("each", list(each), "the currencies that {code} in urls stands for, and only there")
    return request


def _check_reading(table: Table, source: Source) -> None:
    if source.fetched != (source.read is not None):
        raise table.refuse("read", None, "both [[request]] and [read], or neither")
    if source.fetched and not source.ranges:
        raise table.refuse("range", None, "the believable naira for one unit of each currency, such as USD = [300, 10000]")
    if source.read is None or source.read.format not in ("json", "html"):
        return
    moment = source.read.time
    right = {Timing.SEEN: None, Timing.DATED: ("date",), Timing.INSTANT: ("iso", "seconds", "milliseconds")}[source.timing]
    if (moment.form if moment else None) not in (right or (None,)):
        stated = "no [read.time]" if right is None else f"a [read.time] of form {' or '.join(right)}"
        raise table.refuse("timing", str(source.timing), f"{stated}, or another timing")
