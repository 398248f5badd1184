"""The quotes of one market and pair laid out in time, so that what stood at any moment can be read off without asking the store again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from fxtracker.lagos import session_of
from fxtracker.rates import Observation, Sighting, Timing

__all__ = ["Panel"]

_SeriesKey = tuple[str, str | None, str | None, str]
_Polls = Sequence[tuple[datetime, Sequence[int]]]


class Panel:
    """Observations of a market by series, each oldest first, with the polls that renewed the undated ones.

    `polls` are, by source, the times of successful polls and the ids of the observations that each showed, oldest first.
    """

    def __init__(self, observations: Sequence[Observation], polls: Mapping[str, _Polls]) -> None:
        self._series: dict[_SeriesKey, list[Observation]] = {}
        for seen in observations:
            self._series.setdefault((seen.source, seen.segment, seen.location, str(seen.pair)), []).append(seen)
        for rows in self._series.values():
            rows.sort(key=lambda row: (row.observed_at, row.id or 0))
        self._times = {key: [row.observed_at for row in rows] for key, rows in self._series.items()}
        self._shown = _shown(polls)

    def sightings(self, at: datetime) -> list[Sighting]:
        """The standing quote of each series at an instant.

        A figure that is dated later than the moment at which it was learnt comes too, so that screening sees it.
        """
        found: list[Sighting] = []
        for key, rows in self._series.items():
            position = bisect_right(self._times[key], at)
            found += [Sighting(row, row.observed_at) for row in rows[position:] if row.retrieved_at <= at < row.observed_at]
            if position:
                standing = rows[position - 1]
                found.append(Sighting(standing, self._seen_at(standing, at)))
        return found

    def days(self) -> dict[date, bool]:
        """Each West Africa Time day that some quote is of, and whether all its quotes carry dates alone."""
        found: dict[date, bool] = {}
        for rows in self._series.values():
            for row in rows:
                day = session_of(row.observed_at)
                found[day] = found.get(day, True) and row.timing is Timing.DATED
        for moments in self._shown.values():
            for moment in moments:
                found[session_of(moment)] = False
        return found

    def before(self, at: datetime, days: int) -> list[Observation]:
        """The observations of so many days up to an instant, oldest first."""
        since = at - timedelta(days=days)
        found: list[Observation] = []
        for key, rows in self._series.items():
            times = self._times[key]
            found += rows[bisect_right(times, since) : bisect_right(times, at)]
        found.sort(key=lambda row: (row.observed_at, row.id or 0))
        return found

    def unmoved_since(self, at: datetime) -> dict[str, datetime]:
        """Since when each source has stated the very figure that it states at an instant."""
        found: dict[str, datetime] = {}
        for key, rows in self._series.items():
            position = bisect_right(self._times[key], at)
            if not position:
                continue
            standing = rows[position - 1]
            while position and rows[position - 1].quote == standing.quote:
                position -= 1
            found[key[0]] = rows[position].observed_at
        return found

    def _seen_at(self, standing: Observation, at: datetime) -> datetime:
        if standing.timing is not Timing.SEEN or standing.id is None:
            return standing.observed_at
        moments = self._shown.get(standing.id, [])
        position = bisect_right(moments, at)
        return max(standing.observed_at, moments[position - 1]) if position else standing.observed_at


def _shown(polls: Mapping[str, _Polls]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for rows in polls.values():
        for moment, ids in rows:
            for observation_id in ids:
                found.setdefault(observation_id, []).append(moment)
    return found
