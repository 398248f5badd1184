"""A quote taken by phone, as good as any other: the desk's own source."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.errors import UsageError
from fxtracker.lagos import NAIRA_START, day_end, iso_utc, session_of
from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Segment, Timing
from fxtracker.store import Poll

__all__ = ["check_sides", "take_quote"]

_WIDEST = Decimal("0.5")
"""A spread of half the mid is a slip of the pen in any market; narrower ones are for screening to judge."""


def take_quote(
    desk: Desk,
    pair: Pair,
    market: Market,
    bid: Decimal | None,
    ask: Decimal | None,
    city: str | None = None,
    name: str | None = None,
    at: datetime | None = None,
) -> Observation:
    """Land a quote of the desk (naira per unit, taken at the UTC instant `at`, now by default) and fix what it touches.

    UsageError where neither side is given, the bid is above the ask, or the moment is yet to come.
    """
    now = desk.clock.now()
    # A quote of today, by its date alone, is of this moment: the day's end is yet to come.
    moment = now if at is None or at == day_end(session_of(now)) else at
    if market is Market.OFFICIAL:
        raise UsageError("--market: official is the Central Bank's to state; what a page printed comes with --outlet or `fxtracker import`")
    check_sides(pair, bid, ask)
    if moment > now:
        raise UsageError(f"--at: {iso_utc(moment)} is yet to come; write the moment at which the quote was given")
    if session_of(moment) < NAIRA_START:
        raise UsageError(f"--at: {session_of(moment)} is before the naira came in; write {NAIRA_START} or a later day")
    observation = Observation(
        source="desk",
        market=market,
        segment=Segment.DESK if market is Market.PARALLEL else None,
        measure=Measure.QUOTE,
        location=city,
        pair=pair,
        quote=Quote(bid, ask),
        session=session_of(moment),
        observed_at=moment,
        retrieved_at=now,
        timing=Timing.INSTANT,
        note=name,
        visible_at=moment,
    )
    landed = desk.store.add_poll(Poll("desk", now, now, "ok"), [observation], history=True)
    refix(desk, [market], "a quote of the desk")
    return landed.added[0] if landed.added else observation


def check_sides(
    pair: Pair, bid: Decimal | None, ask: Decimal | None, right: str = "at least one, for example --bid 1345 --ask 1355"
) -> None:
    """Refuse sides (naira per unit) that no dealer can have quoted: none at all (`right` completes "write ..."), crossed, or far apart."""
    if bid is None and ask is None:
        raise UsageError(f"--bid, --ask: neither is given; write {right}")
    if bid is not None and ask is not None:
        if bid > ask:
            raise UsageError(f"--bid: {bid} is above --ask {ask}; a dealer buys (bid) for less than he sells (ask)")
        if ask - bid > _WIDEST * (ask + bid) / 2:
            raise UsageError(f"--ask: {ask} is too far from --bid {bid} to be one quote; write both for one unit of {pair.base}")
