"""Running a firing: claim it in the store, run its command as a child, write down how that ended."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fxtracker.jobs.child import Ended, Running, start
from fxtracker.jobs.files import Job
from fxtracker.lagos import iso_utc

if TYPE_CHECKING:
    from fxtracker.store import Store

__all__ = ["COMMAND", "Runner", "child_environ"]

COMMAND = (sys.executable, "-m", "fxtracker")
"""What a job's verb and arguments are appended to."""

_log = logging.getLogger(__name__)

_ALERT = "alert: "
"""How a line of a child's stderr begins that tells the operator of a trouble."""

_PATIENCE = 2.0
"""Seconds that a child has to end when its runner is interrupted."""

_TRIES = 3
_PAUSE = 0.3
"""How often, and how many seconds apart, a run's end is written where the database refuses it."""


def child_environ(now: datetime, *, set_clock: bool) -> dict[str, str]:
    """The environment of a child: this process's own, with the desk's present time where the desk does not live in the wall clock's."""
    environ = dict(os.environ)
    if set_clock:
        environ["FXTRACKER_NOW"] = iso_utc(now)
    return environ


class Runner:
    """Runs firings for one worker; safe to call from several threads.

    `now` gives the desk's UTC instant, `environ` the environment of the next child. `command` is what each job's `argv` is appended to:
    this package's own command line, unless an embedder (or a test of the scheduler alone) puts another program there.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        environ: Callable[[], Mapping[str, str]],
        *,
        command: tuple[str, ...] = COMMAND,
        capture: bool = True,
    ) -> None:
        self._store = store
        self._now = now
        self._environ = environ
        self._command = command
        self._capture = capture
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._children: dict[int, Running] = {}
        self._stopping = False
        self.worker = f"{socket.gethostname()[:64]}:{os.getpid()}:{secrets.token_hex(3)}"

    def run(self, job: Job, scheduled_for: datetime) -> str | None:
        """Run one firing to its end; returns `ok`, `failed`, `cut_off` or `stopped`, or None where it is not this worker's to run."""
        with self._lock:
            if self._stopping or job.id in self._busy:
                return None
            self._busy.add(job.id)
        try:
            run_id = self._store.claim(job.id, scheduled_for, self.worker, self._now(), job.time_limit)
            if run_id is None:
                return None
            try:
                status, output = self._outcome(job, self._child(run_id, job))
            except OSError as fault:
                status, output = "failed", f"could not be started: {fault}"
            except BaseException:
                # Ctrl-C at a run in the foreground: the firing is open again, and the row says so.
                self._finish(run_id, "stopped", "it was ended from outside")
                raise
            self._finish(run_id, status, output)
            return status
        finally:
            with self._lock:
                self._busy.discard(job.id)

    @property
    def busy(self) -> frozenset[str]:
        """The ids of the jobs that are being run at this moment."""
        with self._lock:
            return frozenset(self._busy)

    def stop(self, patience: float) -> None:
        """Take no more firings; ask all children to end, and kill after so many seconds what has not."""
        with self._lock:
            self._stopping = True
            children = list(self._children.values())
        for child in children:
            child.ask()
        deadline = time.monotonic() + patience
        for child in children:
            child.stop(max(0.0, deadline - time.monotonic()))

    def kill(self) -> None:
        """Kill all children at once; takes no lock, so that a signal handler may call it."""
        for child in tuple(self._children.values()):
            child.kill()

    def _child(self, run_id: int, job: Job) -> Ended | None:
        with self._lock:
            # Under the lock, so that none can start between the last look of `stop` and the end.
            if self._stopping:
                return None
            child = self._children[run_id] = start((*self._command, *job.argv), self._environ(), capture=self._capture)
        try:
            ended = child.wait(job.time_limit)
            for line in ended.error.splitlines():
                # What the operator is told must not wait in a row of the store for somebody to look.
                if line.startswith(_ALERT):
                    _log.warning("%s: %s", job.id, line)
            return ended
        except BaseException:
            child.stop(_PATIENCE)
            raise
        finally:
            with self._lock:
                del self._children[run_id]

    def _outcome(self, job: Job, ended: Ended | None) -> tuple[str, str]:
        """The status, and what is kept of the run: its output, with the reason of a failure as the last line."""
        if ended is None:
            return "stopped", "the daemon was ended"
        if self._stopping and ended.code != 0:
            return "stopped", _lines(ended.output, ended.error, "the daemon was ended")
        if ended.late:
            return "cut_off", _lines(ended.output, ended.error, f"cut off at its time limit of {_in_words(job.time_limit)}")
        if ended.code != 0:
            how = f"was ended by signal {-ended.code}" if ended.code < 0 else f"ended with exit code {ended.code}"
            return "failed", _lines(ended.output, ended.error or how)
        return "ok", _lines(ended.output, ended.error)

    def _finish(self, run_id: int, status: str, output: str) -> None:
        for attempt in range(1, _TRIES + 1):
            try:
                self._store.finish_run(run_id, status, output or None, self._now())
            except Exception:
                # Left open the run would be taken for lost and run again; the database may only have been busy.
                if attempt == _TRIES:
                    raise
                time.sleep(_PAUSE)
            else:
                return


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _in_words(span: timedelta) -> str:
    seconds = span.total_seconds()
    count, unit = (seconds, "second") if seconds < 120 else (seconds / 60, "minute")
    return f"{count:g} {unit}" if count == 1 else f"{count:g} {unit}s"
