"""Fixings: kept with all that they were made from, superseded and never overwritten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from fxtracker.rates import Exclusion, Fixing, FixingKind, Grade, Input, Market, Measure, Pair, Status
from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.types import decimal_text

__all__ = ["FixingStore"]

_Key = tuple[str, str, str, str, object]


class FixingStore(Part):
    """The desk's numbers, by market, pair, measure, and session or moment."""

    def save_fixings(self, fixings: Sequence[Fixing], known_at: datetime, cause: str | None = None) -> list[Fixing]:
        """Keep those that differ from the standing one of their session or moment, each naming what it supersedes.

        Returns the fixings that were kept, with their ids; `cause` says why a standing one is superseded.
        """
        if not fixings:
            return []
        with writing(self._engine) as connection:
            standing = _standing(connection, fixings)
            fresh = next_id(connection, t.fixings)
            kept: list[Fixing] = []
            rows: list[dict[str, Any]] = []
            for fixing in fixings:
                key = _key(fixing)
                before = standing.get(key)
                if before is not None and before[1] == fixing.inputs_hash:
                    continue
                rows.append(_row(fixing, fresh, known_at, before[0] if before else None, cause if before else None))
                kept.append(_numbered(fixing, fresh, known_at, before[0] if before else None, cause if before else None))
                standing[key] = (fresh, fixing.inputs_hash)
                fresh += 1
            for start in range(0, len(rows), 20_000):
                connection.execute(insert(t.fixings), rows[start : start + 20_000])
        return kept

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
        return None if row is None else _fixing(row)

    def fixings(
        self,
        market: Market,
        pair: Pair | None = None,
        measure: Measure | None = None,
        kind: FixingKind = FixingKind.SESSION,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> list[Fixing]:
        """The standing fixing of each session (or moment) in that span of sessions, oldest first."""
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
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.fixings).where(*where).order_by(f.id)).all()
        standing: dict[tuple[object, ...], Any] = {}
        for row in rows:
            moment = row.session if row.kind == FixingKind.SESSION.value else row.at
            standing[row.pair, row.measure, moment] = row
        found = [_fixing(row) for row in standing.values()]
        found.sort(key=lambda fixing: (fixing.at, fixing.id or 0))
        return found

    def fixing_by_id(self, fixing_id: int) -> Fixing | None:
        """The fixing of that id, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(select(t.fixings).where(t.fixings.c.id == fixing_id)).first()
        return None if row is None else _fixing(row)

    def fixed_pairs(self, market: Market) -> list[Pair]:
        """The pairs that a market has fixings of."""
        with self._engine.connect() as connection:
            names = connection.execute(select(t.fixings.c.pair).where(t.fixings.c.market == str(market)).distinct())
            return sorted(Pair(*name.split("/")) for name in names.scalars())


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


def _numbered(fixing: Fixing, fixing_id: int, known_at: datetime, supersedes: int | None, cause: str | None) -> Fixing:
    values = {name: getattr(fixing, name) for name in Fixing.__slots__}
    return Fixing(**{**values, "id": fixing_id, "known_at": known_at, "supersedes": supersedes, "cause": cause})


def _row(fixing: Fixing, fixing_id: int, known_at: datetime, supersedes: int | None, cause: str | None) -> dict[str, Any]:
    return {
        "id": fixing_id,
        "market": fixing.market.value,
        "pair": str(fixing.pair),
        "measure": fixing.measure.value,
        "kind": fixing.kind.value,
        "session": fixing.session,
        "at": fixing.at,
        "value": fixing.value,
        "bid": fixing.bid,
        "ask": fixing.ask,
        "low": fixing.low,
        "high": fixing.high,
        "grade": fixing.grade.value,
        "status": fixing.status.value,
        "groups": fixing.groups,
        "dispersion": fixing.dispersion,
        "median_age_seconds": fixing.median_age_seconds,
        "candidate": fixing.candidate,
        "inputs": json.dumps([_packed(used) for used in fixing.inputs]),
        "exclusions": json.dumps([[left.observation, left.source, left.reason] for left in fixing.exclusions]),
        "notes": json.dumps(list(fixing.notes)),
        "method": fixing.method,
        "inputs_hash": fixing.inputs_hash,
        "known_at": known_at,
        "supersedes": supersedes,
        "cause": cause,
    }


def _packed(used: Input) -> list[Any]:
    return [
        used.observation,
        used.source,
        used.group,
        used.segment,
        decimal_text(used.weight),
        decimal_text(used.mid),
        None if used.bid is None else decimal_text(used.bid),
        None if used.ask is None else decimal_text(used.ask),
        list(used.flags),
        None if used.seen_at is None else used.seen_at.isoformat(),
    ]


def _unpacked(row: list[Any]) -> Input:
    observation, source, group, segment, weight, mid, bid, ask, flags, seen_at = row
    return Input(
        observation,
        source,
        group,
        segment,
        Decimal(weight),
        Decimal(mid),
        None if bid is None else Decimal(bid),
        None if ask is None else Decimal(ask),
        tuple(flags),
        None if seen_at is None else datetime.fromisoformat(seen_at),
    )


def _fixing(row: Any) -> Fixing:
    return Fixing(
        market=Market(row.market),
        pair=Pair(*row.pair.split("/")),
        measure=Measure(row.measure),
        kind=FixingKind(row.kind),
        session=row.session,
        at=row.at,
        value=row.value,
        grade=Grade(row.grade),
        status=Status(row.status),
        bid=row.bid,
        ask=row.ask,
        low=row.low,
        high=row.high,
        groups=row.groups,
        dispersion=row.dispersion,
        median_age_seconds=row.median_age_seconds,
        candidate=row.candidate,
        inputs=tuple(_unpacked(packed) for packed in json.loads(row.inputs)),
        exclusions=tuple(Exclusion(*left) for left in json.loads(row.exclusions)),
        method=row.method,
        inputs_hash=row.inputs_hash,
        known_at=row.known_at,
        id=row.id,
        supersedes=row.supersedes,
        cause=row.cause,
        notes=tuple(json.loads(row.notes)),
    )
