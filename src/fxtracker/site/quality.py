"""What the page of the sources shows of each: how it is doing, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["SourceFailure", "SourceRow", "SourcesPage"]


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """Something that goes wrong with a source: its kind in words, since when, how often, and (where it may be shown) what happened."""

    kind: str
    since: datetime
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source. `distance` is how far it usually is from the others, in percent; `missed` are days whose publication is not there."""

    id: str
    name: str
    url: str
    market: str
    state: str
    why: str = ""
    last_answered: datetime | None = None
    last_changed: datetime | None = None
    distance: float | None = None
    missed: tuple[date, ...] = ()
    failures: tuple[SourceFailure, ...] = ()
    probation_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """The sources that are asked or whose figures come by hand, and those that are off."""

    now: datetime
    sources: tuple[SourceRow, ...] = ()

    @property
    def asked(self) -> tuple[SourceRow, ...]:
        """Those that the desk asks."""
        return tuple(row for row in self.sources if row.state in ("on", "resting"))

    @property
    def others(self) -> tuple[SourceRow, ...]:
        """Those that are off, or that nobody asks over the network."""
        return tuple(row for row in self.sources if row.state not in ("on", "resting"))

    @property
    def failing(self) -> tuple[SourceRow, ...]:
        """Those of the asked ones that something is open of."""
        return tuple(row for row in self.asked if row.failures)

    @property
    def notable(self) -> tuple[SourceRow, ...]:
        """Those of the asked ones of which there is more to say than figures."""
        return tuple(row for row in self.asked if row.failures or row.missed or row.probation_until or row.state == "resting")
