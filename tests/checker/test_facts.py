"""Facts that cannot be true together refuse every piece, whatever it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fxtracker.checker.consistency import judge_day
from fxtracker.checker.evidence import Evidence
from fxtracker.facts import Day, Fact, Line, Point
from fxtracker.rates import USD, Market, Measure

from .days import SCENES, made_up

PLAIN = made_up(3, "plain")


def _codes(day: Day) -> set[str]:
    return {problem.check for problem in judge_day(Evidence(day))}


def _with(day: Day, name: str, change: Callable[[Fact], Fact]) -> Day:
    assert name in day
    return replace(day, facts=tuple(change(fact) if fact.id == name else fact for fact in day.facts))


def _set(name: str, value: object) -> Day:
    return _with(PLAIN, name, lambda fact: replace(fact, value=value))


@pytest.mark.parametrize("scene", SCENES)
def test_the_facts_of_a_day_agree(scene: str) -> None:
    assert _codes(made_up(5, scene)) == set()


DERIVED = [
    "official.change.d1",
    "official.change.d1.percent",
    "official.change.d7",
    "official.change.d7.percent",
    "official.change.d30",
    "official.range",
    "parallel.change.d1",
    "parallel.change.d1.percent",
    "parallel.change.d7",
    "parallel.spread",
    "parallel.spread.percent",
    "gap",
    "gap.percent",
    "gap.previous",
    "gap.previous.percent",
    "gap.change",
    "premium",
    "convert.usd.100.ask",
    "convert.usd.100.extra",
    "convert.ngn.100000.ask",
]


@pytest.mark.parametrize("name", DERIVED)
def test_a_derived_fact_that_its_base_figures_do_not_give(name: str) -> None:
    assert "F" in _codes(_set(name, PLAIN[name].decimal + Decimal("0.01")))


def test_a_state_that_the_rates_do_not_give() -> None:
    state = str(PLAIN["gap.state"].value)
    assert "F" in _codes(_set("gap.state", "below" if state != "below" else "above"))


def test_a_turn_of_the_gap_that_the_lines_do_not_show() -> None:
    assert "F" in _codes(replace(PLAIN, flags=PLAIN.flags ^ {"gap.flipped"}))


def test_a_close_outside_its_range_without_the_note() -> None:
    assert "S1" in _codes(_set("official.high", PLAIN["official.close"].decimal - 1))
    flagged = replace(_set("official.high", PLAIN["official.close"].decimal - 1), flags=PLAIN.flags | {"official.outside_range"})
    assert "S1" not in _codes(flagged)


def test_dealers_who_lose_on_every_dollar() -> None:
    assert "S2" in _codes(_set("parallel.bid", PLAIN["parallel.ask"].decimal + 1))


def test_days_that_cannot_be() -> None:
    tomorrow = PLAIN.date + timedelta(days=1)
    assert "S4" in _codes(_with(PLAIN, "official.close", lambda fact: replace(fact, session=tomorrow)))
    assert "S4" in _codes(_with(PLAIN, "official.high", lambda fact: replace(fact, session=PLAIN.date - timedelta(days=1))))
    assert "S4" in _codes(replace(PLAIN, flags=PLAIN.flags | {"weekend"}))
    assert "S4" in _codes(replace(PLAIN, made_at=PLAIN.made_at - timedelta(days=2)))


def test_a_base_that_is_too_far_back() -> None:
    base = PLAIN["official.base.d7"].session
    assert base is not None
    day = _with(PLAIN, "official.base.d7", lambda fact: replace(fact, session=base - timedelta(days=9)))
    assert "F" in _codes(day)


def test_a_figure_that_its_line_has_otherwise() -> None:
    assert "F" in _codes(_set("official.previous", PLAIN["official.previous"].decimal + 1))


@pytest.mark.parametrize("value", [Decimal(0), Decimal("-5"), Decimal("NaN")])
def test_a_rate_is_above_zero(value: Decimal) -> None:
    assert "S5" in _codes(_set("midmarket.rate", value))


def _official(values: list[int], **facts: object) -> Day:
    """A day whose official line is these closes, one a day up to it, with the claims that are made of it."""
    last = date(2026, 2, 25)
    points = tuple(Point(last - timedelta(days=len(values) - 1 - place), Decimal(value)) for place, value in enumerate(values))
    line = Line("official.close", Market.OFFICIAL, Measure.CLOSE, USD, "mid", points)
    close = replace(PLAIN["official.close"], value=Decimal(values[-1]), session=last)
    claimed = [replace(close, id=f"official.{name}", role=f"official.{name}", value=value) for name, value in facts.items()]
    return replace(PLAIN, date=last, lines={"official.close": line}, facts=(close, *claimed), flags=frozenset({"official.today"}))


def _superlative(day: Day) -> bool:
    return "T9" in _codes(day)


def test_a_run_is_counted_again() -> None:
    rising = [1350, 1349, 1351, 1352, 1354]
    assert not _superlative(_official(rising, streak=3, **{"streak.direction": "weaker"}))
    assert _superlative(_official(rising, streak=4, **{"streak.direction": "weaker"}))
    assert _superlative(_official(rising, streak=3, **{"streak.direction": "stronger"}))


def test_the_strongest_since_is_looked_up_again() -> None:
    since = date(2026, 2, 25) - timedelta(days=30)
    line = [1340, *[1360] * 29, 1345]
    assert not _superlative(_official(line, strongest_since=since))
    assert _superlative(_official([*line[:15], 1344, *line[16:]], strongest_since=since))
    assert _superlative(_official(line, strongest_since=since + timedelta(days=1)))
    assert _superlative(_official([1340, *[1360] * 9, 1345], strongest_since=date(2026, 2, 25) - timedelta(days=10)))


def test_a_record_needs_a_record() -> None:
    short = [1360] * 40 + [1345]
    first = date(2026, 2, 25) - timedelta(days=40)
    assert _superlative(_official(short, strongest_on_record=first))
    assert not _superlative(_official([1360] * 300 + [1345], strongest_on_record=date(2026, 2, 25) - timedelta(days=300)))
    assert _superlative(
        _official([1360] * 150 + [1344] + [1360] * 149 + [1345], strongest_on_record=date(2026, 2, 25) - timedelta(days=300))
    )
