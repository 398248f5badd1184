"""Runs and extremes, told again from the lines of a day (T9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from fxtracker.checker.evidence import Evidence
from fxtracker.checker.report import Problem
from fxtracker.checker.rounding import figure
from fxtracker.facts import Fact

__all__ = ["judge_runs"]

_BETWEEN = 20
"""Sessions that must lie between a day and the one that it is the strongest since."""
_BROKEN = timedelta(days=14)
"""A longer silence breaks a run."""
_RECORD = 250
"""Sessions that a record must hold before anything is called the strongest on it."""


def judge_runs(evidence: Evidence) -> list[Problem]:
    """What the lines do not bear out of the streak and the extremes; without a line nothing is said."""
    level = evidence.official
    if level is None or level.session is None or not isinstance(level.value, Decimal):
        return []
    line = evidence.day.lines.get(level.id)
    if line is None:
        return []
    points = [(point.day, figure(point.value, official=True)) for point in line.points if point.day < level.session]
    points.append((level.session, figure(level.value, official=True)))
    return [*_streak(evidence, points), *_extremes(evidence, points)]


def _streak(evidence: Evidence, points: list[tuple[date, Decimal]]) -> Iterator[Problem]:
    length, direction = evidence.facts.get("official.streak"), evidence.facts.get("official.streak.direction")
    if length is None:
        return
    run = 0
    sign = 0
    for (later, after), (earlier, before) in zip(points[::-1], points[-2::-1], strict=False):
        move = (after > before) - (after < before)
        if not move or (sign and move != sign) or later - earlier > _BROKEN:
            break
        sign, run = move, run + 1
    if run != length.value:
        yield Problem("T9", f"the run is said to be of {length.value} sessions, and the line has {run}")
    if direction is not None and direction.value != ("weaker" if sign > 0 else "stronger"):
        yield Problem("T9", f"the run is called {direction.value}, and the line says otherwise")


def _extremes(evidence: Evidence, points: list[tuple[date, Decimal]]) -> Iterator[Problem]:
    session, level = points[-1]
    for word, sign in (("strongest", 1), ("weakest", -1)):
        # Strong is low: fewer naira for a dollar.
        since = evidence.facts.get(f"official.{word}_since")
        if since is not None and isinstance(since.value, date):
            yield from _since(word, since, [(day, (value - level) * sign) for day, value in points[:-1]])
        record = evidence.facts.get(f"official.{word}_on_record")
        if record is not None and any((value - level) * sign <= 0 for day, value in points[:-1]):
            yield Problem("T9", f"{session.isoformat()} is called the {word} on record, and an earlier session was at least as much so")
        if record is not None and points[0][0] == record.value and len(points) < _RECORD:
            yield Problem("T9", f"a record of {len(points)} sessions is too short to call one the {word} on it")


def _since(word: str, since: Fact, points: list[tuple[date, Decimal]]) -> Iterator[Problem]:
    between = [excess for day, excess in points if isinstance(since.value, date) and day > since.value]
    if any(excess <= 0 for excess in between):
        yield Problem("T9", f"it is called the {word} since {since.value}, and a later session was at least as much so")
    if len(between) < _BETWEEN:
        yield Problem("T9", f"it is called the {word} since {since.value}, and only {len(between)} sessions lie between")
    at = [excess for day, excess in points if day == since.value]
    if at and at[0] > 0:
        yield Problem("T9", f"it is called the {word} since {since.value}, and that session was not as much so")
