"""What a series of one measure says of itself: its moves in naira and percent, its extremes, and how much it moves from session to session.

Everything is said of the naira: it is stronger when fewer naira buy a unit. Sessions are compared by the printed figure, as the streak
counts them; changes and percents are between the unrounded ones.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from fxtracker.analysis.changes import SPANS, naira_percent
from fxtracker.analysis.track import BROKEN_AFTER, Track

__all__ = [
    "STRONGER",
    "WEAKER",
    "Change",
    "Volatility",
    "base_of",
    "change",
    "extreme",
    "span_bases",
    "unit_percent",
    "volatility",
]

WEAKER, STRONGER = 1, -1
"""The ways in which a figure goes: more naira a unit, and fewer."""

_FEWEST_MOVES = 10
"""Fewer moves than these say nothing of how much a series moves."""

_MOVES = 30
_SESSIONS_A_YEAR = 252
_BASE_WITHIN = 7
_WORDS = {WEAKER: "weaker", 0: "unchanged", STRONGER: "stronger"}


class Change(NamedTuple):
    """From one figure to a later one: new less old in naira per unit, and by both conventions of percent."""

    naira: Decimal
    naira_percent: Decimal
    """Of the naira's value: positive is a stronger naira."""
    unit_percent: Decimal
    """Of the foreign unit's price in naira: positive is a weaker naira."""
    word: str
    """What the naira is: stronger, weaker or unchanged."""


class Volatility(NamedTuple):
    """The standard deviation of the log moves from session to session, in percent: of one session, and of a year of 252."""

    session: Decimal
    year: Decimal
    moves: int
    first: int
    """Where the session stands from which the first of the moves was made."""


def unit_percent(old: Decimal, new: Decimal) -> Decimal:
    """The change of a foreign unit's price in percent from `old` to `new` naira: positive is a weaker naira."""
    return (new / old - 1) * 100


def change(old: Decimal, new: Decimal) -> Change:
    """The change from one figure to another, both naira per unit and of one measure."""
    return Change(new - old, naira_percent(old, new), unit_percent(old, new), _WORDS[(new > old) - (new < old)])


def span_bases(track: Track) -> dict[str, int]:
    """Where the base stands of each span that has one: the session before, 7, 30 and 365 days, and the year to date.

    The session before is none where the record has a hole in between. The others count from the last session on or before their day,
    at most a week before it; the year counts from the last session of the year before.
    """
    last = len(track.days) - 1
    if last < 1:
        return {}
    day = track.days[last]
    found: dict[str, int | None] = {"d1": last - 1 if day - track.days[last - 1] <= BROKEN_AFTER else None}
    found |= {span: track.on_or_before(day - timedelta(days=days), _BASE_WITHIN) for span, days in SPANS.items()}
    found["ytd"] = track.on_or_before(date(day.year - 1, 12, 31), _BASE_WITHIN)
    return {span: index for span, index in found.items() if index is not None}


def base_of(track: Track, since: date) -> int | None:
    """Where a span from that day counts from: the last session on or before it, at most a week before, else the first after it.

    None where that is the last session itself or there is none.
    """
    index = track.on_or_before(since, _BASE_WITHIN)
    if index is None:
        index = next((at for at, day in enumerate(track.days) if day > since), None)
    return None if index is None or index >= len(track.days) - 1 else index


def extreme(track: Track, way: int, since: date | None = None) -> int | None:
    """Where the session stands that went farthest that way since a day; the later of two that are equal, None where there is no session."""
    within = [index for index, day in enumerate(track.days) if since is None or day >= since]
    return max(within, key=lambda index: (track.shown[index] * way, track.values[index] * way, index), default=None)


def volatility(track: Track) -> Volatility | None:
    """How much the last 30 sessions moved, None with fewer than 10 moves; only figures of grade C or better, and no move over a hole.

    The sample standard deviation of ln(new / old), times the square root of 252 for a year: the usual close-to-close estimator (Hull,
    Options, Futures, and Other Derivatives, "Estimating volatility from historical data").
    """
    kept = [index for index, fixing in enumerate(track.fixings) if fixing.printable]
    steps = [
        (earlier, later) for earlier, later in pairwise(kept[-_MOVES - 1 :]) if track.days[later] - track.days[earlier] <= BROKEN_AFTER
    ]
    if len(steps) < _FEWEST_MOVES:
        return None
    with localcontext(prec=40):
        moves = [(track.values[later] / track.values[earlier]).ln() for earlier, later in steps]
        mean = sum(moves, Decimal(0)) / len(moves)
        deviation = (sum(((move - mean) ** 2 for move in moves), Decimal(0)) / (len(moves) - 1)).sqrt() * 100
        year = deviation * Decimal(_SESSIONS_A_YEAR).sqrt()
    return Volatility(+deviation, +year, len(steps), steps[0][0])
