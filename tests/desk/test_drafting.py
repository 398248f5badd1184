"""A source drafted from an answer, and a source tried: what is understood, beside what the desk holds for true, and what looks wrong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest

import wire as internet
from fxtracker.desk.drafting import draft_source
from fxtracker.desk.present import present
from fxtracker.desk.trying import Trial, chosen, try_answers, try_source
from fxtracker.errors import BadAnswer, SourceError, UsageError
from fxtracker.rates import Market
from fxtracker.settings import Settings
from fxtracker.sources import Source, load_sources
from fxtracker.sources.spec import load_source
from wire import Wire

from .house import Newsroom

NOW = "2026-06-12T20:30:00"
ROWS = ("USD,1390,1402", "GBP,1842,1878", "EUR,1592,1622")

FILE = """
id = "mine"
name = "Mine"
homepage = "https://mine.ng/"
market = "{market}"
timing = "{timing}"
sides = "buy is the bid"
default_on = true
robots_ok = true
needs_key = false
redistribute_ok = true
terms = "None"
attribution = "Mine"
{head}
[expected]
words = "daily"
[[request]]
urls = ["https://mine.ng/rates"]
[read]
format = "json"
rows = "rates"
currency = "code"
bid = "buy"
ask = "sell"
{read}
[range]
{range}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has a parallel market (dollar, pound, euro) and the Central Bank's rate of the day before."""
    folder = tmp_path_factory.mktemp("known") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FXTRACKER_HOME", str(folder))
        room = Newsroom(folder)
        for dealer in ("musa", "ada"):
            room.reads(NOW, "date,source,market,currency,bid,ask", *(f"2026-06-12,{dealer},parallel,{row}" for row in ROWS))
        with Wire() as wire, room.at(NOW, wire.url) as desk:
            from fxtracker.desk.fetching import fetch

            fetch(desk, ["cbn", "cbn-nfem"])
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    return replace(Settings.load(), home=home, now=f"{NOW}+01:00")


def held(home: Path) -> tuple[str, ...]:
    """All that the database of a home holds."""
    with closing(sqlite3.connect(home / "fxtracker.db")) as database:
        return tuple(database.iterdump())


def source(market: str = "parallel", timing: str = "seen", head: str = "", read: str = "", span: str = "USD = [460, 9800]") -> Source:
    return load_source(Path("mine.toml"), FILE.format(market=market, timing=timing, head=head, read=read, range=span))


def answer(*rows: tuple[str, object, object], **more: object) -> bytes:
    return json.dumps({"rates": [{"code": code, "buy": buy, "sell": sell} for code, buy, sell in rows], **more}).encode()


def codes(trial: Trial) -> set[str]:
    return {one.code for one in trial.suspicions}


def told(trial: Trial, code: str) -> str:
    return next(one.text for one in trial.suspicions if one.code == code)


WIDE = "USD = [460, 9800]\nGBP = [620, 14000]\nEUR = [540, 12000]\nJPY = [2, 80]"


# What the desk holds for true


def test_the_present_is_read_without_touching_anything(home: Path, settings: Settings) -> None:
    before = held(home)
    here = present(settings, settings.clock().now())

    assert here.told is None
    assert here.of(Market.PARALLEL)["USD"] == here.of(Market.PARALLEL)["USDT"] == Decimal("1396.0000")
    assert here.of(Market.OFFICIAL)["USD"] == Decimal("1364.5000")
    assert held(home) == before


def test_no_database_is_no_hindrance(tmp_path: Path) -> None:
    settings = replace(Settings.load(), home=tmp_path / "nowhere", now=f"{NOW}+01:00")
    trial = try_answers(source(), settings, [answer(("USD", 1388, 1400))])

    assert trial.good
    assert "no database" in (trial.without or "")
    assert not (tmp_path / "nowhere").exists()

    away = replace(settings, database_url="postgresql://desk@127.0.0.1:1/naira")
    assert try_answers(source(), away, [answer(("USD", 1388, 1400))]).good


