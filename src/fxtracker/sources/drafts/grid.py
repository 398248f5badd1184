"""What a draft is made from: columns of texts, wherever they stood, and what was found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fxtracker.sources.drafts.times import Stated

__all__ = ["Column", "Found", "Grid", "Hints", "Place"]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the answer.

    `known` is the present naira for one unit by currency, in the market that is meant, and `official_figures` the official one. `currency`
    is what the address or the title names; `official` says that the official rate is what is wanted, `street` that it
    is that of the street, which no column of the Central Bank gives.
    """

    known: Mapping[str, Decimal] = field(default_factory=dict)
    currency: str | None = None
    official: bool = False
    street: bool = False
    official_figures: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands in a row, the words over it, and its text in each row (None where a row has none)."""

    at: str
    heading: str
    texts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of columns. `rows` says where they are (None: the whole answer is one row); `currency` is that which words nearby name.

    `heads` are places and texts that should stand where they stand, by column; `expect` those of the whole answer.
    Where keys name the currencies, the rows are made up: `paths` has, by column and currency, the path in the answer. Grids of one `group`
    are columns of several currencies in the same rows.
    """

    format: str
    rows: str | None
    columns: tuple[Column, ...]
    where: str
    currency: str | None = None
    heads: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    expect: Mapping[str, str] = field(default_factory=dict)
    layout: Mapping[str, object] = field(default_factory=dict)
    paths: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure or a name stands: a path or selector, and a pattern for the part of the text that is meant."""

    at: str
    pattern: str | None = None


@dataclass(slots=True)
class Found:
    """Rates that were found: where they stand and what they are, ready to be written as a `[read]` table.

    `figures` are naira for one unit by currency; `named` are currencies that rows name beside a figure that could not be believed, or none.
    `adverts` are the places of an advert's price, volume, orders and completion, where the rows are adverts. `worded` says that words over
    the figures speak of a rate. `checks` are sentences, without a full stop, that say what a person should look at.
    """

    format: str
    rows: str | None = None
    pair: str | None = None
    currency: Place | None = None
    names: dict[str, str] = field(default_factory=dict)
    bid: Place | None = None
    ask: Place | None = None
    mid: Place | None = None
    sides: Place | None = None
    pairs: dict[str, dict[str, Place]] = field(default_factory=dict)
    venue: Place | None = None
    adverts: dict[str, str] = field(default_factory=dict)
    per: dict[str, int] = field(default_factory=dict)
    per_at: str | None = None
    inverse: bool = False
    number: dict[str, str] = field(default_factory=dict)
    time: Stated | None = None
    time_in_row: bool = False
    expect: dict[str, str] = field(default_factory=dict)
    skip: list[tuple[Place, str]] = field(default_factory=list)
    refuse: list[tuple[Place, str]] = field(default_factory=list)
    layout: dict[str, object] = field(default_factory=dict)
    figures: dict[str, list[Decimal]] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)
    where: str = ""
    worded: bool = False
    named: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    group: str = ""
    score: float = 0.0

    @property
    def sided(self) -> dict[str, Place]:
        """The places of figures of one currency, by the key under which they are written."""
        named = (("sides", self.sides), ("bid", self.bid), ("ask", self.ask), ("mid", self.mid))
        return {side: place for side, place in named if place is not None}

    @property
    def two_sided(self) -> bool:
        """Whether a row gives both sides of a currency."""
        return self.sides is not None or (self.bid is not None and self.ask is not None)
