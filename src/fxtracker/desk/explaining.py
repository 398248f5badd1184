"""Where a stored number comes from: whom it used and whom it left out, and the same number worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from fxtracker.analysis.parameters import METHOD_1
from fxtracker.analysis.reasons import REASONS, grade_line, status_line
from fxtracker.desk import Desk
from fxtracker.desk.anew import Anew, made_anew
from fxtracker.desk.answers import rate_rows
from fxtracker.errors import NoData
from fxtracker.lagos import iso_utc
from fxtracker.rates import Fixing, Market, Observation, Pair
from fxtracker.store.types import decimal_text

__all__ = ["Explained", "explain", "explained_json", "in_short", "standing", "told_of"]


class Explained(NamedTuple):
    """A stored fixing, the one that it took the place of, and how it comes out anew.

    `differs` names what is not the same to the byte, each with what stands and what came out; it is empty where all is.
    """

    fixing: Fixing
    replaces: Fixing | None
    anew: Anew
    differs: tuple[tuple[str, Any, Any], ...]

    @property
    def same(self) -> bool:
        """Whether it came out the same to the byte."""
        return self.anew.fixing is not None and not self.differs


def explain(desk: Desk, fixing_id: int, at: datetime | None = None, known_at: datetime | None = None) -> Explained:
    """Explain the fixing of an id and work it out anew; nothing is written.

    NoData where there is none, or it is of a moment after `at` or was not known at `known_at`.
    """
    fixing = desk.store.fixing_by_id(fixing_id)
    if fixing is None:
        raise NoData(f"FIXING: there is no fixing {fixing_id}; `fxtracker rate --json` names the ids of those that stand")
    if at is not None and fixing.at > at:
        raise NoData(f"FIXING: fixing {fixing_id} is of {iso_utc(fixing.at)}, which is after --at {iso_utc(at)}")
    if known_at is not None and fixing.known_at is not None and fixing.known_at > known_at:
        raise NoData(f"FIXING: fixing {fixing_id} is known since {iso_utc(fixing.known_at)}, which is after --known-at {iso_utc(known_at)}")
    replaces = None if fixing.supersedes is None else desk.store.fixing_by_id(fixing.supersedes)
    # By the constants of another version it would be another number.
    anew = made_anew(desk, fixing) if fixing.method == METHOD_1.version else Anew(None, kept=False)
    differs: tuple[tuple[str, Any, Any], ...] = ()
    if anew.fixing is not None:
        stands, came = told_of(fixing, anew.seen), told_of(anew.fixing, anew.seen)
        differs = tuple((name, stands[name], came[name]) for name in stands if stands[name] != came[name])
    return Explained(fixing, replaces, anew, differs)


def standing(desk: Desk, market: Market, pair: Pair, at: datetime | None = None, known_at: datetime | None = None) -> int:
    """The id of the fixing that stands of a market and pair at an instant, as known at another; NoData where there is none."""
    (row,) = rate_rows(desk.store, pair, at or desk.clock.now(), desk.calendar_at(known_at), market, known_at)
    return row.fixing or 0


def explained_json(found: Explained) -> dict[str, Any]:
    """The documented JSON shape: decimals as strings, instants in ISO 8601, absent values null."""
    fixing, anew = found.fixing, found.anew
    return {
        "fixing": fixing.id,
        **told_of(fixing, anew.seen),
        "grade_line": grade_line(fixing),
        "status_line": status_line(fixing.status),
        "known_at": None if fixing.known_at is None else iso_utc(fixing.known_at),
        "supersedes": fixing.supersedes,
        "cause": fixing.cause,
        "replaces": None if found.replaces is None else in_short(found.replaces),
        "same": found.same,
        "recomputed_from": "kept" if anew.kept else "today",
        "recomputed": None if anew.fixing is None else told_of(anew.fixing, anew.seen),
        "differs": [{"name": name, "stands": stands, "recomputed": came} for name, stands, came in found.differs],
        "snapshots": [
            {"at": iso_utc(one.at), "value": _text(one.value), "grade": one.grade.value, "inputs_hash": one.inputs_hash}
            for one in anew.snapshots
        ],
    }


def told_of(fixing: Fixing, seen: Mapping[int, Observation]) -> dict[str, Any]:
    """All that a fixing itself says, in the documented JSON shape; `seen` are the observations that it names, by id."""
    return {
        "pair": str(fixing.pair),
        "market": fixing.market.value,
        "measure": fixing.measure.value,
        "kind": fixing.kind.value,
        "session": fixing.session.isoformat(),
        "at": iso_utc(fixing.at),
        **{name: _text(getattr(fixing, name)) for name in ("value", "bid", "ask", "low", "high", "candidate", "dispersion")},
        "grade": fixing.grade.value,
        "status": fixing.status.value,
        "notes": list(fixing.notes),
        "groups": fixing.groups,
        "median_age_seconds": fixing.median_age_seconds,
        "inputs": [
            {
                "source": used.source,
                "group": used.group,
                "segment": used.segment,
                "weight": _text(used.weight),
                "bid": _text(used.bid),
                "ask": _text(used.ask),
                "mid": _text(used.mid),
                "flags": list(used.flags),
                "seen_at": None if used.seen_at is None else iso_utc(used.seen_at),
                "observation": used.observation,
            }
            for used in fixing.inputs
        ],
        "exclusions": [
            {
                "source": left.source,
                "reason": left.reason,
                "why": REASONS.get(left.reason, left.reason.replace("_", " ")),
                **_stated(seen.get(left.observation or 0)),
                "observation": left.observation,
            }
            for left in fixing.exclusions
        ],
        "method": fixing.method,
        "inputs_hash": fixing.inputs_hash,
    }


def in_short(fixing: Fixing) -> dict[str, Any]:
    """The number of a fixing, in the documented JSON shape."""
    return {
        "fixing": fixing.id,
        "value": _text(fixing.value),
        "bid": _text(fixing.bid),
        "ask": _text(fixing.ask),
        "grade": fixing.grade.value,
        "status": fixing.status.value,
        "known_at": None if fixing.known_at is None else iso_utc(fixing.known_at),
    }


def _stated(seen: Observation | None) -> dict[str, str | None]:
    return {side: None if seen is None else _text(getattr(seen.quote, side)) for side in ("bid", "ask", "mid")}


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else decimal_text(figure)
