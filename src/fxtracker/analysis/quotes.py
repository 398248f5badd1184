"""From what a source stated to one mid, with both sides where it gave them (step 1 of the method)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.parameters import Parameters, exceeds
from fxtracker.rates import Exclusion, Observation, Segment, Sighting

__all__ = ["PLACES", "Reading", "read"]

PLACES = Decimal("0.0001")
"""A fixing has four places."""

_WEIGHT_PLACES = Decimal("0.000001")


class Reading(NamedTuple):
    """A sighting as the method takes it: naira per unit, age in hours, weight by age and reliability."""

    observation: Observation
    seen_at: datetime
    mid: Decimal
    bid: Decimal | None
    ask: Decimal | None
    flags: tuple[str, ...]
    age: float
    weight: Decimal

    @property
    def source(self) -> str:
        """The id of the source."""
        return self.observation.source

    @property
    def segment(self) -> Segment | None:
        """The part of the market that the source stands in."""
        return self.observation.segment


def read(sightings: Sequence[Sighting], at: datetime, context: Context, parameters: Parameters) -> tuple[list[Reading], list[Exclusion]]:
    """The readings of the sightings that are quotes, and the rest with the code that says why it is none.

    Codes: `probation` (seen before its source's probation was over), `capped` (adverts on one exact price), `no_quote` (nothing above
    zero), `crossed` (bid above ask), `wide` (sides over 8 % apart), `one_sided`.
    """
    readings: list[Reading] = []
    out: list[Exclusion] = []
    for seen, seen_at in sightings:
        middle = _silent(seen, seen_at, context) or _middle(seen, context, parameters)
        if isinstance(middle, str):
            out.append(Exclusion(seen.id, seen.source, middle))
            continue
        mid, bid, ask, flags = middle
        age = (at - seen_at).total_seconds() / 3600
        readings.append(Reading(seen, seen_at, mid, bid, ask, flags, age, _weight(seen.source, age, context, parameters)))
    return readings, out


def _silent(seen: Observation, seen_at: datetime, context: Context) -> str | None:
    until = context.probation.get(seen.source)
    if until is not None and seen_at < until:
        return "probation"
    return "capped" if "capped" in seen.flags else None


_Middle = tuple[Decimal, Decimal | None, Decimal | None, tuple[str, ...]]


def _middle(seen: Observation, context: Context, parameters: Parameters) -> _Middle | str:
    bid, ask, mid = seen.quote
    bid = bid if bid is not None and bid > 0 else None
    ask = ask if ask is not None and ask > 0 else None
    mid = mid if mid is not None and mid > 0 else None
    if bid is not None and ask is not None:
        flags: tuple[str, ...] = ()
        if ask < bid:
            if not context.orientation.get(seen.source, False):
                return "crossed"
            bid, ask, flags = ask, bid, ("swapped",)
        middle = (bid + ask) / 2
        if exceeds(float((ask - bid) / middle), parameters.widest_spread):
            return "wide"
        return middle, bid, ask, flags
    if mid is not None:
        return mid, None, None, ()
    if bid is None and ask is None:
        return "no_quote"
    half = context.half_spreads.get(seen.segment)
    if half is None:
        return "one_sided"
    stated = bid / (1 - Decimal(repr(half))) if bid is not None else (ask or Decimal(0)) / (1 + Decimal(repr(half)))
    return stated.quantize(PLACES, ROUND_HALF_EVEN), None, None, ("imputed",)


def _weight(source: str, age: float, context: Context, parameters: Parameters) -> Decimal:
    late = age - parameters.fresh_hours
    faded = 2.0 ** (-late / parameters.half_life_hours) if late > 0 else 1.0
    return _six_places(context.reliability.get(source, 1.0) * faded)


@lru_cache(maxsize=4096)
def _six_places(weight: float) -> Decimal:
    # So that a weight is the same to the byte wherever it is worked out.
    return max(Decimal(weight).quantize(_WEIGHT_PLACES, ROUND_HALF_EVEN), _WEIGHT_PLACES)
