"""The facts of a day, as `docs/facts.md` lists them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal

import pytest

from fxtracker.analysis.day import DayInputs, build
from fxtracker.facts import Day, Edition, Unit
from fxtracker.lagos import Calendar, at_wat
from fxtracker.rates import Exclusion, Fixing, FixingKind, Grade, Input, Market, Measure, Pair, Status

from .panel import fixed, quoted

WEDNESDAY = date(2026, 2, 25)
EVENING = datetime(2026, 2, 25, 17, 20, tzinfo=UTC)
CALENDAR = Calendar()


def official(day: date, value: object, measure: Measure = Measure.CLOSE, **more: object) -> Fixing:
    source = "cbn" if measure is Measure.CENTRAL else "cbn-nfem"
    return fixed(value, day, market=Market.OFFICIAL, measure=measure, grade=Grade.A, sources=(source,), **more)


def closes(*values: object, last: date = WEDNESDAY) -> list[Fixing]:
    """Closes of the business days up to and with the last."""
    days = [last]
    while len(days) < len(values):
        days.append(CALENDAR.previous_business_day(days[-1]))
    return [official(day, value) for day, value in zip(reversed(days), values, strict=True)]


ROW = [
    official(WEDNESDAY, "1361.5000", Measure.HIGH),
    official(WEDNESDAY, "1353.0000", Measure.LOW),
    official(WEDNESDAY, "1356.1141", Measure.WEIGHTED_AVERAGE),
]
STREET = [
    fixed("1362.5", date(2026, 2, 24), bid="1357", ask="1368"),
    fixed("1360.25", WEDNESDAY, bid="1355.5", ask="1365.4"),
]


def made(day: date = WEDNESDAY, made_at: datetime = EVENING, **inputs: object) -> Day:
    return build(DayInputs(day, Pair("USD"), made_at, Edition.CLOSING, CALENDAR, **inputs))  # type: ignore[arg-type]


def values(day: Day, prefix: str) -> dict[str, object]:
    return {fact.id.removeprefix(prefix): fact.value for fact in day if fact.id.startswith(prefix)}


class TestOfficial:
    def test_the_central_banks_own_row_of_25_february_2026(self):
        day = made(official=[*closes("1359.0000", "1359.5000"), *ROW])

        assert str(day["official.close"].value) == "1359.5000"
        assert (day["official.close"].session, day["official.close"].measure) == (WEDNESDAY, Measure.CLOSE)
        assert day["official.close"].sources == ("cbn-nfem",)
        assert day["official.range"].value == Decimal("8.5")
        assert str(day["official.weighted_average"].value) == "1356.1141"
        assert day["official.previous"].value == 1359
        assert day["official.change.d1"].value == Decimal("0.5")
        assert day["official.change.d1"].base == date(2026, 2, 24)
        assert day["official.change.d1.percent"].value == (Decimal("1359.0000") / Decimal("1359.5000") - 1) * 100
        assert day["records.official.start"].value == date(2026, 2, 24)
        assert {"official.today"} <= day.flags
        assert day.grades["official"] == "A"

    def test_naira_changes_come_from_printed_figures_and_percentages_from_exact_ones(self):
        day = made(official=closes("1359.004", "1359.496"))

        assert day["official.change.d1"].value == Decimal("0.5")
        assert day["official.change.d1.percent"].value == (Decimal("1359.004") / Decimal("1359.496") - 1) * 100

    def test_spans_count_from_the_last_session_on_or_before_the_day(self):
        series = closes(*range(1400, 1400 - 30, -1))

        day = made(official=series)

        assert day["official.base.d7"].session == date(2026, 2, 18)
        assert day["official.change.d7"].value == -5
        assert day["official.base.d30"].session == date(2026, 1, 26)
        assert "official.base.d365" not in day

    def test_a_base_more_than_a_week_before_its_day_is_none(self):
        day = made(official=[official(date(2026, 1, 18), 1400), official(WEDNESDAY, 1390)])

        assert "official.base.d30" not in day
        assert "official.previous" not in day
        assert "official.change.d1" not in day

    def test_a_measure_is_never_compared_with_another(self):
        central = official(date(2026, 2, 24), "1355.61", Measure.CENTRAL)

        assert "official.previous" not in made(official=[central, *closes("1359.5")])

    @pytest.mark.parametrize(
        ("series", "streak"),
        [
            ((1400, 1402, 1401, 1400), (2, "stronger")),
            ((1400, 1399, 1400, 1401, 1402), (3, "weaker")),
            ((1400, 1401, 1400), None),
            ((1398, 1399, 1400, 1400), None),
            ((1398, "1399.001", "1399.004"), None),
        ],
    )
    def test_the_streak_counts_moves_of_printed_figures(self, series, streak):
        found = values(made(official=closes(*series)), "official.streak")

        assert found == ({} if streak is None else {"": streak[0], ".direction": streak[1]})

    def test_strongest_since_the_last_earlier_session_at_least_as_strong(self):
        day = made(official=closes(1350, *[1380] * 25, 1351))

        assert day["official.strongest_since"].value == day.lines["official.close"].points[0].day
        assert day["official.strongest_since"].unit is Unit.DAY
        assert "official.weakest_since" not in day

    def test_twenty_sessions_must_lie_between(self):
        assert "official.strongest_since" not in made(official=closes(1350, *[1380] * 19, 1351))
        assert "official.strongest_since" in made(official=closes(1350, *[1380] * 20, 1351))

    def test_weakest_on_record_needs_a_record_of_250_sessions_that_goes_back_to_its_start(self):
        series = closes(*range(1200, 1450))
        start = series[0].session

        assert made(official=series)["official.weakest_on_record"].value == start
        assert "official.weakest_on_record" not in made(official=series[1:])
        older = made(official=series, record_starts={Market.OFFICIAL: date(2001, 12, 10)})
        assert "official.weakest_on_record" not in older
        assert older["records.official.start"].value == date(2001, 12, 10)

    def test_the_central_rate_stands_in_where_there_is_no_close(self):
        day = made(official=[*closes("1359.0", last=date(2026, 2, 24)), official(WEDNESDAY, "1355.6141", Measure.CENTRAL)])

        assert "official.close" not in day
        assert str(day["official.central"].value) == "1355.6141"
        assert "official.central_only" in day.flags
        assert day.grades["official"] == "B"

    def test_a_figure_outside_its_range_and_a_conflict_are_told(self):
        row = [replace(fixing, status=Status.OUTSIDE_RANGE, grade=Grade.B) for fixing in [*closes("1362"), *ROW]]

        assert "official.outside_range" in made(official=row).flags
        assert "official.conflict" in made(official=[replace(closes("1362")[0], status=Status.CONFLICT)]).flags

    def test_a_move_of_over_five_percent_that_stands_is_told(self):
        assert "official.confirmed_jump" in made(official=closes(1300, 1366)).flags
        assert "official.confirmed_jump" not in made(official=closes(1300, 1365)).flags


class TestCalendar:
    def test_before_its_hour_the_close_is_expected_and_after_it_unpublished(self):
        series = closes("1359", last=date(2026, 2, 24))

        noon = made(made_at=at_wat(WEDNESDAY, clock_time(13)), official=series)
        night = made(made_at=at_wat(WEDNESDAY, clock_time(20)), official=series)

        assert {"official.carried", "official.expected"} <= noon.flags
        assert {"official.carried", "official.unpublished"} <= night.flags

    def test_a_weekend_expects_nothing(self):
        day = made(date(2026, 2, 28), at_wat(date(2026, 2, 28), clock_time(13)), official=closes("1359", last=date(2026, 2, 27)))

        assert {"weekend", "official.carried"} == day.flags & {"weekend", "official.carried", "official.expected", "official.unpublished"}
        assert not day.business_day

    def test_a_declared_holiday_is_named(self):
        calendar = Calendar({WEDNESDAY: "Election day"})
        inputs = DayInputs(WEDNESDAY, Pair("USD"), EVENING, Edition.CLOSING, calendar, official=closes("1359", last=date(2026, 2, 24)))

        assert build(inputs).holiday == "Election day"
        assert "holiday" in build(inputs).flags
        assert "official.expected" not in build(inputs).flags

    def test_an_estimated_holiday_is_not_called_one(self):
        day = date(2026, 3, 20)
        calendar = Calendar({day: "Eid-el-Fitr (estimated)"})
        found = build(
            DayInputs(
                day,
                Pair("USD"),
                at_wat(day, clock_time(21)),
                Edition.CLOSING,
                calendar,
                closes("1359", last=date(2026, 3, 18)),
            )
        )

        assert found.holiday is None
        assert "official.unpublished" in found.flags

    def test_after_three_silent_business_days_the_market_is_missing(self):
        day = made(official=closes("1359", last=date(2026, 2, 19)), made_at=at_wat(WEDNESDAY, clock_time(20)))

        assert "official.missing" in day.flags
        assert day.grades["official"] == "D"
        assert not values(day, "official.")
        assert day.lines["official.close"].points

    def test_with_no_official_figure_at_all_there_is_no_grade(self):
        assert "official" not in made().grades
        assert "official.missing" in made().flags


class TestParallel:
    def test_levels_spread_and_change(self):
        day = made(parallel=STREET)

        assert [day[f"parallel.{side}"].value for side in ("bid", "ask", "mid")] == [
            Decimal("1355.5"),
            Decimal("1365.4"),
            Decimal("1360.25"),
        ]
        assert day["parallel.spread"].value == 1365 - 1356
        assert day["parallel.spread.percent"].value == (Decimal("1365.4") - Decimal("1355.5")) / Decimal("1360.25") * 100
        assert day["parallel.previous"].value == 1368
        assert day["parallel.change.d1"].value == 1365 - 1368
        assert day["parallel.change.d1.percent"].value == (Decimal(1368) / Decimal("1365.4") - 1) * 100
        assert day["parallel.sources"].value == 2
        assert day.flags >= {"parallel.today"}

    def test_a_rate_without_sides_is_compared_with_mids_alone(self):
        day = made(parallel=[STREET[0], fixed("1360.25", WEDNESDAY)])

        assert "parallel.mid_only" in day.flags
        assert "parallel.ask" not in day
        assert day["parallel.previous"].value == Decimal("1362.5")

    def test_an_ask_is_never_compared_with_a_mid(self):
        assert "parallel.previous" not in made(parallel=[fixed("1362.5", date(2026, 2, 24)), STREET[1]])

    @pytest.mark.parametrize(
        ("back", "flag"), [(0, "parallel.today"), (1, "parallel.carried"), (3, "parallel.carried"), (4, "parallel.missing")]
    )
    def test_a_quote_is_carried_three_days_at_most(self, back: int, flag: str):
        day = made(parallel=[fixed("1360", WEDNESDAY - timedelta(days=back), bid="1355", ask="1365")])

        assert flag in day.flags
        assert ("parallel.ask" in day) == (flag != "parallel.missing")

    @pytest.mark.parametrize(
        ("status", "flag"),
        [(Status.UNCONFIRMED, "parallel.unconfirmed"), (Status.SPLIT, "parallel.split"), (Status.OK, "parallel.missing")],
    )
    def test_grade_d_is_not_printed(self, status: Status, flag: str):
        day = made(official=closes("1359"), parallel=[STREET[0], replace(STREET[1], grade=Grade.D, status=status)])

        assert {flag, "parallel.missing"} <= day.flags
        assert day.grades["parallel"] == "D"
        assert not values(day, "parallel.")
        assert "gap" not in day

    def test_what_must_be_said_of_it(self):
        shaky = replace(STREET[1], grade=Grade.C, status=Status.DISPERSED)

        assert {"parallel.indicative", "parallel.dispersed"} <= made(parallel=[shaky]).flags
        assert "parallel.provisional" in made(parallel=[replace(STREET[1], kind=FixingKind.SNAPSHOT)]).flags
        assert "parallel.provisional" in made(parallel=[replace(STREET[1], status=Status.PROVISIONAL)]).flags

    def test_a_snapshot_that_carries_yesterdays_quotes_does_not_displace_yesterdays_rate(self):
        carried = replace(fixed("1300", date(2026, 2, 24), bid="1290", ask="1310"), kind=FixingKind.SNAPSHOT)

        assert made(parallel=[STREET[0], carried])["parallel.ask"].value == 1368

    def test_a_sources_own_quote_is_printed_where_the_fixing_used_it(self):
        used = replace(
            STREET[1],
            inputs=(Input(1, "ngnrates", "ngnrates", "street", Decimal(1), Decimal(1360)),),
            exclusions=(Exclusion(2, "talentbase", "copy"), Exclusion(3, "slip", "unit")),
        )
        said = [
            quoted(source, bid, ask, at=EVENING)
            for source, bid, ask in (("ngnrates", 1355, "1365.00"), ("talentbase", 1356, 1366), ("slip", 13, 14), ("nobody", 1, 2))
        ]

        day = made(parallel=[used], quotes=said)

        assert values(day, "source.") == {
            "ngnrates.bid": 1355,
            "ngnrates.ask": Decimal("1365.00"),
            "talentbase.bid": 1356,
            "talentbase.ask": 1366,
        }
        assert day["source.ngnrates.bid"].role == "source.bid"


class TestBetween:
    def day(self, close: object = "1359.5", before: object = "1359", street: list[Fixing] | None = None) -> Day:
        return made(official=closes(before, close), parallel=street or STREET)

    def test_the_gap_is_printed_ask_less_printed_official_figure(self):
        day = self.day()

        assert day["gap"].value == Decimal("5.5")
        assert day["gap.percent"].value == (Decimal("1365.4") / Decimal("1359.5") - 1) * 100
        assert day["gap.previous"].value == 9
        assert day["gap.previous"].session == date(2026, 2, 24)
        assert day["gap.change"].value == Decimal("-3.5")
        assert day["premium"].value == (Decimal("1360.25") / Decimal("1359.5") - 1) * 100
        assert day["gap"].sources == ("nairatoday", "ngnrates", "cbn-nfem")

    @pytest.mark.parametrize(("close", "state"), [("1355.99", "above"), ("1356", "inside"), ("1365", "inside"), ("1365.01", "below")])
    def test_its_state_goes_by_printed_figures(self, close: str, state: str):
        day = self.day(close)

        assert day["gap.state"].value == state
        assert ("gap.flipped" in day.flags) == (state != "inside")

    def test_where_the_street_is_cheaper_it_is_negative_and_still_a_gap(self):
        day = self.day("1400", "1380")

        assert day["gap"].value == -35
        assert day["gap.previous"].value == -12
        assert day["gap.change"].value == 23
        assert day["convert.usd.100.extra"].value == -3500

    def test_what_amounts_cost_at_printed_rates(self):
        day = self.day()

        assert day["convert.usd.100.official"].value == Decimal("135950.0")
        assert (day["convert.usd.100.bid"].value, day["convert.usd.10000.ask"].value) == (135600, 13650000)
        assert day["convert.usd.100.extra"].value == 550
        assert day["convert.ngn.100000.ask"].value == Decimal("73.26")
        assert day["convert.ngn.100000.official"].value == Decimal("73.56")
        assert day["convert.usd.100.ask"].role == "convert.usd.ask"

    def test_on_a_saturday_the_street_is_set_against_fridays_close(self):
        friday, saturday = date(2026, 2, 27), date(2026, 2, 28)
        street = [fixed("1360", friday, bid="1355", ask="1365"), fixed("1362", saturday, bid="1357", ask="1367")]

        day = made(saturday, at_wat(saturday, clock_time(18)), official=closes("1359", last=friday), parallel=street)

        assert (day["gap"].value, day["gap"].base) == (8, friday)
        assert day["gap.previous"].value == 6

    def test_another_pair_has_no_dollar_table(self):
        inputs = DayInputs(WEDNESDAY, Pair("GBP"), EVENING, Edition.CLOSING, CALENDAR, parallel=STREET)

        assert not values(build(inputs), "convert.")


def test_other_currencies_and_the_mid_market():
    pound = replace(official(WEDNESDAY, "1827.33", Measure.CENTRAL), pair=Pair("GBP"))
    stale = replace(official(date(2026, 2, 13), "1575.35", Measure.CENTRAL), pair=Pair("EUR"))
    street = fixed("1860", WEDNESDAY, bid="1840", ask="1880", pair=Pair("GBP"))
    middle = fixed("1352.1", WEDNESDAY, market=Market.MIDMARKET, grade=Grade.C, sources=("currency-api",))

    day = made(others={"GBP": (pound, street), "EUR": (stale, replace(street, grade=Grade.D))}, midmarket=middle)

    assert values(day, "other.") == {"GBP.official": Decimal("1827.33"), "GBP.bid": 1840, "GBP.ask": 1880, "GBP.mid": 1860}
    assert day["midmarket.rate"].value == Decimal("1352.1")
    assert day.grades["midmarket"] == "C"


def test_lines_hold_four_hundred_days_and_no_filled_ones():
    day = made(official=closes(*range(1300, 1700)), parallel=STREET)

    assert day.lines["official.close"].points[0].day > WEDNESDAY - timedelta(days=400)
    assert [point.day.weekday() > 4 for point in day.lines["official.close"].points].count(True) == 0
    assert [point.value for point in day.lines["parallel.ask"].points] == [1368, Decimal("1365.4")]


def test_the_ids_of_a_day_with_a_long_record_are_unique():
    days = [date(2019, 1, 1) + timedelta(days=index) for index in range(2600)]
    record = [official(day, 1300 + index % 90) for index, day in enumerate(days) if day.weekday() < 5 and day <= WEDNESDAY]
    street = [
        fixed(1330 + index % 70, day, bid=1320 + index % 70, ask=1340 + index % 70) for index, day in enumerate(days) if day <= WEDNESDAY
    ]
    row = [replace(fixing, measure=measure) for measure in (Measure.HIGH, Measure.LOW) for fixing in record]

    day = made(official=[*record, *row], parallel=street)

    ids = [fact.id for fact in day]
    assert len(ids) == len(set(ids))
