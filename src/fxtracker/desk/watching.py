"""What is wrong with a source after a round, each kind looked for by a function of its own; nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from fxtracker.analysis.crosses import BASES, CROSS_TOLERANCE, broken_crosses
from fxtracker.analysis.quality import Rhythm, due_days, overdue
from fxtracker.desk import Desk
from fxtracker.desk.crosses import Crosses
from fxtracker.lagos import WAT, session_of
from fxtracker.rates import USD, Fixing, Market, Measure, Observation, Pair, Segment, Timing

if TYPE_CHECKING:
    from fxtracker.sources import Report, Source

__all__ = ["ROW_KINDS", "SCREENED", "conflict", "crosses", "late", "rhythm_of", "rows", "screened"]

Found = dict[str, str]
"""Kind of trouble to one sentence about it."""

ROW_KINDS = ("out_of_range", "not_a_number")
"""Reasons for which a row is set aside that speak of a slip, not of something that is merely not tracked."""

SCREENED: Mapping[str, str] = {
    "frozen": "has stood still for three days while the market moved",
    "unit": "is over twice or under half of the rate",
    "official_as_parallel": "is the official rate where the street's should stand",
    "wrong_currency": "is what a pound or a euro would cost",
    "crossed": "has a bid above its ask",
    "wide": "has sides over 8 % apart",
    "capped": "stands on one exact price in most of the adverts",
    "stale": "was last seen, or is dated, over three days ago",
}
"""Codes of fixings that tell of a source that went wrong, with what each says of a quote.

A quote that is dated ahead is not among them: the reader refuses it, so that one in the store came by an import.
"""

_PAIRS = 3
"""So many quotes are named in a sentence."""
_LOOK_BACK = timedelta(days=14)
_FRESH = timedelta(hours=24)
_CROSS_DAYS = 3
"""Days that a mid-market cross may be away from the session that it is held against: in a week it moves by more than a slip."""


def rows(report: Report) -> Found:
    """Rows of the answer whose figures could not be believed, by reason."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in report.set_aside:
        if row.reason in ROW_KINDS:
            found[row.reason].append(row.raw)
    words = {"out_of_range": "a figure outside its range", "not_a_number": "a figure that is no number"}
    return {reason: f"{_counted(len(raws), 'row')} with {words[reason]}, such as {raws[0][:120]!r}" for reason, raws in found.items()}


