"""What may be said of the official market on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fxtracker.analysis.changes import changes, confirmed_jump, fact_of
from fxtracker.analysis.reading import CLOSING_DUE, official_reading
from fxtracker.analysis.track import BROKEN_AFTER, Track
from fxtracker.facts import Fact, Line, Unit
from fxtracker.lagos import NFEM_START, Calendar, at_wat
from fxtracker.rates import Fixing, Grade, Market, Measure, Pair, Status

__all__ = ["Official", "official_day"]

_LINE_DAYS = timedelta(days=400)
_EXTREME_SESSIONS = 20
_RECORD_SESSIONS = 250
_BESIDE = (Measure.HIGH, Measure.LOW, Measure.WEIGHTED_AVERAGE, Measure.SIMPLE_AVERAGE)


@dataclass(frozen=True, slots=True)
class Official:
    """The official figure of a day with all that is said beside it; `track` ends with it and is empty where the market is missing."""

    track: Track
    grade: Grade | None
    facts: tuple[Fact, ...]
    flags: frozenset[str]
    lines: Mapping[str, Line]


def official_day(
    fixings: Sequence[Fixing], pair: Pair, day: date, at: datetime, calendar: Calendar, record_start: date | None = None
) -> Official:
    """The official market on a day as it was known at an instant; `fixings` are the standing ones of all measures, oldest first.

    `record_start` is the first session of the record where the fixings do not go back to it.
    """
    measures: defaultdict[Measure, list[Fixing]] = defaultdict(list)
    for fixing in fixings:
        if fixing.session <= day and fixing.value is not None:
            measures[fixing.measure].append(fixing)
    latest = {measure: found[-1] for measure, found in measures.items()}
    figure, grade = official_reading(latest, at, calendar)
    nothing = Track.of((), Market.OFFICIAL, Measure.CLOSE)
    if figure is None:
        return Official(nothing, None, (), frozenset({"official.missing"}) | _awaited(None, day, at, calendar), {})
    track = Track.of(measures[figure.measure], Market.OFFICIAL, figure.measure).until(figure.session)
    beside = {measure: Track.of(measures[measure], Market.OFFICIAL, measure) for measure in _BESIDE if figure.measure is Measure.CLOSE}
    lines = {
        name: series.line(name, pair, day - _LINE_DAYS)
        for name, series in (
            (f"official.{figure.measure}", track),
            *((f"official.{measure}", series) for measure, series in beside.items() if measure in (Measure.HIGH, Measure.LOW)),
        )
        if series
    }
    if grade is Grade.D:
        return Official(nothing, grade, (), frozenset({"official.missing"}) | _awaited(figure, day, at, calendar), lines)
    facts = (
        fact_of(track, -1, f"official.{figure.measure}"),
        *_beside(beside, figure.session),
        *changes(track, "official", BROKEN_AFTER.days),
        *_streak(track),
        *_extremes(track, record_start),
        _start(track, record_start),
    )
    return Official(track, grade, facts, _flags(track, beside, day, at, calendar), lines)


def _beside(beside: Mapping[Measure, Track], session: date) -> Iterator[Fact]:
    present = {measure: index for measure, track in beside.items() if (index := track.on_or_before(session, 0)) is not None}
    for measure, index in present.items():
        yield fact_of(beside[measure], index, f"official.{measure}")
    if Measure.HIGH in present and Measure.LOW in present:
        high, low = beside[Measure.HIGH], beside[Measure.LOW]
        width = high.shown[present[Measure.HIGH]] - low.shown[present[Measure.LOW]]
        top = fact_of(high, present[Measure.HIGH], "official.range")
        yield replace(top, value=width, measure=None, derivation="printed official.high - printed official.low")


def _streak(track: Track) -> Iterator[Fact]:
    length, way = track.streak()
    if length >= 2:
        present = fact_of(track, -1, "official.streak")
        yield replace(present, value=length, unit=Unit.SESSIONS, derivation="sessions in a row that moved the same way")
        word = "weaker" if way > 0 else "stronger"
        yield replace(present, id="official.streak.direction", role="official.streak.direction", value=word, unit=Unit.WORD)


def _extremes(track: Track, record_start: date | None) -> Iterator[Fact]:
    last = len(track.days) - 1
    whole = record_start is None or track.days[0] <= record_start
    for way, word in ((-1, "strongest"), (1, "weakest")):
        index = track.last_at_least(way)
        if index is not None and last - index - 1 >= _EXTREME_SESSIONS:
            name, since = f"official.{word}_since", track.days[index]
        elif index is None and whole and last + 1 >= _RECORD_SESSIONS:
            name, since = f"official.{word}_on_record", track.days[0]
        else:
            continue
        yield replace(
            fact_of(track, -1, name), value=since, unit=Unit.DAY, derivation="the last earlier session at least as far", base=since
        )


def _start(track: Track, record_start: date | None) -> Fact:
    first = min(track.days[0], record_start or track.days[0])
    return Fact("records.official.start", "records.official.start", first, Unit.DAY, track.measure, first, sources=track.fixings[0].sources)


def _flags(track: Track, beside: Mapping[Measure, Track], day: date, at: datetime, calendar: Calendar) -> frozenset[str]:
    figure = track.fixings[-1]
    row = [series.fixings[index] for series in beside.values() if (index := series.on_or_before(figure.session, 0)) is not None]
    told = [figure, *row]
    found = {
        "official.today": figure.session == day,
        "official.carried": figure.session != day,
        "official.outside_range": any(fixing.status is Status.OUTSIDE_RANGE for fixing in told),
        "official.conflict": any(fixing.status is Status.CONFLICT or "official_conflict" in fixing.notes for fixing in told),
        "official.central_only": figure.measure is Measure.CENTRAL and figure.session >= NFEM_START,
        "official.confirmed_jump": confirmed_jump(track, BROKEN_AFTER.days),
    }
    return frozenset(flag for flag, holds in found.items() if holds) | _awaited(figure, day, at, calendar)


def _awaited(figure: Fixing | None, day: date, at: datetime, calendar: Calendar) -> frozenset[str]:
    """Whether the day's own figure is still to come, or did not come."""
    if figure is not None and figure.session == day:
        return frozenset()
    estimated = "(estimated)" in (calendar.holiday(day) or "")
    if not calendar.is_business_day(day) and not (estimated and day.weekday() < 5):
        return frozenset()
    return frozenset({"official.unpublished" if at >= at_wat(day, CLOSING_DUE) else "official.expected"})
