"""An answer about a moment, as known at a moment, is given again to the byte, whatever landed, was corrected or was read again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fxtracker.desk import Desk
from fxtracker.desk.answers import rate_rows, row_json
from fxtracker.desk.converting import convert
from fxtracker.desk.corrections import correction_json, corrections
from fxtracker.desk.explaining import explain
from fxtracker.desk.fetching import fetch
from fxtracker.desk.history import When, raw_json, raw_rows, series
from fxtracker.desk.records import records, records_json
from fxtracker.desk.reparsing import reparse
from fxtracker.desk.replaying import replay, replayed_json
from fxtracker.errors import FxtrackerError, NoData
from fxtracker.rates import USD, Market
from wire import Wire

from .files import STREET_URL, street
from .house import Newsroom

START = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 20)

naira = st.integers(1380, 1420)
events = st.one_of(
    st.tuples(st.just("poll"), naira, st.booleans()),
    st.tuples(st.just("street"), naira, st.integers(0, 3)),
    st.tuples(st.just("central"), naira, st.integers(0, 3)),
    st.tuples(st.just("reparse"), naira, st.booleans()),
    st.tuples(st.just("holiday"), naira, st.integers(0, 3)),
)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as opened:
        yield opened


class Room:
    """A desk to which something happens every few hours."""

    def __init__(self, home: Path, wire: Wire) -> None:
        self.home, self.wire = home, wire
        self.newsroom = Newsroom(home)
        self.now = START
        self.bid = "buy"

    @property
    def clock(self) -> str:
        return self.now.isoformat().replace("+00:00", "Z")

    def happens(self, kind: str, figure: int, detail: int) -> None:
        self.now += timedelta(hours=3, minutes=20)
        day = self.now.date() - timedelta(days=int(detail))
        if kind == "poll":
            rows = [{"buy": str(figure), "sell": str(figure + 10), "official": str(figure - 5)}]
            self.wire.put(STREET_URL, json.dumps({"rates": rows}).encode())
            with self.newsroom.at(self.clock, self.wire.url) as desk:
                fetch(desk, ["street"])
        elif kind == "reparse":
            self.bid = "buy" if self.bid == "official" else "official"
            street(self.home, bid=self.bid)
            with self.newsroom.at(self.clock) as desk:
                reparse(desk, "street", FIRST)
        elif kind == "holiday":
            (self.home / "holidays.toml").write_text(f'"{day}" = "{figure}"\n', encoding="utf-8")
        elif kind == "street":
            voices = (f"{day},{name},parallel,{part},USD,,{figure + n},{figure + n + 8}," for n, (name, part) in enumerate(VOICES))
            self.newsroom.reads(self.clock, HEADER, *voices)
        else:
            self.newsroom.reads(self.clock, HEADER, f"{day},cbn,official,,USD,central,,,{figure}.5000")


HEADER = "observed_at,source,market,segment,pair,measure,bid,ask,mid"
VOICES = (("a", "street"), ("b", "exchange"), ("c", "p2p"))


def answers(desk: Desk, at: datetime, known: datetime) -> str:
    """All that is answered about one moment as known at another, as JSON."""
    when = When(at, known)
    told: list[object] = []
    for market in (Market.OFFICIAL, Market.PARALLEL):
        for ask in (
            lambda market: [row_json(row) for row in rate_rows(desk.store, USD, at, desk.calendar_at(known), market, known)],
            lambda market: str(
                convert(desk.store, 100, "USD", "NGN", market, at, desk.calendar_at(known), None, known).result  # type: ignore[arg-type]
            ),
            lambda market: [raw_json(row) for row in raw_rows(desk, USD, market, None, FIRST, LAST, when)],
            lambda market: [bar.json() for bar in series(desk, USD, market, None, FIRST, LAST, "day", when)],
            lambda market: [bar.json() for bar in series(desk, USD, market, None, FIRST, LAST, "week", when)],
            lambda market: records_json(records(desk, USD, market, when=when)),
            lambda market: [correction_json(one) for one in corrections(desk, FIRST, LAST, market, USD, when)],
            lambda market: [replayed_json(one) for one in replay(desk, FIRST, LAST, market, USD, None, when)],
        ):
            try:
                told.append(ask(market))
            except FxtrackerError as fault:
                told.append(str(fault))
    return json.dumps(told)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=st.lists(events, min_size=3, max_size=8), back=st.integers(0, 3))
def test_an_answer_once_given_never_changes_and_every_number_is_explained(wire: Wire, happened: list[tuple[str, int, int]], back: int):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        room = Room(home, wire)
        street(home)
        given_before: list[tuple[datetime, datetime, str]] = []
        for event in happened:
            room.happens(*event)
            room.now += timedelta(minutes=10)
            with room.newsroom.at(room.clock) as desk:
                moments = (room.now, room.now - timedelta(hours=26 * back + 1))
                given_before += [(at, room.now, answers(desk, at, room.now)) for at in moments]
        room.now += timedelta(days=1)
        with room.newsroom.at(room.clock) as desk:
            for at, known, told in given_before:
                assert answers(desk, at, known) == told
            number = 0
            while True:
                number += 1
                try:
                    found = explain(desk, number)
                except NoData:
                    break
                assert found.same, (number, found.differs)
                assert found.anew.kept
