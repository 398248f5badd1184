"""A published piece is held against its day as it was known when it was written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk.day import day_of
from fxtracker.desk.publishing import publish_edition
from fxtracker.desk.quoting import take_quote
from fxtracker.desk.reviewing import review
from fxtracker.rates import USD, Market

from .house import Newsroom

NOW = "2026-06-12T18:00:00"
DAY = date(2026, 6, 12)


@pytest.fixture
def piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An article, and after it, at the very instant of its writing, a quote that moves its figures."""
    newsroom = Newsroom(tmp_path / "home")
    header = "observed_at,source,market,segment,pair,bid,ask"
    newsroom.reads(NOW, header, *(f"2026-06-12T17:55:00+01:00,{name},parallel,street,USD,1385,1395" for name in ("north", "east")))
    newsroom.snapshot(NOW)
    with newsroom.at(NOW) as desk:
        publish_edition(desk, day_of(desk, DAY))
        text = (desk.settings.home / "pieces" / DAY.isoformat() / "dollar-to-naira.md").read_text(encoding="utf-8")
        take_quote(desk, USD, Market.PARALLEL, Decimal(1400), Decimal(1410), city="Lagos")
    monkeypatch.setenv("FXTRACKER_NOW", f"{NOW}+01:00")
    return text


def test_what_is_learnt_at_the_instant_of_its_writing_makes_it_no_less_true(piece: str) -> None:
    assert "₦1,395" in piece
    assert review(piece, "md").ok


def test_and_a_changed_figure_is_refused_all_the_same(piece: str) -> None:
    assert not review(piece.replace("₦1,395", "₦1,396", 1), "md").ok
