"""The scheduler: ticks the jobs of `jobs/*.toml`, and nothing else; what a job does happens in a child process.

APScheduler keeps its jobs in memory alone and they are made anew from the files at each start: what was done stands in the store, where
a firing is claimed by one insert, so that any number of daemons may share a database. Its trigger is the arithmetic of `fxtracker.jobs`.

A pulse every 30 seconds says that the daemon lives and looks for firings that nobody ran: those missed while it was down, while the
machine slept, or whose owner died. A thread serves requests to run now and reads changed files. The main thread never touches the
database, which may keep a caller waiting: it watches the pulse and hears signals.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from fxtracker.errors import ConfigError
from fxtracker.jobs import COMMAND, Job, Runner, child_environ, due, load_jobs, next_time, previous_time
from fxtracker.lagos import WAT
from fxtracker.settings import Settings
from fxtracker.store import Store

__all__ = ["HEART", "PULSE", "ROUND_VERBS", "Daemon"]

HEART = "daemon"
"""Name of the daemon's heartbeat in the store."""

PULSE = timedelta(seconds=30)
"""How often the heart beats."""

ROUND_VERBS = frozenset({"fetch", "edition"})
"""Verbs whose work a round of `fxtracker up` has just done."""

_RATES_FIRST = "fetch"
"""Of what was missed, the jobs with this verb are made up before all others; when one has ended the pulse looks again at once."""

_LOOK = 1.0
"""Seconds between two looks at requests and files."""

_STAGGER = timedelta(seconds=2)
_CHILDREN_HAVE = 2.5
_ALL_IS_OVER = 4.5
"""Seconds after a signal within which children end by themselves, and after which the process ends whatever still hangs."""

_log = logging.getLogger("fxtracker.daemon")


class _DeskTime:
    """The one place where the desk's time and the wall clock, which APScheduler reads, are turned into each other."""

    def __init__(self, settings: Settings) -> None:
        self._offset = settings.clock(running=True).now() - datetime.now(UTC) if settings.now else timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def desk(self, wall: datetime) -> datetime:
        return wall.astimezone(UTC) + self._offset

    def wall(self, desk: datetime) -> datetime:
        return desk - self._offset