# What looks wrong


def test_a_sound_source(settings: Settings) -> None:
    trial = try_answers(source(), settings, [answer(("USD", "1388", "1400"))])

    assert (trial.count, trial.set_aside, trial.suspicions, trial.error) == (1, (), (), None)
    assert (trial.seen[0].fixing, round(trial.seen[0].distance or 0, 2)) == (Decimal("1396.0000"), Decimal("-0.14"))
    assert trial.asked == ("https://mine.ng/rates",)


@pytest.mark.parametrize(
    ("rows", "code", "says"),
    [
        ([("USD", 1400, 1388)], "crossed", "the sides may be the other way round"),
        ([("USD", 1500, 1520)], "far", "+8.2% from the present fixing"),
        ([("USD", 139600, 139700)], "unit", "100 times too high: per = 100"),
        ([("USD", 139.6, 139.7)], "unit", "10 times too low"),
        ([("USD", 0.000716, 0.000717)], "inverse", "inverse = true"),
        ([("USD", 1858, 1862)], "wrong_currency", "near the figure of GBP"),
        ([("USD", 1364, 1365)], "official_as_parallel", "is the official rate"),
        ([("USD", 1390, 1400), ("EUR", 1390, 1400)], "same", "all 2 currencies have the same figure"),
        ([("USD", 1390, None)], "one_sided", "only the bid of USD/NGN"),
        ([("USD", 1390, 1400), ("USD", 1391, 1401)], "repeated", "different figures"),
        ([("USD", 1390, 1400), ("CAD", 1000, 1010)], "no_range", "CAD"),
    ],
)
def test_what_looks_wrong(settings: Settings, rows: list[tuple[str, object, object]], code: str, says: str) -> None:
    trial = try_answers(source(span=WIDE), settings, [answer(*rows)])

    assert code in codes(trial), trial.suspicions
    assert says in told(trial, code)


@pytest.mark.parametrize(
    ("span", "code"), [("USD = [1200, 1500]", "narrow_range"), ("USD = [10, 20000]", "wide_range"), ("USD = [460, 9800]", None)]
)
def test_ranges(settings: Settings, span: str, code: str | None) -> None:
    assert codes(try_answers(source(span=span), settings, [answer(("USD", 1388, 1400))])) == ({code} if code else set())


TIME = 'time = {{ at = "at", form = "iso"{} }}'


@pytest.mark.parametrize(
    ("stamp", "code", "says"),
    [
        ("2026-06-12T20:30:00Z", "future", "by just 1 hour: it may be written in another zone"),
        ("2026-06-12T19:20:00Z", None, ""),
        ("2026-06-12T23:12:00Z", "future", "2026-06-13 00:12 WAT"),
        ("2026-06-08T10:00:00Z", "old", "4 days ago"),
    ],
)
def test_moments(settings: Settings, stamp: str, code: str | None, says: str) -> None:
    trial = try_answers(source(timing="instant", read=TIME.format("")), settings, [answer(("USD", 1388, 1400), at=stamp)])

    assert codes(trial) == ({code} if code else set())
    assert code is None or says in told(trial, code)
    assert trial.good is (code != "future")


@pytest.mark.parametrize(
    ("rows", "read", "code", "says"),
    [
        ([("Cocoa", 5000, 5100)], "", "unknown_currency", "add the spelling to names"),
        ([("USD", 1390, 140000)], "", "out_of_range", "widen the range"),
        ([("CAD", 1000, 1010)], "", "no_range", "CAD: the answer states a rate, and [range] has none for it"),
        ([("USD", "1.390,00.1", 1400)], "", "not_a_number", "mend the place, its pattern, or number"),
        ([("EUR (100)", 1590, 1620)], "", "bad_unit", "mend per"),
    ],
)
def test_rows_that_are_set_aside_look_wrong(
    settings: Settings, rows: list[tuple[str, object, object]], read: str, code: str, says: str
) -> None:
    trial = try_answers(source(read=read, span="USD = [460, 9800]\nEUR = [540, 12000]"), settings, [answer(*rows, ("EUR", 1590, 1620))])

    assert [row.reason for row in trial.set_aside] == [code]
    assert trial.good
    assert says in told(trial, code)


