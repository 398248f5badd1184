"""From columns of texts to rates: which column names the currency, which are bid and ask, what must be left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from fxtracker.sources.drafts.grid import Column, Found, Grid, Hints, Place
from fxtracker.sources.drafts.placing import place_columns, place_sides
from fxtracker.sources.drafts.times import Stated, stated
from fxtracker.sources.drafts.words import Role, currency_in, pair_in, role_of
from fxtracker.sources.drafts.work import Work
from fxtracker.sources.names import pair_of

__all__ = ["rates_in"]

_UNITS = (10, 100, 1000)
_NEAR = Decimal("0.25")
_NOT_TODAY = re.compile(r"(?i)\b(?:historical(?: rate)?|outdated|discontinued|no longer updated)\b")
_CODE_PATTERNS = (r"\(([A-Za-z]{3,4})\)", r"^([A-Za-z]{3,4})\b", r"(?i)^([A-Z]{3,4}?)[-_/ ]?NGN$", r"\b([A-Z]{3,4})\b")


def rates_in(grid: Grid, hints: Hints, now: datetime) -> Found | None:
    """What of a grid reads like naira rates, with its score; None where nothing does."""
    best: Found | None = None
    for inverse in (False, True):
        work = _start(grid, hints)
        if work is None:
            return None
        work.found.inverse = inverse
        found = _read(work, now)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best


def _start(grid: Grid, hints: Hints) -> Work | None:
    found = Found(grid.format, grid.rows, group=grid.group, expect=dict(grid.expect), layout=dict(grid.layout), where=grid.where)
    rows = len(grid.columns[0].texts) if grid.columns else 0
    label = _label(grid) if grid.rows is not None else None
    if label is None:
        code = grid.currency or hints.currency
        if code is None:
            return None
        found.pair = code
        return Work(grid, hints, [code] * rows, [_unit(grid.where)] * rows, found)
    column, codes = label
    found.currency, found.names = _naming(column, codes)
    if column.at in grid.heads:
        selector, text = grid.heads[column.at]
        found.expect[selector] = text
    return Work(grid, hints, codes, [_unit(text or "") for text in column.texts], found)


def _label(grid: Grid) -> tuple[Column, list[str | None]] | None:
    """The column that names the currency of each row, and what it names."""
    best: tuple[float, Column, list[str | None]] | None = None
    for column in grid.columns:
        codes = [(pair_in(text) or currency_in(text)) if text and len(text) < 120 else None for text in column.texts]
        named = [code for code in codes if code]
        worth = len(named) + len(set(named)) - 0.01 * sum(len(text or "") for text in column.texts) / max(1, len(column.texts))
        if named and len(named) * 3 >= len(codes) and (best is None or worth > best[0]):
            best = (worth, column, codes)
    if best is None:
        return None
    _, column, codes = best
    # Where words above name the one currency that the rows name too, a word in the rows tells nothing more.
    told = len(codes) > 1 and set(codes) == {grid.currency}
    return None if told else (column, codes)


def _naming(column: Column, codes: Sequence[str | None]) -> tuple[Place, dict[str, str]]:
    """How a row's text becomes a code: as it is, by a pattern, or by names of its own."""
    rows = [(" ".join(text.split()), code) for text, code in zip(column.texts, codes, strict=True) if text and code]
    if all(_is(text, code) for text, code in rows):
        return Place(column.at), {}
    best: tuple[int, str | None] = (sum(1 for text, code in rows if _is(text, code)), None)
    for pattern in _CODE_PATTERNS:
        search = re.compile(pattern)
        parts = [(search.search(text), code) for text, code in rows]
        if any(part and pair_of(part[1]) and not _is(part[1], code) for part, code in parts):
            continue
        good = sum(1 for (text, code), (part, _) in zip(rows, parts, strict=True) if (_is(part[1], code) if part else _is(text, code)))
        if good > best[0]:
            best = (good, pattern)
    found = re.compile(best[1]) if best[1] else None
    named = {}
    for text, code in rows:
        part = found.search(text) if found else None
        label = part[1] if part else text
        if not _is(label, code):
            named[label] = code
    return Place(column.at, best[1]), named


def _is(text: str, code: str) -> bool:
    pair = pair_of(text)
    return pair is not None and pair.base == code


def _unit(text: str) -> int:
    """How many units a label speaks of: 100 in `JPY (100)` and `100 Japanese yen`."""
    found = re.search(r"(?<![\d.,])(10|100|1,?000)(?![\d.,])", text)
    return int(found[1].replace(",", "")) if found else 1


