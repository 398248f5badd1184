"""What a draft finds in answers of every shape, and that nothing in an answer can break out of the file that is written.

Where a shape is that of a real source its figures are real ones of June 2026, as SOURCES gives them; the others are made up to fit.
"""

from __future__ import annotations

import json
import tomllib
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from fxtracker.sources.drafts.draft import Draft, draft
from fxtracker.sources.drafts.figures import FORMATS, number
from fxtracker.sources.drafts.finding import find_rates, time_in
from fxtracker.sources.drafts.grid import Found, Hints, Place
from fxtracker.sources.drafts.times import stated
from fxtracker.sources.drafts.words import Role, currencies_in, pair_in, role_of
from fxtracker.sources.drafts.writing import About, draft_file

from .recorded import recorded

NOW = datetime(2026, 6, 12, 19, 30, tzinfo=UTC)
STREET = {code: Decimal(text) for code, text in {"USD": "1393", "GBP": "1860", "EUR": "1600", "CAD": "1003", "XOF": "2.42"}.items()}
BANK = {code: Decimal(text) for code, text in {"USD": "1363.33", "GBP": "1826.66", "EUR": "1574.78", "JPY": "8.49"}.items()}
HINTS = Hints(known=STREET | {"USDT": STREET["USD"]}, official_figures=BANK)


def drafted(url: str, body: bytes | str | Any, hints: Hints = HINTS) -> Draft | None:
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    findings = find_rates(url, raw, hints, NOW)
    about = About("mine", url, "mine.ng", findings.title, "parallel", True, "street")
    return draft(about, findings, raw, NOW)


def read(made: Draft | None) -> dict[str, tuple[str | None, str | None, str | None]]:
    assert made is not None
    return {
        row.pair.base: tuple(None if side is None else str(side) for side in row.quote)  # type: ignore[misc]
        for row in made.parsed.observations
    }


def page(body: str, title: str = "Rates") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


def rows(*lines: tuple[str, ...], cell: str = "td") -> str:
    return "".join(f"<tr>{''.join(f'<{cell}>{text}</{cell}>' for text in line)}</tr>" for line in lines)


# What real sources answer


def test_a_street_page_with_a_table() -> None:
    made = drafted("https://nairatoday.com/", wire.nairatoday())

    assert read(made) == {
        "USD": ("1388", "1400", None),
        "GBP": ("1840", "1880", None),
        "EUR": ("1590", "1620", None),
        "CAD": ("999", "1007", None),
    }
    assert made is not None
    assert {row.observed_at for row in made.parsed.observations} == {datetime(2026, 6, 12, 1, 42, 46, 589000, tzinfo=UTC)}
    assert "td:nth-child(4)" not in made.text  # the bank's column
    assert "CBN" in made.text  # and the draft says that it was left alone
    assert made.source.read is not None
    assert set(made.source.read.expect.values()) == {"Currency", "Buy (₦)", "Sell (₦)"}


