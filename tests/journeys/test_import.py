"""Any history from a CSV file: streamed, bad rows set aside by line, the same file twice adds nothing, its sources count at once; and the
longest history that a source sends."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fxtracker.sources.names import pair_of
from journeys.house import House, facts_of, rate_of, shared
from wire import CBN_URL, Wire, full_cbn

NOW = "2026-06-12T20:00:00+01:00"

MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "fxtracker", *sys.argv[1:]], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
told = {"code": done.returncode, "out": done.stdout, "err": done.stderr}
print(json.dumps(told | {"seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss // 1024}))
"""
"""Runs one command and tells how many seconds of a processor it used and how many megabytes it held at most."""


def measured(house: House, *argv: str) -> dict[str, Any]:
    """How a command went, with what it used."""
    ran = subprocess.run([sys.executable, "-c", MEASURED, *argv], env=house.environ, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_the_whole_table_of_the_bank_takes_little_memory(tmp_path: Path) -> None:
    with Wire() as wire:
        wire.put(CBN_URL, full_cbn())
        told = measured(House(tmp_path / "home", wire.url, now=NOW), "fetch", "cbn")
    assert told["code"] == 0, told
    assert "60,000 new" in told["out"]
    assert told["peak"] < 250


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "home", now=NOW)


def written(path: Path, header: str, *lines: str) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_two_sources_of_many_days_count_at_once(house: House, tmp_path: Path) -> None:
    days = [date(2026, 5, 1) + timedelta(days=number) for number in range(42)]
    lines = [f"{day},{source},{bid + n},{bid + n + 10}" for n, day in enumerate(days) for source, bid in (("one", 1380), ("two", 1384))]
    file = written(tmp_path / "street.csv", "date,source,bid,ask", *lines)
    ran = house.good("import", str(file), "--market", "parallel", "--segment", "street", "--currency", "USD", "--location", "Lagos")
    assert ran.out.startswith("84 rows read, 84 new, 0 set aside.")
    for day in (days[3], days[20], days[-1]):
        row = rate_of(house.good("rate", "--market", "parallel", "--at", day.isoformat(), "--json").json, "parallel")
        n = (day - days[0]).days
        assert row["session"] == day.isoformat()
        assert row["sources"] == ["one", "two"]
        assert row["grade"] in "BC"
        assert 1380 + n <= float(row["bid"]) <= 1384 + n
        assert 1385 + n <= float(row["mid"]) <= 1389 + n
    bars = house.good("history", "USD", "--market", "parallel", "--every", "day", "--format", "json").json
    assert [bar["date"] for bar in bars] == [day.isoformat() for day in days]
    raw = house.good("history", "USD", "--market", "parallel", "--every", "raw", "--json").json
    assert {(row["segment"], row["location"], row["measure"]) for row in raw} == {("street", "Lagos", "quote")}


def test_bad_rows_are_told_by_line_and_set_aside_and_good_ones_are_kept(house: House, tmp_path: Path) -> None:
    bad = {
        3: ("2026-06-02,aboki,parallel,USD,1390,abc,", "ask: 'abc' is not an amount"),
        4: ("2026-13-02,aboki,parallel,USD,1390,1400,", "date: '2026-13-02' is not a date"),
        5: ("2026-06-02,aboki,street,USD,1390,1400,", "market: 'street' is not a market"),
        6: ("2026-06-02,aboki,parallel,DOL,1390,1400,", "currency: 'DOL' is not a currency"),
        7: ("2026-06-02,aboki,parallel,USD,,,", "none carries a figure"),
        8: ("2026-06-02,aboki,parallel,USD,-5,1400,", "bid: -5 is below zero"),
        9: ("2026-06-02,aboki,parallel,USD,NaN,1400,", "bid: 'NaN' is not an amount"),
        10: ("2026-06-02,aboki,parallel,USD,1390,1e999,", "ask: '1e999' is not an amount"),
        11: ("2026-06-02,,parallel,USD,1390,1400,", "source: '' is not a name"),
        12: ("2026-06-02,aboki,parallel,USD,1390,1400,,more,cells", "more cells than the header"),
    }
    good = ['2026-06-01,aboki,parallel,USD,"1,388","1,400.50",', "2026-06-03,aboki,parallel,USD,0,1402,"]
    file = written(tmp_path / "mixed.csv", "date,source,market,currency,bid,ask,mid", good[0], *(line for line, _ in bad.values()), good[1])
    done = house.good("import", str(file), "--json").json
    assert (done["rows"], done["added"], done["bad"]) == (12, 2, 10)
    assert {row["line"]: row["error"] for row in done["first_bad"]}.keys() == bad.keys()
    for row in done["first_bad"]:
        assert bad[row["line"]][1] in row["error"]
    with Path(done["rejects"]).open(encoding="utf-8", newline="") as lines:
        aside = list(csv.DictReader(lines))
    assert [int(row["line"]) for row in aside] == list(bad)
    assert aside[0]["ask"] == "abc"
    assert all(row["error"] for row in aside)
    raw = house.good("history", "USD", "--market", "parallel", "--every", "raw", "--json").json
    assert [(row["bid"], row["ask"]) for row in raw] == [("1388", "1400.50"), (None, "1402")]


