"""Answers that were really recorded, read where they lie beside the checkout; tests that need them skip where they are not."""

from __future__ import annotations

import csv
import functools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fxtracker.errors import BadAnswer
from fxtracker.rates import Observation
from fxtracker.settings import shipped
from fxtracker.sources import Parsed, Payload, Source, load_sources, parse

__all__ = ["DATA", "NOW", "export_answer", "read", "recorded", "refused", "shipped_sources", "sides", "table"]

NOW = datetime(2026, 6, 13, 18, tzinfo=UTC)
"""A Saturday evening: all that was recorded in June 2026 lies behind it."""

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@functools.cache
def shipped_sources() -> dict[str, Source]:
    """The source files that come with the package."""
    return load_sources([shipped("data/sources")])


def recorded(name: str) -> bytes:
    """The bytes of a recorded answer."""
    path = DATA / "recorded" / name
    if not path.is_file():
        pytest.skip(f"no recorded {name} beside the checkout")
    return path.read_bytes()


@functools.cache
def _export_rows() -> tuple[tuple[str, ...], ...]:
    with (DATA / "cbn-exchange-rates" / "export.csv").open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file))[1:]


@functools.cache
def export_answer() -> bytes:
    """The Central Bank's own export, 2001 to February 2024, in the shape of its API: no ids, the upper row the later."""
    if not (DATA / "cbn-exchange-rates" / "export.csv").is_file():
        pytest.skip("no export of the Central Bank beside the checkout")
    rows = [
        {
            "currency": currency,
            "ratedate": "{2}-{0:0>2}-{1:0>2}".format(*day.split("/")),
            "buyingrate": buying,
            "centralrate": central,
            "sellingrate": selling,
        }
        for day, currency, _year, _month, buying, central, selling, *_ in _export_rows()
    ]
    return json.dumps(rows, separators=(",", ":")).encode()


def read(source: str, *answers: tuple[str, bytes], now: datetime = NOW) -> Parsed:
    """What the shipped file of that source makes of answers, each under the address that was asked."""
    return parse(shipped_sources()[source], [Payload(address, body) for address, body in answers], now)


def sides(stated: Observation) -> list[str | None]:
    """Bid, ask and mid with the digits of the source."""
    return [None if side is None else str(side) for side in stated.quote]


def table(parsed: Parsed) -> dict[str, list[str | None]]:
    """The figures by currency; of several of one currency the last."""
    return {stated.pair.base: sides(stated) for stated in parsed.observations}


def refused(source: str, *answers: tuple[str, bytes], now: datetime = NOW) -> str:
    """What is said of answers that cannot be used."""
    with pytest.raises(BadAnswer) as fault:
        read(source, *answers, now=now)
    return str(fault.value)