def test_older_rows_are_shown_and_not_compared(settings: Settings) -> None:
    read = 'time = { at = "on", form = "date", in = "row" }'
    rows = [{"code": "USD", "buy": 1388 + day, "sell": 1400 + day, "on": f"2026-06-0{day}"} for day in (1, 2, 3)]
    trial = try_answers(source(timing="dated", read=read), settings, [json.dumps({"rates": rows}).encode()])

    assert (len(trial.seen), len(trial.rows), trial.count) == (1, 3, 3)
    assert [row["fixing"] is None for row in trial.json()["observations"]] == [True, True, False]


def test_an_official_rate_of_a_day_without_business(settings: Settings) -> None:
    dated = source("official", "dated", read='measure = "central"\ntime = { at = "on", form = "date" }')
    assert "Friday 2026-06-12 was no business day" in told(
        try_answers(dated, settings, [answer(("USD", 1363, 1364), on="2026-06-12")]), "closed_day"
    )
    assert not codes(try_answers(dated, settings, [answer(("USD", 1363, 1364), on="2026-06-11")]))


def test_a_time_that_is_stated_and_not_read(settings: Settings) -> None:
    trial = try_answers(source(), settings, [answer(("USD", 1388, 1400), updated_at="2026-06-12T19:20:00Z")])
    assert "updated_at" in told(trial, "unread_time")


def test_a_layout_that_only_a_later_reading_fits(settings: Settings) -> None:
    text = FILE.format(market="parallel", timing="seen", head="", read="", range="USD = [460, 9800]")
    two = text.replace("[read]", "[[read]]").replace("[range]", '[[read]]\nformat = "json"\npair = "USD"\nmid = "dollar"\n[range]')
    trial = try_answers(load_source(Path("mine.toml"), two), settings, [b'{"dollar": 1391}'])

    assert trial.good
    assert "second_layout" in codes(trial)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(internet._FIREWALL, "firewall"), (b"{", "cut"), (b"[]", "empty"), (answer(("USD", 5, 6)), "no_rate"), (b"", "empty")],
)
def test_an_answer_without_rates(settings: Settings, body: bytes, kind: str) -> None:
    trial = try_answers(source(), settings, [body])

    assert (trial.good, trial.kind) == (False, kind)
    assert trial.error


# Several requests


def test_answers_of_several_requests(settings: Settings) -> None:
    text = FILE.format(market="parallel", timing="seen", head="", read="", range=WIDE)
    two = load_source(Path("mine.toml"), text.replace("[[request]]", '[[request]]\nurls = ["https://mine.ng/other"]\n[[request]]'))
    one, other = answer(("USD", 1388, 1400)), answer(("GBP", 1840, 1880))

    assert try_answers(two, settings, [one, other]).asked == ("https://mine.ng/other", "https://mine.ng/rates")
    assert try_answers(two, settings, [one], ["https://mine.ng/rates"]).asked == ("https://mine.ng/rates",)
    with pytest.raises(UsageError, match="--payload: 3 files were given, and mine has 2 requests"):
        try_answers(two, settings, [one, one, one])
    with pytest.raises(UsageError, match="is not asked by mine"):
        try_answers(two, settings, [one], ["https://else.ng/"])


def test_a_file_of_the_day_before(settings: Settings) -> None:
    rates = load_sources(settings.folders("data/sources"))["currency-api"]
    trial = try_answers(rates, settings, [internet.currency_api("usd", datetime(2026, 6, 11, tzinfo=UTC).date())])

    assert trial.good
    assert "2026.6.11" in trial.asked[0]


# Asking


@pytest.fixture
def net() -> Iterator[Wire]:
    with Wire(now=datetime.fromisoformat(f"{NOW}+01:00") - timedelta(minutes=5)) as wire:
        yield wire


