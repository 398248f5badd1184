"""Kept answers are read again: what is newly understood comes in as a correction, what is no longer found is withdrawn, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.answers import rate_rows
from fxtracker.desk.fetching import fetch
from fxtracker.desk.fixing import refix
from fxtracker.desk.quoting import take_quote
from fxtracker.desk.reparsing import Reparsed, reparse
from fxtracker.errors import UsageError
from fxtracker.lagos import parse_when
from fxtracker.rates import USD, FixingKind, Market, Measure, Observation
from wire import Wire

from .files import STREET_URL, TABLE_URL, street, table
from .house import Newsroom

DAY = date(2026, 6, 10)


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


def says(wire: Wire, buy: str, sell: str, official: str = "1340", key: str = "rates") -> None:
    wire.put(STREET_URL, json.dumps({key: [{"buy": buy, "sell": sell, "official": official}]}).encode())


def asked(room: Newsroom, wire: Wire, now: str, source: str = "street") -> str:
    with room.at(now, wire.url) as desk:
        return fetch(desk, [source])[0].status


def again(room: Newsroom, now: str, source: str = "street", *, accept_layout: bool = False, since: date = DAY) -> Reparsed:
    with room.at(now) as desk:
        return reparse(desk, source, since, accept_layout=accept_layout)


def rows(room: Newsroom, now: str, *, counted: bool = True) -> list[Observation]:
    with room.at(now) as desk:
        return desk.store.observations(Market.PARALLEL, counted=counted)


def figures(found: list[Observation]) -> list[tuple[str, str]]:
    return [(str(one.quote.bid), str(one.quote.ask)) for one in found]


def answer(desk: Desk, at: str, known_at: str | None = None) -> object:
    known = None if known_at is None else parse_when(known_at)
    return rate_rows(desk.store, USD, parse_when(at), desk.calendar, Market.PARALLEL, known)


@pytest.fixture
def misread(home: Path, room: Newsroom, wire: Wire) -> None:
    """Two days on which the official rate was read as the bid."""
    street(home, bid="official")
    for now, buy, sell in (
        ("10T10:00", "1345", "1355"),
        ("10T13:00", "1345", "1355"),
        ("10T15:00", "1347", "1357"),
        ("11T10:00", "1350", "1360"),
    ):
        says(wire, buy, sell)
        asked(room, wire, f"2026-06-{now}")
    street(home, bid="buy")


class TestAFigureThatWasMisread:
    def test_is_corrected_at_the_time_of_the_answer_that_showed_it(self, room: Newsroom, misread: None) -> None:
        assert figures(rows(room, "2026-06-11T10:00")) == [("1340", "1355"), ("1340", "1357"), ("1340", "1360")]

        done = again(room, "2026-06-11T12:00")
        found = rows(room, "2026-06-11T12:00")

        assert (done.polls, done.read, done.added, done.withdrawn, done.unreadable, done.missing) == (4, 4, 3, 3, (), 0)
        assert figures(found) == [("1345", "1355"), ("1347", "1357"), ("1350", "1360")]
        assert [one.visible_at and one.visible_at.astimezone(UTC) for one in found] == [
            datetime(2026, 6, day, hour, tzinfo=UTC) for day, hour in ((10, 9), (10, 14), (11, 9))
        ]
        assert {one.retrieved_at for one in found} == {datetime(2026, 6, 11, 11, tzinfo=UTC)}
        assert len(rows(room, "2026-06-11T12:00", counted=False)) == 6, "nothing is deleted"

    def test_twice_adds_nothing(self, room: Newsroom, misread: None) -> None:
        again(room, "2026-06-11T12:00")
        before = rows(room, "2026-06-11T12:00", counted=False)

        done = again(room, "2026-06-11T13:00")

        assert (done.read, done.added, done.withdrawn) == (4, 0, 0)
        assert rows(room, "2026-06-11T13:00", counted=False) == before

    def test_counts_no_more_in_the_days_and_moments_that_it_touched(self, room: Newsroom, misread: None) -> None:
        with room.at("2026-06-11T10:05") as desk:
            old = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10T15:00+01:00"), FixingKind.SNAPSHOT)
        again(room, "2026-06-11T12:00")
        with room.at("2026-06-11T12:00") as desk:
            shot = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10T15:00+01:00"), FixingKind.SNAPSHOT)
            day = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10"), FixingKind.SESSION)
            gone = {one.id for one in desk.store.observations(counted=False)} - {one.id for one in desk.store.observations(counted=True)}

        assert old is not None
        assert (str(old.bid), str(old.ask)) == ("1340.0000", "1357.0000")
        assert shot is not None
        assert day is not None
        for fixing in (shot, day):
            assert not {used.observation for used in fixing.inputs} & gone
            assert fixing.cause is not None
            assert fixing.cause.startswith(
                "street read again from 2026-06-10 to 2026-06-11: street USD 2026-06-10: 1340 / 1357 became 1347 / 1357"
            )
        assert (str(shot.bid), str(shot.ask)) == ("1347.0000", "1357.0000")
        assert shot.supersedes == old.id
        assert str(day.bid) == "1345.0000"

    def test_what_was_known_before_is_what_it_was(self, room: Newsroom, misread: None) -> None:
        moments = ("2026-06-10T12:00+01:00", "2026-06-10T15:30+01:00", "2026-06-10", "2026-06-11T10:30+01:00")
        with room.at("2026-06-11T11:00") as desk:
            before = [answer(desk, moment, "2026-06-11T11:00+01:00") for moment in moments]
        again(room, "2026-06-11T12:00")
        with room.at("2026-06-11T12:00") as desk:
            assert [answer(desk, moment, "2026-06-11T11:00+01:00") for moment in moments] == before
            assert [answer(desk, moment) for moment in moments] != before
            assert desk.store.observations(known_at=parse_when("2026-06-11T11:00+01:00"), counted=True) == [
                one for one in desk.store.observations(counted=False) if one.retrieved_at <= parse_when("2026-06-11T11:00+01:00")
            ]

    def test_the_page_that_shows_the_corrected_figure_on_renews_it(self, room: Newsroom, wire: Wire, misread: None) -> None:
        again(room, "2026-06-11T12:00")

        assert asked(room, wire, "2026-06-11T18:00") == "unchanged"
        with room.at("2026-06-11T18:00") as desk:
            (seen,) = desk.store.sightings(Market.PARALLEL, [USD], desk.clock.now())
        assert figures([seen.observation]) == [("1350", "1360")]
        assert seen.seen_at == datetime(2026, 6, 11, 17, tzinfo=UTC)

    def test_a_pair_that_was_taken_for_another_speaks_in_its_own_series(self, home: Path, room: Newsroom, wire: Wire) -> None:
        street(home, pair="USD")
        says(wire, "1825", "1835")
        asked(room, wire, "2026-06-10T10:00")
        street(home, pair="GBP")

        done = again(room, "2026-06-10T12:00")
        with room.at("2026-06-10T12:00") as desk:
            day = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, desk.clock.now(), FixingKind.SESSION)

        assert (done.added, done.withdrawn) == (1, 1)
        assert [str(one.pair) for one in rows(room, "2026-06-10T12:00")] == ["GBP/NGN"]
        assert day is not None
        assert day.value is None, "nothing speaks of that day any more"


def test_a_reading_that_was_killed_before_it_was_worked_out_is_completed_by_whatever_fixes_next(
    room: Newsroom, misread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("fxtracker.desk.reparsing.refix", killed)
        with pytest.raises(KeyboardInterrupt):
            again(room, "2026-06-11T12:00")
    with room.at("2026-06-11T12:15") as desk:
        take_quote(desk, USD, Market.PARALLEL, None, rows(room, "2026-06-11T12:00")[-1].quote.ask)
        shot = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10T15:00+01:00"), FixingKind.SNAPSHOT)
        done = reparse(desk, "street", DAY)

    assert shot is not None
    assert str(shot.bid) == "1347.0000"
    assert (done.added, done.withdrawn) == (0, 0)


class TestAnAnswerThatWasRejected:
    def test_counts_from_its_own_time_once_it_is_understood(self, home: Path, room: Newsroom, wire: Wire) -> None:
        street(home)
        says(wire, "1345", "1355")
        asked(room, wire, "2026-06-10T10:00")
        says(wire, "1350", "1360", key="prices")
        assert asked(room, wire, "2026-06-10T13:00") == "failed"
        street(home, rows="prices || rates")

        done = again(room, "2026-06-10T15:00")
        with room.at("2026-06-10T15:00") as desk:
            (seen,) = desk.store.sightings(Market.PARALLEL, [USD], desk.clock.now())
            refix(desk, [Market.PARALLEL])
            shot = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, desk.clock.now(), FixingKind.SNAPSHOT)

        assert (done.read, done.added, done.withdrawn) == (2, 1, 0)
        assert figures([seen.observation]) == [("1350", "1360")]
        assert seen.observation.visible_at == datetime(2026, 6, 10, 12, tzinfo=UTC)
        assert shot is not None
        assert str(shot.ask) == "1360.0000"

    def test_and_one_that_is_still_none_is_named(self, home: Path, room: Newsroom, wire: Wire) -> None:
        street(home)
        says(wire, "1345", "1355")
        asked(room, wire, "2026-06-10T10:00")
        wire.put(STREET_URL, b"<html><head><title>Request Rejected</title></head><body>Your support ID is: 734</body></html>")
        asked(room, wire, "2026-06-10T13:00")

        done = again(room, "2026-06-10T15:00")

        assert (done.polls, done.read, done.added, done.withdrawn) == (2, 1, 0, 0)
        (one,) = done.unreadable
        assert one.at == datetime(2026, 6, 10, 12, tzinfo=UTC)
        assert "Request Rejected" in one.error


class TestALayoutThatChanged:
    @pytest.fixture
    def changed(self, home: Path, room: Newsroom, wire: Wire) -> None:
        street(home)
        wire.put(STREET_URL, b'{"rates": [{"buy": "1345", "sell": "1355"}]}')
        asked(room, wire, "2026-06-10T10:00")
        wire.put(STREET_URL, b'{"rates": [{"buy": 1350, "sell": 1360}]}')
        assert asked(room, wire, "2026-06-10T13:00") == "failed"

    def test_stays_rejected(self, room: Newsroom, changed: None) -> None:
        done = again(room, "2026-06-10T15:00")

        assert (done.read, done.added) == (1, 0)
        assert [one.kind for one in done.unreadable] == ["layout"]

    def test_lands_where_it_is_accepted_and_is_the_known_one_from_then_on(self, room: Newsroom, wire: Wire, changed: None) -> None:
        done = again(room, "2026-06-10T15:00", accept_layout=True)

        assert (done.read, done.added, done.unreadable) == (2, 1, ())
        assert asked(room, wire, "2026-06-10T15:15") == "unchanged"
        wire.put(STREET_URL, b'{"rates": [{"buy": 1351, "sell": 1361}]}')
        assert asked(room, wire, "2026-06-10T15:30") == "ok"
        assert figures(rows(room, "2026-06-10T15:30")) == [("1345", "1355"), ("1350", "1360"), ("1351", "1361")]


class TestADatedTable:
    def page(self, wire: Wire, day: str, buy: str, sell: str, best: str = "1") -> None:
        body = json.dumps({"date": day, "buy": buy, "sell": sell, "best": best}).encode()
        wire.put(TABLE_URL.replace("{YYYY-MM-DD}", day), body)

    def test_what_a_later_answer_said_still_stands_behind_what_an_earlier_one_says_now(
        self, home: Path, room: Newsroom, wire: Wire
    ) -> None:
        table(home)
        self.page(wire, "2026-06-10", "1345", "1355", "1346")
        asked(room, wire, "2026-06-10T10:00", "bank")
        self.page(wire, "2026-06-10", "1348", "1358", "1348")
        asked(room, wire, "2026-06-10T14:00", "bank")
        table(home, bid="best")

        done = again(room, "2026-06-11T10:00", "bank")
        found = rows(room, "2026-06-11T10:00")
        with room.at("2026-06-11T10:00") as desk:
            day = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, parse_when("2026-06-10"), FixingKind.SESSION)

        assert (done.added, done.withdrawn) == (1, 1)
        assert figures(found) == [("1346", "1355"), ("1348", "1358")]
        assert day is not None
        assert str(day.bid) == "1348.0000"
        assert again(room, "2026-06-11T11:00", "bank").added == 0
        assert asked(room, wire, "2026-06-10T14:00", "bank") == "unchanged"


class TestWhatCannotBeRead:
    def test_bytes_that_are_kept_no_longer_are_counted_and_nothing_is_withdrawn(self, room: Newsroom, misread: None) -> None:
        with room.at("2026-06-11T11:00") as desk:
            hashes = {one.hash for poll in desk.store.poll_rows("street") for one in poll.answers}
            desk.store.remove_payloads(sorted(hashes)[:2])

        done = again(room, "2026-06-11T12:00")

        assert done.missing == 2
        assert done.withdrawn == done.added == 1

    def test_a_parser_that_understands_nothing_at_all_changes_nothing(self, home: Path, room: Newsroom, misread: None) -> None:
        street(home, rows="nowhere")
        before = rows(room, "2026-06-11T12:00")

        done = again(room, "2026-06-11T12:00")

        assert (done.read, done.added, done.withdrawn) == (0, 0, 0)
        assert len(done.unreadable) == 4
        assert rows(room, "2026-06-11T12:00") == before

    @pytest.mark.parametrize(("source", "told"), [("nobody", "is not a source"), ("desk", "has no answers")])
    def test_a_source_without_answers_is_refused(self, room: Newsroom, source: str, told: str) -> None:
        with pytest.raises(UsageError, match=told):
            again(room, "2026-06-11T12:00", source)
