"""A round of asking over a real socket: every failure of every source is named, and costs no other source anything."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fxtracker.lagos import Clock
from fxtracker.rates import Measure, Pair
from fxtracker.settings import Settings
from fxtracker.sources import Known, KnownPayload, Report, Source, ask_all, load_sources, manners
from fxtracker.sources.request import Ask, Request
from sources.recorded import shipped_sources
from wire import (
    CBN,
    CBN_URL,
    NFEM,
    NFEM_SHORT_URL,
    NGNRATES_URL,
    QUIDAX_SECOND_URL,
    QUIDAX_URL,
    SOURCES,
    Wire,
    cbn_rows,
    currency_api,
    nairatoday,
    quidax,
)

NOW = datetime(2026, 6, 12, 14, tzinfo=UTC)


VENUE = """
id = "venue"
name = "A venue of adverts"
homepage = "https://p2p.example.ng/"
market = "parallel"
segment = "p2p"
timing = "seen"
sides = "the side that the request asks for"
default_on = true
robots_ok = true
needs_key = false
redistribute_ok = true
terms = "made up"
attribution = "made up"

[expected]
words = "always"

[[request]]
urls = ["https://p2p.example.ng/list?side=1"]
gives = "ask"

[[request]]
urls = ["https://p2p.example.ng/list?side=2"]
gives = "bid"

[read]
format = "json"
rows = "data"
pair = "USDT"

[read.adverts]
price = "price"
volume = "volume"

