"""A source fails and comes back, as an operator sees it: through the jobs, on stderr, in the log, from the doctor, on the page."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fxtracker.jobs import Runner
from fxtracker.jobs.files import load_jobs
from fxtracker.settings import Settings
from fxtracker.store import Store
from journeys.house import NOON, House, wired


def later(hours: float) -> dict[str, str]:
    return {"FXTRACKER_NOW": (datetime.fromisoformat(NOON) + timedelta(hours=hours)).isoformat()}


def test_a_layout_that_changed_is_noticed_told_looked_after_and_over(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    with wired() as wire:
        house.environ["FXTRACKER_MIRROR"] = wire.url
        house.good("fetch", "--json")
        wire.fail("ngnrates", "body:<html><title>NgnRates, now with more adverts</title><table><tr><td>USD 9,999</td></tr></table></html>")
        first = house.run("fetch", "--due", "--market", "parallel", **later(0.25))
        second = house.run("jobs", "run", "parallel", **later(0.5))
        third = house.run("fetch", "--due", "--market", "parallel", **later(0.75))
        fourth = house.run("fetch", "--due", "--market", "parallel", **later(1))
        doctor = house.run("doctor", **later(1))
        wire.heal()
        fifth = house.run("fetch", "--due", "--market", "parallel", **later(2))
        healed = house.run("doctor", **later(2))

    assert [ran.code for ran in (first, second, third, fourth, fifth)] == [0] * 5
    assert "alert: " not in first.err
    assert second.err.count("alert: ngnrates fails (") == 1
    assert "alert: " not in third.err
    assert "left alone until 2026-06-12 15:44 WAT: it failed 3 times in a row" in fourth.out
    assert doctor.code == 1
    assert "ngnrates" in doctor.out.partition("What needs a person:")[2]
    assert fifth.err.startswith("alert: ngnrates answers again;")
    assert healed.code == 0, healed.out
    told = (house.home / "alerts.log").read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in told] == ["ngnrates", "ngnrates"]
    assert house.rows("SELECT count(*) FROM observations WHERE ask LIKE '9999%'") == [(0,)]
    house.sound()


def test_the_daemon_passes_on_what_a_job_tells_the_operator(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    says = "import sys; print('alert: cbn fails (timeout): nothing came', file=sys.stderr); print('something else', file=sys.stderr)"
    jobs = load_jobs(Settings.load().folders("jobs"))
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}") as store:
        runner = Runner(store, lambda: datetime.now(UTC), dict, command=(sys.executable, "-c", says))
        with caplog.at_level(logging.WARNING):
            assert runner.run(jobs["official"], datetime.now(UTC)) == "ok"

    assert [record.getMessage() for record in caplog.records] == ["official: alert: cbn fails (timeout): nothing came"]
