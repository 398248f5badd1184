"""The price of a market of adverts: the volume-weighted median of those that count, and whether it looks like a cap (method 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from fxtracker.rates import Side
from fxtracker.sources.reading import Adverts

__all__ = ["CAPPED", "Advert", "Price", "price_of", "qualifying"]

CAPPED = "capped"
"""The flag of a side of which 60 percent of the adverts or more stand on one exact price: a cap, and no market."""

_CAP = Decimal("0.6")
_LEAST = 3
"""Adverts of which a cap can be told: the one price of a single advert, or of two, is a thin side and no cap."""


class Advert(NamedTuple):
    """One advert: its price in naira for one unit, and what the venue says of it (None where it says nothing)."""

    price: Decimal
    volume: Decimal | None = None
    orders: Decimal | None = None
    completion: Decimal | None = None


class Price(NamedTuple):
    """The figure of a side, whether it is capped, and of how many adverts it was made."""

    value: Decimal
    capped: bool
    adverts: int


def qualifying(adverts: Sequence[Advert], rules: Adverts) -> list[Advert]:
    """Those whose dealer completed enough orders and often enough, with a volume.

    What the venue states of no advert is not required; what it states of some is required of all.
    """
    kept = list(adverts)
    share = rules.least_completion * rules.completion_of / 100
    demands: tuple[tuple[Callable[[Advert], Decimal | None], Callable[[Decimal], bool]], ...] = (
        (lambda advert: advert.orders, lambda value: value >= rules.least_orders),
        (lambda advert: advert.completion, lambda value: value >= share),
        (lambda advert: advert.volume, lambda value: value > 0),
    )
    for stated, enough in demands:
        if any(stated(advert) is not None for advert in adverts):
            kept = [advert for advert in kept if (value := stated(advert)) is not None and enough(value)]
    return kept


def price_of(adverts: Sequence[Advert], side: Side, rules: Adverts) -> Price | None:
    """The side's figure out of the best `top` adverts that qualify, or None where none does.

    The best are the cheapest of those who sell (ask) and the dearest of those who buy (bid), whatever the order of the answer.
    """
    best = sorted(qualifying(adverts, rules), key=lambda advert: advert.price, reverse=side is Side.BID)[: rules.top]
    if not best:
        return None
    most = max(Counter(advert.price for advert in best).values())
    return Price(_weighted_median(best), len(best) >= _LEAST and most >= _CAP * len(best), len(best))


def _weighted_median(adverts: Sequence[Advert]) -> Decimal:
    """The price at which half of the volume is reached; the middle of two where it is reached exactly between them."""
    rising = sorted(adverts, key=lambda advert: advert.price)
    weights = [advert.volume if advert.volume is not None else Decimal(1) for advert in rising]
    half, reached = sum(weights) / 2, Decimal(0)
    for place, (advert, weight) in enumerate(zip(rising, weights, strict=True)):
        reached += weight
        if reached > half:
            return advert.price
        if reached == half:
            return _middle(advert.price, rising[place + 1].price)
    return rising[-1].price


def _middle(lower: Decimal, upper: Decimal) -> Decimal:
    return lower if lower == upper else (lower + upper) / 2
