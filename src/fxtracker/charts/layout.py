"""Where things go: round ticks, dates on an axis, labels pushed apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

__all__ = ["breaks", "date_ticks", "dodge", "value_ticks"]

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
_MOST_TICKS = 6
_LONGEST_GAP = 5


def value_ticks(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Three to six round values within [low, high], as many as there can be."""
    step = (high - low) / 1000
    power = step.adjusted()
    while True:
        for mantissa in _STEPS:
            step = mantissa.scaleb(power)
            first = (low / step).to_integral_value(ROUND_CEILING)
            last = (high / step).to_integral_value(ROUND_FLOOR)
            if last - first + 1 <= _MOST_TICKS:
                return tuple(_plain(step * number) for number in range(int(first), int(last) + 1))
        power += 1


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros, and without an exponent."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def date_ticks(start: date, end: date) -> Iterator[tuple[str, tuple[date, ...]]]:
    """Candidates for the time axis, finest first: the kind of label (day, month, year) and the days that it marks."""
    span = (end - start).days
    days = [start + timedelta(days=offset) for offset in range(span + 1)]
    if span <= 12:
        yield "day", tuple(days)
        yield "day", tuple(days[::-2][::-1])
    if span <= 75:
        yield "day", tuple(day for day in days if day.weekday() == 0)
        yield "day", tuple(day for day in days if day.weekday() == 0)[::2]
    firsts = [day for day in days if day.day == 1]
    for every in (1, 2, 3, 6):
        yield "month", tuple(day for day in firsts if (day.month - 1) % every == 0)
    for every in (1, 2, 5, 10):
        yield "year", tuple(day for day in firsts if day.month == 1 and day.year % every == 0)


def dodge(centres: Sequence[float], heights: Sequence[float], top: float, bottom: float, gap: float) -> list[float]:
    """Centres moved apart as little as needed so that blocks of these heights neither touch nor leave [top, bottom].

    Blocks that touch are merged and the whole is put at the mean of what its members asked for, as in isotonic regression.
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while len(groups) > 1 and _start(groups[-1], centres, heights, top, bottom, gap) < (
            _start(groups[-2], centres, heights, top, bottom, gap) + _length(groups[-2], heights, gap) + gap
        ):
            last = groups.pop()
            groups[-1] += last
    placed = [0.0] * len(centres)
    for group in groups:
        at = _start(group, centres, heights, top, bottom, gap)
        for index in group:
            placed[index] = at + heights[index] / 2
            at += heights[index] + gap
    return placed


def _length(group: Sequence[int], heights: Sequence[float], gap: float) -> float:
    return sum(heights[index] for index in group) + gap * (len(group) - 1)


def _start(group: Sequence[int], centres: Sequence[float], heights: Sequence[float], top: float, bottom: float, gap: float) -> float:
    offset, wanted = 0.0, 0.0
    for index in group:
        wanted += centres[index] - heights[index] / 2 - offset
        offset += heights[index] + gap
    start = wanted / len(group)
    return max(top, min(start, bottom - _length(group, heights, gap)))


def breaks(days: Sequence[date]) -> list[int]:
    """The positions before which a line is broken: over five weekdays lie between that point and the one before."""
    return [index for index in range(1, len(days)) if _weekdays_between(days[index - 1], days[index]) > _LONGEST_GAP]


def _weekdays_between(first: date, second: date) -> int:
    span = (second - first).days - 1
    whole, rest = divmod(max(span, 0), 7)
    return whole * 5 + sum(1 for offset in range(1, rest + 1) if (first + timedelta(days=offset)).weekday() < 5)
