"""What the terms of a source forbid to pass on: it counts inside a fixing, and a fixing that has nothing else does not leave the house."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk.answers import rate_rows
from fxtracker.desk.day import day_of
from fxtracker.desk.fetching import fetch
from fxtracker.errors import NoData
from fxtracker.rates import USD, Market
from fxtracker.settings import Settings
from fxtracker.web.library import Library
from wire import Wire

from .house import Newsroom

NOON = datetime(2026, 6, 12, 12, 9, tzinfo=timezone(timedelta(hours=1)))
CLOCK = "2026-06-12T12:09:00"


@pytest.mark.parametrize("alone", [True, False])
def test_the_figure_of_one_who_forbids_it_is_published_only_within_that_of_several(tmp_path: Path, alone: bool) -> None:
    newsroom = Newsroom(tmp_path / "home")
    with Wire(now=NOON) as wire:
        if alone:
            wire.fail("currency-api", "404")
        with newsroom.at(CLOCK, wire.url) as desk:
            fetch(desk, ["er-api", "currency-api"])
            own = rate_rows(desk.store, USD, NOON, desk.calendar, Market.MIDMARKET)
            day = day_of(desk, date(2026, 6, 12))
    library = Library(Settings(home=tmp_path / "home", now=f"{CLOCK}+01:00"))
    try:
        served = [row.mid for row in library.rates(USD, NOON)]
    except NoData:
        served = []
    finally:
        library.close()

    assert (own[0].mid == Decimal("1362.4119")) is alone, "the operator sees it all the same"
    assert ("midmarket.rate" in {fact.id for fact in day.facts}) is not alone
    assert served == ([] if alone else [own[0].mid])
