"""The frame that a language fills: its names, and its words for a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Language", "Verb"]


@dataclass(frozen=True, slots=True)
class Verb:
    """One pair of opposite words for what the naira did, and how each is strengthened or weakened where grammar lets it.

    `up` is said when the naira gained value, `down` when it lost; `slight_up` and so on replace it for a small or a sharp move, and
    are the plain word where a language or a verb has none.
    """

    up: str
    down: str
    slight_up: str = ""
    slight_down: str = ""
    sharp_up: str = ""
    sharp_down: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """What prose needs of a language; digits are the same in all, so that one checker reads them all."""

    tag: str
    weekdays: tuple[str, ...]
    """Monday first."""
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    minor: str
    """The hundredth of a naira, as it follows a number."""
    numbers: tuple[str, ...]
    """Zero to nine in words."""
    spans: Mapping[str, str]
    measures: Mapping[str, str]
    states: Mapping[str, str]
    currencies: Mapping[str, str]
    verbs: Mapping[str, Verb]
