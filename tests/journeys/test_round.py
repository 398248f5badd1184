"""One round from a bare home to published pieces: every rate to the last digit, and nothing published twice."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from fxtracker.rates import CURRENCIES, Market
from journeys.conftest import Undisturbed
from journeys.house import House, facts_of, rate_of, wired
from shapes import ABOKIFOREX
from wire import CBN, MIDMARKET, NFEM, NFEM_URL, SOURCES, WISE, central, nfem_rows

DAY = "2026-06-12"
NAMES = {
    "US DOLLAR": "USD", "POUNDS STERLING": "GBP", "EURO": "EUR", "CFA": "XOF", "YUAN/RENMINBI": "CNY", "YEN": "JPY", "SDR": "XDR",
    "WAUA": "WAUA", "UAE DIRHAM": "AED",
}  # fmt: skip
STARTED = {"currency-api", "abokiforex", "nairatoday", "ngnrates", "talentbase"}
"""Of these the starter history has days of its own."""
Figure = tuple[str, str, str, str, str, str | None, str | None, str | None]


def said() -> set[Figure]:
    """What the wire says, by source, pair, measure, session, with bid, ask and mid as the digits that it sends."""
    found: set[Figure] = set()
    for name, session, bid, mid, ask in CBN:
        found.add(("cbn", NAMES[name], "official", "central", session, bid, ask, mid))
    for session, weighted, simple, high, low, close in NFEM:
        named = {"weighted_average": weighted, "simple_average": simple, "high": high, "low": low, "close": close}
        found.update(("cbn-nfem", "USD", "official", measure, session, None, None, figure) for measure, figure in named.items())
    found.update(("currency-api", code.upper(), "midmarket", "quote", DAY, None, None, figure) for code, figure in MIDMARKET.items())
    found.add(("er-api", "USD", "midmarket", "quote", DAY, None, None, "1362.411936"))
    found.add(("quidax", "USDT", "parallel", "quote", DAY, "1386.0", "1391.75", None))
    found.add(("luno", "USDT", "parallel", "quote", DAY, "1382.7796", "1385.6695", None))
    found.add(("noblocks", "USDT", "parallel", "quote", DAY, "1386.02", "1391.77", None))
    found.add(("remitano", "USDT", "parallel", "quote", DAY, "1388.2", "1398.5", None))
    found.update(("wise", code, "midmarket", "quote", DAY, None, None, figure) for code, figure in WISE.items())
    found.update(
        ("abokiforex", code, "parallel", "quote", DAY, None, None, figure.replace(",", "")) for code, _, _, figure in ABOKIFOREX.values()
    )
    found.update(("frankfurter", code, "official", "central", day, None, None, rate) for code, (day, rate) in central().items())
    street = {
        "talentbase": [("USD", "1388", "1400"), ("GBP", "1840", "1880"), ("EUR", "1590", "1620"), ("CAD", "999", "1007")],
        "nairatoday": [("USD", "1388", "1400"), ("GBP", "1840", "1880"), ("EUR", "1590", "1620"), ("CAD", "999", "1007")],
        "ngnrates": [
            ("USD", "1390", "1400"),
            ("GBP", "1850", "1880"),
            ("EUR", "1595", "1640"),
            ("CAD", None, "1055"),
            ("XAF", "2.35", None),
        ],
    }
    found.update((source, base, "parallel", "quote", DAY, bid, ask, None) for source, rows in street.items() for base, bid, ask in rows)
    return found


def told(rows: list[dict[str, Any]]) -> set[Figure]:
    """The same of `history --every raw --json`."""
    kept = [row for row in rows if row["source"] in SOURCES]
    return {
        (row["source"], row["pair"].partition("/")[0], row["market"], row["measure"], row["session"], row["bid"], row["ask"], row["mid"])
        for row in kept
        if row["source"] not in STARTED or row["session"] == DAY
    }


def test_every_source_lands(undisturbed: Undisturbed) -> None:
    assert undisturbed.ran.code == 0, undisturbed.ran
    assert undisturbed.ran.err == ""
    assert "failed" not in undisturbed.ran.out
    assert "held" not in undisturbed.ran.out


def test_every_rate_is_stored_to_the_last_digit(undisturbed: Undisturbed) -> None:
    """The command line for what an article prints, the database itself for every other currency."""
    wanted = said()
    asked = [("USD", "official"), ("GBP", "official"), ("USD", "midmarket"), ("USD", "parallel"), ("USDT", "parallel"), ("EUR", "parallel")]
    for base, market in asked:
        printed = told(undisturbed.house.good("history", base, "--market", market, "--every", "raw", "--json").json)
        assert printed == {figure for figure in wanted if figure[1:3] == (base, market)}
    stored = undisturbed.house.rows(
        "SELECT s.source, replace(s.pair, '/NGN', ''), s.market, s.measure, o.session, o.bid, o.ask, o.mid FROM observations o"
        " JOIN series s ON s.id = o.series_id JOIN polls p ON p.id = o.poll_id WHERE p.source <> 'import'"
    )
    # TalentBase's dollar of that day is one of the figures of the starter history: said again, it is no news.
    news = wanted - {("talentbase", "USD", "parallel", "quote", DAY, "1388", "1400", None)}
    assert set(stored) == news
    assert len(stored) == len(news)


def test_what_could_not_be_believed_is_kept_with_its_reason(undisturbed: Undisturbed) -> None:
    """NgnRates' rand of December 2020 stands among the rates of today."""
    ((source, reason, raw),) = undisturbed.house.rows("SELECT source, reason, raw FROM set_aside")
    assert (source, reason) == ("ngnrates", "historical")
    assert "02 Dec 2020" in raw


