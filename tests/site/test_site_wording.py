"""How pages say ages, days and figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.site.wording import age, day_long, day_short, grade_words, iso, naira, stamp

NOW = datetime(2026, 2, 25, 19, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=12, seconds=50), "12 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(hours=24), "yesterday"),
        (timedelta(hours=44), "yesterday"),
        (timedelta(hours=45), "2 days ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=14), "2 weeks ago"),
        (timedelta(days=59), "8 weeks ago"),
        (timedelta(days=60), "2 months ago"),
        (timedelta(days=364), "12 months ago"),
        (timedelta(days=365), "1 year ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_ages_read_as_on_news_sites(passed: timedelta, said: str) -> None:
    assert age(NOW - passed, NOW) == said


@given(st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=9000)))
def test_an_age_never_counts_zero_and_agrees_in_number(passed: timedelta) -> None:
    said = age(NOW - passed, NOW)

    assert not said.startswith("0 ")
    assert said in ("just now", "yesterday") or said.startswith("1 ") != said.removesuffix(" ago").endswith("s")


def test_days_and_times_are_those_of_lagos() -> None:
    late = datetime(2026, 2, 24, 23, 30, tzinfo=UTC)

    assert day_long(date(2026, 2, 25)) == "Wednesday, 25 February 2026"
    assert day_short(date(2026, 2, 5)) == "5 Feb 2026"
    assert stamp(late) == "25 Feb 2026, 00:30 WAT"
    assert iso(late) == "2026-02-25T00:30:00+01:00"


@pytest.mark.parametrize(
    ("value", "market", "said"),
    [
        ("1359.5000", "official", "₦1,359.50"),
        ("1359.0000", "official", "₦1,359"),
        ("1378.5", "parallel", "₦1,379"),
        ("9.4149", "parallel", "₦9.41"),
        ("2.4400", "official", "₦2.44"),
        ("1E+3", "official", "₦1,000"),
    ],
)
def test_figures_are_printed_by_their_market(value: str, market: str, said: str) -> None:
    assert naira(Decimal(value), market) == said


def test_only_c_and_d_are_qualified() -> None:
    assert [grade_words(grade) for grade in "ABCD"] == ["stands", "stands", "indicative", "not confirmed"]
