"""The official market worked out from what landed, and its figure at a moment for the other markets to be seen against."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from fxtracker.analysis.basis import basis_of
from fxtracker.analysis.official import Standing, fix_sessions
from fxtracker.analysis.official_rows import Key
from fxtracker.desk import Desk
from fxtracker.desk.causes import causes_of
from fxtracker.desk.probation import probations
from fxtracker.lagos import NFEM_START, session_of
from fxtracker.rates import METHOD, USD, Fixing, FixingKind, Grade, Market, Measure, Observation, Pair
from fxtracker.store import Through

__all__ = ["OfficialFigures", "WorkedOut", "refix_official", "withdrawn", "work_out", "work_out_again"]

_AROUND = timedelta(days=14)
"""So much around what landed is worked out anew: a row that moved alone is judged by the session after it."""

_STANDING = timedelta(days=400)

_WITHDRAWN = basis_of({"form": "withdrawn"})


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
    made = [*found.fixings, *_withdrawn(desk, found.fixings, first, last)]
    return desk.store.save_fixings(made, now, causes=causes_of(desk, made, cause))


def work_out(
    desk: Desk, first: date, last: date, through: date, now: datetime | None = None, known_at: datetime | None = None
) -> WorkedOut:
    """The official sessions from `first` to `last`, from the rows up to `through`, at `now`, as known at `known_at`; nothing is kept.

    A move is judged by the session after it, so that what follows the span is read too, and left as it is.
    """
    now = now or desk.clock.now()
    reach = desk.store.through()
    read = desk.store.observations(
        Market.OFFICIAL, None, None, None, first, through, known_at, counted=True, by_landing=True, through=reach
    )
    untried = probations(desk, {row.source for row in read}, known_at)
    before = desk.store.fixings(Market.OFFICIAL, since=first - _STANDING, until=first - timedelta(days=1), known_at=known_at)
    standing: dict[Key, Standing] = {(fixing.pair, fixing.measure): fixing for fixing in before if fixing.value is not None}
    found = _fixed(read, untried, standing, last, now)
    basis = basis_of(
        {
            "form": "official", "now": now.isoformat(),
            "first": first.isoformat(), "last": last.isoformat(), "through": through.isoformat(),
            "observation": reach.observation, "verdict": reach.verdict,
            "probation": {source: until.isoformat() for source, until in untried.items()},
            "standing": [
                [pair.base, measure.value, one.session.isoformat(), str(one.value)] for (pair, measure), one in sorted(standing.items())
            ],
        }
    )  # fmt: skip
    return found._replace(fixings=[replace(fixing, made_from=(basis,)) for fixing in found.fixings])


def work_out_again(desk: Desk, kept: Mapping[str, Any]) -> WorkedOut:
    """The official sessions of a round once more, from what it kept of its making."""
    first, last, through = (date.fromisoformat(kept[name]) for name in ("first", "last", "through"))
    reach = Through(kept["observation"], kept["verdict"])
    read = desk.store.observations(Market.OFFICIAL, since=first, until=through, counted=True, by_landing=True, through=reach)
    untried = {source: datetime.fromisoformat(until) for source, until in kept["probation"].items()}
    standing: dict[Key, Standing] = {
        (Pair(base), Measure(measure)): _Stood(date.fromisoformat(session), Decimal(value))
        for base, measure, session, value in kept["standing"]
    }
    return _fixed(read, untried, standing, last, datetime.fromisoformat(kept["now"]))


class _Stood(NamedTuple):
    """What stood before the rows at hand."""

    session: date
    value: Decimal | None


def _fixed(
    read: Sequence[Observation], untried: Mapping[str, datetime], standing: Mapping[Key, Standing], last: date, now: datetime
) -> WorkedOut:
    ahead = {row.id: "future" for row in read if row.id is not None and row.observed_at > now}
    ahead.update(
        {row.id: "probation" for row in read if row.id is not None and row.source in untried and row.retrieved_at < untried[row.source]}
    )
    rows = [row for row in read if row.id not in ahead]
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
        withdrawn(old)
        for old in desk.store.fixings(Market.OFFICIAL, since=first, until=last)
        if old.value is not None and (old.pair, old.measure, old.session) not in keys
    ]


def withdrawn(old: Fixing) -> Fixing:
    """What takes the place of a fixing of which nothing speaks any more: it is without a value."""
    return replace(
        old, value=None, bid=None, ask=None, grade=Grade.D, inputs=(), inputs_hash=f"withdrawn {old.inputs_hash}"[:64],
        made_from=(_WITHDRAWN,),
    )  # fmt: skip


class OfficialFigures:
    """The official figure of each pair at any moment: the close from 2 December 2024, the central rate where there is none.

    What is `made` anew stands in for what is stored of the same session, as known at `known_at`. It is to be asked about moments from
    the day `since` on.
    """

    def __init__(self, desk: Desk, since: date | None = None, made: Sequence[Fixing] = (), known_at: datetime | None = None) -> None:
        self._desk = desk
        self._since = since and since - _STANDING
        self._made = made
        self._known_at = known_at
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
            stored = self._desk.store.fixings(Market.OFFICIAL, pair, measure, FixingKind.SESSION, self._since, None, self._known_at)
            for fixing in (*stored, *anew):
                if fixing.value is not None and (measure is Measure.CENTRAL or fixing.session >= NFEM_START):
                    by_session[fixing.session] = fixing
        ordered = sorted(by_session.values(), key=lambda fixing: fixing.at)
        return [fixing.at for fixing in ordered], [fixing.value for fixing in ordered if fixing.value is not None]
