"""The desk's time: West Africa Time, sessions, business days and the names of the official market.

A *session* is the West Africa Time day that a figure belongs to. Instants are stored and compared in UTC.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from fxtracker.errors import ConfigError, UsageError, shown

__all__ = [
    "NAIRA_START",
    "NFEM_START",
    "WAT",
    "Calendar",
    "Clock",
    "at_wat",
    "dated_instant",
    "day_end",
    "day_start",
    "iso_utc",
    "official_window",
    "parse_date",
    "parse_when",
    "session_of",
]

WAT = timezone(timedelta(hours=1), "WAT")
"""West Africa Time is UTC+1 all year: Nigeria has no daylight saving."""

NAIRA_START = date(1973, 1, 1)
"""The day on which the naira took the place of the Nigerian pound: no rate is older."""

NFEM_START = date(2024, 12, 2)
"""First session of the Nigerian Foreign Exchange Market with electronic matching."""

_DATED_AT = time(17, 0)
_Moment = TypeVar("_Moment", bound=date)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Within these years every sum of days and zones stays inside the calendar; a day outside them is a slip of the pen.
_YEARS = range(1900, 2200)


def session_of(instant: datetime) -> date:
    """The West Africa Time day on which an aware instant falls."""
    return instant.astimezone(WAT).date()


def at_wat(day: date, moment: time) -> datetime:
    """The UTC instant of a wall-clock time in Lagos."""
    return datetime.combine(day, moment, WAT).astimezone(UTC)


@lru_cache(maxsize=16384)
def day_start(day: date) -> datetime:
    """The UTC instant at which the West Africa Time day begins."""
    return datetime.combine(day, time(0), WAT).astimezone(UTC)


@lru_cache(maxsize=16384)
def day_end(day: date) -> datetime:
    """The last UTC microsecond of the West Africa Time day."""
    return datetime.combine(day, time(23, 59, 59, 999999), WAT).astimezone(UTC)


@lru_cache(maxsize=16384)
def _five_o_clock(day: date) -> datetime:
    return datetime.combine(day, _DATED_AT, WAT).astimezone(UTC)


def dated_instant(day: date, learnt_at: datetime) -> datetime:
    """The instant of a figure that carries a date alone: 17:00 WAT of that day, or when it was learnt if that is earlier.

    A figure of a later day than the one on which it was learnt keeps its 17:00, so that screening sees it as `future`.
    """
    stated = _five_o_clock(day)
    if learnt_at < stated and session_of(learnt_at) >= day:
        return learnt_at
    return stated


def official_window(day: date) -> str:
    """What the official market was called on that day (I&E/NAFEX until October 2023, NAFEM until November 2024, NFEM since)."""
    if day >= NFEM_START:
        return "NFEM"
    if day >= date(2023, 10, 16):
        return "NAFEM"
    if day >= date(2017, 4, 24):
        return "I&E"
    return "interbank"


def iso_utc(instant: datetime) -> str:
    """An instant as ISO 8601 in UTC, as JSON answers carry it."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_date(text: str, field: str = "date") -> date:
    """A calendar date from `YYYY-MM-DD`; UsageError names the field otherwise."""
    try:
        if _DAY.fullmatch(text):
            return _within_reach(date.fromisoformat(text), text, field)
    except ValueError:
        pass
    raise UsageError(f"{field}: {shown(text)} is not a date; write it as YYYY-MM-DD, for example 2026-02-25")


def parse_when(text: str, field: str = "--at") -> datetime:
    """The UTC instant that WHEN means: a date is its end in Lagos, an instant without a zone is West Africa Time."""
    try:
        if _DAY.fullmatch(text):
            return day_end(_within_reach(date.fromisoformat(text), text, field))
        if len(text) <= 10:
            raise ValueError(text)
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=WAT)
        return _within_reach(instant.astimezone(UTC), text, field)
    except (ValueError, OverflowError):
        raise UsageError(f"{field}: {shown(text)} is not a date or an instant; write 2026-02-25 or 2026-02-25T18:00:00+01:00") from None


def _within_reach(moment: _Moment, text: str, field: str) -> _Moment:
    if moment.year not in _YEARS:
        raise UsageError(f"{field}: {shown(text)} is out of reach; write a day from {_YEARS[0]}-01-01 to {_YEARS[-1]}-12-31")
    return moment


class Clock:
    """The one place that asks what time it is; a standing instant or an offset replaces the wall clock."""

    def __init__(self, start: datetime | None = None, *, running: bool = False) -> None:
        self._fixed = start if start is not None and not running else None
        self._offset = start - datetime.now(UTC) if start is not None and running else timedelta(0)

    def now(self) -> datetime:
        """The present UTC instant by this clock."""
        if self._fixed is not None:
            return self._fixed
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        """The present West Africa Time day by this clock."""
        return session_of(self.now())


class Calendar:
    """Nigerian business days: Monday to Friday less the public holidays of the `holidays` package under an operator's override.

    The override is `{date: name}`; an empty name makes a working day of a listed holiday.
    """

    def __init__(self, override: Mapping[date, str] | None = None) -> None:
        self._override = dict(override or {})

    @property
    def override(self) -> Mapping[date, str]:
        """What the operator set."""
        return self._override

    @classmethod
    def read(cls, path: Path) -> Calendar:
        """The calendar under the override file: a TOML table of `"YYYY-MM-DD" = "name"`; a file that is not there overrides nothing."""
        if not path.is_file():
            return cls()
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls({date.fromisoformat(str(day)): str(name) for day, name in table.items()})
        except (tomllib.TOMLDecodeError, ValueError, UnicodeDecodeError) as fault:
            raise ConfigError(f'{path.name}: {fault}; write one holiday a line as "2026-03-20" = "Eid-el-Fitr"') from fault

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday, or None; "(estimated)" stays in the name of a lunar date that is not yet declared."""
        if day in self._override:
            return self._override[day] or None
        return _published(day.year).get(day)

    def is_business_day(self, day: date) -> bool:
        """Whether the banks of Lagos are open."""
        return day.weekday() < 5 and self.holiday(day) is None

    def previous_business_day(self, day: date) -> date:
        """The last business day before this one."""
        day -= timedelta(days=1)
        while not self.is_business_day(day):
            day -= timedelta(days=1)
        return day

    def business_days_after(self, start: date, end: date) -> int:
        """How many business days lie in (start, end]; 0 when end is not after start."""
        return sum(1 for day in _days_after(start, end) if self.is_business_day(day))

    def silent_for(self, start: date, end: date, days: int = 3) -> bool:
        """Whether at least that many business days lie in (start, end]."""
        weekdays = [day for day in _days_after(start, min(end, start + timedelta(days=7 * days))) if day.weekday() < 5]
        if len(weekdays) < days:
            # Weekdays alone settle it nearly always, and spare the reader of one rate the holiday table.
            return False
        open_days = (day for day in _days_after(start, end) if self.is_business_day(day))
        return next(islice(open_days, days - 1, None), None) is not None


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))


@lru_cache(maxsize=64)
def _published(year: int) -> Mapping[date, str]:
    # The package costs a tenth of a second to import; reading one rate must not pay for it.
    import holidays

    return dict(holidays.country_holidays("NG", years=year))