def test_the_same_file_twice_adds_nothing(house: House, tmp_path: Path) -> None:
    header = "observed_at,source,market,currency,bid,ask"
    lines = ["2026-06-10T09:00:00+01:00,a,parallel,USD,1390,1400", "2026-06-10T15:00:00+01:00,a,parallel,USD,1391,1401",
             "2026-06-11,a,parallel,USD,1392,1402", "2026-06-11,a,parallel,USD,1393,1403"]  # fmt: skip
    file = written(tmp_path / "twice.csv", header, *lines)
    assert house.good("import", str(file), "--json").json["added"] == 4
    before = house.fixings(), house.rows("SELECT * FROM observations")
    assert house.good("import", str(file), "--json").json["added"] == 0
    other = written(tmp_path / "another-name.csv", header, *reversed(lines))
    assert house.good("import", str(other), "--json").json["added"] == 0
    assert (house.fixings(), house.rows("SELECT * FROM observations")) == before


def test_a_correction_is_a_new_row_and_the_old_one_stays(house: House, tmp_path: Path) -> None:
    header = "date,mid"
    options = ("--source", "cbn-nfem", "--market", "official", "--currency", "USD", "--measure", "close", "--json")
    first = written(tmp_path / "first.csv", header, "2026-06-09,1360.5000", "2026-06-10,1362.0000")
    second = written(tmp_path / "second.csv", header, "2026-06-09,1360.5000", "2026-06-10,1363.2500")
    assert house.good("import", str(first), *options).json["added"] == 2
    assert house.good("import", str(second), *options).json["added"] == 1
    raw = house.good("history", "USD", "--market", "official", "--every", "raw", "--json").json
    assert [(row["session"], row["mid"]) for row in raw] == [
        ("2026-06-09", "1360.5000"), ("2026-06-10", "1362.0000"), ("2026-06-10", "1363.2500"),
    ]  # fmt: skip
    row = rate_of(house.good("rate", "--at", "2026-06-10", "--json").json, "official")
    assert row["mid"] == "1363.2500"
    assert row["status"] in ("ok", "conflict")


def test_a_row_of_the_future_is_kept_and_does_not_count(house: House, tmp_path: Path) -> None:
    lines = [f"{day},{source},1390,1400" for day in ("2026-06-12", "2045-01-02") for source in ("a", "b")]
    file = written(tmp_path / "future.csv", "date,source,bid,ask", *lines)
    house.good("import", str(file), "--market", "parallel", "--currency", "USD")
    row = rate_of(house.good("rate", "--json").json, "parallel")
    assert (row["session"], row["mid"]) == ("2026-06-12", "1395.0000")
    assert len(house.good("history", "USD", "--market", "parallel", "--every", "raw", "--json").json) == 4


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (None, (), "there is no file"),
        ("", (), "FILE"),
        ("a,b\n1,2\n", (), "names no known column"),
        ("date,bid,ask\n2026-06-01,1,2\n", ("--market", "parallel", "--currency", "USD"), "no column source"),
        ("date,source,bid\n2026-06-01,a,1390\n", ("--market", "street", "--currency", "USD"), "market"),
        ("date,source,market,currency\n2026-06-01,a,parallel,USD\n", (), "none of bid, ask, mid"),
        ("date,source,market,bid\n2026-06-01,a,parallel,1390\n", ("--currency", "DOL"), "currency"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    house: House, tmp_path: Path, content: str | None, options: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "file.csv"
    if content is not None:
        file.write_text(content)
    ran = house.run("import", str(file), *options)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_a_hundred_thousand_rows_stream(house: House, tmp_path: Path) -> None:
    """Ten sources, every six minutes for six weeks: at the pace of thousands a second, and without being held in memory."""
    file = tmp_path / "large.csv"
    start = datetime.fromisoformat("2026-04-20T08:00:00+01:00")
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["observed_at", "source", "bid", "ask"])
        for step in range(10_000):
            moment = (start + timedelta(minutes=6 * step)).isoformat()
            for source in range(10):
                writer.writerow([moment, f"source-{source}", 1500 + step % 7 + source, 1510 + step % 5 + source])
    done = measured(house, "import", str(file), "--market", "bank", "--currency", "USD", "--json")
    assert done["code"] == 0, done
    assert json.loads(done["out"])["added"] == 100_000
    assert done["seconds"] < 45
    assert done["peak"] < 350


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, dict[str, Any]]:
    """A house that has read the Central Bank's own export of 2001 to 2024, and how the reading went."""
    source = shared("cbn-exchange-rates/export.csv")
    folder = tmp_path_factory.mktemp("export")
    file = folder / "export.csv"
    with source.open(encoding="utf-8", errors="replace", newline="") as lines, file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["date", "currency", "bid", "mid", "ask"])
        for stated, name, _, _, bid, mid, ask, *_ in list(csv.reader(lines))[1:]:
            month, day, year = map(int, stated.split("/"))
            pair = pair_of(name)
            writer.writerow([date(year, month, day), pair.base if pair else name, bid, mid, ask])
    made = House(folder / "home", now=NOW)
    done = measured(made, "import", str(file), "--source", "cbn", "--market", "official", "--measure", "central", "--json")
    assert done["code"] == 0, done
    return made, done


