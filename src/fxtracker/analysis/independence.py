"""Which sources speak for themselves: a source and its copies are one group with one voice (step 3 of the method)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.quotes import Reading
from fxtracker.rates import Exclusion, Input

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

    The newest reading of the original stands, else the newest of all; the group weighs what its heaviest member weighs.
    """
    members: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        members[context.groups.get(reading.source, reading.source)].append(reading)
    groups: list[Group] = []
    out: list[Exclusion] = []
    for name in sorted(members):
        present = members[name]
        originals = [reading for reading in present if reading.source == name]
        # The readings come in a fixed order, so that of two that are equally new the same one always stands.
        stands = max(originals or present, key=lambda reading: reading.seen_at)
        groups.append(Group(name, stands._replace(weight=max(reading.weight for reading in present))))
        out.extend(Exclusion(reading.observation.id, reading.source, "copy") for reading in present if reading is not stands)
    return groups, out