def screened(source: str, shots: Iterable[Fixing], said: Mapping[int, Observation]) -> Found:
    """Why the fixings of this moment left quotes of the source out, by code; `said` are, by id, those that its polls brought.

    What came by an import says nothing of how the source is doing.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for shot in shots:
        for left in shot.exclusions:
            seen = said.get(left.observation) if left.observation is not None else None
            if left.source == source and left.reason in SCREENED and seen is not None:
                found[left.reason].append(f"{shot.pair} {_figures(seen)}".rstrip())
    return {code: f"its {_listed(quotes)} {SCREENED[code]}" for code, quotes in found.items()}


def rhythm_of(source: Source) -> Rhythm:
    """When the source publishes, as its file expects it; the official market keeps the public holidays."""
    expected = source.expected
    every = timedelta(minutes=expected.every_minutes) if expected.every_minutes else None
    return Rhythm(expected.days, expected.by, every, holidays=source.market is Market.OFFICIAL)


def late(desk: Desk, source: Source) -> Found | None:
    """Whether what the source should have published last is not there; None where it has no calendar, or has said nothing yet."""
    rhythm, now = rhythm_of(source), desk.clock.now()
    if source.timing is Timing.SEEN or (rhythm.by is None and rhythm.every is None):
        return None
    # A row that is dated ahead must not pass for the newest for ever.
    since = session_of(now) - 2 * _LOOK_BACK
    said = [seen for seen in desk.store.observations(source=source.id, since=since) if seen.observed_at <= now]
    if not said:
        return None
    newest = max(said, key=lambda seen: seen.observed_at)
    if rhythm.by is None:
        silent = overdue(rhythm, desk.calendar, newest.observed_at, now)
        hours = round(silent.total_seconds() / 3600) if silent else 0
        told = f"its newest figure is of {_moment(newest.observed_at)}, {hours} hours ago; one is expected every {_span(rhythm.every)}"
        return {"late": told} if silent else {}
    due = due_days(rhythm, desk.calendar, session_of(now - _LOOK_BACK), now)
    last = max(seen.session if seen.timing is Timing.DATED else session_of(seen.observed_at) for seen in said)
    if not due or last >= due[-1]:
        return {}
    return {"late": f"what it publishes on {due[-1]} was due by {rhythm.by:%H:%M} WAT and is not there; its newest figure is of {last}"}


def crosses(desk: Desk, source: Source, left_out: frozenset[int]) -> Found | None:
    """Whether its pound and euro stand to its dollar as they do elsewhere; None where that cannot be judged."""
    now = desk.clock.now()
    by_day: defaultdict[date, dict[str, Decimal]] = defaultdict(dict)
    if source.market is Market.OFFICIAL:
        for seen in desk.store.observations(Market.OFFICIAL, measure=Measure.CENTRAL, source=source.id, since=session_of(now - _LOOK_BACK)):
            _take(by_day[seen.session], seen)
    elif source.market is Market.PARALLEL and source.segment is Segment.STREET:
        for sighting in desk.store.sightings(Market.PARALLEL, [USD, *map(Pair, BASES)], now, segment=Segment.STREET):
            seen = sighting.observation
            if seen.source == source.id and seen.id not in left_out and now - sighting.seen_at <= _FRESH:
                _take(by_day[session_of(sighting.seen_at)], seen)
    whole = [day for day, mids in by_day.items() if "USD" in mids and len(mids) > 1]
    if not whole:
        return None
    day = max(whole)
    dollars = Crosses(desk, day).near(day, _CROSS_DAYS)
    if not dollars:
        return None
    broken = broken_crosses(by_day[day], dollars, CROSS_TOLERANCE[source.market])
    told = (
        f"{cross.base}/NGN over USD/NGN of {day} is {cross.stated:.4f} dollars, and the mid-market has {cross.expected:.4f} "
        f"({100 * cross.apart:+.1f} %)"
        for cross in broken
    )
    return {"cross": "; ".join(told)} if broken else {}


def conflict(desk: Desk, source: Source) -> Found | None:
    """Whether the Central Bank's table of the newest session that has both is not its own row of the market less 50 kobo.

    For one who repeats the bank's figure: whether it repeats another one. None where there is nothing to compare.
    """
    fixings = desk.store.fixings(Market.OFFICIAL, since=session_of(desk.clock.now() - _LOOK_BACK))
    table = {fixing.session: fixing for fixing in fixings if fixing.measure is Measure.CENTRAL and source.id in fixing.sources}
    averages = {fixing.session: fixing for fixing in fixings if fixing.measure is Measure.WEIGHTED_AVERAGE and fixing.pair == USD}
    both = sorted(session for session, fixing in table.items() if fixing.pair == USD and session in averages)
    if both:
        ours, theirs = table[both[-1]], averages[both[-1]]
        if "official_conflict" not in ours.notes:
            return {}
        selling = f"selling {ours.ask:f}, " if ours.ask is not None else ""
        return {"conflict": f"{selling}central {ours.value} of {both[-1]} do not go with the market's weighted average {theirs.value}"}
    return _repeats(desk, source, fixings)


def _repeats(desk: Desk, source: Source, fixings: Sequence[Fixing]) -> Found | None:
    beside = {
        left.observation: fixing
        for fixing in fixings
        for left in fixing.exclusions
        if left.source == source.id and left.reason == "outranked" and left.observation is not None
    }
    if not beside:
        return None
    newest = max(fixing.session for fixing in beside.values())
    for seen, verdict in desk.store.verdicts(source.id):
        fixing = beside.get(seen.id or 0)
        if fixing is not None and fixing.session == newest and "official_conflict" in verdict.reason.split(","):
            return {"conflict": f"{seen.pair} {_figures(seen)} of {newest} is not the {fixing.measure} {fixing.value} that it repeats"}
    return {}


def _take(mids: dict[str, Decimal], seen: Observation) -> None:
    middle = seen.quote.middle
    if middle is not None and middle > 0:
        mids[seen.pair.base] = middle


def _figures(seen: Observation) -> str:
    return " / ".join(f"{figure:f}" for figure in seen.quote if figure is not None)


def _listed(quotes: Sequence[str]) -> str:
    more = f" and {len(quotes) - _PAIRS} more" if len(quotes) > _PAIRS else ""
    return ", ".join(quotes[:_PAIRS]) + more


def _counted(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _moment(instant: datetime) -> str:
    return instant.astimezone(WAT).strftime("%Y-%m-%d %H:%M WAT")


def _span(every: timedelta | None) -> str:
    minutes = int(every.total_seconds() // 60) if every else 0
    return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} minutes"
