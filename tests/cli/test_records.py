"""`records` of a small history: every figure of one measure, with the session and the fixing that it comes from."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.history import When
from fxtracker.desk.records import records, records_json
from fxtracker.lagos import parse_when
from fxtracker.rates import USD, Market, Measure
from fxtracker.settings import Settings

from .conftest import Terminal
from .test_shapes import MANUAL, leaves, shaped

KEYS = (
    "pair market measure present session value fixing grade record begins sessions left_out streak word since strongest_since on_record "
    "weakest_since strongest weakest changes span old new naira naira_percent unit_percent volatility session_percent year_percent moves "
    "first last note"
)

STREET = "date,source,market,currency,location,bid,ask\n" + "".join(
    f"2026-06-{day:02},{source},parallel,USD,Lagos,{bid + day},{bid + day + 12}\n"
    for day in range(1, 12)
    for source, bid in (("one", 1380), ("two", 1384))
)
"""Two dealers' books, made up: one alone may not be printed."""

OFFICIAL = """observed_at,source,market,segment,pair,measure,bid,ask,mid
2024-11-27,cbn,official,,USD,central,,,1675.4900
2024-11-28,cbn,official,,USD,central,,,1659.4400
2024-11-29,cbn,official,,USD,central,,,1659.5800
2024-12-02,cbn-nfem,official,,USD,close,,,1662.3500
2024-12-03,cbn-nfem,official,,USD,close,,,1608.0200
2024-12-04,cbn-nfem,official,,USD,close,,,1610.0000
"""
"""The Central Bank's own figures of the last days of one measure; of the first days of the other, made up in its shape."""


@pytest.fixture
def street(empty: Terminal, tmp_path: Path) -> Terminal:
    path = tmp_path / "street.csv"
    path.write_text(STREET)
    empty.good("import", str(path))
    return empty


@pytest.fixture
def official(empty: Terminal, tmp_path: Path) -> Terminal:
    path = tmp_path / "official.csv"
    path.write_text(OFFICIAL)
    empty.set(NOW="2024-12-04T20:00:00+01:00")
    empty.good("import", str(path))
    return empty


def told(terminal: Terminal, *argv: str) -> Any:
    return shaped(terminal.good("records", *argv, "--json").json)


def fixings_of(document: Any) -> dict[str, int]:
    """Session to fixing of every figure in a document."""
    if isinstance(document, list):
        return {key: value for inner in document for key, value in fixings_of(inner).items()}
    if not isinstance(document, dict):
        return {}
    here = {document["session"]: document["fixing"]} if "fixing" in document else {}
    return here | fixings_of(list(document.values()))


def test_a_market_that_rises_by_a_naira_a_day(street: Terminal) -> None:
    found = told(street, "--to", "2026-06-11")

    assert found["present"]["session"] == "2026-06-11"
    assert (found["streak"]["sessions"], found["streak"]["word"]) == (found["record"]["sessions"] - 1, "weaker")
    assert found["weakest_since"] == {"since": found["record"]["begins"], "sessions": found["record"]["sessions"] - 1, "on_record": True}
    assert (found["strongest_since"]["sessions"], found["strongest_since"]["since"]["session"]) == (0, "2026-06-10")
    assert found["weakest"] == found["present"]
    assert found["strongest"] == found["record"]["begins"]
    by_span = {moved["span"]: moved for moved in found["changes"]}
    assert set(by_span) == {"d1", "d7"}
    week = by_span["d7"]
    old, new = Decimal(week["old"]["value"]), Decimal(week["new"]["value"])
    assert (week["old"]["session"], week["new"]["session"], week["word"]) == ("2026-06-04", "2026-06-11", "weaker")
    assert Decimal(week["naira"]) == new - old == 7
    assert week["naira_percent"] == f"{(old / new - 1) * 100:.6f}"
    assert week["unit_percent"] == f"{(new / old - 1) * 100:.6f}"
    assert found["volatility"]["moves"] == 10
    for session, fixing in fixings_of(found).items():
        explained = street.good("explain", str(fixing), "--json").json
        assert (explained["session"], explained["kind"]) == (session, "session")


