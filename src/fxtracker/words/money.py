"""Money as prose prints it: ₦1,359.50, 50 kobo, $73.56.

Rates are rounded by `facts.printed`, the one function that does it; sums and differences of printed figures are exact already, and are
printed with two decimals or, where they are whole, with none.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from fxtracker.facts import printed
from fxtracker.rates import Market
from fxtracker.words.en import EN
from fxtracker.words.language import Language

__all__ = ["MINUS", "NAIRA", "amount", "dollars", "naira", "rate"]

NAIRA = "₦"
MINUS = "−"
_CENT = Decimal("0.01")


def rate(value: Decimal, market: Market) -> str:
    """A rate in naira per unit, rounded as its market is printed: ₦1,359.50 officially, ₦1,390 on the parallel market."""
    return _signed(NAIRA, printed(value, market))


def naira(value: Decimal) -> str:
    """A sum of naira: ₦135,950 or ₦13,595.50."""
    return _signed(NAIRA, value.quantize(_CENT, ROUND_HALF_UP))


def amount(value: Decimal, language: Language = EN) -> str:
    """The size of a change or a gap without its sign: ₦30.50, and in kobo where it is under one naira (50 kobo)."""
    size = abs(value).quantize(_CENT, ROUND_HALF_UP)
    if 0 < size < 1:
        return f"{int(size * 100)} {language.minor}"
    return _signed(NAIRA, size)


def dollars(value: Decimal, *, whole: bool = False) -> str:
    """A sum of dollars to the cent ($73.56), or as a round label ($1,000)."""
    return _signed("$", value, cents=not whole)


def _signed(symbol: str, value: Decimal, *, cents: bool = False) -> str:
    exact = value.quantize(_CENT, ROUND_HALF_UP)
    size = abs(exact)
    digits = f"{size:,.2f}" if cents or size != size.to_integral_value() else f"{int(size):,}"
    return f"{MINUS if exact < 0 else ''}{symbol}{digits}"