def test_a_source_that_is_asked(home: Path, settings: Settings, net: Wire) -> None:
    before = held(home)
    trial = try_source(chosen(settings, "luno"), replace(settings, mirror=net.url))

    assert [(str(one.observation.pair), one.fixing) for one in trial.seen] == [("USDT/NGN", Decimal("1396.0000"))]
    assert trial.asked == (internet.LUNO_URL,)
    assert held(home) == before


def test_a_source_that_fails_when_it_is_asked(settings: Settings, net: Wire) -> None:
    net.fail("luno", "firewall")
    trial = try_source(chosen(settings, "luno"), replace(settings, mirror=net.url))
    assert (trial.good, trial.kind) == (False, "firewall")


def test_what_a_round_leaves_alone_is_tried_since_a_person_asks(settings: Settings, net: Wire) -> None:
    net.put("https://mine.ng/rates", answer(("USD", 1388, 1400)))
    closed = replace(source(), robots_ok=False, default_on=False, reason="not yet read")
    trial = try_source(closed, replace(settings, mirror=net.url))

    assert trial.good
    assert codes(trial) == {"robots"}


def test_which_source_is_tried(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(FILE.format(market="parallel", timing="seen", head="", read="", range=WIDE))

    assert chosen(settings, str(path)).id == "mine"
    for name, says in [("nothing", "is not a source"), (str(tmp_path / "no.toml"), "is no file"), ("desk", "has nothing to ask")]:
        with pytest.raises(UsageError, match=says):
            chosen(settings, name)


# Drafting


def test_a_page_that_is_asked_and_drafted(tmp_path: Path, settings: Settings, net: Wire) -> None:
    net.put("https://street.ng/today", internet.nairatoday(modified="2026-06-12T18:42:46.589Z"))
    here = replace(settings, mirror=net.url)
    made = draft_source(here, "https://street.ng/today#top", out=tmp_path / "street.toml")

    assert (made.id, made.path) == ("street", tmp_path / "street.toml")
    assert made.trial.good
    assert net.urls() == ["https://street.ng/today"]
    again = load_source(tmp_path / "street.toml")
    assert (again.market, again.default_on, again.robots_ok, again.probation_days) == (Market.PARALLEL, False, False, 14)
    assert try_answers(again, here, [internet.nairatoday(modified="2026-06-12T18:42:46.589Z")]).seen == made.trial.seen
    with pytest.raises(UsageError, match="is there already"):
        draft_source(here, "https://street.ng/today", out=tmp_path / "street.toml")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.ngnrates.com/", "ngnrates-com"),
        ("https://api.example.co.uk/v1", "example"),
        ("https://rates.bureau.ng/a", "bureau"),
        ("https://Ünï.ng/", "xn-n-nga1b"),
        ("https://marina.com.ng/rates", "marina"),
        ("https://www.marina.org.ng/", "marina"),
        ("https://marina.example.ng/rates", "marina"),
        ("https://api.kudi.example/v1/book", "kudi"),
        ("https://app.kudi.example/", "kudi"),
        ("https://kudi.github.io/rates.json", "kudi"),
        ("https://open.er-api.com/v6/latest/USD", "er-api"),
        ("https://api.ng/", "api"),
        ("https://8.8.8.8/rates", "8-8-8-8"),
    ],
)
def test_ids(settings: Settings, url: str, expected: str) -> None:
    name = "ngnrates-com" if "ngnrates" in url else None
    made = draft_source(settings, url, b'{"USDNGN": 1390}', name, write=False)
    assert (made.id, made.path) == (expected, None)


def test_a_key_in_the_address_is_not_written(settings: Settings) -> None:
    made = draft_source(settings, "https://rates.bureau.ng/a?base=USD&app_id=hush-hush", b'{"USDNGN": 1390}', write=False)

    assert "hush" not in made.text + str(made.trial.json())
    assert 'urls = ["https://rates.bureau.ng/a?base=USD&app_id={key}"]' in made.text
    assert "needs_key = true" in made.text


