"""What is remembered of the answers of one source, and what of it a new answer is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from fxtracker.sources.answers import KnownPayload
from fxtracker.sources.spec import Source

__all__ = ["Remembered"]


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
        kind = self._kind(address)
        return self._dated[kind][1] if kind in self._dated else None

    @cached_property
    def _dated(self) -> dict[tuple[int, str | None], tuple[date, str]]:
        newest: dict[tuple[int, str | None], tuple[date, str]] = {}
        for address, known in self._known.items():
            kind = self._kind(address)
            if kind is None or known.structure is None:
                continue
            day = self._source.requests[kind[0]].asked(address)
            found = (day.day if day and day.day else date.min, known.structure)
            newest[kind] = max(newest.get(kind, found), found)
        return newest

    def _kind(self, address: str) -> tuple[int, str | None] | None:
        for number, request in enumerate(self._source.requests):
            if request.dated and (asked := request.asked(address)) is not None:
                return number, asked.currency
        return None
