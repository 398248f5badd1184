"""Reading the words of an option into the vocabulary; each refusal names the option, what it was given and what would be right."""

from __future__ import annotations

from datetime import datetime

from fxtracker.errors import UsageError
from fxtracker.lagos import parse_when
from fxtracker.rates import Market, Measure, Pair, Side

__all__ = ["MARKETS", "currency_of", "market_of", "measure_of", "side_of", "when_of"]

MARKETS = ", ".join(market.value for market in Market)


def market_of(text: str) -> Market:
    """The market of that name; UsageError says which there are."""
    try:
        return Market(text.lower())
    except ValueError:
        raise UsageError(f"--market: {text!r} is not a market; write one of {MARKETS}") from None


def measure_of(text: str | None) -> Measure | None:
    """The measure of that name, None where none is asked for; UsageError says which there are."""
    if text is None:
        return None
    try:
        return Measure(text.lower().replace("-", "_"))
    except ValueError:
        raise UsageError(f"--measure: {text!r} is not a measure; write one of {', '.join(Measure)}") from None


def side_of(text: str | None) -> Side | None:
    """The side of that name, None where none is asked for; UsageError says which there are."""
    if text is None:
        return None
    try:
        return Side(text.lower())
    except ValueError:
        raise UsageError(f"--side: {text!r} is not a side; write bid, ask or mid") from None


def when_of(text: str | None, field: str = "--at") -> datetime | None:
    """The UTC instant of a WHEN, None where none is asked for; UsageError where it is none."""
    return None if text is None else parse_when(text, field)


def currency_of(text: str, field: str) -> str:
    """NGN or the code of a currency that is tracked; UsageError otherwise."""
    return "NGN" if text.strip().upper() == "NGN" else Pair.parse(text, field).base
