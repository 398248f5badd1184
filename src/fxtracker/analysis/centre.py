"""Which groups stand too far from the rest, and the figures that the others give (steps 5 and 6 of the method)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from math import log
from typing import NamedTuple

from fxtracker.analysis.independence import Group
from fxtracker.analysis.parameters import Parameters, exceeds
from fxtracker.analysis.quotes import PLACES
from fxtracker.analysis.weighted import band_rank, weighted_median

__all__ = ["Value", "keep", "value_of"]


class Value(NamedTuple):
    """What the kept groups say, in naira per unit; `mid` is None where they are split; dispersion is in percent."""

    mid: Decimal | None
    bid: Decimal | None
    ask: Decimal | None
    low: Decimal
    high: Decimal
    dispersion: float


def keep(groups: Sequence[Group], parameters: Parameters) -> tuple[list[Group], list[Group], bool]:
    """The groups that are kept, those that are left out as too far away, and whether so many would go that none may (`dispersed`)."""
    if len(groups) > 3:
        far = _far_of_many(groups, parameters)
    elif len(groups) == 3:
        far = _far_of_three(groups, parameters)
    else:
        far = []
    if len(far) > len(groups) * parameters.far_share:
        return list(groups), [], True
    return [group for group in groups if group not in far], far, False


def _far_of_many(groups: Sequence[Group], parameters: Parameters) -> list[Group]:
    logs = [log(group.reading.mid) for group in groups]
    weights = [float(group.reading.weight) for group in groups]
    centre = weighted_median(list(zip(logs, weights, strict=True))).value
    away = [abs(figure - centre) for figure in logs]
    spread = parameters.mad_factor * weighted_median(list(zip(away, weights, strict=True))).value
    limit = parameters.far_scales * max(spread, parameters.scale_floor)
    return [group for group, distance in zip(groups, away, strict=True) if distance > limit]


def _far_of_three(groups: Sequence[Group], parameters: Parameters) -> list[Group]:
    for one in groups:
        first, second = (float(group.reading.mid) for group in groups if group is not one)
        mid = float(one.reading.mid)
        agree = not exceeds(_apart(first, second), parameters.three_agree)
        if agree and exceeds(min(_apart(mid, first), _apart(mid, second)), parameters.three_far):
            return [one]
    return []


def _apart(one: float, other: float) -> float:
    return max(one, other) / min(one, other) - 1


def value_of(groups: Sequence[Group], parameters: Parameters) -> Value:
    """The weighted medians of at least one group, four places half-even, with bid <= mid <= ask, the band and the dispersion."""
    readings = [group.reading for group in groups]
    mids = sorted(reading.mid for reading in readings)
    mid = _median([(reading.mid, reading.weight) for reading in readings], parameters)
    bid = _median([(reading.bid, reading.weight) for reading in readings if reading.bid is not None], parameters)
    ask = _median([(reading.ask, reading.weight) for reading in readings if reading.ask is not None], parameters)
    if mid is None or bid is None or ask is None:
        bid = ask = None
    else:
        bid, ask = min(bid, mid), max(ask, mid)
    rank = band_rank(len(mids), parameters.band_cover) if len(mids) >= parameters.band_groups else 1
    return Value(mid, bid, ask, mids[rank - 1], mids[-rank], _dispersion(groups, mid, parameters))


def _median(points: Sequence[tuple[Decimal, Decimal]], parameters: Parameters) -> Decimal | None:
    if not points:
        return None
    found = weighted_median(points)
    if found.above > found.below * Decimal(repr(1 + parameters.split)):
        return None
    return found.value.quantize(PLACES, ROUND_HALF_EVEN)


def _dispersion(groups: Sequence[Group], mid: Decimal | None, parameters: Parameters) -> float:
    if mid is None:
        mids = [float(group.reading.mid) for group in groups]
        return 100 * log(max(mids) / min(mids))
    centre = log(mid)
    away = [(abs(log(group.reading.mid) - centre), float(group.reading.weight)) for group in groups]
    if len(groups) < parameters.dispersion_groups:
        return 100 * max(distance for distance, _ in away)
    return 100 * parameters.mad_factor * weighted_median(away).value
