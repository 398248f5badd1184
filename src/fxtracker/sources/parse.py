"""From payloads to observations: pure functions over the readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module

from fxtracker.errors import BadAnswer, UsageError
from fxtracker.rates import Measure, Observation, Pair, Timing
from fxtracker.sources.answers import Barren, Misfit, Parsed, Payload
from fxtracker.sources.reading import Reading
from fxtracker.sources.request import Asked
from fxtracker.sources.spec import Source

__all__ = ["join_sides", "parse", "too_old"]

Reader = Callable[[Source, Reading, Payload, Asked, datetime, bytes | None], Parsed]

# Each is imported when an answer of its format comes: a command that only names sources must not pay for HTML and JMESPath.
_READERS: Mapping[str, str] = {"json": "json_reader", "html": "html_reader", "csv": "csv_reader", "cbn": "cbn"}
_LEAST_OLD = timedelta(hours=72)
_ALONE = ("future", "wrong_date")


def parse(source: Source, payloads: Sequence[Payload], retrieved_at: datetime, before: Mapping[str, bytes] | None = None) -> Parsed:
    """The observations of the payloads, in their order, and the rows that could not be believed.

    `before` maps an address to its last good body. A reader may then leave out the sessions of which every row stood in that body; any
    that has a new or changed row comes through whole. Where the source has several layouts, the first that an answer fits is used. Answers
    of one side each are joined. `structure` is there where there is one payload. BadAnswer says, with a kind, what was found where a
    payload holds no plausible figure.
    """
    if source.read is None:
        raise UsageError(f"source: {source.id!r} has nothing to be read; its figures come from the desk or by import")
    parts = [_read(source, payload, retrieved_at, (before or {}).get(payload.url)) for payload in payloads]
    if len(parts) == 1:
        return parts[0]
    observations = tuple(observation for part in parts for observation in part.observations)
    return Parsed(join_sides(source, observations), tuple(row for part in parts for row in part.set_aside))


def join_sides(source: Source, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Bid and ask that came in two answers of one asking, as one observation of the later moment; all others as they are."""
    stated = tuple(observations)
    if not any(request.gives is not None for request in source.requests):
        return stated
    joined: list[Observation] = []
    places: dict[tuple[Pair, Measure, str | None], int] = {}
    for observation in stated:
        key = (observation.pair, observation.measure, observation.location)
        place = places.get(key)
        other = joined[place] if place is not None else None
        if place is not None and other is not None and (both := _both(other, observation)) is not None:
            joined[place] = both
            del places[key]
            continue
        places[key] = len(joined)
        joined.append(observation)
    return tuple(joined)


def too_old(source: Source, parsed: Parsed, now: datetime) -> str | None:
    """What is wrong with an answer whose own time is far older than the source's rhythm allows, or None.

    Far is over three times the rhythm that the file states (`expected.every`) and over 72 hours. What was first seen now, and tables in
    which each row has a time of its own, are never too old.
    """
    every = source.expected.every_minutes
    by_row = any(layout.time is None or layout.time.each_row or not layout.steered for layout in source.layouts)
    moments = [row.observed_at for row in parsed.observations if row.timing is not Timing.SEEN]
    if every is None or by_row or not moments:
        return None
    age = now - max(moments)
    if age <= max(_LEAST_OLD, 3 * timedelta(minutes=every)):
        return None
    return f"answered with figures of {max(moments):%Y-%m-%d %H:%M} UTC, which is {age.days} days ago"


def _both(one: Observation, other: Observation) -> Observation | None:
    first, second = one.quote, other.quote
    sided = (first.bid is None) != (first.ask is None) and (second.bid is None) != (second.ask is None)
    if not sided or first.mid is not None or second.mid is not None or (first.bid is None) == (second.bid is None):
        return None
    bid, ask = (one, other) if first.bid is not None else (other, one)
    later = one if one.observed_at >= other.observed_at else other
    notes = [f"{side} {row.note}" for side, row in (("bid", bid), ("ask", ask)) if row.note]
    return later._replace(
        quote=later.quote._replace(bid=bid.quote.bid, ask=ask.quote.ask),
        flags=tuple(dict.fromkeys((*one.flags, *other.flags))),
        note=", ".join(notes) or None,
    )


def _read(source: Source, payload: Payload, retrieved_at: datetime, before: bytes | None) -> Parsed:
    asked, layouts = source.asked(payload.url)
    first: Misfit | None = None
    for layout in layouts:
        try:
            return _with_rates(source, layout, payload, asked, retrieved_at, before)
        except Misfit as fault:
            first = first or fault
    raise first or BadAnswer("answered what no layout describes", "layout")


def _with_rates(source: Source, layout: Reading, payload: Payload, asked: Asked, retrieved_at: datetime, before: bytes | None) -> Parsed:
    reader: Reader = import_module(f"fxtracker.sources.{_READERS[layout.format]}").read
    parsed = reader(source, layout, payload, asked, retrieved_at, before)
    if not parsed.observations:
        # Nothing new is fine in an answer that holds something at all.
        whole = parsed if before is None else reader(source, layout, payload, asked, retrieved_at, None)
        if not whole.observations:
            reasons = Counter(row.reason for row in whole.set_aside)
            told = ", ".join(f"{count} {reason}" for reason, count in reasons.items()) or "no row has a figure"
            kind = next((reason for reason in _ALONE if set(reasons) == {reason}), "no_rate")
            raise Barren(f"answered with no plausible rate ({told})", whole.set_aside, kind)
    return parsed
