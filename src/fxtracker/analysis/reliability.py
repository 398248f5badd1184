"""How reliable each source has been, as the weight that its own record earns it (step 4 of the method).

Once a day each source is held against the number that the others alone would have made: its distance, over thirty days, is its record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import log

from fxtracker.analysis.centre import far_away
from fxtracker.analysis.parameters import METHOD_1, Parameters, exceeds
from fxtracker.analysis.weighted import median, weighted_median
from fxtracker.rates import Fixing

__all__ = ["distances", "reliability", "said_by"]

_NOT_SAID = frozenset({"stale", "future", "probation", "capped", "no_quote", "crossed", "wide", "one_sided"})
"""What was left out by these codes was not a quote of that moment, and neither earns nor costs a record."""


def said_by(fixing: Fixing) -> set[int]:
    """The ids of the observations that a fixing left out and that still count for the record of their source."""
    return {left.observation for left in fixing.exclusions if left.observation is not None and left.reason not in _NOT_SAID}


def distances(
    fixing: Fixing, said: Mapping[int, Decimal], groups: Mapping[str, str], parameters: Parameters = METHOD_1
) -> dict[str, float]:
    """How far each source stood from what the fixing would be without its group: |ln mid - ln value|, by source.

    `said` are the mids, in naira per unit, of the observations that `said_by` names; `groups` the group of each source as it is known now.
    A source that nobody else stands beside has no distance.
    """
    voices = {used.group: (float(used.mid), float(used.weight)) for used in fixing.inputs}
    mids: dict[str, list[float]] = {used.source: [float(used.mid)] for used in fixing.inputs}
    for left in fixing.exclusions:
        mid = said.get(left.observation) if left.observation is not None and left.reason not in _NOT_SAID else None
        if mid is not None and mid > 0:
            mids.setdefault(left.source, []).append(float(mid))
            if left.reason == "far":
                # Too far from all of them together it may be in the middle of those that are left.
                voices.setdefault(groups.get(left.source, left.source), (float(mid), 1.0))
    without: dict[str, float | None] = {}
    found: dict[str, float] = {}
    for source, stated in sorted(mids.items()):
        own = groups.get(source, source)
        if own not in without:
            without[own] = _value([voice for group, voice in voices.items() if group != own], parameters)
        value = without[own]
        if value is not None:
            found[source] = abs(log(median(stated) / value))
    return found


def reliability(days: Iterable[Mapping[str, float]], parameters: Parameters = METHOD_1) -> dict[str, float]:
    """The weight r of each source from its distances on the days of record: clip(1/(1 + (e/0.005)^2), 0.25, 1), six places.

    e is the median of its distances. A source with under ten days of record is absent, and weighs 1.
    """
    away: dict[str, list[float]] = {}
    for day in days:
        for source, distance in day.items():
            away.setdefault(source, []).append(distance)
    return {
        source: round(min(1.0, max(parameters.record_floor, 1 / (1 + (median(distances) / parameters.record_scale) ** 2))), 6)
        for source, distances in sorted(away.items())
        if len(distances) >= parameters.record_least
    }


def _value(voices: list[tuple[float, float]], parameters: Parameters) -> float | None:
    # Steps 5 and 6 of the method in plain numbers: of a fixing that is never printed the value is enough.
    if not voices:
        return None
    far = far_away(voices, parameters) or ()
    found = weighted_median([voice for place, voice in enumerate(voices) if place not in far])
    return None if exceeds(found.above / found.below - 1, parameters.split) else found.value
