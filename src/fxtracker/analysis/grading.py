"""How far a fixing can be relied on (step 9 of the method): the first line that holds."""

from __future__ import annotations

from collections.abc import Sequence

from fxtracker.analysis.independence import Group
from fxtracker.rates import Grade, Market, Segment

__all__ = ["grade"]

_HOURS = 3600


def grade(market: Market, groups: Sequence[Group], dispersion: float, median_age: int, *, dispersed: bool) -> Grade:
    """The grade of the kept groups; dispersion in percent, median age in seconds.

    A: five groups of two segments within 1 %, six hours old. B: four within 2.5 %, or three of two segments all within 1 %, a day old.
    C: two within 5 %, three days old; the desk's own quote alone; one source alone outside the parallel market. D: else.
    """
    count = len(groups)
    segments = {group.reading.segment for group in groups}
    hours = median_age / _HOURS
    if not dispersed:
        if count >= 5 and len(segments) >= 2 and dispersion <= 1 and hours <= 6:
            return Grade.A
        if count >= 4 and dispersion <= 2.5 and hours <= 24:
            return Grade.B
        if count == 3 and len(segments) >= 2 and dispersion <= 1 and hours <= 24:
            return Grade.B
    if count >= 2 and dispersion <= 5 and hours <= 72:
        return Grade.C
    if count == 1 and (segments == {Segment.DESK} or market is not Market.PARALLEL):
        return Grade.C
    return Grade.D
