"""Pages from plain data: the same data give the same bytes, colours can be read, and the gap is printed only while it holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from fxtracker.rates import USD, Grade
from fxtracker.site.assets import assets
from fxtracker.site.charts import parse_file_name
from fxtracker.site.jsonld import script_safe
from fxtracker.site.model import ArticlePage, ChartCard, Credit, FactLine, HomePage, MarketRate, Site
from fxtracker.site.render import render_article, render_home

NOW = datetime(2026, 2, 25, 19, 40, tzinfo=UTC)
DAY = date(2026, 2, 25)
SITE = Site(url="https://rates.example")
CBN = Credit("cbn-nfem", "Central Bank of Nigeria", "https://www.cbn.gov.ng")
OFFICIAL = MarketRate(USD, "official", "close", DAY, Grade.A, NOW, mid=Decimal("1359.5000"), sources=(CBN,))
STREET = MarketRate(USD, "parallel", "quote", DAY, Grade.B, NOW, bid=Decimal("1367"), ask=Decimal("1390"), mid=Decimal("1378.5"))
GAP = FactLine("gap", "gap", "₦30.50", "30.5", "NGN")
CHART = ChartCard("gap", DAY, "The gap", "Line chart of the gap.", sizes=("wide", "square"))


def article(body: str, *charts: ChartCard) -> ArticlePage:
    return ArticlePage("dollar-to-naira", DAY, 1, "Headline", "Title", "Description", body, NOW, NOW, NOW, charts=charts)


def test_the_same_data_give_the_same_bytes() -> None:
    page = HomePage(NOW, (OFFICIAL, STREET))

    assert render_home(page, SITE) == render_home(page, SITE)


@pytest.mark.parametrize(
    ("street", "shown"),
    [
        (STREET, True),
        (replace(STREET, ask=Decimal("1391")), False),
        (replace(STREET, grade=Grade.D), False),
        (replace(STREET, ask=None), False),
    ],
)
def test_the_gap_is_shown_only_while_it_is_the_gap_between_the_rates_shown(street: MarketRate, shown: bool) -> None:
    page = HomePage(NOW, (OFFICIAL, street), lead_facts=(GAP,))

    assert (page.gap is not None) is shown


def test_a_publisher_takes_the_place_of_the_house_name() -> None:
    page = LexborHTMLParser(render_home(HomePage(NOW), replace(SITE, publisher="Naija <Daily>", editor="A. Editor")))

    assert page.css_first(".brand").text().endswith("Naija <Daily>")
    assert "Editor responsible: A. Editor." in page.css_first("footer").text()


@pytest.mark.parametrize("src", ["/charts/2026-02-25/gap.svg", "https://rates.example/charts/2026-02-25/gap.png"])
def test_a_chart_that_the_article_places_stands_there_and_fits_a_phone(src: str) -> None:
    page = LexborHTMLParser(render_article(article(f'<p>a</p>\n<figure><img src="{src}" alt="x"></figure>\n<p>b</p>', CHART), SITE))

    figures = page.css("figure")
    assert len(figures) == 1
    assert figures[0].parent is not None
    assert figures[0].parent.attributes["class"] == "prose"
    assert figures[0].css_first("source").attributes["srcset"] == "/charts/2026-02-25/gap-square.png"
    assert figures[0].css_first("img").attributes["alt"] == "Line chart of the gap."


def test_charts_that_the_article_does_not_place_stand_round_it() -> None:
    page = LexborHTMLParser(render_article(article("<p>a</p>", CHART, replace(CHART, name="card")), SITE))

    assert [figure.css_first("img").attributes["src"].rsplit("/")[-1] for figure in page.css("figure")] == ["gap.png", "card.png"]


def test_a_wide_table_scrolls_by_itself() -> None:
    page = LexborHTMLParser(render_article(article("<p>a</p><table><tr><td>₦13,645,000</td></tr></table><p>b</p>"), SITE))
    table = page.css_first("table")

    assert table.parent is not None
    assert (table.parent.attributes["class"], table.parent.attributes["tabindex"]) == ("wide-table", "0")


def test_the_last_report_of_two_sides_names_both() -> None:
    page = LexborHTMLParser(render_home(HomePage(NOW, (replace(STREET, grade=Grade.D, session=date(2026, 1, 9)),)), SITE))
    said = re.sub(r"\s+", " ", page.css_first(".rate-parallel .caution").text())

    assert said == (
        "In the last report dealers bought at ₦1,367 and sold at ₦1,390, on Friday, 9 January 2026. It is too old to stand as a rate now."
    )


def test_a_data_block_cannot_be_closed_from_within() -> None:
    block = str(script_safe([{"headline": "</script><!-- & \u2028 ₦1,351"}]))

    assert "<" not in block
    assert "\u2028" not in block
    assert json.loads(block)["@graph"][0]["headline"] == "</script><!-- & \u2028 ₦1,351"


@pytest.mark.parametrize("name", ["gap.png", "gap-og.png", "gap.svg", "gap.csv", "gap-gbp-square.png"])
def test_names_of_charts_are_read(name: str) -> None:
    assert parse_file_name(name) is not None


@pytest.mark.parametrize(
    "name", ["", ".png", "-og.png", "gap", "gap.PNG", "gap.png\n", "../gap.png", "gap..png", "gap/og.png", "gap.json", "gäp.png", "٣.png"]
)
def test_other_names_are_not(name: str) -> None:
    assert parse_file_name(name) is None


def _luminance(colour: str) -> float:
    full = colour.lstrip("#")
    full = "".join(digit * 2 for digit in full) if len(full) == 3 else full
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "soft", "official", "parallel", "link"])
@pytest.mark.parametrize("ground", ["paper", "panel", "note"])
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    """WCAG 2.2 asks for a contrast of 4.5 to 1."""
    blocks = re.findall(r":root \{(.*?)\}", assets()["site.css"].body.decode(), re.DOTALL)
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6});", blocks[0 if scheme == "light" else 1]))
    light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5
