"""Which days a source should have, and which of them the store lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.desk import Desk

if TYPE_CHECKING:
    from fxtracker.sources import Source

__all__ = ["RECENT", "Lacking", "codes_of", "due_days", "lacking", "spans"]

RECENT = timedelta(days=10)
"""A day that a source did not have may still come within so many days."""

_AROUND = timedelta(days=30)
_GAP = timedelta(days=30)


class Lacking(NamedTuple):
    """One day of one currency ("": of all that the source gives) that should be there and is not."""

    day: date
    code: str


def due_days(desk: Desk, source: Source, since: date, until: date) -> list[date]:
    """The days from `since` to `until`, both included and none later than today, that the source's file says it has."""
    past = source.backfill
    first = max(since, past.since) if past is not None and past.since is not None else since
    last = min(until, desk.clock.today())
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if past is None or not past.business or desk.calendar.is_business_day(day)]


def codes_of(source: Source) -> tuple[str, ...]:
    """The currencies that the source is asked for one by one when days gone by are fetched; none where one answer has all."""
    past = source.backfill
    requests = [past.request] if past is not None and past.request is not None else [one for one in source.requests if one.dated]
    return tuple(dict.fromkeys(code for request in requests for code in request.each))


def lacking(desk: Desk, source: Source, days: Sequence[date], *, again: bool = False) -> list[Lacking]:
    """What of those days the store lacks of the source.

    A day is there when every currency is there that is asked for by itself, else every one that the source gives on most of the days that
    it has from a month before to a month after. A day that the source is known not to have is left out unless it is of the last ten; with
    `again` every day is wanted, whatever is there or known of it.
    """
    codes = codes_of(source) or ("",)
    if again or not days:
        return [Lacking(day, code) for day in days for code in codes]
    said = _said(desk, source, days)
    usual = _usual(said.values())
    absent = {
        (one.day, one.address) for one in desk.store.absent_days(source.id, days[0], days[-1]) if one.day < desk.clock.today() - RECENT
    }
    return [
        Lacking(day, code)
        for day in days
        for code in codes
        if not _there(said.get(day, set()), code, usual) and not {(day, code), (day, "")} & absent
    ]


def spans(days: Iterable[date], longest: int) -> list[tuple[date, date]]:
    """The days gathered into spans of so many days at most, none of which reaches over a month that is not wanted."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][0] < timedelta(days=longest) and day - found[-1][1] <= _GAP:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _said(desk: Desk, source: Source, days: Sequence[date]) -> dict[date, set[str]]:
    said: dict[date, set[str]] = {}
    for one in desk.store.observations(source=source.id, since=days[0] - _AROUND, until=days[-1] + _AROUND, counted=True):
        said.setdefault(one.session, set()).add(one.pair.base)
    return said


def _usual(said: Collection[set[str]]) -> set[str]:
    counts = Counter(code for codes in said for code in codes)
    return {code for code, count in counts.items() if 2 * count > len(said)}


def _there(codes: set[str], code: str, usual: set[str]) -> bool:
    return code in codes if code else bool(codes) and codes >= usual