def test_a_street_page_of_boxes() -> None:
    made = drafted("https://www.ngnrates.com/", wire.ngnrates())

    assert read(made) == {
        "USD": ("1390", "1400", None),
        "EUR": ("1595", "1640", None),
        "GBP": ("1850", "1880", None),
        "CAD": (None, "1055", None),
        "XAF": ("2.35", None, None),
    }
    assert made is not None
    assert [row.reason for row in made.parsed.set_aside] == ["historical"]


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("https://app.quidax.io/api/v1/markets/tickers/usdtngn", wire.quidax(), {"USDT": ("1386.0", "1391.75", None)}),
        (
            "https://api.luno.com/api/1/ticker?pair=USDTNGN",
            wire.luno(timestamp=1781286738363),
            {"USDT": ("1382.7796", "1385.6695", None)},
        ),
        ("https://open.er-api.com/v6/latest/USD", wire.er_api(), {"USD": (None, None, "1362.411936")}),
        ("https://x.ng/usd.json", wire.currency_api("usd", date(2026, 6, 12)), {"USD": (None, None, "1366.87993308")}),
        (
            "https://api.frankfurter.dev/v2/rates?base=USD&quotes=NGN",
            [{"date": "2026-06-11", "base": "USD", "quote": "NGN", "rate": 1363.33}],
            {"USD": (None, None, "1363.33")},
        ),
        (
            "https://wise.com/rates/live?source=USD&target=NGN",
            {"source": "USD", "target": "NGN", "value": 1361.5, "time": 1781292000000},
            {"USD": (None, None, "1361.5")},
        ),
        (
            "https://api.remitano.com/api/v1/rates/ads",
            {"ng": {"currency": "NGN", "usdt_bid": 1400.1, "usdt_ask": 1388.2}, "gh": {"currency": "GHS", "usdt_bid": 12, "usdt_ask": 11}},
            {"USDT": ("1388.2", "1400.1", None)},
        ),
        (
            "https://api.rates.noblocks.xyz/rates/usdt/ngn",
            [{"stablecoin": "USDT", "fiat": "NGN", "buyRate": 1391.36, "sellRate": 1385.61, "timestamp": "2026-06-12T13:12:50.290Z"}],
            {"USDT": ("1385.61", "1391.36", None)},
        ),
        (
            "https://partners.example/v1/fx/rates",
            {
                "code": 1,
                "data": [
                    {"source_currency": "USD", "destination_currency": "NGN", "rate": 1391.2, "created_at": "2026-06-12T10:00:00Z"},
                    {"source_currency": "GBP", "destination_currency": "NGN", "rate": 1870.2, "created_at": "2026-06-12T10:00:00Z"},
                    {"source_currency": "USD", "destination_currency": "KES", "rate": 129.2, "created_at": "2026-06-12T10:00:00Z"},
                ],
            },
            {"USD": (None, None, "1391.2"), "GBP": (None, None, "1870.2")},
        ),
        (
            "https://x.ng/rates",
            {"updated": "2026-06-12 14:00", "rates": {"USD": {"buy": 1388, "sell": 1400, "up": 1}, "GBP": {"buy": 1840, "sell": 1880}}},
            {"USD": ("1388", "1400", None), "GBP": ("1840", "1880", None)},
        ),
        (
            "https://x.ng/rates",
            {"usd_buy": "1,388", "usd_sell": "1,400", "gbp_buy": "1,840", "gbp_sell": "1,880", "date": "12/06/2026"},
            {"USD": ("1388", "1400", None), "GBP": ("1840", "1880", None)},
        ),
        ("https://x.ng/rates", {"USDNGN": 1388.5, "GBP/NGN": 1840}, {"USD": (None, None, "1388.5"), "GBP": (None, None, "1840")}),
        (
            "https://x.ng/rates",
            {"data": [["USD", 1388, 1400], ["GBP", 1840, 1880]]},
            {"USD": ("1388", "1400", None), "GBP": ("1840", "1880", None)},
        ),
        (
            "https://x.ng/bureau.csv",
            "Bureau rates\ncode;buying;selling;volume\nUSD;1.388,50;1.400,00;22\nJPY (100);890,00;920,00;1\n",
            {"USD": ("1388.50", "1400.00", None), "JPY": ("8.9000", "9.2000", None)},
        ),
        (
            "https://x.ng/",
            page(
                '<p>Rates updated 12 June 2026, 17:07 WAT</p><div class="card"><p>BUY ₦1370</p><h3>DOLLAR (USD)</h3><p>SELL ₦1380</p></div>'
                '<div class="card"><p>BUY ₦1840</p><h3>POUNDS (GBP)</h3><p>SELL ₦1870</p></div>'
            ),
            {"USD": ("1370", "1380", None), "GBP": ("1840", "1870", None)},
        ),
        (
            "https://x.ng/dollar-to-naira/",
            page(f"<h2>Dollars to Naira (USD to NGN)</h2><table>{rows(('Buying Rate', '₦1,388'), ('Selling Rate', '₦1,400'))}</table>"),
            {"USD": ("1388", "1400", None)},
        ),
        ("https://x.ng/usd-to-ngn", page("<h1>US Dollar to Naira</h1><p>1 USD = ₦1,391.50 today</p>"), {"USD": (None, None, "1391.50")}),
        (
            "https://x.ng/",
            page(f"<table>{rows(('Amount', 'Naira'))}{rows(('1 US Dollar ($1)', '1,397'), ('5 US Dollar ($5)', '6,985'))}</table>"),
            {"USD": (None, None, "1397")},
        ),
        (
            "https://x.ng/",
            page(f"<table>{rows(('', 'USD Buy / Sell', 'GBP Buy / Sell'))}{rows(('Lagos', '1,385 / 1,391', '1,840 / 1,870'))}</table>"),
            {"USD": ("1385", "1391", None), "GBP": ("1840", "1870", None)},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("https") else "",
)  # fmt: skip
def test_every_shape(url: str, body: Any, expected: dict[str, tuple[str | None, ...]]) -> None:
    assert read(drafted(url, body)) == {code: tuple(sides) for code, sides in expected.items()}


