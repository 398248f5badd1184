"""How far a source stands from the others, what it did not publish, and whether it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.analysis.crosses import broken_crosses
from fxtracker.analysis.quality import Rhythm, distances, due_days, missed_days, overdue, usual_distance
from fxtracker.lagos import Calendar, at_wat
from fxtracker.rates import Exclusion, Fixing, Input

from .panel import fixed, quoted

CALENDAR = Calendar()
BANK = Rhythm(("mon", "tue", "wed", "thu", "fri"), time(18), timedelta(hours=24), holidays=True)
FRIDAY = date(2026, 6, 12)
"""Democracy Day, a public holiday."""


def evening(day: date) -> datetime:
    return at_wat(day, time(21))


class TestDue:
    def test_business_days_whose_hour_has_come(self):
        assert due_days(BANK, CALENDAR, date(2026, 6, 10), at_wat(date(2026, 6, 15), time(17, 59))) == [
            date(2026, 6, 10),
            date(2026, 6, 11),
        ]
        assert due_days(BANK, CALENDAR, date(2026, 6, 12), at_wat(date(2026, 6, 15), time(18))) == [date(2026, 6, 15)]

    def test_the_street_keeps_no_holidays_and_has_until_the_end_of_the_day(self):
        street = Rhythm(every=timedelta(hours=24))

        assert due_days(street, CALENDAR, FRIDAY, at_wat(date(2026, 6, 14), time(12))) == [FRIDAY, date(2026, 6, 13)]

    def test_a_holiday_of_the_operators_own_frees_the_day(self):
        calendar = Calendar({date(2026, 6, 15): "Mourning"})

        assert due_days(BANK, calendar, FRIDAY, evening(date(2026, 6, 15))) == []


class TestMissed:
    SINCE = date(2026, 6, 1)
    DAYS = due_days(BANK, CALENDAR, date(2026, 6, 1), evening(date(2026, 6, 19)))

    def test_a_hole_since_it_was_first_asked(self):
        there = set(self.DAYS) - {date(2026, 6, 16), date(2026, 6, 19)}

        missed = missed_days(BANK, CALENDAR, there, evening(date(2026, 6, 9)), self.SINCE, evening(date(2026, 6, 19)))
        assert missed == [date(2026, 6, 16), date(2026, 6, 19)]

    def test_what_was_due_before_is_history_but_for_the_last_of_it(self):
        first, now = evening(date(2026, 6, 10)), evening(date(2026, 6, 11))

        assert missed_days(BANK, CALENDAR, {date(2026, 6, 11)}, first, self.SINCE, now) == []
        assert missed_days(BANK, CALENDAR, {date(2026, 6, 4)}, first, self.SINCE, first) == [date(2026, 6, 10)]

    def test_a_whole_record_misses_nothing(self):
        assert missed_days(BANK, CALENDAR, set(self.DAYS), evening(self.SINCE), self.SINCE, evening(date(2026, 6, 19))) == []


class TestOverdue:
    def test_over_twice_its_rhythm(self):
        daily = Rhythm(every=timedelta(hours=24))
        newest = datetime(2026, 6, 10, 12, tzinfo=UTC)

        assert overdue(daily, CALENDAR, newest, newest + timedelta(hours=48)) is None
        assert overdue(daily, CALENDAR, newest, newest + timedelta(hours=49)) is not None

    def test_never_within_six_hours(self):
        quick = Rhythm(every=timedelta(minutes=15))
        newest = datetime(2026, 6, 10, 12, tzinfo=UTC)

        assert overdue(quick, CALENDAR, newest, newest + timedelta(hours=6)) is None
        assert overdue(quick, CALENDAR, newest, newest + timedelta(hours=6, minutes=1)) is not None

    def test_a_free_weekend_is_no_silence(self):
        newest = at_wat(date(2026, 6, 19), time(18))
        business = BANK._replace(by=None)

        assert overdue(business, CALENDAR, newest, at_wat(date(2026, 6, 22), time(9))) is None
        assert overdue(Rhythm(every=timedelta(hours=24)), CALENDAR, newest, at_wat(date(2026, 6, 22), time(9))) is not None

    def test_without_a_rhythm_nothing_is_late(self):
        assert overdue(Rhythm(), CALENDAR, datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)) is None

    def test_a_figure_of_the_future_is_not_late(self):
        now = datetime(2026, 6, 10, 12, tzinfo=UTC)

        assert overdue(BANK, CALENDAR, now + timedelta(days=1), now) is None


def day(*mids: tuple[str, object]) -> Fixing:
    inputs = tuple(Input(number, source, source, "street", Decimal(1), Decimal(str(mid))) for number, (source, mid) in enumerate(mids, 1))
    return replace(fixed("1400", FRIDAY), inputs=inputs)


class TestDistance:
    def test_from_the_fixing_without_its_own_group(self):
        found = distances([day(("a", 1400), ("b", 1410), ("c", 1420))], {}, {})

        assert found["c"] == [pytest.approx(log(1420 / 1405))]
        assert found["b"] == [pytest.approx(0)]

    def test_one_alone_stands_from_nobody(self):
        assert distances([day(("a", 1400))], {}, {}) == {}

    def test_one_that_was_left_out_is_measured_too_and_a_copy_not_against_its_original(self):
        said = {9: quoted("far", mid=1540).observation, 8: quoted("copy", mid=1400).observation}
        fixing = replace(day(("a", 1400), ("b", 1400)), exclusions=(Exclusion(9, "far", "far"), Exclusion(8, "copy", "copy")))

        found = distances([fixing], said, {"copy": "a", "a": "a"})
        assert found["far"] == [pytest.approx(log(1.1))]
        assert found["copy"] == [pytest.approx(0)]

    def test_an_official_note_without_its_row_is_not_measured(self):
        assert "gone" not in distances([replace(day(("a", 1400), ("b", 1400)), exclusions=(Exclusion(5, "gone", "far"),))], {}, {})

    @given(st.lists(st.floats(0, 0.5), min_size=1, max_size=30))
    def test_the_usual_one_is_the_median_in_percent(self, away: list[float]):
        found = usual_distance(away)

        assert found is not None
        assert min(away) * 100 - 0.006 <= found <= max(away) * 100 + 0.006

    def test_of_nothing_it_is_not_known(self):
        assert usual_distance([]) is None


WORLD = {"EUR": 1.1592, "GBP": 1.341}
"""Euro and sterling in dollars on 21 May 2026, by the Central Bank's own table."""


