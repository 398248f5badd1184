"""The days that a source should have are fetched where they are lacking, wherever that is; what it does not have is remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fxtracker.desk.backfilling import Backfilled, backfill, backfilled_sources
from fxtracker.desk.fetching import fetch
from fxtracker.desk.lacking import spans
from fxtracker.errors import UsageError
from fxtracker.lagos import parse_when
from fxtracker.rates import USD, FixingKind, Market, Measure
from wire import CBN_URL, Wire, cbn_rows

from .files import TABLE_URL, table
from .house import Newsroom

NOW = "2026-06-12T12:00"
BACK = f'[backfill]\nurls = ["{TABLE_URL}"]\nsince = 2026-05-01\n'
SPAN_URL = "https://bank.example.ng/all?from={FROM}&to={TO}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def room(home: Path) -> Newsroom:
    return Newsroom(home)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as opened:
        yield opened


def day(number: int, month: int = 6) -> date:
    return date(2026, month, number)


def page(wire: Wire, of: date, buy: str = "1345", sell: str = "1355", stated: date | None = None) -> None:
    body = {"date": (stated or of).isoformat(), "buy": buy, "sell": sell}
    wire.put(TABLE_URL.replace("{YYYY-MM-DD}", of.isoformat()), json.dumps(body).encode())


def filled(
    room: Newsroom, wire: Wire, since: date, until: date, *, now: str = NOW, source: str = "bank", again: bool = False
) -> Backfilled:
    with room.at(now, wire.url) as desk:
        return backfill(desk, source, since, until, again=again)


def sessions(room: Newsroom, source: str = "bank") -> list[date]:
    with room.at(NOW) as desk:
        return [one.session for one in desk.store.observations(source=source)]


def asked(wire: Wire) -> list[str]:
    """The days that were asked for since the last look."""
    found = [url.rpartition("/")[2].removesuffix(".json") for url in wire.urls()]
    wire.heard.clear()
    return found


class TestHoles:
    def test_in_the_middle_heal_and_nothing_else_is_asked(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        for number in range(1, 12):
            page(wire, day(number))
        filled(room, wire, day(1), day(3))
        filled(room, wire, day(8), day(11))
        assert len(asked(wire)) == 7

        done = filled(room, wire, day(1), day(11))

        assert asked(wire) == ["2026-06-04", "2026-06-05", "2026-06-06", "2026-06-07"]
        assert (done.days, done.lacked, done.landed, done.absent, done.added, done.failed, done.stopped) == (11, 4, 4, 0, 4, (), None)
        assert sessions(room) == [day(number) for number in range(1, 12)]

    def test_begin_with_the_first_day_that_the_source_has(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK.replace("2026-05-01", "2026-06-09") + 'days = "business"\n')
        for number in range(1, 12):
            page(wire, day(number))

        done = filled(room, wire, day(1), day(14))

        # The 12th is Democracy Day, which is a holiday; the 13th and 14th have not come.
        assert asked(wire) == ["2026-06-09", "2026-06-10", "2026-06-11"]
        assert done.days == 3

    def test_an_address_that_names_a_day_is_history_enough(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home)
        page(wire, day(9))

        assert filled(room, wire, day(9), day(9)).landed == 1


class TestWhatIsFetched:
    def test_counts_from_the_moment_that_it_states(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        page(wire, day(11))
        page(wire, day(8))
        filled(room, wire, day(8), day(11))
        with room.at(NOW) as desk:
            rows = desk.store.observations(source="bank")
            fixing = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-11"), FixingKind.SESSION)

        assert [one.visible_at for one in rows] == [datetime(2026, 6, 8, 16, tzinfo=UTC), datetime(2026, 6, 11, 16, tzinfo=UTC)]
        assert {one.retrieved_at for one in rows} == {datetime(2026, 6, 12, 11, tzinfo=UTC)}
        assert fixing is not None
        assert str(fixing.bid) == "1345.0000"

    def test_a_correction_takes_the_place_of_what_stood(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        page(wire, day(10))
        with room.at("2026-06-10T19:00", wire.url) as desk:
            fetch(desk, ["bank"])
        page(wire, day(10), "1348", "1358")

        assert filled(room, wire, day(10), day(10)).lacked == 0
        done = filled(room, wire, day(10), day(10), again=True)
        with room.at(NOW) as desk:
            fixing = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10"), FixingKind.SESSION)
            before = desk.store.fixing(
                Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10"), FixingKind.SESSION, parse_when("2026-06-11")
            )

        assert (done.lacked, done.added) == (1, 1)
        assert fixing is not None
        assert (str(fixing.bid), fixing.cause) == (
            "1348.0000",
            "history of bank from 2026-06-10 to 2026-06-10: bank USD 2026-06-10: 1345 / 1355 became 1348 / 1358",
        )
        assert before is not None
        assert str(before.bid) == "1345.0000"
        assert filled(room, wire, day(10), day(10), again=True).added == 0

    def test_is_no_answer_of_today(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        page(wire, day(12))
        with room.at(NOW, wire.url) as desk:
            fetch(desk, ["bank"])
            known = desk.store.answers("bank")
        page(wire, day(9))
        filled(room, wire, day(9), day(9))
        with room.at("2026-06-12T13:00", wire.url) as desk:
            assert desk.store.answers("bank") == known
            assert fetch(desk, ["bank"])[0].status == "unchanged"


class TestDaysThatTheSourceDoesNotHave:
    @pytest.mark.parametrize("how", ["not there", "another day", "nothing in it"])
    def test_are_remembered(self, home: Path, room: Newsroom, wire: Wire, how: str) -> None:
        table(home, back=BACK)
        page(wire, day(20, 5))
        page(wire, day(22, 5))
        if how == "another day":
            page(wire, day(21, 5), stated=day(20, 5))
        elif how == "nothing in it":
            wire.put(TABLE_URL.replace("{YYYY-MM-DD}", "2026-05-21"), b'{"date": "2026-05-21", "buy": null, "sell": null}')

        done = filled(room, wire, day(20, 5), day(22, 5))
        assert (done.landed, done.absent, done.failed) == (2, 1, ())
        asked(wire)
        assert filled(room, wire, day(20, 5), day(22, 5)).lacked == 0
        assert asked(wire) == []
        assert sessions(room) == [day(20, 5), day(22, 5)]

        page(wire, day(21, 5))
        assert filled(room, wire, day(20, 5), day(22, 5), again=True).landed == 3

    def test_of_the_last_ten_days_are_asked_for_again(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        assert filled(room, wire, day(1), day(3)).absent == 3
        asked(wire)

        assert filled(room, wire, day(1), day(3)).lacked == 2, "the 2nd is ten days ago"
        assert asked(wire) == ["2026-06-02", "2026-06-03"]

    def test_a_failure_is_no_such_day(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        page(wire, day(20, 5))
        wire.put(TABLE_URL.replace("{YYYY-MM-DD}", "2026-05-21"), b"<html><title>Request Rejected</title>Your support ID is: 7</html>")
        page(wire, day(22, 5))

        done = filled(room, wire, day(20, 5), day(22, 5))

        assert (done.landed, done.absent) == (2, 0)
        assert [(one.day, one.kind) for one in done.failed] == [(day(21, 5), "firewall")]
        page(wire, day(21, 5))
        assert filled(room, wire, day(20, 5), day(22, 5)).landed == 1


class TestAHostThatFails:
    def test_is_left_alone_after_three_answers(self, home: Path, room: Newsroom, wire: Wire) -> None:
        table(home, back=BACK)
        wire.fail("bank.example.ng", "firewall")

        done = filled(room, wire, day(1), day(10))

        assert len(asked(wire)) == 3
        assert done.stopped is not None
        assert "3 answers in a row failed" in done.stopped
        wire.heal()
        for number in range(1, 11):
            page(wire, day(number))
        assert filled(room, wire, day(1), day(10)).landed == 10


def test_a_run_that_is_stopped_keeps_what_landed_and_the_next_completes_it(home: Path, room: Newsroom, wire: Wire) -> None:
    table(home, back=BACK)
    for number in range(1, 11):
        page(wire, day(number))
    told: list[float] = []

    def stop(share: float) -> None:
        told.append(share)
        if len(told) == 4:
            raise KeyboardInterrupt

    with room.at(NOW, wire.url) as desk, pytest.raises(KeyboardInterrupt):
        backfill(desk, "bank", day(1), day(10), progress=stop)
    assert sessions(room) == [day(number) for number in range(1, 5)]
    asked(wire)

    done = filled(room, wire, day(1), day(10))

    assert told == [0.1, 0.2, 0.3, 0.4]
    assert (done.lacked, done.landed) == (6, 6)
    assert asked(wire)[0] == "2026-06-05"
    with room.at(NOW) as desk:
        fixings = desk.store.fixings(Market.PARALLEL, USD)
    assert [one.session for one in fixings] == [day(number) for number in range(1, 11)], "what landed before the stop is fixed as well"


class TestSeveralCurrencies:
    def test_one_that_is_lacking_is_asked_for_alone(self, room: Newsroom, wire: Wire) -> None:
        first = filled(room, wire, day(2), day(2), source="currency-api")
        with room.at(NOW) as desk:
            gone = [one.id for one in desk.store.observations(source="currency-api") if one.pair.base == "GBP" and one.id]
            desk.store.withdraw(gone, "test", desk.clock.now())
        wire.heard.clear()

        done = filled(room, wire, day(2), day(2), source="currency-api")

        assert first.landed == 1
        assert {url.rpartition("/")[2] for url in wire.urls()} == {"gbp.json"}
        assert (done.lacked, done.added) == (1, 1)


class TestAWholeHistory:
    def test_comes_with_one_asking_and_what_it_lacks_is_remembered(self, room: Newsroom, wire: Wire) -> None:
        dollar = [("US DOLLAR", f"2026-05-{number}", "1371.3", "1371.8", "1372.3") for number in (22, 20, 19, 18)]
        wire.put(CBN_URL, cbn_rows(dollar))

        done = filled(room, wire, day(18, 5), day(22, 5), source="cbn")

        assert len(wire.urls()) == 1
        assert (done.days, done.landed, done.absent, done.added) == (5, 4, 1, 4)
        assert filled(room, wire, day(18, 5), day(22, 5), source="cbn").lacked == 0
        assert len(wire.urls()) == 1


class TestSpans:
    def test_gather_the_days_that_are_lacking(self, home: Path, room: Newsroom, wire: Wire) -> None:
        rows = [{"date": day(number).isoformat(), "buy": "1345", "sell": "1355"} for number in range(1, 11) if number != 7]
        back = (
            f'[backfill]\nurls = ["{SPAN_URL}"]\nspan_days = 5\nsince = 2026-05-01\n[backfill.read]\nformat = "json"\nrows = "@"\n'
            'pair = "USD"\nbid = "buy"\nask = "sell"\ntime = { at = "date", form = "date", in = "row" }\n'
        )
        table(home, back=back)
        for first, last in ((1, 5), (6, 10)):
            url = SPAN_URL.replace("{FROM}", day(first).isoformat()).replace("{TO}", day(last).isoformat())
            wire.put(url, json.dumps(rows[first - 1 : last]).encode())

        done = filled(room, wire, day(1), day(10))

        assert len(wire.urls()) == 2
        assert (done.landed, done.absent, done.failed) == (9, 1, ())
        assert sessions(room) == [day(number) for number in range(1, 11) if number != 7]

    def test_are_no_longer_than_allowed_and_leave_long_stretches_out(self) -> None:
        days = [date(2026, 1, 1) + timedelta(days=number) for number in (*range(7), 100, 101)]

        assert spans(days, 5) == [(days[0], days[4]), (days[5], days[6]), (days[7], days[8])]


class TestWhoKeepsNoHistory:
    @pytest.mark.parametrize(
        ("source", "told"), [("nairatoday", "keeps no history"), ("desk", "keeps no history"), ("nobody", "not a source")]
    )
    def test_is_refused_in_one_sentence(self, room: Newsroom, wire: Wire, source: str, told: str) -> None:
        with pytest.raises(UsageError, match=told):
            filled(room, wire, day(1), day(2), source=source)

    def test_and_is_not_among_those_that_are_gone_over_each_day(self, room: Newsroom) -> None:
        with room.at(NOW) as desk:
            ids = {source.id for source in backfilled_sources(desk)}

        assert {"cbn", "currency-api"} <= ids
        assert not {"nairatoday", "desk", "yahoo"} & ids
