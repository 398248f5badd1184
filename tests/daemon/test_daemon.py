"""The scheduler, as real processes on a real database: each firing once, cut off in time, made up once, ended in order."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta

from .conftest import Desk, lives, wait_for

DAILY = 'at = "17:30"\ncatch_up = "once"'
TO_THE_SECOND = "2026-02-25T17:29:59+01:00"
FIRING = datetime(2026, 2, 25, 16, 30, tzinfo=UTC)


def done_yesterday(desk: Desk, name: str) -> None:
    """As if the job's firing of 24 February had been run."""
    firing = FIRING - timedelta(days=1)
    run = desk.store.claim(name, firing, "a worker of yesterday", firing)
    assert run is not None
    desk.store.finish_run(run, "ok", None, firing)


def test_a_job_fires_at_its_time_and_its_child_lives_in_the_desks_time(desk: Desk) -> None:
    done_yesterday(desk, "official")
    desk.job("official", DAILY)
    daemon = desk.daemon(TO_THE_SECOND)
    wait_for(lambda: desk.statuses("official")[0] == "ok" and len(desk.runs("official")) == 2)
    logged = desk.end(daemon)

    run = desk.runs("official")[0]
    assert run.scheduled_for == FIRING
    assert FIRING <= run.started_at < FIRING + timedelta(seconds=10)
    assert run.output == "all is well"
    [began] = desk.place.glob("began-*")
    verb, now = began.read_text().split()
    assert verb == "fetch"
    assert FIRING <= datetime.fromisoformat(now) < FIRING + timedelta(seconds=10)
    assert "official: the firing of 2026-02-25 17:30:00 is ok" in logged


def test_a_job_that_hangs_is_cut_off_with_all_that_it_started(desk: Desk) -> None:
    desk.job("official", f'{DAILY}\ntime_limit = "1s"', does="stubborn")
    daemon = desk.daemon("2026-02-25T17:31:00+01:00")
    wait_for(lambda: desk.statuses("official") == ["cut_off"])
    desk.end(daemon)

    assert desk.runs("official")[0].output == "cut off at its time limit of 1 second"
    assert not any(lives(pid) for pid in desk.pids("began") + desk.pids("grandchild"))
    assert len(desk.pids("grandchild")) == 1


def test_a_failure_is_kept_with_what_the_command_said(desk: Desk) -> None:
    desk.job("official", DAILY, does="refuse")
    daemon = desk.daemon("2026-02-25T17:31:00+01:00")
    wait_for(lambda: desk.statuses("official") == ["failed"])
    desk.end(daemon)

    assert desk.runs("official")[0].output == "source    status\ncbn       failed\nfxtracker: no source landed"


def test_what_was_missed_while_it_was_down_runs_once(desk: Desk) -> None:
    done_yesterday(desk, "daily")
    desk.job("daily", DAILY)
    desk.job("often", 'every = "15m"\nmisfire = "1m"\ncatch_up = "once"')
    first = desk.daemon("2026-02-25T21:05:00+01:00")
    wait_for(lambda: desk.statuses("daily") == ["ok", "ok"] and desk.statuses("often") == ["ok"])
    desk.end(first)
    second = desk.daemon("2026-02-25T21:06:00+01:00")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    time.sleep(0.5)
    desk.end(second)

    assert [run.scheduled_for for run in desk.runs("daily")] == [FIRING, FIRING - timedelta(days=1)]
    # Twenty hours of firings were missed; the last one stands for all.
    assert [run.scheduled_for for run in desk.runs("often")] == [datetime(2026, 2, 25, 20, 0, tzinfo=UTC)]


def test_what_may_not_be_made_up_is_left_out_and_said(desk: Desk) -> None:
    done_yesterday(desk, "morning")
    desk.job("morning", 'at = "18:00"\nmisfire = "1h"\ncatch_up = "skip"')
    daemon = desk.daemon("2026-02-25T21:05:00+01:00")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    time.sleep(0.5)
    logged = desk.end(daemon)

    assert len(desk.runs("morning")) == 1
    assert "morning: the firing of 2026-02-25 18:00:00 was missed and is left out (catch_up: skip)" in logged


def test_an_edition_that_was_missed_waits_for_the_rates(desk: Desk) -> None:
    desk.job("closing", DAILY, verb="edition")
    desk.job("official", DAILY, does="slow")
    daemon = desk.daemon("2026-02-25T18:00:00+01:00")
    wait_for(lambda: desk.statuses("closing") == ["ok"])
    desk.end(daemon)

    fetched, written = desk.runs("official")[0], desk.runs("closing")[0]
    assert fetched.finished_at is not None
    assert fetched.finished_at <= written.started_at < fetched.finished_at + timedelta(seconds=5)


def test_after_a_round_its_verbs_are_not_made_up(desk: Desk) -> None:
    desk.job("official", DAILY)
    desk.job("housekeeping", DAILY, verb="tidy")
    daemon = desk.daemon("2026-02-25T18:00:00+01:00", "fetch", "edition")
    wait_for(lambda: desk.statuses("housekeeping") == ["ok"])
    desk.end(daemon)

    assert desk.runs("official") == []


def test_two_daemons_complete_each_firing_once(shared_desk: Desk) -> None:
    desk = shared_desk
    names = ["a", "b", "c"]
    for name in names:
        desk.job(name, DAILY)
    daemons = [desk.daemon(TO_THE_SECOND, "fetch"), desk.daemon(TO_THE_SECOND, "fetch")]
    wait_for(lambda: all(desk.statuses(name) == ["ok"] for name in names))
    time.sleep(0.3)
    for daemon in daemons:
        desk.end(daemon)

    assert {name: [run.scheduled_for for run in desk.runs(name)] for name in names} == {name: [FIRING] for name in names}
    assert len(desk.pids("began")) == len(desk.pids("ended")) == 3


