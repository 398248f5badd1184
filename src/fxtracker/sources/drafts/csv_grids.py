"""The columns of a CSV answer: what parts its fields, and in which line its columns are named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from fxtracker.sources.drafts.grid import Column, Grid
from fxtracker.sources.drafts.words import Role, role_of

__all__ = ["csv_grids", "looks_like_csv"]

_DELIMITERS = (",", ";", "\t", "|")
_LINES = 400


def looks_like_csv(text: str) -> bool:
    """Whether several lines hold the same number of fields."""
    return _delimiter(text) is not None


def csv_grids(text: str) -> Iterator[Grid]:
    """The grid of a CSV answer; nothing where it is none."""
    delimiter = _delimiter(text)
    if delimiter is None:
        return
    lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))[:_LINES]
    width = max(map(len, lines))
    first = next((n for n, line in enumerate(lines[:20]) if len(line) >= width - 1 and not _figures(line) and any(line)), None)
    named = first is not None and any(role_of(name) is not Role.NONE or "curr" in name.lower() for name in lines[first])
    head = lines[first] if named and first is not None else [str(n + 1) for n in range(width)]
    rows = [line for line in lines[(first + 1) if named and first is not None else 0 :] if any(line)]
    columns = tuple(
        Column(name.strip(), name.strip() if named else "", tuple(line[n].strip() if n < len(line) else None for line in rows))
        for n, name in enumerate(head)
        if name.strip()
    )
    layout: dict[str, object] = {} if delimiter == "," else {"delimiter": delimiter}
    if not named or first:
        layout["head"] = first + 1 if named and first is not None else 0
    yield Grid("csv", "", columns, f"{len(rows)} lines of {width} fields", layout=layout)


def _delimiter(text: str) -> str | None:
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    if len(lines) < 2 or text.lstrip()[:1] in ("<", "{", "["):
        return None
    best = max(_DELIMITERS, key=lambda sign: min(line.count(sign) for line in lines[1:]))
    return best if min(line.count(best) for line in lines[1:]) >= 1 else None


def _figures(line: list[str]) -> bool:
    return any(field.strip()[:1].isdigit() for field in line)