class _Trigger(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """A job's own arithmetic as APScheduler's trigger; what lies in the past is left to the pulse."""

    def __init__(self, job: Job, desk_time: _DeskTime) -> None:
        self._job = job
        self._time = desk_time

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:  # noqa: ARG002
        return self._time.wall(next_time(self._job, self._time.desk(now)))


class Daemon:
    """One scheduler on one store; `run` blocks the main thread until a signal.

    `command` is what each job's verb and arguments are appended to. `done_verbs` names verbs whose firings up to now need no catching up.
    """

    def __init__(
        self, settings: Settings, store: Store, *, command: tuple[str, ...] = COMMAND, done_verbs: Iterable[str] = frozenset()
    ) -> None:
        self._settings = settings
        self._store = store
        self._time = _DeskTime(settings)
        self._done_verbs = frozenset(done_verbs)
        self._started_at = self._time.now()
        self._runner = Runner(store, self._time.now, self._environ, command=command)
        self._jobs: dict[str, Job] = {}
        self._files: tuple[object, ...] = ()
        self._noted: dict[str, datetime] = {}
        self._pulse_lock = threading.Lock()
        self._pulsed = time.monotonic()
        self._signals = 0
        self._wake_read, self._wake_write = os.pipe()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(16), "pulse": ThreadPoolExecutor(1)},
            # A late firing is judged by the job's own `misfire` and `catch_up`, so the scheduler itself must drop none.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(_note_event, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def run(self) -> int:
        """Tick until SIGTERM or SIGINT; returns the exit code: 0 after a signal, 1 where the scheduler died.

        ConfigError where a job file is wrong at the start; later the last good files stay in force.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            # One that outlives its terminal asked for it; Ctrl-C ends it also where a script started it in the background.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)
        self._load()
        every = IntervalTrigger(seconds=PULSE.seconds, timezone=UTC)
        self._scheduler.add_job(self._pulse, every, id="pulse", executor="pulse", next_run_time=datetime.now(UTC))
        self._scheduler.start()
        nearest = sorted((next_time(job, self._time.now()), job.id) for job in self._jobs.values())[:1]
        _log.info(
            "%d job(s), as %s%s", len(self._jobs), self._runner.worker, "".join(f"; next is {job} at {_wat(at)}" for at, job in nearest)
        )
        threading.Thread(target=self._attend, daemon=True).start()
        code = 1
        try:
            code = self._watch()
        finally:
            self._end(code)
        return code

    def _watch(self) -> int:
        while not self._signals:
            silent = time.monotonic() - self._pulsed
            if silent > 6 * PULSE.total_seconds():
                _log.critical("the scheduler has not ticked for %d seconds; ending, so that a supervisor starts anew", silent)
                return 1
            if silent > 3 * PULSE.total_seconds():
                self._scheduler.wakeup()
            select.select([self._wake_read], [], [], _LOOK)
        return 0

    def _attend(self) -> None:
        """Serve requests to run now and read changed files; not in the main thread, which must stay free to hear a signal."""
        while not self._signals:
            # Files first, so that a job which was just laid can be asked for.
            _guarded("reading the job files", self._reload)
            _guarded("serving requests", self._serve_requests)
            time.sleep(_LOOK)

    def _end(self, code: int) -> None:
        begun = time.monotonic()
        # A write that waits for the database, or a thread that hangs, must not keep the process beyond its five seconds.
        last_word = threading.Timer(_ALL_IS_OVER, os._exit, (code,))
        last_word.daemon = True
        last_word.start()
        self._scheduler.pause()
        if busy := self._runner.busy:
            _log.info("ending %s", ", ".join(sorted(busy)))
        self._runner.stop(_CHILDREN_HAVE)
        while self._runner.busy and time.monotonic() - begun < _ALL_IS_OVER:
            time.sleep(0.02)
        with self._pulse_lock:
            _guarded("taking back the heartbeat", lambda: self._store.still_heart(HEART))
        self._scheduler.shutdown(wait=False)
        if not self._runner.busy:
            last_word.cancel()
        _log.info("ended")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1
        if self._signals > 1:
            self._runner.kill()
            os._exit(1)
        os.write(self._wake_write, b".")

    def _environ(self) -> dict[str, str]:
        return child_environ(self._time.now(), set_clock=bool(self._settings.now))

    def _load(self) -> None:
        self._files = self._signature()
        limit = timedelta(seconds=self._settings.job_seconds)
        jobs = {name: job for name, job in load_jobs(self._settings.folders("jobs"), limit).items() if job.enabled}
        for name in set(self._jobs) - set(jobs):
            self._scheduler.remove_job(f"job:{name}")
        for name, job in jobs.items():
            if self._jobs.get(name) != job:
                trigger = _Trigger(job, self._time)
                self._scheduler.add_job(self._tick, trigger, args=(name,), id=f"job:{name}", replace_existing=True)
        self._jobs = jobs

    def _reload(self) -> None:
        if self._signature() == self._files:
            return
        try:
            self._load()
            _log.info("job files changed: %s", ", ".join(self._jobs))
        except ConfigError as fault:
            _log.error("the job files before the change stay in force: %s", fault)

    def _signature(self) -> tuple[object, ...]:
        paths = [path for folder in self._settings.folders("jobs") for path in sorted(folder.glob("*.toml"))]
        return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)

    def _tick(self, name: str) -> None:
        job = self._jobs.get(name)
        firing = due(job, None, self._time.now()) if job else None
        if job and firing:
            self._attempt(job, firing)

    def _attempt(self, job: Job, firing: datetime) -> None:
        _guarded(job.id, lambda: self._run(job, firing))

    def _run(self, job: Job, firing: datetime) -> None:
        begun = time.monotonic()
        status = self._runner.run(job, firing)
        if status is not None:
            level = logging.INFO if status == "ok" else logging.WARNING
            _log.log(level, "%s: the firing of %s is %s after %.1f s", job.id, _wat(firing), status, time.monotonic() - begun)
            if job.verb == _RATES_FIRST:
                self._scheduler.modify_job("pulse", next_run_time=datetime.now(UTC))

    def _serve_requests(self) -> None:
        for _request, name in self._store.take_requests(self._time.now()):
            job = self._jobs.get(name)
            if job is None:
                _log.warning("asked to run %s, which is no job", name)
                continue
            _log.info("%s: asked to run now", name)
            self._later(job, self._time.now(), datetime.now(UTC), "asked")

    def _later(self, job: Job, firing: datetime, wall: datetime, why: str) -> None:
        self._scheduler.add_job(self._attempt, DateTrigger(wall, UTC), args=(job, firing), id=f"{why}:{job.id}", replace_existing=True)

    def _pulse(self) -> None:
        self._pulsed = time.monotonic()
        if self._signals:
            return
        with self._pulse_lock:
            _guarded("heartbeat", lambda: self._store.beat(HEART, self._time.now()))
            _guarded("looking for firings that were missed", self._catch_up)

    def _catch_up(self) -> None:
        now = self._time.now()
        busy = self._runner.busy
        missed = [(job, firing) for job in self._jobs.values() if job.id not in busy for firing in self._open(job, now)]
        fetches = [(job, firing) for job, firing in missed if job.verb == _RATES_FIRST]
        if fetches or any(job.verb == _RATES_FIRST for job in self._jobs.values() if job.id in busy):
            # An edition that is made up late must not be written from the rates of before the absence.
            missed = fetches
        for place, (job, firing) in enumerate(missed):
            # One after the other: a desk that comes up must not ask everybody at once.
            self._later(job, firing, datetime.now(UTC) + place * _STAGGER, "missed")

    def _open(self, job: Job, now: datetime) -> list[datetime]:
        """The firing of a job that is due and that nobody has run or is running, if there is one."""
        # A desk that is set back in time may find firings that are yet to come; they say nothing of those before.
        runs = [run for run in self._store.runs(job.id, limit=5) if run.scheduled_for <= now]
        over = [run.scheduled_for for run in runs if run.status != "stopped" and (run.finished_at is not None or run.expires_at > now)]
        if job.verb in self._done_verbs:
            over.append(self._started_at)
        firing = due(job, max(over, default=None), now)
        for run in runs:
            if run.finished_at is None and run.expires_at <= now and run.scheduled_for != firing:
                # Its owner died and a later firing has taken its place, so that nobody will claim it again.
                self._store.finish_run(run.id, "lost", "its daemon ended without a word", now)
        latest = previous_time(job, now)
        if firing is None and latest > max(over, default=latest) and self._noted.get(job.id) != latest:
            self._noted[job.id] = latest
            _log.warning("%s: the firing of %s was missed and is left out (catch_up: %s)", job.id, _wat(latest), job.catch_up)
        return [firing] if firing else []


def _note_event(event: JobExecutionEvent) -> None:
    _log.error("%s: %s", event.job_id, event.exception or "missed")


def _guarded(what: str, action: Callable[[], Any]) -> None:
    """Do something that must not take the daemon down: a database that is away for a minute comes back."""
    try:
        action()
    except Exception as fault:  # noqa: BLE001
        _log.error("%s: %s: %s", what, type(fault).__name__, str(fault).splitlines()[0] if str(fault) else "")


def _wat(instant: datetime) -> str:
    return f"{instant.astimezone(WAT):%Y-%m-%d %H:%M:%S}"