def test_a_span_that_is_asked_for(street: Terminal) -> None:
    found = told(street, "--from", "2026-06-03", "--to", "2026-06-09")

    assert [(moved["span"], moved["old"]["session"], moved["new"]["session"]) for moved in found["changes"]] == [
        ("asked", "2026-06-03", "2026-06-09")
    ]
    assert (found["strongest"]["session"], found["weakest"]["session"]) == ("2026-06-03", "2026-06-09")
    assert found["volatility"] is None
    assert "too few moves" in street.good("records", "--to", "2026-06-09").out


def test_the_two_measures_of_the_official_dollar_are_never_compared(official: Terminal) -> None:
    close = told(official, "--market", "official", "--from", "2024-11-01")
    central = told(official, "--market", "official", "--from", "2024-11-01", "--to", "2024-12-01")
    asked = told(official, "--market", "official", "--measure", "central")

    assert (close["measure"], set(fixings_of(close))) == ("close", {"2024-12-02", "2024-12-03", "2024-12-04"})
    assert (central["measure"], set(fixings_of(central))) == ("central", {"2024-11-27", "2024-11-28", "2024-11-29"})
    assert (asked["measure"], asked["present"], asked["note"]) == ("central", central["present"], None)
    assert "never compared: this is the close alone, from 2024-12-02" in close["note"]
    assert f"Note: {close['note']}." in official.good("records", "--market", "official", "--from", "2024-11-01").out
    assert central["note"] is None
    assert [moved["naira"] for moved in close["changes"]] == ["-52.3500"]
    assert told(official, "--market", "official", "--at", "2024-12-01")["measure"] == "central"
    for measure in Measure:
        ran = official.run("records", "--market", "official", "--measure", measure.value, "--json")
        assert ran.code == 1 or ran.json["measure"] == measure.value


def test_it_is_the_same_read_from_python_and_as_it_was_known(street: Terminal, tmp_path: Path) -> None:
    known = "2026-06-12T20:30:00+01:00"
    before = told(street, "--known-at", known, "--at", known)
    with Desk.open(Settings.load()) as desk:
        when = When(parse_when(known), parse_when(known))
        assert records_json(records(desk, USD, Market.PARALLEL, when=when)) == before
    book = tmp_path / "mended.csv"
    book.write_text(
        "date,source,market,currency,location,bid,ask\n2026-06-10,one,parallel,USD,Lagos,1370,1382\n2026-06-10,two,parallel,USD,Lagos,1372,1384\n"
    )
    street.set(NOW="2026-06-12T20:40:00+01:00")
    street.good("import", str(book))

    assert told(street, "--known-at", known, "--at", known) == before
    assert told(street)["strongest"]["session"] == "2026-06-10"


def test_what_may_not_be_printed_makes_no_record(refused: Terminal) -> None:
    found = told(refused)

    # The one dealer of the house's home is alone on every day but the last.
    assert (found["record"]["sessions"], found["record"]["left_out"], found["present"]["session"]) == (1, 11, "2026-06-12")
    assert (found["changes"], found["strongest_since"], found["streak"]) == ([], None, {"sessions": 0, "word": None, "since": None})
    assert "1 session from 2026-06-12 to 2026-06-12; 11 sessions of grade D left out" in refused.good("records").out


def test_what_is_wrong_or_not_there_is_said_in_a_sentence(refused: Terminal) -> None:
    assert refused.run("records", "--from", "2026-06-12", "--to", "2026-06-11").code == 2
    assert "--market: 'street'" in refused.run("records", "--market", "street").sentence
    ran = refused.run("records", "--from", "2027-01-01")
    assert (ran.code, ran.out) == (1, "")
    assert "no session of USD/NGN on the parallel market from 2027-01-01 has a figure" in ran.sentence


def test_the_manual_names_every_key(street: Terminal) -> None:
    found = told(street, "--to", "2026-06-11")
    section = MANUAL.partition("\n## `fxtracker records")[2].partition("\n## ")[0]

    assert {name for name, _ in leaves(found)} <= set(KEYS.split())
    assert [key for key in KEYS.split() if f"`{key}`" not in section and f'"{key}"' not in section] == []
    assert all(re.fullmatch(r"-?\d+\.\d+", value) for name, value in leaves(found) if name in {"naira", "value"} or "percent" in name)
