"""What a finished piece says of the day that it is of, and of the moment at which it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime

from fxtracker.lagos import WAT

__all__ = ["days_of", "moments_of"]

_STAMP = re.compile(r"(Published|Updated) (\d{1,2} [A-Z][a-z]+ \d{4}), (\d{2}:\d{2}) WAT")
_DAY = re.compile(r"\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{4})\b")
_SHORT = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
_MOST = 3


def days_of(text: str, stated: str | None, today: date) -> list[date]:
    """The days, up to today, that a piece may be of, the likeliest first: the one that it states, its first, and those it names most.

    One slip in a date must not let a piece go for another's: so there is more than one.
    """
    named = [found for day, month, year in _DAY.findall(text) if (found := _read(f"{day} {month} {year}")) is not None]
    first = [date.fromisoformat(stated)] if stated and re.fullmatch(r"\d{4}-\d{2}-\d{2}", stated) and _is_day(stated) else []
    often = [day for day, _ in Counter(named).most_common(2)]
    short = [found for found in (_last(weekday, day, month, today) for weekday, day, month in _SHORT.findall(text)) if found is not None]
    return [day for day in dict.fromkeys([*first, *named[:1], *often, *short[:2]]) if day <= today][:_MOST]


def moments_of(text: str, stated: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """The UTC instants at which a piece says that it was published and updated."""
    found: dict[str, datetime] = {}
    for name in ("published", "updated"):
        if name in stated:
            try:
                found[name] = datetime.fromisoformat(stated[name]).astimezone(UTC)
            except ValueError:
                continue
    for word, day, hour in _STAMP.findall(text):
        try:
            moment = datetime.strptime(f"{day} {hour}", "%d %B %Y %H:%M").replace(tzinfo=WAT)
        except ValueError:
            continue
        found.setdefault(word.lower(), moment.astimezone(UTC))
    return found.get("published"), found.get("updated")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _read(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d %b %Y").replace(tzinfo=WAT).date()
    except ValueError:
        return None


def _last(weekday: str, day: str, month: str, today: date) -> date | None:
    # A post says "Thu 11 Jun": the last such day.
    for year in range(today.year, today.year - 7, -1):
        found = _read(f"{day} {month} {year}")
        if found is not None and found <= today and found.strftime("%a") == weekday:
            return found
    return None
