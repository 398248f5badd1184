"""The vocabulary of the rate desk, as pure data: what a market said, and what was made of it.

Every rate is naira per one unit of the base currency, as an exact decimal with the digits of its source. Instants are aware and in UTC;
a session is a West Africa Time day. The words are those of METHOD ("docs/methodology.md"): a *measure* says which figure of a session a
number is, and different measures are never compared, averaged or chained.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from fxtracker.errors import UsageError, shown
from fxtracker.lagos import NFEM_START

__all__ = [
    "CURRENCIES",
    "METHOD",
    "USD",
    "Basis",
    "Exclusion",
    "Fixing",
    "FixingKind",
    "Grade",
    "Input",
    "Market",
    "Measure",
    "Observation",
    "Pair",
    "Quote",
    "Segment",
    "SetAside",
    "Side",
    "Sighting",
    "Status",
    "Timing",
    "default_measure",
    "parse_decimal",
]

METHOD = "1"
"""Version of the method by which fixings are made; it is stored with each of them."""

CURRENCIES: Mapping[str, str] = {
    "USD": "US dollar",
    "GBP": "pound sterling",
    "EUR": "euro",
    "CAD": "Canadian dollar",
    "CHF": "Swiss franc",
    "JPY": "Japanese yen",
    "CNY": "Chinese yuan",
    "ZAR": "South African rand",
    "SAR": "Saudi riyal",
    "AED": "UAE dirham",
    "DKK": "Danish krone",
    "GHS": "Ghanaian cedi",
    "XOF": "West African CFA franc",
    "XAF": "Central African CFA franc",
    "XDR": "IMF special drawing right",
    "WAUA": "West African unit of account",
    "INR": "Indian rupee",
    "AUD": "Australian dollar",
    "USDT": "Tether dollar token",
}
"""Currencies that a pair may have as its base, with their English names: ISO 4217, and WAUA and USDT as their markets call them."""


class Market(StrEnum):
    """Where a rate is made; the two that head an article are never blended."""

    OFFICIAL = "official"
    PARALLEL = "parallel"
    MIDMARKET = "midmarket"
    BANK = "bank"
    REMITTANCE = "remittance"


class Segment(StrEnum):
    """The part of a market that a source stands in; `fmdq` marks closes of windows that are stored and never fixed."""

    STREET = "street"
    EXCHANGE = "exchange"
    P2P = "p2p"
    PRESS = "press"
    DESK = "desk"
    FMDQ = "fmdq"


class Measure(StrEnum):
    """Which figure of a session a number is."""

    QUOTE = "quote"
    CLOSE = "close"
    HIGH = "high"
    LOW = "low"
    WEIGHTED_AVERAGE = "weighted_average"
    SIMPLE_AVERAGE = "simple_average"
    CENTRAL = "central"


class Side(StrEnum):
    """A dealer buys foreign currency at the bid and sells it at the ask."""

    BID = "bid"
    ASK = "ask"
    MID = "mid"


class Grade(StrEnum):
    """How far a fixing can be relied on: A and B stand, C is indicative, D is not printed as a rate."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def printable(self) -> bool:
        """Whether an article may print the rate (C or better)."""
        return self is not Grade.D


class Timing(StrEnum):
    """What the source itself says of the time of a figure."""

    INSTANT = "instant"
    """It states the moment."""
    DATED = "dated"
    """It states the day alone."""
    SEEN = "seen"
    """It states nothing: the time is when the figure was first seen, and each later poll that shows it renews it."""


class FixingKind(StrEnum):
    """A snapshot is a fixing at a moment; a session is a day's figure of record (the official row, or the day's rate)."""

    SNAPSHOT = "snapshot"
    SESSION = "session"


class Status(StrEnum):
    """What else must be said of a fixing."""

    OK = "ok"
    PROVISIONAL = "provisional"
    UNCONFIRMED = "unconfirmed"
    SPLIT = "split"
    DISPERSED = "dispersed"
    CONFLICT = "conflict"
    OUTSIDE_RANGE = "outside_range"


class Pair(NamedTuple):
    """A currency pair, base first: USD/NGN is naira for one dollar."""

    base: str
    quote: str = "NGN"

    def __str__(self) -> str:
        return f"{self.base}/{self.quote}"

    @property
    def slug(self) -> str:
        """The pair as it stands in a URL: USD-NGN."""
        return f"{self.base}-{self.quote}"

    @classmethod
    def parse(cls, text: str, field: str = "currency") -> Pair:
        """The pair that USD, usd/ngn, USD-NGN or USDNGN names; UsageError where none of it is a currency that is known."""
        name = text.strip().upper()
        for end in ("/NGN", "-NGN", "NGN"):
            if name.endswith(end) and len(name) > len(end):
                name = name.removesuffix(end)
                break
        if name not in CURRENCIES:
            raise UsageError(f"{field}: {shown(text)} is not a currency that is tracked; write one of {', '.join(CURRENCIES)}")
        return cls(name)


