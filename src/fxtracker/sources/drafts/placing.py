"""Choosing the columns of a grid that hold bid and ask, or a rate without a side, and leaving alone what reads like something else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import log

from fxtracker.sources.drafts.figures import Figures, figures_in, sides_in
from fxtracker.sources.drafts.grid import Column, Place
from fxtracker.sources.drafts.words import Role, role_of
from fxtracker.sources.drafts.work import Work

__all__ = ["place_columns", "place_sides"]


_CLOSE = Decimal("1.08")
"""Two figures of a row that lie so near to each other are bid and ask."""
_MANY = 12
_BORROWED = Decimal("0.003")


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


def place_sides(work: Work) -> bool:
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
    found.worded |= role_of(column.heading) is not Role.NONE
    work.number(sides.marks)
    for row, pair in enumerate(sides.values):
        if pair:
            for side in pair:
                work.take(column, row, side)
    if sides.turned:
        found.checks.append("the higher of the two figures comes first: it is taken as the ask; see whether the page means that")
    return True


def place_columns(work: Work) -> None:
    """Choose the columns for bid and ask, else for a rate without a side."""
    found = work.found
    readings = _readings(work)
    usable = [one for one in readings if one.role is not Role.OFFICIAL or work.hints.official]
    if not usable and not work.hints.street:
        usable = readings
    passed_over = [one for one in readings if one not in usable]
    bids, asks = ([one for one in usable if one.role is role] for role in (Role.BID, Role.ASK))
    rest = [one for one in usable if one.role in (Role.MID, Role.NONE, Role.OFFICIAL)]
    if bids and asks:
        _two(work, min(bids, key=_nearest), min(asks, key=_nearest), said=True)
        found.score += 4
    elif bids or asks:
        _one_side(work, min(bids or asks, key=_nearest), rest)
    elif rest:
        _without_words(work, rest)
    found.passed_over = list(dict.fromkeys(one.column.heading or one.column.at for one in passed_over))
    if passed_over:
        found.checks.append(f"not read, since it speaks of another market: {', '.join(found.passed_over)}")


def _one_side(work: Work, one: _Reading, rest: list[_Reading]) -> None:
    """A column whose words say its side; one without words that lies close to it is the other side."""
    bid = one.role is Role.BID
    other = next((each for each in rest if each.role is Role.NONE and _spread(one, each)), None)
    if other is not None:
        _two(work, *((one, other) if bid else (other, one)), said=False)
        return
    setattr(work.found, "bid" if bid else "ask", one.place)
    _take(work, one)
    work.found.checks.append("only one side was found; see whether the answer states the other")


def _without_words(work: Work, rest: list[_Reading]) -> None:
    """Columns of which no word says a side: two that lie close are bid and ask, unless words call one of them the rate."""
    plain = [one for one in rest if one.role is Role.NONE]
    told = [one for one in rest if one.role is not Role.NONE]
    # Where the official figures stand, the sides of another market do not.
    own = [one for one in plain if not _official(work, one)]
    pairs = [pair for among in (own, plain) for pair in combinations(among[:_MANY], 2) if _spread(*pair)]
    if pairs and not told:
        _two(work, *pairs[0], said=False)
        if len(plain) > 2:
            work.found.checks.append("more columns hold figures that lie close: see that the two are bid and ask")
        return
    one = min(rest, key=lambda one: (one.role is Role.NONE, round(one.far, 2), _order(one)))
    work.found.mid = one.place
    _take(work, one)
    work.found.score += 2 if one.role is Role.MID else 0
    beside = [each.column.heading or each.column.at for each in rest[:_MANY] if each is not one and _spread(one, each)]
    if beside:
        work.found.checks.append(f"other figures lie close to it ({', '.join(beside)}): see whether two of them are bid and ask")


def _official(work: Work, one: _Reading) -> bool:
    """Whether most figures of a column are the official ones, where another market is wanted."""
    official = work.hints.official_figures
    known = [
        (work.unit_figure(row, value), official[code])
        for row, value in enumerate(one.figures.values)
        if value
        if (code := work.codes[row] or "") in official
    ]
    return bool(known) and 2 * sum(abs(figure / rate - 1) < _BORROWED for figure, rate in known) > len(known)


def _readings(work: Work) -> list[_Reading]:
    readings = []
    for column in work.grid.columns:
        role = role_of(column.heading)
        if role in (Role.OTHER, Role.TIME) or column.at in (work.found.per_at, work.found.currency.at if work.found.currency else None):
            continue
        figures = figures_in(column.texts, work.believed)
        stated_rows = sum(1 for row, value in enumerate(figures.values) if value and work.codes[row]) if figures else 0
        if figures is None or figures.good * 2 < stated_rows:
            continue
        readings.append(_Reading(column, role, figures, _far(work, figures)))
    return readings


def _far(work: Work, figures: Figures) -> float:
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
    return bool(both) and all(max(pair) <= min(pair) * _CLOSE for pair in both) and len({a > b for a, b in both if a != b}) == 1


def _two(work: Work, bid: _Reading, ask: _Reading, *, said: bool) -> None:
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


def _take(work: Work, one: _Reading) -> None:
    """Note the figures of a column that was chosen, and the words over it."""
    work.found.worded |= one.role is not Role.NONE
    work.number(one.figures.marks)
    for row, value in enumerate(one.figures.values):
        if value:
            work.take(one.column, row, value)
