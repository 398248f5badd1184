"""One series of one market, measure and side, as the day's facts look back over it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from fxtracker.facts import Line, Point, printed
from fxtracker.rates import Fixing, Market, Measure, Pair, Status

__all__ = ["BROKEN_AFTER", "Track"]

BROKEN_AFTER = timedelta(days=14)
"""Two sessions further apart than this are not neighbours: the longest holiday is shorter, so that the record has a hole."""

_STATES = {
    Status.PROVISIONAL: "provisional",
    Status.UNCONFIRMED: "unconfirmed",
    Status.CONFLICT: "disputed",
    Status.DISPERSED: "disputed",
    Status.SPLIT: "disputed",
}


@dataclass(frozen=True, slots=True)
class Track:
    """The figures of a series, oldest first, one a session: exact in `values`, as prose prints them in `shown`."""

    market: Market
    measure: Measure
    side: str
    days: tuple[date, ...]
    values: tuple[Decimal, ...]
    shown: tuple[Decimal, ...]
    fixings: tuple[Fixing, ...]

    @classmethod
    def of(cls, fixings: Iterable[Fixing], market: Market, measure: Measure, side: str = "mid") -> Track:
        """The track of the fixings that state that side: bid, ask, or mid (the value)."""
        figure: Callable[[Fixing], Decimal | None] = {
            "mid": lambda fixing: fixing.value,
            "bid": lambda fixing: fixing.bid,
            "ask": lambda fixing: fixing.ask,
        }[side]
        found = [(fixing.session, value, fixing) for fixing in fixings if (value := figure(fixing)) is not None]
        days, values, kept = zip(*found, strict=True) if found else ((), (), ())
        return cls(market, measure, side, days, values, tuple(printed(value, market) for value in values), kept)

    def __bool__(self) -> bool:
        return bool(self.days)

    def until(self, day: date) -> Track:
        """The track up to and with that day."""
        end = bisect_right(self.days, day)
        if end == len(self.days):
            return self
        return Track(self.market, self.measure, self.side, self.days[:end], self.values[:end], self.shown[:end], self.fixings[:end])

    def on_or_before(self, day: date, within: int) -> int | None:
        """Where the last session on or before a day stands, at most so many days before it."""
        index = bisect_right(self.days, day) - 1
        if index < 0 or (day - self.days[index]).days > within:
            return None
        return index

    def streak(self) -> tuple[int, int]:
        """How many sessions in a row the printed figure moved the way it last moved, and that way: 1 up, -1 down, 0 where it did not."""
        length, way = 0, 0
        neighbours = zip(pairwise(self.days), pairwise(self.shown), strict=True)
        for (earlier_day, later_day), (earlier, later) in reversed(list(neighbours)):
            direction = (later > earlier) - (later < earlier)
            if direction == 0 or later_day - earlier_day > BROKEN_AFTER or way not in (0, direction):
                break
            length, way = length + 1, direction
        return length, way

    def last_at_least(self, way: int) -> int | None:
        """Where the last earlier session stands whose printed figure was at least as far that way (-1 as low, 1 as high); None if none."""
        present = self.shown[-1] * way
        for index in range(len(self.shown) - 2, -1, -1):
            if self.shown[index] * way >= present:
                return index
        return None

    def line(self, name: str, pair: Pair, since: date) -> Line:
        """The track from a day on, as charts draw it."""
        points = (
            Point(day, value, _STATES.get(fixing.status, "ok"))
            for day, value, fixing in zip(self.days, self.values, self.fixings, strict=True)
            if day > since
        )
        return Line(name, self.market, self.measure, pair, self.side, tuple(points))
