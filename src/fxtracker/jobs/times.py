"""When a job fires: pure arithmetic on instants, in UTC, from the wall clock of the job's own zone.

A zone that turns its clocks is reckoned with: a time that the clock skips counts by the clock before the turn, and a time that comes
twice fires at its first coming. Lagos never turns its clocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from fxtracker.jobs.files import DAYS, Job

__all__ = ["describe", "due", "next_time", "previous_time"]

_DAY = timedelta(days=1)
_HORIZON = 10
"""Days that are looked at: a week with one firing, an offset of almost a day and a change of date by the zone."""


def next_time(job: Job, after: datetime) -> datetime:
    """The first firing later than an aware instant, in UTC."""
    start = after.astimezone(job.zone).date() - 2 * _DAY
    for step in range(_HORIZON + 2):
        for firing in _firings(job, start + step * _DAY):
            if firing > after:
                return firing
    raise AssertionError(f"{job.id} never fires")


def previous_time(job: Job, at: datetime) -> datetime:
    """The last firing that is not later than an aware instant, in UTC."""
    start = at.astimezone(job.zone).date() + _DAY
    for step in range(_HORIZON + 2):
        for firing in reversed(_firings(job, start - step * _DAY)):
            if firing <= at:
                return firing
    raise AssertionError(f"{job.id} never fired")


def due(job: Job, last_done: datetime | None, now: datetime) -> datetime | None:
    """The one firing that should run now, or None; `last_done` is the latest firing that has been run or is running.

    Of several that were missed only the latest counts. One that is later than the job's `misfire` is due only if the job catches up.
    """
    if not job.enabled:
        return None
    firing = previous_time(job, now)
    if last_done is not None and last_done >= firing:
        return None
    if now - firing <= job.misfire or job.catch_up == "once":
        return firing
    return None


def describe(job: Job) -> str:
    """The schedule in words: `every 30m from 14:25 to 19:55, mon-fri, Africa/Lagos`."""
    if job.at is not None:
        when = f"at {job.at:%H:%M}"
    else:
        when = f"every {_short(job.every or _DAY)}"
        if (job.first, job.last) != (time(0), time(23, 59)):
            when += f" from {job.first:%H:%M} to {job.last:%H:%M}"
    if job.offset:
        when += f" plus {_short(job.offset)}"
    return f"{when}, {_day_names(job.days)}, {job.zone.key}"


def _firings(job: Job, day: date) -> list[datetime]:
    """The firings that belong to a day of the job's zone, in order; with an offset the last may lie in the day after."""
    if day.weekday() not in job.days:
        return []
    return sorted({datetime.combine(day, moment, job.zone).astimezone(UTC) + job.offset for moment in _moments(job)})


def _moments(job: Job) -> Iterator[time]:
    if job.at is not None or job.every is None:
        yield job.at or time(0)
        return
    step = job.every
    moment, end = (timedelta(hours=edge.hour, minutes=edge.minute) for edge in (job.first, job.last))
    while moment <= end:
        yield time(moment.seconds // 3600, moment.seconds // 60 % 60, moment.seconds % 60)
        moment += step


def _day_names(days: frozenset[int]) -> str:
    if len(days) == 7:
        return "every day"
    ordered = sorted(days)
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{DAYS[ordered[0]]}-{DAYS[ordered[-1]]}"
    return ", ".join(DAYS[number] for number in ordered)


def _short(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"
