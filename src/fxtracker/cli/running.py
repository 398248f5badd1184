"""`up`, `daemon`, `serve` and `jobs`: what keeps the desk going."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fxtracker.cli.output import print_json, say

if TYPE_CHECKING:
    from datetime import datetime

    from fxtracker.jobs import Job
    from fxtracker.settings import Settings
    from fxtracker.store import JobRun, Store

__all__ = ["daemon", "jobs", "serve", "up"]


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of id, about, verb, arguments, enabled, schedule, next, last.")
@click.pass_context
def jobs(ctx: click.Context, as_json: bool) -> None:
    """What runs when, and how the last run went.

    The jobs are the files of jobs/; a file of the same name in the home's jobs/ replaces one that came with fxtracker.

    In JSON, `next` is an instant and `last` is null or an object of scheduled_for, started, finished, status and error. Status is running,
    ok, failed, cut_off (at its time limit), stopped (with its daemon) or lost (its daemon died).
    """
    if ctx.invoked_subcommand is not None:
        return
    from fxtracker.settings import Settings
    from fxtracker.store import Store

    settings = Settings.load()
    found = _load(settings)
    now = settings.clock().now()
    with Store.open(settings.database) as store:
        rows = [_row(job, next(iter(store.runs(job.id, limit=1)), None), now) for job in found.values()]
        alive = _daemon_beats(store, now)
    if as_json:
        print_json(rows)
        return
    _print_table(rows)
    if not alive:
        say("\nNo daemon is running; `fxtracker up` or `fxtracker daemon` starts one, `fxtracker jobs run ID` runs one job now.")


@jobs.command("run", short_help="Run one job now.")
@click.argument("id")
def run_job(id: str) -> None:  # noqa: A002
    """Run one job now.

    Where a daemon is up it is asked to; otherwise the job runs here, and its failure is that of the command.
    """
    import signal
    import sys
    from datetime import timedelta

    from fxtracker.errors import FxtrackerError, UsageError, shown
    from fxtracker.jobs import Runner, child_environ
    from fxtracker.settings import Settings
    from fxtracker.store import Store

    settings = Settings.load()
    found = _load(settings)
    if id not in found:
        raise UsageError(f"ID: {shown(id)} is not a job; write one of {', '.join(found)}")
    now = settings.clock().now()
    with Store.open(settings.database) as store:
        if _daemon_beats(store, now):
            store.request_run(id, now)
            say(f"The daemon was asked to run {id}; `fxtracker jobs` shows how it went.")
            return
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        runner = Runner(store, settings.clock(running=True).now, lambda: child_environ(now, set_clock=bool(settings.now)), capture=False)
        # Where the clock stands still, an earlier run may have this very instant.
        outcomes = (runner.run(found[id], now + timedelta(microseconds=step)) for step in range(1000))
        status = next((outcome for outcome in outcomes if outcome is not None), None)
        last = store.runs(id, limit=1)
    if status != "ok":
        raise FxtrackerError(f"{id} {_last_line(last[0].output) if last else 'could not be claimed'}")


@click.command()
@click.option("--with-web", is_flag=True, hidden=True, help="Beside the web of `up`, which has just done a round.")
def daemon(with_web: bool) -> None:
    """Run the jobs by their times.

    It runs in the foreground until SIGTERM or Ctrl-C.

    A firing that was missed while nothing ran is made up once where its job file says so. Any number of daemons may share a database.
    """
    import sys

    from fxtracker.daemon import ROUND_VERBS, Daemon
    from fxtracker.settings import Settings
    from fxtracker.store import Store

    settings = Settings.load()
    _log_plainly(settings)
    if with_web:
        from fxtracker.cli.serving import follow_parent

        follow_parent()
    with Store.open(settings.database) as store:
        code = Daemon(settings, store, done_verbs=ROUND_VERBS if with_web else ()).run()
    sys.exit(code)


@click.command()
@click.option("--with-daemon", is_flag=True, hidden=True, help="Beside the daemon of `up`: the clock runs on as the daemon's does.")
def serve(with_daemon: bool) -> None:
    """Serve the site and the API.

    It runs in the foreground until SIGTERM or Ctrl-C, at the address that the settings host and port name.
    """
    from fxtracker.cli.serving import serve_web
    from fxtracker.settings import Settings

    serve_web(Settings.load(), with_daemon=with_daemon)


@click.command()
@click.option("--once", is_flag=True, help="Do one round and exit: 0, or 1 where nothing landed and nothing could be shown.")
def up(once: bool) -> None:
    """Do one round, then serve the site and keep going by the jobs.

    A round fetches every source, fixes the rates and writes the edition that the clock stands in. The web and the daemon are then two
    processes; Ctrl-C ends both.
    """
    import signal
    import sys

    from fxtracker.settings import Settings

    # A script that starts it in the background has its Ctrl-C ignored by default; whoever sends one means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings = Settings.load()
    if once:
        sys.exit(0 if _round(settings) else 1)
    from fxtracker.cli.serving import address, is_ours, port_taken, supervise

    if is_ours(settings):
        say(f"fxtracker is already running at {address(settings)}.")
        return
    if fault := port_taken(settings):
        raise fault
    clock = settings.clock(running=True)
    _round(settings)
    sys.exit(supervise(settings, clock))


def _round(settings: Settings) -> bool:
    """One round with its progress; whether anything landed or could be shown."""
    from fxtracker.desk import Desk
    from fxtracker.desk.round import run_round

    with Desk.open(settings) as desk:
        return bool(run_round(desk, echo=say).ok)


def _load(settings: Settings) -> dict[str, Job]:
    from datetime import timedelta

    from fxtracker.jobs import load_jobs

    return load_jobs(settings.folders("jobs"), timedelta(seconds=settings.job_seconds))


def _daemon_beats(store: Store, now: datetime) -> bool:
    from datetime import timedelta

    beat = store.heartbeat("daemon")
    # A clock that stands still may lie behind that of a daemon that runs on from the same instant.
    return beat is not None and -timedelta(days=1) < now - beat < timedelta(seconds=90)


def _row(job: Job, last: JobRun | None, now: datetime) -> dict[str, object]:
    from fxtracker.jobs import describe, next_time
    from fxtracker.lagos import iso_utc

    return {
        "id": job.id,
        "about": job.about,
        "verb": job.verb,
        "arguments": list(job.arguments),
        "enabled": job.enabled,
        "schedule": describe(job),
        "next": iso_utc(next_time(job, now)) if job.enabled else None,
        "last": last
        and {
            "scheduled_for": iso_utc(last.scheduled_for),
            "started": iso_utc(last.started_at),
            "finished": iso_utc(last.finished_at) if last.finished_at else None,
            "status": last.status,
            "error": None if last.status in ("ok", "running") else _last_line(last.output),
        },
    }


def _last_line(output: str | None) -> str:
    lines = (output or "").strip().splitlines()
    return lines[-1] if lines else "ended without a word"


def _print_table(rows: list[dict[str, object]]) -> None:
    from typing import Any

    table = [("JOB", "SCHEDULE", "NEXT", "LAST")]
    for row in rows:
        last: Any = row["last"]
        told = "never" if last is None else f"{last['status']}, {_local(last['started'])}" + (f": {last['error']}" if last["error"] else "")
        table.append((str(row["id"]), str(row["schedule"]), _local(row["next"]) if row["next"] else "off", told))
    widths = [max(len(line[column]) for line in table) for column in range(3)]
    for line in table:
        say("  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[3]]))


def _local(instant: object) -> str:
    from datetime import datetime

    from fxtracker.lagos import WAT

    return f"{datetime.fromisoformat(str(instant)).astimezone(WAT):%a %d %b %H:%M} WAT"


def _log_plainly(settings: Settings) -> None:
    """One line an event on stderr, by the desk's time in Lagos."""
    import logging
    import time
    from datetime import UTC, datetime

    from fxtracker.lagos import WAT

    ahead = settings.clock(running=True).now() - datetime.now(UTC)
    shift = (ahead.total_seconds() if settings.now else 0.0) + WAT.utcoffset(None).total_seconds()
    formatter = logging.Formatter("%(asctime)s WAT  %(levelname)s  %(message)s", "%Y-%m-%d %H:%M:%S")
    formatter.converter = lambda seconds: time.gmtime((seconds or 0.0) + shift)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
