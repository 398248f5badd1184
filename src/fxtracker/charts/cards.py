"""The rate card on a page: a panel a market, side by side with its heading on wide canvases and under it on tall ones."""

from __future__ import annotations

from dataclasses import dataclass

from fxtracker.charts.canvas import Box, Canvas
from fxtracker.charts.frame import Frame
from fxtracker.charts.page import TAG, footer
from fxtracker.charts.plot import reach, trace
from fxtracker.charts.plot import segments as parts_of
from fxtracker.charts.spec import CardSpec, Panel, Phrase, Series
from fxtracker.charts.style import BAND, GRID, INK, TEXT2

__all__ = ["draw_card"]

_HEADINGS = 286.0
"""Where a wide card's figures begin: within the centre square that some apps cut out of a link picture."""
_SPARK = 0.26
"""Share of the width that the small line takes."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things begin in a panel; the small line stands at the right, or `under` the figures across the whole width."""

    heading: float
    figures: float
    spark: float
    right: float
    beside: bool
    under: bool

    @property
    def room(self) -> float:
        """How wide the figures may be together."""
        return (self.right if self.under else self.spark - 24) - self.figures


def draw_card(canvas: Canvas, spec: CardSpec) -> None:
    """Draw the whole card."""
    size = canvas.size
    top = _head(canvas, spec)
    bottom = footer(canvas, spec.source, spec.as_of) - size.subtitle * 0.9
    if spec.sentence:
        bottom = _strip(canvas, spec.sentence, bottom) - size.subtitle * 0.5
    beside, under = size.width > size.height, size.height > 1.3 * size.width
    room = canvas.right - canvas.left
    spark = canvas.left if under else canvas.right - room * _SPARK
    columns = _Columns(canvas.left, _HEADINGS if beside else canvas.left, spark, canvas.right, beside, under)
    weights = [1.0 if panel.figures else 0.6 for panel in spec.panels]
    height = (bottom - top) / sum(weights)
    for panel, weight in zip(spec.panels, weights, strict=True):
        box = Box(canvas.left, top, canvas.right, top + height * weight)
        canvas.line([(box.left, box.top), (box.right, box.top)], GRID, 1.4, layer=1.0, butt=True)
        _panel(canvas, spec, panel, box, columns)
        top = box.bottom


def _head(canvas: Canvas, spec: CardSpec) -> float:
    size = canvas.size
    canvas.rect(Box(canvas.left, size.top, canvas.left + TAG[0], size.top + TAG[1]), INK)
    baseline = size.top + 20 + size.title * 0.95
    box = canvas.text(canvas.left, baseline, spec.headline, size.title, 700)
    canvas.note(spec.headline)
    if box.right + 32 + canvas.width(spec.date_line, size.subtitle) <= canvas.right:
        canvas.text(canvas.right, baseline, spec.date_line, size.subtitle, 400, TEXT2, "right")
    else:
        baseline += size.subtitle * 1.5
        canvas.text(canvas.left, baseline, spec.date_line, size.subtitle, 400, TEXT2)
    canvas.note(spec.date_line)
    return baseline + size.title * 0.6


def _strip(canvas: Canvas, sentence: Phrase, bottom: float) -> float:
    """The sentence on a tinted strip; the pixel at which the strip begins."""
    size = canvas.size
    px, pad = size.subtitle, size.subtitle * 0.7
    room = canvas.right - canvas.left - 2 * pad
    lines = len(canvas.wrap(sentence.text, px, 700, room))
    top = bottom - 2 * pad - px * (0.95 + 0.1) - (lines - 1) * px * 1.3
    canvas.rect(Box(canvas.left, top, canvas.right, bottom), BAND)
    canvas.paragraph(canvas.left + pad, top + pad * 0.88, sentence, px, width=room, weight=700, leading=1.3, balanced=True)
    return top