def test_the_rates_are_those_of_the_wire(undisturbed: Undisturbed) -> None:
    rows = undisturbed.house.good("rate", "--json").json
    official, parallel, midmarket = (rate_of(rows, market) for market in ("official", "parallel", "midmarket"))

    assert (official["measure"], official["session"], official["mid"]) == ("close", "2026-06-11", "1364.5000")
    assert (official["bid"], official["ask"], official["sources"]) == (None, None, ["cbn-nfem"])
    # The first consensus of 12 June 2026 that anybody worked out from these sources was 1,393.76.
    assert abs(float(parallel["mid"]) / 1393.76 - 1) < 0.005
    assert float(parallel["bid"]) <= float(parallel["mid"]) <= float(parallel["ask"])
    assert set(parallel["sources"]) == {"abokiforex", "luno", "nairatoday", "ngnrates", "quidax", "remitano"}
    assert parallel["grade"] in "AB"
    assert set(midmarket["sources"]) == {"currency-api", "er-api", "wise"}
    assert 1362.411936 <= float(midmarket["mid"]) <= 1366.87993308


def test_the_day_has_its_articles_posts_and_charts(undisturbed: Undisturbed) -> None:
    house = undisturbed.house
    pieces = {name for name in house.files() if name.startswith("pieces/")}
    articles = {f"pieces/{DAY}/{kind}.{form}" for kind in ("dollar-to-naira", "naira-to-dollar") for form in ("md", "html", "txt", "json")}
    posts = {f"pieces/{DAY}/post-{network}.txt" for network in ("x", "whatsapp", "telegram", "push")}
    assert pieces == articles | posts
    for chart in ("gap", "spread", "card"):
        drawn = {name: body for name, body in house.files().items() if name.startswith(f"charts/{DAY}/{chart}")}
        assert any(name.endswith(".png") and body.startswith(b"\x89PNG") and body[-8:-4] == b"IEND" for name, body in drawn.items())
        assert b"</svg>" in drawn[f"charts/{DAY}/{chart}.svg"]
        assert json.loads(drawn[f"charts/{DAY}/{chart}.json"])["alt"]
    stored = house.revisions()
    assert sorted({row[0] for row in stored}) == [
        "dollar-to-naira", "naira-to-dollar", "post-push", "post-telegram", "post-whatsapp", "post-x",
    ]  # fmt: skip
    assert {row[1:4] for row in stored} == {(DAY, 1, "published")}


def test_the_article_prints_what_the_wire_said(undisturbed: Undisturbed) -> None:
    document = json.loads(undisturbed.house.files()[f"pieces/{DAY}/dollar-to-naira.json"])
    facts = facts_of(document)
    row = dict(zip(("weighted_average", "simple_average", "high", "low", "close"), NFEM[0][1:], strict=True))
    for measure, figure in row.items():
        fact = facts[f"official.{measure}"]
        assert (fact["value"], fact["measure"], fact["session"]) == (figure, measure, "2026-06-11")
    assert facts["official.previous"]["value"] == NFEM[1][5]
    assert facts["official.change.d1"]["value"] in ("2.5", "2.50")
    assert "1,364.50" in document["body"]
    # Its terms forbid passing it on: it counts and is shown nowhere.
    shown = [body for name, body in undisturbed.house.files().items() if not name.endswith(".png")]
    assert all(figure not in body for body in shown for figure in (b"1362.41", b"1,362.41", b"1366.02", b"1,366.02"))


