"""Figures inside the plot: where each line starts, and the peak of one. Each is placed clear of lines and texts, or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from fxtracker.charts.canvas import Box, Canvas
from fxtracker.charts.frame import Frame
from fxtracker.charts.labels import month, point_figure
from fxtracker.charts.spec import Series, say

__all__ = ["crosses", "peak", "starts"]

Path = Sequence[tuple[float, float]]
_CLEAR = 5.0
_NEAR_AN_END = 0.1


def starts(canvas: Canvas, frame: Frame, series: Sequence[Series], lines: Sequence[Path]) -> None:
    """Print the first value of each line beside its start: above the upper one, below the lower."""
    order = sorted((one for one in series if len(one.points) > 1), key=lambda one: one.points[0].value, reverse=True)
    for number, one in enumerate(order):
        first = one.points[0]
        figure = point_figure(one.id, first, one.market)
        x, y = max(frame.x(first.day), frame.box.left + 4), frame.y(first.value)
        up = number == 0
        for baseline in _tries(canvas, y, up):
            box = canvas.box(x, baseline, figure.text, canvas.size.tick, 700)
            if _free(canvas, frame, box, lines):
                canvas.text(x, baseline, figure.text, canvas.size.tick, 700, one.colour)
                canvas.strings.append(figure)
                break


def _tries(canvas: Canvas, y: float, up: bool) -> Iterator[float]:
    px = canvas.size.tick
    for turn in (up, not up):
        # Further away it would read as the value of what it stands beside.
        for shift in range(0, round(px * 1.5), 3):
            yield y - px * 0.55 - shift if turn else y + px * 1.2 + shift


def peak(canvas: Canvas, frame: Frame, series: Series, lines: Sequence[Path]) -> None:
    """Mark the highest value of the series where it stands well apart from both ends and the words fit."""
    if len(series.points) < 3:
        return
    top = max(series.points, key=lambda point: point.value)
    share = (top.day - frame.start).days / max((frame.end - frame.start).days, 1)
    if not _NEAR_AN_END < share < 1 - _NEAR_AN_END or top.value <= max(series.points[0].value, series.points[-1].value):
        return
    figure = point_figure(series.id, top, series.market)
    when = f"{top.day.day} {month(top.day)}" + ("" if top.day.year == frame.end.year else f" {top.day.year}")
    words = say("High {figure} on {when}", figure=figure, when=when)
    x, y, px = frame.x(top.day), frame.y(top.value), canvas.size.tick
    for anchor, at in (("middle", x), ("left", x), ("right", x)):
        box = canvas.box(at, y - px * 0.75, words.text, px, 700, anchor)
        if _free(canvas, frame, box, lines):
            canvas.marker(x, y, series.colour, px * 0.5, square=series.square, layer=4.5)
            canvas.text(at, y - px * 0.75, words.text, px, 700, series.colour, anchor)
            canvas.strings.extend(words.labels())
            return


def _free(canvas: Canvas, frame: Frame, box: Box, lines: Sequence[Path]) -> bool:
    frame_box = Box(frame.box.left, frame.box.top - canvas.size.tick, frame.box.right, frame.box.bottom - 4)
    if not box.inside(frame_box) or any(box.overlaps(other, _CLEAR) for _, other in canvas.placed):
        return False
    roomy = Box(box.left - _CLEAR, box.top - _CLEAR + 2, box.right + _CLEAR, box.bottom + _CLEAR - 2)
    return not any(crosses(roomy, line) for line in lines)


def crosses(box: Box, line: Path) -> bool:
    """Whether any part of the line lies in the box."""
    if len(line) == 1:
        return box.left <= line[0][0] <= box.right and box.top <= line[0][1] <= box.bottom
    return any(_cuts(box, *a, *b) for a, b in pairwise(line))


def _cuts(box: Box, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Liang and Barsky: what is left of the segment after it is clipped by each side."""
    enter, leave = 0.0, 1.0
    dx, dy = x1 - x0, y1 - y0
    for step, room in ((-dx, x0 - box.left), (dx, box.right - x0), (-dy, y0 - box.top), (dy, box.bottom - y0)):
        if step == 0:
            if room < 0:
                return False
            continue
        cut = room / step
        if step < 0:
            enter = max(enter, cut)
        else:
            leave = min(leave, cut)
        if enter > leave:
            return False
    return True
