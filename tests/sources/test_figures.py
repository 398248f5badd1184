"""Every digit that a source printed is kept, and what is no number is never made one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.sources.figures import figure, turned_round
from fxtracker.sources.json_reader import decode

prices = st.decimals(min_value="0.0001", max_value="99999999", places=4, allow_nan=False, allow_infinity=False)


@given(prices)
def test_a_price_keeps_its_digits(price: Decimal) -> None:
    assert str(figure(str(price))) == str(price)


@given(prices)
def test_thousands_commas_change_nothing(price: Decimal) -> None:
    assert figure(f"{price:,}") == price
    assert str(figure(f" ₦{price:,}\N{NO-BREAK SPACE}")) == str(price)


@given(prices)
def test_a_bare_number_in_json_keeps_its_digits(price: Decimal) -> None:
    assert str(figure(decode(f'{{"rate": {price}}}'.encode())["rate"])) == str(price)


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("1340.0000", "1340.0000"),
        ("1371.8079", "1371.8079"),
        ("1,355.00", "1355.00"),
        ("₦1,370", "1370"),
        ("N1,370.50", "1370.50"),
        ("NGN 1,370", "1370"),
        (" 0.2585 ", "0.2585"),
        ("-0.231", "-0.231"),
    ],
)
def test_text_reads_as_it_is_printed(printed: str, kept: str) -> None:
    assert str(figure(printed)) == kept


def test_numbers_of_json_do_not_pass_through_binary_floats() -> None:
    rates = decode(b'{"a": 1331.013867, "b": 0.0000, "c": 181.64319999999998, "d": 1340.0000, "e": 1391, "f": 1.3e3}')

    assert [str(rates[key]) for key in "abcd"] == ["1331.013867", "0.0000", "181.64319999999998", "1340.0000"]
    assert str(figure(rates["e"])) == "1391"
    assert str(figure(rates["f"])) == "1300"


@pytest.mark.parametrize("nothing", [None, "", "  ", "—", "-", "–", "N/A", "na", "nil", "null", "0", "0.0000", 0, Decimal("0.00")])
def test_a_dash_a_blank_and_nought_are_no_price(nothing: object) -> None:
    assert figure(nothing) is None


@pytest.mark.parametrize(
    "text",
    [
        "1,355.00 - 1,360.00",
        "1,390 / 1,400",
        "1,1250",
        "1,355,00",
        "1.355,00",
        "1 390",
        "Sponsored",
        "NaN",
        "Infinity",
        "1e5",
        "0x1F",
        "1_000",
        "١٣٩٠",
        "385**",
        "1391.",
        "9" * 60,
        True,
        1391.75,
        Decimal("NaN"),
        Decimal("Infinity"),
        [],
    ],
)
def test_what_is_no_number_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="not a number"):
        figure(text)


@given(st.text(max_size=30))
def test_any_text_is_a_number_with_all_its_digits_or_refused(text: str) -> None:
    try:
        value = figure(text)
    except ValueError:
        return
    if value is not None:
        assert json.loads(str(abs(value)), parse_float=Decimal, parse_int=Decimal) == abs(value)
        assert "".join(filter(str.isdigit, text)) == "".join(filter(str.isdigit, str(value)))


@pytest.mark.parametrize(
    ("stated", "turned"), [("0.000625", "1600"), ("0.0006", "1666.6667"), ("0.00071942446", "1390.0000"), ("0.00001", "100000")]
)
def test_naira_that_is_stated_the_other_way_round_is_written_out(stated: str, turned: str) -> None:
    assert str(turned_round(Decimal(stated))) == turned