def _read(work: Work, now: datetime) -> Found | None:
    found, grid = work.found, work.grid
    _amounts(work)
    if not place_sides(work):
        place_columns(work)
    if not any((found.bid, found.ask, found.mid, found.sides)):
        return None
    _per(work)
    found.time, found.time_in_row = _times(work, now)
    found.named = [code for code in dict.fromkeys(work.codes) if code and code not in found.figures]
    _marks(work)
    _repeated(work)
    unread = sum(1 for code in work.codes if code not in found.figures) if grid.rows is not None else 0
    found.score += 8 * min(len(found.figures), 6) + 0.5 * len(found.figures) - 0.2 * min(unread, 40)
    found.score += 6 if found.sides or (found.bid and found.ask) else 0
    found.score -= len(found.names)
    found.score += (3 if "USD" in found.figures else 0) + (2 if found.time else 0) - (9 if found.inverse else 0)
    found.score += (2 if grid.rows is not None else 0) + (20 if found.expect and grid.heads else 0)
    found.score -= 12 * _borrowed(work)
    if grid.paths:
        _by_path(work)
    return found


def _amounts(work: Work) -> None:
    """Rows that state 5, 10 or 50 dollars beside one dollar are the same rate again, and are left out."""
    found = work.found
    if found.currency is None:
        return
    column = next(column for column in work.grid.columns if column.at == found.currency.at)
    counts = [re.match(r"\s*([\d,]+(?:\.\d+)?)\s", text or "") for text in column.texts]
    ones = [row for row, count in enumerate(counts) if count and count[1] == "1"]
    if ones and len([count for count in counts if count]) > len(ones):
        found.skip.append(Place(column.at, r"^(?!1\s)[\d,.]+\s"))
        work.codes[:] = [code if row in ones or not counts[row] else None for row, code in enumerate(work.codes)]
        work.units[:] = [1 if row in ones else unit for row, unit in enumerate(work.units)]
        if found.names:
            found.names = {name: code for name, code in found.names.items() if re.match(r"1\s|\D", name)}
        else:
            found.currency, found.names = _naming(column, work.codes)


def _per(work: Work) -> None:
    """Note for how many units figures are: by their labels, or where only so many units bring a figure near what is known."""
    found = work.found
    read = {code: unit for code, unit in zip(work.codes, work.units, strict=True) if code in found.figures and unit != 1}
    found.per = {code: unit for code, unit in read.items() if code}
    if read:
        told = ", ".join(f"{code} for {unit}" for code, unit in found.per.items())
        found.checks.append(f"the labels speak of several units ({told}): the figures are divided")
    for code, values in work.doubted.items():
        known = work.hints.known.get(code)
        if code in found.figures or not known:
            continue
        unit = next((unit for unit in _UNITS if all(abs(value / unit / known - 1) < _NEAR for value in values)), None)
        if unit is not None:
            found.per[code] = unit
            found.figures[code] = [value / unit for value in values]
            found.checks.append(f"the figure of {code} is taken for {unit} units by its size; see whether the page says so")


def _times(work: Work, now: datetime) -> tuple[Stated | None, bool]:
    """A column of times, in the rows where there are rows."""
    for column in work.grid.columns:
        if role_of(column.heading) is not Role.TIME:
            continue
        text = next((text for text in column.texts if text), None)
        moment = stated(column.at, text, now) if text else None
        if moment is not None:
            return moment, work.grid.rows is not None
    return None, False


def _borrowed(work: Work) -> int:
    """How many currencies have the official figure where another market is wanted."""
    official = work.hints.official_figures
    if work.hints.official or not official:
        return 0
    same = [
        code
        for code, figures in work.found.figures.items()
        if code in official and any(abs(figure / official[code] - 1) < Decimal("0.004") for figure in figures)
    ]
    if same:
        work.found.checks.append(f"these stand where the official rate stands: {', '.join(same)}; see whether they are of this market")
    return len(same)


def _marks(work: Work) -> None:
    """Rows that say of themselves that they are no rates of today."""
    grid = work.grid
    if grid.format != "html" or grid.rows is None:
        return
    texts = [" ".join(text for column in grid.columns if (text := column.texts[row])) for row in range(len(work.codes))]
    said = [found[0] for text in texts if (found := _NOT_TODAY.search(text))]
    if said and len(said) * 2 < len(texts):
        work.found.refuse = [(Place("."), text) for text in dict.fromkeys(said)]


def _by_path(work: Work) -> None:
    """Turn rows that were made up of keys into the places of each currency's figures."""
    found, paths = work.found, work.grid.paths
    sided = found.sided
    found.pairs = {
        code: {side: Place(paths[place.at][code], place.pattern) for side, place in sided.items() if code in paths.get(place.at, {})}
        for code in found.figures
    }
    found.bid = found.ask = found.mid = found.sides = found.currency = found.rows = None
    found.names, found.expect = {}, dict(work.grid.expect)
    if found.time is not None and found.time_in_row:
        own = paths.get(found.time.at, {})
        found.time = replace(found.time, at=next(iter(own.values()))) if own else None
        found.time_in_row = False


def _repeated(work: Work) -> None:
    found = work.found
    each = 2 if found.sides or (found.bid and found.ask) else 1
    codes = [code for code, figures in found.figures.items() for _ in range(len(figures) // each)]
    if work.grid.rows is not None and len(codes) > len(set(codes)) and not work.found.time_in_row:
        work.found.checks.append("some currencies have several rows; see that only one row of each is read, or name the venue of each")
        work.found.score -= 4
