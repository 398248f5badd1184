"""Official rates at second hand and the middle of the market: what the answers of the vendors mean, to the last digit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fxtracker.rates import Market, Measure, Pair, Timing
from shapes import frankfurter, openexchangerates, wise, yahoo
from sources.recorded import read, recorded, refused, shipped_sources, sides, table
from wire import CBN_URL, ER_URL, FRANKFURTER_URL, OXR_URL, WISE_URL, YAHOO_URL, er_api

DOLLAR = FRANKFURTER_URL.format("USD")


class TestFrankfurter:
    def test_it_passes_on_the_central_banks_central_rate_of_its_session(self) -> None:
        (stated,) = read("frankfurter", (DOLLAR, frankfurter("USD", "2026-06-11", "1363.325"))).observations

        assert (stated.market, stated.segment, stated.measure) == (Market.OFFICIAL, None, Measure.CENTRAL)
        assert sides(stated) == [None, None, "1363.325"]
        assert (stated.session, stated.timing) == (date(2026, 6, 11), Timing.DATED)

    def test_its_figure_is_that_of_the_banks_own_recorded_answer(self) -> None:
        own = read("cbn", (CBN_URL, recorded("cbn-GetAllExchangeRates-2026-05-22.json"))).observations
        bank = next(row for row in own if row.pair == Pair("USD") and row.session == date(2026, 5, 21))
        (stated,) = read("frankfurter", (DOLLAR, frankfurter("USD", "2026-05-21", "1371.8079"))).observations

        assert stated.quote.mid == bank.quote.mid

    def test_it_is_asked_for_the_central_bank_alone_and_for_each_currency_by_itself(self) -> None:
        addresses = [asks[0].address for request in shipped_sources()["frankfurter"].requests for asks in request.asks(date(2026, 6, 11))]

        assert len(addresses) == 12
        assert all("providers=CBN" in address and "quotes=NGN" in address for address in addresses)

    @pytest.mark.parametrize(
        "body",
        [
            b"[]",
            frankfurter("USD", "2026-06-11", "1.3633"),
            frankfurter("USD", "2026-06-11", "1363.325").replace(b'"NGN"', b'"GHS"'),
            frankfurter("USD", "11/06/2026", "1363.325"),
            b'{"status":422,"message":"invalid currency"}',
        ],
    )
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("frankfurter", (DOLLAR, body))

    def test_its_past_comes_by_spans_that_read_the_same(self) -> None:
        past = shipped_sources()["frankfurter"].backfill
        assert past is not None
        ask = past.asks(date(2024, 1, 29), date(2024, 2, 2))[0][0]
        rows = frankfurter("USD", "2024-01-30", "1192.44")[1:-1], frankfurter("USD", "2024-02-01", "1413.63")[1:-1]
        body = b"[" + b",".join(rows) + b"]"

        parsed = read("frankfurter", (ask.address, body))

        assert "from=2024-01-29&to=2024-02-02" in ask.url
        assert [(row.session.isoformat(), str(row.quote.mid)) for row in parsed.observations] == [
            ("2024-01-30", "1192.44"),
            ("2024-02-01", "1413.63"),
        ]


class TestErApi:
    def test_the_recorded_figure_at_its_second(self) -> None:
        (stated,) = read("er-api", (ER_URL, er_api("1331.013867", 1771372952))).observations

        assert sides(stated) == [None, None, "1331.013867"]
        assert stated.observed_at == datetime(2026, 2, 18, 0, 2, 32, tzinfo=UTC)


class TestWise:
    def test_a_mid_market_rate_at_the_stated_millisecond(self) -> None:
        (stated,) = read("wise", (WISE_URL.format("USD"), wise(value="1366.0200"))).observations

        assert (stated.market, stated.measure, stated.pair) == (Market.MIDMARKET, Measure.QUOTE, Pair("USD"))
        assert sides(stated) == [None, None, "1366.0200"]
        assert stated.observed_at == datetime(2026, 6, 12, tzinfo=UTC)

    def test_the_currency_is_the_one_that_the_answer_names(self) -> None:
        parsed = read("wise", *((WISE_URL.format(code), wise(code, value)) for code, value in (("GBP", "1834.9"), ("EUR", "1586.4"))))

        assert table(parsed) == {"GBP": [None, None, "1834.9"], "EUR": [None, None, "1586.4"]}

    @pytest.mark.parametrize(
        "body",
        [wise().replace(b'"NGN"', b'"KES"'), wise(value="0.000732"), wise(value="null"), wise(source="NGN"), b'{"errors":[]}'],
    )
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("wise", (WISE_URL.format("USD"), body))


class TestYahoo:
    def test_the_last_price_stands_by_itself_however_many_minutes_are_empty(self) -> None:
        (stated,) = read("yahoo", (YAHOO_URL, yahoo())).observations

        assert sides(stated) == [None, None, "1366.11"]
        assert stated.observed_at == datetime(2026, 6, 12, tzinfo=UTC)

    def test_without_its_own_time_the_last_minute_of_the_chart_is_taken(self) -> None:
        body = yahoo(closes=("null", "null")).replace(b',"regularMarketTime":1781222400', b"")

        assert read("yahoo", (YAHOO_URL, body)).observations[0].observed_at == datetime(2026, 6, 12, tzinfo=UTC)

    @pytest.mark.parametrize("body", [yahoo(price="1.0"), yahoo(price="null"), b'{"chart":{"result":null,"error":{"code":"Not Found"}}}'])
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("yahoo", (YAHOO_URL, body))


class TestOpenExchangeRates:
    def test_naira_for_a_dollar_at_the_stated_second(self) -> None:
        (stated,) = read("openexchangerates", (OXR_URL, openexchangerates())).observations

        assert (stated.market, sides(stated)) == (Market.MIDMARKET, [None, None, "1365.9"])
        assert stated.observed_at == datetime(2026, 6, 12, tzinfo=UTC)

    def test_the_key_stands_in_what_is_sent_and_in_no_address(self) -> None:
        (ask,) = shipped_sources()["openexchangerates"].requests[0].asks(date(2026, 6, 12), "s3cret")[0]

        assert ask.url.endswith("app_id=s3cret")
        assert ask.address == OXR_URL
        assert "s3cret" not in repr(ask)

    def test_another_base_is_refused(self) -> None:
        assert refused("openexchangerates", (OXR_URL, openexchangerates().replace(b'"base":"USD"', b'"base":"EUR"')))
