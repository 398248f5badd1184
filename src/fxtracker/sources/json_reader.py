"""Reads JSON answers by the JMESPath expressions of a source file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import jmespath
import msgspec
from jmespath.exceptions import JMESPathError

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.lagos import session_of
from fxtracker.rates import Timing
from fxtracker.sources.answers import Parsed, Payload, seen_instead
from fxtracker.sources.reading import Reading, Spot
from fxtracker.sources.request import Asked
from fxtracker.sources.rows import Row, Rows, When, moment
from fxtracker.sources.spec import Source

__all__ = ["decode", "read"]

_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def decode(body: bytes) -> Any:
    """The JSON of a body with exact decimals; BadAnswer says what stands there instead."""
    bare = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return _DECODER.decode(bare)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        if bare.lstrip()[:1] in (b"{", b"["):
            cut = "truncated" in str(fault)
            found = f"JSON that breaks off after {len(body)} bytes" if cut else f"malformed JSON ({fault})"
        else:
            found = f"{seen_instead(body)} where JSON was expected"
        raise BadAnswer(f"answered with {found}") from None


def read(source: Source, payload: Payload, asked: Asked, retrieved_at: datetime, before: bytes | None) -> Parsed:  # noqa: ARG001
    """The observations of one JSON answer; BadAnswer where it is not what the file describes."""
    reading = source.read
    assert reading is not None  # noqa: S101
    document = decode(payload.body)
    if document in ([], {}, None):
        raise BadAnswer("answered with an empty list" if document == [] else "answered with nothing in it")
    code = (asked.currency or "").lower()
    for path, text in reading.expect.items():
        found = _at(path.replace("{code}", code), document)
        if _text(found) != text:
            raise BadAnswer(f"answered {path} = {_shown(found)} where {text!r} was expected")
    rows = Rows(source, retrieved_at)
    shared = None if reading.time is not None and reading.time.each else _when(source, reading, document, asked, retrieved_at)
    for number, item in enumerate(_items(reading, document), 1):
        where = f"{payload.url} row {number}" if reading.rows else payload.url
        when = shared or _when(source, reading, item, asked, retrieved_at)
        bid, ask = _both(reading, item)
        row = Row(
            label=asked.currency or "" if reading.pair == "{code}" else reading.pair or _text(_spot(reading.currency, item, code)),
            bid=_spot(reading.bid, item, code) if reading.bid else bid,
            ask=_spot(reading.ask, item, code) if reading.ask else ask,
            mid=_spot(reading.mid, item, code),
            raw=_raw(item, payload),
            where=where,
        )
        mark = next((mark for mark in reading.refuse if mark.says in _text(_spot(mark.spot, item, code))), None)
        if mark is not None:
            rows.refuse(mark.reason, row.raw, where)
        else:
            rows.add(row, when)
    return rows.parsed()


def _items(reading: Reading, document: Any) -> list[Any]:
    if reading.rows is None:
        return [document]
    items = _at(reading.rows, document)
    if not isinstance(items, list):
        raise BadAnswer(f"answered {reading.rows} = {_shown(items)} where a list was expected")
    if not items:
        raise BadAnswer("answered with an empty list")
    return items


def _when(source: Source, reading: Reading, scope: Any, asked: Asked, retrieved_at: datetime) -> When:
    if source.timing is Timing.SEEN or reading.time is None:
        return When(session_of(retrieved_at), retrieved_at)
    raw = _spot(reading.time.spot, scope, "")
    when = moment(raw, reading.time.form, retrieved_at, reading.time.spot.at)
    if asked.day is not None and when.session != asked.day:
        raise BadAnswer(f"was asked for {asked.day} and answered for {when.session}")
    return when


def _both(reading: Reading, item: Any) -> tuple[object, object]:
    if reading.sides is None:
        return None, None
    text = _text(_at(reading.sides.at, item))
    found = reading.sides.pattern.search(text) if reading.sides.pattern else None
    # Text that does not hold two figures goes on as it is, to be set aside as not_a_number.
    return (found["bid"], found["ask"]) if found else (text, text)


def _spot(spot: Spot | None, scope: Any, code: str) -> Any:
    if spot is None:
        return None
    found = _at(spot.at.replace("{code}", code), scope)
    if spot.pattern is None or found is None:
        return found
    part = spot.pattern.search(_text(found))
    return part[1] if part else None


def _at(path: str, scope: Any) -> Any:
    return _compiled(path).search(scope)


@lru_cache(maxsize=512)
def _compiled(path: str) -> Any:
    try:
        return jmespath.compile(path)
    except JMESPathError as fault:
        raise ConfigError(f"{path!r} is not a JMESPath expression: {' '.join(str(fault).split())}") from None


def _text(found: Any) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    return "" if found is None else str(found)


def _shown(found: Any) -> str:
    return "nothing" if found is None else repr(_text(found)[:60])


def _raw(item: Any, payload: Payload) -> str:
    if isinstance(item, Mapping) and len(payload.body) > 2000:
        return json.dumps(item, default=str)[:2000] if len(item) < 40 else payload.url
    return payload.body.decode("utf-8", "replace") if len(payload.body) <= 2000 else str(item)
