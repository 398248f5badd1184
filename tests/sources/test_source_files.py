"""Source files: what ships is sound, and a slip of the pen is named with what would be right."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.errors import ConfigError
from fxtracker.rates import Market, Pair, Segment
from fxtracker.settings import shipped
from fxtracker.sources import Source, load_sources
from sources.recorded import shipped_sources

ON = [
    "abokiforex", "cbn", "cbn-nfem", "currency-api", "er-api", "frankfurter", "luno", "nairatoday", "ngnrates", "noblocks", "quidax",
    "remitano", "talentbase", "wise",
]  # fmt: skip
OFF = ["abokifx", "bitget-p2p", "bybit-p2p", "monierate", "nala", "openexchangerates", "yahoo"]
HIDDEN = {"abokifx", "bitget-p2p", "bybit-p2p", "er-api", "monierate", "nala", "noblocks", "openexchangerates", "remitano", "wise", "yahoo"}
"""What may not be passed on, or does not say that it may."""


def test_every_source_that_can_be_had_ships() -> None:
    sources = shipped_sources()

    assert set(sources) == {*ON, *OFF, "desk", "reported"}
    assert [name for name, source in sources.items() if source.fetched and source.default_on] == ON
    assert [name for name, source in sources.items() if source.fetched and not source.default_on] == OFF


def test_what_is_off_says_why_and_what_its_robots_forbid_is_never_asked() -> None:
    sources = shipped_sources()

    assert all(sources[name].reason for name in OFF)
    assert {name for name, source in sources.items() if not source.robots_ok} == {"bybit-p2p", "nala"}
    assert {name for name, source in sources.items() if source.needs_key} == {"monierate", "openexchangerates"}
    assert {name for name, source in sources.items() if source.why_not_asked({})} == {"bybit-p2p", "nala", "monierate", "openexchangerates"}
    assert sources["monierate"].why_not_asked({"monierate": "k"}) is None


@pytest.mark.parametrize("source", shipped_sources().values(), ids=str)
def test_every_file_says_who_under_which_terms_and_when(source: Source) -> None:
    assert source.name
    assert source.attribution
    assert source.terms
    assert source.sides
    assert source.expected.words
    if source.fetched:
        assert source.homepage.startswith("https://")
        assert source.robots_ok or not source.default_on
        assert source.ranges
        assert source.seconds is not None
        assert source.silence < source.seconds


def test_who_may_be_republished_and_who_counts_as_what() -> None:
    sources = shipped_sources()

    assert {name for name, source in sources.items() if not source.redistribute_ok} == HIDDEN
    tokens = {name for name, source in sources.items() if source.counts_as and source.fetched}
    assert tokens == {"quidax", "luno", "noblocks", "remitano", "bybit-p2p", "bitget-p2p"}
    assert all(dict(sources[name].counts_as) == {"USDT": "USD"} for name in tokens)


def test_copies_are_declared() -> None:
    assert {name: source.derived_from for name, source in shipped_sources().items() if source.derived_from} == {
        "cbn-nfem": ("cbn",),
        "frankfurter": ("cbn",),
        "talentbase": ("nairatoday",),
        "noblocks": ("quidax",),
    }


def test_markets_and_segments() -> None:
    sources = shipped_sources()
    parallel: dict[Segment | None, set[str]] = {}
    for name, source in sources.items():
        if source.market is Market.PARALLEL:
            parallel.setdefault(source.segment, set()).add(name)

    assert parallel == {
        Segment.STREET: {"abokiforex", "abokifx", "nairatoday", "ngnrates", "talentbase"},
        Segment.EXCHANGE: {"luno", "noblocks", "quidax"},
        Segment.P2P: {"bitget-p2p", "bybit-p2p", "remitano"},
        Segment.DESK: {"desk"},
        Segment.PRESS: {"reported"},
    }
    assert {name for name in sources if sources[name].market is Market.MIDMARKET} == {
        "currency-api", "er-api", "openexchangerates", "wise", "yahoo",
    }  # fmt: skip
    assert {name for name in sources if sources[name].market is Market.OFFICIAL} == {"cbn", "cbn-nfem", "frankfurter"}
    assert {name for name in sources if sources[name].market is Market.REMITTANCE} == {"monierate", "nala"}
    assert set(sources["reported"].markets) >= {Market.PARALLEL, Market.OFFICIAL}


def test_a_range_is_stated_for_every_pair_that_is_asked() -> None:
    for source in shipped_sources().values():
        asked = {code for request in source.requests for code in request.each}
        assert asked <= {pair.base for pair in source.ranges}, source.id


def test_the_central_banks_ranges_hold_from_2001_to_2026() -> None:
    low, high = shipped_sources()["cbn"].ranges[Pair("USD")]

    assert low < Decimal("66.09")
    assert high > 3 * Decimal("1690")


def test_the_central_bank_is_expected_on_weekdays_by_six() -> None:
    expected = shipped_sources()["cbn"].expected

    assert expected.days == ("mon", "tue", "wed", "thu", "fri")
    assert expected.by == time(18)
    assert shipped_sources()["quidax"].expected.every_minutes == 15


GOOD = (shipped("data/sources") / "quidax.toml").read_text(encoding="utf-8")
PAGE = (shipped("data/sources") / "ngnrates.toml").read_text(encoding="utf-8")


def load(folder: Path, text: str, name: str = "quidax") -> Source:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_sources([folder])[name]


def test_a_file_of_a_later_folder_replaces_one_of_the_same_name(tmp_path: Path) -> None:
    first, later = tmp_path / "first", tmp_path / "later"
    for folder, name in ((first, "Quidax"), (later, "Ours")):
        folder.mkdir()
        (folder / "quidax.toml").write_text(GOOD.replace('name = "Quidax"', f'name = "{name}"'), encoding="utf-8")
    (first / "ngnrates.toml").write_text(PAGE, encoding="utf-8")

    sources = load_sources([first, later, tmp_path / "not-there"])

    assert {name: source.name for name, source in sources.items()} == {"ngnrates": "NgnRates", "quidax": "Ours"}


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ('market = "parallel"', 'market = "paralel"', "market: 'paralel' will not do; write one of official, parallel"),
        ('market = "parallel"', 'market = ["paralel"]', r"market: \['paralel'\] will not do; write one or more of official"),
        ('market = "parallel"', "", "market is missing; write one of official, parallel"),
        ('segment = "exchange"', 'segment = "street corner"', "segment: 'street corner' will not do; write one of street"),
        ('timing = "instant"', "timing = 5", "timing: 5 will not do; write one of instant, dated, seen"),
        (
            'timing = "instant"',
            'timing = "dated"',
            r"timing: 'dated' will not do; write a \[read.time\] of form date or of a day .*, or another",
        ),
        ("default_on = true", 'default_on = "yes"', "default_on: 'yes' will not do; write true or false"),
        ("seconds = 20", "seconds = 0", "seconds: 0 will not do; write a number from 1 to 600"),
        ("seconds = 20", "seconds = true", "seconds: True will not do; write a number"),
        ("seconds = 20", "secconds = 20", "secconds is not a key that is known here; known are at_once, attribution"),
        ('id = "quidax"', 'id = "quidacks"', "id: 'quidacks' will not do; write the name of the file, 'quidax'"),
        ('name = "Quidax"', 'name = " "', "name: ' ' will not do; write a text in quotes"),
        ("USDT = [300, 10000]", "USDT = [300]", r"range.USDT: \[300\] will not do; write the smallest and the largest believable"),
        ("USDT = [300, 10000]", "USDT = [10000, 300]", r"range.USDT: \[10000, 300\] will not do"),
        ("USDT = [300, 10000]", "USTD = [300, 10000]", "range.USTD: 'USTD' will not do; write one of USD, GBP"),
        ("USDT = [300, 10000]", "", "range: None will not do; write the believable naira"),
        ('counts_as = { USDT = "USD" }', 'counts_as = { USDT = "dollar" }', "counts_as.USDT: 'dollar' will not do; write one of USD"),
        ('every = "15m"', 'every = "often"', "expected.every: 'often' will not do; write a rhythm such as 15m or 24h"),
        ('every = "15m"', 'by = "25:00"', "expected.by: '25:00' will not do; write a time in Lagos"),
        ('every = "15m"', 'days = ["monday"]', r"expected.days: \['monday'\] will not do; write days such as mon"),
        ('every = "15m"', "evry = 1", "expected.evry is not a key that is known here; known are by, days, every, words"),
        (
            'urls = ["https://app',
            'urls = ["ftp://app',
            "request.urls: 'ftp://app.quidax.io/.*' will not do; write an address that begins",
        ),
        ('urls = ["https://app', 'urls = ["https://{today}.app', "request.urls: .* no places but {code}"),
        ('urls = ["https://app', 'urls = ["https://{code}.app', r"request.each: \[\] will not do; write the currencies"),
        ("[[request]]", '[[request]]\neach = ["USD"]', r"request.each: \['USD'\] will not do"),
        ("[[request]]", "[[requests]]", r"requests is not a key|read: None will not do"),
        ('format = "json"', 'format = "yaml"', "read.format: 'yaml' will not do; write one of json, html, csv, cbn"),
        ('format = "json"', 'format = "cbn"', "read.ask is not a key|read.pair is not a key"),
        ('pair = "USDT"', 'pair = "USDX"', "read.pair: 'USDX' will not do; write one of USD"),
        ('pair = "USDT"', "", "read.pair: None will not do; write either pair"),
        ('form = "seconds"', 'in = "row", form = "seconds"', "read.rows: None will not do; write where the rows are"),
        ('bid = "data.ticker.buy"', "bid = 3", "read.bid: 3 will not do; write a place in quotes"),
        (
            'bid = "data.ticker.buy"',
            'bid = { at = "x", pattern = "(" }',
            "read.bid.pattern: .* will not do; write a regular expression that compiles",
        ),
        ('bid = "data.ticker.buy"', 'bid = { at = "x", pattern = "x" }', "read.bid.pattern: 'x' will not do; write .* with one group"),
        ('bid = "data.ticker.buy"', 'bid = { at = "x", patern = "(x)" }', "read.bid.patern is not a key that is known here"),
        ('form = "seconds"', 'form = "minutes"', "read.time.form: 'minutes' will not do; write one of iso, seconds"),
        ('form = "seconds" }', 'form = "seconds', "TOML|Illegal|Unterminated|quid"),
        ('status = "success"', "status = 1", "read.expect.status: 1 will not do; write a text in quotes"),
    ],
)
def test_a_slip_is_named_with_file_key_value_and_what_is_right(tmp_path: Path, line: str, instead: str, told: str) -> None:
    assert line in GOOD
    with pytest.raises(ConfigError) as fault:
        load(tmp_path, GOOD.replace(line, instead))

    assert "quidax.toml" in str(fault.value)
    assert re.search(told, str(fault.value)), str(fault.value)


def test_two_sides_in_one_place_need_a_pattern_with_both(tmp_path: Path) -> None:
    for instead in ('sides = "span"\n', "sides = { at = 'span', pattern = '(.*)' }\n"):
        with pytest.raises(ConfigError, match="groups bid and ask"):
            load(tmp_path, re.sub(r"sides = \{ at.*\n", lambda _, text=instead: text, PAGE), "ngnrates")


def test_a_mark_to_refuse_a_row_needs_a_code(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"read\.refuse\.reason: 'too old!' will not do; write a code such as historical"):
        load(tmp_path, PAGE.replace('reason = "historical"', 'reason = "too old!"'), "ngnrates")


def test_a_source_can_only_derive_from_one_that_is_known(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"quidax\.toml: derived_from: 'quidaks' is not a source"):
        load(tmp_path, GOOD.replace("seconds = 20", 'derived_from = ["quidaks"]'))


def test_what_is_asked_must_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="read: None will not do"):
        load(tmp_path, GOOD.split("[read]")[0] + GOOD[GOOD.index("[range]") :])
