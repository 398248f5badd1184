"""A desk of its own for each test: a home without the shipped jobs, and daemons as real processes whose jobs run `actor.py`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fxtracker.settings import Settings, shipped
from fxtracker.store import JobRun, Store

ACTOR = Path(__file__).with_name("actor.py")

LAUNCH = f"""
import logging, sys
from fxtracker.daemon import Daemon
from fxtracker.settings import Settings
from fxtracker.store import Store
logging.basicConfig(level=logging.INFO, format="%(message)s")
settings = Settings.load()
with Store.open(settings.database) as store:
    code = Daemon(settings, store, command=(sys.executable, {str(ACTOR)!r}), done_verbs=sys.argv[1:]).run()
sys.exit(code)
"""


def wait_for(what: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until something holds; the test fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Desk:
    """One home and database, on which daemons are started and ended."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.place = home / "did"
        self.place.mkdir(parents=True)
        (home / "jobs").mkdir()
        for path in shipped("jobs").glob("*.toml"):
            (home / "jobs" / path.name).write_text('verb = "tidy"\nat = "00:00"\nenabled = false\n')
        self.settings = Settings.load()
        self.store = Store.open(self.settings.database)
        self._daemons: list[subprocess.Popen[str]] = []

    def job(self, name: str, text: str, does: str = "well", verb: str = "fetch") -> None:
        """Lay a job file; `does` is what the actor does."""
        stated = f'verb = "{verb}"\narguments = ["{does}", "{self.place}"]\n{text}\n'
        (self.home / "jobs" / f"{name}.toml").write_text(stated)

    def daemon(self, now: str, *done_verbs: str) -> subprocess.Popen[str]:
        """Start a daemon that believes it is `now`."""
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *done_verbs],
            env={**os.environ, "FXTRACKER_NOW": now},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._daemons.append(process)
        return process

    def end(self, process: subprocess.Popen[str]) -> str:
        """End a daemon in order; what it logged."""
        process.terminate()
        _, logged = process.communicate(timeout=10)
        assert process.returncode == 0, logged
        return logged

    def runs(self, name: str) -> list[JobRun]:
        return self.store.runs(name)

    def statuses(self, name: str) -> list[str]:
        return [run.status for run in self.runs(name)]

    def pids(self, kind: str) -> list[int]:
        """The processes that left a file of that kind: began, ended or grandchild."""
        return [int(path.name.partition("-")[2]) for path in self.place.glob(f"{kind}-*")]

    def close(self) -> None:
        for process in self._daemons:
            if process.poll() is None:
                process.kill()
            process.communicate()
        self.store.close()
        left = [pid for pid in (*self.pids("began"), *self.pids("grandchild")) if lives(pid)]
        for pid in left:
            os.kill(pid, 9)


@pytest.fixture
def desk(clean_environ: None, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def shared_desk(clean_environ: None, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    """A desk on SQLite and on PostgreSQL."""
    monkeypatch.setenv("FXTRACKER_DATABASE_URL", address)
    opened = Desk(tmp_path / "home")
    yield opened
    opened.close()
