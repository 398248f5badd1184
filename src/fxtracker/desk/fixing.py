"""Working out what landed: the official sessions, the days and the present moment of the other markets.

Nothing here keeps a result of its own: whatever was cut short is worked out again from the mark of the last observation that was done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

from fxtracker.desk import Desk
from fxtracker.desk.causes import causes_of
from fxtracker.desk.days import Days
from fxtracker.desk.laid_out import counts_for, laid_out, walk
from fxtracker.desk.official import OfficialFigures, refix_official, withdrawn
from fxtracker.lagos import session_of
from fxtracker.rates import USD, Fixing, FixingKind, Market, Measure, Pair

__all__ = ["refix"]


def refix(desk: Desk, markets: Iterable[Market] = (), cause: str | None = None, seen: Callable[[Fixing], None] | None = None) -> int:
    """Work out all that landed since the last time, and the present moment of `markets`; returns how many fixings are new.

    A fixing whose inputs are as they were is left alone; one that differs supersedes, and `cause` says why. `seen` is shown each
    snapshot of the present moment, also one that nothing could be used for and that is not kept.
    """
    markets = set(markets)
    now = desk.clock.now()
    today = session_of(now)
    desk.store.keep_holidays(desk.calendar.override, now)
    landed = desk.store.untouched()
    kept = 0
    official = [one for one in landed if one.market is Market.OFFICIAL]
    if official:
        kept += refix_official(desk, min(one.since for one in official), max(one.until for one in official), cause)
    touched: dict[tuple[Market, Pair], date] = {}
    again: set[tuple[Market, Pair]] = set()
    for one in landed:
        if one.market is not Market.OFFICIAL:
            for pair in counts_for(desk, one.pair):
                key = (one.market, pair)
                touched[key] = min(touched.get(key, today), one.since, today)
                again.update([key] if one.again else [])
    for market in markets:
        if market is not Market.OFFICIAL:
            for pair in _quoted(desk, market, now):
                touched.setdefault((market, pair), today)
    figures = OfficialFigures(desk, min(touched.values(), default=today) - timedelta(days=1))
    # The dollar first, and the mid-market before the street: the crosses of the others come from them.
    for (market, pair), since in sorted(touched.items(), key=lambda item: (item[0][0] is not Market.MIDMARKET, item[0][1] != USD, item[0])):
        shown = (seen or _unseen) if market in markets else None
        kept += _refix_days(desk, market, pair, since, figures, cause, shown, again=(market, pair) in again)
    if landed:
        desk.store.save_fixings([], now, through=max(one.through for one in landed), withdrawn=max(one.withdrawn for one in landed))
    return kept


def _quoted(desk: Desk, market: Market, now: datetime) -> list[Pair]:
    recent = desk.store.observations(market, since=session_of(now - timedelta(days=4)))
    # A page that has shown the same figure for longer is still quoting it.
    found = set(desk.store.fixed_pairs(market))
    for seen in recent:
        found.update(counts_for(desk, seen.pair))
    return sorted(found)


def _unseen(_: Fixing) -> None:
    """Nobody asked to be shown."""


def _refix_days(
    desk: Desk, market: Market, pair: Pair, since: date, figures: OfficialFigures, cause: str | None,
    present: Callable[[Fixing], None] | None, *, again: bool,
) -> int:  # fmt: skip
    now = desk.clock.now()
    since = _unfinished(desk, market, pair, since)
    days = laid_out(desk, market, pair, since, session_of(now), figures, keeping=True)
    standing = desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SNAPSHOT, since) if again else []
    made = list(walk(days, since, session_of(now), now, standing, present=present is not None))
    if again:
        made += _gone(desk, market, pair, since, {fixing.session for fixing in made if fixing.kind is FixingKind.SESSION})
    if present is not None:
        shot = days.at(now)
        present(shot)
        if shot.inputs:
            made.append(shot)
    return desk.store.save_fixings(made, now, causes=causes_of(desk, made, cause))


def _unfinished(desk: Desk, market: Market, pair: Pair, since: date) -> date:
    """Yesterday, where what stands of it was made before it was over; else the day itself."""
    yesterday = session_of(desk.clock.now()) - timedelta(days=1)
    if since <= yesterday:
        return since
    known = desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SESSION, yesterday, yesterday)
    return yesterday if known and not Days.finished(known[-1]) else since


def _gone(desk: Desk, market: Market, pair: Pair, since: date, days: Collection[date]) -> list[Fixing]:
    """Without a value, the days that stood and that nothing speaks of any more."""
    return [
        withdrawn(old)
        for old in desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SESSION, since)
        if old.value is not None and old.session not in days
    ]
