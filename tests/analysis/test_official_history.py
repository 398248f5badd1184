"""The Central Bank's own history, 2001 to 2026: what is wrong in it is found, what is right in it stands."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from fxtracker.analysis.official import OfficialResult, fix_sessions
from fxtracker.rates import USD, Fixing, Grade, Measure, Pair, Status

from .history import EXPORT, NFEM, nfem_rows, table_rows

pytestmark = pytest.mark.skipif(not (EXPORT.is_file() and NFEM.is_file()), reason="the folder of real data is not beside the checkout")

USD_SET_ASIDE = {date(2003, 12, 9), date(2007, 8, 28), date(2008, 8, 1)}
USD_BAD_SIDES = {date(2002, 6, 13), date(2003, 4, 15), date(2003, 7, 17), date(2012, 11, 12), date(2016, 1, 25)} | USD_SET_ASIDE
USD_CONFLICTS = {date(2022, 3, 29), date(2023, 12, 12), date(2024, 2, 22)}
USD_IDENTICAL = {date(2013, 6, 28), date(2020, 11, 18)}
OUTSIDE = {date(2025, 1, 16), date(2025, 2, 11), date(2025, 7, 30), date(2025, 8, 28), date(2026, 3, 6)}


@pytest.fixture(scope="module")
def result() -> OfficialResult:
    return fix_sessions(table_rows() + nfem_rows())


@pytest.fixture(scope="module")
def dollars(result: OfficialResult) -> dict[tuple[Measure, date], Fixing]:
    return {(fixing.measure, fixing.session): fixing for fixing in result.fixings if fixing.pair == USD}


def test_every_known_bad_row_of_the_dollar_is_held_and_no_other(result: OfficialResult):
    held: defaultdict[str, set[date]] = defaultdict(set)
    for verdict in result.verdicts:
        if verdict.pair == USD:
            held[verdict.reason].add(verdict.session)

    assert held == {
        "alone": USD_SET_ASIDE,
        "bad_sides": USD_BAD_SIDES,
        "conflict": USD_CONFLICTS,
        "duplicate": USD_IDENTICAL,
        "weekend": {date(2002, 4, 7)},
        "outside_range": OUTSIDE,
    }


def test_no_good_dollar_row_is_lost(dollars: dict[tuple[Measure, date], Fixing]):
    sessions = {row.session for row in table_rows() if row.pair == USD}

    assert {session for measure, session in dollars if measure is Measure.CENTRAL} == sessions - USD_SET_ASIDE - {date(2002, 4, 7)}


def test_real_devaluations_stand_to_the_last_digit(dollars: dict[tuple[Measure, date], Fixing]):
    def central(*day: int) -> Decimal | None:
        return dollars[Measure.CENTRAL, date(*day)].value

    assert central(2023, 6, 14) == Decimal("632.27")
    assert central(2023, 6, 15) == Decimal("588.95")
    assert central(2024, 1, 31) == Decimal("1356.883")
    assert central(2024, 2, 1) == Decimal("1413.625")


def test_of_conflicting_rows_the_upper_of_the_export_stands(dollars: dict[tuple[Measure, date], Fixing]):
    fixing = dollars[Measure.CENTRAL, date(2023, 12, 12)]

    assert fixing.status is Status.CONFLICT
    assert round(fixing.value or Decimal(0), 2) == Decimal("848.78")


@pytest.mark.parametrize(
    ("base", "session"),
    [
        ("GBP", date(2003, 10, 30)),
        ("WAUA", date(2005, 5, 10)),
        ("EUR", date(2005, 12, 5)),
        ("DKK", date(2008, 11, 14)),
        ("XOF", date(2006, 7, 20)),
    ],
)
def test_wild_figures_of_other_currencies_do_not_count(result: OfficialResult, base: str, session: date):
    assert not [fixing for fixing in result.fixings if fixing.pair == Pair(base) and fixing.session == session]


def test_no_currency_is_lost_for_long(result: OfficialResult):
    rows = table_rows()
    kept = {(fixing.pair, fixing.session) for fixing in result.fixings}
    there = {(row.pair, row.session) for row in rows}

    assert len(there - kept) / len(there) < 0.003


def test_every_session_since_december_2024_has_the_row_of_that_very_session(dollars: dict[tuple[Measure, date], Fixing]):
    for row in nfem_rows():
        fixing = dollars[row.measure, row.session]

        assert str(fixing.value) == str(row.quote.mid)
        assert fixing.grade is (Grade.B if row.session in OUTSIDE else Grade.A)


def test_windows_of_new_rows_come_to_what_the_whole_history_comes_to(result: OfficialResult):
    rows = [row for row in table_rows() if row.session >= date(2023, 1, 1)]
    cut = date(2023, 9, 1)
    whole = fix_sessions(rows)
    standing = {}
    for fixing in whole.fixings:
        if fixing.session < cut:
            standing[fixing.pair, fixing.measure] = fixing

    window = fix_sessions([row for row in rows if row.session >= cut], standing)

    assert window.fixings == [fixing for fixing in whole.fixings if fixing.session >= cut]
