"""Dates and times in words; a weekday is always worked out from the date, never taken from a source."""

from __future__ import annotations

from datetime import date, datetime

from fxtracker.lagos import WAT
from fxtracker.words.en import EN
from fxtracker.words.language import Language

__all__ = ["abbreviated", "clock", "day_month", "day_month_year", "full", "near", "short", "stamp", "weekday"]


def full(day: date, language: Language = EN) -> str:
    """Wednesday, 25 February 2026."""
    return f"{weekday(day, language)}, {day_month_year(day, language)}"


def weekday(day: date, language: Language = EN) -> str:
    """Wednesday."""
    return language.weekdays[day.weekday()]


def near(day: date, seen_from: date, language: Language = EN) -> str:
    """Wednesday; with its date (Wednesday, 18 February) where the weekday alone could be taken for a nearer one."""
    name = weekday(day, language)
    return name if 0 <= (seen_from - day).days < 7 else f"{name}, {day_month(day, language)}"


def day_month(day: date, language: Language = EN) -> str:
    """25 February."""
    return f"{day.day} {language.months[day.month - 1]}"


def day_month_year(day: date, language: Language = EN) -> str:
    """25 February 2026."""
    return f"{day_month(day, language)} {day.year}"


def abbreviated(day: date, language: Language = EN) -> str:
    """25 Feb 2026."""
    return f"{day.day} {language.months_short[day.month - 1]} {day.year}"


def short(day: date, language: Language = EN) -> str:
    """Wed 25 Feb."""
    return f"{language.weekdays_short[day.weekday()]} {day.day} {language.months_short[day.month - 1]}"


def clock(instant: datetime) -> str:
    """18:00 WAT: the time of an instant in Lagos."""
    return f"{instant.astimezone(WAT):%H:%M} WAT"


def stamp(instant: datetime, language: Language = EN) -> str:
    """25 February 2026, 18:00 WAT."""
    return f"{day_month_year(instant.astimezone(WAT).date(), language)}, {clock(instant)}"
