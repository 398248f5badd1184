"""The rectangle of a plot, from days and values to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fxtracker.charts.canvas import Box

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's rectangle and what its edges stand for."""

    box: Box
    start: date
    end: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """The pixel of a day."""
        return self.box.left + (day - self.start).days / max((self.end - self.start).days, 1) * (self.box.right - self.box.left)

    def y(self, value: Decimal | float) -> float:
        """The pixel of a value."""
        return self.box.bottom - (float(value) - self.low) / (self.high - self.low) * (self.box.bottom - self.box.top)
