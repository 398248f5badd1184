"""The pages that readers see, from a store with real rows."""

from __future__ import annotations

import json
import re
from datetime import date, time
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.applications import Starlette

from fxtracker.lagos import at_wat
from fxtracker.rates import Grade, Market
from fxtracker.settings import Settings
from fxtracker.store import Store
from fxtracker.web import create_app

from .house import TODAY, YESTERDAY, ask, fixing, revision


def text_of(markup: str) -> str:
    body = LexborHTMLParser(markup).body
    assert body is not None
    return re.sub(r"\s+", " ", body.text(separator=" "))


def test_home_shows_every_market_with_its_measure_day_grade_age_and_sources(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/")
    said = text_of(answer.text)

    assert answer.status_code == 200
    for part in (
        "₦1,359.50",
        "NFEM close",
        "Wednesday, 25 February 2026",
        "A stands",
        "3 hours ago",
        "Dealers buy (you sell) ₦1,367",
        "₦1,390",
    ):
        assert part in said
    for part in ("B stands", "NairaToday", "₦1,353", "C indicative", "Tuesday, 24 February 2026", "yesterday"):
        assert part.lower() in said.lower()


def test_a_rate_of_grade_d_is_never_printed_as_a_rate(newsroom: Starlette) -> None:
    page = LexborHTMLParser(ask(newsroom, "/").text)
    card = page.css_first(".rate-remittance")

    assert card.css_first("dd") is None
    assert "Not confirmed" in card.text()
    assert re.search(r"last report was ₦1,999, of\s+Wednesday, 25 February 2026", card.text())


def test_home_leads_with_the_latest_article_its_gap_and_charts(newsroom: Starlette) -> None:
    page = LexborHTMLParser(ask(newsroom, "/").text)

    assert page.css_first(".top-story h2 a").attributes["href"] == "/dollar-to-naira/2026-02-25/"
    assert "₦30.50" in page.css_first(".rate-gap dd").text()
    image = page.css_first("figure.chart img")
    assert (image.attributes["src"], image.attributes["width"], image.attributes["height"]) == ("/charts/2026-02-25/gap.png", "1200", "675")
    assert image.attributes["alt"].startswith("Line chart of")


def test_home_of_an_empty_store_says_so_and_what_to_do(bare: Starlette) -> None:
    answer = ask(bare, "/")
    said = text_of(answer.text)

    assert answer.status_code == 200
    assert "There is no article yet." in said
    assert "fxtracker fetch" in said
    assert "today" not in LexborHTMLParser(answer.text).css_first("h1").text()


def test_home_with_starter_history_alone_shows_old_figures_under_their_own_day(settings: Settings) -> None:
    """Nothing that is old stands under today's date, and what is too old is no rate."""
    with Store.open(settings.database) as store:
        old = fixing(Market.MIDMARKET, date(2026, 2, 10), "1347.10", grade=Grade.C, sources=("currency-api",))
        recent = fixing(Market.OFFICIAL, YESTERDAY, "1359.0000", sources=("cbn-nfem",))
        store.save_fixings([old, recent], at_wat(TODAY, time(8)))
    app = create_app(settings)
    page = LexborHTMLParser(ask(app, "/").text)
    app.state.library.close()

    assert page.css_first("h1").text() == "Dollar to naira"
    assert "There is no article yet." in page.css_first(".notice").text()
    assert page.css_first(".rate-official strong.then").text() == "Tuesday, 24 February 2026"
    card = page.css_first(".rate-midmarket").text()
    assert "Not confirmed" in card
    assert "too old to stand as a rate now" in card
    assert "Tuesday, 10 February 2026" in card


def test_an_article_carries_the_same_times_for_readers_and_machines(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/dollar-to-naira/2026-02-25/")
    page = LexborHTMLParser(answer.text)
    graph = json.loads(page.css_first('script[type="application/ld+json"]').text())["@graph"]
    node = next(each for each in graph if each["@type"] == "NewsArticle")

    assert page.css_first("h1").text() == node["headline"] == "Dollar to naira today: ₦1,359.50 official, ₦1,390 black market"
    assert node["datePublished"] == "2026-02-25T09:00:00+01:00"
    assert node["dateModified"] == "2026-02-25T18:20:00+01:00"
    times = [each.attributes["datetime"] for each in page.css(".byline time")]
    assert times == [node["datePublished"], node["dateModified"]]
    assert page.css_first('meta[property="article:modified_time"]').attributes["content"] == node["dateModified"]
    assert page.css_first('link[rel="canonical"]').attributes["href"] == "https://rates.example/dollar-to-naira/2026-02-25/"
    assert page.css_first('meta[property="og:image"]').attributes["content"] == "https://rates.example/charts/2026-02-25/gap-og.png"
    assert node["about"][0]["currentExchangeRate"]["price"] == "1359.50"
    assert "author" not in node


def test_an_article_links_its_neighbours_hub_sister_and_figures(newsroom: Starlette) -> None:
    page = LexborHTMLParser(ask(newsroom, "/dollar-to-naira/2026-02-24/").text)
    links = {each.attributes.get("href") for each in page.css("a")}

    assert {"/dollar-to-naira/2026-02-20/", "/dollar-to-naira/2026-02-25/", "/dollar-to-naira/"} <= links
    today = LexborHTMLParser(ask(newsroom, "/dollar-to-naira/2026-02-25/").text)
    assert "/naira-to-dollar/2026-02-25/" in {each.attributes.get("href") for each in today.css("aside a")}
    row = next(row for row in today.css(".figures-list tbody tr") if "official.close" in row.text())
    assert "₦1,359.50" in row.text()
    assert "25 Feb 2026" in row.text()


def test_every_published_revision_stays_readable_and_a_held_one_never_is(newsroom: Starlette) -> None:
    first = ask(newsroom, "/dollar-to-naira/2026-02-25/?rev=1")

    assert "Dollar to naira this morning" in first.text
    assert "This is revision 1 of 2" in first.text
    assert 'content="noindex, follow"' in first.text
    assert "₦1,359.50 official" in ask(newsroom, "/dollar-to-naira/2026-02-25/?rev=2").text
    assert ask(newsroom, "/dollar-to-naira/2026-02-25/?rev=3").status_code == 404
    for path in ("/", "/latest/", "/dollar-to-naira/", "/dollar-to-naira/2026-02-25/"):
        assert "9,999" not in ask(newsroom, path).text


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "1.0", "", "1&rev=3", "9" * 30])
def test_a_wrong_revision_number_is_refused_in_one_sentence(newsroom: Starlette, wrong: str) -> None:
    answer = ask(newsroom, f"/dollar-to-naira/2026-02-25/?rev={wrong}")

    assert answer.status_code == 400
    assert "rev: " in text_of(answer.text)


