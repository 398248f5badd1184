"""The rules of the consensus, one by one: quote to mid, screening, groups, centre, value, gate, grade."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context, Stood, daily_mad, premium
from fxtracker.analysis.independence import declared_groups
from fxtracker.rates import USD, Fixing, Grade, Market, Pair, Segment, Status, Timing

from .panel import NOW, fixed, quoted
from .usual import half_spreads, orientation

TODAY = NOW.date()
LAST = replace(fixed("1400", TODAY, bid="1395", ask="1405"), at=NOW - timedelta(hours=1))
WARM = Context(previous=LAST, screen=LAST)


def made(*said, context: Context = WARM, at=NOW, pair: Pair = USD, market: Market = Market.PARALLEL) -> Fixing:
    return fix(market, pair, said, at, context)


def reasons(fixing: Fixing) -> dict[str, str]:
    return {left.source: left.reason for left in fixing.exclusions}


def panel(*mids: object):
    segments = (Segment.STREET, Segment.EXCHANGE, Segment.P2P)
    return [quoted(f"s{index}", mid=mid, segment=segments[index % 3]) for index, mid in enumerate(mids)]


class TestQuoteToMid:
    def test_two_sides_give_their_middle_exactly(self):
        assert made(quoted("luno", "1382.7796", "1385.6695")).inputs[0].mid == Decimal("1384.22455")

    def test_a_rate_without_sides_is_a_mid_and_leaves_bid_and_ask_alone(self):
        fixing = made(quoted("abokiforex", mid=1397), quoted("ngnrates", 1390, 1400))

        assert (fixing.bid, fixing.ask) == (Decimal("1390.0000"), Decimal("1400.0000"))
        assert fixing.value == Decimal("1396.0000")

    @pytest.mark.parametrize(
        ("bid", "ask", "reason"), [(1405, 1395, "crossed"), (1300, 1500, "wide"), (0, 0, "no_quote"), (1395, 0, "one_sided")]
    )
    def test_what_is_no_quote_is_set_aside_with_its_reason(self, bid: int, ask: int, reason: str):
        fixing = made(quoted("nairatoday", bid, ask), quoted("ngnrates", 1390, 1400))

        assert reasons(fixing) == {"nairatoday": reason}

    def test_sides_eight_percent_apart_are_a_quote(self):
        assert made(quoted("nairatoday", 1344, 1456)).inputs[0].mid == 1400

    def test_crossed_sides_are_swapped_only_where_the_source_had_them_right_before(self):
        fixing = made(quoted("nairatoday", 1405, 1395), context=replace(WARM, orientation={"nairatoday": True}))

        assert fixing.inputs[0].flags == ("swapped",)
        assert (fixing.bid, fixing.ask) == (1395, 1405)

    def test_one_side_gets_the_half_spread_of_its_segment(self):
        context = replace(WARM, half_spreads={Segment.STREET: 0.004})

        selling = made(quoted("nairatoday", ask="1405.6"), context=context).inputs[0]
        buying = made(quoted("nairatoday", bid="1394.4"), context=context).inputs[0]

        assert selling.mid == buying.mid == 1400
        assert selling.flags == ("imputed",)
        assert selling.ask is None


class TestScreening:
    @pytest.mark.parametrize("mid", [140, 14000, 14, "0.000714", 2801, 699])
    def test_a_slip_of_unit_or_scale(self, mid: object):
        assert reasons(made(*panel(1400, 1401, 1399, mid)))["s3"] == "unit"

    def test_without_a_last_fixing_the_official_close_tells_a_slip_of_unit(self):
        fixing = made(*panel(140, 1400, 1401), context=Context(official_close=Decimal(1360)))

        assert reasons(fixing) == {"s0": "unit"}

    def test_the_official_rate_in_the_parallel_column(self):
        context = replace(WARM, official_close=Decimal(1360), premium_before=0.0305)

        assert reasons(made(*panel(1400, 1401, 1399, 1362), context=context))["s3"] == "official_as_parallel"

    def test_while_the_street_stands_near_the_official_rate_nothing_is_taken_for_it(self):
        context = replace(WARM, official_close=Decimal(1390), premium_before=0.0072)

        assert reasons(made(*panel(1390, 1401, 1399), context=context)) == {}

    def test_the_mid_market_is_meant_to_stand_at_the_official_rate(self):
        context = replace(WARM, official_close=Decimal(1350), premium_before=0.037)
        said = [
            sighting._replace(observation=sighting.observation._replace(market=Market.MIDMARKET))
            for sighting in (quoted("er-api", mid=1351), quoted("currency-api", mid=1349))
        ]

        assert reasons(made(*said, context=context, market=Market.MIDMARKET)) == {}

    def test_sterling_in_the_dollar_row(self):
        context = replace(WARM, usd_crosses={"GBP": 1.35, "EUR": 1.16})

        assert reasons(made(*panel(1400, 1401, 1399, 1895), context=context))["s3"] == "wrong_currency"

    def test_dollars_in_the_sterling_row(self):
        last = replace(LAST, pair=Pair("GBP"), value=Decimal(1890))
        context = Context(previous=last, screen=last, usd_crosses={"GBP": 1.35})

        assert reasons(made(*panel(1890, 1892, 1888, 1400), context=context, pair=Pair("GBP")))["s3"] == "wrong_currency"

    def test_seventy_two_hours_are_not_stale_and_more_is(self):
        assert reasons(made(quoted("old", mid=1400, hours=72), quoted("older", mid=1400, hours=72.1))) == {"older": "stale"}

    def test_more_than_ten_minutes_ahead_is_future(self):
        fixing = made(quoted("near", mid=1400, hours=-1 / 6), quoted("far", mid=1400, hours=-0.2))

        assert reasons(fixing) == {"far": "future"}

    def test_a_figure_that_carries_a_day_alone_is_future_only_if_the_day_is(self):
        evening = quoted("press", mid=1400, hours=-4, timing=Timing.DATED)
        tomorrow = quoted("copyist", mid=1400, hours=-24, timing=Timing.DATED)

        assert reasons(made(evening, tomorrow)) == {"copyist": "future"}

    def test_a_figure_that_stood_still_while_the_market_moved(self):
        stood = {"s0": Stood(NOW - timedelta(hours=72), Decimal(1370)), "s1": Stood(NOW - timedelta(hours=72), Decimal(1390))}

        assert reasons(made(*panel(1400, 1401, 1399), context=replace(WARM, stood_since=stood))) == {"s0": "frozen"}

    def test_when_over_half_say_so_it_is_a_move_and_goes_to_the_gate(self):
        context = replace(WARM, usd_crosses={"GBP": 1.35})

        fixing = made(*panel(1890, 1892, 1888, 1400), context=context)

        assert "wrong_currency" not in reasons(fixing).values()
        assert fixing.value == Decimal("1890.0000")
        assert fixing.notes == ("confirmed_move",)

    def test_two_of_three_groups_are_too_few_to_be_a_move(self):
        assert set(reasons(made(*panel(14000, 14010, 1400))).values()) == {"unit"}

    def test_an_old_fixing_screens_nothing(self):
        old = replace(LAST, at=NOW - timedelta(days=7))

        assert reasons(made(*panel(2900, 2910, 2890), context=Context(previous=old, screen=old))) == {}


class TestIndependence:
    def test_declared_copies_are_one_group_named_by_the_original(self):
        groups = declared_groups({"talentbase": ["nairatoday"], "blog": ["talentbase"], "noblocks": ["quidax"], "luno": []})

        assert groups["blog"] == groups["talentbase"] == groups["nairatoday"] == "nairatoday"
        assert groups["noblocks"] == "quidax"
        assert "luno" not in groups

    def test_a_circle_of_copies_has_a_name_too(self):
        assert declared_groups({"a": ["b"], "b": ["a"]}) == {"a": "a", "b": "a"}

    def test_the_original_speaks_and_the_group_weighs_what_its_heaviest_member_weighs(self):
        said = (quoted("nairatoday", mid=1400, hours=30), quoted("talentbase", mid=1410, hours=1), quoted("luno", mid=1402))

        fixing = made(*said, context=replace(WARM, groups={"talentbase": "nairatoday", "nairatoday": "nairatoday"}))

        assert [(used.source, used.mid, used.weight) for used in fixing.inputs if used.group == "nairatoday"] == [("nairatoday", 1400, 1)]
        assert reasons(fixing) == {"talentbase": "copy"}

    def test_weight_halves_every_day_after_six_hours(self):
        said = [quoted(f"s{hours}", mid=1400, hours=hours) for hours in (6, 30, 54)]

        assert sorted(used.weight for used in made(*said).inputs) == [Decimal("0.25"), Decimal("0.5"), 1]


class TestCentreAndValue:
    def test_two_groups_give_their_weighted_mean(self):
        fixing = made(quoted("a", mid=1400), quoted("b", mid=1430, hours=30))

        assert fixing.value == Decimal("1410.0000")

    def test_an_even_panel_gives_the_middle_of_the_two_in_the_middle(self):
        assert made(*panel(1399, 1400, 1402, 1403)).value == Decimal("1401.0000")

    def test_four_places_half_even(self):
        assert made(*panel("1400.00005", "1400.00005", "1400.00005")).value == Decimal("1400.0000")
        assert made(*panel("1400.00015", "1400.00015", "1400.00015")).value == Decimal("1400.0002")

    def test_of_four_one_that_stands_far_off_is_left_out(self):
        fixing = made(*panel(1400, 1401, 1399, 1450))

        assert reasons(fixing) == {"s3": "far"}
        assert fixing.value == Decimal("1400.0000")

    def test_of_three_one_goes_only_where_the_others_agree(self):
        assert reasons(made(*panel(1400, 1405, 1460))) == {"s2": "far"}
        assert reasons(made(*panel(1400, 1425, 1480))) == {}

    def test_two_groups_leave_nobody_out(self):
        assert reasons(made(*panel(1400, 1460))) == {}

    def test_where_more_than_a_third_would_go_none_goes_and_the_grade_is_indicative_at_best(self):
        fixing = made(*panel(1400, 1401, 1399, 1450, 1350))

        assert fixing.status is Status.DISPERSED
        assert fixing.groups == 5
        assert fixing.grade is Grade.C

    def test_where_the_two_figures_beside_the_median_lie_far_apart_there_is_no_value(self):
        fixing = made(*panel(1400, 1500))

        assert fixing.status is Status.SPLIT
        assert fixing.grade is Grade.D
        assert (fixing.value, fixing.bid, fixing.ask) == (1400, 1395, 1405)
        assert fixing.candidate is None

    def test_the_band_is_the_range_up_to_five_groups_and_the_order_statistics_from_six(self):
        five, nine = made(*panel(1396, 1398, 1400, 1402, 1404)), made(*panel(*range(1396, 1405)))

        assert (five.low, five.high) == (1396, 1404)
        assert (nine.low, nine.high) == (1397, 1403)

    def test_no_usable_quote_gives_no_value(self):
        fixing = made(quoted("a", 0, 0))

        assert (fixing.value, fixing.grade, fixing.inputs) == (None, Grade.D, ())


class TestGate:
    def test_a_move_of_three_groups_from_two_segments_stands_at_once(self):
        fixing = made(*panel(1960, 1965, 1955, 1400))

        assert fixing.value == Decimal("1960.0000")
        assert fixing.notes == ("confirmed_move",)

    def test_of_one_segment_it_stands_at_the_next_snapshot(self):
        said = [quoted(f"s{index}", mid=1960 + index) for index in range(3)]

        first = made(*said)
        later = [quoted(f"s{index}", mid=1960 + index, at=NOW + timedelta(minutes=15)) for index in range(3)]
        second = made(*later, at=NOW + timedelta(minutes=15), context=replace(WARM, held=first))

        assert (first.status, first.grade, first.value, first.candidate) == (Status.UNCONFIRMED, Grade.D, 1400, 1961)
        assert (first.bid, first.ask) == (1395, 1405)
        assert (second.status, second.value) == (Status.OK, 1961)

    def test_two_groups_must_both_say_so(self):
        assert made(*panel(1500, 1510)).value == Decimal("1505.0000")
        assert made(*panel(1500), quoted("old", mid=1505, hours=5)).status is Status.UNCONFIRMED

    def test_quotes_older_than_the_last_fixing_confirm_nothing(self):
        said = [quoted(f"s{index}", mid=1960, segment=segment, hours=1) for index, segment in enumerate(Segment)]
        context = replace(WARM, previous=replace(LAST, at=NOW - timedelta(minutes=5)))

        assert made(*said[:4], context=context).status is Status.UNCONFIRMED

    def test_a_restless_month_widens_the_gate(self):
        said = [quoted(f"s{index}", mid=1500) for index in range(3)]

        assert made(*said, context=replace(WARM, daily_mad=0.02)).status is Status.OK

    def test_after_a_week_of_silence_there_is_nothing_to_move_from(self):
        old = replace(LAST, at=NOW - timedelta(days=8))

        assert made(*panel(1960, 1965), context=Context(previous=old)).status is Status.OK


class TestGrade:
    @pytest.mark.parametrize(
        ("said", "grade"),
        [
            (panel(1400, 1401, 1399, 1402, 1398), Grade.A),
            ([quoted(f"s{index}", mid=1400) for index in range(5)], Grade.B),
            (panel(1400, 1401, 1399, 1402), Grade.B),
            (panel(1400, 1401, 1399), Grade.B),
            ([quoted(f"s{index}", mid=1400) for index in range(3)], Grade.C),
            (panel(1400, 1401), Grade.C),
            (panel(1400), Grade.D),
            ([quoted("desk", 1395, 1405, segment=Segment.DESK)], Grade.C),
            ([quoted(f"s{index}", mid=1400, hours=7) for index in range(5)], Grade.B),
            ([quoted(f"s{index}", mid=1400, hours=30) for index in range(5)], Grade.C),
        ],
    )
    def test_the_first_line_that_holds(self, said, grade: Grade):
        assert made(*said).grade is grade

    def test_one_aggregator_alone_is_indicative(self):
        assert made(quoted("er-api", mid=1331), context=Context(), market=Market.MIDMARKET).grade is Grade.C


def test_a_fixing_belongs_to_the_day_of_its_newest_quote():
    assert made(quoted("a", mid=1400, hours=30), quoted("b", mid=1400, hours=20)).session == TODAY - timedelta(days=1)


def test_the_hash_tells_other_inputs_another_context_and_other_rules_apart():
    said = panel(1400, 1401, 1399)
    hashes = {
        made(*said).inputs_hash,
        made(*panel(1400, 1401, "1399.0")).inputs_hash,
        made(*said, context=Context()).inputs_hash,
        made(*said, at=NOW + timedelta(seconds=1)).inputs_hash,
    }

    assert len(hashes) == 4
    assert made(*reversed(said)).inputs_hash in hashes


def test_what_the_desk_works_out_for_the_next_fixing():
    seen = [quoted("a", 1390, 1410).observation] * 9 + [quoted("b", 1400, 1300).observation] * 10

    assert half_spreads(seen) == {Segment.STREET: pytest.approx(20 / 2800)}
    crossed = quoted("a", 1410, 1390).observation
    assert orientation(seen) == {}
    assert orientation(seen + seen[-1:]) == {"b": False}
    assert orientation([*seen, seen[0]]) == {"a": True}
    assert orientation([*seen, seen[0], crossed]) == {"a": True}
    assert orientation([*seen, seen[0], crossed, crossed]) == {"a": False}
    assert premium(Decimal(1390), Decimal(1360)) == pytest.approx(30 / 1360)
    assert premium(None, Decimal(1360)) is None
    rates = (1400, 1414, 1400, 1400, 1414, 1400, 1400, 1414, 1400, 1400, 1414, 1400)
    days = [fixed(rate, TODAY - timedelta(days=20 - index)) for index, rate in enumerate(rates)]
    assert daily_mad(days) == pytest.approx(0.00995, abs=1e-5)
    assert daily_mad(days[:5]) is None