class TestTheBanksOwnExport:
    """Twenty-two years of the Central Bank's table, with the errors that it has."""

    def test_it_is_read_and_what_is_no_currency_is_set_aside(self, export: tuple[House, dict[str, Any]]) -> None:
        house, done = export
        told = json.loads(done["out"])
        assert told["rows"] == 54_423
        assert {row["error"].partition(";")[0] for row in told["first_bad"]} <= {
            "currency: 'NAIRA' is not a currency that is tracked", "currency: 'POESO' is not a currency that is tracked",
            "bid: -0.231 is below zero",
        }  # fmt: skip
        assert told["bad"] == 12
        assert told["added"] > 54_300
        assert done["seconds"] < 60
        assert done["peak"] < 500
        house.sound()

    @pytest.mark.parametrize(
        ("base", "session", "figure"),
        [
            ("USD", "2003-12-09", "1376.8"),
             ("USD", "2007-08-28", "74.52"), ("USD", "2008-08-01", "66.09"), ("GBP", "2003-10-30", "2248433"),
            ("WAUA", "2005-05-10", "997614"), ("EUR", "2005-12-05", "755240"), ("DKK", "2008-11-14", "198024"),
        ],
    )  # fmt: skip
    def test_a_known_bad_row_is_kept_and_does_not_count(
        self, export: tuple[House, dict[str, Any]], base: str, session: str, figure: str
    ) -> None:
        house, _ = export
        raw = house.rows(
            "SELECT o.mid FROM observations o JOIN series s ON s.id = o.series_id WHERE s.pair = ? AND o.session = ?",
            f"{base}/NGN",
            session,
        )
        assert any(float(mid).__floor__() == float(figure).__floor__() for (mid,) in raw)
        standing = house.rows(
            "SELECT value FROM fixings WHERE market = 'official' AND pair = ? AND session = ? ORDER BY id DESC LIMIT 1",
            f"{base}/NGN",
            session,
        )
        assert all(value is None or float(value).__floor__() != float(figure).__floor__() for (value,) in standing)

    @pytest.mark.parametrize(
        ("session", "figure"),
        [("2023-06-14", 632.27), ("2023-06-15", 588.95), ("2023-06-16", 645.49), ("2023-06-20", 704.79), ("2024-01-31", 1356.88)],
    )
    def test_the_devaluations_of_2023_and_2024_stand(self, export: tuple[House, dict[str, Any]], session: str, figure: float) -> None:
        house, _ = export
        row = rate_of(house.good("rate", "--market", "official", "--at", session, "--json").json, "official")
        assert (row["session"], row["measure"]) == (session, "central")
        assert abs(float(row["mid"]) - figure) < 0.01
        assert row["grade"] in "ABC"

    def test_the_dollar_never_leaves_what_is_plausible(self, export: tuple[House, dict[str, Any]]) -> None:
        house, _ = export
        bars = house.good("history", "USD", "--market", "official", "--measure", "central", "--format", "json").json
        assert len(bars) > 5_300
        values = [(bar["date"], float(bar["close"])) for bar in bars if bar["close"] is not None]
        assert all(100 < value < 160 for day, value in values if day < "2009-01-01")
        assert all(100 < value < 530 for day, value in values if day < "2023-06-10")
        assert max(value for _, value in values) < 1_700

    def test_a_street_price_below_the_official_one_is_believed(self, export: tuple[House, dict[str, Any]], tmp_path: Path) -> None:
        """In spring 2024 a dollar cost less on the street than at the bank: a negative premium is no error."""
        house = export[0].like(tmp_path / "home")
        official = written(tmp_path / "official.csv", "date,bid,mid,ask", "2024-04-12,1141.54,1142.04,1142.54")
        house.good("import", str(official), "--source", "cbn", "--market", "official", "--currency", "USD", "--measure", "central")
        lines = [
            f"2024-04-{day:02},{name},{bid},{ask}" for day in (10, 11, 12) for name, bid, ask in (("a", 1095, 1110), ("b", 1100, 1115))
        ]
        street = written(tmp_path / "street.csv", "date,source,bid,ask", *lines)
        house.good("import", str(street), "--market", "parallel", "--segment", "street", "--currency", "USD")
        rows = house.good("rate", "--at", "2024-04-12", "--json").json
        assert float(rate_of(rows, "parallel")["mid"]) == 1105
        assert rate_of(rows, "parallel")["grade"] in "BC"
        assert float(rate_of(rows, "official")["mid"]) == 1142.04
        article = house.good("article", "--date", "2024-04-12", "--format", "json").json
        facts = facts_of(article)
        assert facts["gap.state"]["value"] == "below"
        assert float(facts["gap"]["value"]) < 0
