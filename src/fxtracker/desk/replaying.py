"""History worked out anew from what is stored, beside what was said of it; the store is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from fxtracker.desk import Desk
from fxtracker.desk.crosses import Crosses
from fxtracker.desk.history import NOW, When
from fxtracker.desk.laid_out import counts_for, laid_out, walk
from fxtracker.desk.official import OfficialFigures, work_out
from fxtracker.lagos import session_of
from fxtracker.rates import USD, Fixing, FixingKind, Market, Measure, Pair
from fxtracker.store.columns import collecting_later
from fxtracker.store.types import decimal_text

__all__ = ["COLUMNS", "Difference", "differences", "replay", "replayed_json"]

COLUMNS = (
    "date", "market", "pair", "measure", "value", "bid", "ask", "low", "high", "grade", "groups", "dispersion", "status",
)  # fmt: skip

_TOLD = ("value", "bid", "ask", "low", "high", "grade", "groups", "dispersion", "status")
_Progress = Callable[[float], None]


class Difference(NamedTuple):
    """A session that comes out otherwise: what stands of it, and what would; None where there is nothing."""

    stands: Fixing | None
    would: Fixing | None


def replay(
    desk: Desk, since: date, until: date, market: Market | None = None, pair: Pair | None = None, progress: _Progress | None = None,
    when: When = NOW,
) -> list[Fixing]:  # fmt: skip
    """The rates of days and the official sessions of a span (both ends included), by day, market, pair and measure.

    Of a single market the others are taken as they stand; without one, each is seen against the others as they come out now. `progress`
    is told the share that is done. `when` is the moment as of which it is done, and what was known then; no later than the latter.
    """
    now = min(moment for moment in (desk.clock.now(), when.at, when.known_at) if moment is not None)
    with collecting_later():
        return sorted(_replay(desk, since, min(until, session_of(now)), market, pair, progress, now, when.known_at), key=_key)


def _replay(
    desk: Desk, since: date, until: date, market: Market | None, pair: Pair | None, progress: _Progress | None, now: datetime,
    known_at: datetime | None,
) -> list[Fixing]:  # fmt: skip
    made: list[Fixing] = []
    markets = [market] if market is not None else list(Market)
    official = (
        [fixing for fixing in work_out(desk, since, until, session_of(now), now, known_at).fixings if fixing.session >= since]
        if Market.OFFICIAL in markets
        else []
    )
    made += [fixing for fixing in official if pair in (None, fixing.pair)]
    wanted = [(one, base) for one in markets if one is not Market.OFFICIAL for base in _pairs(desk, one) if pair in (None, base)]
    # The dollar first, and the mid-market before the street: the crosses of the others come from them.
    wanted.sort(key=lambda item: (item[0] is not Market.MIDMARKET, item[1] != USD, item))
    figures = OfficialFigures(desk, since, official, known_at)
    midmarket: list[Fixing] = []
    for place, (one, base) in enumerate(wanted):
        days = laid_out(desk, one, base, since, until, figures, Crosses(desk, since, midmarket, known_at), known_at)
        found = list(walk(days, since, until, now, progress=_share(progress, place, len(wanted))))
        midmarket += found if one is Market.MIDMARKET else []
        made += found
    if progress is not None:
        progress(1.0)
    return made


def differences(
    desk: Desk, made: Sequence[Fixing], since: date, until: date, market: Market | None, pair: Pair | None, when: When = NOW
) -> list[Difference]:
    """Where the fixings that stand differ from those that were made anew, in the same order."""
    would = {_key(fixing): fixing for fixing in made}
    stands = {
        _key(fixing): fixing
        for one in ([market] if market is not None else Market)
        for fixing in desk.store.fixings(one, pair, None, FixingKind.SESSION, since, until, when.known_at, when.at)
    }
    return [
        Difference(stands.get(key), would.get(key)) for key in sorted({*stands, *would}) if _said(stands.get(key)) != _said(would.get(key))
    ]


def replayed_json(fixing: Fixing) -> dict[str, Any]:
    """A fixing in the documented JSON shape: decimals as strings, absent values null, dispersion in percent."""
    return {
        "date": fixing.session.isoformat(),
        "market": fixing.market.value,
        "pair": str(fixing.pair),
        "measure": fixing.measure.value,
        **{
            name: None if (figure := getattr(fixing, name)) is None else decimal_text(figure)
            for name in ("value", "bid", "ask", "low", "high")
        },
        "grade": fixing.grade.value,
        "groups": fixing.groups,
        "dispersion": None if fixing.dispersion is None else decimal_text(fixing.dispersion),
        "status": fixing.status.value,
    }


def _pairs(desk: Desk, market: Market) -> list[Pair]:
    return sorted({counted for stated in desk.store.quoted_pairs(market) for counted in counts_for(desk, stated)})


def _share(progress: _Progress | None, place: int, count: int) -> _Progress | None:
    return None if progress is None else lambda share: progress((place + share) / count)


def _key(fixing: Fixing) -> tuple[date, Market, Pair, Measure]:
    return fixing.session, fixing.market, fixing.pair, fixing.measure


def _said(fixing: Fixing | None) -> tuple[object, ...] | None:
    # A session whose only row was withdrawn stands without a value, which says as much as none.
    if fixing is None or (fixing.value is None and not fixing.inputs):
        return None
    return tuple(getattr(fixing, name) for name in _TOLD)