[range]
USDT = [300, 10000]
"""


def on() -> dict[str, Source]:
    """The sources that a round asks, but for those that the wire does not know."""
    return {name: source for name, source in shipped_sources().items() if source.default_on and name in SOURCES}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire(now=NOW) as running:
        yield running


def asked(
    wire: Wire,
    *names: str,
    known: Known | None = None,
    now: datetime = NOW,
    sources: Sequence[Source] | None = None,
    fetch_seconds: float = 45.0,
) -> dict[str, Report]:
    chosen = sources or [shipped_sources()[name] for name in names] or list(on().values())
    settings = Settings(home=Path("home"), mirror=wire.url, fetch_seconds=fetch_seconds)
    return {report.source: report for report in ask_all(chosen, settings, Clock(now), known)}


def memory(reports: dict[str, Report]) -> dict[str, dict[str, KnownPayload]]:
    """What a store would remember of a round."""
    return {
        name: {item.url: KnownPayload(item.hash, item.etag, item.last_modified, lambda body=item.body: body) for item in report.payloads}
        for name, report in reports.items()
    }


def test_a_round_brings_every_rate_of_every_source(wire: Wire) -> None:
    reports = asked(wire)

    assert {name: (report.status, report.error) for name, report in reports.items()} == dict.fromkeys(on(), ("ok", None))
    assert len(reports["cbn"].observations) == len(CBN)
    assert len(reports["cbn-nfem"].observations) == 5 * len(NFEM)
    assert {name: len(reports[name].observations) for name in ("currency-api", "er-api", "quidax", "luno", "nairatoday", "ngnrates")} == {
        "currency-api": 17, "er-api": 1, "quidax": 1, "luno": 1, "nairatoday": 4, "ngnrates": 5,
    }  # fmt: skip
    assert [(row.reason) for row in reports["ngnrates"].set_aside] == ["historical"]
    close = next(row for row in reports["cbn-nfem"].observations if row.measure is Measure.CLOSE and row.session == date(2026, 2, 17))
    assert str(close.quote.mid) == "1337.0000"


def test_every_answer_is_handed_over_with_its_address_and_hash(wire: Wire) -> None:
    report = asked(wire, "cbn")["cbn"]

    assert [(item.url, item.body) for item in report.payloads] == [(CBN_URL, cbn_rows())]
    assert report.hashes == {CBN_URL: report.payloads[0].hash}
    assert (report.started_at, report.finished_at) == (NOW, NOW)
    assert report.seconds > 0


def test_progress_hears_of_each_source_as_it_lands_in_the_thread_of_the_caller(wire: Wire) -> None:
    wire.fail("quidax", "slow:0.6")
    heard: list[tuple[str, float]] = []
    threads: set[int] = set()

    def progress(report: Report) -> None:
        heard.append((report.source, time.monotonic()))
        threads.add(threading.get_ident())

    ask_all(on().values(), Settings(home=Path("home"), mirror=wire.url), Clock(NOW), {}, progress)

    assert heard[-1][0] == "quidax"
    assert heard[-1][1] - heard[0][1] > 0.3
    assert threads == {threading.get_ident()}


def test_slow_storing_of_one_answer_costs_no_other_source_its_time(wire: Wire) -> None:
    wire.fail("luno", "slow:0.2")
    hasty = replace(shipped_sources()["luno"], seconds=0.8, silence=0.5)
    sources = [shipped_sources()["quidax"], hasty]

    reports = ask_all(sources, Settings(home=Path("home"), mirror=wire.url), Clock(NOW), {}, lambda _: time.sleep(1))

    assert [report.status for report in reports] == ["ok", "ok"]


def test_what_progress_raises_ends_the_round(wire: Wire) -> None:
    wire.fail("luno", "silent")

    def progress(_: Report) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        ask_all(on().values(), Settings(home=Path("home"), mirror=wire.url), Clock(NOW), {}, progress)
    assert time.monotonic() - began < 10


FAULTS = {
    "500": ({"status"}, "answered 500 Internal Server Error"),
    "404": ({"status"}, "answered 404 Not Found"),
    "429:600": ({"rate_limited"}, "asks to wait 600 seconds"),
    "firewall": ({"firewall"}, "a page titled 'Request Rejected'"),
    "empty": ({"empty", "layout", "not_rates"}, "answered with "),
    "blank": ({"empty"}, "an empty body"),
    "cut": ({"cut", "not_rates"}, "breaks off|malformed JSON|ends in the middle|truncated"),
    "redirect": ({"redirect"}, "redirected to https://www.example.org/sorry"),
    "broken": ({"unreachable"}, "broke off in the middle of its answer"),
}


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("turn", range(len(FAULTS)))
def test_each_failure_of_each_source_is_named_and_the_others_land(
    wire: Wire, turn: int, half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the sources fail, each in another way; over all turns each fails in every way beside others that land."""
    ways = list(FAULTS)
    failing = {name: ways[(number + turn) % len(ways)] for number, name in enumerate(on()) if number % 2 == half}
    for name, how in failing.items():
        wire.fail(name, how)
    monkeypatch.setattr(manners, "_FIRST_WAIT", 0.02)

    reports = asked(wire)

    for name, how in failing.items():
        kinds, told = FAULTS[how]
        failed = reports.pop(name)
        assert (failed.status, failed.observations) == ("failed", ())
        assert failed.kind in kinds, failed
        assert any(part in str(failed.error) for part in told.split("|")), failed.error
        assert (failed.retry_at is not None) == (how == "429:600")
        assert failed.absent or how != "404"
    assert {name: report.status for name, report in reports.items()} == {name: "ok" for name in on() if name not in failing}


def test_an_answer_that_cannot_be_used_is_handed_over_apart(wire: Wire) -> None:
    """Kept, so that a parser that is mended can read it; apart, so that it is never taken for the last good answer."""
    wire.fail("nairatoday", "firewall")
    report = asked(wire, "nairatoday")["nairatoday"]

    assert report.payloads == ()
    assert report.hashes == {}
    assert [item.url for item in report.rejected] == ["https://nairatoday.com/"]


def test_rows_that_were_set_aside_come_with_the_failure_they_made(wire: Wire) -> None:
    wire.put(CBN_URL, cbn_rows([("NAIRA", "2026-06-11", "1", "1", "1")]))

    report = asked(wire, "cbn")["cbn"]

    assert (report.status, [row.reason for row in report.set_aside]) == ("failed", ["unknown_currency"])


