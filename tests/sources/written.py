"""Source files that a test writes: the head that every file has, with what the test is about put into it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from fxtracker.sources import Parsed, Payload, Source, load_sources, parse

__all__ = ["NOW", "REQUEST", "URL", "head", "read", "written"]

NOW = datetime(2026, 10, 9, 18, tzinfo=UTC)
URL = "https://rates.example/naira"

_HEAD = """
id = "street"
name = "A street page"
homepage = "https://rates.example/"
market = "parallel"
segment = "street"
timing = "{timing}"
sides = "Buy is the bid, Sell the ask"
default_on = true
robots_ok = true
needs_key = {needs_key}
redistribute_ok = true
terms = "None"
attribution = "A street page"
{top}

[expected]
words = "every day"
every = "24h"

[range]
USD = [300, 10000]
GBP = [350, 12000]
EUR = [300, 10000]
JPY = [2, 80]
XOF = [0.4, 18]
USDT = [300, 10000]
"""
REQUEST = """
[[request]]
urls = ["https://rates.example/naira"]
"""


def head(*, timing: str = "seen", top: str = "", needs_key: bool = False) -> str:
    """What every file has beside what it asks and reads; `top` is what else stands before the first table."""
    return _HEAD.format(timing=timing, top=dedent(top), needs_key=str(needs_key).lower())


def written(folder: Path, reading: str, *, timing: str = "seen", request: str = REQUEST, top: str = "", needs_key: bool = False) -> Source:
    """The source that a file with these tables describes, loaded through the loader."""
    text = head(timing=timing, top=top, needs_key=needs_key)
    (folder / "street.toml").write_text(text + dedent(request) + dedent(reading), encoding="utf-8")
    return load_sources([folder])["street"]


def read(source: Source, body: str | bytes, url: str = URL, now: datetime = NOW) -> Parsed:
    """What the source understands of a body."""
    return parse(source, [Payload(url, body.encode() if isinstance(body, str) else body)], now)