def test_naira_that_is_stated_the_other_way_round() -> None:
    made = drafted("https://x.ng/", {"base": "NGN", "rates": {"USD": 0.000719, "GBP": 0.000537}})

    assert read(made)["USD"] == (None, None, "1390.8206")
    assert made is not None
    assert "inverse = true" in made.text


def test_a_thousand_francs_are_told_by_their_size() -> None:
    table = rows(("Currency", "Buy", "Sell"), cell="th") + rows(("Dollar (USD)", "1,388", "1,400"), ("CFA (XOF)", "2,380", "2,460"))
    made = drafted("https://x.ng/", page(f"<table>{table}</table>"))

    assert read(made)["XOF"] == ("2.380", "2.460", None)
    assert made is not None
    assert "XOF = 1000" in made.text
    assert "taken for 1000 units by its size" in made.text


def test_the_official_rate_is_not_taken_for_that_of_the_street() -> None:
    def card(code: str, buy: str, sell: str) -> str:
        return f'<a class="card"><b>{code}</b><span class="buy">{buy}</span><span class="sell">{sell}</span></a>'

    cards = "".join(
        card(*one) for one in [("USD", "1,363", "1,364"), ("GBP", "1,826", "1,827"), ("EUR", "1,574", "1,575"), ("JPY", "8.49", "8.50")]
    )
    table = rows(("Currency", "Buy", "Sell"), cell="th") + rows(("USD", "1,388", "1,400"), ("GBP", "1,840", "1,880"))
    made = drafted("https://x.ng/", page(f"<table>{table}</table><div>{cards}</div>"))

    assert read(made) == {"USD": ("1388", "1400", None), "GBP": ("1840", "1880", None)}


def test_data_in_a_script_with_the_time_beside_it() -> None:
    data = {"props": {"rates": [{"code": "USD", "buy": 1388, "sell": 1400}], "updatedAt": "2026-06-12T18:00:00Z"}}
    made = drafted("https://x.ng/", page(f'<div id="root"></div><script id="__DATA__" type="application/json">{json.dumps(data)}</script>'))

    assert read(made) == {"USD": ("1388", "1400", None)}
    assert made is not None
    assert made.source.read is not None
    assert (made.source.read.inside, made.parsed.observations[0].observed_at) == ("script#__DATA__", datetime(2026, 6, 12, 18, tzinfo=UTC))


def test_cities_are_venues() -> None:
    table = rows(("City", "Buy", "Sell"), cell="th") + rows(("Lagos", "1,388", "1,400"), ("Kano", "1,390", "1,402"))
    made = drafted("https://x.ng/", page(f"<h2>Dollar to naira</h2><table>{table}</table>"))

    assert made is not None
    assert [(row.location, str(row.quote.bid)) for row in made.parsed.observations] == [("Lagos", "1388"), ("Kano", "1390")]


def line(name: str, buy: str, sell: str, bank: str) -> str:
    cells = (("n", name), ("b", buy), ("s", sell), ("c", bank))
    return f'<div class="line">{"".join(f"""<span class="{of}">{text}</span>""" for of, text in cells)}</div>'


