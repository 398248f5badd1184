"""From columns of texts to rates: which column names the currency, which are bid and ask, what must be left alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from fxtracker.sources.drafts.figures import number
from fxtracker.sources.drafts.grid import Column, Found, Grid, Hints, Place
from fxtracker.sources.drafts.labels import label_of, naming, other_pairs, unit_column, unit_in
from fxtracker.sources.drafts.placing import place_columns, place_sides
from fxtracker.sources.drafts.times import Stated, stated
from fxtracker.sources.drafts.words import Role, not_today, role_of, words_of
from fxtracker.sources.drafts.work import Work

__all__ = ["rates_in"]

_UNITS = (10, 100, 1000)
_NEAR = Decimal("0.25")
_FEWEST_ADVERTS = 3
_ADVERT_WORDS = {
    "volume": {"quantity", "available", "surplus", "volume"},
    "orders": {"order", "orders"},
    "completion": {"completion", "execute", "finish"},
}


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
    label = label_of(grid) if grid.rows is not None else None
    if label is None:
        code = grid.currency or hints.currency
        if code is None:
            return None
        found.pair = code
        return Work(grid, hints, [code] * rows, [unit_in(grid.where)] * rows, found)
    column, codes = label
    found.currency, found.names = naming(column, codes)
    if others := other_pairs(column, codes):
        found.skip.append((Place(column.at, r"(?i)^(?!.*NGN)"), "Pairs that are not against the naira."))
        found.checks.append(f"left out, since they are not against the naira: {', '.join(dict.fromkeys(others))}")
    if column.at in grid.heads:
        selector, text = grid.heads[column.at]
        found.expect[selector] = text
    units = unit_column(grid) if not grid.paths else None
    if units is not None:
        found.per_at = units[0].at
        return Work(grid, hints, codes, units[1], found)
    return Work(grid, hints, codes, [unit_in(text or "") for text in column.texts], found)


def _read(work: Work, now: datetime) -> Found | None:
    found, grid = work.found, work.grid
    _marks(work)
    _amounts(work)
    if not place_sides(work):
        place_columns(work)
    if not any((found.bid, found.ask, found.mid, found.sides)):
        return None
    _per(work)
    found.time, found.time_in_row = _times(work, now)
    found.named = [code for code in dict.fromkeys(work.codes) if code and code not in found.figures]
    _repeated(work)
    unread = sum(1 for code in work.codes if code not in found.figures) if grid.rows is not None else 0
    found.score += 8 * min(len(found.figures), 6) + 0.5 * len(found.figures) - 0.2 * min(unread, 40)
    found.score += 6 if found.two_sided else 0
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
    if found.currency is None or found.per_at is not None:
        return
    column = next(column for column in work.grid.columns if column.at == found.currency.at)
    counts = [re.match(r"\s*([\d,]+(?:\.\d+)?)\s", text or "") for text in column.texts]
    ones = [row for row, count in enumerate(counts) if count and count[1] == "1"]
    if ones and len([count for count in counts if count]) > len(ones):
        found.skip.append((Place(column.at, r"^(?!1\s)[\d,.]+\s"), "Rows that say the same rate again for another amount."))
        work.codes[:] = [code if row in ones or not counts[row] else None for row, code in enumerate(work.codes)]
        work.units[:] = [1 if row in ones else unit for row, unit in enumerate(work.units)]
        if found.names:
            found.names = {name: code for name, code in found.names.items() if re.match(r"1\s|\D", name)}
        else:
            found.currency, found.names = naming(column, work.codes)


def _per(work: Work) -> None:
    """Note for how many units figures are: by their labels, or where only so many units bring a figure near what is known."""
    found = work.found
    if found.per_at is not None:
        return
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
    """A column of times, in the rows where there are rows: by the words over it, else by its texts, which then all state one."""
    columns = work.grid.columns
    for column in sorted(columns, key=lambda column: role_of(column.heading) is not Role.TIME):
        told = role_of(column.heading) is Role.TIME
        texts = [text for text in column.texts if text]
        if not texts or (not told and (role_of(column.heading) is not Role.NONE or not _dates(column, now))):
            continue
        moments = [stated(column.at, text, now, named=told) for text in texts[:50]]
        # A day above the twelfth tells a day from a month.
        moment = next((one for one in moments if one and not one.unsure), None) or moments[0]
        if moment is not None:
            return moment, work.grid.rows is not None
    return None, False


def _dates(column: Column, now: datetime) -> bool:
    texts = [text for text in column.texts[:50] if text]
    return all(len(text) < 40 and (one := stated(column.at, text, now, named=False)) is not None and one.pattern is None for text in texts)


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
    """Leave out rows that say of themselves that they are no rates of today; their figures make no range."""
    grid = work.grid
    if grid.format != "html" or grid.rows is None:
        return
    texts = [" ".join(text for column in grid.columns if (text := column.texts[row])) for row in range(len(work.codes))]
    said = {row: words for row, text in enumerate(texts) if (words := not_today(text))}
    if said and len(said) * 2 <= len(texts):
        work.found.refuse = [(Place("."), words) for words in dict.fromkeys(said.values())]
        work.codes[:] = [None if row in said else code for row, code in enumerate(work.codes)]


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
    each = 2 if found.two_sided else 1
    codes = [code for code, figures in found.figures.items() for _ in range(len(figures) // each)]
    if work.grid.rows is None or len(codes) <= len(set(codes)) or found.time_in_row:
        return
    if _adverts(work):
        return
    found.venue = _venue(work)
    if found.venue is not None:
        found.checks.append("several rows are of one currency: the column that differs is taken for the name of the venue")
        return
    found.checks.append("some currencies have several rows; see that only one row of each is read, or name the venue of each")
    found.score -= 4


def _venue(work: Work) -> Place | None:
    """A column whose short text differs in each row, such as the name of a city."""
    for column in work.grid.columns:
        texts = [text for text in column.texts if text and column.at != "."]
        plain = all(re.fullmatch(r"[A-Za-z][\w .,&'()/+-]{1,59}", text) for text in texts)
        if plain and len(texts) == len(column.texts) == len(set(texts)):
            return Place(column.at)
    return None


def _adverts(work: Work) -> bool:
    """Whether the rows are adverts of dealers: of one currency, with a price each, and how much or how often a dealer trades."""
    found, grid = work.found, work.grid
    if grid.format != "json" or found.pair is None or found.mid is None or len(work.codes) < _FEWEST_ADVERTS:
        return False
    places: dict[str, str] = {}
    for column in grid.columns:
        words = set(words_of(column.heading))
        for name, telling in _ADVERT_WORDS.items():
            if (
                words & telling
                and name not in places
                and all(text is None or number(text, (",", ".")) is not None for text in column.texts)
            ):
                places[name] = column.at
                if name == "completion" and all(Decimal(text) <= 1 for text in column.texts if text):
                    found.checks.append("completion is a fraction of one: completion_of = 1 stands beside it")
                    places["completion_of"] = "1"
    if not places:
        return False
    found.adverts = {"price": found.mid.at, **places}
    found.mid = None
    found.checks.append("the rows are taken for adverts; gives says which side they are: ask where dealers sell the currency")
    return True
