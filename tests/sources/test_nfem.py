"""The Central Bank's summary of its market: five figures a session, each under its own name."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime

import pytest

from fxtracker.errors import BadAnswer
from fxtracker.rates import USD, Market, Measure, Quote, Timing
from fxtracker.sources import Parsed, Payload, parse
from sources.recorded import DATA, shipped_sources
from wire import NFEM, NFEM_URL, cbn_rows, nfem_rows

NOW = datetime(2026, 6, 11, 18, tzinfo=UTC)


def read(body: bytes) -> Parsed:
    return parse(shipped_sources()["cbn-nfem"], [Payload(NFEM_URL, body)], NOW)


def figures(parsed: Parsed, day: str) -> dict[str, str]:
    return {row.measure.value: str(row.quote.mid) for row in parsed.observations if row.session.isoformat() == day}


def test_a_session_has_five_figures_each_called_what_it_is() -> None:
    parsed = read(nfem_rows())

    assert figures(parsed, "2026-02-18") == {
        "close": "1340.0000",
        "high": "1340.0000",
        "low": "1328.0000",
        "weighted_average": "1338.1066",
        "simple_average": "1337.1657",
    }
    assert figures(parsed, "2026-06-11")["weighted_average"] == "1363.8250"
    assert len(parsed.observations) == 5 * len(NFEM)
    assert parsed.set_aside == ()


def test_a_figure_is_a_rate_without_a_side_of_its_own_session() -> None:
    stated = next(row for row in read(nfem_rows()).observations if row.measure is Measure.CLOSE and row.session == date(2026, 2, 17))

    assert (stated.market, stated.segment, stated.pair, stated.timing) == (Market.OFFICIAL, None, USD, Timing.DATED)
    assert isinstance(stated.quote, Quote)
    assert stated.quote[:2] == (None, None)
    assert stated.observed_at == datetime(2026, 2, 17, 16, tzinfo=UTC)
    assert stated.note == "413"


def test_the_weighted_average_is_the_selling_rate_of_the_same_session_to_the_last_digit() -> None:
    selling = {
        row.session: row.quote.ask
        for row in parse(shipped_sources()["cbn"], [Payload(NFEM_URL, cbn_rows())], NOW).observations
        if row.pair == USD and row.session >= date(2026, 6, 1)
    }
    average = {row.session: row.quote.mid for row in read(nfem_rows()).observations if row.measure is Measure.WEIGHTED_AVERAGE}

    assert selling
    assert selling == {day: average[day] for day in selling}


def test_a_blank_is_no_figure_and_so_is_nought() -> None:
    parsed = read(nfem_rows([("2026-06-11", "1363.8250", "", "1368.0000", "0", " ")]))

    assert figures(parsed, "2026-06-11") == {"weighted_average": "1363.8250", "high": "1368.0000"}
    assert parsed.set_aside == ()


def test_a_row_that_contradicts_itself_goes_on_as_stated() -> None:
    """A close outside the range really happened, as on 2025-01-16; it is printed with a note, not corrected here."""
    assert figures(read(nfem_rows([("2026-03-06", "1393.26", "", "1402", "1398", "1410")])), "2026-03-06")["low"] == "1398"


def test_identical_rows_under_two_ids_count_once() -> None:
    row = NFEM[0]

    assert len(read(nfem_rows([row, row])).observations) == 5


def test_of_conflicting_rows_both_stay_and_the_later_id_comes_last() -> None:
    first, second = NFEM[0], (*NFEM[0][:5], "1366.0000")

    later_above = read(nfem_rows([second, first], first_id=44))
    later_below = read(json.dumps(json.loads(nfem_rows([second, first], first_id=44))[::-1]).encode())

    for parsed in (later_above, later_below):
        assert [str(row.quote.mid) for row in parsed.observations if row.measure is Measure.CLOSE] == ["1364.5000", "1366.0000"]
        assert len(parsed.observations) == 6


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("2026-06-11", "136.3825", "", "", "", ""), "out_of_range"),
        (("2026-06-11", "13638.25", "", "", "", ""), "out_of_range"),
        (("2026-06-11", "n.a.", "", "", "", ""), "not_a_number"),
        (("2026-06-11", "-1363.8250", "", "", "", ""), "out_of_range"),
    ],
)
def test_a_figure_that_cannot_be_believed_costs_only_itself(row: tuple[str, ...], reason: str) -> None:
    parsed = read(nfem_rows([row, NFEM[1]]))

    assert [(aside.reason, aside.where.rsplit(" ", 1)[1]) for aside in parsed.set_aside] == [(reason, "weighted_average")]
    assert len(parsed.observations) == 5


@pytest.mark.parametrize("written", ["Febtember-18-2026", "February-30-2026", "18/02/2026", "", "February-18-26"])
def test_a_date_that_is_none_sets_the_row_aside(written: str) -> None:
    parsed = read(nfem_rows([NFEM[0], NFEM[1]]).replace(b"June-11-2026", written.encode()))

    assert [aside.reason for aside in parsed.set_aside] == ["bad_date"]
    assert {row.session for row in parsed.observations} == {date(2026, 6, 10)}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"[]", "empty list"),
        (b'{"error":"none"}', "where a list was expected"),
        (b"<html><title>Request Rejected</title>", "a page titled 'Request Rejected'"),
        (nfem_rows()[:300], "breaks off after 300 bytes"),
        (b'[{"id":1}]', "1 bad_date"),
        (b"[7]", "1 bad_date"),
    ],
)
def test_an_answer_without_a_figure_is_a_failure_that_says_what_was_found(body: bytes, found: str) -> None:
    with pytest.raises(BadAnswer) as fault:
        read(body)

    assert found in str(fault.value)


def test_every_session_since_december_2024_is_read_to_the_last_digit() -> None:
    path = DATA / "cbn-nfem" / "nfem.csv"
    if not path.is_file():
        pytest.skip("no transcription of the NFEM rows beside the checkout")
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    names = ("weighted_avg", "simple_avg", "high", "low", "close")
    body = nfem_rows([(row["date"], *(row[name] for name in names)) for row in reversed(table)], first_id=len(table))

    parsed = read(body)

    measures = ("weighted_average", "simple_average", "high", "low", "close")
    for row in table:
        assert figures(parsed, row["date"]) == {measure: row[name] for measure, name in zip(measures, names, strict=True) if row[name]}
    assert parsed.set_aside == ()
