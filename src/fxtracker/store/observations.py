"""Observations: landing what a source said, and reading what was known at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, insert, select, type_coerce

from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Segment, SetAside, Sighting, Timing
from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.rows import Answer, Landed, Poll, SetAsideRow, VerdictRow
from fxtracker.store.types import decimal_text

__all__ = ["ObservationStore"]

_SeriesWords = tuple[Market, Segment | None, Measure, str | None, Pair]
_SeriesKey = tuple[str, str, str, str, str, str]
_Figures = tuple[str | None, str | None, str | None]

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
            shown, added = ([], []) if not observations else _land(connection, observations, history=history)
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
                _insert_observations(connection, poll_id, added)
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
            query = _select_observations().where(*where).order_by(t.observations.c.observed_at, t.observations.c.id)
            return [_observation(row) for row in connection.execute(query)]

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
                    _select_observations()
                    .where(
                        t.observations.c.series_id == series_id, t.observations.c.observed_at <= at, t.observations.c.retrieved_at <= known
                    )
                    .order_by(t.observations.c.observed_at.desc(), t.observations.c.id.desc())
                    .limit(1)
                ).first()
                if row is None:
                    continue
                observation = _observation(row)
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

    def verdicts(self, source: str, limit: int | None = None) -> list[tuple[Observation, VerdictRow]]:
        """The observations of a source that stand set aside, newest session first, each with the verdict."""
        with self._engine.connect() as connection:
            query = (
                _select_observations()
                .add_columns(t.verdicts.c.reason, t.verdicts.c.method, t.verdicts.c.decided_at, t.verdicts.c.id.label("verdict_id"))
                .join(t.verdicts, t.verdicts.c.observation_id == t.observations.c.id)
                .where(t.series.c.source == source)
                .order_by(t.verdicts.c.id)
            )
            standing: dict[int, tuple[Observation, VerdictRow]] = {}
            for row in connection.execute(query):
                standing[row.id] = (_observation(row), VerdictRow(row.id, row.reason, row.method, row.decided_at))
        found = [pair for pair in standing.values() if pair[1].reason]
        found.sort(key=lambda pair: (pair[0].session, pair[0].id or 0), reverse=True)
        return found[:limit] if limit else found


def _standing_verdicts(connection: Connection, first: int, last: int) -> dict[int, str]:
    v = t.verdicts.c
    rows = connection.execute(select(v.observation_id, v.reason).where(v.observation_id.between(first, last)).order_by(v.id))
    return {row.observation_id: row.reason for row in rows}


def _select_observations() -> Any:
    s, o = t.series.c, t.observations.c
    return select(
        s.source, s.market, s.segment, s.measure, s.location, s.pair,
        o.session, o.observed_at, o.retrieved_at, o.timing, o.bid, o.ask, o.mid, o.note, o.id,
    ).join(t.series, s.id == o.series_id)  # fmt: skip


@lru_cache(maxsize=4096)
def _series_words(market: str, segment: str, measure: str, location: str, pair: str) -> _SeriesWords:
    return Market(market), Segment(segment) if segment else None, Measure(measure), location or None, Pair(*pair.split("/"))


_TIMINGS = {timing.value: timing for timing in Timing}


def _observation(row: Any) -> Observation:
    # Unpacked by place: a history of sixty thousand rows is read at a time.
    source, market, segment, measure, location, pair, session, observed_at, retrieved_at, timing, bid, ask, mid, note, row_id = row[:15]
    words = _series_words(market, segment, measure, location, pair)
    return Observation(source, *words, Quote(bid, ask, mid), session, observed_at, retrieved_at, _TIMINGS[timing], note, row_id)


def _key(o: Observation) -> _SeriesKey:
    return o.source, o.market.value, o.segment.value if o.segment else "", o.measure.value, o.location or "", str(o.pair)


def _figures(quote: Quote) -> _Figures:
    bid, ask, mid = quote
    return (
        None if bid is None else decimal_text(bid),
        None if ask is None else decimal_text(ask),
        None if mid is None else decimal_text(mid),
    )


def _same(left: _Figures, right: _Figures) -> bool:
    if left == right:
        return True
    return all(
        (a is None) == (b is None) and (a is None or b is None or Decimal(a) == Decimal(b)) for a, b in zip(left, right, strict=True)
    )


def _moment(o: Observation) -> object:
    # What makes two figures of one series the same one: the day of a dated figure, the moment of a timed one; an undated one runs on.
    if o.timing is Timing.DATED:
        return o.session
    return o.observed_at if o.timing is Timing.INSTANT else None


def _land(connection: Connection, observations: Sequence[Observation], *, history: bool) -> tuple[list[int], list[tuple[int, Observation]]]:
    series_ids = _series_ids(connection, {_key(o) for o in observations})
    grouped: dict[tuple[int, object], list[Observation]] = {}
    for o in observations:
        grouped.setdefault((series_ids[_key(o)], _moment(o)), []).append(o)
    stored = _stored(connection, set(series_ids.values()), observations)
    fresh = next_id(connection, t.observations)
    added: list[tuple[int, Observation]] = []
    newest: dict[int, tuple[datetime, int]] = {}
    for (series_id, moment), group in grouped.items():
        known = stored.get((series_id, moment), [])
        standing_id = known[-1][0] if known else None
        for o in _new_ones(group, [figures for _, figures in known], history=history):
            standing_id = fresh
            added.append((series_id, o._replace(id=fresh)))
            fresh += 1
        if standing_id is not None and newest.get(series_id, (group[-1].observed_at, 0))[0] <= group[-1].observed_at:
            newest[series_id] = (group[-1].observed_at, standing_id)
    return [observation_id for _, observation_id in newest.values()], added


def _new_ones(group: list[Observation], known: list[_Figures], *, history: bool) -> list[Observation]:
    # Of a figure and its corrections within one answer the last one stands; if it stands already, nothing is new but what was never seen.
    last = _figures(group[-1].quote)
    if len(group) == 1 and known and _same(known[-1], last):
        return []
    new: list[Observation] = []
    for position, o in enumerate(group):
        figures = _figures(o.quote)
        final = position == len(group) - 1
        seen = any(_same(figures, old) for old in known)
        reverts = final and not history and bool(known) and not _same(known[-1], figures)
        if not seen or reverts:
            new.append(o)
            known.append(figures)
    return new


def _stored(
    connection: Connection, series_ids: set[int], observations: Sequence[Observation]
) -> dict[tuple[int, object], list[tuple[int, _Figures]]]:
    o = t.observations.c
    # As text: a full answer of the Central Bank is compared with sixty thousand rows.
    columns = select(
        o.series_id, o.id, o.session, o.observed_at, o.timing, type_coerce(o.bid, Text), type_coerce(o.ask, Text), type_coerce(o.mid, Text)
    )
    dated = [item for item in observations if item.timing is not Timing.SEEN]
    found: dict[tuple[int, object], list[tuple[int, _Figures]]] = {}
    if dated:
        low, high = min(item.session for item in dated), max(item.session for item in dated)
        query = columns.where(o.series_id.in_(sorted(series_ids)), o.session >= low, o.session <= high).order_by(o.id)
        for series_id, row_id, session, observed_at, timing, bid, ask, mid in connection.execute(query):
            moment = session if timing == Timing.DATED.value else observed_at if timing == Timing.INSTANT.value else None
            found.setdefault((series_id, moment), []).append((row_id, (bid, ask, mid)))
    if len(dated) < len(observations):
        for series_id in series_ids:
            row = connection.execute(columns.where(o.series_id == series_id).order_by(o.observed_at.desc(), o.id.desc()).limit(1)).first()
            # A dated figure of the same size is no sighting of this one: only what was seen can be seen again.
            if row is not None and row.timing == Timing.SEEN.value:
                found[series_id, None] = [(row[1], (row[5], row[6], row[7]))]
    return found


def _series_ids(connection: Connection, keys: set[_SeriesKey]) -> dict[_SeriesKey, int]:
    s = t.series.c
    sources = {key[0] for key in keys}
    rows = connection.execute(
        select(s.id, s.source, s.market, s.segment, s.measure, s.location, s.pair).where(s.source.in_(sorted(sources)))
    )
    known = {tuple(row)[1:]: row.id for row in rows}
    missing = sorted(keys - known.keys())
    if missing:
        fresh = next_id(connection, t.series)
        names = ("source", "market", "segment", "measure", "location", "pair")
        connection.execute(insert(t.series), [{"id": fresh + n, **dict(zip(names, key, strict=True))} for n, key in enumerate(missing)])
        known.update((key, fresh + n) for n, key in enumerate(missing))
    return {key: known[key] for key in keys}


def _insert_observations(connection: Connection, poll_id: int, added: Sequence[tuple[int, Observation]]) -> None:
    rows = [
        {
            "id": o.id,
            "series_id": series_id,
            "poll_id": poll_id,
            "session": o.session,
            "observed_at": o.observed_at,
            "retrieved_at": o.retrieved_at,
            "timing": o.timing.value,
            "bid": o.quote.bid,
            "ask": o.quote.ask,
            "mid": o.quote.mid,
            "note": o.note,
        }
        for series_id, o in added
    ]
    for start in range(0, len(rows), 20_000):
        connection.execute(insert(t.observations), rows[start : start + 20_000])


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
