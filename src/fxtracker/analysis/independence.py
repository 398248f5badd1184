"""Which sources speak for themselves: a source and its copies are one group with one voice (step 3 of the method)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.quotes import Reading
from fxtracker.rates import Exclusion, Input, Segment

__all__ = ["Group", "collapse", "declared_groups"]


class Group(NamedTuple):
    """One independent voice: the reading that stands for it, with the weight of its largest member."""

    name: str
    reading: Reading

    def used(self) -> Input:
        """The row that a fixing keeps of it."""
        reading = self.reading
        return Input(
            observation=reading.observation.id,
            source=reading.source,
            group=self.name,
            segment=None if reading.segment is None else reading.segment.value,
            weight=reading.weight,
            mid=reading.mid,
            bid=reading.bid,
            ask=reading.ask,
            flags=reading.flags,
            seen_at=reading.seen_at,
        )


def declared_groups(derived_from: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Source to the original of its group, from what each source is declared to be derived from; connected sources are one group.

    The original is the one that derives from nothing; of several, and in a circle, the first by name.
    """
    links: defaultdict[str, set[str]] = defaultdict(set)
    for source, origins in derived_from.items():
        for origin in origins:
            links[source].add(origin)
            links[origin].add(source)
    groups: dict[str, str] = {}
    for start in sorted(links):
        if start in groups:
            continue
        connected, waiting = {start}, [start]
        while waiting:
            for neighbour in links[waiting.pop()] - connected:
                connected.add(neighbour)
                waiting.append(neighbour)
        originals = [source for source in connected if not derived_from.get(source)]
        groups.update(dict.fromkeys(connected, min(originals or connected)))
    return groups


def collapse(readings: Sequence[Reading], context: Context) -> tuple[list[Group], list[Exclusion]]:
    """The groups of the readings, in order of name, and each member that another one stands for (`copy`).

    The newest reading of the original stands, else the newest of all; the group weighs what its heaviest member weighs. Of a source that
    states several venues the middle one speaks, by its mid, the lower of two in the middle: no single venue is the source.
    """
    members: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        members[context.groups.get(reading.source, reading.source)].append(reading)
    groups: list[Group] = []
    out: list[Exclusion] = []
    for name in sorted(members):
        present = members[name]
        voices = _voices(present)
        originals = [reading for reading in voices if reading.source == name]
        # The readings come in a fixed order, so that of two that are equally new the same one always stands.
        stands = max(originals or voices, key=lambda reading: reading.seen_at)
        groups.append(Group(name, stands._replace(weight=max(reading.weight for reading in present))))
        out.extend(Exclusion(reading.observation.id, reading.source, "copy") for reading in present if reading is not stands)
    return groups, out


def _voices(readings: Sequence[Reading]) -> list[Reading]:
    """One reading a venue-stating source, and all of the others."""
    venues: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        # A desk or an outlet tells of one place at a time; there the newest word holds.
        if reading.observation.location is not None and reading.segment not in (Segment.DESK, Segment.PRESS):
            venues[reading.source].append(reading)
    middles = [
        sorted(mine, key=lambda reading: (reading.mid, reading.observation.location or ""))[(len(mine) - 1) // 2]
        for mine in venues.values()
    ]
    return [reading for reading in readings if reading in middles or reading not in venues.get(reading.source, ())]
