"""Why a quote was left out of a fixing, and which line of the table of grades a fixing stands on, each in a plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

from fxtracker.rates import Fixing, Grade, Market, Segment, Status

__all__ = ["REASONS", "grade_line", "status_line"]

REASONS: Mapping[str, str] = {
    "probation": "its source is new, and what it says does not count yet",
    "capped": "most of its offers stand on one exact price, which is a peg and no market",
    "no_quote": "it states nothing above zero",
    "crossed": "its bid is above its ask, and its source is not known for stating them the right way round",
    "wide": "its sides are over 8 % apart",
    "one_sided": "it states one side alone, and nothing is known by which to complete it",
    "future": "it is of a time to come",
    "stale": "it was last seen over 72 hours ago",
    "frozen": "it has not moved for 72 hours while the market moved over 2 %",
    "unit": "it is over twice or under half of the last good number: a slip of a unit, a factor or an inverse",
    "official_as_parallel": "it is the official rate where the street's should stand",
    "wrong_currency": "it is over 5 % away, and near what another currency would cost",
    "copy": "another of its group speaks for it",
    "far": "it stands too far from the others",
    "conflict": "a later row of the same source and session differs",
    "outranked": "a source that ranks above it has the figure",
    "alone": "it moved over 5 % while the other currencies of its table did not",
}
"""Code of an exclusion to the sentence that says it."""

_STATUS = {
    Status.OK: "nothing else is to be said of it",
    Status.PROVISIONAL: "it is the last of its day, which has fewer than three numbers from 12:00 to 16:00",
    Status.UNCONFIRMED: "a large move is not confirmed: the last number stands, with the candidate beside it",
    Status.SPLIT: "the voices beside the middle are over 5 % apart: the last number stands",
    Status.DISPERSED: "more than a third of the groups stand apart, so that none was left out",
    Status.CONFLICT: "rows of that session differ",
    Status.OUTSIDE_RANGE: "the row breaks its own range, and is kept whole",
}

_OFFICIAL = {
    Grade.A: "the Central Bank's own row of that session",
    Grade.B: "the Central Bank's own row, which breaks its own range",
    Grade.C: "a re-server, a dealer or the press",
    Grade.D: "nothing counts for that session any more",
}


def grade_line(fixing: Fixing) -> str:
    """The line of the table of grades that holds for a fixing; the day's is that of its middle snapshot."""
    if fixing.market is Market.OFFICIAL:
        return _OFFICIAL[fixing.grade]
    count = fixing.groups
    if fixing.grade is Grade.A:
        return "five groups or more of two segments, within 1 %, six hours old at most"
    if fixing.grade is Grade.B:
        several = "four groups or more, within 2.5 %, a day old at most"
        return several if count >= 4 else "three groups of two segments, all within 1 %, a day old at most"
    if fixing.grade is Grade.C:
        if count > 1:
            return "two groups or more, within 5 %, three days old at most"
        return "the desk's own quote alone" if _desk_alone(fixing) else "one source alone, outside the parallel market"
    if fixing.status in (Status.UNCONFIRMED, Status.SPLIT):
        return "a number that is held is always a D"
    return "nothing can be used" if fixing.value is None else "no better line holds"


def status_line(status: Status) -> str:
    """What a status says."""
    return _STATUS[status]


def _desk_alone(fixing: Fixing) -> bool:
    return {used.segment for used in fixing.inputs} == {Segment.DESK.value}
