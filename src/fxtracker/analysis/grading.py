"""How far a fixing can be relied on (step 9 of the method): the first line that holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from fxtracker.analysis.independence import Group
from fxtracker.analysis.reading import best_at
from fxtracker.rates import Grade, Market, Segment

__all__ = ["grade"]


def grade(market: Market, groups: Sequence[Group], dispersion: float, median_age: int, *, doubtful: bool) -> Grade:
    """The grade of the kept groups; dispersion in percent, median age in seconds.

    A: five groups of two segments within 1 %, six hours old. B: four within 2.5 %, or three of two segments all within 1 %, a day old.
    C: two within 5 %, three days old; the desk's own quote alone; one source alone outside the parallel market. D: else. What is
    `doubtful` (the groups lie in two camps, or all look like one slip, so that it was taken for a move) is C at best.
    """
    count = len(groups)
    segments = {group.reading.segment for group in groups}
    fresh = best_at(timedelta(seconds=median_age))
    if not doubtful:
        if count >= 5 and len(segments) >= 2 and dispersion <= 1 and fresh is Grade.A:
            return Grade.A
        if count >= 4 and dispersion <= 2.5 and fresh <= Grade.B:
            return Grade.B
        if count == 3 and len(segments) >= 2 and dispersion <= 1 and fresh <= Grade.B:
            return Grade.B
    if count >= 2 and dispersion <= 5 and fresh <= Grade.C:
        return Grade.C
    if count == 1 and (segments == {Segment.DESK} or market is not Market.PARALLEL):
        return Grade.C
    return Grade.D
