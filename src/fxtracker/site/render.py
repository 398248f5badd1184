"""Pages to bytes: one function a page, from plain data; the same data give the same bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fxtracker.lagos import session_of
from fxtracker.site import jsonld, urls, wording
from fxtracker.site.assets import assets
from fxtracker.site.fragment import clean
from fxtracker.site.model import AboutPage, ArticlePage, ChartPage, ErrorPage, HomePage, LatestPage, Site
from fxtracker.site.quality import SourcesPage

__all__ = [
    "render_about",
    "render_article",
    "render_chart",
    "render_empty_hub",
    "render_error",
    "render_home",
    "render_latest",
    "render_sources",
]


def render_home(page: HomePage, site: Site) -> bytes:
    """The front page: rates of every market, the latest article, its charts, the latest list."""
    return _render("home.html", site, page=page, lead=page.lead, canonical=urls.HOME, now=page.now)


def render_article(page: ArticlePage, site: Site) -> bytes:
    """An article at its dated address, or (`is_hub`) at the evergreen one."""
    section = urls.SECTIONS[page.kind]
    own = urls.article(page.kind, page.date)
    trail = [(site.name, urls.HOME), (section, urls.hub(page.kind))]
    if not page.is_hub:
        trail.append((wording.day_long(page.date), own))
    graph = [jsonld.news_article(page, site), jsonld.breadcrumbs(site, trail)]
    return _render(
        "article.html",
        site,
        page=page,
        section=section,
        body=_body(page, site),
        hero=page.unplaced[0] if len(page.unplaced) == len(page.charts) > 0 else None,
        canonical=urls.hub(page.kind) if page.is_hub else own,
        old=page.number != page.latest_number,
        graph=jsonld.script_safe(graph),
        now=page.now,
    )


def render_empty_hub(kind: str, site: Site) -> bytes:
    """The evergreen address of a kind of which no article was written yet."""
    return _render("hub_empty.html", site, section=urls.SECTIONS[kind], canonical=urls.hub(kind))


def render_latest(page: LatestPage, site: Site) -> bytes:
    """The archive, newest first, with section and age."""
    return _render("latest.html", site, page=page, canonical=urls.latest(page.before), now=page.now)


def render_chart(page: ChartPage, site: Site) -> bytes:
    """A chart with its figures as a table, which is the full alternative to the picture."""
    return _render(
        "chart.html", site, page=page, chart=page.chart, canonical=urls.chart_page(page.chart.date, page.chart.name), now=page.now
    )


def render_about(page: AboutPage, site: Site) -> bytes:
    """What the site is and how its numbers are made."""
    return _render("about.html", site, page=page, canonical=urls.ABOUT)


def render_sources(page: SourcesPage, site: Site) -> bytes:
    """How each source is doing."""
    return _render("sources.html", site, page=page, canonical=urls.SOURCES, now=page.now)


def render_error(page: ErrorPage, site: Site) -> bytes:
    """A refusal or a fault; it has no address of its own and is not to be indexed."""
    return _render("error.html", site, page=page, canonical="")


def _body(page: ArticlePage, site: Site) -> Markup:
    """The article's own text, its pictures of charts in the form that fits the reader's screen."""
    parts: Any = _environment().get_template("parts.html").module
    own = page.body.replace(f'src="{site.absolute("/")}', 'src="/') if site.url else page.body
    figures = {
        urls.chart_file(chart.date, chart.name, form): str(parts.chart_figure(chart)) for chart in page.charts for form in ("png", "svg")
    }

    def fitting(found: re.Match[str]) -> str:
        return figures.get(found[1], found[0])

    text = re.sub(r'<figure><img src="([^"]*)" alt="[^"]*"></figure>', fitting, clean(own))
    # A table that is wider than a phone scrolls by itself, also from the keyboard, and leaves the page in place.
    text = re.sub(
        r"<table[^>]*>.*?</table>", r'<div class="wide-table" tabindex="0" role="group" aria-label="Table">\g<0></div>', text, flags=re.S
    )
    return Markup(text)  # noqa: S704 - cleaned to the tags of an article, and figures that escape what they print


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        age=wording.age,
        clock_time=wording.clock_time,
        currency=wording.currency,
        day_long=wording.day_long,
        day_short=wording.day_short,
        grade_words=wording.grade_words,
        iso=wording.iso,
        market_name=wording.market_name,
        measure_name=wording.measure_name,
        naira=wording.naira,
        stamp=wording.stamp,
    )
    environment.globals.update(urls=urls, sections=urls.SECTIONS, grades=wording.GRADES)
    return environment


def _render(template: str, site: Site, **values: Any) -> bytes:
    files = assets()
    if "now" in values:
        values["today"] = session_of(values["now"])
    text = _environment().get_template(template).render(site=site, css=files["site.css"].path, icon=files["icon.svg"].path, **values)
    return text.encode()
