"""Every address of the site, in one place; an address never changes once it was published."""

from __future__ import annotations

from datetime import date

from fxtracker.rates import Pair

__all__ = [
    "ABOUT",
    "CHART_SIZES",
    "HOME",
    "LATEST",
    "SECTIONS",
    "SOURCES",
    "article",
    "chart_file",
    "chart_page",
    "chart_table",
    "hub",
    "latest",
    "rates_api",
]

HOME = "/"
LATEST = "/latest/"
ABOUT = "/about/"
SOURCES = "/sources/"

SECTIONS = {"dollar-to-naira": "Dollar to naira", "naira-to-dollar": "Naira to dollar"}
"""Kind of article to the section that a reader sees; the kind is the first part of its address."""

CHART_SIZES = {"wide": (1200, 675), "og": (1200, 630), "square": (1080, 1080), "story": (1080, 1920), "thumb": (1200, 900)}
"""The size of a chart to its width and height in pixels."""


def hub(kind: str) -> str:
    """The evergreen address that always shows the latest article of a kind."""
    return f"/{kind}/"


def article(kind: str, day: date, revision: int | None = None) -> str:
    """The dated address of an article; with a revision number, that revision as it stood."""
    base = f"/{kind}/{day.isoformat()}/"
    return base if revision is None else f"{base}?rev={revision}"


def latest(before: date | None = None) -> str:
    """The archive; with a day, that part of it which lies before the day."""
    return LATEST if before is None else f"{LATEST}?before={before.isoformat()}"


def chart_page(day: date, name: str) -> str:
    """The page of a chart: picture, long description, figures and downloads."""
    return f"/charts/{day.isoformat()}/{name}/"


def chart_file(day: date, name: str, form: str, size: str = "wide") -> str:
    """The picture itself; the wide size has the plain name."""
    stem = name if size == "wide" else f"{name}-{size}"
    return f"/charts/{day.isoformat()}/{stem}.{form}"


def chart_table(day: date, name: str) -> str:
    """The figures behind a chart, as CSV."""
    return f"/charts/{day.isoformat()}/{name}.csv"


def rates_api(pair: Pair) -> str:
    """The rates of a pair as JSON."""
    return f"/v1/rates/{pair.slug}"
