"""Letting a world happen to a desk in a home of its own, by the doors that an operator uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.day import day_of
from fxtracker.desk.importing import import_csv
from fxtracker.desk.publishing import Outcome, publish_edition
from fxtracker.facts import Day
from fxtracker.rates import USD, FixingKind, Market, Measure

from .judge import Sides, Truth
from .world import Step, World, write_rows

__all__ = ["Lived", "Written", "live", "stand", "truth_of"]


@dataclass(frozen=True)
class Written:
    """One finished text: where it stands, its form, and the moment at which it was written."""

    kind: str
    form: str
    text: str
    number: int
    day: date
    at: datetime
    edition: str


@dataclass
class Lived:
    """A world after it has happened."""

    world: World
    home: Path
    outcomes: list[tuple[Step, Outcome]] = field(default_factory=list)
    days: list[tuple[Step, Day]] = field(default_factory=list)
    texts: list[Written] = field(default_factory=list)
    truths: dict[tuple[date, datetime, str], Truth] = field(default_factory=dict)

    @property
    def held(self) -> list[tuple[Step, Outcome]]:
        """What the checker kept back."""
        return [(step, outcome) for step, outcome in self.outcomes if outcome.status == "held"]


def live(world: World, home: Path, monkeypatch: pytest.MonkeyPatch, editions: int = 9) -> Lived:
    """Land the world's rows step by step and write its editions, each at its own moment: the last so many of them."""
    home.mkdir(parents=True, exist_ok=True)
    lived = Lived(world, home)
    skipped = sum(step.edition for step in world.steps) - editions
    for number, step in enumerate(world.steps):
        stand(home, step.at, monkeypatch)
        with Desk.open() as desk:
            if step.rows:
                got = import_csv(desk, write_rows(home / f"step{number}.csv", step.rows), {})
                assert got.bad == 0, got.first_bad
            skipped -= step.edition
            if step.edition and skipped < 0:
                day = day_of(desk, desk.clock.today())
                lived.days.append((step, day))
                for outcome in publish_edition(desk, day):
                    lived.outcomes.append((step, outcome))
                    lived.texts += _texts(home, step, day, outcome)
    return lived


def stand(home: Path, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment of a desk whose clock stands at a moment."""
    monkeypatch.setenv("FXTRACKER_HOME", str(home))
    monkeypatch.setenv("FXTRACKER_NOW", moment.isoformat())


def _texts(home: Path, step: Step, day: Day, outcome: Outcome) -> Iterator[Written]:
    if outcome.status != "published" or outcome.revision is None:
        return
    folder = home / "pieces" / day.date.isoformat()
    for form in ("md", "html", "txt", "json"):
        path = folder / f"{outcome.kind}.{form}"
        if path.is_file():
            yield Written(
                outcome.kind, form, path.read_text(encoding="utf-8"), outcome.revision.number, day.date, step.at, day.edition.value
            )
    for chart in outcome.revision.charts:
        yield Written(f"chart-{chart['name']}", "alt", str(chart["alt"]), outcome.revision.number, day.date, step.at, day.edition.value)


def truth_of(lived: Lived, written: Written) -> Truth:
    """What was so in the world when a piece was written, with the parallel fixings as the desk had them at that moment."""
    key = (written.day, written.at, written.edition)
    if key not in lived.truths:
        lived.truths[key] = _truth(lived, written)
    return lived.truths[key]


def _truth(lived: Lived, written: Written) -> Truth:
    with Desk.open() as desk:
        fixings = desk.store.fixings(Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SESSION, until=written.day, known_at=written.at)
        shot = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, written.at, FixingKind.SNAPSHOT, written.at)
    if written.edition != "closing" and shot is not None and shot.session == written.day:
        fixings = [*(one for one in fixings if one.session != written.day), shot]
    street = {
        one.session: Sides(one.value, one.bid, one.ask, one.low, one.high, one.groups)
        for one in fixings
        if one.value is not None and one.grade.printable and one.session <= written.day
    }
    last = max((one.session for one in fixings), default=None)
    held = last is not None and (last not in street or (written.day - last).days > 3)
    rows = lived.world.rows_until(written.at)
    return Truth(rows, street, written.day, stands=not held)
