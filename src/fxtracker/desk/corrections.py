"""What was corrected: the fixings that took the place of others, each with what it said before and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from fxtracker.desk import Desk
from fxtracker.desk.causes import WENT_ON
from fxtracker.desk.explaining import in_short
from fxtracker.desk.history import NOW, When
from fxtracker.lagos import iso_utc
from fxtracker.rates import Fixing, Market, Pair

__all__ = ["Correction", "correction_json", "corrections"]


class Correction(NamedTuple):
    """A fixing and the one that it superseded."""

    fixing: Fixing
    replaces: Fixing


def corrections(
    desk: Desk, since: date, until: date, market: Market | None = None, pair: Pair | None = None, when: When = NOW
) -> list[Correction]:
    """The corrections of those sessions (both ends included), in the order in which they were made.

    That the rate of a day that is not over is made anew as it goes on is none.
    """
    markets: Sequence[Market] = [market] if market is not None else list(Market)
    found: list[Correction] = []
    for fixing in desk.store.superseding(markets, since, until, when.known_at):
        if (pair is not None and fixing.pair != pair) or (when.at is not None and fixing.at > when.at):
            continue
        old = None if (fixing.cause or "").startswith(WENT_ON) else desk.store.fixing_by_id(fixing.supersedes or 0)
        if old is not None:
            found.append(Correction(fixing, old))
    return found


def correction_json(one: Correction) -> dict[str, Any]:
    """The documented JSON shape: decimals as strings, instants in ISO 8601, absent values null."""
    fixing = one.fixing
    number = in_short(fixing)
    return {
        "fixing": number.pop("fixing"),
        "pair": str(fixing.pair),
        "market": fixing.market.value,
        "measure": fixing.measure.value,
        "kind": fixing.kind.value,
        "session": fixing.session.isoformat(),
        "at": iso_utc(fixing.at),
        **number,
        "cause": fixing.cause,
        "supersedes": fixing.supersedes,
        "replaces": in_short(one.replaces),
    }
