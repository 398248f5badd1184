"""Gathering what a day is made from, and making it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from fxtracker.analysis.day import DayInputs, build
from fxtracker.desk import Desk
from fxtracker.errors import UsageError
from fxtracker.facts import Day, Edition
from fxtracker.lagos import NFEM_START, WAT, day_end, session_of
from fxtracker.rates import CURRENCIES, USD, Fixing, FixingKind, Market, Measure, Pair, Sighting

__all__ = ["day_of", "edition_at"]

_MIDDAY = time(13, 0)
_CLOSING = time(20, 0)
_OTHERS = [Pair(code) for code in CURRENCIES if code not in ("USD", "USDT", "WAUA", "XDR")]
_OTHER_REACH = timedelta(days=10)


def edition_at(desk: Desk, now: datetime) -> Edition:
    """The edition that the clock stands in: closing once the official figure of the day is there or from 20:00 WAT, midday from 13:00."""
    moment, today = now.astimezone(WAT).time(), session_of(now)
    if moment >= _CLOSING:
        return Edition.CLOSING
    if moment < _MIDDAY:
        return Edition.MORNING
    close = desk.store.fixing(Market.OFFICIAL, USD, Measure.CLOSE, now, FixingKind.SESSION)
    return Edition.CLOSING if close is not None and close.session == today else Edition.MIDDAY


def day_of(desk: Desk, day: date, edition: Edition | None = None, pair: Pair = USD) -> Day:
    """All that is known of a West Africa Time day: up to this moment for today, else up to its end. UsageError for a day to come."""
    now = desk.clock.now()
    today = session_of(now)
    if day > today:
        raise UsageError(f"--date: {day.isoformat()} is yet to come; write {today.isoformat()} or an earlier day")
    made_at = now if day == today else day_end(day)
    if edition is None:
        edition = edition_at(desk, now) if day == today else Edition.CLOSING
    latest = _latest(desk, pair, day, made_at, edition)
    official = _official(desk, pair, day)
    return build(
        DayInputs(
            date=day,
            pair=pair,
            made_at=made_at,
            edition=edition,
            calendar=desk.calendar,
            official=official,
            parallel=latest,
            midmarket=desk.store.fixing(Market.MIDMARKET, pair, Measure.QUOTE, made_at),
            others=_others(desk, day, made_at, pair),
            quotes=_quotes(desk, latest[-1], made_at) if latest and latest[-1].session == day else (),
            source_names=_names(desk, [*official[-20:], *latest[-5:]]),
        )
    )


def _official(desk: Desk, pair: Pair, day: date) -> list[Fixing]:
    if day < NFEM_START:
        return desk.store.fixings(Market.OFFICIAL, pair, until=day)
    # The central rate only stands in for a close that is missing: its long past is another measure's.
    recent = desk.store.fixings(Market.OFFICIAL, pair, Measure.CENTRAL, since=day - timedelta(days=40), until=day)
    rows = [
        fixing for fixing in desk.store.fixings(Market.OFFICIAL, pair, since=NFEM_START, until=day) if fixing.measure is not Measure.CENTRAL
    ]
    return sorted([*rows, *recent], key=lambda fixing: fixing.session)


def _latest(desk: Desk, pair: Pair, day: date, made_at: datetime, edition: Edition) -> list[Fixing]:
    """The day rates, the last of them as the edition has it: before the close the newest snapshot stands for a day that is not over."""
    days = desk.store.fixings(Market.PARALLEL, pair, Measure.QUOTE, until=day)
    if edition is not Edition.CLOSING:
        shot = desk.store.fixing(Market.PARALLEL, pair, Measure.QUOTE, made_at, FixingKind.SNAPSHOT)
        if shot is not None and shot.session == day and session_of(shot.at) == day:
            days = [*(fixing for fixing in days if fixing.session != day), shot]
    return days


def _others(desk: Desk, day: date, made_at: datetime, pair: Pair) -> dict[str, tuple[Fixing | None, Fixing | None]]:
    official: dict[Pair, Fixing] = {}
    for fixing in desk.store.fixings(Market.OFFICIAL, None, Measure.CENTRAL, since=day - _OTHER_REACH, until=day):
        official[fixing.pair] = fixing
    parallel: dict[Pair, Fixing] = {}
    for fixing in desk.store.fixings(Market.PARALLEL, None, Measure.QUOTE, since=day - _OTHER_REACH, until=day):
        if fixing.at <= made_at:
            parallel[fixing.pair] = fixing
    return {
        other.base: (official.get(other), parallel.get(other))
        for other in _OTHERS
        if other != pair and (other in official or other in parallel)
    }


def _quotes(desk: Desk, fixing: Fixing, made_at: datetime) -> list[Sighting]:
    used = {one.observation for one in fixing.inputs}
    stated = [
        fixing.pair,
        *(Pair(base) for source in desk.sources.values() for base, pair in source.counts_as.items() if pair == fixing.pair.base),
    ]
    seen = desk.store.sightings(fixing.market, list(dict.fromkeys(stated)), made_at, desk.clock.now())
    return [one for one in seen if one.observation.id in used and _may_be_shown(desk, one.observation.source)]


def _names(desk: Desk, fixings: Sequence[Fixing]) -> dict[str, str]:
    # A source that came with an import has no file, and goes by the name that it came under.
    own = {source: source for fixing in fixings for source in fixing.sources}
    return {**own, **{source.id: source.name for source in desk.sources.values()}}


def _may_be_shown(desk: Desk, source_id: str) -> bool:
    source = desk.sources.get(source_id)
    return source is None or source.redistribute_ok
