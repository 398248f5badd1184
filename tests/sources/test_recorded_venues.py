"""Order books, adverts and payment apps: which label is the bid, and which rows are no quote of their market."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from fxtracker.rates import Market, Measure, Segment, Timing
from shapes import ADVERTS, bitget, bybit, monierate, nala, noblocks, remitano
from sources.recorded import NOW, read, refused, shipped_sources, sides, table
from wire import BITGET_URL, BYBIT_URL, MONIERATE_URL, NALA_URL, NOBLOCKS_URL, QUIDAX_URL, REMITANO_URL, quidax

PLATFORMS = MONIERATE_URL.format("usd")


def both(make: Callable[..., bytes], **adverts: Any) -> list[tuple[str, bytes]]:
    """The two answers of a venue of adverts."""
    url = BYBIT_URL if make is bybit else BITGET_URL
    return [(f"{url}#{side}", make(side, adverts.get(side))) for side in ("bid", "ask")]


class TestRemitano:
    def test_what_a_customer_pays_is_the_ask_though_it_is_called_the_bid(self) -> None:
        (stated,) = read("remitano", (REMITANO_URL, remitano())).observations

        assert (stated.market, stated.segment, stated.pair.base, stated.timing) == (Market.PARALLEL, Segment.P2P, "USDT", Timing.SEEN)
        assert sides(stated) == ["1388.2", "1398.5", None]
        assert stated.observed_at == NOW

    @pytest.mark.parametrize("body", [remitano("13.9", "13.8"), b'{"gh":{"currency":"GHS","usdt_bid":11.9}}', remitano("0", "0")])
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("remitano", (REMITANO_URL, body))


class TestNoblocks:
    def test_the_low_figure_is_the_bid(self) -> None:
        (stated,) = read("noblocks", (NOBLOCKS_URL, noblocks("1444.36", "1451.61", "2025-11-03T13:12:50.290Z"))).observations

        assert (stated.segment, stated.pair.base) == (Segment.EXCHANGE, "USDT")
        assert sides(stated) == ["1444.36", "1451.61", None]
        assert stated.observed_at == datetime(2025, 11, 3, 13, 12, 50, 290000, tzinfo=UTC)

    def test_it_says_itself_that_its_figures_are_those_of_quidax(self) -> None:
        ours = read("noblocks", (NOBLOCKS_URL, noblocks())).observations[0].quote.middle
        theirs = read("quidax", (QUIDAX_URL, quidax())).observations[0].quote.middle

        assert shipped_sources()["noblocks"].derived_from == ("quidax",)
        assert ours is not None
        assert theirs is not None
        assert abs(ours - theirs) < 1

    @pytest.mark.parametrize("body", [b"[]", noblocks().replace(b'"NGN"', b'"KES"'), noblocks("14.4", "14.5")])
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("noblocks", (NOBLOCKS_URL, body))


class TestBybit:
    def test_the_two_sides_make_one_quote_of_those_who_deal_and_complete(self) -> None:
        (stated,) = read("bybit-p2p", *both(bybit)).observations

        assert (stated.segment, stated.pair.base, stated.measure, stated.flags) == (Segment.P2P, "USDT", Measure.QUOTE, ())
        # The best advert on each side is by somebody with few orders or who seldom completes, with the largest volume of all.
        assert sides(stated) == ["1391.40", "1398.40", None]

    def test_adverts_on_one_exact_price_are_a_cap_and_are_called_that(self) -> None:
        capped = [("1395.00", "1000", 100, 99)] * 6 + [("1396.00", "1000", 100, 99)] * 4
        (stated,) = read("bybit-p2p", *both(bybit, ask=capped)).observations

        assert stated.flags == ("capped",)

    def test_one_side_alone_is_one_side(self) -> None:
        (stated,) = read("bybit-p2p", both(bybit)[1]).observations

        assert sides(stated) == [None, "1398.40", None]

    def test_nobody_who_qualifies_is_no_price(self) -> None:
        strangers = [("1395.00", "1000", 3, 99), ("1396.00", "1000", 300, 60)]

        assert refused("bybit-p2p", *both(bybit, bid=strangers, ask=strangers))

    def test_the_later_spelling_of_its_code_is_read_too(self) -> None:
        answers = [(address, body.replace(b"ret_code", b"retCode")) for address, body in both(bybit)]

        assert len(read("bybit-p2p", *answers).observations) == 1

    def test_its_robots_file_forbids_it_and_nobody_asks(self) -> None:
        source = shipped_sources()["bybit-p2p"]

        assert (source.default_on, source.robots_ok) == (False, False)
        assert "robots" in str(source.why_not_asked({}))
        bodies = [asks[0].body for request in source.requests for asks in request.asks(date(2026, 6, 12))]
        assert [b'"side":"0"' in (body or b"") for body in bodies] == [True, False]


class TestBitget:
    def test_adverts_without_a_record_count_one_each(self) -> None:
        (stated,) = read("bitget-p2p", *both(bitget)).observations

        assert sides(stated) == ["1391", "1396.6", None]

    def test_the_other_spelling_of_the_price(self) -> None:
        answers = [(address, body.replace(b'"price"', b'"priceValue"')) for address, body in both(bitget)]

        assert sides(read("bitget-p2p", *answers).observations[0]) == ["1391", "1396.6", None]

    def test_an_empty_list_as_a_machine_in_a_data_centre_gets_it_is_a_failure(self) -> None:
        assert refused("bitget-p2p", *both(bitget, bid=[], ask=[]))


class TestMonierate:
    def test_what_a_customer_pays_is_the_ask_and_each_app_is_a_venue(self) -> None:
        parsed = read("monierate", (PLATFORMS, monierate()))

        assert {row.location: sides(row) for row in parsed.observations} == {
            "grey": ["1384", "1401.5", None],
            "geegpay": ["1380.25", "1404", None],
            "chipper": ["1379", None, None],
            "cleva": [None, "1402", None],
        }
        assert {(row.market, row.segment) for row in parsed.observations} == {(Market.REMITTANCE, None)}

    def test_the_bank_the_feed_and_the_computed_band_are_no_apps(self) -> None:
        parsed = read("monierate", (PLATFORMS, monierate()))

        assert {"cbn", "fastforex", "cambridge"}.isdisjoint({row.location for row in parsed.observations})
        assert parsed.set_aside == ()

    def test_a_pound_that_is_fourteen_times_wrong_is_set_aside(self) -> None:
        parsed = read("monierate", (MONIERATE_URL.format("gbp"), monierate("gbp")))

        assert table(parsed)["GBP"] is not None
        assert [row.reason for row in parsed.set_aside] == ["out_of_range"]
        assert {row.location for row in parsed.observations} == {"grey", "geegpay"}

    def test_it_needs_a_key_which_stands_in_a_header(self) -> None:
        source = shipped_sources()["monierate"]
        (ask,) = source.requests[0].asks(date(2026, 6, 12), "s3cret")[0]

        assert (source.needs_key, source.default_on, source.redistribute_ok) == (True, False, False)
        assert ask.headers["api_key"] == "s3cret"
        assert "s3cret" not in ask.address + ask.url + repr(ask)


class TestNala:
    def test_corridors_to_nigeria_alone_are_read(self) -> None:
        parsed = read("nala", (NALA_URL, nala()))

        assert {(row.pair.base, row.location): sides(row)[2] for row in parsed.observations} == {
            ("USD", "nala"): "1381.4",
            ("GBP", "nala"): "1852.75",
            ("EUR", "partner"): "1601.1",
        }


def test_the_adverts_that_are_served_hold_a_lure_on_each_side() -> None:
    assert max(float(price) for price, *_ in ADVERTS["bid"]) == 1402
    assert min(float(price) for price, *_ in ADVERTS["ask"]) == 1379
