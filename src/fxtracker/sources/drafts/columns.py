"""From columns of texts to rates: which column names the currency, which are bid and ask, what must be left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import log

from fxtracker.sources.drafts.figures import Figures, figures_in, sides_in
from fxtracker.sources.drafts.grid import Column, Found, Grid, Hints, Place
from fxtracker.sources.drafts.times import Stated, stated
from fxtracker.sources.drafts.words import WIDE, Role, currency_in, pair_in, role_of
from fxtracker.sources.names import pair_of

__all__ = ["rates_in"]

_NOT_TODAY = re.compile(r"(?i)\b(?:historical(?: rate)?|outdated|discontinued|no longer updated)\b")
_CODE_PATTERNS = (r"\(([A-Za-z]{3,4})\)", r"^([A-Za-z]{3,4})\b", r"(?i)^([A-Z]{3,4}?)[-_/ ]?NGN$", r"\b([A-Z]{3,4})\b")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A column that holds believable figures, its role, and how far they lie from what is known (in logarithms, on average)."""

    column: Column
    role: Role
    figures: Figures
    far: float

    @property
    def place(self) -> Place:
        return Place(self.column.at, self.figures.pattern)


@dataclass(slots=True)
class _Work:
    """What is being found in one grid: `codes` and `units` by row."""

    grid: Grid
    hints: Hints
    codes: list[str | None]
    units: list[int]
    found: Found

    def believed(self, row: int, value: Decimal) -> bool:
        code = self.codes[row]
        if code is None or value <= 0:
            return False
        known = self.hints.known.get(code)
        low, high = (known / 3, known * 3) if known else WIDE[code]
        figure = value / self.units[row]
        return low <= (1 / figure if self.found.inverse else figure) <= high

    def unit_figure(self, row: int, value: Decimal) -> Decimal:
        figure = value / self.units[row]
        return 1 / figure if self.found.inverse else figure


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


def _start(grid: Grid, hints: Hints) -> _Work | None:
    found = Found(grid.format, grid.rows, group=grid.group, expect=dict(grid.expect), layout=dict(grid.layout), where=grid.where)
    rows = len(grid.columns[0].texts) if grid.columns else 0
    label = _label(grid) if grid.rows is not None else None
    if label is None:
        code = grid.currency or hints.currency
        if code is None:
            return None
        found.pair = code
        return _Work(grid, hints, [code] * rows, [_unit(grid.where)] * rows, found)
    column, codes = label
    found.currency, found.names = _naming(column, codes)
    if column.at in grid.heads:
        selector, text = grid.heads[column.at]
        found.expect[selector] = text
    return _Work(grid, hints, codes, [_unit(text or "") for text in column.texts], found)


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


def _read(work: _Work, now: datetime) -> Found | None:
    found, grid = work.found, work.grid
    _amounts(work)
    if not _place_sides(work):
        _place_columns(work)
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


def _amounts(work: _Work) -> None:
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


def _place_sides(work: _Work) -> bool:
    """Look for a column whose every cell holds both sides."""
    found, options = work.found, []
    for order, column in enumerate(work.grid.columns):
        if (role := role_of(column.heading)) in (Role.OTHER, Role.TIME) or (role is Role.OFFICIAL and not work.hints.official):
            continue
        sides = sides_in(column.texts, work.believed)
        filled = sum(1 for text, code in zip(column.texts, work.codes, strict=True) if text and code and any(map(str.isdigit, text)))
        if sides is not None and sides.good * 2 >= filled:
            whole = sum(len(text or "") for text in column.texts)
            options.append((-sides.good, whole, order, column, sides))
    if not options:
        return False
    *_, column, sides = min(options, key=lambda option: option[:3])
    found.sides = Place(column.at, sides.pattern)
    _number(found, sides.marks)
    for row, pair in enumerate(sides.values):
        if pair and work.believed(row, pair[0]):
            found.figures.setdefault(work.codes[row] or "", []).extend(work.unit_figure(row, side) for side in pair)
    if sides.turned:
        found.checks.append("the higher of the two figures comes first: it is taken as the ask; see whether the page means that")
    _head(work, column)
    return True


def _place_columns(work: _Work) -> None:
    """Choose the columns for bid and ask, else for a rate without a side."""
    found = work.found
    readings = _readings(work)
    usable = [one for one in readings if one.role is not Role.OFFICIAL or work.hints.official] or readings
    passed_over = [one for one in readings if one not in usable]
    bids, asks = ([one for one in usable if one.role is role] for role in (Role.BID, Role.ASK))
    rest = [one for one in usable if one.role in (Role.MID, Role.NONE, Role.OFFICIAL)]
    if bids and asks:
        _two(work, min(bids, key=_nearest), min(asks, key=_nearest), said=True)
        found.score += 4
    elif bids or asks:
        one = min(bids or asks, key=_nearest)
        setattr(found, "bid" if bids else "ask", one.place)
        _take(work, one)
        found.checks.append("only one side was found; see whether the answer states the other")
    elif rest:
        plain = [one for one in rest if one.role is Role.NONE]
        if len(plain) == 2 and len(rest) == 2 and _spread(plain[0], plain[1]):
            _two(work, plain[0], plain[1], said=False)
        else:
            one = min(rest, key=lambda one: (one.role is Role.NONE, round(one.far, 2), _order(one)))
            found.mid = one.place
            _take(work, one)
            found.score += 2 if one.role is Role.MID else 0
    if passed_over:
        names = ", ".join(dict.fromkeys(one.column.heading or one.column.at for one in passed_over))
        found.checks.append(f"not read, since it speaks of another market: {names}")


