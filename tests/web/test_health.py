"""`/healthz` means it: 200 only where the database answers and the daemon that should live does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.applications import Starlette

from fxtracker.settings import Settings
from fxtracker.store import Poll
from fxtracker.web import create_app

from .house import NOW, ask, ruin


def test_without_a_daemon_a_database_that_answers_is_enough(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/healthz")
    told = answer.json()

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (told["app"], told["ok"], told["database"]["ok"]) == ("fxtracker", True, True)
    assert told["version"]
    assert told["daemon"] == {"expected": False, "ok": True, "heartbeat_age_seconds": None}
    assert told["fixings"]["official"] == {"session": "2026-02-25", "at": "2026-02-25T16:00:00Z", "age_seconds": 13200}
    assert told["fixings"]["bank"] is None


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (119, 200), (121, 503), (86400, 503), (-3600, 503)])
def test_a_daemon_that_has_beaten_must_go_on_beating(newsroom: Starlette, seconds: int, status: int) -> None:
    newsroom.state.library.store.beat("daemon", NOW - timedelta(seconds=seconds))
    answer = ask(newsroom, "/healthz")

    assert answer.status_code == status
    assert answer.json()["daemon"]["heartbeat_age_seconds"] == seconds


def test_a_daemon_that_is_expected_and_never_beat_is_missed(settings: Settings) -> None:
    app = create_app(settings, daemon_expected=True)
    answer = ask(app, "/healthz")
    app.state.library.close()

    assert answer.status_code == 503
    assert answer.json()["daemon"]["expected"] is True


def test_a_database_that_does_not_answer_is_not_healthy(settings: Settings) -> None:
    app = create_app(settings)
    ruin(settings.home / "fxtracker.db")
    app.state.library.close()
    answer = ask(app, "/healthz")
    app.state.library.close()

    assert answer.status_code == 503
    assert answer.json()["database"]["ok"] is False


def test_each_source_says_when_it_last_landed(newsroom: Starlette) -> None:
    store = newsroom.state.library.store
    early, late = NOW - timedelta(hours=2), NOW - timedelta(minutes=5)
    store.add_poll(Poll("luno", early, early, "ok"))
    store.add_poll(Poll("luno", late, late, "failed", "status", "luno answered 500"))
    told = ask(newsroom, "/healthz").json()["sources"]["luno"]

    assert told == {
        "last_success": "2026-02-25T17:40:00Z",
        "last_failure": "2026-02-25T19:35:00Z",
        "failures": 1,
        "error": "luno answered 500",
    }