BOARD = (
    '<section><p class="stamp">Last updated: 12/06/2026 16:45 (Lagos)</p></section><div class="board">'
    '<div class="line line--head"><span>Currency</span><span>{0}</span><span>{1}</span><span>CBN</span></div>'
    '<div class="line line--promo"><span>Send money home!</span><span></span><span>1,450</span><span></span></div>'
    + line('<img src="us.png"> US Dollar', "₦1,386.50", "₦1,398.00", "1,363.83")
    + line("Pound Sterling", "₦1,842.00", "₦1,879.00", "1,829.10")
    + line("Japanese Yen (100)", "₦862.00", "₦901.00", "854.20")
    + line("Canadian Dollar", "-", "₦1,009.00", "990.00")
    + "</div>"
)
ON_THE_BOARD = {
    "USD": ("1386.50", "1398.00", None),
    "GBP": ("1842.00", "1879.00", None),
    "JPY": ("8.6200", "9.0100", None),
    "CAD": (None, "1009.00", None),
}


@pytest.mark.parametrize("words", [("We buy", "We sell"), ("Buying Rate", "Selling Rate"), ("Bid", "Ask"), ("Ankauf", "Verkauf")])
def test_a_line_of_headings_over_boxes(words: tuple[str, str]) -> None:
    made = drafted("https://x.ng/", page(BOARD.format(*words)))

    assert read(made) == ON_THE_BOARD
    assert made is not None
    assert {row.observed_at for row in made.parsed.observations} == {datetime(2026, 6, 12, 15, 45, tzinfo=UTC)}
    assert made.source.read is not None
    assert set(made.source.read.expect.values()) == {"Currency", *words}
    assert "span" not in made.source.read.expect  # the first of a page is not always the same
    assert "speaks of another market: CBN" in made.text


def test_two_figures_that_lie_close_are_the_two_sides_where_no_word_says_so() -> None:
    bare = page(BOARD.format("", "").replace("<span>CBN</span>", "<span></span>"))
    made = drafted("https://x.ng/", bare)

    assert read(made) == ON_THE_BOARD
    assert made is not None
    assert "no word says which figure is which" in made.text
    table = rows(("", "A", "B"), cell="th") + rows(("USD", "1,400", "1,388"), ("GBP", "1,880", "1,840"))
    assert read(drafted("https://x.ng/", page(f"<table>{table}</table>")))["USD"] == ("1388", "1400", None)


@pytest.mark.parametrize("heading", ["CBN", "Official", "Central Bank"])
def test_an_official_column_is_never_the_quote_of_the_street(heading: str) -> None:
    table = rows(("Currency", heading), cell="th") + rows(("USD", "1,363"), ("GBP", "1,829"))
    assert drafted("https://x.ng/", page(f"<table>{table}</table>"), replace(HINTS, street=True)) is None


BOOK = {
    "status": "ok",
    "served": "2026-06-12 17:05:31",
    "tz": "Africa/Lagos",
    "book": {
        "transfer": [
            {"sym": "USDNGN", "customer_buys_at": "1.401,25", "customer_sells_at": "1.384,75", "unit": 1},
            {"sym": "JPYNGN", "customer_buys_at": "912,00", "customer_sells_at": "858,40", "unit": 100},
            {"sym": "EURNGN", "customer_buys_at": "1.624,00", "customer_sells_at": None, "unit": 1},
            {"sym": "USDGHS", "customer_buys_at": "11,90", "customer_sells_at": "11,50", "unit": 1},
        ],
        "cash": [{"sym": "USDNGN", "customer_buys_at": "1.440,00", "customer_sells_at": "1.350,00", "unit": 1}],
    },
}


def test_words_within_keys_and_a_book_beside_another() -> None:
    made = drafted("https://api.kudi.example/v1/book", BOOK)

    assert read(made) == {
        "USD": ("1384.75", "1401.25", None),
        "JPY": ("8.5840", "9.1200", None),
        "EUR": (None, "1624.00", None),
    }
    assert made is not None
    assert not made.parsed.set_aside
    assert {row.observed_at for row in made.parsed.observations} == {datetime(2026, 6, 12, 16, 5, 31, tzinfo=UTC)}
    assert 'rows = "book.transfer"' in made.text
    assert "other lists of the same shape (book.cash)" in made.text
    assert 'tz = "Africa/Lagos"' in made.text
    assert "not against the naira: USDGHS" in made.text