def test_a_published_piece_passes_the_checker_from_its_file(undisturbed: Undisturbed) -> None:
    for name in ("naira-to-dollar.md", "post-telegram.txt", "dollar-to-naira.json"):
        ran = undisturbed.house.run("check", str(undisturbed.house.home / "pieces" / DAY / name), "--json")
        assert ran.code == 0, ran
        assert ran.json["problems"] == []


def test_a_second_round_publishes_nothing_twice_and_heals_what_is_lost(undisturbed: Undisturbed, tmp_path: Path) -> None:
    """A round that was cut off between the database and the folder is completed by the next one."""
    house = undisturbed.house.like(tmp_path / "again")
    before = house.fixings(), house.revisions(), house.files(), house.rows("SELECT count(*) FROM observations")
    for name in ("dollar-to-naira.json", "naira-to-dollar.md", "post-x.txt"):
        (house.home / "pieces" / DAY / name).unlink()
    ran = house.good("up", "--once")
    assert "published" not in ran.out
    assert (house.fixings(), house.revisions(), house.files(), house.rows("SELECT count(*) FROM observations")) == before
    assert house.rows("SELECT count(*) FROM polls WHERE source <> 'import'") == [(2 * len(SOURCES),)]


def test_news_makes_a_revision_that_says_what_changed_and_keeps_the_first(undisturbed: Undisturbed, tmp_path: Path) -> None:
    house = undisturbed.house.like(tmp_path / "later")
    later = "2026-06-12T18:10:00+01:00"
    with wired(later) as wire:
        wire.put(NFEM_URL, nfem_rows([("2026-06-12", "1360.1250", "1360.2013", "1365.0000", "1355.0000", "1358.7500"), *NFEM]))
        ran = house.good("up", "--once", FXTRACKER_MIRROR=wire.url, FXTRACKER_NOW=later)
    assert "revision 2 published" in ran.out
    revisions = [row for row in house.revisions() if row[0] == "dollar-to-naira"]
    assert [row[2] for row in revisions] == [1, 2]
    assert "1,364.50" in revisions[0][4]
    document = json.loads(house.files()[f"pieces/{DAY}/dollar-to-naira.json"])
    assert (document["revision"], document["edition"]) == (2, "closing")
    assert document["changes"]
    assert facts_of(document)["official.close"]["value"] == "1358.7500"
    assert facts_of(document)["official.close"]["session"] == DAY


@pytest.mark.parametrize(
    ("now", "edition", "sister"), [("2026-06-12T08:05:00+01:00", "morning", False), ("2026-06-12T20:05:00+01:00", "closing", True)]
)
def test_a_round_writes_the_edition_that_its_clock_stands_in(tmp_path: Path, now: str, edition: str, sister: bool) -> None:
    house = House(tmp_path / "home")
    with wired(now) as wire:
        house.good("up", "--once", FXTRACKER_MIRROR=wire.url, FXTRACKER_NOW=now)
    files = house.files()
    assert json.loads(files[f"pieces/{DAY}/dollar-to-naira.json"])["edition"] == edition
    assert (f"pieces/{DAY}/naira-to-dollar.json" in files) is sister


def test_every_currency_of_the_wire_can_be_asked_for(undisturbed: Undisturbed) -> None:
    """In the database's own words, so that thirty commands need not run."""
    found = {row[0] for row in undisturbed.house.rows("SELECT DISTINCT pair FROM fixings")}
    assert {f"{figure[1]}/NGN" for figure in said() if figure[1] != "USDT"} <= found
    assert {name.partition("/")[0] for name in found} <= set(CURRENCIES)
    assert {row[0] for row in undisturbed.house.rows("SELECT DISTINCT market FROM fixings")} <= {market.value for market in Market}
    first = date.fromisoformat(min(row[0] for row in undisturbed.house.rows("SELECT min(session) FROM fixings")))
    assert first < date.fromisoformat(DAY) - timedelta(days=365)
