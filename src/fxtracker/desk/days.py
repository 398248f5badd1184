"""One market and pair day by day, each fixing made in the light of those before it: for the round that runs now, and for any past span.

What is known once a day (who copies whom, how reliable each source was, the usual half-spreads) is what could be seen at its midnight in
Lagos. Of the days before, a day sees the rates and not the snapshots, so that it comes out the same from wherever the working begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol

from fxtracker.analysis.basis import basis_of, daily_basis, moment_basis
from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context, Stood, daily_mad, premium
from fxtracker.analysis.dayrate import day_rate
from fxtracker.analysis.independence import Grouping
from fxtracker.analysis.parameters import METHOD_1
from fxtracker.analysis.reliability import distances, reliability, said_by
from fxtracker.desk.tape import Tape
from fxtracker.lagos import at_wat, day_end, day_start, session_of
from fxtracker.rates import USD, Basis, Fixing, Grade, Market, Pair, Segment, Sighting, Status

__all__ = ["BEHIND", "Days", "Figures", "Rates", "quarter_before"]

BEHIND = timedelta(days=67)
"""So far back the rates of days are looked at: sixty days, and the seven for which a fixing is recent."""

_QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
_GRID = [quarter for quarter in _QUARTERS if METHOD_1.day_from <= quarter <= METHOD_1.day_until]
"""The quarter hours whose median is the day's rate."""

# The snapshot before the last is made too: a move that it held is confirmed by being said again.
_LAST = _QUARTERS[-2:]
_HELD = (Status.UNCONFIRMED, Status.SPLIT)
_QUARTER = timedelta(minutes=15)
_STOOD = timedelta(days=60)


_SNAPSHOT = basis_of({"form": "snapshot"})
_FORMS = {dated: basis_of({"form": "day", "dated_only": dated}) for dated in (False, True)}


class Figures(Protocol):
    """What the official market says."""

    def at(self, pair: Pair, at: datetime) -> Decimal | None:
        """Naira per unit of the latest session that was known by then."""


class Rates(Protocol):
    """What one unit of other currencies is worth in dollars."""

    def on(self, day: date) -> dict[str, float]:
        """By currency, such as {"EUR": 1.16}."""


class _Daily(NamedTuple):
    """What is known once a day."""

    groups: Mapping[str, str]
    originals: frozenset[str]
    reliability: Mapping[str, float]
    half_spreads: Mapping[Segment | None, float]
    orientation: Mapping[str, bool]
    mad: float | None
    crosses: Mapping[str, float]
    behind: Sequence[Fixing]
    """The rates of the sixty-seven days before, oldest first."""


