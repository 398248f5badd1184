"""What a page is made of, as plain frozen data: the renderers read nothing else.

Rates are naira per unit, exact; instants are aware and in UTC; days are West Africa Time days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from fxtracker.facts import printed
from fxtracker.lagos import session_of
from fxtracker.rates import Grade, Market, Pair

__all__ = [
    "AboutPage",
    "ArticlePage",
    "ChartCard",
    "ChartPage",
    "Credit",
    "ErrorPage",
    "FactLine",
    "HomePage",
    "LatestPage",
    "MarketRate",
    "PieceLink",
    "RevisionLink",
    "Site",
]


@dataclass(frozen=True, slots=True)
class Credit:
    """A source as the reader knows it, with the attribution that its terms ask for."""

    id: str
    name: str
    url: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page carries: whose it is and where it lives; empty where no setting says."""

    url: str = ""
    publisher: str = ""
    byline: str = ""
    editor: str = ""
    version: str = ""

    def absolute(self, path: str) -> str:
        """The public address of a path; the bare path where no public address is set."""
        return self.url.rstrip("/") + path

    @property
    def name(self) -> str:
        """The name in the masthead and in link previews."""
        return self.publisher or "fxtracker"


@dataclass(frozen=True, slots=True)
class MarketRate:
    """The standing rate of one market with all that must be said beside it."""

    pair: Pair
    market: str
    measure: str
    session: date
    grade: Grade
    as_of: datetime
    known_at: datetime | None = None
    bid: Decimal | None = None
    ask: Decimal | None = None
    mid: Decimal | None = None
    location: str | None = None
    status: str = "ok"
    sources: tuple[Credit, ...] = ()

    @property
    def aged(self) -> bool:
        """Whether nothing but its age speaks against it."""
        return self.grade is Grade.D and self.status in ("ok", "provisional")

    @property
    def figure(self) -> Decimal | None:
        """The one figure to print where a market has no two sides."""
        return next((side for side in (self.mid, self.ask, self.bid) if side is not None), None)

    @property
    def printable(self) -> bool:
        """Whether it may be printed as a rate."""
        return self.grade.printable and self.figure is not None

    @property
    def two_sided(self) -> bool:
        """Whether dealers' buying and selling prices are both known."""
        return self.bid is not None and self.ask is not None


@dataclass(frozen=True, slots=True)
class PieceLink:
    """An article in a list."""

    kind: str
    date: date
    headline: str
    description: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionLink:
    """One revision of an article and what it changed."""

    number: int
    created_at: datetime
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactLine:
    """One printed figure of an article, with what bears it out."""

    id: str
    role: str
    text: str
    value: str
    unit: str
    measure: str = ""
    session: date | None = None
    as_of: datetime | None = None
    sources: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartCard:
    """A drawn chart: which files of it are there, its words and its figures."""

    name: str
    date: date
    title: str
    alt: str
    long_description: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    sizes: tuple[str, ...] = ("wide",)
    """The PNG sizes that were drawn."""
    svg: bool = True
    drawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page. `rates` may be empty, and so may everything else."""

    now: datetime
    rates: tuple[MarketRate, ...] = ()
    others: tuple[MarketRate, ...] = ()
    """Rates of other currencies than the dollar."""
    lead: PieceLink | None = None
    """The latest dollar-to-naira article; `lead_facts` are its figures and `charts` its charts."""
    pieces: tuple[PieceLink, ...] = ()
    lead_facts: tuple[FactLine, ...] = ()
    charts: tuple[ChartCard, ...] = ()

    @property
    def today(self) -> bool:
        """Whether the latest article or a rate that stands is of today."""
        return any(rate.printable and rate.session == session_of(self.now) for rate in self.rates)

    @property
    def gap(self) -> FactLine | None:
        """The gap that the lead article prints, as long as it is still the gap between the rates on this page."""
        stated = next((fact for fact in self.lead_facts if fact.id == "gap"), None)
        standing = {rate.market: rate for rate in self.rates if rate.printable}
        official, street = standing.get(Market.OFFICIAL), standing.get(Market.PARALLEL)
        if stated is None or official is None or street is None or official.mid is None or street.ask is None:
            return None
        between = printed(street.ask, Market.PARALLEL) - printed(official.mid, Market.OFFICIAL)
        try:
            return stated if Decimal(stated.value) == between else None
        except InvalidOperation:
            return None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as published: one revision, its neighbours, its charts."""

    kind: str
    date: date
    number: int
    headline: str
    title: str
    description: str
    body: str
    """Markup of the article's own text; it is cleaned to the tags that articles use before it is printed."""
    published_at: datetime
    updated_at: datetime
    now: datetime
    revisions: tuple[RevisionLink, ...] = ()
    facts: tuple[FactLine, ...] = ()
    grades: Mapping[str, str] = field(default_factory=dict)
    charts: tuple[ChartCard, ...] = ()
    previous: PieceLink | None = None
    next: PieceLink | None = None
    sister: PieceLink | None = None
    recent: tuple[PieceLink, ...] = ()
    is_hub: bool = False
    lang: str = "en-NG"

    @property
    def unplaced(self) -> tuple[ChartCard, ...]:
        """The charts that the article's own text does not show."""
        return tuple(chart for chart in self.charts if f"/{chart.date.isoformat()}/{chart.name}." not in self.body)

    @property
    def latest_number(self) -> int:
        """The number of the newest published revision."""
        return max((revision.number for revision in self.revisions), default=self.number)


@dataclass(frozen=True, slots=True)
class LatestPage:
    """The archive, newest first, in parts of whole days: those before `before`, and where the older ones begin."""

    now: datetime
    pieces: tuple[PieceLink, ...]
    before: date | None = None
    older: date | None = None


@dataclass(frozen=True, slots=True)
class ChartPage:
    """One chart with its figures; `piece` is the article that it belongs to."""

    chart: ChartCard
    now: datetime
    piece: PieceLink | None = None


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the site is, how a number is made, whom it owes."""

    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A refusal or a fault, in words for the reader."""

    status: int
    title: str
    message: str
