"""What a source said that does not count, and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from fxtracker.desk import REPORTED, Desk
from fxtracker.lagos import session_of
from fxtracker.rates import FixingKind, Market, Observation, Segment

__all__ = ["set_aside_of", "why_left_out"]

_RECENT = timedelta(days=7)


def set_aside_of(desk: Desk, source_id: str, limit: int = 1000) -> list[dict[str, Any]]:
    """All that was set aside of a source, as objects of session, pair, measure, reason, raw and where.

    First what the official screening holds against its rows, newest first; then what the fixings of the last week left out; then rows
    that could not be believed at all, which have no session.
    """
    names = _names(desk, source_id)
    judged = [_told(seen, verdict.reason) for name in names for seen, verdict in desk.store.verdicts(name, limit)]
    unread = [
        {"session": None, "pair": None, "measure": None, "reason": row.reason, "raw": row.raw, "where": row.where}
        for name in names
        for row in desk.store.set_aside_rows(name, limit)
    ]
    return [*judged, *_left_out(desk, names), *unread]


def _names(desk: Desk, source_id: str) -> list[str]:
    # What the press printed stands under each outlet's own name.
    if source_id != REPORTED:
        return [source_id]
    return [source_id, *(name for name, _, _ in desk.store.sources_of(Segment.PRESS) if name not in desk.sources)]


def why_left_out(desk: Desk, seen: Observation) -> str | None:
    """The code of the reason why the market's newest fixing of that session left this observation out, None where it did not."""
    if seen.id is None or seen.market is Market.OFFICIAL:
        return None
    made = [
        fixing
        for kind in (FixingKind.SESSION, FixingKind.SNAPSHOT)
        for fixing in desk.store.fixings(seen.market, seen.pair, kind=kind, since=seen.session, until=seen.session)
    ]
    newest = max(made, key=lambda fixing: (fixing.known_at or fixing.at, fixing.at), default=None)
    return next((one.reason for one in newest.exclusions if one.observation == seen.id), None) if newest else None


def _left_out(desk: Desk, names: Collection[str]) -> list[dict[str, Any]]:
    since = session_of(desk.clock.now() - _RECENT)
    reasons: dict[int, str] = {}
    for market in Market:
        for kind in (FixingKind.SESSION, FixingKind.SNAPSHOT):
            fixings = desk.store.fixings(market, kind=kind, since=since) if market is not Market.OFFICIAL else []
            out = [one for fixing in fixings for one in fixing.exclusions]
            reasons.update({one.observation: one.reason for one in out if one.source in names and one.observation is not None})
    spoken = [row for name in names if reasons for row in desk.store.observations(source=name, since=since - _RECENT)]
    seen = {row.id: row for row in spoken}
    return [_told(seen[row], reason) for row, reason in sorted(reasons.items(), reverse=True) if row in seen]


def _told(seen: Observation, reason: str) -> dict[str, Any]:
    return {
        "session": seen.session.isoformat(),
        "pair": str(seen.pair),
        "measure": seen.measure.value,
        "reason": reason,
        "raw": " / ".join("-" if figure is None else f"{figure:f}" for figure in seen.quote),
        "where": seen.note,
    }
