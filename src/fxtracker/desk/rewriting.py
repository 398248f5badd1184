"""An answer that makes another past of most of what its source said before: refused, until a person says that it is right.

A source corrects a row, or the rows of a day. One whose sessions nearly all change at once gives another unit, another column or another
currency under the same names; each figure may be plausible by itself, and the new past would bear out the new present.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from fxtracker.desk import Desk
from fxtracker.rates import Observation, Timing

if TYPE_CHECKING:
    from fxtracker.sources import Report

__all__ = ["KIND", "refuse_rewritten"]

KIND = "rewritten"
_SESSIONS = 30
"""So many of the newest sessions that stand are compared."""

_FEWEST = 2
"""Fewer sessions than this are no history."""

_NEAR = 0.01

_Key = tuple[str, str, str]


def refuse_rewritten(desk: Desk, report: Report) -> Report:
    """The report as it is; or as a failure of kind `rewritten`, its answers kept as rejected, where it changes the figures of over half of
    the newest thirty sessions that its source has (two at least) by more than 1 %."""
    dated = [seen for seen in report.observations if seen.timing is Timing.DATED]
    if len({seen.session for seen in dated}) < _FEWEST:
        return report
    standing: dict[date, dict[_Key, Observation]] = defaultdict(dict)
    for seen in desk.store.observations(source=report.source, since=min(seen.session for seen in dated), counted=True):
        standing[seen.session][_key(seen)] = seen
    newest = sorted(standing)[-_SESSIONS:]
    said: dict[date, dict[_Key, Observation]] = defaultdict(dict)
    for seen in dated:
        said[seen.session][_key(seen)] = seen
    changed = [day for day in newest if _differs(standing[day], said.get(day, {}))]
    if len(changed) < _FEWEST or 2 * len(changed) <= len(newest):
        return report
    told = (
        f"has changed the figures of {len(changed)} of its last {len(newest)} sessions by more than 1 %; "
        f"`fxtracker sources accept {report.source}` lands them if they are right"
    )
    return replace(
        report,
        status="failed",
        kind=KIND,
        error=told,
        payloads=(),
        observations=(),
        set_aside=(),
        hashes={},
        rejected=(*report.payloads, *report.rejected),
    )


def _key(seen: Observation) -> _Key:
    return str(seen.pair), seen.measure.value, seen.location or ""


def _differs(before: dict[_Key, Observation], now: dict[_Key, Observation]) -> bool:
    shared = [key for key in now if key in before]
    far = sum(1 for key in shared if _apart(before[key], now[key]))
    return 2 * far > len(shared)


def _apart(before: Observation, now: Observation) -> bool:
    one, other = before.quote.middle, now.quote.middle
    return one is not None and other is not None and abs(float(other / one) - 1) > _NEAR
