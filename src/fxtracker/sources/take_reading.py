"""Takes the `[read]` tables of a source file, checked, with what would be right where something is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fxtracker.rates import CURRENCIES, Measure, Timing
from fxtracker.sources.decoding import known_encoding
from fxtracker.sources.reading import DELIMITERS, FORMATS, STEERED, Adverts, Figure, Found, Mark, NumberStyle, Per, Reading, Spot
from fxtracker.sources.take import Table
from fxtracker.sources.take_place import take_found, take_moment, take_pattern, take_place, take_spot

__all__ = ["take_readings"]

_PER = 'a number (100), a number a currency ({ JPY = 100 }), or the place that states the number ("unit" or { at = "unit" })'


def take_readings(table: Table, key: str = "read") -> tuple[Reading, ...]:
    """The layouts of a source file in their order, one `[read]` or several `[[read]]`; ConfigError names what is wrong in one."""
    return tuple(_reading(inner, number) for number, inner in enumerate(table.tables(key), 1))


def _reading(table: Table, number: int) -> Reading:
    digest = hashlib.sha256(json.dumps(table.left(), sort_keys=True, default=str).encode()).hexdigest()[:12]
    style = table.matching("format", "|".join(FORMATS), "one of " + ", ".join(FORMATS))
    if style not in STEERED:
        table.done()
        return Reading(style, layout=number, digest=digest)
    csv = style == "csv"
    rows, found = _rows(table, style)
    reading = Reading(
        format=style,
        rows=rows,
        found=found,
        pair=table.matching("pair", r"[A-Z]{3,4}|\{code\}", "a currency such as USD, or {code}", default=None),
        currency=take_spot(table, "currency", style),
        names=_names(table),
        bid=take_spot(table, "bid", style),
        ask=take_spot(table, "ask", style),
        mid=take_spot(table, "mid", style),
        sides=take_spot(table, "sides", style, ("bid", "ask")),
        pairs=_pairs(table, style),
        measure=table.choice("measure", Measure, default=Measure.QUOTE),
        measures=_measures(table, style),
        venue=take_spot(table, "venue", style),
        note=take_spot(table, "note", style),
        per=_per(table, style),
        inverse=table.flag("inverse", default=False),
        number=_number(table),
        no_quote=frozenset(" ".join(text.lower().split()) for text in table.texts("no_quote", default=())),
        timing=table.choice("timing", Timing, default=None),
        time=take_moment(table, style),
        order=take_spot(table, "order", style),
        newest=table.matching("newest", "first|last", "first or last: which row of a table is the newest", default="last"),
        expect=table.pairs("expect"),
        refuse=tuple(_mark(row, style, refused=True) for row in table.tables("refuse")),
        skip=tuple(_mark(row, style, refused=False) for row in table.tables("skip")),
        adverts=_adverts(table.table("adverts"), style) if table.has("adverts") else None,
        inside=table.text("inside", default=None) if style == "json" else None,
        delimiter=_delimiter(table) if csv else ",",
        encoding=_encoding(table),
        head=table.integer("head", 0, 50, default=1) if csv else 1,
        layout=number,
        digest=digest,
    )
    table.done()
    reading = _by_groups(table, reading) if found is not None else reading
    _check(table, reading)
    return reading


def _rows(table: Table, style: str) -> tuple[str | None, Found | None]:
    if style == "csv":
        return None, None
    if style == "html" and table.is_table("rows"):
        return take_found(table.table("rows"))
    return table.text("rows", default=None), None


def _by_groups(table: Table, reading: Reading) -> Reading:
    """A layout of which the places in a row are the groups of the pattern that finds it; those of the usual names need not be said."""
    assert reading.found is not None  # noqa: S101
    groups = tuple(reading.found.pattern.groupindex)
    for name, spot in reading.places():
        if spot.at not in groups:
            raise table.refuse(name, spot.at, f"the name of a group of rows.pattern, of {', '.join(groups)}")
    plain: dict[str, Any] = {
        name: Spot(name)
        for name in ("currency", "bid", "ask", "mid", "venue", "note")
        if name in groups and getattr(reading, name) is None and not (name == "currency" and reading.pair is not None)
    }
    per = Per(spot=Spot("per")) if "per" in groups and reading.per == Per() else reading.per
    return replace(reading, per=per, **plain)


def _check(table: Table, reading: Reading) -> None:
    named = [name for name in ("pair", "currency", "pairs") if getattr(reading, name)]
    if len(named) > 1:
        told = f"only one of pair, currency and [read.pairs]: {' and '.join(named)} both stand here"
        raise table.refuse(named[0], table.left().get(named[0]) or reading.pair, told)
    if not named:
        right = "either pair (one currency), currency (where each row names it) or [read.pairs] (several in one row)"
        raise table.refuse("pair", reading.pair, right)
    if reading.pair not in (None, "{code}"):
        table.currency("pair", reading.pair)
    figures = (*reading.figure.spots().values(), *reading.measures.values())
    if reading.pairs and (figures or reading.adverts is not None):
        raise table.refuse("pairs", ", ".join(reading.pairs), "either [read.pairs] or the places of one currency's figures, not both")
    if reading.adverts is None and not reading.pairs and not figures:
        raise table.refuse("bid", None, "where at least one of bid, ask, mid, sides, measures or adverts stands")
    if reading.adverts is not None and (figures or reading.pair is None):
        raise table.refuse("adverts", "adverts", "either adverts and a pair, or the places of figures, not both")
    if reading.adverts is not None and reading.time is not None and reading.time.each_row:
        raise table.refuse("time", reading.time.spot.at, 'in = "answer", or no time: a side is made of many adverts and has one')
    if reading.sides is not None and (reading.bid or reading.ask):
        raise table.refuse("sides", reading.sides.at, "either sides, or bid and ask, not both")
    # Of one JSON object the currency may be read as it is; of a page without rows it would be that of the first row alone.
    by_row = (reading.currency is not None and reading.format != "json") or reading.adverts is not None
    by_row = by_row or (reading.time is not None and reading.time.each_row)
    if by_row and reading.rows is None and reading.format != "csv":
        raise table.refuse("rows", None, "where the rows are whose currency, advert or time is read")


def _names(table: Table) -> Mapping[str, str]:
    return {" ".join(name.upper().split()): table.currency(f"names.{name}", code) for name, code in table.pairs("names").items()}


def _measures(table: Table, style: str) -> Mapping[Measure, Spot]:
    if not table.has("measures"):
        return {}
    inner = table.table("measures")
    spots: dict[Measure, Spot] = {}
    for key in inner.names():
        if key not in list(Measure):
            raise inner.refuse(key, "this measure", "one of " + ", ".join(Measure))
        spot = take_spot(inner, key, style)
        assert spot is not None  # noqa: S101
        spots[Measure(key)] = spot
    return spots


def _pairs(table: Table, style: str) -> Mapping[str, Figure]:
    if not table.has("pairs"):
        return {}
    inner = table.table("pairs")
    pairs: dict[str, Figure] = {}
    for code in inner.names():
        if code not in CURRENCIES:
            raise inner.refuse(code, "this currency", "one of " + ", ".join(CURRENCIES))
        pairs[code] = _figure(inner, code, style)
    return pairs


def _figure(table: Table, code: str, style: str) -> Figure:
    if not table.is_table(code):
        return Figure(mid=take_spot(table, code, style))
    inner = table.table(code)
    if not inner.has("at"):
        bid, ask, mid = (take_spot(inner, key, style) for key in ("bid", "ask", "mid"))
        figure = Figure(bid, ask, mid, take_spot(inner, "sides", style, ("bid", "ask")))
        inner.done()
        if figure == Figure() or (figure.sides is not None and (figure.bid or figure.ask)):
            raise table.refuse(code, "this table", "{ at = place } for a rate, or bid = place and ask = place")
        return figure
    both = "?P<bid>" in str(inner.left().get("pattern"))
    spot = take_place(inner, style, ("bid", "ask") if both else ())
    return Figure(sides=spot) if both else Figure(mid=spot)


def _per(table: Table, style: str) -> Per:
    if not table.has("per"):
        return Per()
    if table.is_number("per"):
        return Per(units=_units(table, "per"))
    if table.is_text("per"):
        at = table.text("per", _PER)
        if style != "csv" and at.isdecimal():
            raise table.refuse("per", at, f"the number without quotes, per = {at}")
        return Per(spot=Spot(at))
    if not table.is_table("per"):
        raise table.refuse("per", table.left()["per"], _PER)
    inner = table.table("per")
    if inner.has("at"):
        default = _units(inner, "default") if inner.has("default") else None
        return Per(spot=take_place(inner, style), default=default)
    units = {}
    for code in inner.names():
        if code not in CURRENCIES:
            raise inner.refuse(code, "this currency", "one of " + ", ".join(CURRENCIES) + ", or { at = place }")
        units[code] = _units(inner, code)
    return Per(by_currency=units)


def _units(table: Table, key: str) -> int:
    units: int = table.integer(key, 1, 1_000_000)
    rest = units
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        raise table.refuse(key, units, "a number of units that divides without a remainder, such as 10, 100 or 1000")
    return units


def _number(table: Table) -> NumberStyle:
    if not table.has("number"):
        return NumberStyle()
    inner = table.table("number")
    decimal = inner.value("decimal", default=".")
    thousands = inner.value("thousands", default="," if decimal == "." else ".")
    inner.done()
    if decimal not in (".", ","):
        raise inner.refuse("decimal", decimal, '"." or ","')
    if thousands not in (",", ".", " ", "'", "") or thousands == decimal:
        raise inner.refuse("thousands", thousands, """one of "," "." " " "'" or "" for none, and not what stands before the decimals""")
    return NumberStyle(thousands, decimal)


def _mark(inner: Table, style: str, *, refused: bool) -> Mark:
    at = inner.text("at")
    says = inner.text("says", default=None)
    written = inner.text("pattern", default=None)
    attr = inner.text("attr", default=None) if style == "html" else None
    reason = inner.matching("reason", r"[a-z_]+", "a code such as historical") if refused else None
    inner.done()
    if (says is None) == (written is None):
        raise inner.refuse("says", says, "either says (a text that stands there) or pattern (a regular expression that matches there)")
    return Mark(Spot(at, take_pattern(inner, written) if written is not None else None, attr), says, reason)


def _adverts(inner: Table, style: str) -> Adverts:
    price = take_spot(inner, "price", style)
    if price is None:
        raise inner.refuse("price", None, "where the price of an advert stands")
    adverts = Adverts(
        price=price,
        volume=take_spot(inner, "volume", style),
        orders=take_spot(inner, "orders", style),
        completion=take_spot(inner, "completion", style),
        least_orders=inner.integer("least_orders", 0, 100_000, default=20),
        least_completion=Decimal(str(inner.number("least_completion", 0, 100, default=90))),
        completion_of=inner.integer("completion_of", 1, 100, default=100),
        top=inner.integer("top", 1, 1000, default=20),
    )
    inner.done()
    if adverts.completion_of not in (1, 100):
        raise inner.refuse("completion_of", adverts.completion_of, "100 where the venue states percent, 1 where it states a fraction")
    return adverts


def _delimiter(table: Table) -> str:
    delimiter: str = table.value("delimiter", default=",")
    if not isinstance(delimiter, str) or delimiter not in DELIMITERS:
        raise table.refuse("delimiter", delimiter, 'one of "," ";" "|" or "\\t"')
    return delimiter


def _encoding(table: Table) -> str | None:
    encoding: str | None = table.text("encoding", default=None)
    try:
        return known_encoding(encoding) if encoding is not None else None
    except LookupError:
        raise table.refuse("encoding", encoding, "the name of an encoding such as utf-8 or windows-1252") from None
