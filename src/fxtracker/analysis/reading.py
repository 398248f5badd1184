"""Which official figure stands at a moment, and how good it is: cheap, for the quick commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from fxtracker.lagos import NFEM_START, WAT, Calendar, session_of
from fxtracker.rates import USD, Fixing, Grade, Measure

__all__ = ["CLOSING_DUE", "SILENT_DAYS", "best_at", "official_grade", "official_reading"]

CLOSING_DUE = time(20, 0)
"""Until then (West Africa Time) the figure of a business day may still come."""

_FRESH = ((timedelta(hours=6), Grade.A), (timedelta(hours=24), Grade.B), (timedelta(hours=72), Grade.C))

SILENT_DAYS = 3
"""After so many business days without a figure the official market is missing."""


def best_at(age: timedelta) -> Grade:
    """The best grade that quotes of a median age can have (step 9 of the method)."""
    return next((grade for limit, grade in _FRESH if age <= limit), Grade.D)


def official_reading(
    fixings: Mapping[Measure, Fixing | None], at: datetime, calendar: Calendar
) -> tuple[Fixing, Grade] | tuple[None, Grade]:
    """The official figure that stands at an instant, from the latest session fixing of each measure, and its grade at that instant.

    It is the close from 2 December 2024 and the central rate before that and for other currencies; a central rate of a later session
    stands in for a close that is missing, or that only the press gives.
    """
    close, central = (_known(fixings.get(measure), at) for measure in (Measure.CLOSE, Measure.CENTRAL))
    fixing = central
    if close is not None and close.session >= NFEM_START and (central is None or _outranks(close, central)):
        fixing = close
    if fixing is None:
        return None, Grade.D
    return fixing, official_grade(fixing, at, calendar)


def official_grade(fixing: Fixing, at: datetime, calendar: Calendar) -> Grade:
    """The grade of an official figure at an instant: its own, B where a central rate stands in for the close, D after three silent days.

    A business day that is not over yet (20:00 in Lagos) does not count as silent.
    """
    day = session_of(at)
    if at.astimezone(WAT).time() < CLOSING_DUE:
        day -= timedelta(days=1)
    if calendar.silent_for(fixing.session, day, SILENT_DAYS):
        return Grade.D
    stands_in = fixing.measure is Measure.CENTRAL and fixing.pair == USD and fixing.session >= NFEM_START
    return max(fixing.grade, Grade.B, key=lambda grade: grade.value) if stands_in else fixing.grade


def _outranks(close: Fixing, central: Fixing) -> bool:
    # A close that only the press gives does not displace the Central Bank's own rate of the same session.
    return close.session > central.session or (close.session == central.session and close.grade < Grade.C)


def _known(fixing: Fixing | None, at: datetime) -> Fixing | None:
    return fixing if fixing is not None and fixing.value is not None and fixing.session <= session_of(at) else None