LEDGER = """# Ledger of closing street rates
# figures in naira for so many units
Datum;Waehrung;Menge;Ankauf;Verkauf;Kurs CBN
11.06.2026;USD;1;1.385,00;1.397,00;1.363,83
12.06.2026;USD;1;1.387,00;1.399,50;1.363,83
12.06.2026;GBP;1;1.840,00;1.878,00;1.829,10
12.06.2026;XOF;1000;2.380,00;2.455,00;2.410,00
12.06.2026;Cocoa;1;5.000,00;5.100,00;
"""


@pytest.mark.parametrize("head", ["Datum;Waehrung;Menge;Ankauf;Verkauf;Kurs CBN", "Datum;Waehrung;Menge;A;B;Kurs CBN"])
def test_a_ledger_with_comments_above_its_columns(head: str) -> None:
    made = drafted("https://x.ng/ledger.csv", LEDGER.replace("Datum;Waehrung;Menge;Ankauf;Verkauf;Kurs CBN", head))

    assert made is not None
    assert [(row.session.day, row.pair.base, str(row.quote.bid), str(row.quote.ask)) for row in made.parsed.observations] == [
        (11, "USD", "1385.00", "1397.00"),
        (12, "USD", "1387.00", "1399.50"),
        (12, "GBP", "1840.00", "1878.00"),
        (12, "XOF", "2.38000", "2.45500"),
    ]
    assert made.source.read is not None
    assert (made.source.read.head, made.source.read.delimiter) == (3, ";")
    assert [row.reason for row in made.parsed.set_aside] == ["unknown_currency"]


def test_adverts_of_one_side() -> None:
    items = [{"price": str(1390 + n), "lastQuantity": "100.5", "recentOrderNum": 50, "recentExecuteRate": 98} for n in range(5)]
    made = drafted("https://venue.example/usdt-ngn", {"ret_code": 0, "result": {"items": items}})

    assert read(made) == {"USDT": (None, "1392", None)}
    assert made is not None
    assert made.source.counts_as == {"USDT": "USD"}


def test_a_history_has_the_day_of_each_row() -> None:
    table = rows(("Date", "Rate"), cell="th") + rows(("12 Jun 2026", "1,388"), ("11 Jun 2026", "1,390"))
    made = drafted("https://x.ng/usd-to-ngn", page(f"<table>{table}</table>"))

    assert made is not None
    assert [(row.session, str(row.quote.mid)) for row in made.parsed.observations] == [
        (date(2026, 6, 12), "1388"),
        (date(2026, 6, 11), "1390"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b'<div class="a">USD 1,388' * 3000 + b"</body></html>",
        b"[" * 5000 + b"]" * 5000,
        json.dumps({f"usd_{n}": 1388 for n in range(5000)}).encode(),
        b"USD,1388\n" * 5000,
        b"<table>" + b"<tr><td>" * 3000,
    ],
    ids=["nested", "brackets", "keys", "lines", "cells"],
)
def test_an_answer_without_end_comes_to_one(body: bytes) -> None:
    assert find_rates("https://x.ng/", body, HINTS, NOW).looked_at


def test_a_change_or_a_volume_is_no_rate() -> None:
    heads = rows(("Currency", "Volume", "Rate", "Change", "24h high"), cell="th")
    table = heads + rows(("USD", "1,500", "1,391", "+1,400%", "1,450"))
    assert read(drafted("https://x.ng/", page(f"<table>{table}</table>"))) == {"USD": (None, None, "1391")}


