"""What is remembered of the answers of one source, and what of it a new answer is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from fxtracker.sources.answers import KnownPayload
from fxtracker.sources.spec import Source

__all__ = ["Remembered"]

_Kind = tuple[int, str | None]
"""Which request of the source it is, and of which currency."""


class Remembered:
    """The last good answers of a source by address; an address that names a day is compared with the newest of its kind before it."""

    def __init__(self, source: Source, known: Mapping[str, KnownPayload]) -> None:
        self._source = source
        self._known = known

    def get(self, address: str) -> KnownPayload | None:
        """What is remembered of that very address."""
        return self._known.get(address)

    def structure(self, address: str) -> str | None:
        """The layout that an answer of that address had, or of the same address for another day; None where none is remembered."""
        known = self._known.get(address)
        if known is not None and known.structure is not None:
            return known.structure
        placed = self._placed(address)
        newest = self._newest.get(placed[0]) if placed is not None else None
        return newest[1] if newest is not None else None

    @cached_property
    def _newest(self) -> dict[_Kind, tuple[date, str]]:
        """The newest day of each kind of address, and the layout that it had."""
        newest: dict[_Kind, tuple[date, str]] = {}
        for address, known in self._known.items():
            placed = self._placed(address)
            if placed is None or known.structure is None:
                continue
            kind, day = placed
            found = (day, known.structure)
            newest[kind] = max(newest.get(kind, found), found)
        return newest

    def _placed(self, address: str) -> tuple[_Kind, date] | None:
        """The kind of an address that names a day, and the day."""
        for number, request in enumerate(self._source.requests):
            if request.dated and (asked := request.asked(address)) is not None and asked.day is not None:
                return (number, asked.currency), asked.day
        return None
