"""How good a source is, in numbers that follow from what is stored: how far it stands from the others, and what it failed to publish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import log
from typing import NamedTuple

from fxtracker.analysis.weighted import median, weighted_median
from fxtracker.lagos import Calendar, at_wat, day_end, session_of
from fxtracker.rates import Fixing, Observation

__all__ = ["Rhythm", "distances", "due_days", "missed_days", "overdue", "usual_distance"]

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_QUIET = timedelta(hours=6)
"""However quick its rhythm, a source that has said nothing new for less than this is not late: a quote that old has its full weight."""


class Rhythm(NamedTuple):
    """When a source publishes: on which days of the week, by which hour in Lagos, how often, and whether public holidays are free."""

    days: Collection[str] = _NAMES
    by: time | None = None
    every: timedelta | None = None
    holidays: bool = False

    def on(self, day: date, calendar: Calendar) -> bool:
        """Whether it publishes on that day."""
        return _NAMES[day.weekday()] in self.days and not (self.holidays and calendar.holiday(day) is not None)

    def due(self, day: date) -> datetime:
        """When what it publishes on that day should be there: by its hour, without one by the end of the day in Lagos."""
        return day_end(day) if self.by is None else at_wat(day, self.by)


def due_days(rhythm: Rhythm, calendar: Calendar, since: date, now: datetime) -> list[date]:
    """The days from `since` on whose publication should be there at `now`, oldest first."""
    days = (since + timedelta(days=offset) for offset in range((session_of(now) - since).days + 1))
    return [day for day in days if rhythm.on(day, calendar) and rhythm.due(day) <= now]


def missed_days(
    rhythm: Rhythm, calendar: Calendar, published: Collection[date], first_asked: datetime, since: date, now: datetime
) -> list[date]:
    """The days from `since` on whose publication is due at `now` and is not among the `published` sessions, oldest first.

    What was due before a source was first asked is its history, not a publication that was missed; only the last one of those should
    have been there to be seen, or a later one.
    """
    due = due_days(rhythm, calendar, since, now)
    before = [day for day in due if rhythm.due(day) <= first_asked]
    seen = {day for day in before if day != before[-1] or any(session > day for session in published)}
    return [day for day in due if day not in seen and day not in published]


def overdue(rhythm: Rhythm, calendar: Calendar, newest: datetime, now: datetime) -> timedelta | None:
    """How long a source has been silent, where that is over twice its rhythm and six hours; None where it is not, or has no rhythm.

    `newest` is the latest time that it stated itself. Hours of days on which it does not publish do not count.
    """
    if rhythm.every is None or newest >= now:
        return None
    silent = timedelta()
    start, today = session_of(newest), session_of(now)
    if (today - start).days > 60:
        return now - newest
    for offset in range((today - start).days + 1):
        day = start + timedelta(days=offset)
        if rhythm.on(day, calendar):
            silent += min(now, day_end(day)) - max(newest, at_wat(day, time(0)))
    return silent if silent > max(2 * rhythm.every, _QUIET) else None


def distances(fixings: Iterable[Fixing], said: Mapping[int, Observation], groups: Mapping[str, str]) -> dict[str, list[float]]:
    """How far each source stood from the others, |ln(mid / fixing without its group)|, once a fixing that has another voice.

    `said` are the observations by id, for the mids of those that a fixing left out; `groups` names the group of each source.
    """
    found: defaultdict[str, list[float]] = defaultdict(list)
    for fixing in fixings:
        stated: dict[str, Decimal] = {}
        for left in fixing.exclusions:
            seen = said.get(left.observation) if left.observation is not None else None
            middle = seen.quote.middle if seen is not None else None
            if middle is not None and middle > 0:
                stated[left.source] = middle
        stated.update((used.source, used.mid) for used in fixing.inputs)
        for source, mid in stated.items():
            own = {groups.get(source, source), *(used.group for used in fixing.inputs if used.source == source)}
            others = [(used.mid, used.weight) for used in fixing.inputs if used.group not in own]
            if others:
                found[source].append(abs(log(mid / weighted_median(others).value)))
    return dict(found)


def usual_distance(away: Collection[float]) -> float | None:
    """The median of the distances, in percent to two places; None where there are none."""
    return round(100 * median(list(away)), 2) if away else None
