"""From the rows of one answer, in whatever format, to what was read: the part that all readers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fxtracker.lagos import session_of
from fxtracker.rates import Pair, Quote, Side
from fxtracker.sources.adverts import CAPPED, Advert, price_of
from fxtracker.sources.answers import Barren, Parsed
from fxtracker.sources.figures import figure
from fxtracker.sources.reading import Adverts, Reading, Spot
from fxtracker.sources.request import Asked
from fxtracker.sources.rows import Rows, answer_time
from fxtracker.sources.scope import Fault, Scope, part_of, text_of
from fxtracker.sources.spec import Source
from fxtracker.sources.times import When

__all__ = ["Asking", "collect"]


@dataclass(frozen=True, slots=True)
class Asking:
    """What all rows of an answer share: whose it is, how it is read, what was asked, and when it was learnt."""

    source: Source
    reading: Reading
    asked: Asked
    retrieved_at: datetime

    def rows(self, stated: When | None) -> Rows:
        """What collects its rows; `stated` is the answer's own time, where it states one."""
        moment = self.reading.time
        if moment is None:
            stated = When(session_of(self.retrieved_at), self.retrieved_at)
        return Rows(self.source, self.reading, self.asked, self.retrieved_at, stated)

    def rows_at(self, raw: object, where: str) -> Rows:
        """The same with the answer's own time, as it was printed at a place of it; BadAnswer where it is none or cannot be."""
        return self.rows(answer_time(self.reading, self.asked, raw, where, self.retrieved_at))


def collect(rows: Rows, scopes: Sequence[Scope]) -> Parsed:
    """Read all rows of an answer into `rows`."""
    reading = rows.reading
    if reading.order is not None or reading.newest == "first":
        # The newest comes last, so that of conflicting rows it stands.
        scopes = sorted(scopes if reading.newest == "last" else scopes[::-1], key=lambda scope: _rank(scope, reading.order))
    if reading.adverts is not None:
        _adverts(rows, scopes, reading.adverts)
    else:
        for scope in scopes:
            rows.add(scope)
    return rows.parsed()


def _rank(scope: Scope, spot: Spot | None) -> Decimal:
    """The figure by which rows are put in order; those without one come first."""
    try:
        return figure(scope.value(spot)) or Decimal(0) if spot is not None else Decimal(0)
    except ValueError:
        return Decimal(0)


def _adverts(rows: Rows, scopes: Sequence[Scope], rules: Adverts) -> None:
    reading, side = rows.reading, rows.asked.gives
    if side not in (Side.BID, Side.ASK):
        raise Barren("answered with adverts of a side that the source file does not name (gives = bid or ask)", kind="config")
    pair = Pair(rows.asked.currency or "" if reading.pair == "{code}" else reading.pair or "")
    adverts: list[Advert] = []
    for scope in scopes:
        marks = [mark for mark in (*reading.skip, *reading.refuse) if mark.on(text_of(scope.value(mark.spot)))]
        if any(mark.reason is None for mark in marks):
            continue
        try:
            if marks:
                raise Fault(marks[0].reason or "refused")
            advert = _advert(rows, scope, rules, pair)
        except Fault as fault:
            rows.refuse(str(fault), scope, fault.detail or None)
            continue
        if advert is not None:
            adverts.append(advert)
            rows.look(scope)
    # Adverts make one figure, which has the one time of the answer.
    assert rows.stated is not None  # noqa: S101
    price = price_of(adverts, side, rules)
    if price is None:
        reasons = Counter(row.reason for row in rows.set_aside)
        told = "".join(f", {count} {reason}" for reason, count in reasons.items())
        raise Barren(
            f"answered with no advert that counts ({len(scopes)} adverts, {len(adverts)} with a price{told})", tuple(rows.set_aside)
        )
    rows.stand(
        pair,
        Quote(bid=price.value) if side is Side.BID else Quote(ask=price.value),
        rows.stated,
        measure=reading.measure,
        note=f"{price.adverts} of {len(scopes)} adverts",
        flags=(CAPPED,) if price.capped else (),
    )


def _advert(rows: Rows, scope: Scope, rules: Adverts, pair: Pair) -> Advert | None:
    price = rows.price(part_of(scope, rules.price, "price", rows.reading.no_quote), rows.units(scope, pair))
    if price is None:
        return None
    rows.within_range(pair, Quote(mid=price))
    volume, orders, completion = (_count(rows, scope, spot) for spot in (rules.volume, rules.orders, rules.completion))
    if completion is not None and completion > rules.completion_of:
        # A dealer of 40 percent must not pass for one who completed forty times all of his orders.
        raise Fault("bad_completion", "completion", f"{completion}")
    return Advert(price, volume, orders, completion)


def _count(rows: Rows, scope: Scope, spot: Spot | None) -> Decimal | None:
    """A number of orders, a volume or a share; 0 is one here, and what is none is not stated."""
    if spot is None:
        return None
    try:
        raw = part_of(scope, spot)
        raw = raw.replace("%", "").strip() if isinstance(raw, str) else raw
        return figure(raw, rows.reading.number) if text_of(raw).strip(" 0.") or not text_of(raw).strip() else Decimal(0)
    except (ValueError, Fault):
        return None
