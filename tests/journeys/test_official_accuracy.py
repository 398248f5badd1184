"""Close, high, low and averages in our article are those of the Central Bank's row of that very session, each called what it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from fxtracker.articles import to_json, write
from fxtracker.desk import Desk
from fxtracker.desk.day import day_of
from fxtracker.desk.publishing import ARTICLES, article_of, masthead
from fxtracker.lagos import parse_date
from fxtracker.settings import Settings
from journeys.house import House, facts_of, shared

COLUMNS = {"close": "close", "high": "high", "low": "low", "weighted_average": "weighted_avg", "simple_average": "simple_avg"}
AFTER = "2026-10-10T12:00:00+01:00"
OUTSIDE = ("2025-01-16", "2025-02-11", "2025-07-30", "2025-08-28")
"""Sessions whose close the Central Bank printed outside its own range."""
SAMPLE = ("2024-12-02", "2024-12-24", *OUTSIDE, "2025-04-14", "2025-10-02", "2026-02-18", "2026-03-06", "2026-04-30")
BY_COMMAND = ("2024-12-24", "2025-02-11", "2026-04-30")
"""The first two lie beside a holiday and outside their range; every session is asked for in process."""

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    with shared("cbn-nfem/nfem.csv").open(encoding="utf-8", newline="") as lines:
        return {row["date"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def table(rows: dict[str, Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows in the import's own form: one line a figure."""
    path = tmp_path_factory.mktemp("table") / "nfem.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["date", "measure", "mid"])
        for day, row in rows.items():
            writer.writerows([day, measure, row[column]] for measure, column in COLUMNS.items())
    return path


@pytest.fixture(scope="module")
def house(table: Path, rows: dict[str, Row], tmp_path_factory: pytest.TempPathFactory) -> House:
    made = House(tmp_path_factory.mktemp("accuracy") / "home", now=AFTER)
    done = made.good("import", str(table), "--source", "cbn-nfem", "--market", "official", "--currency", "USD", "--json").json
    assert (done["rows"], done["added"], done["bad"]) == (5 * len(rows), 5 * len(rows), 0)
    return made


@pytest.fixture(scope="module")
def desk(house: House) -> Iterator[Desk]:
    with Desk.open(Settings.load(house.environ)) as opened:
        yield opened


def printed(figure: str) -> str:
    """An official figure as an article prints it: two decimals half-up, or none where it is whole."""
    cents = Decimal(figure).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"₦{cents:,.0f}" if cents == cents.to_integral_value() else f"₦{cents:,.2f}"


def compare(document: dict[str, Any], row: Row) -> None:
    """The facts to the last digit, and the words around them in the table."""
    facts = facts_of(document)
    day, body = row["date"], document["body"]
    for measure, column in COLUMNS.items():
        fact = facts[f"official.{measure}"]
        assert (fact["value"], fact["measure"], fact["session"]) == (row[column], measure, day), (day, measure)
        assert fact["sources"] == ["cbn-nfem"]
    cells = {cells[1].strip(): cells[2].strip() for cells in (line.split("|") for line in body.splitlines()) if len(cells) > 4}
    assert cells["Official close (NFEM)"] == printed(row["close"]), day
    assert cells["Official weighted average"] == printed(row["weighted_avg"]), day
    assert cells["Official simple average"] == printed(row["simple_avg"]), day
    if "Official range, strongest to weakest" in cells:
        strongest, weakest = cells["Official range, strongest to weakest"].split("–")
        assert (strongest, weakest) == (printed(row["low"]), printed(row["high"])), day
    else:
        assert not Decimal(row["low"]) < Decimal(row["high"]), f"{day}: the range is left out of {sorted(cells)}"
    if not Decimal(row["low"]) <= Decimal(row["close"]) <= Decimal(row["high"]):
        assert re.search(r"outside|above|below", body), f"{day}: that the close lies outside its range is not said"


@pytest.mark.parametrize("day", BY_COMMAND)
def test_the_article_of_a_session_through_the_command_line(house: House, rows: dict[str, Row], day: str) -> None:
    document = house.good("article", "--date", day, "--format", "json").json
    compare(document, rows[day])


def test_every_session_since_december_2024(desk: Desk, rows: dict[str, Row]) -> None:
    """In process: each session's article against its row; every eighth and the odd ones read by the checker, with the sister."""
    assert len(rows) >= 348
    names = masthead(desk)
    held = []
    for number, (stated, row) in enumerate(rows.items()):
        day = day_of(desk, parse_date(stated))
        if number % 8 and stated not in SAMPLE:
            compare(to_json(write(day, "dollar-to-naira", names), day), row)
            continue
        for kind in ARTICLES:
            made = article_of(desk, day, kind)
            held += [(stated, problem) for problem in made.problems]
            fact = facts_of(made.document)["official.close"]
            assert (fact["value"], fact["session"]) == (row["close"], stated)
            if kind == "dollar-to-naira":
                compare(dict(made.document), row)
    assert held == []


def test_a_day_without_a_session_prints_the_one_before_under_its_own_date(house: House, rows: dict[str, Row]) -> None:
    """Christmas Day 2024: the row of Tuesday, called Tuesday's."""
    assert "2024-12-25" not in rows
    ran = house.run("article", "--date", "2024-12-25", "--format", "json")
    if ran.code == 0:
        fact = facts_of(ran.json)["official.close"]
        assert (fact["session"], fact["value"]) == ("2024-12-24", rows["2024-12-24"]["close"])
        assert "24 December 2024" in ran.json["body"]


def test_the_series_is_the_table(house: House, rows: dict[str, Row]) -> None:
    bars = house.good("history", "USD", "--market", "official", "--every", "day", "--format", "json").json
    assert {bar["date"]: (bar["close"], bar["high"], bar["low"]) for bar in bars} == {
        day: (row["close"], row["high"], row["low"]) for day, row in rows.items()
    }
