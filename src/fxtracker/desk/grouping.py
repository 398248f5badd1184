"""Which sources are one voice on a day: what is declared, what the press is, and the copies that were found by what was said before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from fxtracker.analysis.copies import Link, count_repeats
from fxtracker.analysis.independence import Grouping, grouped
from fxtracker.analysis.parameters import METHOD_1
from fxtracker.desk import Desk
from fxtracker.desk.tape import Tape
from fxtracker.rates import Segment

__all__ = ["COPIES_BEHIND", "groupings"]

COPIES_BEHIND = timedelta(days=METHOD_1.copy_days + METHOD_1.copy_before_days)
"""So far before a day the quotes reach by which its copies are found."""


def groupings(desk: Desk, tape: Tape, since: date, until: date) -> Callable[[date], Grouping]:
    """What gives the groups of each day of a span (both ends included), as they could be known at its midnight in Lagos."""
    first = since - timedelta(days=METHOD_1.copy_days)
    repeats = count_repeats(tape.said(since - COPIES_BEHIND), first, (until - first).days)
    declared = {source.id: tuple(source.derived_from) for source in desk.ever.values() if source.derived_from}
    press = sorted({page.source for page in tape.pages if page.segment is Segment.PRESS})
    made: dict[tuple[Link, ...], Grouping] = {}

    def of(day: date) -> Grouping:
        links = tuple(repeats.links(day))
        if links not in made:
            made[links] = grouped(declared, links, press)
        return made[links]

    return of
