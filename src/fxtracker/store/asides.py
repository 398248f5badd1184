"""What does not count, and why: rows that could not be believed, and observations that screening set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from fxtracker.rates import Observation
from fxtracker.store import schema as t
from fxtracker.store.base import Part, in_parts, next_id
from fxtracker.store.engine import writing
from fxtracker.store.reading import observation_of, select_observations
from fxtracker.store.rows import SetAsideRow, VerdictRow
from fxtracker.store.withdrawing import withdraw

__all__ = ["AsideStore"]


class AsideStore(Part):
    """Rows and observations that do not count."""

    def set_aside_rows(self, source: str, limit: int = 100) -> list[SetAsideRow]:
        """What a source said that could not be believed, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(t.set_aside, t.polls.c.started_at)
                .join(t.polls, t.polls.c.id == t.set_aside.c.poll_id)
                .where(t.set_aside.c.source == source)
                .order_by(t.set_aside.c.id.desc())
                .limit(limit)
            )
            return [SetAsideRow(r.source, r.reason, r.at_place, r.raw, r.started_at) for r in rows]

    def save_verdicts(self, reasons: Mapping[int, str], judged: Sequence[int], method: str, now: datetime) -> int:
        """Keep what screening found of the observations that it judged; returns how many verdicts are new.

        `reasons` names those that something is held against; any other of `judged` stands, and an earlier verdict on it is lifted.
        """
        if not judged:
            return 0
        with writing(self._engine) as connection:
            standing = _standing_verdicts(connection, min(judged), max(judged))
            new = [(one, reasons.get(one, "")) for one in judged if standing.get(one, "") != reasons.get(one, "")]
            first = next_id(connection, t.verdicts)
            rows = [
                {"id": first + n, "observation_id": one, "reason": reason, "method": method, "decided_at": now}
                for n, (one, reason) in enumerate(new)
            ]
            if rows:
                connection.execute(insert(t.verdicts), rows)
        return len(rows)

    def withdraw(self, observation_ids: Iterable[int], reason: str, at: datetime) -> int:
        """Withdraw observations: they stay, and no fixing that is made from `at` on counts them. How many were not withdrawn before.

        `reason` is a code that says why, such as `reparse`.
        """
        with writing(self._engine) as connection:
            return withdraw(connection, observation_ids, reason, at)

    def held_back(self, poll_id: int, notes: Sequence[str]) -> int:
        """How many of the observations that a poll brought stand set aside; verdicts of `notes` alone do not count."""
        v, o = t.verdicts.c, t.observations.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(v.observation_id, v.reason).join(t.observations, o.id == v.observation_id).where(o.poll_id == poll_id).order_by(v.id)
            )
            standing = {row.observation_id: row.reason for row in rows}
        return sum(1 for reason in standing.values() if set(filter(None, reason.split(","))) - set(notes))

    def polled(self, observation_ids: Collection[int]) -> set[int]:
        """Those of the observations that a poll of their own source brought, rather than an import or a person."""
        o, found = t.observations.c, set[int]()
        with self._engine.connect() as connection:
            for some in in_parts(sorted(observation_ids)):
                query = (
                    select(o.id)
                    .join(t.series, t.series.c.id == o.series_id)
                    .join(t.polls, t.polls.c.id == o.poll_id)
                    .where(o.id.in_(some), t.polls.c.source == t.series.c.source)
                )
                found.update(connection.execute(query).scalars())
        return found

    def verdicts(self, source: str, limit: int | None = None) -> list[tuple[Observation, VerdictRow]]:
        """The observations of a source that stand set aside, newest session first, each with the verdict."""
        with self._engine.connect() as connection:
            query = (
                select_observations()
                .add_columns(t.verdicts.c.reason, t.verdicts.c.method, t.verdicts.c.decided_at, t.verdicts.c.id.label("verdict_id"))
                .join(t.verdicts, t.verdicts.c.observation_id == t.observations.c.id)
                .where(t.series.c.source == source)
                .order_by(t.verdicts.c.id)
            )
            standing: dict[int, tuple[Observation, VerdictRow]] = {}
            for row in connection.execute(query):
                standing[row.id] = (observation_of(row), VerdictRow(row.id, row.reason, row.method, row.decided_at))
        found = [pair for pair in standing.values() if pair[1].reason]
        found.sort(key=lambda pair: (pair[0].session, pair[0].id or 0), reverse=True)
        return found[:limit] if limit else found


def _standing_verdicts(connection: Connection, first: int, last: int) -> dict[int, str]:
    v = t.verdicts.c
    rows = connection.execute(select(v.observation_id, v.reason).where(v.observation_id.between(first, last)).order_by(v.id))
    return {row.observation_id: row.reason for row in rows}
