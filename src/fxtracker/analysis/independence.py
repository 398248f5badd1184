"""Which sources speak for themselves: a source and its copies are one group with one voice (step 3 of the method)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.copies import Link
from fxtracker.analysis.quotes import Reading
from fxtracker.rates import Exclusion, Input, Segment

__all__ = ["Group", "Grouping", "collapse", "declared_groups", "grouped"]


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


class Grouping(NamedTuple):
    """Source to the name of its group, which is that of its original; and the other originals of groups that have several."""

    groups: Mapping[str, str]
    originals: frozenset[str] = frozenset()


def declared_groups(derived_from: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Source to the original of its group, from what each source is declared to be derived from; connected sources are one group.

    The original is the one that derives from nothing; of several, and in a circle, the first by name.
    """
    return dict(grouped(derived_from).groups)


def grouped(derived_from: Mapping[str, Sequence[str]], links: Iterable[Link] = (), press: Iterable[str] = ()) -> Grouping:
    """The groups that connected sources are, from what is declared and from the copies that were detected.

    Of two that repeat each other the one that repeats less is the original; where they do so alike, both are. What is declared is not
    turned round. Outlets of the `press` copy one another: they are one group of that name, unless one of them has an original elsewhere.
    """
    near: defaultdict[str, set[str]] = defaultdict(set)
    origins: defaultdict[str, set[str]] = defaultdict(set)
    for source, declared in derived_from.items():
        for origin in declared:
            near[source].add(origin)
            near[origin].add(source)
            origins[source].add(origin)
    shares = {(link.copy, link.original): link.share for link in links}
    for (copy, original), share in shares.items():
        near[copy].add(original)
        near[original].add(copy)
        if copy not in origins.get(original, ()) and share > shares.get((original, copy), 0.0):
            origins[copy].add(original)
    outlets = sorted(set(press))
    for outlet in outlets:
        near[outlet].update(outlets)
        near[outlet].discard(outlet)
    groups: dict[str, str] = {}
    several: set[str] = set()
    for start in sorted(near):
        if start not in groups:
            connected = _connected(start, near)
            # An outlet is no original, whatever it repeats.
            first = sorted(source for source in connected if not origins[source] and source not in outlets)
            if connected <= set(outlets):
                first = ["press"]
            groups.update(dict.fromkeys(connected, first[0] if first else min(connected)))
            several.update(first[1:])
    return Grouping(groups, frozenset(several))


def _connected(start: str, near: Mapping[str, set[str]]) -> set[str]:
    connected, waiting = {start}, [start]
    while waiting:
        for neighbour in near[waiting.pop()] - connected:
            connected.add(neighbour)
            waiting.append(neighbour)
    return connected


def collapse(readings: Sequence[Reading], context: Context) -> tuple[list[Group], list[Exclusion]]:
    """The groups of the readings, in order of name, and each member that another one stands for (`copy`).

    The newest reading of an original stands, else the newest of all; the group weighs what its heaviest member weighs. Of a source that
    states several venues the middle one speaks, by its mid, the lower of two in the middle: no single venue is the source.
    """
    members: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        source = reading.observation.source
        members[context.groups.get(source, source)].append(reading)
    groups: list[Group] = []
    out: list[Exclusion] = []
    for name, present in sorted(members.items()):
        if len(present) == 1:
            groups.append(Group(name, present[0]))
            continue
        voices = _voices(present)
        originals = [reading for reading in voices if reading.source == name or reading.source in context.originals]
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
