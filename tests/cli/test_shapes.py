"""The JSON that others build on: its keys, decimals as strings, instants with their zone, nulls; and all of it is in docs/cli.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from wire import Wire

from .conftest import LEDGER, NOW, Terminal

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")

OBSERVATION = "observed_at retrieved_at session source market segment measure location pair bid ask mid note"
RATE = "pair market measure session location bid ask mid grade as_of known_at age_seconds sources fixing status groups"
REPLAYED = "date market pair measure value bid ask low high grade groups dispersion status"
EXPLAINED = (
    "fixing pair market measure kind session at value bid ask low high candidate dispersion grade status notes groups median_age_seconds "
    "inputs exclusions method inputs_hash grade_line status_line known_at supersedes cause replaces same recomputed_from recomputed "
    "differs snapshots"
)
SHAPES: dict[str, str] = {
    "rate": RATE,
    "convert": "amount from to result market rates",
    "history": f"{OBSERVATION} date open high low close grade",
    "explain": EXPLAINED,
    "corrections": "fixing pair market measure kind session at value bid ask grade status known_at cause supersedes replaces",
    "replay": REPLAYED,
    "article": "kind lang date edition revision grades headline title description facts body published_at "
    "updated_at changes id role value unit measure session as_of text sources base derivation",
    "post": "network date text characters",
    "chart": "name file title alt long_description table header rows",
    "check": "file ok problems unbound check message excerpt",
    "edition": "kind status revision headline said",
    "fetch": "source status observations set_aside error seconds",
    "quote": OBSERVATION,
    "import": "file rows added bad first_bad rejects line error",
    "reparse": "source from to polls read added withdrawn unreadable missing at kind error",
    "backfill": "source from to days lacked landed absent added failed stopped day kind error",
    "sources": "id name market segment homepage default_on fetched asked reason robots_ok needs_key has_key redistribute_ok "
    "probation_until terms attribution sides derived_from counts_as expected expected_days expected_by expected_every_minutes ranges "
    "requests backfill last_success last_failure last_error failures",
    "sources new": "id file text trial",
    "sources test": "source market asked count observations set_aside warnings kind error compared fixing distance_percent code text",
    "sources accept": "source read added withdrawn",
    "sources show": "set_aside session pair measure reason raw",
    "jobs": "id about verb arguments enabled schedule next last scheduled_for started finished status error",
    "config": "name value origin help",
    "tidy": "database removed payloads payload_bytes",
}
"""Command to every key that its JSON has, however deep."""

MONEY = {"bid", "ask", "mid", "open", "high", "low", "close", "amount", "result", "rate"}
INSTANTS = {
    "observed_at",
    "retrieved_at",
    "as_of",
    "known_at",
    "last_success",
    "last_failure",
    "next",
    "scheduled_for",
    "started",
    "finished",
}
DAYS = {"date", "session"}


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every name and value in a document, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name)
    else:
        yield name, value


def shaped(told: Any) -> Any:
    """The document, when what its names promise holds everywhere in it."""
    for name, value in leaves(told):
        if value is None:
            continue
        assert value != "", name
        if name in MONEY:
            assert isinstance(value, str), (name, value)
            assert re.fullmatch(r"\d+(\.\d+)?", value), (name, value)
        elif name in INSTANTS:
            assert datetime.fromisoformat(value).tzinfo is not None, (name, value)
        elif name in DAYS:
            date.fromisoformat(value)
        assert not isinstance(value, float) or name == "seconds", (name, value)
    return told


def names(row: Any) -> str:
    return " ".join(row)


def test_rate(refused: Terminal) -> None:
    rows = {row["market"]: row for row in shaped(refused.good("rate", "--json").json)}

    assert set(rows) == {"official", "parallel", "midmarket"}
    assert all(names(row) == RATE for row in rows.values())
    official = rows["official"]
    assert (official["bid"], official["ask"], official["location"]) == (None, None, None)
    assert (official["mid"], official["measure"], official["session"], official["grade"]) == ("1364.5000", "close", "2026-06-11", "A")
    assert (official["as_of"], official["age_seconds"]) == ("2026-06-11T16:00:00Z", 27 * 3600 + 1800)
    assert official["sources"] == ["cbn-nfem"]
    assert isinstance(official["fixing"], int)
    assert Decimal(rows["parallel"]["bid"]) < Decimal(rows["parallel"]["mid"]) < Decimal(rows["parallel"]["ask"])


def test_convert(refused: Terminal) -> None:
    told = shaped(refused.good("convert", "1,000.50", "USD", "EUR", "--json").json)

    assert names(told) == SHAPES["convert"]
    assert (told["amount"], told["from"], told["to"], told["market"]) == ("1000.50", "USD", "EUR", "parallel")
    assert all(names(leg) == f"{RATE} side rate" for leg in told["rates"])


def test_history_raw(refused: Terminal) -> None:
    rows = shaped(refused.good("history", "--market", "official", "--every", "raw", "--format", "json").json)

    assert all(names(row) == OBSERVATION for row in rows)
    closes = {row["session"]: row["mid"] for row in rows if row["measure"] == "close"}
    assert closes["2026-06-11"] == "1364.5000"
    assert {row["bid"] for row in rows if row["measure"] == "close"} == {None}
    assert rows == refused.good("history", "--market", "official", "--every", "raw", "--json").json


@pytest.mark.parametrize("every", ["day", "week", "month"])
@pytest.mark.parametrize("market", ["official", "parallel", "midmarket"])
def test_history(refused: Terminal, market: str, every: str) -> None:
    rows = shaped(refused.good("history", "--market", market, "--every", every, "--json").json)

    assert rows
    assert all(names(row) == "date market measure pair open high low close bid ask grade" for row in rows)
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_replay(refused: Terminal) -> None:
    rows = shaped(refused.good("replay", "--from", "2026-06-01", "--to", "2026-06-12", "--json").json)

    assert rows
    assert all(names(row) == REPLAYED for row in rows)
    assert rows == sorted(rows, key=lambda row: (row["date"], row["market"], row["pair"], row["measure"]))
    assert {row["market"] for row in rows} >= {"official", "parallel"}
    parallel = refused.good(
        "replay", "--from", "2026-06-01", "--to", "2026-06-12", "--market", "parallel", "--currency", "usd", "--json"
    ).json
    assert {(row["market"], row["pair"]) for row in parallel} == {("parallel", "USD/NGN")}
    assert "fixings were made again" in refused.good("replay", "--from", "2026-06-01", "--to", "2026-06-12").out


def test_explain(refused: Terminal) -> None:
    for row in refused.good("rate", "--json").json:
        told = shaped(refused.good("explain", str(row["fixing"]), "--json").json)

        assert names(told) == EXPLAINED
        assert (told["value"], told["grade"], told["same"], told["recomputed_from"]) == (row["mid"], row["grade"], True, "kept")
        assert told["recomputed"] == {name: told[name] for name in told["recomputed"]}
        assert "the same to the byte" in refused.good("explain", str(row["fixing"])).out


def test_explain_what_stood_of_a_market(refused: Terminal) -> None:
    (row,) = refused.good("rate", "--market", "parallel", "--at", "2026-06-10", "--json").json
    told = refused.good("explain", "--market", "parallel", "--at", "2026-06-10", "--json").json

    assert told["fixing"] == row["fixing"]
    early = refused.run("explain", str(row["fixing"]), "--known-at", "2026-06-01")
    assert (early.code, early.out) == (1, "")
    assert "which is after --known-at" in early.sentence
    assert refused.run("explain", "999999999").code == 1
    assert refused.run("explain").code == 2


def test_corrections(terminal: Terminal, tmp_path: Path) -> None:
    book = tmp_path / "mended.csv"
    book.write_text("date,source,market,currency,location,bid,ask\n2026-06-10,ledger,parallel,USD,Lagos,1392,1406\n")
    before = terminal.good("history", "--market", "parallel", "--from", "2026-06-10", "--to", "2026-06-10", "--json").json
    terminal.set(NOW="2026-06-12T20:40:00+01:00")
    terminal.good("import", str(book))
    asked = ("corrections", "--from", "2026-06-01", "--to", "2026-06-12", "--market", "parallel", "--currency", "usd")
    rows = shaped(terminal.good(*asked, "--json").json)

    assert all(names(row) == SHAPES["corrections"] for row in rows)
    mended = next(row for row in rows if row["session"] == "2026-06-10" and row["kind"] == "session")
    assert mended["cause"].startswith("import of mended.csv: ledger Lagos USD 2026-06-10: 1390 / 1405 became 1392 / 1406")
    assert (mended["replaces"]["bid"], mended["bid"]) == ("1390.0000", "1392.0000")
    assert mended["supersedes"] == mended["replaces"]["fixing"]
    assert "became 1392 / 1406" in terminal.good(*asked).out
    known = ("--known-at", "2026-06-12T20:35:00+01:00", "--json")
    assert terminal.good("history", "--market", "parallel", "--from", "2026-06-10", "--to", "2026-06-10", *known).json == before
    assert not [row for row in terminal.good(*asked, *known).json if "mended.csv" in row["cause"]]


@pytest.mark.parametrize("command", [("article",), ("post",), ("chart", "gap")], ids=lambda command: command[0])
def test_a_piece_of_a_past_moment_stays_what_it_was(terminal: Terminal, command: tuple[str, ...]) -> None:
    then = ("--at", "2026-06-12T20:30:00+01:00", "--known-at", "2026-06-12T20:30:00+01:00", "--json")
    before = terminal.good(*command, *then).out
    terminal.set(NOW="2026-06-13T11:00:00+01:00")
    terminal.good("quote", "--bid", "1421", "--ask", "1431", "--at", "2026-06-12T20:00:00+01:00")

    assert terminal.good(*command, *then).out == before


def test_history_as_csv_has_the_same_columns(refused: Terminal) -> None:
    day, raw = (refused.good("history", "--market", "parallel", "--every", every, "--format", "csv").out for every in ("day", "raw"))

    assert day.splitlines()[0] == "date,market,measure,pair,open,high,low,close,bid,ask,grade"
    assert raw.splitlines()[0] == OBSERVATION.replace(" ", ",")
    assert "2026-06-01,parallel,quote,USD/NGN,1388.5" in day


def test_history_as_parquet_keeps_exact_decimals(terminal: Terminal, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "it's a series.parquet"
    terminal.good("history", "--market", "official", "--format", "parquet", "--out", str(path))
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT date, close FROM read_parquet($1) WHERE date = '2026-06-11'", [str(path)]).fetchall()

    assert rows == [("2026-06-11", Decimal("1364.50000000"))]


@pytest.mark.parametrize("kind", ["dollar-to-naira", "naira-to-dollar"])
def test_article(refused: Terminal, kind: str) -> None:
    told = refused.good("article", "--kind", kind, "--format", "json").json

    assert {"kind", "lang", "date", "revision", "grades", "headline", "title", "description", "facts", "body"} <= set(told)
    assert (told["kind"], told["lang"], told["date"], told["revision"]) == (kind, "en", "2026-06-12", 1)
    assert set(told) | {key for fact in told["facts"] for key in fact} == set(SHAPES["article"].split())
    for fact in told["facts"]:
        assert isinstance(fact["value"], str | int)
        assert isinstance(fact["sources"], list)
        assert fact["as_of"] is None or datetime.fromisoformat(fact["as_of"]).tzinfo is not None
    close = next(fact for fact in told["facts"] if fact["id"] == "official.close")
    assert (close["value"], close["measure"], close["session"]) == ("1364.5000", "close", "2026-06-11")
    assert told == refused.good("article", "--kind", kind, "--json").json


@pytest.mark.parametrize(("network", "limit"), [("x", 280), ("whatsapp", 700), ("telegram", 4096), ("push", 180)])
def test_post(refused: Terminal, network: str, limit: int) -> None:
    told = refused.good("post", "--for", network, "--json").json

    assert names(told) == SHAPES["post"]
    assert (told["network"], told["date"]) == (network, "2026-06-12")
    assert told["characters"] == len(told["text"]) <= limit
    assert refused.good("post", "--for", network).out == told["text"] + "\n"


@pytest.mark.parametrize("name", ["C1", "gap", "C2", "spread", "C10", "card"])
def test_chart(terminal: Terminal, name: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / "chart.svg"
    told = terminal.good("chart", name, "--size", "thumb", "--out", str(path), "--json").json

    assert names(told) == "name file title alt long_description table"
    assert names(told["table"]) == "header rows"
    assert all(len(row) == len(told["table"]["header"]) for row in told["table"]["rows"])
    assert path.read_text(encoding="utf-8").lstrip().startswith("<svg ")
    assert told["file"] == str(path)


def test_chart_goes_into_the_home_and_says_where(terminal: Terminal) -> None:
    where, alt, *_ = terminal.good("chart", "card").out.splitlines()

    assert Path(where).is_relative_to(terminal.home)
    assert Path(where).read_bytes().startswith(b"\x89PNG")
    assert alt
    assert terminal.good("chart", "--list").out == terminal.good("chart").out


def test_check(terminal: Terminal, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(terminal.good("article").out, encoding="utf-8")
    bad.write_text(good.read_text(encoding="utf-8").replace("1,364.50", "1,346.50"), encoding="utf-8")

    assert terminal.good("check", str(good), "--json").json == {"file": str(good), "ok": True, "problems": [], "unbound": []}
    ran = terminal.run("check", str(bad), "--json")
    assert (ran.code, ran.json["ok"]) == (1, False)
    assert names(ran.json["problems"][0]) == "check message excerpt"


def test_edition(terminal: Terminal) -> None:
    rows = terminal.good("edition", "closing", "--json").json

    assert all(names(row) == SHAPES["edition"] for row in rows)
    assert {(row["kind"], row["status"], row["revision"]) for row in rows[:2]} == {
        ("dollar-to-naira", "published", 1),
        ("naira-to-dollar", "published", 1),
    }
    assert {row["status"] for row in terminal.good("edition", "closing", "--json").json} == {"unchanged"}


def test_fetch(empty: Terminal) -> None:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        wire.fail("luno", "500")
        rows = {row["source"]: row for row in empty.good("fetch", "luno", "cbn-nfem", "--json").json}
        again = empty.good("fetch", "cbn-nfem", "--json").json
        alone = empty.run("fetch", "luno", "--json")

    assert all(names(row) == SHAPES["fetch"] for row in rows.values())
    assert (rows["cbn-nfem"]["status"], rows["cbn-nfem"]["observations"], rows["cbn-nfem"]["error"]) == ("ok", 45, None)
    assert (rows["luno"]["status"], rows["luno"]["observations"]) == ("failed", 0)
    assert "500" in rows["luno"]["error"]
    assert [row["status"] for row in again] == ["unchanged"]
    assert (alone.code, alone.json[0]["status"]) == (1, "failed")
    alert, sentence = alone.err.splitlines()
    assert alert.startswith("alert: luno fails (")
    assert sentence == "fxtracker: no source answered; each is named above with the reason"


def test_quote(terminal: Terminal) -> None:
    told = shaped(terminal.good("quote", "USD", "--city", "Lagos", "--bid", "1,385", "--ask", "1399.50", "--source", "Musa", "--json").json)

    assert told == {
        "observed_at": "2026-06-12T19:30:00Z", "retrieved_at": "2026-06-12T19:30:00Z", "session": "2026-06-12", "source": "desk",
        "market": "parallel", "segment": "desk", "measure": "quote", "location": "Lagos", "pair": "USD/NGN", "bid": "1385",
        "ask": "1399.50", "mid": None, "note": "Musa",
    }  # fmt: skip
    assert terminal.good("history", "--market", "parallel", "--every", "raw", "--from", "2026-06-12", "--json").json[-1] == told
    assert "desk" in terminal.good("rate", "--market", "parallel", "--json").json[0]["sources"]


def test_import(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text(
        LEDGER.replace("ledger", "second") + "2026-06-12,second,parallel,USD,Lagos,abc,1400\n2026-06-31,second,parallel,USD,,1,1\n"
    )
    told = terminal.good("import", str(path), "--json").json
    again = terminal.good("import", str(path), "--json").json

    assert names(told) == "file rows added bad first_bad rejects"
    assert (told["file"], told["rows"], told["added"], told["bad"]) == (str(path), 13, 11, 2)
    assert [(bad["line"], bad["error"].split(":")[0]) for bad in told["first_bad"]] == [(13, "bid"), (14, "date")]
    assert (again["added"], again["bad"]) == (0, 2)
    assert len(Path(told["rejects"]).read_text(encoding="utf-8").splitlines()) == 3
    assert terminal.good("import", str(tmp_path / "clean.csv") if clean(tmp_path) else "", "--json").json["rejects"] is None


def clean(folder: Path) -> bool:
    return bool((folder / "clean.csv").write_text(LEDGER))


def test_sources(refused: Terminal) -> None:
    rows = {row["id"]: row for row in shaped(refused.good("sources", "--json").json)}

    assert {"cbn", "cbn-nfem", "currency-api", "er-api", "quidax", "luno", "nairatoday", "ngnrates", "desk"} <= set(rows)
    assert all(names(row) == SHAPES["sources"] for row in rows.values())
    assert (rows["cbn"]["last_success"], rows["cbn"]["last_failure"]) == ("2026-06-12T19:30:00Z", None)
    assert (rows["cbn"]["market"], rows["cbn"]["segment"], rows["cbn"]["default_on"]) == ("official", None, True)
    assert rows["desk"]["last_success"] is None


def test_one_source(refused: Terminal) -> None:
    told = refused.good("sources", "show", "ngnrates", "--json").json

    assert names(told) == f"{SHAPES['sources']} set_aside"
    assert told["set_aside"]
    assert {key for row in told["set_aside"] for key in row} >= {"session", "pair", "measure", "reason", "raw"}


def test_jobs(refused: Terminal) -> None:
    rows = {row["id"]: row for row in shaped(refused.good("jobs", "--json").json)}

    assert {"official", "parallel", "morning", "midday", "closing", "housekeeping"} <= set(rows)
    assert all(names(row) == "id about verb arguments enabled schedule next last" for row in rows.values())
    assert {row["last"] for row in rows.values()} == {None}


def test_a_job_that_ran(terminal: Terminal) -> None:
    terminal.run("jobs", "run", "housekeeping")
    last = next(row["last"] for row in shaped(terminal.good("jobs", "--json").json) if row["id"] == "housekeeping")

    assert names(last) == "scheduled_for started finished status error"
    assert (last["status"], last["error"]) == ("ok", None)


def test_config(refused: Terminal) -> None:
    rows = {row["name"]: row for row in refused.good("config", "--json").json}

    assert all(names(row) == SHAPES["config"] for row in rows.values())
    assert (rows["home"]["origin"], rows["now"]["value"], rows["port"]["value"]) == ("environment", NOW, "8000")


def test_tidy(terminal: Terminal) -> None:
    assert terminal.good("tidy", "--json").json == {"database": "sound", "removed": 0, "payloads": 0, "payload_bytes": 0}


@pytest.mark.parametrize("command", SHAPES)
def test_the_manual_names_every_key(command: str) -> None:
    section = MANUAL.partition(f"\n## `fxtracker {command}")[2].partition("\n## ")[0]

    assert section, command
    missing = [key for key in SHAPES[command].split() if f"`{key}`" not in section and f'"{key}"' not in section]
    assert not missing
