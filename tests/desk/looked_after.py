"""A desk that asks a wire round by round, and what it noted and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from fxtracker.desk import Desk
from fxtracker.desk.fetching import Fetched, fetch
from fxtracker.rates import Market
from fxtracker.settings import Settings
from wire import Wire

__all__ = ["START", "Rounds"]

START = datetime.fromisoformat("2026-06-12T14:30:00+01:00")
"""Democracy Day, a Friday: the street quotes, the Central Bank does not publish."""


class Rounds:
    """One home and one wire; every round is a quarter of an hour after the one before it."""

    def __init__(self, home: Path, wire: Wire, ids: Sequence[str] = (), **settings: str) -> None:
        self.home = home
        self.wire = wire
        self.now = START
        self._ids = ids
        self._settings = settings
        home.mkdir(exist_ok=True)

    def desk(self) -> Desk:
        """The desk at the present moment; to be closed."""
        loaded = replace(Settings.load(), home=self.home, now=self.now.isoformat(), mirror=self.wire.url, **self._settings)
        return Desk.open(loaded)

    def ask(
        self, *ids: str, due: bool = False, market: Market | None = None, after: timedelta = timedelta(minutes=15)
    ) -> dict[str, Fetched]:
        """One round; the clock then stands a quarter of an hour later."""
        with self.desk() as desk:
            rows = fetch(desk, ids or self._ids, market=market, due=due)
        self.now += after
        return {row.source: row for row in rows}

    def open(self) -> dict[tuple[str, str], int]:
        """What is open: source and kind to how often it was seen."""
        with self.desk() as desk:
            return {(one.source, one.kind): one.count for one in desk.store.open_troubles()}

    def told(self) -> list[tuple[str | None, str, str]]:
        """What the operator was told, oldest first: source, kind, sentence."""
        with self.desk() as desk:
            return [(one.source, one.kind, one.text) for one in reversed(desk.store.alerts())]
