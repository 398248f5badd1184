"""`convert` and `rate`: which side, which measure, how it is rounded, and what cannot be relied on."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import NOW, Terminal

CLOSE = Decimal("1364.5000")


def cents(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def result(terminal: Terminal, *argv: str) -> str:
    return str(terminal.good("convert", *argv, "--json").json["result"])


class Street(NamedTuple):
    """A terminal, and the parallel dollar that it shows."""

    terminal: Terminal
    bid: Decimal
    ask: Decimal
    mid: Decimal


@pytest.fixture
def street(refused: Terminal) -> Street:
    (row,) = refused.good("rate", "--market", "parallel", "--json").json
    bid, ask, mid = (Decimal(row[side]) for side in ("bid", "ask", "mid"))
    assert 1380 < bid < mid < ask < 1410
    return Street(refused, bid, ask, mid)


def test_selling_dollars_uses_the_bid(street: Street) -> None:
    assert result(street.terminal, "100", "USD", "NGN") == cents(100 * street.bid)


def test_buying_dollars_uses_the_ask(street: Street) -> None:
    assert result(street.terminal, "100,000", "NGN", "USD") == cents(100_000 / street.ask)


@pytest.mark.parametrize("side", ["bid", "ask", "mid", "MID"])
def test_a_side_can_be_asked_for(street: Street, side: str) -> None:
    rate = getattr(street, side.lower())
    assert result(street.terminal, "100", "USD", "NGN", "--side", side) == cents(100 * rate)
    assert result(street.terminal, "100", "NGN", "USD", "--side", side) == cents(100 / rate)


def test_a_cross_sells_into_naira_and_buys_out_of_it(street: Street) -> None:
    (pound,) = street.terminal.good("rate", "GBP", "--market", "parallel", "--json").json
    told = street.terminal.good("convert", "50", "GBP", "USD", "--json").json

    assert told["result"] == cents(50 * Decimal(pound["bid"]) / street.ask)
    legs = [(leg["pair"], leg["side"], Decimal(leg["rate"])) for leg in told["rates"]]
    assert legs == [("GBP/NGN", "bid", Decimal(pound["bid"])), ("USD/NGN", "ask", street.ask)]


def test_there_and_back_costs_the_spread(street: Street) -> None:
    naira = result(street.terminal, "1000", "USD", "NGN")
    assert Decimal(result(street.terminal, naira, "NGN", "USD")) < 1000


@given(st.decimals("0.01", "999999999", places=2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_minor_units_half_up_whatever_the_amount(street: Street, amount: Decimal) -> None:
    assert result(street.terminal, f"{amount:,f}", "USD", "NGN") == cents(amount * street.bid)
    assert result(street.terminal, f"{amount:f}", "NGN", "USD") == cents(amount / street.ask)


@given(st.text(max_size=30).filter(lambda text: "\0" not in text))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_text_is_an_amount_or_refused_in_a_sentence(refused: Terminal, text: str) -> None:
    ran = refused.run("convert", "--", text, "USD", "NGN")

    assert ran.code in (0, 2)
    if ran.code:
        assert ran.sentence.startswith("AMOUNT: ")
        assert ran.out == ""


def test_half_a_kobo_goes_up(terminal: Terminal) -> None:
    terminal.set(NOW="2026-06-12T21:00:00+01:00")
    terminal.good("quote", "AUD", "--market", "bank", "--bid", "1000.005", "--ask", "1000.025")

    assert result(terminal, "1", "AUD", "NGN", "--market", "bank", "--side", "bid") == "1000.01"
    assert result(terminal, "1", "AUD", "NGN", "--market", "bank", "--side", "ask") == "1000.03"


def test_a_market_without_sides_converts_at_its_mid_and_says_so(refused: Terminal) -> None:
    told = refused.good("convert", "100", "USD", "NGN", "--market", "midmarket", "--json").json
    (leg,) = told["rates"]

    assert (leg["side"], leg["bid"], leg["ask"]) == ("mid", None, None)
    assert told["result"] == cents(100 * Decimal(leg["mid"]))
    assert "midmarket mid of" in refused.good("convert", "100", "USD", "NGN", "--market", "midmarket").out
    ran = refused.run("convert", "100", "USD", "NGN", "--market", "midmarket", "--side", "ask")
    assert (ran.code, ran.sentence) == (1, "the midmarket rate of USD/NGN has no ask at that time; ask for --side mid")


def test_yen_have_no_minor_unit(refused: Terminal) -> None:
    told = refused.good("convert", "100000", "NGN", "JPY", "--market", "midmarket", "--json").json

    assert "." not in told["result"]


class TestOfficial:
    def test_every_side_is_the_close_and_is_called_so(self, refused: Terminal) -> None:
        for side in ((), ("--side", "bid"), ("--side", "ask"), ("--side", "mid")):
            told = refused.good("convert", "100", "USD", "NGN", "--market", "official", *side, "--json").json
            assert told["result"] == cents(100 * CLOSE)
            (leg,) = told["rates"]
            assert (leg["measure"], leg["session"], leg["rate"]) == ("close", "2026-06-11", "1364.5000")
            assert (leg["bid"], leg["ask"]) == (None, None)

    def test_a_person_is_told_which_measure(self, refused: Terminal) -> None:
        printed = refused.good("convert", "100", "USD", "NGN", "--market", "official").out

        assert printed == "100 USD = 136,450.00 NGN\n  USD/NGN 1,364.5000, official close of 2026-06-11, grade A\n"

    def test_a_cross_uses_the_central_rates_of_others(self, refused: Terminal) -> None:
        told = refused.good("convert", "50", "GBP", "EUR", "--market", "official", "--json").json

        assert told["result"] == cents(50 * Decimal("1826.6600") / Decimal("1574.7750"))
        assert [leg["measure"] for leg in told["rates"]] == ["central", "central"]

    @pytest.fixture
    def old(self, terminal: Terminal) -> Terminal:
        """A home that also knows the Central Bank's dollar of the last days before the NFEM, and its first close."""
        (terminal.home / "old.csv").write_text(
            "date,source,market,measure,currency,mid\n"
            "2024-11-28,cbn,official,central,USD,1688.5000\n"
            "2024-11-29,cbn,official,central,USD,1661.1700\n"
            "2024-12-02,cbn-nfem,official,close,USD,1607.5000\n"
            "2024-12-02,cbn,official,central,USD,1631.0100\n"
        )
        terminal.good("import", str(terminal.home / "old.csv"))
        return terminal

    @pytest.mark.parametrize(
        ("at", "measure", "session", "mid"),
        [
            ("2024-11-28", "central", "2024-11-28", "1688.5000"),
            ("2024-12-01", "central", "2024-11-29", "1661.1700"),
            ("2024-12-02", "close", "2024-12-02", "1607.5000"),
        ],
    )
    def test_before_the_nfem_it_is_the_central_rate(self, old: Terminal, at: str, measure: str, session: str, mid: str) -> None:
        (row,) = old.good("rate", "--market", "official", "--at", at, "--json").json
        told = old.good("convert", "1", "USD", "NGN", "--market", "official", "--at", at, "--json").json

        assert (row["measure"], row["session"], row["mid"]) == (measure, session, mid)
        assert told["rates"][0]["measure"] == measure
        assert told["result"] == cents(Decimal(mid))

    def test_the_series_changes_its_measure_under_its_own_name(self, old: Terminal) -> None:
        rows = old.good("history", "--market", "official", "--from", "2024-11-28", "--to", "2024-12-03", "--json").json

        assert [(row["date"], row["measure"], row["close"]) for row in rows] == [
            ("2024-11-28", "central", "1688.5000"),
            ("2024-11-29", "central", "1661.1700"),
            ("2024-12-02", "close", "1607.5000"),
        ]


