"""What each market says at a moment: the rows that the command line, the API and the pages all answer with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from fxtracker.analysis.reading import best_at, official_reading
from fxtracker.errors import NoData
from fxtracker.lagos import Calendar, iso_utc
from fxtracker.rates import Fixing, FixingKind, Grade, Market, Measure, Pair
from fxtracker.store import Store
from fxtracker.store.types import decimal_text

__all__ = ["RateRow", "rate_rows", "row_json"]


class RateRow(NamedTuple):
    """One market's rate, naira per unit; official rates have no sides. `age_seconds` counts from `as_of` to the moment asked for."""

    pair: Pair
    market: Market
    measure: Measure
    session: date
    location: str | None
    bid: Decimal | None
    ask: Decimal | None
    mid: Decimal | None
    grade: Grade
    as_of: datetime
    known_at: datetime | None
    age_seconds: int
    sources: tuple[str, ...]
    fixing: int | None
    status: str
    groups: int


def rate_rows(
    store: Store, pair: Pair, at: datetime, calendar: Calendar, market: Market | None = None, known_at: datetime | None = None
) -> list[RateRow]:
    """The rate of every market (or of one) at a UTC instant, as known at `known_at`.

    NoData where nothing is known of the pair there. A grade only falls with age; a market whose figure can no longer be defended is a D.
    """
    found: list[RateRow] = []
    for one in [market] if market is not None else list(Market):
        row = _official(store, pair, at, calendar, known_at) if one is Market.OFFICIAL else _consensus(store, pair, one, at, known_at)
        if row is not None:
            found.append(row)
    if not found:
        where = f" on the {market} market" if market else ""
        raise NoData(
            f"no rate of {pair}{where} is known up to {iso_utc(at)}; `fxtracker fetch` asks the sources, `fxtracker import` reads a file"
        )
    return found


def row_json(row: RateRow) -> dict[str, Any]:
    """The row in the documented JSON shape: decimals as strings, instants in ISO 8601, absent values null."""
    return {
        "pair": str(row.pair),
        "market": row.market.value,
        "measure": row.measure.value,
        "session": row.session.isoformat(),
        "location": row.location,
        "bid": _text(row.bid),
        "ask": _text(row.ask),
        "mid": _text(row.mid),
        "grade": row.grade.value,
        "as_of": iso_utc(row.as_of),
        "known_at": None if row.known_at is None else iso_utc(row.known_at),
        "age_seconds": row.age_seconds,
        "sources": list(row.sources),
        "fixing": row.fixing,
        "status": row.status,
        "groups": row.groups,
    }


def _official(store: Store, pair: Pair, at: datetime, calendar: Calendar, known_at: datetime | None) -> RateRow | None:
    candidates = {measure: _standing(store, pair, measure, at, known_at) for measure in (Measure.CLOSE, Measure.CENTRAL)}
    fixing, grade = official_reading(candidates, at, calendar)
    return None if fixing is None else _row(fixing, at, grade, bid=None, ask=None)


def _standing(store: Store, pair: Pair, measure: Measure, at: datetime, known_at: datetime | None) -> Fixing | None:
    withdrawn: set[date] = set()
    fixing = store.fixing(Market.OFFICIAL, pair, measure, at, FixingKind.SESSION, known_at)
    while fixing is not None and (fixing.value is None or fixing.session in withdrawn):
        # The row of that session was set aside after it had been fixed: the session before it stands, not an earlier version of this one.
        withdrawn.add(fixing.session)
        fixing = store.fixing(Market.OFFICIAL, pair, measure, fixing.at - timedelta(microseconds=1), FixingKind.SESSION, known_at)
    return fixing


def _consensus(store: Store, pair: Pair, market: Market, at: datetime, known_at: datetime | None) -> RateRow | None:
    fixing = store.fixing(market, pair, Measure.QUOTE, at, None, known_at)
    if fixing is None:
        return None
    return _row(fixing, at, _aged(fixing, at), bid=fixing.bid, ask=fixing.ask)


def _row(fixing: Fixing, at: datetime, grade: Grade, *, bid: Decimal | None, ask: Decimal | None) -> RateRow:
    return RateRow(
        fixing.pair, fixing.market, fixing.measure, fixing.session, None, bid, ask, fixing.value, grade, fixing.as_of, fixing.known_at,
        max(0, int((at - fixing.as_of).total_seconds())), fixing.sources, fixing.id, fixing.status.value, fixing.groups,
    )  # fmt: skip


def _aged(fixing: Fixing, at: datetime) -> Grade:
    age = timedelta(seconds=fixing.median_age_seconds or 0) + max(timedelta(0), at - fixing.at)
    return max(fixing.grade, best_at(age), key=lambda grade: grade.value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
