"""Dollars for one pound and one euro by day, from the mid-market fixings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fxtracker.desk import Desk
from fxtracker.rates import FixingKind, Market, Measure, Pair

__all__ = ["Crosses"]

_BACK = 7
"""So many days back a cross is looked for: over a long holiday nothing else is there."""


class Crosses:
    """The mid-market's dollars for one unit of other currencies, read once from a day on."""

    def __init__(self, desk: Desk, since: date) -> None:
        self._rates: dict[str, dict[date, Decimal]] = {}
        for base in ("USD", "GBP", "EUR"):
            fixings = desk.store.fixings(
                Market.MIDMARKET, Pair(base), Measure.QUOTE, FixingKind.SESSION, since=since - timedelta(days=_BACK)
            )
            self._rates[base] = {fixing.session: fixing.value for fixing in fixings if fixing.value}

    def on(self, day: date, back: int = _BACK) -> dict[str, float]:
        """The crosses of a day, or of the last day of the `back` days before it that has both figures, such as {"EUR": 1.16}."""
        for days in range(back + 1):
            then = day - timedelta(days=days)
            dollar = self._rates["USD"].get(then)
            found = {base: float(self._rates[base][then] / dollar) for base in ("GBP", "EUR") if dollar and then in self._rates[base]}
            if found:
                return found
        return {}
