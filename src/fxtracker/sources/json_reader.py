"""Reads JSON answers by the JMESPath expressions of a source file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import jmespath
import msgspec
from jmespath.exceptions import JMESPathError

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.sources.answers import Misfit, Parsed, Payload
from fxtracker.sources.collect import Asking, collect
from fxtracker.sources.decoding import as_utf8
from fxtracker.sources.reading import Reading, Spot
from fxtracker.sources.request import Asked
from fxtracker.sources.scope import text_of
from fxtracker.sources.strangers import instead
from fxtracker.sources.structure import MISSING

__all__ = ["decode", "read", "type_of"]

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_NAME = r'(?:[A-Za-z_]\w*|"[^"\\]+")'
_SIMPLE = re.compile(rf"(?:(?P<parent>(?:{_NAME}(?:\[-?\d+\])*\.)*?{_NAME}(?:\[-?\d+\])*)\.)?(?P<leaf>{_NAME})")


def decode(body: bytes) -> Any:
    """The JSON of a body with exact decimals; BadAnswer says what stands there instead."""
    bare = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return _DECODER.decode(bare)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        if bare.lstrip()[:1] not in (b"{", b"["):
            raise instead(body, "JSON") from None
        if "truncated" in str(fault):
            raise BadAnswer(f"answered with JSON that breaks off after {len(body)} bytes", "cut") from None
        raise BadAnswer(f"answered with malformed JSON ({fault})", "not_rates") from None


def read(asking: Asking, payload: Payload, before: bytes | None) -> Parsed:  # noqa: ARG001
    """The observations of one JSON answer; Misfit where it is not what the layout describes, BadAnswer where it cannot be used."""
    reading, asked = asking.reading, asking.asked
    document = decode(_inner(payload.body, reading) if reading.inside is not None else as_utf8(payload.body, reading.encoding))
    if document in ([], {}, None):
        raise Misfit("answered with an empty list" if document == [] else "answered with nothing in it", "empty")
    for path, text in reading.expect.items():
        found = _at(path, document, asked)
        if text_of(found) != text:
            raise Misfit(f"answered {path} = {_shown(found)} where {text!r} was expected", "layout")
    items = _items(reading, document, asked)
    moment = reading.time
    if moment is None or moment.each_row:
        rows = asking.rows(None)
    else:
        scope = _Item(document, asked, payload.url, reading)
        raw = scope.value(moment.spot)
        part = moment.spot.search(text_of(raw)) if moment.spot.pattern is not None and raw is not None else None
        rows = asking.rows_at(part[1] if part else raw, moment.spot.at)
        rows.shape.see("time", scope.shape(moment.spot))
    where = f"{payload.url} row " if reading.rows else payload.url
    return collect(rows, [_Item(item, asked, f"{where}{number if reading.rows else ''}", reading) for number, item in enumerate(items, 1)])


class _Item:
    """One row of a JSON answer."""

    def __init__(self, item: Any, asked: Asked, where: str, reading: Reading) -> None:
        self._item = item
        self._asked = asked
        self._reading = reading
        self.where = where

    def raw(self) -> str:
        """The row; of a whole document, which may be long, only what was read from it."""
        reading = self._reading
        if reading.rows is not None:
            return json.dumps(self._item, default=str, ensure_ascii=False)
        if reading.pairs:
            return json.dumps(dict.fromkeys(reading.pairs))
        spots = reading.figure.spots() | {measure.value: spot for measure, spot in reading.measures.items()}
        figures = {name: self.value(spot) for name, spot in spots.items()}
        return json.dumps({"currency": self._asked.currency or reading.pair, **figures}, default=str, ensure_ascii=False)

    def value(self, spot: Spot) -> object:
        """What stands at a place."""
        return _at(spot.at, self._item, self._asked)

    def shape(self, spot: Spot) -> str | None:
        """The type of a leaf, or that its key is missing; None where the key holds nothing."""
        found = self.value(spot)
        if found is not None:
            return type_of(found)
        path = _SIMPLE.fullmatch(_filled(spot.at, self._asked))
        parent = _at(path["parent"] or "@", self._item, self._asked) if path is not None else None
        return MISSING if path is not None and isinstance(parent, dict) and path["leaf"].strip('"') not in parent else None

    def frame(self) -> Mapping[str, str]:
        """The type of the row itself."""
        return {"row": type_of(self._item)}


def _inner(body: bytes, reading: Reading) -> bytes:
    """The JSON that stands in an element of a page, such as a script."""
    from fxtracker.sources.html_reader import script

    return script(as_utf8(body, reading.encoding, page=True), reading.inside or "")


def type_of(found: object) -> str:
    """The type of a value of JSON, as the fingerprint of a layout names it."""
    if isinstance(found, bool):
        return "flag"
    if isinstance(found, int | Decimal):
        return "number"
    if isinstance(found, str):
        return "text"
    return "list" if isinstance(found, list) else "object" if isinstance(found, dict) else "nothing"


def _items(reading: Reading, document: Any, asked: Asked) -> list[Any]:
    if reading.rows is None:
        return [document]
    items = _at(reading.rows, document, asked)
    if not isinstance(items, list):
        place = "" if reading.rows == "@" else f"{reading.rows} = "
        raise Misfit(f"answered {place}{_shown(items)} where a list was expected", "layout")
    if not items:
        raise Misfit("answered with an empty list", "empty")
    return items


def _at(path: str, scope: Any, asked: Asked) -> Any:
    try:
        return _compiled(_filled(path, asked)).search(scope)
    except JMESPathError as fault:
        if "unknown function" in str(fault).lower():
            raise _no_expression(path, fault) from None
        # Such as a function that was given nothing, or another type than it takes: there is no such thing in this answer.
        return None


def _filled(path: str, asked: Asked) -> str:
    code = asked.currency or ""
    return path.replace("{code}", code.lower()).replace("{CODE}", code)


@lru_cache(maxsize=512)
def _compiled(path: str) -> Any:
    try:
        return jmespath.compile(path)
    except JMESPathError as fault:
        raise _no_expression(path, fault) from None


def _no_expression(path: str, fault: JMESPathError) -> ConfigError:
    return ConfigError(f"{path!r} is not a JMESPath expression: {' '.join(str(fault).split())}")


def _shown(found: Any) -> str:
    return "nothing" if found is None else repr(text_of(found)[:60])
