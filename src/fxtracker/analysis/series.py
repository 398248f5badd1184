"""Days put together to weeks and months, each with its open, high, low and close and the digits of its figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

__all__ = ["Span", "resample"]

_PERIOD = {"day": "D", "week": "W-SUN", "month": "M"}


class Span(NamedTuple):
    """One span of a series: the day it begins on (weeks on Monday, months on the first) and its figures, naira per unit.

    A side that was not determined is None. `days` is how many days with a figure it was made from.
    """

    start: date
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    close: Decimal | None
    days: int = 1


def resample(days: Iterable[Span], every: str) -> list[Span]:
    """The spans (by `day`, `week` or `month`) that the days make up, oldest first; a span without a figure is absent, never filled.

    Open is the first that is known, close the last, high and low the extremes of all; a day without a range counts by its close.
    """
    frame = pd.DataFrame(list(days), columns=Span._fields).astype(dict.fromkeys(("open", "high", "low", "close"), object))
    if frame.empty:
        return []
    frame = frame.sort_values("start", kind="stable")
    for side in ("open", "high", "low"):
        frame[side] = frame[side].where(frame[side].notna(), frame["close"])
    period = pd.to_datetime(frame["start"]).dt.to_period(_PERIOD[every])
    # Objects stay what they are in a group by: the decimals keep their digits.
    made = frame.groupby(period, sort=True).agg(
        open=("open", "first"), high=("high", _most), low=("low", _least), close=("close", "last"), days=("days", "sum")
    )
    return [
        Span(start.start_time.date(), _known(row["open"]), _known(row["high"]), _known(row["low"]), _known(row["close"]), int(row["days"]))
        for start, row in zip(made.index, made.to_dict("records"), strict=True)
    ]


def _most(figures: pd.Series) -> object:
    return max(figures.dropna(), default=None)


def _least(figures: pd.Series) -> object:
    return min(figures.dropna(), default=None)


def _known(figure: object) -> Decimal | None:
    return figure if isinstance(figure, Decimal) else None
