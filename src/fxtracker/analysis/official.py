"""The official market: a hierarchy, not a consensus (steps 10 and 11 of the method).

The figure of a session is the Central Bank's own row of it; a re-server or the press stands in where that is missing. Each measure is
fixed for itself and none is ever averaged with another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fxtracker.analysis.alone import Past, stands
from fxtracker.analysis.official_rows import (
    CENTRAL_BANK,
    NOTES,
    OFFICIAL_ROW,
    OFFICIAL_TABLE,
    Key,
    Standing,
    Verdict,
    by_session,
    candidates,
    grade_of,
    last_values,
    verdict,
)
from fxtracker.analysis.parameters import METHOD_1, Parameters, exceeds
from fxtracker.analysis.trace import digest
from fxtracker.lagos import NFEM_START
from fxtracker.rates import Exclusion, Fixing, FixingKind, Grade, Input, Market, Measure, Observation, Pair, Quote, Status

__all__ = ["NOTES", "OfficialResult", "Standing", "Verdict", "fix_sessions"]

_ONE = Decimal(1)
_RANGE = (Measure.CLOSE, Measure.WEIGHTED_AVERAGE, Measure.SIMPLE_AVERAGE)


@dataclass(frozen=True, slots=True)
class OfficialResult:
    """The fixings of the sessions, oldest first, and what is held against single rows."""

    fixings: list[Fixing]
    verdicts: list[Verdict]


def fix_sessions(
    rows: Sequence[Observation], standing: Mapping[Key, Standing] | None = None, parameters: Parameters = METHOD_1
) -> OfficialResult:
    """Fix every session, pair and measure that the rows hold.

    Rows come in the order in which they were learnt: of two that differ, the later stands. `standing` is what stood before the first of
    them, by pair and measure. Whether a lone move stands depends on the session after it, so that a window of new rows begins a few
    sessions back.
    """
    verdicts: list[Verdict] = []
    table = by_session(rows, verdicts)
    sessions = sorted(table)
    past = Past(last_values(standing or {}), table, sessions)
    last: dict[Key, tuple[date, float]] = {key: next(iter(values.items())) for key, values in past.values.items()}
    fixings: list[Fixing] = []
    for index, session in enumerate(sessions):
        day: dict[Key, Fixing] = {}
        # The table comes first, because it vouches for the row of the official market.
        for key in sorted(table[session], key=_central_first):
            fixing = _fix(key, index, past, last.get(key), verdicts, parameters)
            if fixing is not None and fixing.value is not None:
                value = float(fixing.value)
                last[key] = (session, value)
                past.values.setdefault(key, {})[session] = value
                day[key] = fixing
        if session >= NFEM_START:
            _check_range(day, verdicts)
            _cross_check(day, table[session], verdicts, parameters)
        fixings.extend(_noted(fixing) for fixing in day.values())
    return OfficialResult(fixings, verdicts)


def _central_first(key: Key) -> bool:
    return key[1] is not Measure.CENTRAL


def _fix(
    key: Key, index: int, past: Past, last: tuple[date, float] | None, verdicts: list[Verdict], parameters: Parameters
) -> Fixing | None:
    out: list[Exclusion] = []
    chosen: Fixing | None = None
    for row, conflicting in candidates(past.table[past.sessions[index]][key], verdicts):
        if chosen is not None:
            reason = "conflict" if row.source == chosen.inputs[0].source else "outranked"
            if reason == "conflict":
                verdicts.append(verdict(row, reason))
            out.append(Exclusion(row.id, row.source, reason))
            continue
        quote = _sides(row, verdicts, parameters)
        value = float(quote.mid or 0)
        settled: Observation | bool = True
        if last is not None and exceeds(abs(value / last[1] - 1), parameters.official_move):
            settled = stands(key, index, value, last, past, parameters)
        if settled is False:
            verdicts.append(verdict(row, "alone"))
            out.append(Exclusion(row.id, row.source, "alone"))
            continue
        chosen = _fixing(row, quote, settled if isinstance(settled, Observation) else None, conflicting, parameters)
    return replace(chosen, exclusions=tuple(out)) if chosen and out else chosen


def _sides(row: Observation, verdicts: list[Verdict], parameters: Parameters) -> Quote:
    bid, ask, mid = row.quote
    if mid is None:
        mid = row.quote.middle
    if mid is None or bid is None or ask is None:
        return Quote(None, None, mid)
    if not bid <= mid <= ask or exceeds(float((ask - bid) / mid), parameters.widest_spread):
        verdicts.append(verdict(row, "bad_sides"))
        return Quote(None, None, mid)
    return Quote(bid, ask, mid)


def _fixing(row: Observation, quote: Quote, settled_by: Observation | None, conflicting: bool, parameters: Parameters) -> Fixing:
    bid, ask, mid = quote
    status = Status.CONFLICT if conflicting else Status.OK
    text = f"{parameters.version} official {row.pair.base} {row.measure} {row.session} {row.source} {bid} {ask} {mid} {status}"
    source = row.source
    return Fixing(
        market=Market.OFFICIAL,
        pair=row.pair,
        measure=row.measure,
        kind=FixingKind.SESSION,
        session=row.session,
        at=row.observed_at,
        value=mid,
        grade=grade_of(row),
        status=status,
        bid=bid,
        ask=ask,
        groups=1,
        inputs=(Input(row.id, source, CENTRAL_BANK if source == OFFICIAL_ROW else source, _segment(row), _ONE, mid or _ONE, bid, ask),),
        method=parameters.version,
        inputs_hash=digest(text),
        known_at=row.retrieved_at if settled_by is None else max(row.retrieved_at, settled_by.retrieved_at),
    )


def _segment(row: Observation) -> str | None:
    return None if row.segment is None else row.segment.value


def _check_range(day: dict[Key, Fixing], verdicts: list[Verdict]) -> None:
    # The Central Bank's row breaks its own range now and then: all of it is kept, with a note and a lower grade.
    for pair in _pairs(day):
        row = {measure: day[pair, measure] for measure in Measure if (pair, measure) in day and measure is not Measure.CENTRAL}
        low, high = row.get(Measure.LOW), row.get(Measure.HIGH)
        if low is None or high is None or low.value is None or high.value is None:
            continue
        outside = [row[measure] for measure in _RANGE if measure in row and not low.value <= (row[measure].value or 0) <= high.value]
        if low.value > high.value:
            outside = [low, high]
        verdicts.extend(_against(fixing, "outside_range") for fixing in outside)
        for measure, fixing in row.items() if outside else ():
            grade = max(fixing.grade, Grade.B, key=lambda grade: grade.value)
            day[pair, measure] = replace(fixing, status=Status.OUTSIDE_RANGE, grade=grade, notes=(*fixing.notes, "outside_range"))


def _cross_check(
    day: dict[Key, Fixing], rows: Mapping[Key, Sequence[Observation]], verdicts: list[Verdict], parameters: Parameters
) -> None:
    for pair in _pairs(day):
        average, table = day.get((pair, Measure.WEIGHTED_AVERAGE)), day.get((pair, Measure.CENTRAL))
        if average is None or table is None or not _own(average, OFFICIAL_ROW) or not _own(table, OFFICIAL_TABLE):
            continue
        expected = (average.value or Decimal(0)) - Decimal(parameters.central_below_average)
        selling_differs = table.ask is not None and _four(table.ask) != _four(average.value)
        if selling_differs or _four(table.value) != _four(expected):
            verdicts.append(_against(table, "official_conflict"))
            for fixing in (average, table):
                status = Status.CONFLICT if fixing.status is Status.OK else fixing.status
                day[pair, fixing.measure] = replace(fixing, status=status, notes=(*fixing.notes, "official_conflict"))
    for key, fixing in day.items():
        if len(rows[key]) > 1:
            others = (row for row in rows[key] if row.source not in fixing.sources)
            verdicts.extend(verdict(row, "official_conflict") for row in others if row.quote.middle != fixing.value)


def _noted(fixing: Fixing) -> Fixing:
    # What another row of the session holds against this one is of its inputs: the row that landed first must be fixed anew with it.
    if not fixing.notes:
        return fixing
    return replace(fixing, inputs_hash=digest(f"{fixing.inputs_hash} {fixing.status} {' '.join(fixing.notes)}"))


def _pairs(day: Iterable[Key]) -> list[Pair]:
    return list(dict.fromkeys(pair for pair, measure in day if measure is not Measure.CENTRAL))


def _own(fixing: Fixing, source: str) -> bool:
    return fixing.inputs[0].source == source


def _four(value: Decimal | None) -> Decimal:
    return (value or Decimal(0)).quantize(Decimal("0.0001"))


def _against(fixing: Fixing, reason: str) -> Verdict:
    return Verdict(fixing.inputs[0].observation, fixing.inputs[0].source, fixing.session, fixing.pair, fixing.measure, reason)
