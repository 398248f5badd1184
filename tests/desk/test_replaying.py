"""History worked out anew: the same as what stands, from wherever it begins, and nothing is written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.replaying import differences, replay, replayed_json
from fxtracker.rates import USD, Fixing, FixingKind, Grade, Market, Measure

from .house import Newsroom

HEADER = "observed_at,source,market,segment,pair,bid,ask"
FIRST = date(2026, 1, 1)
NOW = "2026-06-12T14:00:00"
SEGMENTS = ("street", "exchange", "p2p")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "home")


def rates(days: int, seed: int = 1, *, jump_on: int = 0) -> list[float]:
    chance = random.Random(seed)
    found = [1400.0]
    for day in range(1, days):
        found.append(found[-1] * (1 + chance.gauss(0, 0.004)) * (1.4 if day == jump_on else 1))
    return found


def panel(
    truth: Sequence[float],
    sources: int,
    *,
    seed: int = 2,
    at: str = "",
    noise: float = 0.006,
    segment: str = "",
    copies: Mapping[int, int] = {},
) -> Iterator[str]:
    """The rows of a file: each source once a day, some renewed; `copies` maps one more source to the one that it repeats a day late."""
    chance = random.Random(seed)
    said = [[0.0] * sources for _ in truth]
    for day, rate in enumerate(truth):
        for source in range(sources):
            kept = day and chance.random() < 0.25
            said[day][source] = said[day - 1][source] if kept else rate * (1 + chance.gauss(0, noise))
        row = [*said[day], *(said[max(0, day - 1)][original] for original in copies.values())]
        for number, mid in enumerate(row):
            when = f"{FIRST + timedelta(days=day)}{at}"
            yield f"{when},s{number},parallel,{segment or SEGMENTS[number % 3]},USD,{mid * 0.996:.2f},{mid * 1.004:.2f}"


def made(newsroom: Newsroom, since: date = FIRST, until: date = date(2026, 6, 12), market: Market | None = Market.PARALLEL) -> list[Fixing]:
    with newsroom.at(NOW) as desk:
        return replay(desk, since, until, market)


def standing(desk: Desk, since: date | None = None) -> list[Fixing]:
    return desk.store.fixings(Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SESSION, since)


def plain(fixing: Fixing) -> Fixing:
    """Without what only a row of the store has."""
    return replace(fixing, id=None, known_at=None, supersedes=None, cause=None)


@pytest.mark.parametrize("at", ["", "T12:30:00+01:00", "T18:20:00+01:00"], ids=["dates", "noon", "evening"])
def test_it_gives_what_stands_to_the_byte_from_wherever_it_begins(newsroom: Newsroom, at: str):
    newsroom.reads(NOW, HEADER, *panel(rates(120), 5, at=at, copies={5: 1}))

    whole = made(newsroom)
    later = made(newsroom, FIRST + timedelta(days=97), FIRST + timedelta(days=110))
    with newsroom.at(NOW) as desk:
        stands = standing(desk)
        assert differences(desk, whole, FIRST, date(2026, 6, 12), Market.PARALLEL, None) == []

    assert len(whole) >= 119
    assert [plain(fixing) for fixing in whole] == [plain(fixing) for fixing in stands]
    assert [plain(fixing) for fixing in later] == [plain(fixing) for fixing in stands if FIRST + timedelta(days=97) <= fixing.session][
        : len(later)
    ]
    assert later[0].session == FIRST + timedelta(days=97)


def test_a_file_in_two_parts_gives_what_the_whole_file_gives(tmp_path: Path):
    rows = list(panel(rates(100), 5, at="T12:30:00+01:00", copies={5: 1}))
    whole, parts = Newsroom(tmp_path / "whole"), Newsroom(tmp_path / "parts")
    whole.reads(NOW, HEADER, *rows)
    parts.reads(NOW, HEADER, *rows[: 6 * 80])
    parts.reads(NOW, HEADER, *rows[6 * 80 :])

    with whole.at(NOW) as one, parts.at(NOW) as other:
        assert [plain(fixing) for fixing in standing(one)] == [plain(fixing) for fixing in standing(other)]


def test_a_copy_that_nobody_declared_is_one_voice_with_its_original_after_a_month(newsroom: Newsroom):
    newsroom.reads(NOW, HEADER, *panel(rates(60), 5, copies={5: 1, 6: 1}))
    fixings = made(newsroom)

    assert [fixing.groups for fixing in fixings[:5]] == [7] * 5
    last = fixings[35:]
    assert all(fixing.groups <= 5 for fixing in last)
    assert all({("s5", "copy"), ("s6", "copy")} <= {(left.source, left.reason) for left in fixing.exclusions} for fixing in last)
    assert all(used.group == used.source for fixing in last for used in fixing.inputs)


def test_a_source_that_stands_apart_weighs_less_after_ten_days(newsroom: Newsroom):
    truth = [1400.0 + day for day in range(30)]
    rows = [
        *panel(truth, 4, noise=0.0002),
        *(f"{FIRST + timedelta(days=day)},off,parallel,p2p,USD,{rate + 10},{rate + 20}" for day, rate in enumerate(truth)),
    ]
    newsroom.reads(NOW, HEADER, *rows)
    fixings = made(newsroom)

    def weight(day: int, source: str) -> Decimal:
        return next(used.weight for used in fixings[day].inputs if used.source == source)

    assert weight(5, "off") == weight(5, "s0")
    assert weight(20, "off") < weight(20, "s0") / 2


@pytest.mark.parametrize("segment", ["", "street"], ids=["three-segments", "one-segment"])
@pytest.mark.parametrize("at", ["", "T12:30:00+01:00", "T20:00:00+01:00"], ids=["dates", "noon", "evening"])
def test_a_devaluation_of_forty_percent_is_followed_on_its_day(newsroom: Newsroom, at: str, segment: str):
    truth = rates(50, jump_on=40)
    newsroom.reads(NOW, HEADER, *panel(truth, 8, at=at, segment=segment))
    fixing = next(one for one in made(newsroom) if one.session == FIRST + timedelta(days=40))

    assert fixing.value is not None
    assert abs(float(fixing.value) / truth[40] - 1) < 0.03


def test_nothing_is_written_and_what_differs_is_told(newsroom: Newsroom):
    newsroom.reads(NOW, HEADER, *panel(rates(20), 5))
    with newsroom.at(NOW) as desk:
        wrong = replace(standing(desk)[7], value=Decimal("1500.0000"), grade=Grade.C, inputs_hash="made by another method")
        desk.store.save_fixings([wrong], desk.clock.now(), "a slip")
        before = desk.store.fixings(Market.PARALLEL)
        fixings = replay(desk, FIRST, FIRST + timedelta(days=30), Market.PARALLEL, USD)
        (found,) = differences(desk, fixings, FIRST, FIRST + timedelta(days=30), Market.PARALLEL, USD)

        assert desk.store.fixings(Market.PARALLEL) == before
    assert (found.stands and found.stands.value, found.stands and found.stands.grade) == (Decimal("1500.0000"), Grade.C)
    assert found.would == next(fixing for fixing in fixings if fixing.session == wrong.session)


def test_the_official_sessions_are_made_again_too(newsroom: Newsroom):
    closes = [f"{FIRST + timedelta(days=day)},cbn-nfem,official,,USD,{1370 + day}.0000" for day in range(5) if day not in (2, 3)]
    newsroom.reads(NOW, "observed_at,source,market,segment,pair,mid", *closes)
    newsroom.reads(NOW, HEADER, *panel(rates(5), 3))
    everything = made(newsroom, market=None)

    assert [(one.market, one.measure) for one in everything if one.session == FIRST] == [
        (Market.OFFICIAL, Measure.CLOSE),
        (Market.PARALLEL, Measure.QUOTE),
    ]
    assert replayed_json(everything[0]) == {
        "date": "2026-01-01", "market": "official", "pair": "USD/NGN", "measure": "close", "value": "1370.0000", "bid": None, "ask": None,
        "low": None, "high": None, "grade": "A", "groups": everything[0].groups, "dispersion": None, "status": "ok",
    }  # fmt: skip
    with newsroom.at(NOW) as desk:
        assert differences(desk, everything, FIRST, date(2026, 6, 12), None, None) == []


def test_the_rate_of_a_day_that_was_made_before_its_end_is_made_again_on_the_next(newsroom: Newsroom):
    newsroom.reads("2026-06-10T18:00:00", HEADER, *(f"2026-06-10T17:50:00+01:00,{name},parallel,street,USD,1390,1400" for name in "abc"))
    newsroom.reads("2026-06-10T19:00:00", HEADER, "2026-06-10T18:55:00+01:00,d,parallel,exchange,USD,1391,1399")
    with newsroom.at("2026-06-10T19:00:00") as desk:
        (early,) = standing(desk)
    newsroom.reads("2026-06-11T09:00:00", HEADER, "2026-06-11T08:55:00+01:00,a,parallel,street,USD,1391,1401")
    with newsroom.at("2026-06-11T09:00:00") as desk:
        yesterday = standing(desk)[0]
        again = replay(desk, date(2026, 6, 10), date(2026, 6, 10), Market.PARALLEL)

    assert yesterday.at > early.at
    assert [plain(fixing) for fixing in again] == [plain(yesterday)]
