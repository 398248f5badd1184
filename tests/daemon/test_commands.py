"""`fxtracker jobs`, `daemon`, `serve` and `up`, as a person at a terminal meets them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from .conftest import Desk, lives, wait_for

FXTRACKER = (sys.executable, "-m", "fxtracker")
NOON = "2026-02-25T12:00:00+01:00"


def run(*argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*FXTRACKER, *argv], env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=False)


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(json.load(answer)["ok"])
    except OSError:
        return False


class TestJobs:
    def test_says_what_runs_when_and_how_the_last_run_went(self, desk: Desk) -> None:
        desk.job("street", 'about = "Ask the street"\nevery = "15m"\noffset = "9m"', does="refuse")
        firing = datetime(2026, 2, 25, 10, 54, tzinfo=UTC)
        run_id = desk.store.claim("street", firing, "worker", firing + timedelta(seconds=1))
        assert run_id is not None
        desk.store.finish_run(run_id, "failed", "a table\nfxtracker: no source landed", firing + timedelta(seconds=9))
        printed = run("jobs", "--json", FXTRACKER_NOW=NOON)
        rows = {row["id"]: row for row in json.loads(printed.stdout)}

        assert printed.returncode == 0
        assert rows["street"] == {
            "id": "street",
            "about": "Ask the street",
            "verb": "fetch",
            "arguments": ["refuse", str(desk.place)],
            "enabled": True,
            "schedule": "every 15m plus 9m, every day, Africa/Lagos",
            "next": "2026-02-25T11:09:00Z",
            "last": {
                "scheduled_for": "2026-02-25T10:54:00Z",
                "started": "2026-02-25T10:54:01Z",
                "finished": "2026-02-25T10:54:09Z",
                "status": "failed",
                "error": "fxtracker: no source landed",
            },
        }
        assert (rows["official"]["enabled"], rows["official"]["next"], rows["official"]["last"]) == (False, None, None)

        table = run("jobs", FXTRACKER_NOW=NOON).stdout.splitlines()
        [line] = [line for line in table if line.startswith("street")]
        assert "Wed 25 Feb 12:09 WAT" in line
        assert line.endswith("failed, Wed 25 Feb 11:54 WAT: fxtracker: no source landed")
        assert table[-1].startswith("No daemon is running;")

    def test_a_job_that_is_none_is_refused(self, desk: Desk) -> None:
        done = run("jobs", "run", "nightly")

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "fxtracker: ID: 'nightly' is not a job; write one of closing, housekeeping, midday, midmarket, morning, official, parallel, "
            "recheck\n"
        )

    def test_a_broken_job_file_is_named(self, desk: Desk) -> None:
        desk.job("street", 'at = "soon"')
        done = run("jobs")

        assert done.returncode == 2
        assert "street.toml: at: 'soon' is wrong; write a time of day" in done.stderr
        assert len(done.stderr.splitlines()) == 1

    def test_without_a_daemon_a_job_runs_here(self, desk: Desk) -> None:
        (desk.home / "jobs" / "asking.toml").write_text('verb = "rate"\narguments = ["USD"]\nat = "12:00"\n')
        done = [run("jobs", "run", "asking", FXTRACKER_NOW=NOON) for _ in range(2)]

        # Nothing is known of any rate yet, which the command says by its exit code.
        assert [one.returncode for one in done] == [1, 1]
        assert done[0].stderr.splitlines()[-1] == "fxtracker: asking ended with exit code 1"
        assert desk.statuses("asking") == ["failed", "failed"]

    def test_with_a_daemon_the_daemon_runs_it(self, desk: Desk) -> None:
        desk.job("street", 'at = "23:00"')
        daemon = desk.daemon(NOON, "fetch")
        wait_for(lambda: desk.store.heartbeat("daemon"))
        done = run("jobs", "run", "street", FXTRACKER_NOW=NOON)
        wait_for(lambda: desk.statuses("street") == ["ok"])
        desk.end(daemon)

        assert done.returncode == 0
        assert done.stdout == "The daemon was asked to run street; `fxtracker jobs` shows how it went.\n"


class TestServe:
    def test_serves_until_sigterm(self, desk: Desk, port: int) -> None:
        web = subprocess.Popen([*FXTRACKER, "serve"], env={**os.environ, "FXTRACKER_PORT": str(port)}, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: healthy(port))
        second = run("serve", FXTRACKER_PORT=str(port))
        up = run("up", FXTRACKER_PORT=str(port))
        web.terminate()
        _, said = web.communicate(timeout=10)

        assert web.returncode == 0
        assert said == f"Serving on http://127.0.0.1:{port}; Ctrl-C ends it.\n"
        assert (second.returncode, second.stderr) == (1, f"fxtracker: fxtracker is already running at http://127.0.0.1:{port}\n")
        assert (up.returncode, up.stdout) == (0, f"fxtracker is already running at http://127.0.0.1:{port}.\n")

    @pytest.mark.parametrize("command", ["serve", "up"])
    def test_a_port_of_another_program_is_one_sentence(self, desk: Desk, stranger: int, command: str) -> None:
        done = run(command, FXTRACKER_PORT=str(stranger))

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            f"fxtracker: port {stranger} on 127.0.0.1 is in use by another program; end that, or set FXTRACKER_PORT to a free port, "
            f"for example FXTRACKER_PORT={stranger + 1}\n"
        )

    def test_a_host_that_is_none_of_this_machine(self, desk: Desk, port: int) -> None:
        done = run("serve", FXTRACKER_PORT=str(port), FXTRACKER_HOST="192.0.2.1")

        assert done.returncode == 2
        assert "set FXTRACKER_HOST or FXTRACKER_PORT" in done.stderr


class TestUp:
    """The two processes of `up`, after its round."""

    @pytest.fixture
    def up(self, desk: Desk, port: int) -> Iterator[subprocess.Popen[str]]:
        program = """
