"""What a row of `fetch` says of a source whose fresh figures screening leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fxtracker.desk.fetching import Fetched, fetch, fetched_line
from wire import NAIRATODAY_URL, Wire, nairatoday

from .looked_after import START, Rounds

CROSSED = [("US Dollar (USD)", "1,410", "1,388"), ("British Pound (GBP)", "1,890", "1,840"), ("Euro (EUR)", "1,650", "1,590")]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire(now=START) as opened:
        yield opened


def asked(rounds: Rounds, *ids: str) -> tuple[Fetched, list[str]]:
    told: list[str] = []
    with rounds.desk() as desk:
        rows = fetch(desk, ids, lambda row: told.append(fetched_line(row)))
    return rows[0], told


def test_crossed_figures_of_the_only_source_of_a_market(wire: Wire, tmp_path: Path) -> None:
    wire.put(NAIRATODAY_URL, nairatoday(CROSSED, "2026-06-12T12:10:00.000Z"))
    row, told = asked(Rounds(tmp_path / "home", wire), "nairatoday")

    assert (row.status, row.observations, row.set_aside) == ("ok", 3, 3)
    assert told[0].endswith(" 3 new")
    assert told[1].endswith(" 3 new, 3 set aside")
    assert len(told) == 2


def test_crossed_figures_beside_sound_ones(wire: Wire, tmp_path: Path) -> None:
    rounds = Rounds(tmp_path / "home", wire)
    rounds.ask("ngnrates")
    wire.put(NAIRATODAY_URL, nairatoday(CROSSED, "2026-06-12T12:10:00.000Z"))

    assert asked(rounds, "nairatoday")[0].set_aside == 3


def test_sound_figures_are_told_once(wire: Wire, tmp_path: Path) -> None:
    row, told = asked(Rounds(tmp_path / "home", wire), "nairatoday")

    assert (row.set_aside, len(told)) == (0, 1)
