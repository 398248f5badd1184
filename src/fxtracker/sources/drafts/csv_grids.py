"""The columns of a CSV answer: what parts its fields, and in which line its columns are named."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from fxtracker.sources.drafts.grid import Column, Grid
from fxtracker.sources.drafts.words import Role, role_of
from fxtracker.sources.reading import DELIMITERS

__all__ = ["csv_grids", "looks_like_csv"]

_LINES = 400
_LOOKED_AT = 60
_MOST = 0.7
"""So large a part of the lines must have the same number of fields."""


def looks_like_csv(text: str) -> bool:
    """Whether most lines hold the same number of fields."""
    return _form(text) is not None


def csv_grids(text: str) -> Iterator[Grid]:
    """The grid of a CSV answer, below the comments that may stand above it; nothing where it is none."""
    form = _form(text)
    if form is None:
        return
    delimiter, width = form
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[:_LINES]
    first = next((n for n, line in enumerate(lines[:20]) if len(line) in (width - 1, width) and not _comment(line) and any(line)), 0)
    named = not _figures(lines[first]) and (_told(lines[first]) or any(map(_figures, lines[first + 1 : first + 4])))
    head = lines[first] if named else [str(n + 1) for n in range(width)]
    rows = [line for line in lines[first + 1 if named else first :] if any(line) and not _comment(line)]
    columns = tuple(
        Column(name.strip(), name.strip() if named else "", tuple(line[n].strip() if n < len(line) else None for line in rows))
        for n, name in enumerate(head)
        if name.strip()
    )
    layout: dict[str, object] = {} if delimiter == "," else {"delimiter": delimiter}
    if not named or first:
        layout["head"] = first + 1 if named else 0
    heads = {
        column.at: (str(n + 1), column.heading) for n, name in enumerate(head) if named for column in columns if column.at == name.strip()
    }
    yield Grid("csv", "", columns, f"{len(rows)} lines of {width} fields", heads=heads, layout=layout)


def _form(text: str) -> tuple[str, int] | None:
    """What parts the fields, and how many most lines have; None where the text is no table."""
    if text.lstrip()[:1] in ("<", "{", "["):
        return None
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip() and not line.lstrip().startswith("#")]
    best: tuple[float, int, str] | None = None
    for sign in DELIMITERS:
        widths = Counter(len(fields) for fields in csv.reader(lines, delimiter=sign))
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        # A decimal comma parts nothing: the number of fields that it would make differs from line to line.
        if width > 1 and count >= 2 and count >= _MOST * len(lines) and (best is None or (count, width) > best[:2]):
            best = (count, width, sign)
    return (best[2], best[1]) if best is not None else None


def _comment(line: list[str]) -> bool:
    return bool(line) and line[0].lstrip().startswith("#")


def _told(line: list[str]) -> bool:
    return any(role_of(name) is not Role.NONE or "curr" in name.lower() for name in line)


def _figures(line: list[str]) -> bool:
    return any(field.strip()[:1].isdigit() for field in line)
