"""Every stored fixing is worked out anew to the byte, from what was known when it was made, whatever was changed since."""

from __future__ import annotations

import sqlite3
from datetime import date, time
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.corrections import correction_json, corrections
from fxtracker.desk.explaining import Explained, explain, explained_json
from fxtracker.desk.fixing import refix
from fxtracker.desk.history import When
from fxtracker.errors import NoData
from fxtracker.lagos import at_wat
from fxtracker.rates import FixingKind, Market
from fxtracker.settings import shipped

from .house import Newsroom
from .test_replaying import panel, rates

HEADER = "observed_at,source,market,segment,pair,bid,ask"
OFFICIAL = "observed_at,source,market,segment,pair,measure,bid,ask,mid"
VOICES = (("nairatoday", "street"), ("ngnrates", "street"), ("quidax", "exchange"), ("desk-a", "desk"))


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


def test_what_was_declared_later_changes_no_number_of_before(newsroom: Newsroom, tmp_path: Path):
    rows = [f"2026-06-10T12:3{n}:00+01:00,{name},parallel,{part},USD,139{n},140{n}" for n, (name, part) in enumerate(VOICES)]
    newsroom.reads("2026-06-10T13:00:00", HEADER, *rows)
    newsroom.snapshot("2026-06-10T13:05:00")
    sources = tmp_path / "home" / "data" / "sources"
    sources.mkdir(parents=True)
    text = (
        (shipped("data/sources") / "ngnrates.toml")
        .read_text(encoding="utf-8")
        .replace('\nid = "ngnrates"', '\nid = "ngnrates"\nderived_from = ["nairatoday"]\nprobation_days = 30')
    )
    (sources / "ngnrates.toml").write_text(text, encoding="utf-8")
    (tmp_path / "home" / "holidays.toml").write_text('"2026-06-10" = "A day off"\n', encoding="utf-8")

    with newsroom.at("2026-06-11T09:00:00") as desk:
        assert desk.sources["ngnrates"].derived_from
        assert_all_same(every(desk))


def test_what_was_tampered_with_is_named(newsroom: Newsroom, tmp_path: Path):
    newsroom.reads("2026-06-12T14:00:00", HEADER, *panel(rates(3), 5, at="T12:30:00+01:00"))
    with sqlite3.connect(tmp_path / "home" / "fxtracker.db") as database:
        database.execute("UPDATE fixings SET value = '1500.0000' WHERE id = 1")
        database.execute("UPDATE observations SET bid = '1' WHERE id IN (SELECT max(id) FROM observations)")
    database.close()

    with newsroom.at("2026-06-12T15:00:00") as desk:
        found = every(desk)
    assert [name for name, _, _ in found[0].differs] == ["value"]
    assert found[0].differs[0][1] == "1500.0000"
    assert "inputs_hash" in [name for name, _, _ in found[-1].differs]


def test_a_number_of_before_that_kept_nothing_is_worked_out_by_the_files_of_today(newsroom: Newsroom, tmp_path: Path):
    newsroom.reads("2026-06-12T14:00:00", OFFICIAL, *(f"2026-06-{n:02},cbn,official,,USD,central,,,13{n:02}.0000" for n in range(1, 12)))
    newsroom.reads("2026-06-12T14:00:00", HEADER, *panel(rates(30), 5, at="T12:30:00+01:00"))
    newsroom.reads(
        "2026-06-12T14:10:00", HEADER, *(f"2026-06-12T14:05:00+01:00,{name},parallel,{part},USD,1390,1400" for name, part in VOICES)
    )
    newsroom.snapshot("2026-06-12T14:20:00")
    with sqlite3.connect(tmp_path / "home" / "fxtracker.db") as database:
        database.execute("UPDATE fixings SET made_from = NULL")
    database.close()

    with newsroom.at("2026-06-12T15:00:00") as desk:
        found = every(desk)
    assert [(one.fixing.id, one.differs) for one in found if not one.same] == []
    assert not any(one.anew.kept for one in found)
    assert explained_json(found[0])["recomputed_from"] == "today"


