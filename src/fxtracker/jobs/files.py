"""Reading and validating job files; whatever is wrong names file, key, value and what would be right."""

from __future__ import annotations

import re
import tomllib
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from fxtracker.errors import ConfigError

__all__ = ["DAYS", "VERBS", "Job", "load_jobs"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays by name; numbers are refused, since two conventions disagree on which day is 1."""

VERBS = frozenset(
    {
        "article",
        "backfill",
        "chart",
        "check",
        "config",
        "convert",
        "edition",
        "fetch",
        "history",
        "import",
        "post",
        "quote",
        "rate",
        "sources",
        "tidy",
    }
)
"""The commands that a job may run: those that do their work and end."""

_KEYS = (
    *("about", "enabled", "verb", "arguments", "at", "every", "from", "to", "days"),
    *("zone", "offset", "misfire", "catch_up", "time_limit"),
)
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {**{name: number for number, name in enumerate(DAYS)}, **{name: number for number, name in enumerate(_FULL)}}
_DAY = timedelta(days=1)
_LAGOS = zoneinfo.ZoneInfo("Africa/Lagos")
_SPAN = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?")


@dataclass(frozen=True, slots=True)
class Job:
    """One job as its file states it; exactly one of `at` and `every` is set.

    `days` are weekday numbers with Monday 0; `first` and `last` bound the firings of `every` within a day, both included, in `zone`.
    """

    id: str
    verb: str
    arguments: tuple[str, ...] = ()
    at: time | None = None
    every: timedelta | None = None
    first: time = time(0)
    last: time = time(23, 59)
    days: frozenset[int] = frozenset(range(7))
    zone: zoneinfo.ZoneInfo = _LAGOS
    offset: timedelta = timedelta(0)
    misfire: timedelta = timedelta(hours=1)
    catch_up: str = "once"
    time_limit: timedelta = timedelta(minutes=10)
    about: str = ""
    enabled: bool = True

    @property
    def argv(self) -> tuple[str, ...]:
        """What the command line is given: the verb and its arguments."""
        return (self.verb, *self.arguments)


def load_jobs(folders: Iterable[Path], time_limit: timedelta = timedelta(minutes=10)) -> dict[str, Job]:
    """All jobs by id, in order of id; a file of a later folder replaces one of the same name.

    `time_limit` holds for files that state none. ConfigError where a file is wrong.
    """
    paths: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            paths[path.stem] = path
    return {name: _read(path, time_limit) for name, path in sorted(paths.items())}


def _read(path: Path, time_limit: timedelta) -> Job:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise ConfigError(f"{path}: {fault}") from fault
    return _File(path, table).job(time_limit)


class _File:
    """One file under reading; it knows its path, so that every refusal names it."""

    def __init__(self, path: Path, table: Mapping[str, Any]) -> None:
        self._path = path
        self._table = table

    def job(self, time_limit: timedelta) -> Job:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", self._path.stem):
            self._refuse("name of the file", self._path.stem, "small letters, digits and hyphens, at most 64")
        for key in self._table:
            if key not in _KEYS:
                self._refuse("key", key, f"one of {', '.join(_KEYS)}")
        verb = self._choice("verb", None, sorted(VERBS))
        at, every = self._time("at"), self._span("every", None, timedelta(minutes=1), _DAY)
        if (at is None) == (every is None):
            raise ConfigError(f'{self._path}: write either at = "17:30" or every = "15m", and not both')
        if at is not None and ("from" in self._table or "to" in self._table):
            raise ConfigError(f"{self._path}: from and to go with every; a job with at fires once a day")
        first, last = self._time("from") or time(0), self._time("to") or time(23, 59)
        if first > last:
            self._refuse("to", f"{last:%H:%M}", f"a time of the same day, not before from ({first:%H:%M})")
        return Job(
            id=self._path.stem,
            verb=verb,
            arguments=self._arguments(),
            at=at,
            every=every,
            first=first,
            last=last,
            days=self._days(),
            zone=self._zone(),
            offset=self._span("offset", timedelta(0), timedelta(0), _DAY - timedelta(seconds=1)) or timedelta(0),
            misfire=self._span("misfire", every / 2 if every else timedelta(hours=1), timedelta(seconds=1), 7 * _DAY) or _DAY,
            catch_up=self._choice("catch_up", "once", ["once", "skip"]),
            time_limit=self._span("time_limit", time_limit, timedelta(seconds=1), _DAY) or time_limit,
            about=self._text("about"),
            enabled=self._flag("enabled", default=True),
        )

    def _refuse(self, key: str, value: object, right: str) -> Any:
        raise ConfigError(f"{self._path}: {key}: {value!r} is wrong; write {right}")

    def _choice(self, key: str, default: str | None, allowed: list[str]) -> str:
        value = self._table.get(key, default)
        if value not in allowed:
            self._refuse(key, value, f"one of {', '.join(allowed)}")
        return str(value)

    def _text(self, key: str) -> str:
        value = self._table.get(key, "")
        return value if isinstance(value, str) else str(self._refuse(key, value, "a text"))

    def _flag(self, key: str, *, default: bool) -> bool:
        value = self._table.get(key, default)
        return value if isinstance(value, bool) else bool(self._refuse(key, value, "true or false"))

    def _arguments(self) -> tuple[str, ...]:
        value = self._table.get("arguments", [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._refuse("arguments", value, 'a list of texts such as ["cbn", "cbn-nfem"]')
        return tuple(value)

    def _time(self, key: str) -> time | None:
        value = self._table.get(key)
        if value is None:
            return None
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
        if not found:
            self._refuse(key, value, 'a time of day such as "17:30"')
            return None
        return time(int(found[1]), int(found[2]))

    def _span(self, key: str, default: timedelta | None, least: timedelta, most: timedelta) -> timedelta | None:
        value = self._table.get(key)
        if value is None:
            return default
        found = _SPAN.fullmatch(value) if isinstance(value, str) and value else None
        hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (-1, 0, 0)
        span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if not least <= span <= most:
            self._refuse(key, value, f'a length of time such as "90s", "15m" or "1h30m", from {least} to {most}')
        return span

    def _zone(self) -> zoneinfo.ZoneInfo:
        value = self._table.get("zone", "Africa/Lagos")
        try:
            if isinstance(value, str):
                return zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            pass
        raise ConfigError(f"{self._path}: zone: {value!r} is no time zone; write a name such as Africa/Lagos or Europe/London")

    def _days(self) -> frozenset[int]:
        value = self._table.get("days", list(DAYS))
        names = [value] if isinstance(value, str) else value
        days: set[int] = set()
        for name in names if isinstance(names, list) else []:
            days.update(_day_range(name))
        if not days or not isinstance(names, list) or any(not _day_range(name) for name in names):
            self._refuse("days", value, f'names of days such as "mon-fri" or ["mon", "thu"], out of {", ".join(DAYS)}')
        return frozenset(days)


def _day_range(name: object) -> list[int]:
    """The weekdays that `mon`, `Monday` or `fri-mon` names; none where it names no day."""
    first, mark, last = str(name).strip().lower().partition("-") if isinstance(name, str) else ("", "", "")
    if first not in _NUMBERS or (mark and last not in _NUMBERS):
        return []
    start, end = _NUMBERS[first], _NUMBERS[last if mark else first]
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]