@pytest.mark.parametrize(
    ("body", "looked_at"),
    [
        (wire._FIREWALL, "a page titled 'Request Rejected' with 0 tables"),
        (b"[]", "a JSON answer with 0 lists and 0 single fields"),
        (b'{"status": "error"}', "a JSON answer"),
        (b"{broken", "7 bytes that begin like JSON and are none"),
        (b"", "an empty body"),
        (b"\x00\xff\xfe binary", "binary"),
        (page("<table>" + rows(("Goals", "12"), ("Points", "1,400")) + "</table>").encode(), "a page titled 'Rates' with 1 table"),
    ],
)
def test_what_holds_no_rate(body: bytes, looked_at: str) -> None:
    findings = find_rates("https://x.ng/", body, HINTS, NOW)
    assert looked_at in findings.looked_at
    assert draft(About("mine", "https://x.ng/", "x.ng", "", "parallel", False, None), findings, body, NOW) is None


def test_recorded_pages() -> None:
    aboki = read(drafted("https://abokiforex.app/dollar-to-naira-black-market", recorded("aboki_usd.html")))
    street = read(drafted("https://www.ngnrates.com/", recorded("ngnrates.html")))

    assert aboki["USD"] == ("1397", "1405", None)
    assert (street["USD"], street["EUR"], street["CAD"]) == (("1390", "1400", None), ("1595", "1640", None), (None, "1055", None))
    assert read(drafted("https://nairatoday.com/", recorded("nairatoday.html")))["GBP"] == ("1840", "1880", None)


# Words, figures, moments


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("US Dollar (USD)", ["USD"]), ("Canadian Dollar", ["CAD"]), ("1 US Dollar ($1) to Naira", ["USD"]), ("POUNDS STERLING", ["GBP"]),
        ("CFA", ["XOF"]), ("YUAN/RENMINBI", ["CNY"]), ("🇬🇧 Pound", ["GBP"]), ("Dollar, Pound and Euro", ["GBP", "EUR", "USD"]),
        ("Naira", []), ("USDT", ["USDT"]), ("discuss", []), ("Grand total", []),
    ],
)  # fmt: skip
def test_currencies(text: str, codes: list[str]) -> None:
    assert currencies_in(text) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("usdtngn", "USDT"),
        ("USD/NGN", "USD"),
        ("usd_ngn", "USD"),
        ("us-dollar-to-naira", "USD"),
        ("dollar to naira today", "USD"),
        ("NGN", None),
    ],
)
def test_pairs(text: str, code: str | None) -> None:
    assert pair_in(text) == code


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Buy (₦)", Role.BID), ("sellingrate", Role.ASK), ("We Sell", Role.ASK), ("buyVolume", Role.OTHER), ("Change %", Role.OTHER),
        ("CBN (₦)", Role.OFFICIAL), ("last_updated_at", Role.TIME), ("closingrate", Role.MID), ("highestrate", Role.OTHER),
        ("Currency", Role.NONE),
    ],
)  # fmt: skip
def test_roles(heading: str, role: Role) -> None:
    assert role_of(heading) is role


@given(
    st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(10**9), places=4, allow_nan=False, allow_infinity=False),
    st.sampled_from(FORMATS),
)
def test_a_number_reads_as_it_was_written(value: Decimal, marks: tuple[str, str]) -> None:
    whole, _, part = f"{value:,f}".partition(".")
    assert number(f"₦{whole.replace(',', marks[0])}{marks[1]}{part}", marks) == value


@pytest.mark.parametrize(
    ("text", "form", "zone"),
    [
        ("2026-06-12T01:42:46.589Z", "iso", None), ("2026-06-12 14:00", "iso", "Africa/Lagos"), ("1781228891", "seconds", None),
        ("1781228891123", "milliseconds", None), ("Updated 12 June 2026, 17:07 WAT", "%d %B %Y, %H:%M", "Africa/Lagos"),
        ("as of Jun 12, 2026 05:30 PM UTC", "%b %d, %Y %I:%M %p", "UTC"), ("2026-06-12", "date", None), ("June-12-2026", "%B-%d-%Y", None),
        ("6/12/2026", "%m/%d/%Y", None), ("25/05/2026", "%d/%m/%Y", None), ("12.06.2026", "%d.%m.%Y", None),
        ("12-Jun-2026", "%d-%b-%Y", None),
    ],
)  # fmt: skip
def test_moments(text: str, form: str, zone: str | None) -> None:
    found = stated("at", text, NOW)
    assert found is not None
    assert (found.form, found.zone) == (form, zone)


