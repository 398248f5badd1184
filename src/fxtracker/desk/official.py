"""The official market worked out from what landed, and its figure at a moment for the other markets to be seen against."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from fxtracker.analysis.official import fix_sessions
from fxtracker.desk import Desk
from fxtracker.desk.probation import probations
from fxtracker.lagos import NFEM_START, session_of
from fxtracker.rates import METHOD, USD, Fixing, FixingKind, Grade, Market, Measure, Pair

__all__ = ["OfficialFigures", "WorkedOut", "refix_official", "work_out"]

_AROUND = timedelta(days=14)
"""So much around what landed is worked out anew: a row that moved alone is judged by the session after it."""

_STANDING = timedelta(days=400)


class WorkedOut(NamedTuple):
    """The official sessions from `first` to `last` made anew: the fixings, and by observation why it does not count (or that it does)."""

    fixings: list[Fixing]
    reasons: Mapping[int, str]
    judged: Sequence[int]


def refix_official(desk: Desk, since: date, until: date, cause: str | None = None) -> int:
    """Fix all official sessions from a little before `since` to a little after `until`; returns how many are new."""
    now = desk.clock.now()
    today = session_of(now)
    first, last = min(since, today) - _AROUND, min(until + _AROUND, today)
    found = work_out(desk, first, last, max(until, min(last + _AROUND, today)))
    desk.store.save_verdicts(found.reasons, found.judged, METHOD, now)
    return desk.store.save_fixings([*found.fixings, *_withdrawn(desk, found.fixings, first, last)], now, cause)


def work_out(desk: Desk, first: date, last: date, through: date) -> WorkedOut:
    """The official sessions from `first` to `last`, from the rows up to `through`; nothing is kept.

    A move is judged by the session after it, so that what follows the span is read too, and left as it is.
    """
    now = desk.clock.now()
    read = desk.store.observations(Market.OFFICIAL, since=first, until=through, counted=True, by_landing=True)
    untried = probations(desk, {row.source for row in read})
    ahead = {row.id: "future" for row in read if row.id is not None and row.observed_at > now}
    ahead.update(
        {row.id: "probation" for row in read if row.id is not None and row.source in untried and row.retrieved_at < untried[row.source]}
    )
    rows = [row for row in read if row.id not in ahead]
    before = desk.store.fixings(Market.OFFICIAL, since=first - _STANDING, until=first - timedelta(days=1))
    standing = {(fixing.pair, fixing.measure): fixing for fixing in before if fixing.value is not None}
    result = fix_sessions(rows, standing)
    reasons: dict[int, str] = dict(ahead)
    for verdict in result.verdicts:
        if verdict.observation is not None and verdict.session <= last:
            reasons[verdict.observation] = ",".join(filter(None, (reasons.get(verdict.observation), verdict.reason)))
    judged = [row.id for row in rows if row.id is not None and row.session <= last]
    return WorkedOut([fixing for fixing in result.fixings if fixing.session <= last], reasons, [*judged, *ahead])


def _withdrawn(desk: Desk, made: list[Fixing], first: date, last: date) -> list[Fixing]:
    """The sessions that stood and whose only row is now set aside: they are fixed anew, without a value."""
    keys = {(fixing.pair, fixing.measure, fixing.session) for fixing in made}
    return [
        replace(old, value=None, bid=None, ask=None, grade=Grade.D, inputs=(), inputs_hash=f"withdrawn {old.inputs_hash}"[:64])
        for old in desk.store.fixings(Market.OFFICIAL, since=first, until=last)
        if old.value is not None and (old.pair, old.measure, old.session) not in keys
    ]


class OfficialFigures:
    """The official figure of each pair at any moment: the close from 2 December 2024, the central rate where there is none.

    What is `made` anew stands in for what is stored of the same session. It is to be asked about moments from the day `since` on.
    """

    def __init__(self, desk: Desk, since: date | None = None, made: Sequence[Fixing] = ()) -> None:
        self._desk = desk
        self._since = since and since - _STANDING
        self._made = made
        self._pairs: dict[Pair, tuple[list[datetime], list[Decimal]]] = {}

    def at(self, pair: Pair, at: datetime) -> Decimal | None:
        """Naira per unit of the latest session that was known by then and is under 400 days old, or None."""
        if pair not in self._pairs:
            self._pairs[pair] = self._read(pair)
        times, values = self._pairs[pair]
        position = bisect_right(times, at)
        # What is older than that is no figure of the day, and is not looked for.
        return values[position - 1] if position and times[position - 1] > at - _STANDING else None

    def _read(self, pair: Pair) -> tuple[list[datetime], list[Decimal]]:
        by_session: dict[date, Fixing] = {}
        measures = (Measure.CENTRAL, Measure.CLOSE) if pair == USD else (Measure.CENTRAL,)
        for measure in measures:
            anew = [fixing for fixing in self._made if (fixing.pair, fixing.measure) == (pair, measure)]
            for fixing in (*self._desk.store.fixings(Market.OFFICIAL, pair, measure, FixingKind.SESSION, self._since), *anew):
                if fixing.value is not None and (measure is Measure.CENTRAL or fixing.session >= NFEM_START):
                    by_session[fixing.session] = fixing
        ordered = sorted(by_session.values(), key=lambda fixing: fixing.at)
        return [fixing.at for fixing in ordered], [fixing.value for fixing in ordered if fixing.value is not None]
