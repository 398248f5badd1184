"""Working out what landed: the official sessions, the days and the present moment of the other markets.

Nothing here keeps a result of its own: whatever was cut short is worked out again from the mark of the last observation that was done.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context, Stood, daily_mad, half_spreads, orientation, premium
from fxtracker.analysis.dayrate import day_rate
from fxtracker.analysis.independence import declared_groups
from fxtracker.analysis.parameters import METHOD_1
from fxtracker.desk import Desk
from fxtracker.desk.crosses import Crosses
from fxtracker.desk.official import OfficialFigures, refix_official
from fxtracker.desk.panel import Panel
from fxtracker.desk.probation import probations
from fxtracker.lagos import at_wat, day_end, session_of
from fxtracker.rates import USD, Fixing, FixingKind, Grade, Market, Measure, Observation, Pair, Segment, Status, Timing

__all__ = ["refix"]

_QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
_GRID = [quarter for quarter in _QUARTERS if METHOD_1.day_from <= quarter <= METHOD_1.day_until]
"""The quarter hours whose median is the day's rate."""

_LAST = _QUARTERS[-1]
_LOOK_BACK = timedelta(days=31)
_RECORD = timedelta(days=60)
_HELD = (Status.UNCONFIRMED, Status.SPLIT)


def refix(desk: Desk, markets: Iterable[Market] = (), cause: str | None = None, seen: Callable[[Fixing], None] | None = None) -> int:
    """Work out all that landed since the last time, and the present moment of `markets`; returns how many fixings are new.

    A fixing whose inputs are as they were is left alone; one that differs supersedes, and `cause` says why. `seen` is shown each
    snapshot of the present moment, also one that nothing could be used for and that is not kept.
    """
    markets = set(markets)
    now = desk.clock.now()
    today = session_of(now)
    landed = desk.store.untouched()
    kept = 0
    official = [one for one in landed if one.market is Market.OFFICIAL]
    if official:
        kept += refix_official(desk, min(one.since for one in official), max(one.until for one in official), cause)
    touched: dict[tuple[Market, Pair], date] = {}
    again: set[tuple[Market, Pair]] = set()
    for one in landed:
        if one.market is not Market.OFFICIAL:
            for pair in _counts_for(desk, one.pair):
                key = (one.market, pair)
                touched[key] = min(touched.get(key, today), one.since, today)
                again.update([key] if one.again else [])
    for market in markets:
        if market is not Market.OFFICIAL:
            for pair in _quoted(desk, market, now):
                touched.setdefault((market, pair), today)
    figures = OfficialFigures(desk)
    # The dollar first, and the mid-market before the street: the crosses of the others come from them.
    for (market, pair), since in sorted(touched.items(), key=lambda item: (item[0][0] is not Market.MIDMARKET, item[0][1] != USD, item[0])):
        days = _Days(desk, market, pair, since, figures, again=(market, pair) in again)
        kept += _refix_days(desk, days, since, cause, (seen or _unseen) if market in markets else None)
    if landed:
        desk.store.save_fixings([], now, through=max(one.through for one in landed), withdrawn=max(one.withdrawn for one in landed))
    return kept


def _counts_for(desk: Desk, pair: Pair) -> list[Pair]:
    # USDT/NGN is stored as what it is and counts as USD/NGN where the source's file says so.
    targets = {Pair(counted) for source in desk.ever.values() for stated, counted in source.counts_as.items() if stated == pair.base}
    return sorted(targets) or [pair]


def _stated_as(desk: Desk, pair: Pair) -> dict[Pair, set[str]]:
    found: dict[Pair, set[str]] = {}
    for source in desk.ever.values():
        for stated, counted in source.counts_as.items():
            if counted == pair.base:
                found.setdefault(Pair(stated), set()).add(source.id)
    return found


def _quoted(desk: Desk, market: Market, now: datetime) -> list[Pair]:
    recent = desk.store.observations(market, since=session_of(now - timedelta(days=4)))
    # A page that has shown the same figure for longer is still quoting it.
    found = set(desk.store.fixed_pairs(market))
    for seen in recent:
        found.update(_counts_for(desk, seen.pair))
    return sorted(found)


def _unseen(_: Fixing) -> None:
    """Nobody asked to be shown."""


def _refix_days(desk: Desk, days: _Days, since: date, cause: str | None, present: Callable[[Fixing], None] | None) -> int:
    now = desk.clock.now()
    made: list[Fixing] = []
    for day, dated_only in sorted(days.panel.days().items()):
        if since <= day <= session_of(now):
            rate = days.rate(day, now, dated_only=dated_only)
            if rate is not None:
                made.append(rate)
    made += days.remade({fixing.session for fixing in made})
    if present is not None:
        shot = days.at(now)
        present(shot)
        if shot.inputs:
            made.append(shot)
    return desk.store.save_fixings(made, now, cause)


