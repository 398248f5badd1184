"""The time that an answer or a row states, in whatever form its source writes it; month names are English on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fxtracker.lagos import dated_instant, session_of
from fxtracker.sources.reading import Moment

__all__ = ["AHEAD", "When", "ahead", "no_time", "of_day", "on_day", "when"]

AHEAD = timedelta(minutes=10)
"""How far an answer's own time may be ahead of ours: clocks differ, days do not."""

_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST = 80
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NAMES = "|".join((*_MONTHS, *(month[:3] for month in _MONTHS), "sept"))
_WEEKDAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_ZONES: Mapping[str, timedelta] = {"WAT": timedelta(hours=1), "UTC": timedelta(0), "GMT": timedelta(0), "Z": timedelta(0)}
_PARTS: Mapping[str, str] = {
    "d": r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    "e": r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    "m": r"(?P<month>\d{1,2})",
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<short>\d{2})",
    "H": r"(?P<hour>\d{1,2})",
    "I": r"(?P<twelve>\d{1,2})",
    "M": r"(?P<minute>\d{2})",
    "S": r"(?P<second>\d{2})",
    "f": r"(?P<fraction>\d{1,6})",
    "p": r"(?P<half>[ap])\.?m\.?",
    "B": rf"(?P<name>{_NAMES})\.?",
    "b": rf"(?P<name>{_NAMES})\.?",
    "A": _WEEKDAYS,
    "a": _WEEKDAYS,
    "z": r"(?P<offset>Z|[+-]\d{2}:?\d{2})",
    "Z": r"(?P<zone>WAT|UTC|GMT|Z)",
}


class When(NamedTuple):
    """The West Africa Time day that a figure belongs to, and its UTC instant."""

    session: date
    observed_at: datetime


def when(raw: object, moment: Moment, retrieved_at: datetime) -> When | None:
    """The time that was stated, or None where it is none, has no zone, or lies before 1990 or after 2100."""
    for form in moment.forms:
        try:
            found = _read(raw, form, moment.zone, retrieved_at)
        except (ArithmeticError, ValueError, OverflowError, OSError):
            continue
        if found is not None and _FIRST <= found.observed_at < _LAST:
            return found
    return None


def no_time(raw: object, moment: Moment, what: str) -> str:
    """What is said of a time that cannot be used; `what` names its place."""
    shown = "nothing" if raw is None else repr(str(raw)[:60])
    forms = " or ".join(moment.forms)
    return f"answered {what} = {shown}, which is no usable time ({forms}{' with a zone' if forms == 'iso' and not moment.zone else ''})"


def ahead(stated: When, *, dated: bool, retrieved_at: datetime) -> bool:
    """Whether a time lies in the future: a day to come, or a moment more than ten minutes ahead."""
    if dated:
        return stated.session > session_of(retrieved_at)
    return stated.observed_at > retrieved_at + AHEAD


def of_day(stated: When, day: date | None) -> bool:
    """Whether a time is of the day that was asked for, which is one in UTC; of any where none was."""
    return day is None or day in (stated.session, stated.observed_at.date())


def on_day(session: date, retrieved_at: datetime) -> When | None:
    """The time of a figure that states a day alone, or None where that lies before 1990 or after 2100."""
    return When(session, dated_instant(session, retrieved_at)) if _FIRST.date() <= session < _LAST.date() else None


def _read(raw: object, form: str, zone: str | None, retrieved_at: datetime) -> When | None:
    if form in ("seconds", "milliseconds"):
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
            return None
        return _at(_unix(Decimal(raw.strip() if isinstance(raw, str) else raw), form))
    text = " ".join(str(raw).split())
    if raw is None or len(text) > _LONGEST:
        return None
    if form == "date":
        return on_day(date.fromisoformat(text), retrieved_at)
    if form == "iso":
        instant = datetime.fromisoformat(text)
        return _at(_placed(instant, zone))
    return _written(text, form, zone, retrieved_at)


def _written(text: str, form: str, zone: str | None, retrieved_at: datetime) -> When | None:
    """A time in a form such as `%d %B %Y, %H:%M`."""
    found = _pattern(form).fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
    month = int(parts["month"]) if parts.get("month") else _month(parts["name"])
    day = date(year, month, int(parts["day"]))
    if parts.get("hour") is None and parts.get("twelve") is None:
        return on_day(day, retrieved_at)
    clock = time(
        _hour(parts), int(parts.get("minute") or 0), int(parts.get("second") or 0), int((parts.get("fraction") or "").ljust(6, "0"))
    )
    instant = datetime.combine(day, clock)
    if (stated := parts.get("offset") or parts.get("zone")) is not None:
        return _at((instant - _offset(stated)).replace(tzinfo=UTC))
    return _at(_placed(instant, zone))


def _hour(parts: Mapping[str, str | None]) -> int:
    if parts.get("hour"):
        return int(parts["hour"] or 0)
    twelve = int(parts["twelve"] or 0)
    if not 1 <= twelve <= 12:
        raise ValueError(f"{twelve} is no hour of a clock of twelve")
    return twelve % 12 + (12 if (parts["half"] or "").lower() == "p" else 0)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _offset(text: str) -> timedelta:
    if (known := _ZONES.get(text.upper())) is not None:
        return known
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timedelta(minutes=-minutes if text[0] == "-" else minutes)


def _placed(instant: datetime, zone: str | None) -> datetime | None:
    if instant.tzinfo is not None:
        return instant
    return instant.replace(tzinfo=ZoneInfo(zone)) if zone is not None else None


def _at(instant: datetime | None) -> When | None:
    return When(session_of(instant), instant.astimezone(UTC)) if instant is not None else None


def _unix(count: Decimal, form: str) -> datetime:
    milliseconds = count if form == "milliseconds" else count * 1000
    seconds, rest = divmod(int(milliseconds), 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


@lru_cache(maxsize=128)
def _pattern(form: str) -> re.Pattern[str]:
    pattern = "".join(
        r"\s+" if part.isspace() else _PARTS[part[1]] if part.startswith("%") else re.escape(part)
        for part in re.findall(r"%.|\s+|[^%\s]+", form)
    )
    return re.compile(pattern, re.IGNORECASE | re.ASCII)
