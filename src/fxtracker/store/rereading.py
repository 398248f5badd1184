"""Landing what an old answer is understood to say now: new rows beside the old ones, which are withdrawn where they no longer hold."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, or_

from fxtracker.rates import Observation, Timing
from fxtracker.store import schema as t
from fxtracker.store.archive import remember_answers, shown_again
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.landing import Said, insert_observations, land, said_of
from fxtracker.store.reading import observation_of, select_observations
from fxtracker.store.rows import Answer, Poll
from fxtracker.store.withdrawing import withdraw, withdrawn_of

__all__ = ["Reread", "RereadingStore"]


class Reread(NamedTuple):
    """What reading the answers of one poll again brought: how many observations were new, and how many were withdrawn."""

    added: int
    withdrawn: int


class RereadingStore(Part):
    """Polls whose answers are read again."""

    def reread(
        self,
        poll: Poll,
        observations: Sequence[Observation],
        holds: Collection[Said] | None,
        at: datetime,
        why: str,
        accepted: Sequence[Answer] = (),
    ) -> Reread:
        """Land, in one transaction, what the answers of a poll are understood to say now.

        The observations are filed under that poll, so that they count as its word: what a later poll said still stands behind them.
        `holds` is all that stands in the answers; `observations` may leave out of it what stood in the poll before as well. What the poll
        brought, or showed under a date, and what is not in it is withdrawn with the code `why` (None: nothing is withdrawn). `accepted` are
        answers that had been rejected and whose layout is the known one from now on, where no later one is known.
        """
        if poll.id is None:
            raise ValueError("a poll that is read again must have come from the store")
        with writing(self._engine) as connection:
            wrong = [] if holds is None else _no_longer(connection, poll, holds)
            withdrawn = withdraw(connection, wrong, why, at)
            shown, added = ([], []) if not observations else land(connection, observations, history=False, through=poll.id)
            if added:
                insert_observations(connection, poll.id, added)
            _keep_reading(connection, poll, shown, at, runs_on=any(o.timing is Timing.SEEN for o in observations))
            remember_answers(connection, poll.id, poll.source, accepted, poll.finished_at)
        return Reread(len(added), withdrawn)


def _no_longer(connection: Connection, poll: Poll, holds: Collection[Said]) -> list[int]:
    o = t.observations.c
    # An undated figure that it only showed may have been right when it came: from here on it is merely shown no longer.
    showed = o.id.in_(poll.shown) & (o.timing != Timing.SEEN.value)
    query = select_observations().where(t.series.c.source == poll.source)
    rows = connection.execute(query.where(or_(o.poll_id == poll.id, showed) if poll.shown else o.poll_id == poll.id)).all()
    if not rows:
        return []
    gone = withdrawn_of(connection)
    seen = [observation_of(row) for row in rows if row.id not in gone]
    return [one.id for one in seen if one.id is not None and said_of(one) not in holds]


def _keep_reading(connection: Connection, poll: Poll, shown: list[int], at: datetime, *, runs_on: bool) -> None:
    # Only an undated figure is renewed by the polls that show it; of a dated one it is enough that the poll did land.
    again = shown_again(connection, [poll.id or 0]).get(poll.id or 0)
    if not shown or (again is None and poll.status != "failed" and not runs_on):
        return
    before = again if again is not None else [] if poll.status == "failed" else list(poll.shown)
    if sorted(before) == sorted(shown):
        return
    connection.execute(
        insert(t.readings), {"id": next_id(connection, t.readings), "poll_id": poll.id, "read_at": at, "shown": json.dumps(sorted(shown))}
    )
