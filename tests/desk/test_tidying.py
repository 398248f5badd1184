"""Answers are kept as long as they are to be kept, and what is still needed of them longer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fxtracker.desk.fetching import fetch
from fxtracker.desk.tidying import Tidied, tidy
from wire import Wire

from .files import STREET_URL, TABLE_URL, street, table
from .house import Newsroom


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "home")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as opened:
        yield opened


def says(wire: Wire, buy: str, *, filler: int = 0) -> None:
    wire.put(STREET_URL, json.dumps({"rates": [{"buy": buy, "sell": "1399"}], "more": "x" * filler}).encode())


def asked(room: Newsroom, wire: Wire, now: str, source: str = "street") -> str:
    with room.at(now, wire.url) as desk:
        return fetch(desk, [source])[0].status


def tidied(room: Newsroom, now: str) -> Tidied:
    with room.at(now) as desk:
        return tidy(desk)


def kept(room: Newsroom, now: str, source: str = "street") -> list[bool]:
    """Of each answer of each poll, whether its bytes are there."""
    with room.at(now) as desk:
        return [desk.store.payload(one.hash) is not None for poll in desk.store.poll_rows(source) for one in poll.answers]


def test_the_bytes_of_old_answers_go_and_that_they_came_stays(home: Path, room: Newsroom, wire: Wire) -> None:
    street(home)
    for number, buy in enumerate(("1350", "1351", "1352"), start=1):
        says(wire, buy)
        asked(room, wire, f"2026-03-0{number}T10:00")

    assert tidied(room, "2026-05-30T10:00")[1:3] == (0, 0), "ninety days are not over"
    done = tidied(room, "2026-06-02T10:00")

    assert done.payloads == 2
    assert 0 < done.payload_bytes < 300
    assert kept(room, "2026-06-02T10:00") == [False, False, True], "the last good answer of an address stays"
    with room.at("2026-06-02T10:00") as desk:
        polls = desk.store.poll_rows("street")
        assert [one.status for one in polls] == ["ok"] * 3
        assert all(one.answers[0].headers for one in polls)
        assert len(desk.store.observations(source="street")) == 3


def test_a_file_says_for_how_long_its_answers_are_kept(home: Path, room: Newsroom, wire: Wire) -> None:
    street(home)
    path = home / "data" / "sources" / "street.toml"
    path.write_text("keep_days = 5\n" + path.read_text())
    for number, buy in enumerate(("1350", "1351", "1352"), start=1):
        says(wire, buy)
        asked(room, wire, f"2026-03-0{number}T10:00")

    assert tidied(room, "2026-03-07T09:00").payloads == 1
    assert kept(room, "2026-03-07T09:00") == [False, True, True]


def test_an_answer_that_is_still_given_is_not_old(home: Path, room: Newsroom, wire: Wire) -> None:
    street(home)
    says(wire, "1350")
    asked(room, wire, "2026-03-01T10:00")
    asked(room, wire, "2026-03-02T10:00")
    says(wire, "1351")
    asked(room, wire, "2026-03-03T10:00")

    assert tidied(room, "2026-05-31T09:00").payloads == 0, "it was seen again on the second"
    assert tidied(room, "2026-05-31T11:00").payloads == 1


def test_an_answer_in_which_a_trouble_was_seen_stays_until_that_is_over(home: Path, room: Newsroom, wire: Wire) -> None:
    street(home)
    says(wire, "1350")
    asked(room, wire, "2026-03-01T10:00")
    wire.fail("rates.example.ng", "firewall")
    assert asked(room, wire, "2026-03-02T10:00") == "failed"
    with room.at("2026-03-02T10:01") as desk:
        (poll,) = desk.store.poll_rows("street", limit=1)
        desk.store.note_trouble("street", "firewall", "answers with a firewall's page", poll.started_at, poll.answers[0].hash)

    assert tidied(room, "2026-06-10T10:00").payloads == 0
    with room.at("2026-06-10T10:00") as desk:
        desk.store.end_troubles("street", None, desk.clock.now())
    assert tidied(room, "2026-06-10T10:00").payloads == 1
    assert kept(room, "2026-06-10T10:00") == [True, False]


def test_of_an_address_that_names_a_day_the_newest_is_the_last_good_answer(home: Path, room: Newsroom, wire: Wire) -> None:
    table(home)
    for number in (1, 2, 3):
        day = date(2026, 3, number).isoformat()
        wire.put(TABLE_URL.replace("{YYYY-MM-DD}", day), json.dumps({"date": day, "buy": "1345", "sell": "1355"}).encode())
        asked(room, wire, f"{day}T12:00", "bank")

    assert tidied(room, "2026-06-10T10:00").payloads == 2
    assert kept(room, "2026-06-10T10:00", "bank") == [False, False, True]
    with room.at("2026-06-10T10:00") as desk:
        assert desk.store.answers("bank") == {}, "what a day long gone answered is no known answer of today"


def test_the_file_of_the_database_gives_back_what_is_free(home: Path, room: Newsroom, wire: Wire) -> None:
    import random

    chance = random.Random(1_364)
    street(home)
    for number in range(1, 5):
        wire.put(
            STREET_URL,
            json.dumps({"rates": [{"buy": f"135{number}", "sell": "1399"}], "noise": chance.randbytes(400_000).hex()}).encode(),
        )
        asked(room, wire, f"2026-03-0{number}T10:00")
    with room.at("2026-03-05T10:00") as desk:
        desk.store.tidy()
    before = (home / "fxtracker.db").stat().st_size

    done = tidied(room, "2026-07-01T10:00")

    assert done.payloads == 3
    assert before - (home / "fxtracker.db").stat().st_size > done.payload_bytes * 0.9
