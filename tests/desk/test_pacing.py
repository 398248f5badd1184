"""Whom a round leaves alone: who asked for it, who was asked just now, who keeps failing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.desk.pacing import Past, wants_rest
from fxtracker.errors import ConfigError
from fxtracker.rates import Market
from wire import Wire, host_of

from .looked_after import START, Rounds

NOW = datetime(2026, 6, 12, 13, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def rest(ago: timedelta, failures: int = 0, retry: timedelta | None = None, every: timedelta | None = None, *, due: bool = True):
    asked = NOW - ago
    return wants_rest(Past(asked, failures, None if retry is None else asked + retry), NOW, every, due=due)


class TestTheRule:
    def test_one_that_was_never_asked_is_asked(self):
        assert wants_rest(Past(), NOW, HOUR) is None

    @pytest.mark.parametrize(("failures", "minutes"), [(3, 30), (4, 60), (5, 120), (6, 240), (7, 360), (8, 360), (10_000, 360)])
    def test_after_three_failures_it_is_asked_less_often_and_at_last_every_six_hours(self, failures: int, minutes: int):
        assert rest((minutes - 2) * MINUTE, failures) is not None
        assert rest(minutes * MINUTE, failures) is None

    @pytest.mark.parametrize("failures", [0, 1, 2])
    def test_two_failures_change_nothing(self, failures: int):
        assert rest(MINUTE, failures) is None

    def test_not_oftener_than_its_file_says_give_or_take_the_start_of_a_job(self):
        assert rest(58 * MINUTE, every=HOUR) is not None
        assert rest(59.5 * MINUTE, every=HOUR) is None

    def test_a_host_that_asked_for_a_minute_or_more_is_obeyed_also_outside_the_jobs(self):
        assert rest(10 * MINUTE, retry=HOUR, due=False) is not None
        assert rest(61 * MINUTE, retry=HOUR, due=False) is None
        assert rest(MINUTE / 2, retry=MINUTE * 0.9, due=False) is None

    def test_outside_the_jobs_only_its_host_can_ask_for_rest(self):
        assert rest(MINUTE, failures=9, every=HOUR, due=False) is None

    def test_one_that_asks_for_ten_years_is_asked_once_a_day(self):
        assert rest(23 * HOUR, retry=timedelta(days=3650)) is not None
        assert rest(25 * HOUR, retry=timedelta(days=3650)) is None

    @given(st.integers(0, 10**6), st.integers(0, 10**6), st.none() | st.integers(0, 10**6), st.none() | st.integers(1, 1440))
    def test_it_is_by_itself_asked_again_within_a_day(self, ago: int, failures: int, retry: int | None, every: int | None):
        found = rest(ago * MINUTE, failures, None if retry is None else retry * MINUTE, None if every is None else every * MINUTE)

        assert found is None or NOW < found.until <= NOW + timedelta(days=1)


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    with Wire(now=START) as wire:
        yield Rounds(tmp_path / "home", wire)


def asked(rounds: Rounds, host: str) -> int:
    return sum(1 for url in rounds.wire.urls() if host_of(url) == host)


class TestARound:
    def test_a_host_that_asks_for_an_hour_is_left_alone_for_an_hour_whoever_asks(self, rounds: Rounds):
        rounds.wire.fail("ngnrates", "429:3600")
        assert rounds.ask("ngnrates")["ngnrates"].status == "failed"
        before = asked(rounds, "www.ngnrates.com")
        rounds.wire.heal()
        for due in (True, False):
            row = rounds.ask(market=Market.PARALLEL, due=due)["ngnrates"]
            assert (row.status, row.observations) == ("resting", 0)
            assert row.error == "left alone until 2026-06-12 15:30 WAT: its host asked for it"
        assert asked(rounds, "www.ngnrates.com") == before
        rounds.now = START + timedelta(minutes=61)
        assert rounds.ask(market=Market.PARALLEL, due=True)["ngnrates"].status == "ok"

    def test_one_that_is_named_is_asked_at_once(self, rounds: Rounds):
        rounds.wire.fail("ngnrates", "429:3600")
        rounds.ask("ngnrates")
        rounds.wire.heal()

        assert rounds.ask("ngnrates")["ngnrates"].status == "ok"

    def test_jobs_ask_one_that_keeps_failing_less_often_and_again_by_themselves(self, rounds: Rounds):
        rounds.wire.fail("er-api", "404")
        said = [rounds.ask(market=Market.MIDMARKET, due=True, after=timedelta(minutes=61))["er-api"].status for _ in range(5)]
        assert said == ["failed", "failed", "failed", "failed", "failed"], "what is asked hourly waits for longer than half an hour anyway"
        said = [rounds.ask(market=Market.MIDMARKET, due=True, after=timedelta(minutes=61))["er-api"].status for _ in range(2)]
        assert said == ["resting", "failed"]
        rounds.wire.heal()
        said = [rounds.ask(market=Market.MIDMARKET, due=True, after=timedelta(minutes=61))["er-api"].status for _ in range(5)]
        assert said == ["resting", "resting", "resting", "ok", "unchanged"]

    def test_resting_is_no_failure_and_no_poll(self, rounds: Rounds):
        rounds.wire.fail("ngnrates", "429:3600")
        rounds.ask("ngnrates")
        rounds.ask(market=Market.PARALLEL, due=True)

        assert rounds.open() == {("ngnrates", "rate_limited"): 1}

    def test_one_that_is_asked_hourly_is_left_alone_in_between(self, rounds: Rounds):
        rounds.ask("er-api")
        row = rounds.ask(market=Market.MIDMARKET, due=True)["er-api"]

        assert row.status == "resting"
        assert row.error == "left alone until 2026-06-12 15:29 WAT: it is asked every 1 h at most"

    def test_one_that_needs_a_key_is_never_asked_by_a_round_and_without_it_not_by_its_name(self, rounds: Rounds):
        with pytest.raises(ConfigError, match=r"'monierate' needs a key.*FXTRACKER_KEY_MONIERATE"):
            rounds.ask("monierate")

        assert "monierate" not in rounds.ask()
        assert asked(rounds, "api.monierate.com") == 0

    def test_one_whose_robots_file_forbids_it_is_asked_by_its_name_alone(self, rounds: Rounds):
        assert "bybit-p2p" not in rounds.ask(market=Market.PARALLEL)
        assert asked(rounds, "api2.bybit.com") == 0
        rounds.ask("bybit-p2p")

        assert asked(rounds, "api2.bybit.com") > 0
