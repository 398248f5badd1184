"""Reads HTML pages by the CSS selectors of a source file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.lagos import session_of
from fxtracker.sources.answers import Parsed, Payload, seen_instead
from fxtracker.sources.reading import Reading, Spot
from fxtracker.sources.request import Asked
from fxtracker.sources.rows import Row, Rows, When, both_sides, moment
from fxtracker.sources.spec import Source

__all__ = ["read"]


def read(source: Source, payload: Payload, asked: Asked, retrieved_at: datetime, before: bytes | None) -> Parsed:  # noqa: ARG001
    """The observations of one page; BadAnswer where the page is not laid out as the file describes."""
    reading = source.read
    assert reading is not None  # noqa: S101
    page = LexborHTMLParser(payload.body.decode("utf-8", "replace"))
    nodes = _all(page, reading.rows) if reading.rows else [page.root]
    if not nodes:
        raise BadAnswer(f"answered with {seen_instead(payload.body)}, in which {reading.rows!r} matches nothing")
    if _broken_off(payload.body):
        raise BadAnswer(f"answered with a page that breaks off after {len(payload.body)} bytes")
    _check(page, reading)
    when = _when(reading, page, retrieved_at)
    rows = Rows(source, retrieved_at)
    for number, node in enumerate(nodes, 1):
        row = _row(reading, node, asked, f"{payload.url} row {number}")
        if row is not None:
            rows.add(row, when)
    return rows.parsed()


def _broken_off(body: bytes) -> bool:
    """Whether only a part of a page is there: it might end in a part of a figure."""
    if b"<html" in body[:4096].lower():
        return b"</html" not in body[-4096:].lower()
    return not body.rstrip().endswith(b">")


def _check(page: Any, reading: Reading) -> None:
    for selector, text in reading.expect.items():
        found = [_clean(node) for node in _all(page, selector)]
        if not found:
            raise BadAnswer(f"answered with a page of another layout: {selector!r} matches nothing")
        if not any(text in one for one in found):
            raise BadAnswer(f"answered with a page of another layout: {selector!r} reads {found[0][:60]!r} where {text!r} was expected")


def _row(reading: Reading, node: Any, asked: Asked, where: str) -> Row | None:
    """What stands in a row; None for one without a label or without a place for figures, which is no quote of this market."""
    label = asked.currency if reading.pair == "{code}" else reading.pair or _part(reading.currency, node)
    cell = _part_text(reading.sides, node)
    bid, ask, mid = (_part(spot, node) for spot in (reading.bid, reading.ask, reading.mid))
    fault = None
    if cell is not None and reading.sides is not None:
        bid, ask, fault = both_sides(reading.sides, cell)
    if label is None or (bid, ask, mid, fault) == (None, None, None, None):
        return None
    mark = next((mark.reason for mark in reading.refuse if mark.on(_part_text(mark.spot, node) or "")), None)
    return Row(label, bid, ask, mid, _clean(node), where, mark or fault)


def _when(reading: Reading, page: Any, retrieved_at: datetime) -> When:
    if reading.time is None:
        return When(session_of(retrieved_at), retrieved_at)
    spot = reading.time.spot
    texts = [node.text() for node in _all(page, spot.at)]
    if spot.pattern is not None:
        texts = [found[1] for text in texts if (found := spot.pattern.search(text))]
    if not texts:
        raise BadAnswer(f"answered with a page of another layout: {spot.at!r} states no time")
    return moment(texts[0], reading.time.forms[0], retrieved_at, repr(spot.at))


def _part(spot: Spot | None, node: Any) -> str | None:
    text = _part_text(spot, node)
    if text is None or spot is None or spot.pattern is None:
        return text
    found = spot.pattern.search(text)
    # A label without the wanted part is shown as it is: an advert's row is then set aside under its own words.
    return found[1] if found else text


def _part_text(spot: Spot | None, node: Any) -> str | None:
    if spot is None:
        return None
    found = _all(node, spot.at)
    return _clean(found[0]) if found else None


def _all(node: Any, selector: str) -> list[Any]:
    try:
        return list(node.css(selector))
    except (SelectolaxError, ValueError) as fault:
        raise ConfigError(f"{selector!r} is not a CSS selector: {fault}") from None


def _clean(node: Any) -> str:
    return " ".join(node.text().split())
