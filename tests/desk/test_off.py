"""Sources that are off: no round asks them, by name they are asked, and a key opens what needs one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.answers import rate_rows
from fxtracker.desk.fetching import fetch
from fxtracker.errors import ConfigError, NoData
from fxtracker.rates import USD, Market, Measure
from fxtracker.settings import Settings
from fxtracker.web.library import Library
from wire import OFF, SOURCES, Wire

CLOCK = "2026-06-12T12:15:00+01:00"
KEYS = {"monierate": "k-monierate-1", "openexchangerates": "k-oxr-2"}


@pytest.fixture
def wire():
    with Wire(now=datetime.fromisoformat(CLOCK)) as opened:
        yield opened


def desk_of(home: Path, wire: Wire, **keys: str) -> Desk:
    """A desk with those keys."""
    return Desk.open(replace(Settings.load(), home=home, now=CLOCK, mirror=wire.url, keys=keys))


@pytest.mark.parametrize(("source", "figures"), [("yahoo", 1), ("bitget-p2p", 1), ("abokifx", 9)])
def test_by_its_name_it_is_asked_and_lands(wire: Wire, tmp_path: Path, source: str, figures: int) -> None:
    with desk_of(tmp_path, wire) as desk:
        (row,) = fetch(desk, [source])

    assert (row.status, row.error, row.observations) == ("ok", None, figures)


def test_a_round_asks_none_of_them_with_or_without_keys(wire: Wire, tmp_path: Path) -> None:
    with desk_of(tmp_path, wire, **KEYS) as desk:
        assert {row.source for row in fetch(desk)} == set(SOURCES)

    asked = {url.removeprefix("https://") for url in wire.urls()}
    assert not [address for address in asked if any(re.fullmatch(pattern, address) for pattern in OFF.values())]


@pytest.mark.parametrize(("source", "figures"), [("bybit-p2p", 1), ("nala", 3)])
def test_what_a_robots_file_forbids_is_the_operators_own_decision(wire: Wire, tmp_path: Path, source: str, figures: int) -> None:
    with desk_of(tmp_path, wire) as desk:
        (row,) = fetch(desk, [source])

    assert (row.status, row.error, row.observations) == ("ok", None, figures)


def test_a_key_opens_what_needs_one_and_stands_nowhere_afterwards(wire: Wire, tmp_path: Path) -> None:
    with desk_of(tmp_path, wire, **KEYS) as desk:
        rows = {row.source: row for row in fetch(desk, list(KEYS))}
        polls = [poll for source in KEYS for poll in desk.store.poll_rows(source)]

    assert {name: (row.status, row.error) for name, row in rows.items()} == dict.fromkeys(KEYS, ("ok", None))
    sent = [heard.headers.get("api_key") or heard.url for heard in wire.heard]
    assert sorted({KEYS["monierate"] in one or KEYS["openexchangerates"] in one for one in sent}) == [True]
    kept = repr(polls) + "".join(path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file())
    assert not any(key in kept for key in KEYS.values())


@pytest.mark.parametrize("source", sorted(KEYS))
def test_without_a_key_it_is_not_asked_and_says_where_the_key_goes(wire: Wire, tmp_path: Path, source: str) -> None:
    with desk_of(tmp_path, wire) as desk, pytest.raises(ConfigError) as refusal:
        fetch(desk, [source])

    assert f'{source} = "..."' in str(refusal.value)
    assert wire.heard == []


def test_the_apps_make_one_voice_that_the_operator_alone_is_told(wire: Wire, tmp_path: Path) -> None:
    with desk_of(tmp_path, wire, **KEYS) as desk:
        fetch(desk, ["monierate"])
        (row,) = rate_rows(desk.store, USD, desk.clock.now(), desk.calendar, Market.REMITTANCE)
        fixing = desk.store.fixing(Market.REMITTANCE, USD, Measure.QUOTE, desk.clock.now())

    assert row.sources == ("monierate",)
    assert row.mid is not None
    assert 1385 < row.mid < 1400
    assert fixing is not None
    assert fixing.groups == 1
    library = Library(Settings(home=tmp_path, now=CLOCK))
    try:
        with pytest.raises(NoData, match="may be published"):
            library.rates(USD, datetime.fromisoformat(CLOCK), Market.REMITTANCE)
    finally:
        library.close()
