"""Gathering what a day is made from, and making it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from fxtracker.analysis.day import DayInputs, build
from fxtracker.analysis.reading import CLOSING_DUE
from fxtracker.desk import Desk
from fxtracker.errors import UsageError
from fxtracker.facts import Day, Edition
from fxtracker.lagos import NFEM_START, WAT, day_end, session_of
from fxtracker.rates import CURRENCIES, USD, Fixing, FixingKind, Market, Measure, Pair, Sighting

__all__ = ["day_of", "edition_at"]

_MIDDAY = time(13, 0)
_MARKS = re.compile(r"[^\w .,'’&()/+-]")
_LONGEST = 48
_STOPS = re.compile(r"(?<=\d)[.,](?=\d)|[.,]+(?=\s|$)")
_OTHERS = [Pair(code) for code in CURRENCIES if code not in ("USD", "USDT", "WAUA", "XDR")]
_OTHER_REACH = timedelta(days=10)


def edition_at(desk: Desk, now: datetime, known_at: datetime | None = None) -> Edition:
    """The edition that the clock stands in, by what was known at `known_at` (that moment by default).

    It is closing once the official figure of the day is there or from 20:00 WAT, midday from 13:00, morning before.
    """
    moment, today = now.astimezone(WAT).time(), session_of(now)
    if moment >= CLOSING_DUE:
        return Edition.CLOSING
    if moment < _MIDDAY:
        return Edition.MORNING
    close = desk.store.fixing(Market.OFFICIAL, USD, Measure.CLOSE, now, FixingKind.SESSION, known_at or now)
    return Edition.CLOSING if close is not None and close.session == today else Edition.MIDDAY


def day_of(
    desk: Desk, day: date, edition: Edition | None = None, pair: Pair = USD, now: datetime | None = None, at: datetime | None = None
) -> Day:
    """All that is known at `now` (this moment by default) of a West Africa Time day: up to then for that day, else up to its end.

    With `at` the day is told as of that moment, by what is known at `now`. The same `now` (and `at`) gives the same day again, whatever
    was learnt since. UsageError for a day to come.
    """
    known = now or desk.clock.now()
    moment = known if at is None else at
    today = session_of(moment)
    if day > today:
        raise UsageError(f"--date: {day.isoformat()} is yet to come; write {today.isoformat()} or an earlier day")
    made_at = moment if day == today else day_end(day)
    if edition is None:
        edition = edition_at(desk, moment, known) if day == today else Edition.CLOSING
    gathered = _Gathering(desk, pair, day, made_at, known)
    official, parallel = gathered.official(), gathered.parallel(edition)
    return build(
        DayInputs(
            date=day,
            pair=pair,
            made_at=made_at,
            edition=edition,
            calendar=desk.calendar_at(now),
            official=official,
            parallel=parallel,
            midmarket=gathered.midmarket(),
            others=gathered.others(),
            quotes=gathered.quotes(parallel[-1]) if parallel and parallel[-1].session == day else (),
            source_names=_names(desk, [*official[-20:], *parallel[-5:]]),
        )
    )


class _Gathering:
    """What the store holds of a day, as it was known at a moment."""

    def __init__(self, desk: Desk, pair: Pair, day: date, made_at: datetime, known: datetime) -> None:
        self._desk = desk
        self._store = desk.store
        self._pair = pair
        self._day = day
        self._made_at = made_at
        self._known = known

    def official(self) -> list[Fixing]:
        """The sessions of the official market, oldest first."""
        day, known = self._day, self._known
        if day < NFEM_START:
            return self._store.fixings(Market.OFFICIAL, self._pair, until=day, known_at=known)
        # The central rate only stands in for a close that is missing: its long past is another measure's.
        since = day - timedelta(days=40)
        recent = self._store.fixings(Market.OFFICIAL, self._pair, Measure.CENTRAL, since=since, until=day, known_at=known)
        rows = self._store.fixings(Market.OFFICIAL, self._pair, since=NFEM_START, until=day, known_at=known)
        return sorted([*(row for row in rows if row.measure is not Measure.CENTRAL), *recent], key=lambda fixing: fixing.session)

    def parallel(self, edition: Edition) -> list[Fixing]:
        """The day rates, the last of them as the edition has it: before the close the newest snapshot stands for a day that is not over."""
        days = self._store.fixings(Market.PARALLEL, self._pair, Measure.QUOTE, until=self._day, known_at=self._known)
        if edition is not Edition.CLOSING:
            shot = self._store.fixing(Market.PARALLEL, self._pair, Measure.QUOTE, self._made_at, FixingKind.SNAPSHOT, self._known)
            if shot is not None and shot.session == self._day and session_of(shot.at) == self._day:
                days = [*(fixing for fixing in days if fixing.session != self._day), shot]
        return days

    def midmarket(self) -> Fixing | None:
        """The newest mid-market fixing, where it may be published."""
        fixing = self._store.fixing(Market.MIDMARKET, self._pair, Measure.QUOTE, self._made_at, None, self._known)
        return fixing if fixing is not None and self._desk.may_publish(fixing.sources) else None

    def others(self) -> dict[str, tuple[Fixing | None, Fixing | None]]:
        """The newest official and parallel fixing of each other currency."""
        found: list[dict[Pair, Fixing]] = [{}, {}]
        for newest, market, measure in zip(found, (Market.OFFICIAL, Market.PARALLEL), (Measure.CENTRAL, Measure.QUOTE), strict=True):
            since = self._day - _OTHER_REACH
            for fixing in self._store.fixings(market, None, measure, since=since, until=self._day, known_at=self._known):
                if fixing.at <= self._made_at:
                    newest[fixing.pair] = fixing
        official, parallel = found
        wanted = [pair for pair in _OTHERS if pair != self._pair and (pair in official or pair in parallel)]
        return {pair.base: (official.get(pair), parallel.get(pair)) for pair in wanted}

    def quotes(self, fixing: Fixing) -> list[Sighting]:
        """The single quotes that a fixing used, of those sources that may be republished."""
        used = {one.observation for one in fixing.inputs}
        stated = [fixing.pair]
        for source in self._desk.ever.values():
            stated += [Pair(base) for base, counted in source.counts_as.items() if counted == fixing.pair.base]
        seen = self._store.sightings(fixing.market, list(dict.fromkeys(stated)), self._made_at, self._known)
        return [one for one in seen if one.observation.id in used and self._desk.may_publish([one.observation.source])]


def _names(desk: Desk, fixings: Sequence[Fixing]) -> dict[str, str]:
    # A source that came with an import has no file, and goes by the name that it came under.
    own = {source: source for fixing in fixings for source in fixing.sources}
    return {**own, **{source.id: _plain(source.name) or source.id for source in desk.sources.values()}}


def _plain(name: str) -> str:
    """A name as a sentence can hold it: a file may come from a stranger, and one name must not keep a whole edition from appearing.

    Marks of Markdown, of formulas and of places to be filled go, and what would end a sentence or pass for a figure of the day.
    """
    words = _MARKS.sub("", name)
    return " ".join(_STOPS.sub("", words).split())[:_LONGEST].strip()
