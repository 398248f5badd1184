"""What a source file can say of an answer: figures, units, times, venues, several currencies and several layouts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.rates import Market, Measure, Timing
from fxtracker.sources import Parsed, Payload, Source, parse
from fxtracker.sources.parse import too_old
from sources.recorded import recorded
from sources.written import NOW, URL, read, written

SMALL = """
[read]
format = "json"
rows = "rates"
currency = "code"
bid = "buy"
ask = "sell"
"""


def table(parsed: Parsed) -> dict[str, list[str | None]]:
    return {row.pair.base: [None if side is None else str(side) for side in row.quote] for row in parsed.observations}


def kind(source: Source, body: str | bytes) -> str:
    with pytest.raises(BadAnswer) as fault:
        read(source, body)
    return fault.value.kind


class TestUnits:
    def test_a_figure_for_a_hundred_yen_is_divided_exactly(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + "per = { JPY = 100 }")

        parsed = read(
            source,
            '{"rates":[{"code":"JPY","buy":"850.00","sell":"872.50"},{"code":"USD","buy":"1388","sell":"1400"}]}',
        )

        assert table(parsed) == {"JPY": ["8.5000", "8.7250", None], "USD": ["1388", "1400", None]}

    def test_the_number_of_units_may_stand_in_the_row(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + r"""per = { at = "amount", pattern = '^([\d,]+) ' }""")

        parsed = read(
            source,
            json.dumps(
                {
                    "rates": [
                        {"code": "XOF", "amount": "1,000 CFA", "buy": "2350", "sell": "2420"},
                        {"code": "USD", "amount": "some", "buy": "1388", "sell": "1400"},
                    ]
                }
            ),
        )

        assert table(parsed) == {"XOF": ["2.350", "2.420", None]}
        assert [row.reason for row in parsed.set_aside] == ["bad_unit"]

    def test_dollars_for_a_naira_are_turned_round(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ninverse = true\n')

        assert table(read(source, '{"rate":"0.000716"}')) == {"USD": [None, None, "1396.6480"]}

    @given(st.decimals(min_value="300", max_value="10000", places=4))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
    def test_what_is_divided_and_multiplied_again_is_what_was_stated(self, tmp_path: Path, price: Decimal) -> None:
        source = written(tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\nper = 1000')
        (stated,) = read(source, f'{{"rate":{price * 1000}}}').observations

        assert stated.quote.mid == price


class TestFigures:
    @pytest.mark.parametrize(
        ("style", "printed", "kept"),
        [
            ('thousands = ".", decimal = ","', "1.355,50", "1355.50"),
            ('thousands = " ", decimal = ","', "1 355,50", "1355.50"),
            ('thousands = " ", decimal = ","', "1\N{NARROW NO-BREAK SPACE}355,50", "1355.50"),
            ('thousands = "\'"', "1'355.50", "1355.50"),
            ('thousands = ""', "1355.50", "1355.50"),
            ('decimal = ","', "1.355,50", "1355.50"),
        ],
    )
    def test_figures_are_read_as_their_country_writes_them(self, tmp_path: Path, style: str, printed: str, kept: str) -> None:
        source = written(tmp_path, SMALL + f"number = {{ {style} }}")

        assert table(read(source, json.dumps({"rates": [{"code": "USD", "buy": printed}]})))["USD"][0] == kept

    @pytest.mark.parametrize("printed", ["₦1,355.00", "NGN 1,355.00", "1,355.00 naira", "1,355.00 NGN", "N1,355.00", "=N=1,355.00"])
    def test_naira_signs_and_words_around_a_figure_do_not_matter(self, tmp_path: Path, printed: str) -> None:
        assert table(read(written(tmp_path, SMALL), json.dumps({"rates": [{"code": "USD", "buy": printed}]})))["USD"][0] == "1355.00"

    @pytest.mark.parametrize(
        "printed",
        ["1,355.00 - 1,360.00", "$1,355", "1,355 per dollar", "about 1,355", "1.355,50", "1,355!", "<b>1,355</b>", "=1355", "1355%"],
    )
    def test_anything_else_around_it_is_refused(self, tmp_path: Path, printed: str) -> None:
        body = {"rates": [{"code": "USD", "buy": printed}, {"code": "GBP", "buy": "1800"}]}
        parsed = read(written(tmp_path, SMALL), json.dumps(body))

        assert list(table(parsed)) == ["GBP"]
        assert [row.reason for row in parsed.set_aside] == ["not_a_number"]

    def test_a_pattern_that_does_not_match_is_no_figure_even_where_the_text_is_a_number(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            r"""
            [read]
            format = "json"
            rows = "rates"
            currency = "code"
            mid = { at = "text", pattern = 'Sell: ([\d,.]+)' }
            """,
        )
        parsed = read(source, '{"rates":[{"code":"USD","text":"1390"},{"code":"GBP","text":"Sell: 1,800"},{"code":"EUR","text":""}]}')

        assert table(parsed) == {"GBP": [None, None, "1800"]}
        assert [row.reason for row in parsed.set_aside] == ["not_a_number"]

    @pytest.mark.parametrize("says", ["Call us", "CALL  US", " on request "])
    def test_a_text_that_means_no_quote_is_none_on_that_side_and_another_costs_the_row(self, tmp_path: Path, says: str) -> None:
        source = written(tmp_path, SMALL + 'no_quote = ["call us", "on request"]')
        rates = [{"code": "USD", "buy": "1390", "sell": says}, {"code": "GBP", "buy": "1800", "sell": "call us now"}]
        parsed = read(source, json.dumps({"rates": rates}))

        assert table(parsed) == {"USD": ["1390", None, None]}
        assert [(row.reason, row.where.partition(" ")[2]) for row in parsed.set_aside] == [("not_a_number", "row 2 ask 'call us now'")]


class TestRows:
    def test_spellings_of_its_own(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + 'names = { "Dollar" = "USD", "pounds" = "GBP" }')

        body = '{"rates":[{"code":" DOLLAR ","buy":1388},{"code":"Pounds","buy":1800},{"code":"Euro","buy":1600}]}'
        assert list(table(read(source, body))) == ["USD", "GBP", "EUR"]

    def test_rows_that_are_no_quotes_are_left_out_in_silence_and_marked_ones_set_aside(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            SMALL
            + """
            [[read.skip]]
            at = "kind"
            pattern = '^(?!cash)'
            [[read.refuse]]
            at = "note"
            says = "historical"
            reason = "historical"
            """,
        )
        rows = [
            {"code": "USD", "kind": "cash", "buy": 1388},
            {"code": "USD", "kind": "transfer", "buy": 1399},
            {"code": "EUR", "kind": "cash", "buy": 1600, "note": "historical rate"},
        ]
        parsed = read(source, json.dumps({"rates": rows}))

        assert table(parsed) == {"USD": ["1388", None, None]}
        assert [row.reason for row in parsed.set_aside] == ["historical"]

    def test_each_venue_is_a_series_of_its_own_and_nought_is_no_quote(self, tmp_path: Path) -> None:
        """The shape of a list of platforms: reversed sides, 0 where there is none, a time in milliseconds a row."""
        source = written(
            tmp_path,
            """
            [read]
            format = "json"
            rows = "data.platforms"
            pair = "USD"
            bid = "sell"
            ask = "buy"
            venue = "code"
            time = { at = "last_updated", form = "milliseconds", in = "row" }
            """,
            timing="instant",
        )
        at = int(NOW.timestamp() * 1000)
        rows = [
            {"code": "lemfi", "buy": 1391.5, "sell": 0, "last_updated": at - 60_000},
            {"code": "grey", "buy": 1394, "sell": 1380, "last_updated": at - 120_000},
            {"code": "ahead", "buy": 1394, "sell": 1380, "last_updated": at + 900_000},
            {"code": "<script>alert(1)</script>", "buy": 1394, "sell": 1380, "last_updated": at},
            {"code": "old", "buy": 1394, "sell": 1380, "last_updated": None},
        ]
        parsed = read(source, json.dumps({"data": {"platforms": rows}}))

        assert [(row.location, str(row.quote.bid), str(row.quote.ask)) for row in parsed.observations] == [
            ("lemfi", "None", "1391.5"),
            ("grey", "1380", "1394"),
        ]
        assert parsed.observations[0].observed_at == NOW - timedelta(minutes=1)
        assert [row.reason for row in parsed.set_aside] == ["future", "bad_venue", "bad_date"]

    def test_several_currencies_in_one_row_have_a_place_each(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            """
            [read]
            format = "json"
            [read.pairs]
            USD = { bid = "rates.USD.buy", ask = "rates.USD.sell" }
            GBP = { at = "rates.GBP", pattern = '^(?P<bid>\\S+) / (?P<ask>\\S+)$' }
            EUR = "rates.EUR"
            JPY = "rates.JPY"
            """,
        )
        body = {"rates": {"USD": {"buy": 1388, "sell": 1400}, "GBP": "1,840 / 1,880", "EUR": 1605.5, "JPY": 905}}
        parsed = read(source, json.dumps(body))

        assert table(parsed) == {"USD": ["1388", "1400", None], "GBP": ["1840", "1880", None], "EUR": [None, None, "1605.5"]}
        assert [(row.reason, row.where) for row in parsed.set_aside] == [("out_of_range", f"{URL} JPY JPY/NGN '905'")]

    def test_what_is_set_aside_carries_no_code_for_a_terminal(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "csv"\ncurrency = "Name"\nmid = "Rate"\n')
        parsed = read(source, "Name,Rate\n\x1b[31mUSD,1390\nUSD,1391\n")

        assert [row.raw for row in parsed.set_aside] == [" [31mUSD,1390"]


class TestTimes:
    @pytest.mark.parametrize(
        ("form", "zone", "stated", "instant"),
        [
            ("%d %B %Y, %H:%M", "Africa/Lagos", "9 October 2026, 17:07", "2026-10-09T16:07"),
            ("%d %B %Y, %H:%M %Z", None, "9 October 2026, 17:07 WAT", "2026-10-09T16:07"),
            ("%d/%m/%Y %I:%M %p", "Africa/Lagos", "09/10/2026 5:07 PM", "2026-10-09T16:07"),
            ("%A, %d %b %Y %H:%M:%S %z", None, "Friday, 9th Oct 2026 17:07:30 +0100", "2026-10-09T16:07:30"),
            ("%b %d, %Y at %I:%M%p", "UTC", "Oct 9, 2026 at 12:07am", "2026-10-09T00:07"),
            ("iso", "Africa/Lagos", "2026-10-09T17:07:00", "2026-10-09T16:07"),
            ("iso", "Africa/Lagos", "2026-10-09T17:07:00Z", "2026-10-09T17:07"),
            ("%d/%m/%Y %H:%M", "America/New_York", "09/10/2026 10:00", "2026-10-09T14:00"),
            ("seconds", None, "1791562020", "2026-10-09T16:07"),
        ],
    )
    def test_a_time_is_read_in_the_form_and_zone_of_its_source(
        self, tmp_path: Path, form: str, zone: str | None, stated: str, instant: str
    ) -> None:
        place = f'zone = "{zone}", ' if zone else ""
        source = written(
            tmp_path,
            f'[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = {{ {place}at = "at", form = "{form}" }}',
            timing="instant",
        )
        (row,) = read(source, json.dumps({"rate": 1390, "at": stated})).observations

        assert row.observed_at == datetime.fromisoformat(instant).replace(tzinfo=UTC)
        assert row.timing is Timing.INSTANT

    @pytest.mark.parametrize(
        ("form", "stated", "session"),
        [
            ("%m/%d/%Y", "6/11/2026", date(2026, 6, 11)),
            ("%d/%m/%Y", "11/06/2026", date(2026, 6, 11)),
            ("%B-%d-%Y", "September-22-2026", date(2026, 9, 22)),
            ("%d-%b-%y", "3-Sept-26", date(2026, 9, 3)),
            ("date", "2026-10-09", date(2026, 10, 9)),
        ],
    )
    def test_a_day_is_read_in_the_form_of_its_source(self, tmp_path: Path, form: str, stated: str, session: date) -> None:
        source = written(
            tmp_path, f'[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = {{ at = "at", form = "{form}" }}', timing="dated"
        )

        assert read(source, json.dumps({"rate": 1390, "at": stated})).observations[0].session == session

    @pytest.mark.parametrize("stated", ["13/13/2026", "2026-10-09", "yesterday", "", None, "9 October", "0/1/2026"])
    def test_what_is_no_time_in_that_form_is_a_change_of_layout(self, tmp_path: Path, stated: object) -> None:
        source = written(
            tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = { at = "at", form = "%d/%m/%Y" }', timing="dated"
        )

        assert kind(source, json.dumps({"rate": 1390, "at": stated})) == "layout"

    @pytest.mark.parametrize(("minutes", "fine"), [(9, True), (11, False), (60 * 24 * 365 * 19, False)])
    def test_ten_minutes_ahead_are_a_clock_and_more_is_the_future(self, tmp_path: Path, minutes: int, fine: bool) -> None:
        source = written(
            tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = { at = "at", form = "iso" }', timing="instant"
        )
        body = json.dumps({"rate": 1390, "at": (NOW + timedelta(minutes=minutes)).isoformat()})

        if fine:
            assert len(read(source, body).observations) == 1
        else:
            assert kind(source, body) == "future"

    def test_a_day_to_come_is_the_future(self, tmp_path: Path) -> None:
        source = written(
            tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = { at = "at", form = "date" }', timing="dated"
        )

        assert len(read(source, '{"rate":1390,"at":"2026-10-09"}').observations) == 1
        assert kind(source, '{"rate":1390,"at":"2026-10-10"}') == "future"
        assert kind(source, '{"rate":1390,"at":"2045-01-01"}') == "future"

    def test_a_table_in_which_every_row_is_of_the_future_is_one_failure(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + 'time = { at = "day", form = "date", in = "row" }', timing="dated")
        row = {"code": "USD", "buy": 1390, "day": "2026-10-12"}

        assert kind(source, json.dumps({"rates": [row]})) == "future"
        parsed = read(source, json.dumps({"rates": [row, row | {"day": "2026-10-08"}]}))
        assert [row.session for row in parsed.observations] == [date(2026, 10, 8)]

    def test_an_official_row_of_a_day_to_come_is_kept(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + 'time = { at = "day", form = "date", in = "row" }', timing="dated")
        (tmp_path / "street.toml").write_text(
            (tmp_path / "street.toml").read_text().replace('market = "parallel"', 'market = "official"'), encoding="utf-8"
        )
        from fxtracker.sources import load_sources

        official = load_sources([tmp_path])["street"]
        assert (source.market, official.market) == (Market.PARALLEL, Market.OFFICIAL)
        assert len(read(official, '{"rates":[{"code":"USD","buy":1390,"day":"2026-10-12"}]}').observations) == 1

    def test_a_figure_of_another_day_than_was_asked_for_is_refused(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = { at = "at", form = "date" }',
            timing="dated",
            request='[[request]]\nurls = ["https://rates.example/{YYYY-MM-DD}.json"]\n',
        )
        with pytest.raises(BadAnswer) as fault:
            read(source, '{"rate":1390,"at":"2026-10-08"}', "https://rates.example/2026-10-09.json")

        assert fault.value.kind == "wrong_date"

    @pytest.mark.parametrize(("hours", "old"), [(71, False), (73, True)])
    def test_an_answer_that_is_older_than_its_rhythm_allows_is_told_apart(self, tmp_path: Path, hours: int, old: bool) -> None:
        source = written(
            tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\ntime = { at = "at", form = "iso" }', timing="instant"
        )
        parsed = read(source, json.dumps({"rate": 1390, "at": (NOW - timedelta(hours=hours)).isoformat()}))

        assert (too_old(source, parsed, NOW) is not None) is old


class TestSeveralLayouts:
    """The two layouts of a street page: one figure and a day in June 2026, both sides and a minute in October."""

    TWO = r"""
        [[read]]
        format = "html"
        timing = "dated"
        rows = 'table:has(th:lexbor-contains("Black Market Exchange Rate in Naira")) tbody tr'
        pair = "USD"
        mid = "td:nth-child(2)"
        time = { at = "h1", pattern = '(\d{1,2}/\d{1,2}/\d{4})', form = "%m/%d/%Y" }
        [[read.skip]]
        at = "td:nth-child(1)"
        pattern = '^(?!1 US Dollar)'

        [[read]]
        format = "html"
        timing = "instant"
        rows = "div.rate"
        currency = { at = ".", pattern = '\(([A-Z]{3,4})\)' }
        sides = { at = ".", pattern = 'BUY\s*(?P<bid>₦[\d.,]+).*SELL\s*(?P<ask>₦[\d.,]+)' }
        time = { at = "p", pattern = 'Rates updated (.+) WAT', form = "%d %B %Y, %H:%M", zone = "Africa/Lagos" }
        """
    OCTOBER = (
        "<html><body><p>Rates updated 9 October 2026, 17:07 WAT</p>"
        "<div class='rate'><div>BUY ₦1370</div><div>DOLLAR (USD)</div><div>SELL ₦1380</div></div>"
        "<h2>Official CBN Exchange Rates</h2><div class='official'>DOLLAR (USD) ₦1331</div></body></html>"
    )

    def test_the_layout_of_october(self, tmp_path: Path) -> None:
        (row,) = read(written(tmp_path, self.TWO, timing="dated"), self.OCTOBER).observations

        assert [str(row.quote.bid), str(row.quote.ask)] == ["1370", "1380"]
        assert (row.observed_at, row.timing) == (datetime(2026, 10, 9, 16, 7, tzinfo=UTC), Timing.INSTANT)

    def test_the_recorded_layout_of_june(self, tmp_path: Path) -> None:
        source = written(tmp_path, self.TWO, timing="dated")
        (row,) = read(source, recorded("aboki_usd.html"), now=datetime(2026, 6, 12, 18, tzinfo=UTC)).observations

        assert (str(row.quote.mid), row.session, row.timing) == ("1397", date(2026, 6, 11), Timing.DATED)

    def test_what_fits_neither_is_told_in_the_words_of_the_first(self, tmp_path: Path) -> None:
        with pytest.raises(BadAnswer, match="Black Market Exchange Rate") as fault:
            read(written(tmp_path, self.TWO, timing="dated"), "<html><body><h1>Forex news</h1></body></html>")

        assert fault.value.kind == "layout"

    def test_a_layout_that_fits_is_used_even_where_it_shows_no_rate(self, tmp_path: Path) -> None:
        source = written(tmp_path, self.TWO, timing="dated")

        assert kind(source, self.OCTOBER.replace("1370", "13.7").replace("1380", "13.8")) == "no_rate"

    def test_a_table_of_dates_and_currencies_of_2017(self, tmp_path: Path) -> None:
        cell = r"""pattern = '^(?P<bid>[\d.,]+) / (?P<ask>[\d.,]+)\**$' }"""
        source = written(
            tmp_path,
            f"""
            [read]
            format = "html"
            rows = "table.grid-table:has(div.usa) tr.table-line"
            newest = "first"
            time = {{ at = "td:nth-child(1)", form = "%d/%m/%Y", in = "row" }}
            [read.pairs]
            USD = {{ at = "td:nth-child(2)", {cell}
            GBP = {{ at = "td:nth-child(3)", {cell}
            """,
            timing="dated",
        )
        parsed = read(source, recorded("abokifx-2017-05-02.html"), now=datetime(2017, 5, 2, 18, tzinfo=UTC))
        days = [(row.session, *map(str, row.quote[:2])) for row in parsed.observations if row.pair.base == "USD"]

        assert days[-2:] == [(date(2017, 5, 2), "385", "390"), (date(2017, 5, 2), "385", "391")]
        assert days[0] == (date(2017, 4, 26), "380", "388")
        assert parsed.set_aside == ()


class TestFailuresByName:
    HTML = '[read]\nformat = "html"\nrows = "table tr.rate"\npair = "USD"\nmid = "td"\n'

    @pytest.mark.parametrize(
        ("reading", "body", "named"),
        [
            (SMALL, "<html><title>Request Rejected</title></html>", "firewall"),
            (SMALL, "<!doctype html><p>Welcome</p>", "firewall"),
            (SMALL, "", "empty"),
            (SMALL, "[]", "empty"),
            (SMALL, "{}", "empty"),
            (SMALL, "null", "empty"),
            (SMALL, '{"rates":[]}', "empty"),
            (SMALL, '{"rates":[{"code":"USD","buy":13', "cut"),
            (SMALL, "Service busy", "not_rates"),
            (SMALL, '{"rates":[}', "not_rates"),
            (SMALL, '{"rates":{"USD":1390}}', "layout"),
            (SMALL, '{"data":[]}', "layout"),
            (SMALL, '{"rates":[{"code":"USD","buy":"soon"}]}', "no_rate"),
            (SMALL, '{"rates":[{"code":"USD","buy":13.9}]}', "no_rate"),
            (SMALL, '{"rates":[{"code":"USD"}]}', "no_rate"),
            (HTML, "<html><title>Attention Required! | Cloudflare</title></html>", "firewall"),
            (HTML, "<html><title>Just a moment...</title></html>", "firewall"),
            (HTML, "<html><body><h1>403 Forbidden</h1></body></html>", "firewall"),
            (HTML, "<html><body><p>Please solve the captcha</p></body></html>", "firewall"),
            (HTML, "<html><title>Rates</title><table><tr class='line'><td>1</td></tr></table></html>", "layout"),
            (HTML, "<html><table><tr class='rate'><td>13", "cut"),
            (HTML, '{"usd":1390}', "not_rates"),
            (HTML, "  \n", "empty"),
            (HTML, "<html><table><tr class='rate'><td>soon</td></tr></table></html>", "no_rate"),
            ('[read]\nformat="csv"\npair="USD"\nmid="Rate"\n', "<html><title>Home</title></html>", "firewall"),
            ('[read]\nformat="csv"\npair="USD"\nmid="Rate"\n', '{"Rate":1}', "not_rates"),
            ('[read]\nformat="csv"\npair="USD"\nmid="Rate"\n', "Day,Price\n1,1390\n", "layout"),
            ('[read]\nformat="csv"\npair="USD"\nmid="Rate"\n', "Day,Rate\n", "empty"),
            ('[read]\nformat="csv"\npair="USD"\nmid="Rate"\n', "Day,Rate\n1,1390\n2", "cut"),
            ('[read]\nformat="csv"\npair="USD"\nmid="Rate"\n', b"Day,Rate\n1,\xff\xfe\n", "not_rates"),
        ],
    )
    def test_each_has_its_kind(self, tmp_path: Path, reading: str, body: str | bytes, named: str) -> None:
        assert kind(written(tmp_path, reading), body) == named

    def test_a_table_with_its_headings_and_no_row_is_empty(self, tmp_path: Path) -> None:
        source = written(tmp_path, self.HTML + '[read.expect]\nth = "Rate"\n')

        assert kind(source, "<html><table><tr><th>Rate</th></tr></table></html>") == "empty"


class TestPages:
    def test_a_label_finds_the_figure_beside_it_whatever_the_order(self, tmp_path: Path) -> None:
        reading = """[read]\nformat = "html"\nrows = "dl"\ncurrency = "dt"
            bid = 'dt:lexbor-contains("Buying") + dd'\nask = 'dt:lexbor-contains("Selling") + dd'"""
        boxes = (("USD", "Selling", "1,400", "Buying", "1,388"), ("GBP", "Buying", "1,840", "Selling", "1,880"))
        page = "".join("<dl><dt>{}</dt><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>".format(*box) for box in boxes)

        assert table(read(written(tmp_path, reading), page)) == {"USD": ["1388", "1400", None], "GBP": ["1840", "1880", None]}

    def test_what_is_expected_may_stand_in_any_match_so_that_a_selector_should_name_one_element(self, tmp_path: Path) -> None:
        reading = '[read]\nformat = "html"\nrows = "li"\ncurrency = "b"\nmid = "i"\n[read.expect]\nh2 = "Black market"\n'
        page = "<h2>{}</h2><h2>{}</h2><ul><li><b>USD</b><i>1390</i></li></ul>"

        assert kind(written(tmp_path, reading), page.format("Official", "Bank")) == "layout"
        assert table(read(written(tmp_path, reading), page.format("Official", "Black market today"))) == {"USD": [None, None, "1390"]}

    def test_two_blocks_never_run_into_one_figure(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "html"\nrows = "li"\ncurrency = "b"\nmid = "div"\n')
        page = "<html><ul><li><b>USD</b><div><div>13</div><div>90</div></div></li><li><b>GBP</b><div>1,8<i>40</i></div></li></ul></html>"
        parsed = read(source, page)

        assert table(parsed) == {"GBP": [None, None, "1840"]}
        assert [row.reason for row in parsed.set_aside] == ["not_a_number"]

    def test_a_note_beside_a_figure_does_not_lengthen_it(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "html"\nrows = "li"\npair = "USD"\nmid = "b"\n')

        assert kind(source, "<html><ul><li><b>139<sup>1</sup></b></li></ul></html>") == "no_rate"

    def test_an_attribute_can_be_read_in_place_of_a_text(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            """
            [read]
            format = "html"
            rows = "tr[data-code]"
            currency = { at = ".", attr = "data-code" }
            mid = { at = "td", attr = "data-rate" }
            time = { at = "time", attr = "datetime", form = "iso" }
            """,
            timing="instant",
        )
        page = (
            "<html><time datetime='2026-10-09T17:07:00+01:00'>an hour ago</time>"
            "<table><tr data-code='USD'><td data-rate='1390.5'>1.4K</td></tr></table></html>"
        )
        (row,) = read(source, page).observations

        assert (str(row.quote.mid), row.observed_at) == ("1390.5", datetime(2026, 10, 9, 16, 7, tzinfo=UTC))

    def test_of_several_elements_that_match_the_one_with_the_pattern_is_meant(self, tmp_path: Path) -> None:
        source = written(tmp_path, "[read]\nformat = 'html'\npair = 'USD'\nmid = { at = 'script', pattern = '\"price\":\"([0-9.]+)\"' }\n")
        page = f'<html><script>var a = 1;{" " * 50_000}</script><script>{" " * 50_000}{{"price":"1397"}}</script></html>'

        assert table(read(source, page)) == {"USD": [None, None, "1397"]}

    def test_json_that_stands_in_a_page(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + "inside = 'script#state'\n")
        page = '<html><script id="state" type="application/json">{"rates":[{"code":"USD","buy":1388,"sell":1400}]}</script></html>'

        assert table(read(source, page)) == {"USD": ["1388", "1400", None]}
        assert kind(source, "<html><title>Access denied</title></html>") == "firewall"
        assert kind(source, "<html><title>Rates</title></html>") == "layout"

    def test_a_page_that_is_nested_ten_thousand_deep_is_read(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "html"\nrows = "body"\npair = "USD"\nmid = "b"\n')

        assert table(read(source, "<html><body>" + "<span>" * 10_000 + "<b>1390</b>" + "</body></html>")) == {"USD": [None, None, "1390"]}


class TestCsv:
    TABLE = '[read]\nformat = "csv"\ncurrency = "Currency"\nbid = "Buying Rate"\nask = "Selling Rate"\n'

    def test_columns_are_found_by_name_wherever_they_stand(self, tmp_path: Path) -> None:
        source = written(tmp_path, self.TABLE)
        one = read(source, '\ufeffCurrency,Buying Rate,Selling Rate\nUSD,1388,1400\nGBP,"1,840",1880\n\n')
        other = read(source, "selling rate,currency ,Other, buying  rate\r\n1400,USD,x,1388\r\n1880,GBP,y,1840\r\n")

        assert table(one) == table(other) == {"USD": ["1388", "1400", None], "GBP": ["1840", "1880", None]}

    def test_another_delimiter_encoding_and_line_of_names(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            self.TABLE
            + """
            delimiter = ";"
            encoding = "windows-1252"
            head = 3
            number = { thousands = ".", decimal = "," }
            time = { at = "1", in = "answer", pattern = '(\\d+/\\d+/\\d+)', form = "%d/%m/%Y" }
            """,
            timing="dated",
        )
        body = "Taux du 09/10/2026;\n\nCurrency;Buying Rate;Selling Rate\nUSD;1.388,50;1.400,25\n".encode("cp1252")

        parsed = read(source, body)
        assert table(parsed) == {"USD": ["1388.50", "1400.25", None]}
        assert parsed.observations[0].session == date(2026, 10, 9)

    def test_a_table_without_names_has_numbered_columns(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            '[read]\nformat = "csv"\nhead = 0\ncurrency = "2"\nmid = "3"\ntime = { at = "1", form = "%m/%d/%Y" }\n',
            timing="dated",
        )
        parsed = read(source, "10/8/2026,US DOLLAR,1331.5,\n10/9/2026,US DOLLAR,1332,\n")

        assert [(row.session, str(row.quote.mid)) for row in parsed.observations] == [
            (date(2026, 10, 8), "1331.5"),
            (date(2026, 10, 9), "1332"),
        ]

    def test_a_heading_that_changed_place_or_words_is_a_change_of_layout(self, tmp_path: Path) -> None:
        source = written(tmp_path, self.TABLE + '[read.expect]\n2 = "Buying"\n')

        assert len(read(source, "Currency,Buying Rate,Selling Rate\nUSD,1388,1400\n").observations) == 1
        assert kind(source, "Currency,Selling Rate,Buying Rate\nUSD,1388,1400\n") == "layout"

    def test_formulas_in_cells_are_no_figures_and_no_currencies(self, tmp_path: Path) -> None:
        parsed = read(written(tmp_path, self.TABLE), "Currency,Buying Rate,Selling Rate\n=cmd(),1,2\nUSD,=1388,1400\nGBP,1840,1880\n")

        assert list(table(parsed)) == ["GBP"]
        assert [row.reason for row in parsed.set_aside] == ["unknown_currency", "not_a_number"]


class TestMeasures:
    def test_figures_without_a_side_each_under_its_own_measure(self, tmp_path: Path) -> None:
        source = written(
            tmp_path,
            """
            [read]
            format = "json"
            pair = "USD"
            bid = "buy"
            ask = "sell"
            [read.measures]
            high = "high"
            close = "last"
            """,
        )
        parsed = read(source, '{"buy":1388,"sell":1400,"high":1412,"last":"14"}')

        assert [(row.measure, str(row.quote.middle)) for row in parsed.observations] == [(Measure.QUOTE, "1394"), (Measure.HIGH, "1412")]
        assert [(row.reason, row.where) for row in parsed.set_aside] == [("out_of_range", f"{URL} close USD/NGN '14'")]

    def test_one_measure_for_bid_and_ask(self, tmp_path: Path) -> None:
        source = written(tmp_path, SMALL + 'measure = "close"\n')

        assert read(source, '{"rates":[{"code":"USD","buy":1388}]}').observations[0].measure is Measure.CLOSE


class TestPatterns:
    @pytest.mark.parametrize(
        "pattern",
        ["(a+)+", "((?:a|b)*)*x", r"(\w+\s*)+$", "(.*.*.*.*)x", "(a*)*b", r"(?:(\d+)\s?)+", r"(\d*\d*x)", r"(a)\1", "(x" + "y" * 500 + ")"],
    )
    def test_one_that_could_run_for_ever_is_refused_when_the_file_is_read(self, tmp_path: Path, pattern: str) -> None:
        with pytest.raises(ConfigError, match=r"read\.mid\.pattern: .* will not do; write a regular expression"):
            written(tmp_path, f'[read]\nformat = "json"\npair = "USD"\nmid = {{ at = "x", pattern = \'{pattern}\' }}\n')

    @pytest.mark.parametrize(
        "pattern", [r"^([\d,]+) US", r"\(([A-Z]{3,4})\)", r"(\d{1,3}(?:,\d{3})+)", r"BUY\s*(\S+).*SELL\s*\S+", "(?:ab){2}(c+)"]
    )
    def test_an_honest_one_is_used(self, tmp_path: Path, pattern: str) -> None:
        written(tmp_path, f'[read]\nformat = "json"\npair = "USD"\nmid = {{ at = "x", pattern = \'{pattern}\' }}\n')

    def test_what_stands_behind_ten_thousand_characters_is_not_looked_at(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = { at = "x", pattern = \'rate ([0-9]+)\' }\n')

        assert len(read(source, json.dumps({"x": " " * 9_000 + "rate 1390"})).observations) == 1
        assert kind(source, json.dumps({"x": " " * 10_001 + "rate 1390"})) == "no_rate"


def test_answers_of_one_side_each_become_one_quote(tmp_path: Path) -> None:
    source = written(
        tmp_path,
        """
        [read]
        format = "json"
        pair = "USDT"
        mid = "price"
        """,
        request="""
        [[request]]
        urls = ["https://rates.example/buyers"]
        gives = "bid"
        [[request]]
        urls = ["https://rates.example/sellers"]
        gives = "ask"
        """,
    )
    payloads = [
        Payload("https://rates.example/buyers#bid", b'{"price":1386}'),
        Payload("https://rates.example/sellers#ask", b'{"price":1391}'),
    ]

    (row,) = parse(source, payloads, NOW).observations
    assert [str(side) for side in row.quote[:2]] == ["1386", "1391"]
