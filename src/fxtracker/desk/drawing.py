"""Drawing a day's charts into the home, each with its alt text and table beside it, when the checker lets every string on it pass."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from fxtracker.charts import Drawing, available, draw
from fxtracker.checker import Checker
from fxtracker.desk import Desk
from fxtracker.desk.files import write_whole
from fxtracker.errors import Held
from fxtracker.facts import Day

__all__ = ["DrawnChart", "draw_charts", "problems_of"]

_SIZES = {"gap": ("wide", "og", "square", "thumb"), "spread": ("wide", "square"), "card": ("square", "og", "story")}
"""The pictures of a day: the first chart is the one that links and search results show."""


class DrawnChart(NamedTuple):
    """One chart of a day, with the checker's problems; one that has any is not kept."""

    name: str
    title: str
    alt: str
    problems: tuple[str, ...]


def draw_charts(desk: Desk, day: Day) -> list[DrawnChart]:
    """Draw every chart that the day's figures can carry, in its sizes and as SVG, into `charts/YYYY-MM-DD` of the home."""
    folder = desk.settings.home / "charts" / day.date.isoformat()
    found: list[DrawnChart] = []
    for name in available(day):
        try:
            vector = draw(name, day, form="svg")
            problems = problems_of(vector, day)
            pictures = {} if problems else {size: draw(name, day, size).body for size in _SIZES.get(name, ("wide",))}
        except Held as fault:
            # A picture that cannot be set costs the day that picture, not its article.
            found.append(DrawnChart(name, "", "", (str(fault),)))
            continue
        for size, body in pictures.items():
            write_whole(folder / f"{name}-{size}.png", body)
        if not problems:
            write_whole(folder / f"{name}.svg", vector.body)
            write_whole(folder / f"{name}.json", _about(vector))
        found.append(DrawnChart(name, vector.title, vector.alt, problems))
    return found


def problems_of(drawing: Drawing, day: Day) -> tuple[str, ...]:
    """What the checker holds against the strings of a picture, its alt text and its description."""
    checker = Checker(day)
    texts: Sequence[tuple[str, str]] = [*((label.text, "chart") for label in drawing.strings), (drawing.alt, "alt")]
    return tuple(
        dict.fromkeys(
            f"{problem.check}: {problem.message} ({problem.excerpt})"
            for text, form in texts
            for problem in checker.check(text, form, kind=drawing.name).problems
        )
    )


def _about(drawing: Drawing) -> bytes:
    header, rows = drawing.table
    told = {
        "title": drawing.title,
        "alt": drawing.alt,
        "long_description": drawing.long_description,
        "table": {"header": list(header), "rows": [list(row) for row in rows]},
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
