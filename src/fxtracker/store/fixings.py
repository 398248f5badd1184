"""Fixings: kept with all that they were made from, superseded and never overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, insert, select, update

from fxtracker.rates import Fixing, FixingKind, Market, Measure, Pair, Timing
from fxtracker.store import schema as t
from fxtracker.store.base import Part, in_parts, insert_many, next_id
from fxtracker.store.engine import writing
from fxtracker.store.fixing_rows import fixing_of, json_list, row_of
from fxtracker.store.withdrawing import is_withdrawal

__all__ = ["FixingStore", "Untouched"]

_Key = tuple[str, str, str, str, object]

_WORKED_OUT = "worked-out"
_WITHDRAWN_THROUGH = "withdrawn-worked-out"


class Untouched(NamedTuple):
    """Observations that no fixing has seen yet, or that fixings have seen and that were withdrawn since.

    They are of the sessions from `since` to `until`; `through` is the newest one's id, `withdrawn` that of the newest withdrawal (0 where
    there is none). With `again` there are such as the desk could have seen before it knew them: what was made at those moments is to be
    made again.
    """

    market: Market
    pair: Pair
    since: date
    until: date
    through: int
    withdrawn: int = 0
    again: bool = False


class FixingStore(Part):
    """The desk's numbers, by market, pair, measure, and session or moment."""

    def untouched(self) -> list[Untouched]:
        """What landed or was withdrawn since the last time that everything was worked out, by market and pair."""
        o, s, v = t.observations.c, t.series.c, t.verdicts.c
        found: dict[tuple[Market, Pair], Untouched] = {}
        with self._engine.connect() as connection:
            marks = {name: value for name, value in connection.execute(select(t.marks.c.name, t.marks.c.value))}  # noqa: C416
            # What was learnt after its own poll was understood when the answer was read again; and a source may edit its own past.
            mark = marks.get(_WORKED_OUT, 0)
            late = func.max(case((o.retrieved_at > t.polls.c.finished_at, 1), (_edits_the_past(mark), 1), else_=0))
            columns = (s.market, s.pair, func.min(o.session), func.max(o.session))
            landed = (
                select(*columns, func.max(o.id), late)
                .join(t.series, s.id == o.series_id)
                .join(t.polls, t.polls.c.id == o.poll_id)
                .where(o.id > mark)
                .group_by(s.market, s.pair)
            )
            for market, pair, low, high, through, again in connection.execute(landed):
                key = Market(market), Pair(*pair.split("/"))
                found[key] = Untouched(*key, low, high, through, 0, bool(again))
            withdrawn = (
                select(*columns, func.max(v.id))
                .join(t.observations, o.id == v.observation_id)
                .join(t.series, s.id == o.series_id)
                .where(is_withdrawal(), v.id > marks.get(_WITHDRAWN_THROUGH, 0))
                .group_by(s.market, s.pair)
            )
            for market, pair, low, high, through in connection.execute(withdrawn):
                key = Market(market), Pair(*pair.split("/"))
                before = found.get(key, Untouched(*key, low, high, 0))
                found[key] = Untouched(*key, min(low, before.since), max(high, before.until), before.through, through, again=True)
        return [found[key] for key in sorted(found)]

    def save_fixings(
        self,
        fixings: Sequence[Fixing],
        known_at: datetime,
        cause: str | None = None,
        through: int | None = None,
        withdrawn: int | None = None,
        causes: Sequence[str | None] = (),
    ) -> int:
        """Keep those that differ from the standing one of their session or moment, each naming what it supersedes.

        Returns how many were kept; `cause` says why a standing one is superseded, or `causes` of each of them by itself.
        `through` is the id of the newest observation that has been worked out with this, `withdrawn` that of the newest withdrawal; they
        are marked in the same transaction.
        """
        with writing(self._engine) as connection:
            for name, value in ((_WORKED_OUT, through), (_WITHDRAWN_THROUGH, withdrawn)):
                if value:
                    _mark(connection, name, value)
            if not fixings:
                return 0
            standing = _standing(connection, fixings)
            fresh = next_id(connection, t.fixings)
            rows: list[dict[str, Any]] = []
            for place, fixing in enumerate(fixings):
                key = _key(fixing)
                before = standing.get(key)
                if before is not None and before[1] == fixing.inputs_hash:
                    continue
                why = causes[place] if causes else cause
                rows.append(row_of(fixing, fresh, known_at, before[0] if before else None, why if before else None))
                standing[key] = (fresh, fixing.inputs_hash)
                fresh += 1
            _keep_contexts(connection, rows)
            insert_many(connection, t.fixings, rows)
        return len(rows)

    def superseded_by(self, fixings: Sequence[Fixing]) -> list[int | None]:
        """Of each of those that are to be kept, the id of the standing one that it would supersede; None where there is none."""
        if not fixings:
            return []
        with self._engine.connect() as connection:
            standing = _standing(connection, fixings)
        found = [standing.get(_key(fixing)) for fixing in fixings]
        return [
            before[0] if before is not None and before[1] != fixing.inputs_hash else None
            for before, fixing in zip(found, fixings, strict=True)
        ]

    def made_from(self, fixing_id: int) -> list[bytes]:
        """The packed parts of what a fixing was worked out from, in their order; none where it was made before they were kept."""
        c, f = t.contexts.c, t.fixings.c
        with self._engine.connect() as connection:
            kept = connection.execute(select(f.made_from).where(f.id == fixing_id)).scalar()
            ids = json.loads(kept) if kept else []
            found = {row.id: row.body for row in connection.execute(select(c.id, c.body).where(c.id.in_(ids)))}
        return [found[one] for one in ids]

    def superseding(self, markets: Iterable[Market], since: date, until: date, known_at: datetime | None = None) -> list[Fixing]:
        """The fixings of those sessions that superseded another and say why, in the order in which they were made."""
        f = t.fixings.c
        where: list[ColumnElement[bool]] = [
            # The kinds are named for the index.
            f.market.in_([str(market) for market in markets]), f.kind.in_([str(kind) for kind in FixingKind]),
            f.session >= since, f.session <= until, f.supersedes.is_not(None), f.cause.is_not(None),
        ]  # fmt: skip
        if known_at is not None:
            where.append(f.known_at <= known_at)
        with self._engine.connect() as connection:
            return [fixing_of(row) for row in connection.execute(select(t.fixings).where(*where).order_by(f.id))]

    def fixing(
        self,
        market: Market,
        pair: Pair,
        measure: Measure,
        at: datetime,
        kind: FixingKind | None = None,
        known_at: datetime | None = None,
    ) -> Fixing | None:
        """The newest fixing that was determined for a moment up to `at`, as known at `known_at`; None where there is none."""
        f = t.fixings.c
        where: list[ColumnElement[bool]] = [f.market == str(market), f.pair == str(pair), f.measure == str(measure), f.at <= at]
        if kind is not None:
            where.append(f.kind == str(kind))
        if known_at is not None:
            where.append(f.known_at <= known_at)
        with self._engine.connect() as connection:
            row = connection.execute(select(t.fixings).where(*where).order_by(f.at.desc(), f.id.desc()).limit(1)).first()
        return None if row is None else fixing_of(row)

    def fixings(
        self,
        market: Market,
        pair: Pair | None = None,
        measure: Measure | None = None,
        kind: FixingKind = FixingKind.SESSION,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
        at: datetime | None = None,
    ) -> list[Fixing]:
        """The standing fixing of each session (or moment) in that span of sessions, oldest first, of those for a moment up to `at`."""
        f = t.fixings.c
        where: list[ColumnElement[bool]] = [f.market == str(market), f.kind == str(kind)]
        if pair is not None:
            where.append(f.pair == str(pair))
        if measure is not None:
            where.append(f.measure == str(measure))
        if since is not None:
            where.append(f.session >= since)
        if until is not None:
            where.append(f.session <= until)
        if known_at is not None:
            where.append(f.known_at <= known_at)
        if at is not None:
            where.append(f.at <= at)
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.fixings).where(*where).order_by(f.id)).all()
        standing: dict[tuple[object, ...], Any] = {}
        for row in rows:
            moment = row.session if row.kind == FixingKind.SESSION.value else row.at
            standing[row.pair, row.measure, moment] = row
        found = [fixing_of(row) for row in standing.values()]
        found.sort(key=lambda fixing: (fixing.at, fixing.id or 0))
        return found

    def fixing_by_id(self, fixing_id: int) -> Fixing | None:
        """The fixing of that id, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(select(t.fixings).where(t.fixings.c.id == fixing_id)).first()
        return None if row is None else fixing_of(row)

    def fixed_pairs(self, market: Market) -> list[Pair]:
        """The pairs that a market has fixings of."""
        with self._engine.connect() as connection:
            names = connection.execute(select(t.fixings.c.pair).where(t.fixings.c.market == str(market)).distinct())
            return sorted(Pair(*name.split("/")) for name in names.scalars())


def _edits_the_past(mark: int) -> ColumnElement[bool]:
    """Whether a figure takes the place of one of the same day that was worked out before, and could be seen before it was learnt."""
    o, older = t.observations.c, t.observations.alias("older").c
    same_day = exists().where(older.series_id == o.series_id, older.session == o.session, older.id <= mark)
    return and_(o.timing == Timing.DATED.value, o.visible_at < o.retrieved_at, same_day)


def _mark(connection: Connection, name: str, through: int) -> None:
    m = t.marks.c
    before = connection.execute(select(m.value).where(m.name == name)).scalar()
    if before is None:
        connection.execute(insert(t.marks), {"name": name, "value": through})
    elif before < through:
        connection.execute(update(t.marks).where(m.name == name).values(value=through))


def _keep_contexts(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add what is not there yet of what the rows were made from, and put the ids in its place."""
    parts = {part.hash: part.packed for row in rows for part in row["made_from"]}
    known: dict[str, int] = {}
    c = t.contexts.c
    hashes = sorted(parts)
    for some in in_parts(hashes):
        known.update((found.hash, found.id) for found in connection.execute(select(c.hash, c.id).where(c.hash.in_(some))))
    missing = [one for one in hashes if one not in known]
    if missing:
        fresh = next_id(connection, t.contexts)
        known.update((one, fresh + n) for n, one in enumerate(missing))
        insert_many(connection, t.contexts, [{"id": known[one], "hash": one, "body": parts[one]} for one in missing])
    for row in rows:
        row["made_from"] = json_list([known[part.hash] for part in row["made_from"]]) if row["made_from"] else None


def _key(fixing: Fixing) -> _Key:
    moment: object = fixing.session if fixing.kind is FixingKind.SESSION else fixing.at
    return fixing.market.value, str(fixing.pair), fixing.measure.value, fixing.kind.value, moment


def _standing(connection: Connection, fixings: Sequence[Fixing]) -> dict[_Key, tuple[int, str]]:
    f = t.fixings.c
    markets = sorted({fixing.market.value for fixing in fixings})
    low, high = min(fixing.session for fixing in fixings), max(fixing.session for fixing in fixings)
    rows = connection.execute(
        select(f.id, f.market, f.pair, f.measure, f.kind, f.session, f.at, f.inputs_hash)
        .where(f.market.in_(markets), f.session >= low, f.session <= high)
        .order_by(f.id)
    )
    found: dict[_Key, tuple[int, str]] = {}
    for row_id, market, pair, measure, kind, session, at, inputs_hash in rows:
        moment = session if kind == FixingKind.SESSION.value else at
        found[market, pair, measure, kind, moment] = (row_id, inputs_hash)
    return found
