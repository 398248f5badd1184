"""`reparse` and `backfill` as a person and a program call them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.files import STREET_URL, TABLE_URL, street, table
from wire import Wire

from .conftest import Terminal

BACK = f'[backfill]\nurls = ["{TABLE_URL}"]\nsince = 2026-06-01\n'


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as opened:
        yield opened


@pytest.fixture
def home(terminal: Terminal, wire: Wire) -> Path:
    terminal.set(MIRROR=wire.url)
    return terminal.home


@pytest.fixture
def misread(home: Path, terminal: Terminal, wire: Wire) -> None:
    street(home, bid="official")
    wire.put(STREET_URL, b'{"rates": [{"buy": "1345", "sell": "1355", "official": "1340"}]}')
    terminal.set(NOW="2026-06-12T10:00:00+01:00")
    terminal.good("fetch", "street")
    wire.put(STREET_URL, b"<html><title>Request Rejected</title>Your support ID is: 7</html>")
    terminal.set(NOW="2026-06-12T11:00:00+01:00")
    assert terminal.run("fetch", "street").code == 1
    street(home)
    terminal.set(NOW="2026-06-12T12:00:00+01:00")


class TestReparse:
    def test_says_what_it_read_added_and_withdrew(self, terminal: Terminal, misread: None) -> None:
        told = terminal.good("reparse", "street", "--from", "2026-06-12", "--json").json

        (bad,) = told.pop("unreadable")
        assert told == {
            "source": "street", "from": "2026-06-12", "to": "2026-06-12", "polls": 2, "read": 1, "added": 1, "withdrawn": 1, "missing": 0,
        }  # fmt: skip
        assert (bad["at"], bad["kind"]) == ("2026-06-12T10:00:00Z", "firewall")
        assert "Request Rejected" in bad["error"]

    def test_tells_a_person_the_same(self, terminal: Terminal, misread: None) -> None:
        said = terminal.good("reparse", "street", "--from", "2026-06-12").out

        assert "1 answers of 2 polls read: 1 new, 1 withdrawn." in said
        assert "2026-06-12 11:00 WAT  firewall: " in said
        # The bar is for a terminal alone.
        assert "%" not in said

    def test_before_it_is_as_it_was(self, terminal: Terminal, misread: None) -> None:
        question = ("rate", "--market", "parallel", "--at", "2026-06-12T10:30", "--known-at", "2026-06-12T11:30", "--json")
        before = terminal.good(*question).json
        terminal.good("reparse", "street", "--from", "2026-06-12")

        assert terminal.good(*question).json == before
        (now,) = terminal.good("rate", "--market", "parallel", "--at", "2026-06-12T10:30", "--json").json
        assert now["bid"] > before[0]["bid"], "the bid of the page was read five naira too low"

    @pytest.mark.parametrize(
        ("argv", "code", "told"),
        [
            (("reparse", "nobody", "--from", "2026-06-12"), 2, "'nobody' is not a source"),
            (("reparse", "street"), 2, "--from"),
            (("reparse", "street", "--from", "12.6."), 2, "'12.6.' is not a date"),
            (("reparse", "street", "--from", "2026-06-12", "--to", "2026-06-11"), 2, "before --from"),
            (("reparse", "street", "--from", "2026-01-01", "--to", "2026-01-02"), 1, "no answer of street was kept"),
        ],
    )
    def test_refuses_in_one_sentence(self, terminal: Terminal, misread: None, argv: tuple[str, ...], code: int, told: str) -> None:
        done = terminal.run(*argv)

        assert done.code == code
        assert told in done.sentence

    def test_fails_where_nothing_can_be_read(self, home: Path, terminal: Terminal, misread: None) -> None:
        street(home, rows="nowhere")

        done = terminal.run("reparse", "street", "--from", "2026-06-12")

        assert done.code == 1
        assert "nothing was changed" in done.err


class TestBackfill:
    @pytest.fixture
    def bank(self, home: Path, wire: Wire) -> None:
        table(home, back=BACK)
        for number in (8, 9, 11):
            body = {"date": f"2026-06-{number:02}", "buy": "1345", "sell": "1355"}
            wire.put(TABLE_URL.replace("{YYYY-MM-DD}", body["date"]), json.dumps(body).encode())

    def test_says_how_the_days_were_filled(self, terminal: Terminal, bank: None) -> None:
        told = terminal.good("backfill", "bank", "--from", "2026-06-08", "--json").json

        assert told == {
            "source": "bank", "from": "2026-06-08", "to": "2026-06-11", "days": 4, "lacked": 4, "landed": 3, "absent": 1, "added": 3,
            "failed": [], "stopped": None,
        }  # fmt: skip
        assert "0 of 3 days asked for" in terminal.good("backfill", "bank", "--from", "2026-06-08", "--to", "2026-06-09").out.replace(
            "2 days", "3 days"
        )

    def test_counts_days_back_from_yesterday(self, terminal: Terminal, bank: None) -> None:
        told = terminal.good("backfill", "bank", "--last", "2d", "--json").json

        assert (told["from"], told["to"], told["landed"]) == ("2026-06-10", "2026-06-11", 1)

    def test_begins_where_the_file_says(self, terminal: Terminal, bank: None) -> None:
        assert terminal.good("backfill", "bank", "--json").json["from"] == "2026-06-01"

    @pytest.mark.parametrize(
        ("argv", "told"),
        [
            (("backfill",), "name one source, or write --all"),
            (("backfill", "bank", "--all"), "it stands beside 'bank'"),
            (("backfill", "bank", "--last", "ten"), "'ten' is not a number of days"),
            (("backfill", "bank", "--last", "10d", "--from", "2026-06-01"), "write one of them"),
            (("backfill", "nairatoday", "--last", "10d"), "keeps no history"),
        ],
    )
    def test_refuses_in_one_sentence(self, terminal: Terminal, bank: None, argv: tuple[str, ...], told: str) -> None:
        done = terminal.run(*argv)

        assert done.code == 2
        assert told in done.sentence

    def test_that_is_stopped_says_that_what_landed_stays(self, terminal: Terminal, bank: None, monkeypatch: pytest.MonkeyPatch) -> None:
        def stopped(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("fxtracker.sources.ask_all", stopped)
        done = terminal.run("backfill", "bank", "--last", "3d")

        assert done.code == 130
        assert done.sentence == "stopped; what has landed stays, and the same command goes on from there"

    def test_that_had_nothing_fails(self, terminal: Terminal, wire: Wire, bank: None) -> None:
        wire.fail("bank.example.ng", "firewall")
        done = terminal.run("backfill", "bank", "--last", "3d")

        assert done.code == 1
        assert re.search(r"2026-06-09  firewall: bank\.example\.ng ", done.out)
