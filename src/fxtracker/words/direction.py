"""Which way a rate went, how far, and the words for it.

Everything is said of the naira: it is stronger when fewer naira buy a dollar. A word is chosen by the sign of the change in percent of
the naira's value, a change of 0 (as printed) is unchanged, and one under 0.05 % is little changed.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from fxtracker.words.en import EN
from fxtracker.words.language import Language

__all__ = ["Direction", "Intensity", "direction", "intensity", "word"]


class Direction(StrEnum):
    """What the naira did."""

    UNCHANGED = "unchanged"
    LITTLE = "little"
    STRONGER = "stronger"
    WEAKER = "weaker"


class Intensity(StrEnum):
    """How strong a word may be: over 3 % the number speaks alone, and the word is plain."""

    SLIGHT = "slight"
    PLAIN = "plain"
    SHARP = "sharp"


def direction(change: Decimal, percent: Decimal) -> Direction:
    """What the naira did, from the printed change (naira per unit, positive: weaker) and the exact percent of its value."""
    if change == 0:
        return Direction.UNCHANGED
    if abs(percent) < Decimal("0.05"):
        return Direction.LITTLE
    return Direction.WEAKER if change > 0 else Direction.STRONGER


def intensity(percent: Decimal) -> Intensity:
    """Slight under 0.25 %, sharp from 1 to 3 %, plain between and beyond."""
    size = abs(percent)
    if size < Decimal("0.25"):
        return Intensity.SLIGHT
    return Intensity.SHARP if 1 <= size <= 3 else Intensity.PLAIN


def word(family: str, percent: Decimal, language: Language = EN) -> str:
    """The word of that family for a change in percent of the naira's value; KeyError for an unknown family, ValueError for no change."""
    verb = language.verbs[family]
    if percent == 0:
        raise ValueError("a change of nothing has no direction")
    up = percent > 0
    strength = intensity(percent)
    plain = verb.up if up else verb.down
    if strength is Intensity.SLIGHT:
        return (verb.slight_up if up else verb.slight_down) or plain
    if strength is Intensity.SHARP:
        return (verb.sharp_up if up else verb.sharp_down) or plain
    return plain
