"""A day of the desk as facts: everything that an article, a post, a chart or a page may say of it (`docs/facts.md`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from fxtracker.analysis.between import conversions, gap, gap_flipped
from fxtracker.analysis.day_official import official_day
from fxtracker.analysis.day_parallel import CARRIED_DAYS, parallel_day
from fxtracker.analysis.reading import official_grade
from fxtracker.facts import Day, Edition, Fact, Unit
from fxtracker.lagos import Calendar, day_end
from fxtracker.rates import Fixing, Grade, Market, Pair, Sighting

__all__ = ["DayInputs", "build"]

_Session = date
_WIDTHS = ("official.range", "parallel.spread")


@dataclass(frozen=True, slots=True)
class DayInputs:
    """What a day is made from. Series are the standing session fixings up to the day, oldest first."""

    date: date
    pair: Pair
    made_at: datetime
    edition: Edition
    calendar: Calendar
    official: Sequence[Fixing] = ()
    """All measures of the pair."""
    parallel: Sequence[Fixing] = ()
    """Day rates; the day's latest fixing is the last."""
    midmarket: Fixing | None = None
    others: Mapping[str, tuple[Fixing | None, Fixing | None]] = field(default_factory=dict)
    """Other currencies: the latest official and the latest parallel fixing of each."""
    quotes: Sequence[Sighting] = ()
    """The day's single parallel quotes of the sources that may be republished."""
    source_names: Mapping[str, str] = field(default_factory=dict)
    record_starts: Mapping[Market, _Session] = field(default_factory=dict)
    """The first session of a market's record, where the series here do not go back to it."""


def build(inputs: DayInputs) -> Day:
    """The day's facts, flags, lines and grades. Facts come in the order of `docs/facts.md`; a figure that has no base is absent."""
    day, pair = inputs.date, inputs.pair
    at = min(inputs.made_at, day_end(day))
    starts = inputs.record_starts
    official = official_day(inputs.official, pair, day, at, inputs.calendar, starts.get(Market.OFFICIAL))
    parallel = parallel_day(inputs.parallel, inputs.quotes, pair, day, starts.get(Market.PARALLEL))
    records = [fact for fact in (*official.facts, *parallel.facts) if fact.role.startswith("records.")]
    facts = (
        *(fact for fact in (*official.facts, *parallel.facts) if not fact.role.startswith(("records.", "source."))),
        *gap(official, parallel),
        *conversions(pair, official, parallel),
        *_others(inputs, at),
        *_midmarket(inputs),
        *(fact for fact in parallel.facts if fact.role.startswith("source.")),
        *records,
    )
    found = {Market.OFFICIAL: official.grade, Market.PARALLEL: parallel.grade}
    if inputs.midmarket is not None:
        found[Market.MIDMARKET] = inputs.midmarket.grade
    holiday = _holiday(inputs)
    flags = official.flags | parallel.flags
    flags |= {name for name, holds in (("weekend", day.weekday() > 4), ("holiday", holiday is not None)) if holds}
    if gap_flipped(official, parallel):
        flags |= {"gap.flipped"}
    return Day(
        date=day,
        pair=pair,
        made_at=inputs.made_at,
        edition=inputs.edition,
        facts=tuple(_measured(fact) for fact in facts),
        lines={**official.lines, **parallel.lines},
        grades={market.value: grade.value for market, grade in found.items() if grade is not None},
        flags=flags,
        holiday=holiday,
        business_day=inputs.calendar.is_business_day(day),
        source_names=dict(inputs.source_names),
    )


def _measured(fact: Fact) -> Fact:
    # Only a rate is of a measure; a change, a margin or a sum worked out from rates is none that could be taken for one.
    level = fact.unit is Unit.NAIRA_PER_UNIT and fact.base is None and fact.id not in _WIDTHS
    return fact if level or fact.measure is None else replace(fact, measure=None)


def _holiday(inputs: DayInputs) -> str | None:
    # A lunar date that is only estimated may still be a working day: it is not called a holiday.
    name = inputs.calendar.holiday(inputs.date)
    return None if name is None or "(estimated)" in name else name


def _others(inputs: DayInputs, at: datetime) -> Iterator[Fact]:
    for code in sorted(inputs.others):
        official, parallel = inputs.others[code]
        if official is not None and official.session <= inputs.date and official_grade(official, at, inputs.calendar) is not Grade.D:
            yield from _level(official, f"other.{code}", "other", ("official",))
        if parallel is not None and _current(parallel, inputs.date):
            sides = ("bid", "ask", "mid") if parallel.ask is not None else ("mid",)
            yield from _level(parallel, f"other.{code}", "other", sides)


def _midmarket(inputs: DayInputs) -> Iterator[Fact]:
    fixing = inputs.midmarket
    if fixing is not None and _current(fixing, inputs.date):
        yield from _level(fixing, "midmarket", "midmarket", ("rate",))


def _current(fixing: Fixing, day: date) -> bool:
    return fixing.printable and 0 <= (day - fixing.session).days <= CARRIED_DAYS


def _level(fixing: Fixing, prefix: str, role: str, sides: Sequence[str]) -> Iterator[Fact]:
    for side in sides:
        value = {"bid": fixing.bid, "ask": fixing.ask}.get(side, fixing.value)
        if value is not None:
            yield Fact(
                f"{prefix}.{side}",
                f"{role}.{side}",
                value,
                Unit.NAIRA_PER_UNIT,
                fixing.measure,
                fixing.session,
                fixing.at,
                fixing.sources,
                fixing=fixing.id,
            )
