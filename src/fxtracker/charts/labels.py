"""Figures and dates as a chart prints them: the words of `fxtracker.words`, bound to what they print."""

from __future__ import annotations

from datetime import date, datetime

from fxtracker.charts.spec import Label
from fxtracker.facts import Day, Fact, Point
from fxtracker.lagos import WAT
from fxtracker.rates import CURRENCIES, Market
from fxtracker.words import EN, dates, money

__all__ = [
    "capital",
    "currency_name",
    "day_month",
    "month",
    "noun",
    "period",
    "point_figure",
    "rate_figure",
    "short_date",
    "size_figure",
    "stamp",
]

_NOUNS = {
    "USD": "dollar",
    "GBP": "pound",
    "EUR": "euro",
    "JPY": "yen",
    "CNY": "yuan",
    "ZAR": "rand",
    "SAR": "riyal",
    "AED": "dirham",
    "GHS": "cedi",
    "XOF": "CFA franc",
    "USDT": "USDT",
}


def noun(base: str) -> str:
    """The currency as a reader calls it in a headline: dollar."""
    return _NOUNS.get(base, CURRENCIES.get(base, base))


def currency_name(day: Day) -> str:
    """The currency's full name: US dollar."""
    return CURRENCIES.get(day.pair.base, day.pair.base)


def capital(words: str) -> str:
    """The words with a capital at their head and nothing else changed."""
    return words[0].upper() + words[1:]


def rate_figure(fact: Fact, market: Market) -> Label:
    """A rate of a day's facts, bound to it."""
    return Label(money.rate(fact.decimal, market), fact.role, fact.id, fact.session)


def size_figure(fact: Fact) -> Label:
    """The size of a change, a gap or a margin, bound to its fact; the words beside it say the direction."""
    return Label(money.amount(fact.decimal), fact.role, fact.id)


def point_figure(line_id: str, point: Point, market: Market) -> Label:
    """A rate of a line, bound to the line and the day."""
    return Label(money.rate(point.value, market), line_id, None, point.day)


def month(day: date) -> str:
    """Feb."""
    return EN.months_short[day.month - 1]


def day_month(day: date, beside: date) -> str:
    """25 February, with the year only where it is another than that of `beside`."""
    return dates.day_month(day) if day.year == beside.year else dates.day_month_year(day)


def short_date(day: date, beside: date) -> str:
    """Tue 24 Feb, with the year only where it is another than that of `beside`."""
    return dates.short(day) + ("" if day.year == beside.year else f" {day.year}")


def period(start: date, end: date) -> str:
    """28 November 2025 to 25 February 2026; the first year is left out where both are of one."""
    return dates.day_month_year(end) if start == end else f"{day_month(start, end)} to {dates.day_month_year(end)}"


def stamp(instant: datetime) -> str:
    """18:00 WAT, Wed 25 Feb 2026."""
    here = instant.astimezone(WAT).date()
    return f"{dates.clock(instant)}, {dates.short(here)} {here.year}"