class TestWhatCannotBeReliedOn:
    def test_a_rate_that_has_gone_stale_is_shown_as_such_and_not_converted_by(self, terminal: Terminal) -> None:
        terminal.set(NOW="2026-06-20T12:00:00+01:00")
        (row,) = terminal.good("rate", "--market", "parallel", "--json").json
        ran = terminal.run("convert", "100", "USD", "NGN")

        assert row["grade"] == "D"
        assert (ran.code, ran.out) == (1, "")
        assert "the parallel rate of USD/NGN cannot be relied on (grade D)" in ran.sentence
        assert "grade D, not to be printed as a rate" in terminal.good("rate", "--market", "parallel").out

    def test_the_moment_of_then_still_has_its_rate(self, terminal: Terminal) -> None:
        then = result(terminal, "100", "USD", "NGN")
        terminal.set(NOW="2026-06-20T12:00:00+01:00")

        assert result(terminal, "100", "USD", "NGN", "--at", NOW) == then

    def test_a_market_that_nobody_quotes_has_no_data(self, refused: Terminal) -> None:
        for argv in (
            ("rate", "--market", "remittance"),
            ("rate", "WAUA", "--market", "parallel"),
            ("convert", "1", "USD", "NGN", "--market", "remittance"),
        ):
            ran = refused.run(*argv)
            assert (ran.code, ran.out) == (1, "")
            assert "is known up to 2026-06-12T19:30:00Z; `fxtracker fetch` asks the sources" in ran.sentence

    def test_a_market_with_one_side_has_no_other(self, terminal: Terminal) -> None:
        terminal.good("quote", "AUD", "--market", "bank", "--bid", "900")
        ran = terminal.run("convert", "1", "NGN", "AUD", "--market", "bank")

        assert (ran.code, ran.out) == (1, "")
        assert ran.sentence
