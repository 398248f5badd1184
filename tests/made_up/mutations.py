"""Small untruths put into a finished piece: what a slip of a hand or of a program could make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Mutant", "digits", "slips"]

_OPPOSITES = (
    ("strengthened", "weakened"), ("firmed", "eased"), ("gained", "lost"), ("appreciated", "depreciated"), ("stronger", "weaker"),
    ("strengthens", "weakens"), ("strongest", "weakest"), ("narrowed", "widened"), ("above", "below"), ("more than", "less than"),
    ("wider", "narrower"), ("bought", "sold"), ("buy", "sell"), ("highest", "lowest"),
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CYCLES = (
    (_DAYS, "weekday"),
    (tuple(day[:3] for day in _DAYS), "weekday"),
    (_MONTHS, "month"),
    (tuple(month[:3] for month in _MONTHS if month != "May"), "month"),
)
_MONEY = re.compile(r"₦\d+(?:,\d{3})*(?:\.\d+)?")
_UNTOLD = re.compile(
    r"/charts/[^\s\")]+|https?://\S+|<svg.*?</svg>|(?:width|height|colspan|srcset|src|href|class|id)=\"[^\"]*\"", re.DOTALL
)
"""Addresses and the like, which no reader reads."""


class Mutant(NamedTuple):
    """A changed text, what was changed, and where."""

    text: str
    what: str
    place: str


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 45) : end + 30].replace("\n", "⏎")


def digits(text: str) -> Iterator[Mutant]:
    """Every digit that a reader sees, changed to every other digit."""
    untold = [match.span() for match in _UNTOLD.finditer(text)]
    for position, old in enumerate(text):
        if old.isascii() and old.isdigit() and not any(start <= position < end for start, end in untold):
            for new in "0123456789":
                if new != old:
                    yield Mutant(text[:position] + new + text[position + 1 :], f"{old}>{new}", _around(text, position, position + 1))


def slips(text: str) -> Iterator[Mutant]:
    """Opposite words, other days and months, naira for dollars, and another true figure of the piece in place of the right one."""
    for one, other in _OPPOSITES:
        for old, new in ((one, other), (other, one)):
            yield from _each(text, rf"\b{old}\b", [new], "word")
    for names, what in _CYCLES:
        for number, name in enumerate(names):
            yield from _each(text, rf"\b{name}\b", [names[number - 1], names[(number + 1) % len(names)]], what)
    yield from _each(text, r"₦(?=\d)", ["$"], "currency")
    yield from _each(text, r"\$(?=\d)", ["₦"], "currency")
    yield from _each(text, _MONEY.pattern, list(dict.fromkeys(_MONEY.findall(text))), "figure")


def _each(text: str, pattern: str, others: Sequence[str], what: str) -> Iterator[Mutant]:
    for match in re.finditer(pattern, text):
        for other in others:
            if other != match[0]:
                yield _swapped(text, match.span(), other, what)


def _swapped(text: str, span: tuple[int, int], new: str, what: str) -> Mutant:
    start, end = span
    return Mutant(text[:start] + new + text[end:], f"{what}: {text[start:end]}>{new}", _around(text, start, end))
