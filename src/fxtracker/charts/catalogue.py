"""Which charts there are, under which names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fxtracker.charts.style import SIZES
from fxtracker.errors import UsageError

__all__ = ["FORMS", "NAMES", "Chart", "check_form", "check_size", "find"]

FORMS = ("png", "svg")


@dataclass(frozen=True, slots=True)
class Chart:
    """One kind of chart: its name, its short alias, what it shows in one line, and how many days it covers by default."""

    name: str
    alias: str
    summary: str
    days: int


NAMES: Mapping[str, Chart] = {
    chart.name: chart
    for chart in (
        Chart("gap", "C1", "the official rate and the parallel market's selling rate, with the gap between them", 90),
        Chart("spread", "C2", "what dealers pay and ask on the parallel market, with the official rate beside them", 30),
        Chart("card", "C10", "the day's rates on one card", 30),
    )
}
"""Every chart by name."""


def find(name: str) -> Chart:
    """The chart of that name or alias, in any case; UsageError otherwise."""
    wanted = name.strip().lower()
    for chart in NAMES.values():
        if wanted in (chart.name, chart.alias.lower()):
            return chart
    known = ", ".join(f"{chart.name} ({chart.alias})" for chart in NAMES.values())
    raise UsageError(f"chart: {name!r} is not a chart; write one of {known}")


def check_size(size: str) -> str:
    """The size, if there is one of that name; UsageError otherwise."""
    if size not in SIZES:
        raise UsageError(f"size: {size!r} is not a size; write one of {', '.join(SIZES)}")
    return size


def check_form(form: str) -> str:
    """The form, if charts are made in it; UsageError otherwise."""
    if form not in FORMS:
        raise UsageError(f"form: {form!r} is not a form of chart; write png or svg")
    return form
