"""Turning an amount of one currency into another by a market's rate: selling foreign currency uses the bid, buying it the ask."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from fxtracker.desk.answers import RateRow, rate_rows
from fxtracker.errors import NoData, UsageError
from fxtracker.lagos import Calendar
from fxtracker.rates import Market, Pair, Side
from fxtracker.store import Store

__all__ = ["Conversion", "Leg", "convert"]

_WHOLE = frozenset({"JPY", "XOF", "XAF"})
"""Currencies without minor units (ISO 4217)."""


class Leg(NamedTuple):
    """One step of a conversion: foreign currency into naira at the bid, or naira into foreign currency at the ask."""

    row: RateRow
    side: Side
    rate: Decimal


class Conversion(NamedTuple):
    """The amount that was asked for, what it comes to in minor units (half-up), and the rates that were used."""

    amount: Decimal
    source: str
    target: str
    result: Decimal
    legs: tuple[Leg, ...]


def convert(
    store: Store, amount: Decimal, source: str, target: str, market: Market, at: datetime, calendar: Calendar, side: Side | None = None,
    known_at: datetime | None = None,
) -> Conversion:  # fmt: skip
    """Convert by the rates of an instant, as known at `known_at`; crosses go through naira.

    UsageError for two equal currencies, NoData where a rate or a side is not known or is a D.
    """
    if source == target:
        raise UsageError(f"TO: {target} is what FROM is; write two different currencies")
    value = amount
    legs: list[Leg] = []
    if source != "NGN":
        leg = _leg(store, Pair(source), market, at, calendar, side, Side.BID, known_at)
        value *= leg.rate
        legs.append(leg)
    if target != "NGN":
        leg = _leg(store, Pair(target), market, at, calendar, side, Side.ASK, known_at)
        value /= leg.rate
        legs.append(leg)
    unit = Decimal(1) if target in _WHOLE else Decimal("0.01")
    return Conversion(amount, source, target, value.quantize(unit, ROUND_HALF_UP), tuple(legs))


def _leg(
    store: Store, pair: Pair, market: Market, at: datetime, calendar: Calendar, asked: Side | None, usual: Side, known_at: datetime | None
) -> Leg:
    (row,) = rate_rows(store, pair, at, calendar, market, known_at)
    if row.mid is None or not row.grade.printable:
        raise NoData(
            f"the {market} rate of {pair} cannot be relied on (grade {row.grade}); `fxtracker rate {pair.base}` shows what is known"
        )
    if market is Market.OFFICIAL:
        return Leg(row, Side.MID, row.mid)
    # A market that nobody deals on, such as the mid-market, has no sides: its rate is the mid.
    side = asked or (Side.MID if row.bid is None and row.ask is None else usual)
    rate = {Side.BID: row.bid, Side.ASK: row.ask, Side.MID: row.mid}[side]
    if rate is None:
        raise NoData(f"the {market} rate of {pair} has no {side} at that time; ask for --side mid")
    return Leg(row, side, rate)