@pytest.mark.parametrize("half", [0, 1])
def test_a_source_that_says_nothing_fails_by_its_own_time_and_delays_nobody(wire: Wire, half: int) -> None:
    silent = list(on())[half::2]
    for name in silent:
        wire.fail(name, "silent")
    sources = [replace(source, silence=0.4, seconds=1.5) for source in on().values()]
    began = time.monotonic()

    reports = asked(wire, sources=sources)

    for name in silent:
        failed = reports.pop(name)
        assert (failed.status, failed.kind) == ("failed", "timeout")
        assert "sent nothing for 0.4 seconds" in str(failed.error) or "no complete answer within 1.5 seconds" in str(failed.error)
    assert {report.status for report in reports.values()} == {"ok"}
    assert time.monotonic() - began < 10


def test_a_source_that_drips_is_cut_off_by_its_time_in_all(wire: Wire) -> None:
    wire.fail("quidax", "slow:1")
    source = replace(shipped_sources()["quidax"], seconds=1.5, silence=0.9)

    report = asked(wire, sources=[source])["quidax"]

    assert report.status == "failed"
    assert "no complete answer within 1.5 seconds" in str(report.error)


def test_the_shipped_times_end_a_round_with_a_hanging_source_in_half_a_minute() -> None:
    for source in shipped_sources().values():
        if source.fetched:
            hosts = sum(len(request.alternatives(NOW.date())[0]) for request in source.requests)
            assert min(hosts * source.silence, source.seconds or 45) <= 30


def test_an_operator_who_sets_the_time_shortens_it_for_all(wire: Wire) -> None:
    wire.fail("cbn", "silent")
    began = time.monotonic()

    report = asked(wire, "cbn", fetch_seconds=0.5)["cbn"]

    assert "for 0.5 seconds" in str(report.error) or "within 0.5 seconds" in str(report.error)
    assert time.monotonic() - began < 10


def test_a_round_of_sources_that_take_two_seconds_each_are_asked_all_at_once(wire: Wire) -> None:
    for name in SOURCES:
        wire.fail(name, "slow:2")
    code = (
        "from fxtracker.lagos import Clock; from fxtracker.settings import Settings, shipped; from fxtracker.sources import *;"
        f"s = Settings.load(); on = {list(on())!r}; all = load_sources([shipped('data/sources')]);"
        "print(*[x.status for x in ask_all([all[name] for name in on], s, s.clock())])"
    )
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"FXTRACKER_MIRROR": wire.url, "FXTRACKER_NOW": NOW.isoformat(), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["ok"] * len(on())
    assert time.monotonic() - began < 10


