"""What is newsworthy of a day, ranked: the first message may take the headline, and the remarkable ones follow the lead in this order.

The score adds up what CRAFT 7 names: how rare the day's move is in the line's own history, an extreme, a streak, a gap whose state
turned. Ties fall to a fixed order. A day without a message has its levels as its news.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from fxtracker.articles.conditions import LONG_STREAK
from fxtracker.articles.view import View

__all__ = ["Message", "rank"]

_MOVE = Decimal("0.25")
_HISTORY = 20


class Message(NamedTuple):
    """One thing that could be the news, and how much."""

    name: str
    score: Decimal


def rank(view: View, held: frozenset[str]) -> list[Message]:
    """The messages of the day, the most newsworthy first."""
    found: list[Message] = []
    if "official.today" in held:
        for name, score in (("strongest_on_record", 5), ("weakest_on_record", 5), ("strongest", 3), ("weakest", 3)):
            if f"official.{name}" in held or f"official.{name}_since" in held:
                found.append(Message(name, Decimal(score)))
        streak = view.fact("official.streak")
        if streak and "official.long_streak" in held:
            found.append(Message("streak", 1 + (streak.decimal - LONG_STREAK) / 10))
    for market, name in (("official", "jump"), ("parallel", "parallel_jump")):
        if {f"{market}.jump", f"{market}.today"} <= held:
            found.append(Message(name, Decimal(10)))
    if "gap.flipped" in held and "today" in held:
        found.append(Message("flipped", Decimal(2)))
    percent = view.fact("official.change.d1.percent")
    if percent and "official.today" in held and ("official.moved" in held) and abs(percent.decimal) >= _MOVE:
        found.append(Message("moved", _rarity(view, abs(percent.decimal)) * 2))
    return sorted(found, key=lambda message: -message.score)


def _rarity(view: View, size: Decimal) -> Decimal:
    """The share of the official line's own daily moves that were smaller; a half where its history is short."""
    line = view.day.lines.get("official.close") or view.day.lines.get("official.central")
    values = [point.value for point in line.points] if line else []
    moves = [abs(before / after - 1) * 100 for before, after in pairwise(values)]
    if len(moves) < _HISTORY:
        return Decimal("0.5")
    return Decimal(sum(move < size for move in moves)) / len(moves)
