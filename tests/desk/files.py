"""Source files that an operator has written, for tests in which what they read changes."""

from __future__ import annotations

from pathlib import Path

__all__ = ["STREET_URL", "TABLE_URL", "street", "table"]

STREET_URL = "https://rates.example.ng/now.json"
TABLE_URL = "https://bank.example.ng/{YYYY-MM-DD}.json"

_HEAD = """
id = "{id}"
name = "Example of {id}"
homepage = "https://example.ng/"
market = "parallel"
segment = "street"
timing = "{timing}"
sides = "buy is the bid, sell the ask"
default_on = true
robots_ok = true
needs_key = false
redistribute_ok = true
terms = "Information only"
attribution = "Example"

[expected]
words = "all day"

[range]
USD = [300, 10000]
GBP = [400, 12000]
EUR = [300, 11000]
"""


def _written(home: Path, name: str, text: str) -> None:
    folder = home / "data" / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def street(home: Path, *, bid: str = "buy", ask: str = "sell", pair: str = "USD", rows: str = "rates", more: str = "") -> None:
    """A page that states no time: `{"rates": [{"buy": "1345", "sell": "1355", "official": "1340"}]}`."""
    _written(
        home,
        "street",
        _HEAD.format(id="street", timing="seen")
        + f'[[request]]\nurls = ["{STREET_URL}"]\n[read]\nformat = "json"\nrows = "{rows}"\npair = "{pair}"\n'
        + f'bid = "{bid}"\nask = "{ask}"\n{more}',
    )


def table(home: Path, *, bid: str = "buy", ask: str = "sell", each: str = "", back: str = "", name: str = "bank") -> None:
    """A table that is asked for by day: `{"date": "2026-06-10", "buy": "1345", "sell": "1355"}`."""
    _written(
        home,
        name,
        _HEAD.format(id=name, timing="dated")
        + f'[[request]]\nurls = ["{TABLE_URL}"]\n{each}[read]\nformat = "json"\npair = "USD"\nbid = "{bid}"\nask = "{ask}"\n'
        + 'time = { at = "date", form = "date" }\n'
        + back,
    )
