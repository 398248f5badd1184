"""The rules of the official market, on rows that were really published and on small made-up ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fxtracker.analysis.official import OfficialResult, fix_sessions
from fxtracker.rates import USD, Fixing, Grade, Market, Measure, Observation, Pair, Quote, Segment, Status

from .history import observed
from .panel import fixed

MONDAY = date(2026, 2, 16)
ROW = {"close": "1340.0000", "high": "1340.0000", "low": "1328.0000", "weighted_average": "1338.1066"}
"""The Central Bank's row of 18 February 2026."""


def table(session: date, mid: object, base: str = "USD", half: object = "0.5", number: int = 1) -> Observation:
    central, side = Decimal(str(mid)), Decimal(str(half))
    return observed("cbn", Measure.CENTRAL, Pair(base), session, Quote(central - side, central + side, central), number)


def row(session: date, figures: dict[str, str] = ROW, first: int = 1) -> list[Observation]:
    return [
        observed("cbn-nfem", Measure(name), USD, session, Quote(mid=Decimal(figure)), first + index)
        for index, (name, figure) in enumerate(figures.items())
    ]


def others(session: date, factor: float = 1.0) -> list[Observation]:
    return [
        table(session, round(rate * factor, 4), base, "0.01", number=900)
        for base, rate in (("GBP", 1820.0), ("EUR", 1580.0), ("CHF", 1700.0))
    ]


def reasons(result: OfficialResult) -> list[tuple[date, str]]:
    return [(held.session, held.reason) for held in result.verdicts]


def one(result: OfficialResult, measure: Measure = Measure.CENTRAL, pair: Pair = USD) -> Fixing:
    (found,) = (fixing for fixing in result.fixings if fixing.measure is measure and fixing.pair == pair)
    return found


class TestHierarchy:
    def test_every_measure_of_a_session_is_fixed_for_itself_to_the_last_digit(self):
        result = fix_sessions([*row(date(2026, 2, 18)), table(date(2026, 2, 18), "1337.6066")])

        assert {fixing.measure: str(fixing.value) for fixing in result.fixings} == {**ROW, "central": "1337.6066"}
        assert {fixing.grade for fixing in result.fixings} == {Grade.A}
        assert {fixing.market for fixing in result.fixings} == {Market.OFFICIAL}
        assert result.verdicts == []

    def test_the_table_has_buying_and_selling_as_bid_and_ask(self):
        fixing = one(fix_sessions([table(MONDAY, "1371.8079")]))

        assert (str(fixing.bid), str(fixing.ask)) == ("1371.3079", "1372.3079")

    @pytest.mark.parametrize(("source", "segment"), [("frankfurter", None), ("legit", Segment.PRESS)])
    def test_a_re_server_or_the_press_stands_in_and_is_indicative(self, source: str, segment: Segment | None):
        said = table(MONDAY, 1340)._replace(source=source, segment=segment)

        assert one(fix_sessions([said])).grade is Grade.C

    def test_the_central_bank_outranks_who_repeats_it_whatever_the_order(self):
        own, copy = table(MONDAY, 1340), table(MONDAY, 1341, number=2)._replace(source="frankfurter")

        for rows in ([own, copy], [copy, own]):
            fixing = one(fix_sessions(rows))
            assert fixing.value == 1340
            assert [left.reason for left in fixing.exclusions] == ["outranked"]

    def test_closes_of_the_old_windows_are_never_fixed(self):
        close = row(date(2023, 10, 2), {"close": "755.27"})[0]._replace(source="legit", segment=Segment.FMDQ)

        assert fix_sessions([close]) == OfficialResult([], [])

    def test_weekend_rows_are_set_aside(self):
        assert reasons(fix_sessions([table(date(2002, 4, 7), "115.6")])) == [(date(2002, 4, 7), "weekend")]

    def test_nothing_is_no_quote(self):
        empty = table(MONDAY, 1340)._replace(quote=Quote(Decimal(0), Decimal(0), Decimal(0)))

        assert reasons(fix_sessions([empty])) == [(MONDAY, "no_quote")]


