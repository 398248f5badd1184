"""A line chart on a page: frame, gridlines, time axis, band, lines and the labels at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from fxtracker.charts.band import Shape, between
from fxtracker.charts.canvas import Box, Canvas
from fxtracker.charts.ends import end_labels, gutter
from fxtracker.charts.frame import Frame
from fxtracker.charts.labels import month
from fxtracker.charts.layout import breaks, date_ticks, value_ticks
from fxtracker.charts.marks import peak, starts
from fxtracker.charts.page import footer, header
from fxtracker.charts.spec import ChartSpec, Label, Series
from fxtracker.charts.style import BAND, BAND_BELOW, GRID, SPINE, TEXT2, WHITE
from fxtracker.facts import Point
from fxtracker.words.money import naira

__all__ = ["draw_lines", "reach", "segments", "trace"]


_MOST_POINTS = 520


def draw_lines(canvas: Canvas, spec: ChartSpec) -> None:
    """Draw the whole chart."""
    size = canvas.size
    top = header(canvas, spec.title, spec.subtitle) + size.tick * 1.2
    bottom = footer(canvas, spec.source, spec.as_of) - size.tick * 3.9
    values = [float(point.value) for series in spec.series for point in (*series.points, *(series.spread or ()))]
    low, high = reach(min(values), max(values), bottom - top, size.tick * 1.9)
    ticks = value_ticks(Decimal(repr(low)), Decimal(repr(high)))
    left = canvas.left + max(canvas.width(naira(tick), size.tick) for tick in ticks) + 14
    right = canvas.right - gutter(canvas, spec.series)
    frame = Frame(Box(left, top, right, bottom), min(spec.start, spec.end - timedelta(days=6)), spec.end, low, high)
    _value_axis(canvas, frame, ticks)
    _time_axis(canvas, frame)
    _band(canvas, frame, spec)
    polylines = [line for series in spec.series for line in _lines(canvas, frame, series)]
    end_labels(canvas, frame, spec.series)
    starts(canvas, frame, spec.series, polylines)
    if spec.callout and (series := spec.find(spec.callout)):
        peak(canvas, frame, series, polylines)


def reach(low: float, high: float, height: float, room: float) -> tuple[float, float]:
    """The value axis: one percent of the level clear on both sides, and room for a label above and below the lines."""
    pad = max(0.01 * (abs(low) + abs(high)) / 2, (high - low) * room / (height - 2 * room))
    return low - pad, high + pad


def _value_axis(canvas: Canvas, frame: Frame, ticks: Sequence[Decimal]) -> None:
    px = canvas.size.tick
    for tick in ticks:
        y = frame.y(tick)
        canvas.line([(frame.box.left, y), (frame.box.right, y)], GRID, 1.2, layer=1.0, butt=True)
        canvas.text(frame.box.left - 14, y + px * 0.35, naira(tick), px, 400, TEXT2, "right")
        canvas.strings.append(Label(naira(tick), "axis"))


def _time_axis(canvas: Canvas, frame: Frame) -> None:
    px, base = canvas.size.tick, frame.box.bottom
    canvas.line([(frame.box.left, base), (frame.box.right, base)], SPINE, 1.4, layer=1.2, butt=True)
    for day, x, lines in _time_labels(canvas, frame):
        canvas.line([(frame.x(day), base), (frame.x(day), base + 7)], SPINE, 1.4, layer=1.2, butt=True)
        for number, text in enumerate(lines):
            canvas.text(x, base + 12 + px * (0.95 + 1.22 * number), text, px, 400, TEXT2, "middle")
        canvas.note(" ".join(lines))


def _time_labels(canvas: Canvas, frame: Frame) -> list[tuple[date, float, tuple[str, ...]]]:
    """The first set of ticks whose labels stand apart: day, the middle of its label, the label's lines."""
    for kind, days in date_ticks(frame.start, frame.end):
        labels: list[tuple[date, float, tuple[str, ...]]] = []
        right = -1e9
        for number, day in enumerate(days):
            text = {"day": f"{day.day} {month(day)}", "month": month(day), "year": str(day.year)}[kind]
            turn = kind != "year" and (number == 0 or day.year != days[number - 1].year)
            lines = (text, str(day.year)) if turn else (text,)
            half = max(canvas.width(line, canvas.size.tick) for line in lines) / 2
            x = min(max(frame.x(day), frame.box.left + half - 8), canvas.right - half)
            if x - half < right + 16:
                break
            right = x + half
            labels.append((day, x, lines))
        else:
            if len(labels) >= 2 or (labels and frame.start == frame.end):
                return labels
    return []


