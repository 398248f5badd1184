"""Reads the catalogue of sentences; the head of the TOML file itself says how it is read and how a sentence is added."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from fxtracker.errors import ConfigError

__all__ = ["Case", "Condition", "Place", "Sentence", "Slot", "load"]

_SLOT = re.compile(r"\{([^{}|]+)\|([a-z_0-9]+)\}")
_LIMITS = ("min", "max")
_CASE = ("when", "each", "text")


@dataclass(frozen=True, slots=True)
class Slot:
    """What is printed, by name, and how."""

    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One variant: the pieces of plain text around its slots, one more than there are slots."""

    id: str
    text: str
    plain: tuple[str, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A name that must hold, or must not."""

    name: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """One wording of a place: when it holds, over what it is repeated, its variants."""

    name: str
    when: tuple[Condition, ...]
    each: str
    variants: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a piece with its cases in order; limits are in characters, 0 is none."""

    name: str
    cases: tuple[Case, ...]
    least: int = 0
    most: int = 0


@lru_cache(maxsize=8)
def load(lang: str = "en") -> Mapping[str, Place]:
    """The catalogue of a language, by place; ConfigError names the sentence that cannot be read."""
    file = resources.files("fxtracker.articles") / "templates" / lang / "sentences.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"language: there are no sentences in {lang!r}; write them as {lang}/sentences.toml") from None
    return MappingProxyType({name: _place(name, entries) for name, entries in table.items()})


def _place(name: str, entries: Mapping[str, Any]) -> Place:
    cases = tuple(_case(name, key, entry) for key, entry in entries.items() if key not in _LIMITS)
    return Place(name, cases, int(entries.get("min", 0)), int(entries.get("max", 0)))


def _case(place: str, name: str, entry: Mapping[str, Any]) -> Case:
    where = f"{place}.{name}"
    for key in entry:
        if key not in _CASE:
            raise ConfigError(f"sentences: {where} has {key!r}; a case has {', '.join(_CASE)}")
    texts = [entry["text"]] if isinstance(entry["text"], str) else list(entry["text"])
    if len(texts) == 3:
        # The date turns by three over a weekend, and three variants would repeat.
        raise ConfigError(f"sentences: {where} has three variants; write one, two, or four and more")
    when = tuple(Condition(text.removeprefix("not "), not text.startswith("not ")) for text in entry.get("when", ()))
    return Case(name, when, entry.get("each", ""), tuple(_sentence(f"{where}.{n}", text) for n, text in enumerate(texts, 1)))


def _sentence(identity: str, text: str) -> Sentence:
    slots = tuple(Slot(what, how) for what, how in _SLOT.findall(text))
    plain = tuple(_SLOT.sub("\0", text).split("\0"))
    if any("{" in part or "}" in part for part in plain) or "\n" in text:
        raise ConfigError(f"sentences: {identity} has a slot that cannot be read; write {{fact|how}} on one line")
    return Sentence(identity, text, plain, slots)
