"""Open, high, low and close of a series by day, week or month, with the digits of its figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

__all__ = ["Bar", "Every", "resample"]

Every = Literal["day", "week", "month"]


class Bar(NamedTuple):
    """One span of a series: the day it begins on (weeks on Monday, months on the first) and its figures, naira per unit."""

    start: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    figures: int


def resample(figures: Iterable[tuple[date, Decimal]], every: Every) -> list[Bar]:
    """The bars of (session, figure) pairs, which come in order of time; spans without a figure are absent, never filled."""
    bars: dict[date, Bar] = {}
    for day, value in figures:
        start = _start(day, every)
        bar = bars.get(start)
        if bar is None:
            bars[start] = Bar(start, value, value, value, value, 1)
        else:
            bars[start] = Bar(start, bar.open, max(bar.high, value), min(bar.low, value), value, bar.figures + 1)
    return [bars[start] for start in sorted(bars)]


def _start(day: date, every: Every) -> date:
    if every == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if every == "month" else day
