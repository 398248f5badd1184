"""Observations: landing what a source said, and reading what was known at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select

from fxtracker.rates import Market, Measure, Observation, Pair, Segment, SetAside, Sighting, Timing
from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.landing import insert_observations, land
from fxtracker.store.reading import observation_of, select_observations
from fxtracker.store.rows import Answer, Landed, Poll

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
    ) -> Landed:
        """Land one poll in one transaction: the poll, its payloads, and those observations that say something new.

        A dated figure is new when it differs from the one that stands for its series and session; an undated one when it differs
        from the last of its series. With `history` (an imported file) any figure that the session ever had is old, so that a file
        that is read twice adds nothing.
        """
        with writing(self._engine) as connection:
            poll_id = next_id(connection, t.polls)
            shown, added = ([], []) if not observations else land(connection, observations, history=history)
            if poll.status != "failed" and not shown and not history:
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
                    "answers": json.dumps(
                        [
                            {"url": a.url, "hash": a.hash, "etag": a.etag, "last_modified": a.last_modified, "rejected": a.rejected}
                            for a in poll.answers
                        ]
                    ),
                    "shown": json.dumps(shown),
                    "added": len(added),
                    "set_aside": 0,
                },
            )
            if added:
                insert_observations(connection, poll_id, added)
            aside = _insert_set_aside(connection, poll_id, poll.source, set_aside)
            if aside:
                connection.execute(t.polls.update().where(t.polls.c.id == poll_id).values(set_aside=aside))
            _insert_payloads(connection, poll)
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
    ) -> list[Observation]:
        """All observations of those sessions (both ends included), oldest first, in the order of their landing within a moment."""
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
        with self._engine.connect() as connection:
            query = select_observations().where(*where).order_by(t.observations.c.observed_at, t.observations.c.id)
            return [observation_of(row) for row in connection.execute(query)]

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
            for series_id in list(connection.execute(series.order_by(t.series.c.id)).scalars()):
                row = connection.execute(
                    select_observations()
                    .where(
                        t.observations.c.series_id == series_id, t.observations.c.observed_at <= at, t.observations.c.retrieved_at <= known
                    )
                    .order_by(t.observations.c.observed_at.desc(), t.observations.c.id.desc())
                    .limit(1)
                ).first()
                if row is None:
                    continue
                observation = observation_of(row)
                seen = observation.observed_at
                if observation.timing is Timing.SEEN:
                    seen = max(seen, _last_shown(connection, observation, at, known) or seen)
                found.append(Sighting(observation, seen))
        return found

    def polls(self, source: str, since: datetime, until: datetime) -> list[tuple[datetime, list[int]]]:
        """When a source was asked with success in that time, oldest first, and the ids of the observations that it showed."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(t.polls.c.started_at, t.polls.c.shown)
                .where(
                    t.polls.c.source == source,
                    t.polls.c.status != "failed",
                    t.polls.c.started_at >= since,
                    t.polls.c.started_at <= until,
                )
                .order_by(t.polls.c.started_at)
            )
            return [(row.started_at, json.loads(row.shown)) for row in rows]

    def answers(self, source: str) -> dict[str, Answer]:
        """The newest answer of each address that the source was asked at in its last landed poll, without the bodies."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(t.polls.c.answers)
                .where(t.polls.c.source == source, t.polls.c.status != "failed")
                .order_by(t.polls.c.started_at.desc(), t.polls.c.id.desc())
                .limit(1)
            ).scalar()
            return {item["url"]: Answer(**item) for item in json.loads(row or "[]") if not item["rejected"]}

    def imported(self) -> list[Answer]:
        """The files that were read by import, by name and hash."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.polls.c.answers).where(t.polls.c.source == "import")).scalars().all()
        return [Answer(**item) for row in rows for item in json.loads(row)]

    def payload(self, payload_hash: str) -> bytes | None:
        """The bytes of an answer by their SHA-256, or None where they are not kept."""
        with self._engine.connect() as connection:
            body = connection.execute(select(t.payloads.c.body).where(t.payloads.c.hash == payload_hash)).scalar()
        if body is None:
            return None
        import zstandard

        return zstandard.ZstdDecompressor().decompress(body)


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


def _insert_payloads(connection: Connection, poll: Poll) -> None:
    bodies = {answer.hash: answer for answer in poll.answers if answer.body is not None}
    if not bodies:
        return
    known = set(connection.execute(select(t.payloads.c.hash).where(t.payloads.c.hash.in_(list(bodies)))).scalars())
    import zstandard

    packer = zstandard.ZstdCompressor(level=3)
    rows = [
        {
            "hash": answer.hash,
            "source": poll.source,
            "url": answer.url,
            "kept_at": poll.finished_at,
            "size": len(answer.body or b""),
            "body": packer.compress(answer.body or b""),
        }
        for digest, answer in bodies.items()
        if digest not in known
    ]
    if rows:
        connection.execute(insert(t.payloads), rows)


def _last_shown_by(connection: Connection, source: str) -> list[int]:
    # An answer that is as before, or was read only where it differs, still shows what stood in it.
    before = connection.execute(
        select(t.polls.c.shown)
        .where(t.polls.c.source == source, t.polls.c.status != "failed")
        .order_by(t.polls.c.started_at.desc(), t.polls.c.id.desc())
        .limit(1)
    ).scalar()
    return list(json.loads(before or "[]"))


def _last_shown(connection: Connection, observation: Observation, at: datetime, known: datetime) -> datetime | None:
    p = t.polls.c
    rows = connection.execute(
        select(p.started_at, p.shown)
        .where(
            p.source == observation.source,
            p.status != "failed",
            p.started_at <= min(at, known),
            p.started_at >= at - _RENEWED_WITHIN,
        )
        .order_by(p.started_at.desc())
    )
    for row in rows:
        if observation.id in json.loads(row.shown):
            moment: datetime = row.started_at
            return moment
    return None