def test_a_source_that_edits_its_past_supersedes_what_used_it_and_says_which_figure(newsroom: Newsroom):
    newsroom.reads(
        "2026-06-12T14:00:00",
        OFFICIAL,
        "2026-06-10,cbn,official,,USD,central,1363.0,1364.0,1363.5",
        "2026-06-11,cbn,official,,USD,central,,,1364.5",
    )
    days = [f"2026-06-{day},{name},parallel,{part},USD,{1380 + n},{1400 + n}" for day in (10, 11) for n, (name, part) in enumerate(VOICES)]
    newsroom.reads("2026-06-12T14:00:00", HEADER, *days)
    newsroom.reads("2026-06-12T15:00:00", HEADER, "2026-06-10,nairatoday,parallel,street,USD,1385,1405")
    newsroom.reads("2026-06-12T16:00:00", OFFICIAL, "2026-06-10,cbn,official,,USD,central,1364.0,1365.0,1364.5")

    with newsroom.at("2026-06-12T17:00:00") as desk:
        found = corrections(desk, date(2026, 6, 1), date(2026, 6, 12))
        told = {(one.fixing.market.value, one.fixing.session.day): one.fixing.cause for one in found}
        early = corrections(desk, date(2026, 6, 1), date(2026, 6, 12), when=When(known_at=at_wat(date(2026, 6, 12), time(15, 30))))
        assert_all_same(every(desk))
    assert told["parallel", 10] == "import of file-3.csv: nairatoday USD 2026-06-10: 1380 / 1400 became 1385 / 1405"
    assert "the number before it became" in (told["parallel", 11] or "")
    assert told["official", 10] == "import of file-4.csv: cbn USD 2026-06-10: 1363.0 / 1364.0 became 1364.0 / 1365.0"
    assert all(one.fixing.supersedes == one.replaces.id for one in found)
    assert {one.fixing.market.value for one in early} == {"parallel"}
    assert correction_json(found[0])["replaces"]["fixing"] == found[0].replaces.id


def test_a_past_that_is_edited_supersedes_the_snapshots_that_saw_it_too(newsroom: Newsroom):
    newsroom.reads("2026-06-09T18:00:00", HEADER, *(f"2026-06-09,{name},parallel,{part},USD,1380,1400" for name, part in VOICES))
    old = newsroom.snapshot("2026-06-09T18:10:00")
    newsroom.reads("2026-06-12T15:00:00", HEADER, "2026-06-09,nairatoday,parallel,street,USD,1386,1406")

    with newsroom.at("2026-06-12T17:00:00") as desk:
        now = desk.store.fixing(old.market, old.pair, old.measure, old.at, FixingKind.SNAPSHOT)
        before = desk.store.fixing(old.market, old.pair, old.measure, old.at, FixingKind.SNAPSHOT, at_wat(date(2026, 6, 12), time(14)))
        assert_all_same(every(desk))
    assert before == old
    assert now is not None
    assert (now.supersedes, now.cause) == (old.id, "import of file-2.csv: nairatoday USD 2026-06-09: 1380 / 1400 became 1386 / 1406")
    assert now.high != old.high


def test_a_day_that_goes_on_is_no_correction(newsroom: Newsroom):
    for hour in (12, 13, 14, 15):
        rows = [
            f"2026-06-10T{hour}:0{n}:00+01:00,{name},parallel,{part},USD,139{hour - n},140{hour - n}"
            for n, (name, part) in enumerate(VOICES)
        ]
        newsroom.reads(f"2026-06-10T{hour}:10:00", HEADER, *rows)
        newsroom.snapshot(f"2026-06-10T{hour}:15:00")

    with newsroom.at("2026-06-10T15:20:00") as desk:
        assert [one.fixing.cause for one in corrections(desk, date(2026, 6, 10), date(2026, 6, 10))] == []
        assert_all_same(every(desk))


def test_a_number_of_which_nothing_speaks_any_more_is_explained_too(newsroom: Newsroom):
    newsroom.reads("2026-06-11T18:00:00", HEADER, "2026-06-10,nairatoday,parallel,street,USD,1380,1400")
    newsroom.reads("2026-06-11T18:00:00", OFFICIAL, "2026-06-10,cbn,official,,USD,central,1363.0,1364.0,1363.5")
    with newsroom.at("2026-06-12T17:00:00") as desk:
        desk.store.withdraw([1, 2], "misread", desk.clock.now())
        refix(desk, cause="a reading")
        found = {one.fixing.market: one for one in corrections(desk, date(2026, 6, 10), date(2026, 6, 10))}
        assert_all_same(every(desk))

    assert {one.fixing.value for one in found.values()} == {None}
    assert found[Market.PARALLEL].fixing.cause == "a reading: nairatoday USD 2026-06-10: 1380 / 1400 counts no more"
    assert found[Market.OFFICIAL].fixing.cause == "a reading: cbn USD 2026-06-10: 1363.0 / 1364.0 counts no more"
