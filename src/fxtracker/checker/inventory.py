"""The closed inventory: every sentence, row, heading and field that a piece of ours may hold, with the roles of its figures.

`inventory/en.toml` is written by hand, apart from the templates of the articles; a sentence without an entry cannot ship.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fxtracker.checker.slots import Slot, compiled

__all__ = ["Entry", "inventory"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording: where it may stand (kinds of block), what it claims, and its pattern."""

    id: str
    kinds: frozenset[str]
    claims: tuple[str, ...]
    text: str
    pattern: re.Pattern[str]
    slots: tuple[Slot, ...]
    anchor: str
    """A piece of plain text of the pattern, to find the entry quickly."""
    under: frozenset[str]
    """Of a row: the ids of the header rows that it may stand under."""


@cache
def inventory(lang: str = "en") -> tuple[Entry, ...]:
    """The entries of a language, in the order of the file."""
    table = tomllib.loads(files("fxtracker.checker").joinpath("inventory", f"{lang}.toml").read_text(encoding="utf-8"))
    named: Mapping[str, list[str]] = table.get("claims", {})
    lists: Mapping[str, list[str]] = table.get("lists", {})
    return tuple(entry for raw in table["entry"] for entry in _entries(raw, named, lists))


def _entries(raw: Mapping[str, Any], named: Mapping[str, list[str]], lists: Mapping[str, list[str]]) -> Iterator[Entry]:
    says = raw["says"] if isinstance(raw["says"], list) else [raw["says"]]
    for item in lists[raw["each"]] if "each" in raw else [""]:
        claims = tuple(_fill(claim, item) for name in raw.get("claims", []) for claim in _named(name, named))
        for number, text in enumerate(says, 1):
            filled = _fill(text, item)
            pattern, slots, anchor = compiled(filled)
            yield Entry(
                f"{raw['id']}.{number}",
                frozenset(raw["in"].split()),
                claims,
                filled,
                pattern,
                slots,
                anchor,
                frozenset(raw.get("under", "").split()),
            )


def _named(name: str, named: Mapping[str, list[str]]) -> list[str]:
    """The claims that a name stands for; of "not" before a name of one claim, the opposite of it."""
    bare = name.removeprefix("not ")
    if bare == name or bare not in named:
        return named.get(name, [name])
    if len(named[bare]) != 1:
        raise ValueError(f"{name}: only a name of one claim can be denied")
    return [part.removeprefix("not ") if part.startswith("not ") else f"not {part}" for part in named[bare][0].split(" or ")]


def _fill(text: str, item: str) -> str:
    if not item:
        return text
    grouped = f"{int(item):,}" if item.isdigit() else item
    return text.replace("<,>", grouped).replace("<>", item)