def test_the_hub_is_always_the_latest_article(newsroom: Starlette) -> None:
    page = LexborHTMLParser(ask(newsroom, "/dollar-to-naira/").text)

    assert "₦1,359.50" in page.css_first("h1").text()
    assert page.css_first('link[rel="canonical"]').attributes["href"] == "https://rates.example/dollar-to-naira/"


def test_a_hub_without_articles_says_so(bare: Starlette) -> None:
    answer = ask(bare, "/naira-to-dollar/")

    assert answer.status_code == 200
    assert "There is no article yet." in answer.text


def test_the_archive_lists_section_headline_and_age_newest_first(newsroom: Starlette) -> None:
    page = LexborHTMLParser(ask(newsroom, "/latest/").text)
    rows = [
        (each.css_first(".section").text(), each.css_first("time").text(), each.css_first("h2 a").attributes["href"])
        for each in page.css(".archive li")
    ]

    assert rows == [
        ("Naira to dollar", "2 hours ago", "/naira-to-dollar/2026-02-25/"),
        ("Dollar to naira", "11 hours ago", "/dollar-to-naira/2026-02-25/"),
        ("Dollar to naira", "yesterday", "/dollar-to-naira/2026-02-24/"),
        ("Dollar to naira", "5 days ago", "/dollar-to-naira/2026-02-20/"),
    ]
    assert page.css(".archive time")[3].attributes["datetime"] == "2026-02-20T18:20:00+01:00"


def test_the_archive_goes_on_by_whole_days(settings: Settings) -> None:
    with Store.open(settings.database) as store:
        for number in range(1, 32):
            day = date(2025, 1, number)
            for kind in ("dollar-to-naira", "naira-to-dollar"):
                store.save_revision(revision(kind, day, at_wat(day, time(18)), f"{kind} {number}"))
    app = create_app(settings)
    path, days = "/latest/", []
    while path:
        page = LexborHTMLParser(ask(app, path).text)
        days += [each.attributes["href"] for each in page.css(".archive h2 a")]
        older = page.css_first("a[rel=next]")
        path = older.attributes["href"] if older else None
    beyond = ask(app, "/latest/?before=2020-01-01").text
    app.state.library.close()

    assert days[::2] == [f"/naira-to-dollar/2025-01-{number:02}/" for number in range(31, 0, -1)]
    assert days[1::2] == [f"/dollar-to-naira/2025-01-{number:02}/" for number in range(31, 0, -1)]
    assert "no articles this far back" in beyond


