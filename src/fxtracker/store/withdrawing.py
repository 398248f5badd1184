"""Observations that were withdrawn: they stay, and count no more from the moment at which it was found that they were misread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, insert, select

from fxtracker.rates import METHOD
from fxtracker.store import schema as t
from fxtracker.store.base import next_id

__all__ = ["WITHDRAWN", "Through", "is_withdrawal", "withdraw", "withdrawn_ids", "withdrawn_of"]

WITHDRAWN = "withdrawn"
"""The verdict; what follows it after a comma says why."""


def is_withdrawal() -> ColumnElement[bool]:
    """Whether a verdict is a withdrawal, in a form that the index serves."""
    return (t.verdicts.c.reason >= WITHDRAWN) & (t.verdicts.c.reason < WITHDRAWN[:-1] + "o")


class Through(NamedTuple):
    """The newest observation and the newest verdict that something was made from, by id."""

    observation: int
    verdict: int


def withdrawn_ids(known_at: datetime | None = None, through: Through | None = None) -> Select[int]:
    """A query of the ids of all observations that stand withdrawn, as known at an instant (now by default)."""
    query = select(t.verdicts.c.observation_id).where(is_withdrawal())
    if through is not None:
        query = query.where(t.verdicts.c.id <= through.verdict)
    return query if known_at is None else query.where(t.verdicts.c.decided_at <= known_at)


def withdrawn_of(connection: Connection, known_at: datetime | None = None, through: Through | None = None) -> set[int]:
    """The ids that `withdrawn_ids` asks for."""
    return set(connection.execute(withdrawn_ids(known_at, through)).scalars())


def withdraw(connection: Connection, ids: Iterable[int], why: str, at: datetime) -> int:
    """Withdraw those observations that are not withdrawn yet; returns how many that were."""
    fresh = sorted(set(ids) - withdrawn_of(connection))
    if fresh:
        first = next_id(connection, t.verdicts)
        reason = ",".join(filter(None, (WITHDRAWN, why)))[:64]
        connection.execute(
            insert(t.verdicts),
            [{"id": first + n, "observation_id": one, "reason": reason, "method": METHOD, "decided_at": at} for n, one in enumerate(fresh)],
        )
    return len(fresh)
