from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.charts.band import between
from fxtracker.charts.canvas import Box
from fxtracker.charts.layout import breaks, date_ticks, dodge, value_ticks
from fxtracker.charts.marks import crosses
from fxtracker.facts import Point

levels = st.decimals(min_value="0.01", max_value="99999", places=2)


@given(low=levels, span=levels)
def test_an_axis_has_three_to_six_round_ticks_within_its_reach(low: Decimal, span: Decimal) -> None:
    ticks = value_ticks(low, low + span)

    assert 3 <= len(ticks) <= 6
    assert all(low <= tick <= low + span for tick in ticks)
    steps = {second - first for first, second in pairwise(ticks)}
    assert len(steps) == 1
    assert steps.pop().normalize().as_tuple().digits in {(1,), (2,), (2, 5), (5,)}


def test_ticks_are_plain_numbers() -> None:
    assert value_ticks(Decimal("1337.5"), Decimal("1442.5")) == tuple(Decimal(n) for n in (1340, 1360, 1380, 1400, 1420, 1440))
    assert [str(tick) for tick in value_ticks(Decimal(9000), Decimal(31000))] == ["10000", "15000", "20000", "25000", "30000"]
    assert [str(tick) for tick in value_ticks(Decimal("2.41"), Decimal("2.53"))] == ["2.42", "2.44", "2.46", "2.48", "2.5", "2.52"]


blocks = st.lists(st.tuples(st.floats(-50, 650), st.floats(10, 90)), min_size=1, max_size=5)


@given(blocks=blocks)
def test_labels_neither_touch_nor_leave_the_plot(blocks: list[tuple[float, float]]) -> None:
    centres, heights = [centre for centre, _ in blocks], [height for _, height in blocks]

    placed = dodge(centres, heights, 0, 600, 10)

    edges = sorted((centre - height / 2, centre + height / 2) for centre, height in zip(placed, heights, strict=True))
    assert edges[0][0] >= -1e-6
    assert edges[-1][1] <= 600 + 1e-6
    assert all(upper <= lower - 10 + 1e-6 for (_, upper), (lower, _) in pairwise(edges))


def test_labels_that_have_room_stay_where_they_are() -> None:
    assert dodge([100, 300], [40, 40], 0, 600, 10) == [100, 300]


def test_labels_that_collide_share_the_way() -> None:
    assert dodge([300, 300], [40, 40], 0, 600, 10) == [275, 325]


def test_a_line_breaks_only_where_over_five_trading_days_are_missing() -> None:
    friday = date(2026, 2, 6)
    monday = friday + timedelta(days=3)
    week_later, more = friday + timedelta(days=10), friday + timedelta(days=11)

    assert breaks([friday, monday]) == []
    assert breaks([friday, week_later]) == []
    assert breaks([friday, more]) == [1]


@pytest.mark.parametrize(
    ("start", "kind", "days"),
    [(date(2025, 11, 28), "month", [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)])],
)
def test_three_months_can_be_marked_by_their_firsts(start: date, kind: str, days: list[date]) -> None:
    assert (kind, tuple(days)) in list(date_ticks(start, date(2026, 2, 25)))


def _course(*values: int) -> list[Point]:
    return [Point(date(2026, 2, 2) + timedelta(days=index), Decimal(value)) for index, value in enumerate(values)]


def test_the_band_is_cut_where_the_lines_cross() -> None:
    above, below = between(_course(10, 20, 30), _course(30, 20, 10), first_step=False, second_step=False)

    assert len(above) == len(below) == 1
    crossing = (date(2026, 2, 3).toordinal(), 20.0)
    assert crossing in above[0]
    assert crossing in below[0]


def test_the_band_of_a_step_follows_the_step() -> None:
    above, below = between(_course(10, 20), _course(5, 5), first_step=True, second_step=False)

    assert below == []
    assert (date(2026, 2, 3).toordinal(), 10.0) in above[0]


def test_no_band_where_only_one_line_runs() -> None:
    assert between(_course(10), _course(5, 6, 7), first_step=True, second_step=False) == ([], [])


def test_a_line_crosses_a_box_even_where_no_point_of_it_lies_inside() -> None:
    box = Box(10, 10, 20, 20)

    assert crosses(box, [(0, 0), (30, 30)])
    assert crosses(box, [(15, 0), (15, 40)])
    assert not crosses(box, [(0, 0), (30, 0), (30, 30)])
    assert crosses(box, [(12, 12)])