class TestCrosses:
    def mids(self, **figures: str) -> dict[str, Decimal]:
        return {base: Decimal(figure) for base, figure in figures.items()}

    def test_the_banks_table_of_21_may_2026_holds(self):
        assert broken_crosses(self.mids(USD="1371.8079", EUR="1590.1997", GBP="1839.5944"), WORLD, 0.03) == []

    @pytest.mark.parametrize(
        ("figures", "base"),
        [
            ({"USD": "1363.5", "EUR": "1754.4"}, "EUR"),  # the bank's euro of 25 May 2026
            ({"USD": "1450.3", "GBP": "1677.6"}, "GBP"),  # its sterling of 24 November 2025
        ],
    )
    def test_a_figure_of_another_currency_breaks_it(self, figures: dict[str, str], base: str):
        assert [cross.base for cross in broken_crosses(self.mids(**figures), WORLD, 0.03)] == [base]

    def test_what_is_not_there_is_not_judged(self):
        assert broken_crosses(self.mids(EUR="1754.4"), WORLD, 0.03) == []
        assert broken_crosses(self.mids(USD="1363.5", EUR="1754.4"), {}, 0.03) == []
        assert broken_crosses(self.mids(USD="0", EUR="1754.4"), WORLD, 0.03) == []

    @given(st.decimals("0.5", "2", places=4))
    def test_a_devaluation_breaks_nothing(self, factor: Decimal):
        mids = {base: figure * factor for base, figure in self.mids(USD="1371.8079", EUR="1590.1997", GBP="1839.5944").items()}

        assert broken_crosses(mids, WORLD, 0.03) == []
