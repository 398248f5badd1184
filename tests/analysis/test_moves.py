"""Moves, extremes and volatility of a series, held against the plainest way to work them out."""

from __future__ import annotations

import math
import statistics
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.analysis.moves import STRONGER, WEAKER, base_of, change, extreme, span_bases, unit_percent, volatility
from fxtracker.analysis.track import Track
from fxtracker.rates import USD, Fixing, FixingKind, Grade, Market, Measure

START = date(2026, 1, 5)

rates = st.decimals(Decimal("0.5"), Decimal("3000"), places=4)
steps = st.lists(
    st.tuples(st.sampled_from([1, 1, 1, 3, 14, 15, 40]), st.integers(1380, 1386), st.sampled_from("ABCD")), min_size=1, max_size=60
)


def track_of(rows: list[tuple[int, int, str]]) -> Track:
    """A series of rows of days since the session before, whole naira and grade."""
    day, fixings = START, []
    for number, (gap, value, grade) in enumerate(rows, 1):
        day += timedelta(days=gap)
        at = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
        fixings.append(Fixing(Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SESSION, day, at, Decimal(value), Grade(grade), id=number))
    return Track.of(fixings, Market.PARALLEL, Measure.QUOTE)


def daily(values: list[int], grade: str = "B") -> Track:
    return track_of([(1, value, grade) for value in values])


@given(rates, rates)
def test_the_two_percents_have_opposite_signs_and_undo_each_other(old: Decimal, new: Decimal) -> None:
    moved = change(old, new)

    assert old + moved.naira == new
    assert (moved.naira > 0) == (moved.unit_percent > 0) == (moved.naira_percent < 0) == (moved.word == "weaker")
    assert (moved.naira == 0) == (moved.unit_percent == 0) == (moved.naira_percent == 0) == (moved.word == "unchanged")
    assert abs((1 + moved.naira_percent / 100) * (1 + moved.unit_percent / 100) - 1) < Decimal("1e-20")
    assert moved.naira_percent == pytest.approx(unit_percent(new, old))


def test_of_june_2023_the_two_percents_are_far_apart() -> None:
    moved = change(Decimal("471.67"), Decimal("664.04"))

    assert (f"{moved.naira_percent:.1f}", f"{moved.unit_percent:.1f}", moved.word) == ("-29.0", "40.8", "weaker")


@given(steps)
def test_a_streak_is_what_one_counts_by_hand(rows: list[tuple[int, int, str]]) -> None:
    track = track_of(rows)
    length, way = track.streak()
    moves = [0 if later[0] > 14 else (later[1] > earlier[1]) - (later[1] < earlier[1]) for earlier, later in pairwise(rows)]
    counted = 0
    while counted < len(moves) and moves[-1 - counted] == moves[-1] != 0:
        counted += 1

    assert (length, way) == (counted, moves[-1] if counted else 0)


@given(steps, st.integers(0, 200))
def test_nothing_in_the_span_is_beyond_its_extremes(rows: list[tuple[int, int, str]], back: int) -> None:
    track = track_of(rows)
    since = track.days[-1] - timedelta(days=back)
    strongest, weakest = extreme(track, STRONGER, since), extreme(track, WEAKER, since)
    inside = [value for day, value in zip(track.days, track.values, strict=True) if day >= since]

    assert strongest is not None
    assert weakest is not None
    assert (track.values[strongest], track.values[weakest]) == (min(inside), max(inside))
    assert min(track.days[strongest], track.days[weakest]) >= since
    assert extreme(track, WEAKER, track.days[-1] + timedelta(days=1)) is None


@given(steps)
def test_a_base_is_an_earlier_session_within_a_week_of_its_day(rows: list[tuple[int, int, str]]) -> None:
    track = track_of(rows)
    present, bases = track.days[-1], span_bases(track)

    for span, day in {"d7": 7, "d30": 30, "d365": 365}.items():
        wanted = present - timedelta(days=day)
        there = [found for found in track.days if wanted - timedelta(days=7) <= found <= wanted]
        assert (track.days[bases[span]] if span in bases else None) == max(there, default=None)
    assert ("d1" in bases) is (len(rows) > 1 and rows[-1][0] <= 14)
    assert "ytd" not in bases or track.days[bases["ytd"]].year < present.year


def test_a_span_counts_from_the_session_before_it_or_else_its_first() -> None:
    track = daily([1380, 1381, 1382])

    assert base_of(track, track.days[1]) == 1
    assert base_of(track, START - timedelta(days=90)) == 0
    assert base_of(track, track.days[-1]) is None


@given(st.lists(st.integers(1300, 1500), min_size=11, max_size=60))
def test_volatility_is_the_deviation_of_the_last_thirty_log_moves(values: list[int]) -> None:
    found = volatility(daily(values))
    moves = [math.log(later / earlier) for earlier, later in pairwise(values)][-30:]

    assert found is not None
    assert found.moves == len(moves)
    assert float(found.session) == pytest.approx(statistics.stdev(moves) * 100, abs=1e-9)
    assert float(found.year) == pytest.approx(float(found.session) * math.sqrt(252), abs=1e-9)
    assert found.first == len(values) - len(moves) - 1


def test_too_few_moves_and_figures_that_may_not_be_printed_say_nothing() -> None:
    assert volatility(daily(list(range(1380, 1390)))) is None
    assert volatility(daily(list(range(1380, 1391)))) is not None
    assert volatility(daily(list(range(1380, 1420)), grade="D")) is None
    assert volatility(track_of([(15, 1380 + number, "B") for number in range(40)])) is None
