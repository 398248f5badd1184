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
    """Observations of a market by series, with the polls that renewed the undated ones.

    `polls` are, by source, the times of successful polls and the ids of the observations that each showed, oldest first. What a
    polled source said is seen from the moment at which it was fetched; a quote that was taken by phone or imported, and what was read
    from history, from the moment that it is of (`Observation.visible_at`).
    """

    def __init__(self, observations: Sequence[Observation], polls: Mapping[str, _Polls]) -> None:
        self._series: dict[_SeriesKey, _Series] = {}
        grouped: dict[_SeriesKey, list[Observation]] = {}
        for seen in observations:
            grouped.setdefault((seen.source, seen.segment, seen.location, str(seen.pair)), []).append(seen)
        for key, rows in grouped.items():
            self._series[key] = _Series(rows)
        self._shown = _shown(polls)

    def sightings(self, at: datetime) -> list[Sighting]:
        """The standing quote of each series at an instant.

        A figure that is dated later than the moment at which it was learnt comes too, so that screening sees it.
        """
        return [
            Sighting(row, row.observed_at if row.observed_at > at else self._seen_at(row, at))
            for series in self._series.values()
            for row in series.standing(at)
        ]

    def days(self) -> dict[date, bool]:
        """Each West Africa Time day that some quote is of, and whether all its quotes carry dates alone."""
        found: dict[date, bool] = {}
        for series in self._series.values():
            for row in series.rows:
                day = session_of(row.observed_at)
                found[day] = found.get(day, True) and row.timing is Timing.DATED
        for moments in self._shown.values():
            for moment in moments:
                found[session_of(moment)] = False
        return found

    def before(self, at: datetime, days: int) -> list[Observation]:
        """The observations of so many days up to an instant, oldest first."""
        since = at - timedelta(days=days)
        found = [row for series in self._series.values() for row in series.between(since, at)]
        found.sort(key=lambda row: (row.observed_at, row.id or 0))
        return found

    def unmoved_since(self, at: datetime) -> dict[str, datetime]:
        """Since when each source has stated the very figure that it states at an instant; of several venues the one that moved last."""
        found: dict[str, datetime] = {}
        for key, series in self._series.items():
            if (since := series.unmoved_since(at)) is not None:
                found[key[0]] = max(since, found.get(key[0], since))
        return found

    def _seen_at(self, standing: Observation, at: datetime) -> datetime:
        if standing.timing is not Timing.SEEN or standing.id is None:
            return standing.observed_at
        moments = self._shown.get(standing.id, [])
        position = bisect_right(moments, at)
        return max(standing.observed_at, moments[position - 1]) if position else standing.observed_at


class _Series:
    """One source's quotes of one pair in the order in which they could be seen."""

    def __init__(self, rows: Sequence[Observation]) -> None:
        # Of one moment the rows stay in the order in which they came: that of the polls that showed them.
        self.rows = sorted(rows, key=lambda row: (_visible(row), row.observed_at))
        self._times = [_visible(row) for row in self.rows]

    def standing(self, at: datetime) -> list[Observation]:
        """What it said last of those moments that had come; and what it said of a later one, if that was its last word."""
        position = bisect_right(self._times, at)
        later = []
        while position and self.rows[position - 1].observed_at > at:
            position -= 1
            later.append(self.rows[position])
        return [*later[:1], self.rows[position - 1]] if position else later[:1]

    def between(self, since: datetime, until: datetime) -> Sequence[Observation]:
        """What could be seen in that time."""
        return self.rows[bisect_right(self._times, since) : bisect_right(self._times, until)]

    def unmoved_since(self, at: datetime) -> datetime | None:
        """Since when it has said what it says at that instant."""
        position = bisect_right(self._times, at)
        if not position:
            return None
        standing = self.rows[position - 1].quote
        while position and self.rows[position - 1].quote == standing:
            position -= 1
        return self.rows[position].observed_at


def _visible(row: Observation) -> datetime:
    # From when it was learnt also where it is dated ahead of that: screening says of it that it is of the future.
    return row.visible_at or row.retrieved_at


def _shown(polls: Mapping[str, _Polls]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for rows in polls.values():
        for moment, ids in rows:
            for observation_id in ids:
                found.setdefault(observation_id, []).append(moment)
    return found
