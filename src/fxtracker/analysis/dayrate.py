"""The rate of a day from its snapshots (step 8 of the method)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from fxtracker.analysis.parameters import METHOD_1, Parameters
from fxtracker.analysis.quotes import PLACES
from fxtracker.analysis.trace import digest
from fxtracker.analysis.weighted import median
from fxtracker.lagos import WAT, session_of
from fxtracker.rates import Fixing, FixingKind, Status

__all__ = ["day_rate"]


def day_rate(snapshots: Sequence[Fixing], session: date, *, dated_only: bool = False, parameters: Parameters = METHOD_1) -> Fixing | None:
    """The rate of a West Africa Time day, or None where no snapshot of that day has a value.

    The median of the snapshots from 12:00 to 16:00; with fewer than three, the last snapshot of the day, marked `provisional`. Where the
    day's quotes carry dates alone (`dated_only`) its last snapshot is final. Snapshots of other days, and those that only carry an
    earlier day's quotes, do not count. Grade, band and inputs are those of the middle snapshot.
    """
    ours = sorted(
        (shot for shot in snapshots if shot.value is not None and shot.session == session == session_of(shot.at)), key=lambda shot: shot.at
    )
    if not ours:
        return None
    inside = [shot for shot in ours if parameters.day_from <= shot.at.astimezone(WAT).time() <= parameters.day_until]
    if dated_only or len(inside) < parameters.day_snapshots:
        return _made(ours[-1], [ours[-1]], provisional=not dated_only)
    return _made(_middle(inside), inside, provisional=False)


def _middle(shots: Sequence[Fixing]) -> Fixing:
    # Of an even count two are in the middle, and the day is no better than the lesser of them.
    ordered = sorted(shots, key=lambda shot: (shot.value or Decimal(0), shot.at))
    lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return max(lower, upper, key=lambda shot: shot.grade.value)


def _made(middle: Fixing, shots: Sequence[Fixing], *, provisional: bool) -> Fixing:
    value = _median([shot.value for shot in shots])
    bid, ask = _median([shot.bid for shot in shots if shot.ask]), _median([shot.ask for shot in shots if shot.bid])
    if value is None or bid is None or ask is None:
        bid = ask = None
    else:
        bid, ask = min(bid, value), max(ask, value)
    status = Status.PROVISIONAL if provisional and middle.status is Status.OK else middle.status
    return replace(
        middle,
        kind=FixingKind.SESSION,
        at=shots[-1].at,
        value=value,
        bid=bid,
        ask=ask,
        status=status,
        notes=(*middle.notes, "provisional") if provisional else middle.notes,
        inputs_hash=digest("\n".join(f"{shot.at.isoformat()} {shot.value} {shot.inputs_hash}" for shot in shots)),
        known_at=max((shot.known_at for shot in shots if shot.known_at), default=None),
        id=None,
        supersedes=None,
        cause=None,
        made_from=(),
    )


def _median(figures: Sequence[Decimal | None]) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return median(known).quantize(PLACES, ROUND_HALF_EVEN) if known else None
