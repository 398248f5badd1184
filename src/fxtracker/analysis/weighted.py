"""Order statistics under weights: the median read off between the mid-points, the spread about it, the band."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from math import comb
from typing import Generic, NamedTuple, TypeVar

__all__ = ["Median", "band_rank", "median", "weighted_median"]

Number = TypeVar("Number", Decimal, float)


class Median(NamedTuple, Generic[Number]):
    """A median with the two figures that it was read off between (itself twice where it falls on one)."""

    value: Number
    below: Number
    above: Number


def weighted_median(points: Sequence[tuple[Number, Number]]) -> Median[Number]:
    """The weighted median of (figure, weight) pairs, at least one, every weight above zero.

    Each figure stands at the mid-point of its part of the cumulative weight, and the median is read off linearly at half of the whole.
    Two figures give their weighted mean, equal weights the ordinary median.
    """
    ordered = sorted(points)
    half = sum((weight for _, weight in ordered[1:]), ordered[0][1]) / 2
    before, before_at = ordered[0][0], ordered[0][1] / 2
    reached = ordered[0][1]
    if before_at >= half:
        return Median(before, before, before)
    for figure, weight in ordered[1:]:
        stands_at = reached + weight / 2
        if stands_at == half:
            return Median(figure, figure, figure)
        if stands_at > half:
            return Median(before + (figure - before) * ((half - before_at) / (stands_at - before_at)), before, figure)
        before, before_at = figure, stands_at
        reached += weight
    return Median(before, before, before)


def median(figures: Sequence[Number]) -> Number:
    """The ordinary median, at least one figure; of an even count the mean of the two in the middle."""
    ordered = sorted(figures)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


@lru_cache(maxsize=64)
def band_rank(count: int, cover: float) -> int:
    """How many figures to count in from each end so that the two still hold the median with at least that probability.

    The binomial order-statistic interval (for example Conover, Practical Nonparametric Statistics, 3.2); never less than 1.
    """
    rank, outside = 1, 0.0
    for below in range(count // 2):
        outside += comb(count, below) / 2**count
        if 1 - 2 * outside < cover:
            break
        rank = below + 1
    return rank
