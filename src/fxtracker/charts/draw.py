"""From a day to a finished drawing."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from fxtracker.charts import card, gap, spread
from fxtracker.charts.catalogue import NAMES, check_form, check_size, find
from fxtracker.charts.describe import table
from fxtracker.charts.spec import CardSpec, ChartSpec, Drawing
from fxtracker.charts.style import RC, SIZES
from fxtracker.errors import NoData
from fxtracker.facts import Day

if TYPE_CHECKING:
    from fxtracker.charts.canvas import Canvas

__all__ = ["available", "draw"]

Spec = ChartSpec | CardSpec


class _Builder(Protocol):
    def __call__(self, day: Day, uid: str, days: int) -> Spec: ...


_BUILDERS: Mapping[str, _Builder] = {"gap": gap.build, "spread": spread.build, "card": card.build}
_PLAIN = ("agg.", "font.", "lines.", "markers.", "patch.", "path.", "svg.", "text.")
"""Parameters that a machine's own matplotlibrc could bend; they are put back to what matplotlib ships."""
_lock = threading.Lock()


def available(day: Day) -> list[str]:
    """The names of the charts that the day's figures can carry."""
    names = []
    for name, chart in NAMES.items():
        try:
            _BUILDERS[name](day, name, chart.days)
        except NoData:
            continue
        names.append(name)
    return names


def draw(name: str, day: Day, size: str = "wide", form: str = "png", days: int | None = None) -> Drawing:
    """The chart of that name (or alias) of a day, in a size (wide, og, square, story, thumb) and a form (png, svg).

    `days` is the span in calendar days, up to the day; each chart has its own by default. UsageError for a name, size, form or span that
    there is not, NoData where the day has nothing for the chart, Held where a text would not fit.
    """
    chart = find(name)
    check_size(size)
    check_form(form)
    span = chart.days if days is None else days
    uid = f"fx-{chart.name}-{day.pair.slug.lower()}-{day.date.isoformat()}-{size}-{span}d"
    spec = _BUILDERS[chart.name](day, uid, span)
    # The lock holds matplotlib's global parameters still while a chart is drawn; nothing else in the house reads them.
    with _lock:
        canvas, body = _render(spec, size, form)
    return Drawing(
        name=chart.name,
        size=size,
        form=form,
        body=body,
        width=SIZES[size].width,
        height=SIZES[size].height,
        title=spec.title.text,
        alt=spec.alt.text,
        long_description=spec.long_description,
        table=spec.table() if isinstance(spec, CardSpec) else table(spec.series),
        strings=tuple(canvas.strings),
    )


def _render(spec: Spec, size: str, form: str) -> tuple[Canvas, bytes]:
    import matplotlib
    from matplotlib import rcParamsDefault

    from fxtracker.charts.canvas import Canvas
    from fxtracker.charts.cards import draw_card
    from fxtracker.charts.plot import draw_lines
    from fxtracker.charts.svg import finish

    ours: Any = {**{name: value for name, value in rcParamsDefault.items() if name.startswith(_PLAIN)}, **RC}
    with matplotlib.rc_context(ours):
        canvas = Canvas(SIZES[size], form)
        if isinstance(spec, CardSpec):
            draw_card(canvas, spec)
        else:
            draw_lines(canvas, spec)
        canvas.gate()
        if form == "png":
            return canvas, canvas.png(spec.title.text, spec.alt.text, spec.source)
        svg = finish(
            canvas.svg(), spec.uid, spec.title.text, f"{spec.alt.text} {spec.long_description}", SIZES[size].width, SIZES[size].height
        )
        return canvas, svg.encode("utf-8")
