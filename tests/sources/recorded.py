"""Answers that were really recorded, read where they lie beside the checkout; tests that need them skip where they are not."""

from __future__ import annotations

import csv
import functools
import json
from pathlib import Path

import pytest

from fxtracker.settings import shipped
from fxtracker.sources import Source, load_sources

__all__ = ["DATA", "export_answer", "recorded", "shipped_sources"]

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
