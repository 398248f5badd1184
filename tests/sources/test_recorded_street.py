"""The street pages: what their recorded answers mean, to the last digit, and what of them is no rate."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fxtracker.rates import Market, Measure, Segment, Timing
from shapes import ABOKIFOREX, abokiforex, abokiforex_october, abokifx, talentbase
from sources.recorded import NOW, read, recorded, refused, shipped_sources, sides, table
from wire import ABOKIFOREX_URL, ABOKIFX_URL, NAIRATODAY_URL, NGNRATES_URL, TALENTBASE_URL

DOLLAR = ABOKIFOREX_URL.format("dollar")
OCTOBER = datetime(2026, 10, 9, 18, tzinfo=UTC)


class TestAbokiForex:
    def test_a_single_figure_is_a_rate_without_a_side_of_the_day_in_the_headline(self) -> None:
        (stated,) = read("abokiforex", (DOLLAR, abokiforex())).observations

        assert (stated.market, stated.segment, stated.measure, stated.location) == (Market.PARALLEL, Segment.STREET, Measure.QUOTE, None)
        assert sides(stated) == [None, None, "1397"]
        assert (stated.session, stated.timing) == (date(2026, 6, 11), Timing.DATED)

    def test_the_recorded_page(self) -> None:
        (stated,) = read("abokiforex", (DOLLAR, recorded("aboki_usd.html"))).observations

        assert (stated.pair.base, sides(stated), stated.session) == ("USD", [None, None, "1397"], date(2026, 6, 11))

    def test_every_currency_has_a_page_of_its_own(self) -> None:
        parsed = read("abokiforex", *((ABOKIFOREX_URL.format(page), abokiforex(page)) for page in ABOKIFOREX))

        assert table(parsed) == {code: [None, None, shown.replace(",", "")] for code, _, _, shown in ABOKIFOREX.values()}
        assert parsed.set_aside == ()
        asked = {asks[0].address for request in shipped_sources()["abokiforex"].requests for asks in request.asks(date(2026, 6, 11))}
        assert asked == {ABOKIFOREX_URL.format(page) for page in ABOKIFOREX}

    def test_a_table_that_begins_with_another_amount_is_divided(self) -> None:
        parsed = read("abokiforex", (ABOKIFOREX_URL.format("cfa-xof"), abokiforex("cfa-xof", figure="2,460", first="1000")))

        assert table(parsed) == {"XOF": [None, None, "2.460"]}

    def test_month_and_day_are_written_as_in_america(self) -> None:
        (stated,) = read("abokiforex", (DOLLAR, abokiforex(day=date(2026, 3, 12)))).observations

        assert stated.session == date(2026, 3, 12)

    def test_in_october_it_states_both_sides_and_the_minute(self) -> None:
        parsed = read("abokiforex", (DOLLAR, abokiforex_october()), now=OCTOBER)

        assert table(parsed) == {"USD": ["1370", "1380", None], "GBP": ["1840", "1860", None], "EUR": ["1600", "1625", None]}
        assert len(parsed.observations) == 3
        assert {row.observed_at for row in parsed.observations} == {datetime(2026, 10, 9, 16, 7, tzinfo=UTC)}
        assert {row.timing for row in parsed.observations} == {Timing.INSTANT}

    def test_in_october_rows_are_found_by_their_words_whatever_elements_part_them(self) -> None:
        body = """<html><body><nav>Official CBN Exchange Rates</nav><h4>Rates updated <b>9 October 2026</b>, 17:07 WAT</h4>
            <div><span>BUY:</span><b>₦ 1,370</b><i>DOLLAR</i><span>SELL:</span><b>₦1,380.50</b></div>
            <div>BUY ₦1840 <em>POUNDS (GBP)</em> SELL ₦1860</div><p>BUY ₦2.40 CFA (XAF) SELL ₦2.55</p>
            <p>BUY ₦990 CANADIAN DOLLAR SELL ₦1,010</p><p>BUY ₦5 GOLD SELL ₦6</p>
            <h2>Official <b>CBN</b> Exchange Rates</h2><p>BUY ₦1340 DOLLAR (USD) SELL ₦1341</p></body></html>"""
        parsed = read("abokiforex", (DOLLAR, body.encode()), now=OCTOBER)

        assert table(parsed) == {
            "USD": ["1370", "1380.50", None],
            "GBP": ["1840", "1860", None],
            "XAF": ["2.40", "2.55", None],
            "CAD": ["990", "1010", None],
        }
        assert [row.reason for row in parsed.set_aside] == ["unknown_currency"]

    def test_the_banks_rate_that_stands_below_is_never_taken_for_the_streets(self) -> None:
        page = abokiforex_october()
        for body in (
            abokiforex_october(rows=[]),
            abokiforex_october(rows=[]).replace(b"BUY", b"Buying"),
            abokiforex_october(rows=[]).replace(b"Official CBN", b"CBN Official"),
            page.replace(b"Official CBN", b"CBN's official"),
        ):
            assert refused("abokiforex", (DOLLAR, body), now=OCTOBER)

    def test_a_page_that_does_not_speak_of_the_bank_gives_its_first_row(self) -> None:
        body = abokiforex_october().replace(b"Official CBN Exchange Rates", b"More")
        (stated,) = read("abokiforex", (DOLLAR, body), now=OCTOBER).observations

        assert (stated.pair.base, sides(stated)) == ("USD", ["1370", "1380", None])

    @pytest.mark.parametrize(
        "body",
        [
            abokiforex().replace(b"USD to NGN", b"Naira"),
            abokiforex().replace(b"Rate 6/11/2026", b"Rate today"),
            abokiforex().replace(b"6/11/2026", b"13/11/2026"),
            abokiforex().replace(b"Black Market Exchange Rate in Naira", b"Official Exchange Rate in Naira"),
            abokiforex(figure="13.97"),
            abokiforex(figure="139,700"),
            abokiforex(figure="call us"),
            b"<html><head><title>Request Rejected</title></head><body>no</body></html>",
        ],
    )
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("abokiforex", (DOLLAR, body))


class TestTalentBase:
    def test_each_table_is_of_the_currency_in_its_head_and_of_the_day_in_the_title(self) -> None:
        parsed = read("talentbase", (TALENTBASE_URL, talentbase()))

        assert table(parsed) == {
            "USD": ["1388", "1400", None],
            "EUR": ["1590", "1620", None],
            "GBP": ["1840", "1880", None],
            "CAD": ["999", "1007", None],
        }
        assert parsed.set_aside == ()
        assert {(row.session, row.timing) for row in parsed.observations} == {(date(2026, 6, 12), Timing.DATED)}

    def test_its_figures_are_those_of_nairatoday_and_it_is_declared_a_copy(self) -> None:
        theirs = table(read("nairatoday", (NAIRATODAY_URL, recorded("nairatoday.html"))))
        ours = table(read("talentbase", (TALENTBASE_URL, talentbase())))

        assert ours == {code: theirs[code] for code in ours}
        assert shipped_sources()["talentbase"].derived_from == ("nairatoday",)

    @pytest.mark.parametrize(
        "body",
        [
            talentbase().replace(b" to NGN)", b")"),
            talentbase().replace(b"12 June 2026</title>", b"today</title>"),
            talentbase().replace(b"Buying Rate", b"Official Rate"),
            talentbase(rows=[("Dollars", "USD", "13.88", "14.00")]),
            talentbase(rows=[]),
        ],
    )
    def test_what_is_refused(self, body: bytes) -> None:
        assert refused("talentbase", (TALENTBASE_URL, body))


class TestAbokiFx:
    def test_the_page_of_2017_reads_its_dollars_by_day_the_newest_last(self) -> None:
        parsed = read("abokifx", (ABOKIFX_URL, abokifx()))

        assert [(row.session, sides(row)[:2]) for row in parsed.observations if row.pair.base == "USD"] == [
            (date(2017, 4, 28), ["385", "390"]),
            (date(2017, 5, 2), ["385", "390"]),
            (date(2017, 5, 2), ["385", "391"]),
        ]
        assert {row.location for row in parsed.observations} == {"Lagos"}
        assert table(parsed) == {"USD": ["385", "391", None], "GBP": ["490", "498", None], "EUR": ["415", "420", None]}

    def test_a_column_that_moved_is_not_read_as_another_currency(self) -> None:
        assert refused("abokifx", (ABOKIFX_URL, abokifx().replace(b">GBP<", b">CAD<")))

    def test_the_recorded_page(self) -> None:
        parsed = read("abokifx", (ABOKIFX_URL, recorded("abokifx-2017-05-02.html")))
        assert table(parsed) == {"USD": ["385", "391", None], "GBP": ["490", "498", None], "EUR": ["415", "420", None]}
        dollars = {row.session: sides(row)[:2] for row in parsed.observations if row.pair.base == "USD"}

        assert dollars == {
            date(2017, 4, 26): ["380", "388"],
            date(2017, 4, 27): ["385", "390"],
            date(2017, 4, 28): ["385", "390"],
            date(2017, 5, 2): ["385", "391"],
        }

    def test_it_is_off_since_it_is_for_subscribers(self) -> None:
        source = shipped_sources()["abokifx"]

        assert not source.default_on
        assert "subscribers" in str(source.reason)


def test_nairatoday_is_asked_a_second_apart_as_its_robots_file_wants() -> None:
    source = shipped_sources()["nairatoday"]

    assert source.pause == 1
    assert [asks[0].url for request in source.requests for asks in request.asks(date(2026, 6, 12))] == [NAIRATODAY_URL]


def test_the_recorded_pages_of_june_agree_within_a_naira_or_so() -> None:
    mids = {
        "abokiforex": read("abokiforex", (DOLLAR, recorded("aboki_usd.html"))).observations[0].quote.middle,
        "nairatoday": read("nairatoday", (NAIRATODAY_URL, recorded("nairatoday.html"))).observations[0].quote.middle,
        "ngnrates": read("ngnrates", (NGNRATES_URL, recorded("ngnrates.html")), now=NOW).observations[0].quote.middle,
    }

    assert {name: str(mid) for name, mid in mids.items() if mid is not None} == {
        "abokiforex": "1397",
        "nairatoday": "1394",
        "ngnrates": "1395",
    }