class _Days:
    """One market and pair from a day on, each fixing made in the light of the ones before it."""

    def __init__(self, desk: Desk, market: Market, pair: Pair, since: date, figures: OfficialFigures, *, again: bool = False) -> None:
        self.market = market
        self.pair = pair
        rows, polls = _rows(desk, market, pair, since)
        self.panel = Panel(rows, polls)
        self._figures = figures
        self._groups = _groups(desk, rows)
        self._probation = probations(desk, {row.source for row in rows})
        known = desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SESSION, since - _RECORD, since - timedelta(days=1))
        self._days: list[Fixing] = list(known)
        self._shots: list[Fixing] = list(known)
        self._crosses = Crosses(desk, since)
        # What was made of those days, where something of then is understood otherwise since.
        self._before = desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SNAPSHOT, since) if again else []
        self._days_before = desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SESSION, since) if again else []
        self._again: list[Fixing] = []
        self._trailing: tuple[date, dict[Segment | None, float], dict[str, bool], float | None] | None = None

    def rate(self, day: date, now: datetime, *, dated_only: bool) -> Fixing | None:
        """The rate of a day from its snapshots up to `now`, which is then what the next day is seen against."""
        moments = [day_end(day)] if dated_only else [at_wat(day, moment) for moment in (*_GRID, _LAST)]
        if session_of(now) == day:
            # With the snapshot before this one, at whatever hour: a move that it held is confirmed by being said again.
            moments = sorted({*(moment for moment in moments if moment < now), _quarter_before(now), now})
        shots = []
        old = {fixing.at: fixing for fixing in self._before if session_of(fixing.at) == day and fixing.at < now}
        for moment in sorted({*moments, *old}):
            shot = self.at(moment)
            self._shots.append(shot)
            if moment in moments:
                shots.append(shot)
            if moment in old and _figures(shot) != _figures(old[moment]):
                self._again.append(shot)
        rate = day_rate(shots, day, dated_only=dated_only)
        if rate is not None:
            self._days.append(rate)
        return rate

    def remade(self, days: Collection[date]) -> list[Fixing]:
        """The snapshots that come out otherwise now, and, without a value, the days that stood and that nothing speaks of any more."""
        gone = [
            replace(old, value=None, bid=None, ask=None, grade=Grade.D, inputs=(), inputs_hash=f"withdrawn {old.inputs_hash}"[:64])
            for old in self._days_before
            if old.value is not None and old.session not in days
        ]
        return [*self._again, *gone]

    def at(self, at: datetime) -> Fixing:
        """The snapshot of an instant, which must not lie before those that were made already."""
        return fix(self.market, self.pair, self.panel.sightings(at), at, self._context(at))

    def _context(self, at: datetime) -> Context:
        screen = self._last(at, lambda shot: shot.grade is not Grade.D)
        last = self._last(at, lambda _: True)
        half, right, mad = self._trailing_of(at)
        return Context(
            previous=self._last(at, lambda shot: shot.status not in _HELD),
            screen=screen,
            held=last if last is not None and last.status in _HELD else None,
            official_close=self._figures.at(self.pair, at),
            premium_before=None if screen is None else premium(screen.value, self._figures.at(self.pair, screen.at)),
            usd_crosses=self._crosses.on(session_of(at)) if self.pair == USD else {},
            half_spreads=half,
            orientation=right,
            groups=self._groups,
            stood_since={source: Stood(since, self._value_at(since)) for source, since in self.panel.unmoved_since(at).items()},
            daily_mad=mad,
            probation=self._probation,
        )

    def _last(self, before: datetime, holds: Callable[[Fixing], bool]) -> Fixing | None:
        return next((shot for shot in reversed(self._shots) if shot.at < before and shot.value is not None and holds(shot)), None)

    def _value_at(self, moment: datetime) -> Decimal | None:
        # A page that froze before the desk began is measured from where the market first stood.
        position = bisect_right(self._shots, moment, key=lambda shot: shot.at)
        nearest = (*reversed(self._shots[:position]), *self._shots[position:])
        return next((shot.value for shot in nearest if shot.grade is not Grade.D), None)

    def _silent(self, row: Observation) -> bool:
        until = self._probation.get(row.source)
        return until is not None and row.observed_at < until

    def _trailing_of(self, at: datetime) -> tuple[dict[Segment | None, float], dict[str, bool], float | None]:
        # Thirty days of quotes say the same at noon and at one: they are gone through once a day.
        day = session_of(at)
        if self._trailing is None or self._trailing[0] != day:
            said = self.panel.before(at, METHOD_1.imputed_days)
            recent = [row for row in said if "capped" not in row.flags and not self._silent(row)]
            self._trailing = (day, half_spreads(recent), orientation(recent), daily_mad(self._days[-METHOD_1.mad_days - 1 :]))
        return self._trailing[1:]


def _figures(fixing: Fixing) -> tuple[object, ...]:
    return fixing.value, fixing.bid, fixing.ask, fixing.grade, fixing.status


def _quarter_before(now: datetime) -> datetime:
    into = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now - (into or timedelta(minutes=15))


def _groups(desk: Desk, rows: Iterable[Observation]) -> dict[str, str]:
    # Outlets copy one another: ten pages of the press are not ten observations.
    press = {row.source: "press" for row in rows if row.segment is Segment.PRESS}
    return {**press, **declared_groups({source.id: source.derived_from for source in desk.ever.values()})}


def _rows(
    desk: Desk, market: Market, pair: Pair, since: date
) -> tuple[list[Observation], Mapping[str, Sequence[tuple[datetime, list[int]]]]]:
    first = since - _LOOK_BACK
    rows = [
        seen for seen in desk.store.observations(market, pair, Measure.QUOTE, since=first, counted=True) if seen.segment is not Segment.FMDQ
    ]
    rows += [
        seen
        for stated, sources in _stated_as(desk, pair).items()
        for seen in desk.store.observations(market, stated, Measure.QUOTE, since=first, counted=True)
        if seen.source in sources
    ]
    # What a page has shown unchanged since before then is what it shows: it is one row, however long it stands.
    standing = desk.store.sightings(market, [pair], day_end(first - timedelta(days=1)), known_at=desk.clock.now())
    rows += [sighting.observation for sighting in standing if sighting.observation.timing is Timing.SEEN]
    asked = {seen.source for seen in rows if (source := desk.sources.get(seen.source)) is not None and source.fetched}
    polls = {source: desk.store.polls(source, day_end(first), desk.clock.now()) for source in sorted(asked)}
    return rows, {source: times for source, times in polls.items() if times}
