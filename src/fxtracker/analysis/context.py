"""What a fixing must know besides the quotes of its moment, and how some of it is worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from math import log
from typing import NamedTuple

from fxtracker.analysis.parameters import METHOD_1, Parameters
from fxtracker.analysis.weighted import median
from fxtracker.rates import Fixing, Segment

__all__ = ["COLD_START", "Context", "Stood", "daily_mad", "premium"]


class Stood(NamedTuple):
    """Since when a source has stated its present figure, and what the fixing of its market was then (naira per unit)."""

    since: datetime
    fixing: Decimal | None


@dataclass(frozen=True, slots=True)
class Context:
    """What was known when a fixing was made. Every part may be missing; an empty one is a cold start."""

    previous: Fixing | None = None
    """The last fixing that was not held, of any grade: the jump gate measures from it."""
    screen: Fixing | None = None
    """The last fixing of grade C or better: quotes are screened against it while it is under seven days old."""
    held: Fixing | None = None
    """The snapshot just before, where that was held as an unconfirmed move; a move that says so again is confirmed."""
    official_close: Decimal | None = None
    """The latest official figure of the pair."""
    premium_before: float | None = None
    """The parallel mid over the official figure, less 1, at the previous fixing."""
    usd_crosses: Mapping[str, float] = field(default_factory=dict)
    """Dollars for one unit of other currencies on the day, such as {"GBP": 1.35, "EUR": 1.16}."""
    half_spreads: Mapping[Segment | None, float] = field(default_factory=dict)
    """A segment's median half-spread over 30 days, as a share of the mid."""
    orientation: Mapping[str, bool] = field(default_factory=dict)
    """Whether a source's last ten quotes had ask at or above bid."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """Source to the group that it belongs to, named by its original; a source that is not listed is a group of its own."""
    originals: frozenset[str] = frozenset()
    """The originals, beside the one that names it, of groups that have several; their newest word stands."""
    stood_since: Mapping[str, Stood] = field(default_factory=dict)
    """Since when each source has stated its present figure; those that did so for less than three days may be left out."""
    daily_mad: float | None = None
    """The median absolute deviation of the daily logarithmic moves of 30 days."""
    probation: Mapping[str, datetime] = field(default_factory=dict)
    """Source to the instant at which its probation ends: what was seen before is stored and shown, and does not count."""
    reliability: Mapping[str, float] = field(default_factory=dict)
    """Source to the weight that its own record earns it (r of the method, 0.25 to 1); 1 where it has none yet."""


COLD_START = Context()


def daily_mad(days: Sequence[Fixing], parameters: Parameters = METHOD_1) -> float | None:
    """The median absolute deviation of the daily logarithmic moves between day rates, oldest first; None with fewer than ten moves."""
    values = [float(day.value) for day in days if day.printable and day.value]
    moves = [log(later / earlier) for earlier, later in pairwise(values)][-parameters.mad_days :]
    if len(moves) < parameters.mad_moves:
        return None
    centre = median(moves)
    return median([abs(move - centre) for move in moves])


def premium(parallel_mid: Decimal | None, official: Decimal | None) -> float | None:
    """Parallel mid over official figure, less 1; None where either is missing."""
    if parallel_mid is None or not official:
        return None
    return float(parallel_mid / official) - 1
