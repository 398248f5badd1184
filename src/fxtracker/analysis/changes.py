"""How far a series has moved: since the session before, over 7, 30 and 365 days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from fxtracker.analysis.track import Track
from fxtracker.facts import Fact, Unit

__all__ = ["SPANS", "changes", "confirmed_jump", "fact_of", "naira_percent"]

SPANS = {"d7": 7, "d30": 30, "d365": 365}
"""The spans in calendar days before the session that a change counts from."""

_BASE_WITHIN = 7
_JUMP = Decimal("0.05")


def naira_percent(old: Decimal, new: Decimal) -> Decimal:
    """The change of the naira's value in percent when a unit that cost `old` costs `new`: positive is stronger."""
    return (old / new - 1) * 100


def fact_of(track: Track, index: int, name: str) -> Fact:
    """The figure of one session of a track as a fact."""
    fixing = track.fixings[index]
    return Fact(
        name,
        name,
        track.values[index],
        Unit.NAIRA_PER_UNIT,
        track.measure,
        track.days[index],
        fixing.at,
        fixing.sources,
        fixing=fixing.id,
    )


def changes(track: Track, market: str, previous_within: int) -> Iterator[Fact]:
    """The base and the change of every span that has a base of the same measure and side; the last session of the track is the present.

    In naira between the printed figures, new less old; in percent of the naira's value between the unrounded ones.
    """
    last = len(track.days) - 1
    if last < 0:
        return
    if last > 0 and (track.days[last] - track.days[last - 1]).days <= previous_within:
        yield fact_of(track, last - 1, f"{market}.previous")
        yield from _change(track, last - 1, f"{market}.change.d1", f"{market}.previous")
    for span, days in SPANS.items():
        index = track.on_or_before(track.days[last] - timedelta(days=days), _BASE_WITHIN)
        if index is not None:
            yield fact_of(track, index, f"{market}.base.{span}")
            yield from _change(track, index, f"{market}.change.{span}", f"{market}.base.{span}")


def confirmed_jump(track: Track, previous_within: int) -> bool:
    """Whether the present session stands over 5 % from the one before it."""
    if len(track.days) < 2 or (track.days[-1] - track.days[-2]).days > previous_within:
        return False
    return abs(track.values[-1] / track.values[-2] - 1) > _JUMP


def _change(track: Track, index: int, name: str, base: str) -> Iterator[Fact]:
    fixing, day = track.fixings[-1], track.days[-1]
    sources = tuple(dict.fromkeys((*fixing.sources, *track.fixings[index].sources)))
    naira = track.shown[-1] - track.shown[index]
    percent = naira_percent(track.values[index], track.values[-1])
    for end, value, unit, how in (
        ("", naira, Unit.NAIRA_PER_UNIT, f"printed figure - printed {base}"),
        (".percent", percent, Unit.PERCENT, f"{base} / figure - 1"),
    ):
        yield Fact(name + end, name + end, value, unit, track.measure, day, fixing.at, sources, how, track.days[index], fixing.id)
