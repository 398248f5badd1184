"""Percentages by one rule: two decimals under 1, one decimal from 1, none from 10 up; half-up, once; the minus is U+2212."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from fxtracker.words.money import MINUS

__all__ = ["magnitude", "percent", "signed"]


def magnitude(value: Decimal) -> Decimal:
    """The size of a percentage, rounded as it is printed; the exact value decides how many decimals it has."""
    size = abs(value)
    places = Decimal("0.01") if size < 1 else Decimal("0.1") if size < 10 else Decimal(1)
    return size.quantize(places, ROUND_HALF_UP)


def percent(value: Decimal) -> str:
    """The size in percent without its sign, for prose where a word says the direction: 0.04%, 2.2%, 12%."""
    return f"{magnitude(value)}%"


def signed(value: Decimal) -> str:
    """The percentage with a minus where it is negative, for tables and charts that have no word for the direction."""
    size = magnitude(value)
    return f"{MINUS if value < 0 and size else ''}{size}%"