class TestOneRow:
    @pytest.mark.parametrize(
        ("bid", "mid", "ask"),
        [("119.55", "117.05", "117.55"), ("154.75", "154.25", "155.75"), ("196", "197.5", "197"), ("24.02", "74.52", "125.02")],
    )
    def test_of_bad_sides_only_the_central_rate_is_used(self, bid: str, mid: str, ask: str):
        bad = table(MONDAY, mid)._replace(quote=Quote(Decimal(bid), Decimal(ask), Decimal(mid)))

        result = fix_sessions([bad])

        assert reasons(result) == [(MONDAY, "bad_sides")]
        assert not result.verdicts[0].set_aside
        assert (one(result).bid, one(result).ask, one(result).value) == (None, None, Decimal(mid))

    def test_identical_rows_are_one(self):
        rows = [table(MONDAY, "1340.50", number=43), table(MONDAY, "1340.50", number=44)]

        result = fix_sessions(rows)

        assert reasons(result) == [(MONDAY, "duplicate")]
        assert one(result).status is Status.OK
        assert one(result).inputs[0].observation == 43

    def test_of_differing_rows_the_later_stands_and_is_flagged(self):
        result = fix_sessions([table(MONDAY, "848.78", number=1), table(MONDAY, "853.28", number=2)])

        assert reasons(result) == [(MONDAY, "conflict")]
        assert (one(result).value, one(result).status) == (Decimal("853.28"), Status.CONFLICT)

    def test_a_figure_outside_its_own_range_is_kept_with_a_note(self):
        figures = {"close": "1560.0000", "high": "1558.0000", "low": "1545.0000", "weighted_average": "1550.1"}

        result = fix_sessions(row(date(2025, 1, 16), figures))

        assert [(held.measure, held.reason) for held in result.verdicts] == [(Measure.CLOSE, "outside_range")]
        assert {(fixing.status, fixing.grade) for fixing in result.fixings} == {(Status.OUTSIDE_RANGE, Grade.B)}
        assert len(result.fixings) == 4

    @pytest.mark.parametrize(("central", "conflicts"), [("1337.6066", 0), ("1337.6067", 1), ("1338.1066", 1)])
    def test_the_table_must_be_the_weighted_average_less_fifty_kobo(self, central: str, conflicts: int):
        session = date(2026, 2, 18)

        result = fix_sessions([*row(session), table(session, central)])

        assert reasons(result) == [(session, "official_conflict")] * conflicts
        assert ("official_conflict" in one(result, Measure.WEIGHTED_AVERAGE).notes) == bool(conflicts)
        assert one(result, Measure.CLOSE).status is Status.OK

    def test_a_table_that_comes_after_the_row_is_news_for_the_row_too(self):
        session = date(2026, 2, 18)
        average = Measure.WEIGHTED_AVERAGE

        alone = fix_sessions(row(session))
        vouched = fix_sessions([*row(session), table(session, "1337.6066")])
        contradicted = fix_sessions([*row(session), table(session, "1340.0000")])

        assert one(alone, average).inputs_hash == one(vouched, average).inputs_hash
        assert one(alone, average).inputs_hash != one(contradicted, average).inputs_hash

    def test_a_close_of_the_press_that_differs_is_held_against_the_press(self):
        session = date(2026, 2, 18)
        printed = row(session, {"close": "1351"}, first=50)[0]._replace(source="bizwatch", segment=Segment.PRESS)

        result = fix_sessions([*row(session), printed])

        assert [(held.source, held.reason) for held in result.verdicts] == [("bizwatch", "official_conflict")]
        assert one(result, Measure.CLOSE).status is Status.OK


