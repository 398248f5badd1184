"""Where the numbers of an answer are, as one `[read]` table of a source file states it: pure data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from fxtracker.rates import Measure, Timing
from fxtracker.sources.patterns import LONGEST_SCRIPT, LONGEST_TEXT

__all__ = [
    "DELIMITERS",
    "FORMATS",
    "STEERED",
    "Adverts",
    "Figure",
    "Found",
    "Mark",
    "Moment",
    "NumberStyle",
    "Per",
    "Reading",
    "Spot",
    "day_only",
]

DELIMITERS = (",", ";", "\t", "|")
"""What may part the cells of a table."""
STEERED = ("json", "html", "csv")
"""The readers that the file steers."""
FORMATS = (*STEERED, "cbn")
"""The readers: those, and the parser of the Central Bank's rate table."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an answer: a JMESPath expression, a CSS selector or the name of a column, and what of its text is meant.

    `attr` is the attribute of the HTML element that is read in place of its text. The first group of `pattern` (or its groups bid and
    ask) is the wanted part.
    """

    at: str
    pattern: re.Pattern[str] | None = None
    attr: str | None = None

    def search(self, text: str) -> re.Match[str] | None:
        """Where the pattern matches in the text, of which only the beginning is looked at, and more of the content of a script."""
        longest = LONGEST_SCRIPT if self.at.startswith("script") else LONGEST_TEXT
        return self.pattern.search(text[:longest]) if self.pattern is not None else None


@dataclass(frozen=True, slots=True)
class Figure:
    """Where the figures of one currency stand in a row: both sides in two places or in one (`sides`), or a rate without a side."""

    bid: Spot | None = None
    ask: Spot | None = None
    mid: Spot | None = None
    sides: Spot | None = None

    def spots(self) -> dict[str, Spot]:
        """The places that are there, each under its key."""
        named = (("bid", self.bid), ("ask", self.ask), ("mid", self.mid), ("sides", self.sides))
        return {key: spot for key, spot in named if spot is not None}


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How figures are written: what parts thousands (or nothing does), and what stands before the decimals."""

    thousands: str = ","
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the answer, or each of its rows, states its time, and how it is written.

    `forms` are tried in turn: iso, seconds, milliseconds, date, or a form such as `%d/%m/%Y %H:%M`. `zone` is the IANA name of the zone
    of a text that states none.
    """

    spot: Spot
    forms: tuple[str, ...]
    zone: str | None = None
    each_row: bool = False

    @property
    def dated(self) -> bool:
        """Whether it states days and no time of day."""
        return all(map(day_only, self.forms))


def day_only(form: str) -> bool:
    """Whether a time in this form is a day and no time of day."""
    return form == "date" or ("%" in form and "%H" not in form and "%I" not in form)


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on a row: a text that its place contains, or a pattern that matches there; `reason` is why such a row is set aside."""

    spot: Spot
    says: str | None = None
    reason: str | None = None

    def on(self, text: str) -> bool:
        """Whether the text carries the mark."""
        return self.says in text if self.says is not None else self.spot.search(text) is not None


