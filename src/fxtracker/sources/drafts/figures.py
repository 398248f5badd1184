"""Finding the figures in a column of texts: the part of the text that is meant, and how the site writes its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["FORMATS", "Figures", "Sides", "figures_in", "number", "sides_in"]

FORMATS: tuple[tuple[str, str], ...] = ((",", "."), (".", ","), (" ", ","), (" ", "."), ("'", "."))
"""Thousands and decimal signs in use, the commonest first."""

_SIGNS = re.compile(r"^(?:₦|NGN|N)\s*|\s*(?:₦|NGN)$", re.IGNORECASE)
_FIG = r"\d(?:[\d,.']*\d)?"
_PARTS: tuple[str | None, ...] = (
    None,
    rf"(?:₦|NGN|(?<![A-Za-z])N)\s*({_FIG})",
    rf"[=:]\s*({_FIG})",
    rf"({_FIG})\s*(?:₦|NGN|[Nn]aira)",
    rf"^\D*({_FIG})\D*$",
)
_BUY, _SELL = r"(?<![a-z])(?:buy|buying|bid)(?![a-z])", r"(?<![a-z])(?:sell|selling|ask)(?![a-z])"
_SIDES: tuple[str, ...] = (
    rf"^[^\d—–-]*(?P<bid>{_FIG}|[—–-])\s*[/|]\s*[^\d—–-]*(?P<ask>{_FIG}|[—–-])\s*$",
    rf"^\D*(?P<bid>{_FIG})\s*(?:/|\||–|—|-|to)\s*\D*(?P<ask>{_FIG})\D*$",
    rf"(?i){_BUY}\D*(?P<bid>{_FIG}).*?{_SELL}\D*(?P<ask>{_FIG})",
    rf"(?i){_SELL}\D*(?P<ask>{_FIG}).*?{_BUY}\D*(?P<bid>{_FIG})",
)

Believed = Callable[[int, Decimal], bool]
"""Whether a figure can be believed as that of the row of that number."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one column, by row; `pattern` is the part of the text, `marks` the thousands and decimal signs."""

    pattern: str | None
    marks: tuple[str, str]
    values: tuple[Decimal | None, ...]
    good: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Bid and ask of one column that holds both, by row; `turned` where the first of the two is the higher."""

    pattern: str
    marks: tuple[str, str]
    values: tuple[tuple[Decimal, Decimal] | None, ...]
    good: int
    turned: bool


def number(text: str, marks: tuple[str, str]) -> Decimal | None:
    """The number that a text is under those signs, or None where it is none."""
    thousands, decimal = map(re.escape, marks)
    bare = _SIGNS.sub("", text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").strip())
    if len(bare) > 40 or not re.fullmatch(rf"(?:[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+)(?:{decimal}[0-9]+)?", bare):
        return None
    return Decimal(bare.replace(marks[0], "").replace(marks[1], "."))


def figures_in(texts: Sequence[str | None], believed: Believed) -> Figures | None:
    """The reading of a column by which most of its figures can be believed; None where no reading gives any."""
    best: Figures | None = None
    for pattern in _PARTS:
        search = re.compile(pattern) if pattern else None
        parts = [_part(search, text) for text in texts]
        for marks in FORMATS:
            values = tuple(number(part, marks) if part is not None else None for part in parts)
            good = sum(1 for row, value in enumerate(values) if value is not None and believed(row, value))
            if good > (best.good if best else 0):
                best = Figures(pattern, marks, values, good)
        if best is not None and pattern is None and best.good * 2 > sum(1 for text in texts if text):
            return best
    return best


def sides_in(texts: Sequence[str | None], believed: Believed) -> Sides | None:
    """The reading of a column that holds both sides of each row; None where it does not."""
    best: Sides | None = None
    for pattern in _SIDES:
        search = re.compile(pattern)
        matches = [search.search(text) if text and len(text) < 400 else None for text in texts]
        for marks in FORMATS:
            pairs = [_pair(match, marks) if match else None for match in matches]
            sound = [pair for row, pair in enumerate(pairs) if pair and believed(row, pair[0]) and believed(row, pair[1])]
            if len(sound) <= (best.good if best else 0):
                continue
            turned = sum(1 for bid, ask in sound if bid > ask) * 2 > len(sound)
            values = tuple((min(pair), max(pair)) if pair else None for pair in pairs)
            best = Sides(_turned(pattern) if turned else pattern, marks, values, len(sound), turned)
    return best


def _pair(match: re.Match[str], marks: tuple[str, str]) -> tuple[Decimal, Decimal] | None:
    bid, ask = number(match["bid"], marks), number(match["ask"], marks)
    return (bid, ask) if bid and ask and max(bid, ask) < min(bid, ask) * Decimal("1.5") else None


def _turned(pattern: str) -> str:
    return pattern.replace("?P<bid>", "?P<other>").replace("?P<ask>", "?P<bid>").replace("?P<other>", "?P<ask>")


def _part(search: re.Pattern[str] | None, text: str | None) -> str | None:
    if not text:
        return None
    if search is None:
        return text
    found = search.search(text[:400])
    return found[1] if found else None