@pytest.mark.parametrize("wrong", ["", "x", "2026-02-30", "2026-W09-3", "20260225", "2026-02-25&before=2026-02-24"])
def test_a_wrong_start_of_the_archive_is_refused(newsroom: Starlette, wrong: str) -> None:
    answer = ask(newsroom, f"/latest/?before={wrong}")

    assert answer.status_code == 400
    assert "before: " in text_of(answer.text)


def test_a_chart_has_a_page_with_its_figures_as_a_table(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/charts/2026-02-25/gap/")
    page = LexborHTMLParser(answer.text)

    assert answer.status_code == 200
    assert [each.attributes.get("scope") for each in page.css("thead th")] == ["col"] * 3
    assert page.css("tbody th")[1].text() == "2026-02-25"
    downloads = [each.attributes["href"] for each in page.css(".downloads a")]
    assert downloads == [f"/charts/2026-02-25/{name}" for name in ("gap.svg", "gap.png", "gap-og.png", "gap-square.png", "gap.csv")]
    assert all(ask(newsroom, path).status_code == 200 for path in downloads)


@pytest.mark.parametrize(
    "path", ["/", "/latest/", "/about/", "/dollar-to-naira/", "/dollar-to-naira/2026-02-25/", "/charts/2026-02-25/gap/", "/nowhere"]
)
def test_every_page_is_whole_without_script(newsroom: Starlette, path: str) -> None:
    """Landmarks, one main heading, a skip link, a language, no script but the data block, every link at home leads somewhere."""
    page = LexborHTMLParser(ask(newsroom, path).text)

    assert page.css_first("html").attributes["lang"] == "en-NG"
    assert [len(page.css(tag)) for tag in ("main", "h1", "body > header", "body > footer")] == [1, 1, 1, 1]
    assert page.css_first("a.skip").attributes["href"] == "#main"
    assert {each.attributes.get("type") for each in page.css("script")} <= {"application/ld+json"}
    assert not page.css("[style], [onclick], style, form")
    ids = [each.attributes["id"] for each in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert all(each.attributes.get("aria-labelledby") in ids for each in page.css("[aria-labelledby]"))
    assert all(each.attributes.get("scope") in ("col", "row") for each in page.css("th"))
    assert all(each.attributes.get("alt") for each in page.css("img"))
    for link in page.css("a[href^='/'], link[href^='/'], img[src^='/'], source[srcset]"):
        where = link.attributes.get("href") or link.attributes.get("src") or link.attributes["srcset"]
        assert ask(newsroom, where).status_code == 200, where


def test_what_was_stored_is_not_trusted_as_markup(settings: Settings) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">a</a></div></main><p>kept</p>'
    with Store.open(settings.database) as store:
        sly = revision("dollar-to-naira", TODAY, at_wat(TODAY, time(18)), '</script><script>alert(4)</script>" onload="x')
        facts = (
            {"id": "official.close", "role": "official.close", "value": "1", "unit": "NGN", "text": "</script><b>1", "sources": ["<i>x"]},
        )
        store.save_revision(type(sly)(**{**{name: getattr(sly, name) for name in sly.__slots__}, "forms": {"html": evil}, "facts": facts}))
    app = create_app(settings)
    pages = [ask(app, path).text for path in ("/", "/dollar-to-naira/", "/dollar-to-naira/2026-02-25/", "/latest/")]
    app.state.library.close()

    for markup in pages:
        page = LexborHTMLParser(markup)
        assert {each.attributes.get("type") for each in page.css("script")} <= {"application/ld+json"}
        assert not page.css("[onload], [onerror], a[href^='javascript'], td b, td i")
        assert len(page.css("main")) == 1
    assert "<p>kept</p>" in pages[2]


def test_figures_of_other_currencies_have_their_own_day(newsroom: Starlette) -> None:
    row = LexborHTMLParser(ask(newsroom, "/").text).css_first("table.data tbody tr")

    assert (
        re.sub(r"\s+", " ", row.text(separator=" ")).strip().startswith("GBP Official market ₦1,831.22 central rate 25 Feb 2026 A stands")
    )
    assert Decimal("1831.2241")
