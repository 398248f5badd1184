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

__all__ = ["Value", "far_away", "keep", "value_of"]


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
    far = far_away([(float(group.reading.mid), float(group.reading.weight)) for group in groups], parameters)
    if far is None:
        return list(groups), [], True
    return [group for place, group in enumerate(groups) if place not in far], [groups[place] for place in far], False


def far_away(voices: Sequence[tuple[float, float]], parameters: Parameters) -> list[int] | None:
    """Which of the (mid, weight) stand too far from the rest, by place; None where so many would go that none may."""
    if len(voices) > 3:
        far = _far_of_many(voices, parameters)
    elif len(voices) == 3:
        far = _far_of_three([mid for mid, _ in voices], parameters)
    else:
        far = []
    return None if len(far) > len(voices) * parameters.far_share else far


def _far_of_many(voices: Sequence[tuple[float, float]], parameters: Parameters) -> list[int]:
    logs = [(log(mid), weight) for mid, weight in voices]
    centre = weighted_median(logs).value
    away = [(abs(figure - centre), weight) for figure, weight in logs]
    limit = parameters.far_scales * max(parameters.mad_factor * weighted_median(away).value, parameters.scale_floor)
    return [place for place, (distance, _) in enumerate(away) if distance > limit]


def _far_of_three(mids: Sequence[float], parameters: Parameters) -> list[int]:
    for place, mid in enumerate(mids):
        first, second = (other for at, other in enumerate(mids) if at != place)
        agree = not exceeds(_apart(first, second), parameters.three_agree)
        if agree and exceeds(min(_apart(mid, first), _apart(mid, second)), parameters.three_far):
            return [place]
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