def test_a_bug_in_one_reader_fails_that_source_alone(wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from fxtracker.sources import cbn

    def broken(*_: object) -> None:
        raise ZeroDivisionError("three sessions, no days")

    monkeypatch.setattr(cbn, "read", broken)
    reports = asked(wire)

    assert reports["cbn"].kind == "bug"
    assert reports["cbn"].error == "the reader of cbn failed with ZeroDivisionError: three sessions, no days"
    assert len(reports["cbn"].rejected) == 1
    assert {report.status for name, report in reports.items() if name != "cbn"} == {"ok"}
    assert "Traceback" in caplog.text


def test_a_selector_that_is_none_is_a_fault_of_the_file(wire: Wire) -> None:
    source = shipped_sources()["ngnrates"]
    assert source.read is not None
    report = asked(wire, sources=[replace(source, read=replace(source.read, rows="div[["))])["ngnrates"]

    assert report.kind == "config"
    assert str(report.error).startswith("ngnrates.toml: 'div[[' is not a CSS selector")


class TestAlternatives:
    def test_the_second_host_is_asked_when_the_first_fails(self, wire: Wire) -> None:
        wire.fail("app.quidax.io", "404")

        report = asked(wire, "quidax")["quidax"]

        assert (report.status, report.error) == ("ok", None)
        assert wire.urls() == [QUIDAX_URL, QUIDAX_SECOND_URL]

    @pytest.mark.parametrize("how", ["firewall", "cut", "empty", "redirect"])
    def test_an_answer_that_does_not_parse_is_a_failure_too(self, wire: Wire, how: str) -> None:
        wire.fail("app.quidax.io", how)

        assert asked(wire, "quidax")["quidax"].status == "ok"

    def test_the_short_answer_stands_in_for_the_full_one(self, wire: Wire) -> None:
        wire.fail("www.cbn.gov.ng/api/GetAllNFEM_Rates", "404")
        wire.put("https://www.cbn.gov.ng/api/GetAllNFEM_Rates", b"{}")

        report = asked(wire, "cbn-nfem")["cbn-nfem"]

        assert (report.status, len(report.observations)) == ("ok", 10)
        assert [item.url for item in report.payloads] == [NFEM_SHORT_URL]

    def test_the_day_before_is_taken_where_today_is_not_published_yet(self, wire: Wire) -> None:
        wire.fail("cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026.6.12", "404")
        wire.fail("2026-06-12.currency-api.pages.dev", "404")

        report = asked(wire, "currency-api")["currency-api"]

        assert {row.session for row in report.observations} == {date(2026, 6, 11)}
        assert len(report.observations) == 17

    def test_the_day_is_that_of_utc(self, wire: Wire) -> None:
        late = datetime(2026, 6, 12, 23, 30, tzinfo=UTC)

        assert {row.session for row in asked(wire, "currency-api", now=late)["currency-api"].observations} == {date(2026, 6, 12)}

    def test_a_file_of_the_wrong_day_is_refused_and_the_next_address_asked(self, wire: Wire) -> None:
        usd = "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026.6.12/v1/currencies/usd.json"
        wire.put(usd, currency_api("usd", date(2026, 6, 10)))

        report = asked(wire, "currency-api")["currency-api"]

        assert {row.session for row in report.observations} == {date(2026, 6, 12)}
        assert "https://2026-06-12.currency-api.pages.dev/v1/currencies/usd.json" in wire.urls()

    def test_one_currency_that_is_not_there_costs_only_itself_and_is_named(self, wire: Wire) -> None:
        for host in ("cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026.6.1", "2026-06-1"):
            for day in ("1", "2"):
                dated = f"{host}{day}" if "@" in host else f"{host}{day}.currency-api.pages.dev"
                wire.put(f"https://{dated}/v1/currencies/ghs.json", b"{}")

        report = asked(wire, "currency-api")["currency-api"]

        assert (report.status, len(report.observations), report.kind) == ("ok", 16, "empty")
        assert str(report.error).startswith("1 of 17 requests failed; the first: cdn.jsdelivr.net answered")


class TestUnchanged:
    def test_an_answer_that_is_as_before_is_not_read_again(self, wire: Wire) -> None:
        first = asked(wire)

        again = asked(wire, known=memory(first))

        assert {report.status for report in again.values()} == {"unchanged"}
        assert all(report.payloads == () and report.observations == () for report in again.values())
        assert {name: dict(report.hashes) for name, report in again.items()} == {
            name: dict(report.hashes) for name, report in first.items()
        }

    def test_the_hash_tells_it_where_the_host_does_not(self) -> None:
        with Wire(now=NOW, etags=False) as wire:
            first = asked(wire, "cbn")

            assert asked(wire, "cbn", known=memory(first))["cbn"].status == "unchanged"

    def test_only_what_is_new_comes_out_of_an_answer_that_grew(self, wire: Wire) -> None:
        wire.put(CBN_URL, cbn_rows(CBN[1:], first_id=61899))
        first = asked(wire, "cbn")
        wire.put(CBN_URL, cbn_rows())

        report = asked(wire, "cbn", known=memory(first))["cbn"]

        assert report.status == "ok"
        assert [(row.pair, row.session) for row in report.observations] == [(Pair("USD"), date(2026, 6, 11))]
        assert len(report.payloads) == 1

    def test_an_answer_that_was_bad_is_not_unchanged_the_second_time(self, wire: Wire) -> None:
        wire.fail("ngnrates", "firewall")
        first = asked(wire, "ngnrates")

        assert asked(wire, "ngnrates", known=memory(first))["ngnrates"].status == "failed"
        assert wire.urls() == [NGNRATES_URL] * 2

    def test_a_second_host_that_is_as_before_does_not_say_that_the_first_is(self, wire: Wire) -> None:
        """Its last answer may be older than that of the first host: it is read, and the store sees whether it is news."""
        wire.fail("app.quidax.io", "404")
        first = asked(wire, "quidax")

        report = asked(wire, "quidax", known=memory(first))["quidax"]

        assert (report.status, len(report.observations)) == ("ok", 1)

    def test_one_new_figure_among_many_addresses_is_the_only_one_read(self, wire: Wire) -> None:
        first = asked(wire, "currency-api")
        usd = first["currency-api"].payloads[0].url
        wire.put(usd, currency_api("usd", date(2026, 6, 12), "1367.00000001"))

        report = asked(wire, "currency-api", known=memory(first))["currency-api"]

        assert report.status == "ok"
        assert [str(row.quote.mid) for row in report.observations] == ["1367.00000001"]
        assert len(report.hashes) == 17


def test_sources_without_a_request_are_not_asked(wire: Wire) -> None:
    assert asked(wire, "desk", "reported") == {}
    assert wire.heard == []


def test_reports_are_in_the_order_of_the_sources(wire: Wire) -> None:
    names = ["quidax", "cbn", "luno"]
    wire.fail("quidax", "slow:0.3")

    assert list(asked(wire, sources=[shipped_sources()[name] for name in names])) == names


def test_a_figure_that_changes_at_every_asking_is_new_each_time(wire: Wire) -> None:
    first = asked(wire, "quidax")
    wire.put(QUIDAX_URL, quidax(at=1781229791))

    assert asked(wire, "quidax", known=memory(first))["quidax"].status == "ok"


class TestPoliteness:
    def test_a_host_that_wants_to_be_left_alone_says_until_when(self, wire: Wire) -> None:
        wire.fail("luno", "429:600")

        report = asked(wire, "luno")["luno"]

        assert (report.kind, report.retry_at) == ("rate_limited", NOW + timedelta(minutes=10))
        assert [payload.status for payload in report.rejected] == [429]

    def test_what_robots_forbid_is_not_asked_whoever_wants_it(self, wire: Wire) -> None:
        report = asked(wire, "bybit-p2p")["bybit-p2p"]

        assert (report.status, report.kind) == ("failed", "config")
        assert str(report.error).startswith("bybit-p2p is not asked: ")
        assert wire.heard == []

    def test_a_source_without_its_key_says_where_to_put_it(self, wire: Wire) -> None:
        report = asked(wire, "monierate")["monierate"]

        assert (report.status, report.kind) == ("failed", "config")
        assert 'write monierate = "..." under [keys]' in str(report.error)
        assert wire.heard == []

    def test_a_key_is_sent_and_told_to_nobody(self, wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(0)
        settings = Settings(home=Path("home"), mirror=wire.url, keys={"monierate": "t0p&secret"})
        (report,) = ask_all([shipped_sources()["monierate"]], settings, Clock(NOW))

        assert report.status == "ok"
        assert "t0p&secret" in str(wire.heard[0].headers)
        assert "secret" not in repr(report) + caplog.text

    def test_sources_that_share_a_host_share_its_patience(self, wire: Wire) -> None:
        hasty = shipped_sources()["luno"]
        careful = replace(hasty, id="luno-again", pause=0.3)

        asked(wire, sources=[hasty, careful])

        earlier, later = (heard.at for heard in wire.heard)
        assert later - earlier > 0.25

    def test_a_host_without_tls_is_asked_only_where_the_operator_trusts_it(self, wire: Wire) -> None:
        plain = replace(shipped_sources()["luno"], requests=(Request(("http://api.luno.com/api/1/ticker?pair=USDTNGN",)),))
        (refused,) = ask_all([plain], Settings(home=Path("home"), mirror=wire.url), Clock(NOW))
        (landed,) = ask_all([plain], Settings(home=Path("home"), mirror=wire.url, trusted_hosts="api.luno.com"), Clock(NOW))

        assert (refused.status, refused.kind) == ("failed", "forbidden_address")
        assert landed.status == "ok"
        assert len(wire.heard) == 1

    @pytest.mark.parametrize("url", ["https://[::1/rates", "https://10.0.0.5/rates", "https://localhost/{YYYY-MM-DD}", "https://a b/"])
    def test_an_address_that_may_not_be_asked_fails_alone(self, wire: Wire, url: str) -> None:
        odd = replace(shipped_sources()["luno"], id="odd", requests=(Request((url,)),))
        reports = asked(wire, sources=[odd, shipped_sources()["luno"]])

        assert reports["odd"].kind == "forbidden_address"
        assert reports["luno"].status == "ok"

    def test_a_certificate_that_is_none_is_a_fault_of_the_file(self, wire: Wire) -> None:
        source = replace(shipped_sources()["luno"], intermediate="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
        report = asked(wire, sources=[source])["luno"]

        assert report.kind == "config"
        assert str(report.error).startswith("luno.toml: intermediate: it is no certificate that can be read")


class TestLayout:
    def known(self, wire: Wire, name: str) -> dict[str, dict[str, KnownPayload]]:
        (report,) = asked(wire, name).values()
        return {name: {item.url: KnownPayload(item.hash, structure=item.structure) for item in report.payloads}}

    def test_one_that_changed_lands_nothing_until_a_person_says_that_it_is_right(self, wire: Wire) -> None:
        known = self.known(wire, "nairatoday")
        heads = ("Currency", "Buy (₦)", "Sell (₦)", "CBN (₦)", "Last week")
        wire.put("https://nairatoday.com/", nairatoday(heads=heads))

        report = asked(wire, "nairatoday", known=known)["nairatoday"]

        assert (report.status, report.kind, report.observations, report.payloads) == ("failed", "layout", (), ())
        assert re.search("changed its layout: the headings were .* and are .*last week", str(report.error))
        assert "`fxtracker sources accept nairatoday` lands it if it is right" in str(report.error)
        (kept,) = report.rejected
        assert kept.structure != known["nairatoday"][kept.url].structure

    def test_other_figures_rows_and_times_are_no_change(self, wire: Wire) -> None:
        known = self.known(wire, "nairatoday")
        wire.put("https://nairatoday.com/", nairatoday([("US Dollar (USD)", "1,391", "1,405")], modified="2026-06-12T13:42:46.589Z"))

        assert asked(wire, "nairatoday", known=known)["nairatoday"].status == "ok"

    def test_a_file_of_another_day_is_compared_with_the_newest_of_its_currency(self, wire: Wire) -> None:
        first = asked(wire, "currency-api", now=NOW - timedelta(days=1))["currency-api"]
        known = {
            "currency-api": {
                item.url: KnownPayload(item.hash, structure=str(item.structure).replace('"number"', '"text"')) for item in first.payloads
            }
        }
        assert all(item.structure and "number" in item.structure for item in first.payloads)

        report = asked(wire, "currency-api", known=known)["currency-api"]

        assert (report.status, report.kind) == ("failed", "layout")


class TestSides:
    """Bid and ask that come from two requests belong together."""

    ASK, BID = "https://p2p.example.ng/list?side=1#ask", "https://p2p.example.ng/list?side=2#bid"

    @pytest.fixture
    def venue(self, tmp_path: Path) -> Source:
        (tmp_path / "venue.toml").write_text(VENUE, encoding="utf-8")
        return load_sources([tmp_path])["venue"]

    @staticmethod
    def adverts(price: str) -> bytes:
        return f'{{"data":[{{"price":"{price}","volume":"100"}}]}}'.encode()

    def test_they_are_one_observation(self, wire: Wire, venue: Source) -> None:
        wire.put(self.ASK.partition("#")[0], self.adverts("1395.5"))
        wire.put(self.BID.partition("#")[0], self.adverts("1388"))

        report = asked(wire, sources=[venue])["venue"]

        assert [(str(row.quote.bid), str(row.quote.ask)) for row in report.observations] == [("1388", "1395.5")]
        assert list(report.hashes) == [self.ASK, self.BID]

    def test_one_that_is_as_before_is_read_with_the_other_that_is_not(self, wire: Wire, venue: Source) -> None:
        wire.put(self.ASK.partition("#")[0], self.adverts("1395.5"))
        wire.put(self.BID.partition("#")[0], self.adverts("1388"))
        known = memory(asked(wire, sources=[venue]))
        assert asked(wire, sources=[venue], known=known)["venue"].status == "unchanged"
        wire.put(self.BID.partition("#")[0], self.adverts("1389"))

        report = asked(wire, sources=[venue], known=known)["venue"]

        assert [(str(row.quote.bid), str(row.quote.ask)) for row in report.observations] == [("1389", "1395.5")]
        assert not any("If-None-Match" in heard.headers for heard in wire.heard)

    def test_one_that_fails_leaves_the_other_as_it_is(self, wire: Wire, venue: Source) -> None:
        wire.put(self.ASK.partition("#")[0], self.adverts("1395.5"))

        report = asked(wire, sources=[venue])["venue"]

        assert [(row.quote.bid, str(row.quote.ask)) for row in report.observations] == [(None, "1395.5")]
        assert (report.status, report.kind) == ("ok", "status")


class TestOtherAsks:
    """What a backfill asks instead of the ordinary requests."""

    def days(self, *days: int) -> dict[str, list[tuple[Ask, ...]]]:
        asks = [shipped_sources()["currency-api"].requests[0].asks(date(2026, 6, day))[0][:2] for day in days]
        return {"currency-api": asks}

    def test_each_is_asked_through_its_alternatives(self, wire: Wire) -> None:
        settings = Settings(home=Path("home"), mirror=wire.url)
        (report,) = ask_all([shipped_sources()["currency-api"]], settings, Clock(NOW), asks=self.days(1, 2, 3))

        assert {row.session for row in report.observations} == {date(2026, 6, day) for day in (1, 2, 3)}
        assert len(wire.heard) == 3

    def test_what_is_not_there_is_told_apart_from_what_failed(self, wire: Wire) -> None:
        asks = self.days(1, 2, 3)
        gone, broken = asks["currency-api"][0], asks["currency-api"][1]
        for ask in gone:
            wire.fail(ask.url.removeprefix("https://").partition("/v1")[0], "404")
        wire.fail(broken[0].url.removeprefix("https://").partition("/v1")[0], "410")
        wire.fail(broken[1].url.removeprefix("https://").partition("/v1")[0], "500")
        (report,) = ask_all([shipped_sources()["currency-api"]], Settings(home=Path("home"), mirror=wire.url), Clock(NOW), asks=asks)

        assert set(report.absent) == {gone[0].address, gone[1].address, broken[0].address}
        assert (report.status, len(report.observations)) == ("ok", 1)

    def test_nothing_to_ask_is_no_failure(self, wire: Wire) -> None:
        (report,) = ask_all([shipped_sources()["luno"]], Settings(home=Path("home"), mirror=wire.url), Clock(NOW), asks={"luno": []})

        assert (report.status, report.kind) == ("unchanged", None)
