"""Every stored fixing is worked out anew to the byte, from what was known when it was made, whatever was changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.explaining import Explained, explain, explained_json
from fxtracker.errors import NoData

from .house import Newsroom
from .test_replaying import panel, rates

HEADER = "observed_at,source,market,segment,pair,bid,ask"
OFFICIAL = "observed_at,source,market,segment,pair,measure,bid,ask,mid"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "home")


def every(desk: Desk) -> list[Explained]:
    found: list[Explained] = []
    while True:
        try:
            found.append(explain(desk, len(found) + 1))
        except NoData:
            return found


def assert_all_same(found: list[Explained]) -> None:
    assert found
    assert [(one.fixing.id, one.differs) for one in found if not one.same] == []
    assert all(one.anew.kept for one in found)


@pytest.mark.parametrize("at", ["", "T12:30:00+01:00"], ids=["dates", "noon"])
def test_an_imported_history_is_explained_whole(newsroom: Newsroom, at: str):
    newsroom.reads("2026-06-12T14:00:00", HEADER, *panel(rates(45, jump_on=30), 5, at=at, copies={5: 1}))

    with newsroom.at("2026-06-12T15:00:00") as desk:
        found = every(desk)
        assert_all_same(found)
        told = explained_json(found[-1])
    assert told["recomputed"].items() <= told.items()
    assert {left["why"] for left in told["exclusions"] if left["reason"] == "copy"} <= {"another of its group speaks for it"}
    assert told["recomputed_from"] == "kept"
