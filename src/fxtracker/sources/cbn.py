"""Reads the Central Bank's rate table: one answer of 8 MB with every currency and session since 2001.

A row is one observation of measure central, with the bank's buying and selling rate as bid and ask. They are kept as stated, also where
they contradict each other; whether a row can stand is decided over sessions ("docs/methodology.md").
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import msgspec

from fxtracker.rates import Measure, Observation, Pair, Quote, SetAside, Timing
from fxtracker.sources.answers import Misfit, Parsed, Payload
from fxtracker.sources.collect import Asking
from fxtracker.sources.figures import figure
from fxtracker.sources.json_reader import decode, type_of
from fxtracker.sources.names import pair_of
from fxtracker.sources.spec import Source
from fxtracker.sources.structure import MISSING, Shape
from fxtracker.sources.times import When, on_day

__all__ = ["read"]


class _Row(msgspec.Struct, gc=False):
    currency: str
    ratedate: str
    buyingrate: str
    centralrate: str
    sellingrate: str
    id: int | str | None = None


_ROWS = msgspec.json.Decoder(list[_Row])
_READ = ("currency", "ratedate", "buyingrate", "centralrate", "sellingrate")
_FIELDS = (*_READ, "id")
_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})? [0-9]{1,12}(?:\.[0-9]{1,12})? [0-9]{1,12}(?:\.[0-9]{1,12})?")
_DATE = re.compile(rb'"ratedate":"[^"]*"')


def read(asking: Asking, payload: Payload, before: bytes | None) -> Parsed:
    """The observations of the table, of conflicting rows the later last.

    With the body of `before`, only the sessions that have a row which did not stand there.
    """
    body = payload.body.removeprefix(b"\xef\xbb\xbf").strip()
    if before is not None:
        body = _changed(body, before.removeprefix(b"\xef\xbb\xbf").strip())
        if not body:
            return Parsed()
    shape = Shape()
    rows = _decoded(body, shape)
    rows.reverse()
    rows.sort(key=_order)
    return replace(_observed(asking.source, rows, asking.retrieved_at, payload.url), structure=shape.text(asking.reading))


def _changed(body: bytes, before: bytes) -> bytes:
    """The part of the answer that is of sessions with a new or changed row; the whole answer where the two are not of one shape."""
    if not (body.startswith(b"[{") and body.endswith(b"}]") and before.startswith(b"[{")):
        return body
    rows = body[2:-2].split(b"},{")
    fresh = set(rows).difference(before[2:-2].split(b"},{"))
    dates = set()
    for row in fresh:
        found = _DATE.search(row)
        if found is None:
            return body
        dates.add(found[0])
    if len(dates) > 20:
        return body
    kept = [row for row in rows if any(day in row for day in dates)]
    return b"[{" + b"},{".join(kept) + b"}]" if kept else b""


def _decoded(body: bytes, shape: Shape) -> list[_Row]:
    try:
        rows = _ROWS.decode(body)
        for name in _READ:
            shape.see(name, "text")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Either no JSON at all, or one row of another shape among many: only the slow way can tell, and saves the others.
        items = _listed(decode(body))
        for name in _READ:
            for item in items:
                if isinstance(item, dict):
                    shape.see(name, type_of(item[name]) if name in item else MISSING)
        return [_loose(item) for item in items]
    return rows


def _listed(document: object) -> list[object]:
    if not isinstance(document, list):
        raise Misfit(f"answered with {str(document)[:60]!r} where a list of rates was expected", "layout")
    return document


def _loose(item: object) -> _Row:
    if not isinstance(item, dict):
        return _Row(currency=str(item), ratedate="", buyingrate="", centralrate="", sellingrate="")
    texts = {name: "" if item.get(name) is None else str(item[name]) for name in _FIELDS}
    return _Row(**texts)


def _order(row: _Row) -> int:
    """The upstream id; rows without one keep the order of the answer, turned round, since its upper row is the later."""
    if isinstance(row.id, int):
        return row.id
    return int(row.id) if row.id and row.id.isdecimal() else 0


def _observed(source: Source, rows: list[_Row], retrieved_at: datetime, url: str) -> Parsed:
    if not rows:
        raise Misfit("answered with an empty list", "empty")
    observations: list[Observation] = []
    aside: list[SetAside] = []
    pairs: dict[str, Pair | None] = {}
    days: dict[str, When | None] = {}
    standing: dict[tuple[Pair, date], Quote] = {}
    ranges, market, segment, location, name = source.ranges, source.market, source.segment, source.location, source.id
    central, dated, new = Measure.CENTRAL, Timing.DATED, tuple.__new__

    def refuse(reason: str, row: _Row) -> None:
        aside.append(SetAside(reason, msgspec.json.encode(row).decode(), f"{url} row {row.id}" if row.id else url))

    for row in rows:
        label = row.currency
        if label not in pairs:
            pairs[label] = pair_of(label)
        pair = pairs[label]
        if pair is None:
            refuse("unknown_currency", row)
            continue
        day = row.ratedate
        if day not in days:
            days[day] = _day(day, retrieved_at)
        when = days[day]
        if when is None:
            refuse("bad_date", row)
            continue
        try:
            quote = _quote(row)
        except ValueError:
            refuse("not_a_number", row)
            continue
        if (reason := _unbelievable(quote, ranges.get(pair))) is not None:
            refuse(reason, row)
            continue
        key = (pair, when.session)
        if standing.get(key) == quote:
            continue
        standing[key] = quote
        note = None if row.id is None else str(row.id)
        observations.append(
            new(
                Observation,
                (
                    name,
                    market,
                    segment,
                    central,
                    location,
                    pair,
                    quote,
                    when.session,
                    when.observed_at,
                    retrieved_at,
                    dated,
                    note,
                    None,
                    (),
                    retrieved_at,
                ),
            )
        )
    return Parsed(tuple(observations), tuple(aside))


def _quote(row: _Row) -> Quote:
    bid, ask, mid = row.buyingrate, row.sellingrate, row.centralrate
    if _PLAIN.fullmatch(f"{bid} {ask} {mid}"):
        # One look at three figures: there are 180,000 in an answer.
        return Quote(Decimal(bid) or None, Decimal(ask) or None, Decimal(mid) or None)
    return Quote(figure(bid), figure(ask), figure(mid))


def _unbelievable(quote: Quote, span: tuple[Decimal, Decimal] | None) -> str | None:
    """The central rate decides; a wild side beside a good centre is left to the rule for sides. A negative figure is nobody's price."""
    bid, ask, mid = quote
    if mid is None:
        return "no_figure"
    if span is None:
        return "no_range"
    if not span[0] <= mid <= span[1] or (bid is not None and bid < 0) or (ask is not None and ask < 0):
        return "out_of_range"
    return None


def _day(text: str, retrieved_at: datetime) -> When | None:
    try:
        session = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return on_day(session, retrieved_at) if text.strip()[10:] in ("", "T00:00:00") else None
