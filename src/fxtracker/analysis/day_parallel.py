"""What may be said of the parallel market on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fxtracker.analysis.changes import changes, confirmed_jump, fact_of
from fxtracker.analysis.track import Track
from fxtracker.facts import Fact, Line, Unit
from fxtracker.rates import Fixing, FixingKind, Grade, Market, Measure, Pair, Sighting, Status

__all__ = ["CARRIED_DAYS", "Parallel", "parallel_day"]

CARRIED_DAYS = 3
"""A quote of so many days ago may still be printed, under its own date."""

_LINE_DAYS = timedelta(days=400)
_PREVIOUS_WITHIN = 7


@dataclass(frozen=True, slots=True)
class Parallel:
    """The fixing that is printed on a day with all that is said beside it; `fixing` is None where the market is missing or in dispute."""

    fixing: Fixing | None
    asks: Track
    bids: Track
    grade: Grade | None
    facts: tuple[Fact, ...]
    flags: frozenset[str]
    lines: Mapping[str, Line]


def parallel_day(
    fixings: Sequence[Fixing], quotes: Sequence[Sighting], pair: Pair, day: date, record_start: date | None = None
) -> Parallel:
    """The parallel market on a day from its day rates up to it, oldest first, and the quotes that may be republished."""
    daily = _one_a_day(fixings, day)
    good = [fixing for fixing in daily if fixing.printable]
    sides = {side: Track.of(good, Market.PARALLEL, Measure.QUOTE, side) for side in ("ask", "bid", "mid")}
    lines = {f"parallel.{side}": track.line(f"parallel.{side}", pair, day - _LINE_DAYS) for side, track in sides.items() if track}
    last = daily[-1] if daily else None
    flags = _flags(last, day)
    if last is None or not last.printable or "parallel.missing" in flags:
        grade = None if last is None else Grade.D
        return Parallel(None, sides["ask"], sides["bid"], grade, (), flags | {"parallel.missing"}, lines)
    told = sides["ask"] if last.ask is not None else sides["mid"]
    first = min(told.days[0], record_start or told.days[0])
    facts = (
        *_levels(last, sides),
        *changes(told, "parallel", _PREVIOUS_WITHIN),
        *_sources(last, quotes),
        Fact("records.parallel.start", "records.parallel.start", first, Unit.DAY, Measure.QUOTE, first),
    )
    if confirmed_jump(told, _PREVIOUS_WITHIN):
        flags |= {"parallel.confirmed_jump"}
    return Parallel(last, sides["ask"], sides["bid"], last.grade, facts, flags, lines)


def _one_a_day(fixings: Sequence[Fixing], day: date) -> list[Fixing]:
    # A snapshot of today that only carries yesterday's quotes must not displace yesterday's own rate.
    standing: dict[date, Fixing] = {}
    for fixing in fixings:
        present = standing.get(fixing.session)
        displaced = present is None or fixing.kind is FixingKind.SESSION or present.kind is FixingKind.SNAPSHOT
        if fixing.session <= day and displaced:
            standing[fixing.session] = fixing
    return [standing[session] for session in sorted(standing)]


def _flags(last: Fixing | None, day: date) -> frozenset[str]:
    if last is None:
        return frozenset()
    age = (day - last.session).days
    if age > CARRIED_DAYS:
        return frozenset({"parallel.missing"})
    disputed = {Status.UNCONFIRMED: "parallel.unconfirmed", Status.SPLIT: "parallel.split"}
    if not last.printable:
        return frozenset({disputed[last.status]} if last.status in disputed else ())
    found = {
        "parallel.today": age == 0,
        "parallel.carried": age > 0,
        "parallel.mid_only": last.ask is None,
        "parallel.indicative": last.grade is Grade.C,
        "parallel.provisional": last.status is Status.PROVISIONAL or "provisional" in last.notes or last.kind is FixingKind.SNAPSHOT,
        "parallel.dispersed": last.status is Status.DISPERSED,
    }
    return frozenset(flag for flag, holds in found.items() if holds)


def _levels(last: Fixing, sides: Mapping[str, Track]) -> Iterator[Fact]:
    for side in ("bid", "ask", "mid"):
        track = sides[side]
        if track and track.fixings[-1] is last:
            yield fact_of(track, -1, f"parallel.{side}")
    base = fact_of(sides["mid"], -1, "parallel.mid")
    for name, value in (("parallel.low", last.low), ("parallel.high", last.high)):
        if value is not None:
            yield replace(base, id=name, role=name, value=value, derivation="band of the fixing")
    yield replace(
        base, id="parallel.sources", role="parallel.sources", value=last.groups, unit=Unit.COUNT, derivation="independent sources"
    )
    if last.bid is not None and last.ask is not None and last.value is not None:
        margin = sides["ask"].shown[-1] - sides["bid"].shown[-1]
        share = (last.ask - last.bid) / last.value * 100
        name = "parallel.spread"
        yield replace(base, id=name, role=name, value=margin, derivation="printed parallel.ask - printed parallel.bid")
        name = "parallel.spread.percent"
        yield replace(base, id=name, role=name, value=share, unit=Unit.PERCENT, derivation="(ask - bid) / mid")


def _sources(last: Fixing, quotes: Sequence[Sighting]) -> Iterator[Fact]:
    """Each source's own quote, where the fixing used it or a copy of it stood for it: what was screened out is not printed."""
    used = {item.source: item for item in last.inputs}
    sound = used.keys() | {left.source for left in last.exclusions if left.reason == "copy"}
    newest: dict[str, Sighting] = {}
    for sighting in sorted(quotes, key=lambda sighting: (sighting.seen_at, sighting.observation.id or 0)):
        newest[sighting.observation.source] = sighting
    for source in sorted(newest.keys() & sound):
        seen, seen_at = newest[source]
        bid, ask, mid = seen.quote
        if source in used and "swapped" in used[source].flags:
            bid, ask = used[source].bid, used[source].ask
        if bid and ask and bid > ask:
            continue
        for side, value in (("bid", bid), ("ask", ask), ("mid", mid)):
            if value:
                name, role = f"source.{source}.{side}", f"source.{side}"
                yield Fact(name, role, value, Unit.NAIRA_PER_UNIT, Measure.QUOTE, seen.session, seen_at, (source,), "as stated")