@pytest.mark.parametrize(
    ("body", "market"),
    [
        (b"currency,we buy,we sell,CBN\nUSD,1385,1399,1363.83\nGBP,1840,1880,1829.1\n", "parallel"),
        (b"currency,official rate\nUSD,1363.83\nGBP,1829.1\n", "official"),
        (b'{"USDNGN": {"purchase": 1385, "sale": 1399}, "GBPNGN": {"purchase": 1840, "sale": 1880}}', "parallel"),
        (b'{"USDNGN": 1363.83, "GBPNGN": 1829.1}', "midmarket"),
        (
            b"<title>CBN rates</title><table><tr><th></th><th>Buy</th><th>Sell</th></tr><tr><td>USD</td><td>1363</td><td>1364</td></tr>",
            "official",
        ),
    ],
)
def test_the_market_is_guessed_by_more_than_one_column(settings: Settings, body: bytes, market: str) -> None:
    assert draft_source(settings, "https://x.ng/rates", body, write=False).trial.source.market == market


@pytest.mark.parametrize("key", ["hush-hush-123", "hush/hush+123"])
def test_a_key_in_the_address_stands_in_no_sentence(settings: Settings, net: Wire, key: str) -> None:
    url = f"https://street.ng/today?app_id={quote(key, safe='')}"
    net.fail("street.ng", f"redirect:https://other.ng/login?back={quote(url, safe='')}")
    with pytest.raises(SourceError) as refused:
        draft_source(replace(settings, mirror=net.url), url, write=False)
    with pytest.raises(BadAnswer) as empty:
        draft_source(settings, url, f"<html><title>Not for {key}</title><body></body></html>".encode(), write=False)
    with pytest.raises(UsageError) as wrong:
        draft_source(settings, url.replace("https", "ftp"), b"", write=False)

    assert refused.value.kind == "redirect"
    for fault in (refused, empty, wrong):
        assert "hush" not in str(fault.value)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://x.ng/", "is not an address"),
        ("street.ng", "is not an address"),
        ("https://", "is not an address"),
        ("https://me:hush@x.ng/", "without a name and password"),
        ("https://x.ng/\x1b[31m", "is not an address"),
        ("https://[::1/", "is not an address"),
    ],
)
def test_addresses_that_are_none(settings: Settings, url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        draft_source(settings, url, b"{}", write=False)


@pytest.mark.parametrize("name", ["Mine", "a b", "../evil", "", "x" * 41, "luno"])
def test_ids_that_are_none(settings: Settings, name: str) -> None:
    with pytest.raises(UsageError, match="--id"):
        draft_source(settings, "https://x.ng/", b'{"USDNGN": 1390}', name)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://localhost/", "https://169.254.169.254/latest/meta-data", "https://[::1]/"])
def test_a_private_host_is_refused(settings: Settings, url: str) -> None:
    with pytest.raises(SourceError) as fault:
        draft_source(settings, url, name="mine", write=False)
    assert fault.value.kind == "forbidden_address"


def test_nothing_that_reads_like_a_rate(home: Path, settings: Settings, net: Wire) -> None:
    net.fail("street.ng", "firewall")
    with pytest.raises(BadAnswer, match="a page titled 'Request Rejected' with 0 tables"):
        draft_source(replace(settings, mirror=net.url), "https://street.ng/today")
    assert not (home / "data" / "sources").exists()


@pytest.mark.parametrize("how", ["500", "404", "empty", "blank", "cut", "broken"])
def test_what_does_not_answer(home: Path, settings: Settings, net: Wire, how: str) -> None:
    net.put("https://street.ng/today", internet.nairatoday())
    net.fail("street.ng", how)
    with pytest.raises(SourceError) as fault:
        draft_source(replace(settings, mirror=net.url), "https://street.ng/today")
    assert str(fault.value)
    assert not (home / "data" / "sources").exists()
