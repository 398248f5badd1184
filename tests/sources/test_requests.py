"""What is asked: places, bodies, headers and keys; the identity of an answer; and how the past is fetched."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.errors import ConfigError
from fxtracker.rates import Side
from fxtracker.sources.request import Asked, Request
from sources.written import written

TODAY = date(2026, 6, 1)
KEY = "s3cret&key={code}#x"


def test_a_plain_address_is_its_own_identity() -> None:
    ((ask,),) = Request(("https://rates.example/naira",)).asks(TODAY)

    assert (ask.address, ask.url, ask.method, ask.headers, ask.body) == (
        "https://rates.example/naira",
        "https://rates.example/naira",
        "GET",
        {},
        None,
    )


def test_each_currency_in_small_letters_or_capitals_and_each_day_in_its_form() -> None:
    request = Request(("https://a.example/{code}/{YYYY.M.D}", "https://b.example/{YYYY-MM-DD}?to={CODE}"), ("USD", "GBP"), 1)

    assert [[ask.address for ask in asks] for asks in request.asks(TODAY)][1] == [
        "https://a.example/gbp/2026.6.1",
        "https://b.example/2026-06-01?to=GBP",
        "https://a.example/gbp/2026.5.31",
        "https://b.example/2026-05-31?to=GBP",
    ]
    assert request.asked("https://a.example/gbp/2026.5.31") == Asked("GBP", date(2026, 5, 31))
    assert request.asked("https://b.example/2026-06-01?to=USD") == Asked("USD", TODAY)
    assert request.asked("https://b.example/2026-02-30?to=USD") is None
    assert request.asked("https://b.example/2026-06-01?to=usd") is None
    assert request.asked("https://c.example/") is None


class TestKeys:
    REQUEST = Request(
        ("https://rates.example/v1?app_id={key}",),
        headers={"api_key": "{key}", "x-locale": "en"},
        json={"auth": {"token": "Bearer {key}"}, "list": ["{key}"]},
        method="POST",
    )

    def test_a_key_is_sent_and_stands_in_nothing_that_is_kept(self) -> None:
        ((ask,),) = self.REQUEST.asks(TODAY, KEY)

        assert ask.url == "https://rates.example/v1?app_id=s3cret%26key%3D%7Bcode%7D%23x"
        assert ask.headers["api_key"] == KEY
        assert json.loads(ask.body or b"") == {"auth": {"token": f"Bearer {KEY}"}, "list": [KEY]}
        for kept in (ask.address, repr(ask), str(dict(ask.stated_headers)), (ask.stated_body or b"").decode()):
            assert "s3cret" not in kept
        assert ask.address == "https://rates.example/v1?app_id={key}"
        assert ask.stated_headers["api_key"] == "{key}"
        assert self.REQUEST.asked(ask.address) == Asked(None, None)

    @given(st.text(min_size=1, max_size=40))
    def test_no_key_ends_the_part_of_an_address_in_which_it_stands(self, key: str) -> None:
        ((ask,),) = Request(("https://rates.example/v1?a={key}&b=2",)).asks(TODAY, key)

        assert ask.url.startswith("https://rates.example/v1?a=")
        assert ask.url.count("&") == 1
        assert "#" not in ask.url


class TestPosts:
    def test_two_sides_of_one_address_are_told_apart(self) -> None:
        bid, ask = (
            Request(("https://p2p.example/x",), json={"side": side}, method="POST", gives=gives)
            for side, gives in (("0", Side.BID), ("1", Side.ASK))
        )

        assert bid.asks(TODAY)[0][0].address == "https://p2p.example/x#bid"
        assert ask.asks(TODAY)[0][0].url == "https://p2p.example/x"
        assert ask.asks(TODAY)[0][0].headers == {"Content-Type": "application/json"}
        assert ask.asked("https://p2p.example/x#ask") == Asked(None, None, Side.ASK)
        assert ask.asked("https://p2p.example/x#bid") is None
        assert ask.asked("https://p2p.example/x") is None

    def test_a_currency_and_a_day_in_the_body_stand_in_the_identity(self) -> None:
        request = Request(
            ("https://p2p.example/x",), ("USD", "GBP"), json={"from": "{CODE}", "on": "{YYYY-MM-DD}"}, method="POST", gives=Side.ASK
        )
        first, second = (asks[0] for asks in request.asks(TODAY))

        assert first.address == "https://p2p.example/x#2026-06-01-usd-ask"
        assert json.loads(second.body or b"") == {"from": "GBP", "on": "2026-06-01"}
        assert request.asked(second.address) == Asked("GBP", TODAY, Side.ASK)

    def test_a_form(self) -> None:
        ((ask,),) = Request(("https://p2p.example/x",), form={"fiat": "NGN", "token": "{key}"}, method="POST").asks(TODAY, "a b")

        assert (ask.body, ask.stated_body) == (b"fiat=NGN&token=a+b", b"fiat=NGN&token={key}")
        assert ask.headers == {"Content-Type": "application/x-www-form-urlencoded"}


READ = """
    [read]
    format = "json"
    rows = "@"
    pair = "USD"
    mid = "rate"
    time = { at = "date", form = "date", in = "row" }
    """


class TestBackfill:
    def test_a_span_of_days(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            READ
            + """
            [backfill]
            urls = ["https://rates.example/v2?from={FROM}&to={TO}"]
            span_days = 365
            since = 2001-12-10
            days = "business"
            """,
            timing="dated",
        )
        past = source.backfill
        assert past is not None
        assert (past.whole, past.span_days, past.since, past.business) == (False, 365, date(2001, 12, 10), True)
        ((ask,),) = past.asks(date(2026, 1, 1), date(2026, 3, 31))
        assert ask.address == "https://rates.example/v2?from=2026-01-01&to=2026-03-31"
        asked, layouts = source.asked(ask.address)
        assert asked.span == (date(2026, 1, 1), date(2026, 3, 31))
        assert layouts == source.layouts

    def test_one_day_an_answer_with_a_layout_of_its_own(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            READ
            + """
            [backfill]
            urls = ["https://rates.example/{YYYY-MM-DD}.csv"]
            since = "2024-03-02"
            [backfill.read]
            format = "csv"
            pair = "USD"
            mid = "Rate"
            time = { at = "Date", form = "date" }
            """,
            timing="dated",
        )
        past = source.backfill
        assert past is not None
        assert past.span_days is None
        asked, layouts = source.asked("https://rates.example/2026-06-01.csv")
        assert (asked.day, layouts[0].format) == (TODAY, "csv")
        assert source.asked("https://rates.example/naira")[1] == source.layouts

    def test_an_answer_that_carries_everything(self, tmp_path: Path) -> None:
        past = written(tmp_path, READ + "\n[backfill]\nwhole = true\nsince = 2024-12-02\n", timing="dated").backfill

        assert past is not None
        assert (past.whole, past.request, past.asks(TODAY, TODAY)) == (True, None, [])

    @pytest.mark.parametrize(
        ("table", "told"),
        [
            ("whole = true\nurls = ['https://a.example/{FROM}{TO}']", "backfill.whole: True will not do; write either whole"),
            ("since = 2024-01-01\nurls = ['https://a.example/']", "backfill.urls: .* write either {YYYY-MM-DD}"),
            ("since = 2024-01-01\nurls = ['https://a.example/{FROM}']", "backfill.urls: .* {FROM} and {TO}"),
            ("urls = ['https://a.example/{YYYY-MM-DD}']", "backfill.since: None will not do; write the first day"),
            ("since = 'May'\nurls = ['https://a.example/{YYYY-MM-DD}']", "backfill.since: 'May' will not do; write a day such as"),
            ("since = 2024-01-01\nspan_days = 30\nurls = ['https://a.example/{YYYY-MM-DD}']", "backfill.span_days: 30 will not do"),
            ("since = 2024-01-01\ndays = 'some'\nurls = ['https://a.example/{YYYY-MM-DD}']", "backfill.days: 'some' will not do"),
            ("sinse = 2024-01-01\nurls = ['https://a.example/{YYYY-MM-DD}']", "backfill.sinse is not a key that is known here"),
        ],
    )
    def test_a_slip_is_named(self, tmp_path: Path, table: str, told: str) -> None:
        with pytest.raises(ConfigError, match=told):
            written(tmp_path, READ + "\n[backfill]\n" + table + "\n", timing="dated")

    def test_an_answer_about_the_past_must_state_its_day(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"backfill\.read: None will not do; write a \[read\.time\]"):
            written(
                tmp_path,
                "[read]\nformat = 'json'\npair = 'USD'\nmid = 'rate'\n[backfill]\nsince = 2024-01-01\nurls = ['https://a.example/{YYYY-MM-DD}']\n",
            )


@pytest.mark.parametrize(
    ("request_table", "told"),
    [
        ("urls = ['https://a.example/{day}']", "request.urls: .* no places but {code}"),
        ("urls = ['https://a.example/{FROM}']", "request.urls: .* no places but {code}"),
        ("urls = ['file:///etc/passwd']", "request.urls: .* write an address that begins"),
        ("urls = ['https://user:pass@a.example/']", "request.urls: .* without a name and password"),
        ("urls = ['https://{key}.example/']", "request.urls: .* with {key} behind the host"),
        ("urls = ['https://a.example/ x']", "request.urls: .* write an address"),
        ("urls = ['https://a.example/#top']", "request.urls: .* write an address"),
        ("urls = []", r"request.urls: \[\] will not do; write at least one address"),
        ("urls = ['https://a.example/']\nmethod = 'PUT'", "request.method: 'PUT' will not do; write GET or POST"),
        ("urls = ['https://a.example/']\nmethod = 'GET'\njson = { a = 1 }", "request.method: 'GET' will not do; write POST"),
        ("urls = ['https://a.example/']\njson = { a = 1 }\nform = { a = '1' }", "request.form: .* either json or form"),
        ("urls = ['https://a.example/']\njson = 'text'", "request.json: 'text' will not do; write a table"),
        ("urls = ['https://a.example/']\nform = { a = 1 }", "request.form: .* a table of texts"),
        ("urls = ['https://a.example/']\njson = { a = '{today}' }", "request.json: '{today}' will not do; write no places but"),
        ("urls = ['https://a.example/']\nheaders = { User-Agent = 'Mozilla' }", "request.headers.User-Agent: .* which says truly who asks"),
        ("urls = ['https://a.example/']\nheaders = { host = 'b.example' }", "request.headers.host: "),
        ("urls = ['https://a.example/']\nheaders = { Cookie = 'x' }", "request.headers.Cookie: "),
        ("urls = ['https://a.example/']\nheaders = { 'X Y' = 'x' }", "request.headers.X Y: .* the name of a header"),
        ('urls = ["https://a.example/"]\nheaders = { X = "a\\nb" }', "request.headers.X: .* a line of plain characters"),
        ("urls = ['https://a.example/']\ngives = 'buy'", "request.gives: 'buy' will not do; write one of bid, ask, mid"),
        ("urls = ['https://a.example/']\ndays_back = 3", "request.days_back: 3 will not do; write it only where one of {YYYY-MM-DD}"),
        ("urls = ['https://a.example/{YYYY-MM-DD}']\ndays_back = 1.5", "request.days_back: 1.5 will not do; write a whole number from 0"),
        ("urls = ['https://a.example/{key}']", "needs_key: False will not do; write true, since {key} stands in a request"),
        ("urls = ['https://a.example/{YYYY-MM-DD}']", r"read.time: None will not do; write where the answer states its day"),
    ],
)
def test_a_slip_in_a_request_is_named(tmp_path: Path, request_table: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as fault:
        written(tmp_path, "[read]\nformat = 'json'\npair = 'USD'\nmid = 'rate'\n", request=f"[[request]]\n{request_table}\n")

    assert "street.toml" in str(fault.value)


def test_two_posts_to_one_address_must_say_which_side_each_gives(tmp_path: Path) -> None:
    twice = "[[request]]\nurls = ['https://a.example/']\njson = { side = '0' }\n" * 2
    with pytest.raises(ConfigError, match=r"request: 'https://a\.example/' will not do; write each address once"):
        written(tmp_path, "[read]\nformat = 'json'\npair = 'USD'\nmid = 'rate'\n", request=twice)


@pytest.mark.parametrize(
    ("top", "told"),
    [
        ("probation_days = -1", "probation_days: -1 will not do; write a whole number from 0 to 366"),
        ("probation_days = 1.5", "probation_days: 1.5 will not do; write a whole number"),
        ("pause = 100", "pause: 100 will not do; write a number from 0 to 60"),
        ("largest_mb = 0", "largest_mb: 0 will not do; write a whole number from 1 to 256"),
        ("not_oftener = 'hourly'", "not_oftener: 'hourly' will not do; write a span of time such as 15m or 1h"),
        ("keep_days = 0", "keep_days: 0 will not do; write a whole number from 1"),
        ("intermediate = 'x'", "intermediate: 'x' will not do; write the text of a certificate"),
        ("reazon = 'x'", "reazon is not a key that is known here; known are at_once"),
    ],
)
def test_a_slip_at_the_top_is_named(tmp_path: Path, top: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        written(tmp_path, "[read]\nformat = 'json'\npair = 'USD'\nmid = 'rate'\n", top=top)


def test_what_is_forbidden_is_off_and_says_why(tmp_path: Path) -> None:
    source = written(tmp_path, "[read]\nformat = 'json'\npair = 'USD'\nmid = 'rate'\n", top="reason = 'its robots file says no'")
    text = (tmp_path / "street.toml").read_text(encoding="utf-8")

    def loaded(changed: str) -> str:
        from fxtracker.sources import load_sources

        (tmp_path / "street.toml").write_text(changed, encoding="utf-8")
        return str(load_sources([tmp_path])["street"].why_not_asked({}))

    assert source.why_not_asked({}) is None
    with pytest.raises(ConfigError, match="default_on: True will not do; write false, since robots_ok is false"):
        loaded(text.replace("robots_ok = true", "robots_ok = false"))
    off = text.replace("default_on = true", "default_on = false")
    with pytest.raises(ConfigError, match="reason: None will not do; write why it is off"):
        loaded(off.replace("reason = 'its robots file says no'", ""))
    assert loaded(off.replace("robots_ok = true", "robots_ok = false")) == "its robots file says no"


def test_a_source_with_a_key_is_asked_where_there_is_one(tmp_path: Path) -> None:
    source = written(
        tmp_path,
        "[read]\nformat = 'json'\npair = 'USD'\nmid = 'rate'\n",
        request="[[request]]\nurls = ['https://a.example/']\nheaders = { api_key = '{key}' }\n",
        needs_key=True,
    )

    assert source.why_not_asked({"street": "abc"}) is None
    assert "needs a key" in str(source.why_not_asked({}))


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        ("pairs = { USDX = 'a' }", "read.pairs.USDX: .* one of USD"),
        ("pairs = { USD = 'a' }\nbid = 'b'", "read.pairs: 'USD' will not do; write either"),
        ("pairs = { USD = { buy = 'a' } }", "read.pairs.USD.buy is not a key"),
        ("pairs = { USD = {} }", "read.pairs.USD: "),
        (
            "pair = 'USD'\nbid = 'b'\nsides = { at = 'x', pattern = '(?P<bid>a)(?P<ask>b)' }",
            "read.sides: 'x' will not do; write either sides",
        ),
        ("pair = 'USD'\nbid = 'b'\nper = 3", "read.per: 3 will not do; write a number of units that divides"),
        ("pair = 'USD'\nbid = 'b'\nper = 0", "read.per: 0 will not do; write a whole number"),
        ("pair = 'USD'\nbid = 'b'\nper = { YEN = 100 }", "read.per.YEN: .* one of USD"),
        ("pair = 'USD'\nbid = 'b'\nnumber = { decimal = ';' }", "read.number.decimal: ';' will not do"),
        ("pair = 'USD'\nbid = 'b'\nnumber = { thousands = '.' }", "read.number.thousands: '.' will not do"),
        ("pair = 'USD'\nbid = 'b'\nnumber = { thousnds = '.' }", "read.number.thousnds is not a key"),
        ("pair = 'USD'\nbid = 'b'\nmeasure = 'last'", "read.measure: 'last' will not do; write one of quote"),
        ("pair = 'USD'\nmeasures = { last = 'b' }", "read.measures.last: .* one of quote"),
        ("pair = 'USD'\nbid = 'b'\nnames = { Dollar = 'dollar' }", "read.names.Dollar: 'dollar' will not do; write one of USD"),
        ("pair = 'USD'\nbid = 'b'\ninverse = 1", "read.inverse: 1 will not do; write true or false"),
        ("pair = 'USD'\nbid = 'b'\nnewest = 'top'", "read.newest: 'top' will not do; write first or last"),
        ("pair = 'USD'\nbid = 'b'\nskip = [{ at = 'x' }]", "read.skip.says: None will not do; write either says"),
        ("pair = 'USD'\nbid = 'b'\nskip = [{ at = 'x', says = 'a', pattern = 'b' }]", "read.skip.says: 'a' will not do"),
        ("pair = 'USD'\nbid = 'b'\nskip = [{ at = 'x', pattern = '(' }]", "read.skip.pattern: .* that compiles"),
        ("pair = 'USD'\nbid = { at = 'x', attr = 'y' }", "read.bid.attr is not a key"),
        ("pair = 'USD'\nbid = 'b'\nadverts = { price = 'p' }", "read.adverts: .* either adverts"),
        ("pair = 'USD'\nrows = '@'\nadverts = { volume = 'p' }", "read.adverts.price: None will not do"),
        ("pair = 'USD'\nrows = '@'\nadverts = { price = 'p', completion_of = 50 }", "read.adverts.completion_of: 50 will not do"),
        ("pair = 'USD'\nrows = '@'\nadverts = { price = 'p' }", "gives: None will not do; write bid or ask in each"),
        (
            "pair = 'USD'\nrows = '@'\nadverts = { price = 'p' }\ntime = { at = 't', form = 'iso', in = 'row' }",
            "read.time: 't' will not do; write in = \"answer\"",
        ),
        ("pair = 'USD'\nadverts = { price = 'p' }", "read.rows: None will not do"),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = '%d/%m/%Y %H:%M' }", "read.time.zone: None will not do; write the zone"),
        (
            "pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = 'iso', zone = 'Lagos' }",
            "read.time.zone: 'Lagos' will not do; write the name",
        ),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = '%d/%m' }", "read.time.form: '%d/%m' will not do; write a form with day"),
        (
            "pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = '%d/%m/%Y %I:%M', zone = 'UTC' }",
            "read.time.form: .* and %p where it has %I",
        ),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = '%Q' }", "read.time.form: '%Q' will not do; write one of iso"),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = ['iso', 'date'] }", "read.time.form: .* forms that all state a time of day"),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = 'iso', in = 'table' }", "read.time.in: 'table' will not do"),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = 'iso', in = 'row' }", "read.rows: None will not do; write where the rows are"),
        ("pair = 'USD'\nbid = 'b'\ntime = { at = 't', form = 'iso' }", "timing: 'seen' will not do; write no \\[read.time\\]"),
        ("pair = 'USD'\nbid = 'b'\ntiming = 'dated'", "read.timing: 'dated' will not do"),
        ("pair = 'USD'\nbid = 'b'\ndelimiter = ';'", "read.delimiter is not a key that is known here"),
        ("pair = 'USD'\nbid = 'b'\nexpekt = {}", "read.expekt is not a key that is known here; known are adverts, ask, bid"),
    ],
)
def test_a_slip_in_the_reading_is_named(tmp_path: Path, reading: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as fault:
        written(tmp_path, f"[read]\nformat = 'json'\n{reading}\n")

    assert "street.toml" in str(fault.value)


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        ("delimiter = ':'", "read.delimiter: ':' will not do"),
        ("encoding = 'utf-9'", "read.encoding: 'utf-9' will not do; write the name of an encoding"),
        ("head = 99", "read.head: 99 will not do; write a whole number from 0 to 50"),
        ("rows = 'tr'", "read.rows is not a key that is known here"),
    ],
)
def test_a_slip_in_the_reading_of_csv_is_named(tmp_path: Path, reading: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        written(tmp_path, f"[read]\nformat = 'csv'\npair = 'USD'\nmid = 'Rate'\n{reading}\n")
