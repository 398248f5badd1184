"""What the desk holds for true now, for one who must not need a database: the fixings by market and currency, where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from fxtracker.desk.answers import rate_rows
from fxtracker.errors import NoData, StoreError
from fxtracker.lagos import Calendar
from fxtracker.rates import CURRENCIES, Market, Pair
from fxtracker.settings import Settings
from fxtracker.store import Store

__all__ = ["Present", "present"]


@dataclass(frozen=True, slots=True)
class Present:
    """The present naira for one unit by market and currency; `told` says why there are none, where there are none."""

    figures: Mapping[tuple[Market, str], Decimal] = field(default_factory=dict)
    told: str | None = None

    def of(self, market: Market) -> dict[str, Decimal]:
        """The figures of a market, by currency; a token that stands for the dollar has the dollar's where it has none of its own."""
        known = {code: figure for (one, code), figure in self.figures.items() if one is market}
        if "USD" in known:
            known.setdefault("USDT", known["USD"])
        return known


def present(settings: Settings, at: datetime) -> Present:
    """The fixings at an instant, read and not changed; a database that is not up, not there or not up to date gives none."""
    figures: dict[tuple[Market, str], Decimal] = {}
    try:
        with Store.open(settings.database, only_read=True) as store:
            calendar = Calendar.read(settings.holidays_file)
            for code in CURRENCIES:
                with suppress(NoData):
                    rows = rate_rows(store, Pair(code), at, calendar)
                    figures.update({(row.market, code): row.mid for row in rows if row.mid is not None})
    except StoreError as fault:
        return Present(told=str(fault))
    return Present(figures, None if figures else "no rate has been fixed yet")
