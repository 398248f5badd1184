"""Reads JSON answers by the JMESPath expressions of a source file."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import jmespath
import msgspec
from jmespath.exceptions import JMESPathError

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.lagos import session_of
from fxtracker.sources.answers import Parsed, Payload, seen_instead
from fxtracker.sources.reading import Reading, Spot
from fxtracker.sources.request import Asked
from fxtracker.sources.rows import Row, Rows, When, both_sides, moment
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
    when = _when(reading, document, asked, retrieved_at)
    for number, item in enumerate(_items(reading, document), 1):
        where = f"{payload.url} row {number}" if reading.rows else payload.url
        rows.add(_row(reading, item, asked, where), when)
    return rows.parsed()


def _row(reading: Reading, item: Any, asked: Asked, where: str) -> Row:
    code = (asked.currency or "").lower()
    label = asked.currency or "" if reading.pair == "{code}" else reading.pair or _text(_spot(reading.currency, item, code))
    bid, ask, mid = (_spot(spot, item, code) for spot in (reading.bid, reading.ask, reading.mid))
    fault = None
    if reading.sides is not None:
        bid, ask, fault = both_sides(reading.sides, _text(_at(reading.sides.at, item)))
    mark = next((mark.reason for mark in reading.refuse if mark.on(_text(_at(mark.spot.at, item)))), None)
    return Row(label, bid, ask, mid, _shown_row(item, reading, (label, bid, ask, mid)), where, mark or fault)


def _items(reading: Reading, document: Any) -> list[Any]:
    if reading.rows is None:
        return [document]
    items = _at(reading.rows, document)
    if not isinstance(items, list):
        raise BadAnswer(f"answered {reading.rows} = {_shown(items)} where a list was expected")
    if not items:
        raise BadAnswer("answered with an empty list")
    return items


def _when(reading: Reading, document: Any, asked: Asked, retrieved_at: datetime) -> When:
    if reading.time is None:
        return When(session_of(retrieved_at), retrieved_at)
    raw = _spot(reading.time.spot, document, "")
    when = moment(raw, reading.time.forms[0], retrieved_at, reading.time.spot.at)
    if asked.day is not None and when.session != asked.day:
        raise BadAnswer(f"was asked for {asked.day} and answered for {when.session}")
    return when


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


def _shown_row(item: Any, reading: Reading, figures: tuple[Any, ...]) -> str:
    """A row as it is kept where it is set aside; of a whole document, which may be long, only what was read from it."""
    return json.dumps(item if reading.rows else dict(zip(("currency", "bid", "ask", "mid"), figures, strict=True)), default=str)
