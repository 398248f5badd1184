"""Whether the pound and the euro of a source stand to its dollar as they stand to the dollar elsewhere.

A slip that no range and no jump shows (one currency's figure under another's label, a row of another day) breaks the cross: EUR/NGN over
USD/NGN must be EUR/USD. The naira itself cancels out, so that neither a devaluation nor a dear street moves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fxtracker.analysis.parameters import exceeds
from fxtracker.rates import Market

__all__ = ["BASES", "CROSS_TOLERANCE", "BrokenCross", "broken_crosses"]

BASES = ("EUR", "GBP")
"""The currencies whose price in dollars is known from the mid-market."""

CROSS_TOLERANCE: Mapping[Market, float] = {Market.OFFICIAL: 0.03, Market.PARALLEL: 0.06}
"""How far a cross may stand from the mid-market's, by market.

Official, 3 %: the mid-market's figure may be of the session before, and from one session to the next the bank's own crosses moved by less
than 2.1 % on 99 of 100 days from 2012 to 2024; the bad rows on record (another currency's value under the label) are 5 % to 30 % off.
Street, 6 %: pounds and euros are traded thinly there, and sound pages of one day differ by up to 5 %.
"""


class BrokenCross(NamedTuple):
    """A cross that does not hold: dollars for one unit of `base` by the source's own figures, and by the mid-market."""

    base: str
    stated: float
    expected: float

    @property
    def apart(self) -> float:
        """How far the two stand from each other, as a share of the mid-market's."""
        return self.stated / self.expected - 1


def broken_crosses(mids: Mapping[str, Decimal], dollars: Mapping[str, float], tolerance: float) -> list[BrokenCross]:
    """The crosses of one source and session that do not hold, in the order of `BASES`.

    `mids` are naira for one unit by base currency, `dollars` what one unit is worth by the mid-market, such as {"EUR": 1.16}. What either
    side lacks is not judged.
    """
    dollar = mids.get("USD")
    if not dollar or dollar <= 0:
        return []
    found: list[BrokenCross] = []
    for base in BASES:
        naira, expected = mids.get(base), dollars.get(base)
        if naira is None or not expected:
            continue
        cross = BrokenCross(base, float(naira / dollar), expected)
        if exceeds(abs(cross.apart), tolerance):
            found.append(cross)
    return found
