"""Snapshots of a market through a day: what each of them may know of the one before it, and of quotes that are ahead of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk.fetching import fetch
from fxtracker.desk.panel import Panel
from fxtracker.rates import USD, FixingKind, Grade, Market, Measure, Observation, Pair, Quote, Segment, Status, Timing
from wire import Wire

from .house import Newsroom

HEADER = "observed_at,source,market,segment,pair,bid,ask"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "home")


def street(at: str, middle: int) -> list[str]:
    """Three street pages that agree."""
    return [f"{at}+01:00,{name},parallel,street,USD,{middle - 5},{middle + 5}" for name in ("north", "east", "west")]


class TestAMoveOfOneSegment:
    """No other segment vouches for it, so that it has to be said again a quarter of an hour later, whatever the hour."""

    @pytest.mark.parametrize(
        ("first", "again"),
        [("2026-06-12T09:09", "2026-06-12T09:24"), ("2026-06-12T17:09", "2026-06-12T17:24"), ("2026-06-11T23:54", "2026-06-12T00:09")],
    )
    def test_it_is_held_once_and_then_believed(self, newsroom: Newsroom, first: str, again: str) -> None:
        newsroom.reads("2026-06-11T14:00:00", HEADER, *street("2026-06-11T13:55:00", 1390))
        newsroom.snapshot("2026-06-11T14:00:00")

        newsroom.reads(f"{first}:00", HEADER, *street(f"{first}:00", 1530))
        held = newsroom.snapshot(f"{first}:00")
        newsroom.reads(f"{again}:00", HEADER, *street(f"{again}:00", 1530))
        believed = newsroom.snapshot(f"{again}:00")

        assert (held.value, held.status, held.candidate, held.grade) == (Decimal(1390), Status.UNCONFIRMED, Decimal(1530), Grade.D)
        assert (believed.value, believed.status, believed.grade) == (Decimal(1530), Status.OK, Grade.C)

    def test_what_is_gone_at_the_next_look_was_a_slip(self, newsroom: Newsroom) -> None:
        newsroom.reads("2026-06-11T14:00:00", HEADER, *street("2026-06-11T13:55:00", 1390))
        newsroom.reads("2026-06-12T09:09:00", HEADER, *street("2026-06-12T09:09:00", 1530))
        newsroom.reads("2026-06-12T09:24:00", HEADER, *street("2026-06-12T09:24:00", 1391))

        after = newsroom.snapshot("2026-06-12T09:24:00")

        assert (after.value, after.status) == (Decimal(1391), Status.OK)


@pytest.mark.parametrize("days", [1, 33])
def test_a_page_that_shows_the_same_for_long_is_still_quoting(newsroom: Newsroom, days: int) -> None:
    first = datetime.fromisoformat("2026-06-05T12:09:00+01:00")
    for now in (first + timedelta(days=offset) for offset in (0, 5 * days, 6 * days)):
        with Wire(now=now) as wire:
            wire.fail("nairatoday", "500")
            with newsroom.at(f"{now:%Y-%m-%dT%H:%M:%S}", wire.url) as desk:
                fetch(desk, ["nairatoday", "ngnrates"])
                euro = desk.store.fixing(Market.PARALLEL, Pair("EUR"), Measure.QUOTE, desk.clock.now(), FixingKind.SNAPSHOT)
                assert euro is not None
                assert (euro.session, euro.sources) == (now.date(), ("ngnrates",))


class TestAheadOfItsTime:
    """An exchange whose clock is fast is still an exchange; one that says 2045 is wrong, and that is kept with the reason."""

    NOW = datetime(2026, 6, 12, 13, 24, tzinfo=UTC)

    def ticker(self, observed_at: datetime, number: int, mid: str) -> Observation:
        """A quote of an exchange that was fetched a moment ago."""
        figures = (Segment.EXCHANGE, Measure.QUOTE, None, USD, Quote(mid=Decimal(mid)), date(2026, 6, 12))
        return Observation("luno", Market.PARALLEL, *figures, observed_at, self.NOW, Timing.INSTANT, id=number)

    @pytest.mark.parametrize("polled", [True, False])
    def test_a_quote_of_a_time_to_come_comes_before_screening_beside_the_one_before_it(self, polled: bool) -> None:
        before = self.ticker(datetime(2026, 6, 12, 13, 7, tzinfo=UTC), 1, "1384")._replace(
            retrieved_at=datetime(2026, 6, 12, 13, 9, tzinfo=UTC)
        )
        ahead = self.ticker(datetime(2045, 1, 1, tzinfo=UTC), 2, "1385")
        panel = Panel([before, ahead], {"luno": [(self.NOW, [2])]} if polled else {})

        assert [(seen.id, seen_at) for seen, seen_at in panel.sightings(self.NOW)] == [(2, ahead.observed_at), (1, before.observed_at)]

    def test_the_next_word_of_the_source_takes_its_place(self) -> None:
        ahead = self.ticker(datetime(2045, 1, 1, tzinfo=UTC), 1, "1385")
        after = self.ticker(datetime(2026, 6, 12, 13, 37, tzinfo=UTC), 2, "1386")._replace(
            retrieved_at=datetime(2026, 6, 12, 13, 39, tzinfo=UTC)
        )
        panel = Panel([ahead, after], {"luno": [(self.NOW, [1])]})

        assert [seen.id for seen, _ in panel.sightings(datetime(2026, 6, 12, 13, 39, tzinfo=UTC))] == [2]
