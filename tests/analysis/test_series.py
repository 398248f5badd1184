"""Weeks and months say no more than their days said, and keep their digits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fxtracker.analysis.series import Span, resample

_DAYS = st.lists(
    st.tuples(st.integers(0, 400), st.decimals("1", "9999", places=4)), min_size=1, max_size=60, unique_by=lambda item: item[0]
)


def _spans(days: list[tuple[int, Decimal]]) -> list[Span]:
    return [Span(date(2026, 1, 1) + timedelta(days=offset), None, None, None, value) for offset, value in sorted(days)]


def test_a_week_begins_on_monday_and_keeps_the_digits() -> None:
    days = [Span(date(2026, 2, 23), None, None, None, Decimal("1359.0000")), Span(date(2026, 2, 27), None, None, None, Decimal("1361.50"))]

    (week,) = resample(days, "week")

    assert week == Span(date(2026, 2, 23), Decimal("1359.0000"), Decimal("1361.50"), Decimal("1359.0000"), Decimal("1361.50"), 2)
    assert str(week.open) == "1359.0000"


def test_a_span_without_a_figure_is_absent() -> None:
    months = resample(_spans([(0, Decimal(1350)), (70, Decimal(1400))]), "month")

    assert [month.start for month in months] == [date(2026, 1, 1), date(2026, 3, 1)]


def test_nothing_makes_nothing() -> None:
    assert resample([], "month") == []


@given(_DAYS)
def test_open_and_close_lie_between_low_and_high(days: list[tuple[int, Decimal]]) -> None:
    for span in resample(_spans(days), "week"):
        assert span.low <= span.open <= span.high
        assert span.low <= span.close <= span.high


@given(_DAYS)
def test_no_day_is_lost_or_counted_twice(days: list[tuple[int, Decimal]]) -> None:
    assert sum(span.days for span in resample(_spans(days), "month")) == len(days)