@dataclass(frozen=True, slots=True)
class Per:
    """For how many units a figure stands: one number for all, one a currency (1 for the others), or one that the row states.

    `default` is the number for a row that states none; without it such a row is set aside.
    """

    units: int = 1
    by_currency: Mapping[str, int] = field(default_factory=dict)
    spot: Spot | None = None
    default: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that are found by their words: each match of `pattern` in the text of the element that `rows` names is one, and its named groups
    are its places. The text is read behind `begin` and up to `until`, which must be there where they are stated.
    """

    pattern: re.Pattern[str]
    begin: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Adverts:
    """Where an advert states its price, its volume, and how many orders its dealer completed; and which of them count.

    `completion_of` is what the venue states where every order was completed: 100, or 1 where it states a fraction.
    """

    price: Spot
    volume: Spot | None = None
    orders: Spot | None = None
    completion: Spot | None = None
    least_orders: int = 20
    least_completion: Decimal = Decimal(90)
    completion_of: int = 100
    top: int = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One layout. `sides` is one place that holds bid and ask; `measures` are figures without a side, each under its own measure.
    `pairs` are figures of several currencies in one row.

    `pair` is a currency code, or `{code}`: that of the address. `names` are spellings of its own. `expect` are texts that must stand where
    they always stood, so that a changed layout is refused rather than misread. A row that bears a mark of `refuse` is set aside, one that
    bears a mark of `skip` is no quote. Rows are taken in the order of the figure at `order`, and `newest` says at which end of a table
    the newest stands; of conflicting rows the newest holds. `found` says how rows are found that no elements part. `encoding` is None
    where the file states none: the answer then says it, or it is UTF-8. `layout` is its number in the file, `digest` tells two versions
    of it apart. `no_quote` are texts, in small letters, that state no figure, as a dash does.
    """

    format: str
    rows: str | None = None
    found: Found | None = None
    pair: str | None = None
    currency: Spot | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    bid: Spot | None = None
    ask: Spot | None = None
    mid: Spot | None = None
    sides: Spot | None = None
    pairs: Mapping[str, Figure] = field(default_factory=dict)
    measure: Measure = Measure.QUOTE
    measures: Mapping[Measure, Spot] = field(default_factory=dict)
    venue: Spot | None = None
    note: Spot | None = None
    per: Per = field(default_factory=Per)
    inverse: bool = False
    number: NumberStyle = field(default_factory=NumberStyle)
    no_quote: frozenset[str] = frozenset()
    timing: Timing | None = None
    time: Moment | None = None
    order: Spot | None = None
    newest: Literal["first", "last"] = "last"
    expect: Mapping[str, str] = field(default_factory=dict)
    refuse: tuple[Mark, ...] = ()
    skip: tuple[Mark, ...] = ()
    adverts: Adverts | None = None
    inside: str | None = None
    delimiter: str = ","
    encoding: str | None = None
    head: int = 1
    layout: int = 1
    digest: str = ""

    @property
    def steered(self) -> bool:
        """Whether the file says where the numbers are, rather than a parser of its own."""
        return self.format in STEERED

    @property
    def figure(self) -> Figure:
        """The places of the figures of a row's one currency."""
        return Figure(self.bid, self.ask, self.mid, self.sides)

    def shaping(self) -> Iterator[tuple[str, Spot]]:
        """The places of a row by which a layout is known again, each under its name in the fingerprint."""
        adverts = self.adverts
        named: tuple[tuple[str, Spot | None], ...] = (
            *(() if adverts is None else (("price", adverts.price), ("volume", adverts.volume))),
            ("currency", self.currency),
            *self.figure.spots().items(),
            ("venue", self.venue),
            ("time", self.time.spot if self.time is not None and self.time.each_row else None),
            *((measure.value, spot) for measure, spot in self.measures.items()),
            *((f"{code} {key}", spot) for code, figure in self.pairs.items() for key, spot in figure.spots().items()),
        )
        yield from ((name, spot) for name, spot in named if spot is not None)

    def places(self) -> Iterator[tuple[str, Spot]]:
        """Every place that is looked up in a row, under the key that names it."""
        adverts = self.adverts
        named: list[tuple[str, Spot | None]] = [
            ("currency", self.currency),
            *self.figure.spots().items(),
            *((key, getattr(self, key)) for key in ("venue", "note", "order")),
            ("per", self.per.spot),
            *((f"measures.{measure}", spot) for measure, spot in self.measures.items()),
            *((f"pairs.{code}", spot) for code, figure in self.pairs.items() for spot in figure.spots().values()),
            *(("refuse", mark.spot) for mark in self.refuse),
            *(("skip", mark.spot) for mark in self.skip),
            ("time", self.time.spot if self.time is not None and self.time.each_row else None),
        ]
        if adverts is not None:
            named += [(f"adverts.{key}", getattr(adverts, key)) for key in ("price", "volume", "orders", "completion")]
        yield from ((key, spot) for key, spot in named if spot is not None)
