"""Which quotes do not count, each with the code that says why (step 2 of the method). A quote is set aside, never deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.parameters import Parameters, exceeds
from fxtracker.analysis.quotes import Reading
from fxtracker.lagos import session_of
from fxtracker.rates import Exclusion, Fixing, Market, Pair, Timing

__all__ = ["Screened", "recent", "screen"]


class Screened(NamedTuple):
    """The readings that count, those that do not with their codes, and whether some count that tripped a code which was let go."""

    kept: list[Reading]
    out: list[Exclusion]
    released: bool


_RELEASED = ("unit", "official_as_parallel", "wrong_currency")


def recent(fixing: Fixing | None, at: datetime, parameters: Parameters) -> float | None:
    """The value of a fixing that is young enough to measure against, else None."""
    if fixing is None or fixing.value is None or at - fixing.at >= timedelta(days=parameters.screen_days):
        return None
    return float(fixing.value)


def screen(readings: Sequence[Reading], pair: Pair, at: datetime, context: Context, parameters: Parameters) -> Screened:
    """The readings that count, and the others with their codes: `future`, `stale`, `frozen`, `unit`, `official_as_parallel`,
    `wrong_currency`.

    When over half of the groups, and at least three, trip one of the last three codes, none is screened by it: that is a move, and
    `released` says so. Groups that state one and the same figure within 0.5 % of the official one state that one, and count as one.
    """
    good = context.screen if context.screen is not None and context.screen.printable else None
    last = recent(good, at, parameters)
    timely: list[Reading] = []
    out: list[Exclusion] = []
    for reading in readings:
        code = _untimely(reading, at, last, context, parameters)
        if code:
            out.append(Exclusion(reading.observation.id, reading.source, code))
        else:
            timely.append(reading)
    crosses = _crosses(pair, context)
    tripped = [_implausible(reading, crosses, last, context, parameters) for reading in timely]
    if not any(tripped):
        return Screened(timely, out, released=False)
    holding = _holding(timely, tripped, context, parameters)
    kept: list[Reading] = []
    for reading, codes in zip(timely, tripped, strict=True):
        held_by = next((code for code in codes if code in holding), None)
        if held_by:
            out.append(Exclusion(reading.observation.id, reading.source, held_by))
        else:
            kept.append(reading)
    return Screened(kept, out, released=any(code not in holding for codes in tripped for code in codes))


def _untimely(reading: Reading, at: datetime, last: float | None, context: Context, parameters: Parameters) -> str | None:
    seen = reading.observation
    minutes_ahead = -reading.age * 60
    if seen.session > session_of(at) if seen.timing is Timing.DATED else exceeds(minutes_ahead, parameters.future_minutes):
        return "future"
    if exceeds(reading.age, parameters.stale_hours):
        return "stale"
    stood = context.stood_since.get(seen.source)
    if stood and stood.fixing and last and at - stood.since >= timedelta(hours=parameters.frozen_hours):
        moved = abs(last / float(stood.fixing) - 1)
        return "frozen" if exceeds(moved, parameters.frozen_move) else None
    return None


def _implausible(
    reading: Reading, crosses: Sequence[float], last: float | None, context: Context, parameters: Parameters
) -> tuple[str, ...]:
    mid = float(reading.mid)
    official = float(context.official_close) if context.official_close else None
    codes: list[str] = []
    reference = last or official
    if reference and not 1 / parameters.unit_ratio <= mid / reference <= parameters.unit_ratio:
        # Any power of ten lies outside this range, so that slips of unit need no rule of their own.
        codes.append("unit")
    above_official = exceeds(context.premium_before or 0.0, parameters.official_premium)
    parallel = reading.observation.market is Market.PARALLEL
    if parallel and official and above_official and abs(mid / official - 1) <= parameters.official_nearness:
        codes.append("official_as_parallel")
    if last and exceeds(abs(mid / last - 1), parameters.wrong_currency_distance):
        near = (abs(mid / (last * cross) - 1) <= parameters.wrong_currency_nearness for cross in crosses)
        codes.extend(["wrong_currency"] if any(near) else [])
    return tuple(codes)


def _crosses(pair: Pair, context: Context) -> list[float]:
    # What one unit of each other currency is worth in this one; for the dollar these are GBP/USD and EUR/USD themselves.
    dollars = {"USD": 1.0, **context.usd_crosses}
    own = dollars.pop(pair.base, None)
    if not own:
        return []
    return [other / own for other in dollars.values()]


def _holding(readings: Sequence[Reading], tripped: Sequence[tuple[str, ...]], context: Context, parameters: Parameters) -> frozenset[str]:
    members: defaultdict[str, list[tuple[Decimal, tuple[str, ...]]]] = defaultdict(list)
    for reading, codes in zip(readings, tripped, strict=True):
        members[context.groups.get(reading.source, reading.source)].append((reading.mid, codes))
    holding = set(_RELEASED)
    for code in _RELEASED:
        saying = [stated[0][0] for stated in members.values() if all(code in codes for _, codes in stated)]
        apart = len(set(saying)) if code == "official_as_parallel" else len(saying)
        if apart >= parameters.release_groups and len(saying) * 2 > len(members):
            holding.discard(code)
    return frozenset(holding)
