"""Observations by the million: read straight from the driver into arrays, without an object for any of them.

Figures come as floats here, which is enough to tell whether one is another; who computes with a figure reads its exact digits by id.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, select

from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Segment
from fxtracker.store import schema as t
from fxtracker.store.base import Part, in_parts
from fxtracker.store.reading import TIMINGS, series_words
from fxtracker.store.types import day_of, instant_of, instant_text
from fxtracker.store.withdrawing import withdrawn_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CAPPED", "DATED", "SEEN", "ColumnStore", "Columns", "SeriesRow", "collecting_later"]

_AT_ONCE = 50_000

DATED, SEEN, CAPPED = 1, 2, 4
"""Bits of a row's kind: it carries a date alone, it was seen without a time, its venue was capped."""


class SeriesRow(NamedTuple):
    """Whose figures a series holds."""

    id: int
    source: str
    segment: Segment | None
    location: str | None
    pair: Pair


class Columns(NamedTuple):
    """The rows of one series in the order in which they could be seen; of one moment, in the order of the polls that showed them.

    `visible` and `observed` are microseconds of UTC since 1970, figures naira per unit (NaN where none is stated).
    """

    series: SeriesRow
    ids: NDArray[np.int64]
    visible: NDArray[np.int64]
    observed: NDArray[np.int64]
    kind: NDArray[np.uint8]
    bid: NDArray[np.float64]
    ask: NDArray[np.float64]
    mid: NDArray[np.float64]


class ColumnStore(Part):
    """Reads that are made of arrays."""

    def columns(
        self,
        market: Market,
        pairs: Iterable[Pair],
        measure: Measure,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> list[Columns]:
        """The observations of those sessions (both ends included) that count as known at `known_at`, by series, by their ids."""
        s = t.series.c
        names = [str(pair) for pair in pairs]
        with self._engine.connect() as connection:
            found = connection.execute(
                select(s.id, s.source, s.segment, s.location, s.pair)
                .where(s.market == str(market), s.measure == str(measure), s.pair.in_(names))
                .order_by(s.id)
            ).all()
            rows = [
                SeriesRow(row_id, source, Segment(segment) if segment else None, location or None, Pair(*pair.split("/")))
                for row_id, source, segment, location, pair in found
            ]
            gone = withdrawn_of(connection, known_at) if rows else set()
            with collecting_later():
                return list(_read(connection, rows, _Span(since, until, known_at), gone)) if rows else []

    def quoted_pairs(self, market: Market) -> list[Pair]:
        """The pairs that some source of a market has ever stated, in order."""
        with self._engine.connect() as connection:
            names = connection.execute(select(t.series.c.pair).where(t.series.c.market == str(market)).distinct()).scalars()
            return sorted(Pair(*name.split("/")) for name in names)

    def observations_by_id(self, ids: Collection[int]) -> dict[int, Observation]:
        """Those observations by their ids, with their exact digits; an id that there is not is absent."""
        wanted = sorted(ids)
        if not wanted:
            return {}
        found: dict[int, Observation] = {}
        s = t.series.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(s.id, s.source, s.market, s.segment, s.measure, s.location, s.pair))
            words = {row_id: (source, *series_words(*names)) for row_id, source, *names in rows}
            cursor = connection.connection.cursor()
            for some in in_parts(wanted):
                cursor.execute(f"SELECT {_WHOLE} FROM observations WHERE id IN ({', '.join(map(str, some))})")  # noqa: S608
                for row in cursor.fetchall():
                    series, row_id, session, observed, retrieved, visible, timing, bid, ask, mid, note, flags = row
                    found[row_id] = Observation(
                        *words[series],
                        Quote(*(None if side is None else Decimal(side) for side in (bid, ask, mid))),
                        day_of(session),
                        instant_of(observed),
                        instant_of(retrieved),
                        TIMINGS[timing],
                        note,
                        row_id,
                        tuple(flags.split(",")) if flags else (),
                        None if visible is None else instant_of(visible),
                    )
        return found


_WHOLE = "series_id, id, session, observed_at, retrieved_at, visible_at, timing, bid, ask, mid, note, flags"


