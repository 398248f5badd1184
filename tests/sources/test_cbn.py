"""The Central Bank's rate table: 27 spellings, the bad rows that are known, duplicates, and an answer of full size."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxtracker.errors import BadAnswer
from fxtracker.rates import Market, Measure, Observation, Pair, Timing
from fxtracker.sources import Parsed, Payload, parse
from fxtracker.sources.names import pair_of
from sources.recorded import export_answer, recorded, shipped_sources
from wire import CBN, CBN_URL, cbn_rows, full_cbn

NOW = datetime(2026, 6, 11, 18, tzinfo=UTC)
USD, GBP = Pair("USD"), Pair("GBP")


def read(body: bytes, before: bytes | None = None) -> Parsed:
    return parse(shipped_sources()["cbn"], [Payload(CBN_URL, body)], NOW, {CBN_URL: before} if before is not None else None)


def rows(*figures: tuple[str, str, str, str, str], ids: list[int | None] | None = None) -> bytes:
    built = json.loads(cbn_rows(figures, ids=False))
    for row, number in zip(built, ids or [], strict=False):
        if number is not None:
            row["id"] = number
    return json.dumps(built, separators=(",", ":")).encode()


def test_a_row_is_one_central_rate_with_buying_and_selling_as_its_sides() -> None:
    stated = next(row for row in read(cbn_rows()).observations if row.pair == USD and row.session == date(2026, 5, 21))

    assert (stated.source, stated.market, stated.segment, stated.measure) == ("cbn", Market.OFFICIAL, None, Measure.CENTRAL)
    assert [str(side) for side in stated.quote] == ["1371.3079", "1372.3079", "1371.8079"]
    assert stated.observed_at == datetime(2026, 5, 21, 16, tzinfo=UTC)
    assert (stated.timing, stated.note) == (Timing.DATED, "61890")


def test_all_of_an_answer_is_read() -> None:
    parsed = read(cbn_rows())

    assert len(parsed.observations) == len(CBN)
    assert parsed.set_aside == ()


def test_the_figure_of_today_is_of_the_moment_that_we_learnt_it() -> None:
    early = datetime(2026, 6, 11, 15, 10, tzinfo=UTC)
    parsed = parse(shipped_sources()["cbn"], [Payload(CBN_URL, cbn_rows())], early)

    assert {row.observed_at for row in parsed.observations if row.session == date(2026, 6, 11)} == {early}


def test_every_spelling_of_the_history_names_its_currency() -> None:
    spellings = ["US DOLLAR", "US DOLLAR ", "POUNDS STERLING", "POUND STERLING", "EURO", "EURO ", "EURO\t", "SWISS FRANC", "SWISS FRANC\t"]
    spellings += ["YEN", "YEN ", "JAPANESE YEN", "CFA", "CFA ", "WAUA", "WAUA ", "YUAN/RENMINBI", "RIYAL", "RIYAL ", "SOUTH AFRICAN RAND"]
    spellings += ["SDR", "SDR ", "SDR\t", "DANISH KRONA", "DANISH KRONER", "UAE DIRHAM"]

    found = {pair.base for name in spellings if (pair := pair_of(name))}

    assert None not in [pair_of(name) for name in spellings]
    assert found == {"USD", "GBP", "EUR", "CHF", "JPY", "XOF", "WAUA", "CNY", "SAR", "ZAR", "XDR", "DKK", "AED"}
    assert pair_of("NAIRA") is None
    assert pair_of("POESO") is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("NAIRA", "2012-05-31", "154.75", "155.25", "155.75"), "unknown_currency"),
        (("POESO", "2009-07-01", "27.5254", "27.6199", "27.7143"), "unknown_currency"),
        (("POUNDS STERLING", "2003-10-30", "2239917", "2248433", "2256948"), "out_of_range"),
        (("WAUA", "2005-05-10", "198", "997614.5004", "1995031"), "out_of_range"),
        (("EURO", "2005-12-05", "149.8", "755240.9312", "1510332"), "out_of_range"),
        (("DANISH KRONER", "2008-11-14", "197171", "198024", "198877"), "out_of_range"),
        (("CFA", "2006-07-20", "-0.231", "0.005", "0.241"), "out_of_range"),
        (("CFA", "2026-05-04", "1888.5", "1889.0", "1889.5"), "out_of_range"),
        (("SOUTH AFRICAN RAND", "2026-02-12", "368.2", "368.4", "368.6"), "out_of_range"),
        (("CFA", "2006-07-20", "-0.231", "0.242", "0.25"), "out_of_range"),
        (("US DOLLAR", "2026-02-31", "1371.3", "1371.8", "1372.3"), "bad_date"),
        (("US DOLLAR", "0202-02-03", "1371.3", "1371.8", "1372.3"), "bad_date"),
        (("US DOLLAR", "21/05/2026", "1371.3", "1371.8", "1372.3"), "bad_date"),
        (("US DOLLAR", "2026-05-21", "1371.3", "1371.8O79", "1372.3"), "not_a_number"),
        (("US DOLLAR", "2026-05-21", "1371.3", "NaN", "1372.3"), "not_a_number"),
        (("US DOLLAR", "2026-05-21", "1371.3", "", "1372.3"), "no_figure"),
        (("US DOLLAR", "2026-05-21", "0", "0", "0"), "no_figure"),
        (("TURKISH LIRA", "2026-05-21", "29.1", "29.2", "29.3"), "unknown_currency"),
        (("INR", "2026-05-21", "14.1", "14.2", "14.3"), "no_range"),
    ],
)
def test_a_row_that_cannot_be_believed_is_set_aside_with_its_reason(row: tuple[str, str, str, str, str], reason: str) -> None:
    parsed = read(rows(row, CBN[0]))

    assert [aside.reason for aside in parsed.set_aside] == [reason]
    assert row[0] in parsed.set_aside[0].raw
    assert [stated.pair for stated in parsed.observations] == [USD]


@pytest.mark.parametrize(
    "row",
    [
        ("US DOLLAR", "2003-12-09", "1376.3", "1376.8", "1377.3"),
        ("US DOLLAR", "2007-08-28", "24.02", "74.52", "125.02"),
        ("US DOLLAR", "2008-08-01", "15.59", "66.09", "116.59"),
        ("POUNDS STERLING", "2025-11-24", "1677.1", "1677.6", "1678.1"),
        ("EURO", "2026-05-25", "1753.9", "1754.4", "1754.9"),
        ("YEN", "2012-09-27", "19920", "1.9973", "2.0037"),
        ("US DOLLAR", "2002-04-07", "115.9", "116.4", "116.9"),
        ("US DOLLAR", "2045-01-01", "1371.3", "1371.8", "1372.3"),
    ],
)
def test_a_doubtful_row_goes_on_as_stated_for_the_analysis_to_judge(row: tuple[str, str, str, str, str]) -> None:
    (stated,) = read(rows(row)).observations

    assert [str(side) for side in stated.quote] == [row[2], row[4], row[3]]
    assert stated.session == date.fromisoformat(row[1])


def test_a_side_of_nought_is_no_quote_on_that_side() -> None:
    (stated,) = read(rows(("US DOLLAR", "2026-05-21", "0.0000", "1371.8079", "1372.3079"))).observations

    assert stated.quote == (None, Decimal("1372.3079"), Decimal("1371.8079"))


def test_identical_rows_count_once() -> None:
    assert len(read(rows(CBN[0], CBN[0], ids=[7, 9])).observations) == 1


def test_of_conflicting_rows_both_stay_and_the_later_id_comes_last() -> None:
    lower, upper = ("US DOLLAR", "2023-12-12", "848.28", "848.78", "849.28"), ("US DOLLAR", "2023-12-12", "852.78", "853.28", "853.78")

    for body in (rows(lower, upper, ids=[50, 51]), rows(upper, lower, ids=[51, 50])):
        assert [str(row.quote.mid) for row in read(body).observations] == ["848.78", "853.28"]


def test_of_conflicting_rows_without_ids_the_upper_comes_last() -> None:
    upper, lower = ("US DOLLAR", "2024-02-22", "1439.62", "1440.12", "1440.62"), ("US DOLLAR", "2024-02-22", "1488.4", "1488.9", "1489.4")

    assert [str(row.quote.mid) for row in read(rows(upper, lower)).observations] == ["1488.9", "1440.12"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"[]", "empty list"),
        (b"{}", "where a list of rates was expected"),
        (b"", "an empty body"),
        (b'{"message":"Forbidden"}', "Forbidden"),
        (b"<html><head><title>Request\n Rejected</title></head></html>", "a page titled 'Request Rejected' where JSON was expected"),
        (cbn_rows()[:500], "JSON that breaks off after 500 bytes"),
        (rows(("NAIRA", "2026-05-21", "1", "1", "1"), ("US DOLLAR", "2026-05-21", "1", "1", "1")), "1 unknown_currency"),
        (b"[1, 2]", "2 unknown_currency"),
        (b"[" * 100_000, "malformed JSON"),
        (b"\xff\xfe[1]", "where JSON was expected"),
    ],
)
def test_an_answer_without_a_plausible_rate_is_a_failure_that_says_what_was_found(body: bytes, found: str) -> None:
    with pytest.raises(BadAnswer) as fault:
        read(body)

    assert found in str(fault.value)


def test_one_row_of_another_shape_costs_only_itself() -> None:
    body = cbn_rows().replace(b'"centralrate":"1839.5944"', b'"centralrate":null').replace(b'"1371.8079"', b"1371.8079")
    body = b"\xef\xbb\xbf" + body[:-1] + b',"?",{"currency":"EURO"}]'

    parsed = read(body)

    assert Counter(row.reason for row in parsed.set_aside) == {"no_figure": 1, "unknown_currency": 1, "bad_date": 1}
    assert next(str(row.quote.mid) for row in parsed.observations if row.note == "61890") == "1371.8079"
    assert len(parsed.observations) == len(CBN) - 1


def test_an_answer_with_one_new_day_is_read_for_that_day_alone() -> None:
    before = cbn_rows(CBN[1:], first_id=61899)

    parsed = read(cbn_rows(), before)

    assert [(row.pair, row.session) for row in parsed.observations] == [(USD, date(2026, 6, 11))]


def test_a_changed_row_brings_its_whole_session_so_that_the_later_id_still_comes_last() -> None:
    before = rows(("US DOLLAR", "2023-12-12", "852.78", "853.28", "853.78"), ("US DOLLAR", "2023-12-12", "1", "848.78", "2"), ids=[51, 50])
    after = before.replace(b'"848.78"', b'"848.79"')

    assert [str(row.quote.mid) for row in read(after, before).observations] == ["848.79", "853.28"]


def test_the_same_rows_in_another_order_bring_nothing() -> None:
    turned = json.dumps(json.loads(cbn_rows())[::-1], separators=(",", ":")).encode()

    assert read(turned, cbn_rows()) == Parsed()


def test_a_new_row_that_cannot_be_believed_does_not_make_a_failure_of_an_answer_that_holds_more() -> None:
    parsed = read(rows(("NAIRA", "2026-06-12", "1", "1", "1"), *CBN[:3]), rows(*CBN[:3]))

    assert parsed.observations == ()
    assert [row.reason for row in parsed.set_aside] == ["unknown_currency"]


@pytest.mark.parametrize("body", [b"[]", b"<html><title>Sorry</title></html>", cbn_rows()[:-40], b""])
def test_a_bad_answer_is_bad_beside_a_good_one_too(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        read(body, cbn_rows())


_labels = st.sampled_from(["US DOLLAR", "EURO", "EURO ", "NAIRA", "YEN"])
_sessions = st.sampled_from(["2026-06-08", "2026-06-09", "2026-06-10", "2026-06-11", "soon"])
_figures = st.sampled_from(["1361.0", "1362.5", "8.61", "0", "x", "-3"])
_rows = st.tuples(st.integers(1, 60), _labels, _sessions, _figures, _figures, _figures)


def _answer(made: list[tuple[int, str, str, str, str, str]]) -> bytes:
    names = ("id", "currency", "ratedate", "buyingrate", "centralrate", "sellingrate")
    good = (0, "US DOLLAR", "2001-12-10", "111.85", "112.35", "112.85")
    return json.dumps([dict(zip(names, row, strict=True)) for row in [*made, good]], separators=(",", ":")).encode()


@settings(max_examples=150, deadline=None)
@given(st.lists(_rows, max_size=12), st.lists(_rows, max_size=6), st.randoms(use_true_random=False))
def test_reading_what_changed_is_reading_all_less_the_sessions_that_stood(old: list, new: list, random) -> None:
    kept = [row for row in old if random.random() < 0.8]
    after = [*new, *kept]
    random.shuffle(after)
    before, body = _answer(old), _answer(after)
    fresh = {row["ratedate"] for row in json.loads(body) if row not in json.loads(before)}

    whole, changed = read(body), read(body, before)

    assert changed.observations == tuple(row for row in whole.observations if row.session.isoformat() in fresh)
    assert changed.set_aside == tuple(row for row in whole.set_aside if json.loads(row.raw)["ratedate"] in fresh)


def test_an_answer_of_full_size_is_read_whole_and_then_only_where_it_is_new() -> None:
    body = full_cbn()
    before = body.replace(b'"ratedate":"2026-06-11"', b'"ratedate":"2026-06-12"')

    assert len(read(body).observations) == 60_000
    assert len(read(body, before).observations) == 13


def test_the_recorded_answer_of_may_2026_is_read_whole() -> None:
    parsed = read(recorded("cbn-GetAllExchangeRates-2026-05-22.json"))

    assert (len(parsed.observations), parsed.set_aside) == (78, ())
    assert len({row.pair for row in parsed.observations}) == 13


def by_day(parsed: Parsed, base: str, day: str) -> list[Observation]:
    return [row for row in parsed.observations if row.pair.base == base and row.session.isoformat() == day]


def test_the_history_to_2024_is_read_with_its_known_bad_rows() -> None:
    parsed = read(export_answer())
    reasons = Counter(row.reason for row in parsed.set_aside)
    stated = [json.loads(row.raw) for row in parsed.set_aside]
    refused = {(row["currency"].strip(), row["ratedate"]) for row in stated}

    assert reasons["unknown_currency"] == 11
    assert set(reasons) == {"unknown_currency", "out_of_range"}
    assert reasons["out_of_range"] == 25
    # Far beyond belief, and set aside here.
    for row in (
        ("POUNDS STERLING", "2003-10-30"),
        ("WAUA", "2005-05-10"),
        ("EURO", "2005-12-05"),
        ("DANISH KRONER", "2008-11-14"),
        ("CFA", "2006-07-20"),
    ):
        assert row in refused
    # Not a dollar row is lost here: these are judged over sessions.
    assert not any(currency.startswith("US DOLLAR") for currency, _ in refused)
    assert [str(row.quote.mid) for row in by_day(parsed, "USD", "2003-12-09")] == ["1376.8"]
    assert [str(row.quote.mid) for row in by_day(parsed, "USD", "2007-08-28")] == ["74.52"]
    assert [str(row.quote.mid) for row in by_day(parsed, "USD", "2008-08-01")] == ["66.09"]
    for session in ("2002-06-13", "2003-04-15", "2003-07-17", "2012-11-12", "2016-01-25"):
        bid, ask, mid = by_day(parsed, "USD", session)[0].quote
        assert bid is not None
        assert ask is not None
        assert mid is not None
        assert not bid <= mid <= ask or ask - bid > mid * Decimal("0.02")
    # Conflicting duplicates both, the upper last; identical ones once; a weekend's row as it is.
    assert [str(row.quote.mid) for row in by_day(parsed, "USD", "2022-03-29")] == ["415.75", "415.72"]
    assert [str(row.quote.mid) for row in by_day(parsed, "USD", "2023-12-12")] == ["853.277", "848.78"]
    assert [str(row.quote.mid) for row in by_day(parsed, "USD", "2024-02-22")] == ["1440.121", "1488.896"]
    assert len(by_day(parsed, "USD", "2013-06-28")) == len(by_day(parsed, "USD", "2020-11-18")) == 1
    assert len(by_day(parsed, "USD", "2002-04-07")) == 1