def _readings(work: _Work) -> list[_Reading]:
    readings = []
    for column in work.grid.columns:
        role = role_of(column.heading)
        if role in (Role.OTHER, Role.TIME) or (work.found.currency and column.at == work.found.currency.at):
            continue
        figures = figures_in(column.texts, work.believed)
        stated_rows = sum(1 for row, value in enumerate(figures.values) if value and work.codes[row]) if figures else 0
        if figures is None or figures.good * 2 < stated_rows:
            continue
        readings.append(_Reading(column, role, figures, _far(work, figures)))
    return readings


def _far(work: _Work, figures: Figures) -> float:
    far = [
        abs(log(work.unit_figure(row, value) / known))
        for row, value in enumerate(figures.values)
        if value and work.believed(row, value) and (known := work.hints.known.get(work.codes[row] or ""))
    ]
    return sum(far) / len(far) if far else 0.0


def _nearest(one: _Reading) -> tuple[float, int]:
    return round(one.far, 2), -one.figures.good


_FIRST_WORDS = ("rate", "price", "mid", "value", "last", "close", "average")


def _order(one: _Reading) -> int:
    heading = one.column.heading.lower()
    return next((place for place, word in enumerate(_FIRST_WORDS) if word in heading), len(_FIRST_WORDS))


def _spread(one: _Reading, other: _Reading) -> bool:
    """Whether two columns lie as near to each other as two sides do, always in the same order."""
    both = [(a, b) for a, b in zip(one.figures.values, other.figures.values, strict=True) if a and b]
    return bool(both) and all(max(pair) < min(pair) * Decimal("1.15") for pair in both) and len({a > b for a, b in both if a != b}) == 1


def _two(work: _Work, bid: _Reading, ask: _Reading, *, said: bool) -> None:
    found = work.found
    both = [(a, b) for a, b in zip(bid.figures.values, ask.figures.values, strict=True) if a and b]
    crossed = sum(1 for a, b in both if a > b) * 2 > len(both) if both else False
    if crossed is not work.found.inverse:
        bid, ask = ask, bid
        if said:
            found.checks.append(
                "its words say it the other way round: the lower figure is taken as the bid; see whether the page means that"
            )
    if not said:
        found.checks.append("no word says which figure is which: the lower is taken as the bid")
    found.bid, found.ask = bid.place, ask.place
    _take(work, bid)
    _take(work, ask)


def _take(work: _Work, one: _Reading) -> None:
    """Note the figures of a column that was chosen, and the words over it."""
    _number(work.found, one.figures.marks)
    for row, value in enumerate(one.figures.values):
        if value and work.believed(row, value):
            work.found.figures.setdefault(work.codes[row] or "", []).append(work.unit_figure(row, value))
    _head(work, one.column)


def _head(work: _Work, column: Column) -> None:
    if column.at in work.grid.heads:
        selector, text = work.grid.heads[column.at]
        work.found.expect[selector] = text


def _number(found: Found, marks: tuple[str, str]) -> None:
    if marks != (",", "."):
        found.number = {"thousands": marks[0], "decimal": marks[1]}


def _per(work: _Work) -> None:
    read = {code: unit for code, unit in zip(work.codes, work.units, strict=True) if code in work.found.figures and unit != 1}
    work.found.per = {code: unit for code, unit in read.items() if code}
    if read:
        told = ", ".join(f"{code} for {unit}" for code, unit in work.found.per.items())
        work.found.checks.append(f"the labels speak of several units ({told}): the figures are divided")


def _times(work: _Work, now: datetime) -> tuple[Stated | None, bool]:
    """A column of times, in the rows where there are rows."""
    for column in work.grid.columns:
        if role_of(column.heading) is not Role.TIME:
            continue
        text = next((text for text in column.texts if text), None)
        moment = stated(column.at, text, now) if text else None
        if moment is not None:
            return moment, work.grid.rows is not None
    return None, False


def _borrowed(work: _Work) -> int:
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


def _marks(work: _Work) -> None:
    """Rows that say of themselves that they are no rates of today."""
    grid = work.grid
    if grid.format != "html" or grid.rows is None:
        return
    texts = [" ".join(text for column in grid.columns if (text := column.texts[row])) for row in range(len(work.codes))]
    said = [found[0] for text in texts if (found := _NOT_TODAY.search(text))]
    if said and len(said) * 2 < len(texts):
        work.found.refuse = [(Place("."), text) for text in dict.fromkeys(said)]


def _by_path(work: _Work) -> None:
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


def _repeated(work: _Work) -> None:
    found = work.found
    each = 2 if found.sides or (found.bid and found.ask) else 1
    codes = [code for code, figures in found.figures.items() for _ in range(len(figures) // each)]
    if work.grid.rows is not None and len(codes) > len(set(codes)) and not work.found.time_in_row:
        work.found.checks.append("some currencies have several rows; see that only one row of each is read, or name the venue of each")
        work.found.score -= 4
