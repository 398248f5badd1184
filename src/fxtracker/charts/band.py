"""The space between two lines, cut where they cross, as polygons of what is above and what is below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from fxtracker.facts import Point

__all__ = ["Shape", "between"]

Shape = list[tuple[float, float]]
"""Corners as (day ordinal, value)."""


class _Piece(NamedTuple):
    """A stretch in which the first line does not cross the second: at each end the day and both values."""

    start: float
    first: float
    second: float
    end: float
    first_end: float
    second_end: float


def between(first: Sequence[Point], second: Sequence[Point], first_step: bool, second_step: bool) -> tuple[list[Shape], list[Shape]]:
    """The shapes where the first line lies above the second, and where it lies below; only over days that both lines span."""
    begin = max(first[0].day, second[0].day).toordinal()
    end = min(first[-1].day, second[-1].day).toordinal()
    if end <= begin:
        return [], []
    one, two = _Track(first, first_step), _Track(second, second_step)
    days = sorted({day for day in (*one.days, *two.days) if begin <= day <= end})
    shapes: dict[bool, list[Shape]] = {True: [], False: []}
    run: list[_Piece] = []
    for a, b in pairwise(days):
        fa, fb = one.ends(a, b)
        sa, sb = two.ends(a, b)
        for piece in _uncrossed(_Piece(a, fa, sa, b, fb, sb)):
            if run and _above(run[-1]) != _above(piece):
                shapes[_above(run[-1])].append(_outline(run))
                run = []
            run.append(piece)
    shapes[_above(run[-1])].append(_outline(run))
    return shapes[True], shapes[False]


class _Track:
    """A line that can be asked for its value on any day that it spans."""

    def __init__(self, points: Sequence[Point], step: bool) -> None:
        self.days = [point.day.toordinal() for point in points]
        self.values = [float(point.value) for point in points]
        self.step = step

    def ends(self, a: int, b: int) -> tuple[float, float]:
        """The value at day a, and at day b as it is approached from a; no point lies between the two."""
        index = bisect_right(self.days, a) - 1
        start = self.values[index]
        if self.step or index + 1 == len(self.days):
            return start, start
        origin, slope = self.days[index], (self.values[index + 1] - start) / (self.days[index + 1] - self.days[index])
        return start + slope * (a - origin), start + slope * (b - origin)


def _uncrossed(piece: _Piece) -> tuple[_Piece, ...]:
    left, right = piece.first - piece.second, piece.first_end - piece.second_end
    if left * right >= 0:
        return (piece,)
    share = left / (left - right)
    x = piece.start + (piece.end - piece.start) * share
    y = piece.first + (piece.first_end - piece.first) * share
    return (piece._replace(end=x, first_end=y, second_end=y), piece._replace(start=x, first=y, second=y))


def _above(piece: _Piece) -> bool:
    return piece.first + piece.first_end >= piece.second + piece.second_end


def _outline(run: Sequence[_Piece]) -> Shape:
    there = [corner for piece in run for corner in ((piece.start, piece.first), (piece.end, piece.first_end))]
    back = [corner for piece in reversed(run) for corner in ((piece.end, piece.second_end), (piece.start, piece.second))]
    return there + back
