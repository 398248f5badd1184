"""Whether a large move is believed at once (step 7 of the method): an unconfirmed one waits for the next snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from math import log
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.independence import Group
from fxtracker.analysis.parameters import Parameters, exceeds
from fxtracker.analysis.screening import recent
from fxtracker.rates import Status

__all__ = ["Move", "moved"]


class Move(NamedTuple):
    """A move from the last fixing that the gate looks at, and whether it is confirmed."""

    confirmed: bool


def moved(value: Decimal, groups: Sequence[Group], at: datetime, context: Context, parameters: Parameters) -> Move | None:
    """The move that the value would be, or None where it is small or there is nothing recent to move from.

    It is confirmed when enough groups, by quotes later than the last fixing, stand at least half of the way out on the same side, and
    come from two segments or said so at the snapshot before too.
    """
    last = recent(context.previous, at, parameters)
    if last is None or context.previous is None:
        return None
    limit = max(parameters.gate_move, parameters.gate_mads * (context.daily_mad or 0.0))
    if not exceeds(abs(float(value) / last - 1), limit):
        return None
    way = log(float(value) / last) * parameters.gate_share
    since = [group for group in groups if group.reading.seen_at > context.previous.at]
    saying = [group for group in since if _so_far(group.reading.mid, last, way)]
    if not _enough(len(saying), len(since), len(groups), parameters):
        return Move(confirmed=False)
    segments = {group.reading.segment for group in saying}
    if len(segments) >= parameters.gate_segments:
        return Move(confirmed=True)
    again = {group.name for group in saying} & _said_before(last, way, at, context, parameters)
    return Move(confirmed=_enough(len(again), len(since), len(groups), parameters))


def _so_far(mid: Decimal, last: float, way: float) -> bool:
    distance = log(float(mid) / last)
    return distance >= way if way > 0 else distance <= way


def _enough(saying: int, since: int, there: int, parameters: Parameters) -> bool:
    if there <= parameters.gate_groups:
        return saying >= max(since, 2)
    return saying >= parameters.gate_groups


def _said_before(last: float, way: float, at: datetime, context: Context, parameters: Parameters) -> set[str]:
    held = context.held
    if held is None or held.status is not Status.UNCONFIRMED or recent(held, at, parameters) is None:
        return set()
    return {used.group for used in held.inputs if _so_far(used.mid, last, way)}
