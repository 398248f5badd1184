"""Fixings into rows and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from fxtracker.rates import Exclusion, Fixing, FixingKind, Grade, Input, Market, Measure, Pair, Status
from fxtracker.store.types import decimal_text

__all__ = ["fixing_of", "json_list", "row_of"]


def row_of(fixing: Fixing, fixing_id: int, known_at: datetime, supersedes: int | None, cause: str | None) -> dict[str, Any]:
    """The row that keeps a fixing; what it was made from stands in it as it came."""
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
        "inputs": json_list([_packed(used) for used in fixing.inputs]),
        "exclusions": json_list([[left.observation, left.source, left.reason] for left in fixing.exclusions]),
        "notes": json_list(fixing.notes),
        "method": fixing.method,
        "inputs_hash": fixing.inputs_hash,
        "known_at": known_at,
        "supersedes": supersedes,
        "cause": cause,
        "made_from": fixing.made_from,
    }


def json_list(items: Sequence[Any]) -> str:
    """A list as JSON."""
    # Most fixings leave nothing out and have no notes.
    return json.dumps(items) if items else "[]"


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


def fixing_of(row: Any) -> Fixing:
    """The fixing of a row."""
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