USD = Pair("USD")


class Quote(NamedTuple):
    """Naira per unit: what a dealer pays (bid), what he asks (ask), and a rate without a side (mid); None is not stated."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    mid: Decimal | None = None

    @property
    def middle(self) -> Decimal | None:
        """The stated mid, else the middle of both sides, else None."""
        if self.mid is not None:
            return self.mid
        if self.bid is not None and self.ask is not None:
            return (self.bid + self.ask) / 2
        return None


class Observation(NamedTuple):
    """One figure (or two-sided quote) that a source stated, as it stated it."""

    source: str
    market: Market
    segment: Segment | None
    measure: Measure
    location: str | None
    pair: Pair
    quote: Quote
    session: date
    observed_at: datetime
    retrieved_at: datetime
    timing: Timing
    note: str | None = None
    """The source's own reference: the id of an upstream row, the address of the page that printed it, the name that a desk quote gave."""
    id: int | None = None
    flags: tuple[str, ...] = ()
    """What was noticed when the figure was read, by code: `capped` for adverts that stand on one exact price."""
    visible_at: datetime | None = None
    """From when the desk could see it: the poll that showed it, or the moment that an imported or phoned quote states."""


class SetAside(NamedTuple):
    """Something in an answer or a file that could not be believed as an observation, kept with the reason."""

    reason: str
    raw: str
    where: str


class Sighting(NamedTuple):
    """An observation as it was known at a moment: when it was last seen to hold, and from when it had been seen."""

    observation: Observation
    seen_at: datetime
    """The source's own time where it states one, else the last poll that showed the figure."""


@dataclass(frozen=True, slots=True)
class Input:
    """One observation that a fixing used."""

    observation: int | None
    source: str
    group: str
    segment: str | None
    weight: Decimal
    mid: Decimal
    bid: Decimal | None = None
    ask: Decimal | None = None
    flags: tuple[str, ...] = ()
    seen_at: datetime | None = None
    """When the quote was last seen to hold."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One observation that a fixing left out, and the code that says why."""

    observation: int | None
    source: str
    reason: str


class Basis(NamedTuple):
    """A part of what a fixing was made from, as a canonical text: its SHA-256, and the text packed for the store."""

    hash: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Fixing:
    """One defensible number of a market at a moment or for a session, with all that it was made from.

    `value`, `bid`, `ask`, `low`, `high` are naira per unit; `dispersion` is in percent; `session` is the West Africa Time day that the
    value belongs to and `at` the UTC instant that it was determined for; `known_at` is when the desk came to know it.
    """

    market: Market
    pair: Pair
    measure: Measure
    kind: FixingKind
    session: date
    at: datetime
    value: Decimal | None
    grade: Grade
    status: Status = Status.OK
    bid: Decimal | None = None
    ask: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    groups: int = 0
    dispersion: Decimal | None = None
    median_age_seconds: int | None = None
    candidate: Decimal | None = None
    inputs: tuple[Input, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    method: str = METHOD
    inputs_hash: str = ""
    known_at: datetime | None = None
    id: int | None = None
    supersedes: int | None = None
    cause: str | None = None
    notes: tuple[str, ...] = field(default=())
    made_from: tuple[Basis, ...] = field(default=(), compare=False, repr=False)
    """All that it was worked out from, where that is to be kept with it; of one that comes from the store it is read apart."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that were used, each once, in order."""
        return tuple(dict.fromkeys(used.source for used in self.inputs))

    @property
    def as_of(self) -> datetime:
        """When the newest of its inputs was last seen to hold; for a fixing without that, the moment it was determined for."""
        return max((used.seen_at for used in self.inputs if used.seen_at is not None), default=self.at)

    @property
    def printable(self) -> bool:
        """Whether an article may print the value as a rate."""
        return self.value is not None and self.grade.printable


def default_measure(market: Market, session: date) -> Measure:
    """The measure that stands for a market: the official close from 2 December 2024, the central rate before it, a quote elsewhere."""
    if market is not Market.OFFICIAL:
        return Measure.QUOTE
    return Measure.CLOSE if session >= NFEM_START else Measure.CENTRAL


def parse_decimal(text: str, field: str, *, positive: bool = True) -> Decimal:
    """The exact decimal that was written, a thousands comma allowed; UsageError for text, NaN, endless or (unless allowed) non-positive."""
    bare = text.strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare, re.ASCII):
        bare = bare.replace(",", "")
    try:
        # Decimal itself would also read underscores and the digits of every other script.
        value = Decimal(bare) if len(bare) <= 40 and bare.isascii() and "_" not in bare else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > 18:
        raise UsageError(f"{field}: {shown(text)} is not an amount; write a number such as 1355 or 1,355.50")
    if positive and value <= 0:
        raise UsageError(f"{field}: {shown(text)} is not above zero; write a positive number such as 1355")
    return value
