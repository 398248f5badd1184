"""All that a fixing was worked out from, written down as canonical JSON and read again, so that it can be worked out anew to the byte.

A snapshot is made from what is known once a day and from what is known at its moment; those are two texts, since the first is the same
for all snapshots of a day. Observations stand in it by their ids: what they state is kept apart, and never changes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fxtracker.analysis.context import Context, Stood
from fxtracker.analysis.trace import digest
from fxtracker.rates import (
    Basis,
    Fixing,
    FixingKind,
    Grade,
    Input,
    Market,
    Measure,
    Observation,
    Pair,
    Segment,
    Sighting,
    Status,
)

__all__ = ["basis_of", "daily_basis", "moment_basis", "read_basis", "read_context", "read_sightings", "seen_ids"]


def basis_of(document: Mapping[str, Any]) -> Basis:
    """A document of texts, numbers, lists and mappings as one part of what a fixing was made from."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Basis(digest(text), zlib.compress(text.encode(), 6))


def read_basis(packed: bytes) -> tuple[str, dict[str, Any]]:
    """The hash of a part, and the document again."""
    text = zlib.decompress(packed).decode()
    return digest(text), json.loads(text)


def daily_basis(context: Context) -> Basis:
    """What of a context is known once a day."""
    return basis_of(
        {
            "crosses": {base: float(rate) for base, rate in context.usd_crosses.items()},
            "half_spreads": [[segment, float(share)] for segment, share in sorted(context.half_spreads.items(), key=_segment_first)],
            "orientation": dict(context.orientation),
            "groups": dict(context.groups),
            "originals": sorted(context.originals),
            "mad": None if context.daily_mad is None else float(context.daily_mad),
            "probation": {source: until.isoformat() for source, until in context.probation.items()},
            "records": {source: float(weight) for source, weight in context.reliability.items()},
        }
    )


def moment_basis(at: datetime, sightings: Sequence[Sighting], context: Context, day: Basis) -> Basis:
    """What of a snapshot is known at its moment: the quotes, by id, with when each was last seen, and what stood before.

    It names the part that holds what is known once a day.
    """
    sources = {one.observation.source for one in sightings}
    return basis_of(
        {
            "at": at.isoformat(),
            "day": day.hash,
            "seen": sorted([seen.id, None if seen_at == seen.observed_at else seen_at.isoformat()] for seen, seen_at in sightings),
            "previous": _fixing(context.previous),
            "screen": _fixing(context.screen),
            "held": _fixing(context.held, voices=True),
            "official": _text(context.official_close),
            "premium": None if context.premium_before is None else float(context.premium_before),
            "stood": {
                source: [stood.since.isoformat(), _text(stood.fixing)] for source, stood in context.stood_since.items() if source in sources
            },
        }
    )


def seen_ids(moment: Mapping[str, Any]) -> list[int]:
    """The ids of the observations that a snapshot saw."""
    return [row_id for row_id, _ in moment["seen"]]


def read_sightings(moment: Mapping[str, Any], rows: Mapping[int, Observation]) -> list[Sighting]:
    """The quotes of a moment; `rows` has the observations by id. KeyError where one is not there."""
    return [
        Sighting(rows[row_id], rows[row_id].observed_at if seen_at is None else datetime.fromisoformat(seen_at))
        for row_id, seen_at in moment["seen"]
    ]


def read_context(day: Mapping[str, Any], moment: Mapping[str, Any]) -> Context:
    """The context of a snapshot again."""
    return Context(
        previous=_read_fixing(moment["previous"]),
        screen=_read_fixing(moment["screen"]),
        held=_read_fixing(moment["held"]),
        official_close=_decimal(moment["official"]),
        premium_before=moment["premium"],
        usd_crosses=day["crosses"],
        half_spreads={None if segment is None else Segment(segment): share for segment, share in day["half_spreads"]},
        orientation=day["orientation"],
        groups=day["groups"],
        originals=frozenset(day["originals"]),
        stood_since={source: Stood(datetime.fromisoformat(since), _decimal(value)) for source, (since, value) in moment["stood"].items()},
        daily_mad=day["mad"],
        probation={source: datetime.fromisoformat(until) for source, until in day["probation"].items()},
        reliability=day["records"],
    )


def _segment_first(item: tuple[Segment | None, float]) -> str:
    return item[0] or ""


def _fixing(fixing: Fixing | None, *, voices: bool = False) -> list[Any] | None:
    # No more of an earlier fixing than what a later one asks of it.
    if fixing is None:
        return None
    return [
        fixing.at.isoformat(), fixing.session.isoformat(), fixing.grade.value, fixing.status.value,
        *(_text(figure) for figure in (fixing.value, fixing.bid, fixing.ask, fixing.low, fixing.high, fixing.candidate)),
        [[used.group, _text(used.mid)] for used in fixing.inputs if voices],
    ]  # fmt: skip


def _read_fixing(kept: Sequence[Any] | None) -> Fixing | None:
    if kept is None:
        return None
    at, session, grade, status, *figures, voices = kept
    value, bid, ask, low, high, candidate = map(_decimal, figures)
    return Fixing(
        # Which market it is of is that of the fixing that is made after it.
        Market.PARALLEL, Pair("USD"), Measure.QUOTE, FixingKind.SNAPSHOT, date.fromisoformat(session), datetime.fromisoformat(at), value,
        Grade(grade), Status(status), bid, ask, low, high, candidate=candidate,
        inputs=tuple(Input(None, group, group, None, Decimal(1), Decimal(mid)) for group, mid in voices),
    )  # fmt: skip


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