class TestAlone:
    def days(self, *rates: object, factor: tuple[float, ...] = ()) -> list[Observation]:
        rows: list[Observation] = []
        for index, rate in enumerate(rates):
            session = MONDAY + timedelta(days=index)
            rows += [table(session, rate, number=index), *others(session, factor[index] if factor else 1.0)]
        return rows

    def values(self, result: OfficialResult) -> list[Decimal | None]:
        return [fixing.value for fixing in result.fixings if fixing.pair == USD]

    def test_a_row_that_moves_by_itself_and_comes_back_is_set_aside(self):
        result = fix_sessions(self.days(1340, 13400, 1341))

        assert reasons(result) == [(MONDAY + timedelta(days=1), "alone")]
        assert self.values(result) == [1340, 1341]

    def test_a_move_that_all_share_stands_at_once(self):
        result = fix_sessions(self.days("471.67", "632.27", factor=(1.0, 1.34)))

        assert result.verdicts == []
        assert self.values(result) == [Decimal("471.67"), Decimal("632.27")]

    def test_a_lone_move_stands_when_the_next_session_stays_there(self):
        result = fix_sessions(self.days(1340, 1474, 1480))

        assert self.values(result) == [1340, 1474, 1480]

    def test_until_then_the_newest_is_held_back(self):
        assert reasons(fix_sessions(self.days(1340, 1474))) == [(MONDAY + timedelta(days=1), "alone")]

    def test_five_percent_and_what_lies_within_three_points_of_the_others_is_believed(self):
        assert fix_sessions(self.days(1340, 1407)).verdicts == []
        assert fix_sessions(self.days(1000, 1060, factor=(1.0, 1.035))).verdicts == []

    def test_a_window_of_new_rows_goes_on_from_what_stood_before(self):
        standing = {(USD, Measure.CENTRAL): fixed(1340, MONDAY - timedelta(days=3), market=Market.OFFICIAL, measure=Measure.CENTRAL)}
        for other in others(MONDAY):
            standing[other.pair, Measure.CENTRAL] = fixed(other.quote.mid, MONDAY - timedelta(days=3))

        assert reasons(fix_sessions(self.days(1677), standing)) == [(MONDAY, "alone")]

    def test_the_row_of_the_market_has_the_table_for_its_twin(self):
        sessions = [MONDAY + timedelta(days=index) for index in range(2)]
        same = {"weighted_average": "1340.5"}
        slip = {"weighted_average": "1474.5"}

        alone = fix_sessions([*row(sessions[0], same), table(sessions[0], 1340), *row(sessions[1], slip), table(sessions[1], 1341)])
        shared = fix_sessions(
            [
                *row(sessions[0], same),
                table(sessions[0], 1340),
                *others(sessions[0]),
                *row(sessions[1], slip),
                table(sessions[1], 1474),
                *others(sessions[1], 1.1),
            ]
        )

        assert (sessions[1], "alone") in reasons(alone)
        assert shared.verdicts == []

    def test_with_nothing_to_compare_only_a_slip_of_scale_is_held_back(self):
        assert fix_sessions([table(MONDAY, 463), table(MONDAY + timedelta(days=1), 632)]).verdicts == []
        assert reasons(fix_sessions([table(MONDAY, 463), table(MONDAY + timedelta(days=1), 4630)])) == [
            (MONDAY + timedelta(days=1), "alone")
        ]

    def test_where_the_central_bank_slips_the_next_in_rank_stands_in(self):
        rows = self.days(1340, 13400, 1342)
        copy = table(MONDAY + timedelta(days=1), 1341, number=77)._replace(source="frankfurter")

        result = fix_sessions([*rows, copy])

        assert self.values(result) == [1340, 1341, 1342]
        assert result.fixings[4].exclusions[0].reason == "alone"

    @pytest.mark.parametrize(
        ("session", "base", "usual", "published"),
        [
            (date(2025, 11, 24), "GBP", 1905, "1677.6"),
            (date(2026, 2, 12), "ZAR", 84.5, "368.4"),
            (date(2026, 5, 25), "EUR", 1593, "1754.4"),
            (date(2026, 5, 4), "XOF", 2.43, "1888.5"),
        ],
    )
    def test_another_currencys_value_under_the_wrong_label(self, session: date, base: str, usual: float, published: str):
        before = session - timedelta(days=3 if session.weekday() == 0 else 1)
        rows = [table(before, usual, base, "0.01"), table(session, published, base, "0.01")]
        for day in (before, session):
            rows += [table(day, 1400), table(day, 1700, "CHF")]

        assert [(held.pair.base, held.reason) for held in fix_sessions(rows).verdicts] == [(base, "alone")]


def test_the_same_rows_give_the_same_fixings_and_other_digits_another_hash():
    rows = [*row(date(2026, 2, 18)), table(date(2026, 2, 18), "1337.6066")]

    assert fix_sessions(rows) == fix_sessions(rows)
    assert one(fix_sessions([table(MONDAY, "1340")])).inputs_hash != one(fix_sessions([table(MONDAY, "1340.0")])).inputs_hash


@given(
    st.lists(st.sampled_from([0.98, 0.995, 1.0, 1.01, 1.19, 1.37]), min_size=5, max_size=9),
    st.integers(1, 8),
    st.sampled_from(["USD", "GBP", "EUR", "CHF"]),
    st.sampled_from([0.01, 0.1, 0.5, 0.8, 1.25, 2.0, 10.0, 1000.0]),
)
def test_one_slip_in_one_row_costs_that_row_and_nothing_else(moves, where, base, slip):
    rows: list[Observation] = []
    level, session = 1.0, MONDAY
    for move in moves:
        level *= move
        rows += [table(session, round(1340 * level, 4), number=len(rows)), *others(session, level)]
        session += timedelta(days=3 if session.weekday() == 4 else 1)
    index = next(
        place for place, row in enumerate(rows) if row.pair.base == base and row.session == rows[4 * (where % (len(moves) - 1) + 1)].session
    )
    wrong = list(rows)
    wrong[index] = table(rows[index].session, (rows[index].quote.mid or Decimal(1)) * Decimal(str(slip)), base, "0.01")
    # A slip that undoes a jump of that very session leaves a row that has not moved: none that moved over 5 %.
    assume(abs(float((wrong[index].quote.mid or 0) / (rows[index - 4].quote.mid or 1)) - 1) > 0.05)

    whole, spoilt = fix_sessions(rows), fix_sessions(wrong)

    assert whole.verdicts == []
    key = (rows[index].pair, rows[index].session)
    assert [fixing for fixing in whole.fixings if (fixing.pair, fixing.session) != key] == spoilt.fixings
    assert {held.reason for held in spoilt.verdicts} <= {"alone", "bad_sides"}
