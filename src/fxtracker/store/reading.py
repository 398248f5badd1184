"""Rows of observations back into the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Segment, Timing
from fxtracker.store import schema as t

__all__ = ["TIMINGS", "observation_of", "select_observations", "series_words"]

_SeriesWords = tuple[Market, Segment | None, Measure, str | None, Pair]


def select_observations() -> Any:
    """A query of all observations with their series, to be narrowed."""
    s, o = t.series.c, t.observations.c
    return select(
        s.source, s.market, s.segment, s.measure, s.location, s.pair,
        o.session, o.observed_at, o.retrieved_at, o.timing, o.bid, o.ask, o.mid, o.note, o.id, o.flags, o.visible_at,
    ).join(t.series, s.id == o.series_id)  # fmt: skip


@lru_cache(maxsize=4096)
def series_words(market: str, segment: str, measure: str, location: str, pair: str) -> _SeriesWords:
    """The words of a series as the vocabulary has them: market, segment, measure, location, pair."""
    return Market(market), Segment(segment) if segment else None, Measure(measure), location or None, Pair(*pair.split("/"))


TIMINGS: Mapping[str, Timing] = {timing.value: timing for timing in Timing}


def observation_of(row: Any) -> Observation:
    """The observation of a row of `select_observations`."""
    # Unpacked by place: a history of sixty thousand rows is read at a time.
    (source, market, segment, measure, location, pair, session, observed_at, retrieved_at, timing, bid, ask, mid, note, row_id,
     flags, visible_at) = row[:17]  # fmt: skip
    words = series_words(market, segment, measure, location, pair)
    noticed = tuple(flags.split(",")) if flags else ()
    return Observation(
        source, *words, Quote(bid, ask, mid), session, observed_at, retrieved_at, TIMINGS[timing], note, row_id, noticed, visible_at
    )
