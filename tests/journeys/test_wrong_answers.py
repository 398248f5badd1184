"""Answers that arrive, parse and are wrong: what a page says in error never becomes the rate, and what the market does is not refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from journeys.conftest import Undisturbed
from journeys.house import House, rate_of, wired
from wire import (
    CBN,
    CBN_URL,
    ER_URL,
    LUNO_URL,
    NAIRATODAY_URL,
    NFEM,
    NFEM_URL,
    NGNRATES_URL,
    QUIDAX_SECOND_URL,
    QUIDAX_URL,
    Wire,
    cbn_rows,
    er_api,
    luno,
    nairatoday,
    nfem_rows,
    ngnrates,
    quidax,
)

LATER = "2026-06-12T15:30:00+01:00"
STATED = "2026-06-12T14:20:00.000Z"


def street(buy: str, sell: str) -> Callable[[Wire], None]:
    """NairaToday with another dollar row."""
    rows = [("US Dollar (USD)", buy, sell), ("British Pound (GBP)", "1,840", "1,880"), ("Euro (EUR)", "1,590", "1,620")]
    return lambda wire: wire.put(NAIRATODAY_URL, nairatoday(rows, STATED))


def other_street(sides: str) -> Callable[[Wire], None]:
    """NgnRates with another dollar box."""
    return lambda wire: wire.put(NGNRATES_URL, ngnrates([("USD", sides, ""), ("EUR", "1,595 / 1,640", ""), ("GBP", "1,850 / 1,880", "")]))


def book(buy: str, sell: str) -> Callable[[Wire], None]:
    """Quidax with other prices."""
    at = int(datetime.fromisoformat(STATED).timestamp())

    def put(wire: Wire) -> None:
        for url in (QUIDAX_URL, QUIDAX_SECOND_URL):
            wire.put(url, quidax(buy, sell, at))

    return put


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(street("13,880", "14,000"), id="ten times"),
        pytest.param(street("13.88", "14.00"), id="a hundredth"),
        pytest.param(street("971971971", "971971971"), id="keys leant upon"),
        pytest.param(street("1", "1"), id="one"),
        pytest.param(street("0.00072", "0.00071"), id="the inverse"),
        pytest.param(street("1,361.05", "1,362.05"), id="the official rate"),
        pytest.param(street("1,840", "1,880"), id="sterling in the dollar row"),
        pytest.param(street("1,400", "1,388"), id="sides swapped"),
        pytest.param(street("0", "1,400"), id="a side of nought"),
        pytest.param(street("1,3880", "1,400"), id="a comma too far"),
        pytest.param(street("", ""), id="nothing"),
        pytest.param(other_street("1,390.00 - 1,400.00"), id="another stroke"),
        pytest.param(other_street("1,3900 / 1,400"), id="a digit too many"),
        pytest.param(other_street("139 / 140"), id="a digit short"),
        pytest.param(book("13.86", "13.92"), id="an exchange a hundredth"),
        pytest.param(book("0.0", "1391.75"), id="a book with one side"),
        pytest.param(book("1391.75", "1386.0"), id="a book crossed"),
        pytest.param(book("1100.0", "1700.0"), id="an empty book"),
    ],
)
def test_a_wrong_figure_of_one_source_leaves_the_rate_where_it_was(
    undisturbed: Undisturbed, tmp_path: Path, wrong: Callable[[Wire], None]
) -> None:
    house = undisturbed.house.like(tmp_path / "home")
    faultless = rate_of(house.good("rate", "--json").json, "parallel")
    with wired(LATER) as wire:
        wrong(wire)
        later = {"FXTRACKER_MIRROR": wire.url, "FXTRACKER_NOW": LATER}
        ran = house.run("fetch", "--json", "nairatoday", "ngnrates", "quidax", "luno", **later)
    assert ran.code == 0, ran
    row = rate_of(house.good("rate", "--json", **later).json, "parallel")
    assert row["grade"] == "D" or abs(float(row["mid"]) / float(faultless["mid"]) - 1) <= 0.005, row
    house.sound()


def test_a_devaluation_of_forty_percent_in_a_day_is_not_refused(undisturbed: Undisturbed, tmp_path: Path) -> None:
    house = undisturbed.house.like(tmp_path / "home")

    def up(figure: str) -> str:
        return f"{Decimal(figure) * Decimal('1.4'):.2f}"

    rows = []
    for hour in (10, 12, 14, 16):
        now = f"2026-06-15T{hour}:30:00+01:00"
        at = datetime.fromisoformat(now) - timedelta(minutes=3)
        with wired(now) as wire:
            for url in (QUIDAX_URL, QUIDAX_SECOND_URL):
                wire.put(url, quidax(up("1386.0"), up("1391.75"), int(at.timestamp())))
            wire.put(LUNO_URL, luno(up("1382.7796"), up("1385.6695"), int(at.timestamp()) * 1000))
            wire.put(ER_URL, er_api(up("1362.411936"), int(at.timestamp())))
            modified = f"{(at - timedelta(hours=1)).isoformat(timespec='milliseconds')[:-6]}Z"
            wire.put(NAIRATODAY_URL, nairatoday([("US Dollar (USD)", up("1388"), up("1400"))], modified))
            wire.put(NGNRATES_URL, ngnrates([("USD", f"{up('1390')} / {up('1400')}", "")]))
            later = {"FXTRACKER_MIRROR": wire.url, "FXTRACKER_NOW": now}
            house.good("fetch", "--json", **later)
            rows.append(rate_of(house.good("rate", "--json", **later).json, "parallel"))
    assert [row["grade"] for row in rows if abs(float(row["mid"]) / (1393.08 * 1.4) - 1) > 0.01 and row["grade"] != "D"] == []
    assert rows[-1]["grade"] in "ABC"
    assert abs(float(rows[-1]["mid"]) / (1393.08 * 1.4) - 1) < 0.01


def test_a_hole_in_the_middle_heals_when_the_source_fills_it(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    with wired() as wire:
        house.environ["FXTRACKER_MIRROR"] = wire.url
        wire.put(CBN_URL, cbn_rows([row for row in CBN if row[1] != "2026-05-21"]))
        wire.put(NFEM_URL, nfem_rows([row for row in NFEM if row[0] != "2026-04-29"]))
        house.good("fetch", "cbn", "cbn-nfem")
        assert house.run("history", "WAUA", "--market", "official", "--every", "raw").code == 1
        wire.put(CBN_URL, cbn_rows())
        wire.put(NFEM_URL, nfem_rows())
        rows = house.good("fetch", "cbn", "cbn-nfem", "--json").json
    assert [row["observations"] for row in rows] == [sum(row[1] == "2026-05-21" for row in CBN), 5]
    bars = house.good("history", "USD", "--market", "official", "--format", "json").json
    assert ("2026-04-29", "1370.5000") in [(bar["date"], bar["close"]) for bar in bars]


def test_a_correction_is_kept_beside_what_it_corrects(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    corrected = [("2026-06-11", "1363.8250", "1363.9012", "1368.0000", "1360.0000", "1365.2500"), *NFEM[1:]]
    with wired() as wire:
        house.environ["FXTRACKER_MIRROR"] = wire.url
        house.good("fetch", "cbn-nfem")
        wire.put(NFEM_URL, nfem_rows(corrected))
        house.good("fetch", "cbn-nfem", FXTRACKER_NOW=LATER)
    asked = ("history", "USD", "--market", "official", "--measure", "close", "--from", "2026-06-11", "--every", "raw", "--json")
    assert [row["mid"] for row in house.good(*asked).json] == ["1364.5000", "1365.2500"]
    assert rate_of(house.good("rate", "--json", FXTRACKER_NOW=LATER).json, "official")["mid"] == "1365.2500"


def test_a_page_that_says_the_same_for_weeks_is_no_source_of_today(undisturbed: Undisturbed, tmp_path: Path) -> None:
    """NairaToday stands still at its own time while days pass: it stops counting, and its figure is never one of today."""
    house = undisturbed.house.like(tmp_path / "home")
    now = "2026-06-17T14:30:00+01:00"
    with wired(now) as wire:
        wire.put(NAIRATODAY_URL, nairatoday(modified="2026-06-12T01:42:46.589Z"))
        house.good("fetch", FXTRACKER_MIRROR=wire.url, FXTRACKER_NOW=now)
        row = rate_of(house.good("rate", "--json", FXTRACKER_NOW=now).json, "parallel")
    assert "nairatoday" not in row["sources"]
    assert {"luno", "ngnrates", "quidax"} <= set(row["sources"])
    assert row["session"] == "2026-06-17"


def test_on_a_saturday_the_close_is_fridays_and_says_so(undisturbed: Undisturbed, tmp_path: Path) -> None:
    house = undisturbed.house.like(tmp_path / "home")
    now = "2026-06-13T20:30:00+01:00"
    with wired(now) as wire:
        house.good("up", "--once", FXTRACKER_MIRROR=wire.url, FXTRACKER_NOW=now)
    article = house.files()["pieces/2026-06-13/dollar-to-naira.md"].decode()
    assert "Saturday, 13 June 2026" in article
    assert "Thursday, 11 June 2026" in article
    assert "| Official close (NFEM) | ₦1,364.50 | 11 Jun 2026 |" in article
