"""Firings: each is done once however many daemons are up, is taken over from an owner who died, and a request is handed out once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from fxtracker.rates import Observation
from fxtracker.store import Poll, Store

FIRING = datetime(2026, 2, 25, 12, 0, tzinfo=UTC)
NOW = FIRING + timedelta(seconds=2)
LIMIT = timedelta(minutes=5)
MANY = 8

Result = TypeVar("Result")


def at_once(what: Callable[[int], Result]) -> list[Result]:
    """What came of doing it from many threads that all wait for one another."""
    gate = threading.Barrier(MANY)

    def one(number: int) -> Result:
        gate.wait(10)
        return what(number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_exactly_one_of_many_claims_wins(address: str) -> None:
    stores = [Store.open(address) for _ in range(MANY)]
    try:
        for minute in range(5):
            firing = FIRING + timedelta(minutes=minute)
            claims = at_once(lambda number, firing=firing: stores[number].claim("official", firing, f"w{number}", NOW, LIMIT))
            (won,) = [claim for claim in claims if claim is not None]
            (run,) = [run for run in stores[0].runs("official") if run.scheduled_for == firing]
            assert (run.id, run.worker, run.status, run.attempt) == (won, f"w{claims.index(won)}", "running", 1)
    finally:
        for store in stores:
            store.close()


def test_a_request_is_handed_out_once(address: str) -> None:
    stores = [Store.open(address) for _ in range(MANY)]
    try:
        asked = [stores[0].request_run(f"job{number}", NOW) for number in range(5)]
        taken = at_once(lambda number: stores[number].take_requests(NOW))
        assert sorted(request for requests in taken for request in requests) == [(n, f"job{i}") for i, n in enumerate(asked)]
        assert stores[0].take_requests(NOW) == []
    finally:
        for store in stores:
            store.close()


def test_writers_wait_for_one_another(address: str) -> None:
    stores = [Store.open(address) for _ in range(MANY)]
    try:
        landed = at_once(lambda number: stores[number].add_poll(Poll(f"s{number}", NOW, NOW, "ok"), list[Observation]()).poll_id)
        assert len(set(landed)) == MANY
    finally:
        for store in stores:
            store.close()


def test_a_firing_that_is_done_is_not_done_again(store: Store) -> None:
    run = store.claim("official", FIRING, "a", NOW, LIMIT)
    assert run is not None
    store.finish_run(run, "ok", "8 of 8 sources answered.", NOW + timedelta(seconds=3))

    assert store.claim("official", FIRING, "b", NOW + timedelta(days=9), LIMIT) is None
    (row,) = store.runs("official")
    assert (row.status, row.output, row.finished_at) == ("ok", "8 of 8 sources answered.", NOW + timedelta(seconds=3))


@pytest.mark.parametrize("status", ["failed", "cut_off", "lost"])
def test_a_firing_that_failed_is_not_tried_again(store: Store, status: str) -> None:
    run = store.claim("official", FIRING, "a", NOW, LIMIT)
    assert run is not None
    store.finish_run(run, status, "it did not work", NOW)

    assert store.claim("official", FIRING, "b", NOW + timedelta(days=1), LIMIT) is None


def test_a_firing_that_was_stopped_with_its_daemon_is_done_anew(store: Store) -> None:
    run = store.claim("official", FIRING, "a", NOW, LIMIT)
    assert run is not None
    store.finish_run(run, "stopped", None, NOW)

    assert store.claim("official", FIRING, "b", NOW + timedelta(seconds=1), LIMIT) is not None
    assert [(row.attempt, row.worker) for row in store.runs("official")] == [(2, "b"), (1, "a")]


def test_an_owner_who_died_loses_it_after_its_time_limit_and_a_minute(store: Store) -> None:
    assert store.claim("official", FIRING, "a", NOW, LIMIT) is not None
    gone = NOW + LIMIT + timedelta(minutes=1)

    assert store.claim("official", FIRING, "b", gone - timedelta(seconds=1), LIMIT) is None
    assert store.claim("official", FIRING, "b", gone, LIMIT) is not None
    assert store.claim("official", FIRING, "c", gone, LIMIT) is None


def test_jobs_and_moments_are_claimed_apart(store: Store) -> None:
    claims = [
        store.claim(job, FIRING + timedelta(minutes=minute), "a", NOW, LIMIT) for job in ("official", "parallel") for minute in (0, 30)
    ]

    assert None not in claims
    assert len(set(claims)) == 4
    assert [row.job for row in store.runs(limit=2)] == ["parallel", "official"]
    assert [row.scheduled_for for row in store.runs("official", 1)] == [FIRING + timedelta(minutes=30)]


def test_a_heart_beats_until_it_is_stilled(store: Store) -> None:
    assert store.heartbeat("daemon") is None
    for second in (0, 30):
        store.beat("daemon", NOW + timedelta(seconds=second))
    assert store.heartbeat("daemon") == NOW + timedelta(seconds=30)
    store.still_heart("daemon")
    assert store.heartbeat("daemon") is None


def test_how_a_source_is_doing(store: Store) -> None:
    for minute, status in enumerate(("ok", "failed", "unchanged", "failed", "failed")):
        at = NOW + timedelta(minutes=minute)
        store.add_poll(Poll("quidax", at, at, status, error="no answer" if status == "failed" else None), [])
    store.add_poll(Poll("luno", NOW, NOW, "failed", "status", "answered 500"), [])
    health = store.health()

    assert health["quidax"].last_success == NOW + timedelta(minutes=2)
    assert health["quidax"].last_failure == NOW + timedelta(minutes=4)
    assert (health["quidax"].failures, health["quidax"].last_error) == (2, "no answer")
    assert (health["luno"].last_success, health["luno"].failures) == (None, 1)
