"""Which official figure stands at a moment."""

from __future__ import annotations

from datetime import date, time

import pytest

from fxtracker.analysis.reading import official_reading
from fxtracker.lagos import Calendar, at_wat
from fxtracker.rates import Fixing, Grade, Market, Measure, Pair

from .panel import fixed

CALENDAR = Calendar()


def official(measure: Measure, day: date, grade: Grade = Grade.A, base: str = "USD") -> Fixing:
    return fixed(1340, day, market=Market.OFFICIAL, measure=measure, grade=grade, pair=Pair(base))


WEDNESDAY, TUESDAY = date(2026, 2, 18), date(2026, 2, 17)
EVENING = at_wat(WEDNESDAY, time(21))


@pytest.mark.parametrize(
    ("close", "central", "measure", "grade"),
    [
        (official(Measure.CLOSE, WEDNESDAY), official(Measure.CENTRAL, WEDNESDAY), Measure.CLOSE, Grade.A),
        (official(Measure.CLOSE, WEDNESDAY, Grade.B), None, Measure.CLOSE, Grade.B),
        (official(Measure.CLOSE, TUESDAY), official(Measure.CENTRAL, WEDNESDAY), Measure.CENTRAL, Grade.B),
        (official(Measure.CLOSE, WEDNESDAY, Grade.C), official(Measure.CENTRAL, WEDNESDAY), Measure.CENTRAL, Grade.B),
        (official(Measure.CLOSE, WEDNESDAY, Grade.C), None, Measure.CLOSE, Grade.C),
        (None, official(Measure.CENTRAL, WEDNESDAY, Grade.C), Measure.CENTRAL, Grade.C),
        (None, official(Measure.CENTRAL, WEDNESDAY, base="GBP"), Measure.CENTRAL, Grade.A),
    ],
)
def test_the_close_or_what_stands_in_for_it(close: Fixing | None, central: Fixing | None, measure: Measure, grade: Grade):
    fixing, found = official_reading({Measure.CLOSE: close, Measure.CENTRAL: central}, EVENING, CALENDAR)

    assert fixing is not None
    assert (fixing.measure, found) == (measure, grade)


def test_before_december_2024_the_only_official_figure_is_the_central_rate():
    day = date(2024, 11, 29)
    close = official(Measure.CLOSE, day, Grade.C)

    fixing, grade = official_reading(
        {Measure.CLOSE: close, Measure.CENTRAL: official(Measure.CENTRAL, day)}, at_wat(day, time(21)), CALENDAR
    )

    assert fixing is not None
    assert (fixing.measure, grade) == (Measure.CENTRAL, Grade.A)


def test_nothing_known_is_grade_d():
    assert official_reading({}, EVENING, CALENDAR) == (None, Grade.D)
    assert official_reading({Measure.CLOSE: official(Measure.CLOSE, date(2026, 2, 19))}, EVENING, CALENDAR) == (None, Grade.D)


@pytest.mark.parametrize(("day", "hour", "grade"), [(20, 23, Grade.A), (23, 19, Grade.A), (23, 20, Grade.D)])
def test_three_silent_business_days_and_the_market_is_missing(day: int, hour: int, grade: Grade):
    close = official(Measure.CLOSE, WEDNESDAY)

    assert official_reading({Measure.CLOSE: close}, at_wat(date(2026, 2, day), time(hour)), CALENDAR) == (close, grade)