def _panel(canvas: Canvas, spec: CardSpec, panel: Panel, box: Box, columns: _Columns) -> None:
    size = canvas.size
    figures = _figure_size(canvas, panel, columns)
    captions = size.tick * 1.6 if any(caption for caption, _ in panel.figures) else 0.0
    detail = figures * 0.14 + size.tick * 1.3 if panel.detail else 0.0
    words = captions + figures * 0.76 + detail if panel.figures else size.subtitle
    above = 0.0 if columns.beside else size.subtitle * 1.7
    under = (box.bottom - box.top - above - words) * 0.62 if columns.under and panel.spark else 0.0
    top = box.top + (box.bottom - box.top - above - words - under) / 2
    _heading(canvas, panel, top, columns)
    top += above
    if panel.missing:
        canvas.text(columns.figures, top + size.subtitle * 0.9, panel.missing, size.subtitle, 400, TEXT2)
        canvas.note(panel.missing)
        return
    baseline = top + captions + figures * 0.74
    for number, (caption, phrase) in enumerate(panel.figures):
        x = columns.figures + number * columns.room / 2
        if caption:
            canvas.text(x, top + size.tick * 0.85, caption, size.tick, 400, TEXT2)
            canvas.note(caption)
        canvas.text(x, baseline, phrase.text, figures, 700, panel.colour)
        canvas.strings.extend(phrase.labels())
    if panel.detail:
        canvas.text(columns.figures, baseline + detail, panel.detail.text, size.tick, 400, TEXT2)
        canvas.strings.extend(panel.detail.labels())
    if panel.spark:
        place = Box(columns.spark, top + words + size.tick, columns.right, top + words + under)
        if not columns.under:
            middle, half = top + words / 2, min((box.bottom - box.top) * 0.36, columns.right - columns.spark)
            place = Box(columns.spark, middle - half, columns.right, middle + half * 0.9)
        _spark(canvas, spec, panel, panel.spark, place)


def _heading(canvas: Canvas, panel: Panel, top: float, columns: _Columns) -> None:
    size = canvas.size
    # Beside captions the heading stands on their baseline, beside a figure alone at its top.
    captioned = columns.beside and any(caption for caption, _ in panel.figures)
    baseline = top + (size.tick * 0.85 if captioned else size.subtitle * 0.9)
    box = canvas.text(columns.heading, baseline, panel.heading, size.subtitle, 700, panel.colour)
    canvas.note(panel.heading)
    if columns.beside:
        for text in panel.aside:
            for line in canvas.wrap(text, size.source, 400, columns.figures - columns.heading - 20):
                baseline += size.source * 1.4
                canvas.text(columns.heading, baseline, line, size.source, 400, TEXT2)
            canvas.note(text)
    elif panel.aside:
        text = " · ".join(panel.aside)
        canvas.text(box.right + 16, baseline, text, size.tick, 400, TEXT2)
        canvas.note(text)


def _figure_size(canvas: Canvas, panel: Panel, columns: _Columns) -> float:
    """The largest size at which the panel's figures fit beside each other."""
    px = canvas.size.figure if len(panel.figures) == 1 else canvas.size.figure * 0.72
    room = columns.room / max(len(panel.figures), 1) - 36
    widest = max((canvas.width(phrase.text, px, 700) for _, phrase in panel.figures), default=0.0)
    return px if widest <= room * canvas.slack else px * room * canvas.slack / widest


def _spark(canvas: Canvas, spec: CardSpec, panel: Panel, series: Series, box: Box) -> None:
    """The market's own line over the card's days, with the figure that it starts from."""
    size = canvas.size
    floor = box.bottom - size.source * 1.5
    values = [float(point.value) for point in series.points]
    low, high = reach(min(values), max(values), floor - box.top, 6.0)
    frame = Frame(Box(box.left, box.top, box.right - 8, floor), spec.start, spec.end, low, high)
    for part in parts_of(series):
        if len(part) > 1:
            canvas.line(trace(frame, part, series.step), panel.colour, size.tick / 8)
    last = series.points[-1]
    mark = size.tick * (0.5 if series.square else 0.58)
    canvas.marker(frame.x(last.day), frame.y(last.value), panel.colour, mark, square=series.square, hollow=series.hollow)
    if panel.spark_from:
        canvas.text(box.left, box.bottom, panel.spark_from.text, size.source, 400, TEXT2)
        canvas.strings.extend(panel.spark_from.labels())
