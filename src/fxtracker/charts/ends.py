"""The labels at the ends of lines: value, name and state, moved apart so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

from fxtracker.charts.canvas import Canvas
from fxtracker.charts.frame import Frame
from fxtracker.charts.layout import dodge
from fxtracker.charts.spec import Series
from fxtracker.charts.style import TEXT2

__all__ = ["end_labels", "gutter"]

_GAP = 22
"""Pixels between a line's end and its label."""


def gutter(canvas: Canvas, series: Sequence[Series]) -> float:
    """How much room the labels need at the right of the plot."""
    return _GAP + _column(canvas, series) / canvas.slack


def _column(canvas: Canvas, series: Sequence[Series]) -> float:
    size = canvas.size
    widths = [canvas.width(one.label.value.text, size.value, 700) for one in series]
    return max(widths + [canvas.width(name, size.tick) for one in series for name in one.label.name])


def _notes(canvas: Canvas, series: Sequence[Series], one: Series) -> list[str]:
    return canvas.wrap(one.label.note, canvas.size.source, 400, _column(canvas, series) / canvas.slack) if one.label.note else []


def end_labels(canvas: Canvas, frame: Frame, series: Sequence[Series]) -> None:
    """Set the label of each line beside its end."""
    size = canvas.size
    notes = [_notes(canvas, series, one) for one in series]
    first, leading, small = size.value * 1.0, size.tick * 1.22, size.source * 1.3
    heights = [first + leading * len(one.label.name) + small * len(lines) for one, lines in zip(series, notes, strict=True)]
    ends = [frame.y(one.points[-1].value) for one in series]
    # One offset for all, so that a label with more lines does not slip below that of a lower line.
    wanted = [end - size.value * 0.5 + min(heights) / 2 for end in ends]
    # Down to the time axis and no further: its own labels may reach in below the ends of the lines.
    centres = dodge(wanted, heights, frame.box.top - size.tick, frame.box.bottom + 8, size.tick * 0.6)
    x = frame.box.right + _GAP
    for one, lines, height, centre, end in zip(series, notes, heights, centres, ends, strict=True):
        top = centre - height / 2
        baseline = top + size.value * 0.86
        canvas.text(x, baseline, one.label.value.text, size.value, 700, one.colour)
        canvas.strings.extend(one.label.value.labels())
        for name in one.label.name:
            baseline += leading
            canvas.text(x, baseline, name, size.tick, 400, one.colour)
        canvas.note(" ".join(one.label.name))
        for line in lines:
            baseline += small
            canvas.text(x, baseline, line, size.source, 400, TEXT2)
        if one.label.note:
            canvas.note(one.label.note)
        _leader(canvas, frame, one, end, top + size.value * 0.5, x)


def _leader(canvas: Canvas, frame: Frame, series: Series, end: float, label: float, x: float) -> None:
    """A thin line from a label to the end that it was moved away from."""
    if abs(end - label) < canvas.size.value * 0.55 or (frame.end - series.points[-1].day).days > 3:
        return
    start = frame.x(series.points[-1].day) + canvas.size.tick * 0.5
    if start < x - 6:
        canvas.line([(start, end), (x - 5, label)], series.colour, 1.2, layer=1.9)
