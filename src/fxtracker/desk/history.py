"""Series: what was said (raw), and the fixings by day, week and month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from fxtracker.desk import Desk
from fxtracker.errors import NoData
from fxtracker.lagos import NFEM_START, iso_utc
from fxtracker.rates import Fixing, FixingKind, Grade, Market, Measure, Observation, Pair
from fxtracker.store.types import decimal_text

__all__ = ["DAY_COLUMNS", "NOW", "RAW_COLUMNS", "Bar", "When", "raw_json", "raw_rows", "series"]

RAW_COLUMNS = (
    "observed_at", "retrieved_at", "session", "source", "market", "segment", "measure", "location", "pair", "bid", "ask", "mid", "note",
)  # fmt: skip
DAY_COLUMNS = ("date", "market", "measure", "pair", "open", "high", "low", "close", "bid", "ask", "grade")


class Bar(NamedTuple):
    """One day, week or month of one measure, naira per unit; `day` is it, its Monday or its first. What was not determined is None."""

    day: date
    market: Market
    measure: Measure
    pair: Pair
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    close: Decimal | None
    bid: Decimal | None
    ask: Decimal | None
    grade: Grade

    def json(self) -> dict[str, Any]:
        """The bar in the documented JSON shape."""
        figures = (self.open, self.high, self.low, self.close, self.bid, self.ask)
        values = (self.day.isoformat(), self.market.value, self.measure.value, str(self.pair), *map(_text, figures), self.grade.value)
        return dict(zip(DAY_COLUMNS, values, strict=True))


def raw_json(seen: Observation) -> dict[str, Any]:
    """An observation in the documented JSON shape: decimals as strings, instants in ISO 8601, absent values null."""
    values = (
        iso_utc(seen.observed_at), iso_utc(seen.retrieved_at), seen.session.isoformat(), seen.source, seen.market.value,
        None if seen.segment is None else seen.segment.value, seen.measure.value, seen.location, str(seen.pair), *map(_text, seen.quote),
        seen.note,
    )  # fmt: skip
    return dict(zip(RAW_COLUMNS, values, strict=True))


class When(NamedTuple):
    """The two times of a read: what was true at one (`at`), and what was known at the other; each is now where it is None."""

    at: datetime | None = None
    known_at: datetime | None = None


NOW = When()


def raw_rows(
    desk: Desk, pair: Pair, market: Market, measure: Measure | None, since: date | None, until: date | None, when: When = NOW
) -> list[Observation]:
    """All observations of those sessions, oldest first; NoData where there is none."""
    found = desk.store.observations(market, pair, measure, since=since, until=until, known_at=when.known_at)
    if when.at is not None:
        found = [seen for seen in found if seen.observed_at <= when.at]
    if not found:
        raise NoData(_nothing(pair, market, since, until))
    return found


def series(
    desk: Desk, pair: Pair, market: Market, measure: Measure | None, since: date | None, until: date | None, every: str, when: When = NOW
) -> list[Bar]:
    """The standing fixings by `day`, `week` (from Monday) or `month`, oldest first; NoData where there is none.

    Without a measure the official series is the central rate up to 1 December 2024 and the close from then on, each bar under its own name:
    measures are never joined within one bar.
    """
    wanted = [measure] if measure else [Measure.CENTRAL, Measure.CLOSE] if market is Market.OFFICIAL else [Measure.QUOTE]
    days: list[Bar] = []
    for one in wanted:
        fixings = desk.store.fixings(market, pair, one, FixingKind.SESSION, since, until, when.known_at, when.at)
        if measure is None and market is Market.OFFICIAL and pair.base == "USD":
            fixings = [fixing for fixing in fixings if (fixing.session >= NFEM_START) is (one is Measure.CLOSE)]
        days += _days(desk, fixings, since, until, when)
    if not days:
        raise NoData(_nothing(pair, market, since, until))
    days.sort(key=lambda bar: (bar.day, bar.measure))
    return days if every == "day" else _grouped(days, every)


def _days(desk: Desk, fixings: list[Fixing], since: date | None, until: date | None, when: When) -> list[Bar]:
    if not fixings:
        return []
    first = fixings[0]

    def others(measure: Measure, kind: FixingKind) -> list[Fixing]:
        return desk.store.fixings(first.market, first.pair, measure, kind, since, until, when.known_at, when.at)

    if first.market is Market.OFFICIAL:
        ranges = {
            side: {f.session: f.value for f in others(side, FixingKind.SESSION)}
            for side in ((Measure.HIGH, Measure.LOW) if first.measure is Measure.CLOSE else ())
        }
        return [_bar(f, None, ranges.get(Measure.HIGH, {}).get(f.session), ranges.get(Measure.LOW, {}).get(f.session)) for f in fixings]
    shots: dict[date, list[Decimal]] = {}
    for shot in others(first.measure, FixingKind.SNAPSHOT):
        if shot.printable and shot.value is not None:
            shots.setdefault(shot.session, []).append(shot.value)
    bars = []
    for fixing in fixings:
        values = shots.get(fixing.session, [])
        every = [*values, fixing.value] if fixing.value is not None else values
        bars.append(_bar(fixing, every[0] if every else None, max(every, default=None), min(every, default=None)))
    return bars


def _bar(fixing: Fixing, opened: Decimal | None, high: Decimal | None, low: Decimal | None) -> Bar:
    return Bar(
        fixing.session, fixing.market, fixing.measure, fixing.pair, opened, high, low, fixing.value, fixing.bid, fixing.ask, fixing.grade
    )


def _grouped(days: Iterable[Bar], every: str) -> list[Bar]:
    from fxtracker.analysis.series import Span, resample

    found: list[Bar] = []
    by_measure: dict[Measure, list[Bar]] = {}
    for bar in days:
        by_measure.setdefault(bar.measure, []).append(bar)
    for bars in by_measure.values():
        spans = resample([Span(bar.day, bar.open, bar.high, bar.low, bar.close) for bar in bars], every)
        inside = [[bars.pop(0) for _ in range(span.days)] for span in spans]
        found += [
            ours[-1]._replace(
                day=span.start,
                open=span.open,
                high=span.high,
                low=span.low,
                close=span.close,
                grade=max((bar.grade for bar in ours), key=lambda grade: grade.value),
            )
            for span, ours in zip(spans, inside, strict=True)
        ]
    return sorted(found, key=lambda bar: (bar.day, bar.measure))


def _nothing(pair: Pair, market: Market, since: date | None, until: date | None) -> str:
    span = f" from {since}" if since else ""
    span += f" to {until}" if until else ""
    return f"nothing is known of {pair} on the {market} market{span}; `fxtracker fetch` asks the sources, `fxtracker import` reads a file"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
