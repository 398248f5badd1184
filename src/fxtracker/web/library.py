"""What the handlers read from: the open desk, the book of pages, the rates of a moment."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

from fxtracker.desk import Desk
from fxtracker.desk.answers import RateRow, rate_rows
from fxtracker.desk.doctor import Checkup, check_up
from fxtracker.errors import NoData
from fxtracker.rates import USD, Market, Pair
from fxtracker.settings import Settings
from fxtracker.site.book import Book
from fxtracker.site.model import Credit, HomePage, MarketRate, Site
from fxtracker.site.quality import SourceFailure, SourceRow, SourcesPage

__all__ = ["Library"]

_OTHERS = tuple(Pair(code) for code in ("GBP", "EUR", "CAD", "CNY", "ZAR", "XOF"))


_MAIN = (Market.OFFICIAL, Market.PARALLEL, Market.MIDMARKET)
_OLD = 30 * 24 * 3600
"""A report of a side market that nobody confirmed is dropped from the front page after so many seconds."""


class Library:
    """One open desk, read only; every method is a plain call that may take a few milliseconds."""

    def __init__(self, settings: Settings, *, running: bool = False) -> None:
        self._desk = Desk.open(settings, running=running)
        self.store = self._desk.store
        self.folder = settings.home / "charts"
        self.credits = {
            source.id: Credit(source.id, source.name, _link(source.homepage), source.attribution) for source in self._desk.sources.values()
        }
        self.book = Book(self.store, self.folder, self.credits)
        self.site = _site(settings)
        self._checked: tuple[datetime, tuple[SourceRow, ...]] | None = None

    def now(self) -> datetime:
        """The present by the desk's clock."""
        return self._desk.clock.now()

    def rates(self, pair: Pair, at: datetime, market: Market | None = None, known_at: datetime | None = None) -> list[RateRow]:
        """The standing rates of a pair that may be published, as known at `known_at`; NoData where there is none."""
        rows = rate_rows(self.store, pair, at, self._desk.calendar_at(known_at), market, known_at)
        found = [row for row in rows if self._desk.may_publish(row.sources)]
        if not found:
            raise NoData(f"no rate of {pair} may be published at that time: {', '.join(rows[0].sources)} does not allow it")
        return found

    def home(self, now: datetime) -> HomePage:
        """The front page; with nothing stored it is a page all the same."""
        others = [rate for pair in _OTHERS for rate in self._shown(pair, now) if rate.printable]
        return self.book.home(self._shown(USD, now), others, now)

    def sources(self, now: datetime) -> SourcesPage:
        """How each source is doing; of one that forbids passing its figures on, nothing that holds or follows from one."""
        minute = now.replace(second=0, microsecond=0)
        kept = self._checked
        if kept is None or kept[0] != minute:
            # It goes through a month of polls: once a minute is often enough for any number of readers.
            kept = self._checked = (minute, tuple(_doing(one) for one in check_up(self._desk)))
        return SourcesPage(now, kept[1])

    def close(self) -> None:
        """Close the desk."""
        self._desk.close()

    @cached_property
    def version(self) -> str:
        """The version of fxtracker that serves."""
        return self.site.version

    def _shown(self, pair: Pair, now: datetime) -> list[MarketRate]:
        try:
            rows = self.rates(pair, now)
        except NoData:
            return []
        return [self._rate(row) for row in rows if row.market in _MAIN or row.grade.printable or row.age_seconds < _OLD]

    def _rate(self, row: RateRow) -> MarketRate:
        return MarketRate(
            pair=row.pair,
            market=row.market.value,
            measure=row.measure.value,
            session=row.session,
            grade=row.grade,
            as_of=row.as_of,
            known_at=row.known_at,
            bid=row.bid,
            ask=row.ask,
            mid=row.mid,
            location=row.location,
            status=row.status,
            sources=tuple(self.book.credit(source) for source in row.sources),
        )


def _link(address: str) -> str:
    # A source file can come from a stranger: an address that is no web page is not linked.
    return address if address.startswith(("https://", "http://")) else ""


def _doing(one: Checkup) -> SourceRow:
    open_to_all = one.redistribute_ok
    return SourceRow(
        id=one.id,
        name=one.name,
        url=_link(one.homepage),
        market=one.market.value,
        state=one.state,
        why=one.why or "",
        last_answered=one.last_answered,
        last_changed=one.last_changed,
        distance=one.distance if open_to_all else None,
        missed=one.missed,
        failures=tuple(
            SourceFailure(trouble.kind.replace("_", " "), trouble.first_at, trouble.count, trouble.detail if open_to_all else "")
            for trouble in one.troubles
        ),
        probation_until=one.probation_until,
    )


def _site(settings: Settings) -> Site:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - it is taken away, not listened on
    try:
        running = version("fxtracker")
    except PackageNotFoundError:
        running = ""
    return Site(
        url=settings.site_url or f"http://{host}:{settings.port}",
        publisher=settings.publisher,
        byline=settings.byline,
        editor=settings.editor,
        version=running,
    )