def test_sigterm_ends_it_within_five_seconds_and_the_firing_is_open_again(desk: Desk) -> None:
    desk.job("official", DAILY, does="stubborn")
    daemon = desk.daemon("2026-02-25T17:31:00+01:00")
    wait_for(lambda: desk.pids("grandchild"))
    asked = time.monotonic()
    daemon.terminate()
    daemon.wait(timeout=10)

    assert daemon.returncode == 0
    assert time.monotonic() - asked < 5
    assert not any(lives(pid) for pid in desk.pids("began") + desk.pids("grandchild"))
    assert desk.statuses("official") == ["stopped"]
    assert desk.store.heartbeat("daemon") is None

    desk.job("official", DAILY)
    again = desk.daemon("2026-02-25T17:32:00+01:00")
    wait_for(lambda: desk.statuses("official") == ["ok", "stopped"])
    desk.end(again)
    assert [(run.attempt, run.scheduled_for) for run in desk.runs("official")] == [(2, FIRING), (1, FIRING)]


def test_ctrl_c_ends_an_idle_daemon_at_once(desk: Desk) -> None:
    desk.job("official", DAILY)
    daemon = desk.daemon("2026-02-25T12:00:00+01:00", "fetch")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    asked = time.monotonic()
    daemon.send_signal(signal.SIGINT)
    _, logged = daemon.communicate(timeout=10)

    assert time.monotonic() - asked < 5
    assert daemon.returncode == 0
    assert logged.endswith("ended\n")


def test_a_second_signal_ends_it_at_once_and_leaves_no_child(desk: Desk) -> None:
    desk.job("official", DAILY, does="stubborn")
    daemon = desk.daemon("2026-02-25T17:31:00+01:00")
    wait_for(lambda: desk.pids("grandchild"))
    daemon.terminate()
    time.sleep(0.3)
    asked = time.monotonic()
    daemon.terminate()
    daemon.wait(timeout=10)

    assert time.monotonic() - asked < 5
    assert daemon.returncode == 1
    wait_for(lambda: not any(lives(pid) for pid in desk.pids("began") + desk.pids("grandchild")), 2)


def test_a_database_that_is_locked_does_not_keep_it_from_ending(desk: Desk) -> None:
    desk.job("official", DAILY)
    daemon = desk.daemon("2026-02-25T12:00:00+01:00", "fetch")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    lock = sqlite3.connect(desk.home / "fxtracker.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    time.sleep(0.5)
    asked = time.monotonic()
    daemon.terminate()
    daemon.wait(timeout=10)
    lock.close()

    assert daemon.returncode == 0
    assert time.monotonic() - asked < 5


def test_a_firing_whose_owner_was_killed_is_taken_over_after_its_time_limit(desk: Desk) -> None:
    desk.job("official", f'{DAILY}\ntime_limit = "10s"', does="slow")
    owner = desk.daemon("2026-02-25T17:31:00+01:00")
    wait_for(lambda: desk.pids("began"))
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    too_early = desk.daemon("2026-02-25T17:31:20+01:00")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    time.sleep(0.5)
    desk.end(too_early)
    assert desk.statuses("official") == ["running"]

    heir = desk.daemon("2026-02-25T17:33:00+01:00")
    wait_for(lambda: desk.statuses("official") == ["ok", "lost"])
    desk.end(heir)
    assert [(run.attempt, run.scheduled_for) for run in desk.runs("official")] == [(2, FIRING), (1, FIRING)]


def test_a_request_is_run_now(desk: Desk) -> None:
    desk.job("official", DAILY)
    daemon = desk.daemon("2026-02-25T12:00:00+01:00", "fetch")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    # Requests are taken in their order: once the later one has run, the earlier one has been answered.
    desk.store.request_run("nothing", datetime(2026, 2, 25, 11, 0, tzinfo=UTC))
    desk.store.request_run("official", datetime(2026, 2, 25, 11, 0, tzinfo=UTC))
    wait_for(lambda: desk.statuses("official") == ["ok"])
    logged = desk.end(daemon)

    assert "asked to run nothing, which is no job" in logged


def test_changed_files_are_read_and_broken_ones_change_nothing(desk: Desk) -> None:
    desk.job("official", DAILY)
    daemon = desk.daemon("2026-02-25T17:29:50+01:00", "fetch")
    wait_for(lambda: desk.store.heartbeat("daemon"))
    desk.job("official", 'at = "half past five"')
    desk.job("street", 'at = "12:00"')
    time.sleep(1.5)
    assert desk.runs("street") == []
    desk.job("official", 'at = "23:00"')
    desk.store.request_run("street", FIRING)
    wait_for(lambda: desk.statuses("street") == ["ok"])
    logged = desk.end(daemon)

    assert "the job files before the change stay in force" in logged
    assert "at: 'half past five' is wrong; write a time of day" in logged
    assert desk.runs("official") == []


def test_a_broken_file_at_the_start_is_refused_in_one_sentence(desk: Desk) -> None:
    desk.job("official", 'at = "25:00"')
    daemon = desk.daemon("2026-02-25T12:00:00+01:00")
    _, logged = daemon.communicate(timeout=10)

    assert daemon.returncode == 1
    assert "official.toml: at: '25:00' is wrong; write a time of day such as \"17:30\"" in logged
