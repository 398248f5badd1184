"""What a chart says, before anything is drawn: phrases with the facts that they print, series, and the finished drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fxtracker.facts import Point
from fxtracker.rates import Market

__all__ = ["CardSpec", "ChartSpec", "Drawing", "EndLabel", "Label", "Panel", "Phrase", "Series", "say"]


@dataclass(frozen=True, slots=True)
class Label:
    """A text on the picture, or one figure of it, and what it prints.

    With a `fact_id` the figure is that fact, of that `role`. With a role alone it is a point of the line of that id on `day`, or, where
    the role is `axis`, a tick. With neither the text prints no figure but dates. A text that prints several figures has neither and is
    followed by one label for each of them.
    """

    text: str
    role: str | None = None
    fact_id: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with the figures in it, in the order in which they stand."""

    text: str
    figures: tuple[Label, ...] = ()

    def labels(self) -> tuple[Label, ...]:
        """The phrase as labels: one that is bound to its only figure, or one without and then each figure."""
        if len(self.figures) == 1:
            figure = self.figures[0]
            return (Label(self.text, figure.role, figure.fact_id, figure.day),)
        return (Label(self.text), *self.figures)


def say(template: str, **parts: Label | Phrase | str) -> Phrase:
    """A phrase from a template whose fields are figures, other phrases, or plain words."""
    found: list[tuple[int, tuple[Label, ...]]] = []
    for name, part in parts.items():
        if isinstance(part, Label):
            found.append((template.find("{" + name + "}"), (part,)))
        elif isinstance(part, Phrase):
            found.append((template.find("{" + name + "}"), part.figures))
    figures = tuple(figure for _, group in sorted(found, key=lambda item: item[0]) for figure in group)
    return Phrase(template.format(**{name: part if isinstance(part, str) else part.text for name, part in parts.items()}), figures)


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What stands beside the end of a line: the value in bold, the series' name under it, and its state where there is one to tell."""

    value: Phrase
    name: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: its points, oldest first, how it is drawn, and its label.

    `hollow` is an end that is not final or not of the day itself; `spread` is the reach of sources that differ, drawn as a bar at the end.
    """

    id: str
    market: Market
    name: str
    points: tuple[Point, ...]
    label: EndLabel
    colour: str
    width: float
    step: bool = False
    dashed: bool = False
    square: bool = False
    hollow: bool = False
    spread: tuple[Point, Point] | None = None


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A line chart in full: everything that its pictures, texts and table are made from.

    `band` names the two series between which the space is filled, the dearer one first; `callout` the series whose peak may be marked.
    """

    name: str
    uid: str
    title: Phrase
    subtitle: Phrase
    start: date
    end: date
    series: tuple[Series, ...]
    source: str
    as_of: str
    alt: Phrase
    long_description: str
    band: tuple[str, str] | None = None
    callout: str | None = None

    def find(self, series_id: str) -> Series | None:
        """The series of that id, or None."""
        return next((series for series in self.series if series.id == series_id), None)


@dataclass(frozen=True, slots=True)
class Panel:
    """One market on the rate card: its heading, its large figures with a caption each, what is said of them, and a small line.

    A panel without figures says in `missing` that there is none.
    """

    heading: str
    aside: tuple[str, ...]
    colour: str
    figures: tuple[tuple[str, Phrase], ...] = ()
    detail: Phrase | None = None
    missing: str | None = None
    spark: Series | None = None
    spark_from: Phrase | None = None


@dataclass(frozen=True, slots=True)
class CardSpec:
    """A rate card in full; `rows` is its table."""

    name: str
    uid: str
    title: Phrase
    headline: str
    date_line: str
    panels: tuple[Panel, ...]
    sentence: Phrase | None
    source: str
    as_of: str
    alt: Phrase
    long_description: str
    rows: tuple[tuple[str, ...], ...]
    start: date
    end: date

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """The card as a table."""
        return ("Rate", "Naira", "Date"), self.rows


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: its bytes and all that must go with them.

    `table` is the header and the rows, as they are printed; `strings` every text on the picture with what it is bound to.
    """

    name: str
    size: str
    form: str
    body: bytes
    width: int
    height: int
    title: str
    alt: str
    long_description: str
    table: tuple[Sequence[str], Sequence[Sequence[str]]]
    strings: tuple[Label, ...]
