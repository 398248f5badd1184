"""Charts of a day: the gap line (C1), the buy-sell spread (C2) and the rate card (C10), each from one specification."""

from __future__ import annotations

from fxtracker.charts.catalogue import FORMS, NAMES, Chart
from fxtracker.charts.draw import available, draw
from fxtracker.charts.spec import Drawing, Label
from fxtracker.charts.style import SIZES

__all__ = ["FORMS", "NAMES", "SIZES", "Chart", "Drawing", "Label", "available", "draw"]
