"""The desk ties the wings together: one verb a file, each a plain function that takes the open `Desk`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from fxtracker.lagos import Calendar, Clock
from fxtracker.settings import Settings
from fxtracker.store import Store

if TYPE_CHECKING:
    from fxtracker.sources import Source, Sources

__all__ = ["REPORTED", "Desk"]

REPORTED = "reported"
"""The source file whose terms hold for outlets, which have none of their own."""


class Desk:
    """Settings, clock, store, calendar and sources, opened together and closed together."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock

    @classmethod
    def open(cls, settings: Settings | None = None, *, running: bool = False) -> Desk:
        """Open the desk; its clock stands still or runs on where `FXTRACKER_NOW` is set. ConfigError or StoreError in one sentence."""
        loaded = settings or Settings.load()
        clock = loaded.clock(running=running)
        return cls(loaded, Store.open(loaded.database), clock)

    @cached_property
    def calendar(self) -> Calendar:
        """Business days and holidays under the operator's override."""
        return Calendar.read(self.settings.holidays_file)

    def calendar_at(self, known_at: datetime | None) -> Calendar:
        """Business days as they were known at an instant: an answer of then does not change when the operator edits the holidays."""
        known = None if known_at is None else self.store.holidays(known_at)
        return self.calendar if known is None else Calendar(known)

    @cached_property
    def sources(self) -> Sources:
        """Every source by its id; an operator's file replaces the shipped one of the same name. One whose file is wrong stands aside."""
        from fxtracker.sources import load_sources

        return load_sources(self.settings.folders("data/sources"))

    @cached_property
    def ever(self) -> dict[str, Source]:
        """Every source whose stored figures count, also those whose file is wrong now, as far as it can be told what they are."""
        return self.sources.ever

    def source_of(self, source: str) -> Source | None:
        """The file of a source; for what came under a name without one (an outlet, an import) that of what was reported."""
        return self.ever.get(source) or self.ever.get(REPORTED)

    def may_publish(self, sources: Iterable[str]) -> bool:
        """Whether a figure that was made from these sources may leave the house: one of those at least must allow it.

        What forbids passing its figures on counts inside a fixing; a fixing that has nothing else is that very figure.
        """
        known = [self.source_of(source) for source in sources]
        return not known or any(source is None or source.redistribute_ok for source in known)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
