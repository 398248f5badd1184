"""A day of the desk as typed facts: what the store keeps, the articles print, the charts draw and the checker reads.

Every figure of a piece is a `Fact`. Its `id` is unique within a day; its `role` says what the figure is, and is what a sentence, a table
column or a chart label claims. The catalogue of roles is in `docs/facts.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from fxtracker.rates import Market, Measure, Pair

__all__ = ["Day", "Edition", "Fact", "Line", "Point", "Unit", "Value", "printed"]

Value = Decimal | date | int | str
"""A figure, a day (of an extreme), a count or a state word."""


class Unit(StrEnum):
    """What a fact's value is counted in."""

    NAIRA_PER_UNIT = "NGN"
    """Naira for one unit of the foreign currency, or a difference of two such rates."""
    PERCENT = "percent"
    NAIRA = "naira"
    """An amount of naira (what $100 costs)."""
    FOREIGN = "foreign"
    """An amount of the foreign currency (what ₦100,000 buys)."""
    COUNT = "count"
    SESSIONS = "sessions"
    DAY = "date"
    WORD = "word"


class Edition(StrEnum):
    """The editions of a day's story: 09:00, 13:00, and when the Central Bank's figure has come or at 20:00 WAT."""

    MORNING = "morning"
    MIDDAY = "midday"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure with where it comes from.

    `value` is exact, with the digits of its source; `session` is the West Africa Time day that it belongs to and `as_of` its UTC instant;
    `sources` are source ids; `fixing` is the stored row that bears it out; `base` is the session that a change counts from.
    """

    id: str
    role: str
    value: Value
    unit: Unit
    measure: Measure | None = None
    session: date | None = None
    as_of: datetime | None = None
    sources: tuple[str, ...] = ()
    derivation: str = ""
    base: date | None = None
    fixing: int | None = None

    @property
    def decimal(self) -> Decimal:
        """The value as a number; TypeError for a day or a word."""
        if isinstance(self.value, Decimal):
            return self.value
        if isinstance(self.value, int):
            return Decimal(self.value)
        raise TypeError(f"fact {self.id} is not a number")


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a line: naira per unit, and the state to draw (ok, carried, provisional, disputed, corrected, unconfirmed)."""

    day: date
    value: Decimal
    state: str = "ok"


@dataclass(frozen=True, slots=True)
class Line:
    """A series of one market, measure and side, oldest first; days without a figure are absent, never filled."""

    id: str
    market: Market
    measure: Measure
    pair: Pair
    side: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """All that is known of one West Africa Time day at the moment `made_at`."""

    date: date
    pair: Pair
    made_at: datetime
    edition: Edition
    facts: tuple[Fact, ...]
    lines: Mapping[str, Line] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    """Market to grade, for each market that has a fixing."""
    flags: frozenset[str] = frozenset()
    holiday: str | None = None
    """The name of the public holiday, when the day is one."""
    business_day: bool = True
    source_names: Mapping[str, str] = field(default_factory=dict)
    """Source id to the name that a reader knows."""

    def __contains__(self, fact_id: str) -> bool:
        return any(fact.id == fact_id for fact in self.facts)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __getitem__(self, fact_id: str) -> Fact:
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)

    def get(self, fact_id: str) -> Fact | None:
        """The fact of that id, or None."""
        return next((fact for fact in self.facts if fact.id == fact_id), None)


def printed(value: Decimal, market: Market) -> Decimal:
    """The figure as prose prints it, rounded half-up once: two decimals, or whole naira from 100 up outside the official market.

    A figure that is whole is printed without decimals.
    """
    places = Decimal(1) if market is not Market.OFFICIAL and abs(value) >= 100 else Decimal("0.01")
    rounded = value.quantize(places, ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded
