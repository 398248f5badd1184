"""A desk whose clock the test sets, and files of quotes for it to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.desk.importing import Imported, import_csv
from fxtracker.rates import USD, Fixing, FixingKind, Market, Measure
from fxtracker.settings import Settings

__all__ = ["Newsroom"]


class Newsroom:
    """One home; each call opens the desk at a moment of that day and closes it again."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._files = 0

    @contextmanager
    def at(self, now: str, mirror: str = "") -> Iterator[Desk]:
        """The desk at an instant (without a zone: WAT), asking through that mirror."""
        moment = now if now.endswith("Z") else f"{now}+01:00"
        settings = replace(Settings.load(), home=self._home, now=moment, mirror=mirror)
        with Desk.open(settings) as desk:
            yield desk

    def reads(self, now: str, header: str, *rows: str) -> Imported:
        """Import a file of those rows."""
        self._files += 1
        self._home.mkdir(exist_ok=True)
        path = self._home / f"file-{self._files}.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        with self.at(now) as desk:
            return import_csv(desk, path, {})

    def snapshot(self, now: str, market: Market = Market.PARALLEL) -> Fixing:
        """Fix the present moment of a market and give what was fixed for the dollar."""
        with self.at(now) as desk:
            refix(desk, [market])
            found = desk.store.fixing(market, USD, Measure.QUOTE, desk.clock.now(), FixingKind.SNAPSHOT)
        assert found is not None
        assert found.at == datetime.fromisoformat(f"{now}+01:00")
        return found
