"""What the pages tell machines: schema.org as JSON-LD, with the dates and figures that the reader sees and no others."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from fxtracker.site import urls
from fxtracker.site.model import ArticlePage, ChartCard, FactLine, Site
from fxtracker.site.wording import iso

__all__ = ["breadcrumbs", "news_article", "script_safe"]

_RATES = {
    "official.close": "Official market, NFEM close",
    "official.central": "Official market, Central Bank's central rate",
    "parallel.ask": "Parallel market, dealers' selling rate",
    "parallel.bid": "Parallel market, dealers' buying rate",
    "parallel.mid": "Parallel market, middle rate",
}


def script_safe(graph: list[dict[str, Any]]) -> Markup:
    """The graph as JSON that cannot close the script element that it stands in."""
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped for a script element just above


def news_article(page: ArticlePage, site: Site) -> dict[str, Any]:
    """The NewsArticle of an article page; what no setting names (author, publisher) is left out, not made up."""
    address = site.absolute(urls.article(page.kind, page.date))
    node: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "headline": page.headline,
        "description": page.description,
        "datePublished": iso(page.published_at),
        "dateModified": iso(page.updated_at),
        "mainEntityOfPage": address,
        "inLanguage": page.lang,
        "isAccessibleForFree": True,
        "articleSection": urls.SECTIONS[page.kind],
    }
    pictures = [site.absolute(path) for chart in page.charts for path in _pictures(chart)]
    if pictures:
        node["image"] = pictures
    if site.byline:
        node["author"] = {"@type": "Person", "name": site.byline}
    if site.publisher:
        node["publisher"] = {"@type": "NewsMediaOrganization", "name": site.publisher, "url": site.absolute(urls.HOME)}
    based_on = list(dict.fromkeys(source.url for fact in page.facts for source in fact.sources if source.url))
    if based_on:
        node["isBasedOn"] = based_on
    about = [_rate(fact, page) for fact in page.facts if fact.role in _RATES]
    if about:
        node["about"] = about
    return node


def breadcrumbs(site: Site, trail: list[tuple[str, str]]) -> dict[str, Any]:
    """The BreadcrumbList of a trail of (name, path)."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": site.absolute(path)} for place, (name, path) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _pictures(chart: ChartCard) -> list[str]:
    return [urls.chart_file(chart.date, chart.name, "png", size) for size in ("wide", "thumb", "square") if size in chart.sizes]


def _rate(fact: FactLine, page: ArticlePage) -> dict[str, Any]:
    price: dict[str, Any] = {
        "@type": "UnitPriceSpecification",
        "price": fact.text.replace("₦", "").replace(",", ""),
        "priceCurrency": "NGN",
    }
    if fact.as_of is not None:
        price["validFrom"] = iso(fact.as_of)
    return {
        "@type": "ExchangeRateSpecification",
        "name": f"{_RATES[fact.role]}, {(fact.session or page.date).isoformat()}",
        "currency": "USD",
        "currentExchangeRate": price,
    }
