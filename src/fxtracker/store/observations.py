"""Observations: landing what a source said, and reading what was known at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, select

from fxtracker.rates import Market, Measure, Observation, Pair, Segment, SetAside, Sighting, Timing
from fxtracker.store import schema as t
from fxtracker.store.archive import answers_text, keep_payloads, remember_answers, shown_again
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.landing import insert_observations, land
from fxtracker.store.reading import observation_of, select_observations
from fxtracker.store.rows import Landed, Poll
from fxtracker.store.withdrawing import Through, withdrawn_ids, withdrawn_of

__all__ = ["ObservationStore"]

_RENEWED_WITHIN = timedelta(days=4)
"""How far back a poll is looked for that still showed a figure; beyond three days a quote is stale whatever it says."""


class ObservationStore(Part):
    """Polls, their payloads, and the observations that they brought."""

    def add_poll(
        self,
        poll: Poll,
        observations: Sequence[Observation] = (),
        set_aside: Sequence[SetAside] = (),
        *,
        history: bool = False,
        past: bool = False,
    ) -> Landed:
        """Land one poll in one transaction: the poll, its payloads, and those observations that say something new.

        A dated figure is new when it differs from the one that stands for its series and session; an undated one when it differs
        from the last of its series. With `history` (an imported file) any figure that the session ever had is old, so that a file
        that is read twice adds nothing. With `past` the poll asked for days gone by: it says nothing of what the source shows now.
        """
        with writing(self._engine) as connection:
            poll_id = next_id(connection, t.polls)
            shown, added = ([], []) if not observations else land(connection, observations, history=history)
            if past:
                shown = []
            elif poll.status != "failed" and not shown and not history:
                shown = _last_shown_by(connection, poll.source)
            connection.execute(
                insert(t.polls),
                {
                    "id": poll_id,
                    "source": poll.source,
                    "started_at": poll.started_at,
                    "finished_at": poll.finished_at,
                    "status": "unchanged" if poll.status == "ok" and not added and not set_aside and not history else poll.status,
                    "kind": poll.kind,
                    "error": poll.error,
                    "answers": answers_text(poll.answers),
                    "shown": json.dumps(shown),
                    "added": len(added),
                    "set_aside": 0,
                    "retry_at": poll.retry_at,
                },
            )
            if added:
                insert_observations(connection, poll_id, added)
            aside = _insert_set_aside(connection, poll_id, poll.source, set_aside)
            if aside:
                connection.execute(t.polls.update().where(t.polls.c.id == poll_id).values(set_aside=aside))
            keep_payloads(connection, poll)
            if poll.status != "failed" and not history and not past:
                good = [answer for answer in poll.answers if not answer.rejected]
                remember_answers(connection, poll_id, poll.source, good, poll.finished_at)
        return Landed(poll_id, tuple(observation for _, observation in added), aside)

    def observations(
        self,
        market: Market | None = None,
        pair: Pair | None = None,
        measure: Measure | None = None,
        source: str | None = None,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
        *,
        counted: bool = False,
        by_landing: bool = False,
        through: Through | None = None,
    ) -> list[Observation]:
        """All observations of those sessions (both ends included), oldest first, of one moment in the order of the polls that showed them.

        With `counted` those are left out that were withdrawn since, as known at `known_at`; with `by_landing` they come in the order in
        which they were said, whatever day they are of. `through` leaves out what landed or was withdrawn after those rows.
        """
        where: list[ColumnElement[bool]] = []
        for column, value in ((t.series.c.market, market), (t.series.c.measure, measure), (t.series.c.source, source)):
            if value is not None:
                where.append(column == str(value))
        if pair is not None:
            where.append(t.series.c.pair == str(pair))
        if since is not None:
            where.append(t.observations.c.session >= since)
        if until is not None:
            where.append(t.observations.c.session <= until)
        if known_at is not None:
            where.append(t.observations.c.retrieved_at <= known_at)
        if through is not None:
            where.append(t.observations.c.id <= through.observation)
        with self._engine.connect() as connection:
            o = t.observations.c
            order = (o.poll_id, o.id) if by_landing else (o.observed_at, o.poll_id, o.id)
            query = select_observations().where(*where).order_by(*order)
            gone = withdrawn_of(connection, known_at, through) if counted else set()
            return [observation_of(row) for row in connection.execute(query) if row.id not in gone]

    def through(self) -> Through:
        """How far observations and verdicts go by now; rows are numbered in the order of their landing."""
        with self._engine.connect() as connection:
            highest = [connection.execute(select(func.max(table.c.id))).scalar() for table in (t.observations, t.verdicts)]
        return Through(*(int(one or 0) for one in highest))

    def sightings(
        self, market: Market, pairs: Iterable[Pair], at: datetime, known_at: datetime | None = None, segment: Segment | None = None
    ) -> list[Sighting]:
        """The standing quote of each series of a market at a moment, as known at `known_at`, with when it was last seen to hold."""
        known = known_at or at
        found: list[Sighting] = []
        with self._engine.connect() as connection:
            names = [str(pair) for pair in pairs]
            series = select(t.series.c.id).where(t.series.c.market == str(market), t.series.c.pair.in_(names))
            if segment is not None:
                series = series.where(t.series.c.segment == str(segment))
            gone = withdrawn_of(connection, known)
            for series_id in list(connection.execute(series.order_by(t.series.c.id)).scalars()):
                o = t.observations.c
                query = (
                    select_observations()
                    .where(o.series_id == series_id, o.observed_at <= at, o.retrieved_at <= known)
                    .order_by(o.observed_at.desc(), o.poll_id.desc(), o.id.desc())
                )
                row = connection.execute((query.where(o.id.not_in(withdrawn_ids(known))) if gone else query).limit(1)).first()
                if row is None:
                    continue
                observation = observation_of(row)
                seen = observation.observed_at
                if observation.timing is Timing.SEEN:
                    seen = max(seen, _last_shown(connection, observation, at, known) or seen)
                found.append(Sighting(observation, seen))
        return found

    def sources_of(self, segment: Segment) -> list[tuple[str, int, date]]:
        """The sources that spoke of a segment, by name, each with how many figures it has and its newest session."""
        count, newest = func.count(t.observations.c.id), func.max(t.observations.c.session)
        query = (
            select(t.series.c.source, count, newest)
            .join(t.observations, t.observations.c.series_id == t.series.c.id)
            .where(t.series.c.segment == str(segment))
            .group_by(t.series.c.source)
            .order_by(t.series.c.source)
        )
        with self._engine.connect() as connection:
            return [(source, int(figures), session) for source, figures, session in connection.execute(query)]

    def polls(self, source: str, since: datetime, until: datetime, known_at: datetime | None = None) -> list[tuple[datetime, list[int]]]:
        """When a source was asked with success in that time, oldest first, and the ids of the observations that it showed."""
        with self._engine.connect() as connection:
            return _shown(connection, source, since, until, known_at)


def _insert_set_aside(connection: Connection, poll_id: int, source: str, rows: Sequence[SetAside]) -> int:
    if not rows:
        return 0
    a = t.set_aside.c
    known = {(r.reason, r.raw) for r in connection.execute(select(a.reason, a.raw).where(a.source == source))}
    fresh = next_id(connection, t.set_aside)
    new: dict[tuple[str, str], SetAside] = {}
    for row in rows:
        key = (row.reason, row.raw[:500])
        if key not in known:
            new.setdefault(key, row)
    if new:
        connection.execute(
            insert(t.set_aside),
            [
                {"id": fresh + n, "poll_id": poll_id, "source": source, "reason": reason, "at_place": row.where, "raw": raw}
                for n, ((reason, raw), row) in enumerate(new.items())
            ],
        )
    return len(new)


def _last_shown_by(connection: Connection, source: str) -> list[int]:
    # An answer that is as before, or was read only where it differs, still shows what stood in it.
    before = connection.execute(
        select(t.polls.c.id, t.polls.c.shown)
        # What was fetched of the past shows nothing of today.
        .where(t.polls.c.source == source, t.polls.c.status != "failed", t.polls.c.shown != "[]")
        .order_by(t.polls.c.started_at.desc(), t.polls.c.id.desc())
        .limit(1)
    ).first()
    r = t.readings.c
    # An answer that was of no use when it came, and that is understood since, shows what stands in it as well.
    again = connection.execute(
        select(r.shown)
        .join(t.polls, t.polls.c.id == r.poll_id)
        .where(t.polls.c.source == source, r.poll_id >= (0 if before is None else before.id))
        .order_by(r.poll_id.desc(), r.id.desc())
        .limit(1)
    ).scalar()
    return list(json.loads(again or (before.shown if before is not None else "[]")))


def _last_shown(connection: Connection, observation: Observation, at: datetime, known: datetime) -> datetime | None:
    shown = _shown(connection, observation.source, at - _RENEWED_WITHIN, min(at, known), known)
    return next((moment for moment, ids in reversed(shown) if observation.id in ids), None)


def _shown(
    connection: Connection, source: str, since: datetime, until: datetime, known_at: datetime | None = None
) -> list[tuple[datetime, list[int]]]:
    p = t.polls.c
    rows = connection.execute(
        select(p.id, p.started_at, p.status, p.shown)
        .where(p.source == source, p.started_at >= since, p.started_at <= until)
        .order_by(p.started_at, p.id)
    ).all()
    again = shown_again(connection, [row.id for row in rows], known_at)
    # A poll that failed and that is understood since did show what it showed.
    return [
        (row.started_at, again[row.id] if row.id in again else json.loads(row.shown))
        for row in rows
        if row.status != "failed" or again.get(row.id)
    ]
