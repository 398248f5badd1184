"""Forty ways in which an answer can be wrong, on every source: a rate within its range, or a failure with a name, and never a bug."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fxtracker.errors import BadAnswer
from fxtracker.sources import Payload, Source, parse
from sources.recorded import shipped_sources
from wire import Wire

NOW = datetime(2026, 6, 13, 18, tzinfo=UTC)
KINDS = {"firewall", "empty", "cut", "not_rates", "layout", "no_rate", "wrong_date", "future", "old"}

BODIES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "blanks": lambda _: b" \r\n\t",
    "an empty list": lambda _: b"[]",
    "an empty object": lambda _: b"{}",
    "null": lambda _: b"null",
    "a number": lambda _: b"1390",
    "a text": lambda _: b'"1390"',
    "a list of numbers": lambda _: b"[1390,1400]",
    "an error": lambda _: b'{"error":"not found","status":404}',
    "a firewall": lambda _: b"<html><head><title>Request Rejected</title></head><body>Support ID 1</body></html>",
    "a home page": lambda _: b"<!doctype html><html><head><title>Welcome</title></head><body><h1>Welcome</h1></body></html>",
    "words": lambda _: b"Service temporarily unavailable",
    "zeros": lambda body: b"\0" * len(body),
    "compressed twice": lambda body: gzip.compress(body, mtime=0),
    "no UTF-8": lambda body: body.replace(b"1", b"\xff\xfe"),
    "a quarter": lambda body: body[: len(body) // 4],
    "half": lambda body: body[: len(body) // 2],
    "all but the end": lambda body: body[: len(body) - 3],
    "without its beginning": lambda body: body[20:],
    "twice": lambda body: body + body,
    "nested without end": lambda _: b"[" * 200_000,
    "nested elements without end": lambda _: b"<html><body>" + b"<div>" * 20_000 + b"</html>",
    "digits without end": lambda body: re.sub(rb"\d+", b"9" * 60, body),
    "ten times": lambda body: re.sub(rb"(\d{3,}(?:,\d{3})*(?:\.\d+)?)", rb"\g<1>0", body),
    "all noughts": lambda body: re.sub(rb"\d", b"0", body),
    "all ones": lambda body: re.sub(rb"\d", b"1", body),
    "all negative": lambda body: re.sub(rb"(\d[\d.,]*)", rb"-\1", body),
    "no digits": lambda body: re.sub(rb"\d", b"", body),
    "two figures in one": lambda body: re.sub(rb"(\d,\d{3})", rb"\1 - \1", body),
    "commas and points exchanged": lambda body: body.translate(bytes.maketrans(b".,", b",.")),
    "markup in figures": lambda body: re.sub(rb"(\d{4})", rb"<script>\1</script>", body),
    "codes for a terminal": lambda body: body.replace(b"USD", b"\x1b[2J").replace(b"US DOLLAR", b"\x1b[2J"),
    "Arabic digits": lambda body: re.sub(rb"\d", "٣".encode(), body),
    "another year": lambda body: body.replace(b"2026", b"2045"),
    "no year": lambda body: body.replace(b"2026", b""),
    "capitals": bytes.upper,
    "words of another language": lambda body: body.replace(b"Buy", b"Saya").replace(b"rates", b"kudi"),
}
LEAVES: tuple[Any, ...] = (
    None,
    True,
    "",
    "x",
    [],
    {},
    [1390],
    {"amount": 1390},
    -1,
    0,
    1,
    971971971,
    "NaN",
    "1e999",
    "1,355.00 - 1,360.00",
    "=1+1",
)


def answers(source: Source) -> Iterator[tuple[str, bytes]]:
    """A good answer of a source to each thing that is asked of it, two at most."""
    wire = Wire()
    found = 0
    for request in source.requests:
        for asks in request.asks(date(2026, 6, 12)):
            for ask in asks[:1]:
                body = wire.answer(ask.address) or wire.answer(re.sub("#.*", "", ask.address))
                if body is not None and found < 2:
                    found += 1
                    yield ask.address, body


def checked(source: Source, address: str, body: bytes) -> None:
    """Read it: what is believed lies within its range and not in the future; what is refused has a name."""
    parsed, kind = None, "fine"
    try:
        parsed = parse(source, [Payload(address, body)], NOW)
    except BadAnswer as fault:
        kind = fault.kind
    if parsed is None:
        assert kind in KINDS
        return
    for row in parsed.observations:
        low, high = source.ranges[row.pair]
        # Of the Central Bank's rows the central rate decides; a wild side beside it is left to the rule for sides.
        sides = [row.quote.mid] if source.id == "cbn" else row.quote
        assert all(low <= side <= high for side in sides if side is not None)
        assert row.observed_at <= NOW + timedelta(minutes=10) or source.market.value == "official"
    assert all(text.isprintable() for aside in parsed.set_aside for text in (aside.raw, aside.where) if source.id != "cbn")


FETCHED = [source for source in shipped_sources().values() if source.fetched]


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.id)
def test_a_body_that_is_wrong_as_a_whole(source: Source) -> None:
    good = list(answers(source))
    assert good
    for address, body in good:
        checked(source, address, body)
        for change in BODIES.values():
            checked(source, address, change(body))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to everything in a document."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield from leaves(item, (*path, name))


def with_leaf(document: Any, path: tuple[Any, ...], leaf: Any) -> Any:
    copy = json.loads(json.dumps(document))
    if not path:
        return leaf
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = leaf
    return copy


@pytest.mark.parametrize(
    "source", [source for source in FETCHED if source.read and source.read.format in ("json", "cbn")], ids=lambda source: source.id
)
def test_a_value_that_is_wrong_alone(source: Source) -> None:
    for address, body in list(answers(source))[:1]:
        document = json.loads(body)
        for path in list(leaves(document))[:14]:
            for leaf in LEAVES:
                checked(source, address, json.dumps(with_leaf(document, path, leaf)).encode())


@pytest.mark.parametrize(
    "source", [source for source in FETCHED if source.read and source.read.format == "html"], ids=lambda source: source.id
)
def test_an_element_that_is_wrong_alone(source: Source) -> None:
    for address, body in list(answers(source))[:1]:
        page = body.decode()
        figures = list(re.finditer(r">([^<>]*\d[^<>]*)<", page))
        for figure in figures[:12]:
            for leaf in ("", "—", "x", "1,355.00 - 1,360.00", "13", "139,000", "<b></b>", "NaN", "1.390,50", "&#x1b;[2J", "٣٣٣", "1,3900"):
                checked(source, address, (page[: figure.start(1)] + leaf + page[figure.end(1) :]).encode())
