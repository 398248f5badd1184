"""The quotes of one market and pair as arrays: what stood at any of many moments is found by one search a page, and read when needed.

It answers what `Panel` answers, which stays beside it as the plain statement of the same rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from fxtracker.desk.pages import Page, instant_of, microseconds
from fxtracker.lagos import day_start
from fxtracker.rates import Observation, Segment, Sighting, Timing
from fxtracker.store.columns import DATED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fxtracker.analysis.copies import Said
    from fxtracker.store import Store

__all__ = ["RENEWED_WITHIN", "Tape"]

RENEWED_WITHIN = timedelta(days=4)
"""How far back a poll is looked for that still showed a figure."""

_DAY = 86_400_000_000
_LAGOS = 3_600_000_000

_Polls = Mapping[str, Sequence[tuple[datetime, Sequence[int]]]]


class Tape:
    """Pages of quotes laid out in time, with the polls that renewed the undated ones.

    `polls` are, by source, the times of successful polls and the ids of the observations that each showed, oldest first.
    """

    def __init__(self, store: Store, pages: Iterable[Page], polls: _Polls) -> None:
        self._store = store
        self.pages = list(pages)
        self.sources = sorted({page.source for page in self.pages})
        self._shown = _shown(polls)
        self._ids: dict[datetime, list[list[int]]] = {}
        self._still: dict[datetime, dict[str, int]] = {}
        self._rows: dict[int, Observation] = {}

    def days(self) -> dict[date, bool]:
        """Each West Africa Time day that some quote is of, and whether all its quotes carry dates alone."""
        spoken, timed = (np.array([], dtype=np.int64) for _ in range(2))
        for page in self.pages:
            days = (page.observed + _LAGOS) // _DAY
            spoken = np.union1d(spoken, days)
            timed = np.union1d(timed, days[(page.kind & DATED) == 0])
        found = dict.fromkeys((_day(number) for number in spoken), True)
        found.update(dict.fromkeys((_day(number) for number in timed), False))
        for moments in self._shown.values():
            found.update({_day((microseconds(moment) + _LAGOS) // _DAY): False for moment in moments})
        return found

    def prepare(self, moments: Sequence[datetime], still_hours: float) -> None:
        """Find what stood at each of those instants, and read it; what was prepared before is forgotten."""
        self._ids, self._still = {}, {}
        at = np.array([microseconds(moment) for moment in moments], dtype=np.int64)
        standing: list[list[list[int]]] = [[] for _ in moments]
        for page in self.pages:
            for place, ids in enumerate(page.standing(at)):
                standing[place].append(ids)
        self._ids = dict(zip(moments, standing, strict=True))
        self._still = dict(zip(moments, self._unmoved(at, round(still_hours * 3_600_000_000)), strict=True))
        wanted = {row_id for found in standing for ids in found for row_id in ids}
        kept = {row_id: row for row_id, row in self._rows.items() if row_id in wanted}
        self._rows = kept | self._store.observations_by_id(wanted - kept.keys())

    def sightings(self, at: datetime) -> list[Sighting]:
        """The standing quote of each page at an instant that was prepared.

        A figure that is dated later than the moment at which it was learnt comes too, so that screening sees it.
        """
        rows = [self._rows[row_id] for ids in self._ids[at] for row_id in ids]
        return [Sighting(row, row.observed_at if row.observed_at > at else self._seen_at(row, at)) for row in rows]

    def unmoved_since(self, at: datetime) -> dict[str, datetime]:
        """Since when each source has stated the very figure that it states at a prepared instant, where it did so for long enough.

        Of several pages of a source the one that moved last counts.
        """
        return {source: instant_of(since) for source, since in self._still[at].items()}

    def row(self, row_id: int) -> Observation | None:
        """An observation that stood at some prepared instant."""
        return self._rows.get(row_id)

    def half_spreads(self, at: datetime, days: int) -> dict[Segment | None, float]:
        """The median half-spread by segment, as a share of the mid, over the sound two-sided quotes of so many days up to an instant."""
        until = microseconds(at)
        shares: dict[Segment | None, list[NDArray[np.float64]]] = {}
        for page in self.pages:
            found = page.half_spreads(until - days * _DAY, until)
            if len(found):
                shares.setdefault(page.segment, []).append(found)
        return {segment: float(np.median(np.concatenate(found))) for segment, found in shares.items()}

    def orientation(self, at: datetime, days: int, count: int) -> dict[str, bool]:
        """Whether the last `count` two-sided quotes of each source, of so many days up to an instant, had ask at or above bid.

        With fewer it is not known; a last one that is crossed is judged by those before it.
        """
        until = microseconds(at)
        found: dict[str, bool] = {}
        for source in self.sources:
            parts = [page.sides(until - days * _DAY, until) for page in self.pages if page.source == source]
            times, right = (np.concatenate(column) for column in zip(*parts, strict=True))
            if not right.all():
                right = right[np.argsort(times, kind="stable")]
                right = right if right[-1] else right[:-1]
            if len(right) >= count:
                found[source] = bool(right[-count:].all())
        return found

    def said(self, since: date) -> list[Said]:
        """What each page showed from a West Africa Time day on, each figure with the span in which it stood."""
        begins = microseconds(day_start(since))
        return [page.said(begins) for page in self.pages]

    def _unmoved(self, at: NDArray[np.int64], least: int) -> list[dict[str, int]]:
        latest: dict[str, NDArray[np.int64]] = {}
        for page in self.pages:
            since = page.unmoved_since(at)
            latest[page.source] = np.maximum(since, latest[page.source]) if page.source in latest else since
        found: list[dict[str, int]] = [{} for _ in at]
        for source, since in latest.items():
            for place in np.flatnonzero((since > np.iinfo(np.int64).min) & (at - since >= least)):
                found[place][source] = int(since[place])
        return found

    def _seen_at(self, standing: Observation, at: datetime) -> datetime:
        if standing.timing is not Timing.SEEN or standing.id is None:
            return standing.observed_at
        moments = self._shown.get(standing.id, [])
        position = bisect_right(moments, at)
        # What was shown longer ago is stale whatever it says, and is not looked for.
        recent = position > 0 and moments[position - 1] >= at - RENEWED_WITHIN
        return max(standing.observed_at, moments[position - 1]) if recent else standing.observed_at


def _shown(polls: _Polls) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for rows in polls.values():
        for moment, ids in rows:
            for observation_id in ids:
                found.setdefault(observation_id, []).append(moment)
    return found


def _day(number: Any) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))