import sys
from fxtracker.cli.serving import supervise
from fxtracker.settings import Settings
settings = Settings.load()
sys.exit(supervise(settings, settings.clock(running=True)))
"""
        environ = {**os.environ, "FXTRACKER_PORT": str(port)}
        process = subprocess.Popen([sys.executable, "-c", program], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: healthy(port))
        yield process
        process.kill()
        process.communicate()

    def children(self, process: subprocess.Popen[str]) -> list[int]:
        told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        return [int(pid) for pid in told.split()]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_both(self, desk: Desk, port: int, up: subprocess.Popen[str], number: signal.Signals) -> None:
        both = self.children(up)
        time.sleep(0.5)
        asked = time.monotonic()
        up.send_signal(number)
        printed, said = up.communicate(timeout=10)

        assert up.returncode == 0
        assert time.monotonic() - asked < 5
        assert len(both) == 2
        assert not any(lives(pid) for pid in both)
        assert f"Look at http://127.0.0.1:{port} (data in {desk.home}); Ctrl-C ends it.\n" in printed
        assert printed.splitlines()[-1] == "fxtracker has ended; what it knew is kept, and `fxtracker up` goes on from there."
        assert "Traceback" not in said

    def test_when_one_ends_by_itself_the_other_is_ended_too(self, up: subprocess.Popen[str]) -> None:
        both = self.children(up)
        os.kill(both[1], signal.SIGKILL)
        _, said = up.communicate(timeout=10)

        assert up.returncode == 1
        assert said.splitlines()[-1] == "fxtracker: the daemon ended by itself, so all was ended; its last lines above say why"
        assert not any(lives(pid) for pid in both)

    def test_both_end_when_it_is_killed(self, up: subprocess.Popen[str]) -> None:
        both = self.children(up)
        up.kill()
        up.wait()

        wait_for(lambda: not any(lives(pid) for pid in both), 6)


def test_the_daemon_command_logs_plainly_by_the_desks_time_and_ends_in_order(desk: Desk) -> None:
    desk.job("street", 'at = "23:00"\ncatch_up = "skip"')
    daemon = subprocess.Popen([*FXTRACKER, "daemon"], env={**os.environ, "FXTRACKER_NOW": NOON}, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: desk.store.heartbeat("daemon"))
    time.sleep(0.3)
    daemon.send_signal(signal.SIGINT)
    _, logged = daemon.communicate(timeout=10)

    assert daemon.returncode == 0
    assert all(line.startswith("2026-02-25 12:00:") for line in logged.splitlines())
    assert "WAT  INFO  1 job(s), as " in logged
    assert "; next is street at 2026-02-25 23:00:00\n" in logged


def test_a_store_that_cannot_be_opened_is_one_sentence(desk: Desk) -> None:
    done = run("daemon", FXTRACKER_DATABASE_URL="sqlite:////proc/nowhere/x.db")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_bare_home_has_the_shipped_jobs(clean_environ: None) -> None:
    done = run("jobs", "--json")

    assert done.returncode == 0
    assert [(row["id"], row["last"]) for row in json.loads(done.stdout)] == [
        (name, None) for name in ("closing", "housekeeping", "midday", "midmarket", "morning", "official", "parallel", "recheck")
    ]
