"""From the store to what a page is made of. Everything published stays readable; what was held is never asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from fxtracker.site import charts
from fxtracker.site.model import (
    ArticlePage,
    ChartCard,
    ChartPage,
    Credit,
    FactLine,
    HomePage,
    LatestPage,
    MarketRate,
    PieceLink,
    RevisionLink,
)
from fxtracker.site.urls import SECTIONS
from fxtracker.store import Revision, Store

__all__ = ["Book"]

_PART = 30
_KINDS = tuple(SECTIONS)
_SISTER = {"dollar-to-naira": "naira-to-dollar", "naira-to-dollar": "dollar-to-naira"}


@dataclass(frozen=True)
class Book:
    """The reader's view of one store, the folder of drawn charts, and the names of the sources."""

    store: Store
    charts: Path
    credits: Mapping[str, Credit] = field(default_factory=dict)

    def credit(self, source: str) -> Credit:
        """The source as a reader knows it; one without a file is named by its id."""
        reported = self.credits.get("reported")
        return self.credits.get(source) or Credit(source, source, attribution=reported.attribution if reported else "")

    def home(self, rates: Sequence[MarketRate], others: Sequence[MarketRate], now: datetime) -> HomePage:
        """The front page: those rates, the latest dollar-to-naira article and its charts, the newest pieces."""
        pieces = self.store.latest_pieces(8, _KINDS)
        lead = next((piece for piece in pieces if piece.kind == "dollar-to-naira"), pieces[0] if pieces else None)
        return HomePage(
            now=now,
            rates=tuple(rates),
            others=tuple(others),
            lead=self._link(lead) if lead else None,
            lead_facts=self._facts(lead) if lead else (),
            pieces=tuple(self._link(piece) for piece in pieces),
            charts=self._charts(lead) if lead else (),
        )

    def article(self, kind: str, day: date, now: datetime, number: int | None = None) -> ArticlePage | None:
        """A day's article as published, the newest revision unless a number is given; None where there is none."""
        published = self.store.revisions(kind, day)
        shown = next((revision for revision in reversed(published) if number in (None, revision.number)), None)
        return self._page(shown, published, now) if shown else None

    def hub(self, kind: str, now: datetime) -> ArticlePage | None:
        """The latest article of a kind for its evergreen address; None where none was written."""
        newest = self.store.latest_pieces(1, (kind,))
        if not newest:
            return None
        return self._page(newest[0], self.store.revisions(kind, newest[0].date), now, is_hub=True)

    def latest(self, before: date | None, now: datetime) -> LatestPage:
        """One part of the archive, newest first: the pieces of the days before that one, or of the latest days."""
        found = self.store.latest_pieces(_PART + 1, _KINDS, before)
        if len(found) <= _PART:
            return LatestPage(now, tuple(self._link(piece) for piece in found), before)
        # A part ends with a whole day, since the next one begins at a day.
        cut = found[-1].date
        shown = tuple(self._link(piece) for piece in found if piece.date > cut)
        return LatestPage(now, shown, before, older=cut + timedelta(days=1))

    def chart(self, day: date, name: str, now: datetime) -> ChartPage | None:
        """A chart's page, or None where it was not drawn."""
        found = charts.card(self.charts, day, name)
        if found is None:
            return None
        return ChartPage(found, now, self._on(_KINDS[0], day))

    def _page(self, shown: Revision, published: Sequence[Revision], now: datetime, *, is_hub: bool = False) -> ArticlePage:
        before, after = self.store.neighbours(shown.kind, shown.date)
        recent = [piece for piece in self.store.latest_pieces(8, _KINDS) if (piece.kind, piece.date) != (shown.kind, shown.date)]
        return ArticlePage(
            kind=shown.kind,
            date=shown.date,
            number=shown.number,
            headline=shown.headline,
            title=shown.title,
            description=shown.description,
            body=shown.forms["html"],
            published_at=published[0].created_at,
            updated_at=shown.created_at,
            now=now,
            revisions=tuple(RevisionLink(each.number, each.created_at, each.changes) for each in published),
            facts=self._facts(shown),
            grades=shown.grades,
            charts=self._charts(shown),
            previous=self._on(shown.kind, before),
            next=self._on(shown.kind, after),
            sister=self._on(_SISTER[shown.kind], shown.date),
            recent=tuple(self._link(piece) for piece in recent[:6]),
            is_hub=is_hub,
        )

    def _on(self, kind: str, day: date | None) -> PieceLink | None:
        found = self.store.revision(kind, day) if day else None
        return self._link(found) if found else None

    def _link(self, piece: Revision) -> PieceLink:
        first = piece if piece.number == 1 else self.store.revision(piece.kind, piece.date, 1) or piece
        return PieceLink(piece.kind, piece.date, piece.headline, piece.description, first.created_at, piece.created_at)

    def _charts(self, piece: Revision) -> tuple[ChartCard, ...]:
        names = [str(chart["name"]) for chart in piece.charts if "name" in chart]
        return charts.cards(self.charts, piece.date, dict.fromkeys(names))

    def _facts(self, piece: Revision) -> tuple[FactLine, ...]:
        return tuple(self._fact(fact) for fact in piece.facts if fact.get("text"))

    def _fact(self, fact: Mapping[str, Any]) -> FactLine:
        return FactLine(
            id=str(fact["id"]),
            role=str(fact.get("role") or fact["id"]),
            text=str(fact["text"]),
            value=str(fact.get("value", "")),
            unit=str(fact.get("unit") or ""),
            measure=str(fact.get("measure") or ""),
            session=date.fromisoformat(fact["session"]) if fact.get("session") else None,
            as_of=datetime.fromisoformat(fact["as_of"]) if fact.get("as_of") else None,
            sources=tuple(self.credit(str(source)) for source in fact.get("sources") or ()),
        )
