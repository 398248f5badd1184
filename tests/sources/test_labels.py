"""What labels name, for how many units a row is, rows that are found by their words, and pages in other encodings."""

from __future__ import annotations

import codecs
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.rates import CURRENCIES, Pair
from fxtracker.sources import Parsed
from fxtracker.sources.names import NAMES, Named, named, pair_of
from sources.written import read, written

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"


def figures(parsed: Parsed) -> list[tuple[str, ...]]:
    return [(row.pair.base, *(str(side) for side in row.quote if side is not None)) for row in parsed.observations]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Canadian Dollar", "CAD"), ("Chinese Yuan", "CNY"), ("renminbi", "CNY"), ("Ghanaian Cedi", "GHS"), ("Saudi  Riyal", "SAR"),
        ("Australian Dollars", "AUD"), ("Indian Rupees", "INR"), ("Pounds", "GBP"), ("Dollar", "USD"), ("United States Dollar", "USD"),
        ("Great Britain Pound", "GBP"), ("Euros", "EUR"), ("CFA Franc", "XOF"), ("CFA (XAF)", "XAF"), ("CFA (XOF)", "XOF"),
        ("West African CFA", "XOF"), ("Central African CFA Franc", "XAF"), ("Danish Kroner", "DKK"), ("Swiss Francs", "CHF"),
        ("Tether", "USDT"), ("US Dollar (USD)", "USD"), ("(USD) US Dollar", "USD"), ("USD - US Dollar", "USD"), ("GBP: Pound", "GBP"),
        ("Dollar (CAD)", "CAD"), ("USD US Dollar", "USD"), ("🇺🇸 US Dollar", "USD"), ("US Dollar ($)", "USD"), ("usd", "USD"),
    ],
)  # fmt: skip
def test_natural_spellings_are_understood(label: str, code: str) -> None:
    assert pair_of(label) == Pair(code)
    assert named(label) == Named(Pair(code))


@pytest.mark.parametrize(
    "label", ["", "Gold", "Euro (USD)", "Canadian Dollar (USD)", "Franc", "USD/NGN", "NAIRA", "POESO", "Bitcoin (USD)", "x" * 500]
)
def test_what_is_not_told_for_certain_is_not_guessed(label: str) -> None:
    assert pair_of(label) is None


@pytest.mark.parametrize(
    ("label", "pair", "units"),
    [
        ("Japanese Yen (100)", "JPY", 100), ("100 Yen", "JPY", 100), ("CFA Franc (1000)", "XOF", 1000), ("CFA Franc (1,000)", "XOF", 1000),
        ("Yen per 100", "JPY", 100), ("JPY (per 100)", "JPY", 100), ("1 US Dollar", "USD", 1), ("CFA (XAF) (1000 units)", "XAF", 1000),
    ],
)  # fmt: skip
def test_a_label_may_name_a_number_of_units(label: str, pair: str, units: int) -> None:
    assert named(label) == Named(Pair(pair), units)


@given(st.text(max_size=200))
def test_no_label_breaks_it(label: str) -> None:
    found = named(label)
    assert found.pair is None or found.pair.base in CURRENCIES


def test_every_name_stands_in_the_guide() -> None:
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())

    assert set(NAMES) == set(CURRENCIES)
    for code, names in NAMES.items():
        assert f"| {code} | {', '.join(names)} |" in text


YEN = '{"rates": [{"c": "Japanese Yen (100)", "m": 862, "u": 100}, {"c": "USD", "m": 1386.5, "u": 1}]}'
ROWS = '[read]\nformat = "json"\nrows = "rates"\ncurrency = "c"\nmid = "m"\n'


@pytest.mark.parametrize("per", ["per = { JPY = 100 }", 'per = "u"', 'per = { at = "u" }'])
def test_a_label_with_units_counts_with_a_per_that_says_so(tmp_path: Path, per: str) -> None:
    parsed = read(written(tmp_path, ROWS + per), YEN)

    assert figures(parsed) == [("JPY", "8.62"), ("USD", "1386.5")]


@pytest.mark.parametrize("more", ["", "per = { JPY = 10 }", 'names = { "Japanese Yen (100)" = "JPY" }'])
def test_without_one_it_is_set_aside_and_never_stored_a_hundred_times_too_high(tmp_path: Path, more: str) -> None:
    parsed = read(written(tmp_path, (ROWS + more).replace("[read]", "[read]"), top=""), YEN)

    assert figures(parsed) == [("USD", "1386.5")]
    assert [row.reason for row in parsed.set_aside] == ["bad_unit"]


def test_rows_without_a_number_of_units_take_the_default(tmp_path: Path) -> None:
    per = "per = { at = \"c\", pattern = '\\((\\d+)\\)', default = 1 }"

    assert figures(read(written(tmp_path, ROWS + per), YEN)) == [("JPY", "8.62"), ("USD", "1386.5")]
    without = read(written(tmp_path, ROWS + per.replace(", default = 1", "")), YEN)
    assert [row.reason for row in without.set_aside] == ["bad_unit"]


def test_a_column_of_a_table_is_a_plain_place_of_per_too(tmp_path: Path) -> None:
    source = written(tmp_path, '[read]\nformat = "csv"\ncurrency = "c"\nmid = "m"\nper = "u"\n')

    assert figures(read(source, "c,m,u\nJPY,862,100\nUSD,1386.5,1\n")) == [("JPY", "8.62"), ("USD", "1386.5")]


@pytest.mark.parametrize("per", ['per = "100"', "per = true", "per = [100]", "per = 7"])
def test_a_wrong_per_is_told_with_what_would_be_right(tmp_path: Path, per: str) -> None:
    with pytest.raises(ConfigError, match=r"read\.per") as fault:
        written(tmp_path, ROWS + per)
    if per in ("per = true", "per = [100]"):
        assert all(form in str(fault.value) for form in ("(100)", "{ JPY = 100 }", '"unit"', '{ at = "unit" }'))


