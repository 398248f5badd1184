"""Trying a source: what is understood of an answer, how far it lies from the present fixing, and what looks wrong. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from fxtracker.desk.history import raw_json
from fxtracker.desk.present import Present, present
from fxtracker.desk.suspicions import Suspicion, about_aside, about_ranges, about_rates, about_times
from fxtracker.errors import SourceError, UsageError, shown
from fxtracker.lagos import Calendar
from fxtracker.rates import CURRENCIES, Market, Measure, Observation, Pair, SetAside, Timing
from fxtracker.settings import Settings
from fxtracker.sources import Parsed, Payload, Source, ask_all, load_sources, parse
from fxtracker.sources.spec import load_source

__all__ = ["Seen", "Trial", "chosen", "try_answers", "try_source"]

_ANY = (Decimal("1e-9"), Decimal("1e12"))
_ANYWHERE = timedelta(hours=26)
_ALIKE = (Measure.QUOTE, Measure.CLOSE, Measure.CENTRAL, Measure.WEIGHTED_AVERAGE, Measure.SIMPLE_AVERAGE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A rate as it was understood, with the present fixing of its market and how far it lies from that, in percent."""

    observation: Observation
    fixing: Decimal | None = None
    distance: Decimal | None = None

    def json(self) -> dict[str, Any]:
        """It in the documented JSON shape."""
        far = None if self.distance is None else f"{self.distance:.2f}"
        return {**raw_json(self.observation), "fixing": None if self.fixing is None else f"{self.fixing:f}", "distance_percent": far}


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a source.

    `seen` are the newest rates of each series, `rows` all that were read, in the order of the answer. `error` and `kind` say what failed,
    where something did; `without` why there is no fixing to compare with. `asked` are the addresses whose answers were read.
    """

    source: Source
    asked: tuple[str, ...]
    seen: tuple[Seen, ...]
    rows: tuple[Seen, ...]
    set_aside: tuple[SetAside, ...]
    suspicions: tuple[Suspicion, ...]
    kind: str | None = None
    error: str | None = None
    without: str | None = None

    @property
    def count(self) -> int:
        """How many rates were read."""
        return len(self.rows)

    @property
    def good(self) -> bool:
        """Whether any rate was read."""
        return bool(self.seen)

    def json(self) -> dict[str, Any]:
        """It in the documented JSON shape."""
        return {
            "source": self.source.id,
            "market": self.source.market.value,
            "asked": list(self.asked),
            "count": self.count,
            "observations": [one.json() for one in self.rows],
            "set_aside": [row._asdict() for row in self.set_aside],
            "warnings": [one._asdict() for one in self.suspicions],
            "kind": self.kind,
            "error": self.error,
            "compared": self.without is None,
        }


def chosen(settings: Settings, name: str) -> Source:
    """The source of an id, or that of a file that ends in .toml; UsageError where there is neither, ConfigError where a file is wrong."""
    if name.endswith(".toml"):
        path = Path(name).expanduser()
        if not path.is_file():
            raise UsageError(f"ID: {shown(name)} is no file; write the id of a source or the path of its file")
        source = load_source(path)
    else:
        known = load_sources(settings.folders("data/sources"))
        if name not in known:
            raise UsageError(f"ID: {shown(name)} is not a source; write one of {', '.join(sorted(known))}, or the path of a source file")
        source = known[name]
    if not source.fetched:
        raise UsageError(f"ID: {shown(name)} has nothing to ask; its figures come by `fxtracker quote` or `fxtracker import`")
    return source


def try_source(source: Source, settings: Settings) -> Trial:
    """Ask the source once, as a round would, and read what it answers; neither answer nor rate is kept.

    One that a round leaves alone (its robots file, its terms) is asked all the same, since a person asks for it; a key that it needs must
    be there.
    """
    clock = settings.clock()
    asked = source if source.robots_ok else replace(source, robots_ok=True, default_on=False)
    report = ask_all([asked], settings, clock)[0]
    answers = [*report.payloads, *(payload for payload in report.rejected if payload.status == 200)]
    trial = _trial(source, settings, answers, clock.now(), Parsed(report.observations, report.set_aside), report.kind, report.error)
    if not source.robots_ok:
        told = "robots_ok is false, so that no round asks it; it was asked once, since you asked for it"
        trial = replace(trial, suspicions=(*trial.suspicions, Suspicion("robots", told)))
    return replace(trial, asked=tuple(payload.url for payload in answers))


def try_answers(source: Source, settings: Settings, bodies: Sequence[bytes], addresses: Sequence[str] = ()) -> Trial:
    """Read answers that are there already as those of the source at this moment.

    They answer `addresses`, or its requests in their order; UsageError for an address that it does not ask, or for too many answers.
    """
    now = settings.clock().now()
    payloads = [
        Payload(address, body) for address, body in zip(_addresses(source, settings, now, len(bodies), addresses), bodies, strict=True)
    ]
    parsed, kind, error = _parsed(source, payloads, now)
    if kind == "wrong_date" and not addresses:
        # The file is of an earlier day than its address would name.
        other = [Payload(_earlier(source, settings, now, payload.url), payload.body) for payload in payloads]
        again = _parsed(source, other, now)
        payloads, (parsed, kind, error) = (other, again) if again[1] is None else (payloads, (parsed, kind, error))
    return _trial(source, settings, payloads, now, parsed, kind, error)


def _addresses(source: Source, settings: Settings, now: datetime, count: int, addresses: Sequence[str]) -> list[str]:
    own = [asks[0].address for asks in _asks(source, settings, now)]
    for address in addresses:
        if all(request.asked(address) is None for request in source.requests):
            raise UsageError(f"--as: {shown(address)} is not asked by {source.id}; write an address such as {own[0]}")
    given = [*addresses, *(address for address in own if address not in addresses)]
    if count > len(given):
        raise UsageError(f"--payload: {count} files were given, and {source.id} has {len(own)} requests; give as many files at most")
    return given[:count]


def _asks(source: Source, settings: Settings, now: datetime) -> list[Any]:
    key = settings.keys.get(source.id, "")
    return [asks for request in source.requests for asks in request.asks(now.astimezone(UTC).date(), key)]


def _earlier(source: Source, settings: Settings, now: datetime, address: str) -> str:
    """The same address for the day before."""
    today, before = _asks(source, settings, now), _asks(source, settings, now - timedelta(days=1))
    return next((old[0].address for new, old in zip(today, before, strict=True) if new[0].address == address), address)


def _parsed(source: Source, payloads: Sequence[Payload], now: datetime) -> tuple[Parsed, str | None, str | None]:
    try:
        return parse(source, payloads, now), None, None
    except SourceError as fault:
        return Parsed((), getattr(fault, "set_aside", ())), fault.kind, str(fault)


def _trial(
    source: Source, settings: Settings, payloads: Sequence[Payload], now: datetime, parsed: Parsed, kind: str | None, error: str | None
) -> Trial:
    here = present(settings, now)
    seen = _newest(parsed.observations)
    known = here.of(source.market)
    newest = {id(row): _beside(row, known) for row in seen}
    # An older figure is not held against what is fixed now.
    rows = tuple(newest.get(id(row)) or Seen(row) for row in parsed.observations)
    suspicions = tuple(dict.fromkeys(_suspicions(source, settings, payloads, now, parsed, here, kind)))
    without = None if known else here.told or f"nothing of the {source.market} market has been fixed yet"
    addresses = tuple(payload.url for payload in payloads)
    return Trial(source, addresses, tuple(newest.values()), rows, parsed.set_aside, suspicions, kind, error, without)


def _newest(observations: Sequence[Observation]) -> list[Observation]:
    """The newest rate of each series, in the order of the answer."""
    newest: dict[tuple[Pair, Measure, str | None], Observation] = {}
    for row in observations:
        key = (row.pair, row.measure, row.location)
        if key not in newest or row.observed_at >= newest[key].observed_at:
            newest[key] = row
    return list(newest.values())


def _beside(row: Observation, known: Mapping[str, Decimal]) -> Seen:
    figure = row.quote.middle or row.quote.bid or row.quote.ask
    fixing = known.get(row.pair.base) if row.measure in _ALIKE else None
    if figure is None or fixing is None:
        return Seen(row)
    return Seen(row, fixing, (figure / fixing - 1) * 100)


def _suspicions(
    source: Source, settings: Settings, payloads: Sequence[Payload], now: datetime, parsed: Parsed, here: Present, kind: str | None
) -> Iterator[Suspicion]:
    official = here.of(Market.OFFICIAL)
    calendar = Calendar.read(settings.holidays_file)
    seen = _newest(parsed.observations)
    yield from about_rates(source, seen, here.of(source.market), official)
    yield from about_times(source, seen, now, calendar)
    yield from about_ranges(source, seen)
    yield from _repeats(parsed.observations)
    left = list(_left_out(source, payloads, now, parsed, here, official))
    yield from left
    yield from (one for one in about_aside(parsed.set_aside) if one.code != "no_range" or all(other.code != "no_range" for other in left))
    if kind == "future" or any(row.reason == "future" for row in parsed.set_aside):
        later, _, _ = _parsed(source, payloads, now + _ANYWHERE)
        yield from (one for one in about_times(source, _newest(later.observations), now, calendar) if one.code == "future")
    yield from _about_layouts(source, payloads, now)
    yield from _unread_time(source, payloads, now)


def _repeats(observations: Sequence[Observation]) -> Iterator[Suspicion]:
    """Different figures of one series at one moment; the readers leave out rows that say the same again."""
    seen: dict[tuple[object, ...], int] = {}
    for row in observations:
        key = (row.pair, row.measure, row.location, row.observed_at)
        seen[key] = seen.get(key, 0) + 1
    names = ", ".join(dict.fromkeys(str(key[0]) for key, count in seen.items() if count > 1))
    if names:
        told = f"{names} stand in several rows of one moment with different figures: name the venue of each, or skip all but one"
        yield Suspicion("repeated", told)


def _left_out(
    source: Source, payloads: Sequence[Payload], now: datetime, parsed: Parsed, here: Present, official: Mapping[str, Decimal]
) -> Iterator[Suspicion]:
    """What rows that were set aside look like: without a range, or such that another reading would bring them near the fixing."""
    reasons = {row.reason for row in parsed.set_aside}
    if not reasons & {"no_range", "out_of_range"}:
        return
    anything = replace(source, ranges={Pair(code): _ANY for code in CURRENCIES})
    loose, _, _ = _parsed(anything, payloads, now)
    stood = {(row.pair, row.measure, row.quote) for row in parsed.observations}
    left = [row for row in _newest(loose.observations) if (row.pair, row.measure, row.quote) not in stood]
    bare = sorted({row.pair.base for row in left if row.pair not in source.ranges})
    if bare:
        yield Suspicion("no_range", f"{', '.join(bare)}: the answer states a rate, and [range] has none for it")
    ranged = [row for row in left if row.pair in source.ranges]
    yield from (one for one in about_rates(source, ranged, here.of(source.market), official) if one.code != "one_sided")


def _about_layouts(source: Source, payloads: Sequence[Payload], now: datetime) -> Iterator[Suspicion]:
    if len(source.layouts) < 2:
        return
    first, _, _ = _parsed(replace(source, more=()), payloads, now)
    if not first.observations and payloads:
        yield Suspicion(
            "second_layout", "the answer does not fit the first [[read]], but a later one: the source may have changed its layout"
        )


def _unread_time(source: Source, payloads: Sequence[Payload], now: datetime) -> Iterator[Suspicion]:
    """A time that an answer states and the file does not read."""
    if source.timing is not Timing.SEEN or any(layout.time is not None for layout in source.layouts):
        return
    from fxtracker.sources.drafts.finding import time_in

    for payload in payloads[:1]:
        stated = time_in(payload.body, now)
        if stated is not None:
            yield Suspicion("unread_time", f"the answer states a time at {stated.at!r} (form {stated.form!r}), and the file reads none")