@pytest.mark.parametrize("text", ["1,400", "2045-01-01T00:00:00Z", "1400", "12", "never", "99/99/2026", "1781228891 naira"])
def test_no_moments(text: str) -> None:
    assert stated("at", text, NOW) is None


def test_a_day_that_reads_two_ways_is_the_nearer_one_and_says_so() -> None:
    found = stated("at", "06/05/2026", NOW)
    assert found is not None
    assert (found.form, found.unsure) == ("%m/%d/%Y", "the date also reads as %d/%m/%Y")


def test_a_time_that_nobody_reads() -> None:
    found = time_in(wire.quidax(), NOW)
    assert found is not None
    assert (found.at, found.form) == ("data.at", "seconds")
    assert time_in(b"USD,1388", NOW) is None


def test_a_time_that_stands_in_an_attribute() -> None:
    table = f"<table>{rows(('Currency', 'Buy', 'Sell'), cell='th')}{rows(('USD', '1,388', '1,400'), ('GBP', '1,840', '1,880'))}</table>"
    made = drafted("https://mine.ng/", page(f'<p>Rates <time datetime="2026-06-12T16:07:00Z">of this evening</time></p>{table}'))

    assert made is not None
    assert 'time = { at = "time[datetime]", attr = "datetime", form = "iso" }' in made.text
    assert {row.observed_at for row in made.parsed.observations} == {datetime(2026, 6, 12, 16, 7, tzinfo=UTC)}


# Nothing breaks out

