"""The rate of a day from its snapshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fxtracker.analysis.dayrate import day_rate
from fxtracker.lagos import at_wat
from fxtracker.rates import Fixing, FixingKind, Grade, Status

from .panel import fixed

DAY = date(2026, 6, 12)


def shot(hour: int, minute: int, value: object, bid: object = None, ask: object = None, grade: Grade = Grade.B) -> Fixing:
    at = at_wat(DAY, time(hour, minute))
    made = fixed(value, DAY, bid=bid, ask=ask, grade=grade, kind=FixingKind.SNAPSHOT, at=at)
    return replace(made, inputs_hash=f"{hour}:{minute}", known_at=at)


def test_the_median_of_the_snapshots_from_noon_to_four():
    shots = [shot(11, 45, 1500), shot(12, 0, 1400), shot(13, 0, 1404), shot(16, 0, 1402, grade=Grade.A), shot(16, 15, 1500)]

    rate = day_rate(shots, DAY)

    assert rate is not None
    assert (rate.value, rate.grade, rate.status, rate.kind) == (1402, Grade.A, Status.OK, FixingKind.SESSION)
    assert rate.at == at_wat(DAY, time(16))


def test_of_an_even_count_the_mean_of_the_two_in_the_middle_and_the_lesser_grade():
    rate = day_rate(
        [
            shot(12, 15 * index, value, grade=grade)
            for index, (value, grade) in enumerate([(1400, Grade.A), (1401, Grade.A), (1402, Grade.C), (1403, Grade.A)])
        ],
        DAY,
    )

    assert rate is not None
    assert (str(rate.value), rate.grade) == ("1401.5000", Grade.C)


def test_fewer_than_three_give_the_last_snapshot_as_provisional():
    rate = day_rate([shot(9, 0, 1400), shot(12, 0, 1401), shot(18, 0, 1405)], DAY)

    assert rate is not None
    assert (rate.value, rate.status, rate.notes) == (1405, Status.PROVISIONAL, ("provisional",))


def test_where_quotes_carry_dates_alone_the_last_snapshot_is_final():
    rate = day_rate([shot(12, 0, 1400), shot(23, 59, 1405)], DAY, dated_only=True)

    assert rate is not None
    assert (rate.value, rate.status) == (1405, Status.OK)


def test_snapshots_of_other_days_and_carried_ones_do_not_count():
    yesterday = replace(shot(12, 0, 1400), session=DAY - timedelta(days=1))
    empty = replace(shot(12, 0, 1400), value=None)

    assert day_rate([yesterday, empty, replace(shot(12, 0, 1400), at=at_wat(DAY + timedelta(days=1), time(8)))], DAY) is None
    assert day_rate([], DAY) is None


def test_a_held_move_is_as_held_for_the_day():
    shots = [replace(shot(12, minute, 1400, grade=Grade.D), status=Status.UNCONFIRMED, candidate=Decimal(1960)) for minute in (0, 15, 30)]

    rate = day_rate(shots, DAY)

    assert rate is not None
    assert (rate.status, rate.grade, rate.candidate) == (Status.UNCONFIRMED, Grade.D, 1960)


@given(st.lists(st.tuples(st.integers(1300, 1500), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=17))
def test_the_sides_stay_in_order(figures):
    rate = day_rate(
        [shot(12 + index // 4, index % 4 * 15, mid, mid - low, mid + high) for index, (mid, low, high) in enumerate(figures)], DAY
    )

    assert rate is not None
    assert rate.bid is not None
    assert rate.ask is not None
    assert rate.value is not None
    assert rate.bid <= rate.value <= rate.ask
