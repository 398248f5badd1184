"""Firings of jobs: claimed by one insert under a unique key, taken over when their owner died."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.rows import JobRun, SourceHealth

__all__ = ["RunStore"]


class RunStore(Part):
    """Job runs, requests to run now, heartbeats, and how each source is doing."""

    def claim(
        self, job: str, scheduled_for: datetime, worker: str, now: datetime, time_limit: timedelta = timedelta(minutes=10)
    ) -> int | None:
        """Take a firing: its run's id, or None where it is done or another worker that may still live has it.

        A run that was not finished by its time limit (and a minute's grace) has lost its owner and is claimed anew, and so is one that
        was `stopped`, with its daemon, before it was done.
        """
        r = t.job_runs.c
        try:
            with writing(self._engine) as connection:
                last = connection.execute(
                    select(r.attempt, r.expires_at, r.finished_at, r.status)
                    .where(r.job == job, r.scheduled_for == scheduled_for)
                    .order_by(r.attempt.desc())
                    .limit(1)
                ).first()
                if last is not None and last.status != "stopped" and (last.finished_at is not None or last.expires_at > now):
                    return None
                run_id = next_id(connection, t.job_runs)
                connection.execute(
                    insert(t.job_runs),
                    {
                        "id": run_id,
                        "job": job,
                        "scheduled_for": scheduled_for,
                        "attempt": 1 if last is None else last.attempt + 1,
                        "worker": worker,
                        "started_at": now,
                        "expires_at": now + time_limit + timedelta(minutes=1),
                        "finished_at": None,
                        "status": "running",
                        "output": None,
                    },
                )
        except IntegrityError:
            return None
        return run_id

    def finish_run(self, run_id: int, status: str, output: str | None, now: datetime) -> None:
        """Write down how a claimed firing ended (ok, failed, cut_off, stopped, lost) and the tail of what it said."""
        with writing(self._engine) as connection:
            connection.execute(update(t.job_runs).where(t.job_runs.c.id == run_id).values(finished_at=now, status=status, output=output))

    def runs(self, job: str | None = None, limit: int = 20) -> list[JobRun]:
        """The newest runs first, of one job or of all."""
        query = select(t.job_runs).order_by(t.job_runs.c.scheduled_for.desc(), t.job_runs.c.id.desc()).limit(limit)
        if job is not None:
            query = query.where(t.job_runs.c.job == job)
        with self._engine.connect() as connection:
            return [JobRun(**row._mapping) for row in connection.execute(query)]

    def request_run(self, job: str, now: datetime) -> int:
        """Ask the daemon to run a job now; returns the request's id."""
        with writing(self._engine) as connection:
            request = next_id(connection, t.run_requests)
            connection.execute(insert(t.run_requests), {"id": request, "job": job, "requested_at": now, "taken_at": None})
        return request

    def take_requests(self, now: datetime) -> list[tuple[int, str]]:
        """Take all open requests, oldest first; each is handed out once however many daemons ask."""
        q = t.run_requests.c
        with writing(self._engine) as connection:
            rows = connection.execute(select(q.id, q.job).where(q.taken_at.is_(None)).order_by(q.id)).all()
            if rows:
                connection.execute(update(t.run_requests).where(q.id.in_([row.id for row in rows])).values(taken_at=now))
        return [(row.id, row.job) for row in rows]

    def beat(self, name: str, now: datetime) -> None:
        """Write down that a process lives."""
        with writing(self._engine) as connection:
            changed = connection.execute(update(t.heartbeats).where(t.heartbeats.c.name == name).values(at=now))
            if not changed.rowcount:
                connection.execute(insert(t.heartbeats), {"name": name, "at": now})

    def heartbeat(self, name: str) -> datetime | None:
        """When a process last said that it lives, or None."""
        with self._engine.connect() as connection:
            moment: datetime | None = connection.execute(select(t.heartbeats.c.at).where(t.heartbeats.c.name == name)).scalar()
        return moment

    def still_heart(self, name: str) -> None:
        """Forget a heartbeat: the process ended in order."""
        with writing(self._engine) as connection:
            connection.execute(t.heartbeats.delete().where(t.heartbeats.c.name == name))

    def health(self) -> dict[str, SourceHealth]:
        """How each source that was ever asked is doing."""
        p = t.polls.c
        found: dict[str, dict[str, Any]] = {}
        with self._engine.connect() as connection:
            sources = connection.execute(select(p.source).distinct()).scalars().all()
            for source in sources:
                mine = select(p.started_at, p.error).where(p.source == source)
                good = connection.execute(mine.where(p.status != "failed").order_by(p.started_at.desc(), p.id.desc()).limit(1)).first()
                bad = connection.execute(mine.where(p.status == "failed").order_by(p.started_at.desc(), p.id.desc()).limit(1)).first()
                failures = select(p.id).where(p.source == source, p.status == "failed")
                if good is not None:
                    failures = failures.where(p.started_at > good.started_at)
                found[source] = {
                    "last_success": good.started_at if good else None,
                    "last_failure": bad.started_at if bad else None,
                    "last_error": bad.error if bad else None,
                    "failures": len(connection.execute(failures).all()),
                }
        return {source: SourceHealth(source, **values) for source, values in found.items()}

    def landings(self, known_at: datetime | None = None) -> dict[str, tuple[datetime, datetime]]:
        """When something new of each source was learnt first and last, as known at an instant."""
        s, o = t.series.c, t.observations.c
        query = select(s.source, func.min(o.retrieved_at), func.max(o.retrieved_at)).join(t.series, s.id == o.series_id)
        if known_at is not None:
            query = query.where(o.retrieved_at <= known_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query.group_by(s.source))
            return {source: (first, last) for source, first, last in rows}
