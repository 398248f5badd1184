"""Figures and dates as a chart prints them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from fxtracker.facts import Day, Fact, Point, printed
from fxtracker.lagos import WAT
from fxtracker.rates import CURRENCIES, Market
from fxtracker.charts.spec import Label

__all__ = [
    "change",
    "currency_name",
    "day_month",
    "full_date",
    "long_date",
    "money",
    "month",
    "noun",
    "percent",
    "period",
    "point_figure",
    "rate",
    "rate_figure",
    "short_date",
    "stamp",
]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
# Names of our own: strftime follows the machine's locale.

_NOUNS = {"USD": "dollar", "GBP": "pound", "EUR": "euro", "JPY": "yen", "CNY": "yuan", "ZAR": "rand", "USDT": "USDT"}


def noun(base: str) -> str:
    """The currency as a reader calls it in a headline."""
    return _NOUNS.get(base, CURRENCIES.get(base, base))


def money(value: Decimal) -> str:
    """Naira, to the kobo or whole: ₦1,359.50, ₦1,400; below zero −₦4."""
    size = abs(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = size.to_integral_value()
    return f"{'−' if value < 0 else ''}₦{whole if size == whole else size:,}"


def change(value: Decimal) -> str:
    """The size of a move in naira, in kobo where it is under one naira."""
    size = abs(value)
    if 0 < size < 1:
        return f"{(size * 100).quantize(Decimal(1), ROUND_HALF_UP)} kobo"
    return money(size)


def rate(value: Decimal, market: Market) -> str:
    """A rate rounded once, as prose prints it for that market."""
    return money(printed(value, market))


def percent(value: Decimal) -> str:
    """The size of a percentage: two decimals under 1, one under 10, none from there."""
    size = abs(value)
    places = Decimal("0.01") if size < 1 else Decimal("0.1") if size < 10 else Decimal(1)
    return f"{size.quantize(places, ROUND_HALF_UP)}%"


def rate_figure(fact: Fact, market: Market) -> Label:
    """A rate of a day's facts, bound to it."""
    return Label(rate(fact.decimal, market), fact.role, fact.id, fact.session)


def point_figure(line_id: str, point: Point, market: Market) -> Label:
    """A rate of a line, bound to the line and the day."""
    return Label(rate(point.value, market), line_id, None, point.day)


def full_date(day: date) -> str:
    """Wednesday, 25 February 2026."""
    return f"{_DAYS[day.weekday()]}, {long_date(day)}"


def long_date(day: date) -> str:
    """25 February 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_month(day: date, beside: date) -> str:
    """25 February, with the year only where it is another than that of `beside`."""
    return f"{day.day} {_MONTHS[day.month - 1]}" if day.year == beside.year else long_date(day)


def short_date(day: date, beside: date) -> str:
    """Tue 24 Feb, with the year only where it is another than that of `beside`."""
    return f"{_DAYS[day.weekday()][:3]} {day.day} {month(day)}" + ("" if day.year == beside.year else f" {day.year}")


def month(day: date) -> str:
    """Feb."""
    return _MONTHS[day.month - 1][:3]


def period(start: date, end: date) -> str:
    """28 November 2025 to 25 February 2026; the first year is left out where both are of one."""
    if start == end:
        return long_date(end)
    return f"{day_month(start, end)} to {long_date(end)}"


def stamp(instant: datetime) -> str:
    """18:00 WAT, Wed 25 Feb 2026."""
    here = instant.astimezone(WAT)
    return f"{here:%H:%M} WAT, {_DAYS[here.weekday()][:3]} {here.day} {month(here.date())} {here.year}"


def currency_name(day: Day) -> str:
    """The currency's full name: US dollar."""
    return CURRENCIES.get(day.pair.base, day.pair.base)
