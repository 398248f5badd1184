"""The quotes of a market and pair read and laid out for a span of days, and the days gone through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from fxtracker.analysis.parameters import METHOD_1
from fxtracker.desk import Desk
from fxtracker.desk.crosses import Crosses
from fxtracker.desk.days import BEHIND, Days, Figures, Rates, quarter_before
from fxtracker.desk.grouping import COPIES_BEHIND, groupings
from fxtracker.desk.pages import Page, pages_of
from fxtracker.desk.probation import probations
from fxtracker.desk.tape import RENEWED_WITHIN, Tape
from fxtracker.lagos import day_end, day_start, session_of
from fxtracker.rates import Fixing, FixingKind, Market, Measure, Observation, Pair, Segment, Timing
from fxtracker.store.columns import SEEN

__all__ = ["counts_for", "laid_out", "walk"]

_BLOCK = 30
"""So many days are prepared at a time."""

_AROUND = timedelta(days=4)
"""A row is read by its session, which may lie a little beside the day on which it could be seen."""


def counts_for(desk: Desk, pair: Pair) -> list[Pair]:
    """The pairs that a pair counts as: USDT/NGN is stored as what it is and counts as USD/NGN where the source's file says so."""
    targets = {Pair(counted) for source in desk.ever.values() for stated, counted in source.counts_as.items() if stated == pair.base}
    return sorted(targets) or [pair]


def laid_out(
    desk: Desk, market: Market, pair: Pair, since: date, until: date, figures: Figures, crosses: Rates | None = None,
    known_at: datetime | None = None, *, keeping: bool = False,
) -> Days:  # fmt: skip
    """The days of a market and pair from `since` to `until`, with all that reaches into them from before, as known at `known_at`."""
    first = since - COPIES_BEHIND - _AROUND
    stated = _stated_as(desk, pair)
    columns = [
        one
        for one in desk.store.columns(market, [pair, *stated], Measure.QUOTE, first, until + _AROUND, known_at)
        if one.series.segment is not Segment.FMDQ and (one.series.pair == pair or one.series.source in stated.get(one.series.pair, ()))
    ]
    # What a page has shown unchanged since before then is what it shows: it is one row, however long it stands.
    standing = desk.store.sightings(market, [pair], day_end(first - timedelta(days=1)), known_at=known_at or desk.clock.now())
    before = [seen.observation for seen in standing if seen.observation.timing is Timing.SEEN]
    probation = probations(desk, {one.series.source for one in columns} | {seen.source for seen in before}, known_at)
    pages = list(pages_of(columns, before, probation))
    del columns
    tape = Tape(desk.store, pages, _polls(desk, pages, since, until, known_at))
    known = desk.store.fixings(market, pair, Measure.QUOTE, FixingKind.SESSION, since - BEHIND, since - timedelta(days=1), known_at)
    return Days(
        market,
        pair,
        tape,
        known,
        groupings(desk, tape, since, until),
        _mids(desk, tape),
        figures,
        crosses or Crosses(desk, since, known_at=known_at),
        probation,
        keeping=keeping,
    )


def walk(
    days: Days, since: date, until: date, now: datetime, standing: Sequence[Fixing] = (), *, present: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Iterator[Fixing]:  # fmt: skip
    """The rates of the days from `since` to `until` that have one; and of the snapshots that are `standing` those that come out otherwise.

    With `present` the days stand ready, at the end, for the snapshot of the present moment.
    """
    found = {day: dated for day, dated in sorted(days.tape.days().items()) if since <= day <= until}
    old: dict[date, list[Fixing]] = {}
    for fixing in standing:
        if fixing.at < now and session_of(fixing.at) in found:
            old.setdefault(session_of(fixing.at), []).append(fixing)
    ordered = list(found)
    for start in range(0, len(ordered), _BLOCK):
        block = ordered[start : start + _BLOCK]
        moments = {day: days.moments(day, now, dated_only=found[day]) for day in block}
        again = {moment for day in block for fixing in old.get(day, ()) for moment in (fixing.at, quarter_before(fixing.at))}
        last = {now} if present and block[-1] == ordered[-1] else set()
        days.tape.prepare(sorted(again.union(last, *moments.values())), METHOD_1.frozen_hours)
        for place, day in enumerate(block):
            if progress is not None:
                progress((start + place) / len(ordered))
            rate = days.rate(day, moments[day], dated_only=found[day])
            if rate is not None:
                yield rate
            for fixing in old.get(day, ()):
                then = days.then(fixing.at)
                if _figures(then) != _figures(fixing):
                    yield then
    if present and not ordered:
        days.tape.prepare([now], METHOD_1.frozen_hours)


def _figures(fixing: Fixing) -> tuple[object, ...]:
    # A row that was used and counts no more is news even where the number is the same.
    used = frozenset(one.observation for one in fixing.inputs)
    return fixing.value, fixing.bid, fixing.ask, fixing.grade, fixing.status, used


def _stated_as(desk: Desk, pair: Pair) -> dict[Pair, set[str]]:
    found: dict[Pair, set[str]] = {}
    for source in desk.ever.values():
        for stated, counted in source.counts_as.items():
            if counted == pair.base:
                found.setdefault(Pair(stated), set()).add(source.id)
    return found


def _polls(
    desk: Desk, pages: Sequence[Page], since: date, until: date, known_at: datetime | None
) -> dict[str, list[tuple[datetime, list[int]]]]:
    # Only what was seen without a time can be seen again.
    undated = {page.source for page in pages if (page.kind & SEEN).any()}
    asked = [source for source in sorted(undated) if (known := desk.sources.get(source)) is not None and known.fetched]
    begins, ends = day_start(since) - RENEWED_WITHIN, min(day_end(until), known_at or desk.clock.now())
    polls = {source: desk.store.polls(source, begins, ends, known_at) for source in asked}
    return {source: times for source, times in polls.items() if times}


def _mids(desk: Desk, tape: Tape) -> Callable[[set[int]], Mapping[int, Decimal]]:
    def said(ids: set[int]) -> Mapping[int, Decimal]:
        rows: dict[int, Observation] = {row_id: row for row_id in ids if (row := tape.row(row_id)) is not None}
        if missing := ids - rows.keys():
            rows |= desk.store.observations_by_id(missing)
        return {row_id: middle for row_id, row in rows.items() if (middle := row.quote.middle) is not None}

    return said
