"""One source fails, and then the next: the others land, the failure is named, and no wrong rate counts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.answers import rate_rows, row_json
from fxtracker.rates import USD
from fxtracker.settings import Settings
from journeys.conftest import Undisturbed
from journeys.house import House, Ran, rate_of, wired
from wire import SOURCES

SAYS = {"500": "500", "firewall": "", "empty": "", "cut": "", "silent": "seconds"}
"""What the sentence of a failure must name, where it has a name."""

KINDS = {"500": {"status"}, "firewall": {"firewall"}, "empty": {"empty", "not_rates"}, "cut": {"cut", "not_rates"}, "silent": {"timeout"}}
"""What the failure is called: an empty list is no page where a page was asked for, and JSON that ends behind a decimal point is none."""

CASES = [(source, how) for row, source in enumerate(SOURCES) for column, how in enumerate(SAYS) if (row + column) % len(SAYS) in (0, 2)]
"""Two faults a source and every fault on several, since each is a round of its own."""


def near(value: str, faultless: str) -> bool:
    return abs(float(value) / float(faultless) - 1) <= 0.005


def defensible(row: dict[str, Any], faultless: dict[str, Any]) -> bool:
    """A rate that lacks a source is the faultless one within half a percent, or says that it cannot be relied on."""
    return row["grade"] == "D" or near(row["mid"], faultless["mid"])


@pytest.mark.parametrize(("source", "how"), CASES)
def test_a_source_that_fails_fails_alone(
    offline: tuple[House, Ran], undisturbed: Undisturbed, faultless: list[dict[str, Any]], tmp_path: Path, source: str, how: str
) -> None:
    house = offline[0].like(tmp_path / "home")
    with wired() as wire:
        wire.fail(source, how)
        limit = {"FXTRACKER_FETCH_SECONDS": "1"} if how == "silent" else {}
        began = time.monotonic()
        ran = house.run("fetch", "--json", FXTRACKER_MIRROR=wire.url, **limit)
    assert time.monotonic() - began < 15
    assert ran.code == 0
    # It failed without a network, too: this is its second time, and the operator is told.
    assert ran.err.startswith(f"alert: {source} fails (")
    assert len(ran.err.splitlines()) == 1
    rows = {row["source"]: row for row in ran.json}
    assert set(rows) == set(SOURCES)
    assert {name for name, row in rows.items() if row["status"] == "failed"} == {source}
    assert all(row["error"] is None for name, row in rows.items() if name != source)
    error = rows[source]["error"]
    assert error
    assert "\n" not in error
    assert "Traceback" not in error
    assert SAYS[how] in error
    assert rows[source]["observations"] == 0
    house.sound()
    ((status, kind),) = house.rows("SELECT status, kind FROM polls WHERE source = ? ORDER BY id DESC LIMIT 1", source)
    assert status == "failed"
    assert kind in KINDS[how]
    with Desk.open(Settings.load(house.environ)) as desk:
        rates = [row_json(row) for row in rate_rows(desk.store, USD, desk.clock.now(), desk.calendar)]
    for row in rates:
        if row["market"] != "remittance":
            assert defensible(row, rate_of(faultless, row["market"])), row


@pytest.fixture(scope="module")
def faultless(undisturbed: Undisturbed) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = undisturbed.house.good("rate", "--json").json
    return rows


@pytest.mark.parametrize(
    ("source", "how"), [("quidax", "500"), ("nairatoday", "firewall"), ("cbn", "empty"), ("cbn-nfem", "cut"), ("luno", "silent")]
)
def test_a_round_with_a_failure_names_it_and_publishes(tmp_path: Path, source: str, how: str) -> None:
    house = House(tmp_path / "home")
    with wired() as wire:
        wire.fail(source, how)
        limit = {"FXTRACKER_FETCH_SECONDS": "1.5"} if how == "silent" else {}
        ran = house.good("up", "--once", FXTRACKER_MIRROR=wire.url, **limit)
    assert f"Not reached: {source}." in ran.out
    assert f"`fxtracker fetch {source}` asks again" in ran.out
    assert "held" not in ran.out
    article = house.files()["pieces/2026-06-12/dollar-to-naira.md"].decode()
    assert "on Friday, 12 June 2026" in article
    if source == "cbn-nfem":
        # Without the close the Central Bank's central rate of the same session stands in, under its own name.
        assert "Official close" not in article
        assert "1,363.33" in article
    shown = house.good("sources", "show", source, "--json").json
    assert shown["last_failure"]
    assert shown["last_success"] is None


def test_a_source_that_is_well_again_is_a_source_again(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    with wired() as wire:
        house.environ["FXTRACKER_MIRROR"] = wire.url
        wire.fail("cbn-nfem", "firewall")
        house.good("fetch", "--json")
        wire.heal()
        rows = {row["source"]: row for row in house.good("fetch", "--json").json}
    assert (rows["cbn-nfem"]["status"], rows["cbn-nfem"]["observations"]) == ("ok", 45)
    assert {row["status"] for name, row in rows.items() if name != "cbn-nfem"} == {"unchanged"}
    assert rate_of(house.good("rate", "--json").json, "official")["mid"] == "1364.5000"


@pytest.mark.parametrize("how", ["500", "firewall", "empty", "cut", "silent"])
def test_nothing_lands_where_every_source_fails(offline: tuple[House, Ran], tmp_path: Path, how: str) -> None:
    house = offline[0].like(tmp_path / "home")
    before = house.fixings(), house.rows("SELECT count(*) FROM observations")
    with wired() as wire:
        for source in SOURCES:
            wire.fail(source, how)
        ran = house.run("fetch", "--json", FXTRACKER_MIRROR=wire.url, FXTRACKER_FETCH_SECONDS="1" if how == "silent" else "45")
    assert ran.code == 1
    assert {row["status"] for row in ran.json} == {"failed"}
    assert (house.fixings(), house.rows("SELECT count(*) FROM observations")) == before


def test_without_a_network_a_round_comes_up_with_what_the_starter_history_has(offline: tuple[House, Ran], tmp_path: Path) -> None:
    house, ran = offline
    assert (ran.code, ran.err) == (0, "")
    assert "No source could be reached." in ran.out
    assert "then run `fxtracker fetch`" in ran.out
    for source in SOURCES:
        assert f"\n  {source} " in ran.out
    rates = house.good("rate", "--json").json
    assert {row["market"] for row in rates} == {"parallel", "midmarket", "remittance"}
    assert all(row["as_of"] and row["grade"] for row in rates)
    # Two days on, nothing that is known is of the day, and nothing pretends to be.
    later = house.like(tmp_path / "later")
    said = later.good("up", "--once", FXTRACKER_NOW="2026-06-14T14:30:00+01:00")
    assert "there is no article of that day" in said.out
    assert not (later.home / "pieces" / "2026-06-14").exists()
    assert rate_of(later.good("rate", "--json", FXTRACKER_NOW="2026-06-14T14:30:00+01:00").json, "parallel")["session"] == "2026-06-12"


def test_sources_that_take_two_seconds_each_take_less_than_four_in_all(tmp_path: Path) -> None:
    with wired() as wire:
        for source in SOURCES:
            wire.fail(source, "slow:2")
        for attempt in range(3):
            house = House(tmp_path / str(attempt), wire.url)
            began = time.monotonic()
            rows = house.good("fetch", "--json").json
            took = time.monotonic() - began
            assert {row["status"] for row in rows} == {"ok"}
            if took < 4:
                break
    assert took < 4, "three times over, so it is not this machine's other work"
    assert max(row["seconds"] for row in rows) < 4
