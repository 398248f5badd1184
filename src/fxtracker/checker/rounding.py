"""The house's printed figures, worked out anew from CRAFT 4.3 and docs/facts.md: rounded half-up, once."""

from __future__ import annotations

from decimal import Decimal

from fxtracker.checker.numerals import grouped, half_up

__all__ = ["dollars", "figure", "magnitude_percent", "naira", "whole_or_two"]


def figure(value: Decimal, *, official: bool) -> Decimal:
    """A rate in naira per unit as prose prints it: two decimals officially, whole naira elsewhere from 100 up; a whole one has none."""
    return _bare(half_up(value, 2 if official or abs(value) < 100 else 0))


def whole_or_two(value: Decimal) -> Decimal:
    """An amount with two decimals, or none where it is whole."""
    return _bare(half_up(value, 2))


def _bare(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if whole == value else value


def naira(value: Decimal, *, kobo: bool = False) -> str:
    """An amount of naira with its sign, "₦1,356.11"; with `kobo`, under one naira as "74 kobo"."""
    sign = "−" if value < 0 else ""
    value = abs(value)
    if kobo and 0 < value < 1:
        return f"{sign}{half_up(value * 100, 0):f} kobo"
    return f"{sign}₦{grouped(value)}"


def dollars(value: Decimal) -> str:
    """An amount of dollars to the cent, "$73.80"."""
    return f"${half_up(value, 2):,f}"


def magnitude_percent(value: Decimal) -> str:
    """A percentage without its sign: two decimals under 1, one from 1 up, none from 10 up, by its exact size."""
    size = abs(value)
    return f"{half_up(size, 2 if size < 1 else 1 if size < 10 else 0):f}%"