HOSTILE = [
    '"""\nterms = "evil"\ndefault_on = true\n',
    "'''\n[range]\nUSD = [1, 2]",
    "\x1b]0;owned\x07\x1b[31mred\x9b31m",
    "‮drawkcab⁦​",
    '\\" = "x" }\nrobots_ok = true #',
    "</title><script>alert(1)</script>",
    "=HYPERLINK(1)",
    "\x00\x7f\x85\u2028\ufeff",
    "{{7*7}} ${x} $\\frac{1}{2}$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_page_stay_words(text: str) -> None:
    table = rows(("Currency", f"Buy {text}", f"Sell {text}"), cell="th") + rows((f"US Dollar (USD) {text}", "1,388", "1,400"))
    made = drafted("https://x.ng/", page(f'<table class="r">{table}</table>', title=text))

    assert made is not None
    assert_tame(made.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_keys_of_an_answer_stay_keys(text: str) -> None:
    made = drafted("https://x.ng/usd", {f"usd {text}": {"buy": 1388, "sell": 1400}, "status": text[:30], "pair": "USD/NGN"})

    assert made is not None
    assert_tame(made.text)
    assert read(made) == {"USD": ("1388", "1400", None)}


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_text_stays_within_its_string(one: str, two: str, three: str) -> None:
    found = Found("json", rows=one or "x", currency=Place(two or "x"), bid=Place(three or "x"), expect={one: two}, names={three: "USD"})
    found.where, found.checks, found.figures = one, [two], {"USD": [Decimal(1388)]}
    about = About("mine", "https://x.ng/", one or "x", two, "parallel", False, None)
    text = draft_file(about, found)
    values = tomllib.loads(text)

    assert_tame(text)
    assert values["read"]["currency"] == clean(two or "x")
    assert values["read"]["expect"] == {clean(one): clean(two)}
    assert values["name"] == clean(one or "x")


def clean(text: str) -> str:
    return "".join("\ufffd" if unicodedata.category(character) == "Cs" else character for character in text)


def assert_tame(text: str) -> None:
    """The file is TOML that says what a draft says, and has nothing in it that a terminal would obey."""
    values = tomllib.loads(text)
    assert (values["id"], values["default_on"], values["robots_ok"], values["redistribute_ok"]) == ("mine", False, False, False)
    assert values["probation_days"] == 14
    assert {unicodedata.category(character) for character in text if character != "\n"}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


# What is not of today, not of the answer, or not a rate

BOX = '<div class="box{}"><h3>{}</h3><span class="buy">{}</span><span class="sell">{}</span><p>{}</p></div>'


def test_boxes_that_say_that_they_are_old_are_left_out_and_make_no_range() -> None:
    old = BOX.format("", "US Dollar (USD)", "1,100", "1,120", "Last quoted in May")
    stale = BOX.format(" stale", "Euro (EUR)", "900", "920", "")
    made = drafted(
        "https://x.ng/",
        page(old + BOX.format("", "US Dollar (USD)", "1,388", "1,400", "") + BOX.format("", "Pound (GBP)", "1,840", "1,880", "") + stale),
    )

    assert made is not None
    assert read(made) == {"USD": ("1388", "1400", None), "GBP": ("1840", "1880", None)}
    values = tomllib.loads(made.text)
    assert values["read"]["rows"] == "div.box:not(.stale)"
    assert [mark["says"] for mark in values["read"]["refuse"]] == ["Last quoted"]
    assert values["range"] == {"USD": [460, 9800], "GBP": [620, 14000]}
    assert "venue" not in values["read"]
    assert "1 of the class stale are left out" in made.text


def test_a_single_figure_in_a_box_that_is_not_current_is_none() -> None:
    gone = "<div><p>Not current</p><p>Buy: 1,100</p><p>Sell: 1,120</p></div>"
    made = drafted("https://x.ng/", page(f"<h1>Dollar to naira</h1>{gone}<div><p>Buy: 1,388</p><p>Sell: 1,400</p></div>"))

    assert read(made) == {"USD": ("1388", "1400", None)}


def test_an_epoch_of_the_answer_is_preferred_to_a_text_of_one_row_and_the_other_is_named() -> None:
    rates = [{"code": code, "buy": buy, "sell": buy + 12, "updated": "12/06/2026 17:00"} for code, buy in (("USD", 1388), ("GBP", 1840))]
    made = drafted("https://x.ng/api", {"generated_at": 1781290800, "rates": rates})

    assert made is not None
    assert tomllib.loads(made.text)["read"]["time"] == {"at": "generated_at", "form": "seconds"}
    assert "CHECK: other times stand at updated (%d/%m/%Y %H:%M)" in made.text


def test_days_of_a_history_stay_those_of_its_rows() -> None:
    rates = [{"code": "USD", "buy": 1388 - day, "sell": 1400 - day, "updated": f"{12 - day:02}/06/2026 17:00"} for day in range(5)]
    made = drafted("https://x.ng/api", {"generated_at": 1781290800, "rates": rates})

    assert made is not None
    assert tomllib.loads(made.text)["read"]["time"]["in"] == "row"


@pytest.mark.parametrize("sell", ["Sell: call 1555", "Sell: whatsapp 0803 138 8222"])
def test_the_digits_of_a_telephone_are_no_figure(sell: str) -> None:
    made = drafted("https://x.ng/", page(f"<h1>Dollar to naira</h1><p>Buy: 1,388</p><p>{sell}</p>"))

    assert read(made) == {"USD": ("1388", None, None)}
    assert made is not None
    assert tomllib.loads(made.text)["sides"].endswith("is the bid")


def test_a_figure_far_from_the_other_side_is_left_out_and_told_of() -> None:
    made = drafted("https://x.ng/", {"pair": "USDNGN", "buy": 1388, "sell": 1600})

    assert read(made) == {"USD": ("1388", None, None)}
    assert made is not None
    assert "CHECK: left out, since it lies over 8 % from the other side: sell" in made.text


def test_the_sentence_on_sides_is_true_of_every_currency() -> None:
    made = drafted("https://x.ng/", {"rates": {"USD": {"buy": 1388, "sell": 1400}, "GBP": {"buy": 1840, "sell": 1880}}})

    assert made is not None
    assert tomllib.loads(made.text)["sides"] == "[read.pairs] names the places of each currency"