def _band(canvas: Canvas, frame: Frame, spec: ChartSpec) -> None:
    if not spec.band:
        return
    upper, lower = (spec.find(series_id) for series_id in spec.band)
    if not upper or not lower:
        return
    above: list[Shape] = []
    below: list[Shape] = []
    for first in segments(upper):
        for second in segments(lower):
            dearer, cheaper = between(first, second, upper.step, lower.step)
            above += dearer
            below += cheaper
    for shapes, colour in ((above, BAND), (below, BAND_BELOW)):
        canvas.polygons([[(_x(frame, x), frame.y(y)) for x, y in shape] for shape in shapes], colour)


def _x(frame: Frame, ordinal: float) -> float:
    start = frame.start.toordinal()
    return frame.box.left + (ordinal - start) / max((frame.end - frame.start).days, 1) * (frame.box.right - frame.box.left)


def _lines(canvas: Canvas, frame: Frame, series: Series) -> list[list[tuple[float, float]]]:
    traces = [trace(frame, segment, series.step) for segment in segments(series)]
    for number, path in enumerate(traces):
        if len(path) > 1:
            if not series.dashed:
                # A white line under the coloured one keeps the two apart where they cross.
                canvas.line(path, WHITE, series.width + 2.4, layer=2.0)
            canvas.line(path, series.colour, series.width, layer=2.1, dash=(7.0, 5.0) if series.dashed else None)
        elif number < len(traces) - 1:
            canvas.marker(*path[0], series.colour, series.width * 2.2, square=series.square, layer=2.2)
    last = series.points[-1]
    if series.spread:
        x = frame.x(last.day)
        low, high = (frame.y(point.value) for point in series.spread)
        canvas.line([(x, low), (x, high)], series.colour, 2.0, layer=4.0, butt=True)
        for y in (low, high):
            canvas.line([(x - 7, y), (x + 7, y)], series.colour, 2.0, layer=4.0, butt=True)
    mark = canvas.size.tick * (0.62 if series.square else 0.72)
    canvas.marker(frame.x(last.day), frame.y(last.value), series.colour, mark, square=series.square, hollow=series.hollow)
    return traces


def segments(series: Series) -> list[tuple[Point, ...]]:
    """The series in the parts between which its line is broken, thinned where it has more points than a screen has pixels."""
    cuts = [0, *breaks([point.day for point in series.points]), len(series.points)]
    every = -(-len(series.points) // _MOST_POINTS)
    return [_thinned(series.points[a:b], every) for a, b in pairwise(cuts)]


def _thinned(points: tuple[Point, ...], every: int) -> tuple[Point, ...]:
    """Of each so many points the lowest and the highest, with the first and the last of all, so that no extreme is lost."""
    if every <= 1:
        return points
    kept = {points[0].day: points[0], points[-1].day: points[-1]}
    for start in range(0, len(points), 2 * every):
        group = points[start : start + 2 * every]
        for point in (min(group, key=lambda one: one.value), max(group, key=lambda one: one.value)):
            kept[point.day] = point
    return tuple(kept[day] for day in sorted(kept))


def trace(frame: Frame, points: Sequence[Point], step: bool) -> list[tuple[float, float]]:
    """The pixels that a line runs through; a step holds its value until the next one is quoted."""
    path: list[tuple[float, float]] = []
    for point in points:
        x, y = frame.x(point.day), frame.y(point.value)
        if step and path:
            path.append((x, path[-1][1]))
        path.append((x, y))
    return path
