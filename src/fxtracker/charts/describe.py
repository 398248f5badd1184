"""The words beside a chart: alternative text, long description and the table that says the same as the picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from fxtracker.charts.labels import day_month
from fxtracker.charts.reading import Level
from fxtracker.charts.spec import Phrase, Series
from fxtracker.facts import Point
from fxtracker.words import dates, money

__all__ = ["ALT_MOST", "first_that_fits", "story", "table"]

ALT_MOST = 250
_NAMED_DAYS = 6


def first_that_fits(choices: Sequence[Phrase], most: int) -> Phrase:
    """The first of the phrases that is short enough, else the last one."""
    return next((choice for choice in choices if len(choice.text) <= most), choices[-1])


def story(levels: Sequence[Level], start: date, end: date, closing: Sequence[str] = ()) -> str:
    """The long description: of each line its start, end, high, low and missing days; then what else there is to say."""
    sentences = [sentence for level in levels for sentence in _course(level, start, end)]
    return " ".join([*sentences, *(sentence for sentence in closing if sentence)])


def _course(level: Level, start: date, end: date) -> list[str]:
    first, last = level.points[0], level.points[-1]
    name = f"The {level.name}"

    def at(point: Point) -> str:
        return f"{money.rate(point.value, level.market)} on {dates.day_month_year(point.day)}"

    if first is last:
        return [f"{name} is {at(last)}; no earlier figure is known in the period."]
    high = max(level.points, key=lambda point: point.value)
    low = min(level.points, key=lambda point: point.value)
    told = [f"{name} starts at {at(first)} and ends at {at(last)}."]
    if high.value == low.value:
        told.append("It does not change in between.")
    else:
        told.append(f"Its high is {at(high)}, its low {at(low)}.")
    absent = _absent(level.points, max(start, first.day), end)
    if absent:
        days = ": " + ", ".join(day_month(day, end) for day in absent) if len(absent) <= _NAMED_DAYS else ""
        told.append(f"It has no figure on {len(absent)} weekday{'s' if len(absent) > 1 else ''} of the period{days}.")
    return told


def _absent(points: Sequence[Point], start: date, end: date) -> list[date]:
    known = {point.day for point in points}
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in known]


def table(series: Sequence[Series]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Every point that is drawn, one day a row, as it is printed; a cell is empty where there is no figure."""
    header = ("Date", *(one.name[0].upper() + one.name[1:] for one in series))
    values = [{point.day: money.rate(point.value, one.market) for point in one.points} for one in series]
    days = sorted({day for column in values for day in column})
    return header, tuple((day.isoformat(), *(column.get(day, "") for column in values)) for day in days)
