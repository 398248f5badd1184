"""The rows of the official market in the order in which they are believed, and what is wrong with one by itself (steps 10 and 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from fxtracker.rates import Grade, Measure, Observation, Pair, Segment

__all__ = [
    "CENTRAL_BANK",
    "OFFICIAL_ROW",
    "OFFICIAL_TABLE",
    "Key",
    "Standing",
    "Verdict",
    "by_session",
    "candidates",
    "grade_of",
    "last_values",
    "verdict",
]

OFFICIAL_ROW = "cbn-nfem"
"""The Central Bank's daily row of the official market: close, high, low and averages."""

OFFICIAL_TABLE = "cbn"
"""The Central Bank's own table of rates: the central rate with its buying and selling."""

CENTRAL_BANK = "cbn"
"""The one voice of the official market, as the group of its fixings."""

NOTES = ("bad_sides", "outside_range", "official_conflict")
"""What is held against a row that counts all the same."""

Key = tuple[Pair, Measure]


class Standing(Protocol):
    """What stood before the rows at hand: the last session of a pair and measure, and its value. A Fixing is one."""

    @property
    def session(self) -> date:
        """The West Africa Time day."""

    @property
    def value(self) -> Decimal | None:
        """Naira per unit."""


class Verdict(NamedTuple):
    """What is held against one official row.

    Set aside: `weekend`, `no_quote`, `alone`, `duplicate` (an identical row of the session stands), `conflict` (a later, differing one
    stands). Kept with a note: `bad_sides` (only its central rate is used), `outside_range`, `official_conflict`.
    """

    observation: int | None
    source: str
    session: date
    pair: Pair
    measure: Measure
    reason: str

    @property
    def set_aside(self) -> bool:
        """Whether the row does not count."""
        return self.reason not in NOTES


def verdict(row: Observation, reason: str) -> Verdict:
    """That reason, held against that row."""
    return Verdict(row.id, row.source, row.session, row.pair, row.measure, reason)


def by_session(rows: Iterable[Observation], verdicts: list[Verdict]) -> dict[date, dict[Key, list[Observation]]]:
    """The rows by session, pair and measure, in the order in which they came; those that can never count go to the verdicts.

    Closes of FMDQ's windows are another series: they are stored and never fixed.
    """
    table: dict[date, dict[Key, list[Observation]]] = {}
    for row in rows:
        if row.segment is Segment.FMDQ:
            continue
        session = row.session
        if session.weekday() > 4:
            verdicts.append(verdict(row, "weekend"))
            continue
        middle = row.quote.mid if row.quote.mid is not None else row.quote.middle
        if middle is None or middle <= 0:
            verdicts.append(verdict(row, "no_quote"))
            continue
        day = table.get(session)
        if day is None:
            day = table[session] = {}
        day.setdefault((row.pair, row.measure), []).append(row)
    return table


def candidates(rows: Sequence[Observation], verdicts: list[Verdict]) -> list[tuple[Observation, bool]]:
    """The rows of one session, pair and measure from the one that is believed first, each with whether another of its source differs.

    The Central Bank's own come before a re-server, and that before the press; within a source the later differing row comes first.
    """
    if len(rows) == 1:
        return [(rows[0], False)]
    sources: dict[str, dict[object, Observation]] = {}
    for row in rows:
        seen = sources.setdefault(row.source, {})
        if row.quote in seen:
            verdicts.append(verdict(row, "duplicate"))
            # What was said again last is what stands, under the row that said it first.
            seen[row.quote] = seen.pop(row.quote)
        else:
            seen[row.quote] = row
    ranked: list[tuple[int, Observation, bool]] = []
    for differing in sources.values():
        ranked.extend((_rank(row), row, len(differing) > 1) for row in reversed(differing.values()))
    ranked.sort(key=lambda item: item[0])
    return [(row, conflicting) for _, row, conflicting in ranked]


def grade_of(row: Observation) -> Grade:
    """A for the Central Bank's own row of the session, C for a re-server, a dealer or the press."""
    return Grade.A if _rank(row) < 2 else Grade.C


def _rank(row: Observation) -> int:
    if row.source == OFFICIAL_ROW:
        return 0
    if row.source == OFFICIAL_TABLE:
        return 1
    return 3 if row.segment is Segment.PRESS else 2


def last_values(standing: Mapping[Key, Standing]) -> dict[Key, dict[date, float]]:
    """What stood before, as the values by session that a move is measured from."""
    return {key: {last.session: float(last.value)} for key, last in standing.items() if last.value}
