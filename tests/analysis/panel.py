"""Quotes and fixings as a test writes them down: who says what, when, in which segment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from fxtracker.lagos import day_end, session_of
from fxtracker.rates import (
    USD,
    Fixing,
    FixingKind,
    Grade,
    Input,
    Market,
    Measure,
    Observation,
    Pair,
    Quote,
    Segment,
    Sighting,
    Status,
    Timing,
)

NOW = datetime(2026, 6, 12, 12, 0, tzinfo=UTC)
SEGMENTS = (Segment.STREET, Segment.EXCHANGE, Segment.P2P)


def dec(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def quoted(
    source: str,
    bid: object = None,
    ask: object = None,
    mid: object = None,
    *,
    segment: Segment = Segment.STREET,
    hours: float = 0.5,
    at: datetime = NOW,
    pair: Pair = USD,
    timing: Timing = Timing.SEEN,
    number: int | None = None,
) -> Sighting:
    seen_at = at - timedelta(hours=hours)
    quote = Quote(dec(bid), dec(ask), dec(mid))
    observation = Observation(
        source, Market.PARALLEL, segment, Measure.QUOTE, None, pair, quote, session_of(seen_at), seen_at, seen_at, timing, None, number
    )
    return Sighting(observation, seen_at)


def fixed(
    value: object,
    day: date,
    *,
    market: Market = Market.PARALLEL,
    measure: Measure = Measure.QUOTE,
    bid: object = None,
    ask: object = None,
    grade: Grade = Grade.B,
    status: Status = Status.OK,
    kind: FixingKind = FixingKind.SESSION,
    at: datetime | None = None,
    sources: tuple[str, ...] = ("nairatoday", "ngnrates"),
    pair: Pair = USD,
) -> Fixing:
    mid = dec(value)
    inputs = tuple(Input(None, source, source, "street", Decimal(1), mid or Decimal(1)) for source in sources)
    return Fixing(
        market=market,
        pair=pair,
        measure=measure,
        kind=kind,
        session=day,
        at=at or day_end(day),
        value=mid,
        grade=grade,
        status=status,
        bid=dec(bid),
        ask=dec(ask),
        low=mid,
        high=mid,
        groups=len(sources),
        inputs=inputs,
    )