def test_a_currency_pattern_that_does_not_match_names_nothing(tmp_path: Path) -> None:
    source = written(tmp_path, ROWS.replace('"c"', "{ at = \"c\", pattern = '^(\\w{3})NGN$' }"))
    parsed = read(source, '{"rates": [{"c": "USDNGN", "m": 1386}, {"c": "USD", "m": 1386}]}')

    assert figures(parsed) == [("USD", "1386")]
    assert [row.reason for row in parsed.set_aside] == ["unknown_currency"]


FOUND = """
[read]
format = "html"
[read.rows]
at = "body"
from = "Street"
until = "Official CBN"
pattern = 'BUY (?P<bid>[0-9,.]+) (?P<currency>[A-Z]+) SELL (?P<ask>[0-9,.]+)'
"""
WORDS = (
    "<html><body>BUY 1 USD SELL 2<h2>Street</h2><b>BUY</b><i>1,370</i><u>USD</u>SELL <em>1,380</em><p>BUY 1840 GBP SELL 1880</p>{}"
    "</body></html>"
)


def test_rows_are_found_by_their_words_between_two_others(tmp_path: Path) -> None:
    parsed = read(written(tmp_path, FOUND), WORDS.format("<h2>official <b>CBN</b></h2>BUY 1340 EUR SELL 1341"))

    assert figures(parsed) == [("USD", "1370", "1380"), ("GBP", "1840", "1880")]
    assert parsed.structure == read(written(tmp_path, FOUND), WORDS.replace("1,370", "1,375").format("Official CBN")).structure


@pytest.mark.parametrize(
    "body", [WORDS.format(""), WORDS.replace("Street", "Market").format("Official CBN"), WORDS.replace("BUY", "BID").format("Official CBN")]
)
def test_a_text_without_its_borders_is_not_read(tmp_path: Path, body: str) -> None:
    with pytest.raises(BadAnswer) as fault:
        read(written(tmp_path, FOUND), body)
    assert fault.value.kind == "layout"


def test_a_text_that_is_cut_does_not_cut_a_figure(tmp_path: Path) -> None:
    for more in range(12):
        padding = "x" * (9_980 - more)
        body = f"<html><body>Street {padding} BUY 1370 USD SELL 1380 Official CBN</body></html>"
        seen = None
        with suppress(BadAnswer):
            seen = figures(read(written(tmp_path, FOUND), body))
        assert seen in (None, [("USD", "1370", "1380")])


def test_a_place_in_such_a_row_is_the_name_of_a_group(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mid: 'rate' will not do; write the name of a group of rows\.pattern, of bid, currency, ask"):
        written(tmp_path, FOUND.replace('format = "html"', 'format = "html"\nmid = "rate"'))
    with pytest.raises(ConfigError, match="named groups such as"):
        written(tmp_path, FOUND.replace("?P<bid>", "").replace("?P<ask>", "").replace("?P<currency>", ""))


PAGE = '<html><head>{}</head><body><p id="u">Résumé</p><table><tr><td>Dollar “café”</td><td>1,386</td></tr></table></body></html>'
READ = '[read]\nformat = "html"\nrows = "tr"\ncurrency = "td"\nmid = "td:nth-child(2)"\nnames = { "Dollar “café”" = "USD" }\n'


@pytest.mark.parametrize(
    "body",
    [
        PAGE.encode(),
        codecs.BOM_UTF8 + PAGE.encode(),
        codecs.BOM_UTF16_LE + PAGE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PAGE.encode("utf-16-be"),
        PAGE.format('<meta charset="windows-1252">').encode("cp1252"),
        PAGE.format('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">').encode("cp1252"),
        PAGE.format('<meta charset="no-such">').encode(),
    ],
)
def test_a_page_says_in_which_encoding_it_is(tmp_path: Path, body: bytes) -> None:
    assert figures(read(written(tmp_path, READ), body)) == [("USD", "1386")]


def test_the_encoding_of_the_file_is_believed_before_that_of_the_page(tmp_path: Path) -> None:
    source = written(tmp_path, READ + 'encoding = "windows-1252"\n')

    assert figures(read(source, PAGE.format('<meta charset="utf-8">').encode("cp1252"))) == [("USD", "1386")]
    with pytest.raises(BadAnswer, match="bytes that are not utf-8"):
        read(written(tmp_path, READ + 'encoding = "utf-8"\n'), PAGE.encode("cp1252"))
    with pytest.raises(ConfigError, match=r"read\.encoding: 'rot13' will not do"):
        written(tmp_path, READ + 'encoding = "rot13"\n')


LEDGER = "# Ledger\n# in naira\nDate;Currency;Buy;Sell\n12.06.2026;USD;1387;1399\n"
TABLE = '[read]\nformat = "csv"\ncurrency = "Currency"\nbid = "Buy"\nask = "Sell"\n'


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", 'they stand in line 3: write delimiter = ";" and head = 3'),
        ("head = 3\n", 'they stand in line 3: write delimiter = ";"'),
        ('delimiter = ";"\n', "they stand in line 3: write head = 3"),
        ('expect = { 3 = "Buy" }\n', 'they stand in line 3: write delimiter = ";" and head = 3'),
    ],
)
def test_where_the_columns_really_are_is_said(tmp_path: Path, more: str, told: str) -> None:
    with pytest.raises(BadAnswer) as fault:
        read(written(tmp_path, TABLE + more), LEDGER)
    assert told in str(fault.value)
    assert figures(read(written(tmp_path, TABLE + 'head = 3\ndelimiter = ";"\n'), LEDGER)) == [("USD", "1387", "1399")]
