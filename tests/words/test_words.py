"""Figures, dates and directions in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.rates import Market
from fxtracker.words import dates, direction, money, numbers, percent
from fxtracker.words.direction import Direction, Intensity

D = Decimal
amounts = st.decimals(min_value=D("-10000000"), max_value=D("10000000"), places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "market", "text"),
    [
        ("1359.5000", Market.OFFICIAL, "₦1,359.50"),
        ("1359.0000", Market.OFFICIAL, "₦1,359"),
        ("1356.1141", Market.OFFICIAL, "₦1,356.11"),
        ("1356.115", Market.OFFICIAL, "₦1,356.12"),
        ("1389.5", Market.PARALLEL, "₦1,390"),
        ("1389.4999", Market.PARALLEL, "₦1,389"),
        ("2.4200", Market.OFFICIAL, "₦2.42"),
        ("99.5", Market.PARALLEL, "₦99.50"),
    ],
)
def test_a_rate_is_rounded_once_half_up_as_its_market_is_printed(value: str, market: Market, text: str) -> None:
    assert money.rate(D(value), market) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.74", "74 kobo"),
        ("-0.50", "50 kobo"),
        ("0.01", "1 kobo"),
        ("1", "₦1"),
        ("-30.50", "₦30.50"),
        ("0", "₦0"),
        ("1234.5", "₦1,234.50"),
    ],
)
def test_a_size_has_no_sign_and_is_in_kobo_under_one_naira(value: str, text: str) -> None:
    assert money.amount(D(value)) == text


def test_sums_of_naira_and_dollars() -> None:
    assert money.naira(D("135950.00")) == "₦135,950"
    assert money.naira(D("13595.5")) == "₦13,595.50"
    assert money.naira(D("-4")) == "−₦4"
    assert money.dollars(D("73.5")) == "$73.50"
    assert money.dollars(D("1000"), whole=True) == "$1,000"


@given(amounts)
def test_no_figure_shows_more_than_two_decimals_or_a_hyphen_for_a_minus(value: Decimal) -> None:
    for text in (money.naira(value), money.amount(value), money.dollars(value), percent.signed(value)):
        assert "-" not in text
        assert len(text.removesuffix("%").removesuffix(" kobo").partition(".")[2]) in (0, 1, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.0368", "0.04%"),
        ("0.3", "0.30%"),
        ("0.99", "0.99%"),
        ("1", "1.0%"),
        ("2.2435", "2.2%"),
        ("9.94", "9.9%"),
        ("10", "10%"),
        ("41.5", "42%"),
        ("-0.22", "0.22%"),
    ],
)
def test_a_percentage_has_two_decimals_under_one_one_from_one_none_from_ten(value: str, text: str) -> None:
    assert percent.percent(D(value)) == text


def test_a_signed_percentage_has_a_true_minus_and_nothing_before_a_zero() -> None:
    assert percent.signed(D("-0.22")) == "−0.22%"
    assert percent.signed(D("-0.001")) == "0.00%"


def test_dates_in_words() -> None:
    day = date(2026, 2, 25)
    assert dates.full(day) == "Wednesday, 25 February 2026"
    assert dates.short(day) == "Wed 25 Feb"
    assert dates.abbreviated(day) == "25 Feb 2026"
    assert dates.stamp(datetime(2026, 2, 25, 23, 30, tzinfo=UTC)) == "26 February 2026, 00:30 WAT"
    assert dates.clock(datetime(2026, 2, 25, 17, 0, tzinfo=UTC)) == "18:00 WAT"


def test_a_weekday_that_a_nearer_day_shares_is_told_with_its_date() -> None:
    day = date(2026, 2, 25)
    assert dates.near(day - timedelta(days=6), day) == "Thursday"
    assert dates.near(day - timedelta(days=7), day) == "Wednesday, 18 February"
    assert dates.near(day + timedelta(days=1), day) == "Thursday, 26 February"


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_the_weekday_is_that_of_the_calendar(day: date) -> None:
    assert dates.full(day) == f"{day:%A}, {day.day} {day:%B} {day.year}"


def test_more_naira_for_a_dollar_is_a_weaker_naira() -> None:
    assert direction.direction(D("0.50"), D("-0.0368")) is Direction.LITTLE
    assert direction.direction(D("13.75"), D("-1.00")) is Direction.WEAKER
    assert direction.direction(D("-13.75"), D("1.02")) is Direction.STRONGER
    assert direction.direction(D(0), D("0.01")) is Direction.UNCHANGED


def test_words_grow_with_the_move_until_the_number_speaks_alone() -> None:
    assert [direction.intensity(D(size)) for size in ("0.24", "0.25", "0.99", "1", "3", "3.01")] == [
        Intensity.SLIGHT,
        Intensity.PLAIN,
        Intensity.PLAIN,
        Intensity.SHARP,
        Intensity.SHARP,
        Intensity.PLAIN,
    ]
    said = [direction.word("strengthened", D(size)) for size in ("0.1", "-0.1", "0.5", "2", "-2", "-20")]
    assert said == ["strengthened slightly", "weakened slightly", "strengthened", "strengthened sharply", "weakened sharply", "weakened"]
    assert direction.word("firmed", D("-2")) == "weakened sharply"
    assert direction.word("gained", D("-2")) == "lost"


@given(amounts.filter(bool), st.sampled_from(("strengthened", "firmed", "gained", "appreciated", "stronger", "strengthens")))
def test_a_word_and_its_opposite_never_meet(value: Decimal, family: str) -> None:
    assert direction.word(family, value) != direction.word(family, -value)


def test_a_change_of_nothing_has_no_direction() -> None:
    with pytest.raises(ValueError, match="direction"):
        direction.word("gained", D(0))


def test_small_numbers_are_words() -> None:
    assert [numbers.count(n) for n in (1, 9, 10, 1200)] == ["one", "nine", "10", "1,200"]
