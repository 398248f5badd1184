"""Dollars for one pound and one euro by day, from the mid-market fixings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from fxtracker.desk import Desk
from fxtracker.rates import Fixing, FixingKind, Market, Measure, Pair

__all__ = ["Crosses"]

_BACK = 7
"""So many days back a cross is looked for: over a long holiday nothing else is there."""


class Crosses:
    """The mid-market's dollars for one unit of other currencies, read once from a day on, as known at `known_at`.

    What is `made` anew stands in for what is stored of the same day.
    """

    def __init__(self, desk: Desk, since: date, made: Sequence[Fixing] = (), known_at: datetime | None = None) -> None:
        self._rates: dict[str, dict[date, Decimal]] = {}
        for base in ("USD", "GBP", "EUR"):
            fixings = desk.store.fixings(
                Market.MIDMARKET, Pair(base), Measure.QUOTE, FixingKind.SESSION, since=since - timedelta(days=_BACK), known_at=known_at
            )
            anew = [fixing for fixing in made if fixing.pair == Pair(base)]
            self._rates[base] = {fixing.session: fixing.value for fixing in (*fixings, *anew) if fixing.value}

    def on(self, day: date) -> dict[str, float]:
        """The crosses of a day, or of the last day of the week before it that has both figures, such as {"EUR": 1.16}."""
        return next(filter(None, map(self._of, (day - timedelta(days=back) for back in range(_BACK + 1)))), {})

    def near(self, day: date, within: int) -> dict[str, float]:
        """The crosses of the day nearest to that one, the earlier of two, so many days away at most."""
        away = sorted(range(-within, within + 1), key=lambda days: (abs(days), days))
        return next(filter(None, map(self._of, (day + timedelta(days=days) for days in away))), {})

    def _of(self, day: date) -> dict[str, float]:
        dollar = self._rates["USD"].get(day)
        return {base: float(self._rates[base][day] / dollar) for base in ("GBP", "EUR") if dollar and day in self._rates[base]}
