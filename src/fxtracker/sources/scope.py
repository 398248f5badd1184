"""What the rows of every format have in common: places that can be looked into, and what was found there."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import NamedTuple, Protocol

from fxtracker.rates import Measure
from fxtracker.sources.reading import Spot

__all__ = ["Fault", "Figures", "Scope", "both_sides", "part_of", "printable", "searched", "text_of"]

_TOLD = 40


class Scope(Protocol):
    """One row of an answer (or all of it, where it has no rows), as its format lets one look into it."""

    where: str

    def raw(self) -> str:
        """The row as it is kept where it is set aside."""

    def value(self, spot: Spot) -> object:
        """What stands at a place: a value of JSON, or a text; None where nothing does."""

    def shape(self, spot: Spot) -> str | None:
        """In which form it stands there, for the fingerprint of the layout; None where that cannot be told."""

    def frame(self) -> Mapping[str, str]:
        """What else of the row belongs to the layout: such as its element and its number of cells."""


class Fault(Exception):
    """A row that is set aside; its text is the reason code. `place` and `text` are which part failed and what stood there, where known."""

    def __init__(self, reason: str, place: str = "", text: str = "") -> None:
        super().__init__(reason)
        self.detail = f"{place} {printable(text, _TOLD)!r}" if place else ""


class Figures(NamedTuple):
    """Figures of one measure (and, where a row has several, of one currency) as they stood in a row."""

    measure: Measure
    code: str | None = None
    bid: object = None
    ask: object = None
    mid: object = None
    fault: Fault | None = None

    @property
    def empty(self) -> bool:
        """Whether there is no place for figures at all."""
        return (self.bid, self.ask, self.mid, self.fault) == (None, None, None, None)


def printable(text: str, longest: int) -> str:
    """The beginning of a text that a source printed, with blanks for what a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text[:longest])


def text_of(value: object) -> str:
    """A value as a text: nothing is a blank, and true and false are as JSON writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def both_sides(scope: Scope, spot: Spot, none: Set[str] = frozenset()) -> tuple[str | None, str | None]:
    """Bid and ask out of one text; Fault where it does not hold two figures, nor is one of the texts of `none`."""
    text = text_of(scope.value(spot))
    found = spot.search(text)
    if found is not None:
        return tuple(None if _is_one(found[side], none) else found[side] for side in ("bid", "ask"))  # type: ignore[return-value]
    if text.strip() and not _is_one(text, none):
        raise Fault("not_a_number", "sides", text)
    return None, None


def part_of(scope: Scope, spot: Spot | None, name: str = "", none: Set[str] = frozenset()) -> object:
    """What stands at a place, or the wanted part of it, or None where that is one of the texts of `none`.

    Fault where there is something else than the pattern says; `name` is what the place is called there.
    """
    found = scope.value(spot) if spot is not None else None
    if spot is None or found is None or _is_one(found, none):
        return None
    if spot.pattern is None:
        return found
    text = text_of(found)
    part = spot.search(text)
    if part is not None:
        return None if _is_one(part[1], none) else part[1]
    if text.strip():
        raise Fault("not_a_number", name, text)
    return None


def _is_one(found: object, none: Set[str]) -> bool:
    return bool(none) and " ".join(text_of(found).lower().split()) in none


def searched(scope: Scope, spot: Spot) -> object:
    """What stands at a place, or the wanted part of it, or None where the pattern finds none."""
    found = scope.value(spot)
    if spot.pattern is None or found is None:
        return found
    part = spot.search(text_of(found))
    return part[1] if part is not None else None
