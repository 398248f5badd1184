"""The drawn charts of a day as they lie in the home: `charts/YYYY-MM-DD/NAME-SIZE.png`, `NAME.svg`, `NAME.json`.

The JSON file holds what is said of the picture: title, alt, long_description and a table of header and rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from fxtracker.site.model import ChartCard
from fxtracker.site.urls import CHART_SIZES

__all__ = ["ChartFile", "card", "cards", "csv_table", "parse_file_name"]

_ORDER = ("gap", "spread", "card")
_NAME = r"[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,4}?"
_FILE = re.compile(rf"(?P<name>{_NAME})(?:-(?P<size>{'|'.join(CHART_SIZES)}))?\.(?P<form>svg|png|csv)", re.ASCII)


class ChartFile(NamedTuple):
    """What a chart's file name asks for: the chart, the size of a PNG, and svg, png or csv."""

    name: str
    size: str
    form: str

    @property
    def stored(self) -> str:
        """The name of the file in the home; a CSV is made from the JSON file."""
        return {"png": f"{self.name}-{self.size}.png", "svg": f"{self.name}.svg", "csv": f"{self.name}.json"}[self.form]


def parse_file_name(text: str) -> ChartFile | None:
    """What a requested file name means, or None where it is no chart's; nothing but letters, digits and hyphens gets through."""
    found = _FILE.fullmatch(text)
    if found is None or (found["size"] and found["form"] != "png"):
        return None
    return ChartFile(found["name"], found["size"] or "wide", found["form"])


def card(folder: Path, day: date, name: str) -> ChartCard | None:
    """The chart of that name and day, or None where it was not drawn or its description cannot be read."""
    if not re.fullmatch(_NAME, name, re.ASCII):
        return None
    about = folder / day.isoformat() / f"{name}.json"
    try:
        told = json.loads(about.read_text(encoding="utf-8"))
        table = told.get("table") or {}
        drawn = datetime.fromtimestamp(about.stat().st_mtime, UTC)
        found = ChartCard(
            name=name,
            date=day,
            title=str(told["title"]),
            alt=str(told["alt"]),
            long_description=str(told.get("long_description") or ""),
            header=tuple(str(head) for head in table.get("header", ())),
            rows=tuple(tuple("" if cell is None else str(cell) for cell in row) for row in table.get("rows", ())),
            sizes=tuple(size for size in CHART_SIZES if (about.parent / f"{name}-{size}.png").is_file()),
            svg=(about.parent / f"{name}.svg").is_file(),
            drawn_at=drawn,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if found.sizes or found.svg else None


def cards(folder: Path, day: date, names: Iterable[str] = ()) -> tuple[ChartCard, ...]:
    """The charts of a day: those that are named, in that order, else all that were drawn, the gap first."""
    wanted = list(names)
    if not wanted:
        wanted = [file.stem for file in (folder / day.isoformat()).glob("*.json")]
        wanted.sort(key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    return tuple(found for name in wanted if (found := card(folder, day, name)) is not None)


def csv_table(chart: ChartCard) -> bytes:
    """The figures of a chart as CSV; a cell that a spreadsheet would run as a formula is made text."""
    lines = [",".join(_cell(text) for text in row) for row in (chart.header, *chart.rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _cell(text: str) -> str:
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[+-]?[\d.,]+%?", text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\r\n]', text) else text
