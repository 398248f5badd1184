"""Why a fixing takes the place of another: which source, which figure, from what to what; else what else was known otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from fxtracker.analysis.basis import read_basis, seen_ids
from fxtracker.desk import Desk
from fxtracker.rates import Fixing, FixingKind, Market, Observation, Timing
from fxtracker.store.types import decimal_text

__all__ = ["WENT_ON", "causes_of"]

WENT_ON = "the day went on"
"""So the cause begins of a rate that was made anew because its day was not over: that is no correction."""

_MOST = 3

_DAILY = {
    "groups": "which sources are one voice",
    "originals": "which sources are one voice",
    "records": "how reliable each source was",
    "probation": "which sources are on probation",
    "crosses": "what a pound or a euro is worth in dollars",
    "half_spreads": "the usual half-spreads",
    "orientation": "which way round sources state their sides",
    "mad": "the usual daily move",
}


def causes_of(desk: Desk, made: Sequence[Fixing], event: str | None) -> list[str | None]:
    """For each fixing that is to be kept, why it supersedes the one that stands, in one sentence; None where none does.

    `event` is what the desk has just done, such as the reading of a file.
    """
    found: list[str | None] = []
    for fixing, old_id in zip(made, desk.store.superseded_by(made), strict=True):
        old = None if old_id is None else desk.store.fixing_by_id(old_id)
        found.append(None if old is None else _cause(desk, old, fixing, event))
    return found


def _cause(desk: Desk, old: Fixing, new: Fixing, event: str | None) -> str:
    before = _Making.of(desk.store.made_from(old.id or 0), old)
    after = _Making.of([part.packed for part in new.made_from], new)
    shared = sorted(before.moments.keys() & after.moments.keys()) if before.moments and after.moments else None
    # What is too old to count says nothing.
    stale = {left.observation for fixing in (old, new) for left in fixing.exclusions if left.reason == "stale"}
    if shared or shared is None:
        told = _figures(desk, before.seen(shared) - stale, after.seen(shared) - stale)
    else:
        # From one moment to another quotes change; what a source said of one and the same day does not, unless it is corrected.
        told = _figures(desk, before.seen([max(before.moments)]), after.seen([max(after.moments)]), of_one_day=True)
    went_on = new.kind is FixingKind.SESSION and new.market is not Market.OFFICIAL and new.at > old.at
    if not told:
        told = [*_otherwise(before, after, shared)] or ([] if went_on else [*_outcome(old, new)])
    if went_on and not told:
        return ": ".join(filter(None, (WENT_ON, event)))
    more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return ": ".join(filter(None, (event, "; ".join(told[:_MOST]) + more)))


class _Making(NamedTuple):
    """What a fixing was made from: by instant what each snapshot saw and knew, by hash what was known once a day."""

    moments: Mapping[str, Mapping[str, Any]]
    days: Mapping[str, Mapping[str, Any]]
    named: frozenset[int]

    @classmethod
    def of(cls, parts: Sequence[bytes], fixing: Fixing) -> _Making:
        read = [read_basis(packed) for packed in parts[1:]]
        named = [used.observation for used in fixing.inputs]
        if fixing.market is not Market.OFFICIAL:
            named += [left.observation for left in fixing.exclusions]
        return cls(
            {document["at"]: document for _, document in read if "seen" in document},
            {name: document for name, document in read if "seen" not in document},
            frozenset(row_id for row_id in named if row_id is not None),
        )

    def seen(self, shared: Sequence[str] | None) -> set[int]:
        """The observations that its snapshots of those instants saw; those that it names itself where there are none to compare."""
        if shared is None:
            return set(self.named)
        return {row_id for at in shared for row_id in seen_ids(self.moments[at])}


def _figures(desk: Desk, before: set[int], after: set[int], *, of_one_day: bool = False) -> list[str]:
    rows = desk.store.observations_by_id(before ^ after)
    gone, came = (_by_series(rows, ids) for ids in (before - after, after - before))
    edited: list[str] = []
    others: list[str] = []
    for series, new in came.items():
        old = gone.pop(series, None)
        if of_one_day and (old is None or old.timing is not Timing.DATED or old.session != new.session):
            continue
        if old is not None:
            edited.append(f"{_name(new)}: {_stated(old)} became {_stated(new)}")
        else:
            others.append(f"{_name(new)}: {_stated(new)} came")
    others += [f"{_name(old)}: {_stated(old)} counts no more" for old in gone.values() if not of_one_day]
    return [*sorted(edited), *sorted(others)]


def _name(row: Observation) -> str:
    return " ".join(filter(None, (row.source, row.location, row.pair.base, row.session.isoformat())))


def _by_series(rows: Mapping[int, Observation], ids: set[int]) -> dict[tuple[object, ...], Observation]:
    # Of several of one series the last is what it came to.
    found: dict[tuple[object, ...], Observation] = {}
    for row_id in sorted(ids & rows.keys()):
        row = rows[row_id]
        found[row.source, row.segment, row.location, row.pair, row.measure] = row
    return found


def _stated(row: Observation) -> str:
    bid, ask, mid = row.quote
    if bid is None and ask is None:
        return _text(mid)
    return f"{_text(bid)} / {_text(ask)}"


def _otherwise(before: _Making, after: _Making, shared: Sequence[str] | None) -> Iterator[str]:
    for at in shared or ():
        old, new = before.moments[at], after.moments[at]
        told = [
            f"the {word} became {_figure(new[name])} from {_figure(old[name])}"
            for name, word in (("previous", "number before it"), ("screen", "last good number"), ("official", "official rate"))
            if _figure(old[name]) != _figure(new[name])
        ]
        if old["seen"] != new["seen"]:
            told.append("quotes were seen again at other times")
        known, now = before.days.get(old["day"], {}), after.days.get(new["day"], {})
        told += [f"{word} changed" for name, word in _DAILY.items() if known.get(name) != now.get(name)]
        if told:
            # What one snapshot shows is what they all do.
            yield from dict.fromkeys(told)
            return


def _figure(kept: Any) -> str:
    if kept is None:
        return "none"
    return str(kept if isinstance(kept, str) else kept[4])


def _outcome(old: Fixing, new: Fixing) -> list[str]:
    if new.value is None and not new.inputs:
        return ["nothing that counts speaks of it any more"]
    names = ("value", "bid", "ask", "status", "grade")
    told = [f"the {name} became {_text(getattr(new, name))} from {_text(getattr(old, name))}" for name in names]
    return [text for name, text in zip(names, told, strict=True) if getattr(old, name) != getattr(new, name)] or ["what was known differs"]


def _text(figure: object) -> str:
    if figure is None:
        return "none"
    return decimal_text(figure) if isinstance(figure, Decimal) else str(figure)
