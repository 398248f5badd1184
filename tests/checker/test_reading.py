"""What the readers see in each form, and how they read figures and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.checker import read_foreign
from fxtracker.checker.blocks import normalise, sentences
from fxtracker.checker.markup import read_markup
from fxtracker.checker.moments import dates, mask
from fxtracker.checker.numerals import amounts
from fxtracker.checker.reading import read
from fxtracker.checker.rounding import dollars, figure, magnitude_percent, naira, whole_or_two

MARKDOWN = """---
title: "Naira closes at ₦1,351/$1"
date: 2026-02-25
---
# Dollar to naira today

LAGOS: The naira closed at **₦1,351** to the [US dollar](https://rates.example/). Next.
| Market | Per $1 |
|---|---:|
| Official \\| NFEM | ₦1,351 |

- One *item*
![Line chart of ₦1,351](/gap.png)
"""


def _seen(text: str, form: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(text, form).blocks]


def test_markdown() -> None:
    assert _seen(MARKDOWN, "md") == [
        ("meta", "Naira closes at ₦1,351/$1"),
        ("meta", "2026-02-25"),
        ("heading", "Dollar to naira today"),
        ("link", "https://rates.example/"),
        ("sentence", "LAGOS: The naira closed at ₦1,351 to the US dollar."),
        ("sentence", "Next."),
        ("cell", "Market"),
        ("cell", "Per $1"),
        ("cell", "Official | NFEM"),
        ("cell", "₦1,351"),
        ("item", "One item"),
        ("link", "/gap.png"),
        ("alt", "Line chart of ₦1,351"),
    ]
    cell = read(MARKDOWN, "md").blocks[9]
    assert (cell.label, cell.column) == ("Official | NFEM", "Per $1")


def test_html_reads_the_same() -> None:
    page = (
        "<html><head><title>T</title><meta name='description' content='D'><style>1</style></head><body><h1>Dollar</h1>"
        "<p>One <b>₦1,351</b> a <a href='/x'>link</a>.<br>Two.</p><table><thead><tr><th>Market</th><th>Per $1</th></tr></thead>"
        "<tbody><tr><th>Official</th><td>₦1,351</td></tr></tbody></table><ul><li>An item</li></ul><div>Loose <i>one</i></div></body></html>"
    )
    assert _seen(page, "html") == [
        ("meta", "T"),
        ("meta", "D"),
        ("heading", "Dollar"),
        ("link", "/x"),
        ("sentence", "One ₦1,351 a link."),
        ("sentence", "Two."),
        ("cell", "Market"),
        ("cell", "Per $1"),
        ("cell", "Official"),
        ("cell", "₦1,351"),
        ("item", "An item"),
        ("sentence", "Loose one"),
    ]


def test_columns_in_plain_text_are_a_table() -> None:
    blocks = read("Heading\n\nRate      Per $1\nOfficial  ₦1,351\n\n- Item\n", "txt").blocks
    assert [(block.kind, block.text, block.label) for block in blocks][-2:] == [("cell", "₦1,351", "Official"), ("item", "Item", "")]


def test_markup_that_does_not_close() -> None:
    assert read_markup("<h2>One</h3>").faults
    assert read_markup("<p>One").faults
    assert read_markup("<p>One<!-- ₦1,351 --></p>").faults
    assert not read_markup('<p class="a">One<br><img src="a.png" alt="b"></p>').faults


def test_sentences_end_where_they_end() -> None:
    text = "The naira closed at ₦1,351.50. Source: ngnrates.com. Dr. A. Bello asked ₦1,355! Is it so? Yes"
    assert sentences(text) == ["The naira closed at ₦1,351.50.", "Source: ngnrates.com.", "Dr. A. Bello asked ₦1,355!", "Is it so?", "Yes"]
    assert normalise(" a\u00a0b\n\u202fc\u200b ") == "a b c"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("₦1,351", "1351", "NGN"),
        ("N1,351.25", "1351.25", "NGN"),
        ("NGN 1351", "1351", "NGN"),
        ("74 kobo", "0.74", "NGN"),
        ("$73.80", "73.80", "USD"),
        ("−0.22%", "-0.22", "percent"),
        ("2.19 per cent", "2.19", "percent"),
        ("£1,800", "1800", "GBP"),
        ("1,600 naira", "1600", "NGN"),
        ("1600", "1600", "bare"),
    ],
)
def test_amounts(text: str, value: str, unit: str) -> None:
    (found,) = amounts(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday, 25 February 2026",
        "25 Feb 2026",
        "2026-02-25",
        "Wed 25 Feb 2026",
        "February 25, 2026",
        "Wednesday 25th February 2026",
        "25/02/2026",
    ],
)
def test_dates(text: str) -> None:
    (found,) = dates(f"on {text}, at last")
    assert found.year == 2026
    assert found.in_year(2026) == date(2026, 2, 25)
    assert not any(letter.isdigit() for letter in mask(text))


def test_printed_figures_of_the_style_guide() -> None:
    assert naira(figure(Decimal("1356.1141"), official=True)) == "₦1,356.11"
    assert naira(figure(Decimal("1359.5"), official=True)) == "₦1,359.50"
    assert naira(figure(Decimal("1351.00"), official=True)) == "₦1,351"
    assert naira(figure(Decimal("1354.5"), official=False)) == "₦1,355"
    assert naira(figure(Decimal("99.994"), official=False)) == "₦99.99"
    assert naira(Decimal("0.74"), kobo=True) == "74 kobo"
    assert naira(Decimal("-4")) == "−₦4"
    assert dollars(Decimal("73.8")) == "$73.80"
    assert [magnitude_percent(Decimal(text)) for text in ("0.2957", "-0.996", "1", "2.25", "9.96", "41.4")] == [
        "0.30%", "1.00%", "1.0%", "2.3%", "10.0%", "41%",
    ]  # fmt: skip


@given(st.decimals(min_value="0.01", max_value="9999999", places=6))
def test_a_figure_is_rounded_once_and_read_back(value: Decimal) -> None:
    for official in (True, False):
        shown = figure(value, official=official)
        assert abs(shown - value) <= (Decimal("0.005") if official or value < 100 else Decimal("0.5"))
        assert amounts(naira(shown))[0].value == shown
    assert amounts(dollars(value))[0].value == whole_or_two(value)


@given(st.text(alphabet="₦N$1,.5 naira from to gap high|-\n<>&#;()*[]%", max_size=120))
def test_nothing_that_is_written_breaks_the_reader(text: str) -> None:
    for form in ("md", "html", "txt"):
        read_foreign(text, form)
