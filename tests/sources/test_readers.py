"""The sources that their files describe: what their real answers mean, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fxtracker.errors import BadAnswer, UsageError
from fxtracker.rates import Market, Measure, Observation, Pair, Segment, Timing
from fxtracker.sources import Parsed, Payload, parse
from sources.recorded import DATA, recorded, shipped_sources
from wire import (
    ER_URL,
    LUNO_URL,
    NAIRATODAY_URL,
    NGNRATES_URL,
    QUIDAX_SECOND_URL,
    QUIDAX_URL,
    currency_api,
    er_api,
    luno,
    nairatoday,
    ngnrates,
    quidax,
)

NOW = datetime(2026, 6, 13, 18, tzinfo=UTC)
JSDELIVR = "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026.6.4/v1/currencies/usd.json"
PAGES = "https://2026-06-04.currency-api.pages.dev/v1/currencies/usd.json"


def read(source: str, url: str, body: bytes) -> Parsed:
    return parse(shipped_sources()[source], [Payload(url, body)], NOW)


def only(parsed: Parsed) -> Observation:
    (stated,) = parsed.observations
    return stated


def sides(stated: Observation) -> list[str | None]:
    return [None if side is None else str(side) for side in stated.quote]


def table(parsed: Parsed) -> dict[str, list[str | None]]:
    return {row.pair.base: sides(row) for row in parsed.observations}


def refused(source: str, url: str, body: bytes) -> str:
    with pytest.raises(BadAnswer) as fault:
        read(source, url, body)
    return str(fault.value)


class TestQuidax:
    def test_best_bid_and_best_ask_of_the_dollar_token(self) -> None:
        stated = only(read("quidax", QUIDAX_URL, quidax()))

        assert (stated.market, stated.segment, stated.measure) == (Market.PARALLEL, Segment.EXCHANGE, Measure.QUOTE)
        assert stated.pair == Pair("USDT")
        assert sides(stated) == ["1386.0", "1391.75", None]
        assert stated.observed_at == datetime(2026, 6, 12, 1, 48, 11, tzinfo=UTC)
        assert (stated.session, stated.timing) == (date(2026, 6, 12), Timing.INSTANT)

    def test_a_side_of_nought_is_no_quote(self) -> None:
        assert sides(only(read("quidax", QUIDAX_SECOND_URL, quidax(buy="0")))) == [None, "1391.75", None]

    def test_sides_the_wrong_way_round_go_on_as_stated(self) -> None:
        assert sides(only(read("quidax", QUIDAX_URL, quidax("1391.75", "1386.0"))))[:2] == ["1391.75", "1386.0"]

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            (quidax(buy="0", sell="0"), "no plausible rate"),
            (quidax(buy="13.86", sell="13.91"), "1 out_of_range"),
            (quidax(buy="971971971", sell="971971971"), "1 out_of_range"),
            (quidax(buy="1", sell="1"), "1 out_of_range"),
            (quidax(buy="0.00072", sell="0.00072"), "1 out_of_range"),
            (quidax(buy="closed"), "1 not_a_number"),
            (quidax(at=1781228891000), "no usable time"),
            (quidax(at=0), "no usable time"),
            (quidax().replace(b"usdtngn", b"usdtghs"), "data.market = 'usdtghs' where 'usdtngn' was expected"),
            (quidax().replace(b'"success"', b'"error"'), "status = 'error'"),
            (b'{"status":"success","data":null}', "data.market = nothing"),
            (b"[]", "an empty list"),
            (b"null", "nothing in it"),
        ],
    )
    def test_what_is_refused(self, body: bytes, found: str) -> None:
        assert found in refused("quidax", QUIDAX_URL, body)

    def test_the_recorded_answer(self) -> None:
        assert sides(only(read("quidax", QUIDAX_URL, recorded("quidax_usdtngn.json")))) == ["1386.0", "1391.75", None]


class TestLuno:
    def test_bid_and_ask_at_the_stated_millisecond(self) -> None:
        stated = only(read("luno", LUNO_URL, luno()))

        assert sides(stated) == ["1382.7796", "1385.6695", None]
        assert stated.observed_at == datetime(2026, 6, 13, 17, 52, 18, 363000, tzinfo=UTC)

    @pytest.mark.parametrize("status", ["POSTONLY", "DISABLED", "UNKNOWN"])
    def test_a_book_that_does_not_trade_has_no_price(self, status: str) -> None:
        assert f"status = '{status}' where 'ACTIVE' was expected" in refused("luno", LUNO_URL, luno(status=status))

    def test_the_recorded_answer(self) -> None:
        assert sides(only(read("luno", LUNO_URL, recorded("luno_usdtngn.json")))) == ["1382.7796", "1385.6695", None]


class TestErApi:
    def test_naira_for_a_dollar_at_the_stated_second(self) -> None:
        stated = only(read("er-api", ER_URL, er_api("1331.013867", 1771372952)))

        assert (stated.market, stated.segment, stated.pair) == (Market.MIDMARKET, None, Pair("USD"))
        assert sides(stated) == [None, None, "1331.013867"]
        assert stated.observed_at == datetime(2026, 2, 18, 0, 2, 32, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            (er_api().replace(b'"base_code":"USD"', b'"base_code":"EUR"'), "base_code = 'EUR'"),
            (er_api().replace(b'"success"', b'"error"'), "result = 'error'"),
            (er_api("0.000734"), "1 out_of_range"),
            (er_api("1"), "1 out_of_range"),
            (er_api().replace(b'"NGN"', b'"NGX"'), "no row has a figure"),
            (er_api().replace(b"time_last_update_unix", b"time_last_update"), "time_last_update_unix = nothing"),
        ],
    )
    def test_what_is_refused(self, body: bytes, found: str) -> None:
        assert found in refused("er-api", ER_URL, body)


class TestCurrencyApi:
    @pytest.mark.parametrize("url", [JSDELIVR, PAGES])
    def test_the_naira_of_the_currency_in_the_address_on_the_day_in_the_address(self, url: str) -> None:
        stated = only(read("currency-api", url, currency_api("usd", date(2026, 6, 4))))

        assert (stated.market, stated.pair, stated.timing) == (Market.MIDMARKET, Pair("USD"), Timing.DATED)
        assert sides(stated) == [None, None, "1366.87993308"]
        assert (stated.session, stated.observed_at) == (date(2026, 6, 4), datetime(2026, 6, 4, 16, tzinfo=UTC))

    def test_an_answer_for_another_day_is_refused(self) -> None:
        told = refused("currency-api", JSDELIVR, currency_api("usd", date(2026, 6, 3)))

        assert told == "was asked for 2026-06-04 and answered for 2026-06-03"

    def test_the_file_of_another_currency_has_no_rate_for_this_one(self) -> None:
        assert "no row has a figure" in refused("currency-api", JSDELIVR, currency_api("eur", date(2026, 6, 4)))

    def test_each_host_writes_the_day_in_its_own_way_and_today_is_asked_before_yesterday(self) -> None:
        (request,) = shipped_sources()["currency-api"].requests

        assert request.alternatives(date(2026, 6, 1))[0] == (
            "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026.6.1/v1/currencies/usd.json",
            "https://2026-06-01.currency-api.pages.dev/v1/currencies/usd.json",
            "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026.5.31/v1/currencies/usd.json",
            "https://2026-05-31.currency-api.pages.dev/v1/currencies/usd.json",
        )
        assert len(request.alternatives(date(2026, 6, 1))) == 17

    def test_every_version_beside_the_checkout_is_read_to_the_last_digit(self) -> None:
        versions = sorted((DATA / "currency-api").glob("*/v1/currencies"))
        if not versions:
            pytest.skip("no package of currency-api beside the checkout")
        for folder in versions:
            version = folder.parents[1].name
            for code in ("usd", "eur", "gbp"):
                body = (folder / f"{code}.json").read_bytes()
                url = f"https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@{version}/v1/currencies/{code}.json"
                stated = only(parse(shipped_sources()["currency-api"], [Payload(url, body)], datetime(2026, 11, 1, tzinfo=UTC)))

                assert f'"ngn": {stated.quote.mid}' in body.decode()
                assert stated.session == date(*map(int, version.split(".")))


class TestNairaToday:
    def test_buy_is_the_bid_and_sell_the_ask_and_the_banks_column_is_not_read(self) -> None:
        parsed = read("nairatoday", NAIRATODAY_URL, nairatoday())

        assert table(parsed) == {
            "USD": ["1388", "1400", None],
            "GBP": ["1840", "1880", None],
            "EUR": ["1590", "1620", None],
            "CAD": ["999", "1007", None],
        }
        assert {row.segment for row in parsed.observations} == {Segment.STREET}
        assert {row.observed_at for row in parsed.observations} == {datetime(2026, 6, 12, 1, 42, 46, 589000, tzinfo=UTC)}

    def test_an_advert_between_the_rows_costs_only_itself(self) -> None:
        parsed = read(
            "nairatoday", NAIRATODAY_URL, nairatoday([("Send money home!", "9,999", "0.5% fee"), ("US Dollar (USD)", "1,388", "1,400")])
        )

        assert table(parsed) == {"USD": ["1388", "1400", None]}
        assert [row.reason for row in parsed.set_aside] == ["unknown_currency"]

    @pytest.mark.parametrize(
        ("buy", "sell", "reason"),
        [
            ("1,388 - 1,400", "1,400", "not_a_number"),
            ("13,880", "14,000", "out_of_range"),
            ("138.8", "140.0", "out_of_range"),
            ("1", "1", "out_of_range"),
            ("971971971", "1,400", "out_of_range"),
            ("-1,388", "1,400", "out_of_range"),
        ],
    )
    def test_a_figure_that_cannot_be_believed_sets_its_row_aside(self, buy: str, sell: str, reason: str) -> None:
        parsed = read("nairatoday", NAIRATODAY_URL, nairatoday([("US Dollar (USD)", buy, sell), ("Euro (EUR)", "1,590", "1,620")]))

        assert [row.reason for row in parsed.set_aside] == [reason]
        assert list(table(parsed)) == ["EUR"]

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            (nairatoday(heads=("Currency", "Sell (₦)", "Buy (₦)", "CBN (₦)", "Change")), "reads 'Sell (₦)' where 'Buy' was expected"),
            (nairatoday(heads=("Currency", "CBN (₦)", "Buy (₦)", "Sell (₦)", "Change")), "of another layout"),
            (nairatoday(modified=""), "states no time"),
            (nairatoday(modified="2026-06-12T01:42:46"), "no usable time (iso with a zone)"),
            (nairatoday(modified="yesterday"), "no usable time"),
            (nairatoday().replace(b"nt-rates-table", b"rates"), "matches nothing"),
            (nairatoday()[:900], "breaks off after 900 bytes"),
            (nairatoday([]), "matches nothing"),
            (nairatoday([("US Dollar (USD)", "—", "—")]), "no row has a figure"),
            (b"<html><head><title>Request Rejected</title></head></html>", "a page titled 'Request Rejected'"),
        ],
    )
    def test_a_page_that_is_not_laid_out_as_it_was_is_refused(self, body: bytes, found: str) -> None:
        assert found in refused("nairatoday", NAIRATODAY_URL, body)

    def test_the_recorded_page(self) -> None:
        parsed = read("nairatoday", NAIRATODAY_URL, recorded("nairatoday.html"))

        assert (parsed.observations, parsed.set_aside) == (read("nairatoday", NAIRATODAY_URL, nairatoday()).observations, ())


class TestNgnRates:
    def test_both_sides_stand_in_one_cell_and_a_dash_is_no_quote(self) -> None:
        parsed = read("ngnrates", NGNRATES_URL, ngnrates())

        assert table(parsed) == {
            "USD": ["1390", "1400", None],
            "EUR": ["1595", "1640", None],
            "GBP": ["1850", "1880", None],
            "CAD": [None, "1055", None],
            "XAF": ["2.35", None, None],
        }

    def test_a_page_without_a_time_is_of_the_moment_that_it_was_seen(self) -> None:
        stated = read("ngnrates", NGNRATES_URL, ngnrates()).observations[0]

        assert (stated.timing, stated.observed_at, stated.session) == (Timing.SEEN, NOW, date(2026, 6, 13))

    def test_what_is_seen_after_eleven_at_night_in_london_is_of_the_next_day_in_lagos(self) -> None:
        late = datetime(2026, 6, 13, 23, 30, tzinfo=UTC)
        parsed = parse(shipped_sources()["ngnrates"], [Payload(NGNRATES_URL, ngnrates())], late)

        assert {row.session for row in parsed.observations} == {date(2026, 6, 14)}

    def test_rates_of_2020_that_stand_among_those_of_today_are_set_aside(self) -> None:
        parsed = read("ngnrates", NGNRATES_URL, ngnrates())

        assert [(row.reason, row.raw[:3]) for row in parsed.set_aside] == [("historical", "ZAR")]

    @pytest.mark.parametrize("cell", ["1,390", "1,390 / 1,400 / 1,410", "call us / now", "1,3900 / 1,400", "1390,50 / 1400,50"])
    def test_a_cell_that_does_not_hold_two_figures_is_set_aside(self, cell: str) -> None:
        parsed = read("ngnrates", NGNRATES_URL, ngnrates([("USD", cell, ""), ("EUR", "1,595 / 1,640", "")]))

        assert [row.reason for row in parsed.set_aside] == ["not_a_number"]
        assert list(table(parsed)) == ["EUR"]

    def test_the_banks_rate_in_place_of_the_streets_is_not_read(self) -> None:
        assert "no row has a figure" in refused("ngnrates", NGNRATES_URL, ngnrates([("USD", "", ""), ("EUR", "", "")]))

    def test_sides_the_wrong_way_round_go_on_as_stated(self) -> None:
        assert table(read("ngnrates", NGNRATES_URL, ngnrates([("USD", "1,400 / 1,390", "")])))["USD"][:2] == ["1400", "1390"]

    @pytest.mark.parametrize("end", ["1,390 / 1,4", "1,390 /", "Black Market"])
    def test_a_page_that_ends_within_a_row_is_refused(self, end: str) -> None:
        body = ngnrates()

        assert "breaks off" in refused("ngnrates", NGNRATES_URL, body[: body.index(end.encode()) + len(end.encode())])

    def test_a_part_of_a_page_that_was_never_a_whole_one_is_read(self) -> None:
        body = ngnrates()

        assert len(read("ngnrates", NGNRATES_URL, body[body.index(b"<div") : body.rindex(b"</body")]).observations) == 5

    def test_the_recorded_page(self) -> None:
        parsed = read("ngnrates", NGNRATES_URL, recorded("ngnrates.html"))

        assert table(parsed) == {
            "USD": ["1390", "1400", None],
            "EUR": ["1595", "1640", None],
            "GBP": ["1850", "1880", None],
            "CAD": [None, "1055", None],
            "CNY": [None, "207.5", None],
            "XAF": ["2.35", None, None],
        }
        assert [(row.reason, row.raw[:3]) for row in parsed.set_aside] == [("historical", "ZAR"), ("historical", "XOF")]


def test_payloads_are_read_in_their_order_and_together() -> None:
    urls = [JSDELIVR.replace("usd.json", f"{code}.json") for code in ("eur", "usd", "gbp")]
    payloads = [Payload(url, currency_api(url[-8:-5], date(2026, 6, 4))) for url in urls]

    parsed = parse(shipped_sources()["currency-api"], payloads, NOW)

    assert [row.pair.base for row in parsed.observations] == ["EUR", "USD", "GBP"]


def test_an_archived_payload_reads_the_same_at_any_later_time() -> None:
    first = read("quidax", QUIDAX_URL, quidax()).observations[0]
    again = parse(shipped_sources()["quidax"], [Payload(QUIDAX_URL, quidax())], NOW + timedelta(days=400)).observations[0]

    assert again._replace(retrieved_at=first.retrieved_at) == first


def test_a_source_that_is_not_asked_has_nothing_to_read() -> None:
    with pytest.raises(UsageError, match="'desk' has nothing to be read"):
        parse(shipped_sources()["desk"], [], NOW)


def test_the_consensus_of_the_first_real_run_lies_between_the_quotes() -> None:
    """On 12 June 2026 a run over these answers gave 1393.76 naira for a dollar."""
    mids = [
        quote
        for source, url, body in (
            ("nairatoday", NAIRATODAY_URL, nairatoday()),
            ("ngnrates", NGNRATES_URL, ngnrates()),
            ("quidax", QUIDAX_URL, quidax()),
            ("luno", LUNO_URL, luno()),
        )
        if (quote := read(source, url, body).observations[0].quote.middle)
    ]

    assert min(mids) < Decimal("1393.76") < max(mids)
