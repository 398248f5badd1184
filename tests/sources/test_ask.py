"""A round of asking over a real socket: every failure of every source is named, and costs no other source anything."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fxtracker.lagos import Clock
from fxtracker.rates import Measure, Pair
from fxtracker.settings import Settings
from fxtracker.sources import Known, KnownPayload, Report, Source, ask_all, client
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
    quidax,
)

NOW = datetime(2026, 6, 12, 14, tzinfo=UTC)
COUNTS = {
    "cbn": len(CBN),
    "cbn-nfem": 5 * len(NFEM),
    "currency-api": 17,
    "er-api": 1,
    "quidax": 1,
    "luno": 1,
    "nairatoday": 4,
    "ngnrates": 5,
}


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
    chosen = sources or [source for name, source in shipped_sources().items() if not names or name in names]
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

    assert {name: len(report.observations) for name, report in reports.items()} == COUNTS
    assert {report.status for report in reports.values()} == {"ok"}
    assert {report.error for report in reports.values()} == {None}
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

    ask_all(shipped_sources().values(), Settings(home=Path("home"), mirror=wire.url), Clock(NOW), {}, progress)

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
        ask_all(shipped_sources().values(), Settings(home=Path("home"), mirror=wire.url), Clock(NOW), {}, progress)
    assert time.monotonic() - began < 10


FAULTS = {
    "500": ("status", "answered 500 Internal Server Error"),
    "404": ("status", "answered 404 Not Found"),
    "429:600": ("status", "asks to wait 600 seconds"),
    "firewall": ("answer", "a page titled 'Request Rejected'"),
    "empty": ("answer", "answered with "),
    "blank": ("answer", "an empty body"),
    "cut": ("answer", "breaks off after|malformed JSON"),
    "redirect": ("answer", "redirected to https://www.example.org/sorry"),
    "broken": ("unreachable", "broke off in the middle of its answer"),
}


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("turn", range(len(FAULTS)))
def test_each_failure_of_each_source_is_named_and_the_others_land(
    wire: Wire, turn: int, half: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the sources fail, each in another way; over all turns each fails in every way beside others that land."""
    ways = list(FAULTS)
    failing = {name: ways[(number + turn) % len(ways)] for number, name in enumerate(SOURCES) if number % 2 == half}
    for name, how in failing.items():
        wire.fail(name, how)
    monkeypatch.setattr(client, "_FIRST_WAIT", 0.02)
    began = time.monotonic()

    reports = asked(wire)

    for name, how in failing.items():
        kind, told = FAULTS[how]
        failed = reports.pop(name)
        assert (failed.status, failed.kind, failed.observations) == ("failed", kind, ())
        assert any(part in str(failed.error) for part in told.split("|")), failed.error
    assert {name: len(report.observations) for name, report in reports.items()} == {k: v for k, v in COUNTS.items() if k not in failing}
    assert time.monotonic() - began < 10


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
    silent = list(SOURCES)[half::2]
    for name in silent:
        wire.fail(name, "silent")
    sources = [replace(source, silence=0.4, seconds=1.5) for source in shipped_sources().values()]
    began = time.monotonic()

    reports = asked(wire, sources=sources)

    for name in silent:
        failed = reports.pop(name)
        assert (failed.status, failed.kind) == ("failed", "unreachable")
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
        "s = Settings.load(); r = ask_all(load_sources([shipped('data/sources')]).values(), s, s.clock());"
        "print(*sorted(x.status for x in r))"
    )
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"FXTRACKER_MIRROR": wire.url, "FXTRACKER_NOW": NOW.isoformat(), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["ok"] * 8
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

        assert (report.status, len(report.observations), report.kind) == ("ok", 16, "answer")
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
    assert asked(wire, "desk", "press") == {}
    assert wire.heard == []


def test_reports_are_in_the_order_of_the_sources(wire: Wire) -> None:
    names = ["quidax", "cbn", "luno"]
    wire.fail("quidax", "slow:0.3")

    assert list(asked(wire, sources=[shipped_sources()[name] for name in names])) == names


def test_a_figure_that_changes_at_every_asking_is_new_each_time(wire: Wire) -> None:
    first = asked(wire, "quidax")
    wire.put(QUIDAX_URL, quidax(at=1781229791))

    assert asked(wire, "quidax", known=memory(first))["quidax"].status == "ok"
