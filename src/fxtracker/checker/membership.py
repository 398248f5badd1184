"""The texts on a picture (T15): each figure is one of the day, of a line or a tick of an axis; each date and time is one of theirs.

A label stands where the eye puts it and has no sentence that would give it a role; the alternative text of a chart has one, and goes
through the inventory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from fxtracker.checker.evidence import Evidence
from fxtracker.checker.moments import dates, times, weekday_name
from fxtracker.checker.numerals import amounts
from fxtracker.checker.report import Problem, excerpt
from fxtracker.checker.rounding import figure, magnitude_percent, naira, whole_or_two
from fxtracker.checker.slots import clock

__all__ = ["Membership"]

_MONEY = re.compile(r"−?₦(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\d+ kobo")
_PERCENT = re.compile(r"−?[\d.]+%")


class Membership:
    """What may stand on a picture of a day."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    def judge(self, text: str) -> Iterator[Problem]:
        """The figures, dates and times of a label that are none of the day's."""
        blank = list(text)
        for pattern, known in ((_MONEY, self._money), (_PERCENT, self._percents)):
            for match in pattern.finditer(text):
                blank[match.start() : match.end()] = " " * (match.end() - match.start())
                if match.group() not in known and not (pattern is _MONEY and self._is_tick(match.group())):
                    yield Problem("T15", f"{match.group()} is no figure of the day", excerpt(text))
        rest = "".join(blank)
        yield from self._dates(rest)
        yield from self._times(rest)
        rest = re.sub(r"\$100\b|\$1\b|\bon \d+ weekdays? of the period", "", rest)
        spans = [(stated.start, stated.end) for stated in dates(rest)] + times(rest)
        years = {str(day.year) for day in self._days}
        for match in re.finditer(r"\d+(?:[.,]\d+)*", rest):
            if not any(start <= match.start() < end for start, end in spans) and match.group() not in years | self._names:
                yield Problem("T15", f"{match.group()} is no figure of the day", excerpt(text))

    @cached_property
    def _points(self) -> list[tuple[date, Decimal, bool]]:
        return [
            (point.day, point.value, name.startswith("official")) for name, line in self.evidence.day.lines.items() for point in line.points
        ]

    @cached_property
    def _money(self) -> set[str]:
        found = {naira(figure(value, official=official)) for _, value, official in self._points}
        for name in [*self.evidence.facts, *self.evidence.derived]:
            value = self.evidence.get(name)
            if isinstance(value, Decimal):
                found |= {naira(whole_or_two(value)), naira(whole_or_two(abs(value)), kobo=True)}
        return found

    @cached_property
    def _percents(self) -> set[str]:
        names = [name for name in [*self.evidence.facts, *self.evidence.derived] if name.endswith("percent")]
        return {magnitude_percent(value) for name in names if isinstance(value := self.evidence.get(name), Decimal)}

    @cached_property
    def _days(self) -> set[date]:
        days = {day for day, *_ in self._points} | {self.evidence.day.date}
        return days | {when for fact in self.evidence.day.facts for when in (fact.session, fact.base) if when is not None}

    @cached_property
    def _names(self) -> set[str]:
        return {number for name in self.evidence.day.source_names.values() for number in re.findall(r"\d+", name)}

    def _is_tick(self, text: str) -> bool:
        """A round figure near what is drawn."""
        value = next(iter(amounts(text))).value
        levels = [level for _, level, _ in self._points]
        if not levels or "kobo" in text:
            return False
        width = max(max(levels) - min(levels), max(levels) / 20)
        round_enough = value % 5 == 0 or (width < 25 and value % 1 == 0)
        return round_enough and min(levels) - width / 2 <= value <= max(levels) + width / 2

    def _dates(self, text: str) -> Iterator[Problem]:
        first = min(self._days)
        for stated in dates(text):
            years = [stated.year] if stated.year else range(first.year, self.evidence.day.date.year + 1)
            days = [
                day
                for year in years
                if (day := stated.in_year(year)) is not None and first - timedelta(days=31) <= day <= self.evidence.day.date
            ]
            if not days:
                yield Problem("T7", f"{stated.text} is no day of the picture", excerpt(text))
            elif stated.weekday is not None and all(day.weekday() != stated.weekday for day in days):
                yield Problem("T7", f"{stated.text} is a {weekday_name(days[-1])}", excerpt(text))

    def _times(self, text: str) -> Iterator[Problem]:
        known = {clock(fact.as_of) for fact in self.evidence.day.facts if fact.as_of} | {clock(self.evidence.day.made_at)}
        for start, end in times(text):
            if text[start:end].strip() not in known:
                yield Problem("T7", f"{text[start:end].strip()} is no time of the day's figures", excerpt(text))
