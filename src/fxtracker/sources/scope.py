"""What the rows of every format have in common: places that can be looked into, and what was found there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from fxtracker.rates import Measure
from fxtracker.sources.reading import Spot

__all__ = ["Fault", "Figures", "Scope", "both_sides", "part_of", "searched", "text_of"]


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
    """A row that is set aside; its text is the reason code."""


class Figures(NamedTuple):
    """Figures of one measure (and, where a row has several, of one currency) as they stood in a row."""

    measure: Measure
    code: str | None = None
    bid: object = None
    ask: object = None
    mid: object = None
    fault: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is no place for figures at all."""
        return (self.bid, self.ask, self.mid, self.fault) == (None, None, None, None)


def text_of(value: object) -> str:
    """A value as a text: nothing is a blank, and true and false are as JSON writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def both_sides(scope: Scope, spot: Spot) -> tuple[str | None, str | None]:
    """Bid and ask out of one text; Fault where it does not hold two figures."""
    text = text_of(scope.value(spot))
    found = spot.search(text)
    if found is not None:
        return found["bid"], found["ask"]
    if text.strip():
        raise Fault("not_a_number")
    return None, None


def part_of(scope: Scope, spot: Spot | None) -> object:
    """What stands at a place, or the wanted part of it; Fault where there is something else than the pattern says."""
    found = scope.value(spot) if spot is not None else None
    if spot is None or spot.pattern is None or found is None:
        return found
    text = text_of(found)
    part = spot.search(text)
    if part is not None:
        return part[1]
    if text.strip():
        raise Fault("not_a_number")
    return None


def searched(scope: Scope, spot: Spot) -> object:
    """What stands at a place, or the wanted part of it, or None where the pattern finds none."""
    found = scope.value(spot)
    if spot.pattern is None or found is None:
        return found
    part = spot.search(text_of(found))
    return part[1] if part is not None else None
