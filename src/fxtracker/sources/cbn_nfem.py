"""Reads the Central Bank's summary of the Nigerian Foreign Exchange Market: five figures of each session since December 2024.

Its deals and turnover are not rates and are not read. A blank is no figure, and so is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from fxtracker.errors import BadAnswer
from fxtracker.lagos import dated_instant
from fxtracker.rates import USD, Measure, Observation, Quote, SetAside, Timing
from fxtracker.sources.answers import Parsed, Payload
from fxtracker.sources.figures import figure
from fxtracker.sources.json_reader import decode
from fxtracker.sources.reading import Reading
from fxtracker.sources.request import Asked
from fxtracker.sources.spec import Source

__all__ = ["read"]

_MEASURES: Mapping[str, Measure] = {
    "closingrate": Measure.CLOSE,
    "highestrate": Measure.HIGH,
    "lowestrate": Measure.LOW,
    "weightedAvgRate": Measure.WEIGHTED_AVERAGE,
    "simpleAvgRate": Measure.SIMPLE_AVERAGE,
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"), 1
    )
}
_DATE = re.compile(r"([A-Za-z]+)-(\d{1,2})-(\d{4})")


def read(source: Source, reading: Reading, payload: Payload, asked: Asked, retrieved_at: datetime, before: bytes | None) -> Parsed:  # noqa: ARG001
    """The observations of the summary, of conflicting ones that of the later row last; identical rows count once."""
    rows = decode(payload.body)
    if not isinstance(rows, list):
        raise BadAnswer(f"answered with {str(rows)[:60]!r} where a list of sessions was expected")
    if not rows:
        raise BadAnswer("answered with an empty list")
    # Of rows without an id the upper is the later: turned round, and sorted by id where there is one.
    rows.reverse()
    rows.sort(key=_order)
    observations: list[Observation] = []
    aside: list[SetAside] = []
    standing: dict[tuple[date, Measure], Decimal] = {}
    for row in rows:
        raw, where = msgspec.json.encode(row).decode()[:600], f"{payload.url} row {row.get('id') if isinstance(row, dict) else ''}".rstrip()
        session = _session(row.get("ratedate")) if isinstance(row, dict) else None
        if session is None:
            aside.append(SetAside("bad_date", raw, where))
            continue
        note = None if row.get("id") is None else str(row["id"])
        for measure, value, reason in _figures(row, source):
            if value is None:
                aside.append(SetAside(f"{reason}", raw, f"{where} {measure}"))
            elif standing.get((session, measure)) != value:
                standing[session, measure] = value
                instant = dated_instant(session, retrieved_at)
                observations.append(
                    Observation(
                        source=source.id,
                        market=source.market,
                        segment=source.segment,
                        measure=measure,
                        location=source.location,
                        pair=USD,
                        quote=Quote(mid=value),
                        session=session,
                        observed_at=instant,
                        retrieved_at=retrieved_at,
                        timing=Timing.DATED,
                        note=note,
                    )
                )
    return Parsed(tuple(observations), tuple(aside))


def _figures(row: Mapping[str, Any], source: Source) -> Iterator[tuple[Measure, Decimal | None, str]]:
    low, high = source.ranges[USD]
    for name, measure in _MEASURES.items():
        try:
            value = figure(row.get(name))
        except ValueError:
            yield measure, None, "not_a_number"
            continue
        if value is None:
            continue
        yield (measure, value, "") if low <= value <= high else (measure, None, "out_of_range")


def _order(row: object) -> int:
    mark = str(row.get("id") or "") if isinstance(row, dict) else ""
    return int(mark) if mark.isdecimal() else 0


def _session(text: object) -> date | None:
    """The day of "September-22-2026" (or of 2026-09-22), whatever the language of this machine."""
    found = _DATE.fullmatch(str(text).strip())
    try:
        if found is None:
            return date.fromisoformat(str(text).strip())
        return date(int(found[3]), _MONTHS[found[1].lower()], int(found[2]))
    except (ValueError, KeyError):
        return None
