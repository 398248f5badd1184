"""Where the numbers of an answer are, as the `[read]` table of a source file states it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fxtracker.rates import CURRENCIES
from fxtracker.sources.take import Table

__all__ = ["FORMATS", "Moment", "Reading", "Refusal", "Spot", "take_reading"]

FORMATS = ("json", "html", "cbn", "cbn-nfem")
"""The readers: two that the file steers, and the parsers of the Central Bank's two answers."""

FORMS = ("iso", "seconds", "milliseconds", "date")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an answer: a JMESPath expression or a CSS selector, and a pattern whose first group is the wanted part of the text."""

    at: str
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the answer states its time, and how it is written."""

    spot: Spot
    form: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mark by which a row says of itself that it must not be used."""

    spot: Spot
    says: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the numbers are. `sides` is one place that holds bid and ask, told apart by the groups of its pattern.

    `pair` is a currency code, or `{code}`: that of the address. `expect` are texts that must stand where they always stood (equal in
    JSON, contained in HTML), so that a changed layout is refused rather than misread.
    """

    format: str
    rows: str | None = None
    pair: str | None = None
    currency: Spot | None = None
    bid: Spot | None = None
    ask: Spot | None = None
    mid: Spot | None = None
    sides: Spot | None = None
    time: Moment | None = None
    expect: Mapping[str, str] = field(default_factory=dict)
    refuse: tuple[Refusal, ...] = ()


def take_reading(table: Table) -> Reading:
    """The `[read]` table of a source file; ConfigError names what is wrong in it."""
    style = table.matching("format", "|".join(FORMATS), "one of " + ", ".join(FORMATS))
    if style not in ("json", "html"):
        table.done()
        return Reading(style)
    reading = Reading(
        format=style,
        rows=table.text("rows", default=None),
        pair=table.matching("pair", r"[A-Z]{3,4}|\{code\}", "a currency such as USD, or {code}", default=None),
        currency=_spot(table, "currency"),
        bid=_spot(table, "bid"),
        ask=_spot(table, "ask"),
        mid=_spot(table, "mid"),
        sides=_spot(table, "sides", ("bid", "ask")),
        time=_moment(table),
        expect=table.pairs("expect"),
        refuse=tuple(_refusal(row) for row in table.tables("refuse")),
    )
    table.done()
    if (reading.pair is None) == (reading.currency is None):
        raise table.refuse("pair", reading.pair, "either pair (one currency) or currency (where each row names it)")
    if reading.pair not in (None, "{code}") and reading.pair not in CURRENCIES:
        raise table.refuse("pair", reading.pair, "one of " + ", ".join(CURRENCIES))
    if not any((reading.bid, reading.ask, reading.mid, reading.sides)):
        raise table.refuse("bid", None, "where at least one of bid, ask, mid or sides stands")
    if reading.currency is not None and reading.rows is None:
        raise table.refuse("rows", None, "where the rows are whose currency is read")
    return reading


def _spot(table: Table, key: str, groups: tuple[str, ...] = ()) -> Spot | None:
    if not table.has(key):
        table.text(key, default=None)
        return None
    right = "a selector in quotes, or { at = selector, pattern = regular expression }"
    try:
        return _read_spot(table.table(key), groups) if table.is_table(key) else _plain(table, key, groups, right)
    except re.error as fault:
        raise table.refuse(key, str(fault), "a regular expression that compiles") from None


def _plain(table: Table, key: str, groups: tuple[str, ...], right: str) -> Spot:
    text = table.text(key, right)
    if groups:
        raise table.refuse(key, text, f"{{ at = selector, pattern = ... }} with the groups {' and '.join(groups)}")
    return Spot(text)


def _read_spot(inner: Table, groups: tuple[str, ...] = ()) -> Spot:
    at = inner.text("at")
    pattern = inner.text("pattern", default=None)
    inner.done()
    compiled = re.compile(pattern) if pattern is not None else None
    if groups and (compiled is None or set(compiled.groupindex) != set(groups)):
        raise inner.refuse("pattern", pattern, f"a regular expression with the groups {' and '.join(groups)}")
    if not groups and compiled is not None and compiled.groups != 1:
        raise inner.refuse("pattern", pattern, "a regular expression with one group")
    return Spot(at, compiled)


def _moment(table: Table) -> Moment | None:
    if not table.has("time"):
        table.text("time", default=None)
        return None
    inner = table.table("time")
    form = inner.matching("form", "|".join(FORMS), "one of " + ", ".join(FORMS))
    return Moment(_read_spot(inner), form)


def _refusal(inner: Table) -> Refusal:
    says = inner.text("says")
    reason = inner.matching("reason", r"[a-z_]+", "a code such as historical")
    return Refusal(_read_spot(inner), says, reason)
