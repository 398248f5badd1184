"""Dates, weekdays and times of day as they stand in text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["MONTHS", "WEEKDAYS", "Stated", "dates", "mask", "times", "weekday_name"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

_WEEKDAY = r"(?P<weekday{0}>Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:rs(?:day)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
_MONTH = (
    r"(?P<month{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>(?:19|20)\d\d)"
_LEAD = rf"(?:\b{_WEEKDAY}\.?(?:,? |, the |,? the )(?:the )?)?"
_DAY_FIRST = re.compile(rf"{_LEAD}\b{_DAY} (?:of )?{_MONTH}\b(?: ?,? {_YEAR}\b)?".format(""), re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_LEAD}\b{_MONTH} {_DAY}\b(?![,.]?\d)(?: ?,? {_YEAR}\b)?".format(""), re.IGNORECASE)
_ISO = re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_SLASHED = re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)(?![\d/])")
_TIME = re.compile(
    r"(?<![\d.,:])(?:(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?\s?(?:[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)(?![\d,]|\.\d)\s?(?:WAT|GMT|UTC)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as a text states it: the parts that are there, and where."""

    weekday: int | None
    day: int
    month: int
    year: int | None
    start: int
    end: int
    text: str

    def in_year(self, year: int) -> date | None:
        """The calendar date in that year; None where there is no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def weekday_name(day: date) -> str:
    """Monday to Sunday."""
    return WEEKDAYS[day.weekday()]


def dates(text: str) -> list[Stated]:
    """Every date in the text, from left to right, each place once; day before month where both are numbers."""
    found: list[Stated] = []
    for pattern in (_ISO, _SLASHED, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            parts = match.groupdict()
            month = parts["month"]
            number = (
                int(month) if month.isdigit() else 1 + next(i for i, name in enumerate(MONTHS) if name[:3].lower() == month[:3].lower())
            )
            weekday = parts.get("weekday")
            found.append(
                Stated(
                    None if weekday is None else next(i for i, name in enumerate(WEEKDAYS) if name[:3].lower() == weekday[:3].lower()),
                    int(parts["day"]),
                    number,
                    int(parts["year"]) if parts["year"] else None,
                    match.start(),
                    match.end(),
                    match.group(),
                )
            )
    return sorted(found, key=lambda stated: stated.start)


def times(text: str) -> list[tuple[int, int]]:
    """The places of times of day."""
    return [match.span() for match in _TIME.finditer(text) if not re.fullmatch(r"\d{1,2}\.\d\d", match.group().strip())]


def mask(text: str) -> str:
    """The text with dates, times and bare years blanked out, so that what is left of digits is amounts."""
    spans = [(stated.start, stated.end) for stated in dates(text)] + times(text)
    spans += [match.span() for match in re.finditer(r"(?<![\d,.₦$N])(?:19|20)\d\d(?![\d,]|\.\d)", text)]
    out = list(text)
    for start, end in spans:
        for place in range(start, end):
            if out[place].isdigit():
                out[place] = "·"
    return "".join(out)
