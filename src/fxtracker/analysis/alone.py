"""Whether a large move of one official row is a move of the naira, or the row's own (step 11 of the method).

A devaluation moves every currency of the Central Bank's table alike. A row that moves by itself is set aside, unless the next session
stays where it went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fxtracker.analysis.official_rows import Key
from fxtracker.analysis.parameters import Parameters, exceeds
from fxtracker.analysis.weighted import median
from fxtracker.rates import Measure, Observation

__all__ = ["Past", "stands"]

History = dict[Key, dict[date, float]]


class Past(NamedTuple):
    """What a row is judged by: the values that stand by key and session, the rows of all sessions, and the sessions in order."""

    values: History
    table: Mapping[date, Mapping[Key, Sequence[Observation]]]
    sessions: Sequence[date]


def stands(key: Key, index: int, value: float, last: tuple[date, float], past: Past, parameters: Parameters) -> Observation | bool:
    """Whether a row that moved over 5 % from the last session that stands is believed; the next session's row where that settles it."""
    since, before = last
    change = value / before - 1
    witnesses = list(_witnesses(key, past.sessions[index], since, past))
    enough = 1 if key[1] is not Measure.CENTRAL else parameters.official_witnesses
    if len(witnesses) >= enough:
        if abs(change - median(witnesses)) < parameters.official_apart:
            return True
    elif 1 / parameters.official_unwitnessed <= value / before <= parameters.official_unwitnessed:
        return True
    following = _following(key, index, past)
    if following is None:
        return False
    stays = not exceeds(abs(_middle(following) / value - 1), parameters.official_stays)
    return following if stays else False


def _witnesses(key: Key, session: date, since: date, past: Past) -> Iterator[float]:
    pair, measure = key
    if measure is not Measure.CENTRAL:
        # The row of the official market has one currency: its twin is the table of that session, which was judged before it.
        twin = past.values.get((pair, Measure.CENTRAL), {})
        if session in twin and since in twin:
            yield twin[session] / twin[since] - 1
        return
    for other, rows in past.table[session].items():
        if other[1] is Measure.CENTRAL and other[0] != pair:
            before = past.values.get(other, {}).get(since)
            if before:
                yield _middle(rows[-1]) / before - 1


def _following(key: Key, index: int, past: Past) -> Observation | None:
    for session in past.sessions[index + 1 :]:
        rows = past.table[session].get(key)
        if rows:
            return rows[-1]
    return None


def _middle(row: Observation) -> float:
    figure = row.quote.mid if row.quote.mid is not None else row.quote.middle
    return float(figure or 0)