class Days:
    """The fixings of one market and pair; the days must be gone through in their order.

    `known` are the rates of earlier days, oldest first; `said` gives the mids, in naira per unit, of observations by id. With `keeping`
    each fixing carries all that it was made from, for the store.
    """

    def __init__(
        self,
        market: Market,
        pair: Pair,
        tape: Tape,
        known: Sequence[Fixing],
        grouping: Callable[[date], Grouping],
        said: Callable[[set[int]], Mapping[int, Decimal]],
        figures: Figures,
        crosses: Rates,
        probation: Mapping[str, datetime],
        *,
        keeping: bool = False,
    ) -> None:
        self.market = market
        self.pair = pair
        self.tape = tape
        self._grouping, self._said = grouping, said
        self._figures, self._crosses, self._probation = figures, crosses, probation
        self._rates: list[Fixing] = list(known)
        self._shots: list[Fixing] = []
        self._day: date | None = None
        self._daily: _Daily
        self._keeping = keeping
        self._kept: tuple[tuple[object, ...], Basis] | None = None
        self._away: dict[date, tuple[Mapping[str, str], str, dict[str, float]]] = {}

    @staticmethod
    def finished(rate: Fixing) -> bool:
        """Whether the rate of a past day was made when that was over, as far as can be told from its moment."""
        day = rate.session
        return rate.at in (at_wat(day, _GRID[-1]), at_wat(day, _LAST[-1]), day_end(day))

    def moments(self, day: date, now: datetime, *, dated_only: bool) -> list[datetime]:
        """The instants of a day's snapshots, oldest first: quarter hours that have come, and on the day itself the present moment."""
        last = [at_wat(day, moment) for moment in _LAST]
        whole = [last[-1], day_end(day)] if dated_only else [*(at_wat(day, moment) for moment in _GRID), *last]
        if session_of(now) == day:
            # With the snapshot before this one, at whatever hour.
            return sorted({*(moment for moment in whole if moment < now), quarter_before(now), now})
        return whole

    def rate(self, day: date, moments: Sequence[datetime], *, dated_only: bool) -> Fixing | None:
        """The rate of a day from its snapshots, which is then what the next day is seen against."""
        self._begin(day)
        shots = []
        for moment in moments:
            shots.append(self.at(moment))
            self._shots.append(shots[-1])
        rate = day_rate(shots, day, dated_only=dated_only)
        if rate is not None:
            self._rates.append(rate)
        if rate is None or not self._keeping:
            return rate
        parts = dict.fromkeys(part for shot in shots for part in shot.made_from[1:])
        return replace(rate, made_from=(_FORMS[dated_only], *parts))

    def then(self, at: datetime) -> Fixing:
        """The snapshot of an earlier moment of the day, as it was made when that was the present one."""
        made = self._shots
        before = quarter_before(at)
        self._shots = [shot for shot in made if shot.at < at and shot.at.second == 0 and shot.at <= before]
        if before not in [shot.at for shot in self._shots] and session_of(before) == session_of(at):
            self._shots.append(self.at(before))
        found = self.at(at)
        self._shots = made
        return found

    def at(self, at: datetime) -> Fixing:
        """The snapshot of an instant that the tape was prepared for, which must not lie before those that were made already."""
        sightings = self.tape.sightings(at)
        context = self.context(at, sightings)
        made = fix(self.market, self.pair, sightings, at, context)
        if not self._keeping:
            return made
        day = self._of_the_day(context)
        return replace(made, made_from=(_SNAPSHOT, day, moment_basis(at, sightings, context, day)))

    def _of_the_day(self, context: Context) -> Basis:
        known = (self._daily, context.half_spreads, context.orientation)
        if self._kept is None or any(one is not other for one, other in zip(self._kept[0], known, strict=True)):
            self._kept = (known, daily_basis(context))
        return self._kept[1]

    def context(self, at: datetime, sightings: Sequence[Sighting]) -> Context:
        """All that the snapshot of an instant must know besides its quotes."""
        daily = self._begin(session_of(at))
        screen = self._last(at, lambda shot: shot.grade is not Grade.D)
        last = self._last(at, lambda _: True)
        half, right = self._of_the_moment(at, sightings, daily)
        return Context(
            previous=self._last(at, lambda shot: shot.status not in _HELD),
            screen=screen,
            held=last if last is not None and last.status in _HELD else None,
            official_close=self._figures.at(self.pair, at),
            premium_before=None if screen is None else premium(screen.value, self._figures.at(self.pair, screen.at)),
            usd_crosses=daily.crosses,
            half_spreads=half,
            orientation=right,
            groups=daily.groups,
            originals=daily.originals,
            stood_since=self._stood(at, daily),
            daily_mad=daily.mad,
            probation=self._probation,
            reliability=daily.reliability,
        )

    def _begin(self, day: date) -> _Daily:
        if self._day == day:
            return self._daily
        self._day, self._shots = day, []
        first = bisect_left(self._rates, day - BEHIND, key=lambda rate: rate.session)
        behind = self._rates[first : bisect_left(self._rates, day, key=lambda rate: rate.session)]
        grouping = self._grouping(day)
        midnight = day_start(day)
        self._daily = _Daily(
            groups=grouping.groups,
            originals=grouping.originals,
            reliability=reliability(self._distances(day, behind, grouping.groups)),
            half_spreads=self.tape.half_spreads(midnight, METHOD_1.imputed_days),
            orientation=self.tape.orientation(midnight, METHOD_1.imputed_days, METHOD_1.orientation_quotes),
            mad=daily_mad(behind[-METHOD_1.mad_days - 1 :]),
            crosses=(self._crosses.on(day - timedelta(days=1)) or self._crosses.on(day)) if self.pair == USD else {},
            behind=behind,
        )
        return self._daily

    def _distances(self, day: date, behind: Sequence[Fixing], groups: Mapping[str, str]) -> Iterator[Mapping[str, float]]:
        since = day - timedelta(days=METHOD_1.record_days)
        recent = [rate for rate in behind if rate.session >= since]
        known = {}
        for rate in recent:
            # The same fixing under the same groups says the same tomorrow.
            before = self._away.get(rate.session)
            if before is None or before[1] != rate.inputs_hash or before[0] != groups:
                before = (groups, rate.inputs_hash, distances(rate, self._said(said_by(rate)), groups))
            known[rate.session] = before
            yield before[2]
        self._away = known

    def _of_the_moment(
        self, at: datetime, sightings: Sequence[Sighting], daily: _Daily
    ) -> tuple[Mapping[Segment | None, float], Mapping[str, bool]]:
        """The usual half-spreads and orientation, filled up by what the day itself has shown where the days before say nothing."""
        half, right = daily.half_spreads, daily.orientation
        for seen, _ in sightings:
            bid, ask, mid = seen.quote
            one_sided = mid is None and (not bid) is not (not ask)
            if one_sided and seen.segment not in half:
                half = {**self.tape.half_spreads(at, METHOD_1.imputed_days), **half}
            if bid and ask and ask < bid and seen.source not in right:
                right = {**self.tape.orientation(at, METHOD_1.imputed_days, METHOD_1.orientation_quotes), **right}
        return half, right

    def _last(self, before: datetime, holds: Callable[[Fixing], bool]) -> Fixing | None:
        for shots in (self._shots, self._daily.behind):
            for shot in reversed(shots):
                if shot.value is not None and shot.at < before and holds(shot):
                    return shot
        return None

    def _stood(self, at: datetime, daily: _Daily) -> dict[str, Stood]:
        # What stood for sixty days has stood long enough.
        longest = at - _STOOD
        found = {}
        for source, moment in self.tape.unmoved_since(at).items():
            since = max(moment, longest)
            found[source] = Stood(since, _value_at(daily.behind, since))
        return found


def _value_at(behind: Sequence[Fixing], moment: datetime) -> Decimal | None:
    # A page that froze before the desk began is measured from where the market first stood.
    position = bisect_right(behind, moment, key=lambda rate: rate.at)
    nearest = (*reversed(behind[:position]), *behind[position:])
    return next((rate.value for rate in nearest if rate.grade is not Grade.D), None)


def quarter_before(now: datetime) -> datetime:
    """The last quarter hour before an instant."""
    into = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now - (into or _QUARTER)
