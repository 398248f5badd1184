"""How the pages say figures, days and ages; the templates print through these and compute nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from fxtracker.facts import printed
from fxtracker.lagos import WAT, session_of
from fxtracker.rates import CURRENCIES, Market, Measure

__all__ = [
    "GRADES",
    "MARKETS",
    "age",
    "clock_time",
    "currency",
    "day_long",
    "day_short",
    "grade_words",
    "iso",
    "market_name",
    "measure_name",
    "naira",
    "stamp",
]

MARKETS = {
    Market.OFFICIAL: "Official market",
    Market.PARALLEL: "Parallel market",
    Market.MIDMARKET: "Mid-market",
    Market.BANK: "Banks",
    Market.REMITTANCE: "Money transfer",
}
"""Market to its heading; the parallel market is often called the black market, which the pages say beside it."""

_MEASURES = {
    Measure.QUOTE: "quote",
    Measure.CLOSE: "close",
    Measure.HIGH: "session high",
    Measure.LOW: "session low",
    Measure.WEIGHTED_AVERAGE: "weighted average",
    Measure.SIMPLE_AVERAGE: "simple average",
    Measure.CENTRAL: "central rate",
}

GRADES = {
    "A": "stands: agreed by many independent sources, or the Central Bank's own figure",
    "B": "stands: fewer sources, close agreement",
    "C": "indicative: little to check it against",
    "D": "not confirmed: not printed as a rate",
}

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def market_name(market: str) -> str:
    """The heading of a market; an unknown id stands for itself."""
    return MARKETS.get(Market(market), market) if market in set(Market) else market


def measure_name(measure: str) -> str:
    """Which figure of a session it is, in words."""
    return _MEASURES.get(Measure(measure), measure) if measure in set(Measure) else measure


def currency(code: str) -> str:
    """The currency's name, its code where it has none."""
    return CURRENCIES.get(code, code)


def grade_words(grade: str) -> str:
    """The badge's word: A and B stand, C is indicative, D is not confirmed."""
    return {"C": "indicative", "D": "not confirmed"}.get(grade, "stands")


def naira(value: Decimal, market: str) -> str:
    """Naira per unit as prose prints it: ₦1,359.50 on the official market, ₦1,355 on the street."""
    return f"₦{printed(value, Market(market)):,f}"


def day_long(day: date) -> str:
    """Wednesday, 25 February 2026."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_short(day: date) -> str:
    """25 Feb 2026."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def clock_time(instant: datetime) -> str:
    """The wall clock in Lagos: 18:20 WAT."""
    return f"{instant.astimezone(WAT):%H:%M} WAT"


def stamp(instant: datetime) -> str:
    """25 Feb 2026, 18:20 WAT."""
    return f"{day_short(session_of(instant))}, {clock_time(instant)}"


def iso(instant: datetime) -> str:
    """The instant in Lagos time to the second, as `datetime` attributes and JSON-LD carry it."""
    return instant.astimezone(WAT).isoformat(timespec="seconds")


def age(instant: datetime, now: datetime) -> str:
    """How long ago, as news sites say it: just now, 12 minutes ago, 3 hours ago, yesterday, 3 days ago, 2 weeks ago.

    Up to a day hours are counted; from then on days of the Lagos calendar. An instant ahead of the clock is "just now".
    """
    passed = now - instant
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return _ago(passed // timedelta(minutes=1), "minute")
    if passed < timedelta(hours=24):
        return _ago(passed // timedelta(hours=1), "hour")
    days = (session_of(now) - session_of(instant)).days
    if days <= 1:
        return "yesterday"
    for limit, size, unit in ((14, 1, "day"), (60, 7, "week"), (365, 30, "month")):
        if days < limit:
            return _ago(days // size, unit)
    return _ago(days // 365, "year")


def _ago(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
