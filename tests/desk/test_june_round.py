"""A round over every source that is on, in June 2026: all of them land, the street stands by itself, and no copy counts twice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk.fetching import fetch
from fxtracker.rates import USD, FixingKind, Grade, Market, Measure
from wire import SOURCES, Wire

from .house import Newsroom


@pytest.mark.parametrize("clock", ["2026-06-11T17:30:00", "2026-06-12T12:15:00", "2026-06-13T16:45:00"])
def test_every_source_lands_and_the_street_is_a_b_or_better(tmp_path: Path, clock: str) -> None:
    newsroom = Newsroom(tmp_path / "home")
    with Wire(now=datetime.fromisoformat(f"{clock}+01:00")) as wire, newsroom.at(clock, wire.url) as desk:
        rows = fetch(desk)
        fixing = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, desk.clock.now(), FixingKind.SNAPSHOT)
        middle = desk.store.fixing(Market.MIDMARKET, USD, Measure.QUOTE, desk.clock.now(), FixingKind.SNAPSHOT)

    assert {row.source for row in rows} == set(SOURCES)
    assert [(row.source, row.status, row.error) for row in rows if (row.status, row.error) != ("ok", None)] == []
    assert fixing is not None
    assert fixing.value is not None
    assert 1388 <= fixing.value <= 1400
    assert fixing.grade <= Grade.B
    assert fixing.groups == 6
    assert {used.group for used in fixing.inputs} == {"abokiforex", "nairatoday", "ngnrates", "quidax", "luno", "remitano"}
    assert {out.source for out in fixing.exclusions if out.reason == "copy"} == {"talentbase", "noblocks"}
    assert middle is not None
    assert middle.value is not None
    assert abs(middle.value - Decimal(1366)) < 4
    assert {used.source for used in middle.inputs} == {"currency-api", "er-api", "wise"}
