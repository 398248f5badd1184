"""What of an answer is new: compared with what stands, series by series, and added behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Text, insert, select, type_coerce

from fxtracker.rates import Observation, Quote, Timing
from fxtracker.store import schema as t
from fxtracker.store.base import in_parts, insert_many, next_id
from fxtracker.store.types import decimal_text
from fxtracker.store.withdrawing import withdrawn_ids, withdrawn_of

__all__ = ["Said", "insert_observations", "land", "moment_of", "said_of", "series_key"]

_HISTORY = timedelta(days=3)
"""What an answer tells of a moment that long before it was read from history, not seen on the day."""

SeriesKey = tuple[str, str, str, str, str, str]
Said = tuple[SeriesKey, object, Quote, tuple[str, ...]]
"""What one observation says; see `said_of`."""
_Figures = tuple[str | None, str | None, str | None, str]


def series_key(o: Observation) -> SeriesKey:
    """What names the series of an observation."""
    return o.source, o.market.value, o.segment.value if o.segment else "", o.measure.value, o.location or "", str(o.pair)


def _figures(o: Observation) -> _Figures:
    """Bid, ask and mid as the text that is stored, and what was noticed of them: a cap that came or went makes the same price another."""
    bid, ask, mid = o.quote
    return (
        None if bid is None else decimal_text(bid),
        None if ask is None else decimal_text(ask),
        None if mid is None else decimal_text(mid),
        ",".join(o.flags),
    )


def _same(left: _Figures, right: _Figures) -> bool:
    if left == right:
        return True
    return left[3] == right[3] and all(
        (a is None) == (b is None) and (a is None or b is None or Decimal(a) == Decimal(b))
        for a, b in zip(left[:3], right[:3], strict=True)
    )


def moment_of(o: Observation) -> object:
    """What makes two figures of one series the same one: the day of a dated figure, the moment of a timed one; an undated one runs on."""
    if o.timing is Timing.DATED:
        return o.session
    return o.observed_at if o.timing is Timing.INSTANT else None


def said_of(o: Observation) -> Said:
    """What an observation says, whenever it was learnt: its series, what it is of, its figures, and what was noticed of them."""
    return series_key(o), moment_of(o), o.quote, o.flags


def land(
    connection: Connection, observations: Sequence[Observation], *, history: bool, through: int | None = None
) -> tuple[list[int], list[tuple[int, Observation]]]:
    """The ids of the observations that stand in an answer, and those of them that are new, with their series and their ids.

    See `ObservationStore.add_poll` for what counts as new. `through` is the poll as of which it is asked what stands: that of an answer
    that is read again.
    """
    keys = [series_key(o) for o in observations]
    series_ids = _series_ids(connection, set(keys))
    grouped: dict[tuple[int, object], list[Observation]] = {}
    for o, key in zip(observations, keys, strict=True):
        grouped.setdefault((series_ids[key], moment_of(o)), []).append(o)
    stored = _stored(connection, set(series_ids.values()), observations, through)
    fresh = next_id(connection, t.observations)
    added: list[tuple[int, Observation]] = []
    corrected: dict[int, int] = {}
    newest: dict[int, tuple[datetime, int]] = {}
    for (series_id, moment), group in grouped.items():
        known = stored.get((series_id, moment), [])
        standing_id = known[-1][0] if known else None
        for o in _new_ones(group, [figures for _, figures in known], history=history):
            if known and moment is not None:
                corrected[len(added)] = known[-1][0]
            standing_id = fresh
            added.append((series_id, o._replace(id=fresh, visible_at=_visible_at(o))))
            fresh += 1
        if standing_id is not None and newest.get(series_id, (group[-1].observed_at, 0))[0] <= group[-1].observed_at:
            newest[series_id] = (group[-1].observed_at, standing_id)
    _put_behind(connection, added, corrected)
    return [observation_id for _, observation_id in newest.values()], added


def _visible_at(o: Observation) -> datetime:
    seen = o.visible_at or o.retrieved_at
    return o.observed_at if seen - o.observed_at > _HISTORY else seen


def _put_behind(connection: Connection, added: list[tuple[int, Observation]], corrected: dict[int, int]) -> None:
    # What corrects a figure is seen no earlier than that: else the wrong one would stand, as the later of the two.
    visible: dict[int, datetime] = {}
    o = t.observations.c
    for some in in_parts(sorted(set(corrected.values()))):
        rows = connection.execute(select(o.id, o.visible_at).where(o.id.in_(some)))
        visible.update((row.id, row.visible_at) for row in rows if row.visible_at is not None)
    for position, observation_id in corrected.items():
        series_id, one = added[position]
        before = visible.get(observation_id)
        if before is not None and one.visible_at is not None and one.visible_at < before:
            added[position] = (series_id, one._replace(visible_at=before))


def _new_ones(group: list[Observation], known: list[_Figures], *, history: bool) -> list[Observation]:
    # Of a figure and its corrections within one answer the last one stands; if it stands already, nothing is new but what was never seen.
    if len(group) == 1:
        if not known:
            return group
        if _same(known[-1], _figures(group[0])):
            return []
    new: list[Observation] = []
    for position, o in enumerate(group):
        figures = _figures(o)
        final = position == len(group) - 1
        seen = any(_same(figures, old) for old in known)
        reverts = final and not history and bool(known) and not _same(known[-1], figures)
        if not seen or reverts:
            new.append(o)
            known.append(figures)
    return new


def _stored(
    connection: Connection, series_ids: set[int], observations: Sequence[Observation], through: int | None
) -> dict[tuple[int, object], list[tuple[int, _Figures]]]:
    o = t.observations.c
    # As text: a full answer of the Central Bank is compared with sixty thousand rows.
    columns = select(
        o.series_id, o.id, o.session, o.observed_at, o.timing,
        type_coerce(o.bid, Text), type_coerce(o.ask, Text), type_coerce(o.mid, Text), o.flags,
    )  # fmt: skip
    if through is not None:
        columns = columns.where(o.poll_id <= through)
    gone = withdrawn_of(connection)
    dated = [item for item in observations if item.timing is not Timing.SEEN]
    found: dict[tuple[int, object], list[tuple[int, _Figures]]] = {}
    if dated:
        low, high = min(item.session for item in dated), max(item.session for item in dated)
        # By poll first: what an old answer is understood to say now is still the word of its own day.
        query = columns.where(o.series_id.in_(sorted(series_ids)), o.session >= low, o.session <= high).order_by(o.poll_id, o.id)
        for series_id, row_id, session, observed_at, timing, bid, ask, mid, flags in connection.execute(query):
            if row_id in gone:
                continue
            moment = session if timing == Timing.DATED.value else observed_at if timing == Timing.INSTANT.value else None
            found.setdefault((series_id, moment), []).append((row_id, (bid, ask, mid, flags or "")))
    if len(dated) < len(observations):
        for series_id in series_ids:
            newest = columns.where(o.series_id == series_id).order_by(o.observed_at.desc(), o.id.desc()).limit(1)
            row = connection.execute(newest.where(o.id.not_in(withdrawn_ids())) if gone else newest).first()
            # A dated figure of the same size is no sighting of this one: only what was seen can be seen again.
            if row is not None and row.timing == Timing.SEEN.value:
                found[series_id, None] = [(row[1], (row[5], row[6], row[7], row[8] or ""))]
    return found


def _series_ids(connection: Connection, keys: set[SeriesKey]) -> dict[SeriesKey, int]:
    s = t.series.c
    sources = {key[0] for key in keys}
    rows = connection.execute(
        select(s.id, s.source, s.market, s.segment, s.measure, s.location, s.pair).where(s.source.in_(sorted(sources)))
    )
    known = {tuple(row)[1:]: row.id for row in rows}
    missing = sorted(keys - known.keys())
    if missing:
        fresh = next_id(connection, t.series)
        names = ("source", "market", "segment", "measure", "location", "pair")
        connection.execute(insert(t.series), [{"id": fresh + n, **dict(zip(names, key, strict=True))} for n, key in enumerate(missing)])
        known.update((key, fresh + n) for n, key in enumerate(missing))
    return {key: known[key] for key in keys}


def insert_observations(connection: Connection, poll_id: int, added: Sequence[tuple[int, Observation]]) -> None:
    """Add observations that `land` found new."""
    rows = (
        {
            "id": o.id,
            "series_id": series_id,
            "poll_id": poll_id,
            "session": o.session,
            "observed_at": o.observed_at,
            "retrieved_at": o.retrieved_at,
            "timing": o.timing.value,
            "bid": o.quote.bid,
            "ask": o.quote.ask,
            "mid": o.quote.mid,
            "note": o.note,
            "flags": ",".join(o.flags),
            "visible_at": o.visible_at,
        }
        for series_id, o in added
    )
    insert_many(connection, t.observations, rows)