@contextmanager
def collecting_later() -> Iterator[None]:
    """Where millions of small things are made and none of them holds another in a circle, looking for circles takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Span(NamedTuple):
    """Sessions, both ends included, and when what is read was known."""

    since: date | None
    until: date | None
    known_at: datetime | None


def _read(connection: Connection, series: Sequence[SeriesRow], span: _Span, gone: set[int]) -> Iterator[Columns]:
    import numpy as np

    pieces: dict[int, list[tuple[NDArray[Any], ...]]] = {row.id: [] for row in series}
    for chunk in _chunks(connection, [row.id for row in series], span):
        owner = chunk[0]
        order = np.argsort(owner, kind="stable")
        sorted_owner = owner[order]
        starts = np.flatnonzero(np.diff(sorted_owner, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
            part = order[start:end]
            pieces[int(sorted_owner[start])].append(tuple(column[part] for column in chunk[1:]))
    withdrawn = np.array(sorted(gone), dtype=np.int64)
    for row in series:
        mine = pieces.pop(row.id)
        if mine:
            ids, poll, observed, visible, kind, bid, ask, mid = (np.concatenate(column) for column in zip(*mine, strict=True))
            del mine
            found = Columns(row, ids, visible, observed, kind, bid, ask, mid)
            # As a rule they lie in that order already.
            if len(withdrawn) or not _ordered(ids, poll, observed, visible):
                order = np.lexsort((ids, poll, observed, visible))
                order = order[~np.isin(ids[order], withdrawn)]
                found = Columns._make([row, *(column[order] for column in (ids, visible, observed, kind, bid, ask, mid))])
            if len(found.ids):
                yield found


def _ordered(ids: NDArray[Any], poll: NDArray[Any], observed: NDArray[Any], visible: NDArray[Any]) -> bool:
    import numpy as np

    return bool(all((np.diff(column) >= 0).all() for column in (visible, observed, poll)) and (np.diff(ids) > 0).all())


def _chunks(connection: Connection, series: list[int], span: _Span) -> Iterator[tuple[NDArray[Any], ...]]:
    import numpy as np

    sqlite = connection.dialect.name == "sqlite"
    # The driver's own cursor: a row object of the library for each of millions costs more than all the rest.
    cursor = connection.connection.cursor()
    cursor.execute(_statement(series, span, sqlite=sqlite))
    while rows := cursor.fetchmany(_AT_ONCE):
        owner, ids, poll, observed, visible, kind, bid, ask, mid = zip(*rows, strict=True)
        instants = _instants if sqlite else _numbers
        seen = instants(observed)
        shown = seen.copy()
        apart = [place for place, moment in enumerate(visible) if moment is not None]
        if apart:
            shown[apart] = instants([visible[place] for place in apart])
        yield (
            np.array(owner, dtype=np.int32), np.array(ids, dtype=np.int64), np.array(poll, dtype=np.int64), seen, shown,
            np.array(kind, dtype=np.uint8), *(np.array(side, dtype=np.float64) for side in (bid, ask, mid)),
        )  # fmt: skip


def _statement(series: list[int], span: _Span, *, sqlite: bool) -> str:
    # Written out by hand: a figure, an instant and a flag cross the driver in the form in which an array takes them at once.
    real = "REAL" if sqlite else "double precision"
    observed, shown = "observed_at", "nullif(visible_at, observed_at)"
    if not sqlite:
        observed, shown = (f"(extract(epoch from {moment}) * 1000000)::bigint" for moment in (observed, shown))
    kind = (
        f"CASE timing WHEN 'dated' THEN {DATED} WHEN 'seen' THEN {SEEN} ELSE 0 END"
        f" + CASE WHEN flags <> '' AND ',' || flags || ',' LIKE '%,capped,%' THEN {CAPPED} ELSE 0 END"
    )
    figures = ", ".join(f"CAST({side} AS {real})" for side in ("bid", "ask", "mid"))
    owners = ", ".join(map(str, series))
    # Without a first day all is read, which goes quickest in the order in which the rows lie.
    where = f"{'+' if span.since is None and sqlite else ''}series_id IN ({owners})"
    where += "".join(
        f" AND session {sign} '{day.isoformat()}'" for sign, day in ((">=", span.since), ("<=", span.until)) if day is not None
    )
    if span.known_at is not None:
        where += f" AND retrieved_at <= '{instant_text(span.known_at)}'"
    return f"SELECT series_id, id, poll_id, {observed}, {shown}, {kind}, {figures} FROM observations WHERE {where}"  # noqa: S608


def _numbers(moments: Sequence[int]) -> NDArray[np.int64]:
    import numpy as np

    return np.array(moments, dtype=np.int64)


def _instants(moments: Sequence[str]) -> NDArray[np.int64]:
    """Microseconds since 1970 of instants of fixed width, such as 2026-06-12T11:30:00.000000+00:00."""
    import numpy as np

    digits = np.frombuffer("".join(moments).encode("ascii"), dtype=np.uint8).reshape(len(moments), -1)

    def number(start: int, end: int) -> NDArray[np.int64]:
        value = np.zeros(len(moments), dtype=np.int64)
        for place in range(start, end):
            value = value * 10 + (digits[:, place] - 48)
        return value

    months = (number(0, 4) - 1970) * 12 + number(5, 7) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + number(8, 10) - 1
    seconds = (days * 24 + number(11, 13)) * 3600 + number(14, 16) * 60 + number(17, 19)
    return seconds * 1_000_000 + number(20, 26)
