"""Every finished text of a day, as the writers hand it over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fxtracker.articles import Masthead, post, write
from fxtracker.charts import card, gap, spread
from fxtracker.checker import Setting
from fxtracker.errors import NoData
from fxtracker.facts import Day

MASTHEAD = Masthead(publisher="Rate Desk", byline="Markets desk", editor="A. Editor", place="Lagos", site_url="https://rates.example")
URL = "https://rates.example/dollar-to-naira/2026-02-25/"
SETTING = Setting(
    names={
        "publisher": MASTHEAD.publisher,
        "byline": MASTHEAD.byline,
        "editor": MASTHEAD.editor,
        "place": MASTHEAD.place,
        "site_url": MASTHEAD.site_url,
    },
    url=URL,
)
KINDS = ("dollar-to-naira", "naira-to-dollar")
NETWORKS = ("x", "whatsapp", "telegram", "push")


class Text(NamedTuple):
    form: str
    kind: str
    text: str


def alts(day: Day) -> dict[str, str]:
    """The alternative text of each chart of the day, by its name."""
    found = {}
    for name, chart in (("gap", gap), ("spread", spread), ("card", card)):
        try:
            found[name] = chart.build(day, "fx", chart.DAYS).alt.text
        except NoData:
            continue
    return found


def texts(day: Day) -> Iterator[Text]:
    pictures = {name: (f"/charts/{day.date.isoformat()}/{name}.svg", alt) for name, alt in alts(day).items()}
    for kind in KINDS:
        try:
            piece = write(day, kind, MASTHEAD, pictures=pictures)
        except NoData:
            continue
        for form, text in piece.forms.items():
            yield Text(form, kind, text)
    for network in NETWORKS:
        try:
            yield Text("post", network, post(day, network, URL).text)
        except NoData:
            continue
