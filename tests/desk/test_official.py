"""The official market as the desk keeps it: rows ahead of their day, corrections, and rows that contradict each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk.asides import set_aside_of
from fxtracker.desk.day import day_of
from fxtracker.rates import USD, Fixing, Market, Measure, Status

from .house import Newsroom

HEADER = "date,source,market,measure,pair,bid,ask,mid"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "home")


def standing(newsroom: Newsroom, now: str) -> dict[tuple[date, Measure], Fixing]:
    with newsroom.at(now) as desk:
        return {(fixing.session, fixing.measure): fixing for fixing in desk.store.fixings(Market.OFFICIAL, USD)}


def test_a_row_that_is_dated_ahead_is_no_close_of_a_day_that_has_not_traded(newsroom: Newsroom) -> None:
    newsroom.reads(
        "2026-06-12T17:00:00", HEADER, "2026-06-12,cbn-nfem,official,close,USD,,,1364", "2026-06-15,cbn-nfem,official,close,USD,,,1399"
    )
    newsroom.reads("2026-06-15T10:00:00", HEADER, "2026-06-11,cbn-nfem,official,close,USD,,,1364.5")

    with newsroom.at("2026-06-15T10:05:00") as desk:
        day = day_of(desk, date(2026, 6, 15))
        aside = [(row["session"], row["reason"]) for row in set_aside_of(desk, "cbn-nfem")]

    assert "official.today" not in day.flags
    assert day["official.close"].session == date(2026, 6, 12)
    assert aside == [("2026-06-15", "future")]


def test_a_correction_supersedes_with_its_cause_and_what_was_said_before_can_still_be_had(newsroom: Newsroom) -> None:
    newsroom.reads("2026-06-11T18:00:00", HEADER, "2026-06-11,cbn-nfem,official,close,USD,,,1364.5")
    first = standing(newsroom, "2026-06-11T18:00:00")[date(2026, 6, 11), Measure.CLOSE]
    newsroom.reads("2026-06-12T10:00:00", HEADER, "2026-06-11,cbn-nfem,official,close,USD,,,1365.5")
    second = standing(newsroom, "2026-06-12T10:00:00")[date(2026, 6, 11), Measure.CLOSE]

    assert (second.value, second.supersedes) == (Decimal("1365.5"), first.id)
    assert (second.cause or "").startswith("import of file-2.csv: ")
    assert first.cause is None


def test_a_table_that_contradicts_the_row_that_came_before_it_is_held_against_both(newsroom: Newsroom) -> None:
    newsroom.reads("2026-06-11T18:00:00", HEADER, "2026-06-11,cbn-nfem,official,weighted_average,USD,,,1363.825")
    newsroom.reads("2026-06-11T19:00:00", HEADER, "2026-06-11,cbn,official,central,USD,1372.825,1373.825,1373.325")

    now = standing(newsroom, "2026-06-11T19:00:00")

    assert {fixing.status for fixing in now.values()} == {Status.CONFLICT}
