"""One page of one source: its quotes of one pair in the order in which they could be seen, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from fxtracker.analysis.copies import Said
from fxtracker.analysis.parameters import METHOD_1
from fxtracker.rates import Observation, Timing
from fxtracker.store.columns import CAPPED, DATED, SEEN, Columns, SeriesRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Page", "instant_of", "microseconds", "pages_of"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NEVER = np.iinfo(np.int64).min
_ALWAYS = np.iinfo(np.int64).max // 2
_STALE = int(METHOD_1.stale_hours * 3_600_000_000)


class Page:
    """The quotes of a series; instants are microseconds of UTC since 1970. A voice that is on probation or capped is left out of shares."""

    def __init__(self, columns: Columns, untried_until: int = _NEVER) -> None:
        self.source = columns.series.source
        self.segment = columns.series.segment
        self.observed, self.kind = columns.observed, columns.kind
        self._visible, self._ids = columns.visible, columns.ids
        self._bid, self._ask, self._mid = columns.bid, columns.ask, columns.mid
        changed = np.ones(len(self._ids), dtype=bool)
        changed[1:] = False
        for figures in (self._bid, self._ask, self._mid):
            changed[1:] |= (figures[1:] != figures[:-1]) & ~(np.isnan(figures[1:]) & np.isnan(figures[:-1]))
        self._changed = changed
        self._run = np.maximum.accumulate(np.where(changed, np.arange(len(changed), dtype=np.int32), np.int32(0)))
        # What is zero on a side is no quote of that side.
        two_sided = (self._bid > 0) & (self._ask > 0) & ((self.kind & CAPPED) == 0) & (self.observed >= untried_until)
        self._sides_seen, self._sides_at = _only(self._visible, two_sided), _only(self.observed, two_sided)
        bid, ask = _only(self._bid, two_sided), _only(self._ask, two_sided)
        self._right = ask >= bid
        share = (ask - bid) / (ask + bid)
        sound = (share >= 0) & (share <= METHOD_1.widest_spread / 2)
        self._share_seen, self._share = _only(self._sides_seen, sound), _only(share, sound)

    def standing(self, at: NDArray[np.int64]) -> Iterator[list[int]]:
        """At each instant the id of what it said last of those moments that had come; and of a later one, if that was its last word."""
        position = np.searchsorted(self._visible, at, side="right")
        last = np.maximum(position - 1, 0)
        ids, ahead = self._ids[last].tolist(), (self.observed[last] > at).tolist()
        for place, end in enumerate(position.tolist()):
            if not end:
                yield []
            elif ahead[place]:
                yield self._ahead(end, int(at[place]))
            else:
                yield [ids[place]]

    def _ahead(self, position: int, at: int) -> list[int]:
        later = []
        while position and self.observed[position - 1] > at:
            position -= 1
            later.append(int(self._ids[position]))
        return [*later[:1], int(self._ids[position - 1])] if position else later[:1]

    def unmoved_since(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Since when it has said what it says at each instant; the least number of all where it said nothing yet."""
        position = np.searchsorted(self._visible, at, side="right")
        since = self.observed[self._run[np.maximum(position - 1, 0)]]
        return np.where(position > 0, since, _NEVER)

    def half_spreads(self, since: int, until: int) -> NDArray[np.float64]:
        """The half-spreads, as a share of the mid, of the sound two-sided quotes that could be seen in that time."""
        low, high = np.searchsorted(self._share_seen, [since, until], side="right")
        return self._share[low:high]

    def sides(self, since: int, until: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Of the two-sided quotes that could be seen in that time their own times, and whether ask is at or above bid."""
        low, high = np.searchsorted(self._sides_seen, [since, until], side="right")
        return self._sides_at[low:high], self._right[low:high]

    def said(self, since: int) -> Said:
        """Each figure that it showed, with the span in which it stood, from an instant on.

        A figure that states its time stands for three days, and is said anew when it comes again after that.
        """
        start = int(np.searchsorted(self._visible, since))
        start = int(self._run[start - 1]) if start else 0
        visible, states_time = self._visible[start:], (self.kind[start:] & SEEN) == 0
        stands = np.where(states_time, visible + _STALE, _ALWAYS)
        new = self._changed[start:].copy()
        if len(new):
            new[0] = True
            new[1:] |= visible[1:] > stands[:-1]
        rows = np.flatnonzero(new)
        following = np.append(visible[rows[1:]], _ALWAYS)
        last = np.append(rows[1:], len(visible)) - 1 if len(rows) else rows
        end = np.minimum(following, stands[last])
        bid, ask, mid = (side[start:][rows] for side in (self._bid, self._ask, self._mid))
        stated = ~(np.isnan(bid) & np.isnan(ask) & np.isnan(mid))
        return Said(self.source, visible[rows][stated], end[stated], bid[stated], ask[stated], mid[stated])


def _only(column: NDArray[Any], rows: NDArray[np.bool_]) -> NDArray[Any]:
    # As a rule that is all of them, and a view costs nothing.
    return column if rows.all() else column[rows]


def microseconds(instant: datetime) -> int:
    """Microseconds of UTC since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(moment: int) -> datetime:
    """The UTC instant of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=moment)


def pages_of(columns: Sequence[Columns], before: Sequence[Observation], untried: Mapping[str, datetime]) -> Iterator[Page]:
    """The pages of those series, each with what it showed before them (`before`: observations with their ids, oldest first)."""
    earlier: dict[tuple[object, ...], list[Observation]] = {}
    for seen in before:
        earlier.setdefault((seen.source, seen.segment, seen.location, seen.pair), []).append(seen)
    for one in columns:
        rows = earlier.pop((one.series.source, one.series.segment, one.series.location, one.series.pair), [])
        rows = [row for row in rows if row.id is not None and not (one.ids == row.id).any()]
        yield Page(_behind(_columns(one.series, rows), one) if rows else one, _until(untried, one.series.source))
    for rows in earlier.values():
        first = rows[0]
        series = SeriesRow(0, first.source, first.segment, first.location, first.pair)
        yield Page(_columns(series, rows), _until(untried, first.source))


def _behind(earlier: Columns, later: Columns) -> Columns:
    return Columns._make([later.series, *(np.concatenate([earlier[place], later[place]]) for place in range(1, len(later)))])


def _until(untried: Mapping[str, datetime], source: str) -> int:
    return microseconds(untried[source]) if source in untried else _NEVER


def _columns(series: SeriesRow, rows: Sequence[Observation]) -> Columns:
    kinds = {Timing.DATED: DATED, Timing.SEEN: SEEN, Timing.INSTANT: 0}
    bid, ask, mid = zip(*(map(_number, row.quote) for row in rows), strict=True)
    return Columns(
        series,
        np.array([row.id or 0 for row in rows], dtype=np.int64),
        np.array([microseconds(row.visible_at or row.retrieved_at) for row in rows], dtype=np.int64),
        np.array([microseconds(row.observed_at) for row in rows], dtype=np.int64),
        np.array([kinds[row.timing] | (CAPPED if "capped" in row.flags else 0) for row in rows], dtype=np.uint8),
        np.array(bid, dtype=np.float64),
        np.array(ask, dtype=np.float64),
        np.array(mid, dtype=np.float64),
    )


def _number(figure: object) -> float:
    return float("nan") if figure is None else float(str(figure))
