"""Dates of a text that cannot be: a weekday that is another day's, a day that its month does not have (T7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fxtracker.checker.moments import MONTHS, WEEKDAYS, Stated, dates, weekday_name
from fxtracker.checker.report import Problem, excerpt

__all__ = ["judge_dates", "reference"]


def reference(texts: Iterable[str], given: date | None) -> date | None:
    """The day of a piece: the one given, else the first full date in it, else None."""
    if given is not None:
        return given
    for text in texts:
        for stated in dates(text):
            day = stated.in_year(stated.year) if stated.year else None
            if day is not None:
                return day
    return None


def judge_dates(text: str, today: date | None) -> list[Problem]:
    """The dates of a text that are no date, or no such weekday; a date without a year is of the year that is nearest to `today`."""
    problems = []
    for stated in dates(text):
        where = excerpt(text, stated.start, stated.end)
        if not 1 <= stated.month <= 12 or stated.in_year(stated.year or 2024) is None:
            problems.append(Problem("T7", f"there is no {stated.text.strip()}", where))
            continue
        day = _resolve(stated, today)
        if day is not None and stated.weekday is not None and stated.weekday != day.weekday():
            said = WEEKDAYS[stated.weekday]
            problems.append(Problem("T7", f"{day.day} {MONTHS[day.month - 1]} {day.year} is a {weekday_name(day)}, not a {said}", where))
    return problems


def _resolve(stated: Stated, today: date | None) -> date | None:
    if stated.year is not None:
        return stated.in_year(stated.year)
    if today is None:
        return None
    days = [day for year in (today.year - 1, today.year, today.year + 1) if (day := stated.in_year(year)) is not None]
    return min(days, key=lambda day: abs((day - today).days), default=None)
