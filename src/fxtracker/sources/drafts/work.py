"""What is known of a grid while its rates are looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from fxtracker.sources.drafts.grid import Column, Found, Grid, Hints
from fxtracker.sources.drafts.words import WIDE

__all__ = ["Work"]


@dataclass(slots=True)
class Work:
    """What is being found in one grid: `codes` and `units` by row."""

    grid: Grid
    hints: Hints
    codes: list[str | None]
    units: list[int]
    found: Found
    doubted: dict[str, list[Decimal]] = field(default_factory=dict)

    def believed(self, row: int, value: Decimal) -> bool:
        """Whether a figure can be the rate of the currency of that row."""
        code = self.codes[row]
        if code is None or value <= 0:
            return False
        known = self.hints.known.get(code)
        low, high = (known / 3, known * 3) if known else WIDE[code]
        return low <= self.unit_figure(row, value) <= high

    def unit_figure(self, row: int, value: Decimal) -> Decimal:
        """The naira for one unit that a figure of that row stands for."""
        figure = value / self.units[row]
        return 1 / figure if self.found.inverse else figure

    def take(self, column: Column, row: int, value: Decimal) -> None:
        """Note a figure that is read from a column, or that it cannot be believed."""
        if not self.believed(row, value):
            self.doubted.setdefault(self.codes[row] or "", []).append(value)
            return
        self.found.figures.setdefault(self.codes[row] or "", []).append(self.unit_figure(row, value))
        self.head(column)

    def head(self, column: Column) -> None:
        """Expect the words over a column that is read."""
        if column.at in self.grid.heads:
            selector, text = self.grid.heads[column.at]
            self.found.expect[selector] = text

    def number(self, marks: tuple[str, str]) -> None:
        """Note how figures are written."""
        if marks != (",", "."):
            self.found.number = {"thousands": marks[0], "decimal": marks[1]}
