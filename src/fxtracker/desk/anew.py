"""One stored fixing worked out anew: from what was kept of its making, else from the files of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from fxtracker.analysis.basis import read_basis, read_context, read_sightings, seen_ids
from fxtracker.analysis.consensus import fix
from fxtracker.analysis.dayrate import day_rate
from fxtracker.desk import Desk
from fxtracker.desk.laid_out import laid_out, walk
from fxtracker.desk.official import OfficialFigures, WorkedOut, withdrawn, work_out, work_out_again
from fxtracker.lagos import session_of
from fxtracker.rates import Fixing, FixingKind, Grade, Market, Observation, Status

__all__ = ["Anew", "made_anew"]

_AROUND = timedelta(days=14)


@dataclass(frozen=True)
class Anew:
    """A fixing worked out once more, None where it cannot be; `kept` where that was from what was kept of its making.

    `snapshots` are those that the rate of a day is made from; `seen` are the observations that were looked at, by id.
    """

    fixing: Fixing | None
    kept: bool
    snapshots: tuple[Fixing, ...] = ()
    seen: Mapping[int, Observation] = field(default_factory=dict)


def made_anew(desk: Desk, fixing: Fixing) -> Anew:
    """The fixing as it comes out from the stored observations, as they were known when it was made; nothing is written."""
    parts = [read_basis(packed) for packed in desk.store.made_from(fixing.id or 0)]
    if not parts:
        return _from_files(desk, fixing)
    form = parts[0][1]
    if form["form"] == "withdrawn":
        old = desk.store.fixing_by_id(fixing.supersedes or 0)
        return Anew(None if old is None else withdrawn(old), kept=True, seen=_stated(desk, fixing))
    if form["form"] == "official":
        return Anew(_same(work_out_again(desk, form), fixing), kept=True, seen=_stated(desk, fixing))
    known = dict(parts[1:])
    moments = [document for _, document in parts[1:] if "seen" in document]
    wanted = {row_id for moment in moments for row_id in seen_ids(moment)}
    rows = desk.store.observations_by_id(wanted)
    if wanted - rows.keys():
        return Anew(None, kept=True, seen=rows)
    shots = [_snapshot(fixing, known[moment["day"]], moment, rows) for moment in moments]
    if form["form"] == "snapshot":
        return Anew(shots[0], kept=True, seen=rows)
    return Anew(day_rate(shots, fixing.session, dated_only=form["dated_only"]), kept=True, snapshots=tuple(shots), seen=rows)


def _snapshot(fixing: Fixing, day: Mapping[str, Any], moment: Mapping[str, Any], rows: Mapping[int, Observation]) -> Fixing:
    at = datetime.fromisoformat(moment["at"])
    return fix(fixing.market, fixing.pair, read_sightings(moment, rows), at, read_context(day, moment))


def _from_files(desk: Desk, fixing: Fixing) -> Anew:
    known = fixing.known_at or fixing.at
    seen = _stated(desk, fixing)
    if fixing.market is Market.OFFICIAL:
        last = min(fixing.session + _AROUND, session_of(known))
        return Anew(_same(work_out(desk, fixing.session - _AROUND, last, last, known, known), fixing), kept=False, seen=seen)
    day = fixing.session if fixing.kind is FixingKind.SESSION else session_of(fixing.at)
    figures = OfficialFigures(desk, day - timedelta(days=1), known_at=known)
    days = laid_out(desk, fixing.market, fixing.pair, day, day, figures, known_at=known)
    if fixing.kind is FixingKind.SNAPSHOT and fixing.at >= known:
        for _ in walk(days, day, day, known, present=True):
            pass
        return Anew(days.at(known), kept=False, seen=seen)
    # A snapshot of before is made again where it comes out otherwise: it is told to say something that none does.
    asked = [] if fixing.kind is FixingKind.SESSION else [replace(fixing, value=None, grade=Grade.D, status=Status.CONFLICT)]
    made = [one for one in walk(days, day, day, known, asked) if one.kind is fixing.kind]
    return Anew(made[-1] if made else None, kept=False, seen=seen)


def _same(found: WorkedOut, fixing: Fixing) -> Fixing | None:
    wanted = (fixing.pair, fixing.measure, fixing.session)
    return next((one for one in found.fixings if (one.pair, one.measure, one.session) == wanted), None)


def _stated(desk: Desk, fixing: Fixing) -> dict[int, Observation]:
    named = [*(used.observation for used in fixing.inputs), *(left.observation for left in fixing.exclusions)]
    return desk.store.observations_by_id({row_id for row_id in named if row_id is not None})
