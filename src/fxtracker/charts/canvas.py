"""A page of pixels, origin at the top left, that measures every text before it sets it and knows what it has set.

One pixel is one point here (72 dots an inch), so that sizes in the style are what both PNG and SVG get.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from fxtracker.charts.fonts import register
from fxtracker.charts.spec import Label, Phrase
from fxtracker.charts.style import FAMILY, INK, WHITE, Size
from fxtracker.errors import Held

__all__ = ["Box", "Canvas"]

_DPI = 72
_ALIGNMENTS: dict[str, Literal["left", "center", "right"]] = {"left": "left", "middle": "center", "right": "right"}
_ORPHAN = 0.2
_SVG_SLACK = 0.92
"""A browser without our font sets text wider; an SVG wraps earlier to leave room for it."""
_DATES = re.compile(r"(?:[A-Z][a-z]{2} )?\d{1,2} [A-Z][a-z]{2,8}\b")
_GLUE = "\u00a0"
"""A day is not parted from its month at the end of a line."""


def _font(px: float, weight: int) -> FontProperties:
    return FontProperties(family=list(FAMILY), weight=weight, size=px)


@lru_cache(maxsize=1)
def _renderer() -> Any:
    return RendererAgg(1, 1, _DPI)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=16_384)
def _measure(text: str, px: float, weight: int) -> tuple[float, float, float]:
    """Width, height and descent of the ink, as any page sets it: the pictures of a day share most of their texts."""
    width, height, descent = _renderer().get_text_width_height_descent(text, _font(px, weight), False)
    return float(width), float(height), float(descent)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether the two come closer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def inside(self, other: Box) -> bool:
        """Whether this one lies wholly within the other."""
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and self.bottom <= other.bottom


class Canvas:
    """The page that one chart is drawn on."""

    def __init__(self, size: Size, form: str) -> None:
        register()
        self.size = size
        self.slack = _SVG_SLACK if form == "svg" else 1.0
        self.figure = Figure(figsize=(size.width / _DPI, size.height / _DPI), dpi=_DPI, facecolor=WHITE)
        self.placed: list[tuple[str, Box]] = []
        self.strings: list[Label] = []

    @property
    def left(self) -> float:
        """Where the margin ends on the left."""
        return float(self.size.margin)

    @property
    def right(self) -> float:
        """Where the margin begins on the right."""
        return float(self.size.width - self.size.margin)

    def width(self, text: str, px: float, weight: int = 400) -> float:
        """How wide the text is when set, in pixels."""
        return _measure(text, px, weight)[0]

    def wrap(self, text: str, px: float, weight: int, width: float) -> list[str]:
        """The text in lines that fit the width; a single word that does not is left for the gate at the end."""
        room = width * self.slack
        lines: list[str] = []
        for word in _DATES.sub(lambda found: found[0].replace(" ", _GLUE), text).split(" "):
            word = word.replace(_GLUE, " ")
            if lines and self.width(f"{lines[-1]} {word}", px, weight) <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def text(self, x: float, baseline: float, text: str, px: float, weight: int = 400, colour: str = INK, anchor: str = "left") -> Box:
        """Set one line of text; `anchor` says which end of it lies at x."""
        artist = self._text(x, self.size.height - baseline, text, px, weight, colour, anchor)
        self.figure.add_artist(artist)
        box = self.box(x, baseline, text, px, weight, anchor)
        self.placed.append((text, box))
        return box

    def box(self, x: float, baseline: float, text: str, px: float, weight: int = 400, anchor: str = "left") -> Box:
        """Where the ink of a line of text would lie."""
        width, height, descent = _measure(text, px, weight)
        left = x - width * {"left": 0.0, "middle": 0.5, "right": 1.0}[anchor]
        return Box(left, baseline - (height - descent), left + width, baseline + descent)

    def paragraph(
        self,
        x: float,
        top: float,
        phrase: Phrase,
        px: float,
        *,
        width: float,
        weight: int = 400,
        colour: str = INK,
        leading: float = 1.32,
        most: int | None = None,
        balanced: bool = False,
    ) -> float:
        """Set a phrase in lines from `top` down, smaller where it would run over `most` lines; the pixel at which it ends.

        Balanced lines are of about one length; lines are balanced too where a word would stand alone on the last.
        """
        lines = self.wrap(phrase.text, px, weight, width)
        while most is not None and len(lines) > most and px > 16:
            px = max(16.0, px * 0.95)
            lines = self.wrap(phrase.text, px, weight, width)
        if balanced or self.width(lines[-1], px, weight) < width * _ORPHAN:
            lines = self._balance(phrase.text, px, weight, width, lines)
        boxes = [self.text(x, top + px * 0.95 + number * px * leading, line, px, weight, colour) for number, line in enumerate(lines)]
        # The lines of one paragraph are spaced by its leading; to all else it is one block.
        del self.placed[-len(boxes) :]
        self.placed.append((phrase.text, Box(x, boxes[0].top, max(box.right for box in boxes), boxes[-1].bottom)))
        self.strings.extend(phrase.labels())
        return top + px * 0.95 + (len(lines) - 1) * px * leading + px * 0.28

    def _balance(self, text: str, px: float, weight: int, width: float, lines: list[str]) -> list[str]:
        narrow, wide = width / len(lines) * 0.9, width
        while len(lines) > 1 and wide - narrow > 6:
            middle = (narrow + wide) / 2
            tried = self.wrap(text, px, weight, middle)
            fits = len(tried) == len(lines) and max(self.width(line, px, weight) for line in tried) <= middle * self.slack
            narrow, wide, lines = (narrow, middle, tried) if fits else (middle, wide, lines)
        return lines

    def note(self, phrase: Phrase | str) -> None:
        """Record a text that was set line by line."""
        self.strings.extend(phrase.labels() if isinstance(phrase, Phrase) else (Label(phrase),))

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        *,
        layer: float = 2.0,
        dash: tuple[float, float] | None = None,
        butt: bool = False,
    ) -> None:
        """A line through points in pixels."""
        artist = Line2D(
            [x for x, _ in points],
            [self.size.height - y for _, y in points],
            color=colour,
            linewidth=width,
            linestyle=(0, (dash[0] / width, dash[1] / width)) if dash else "-",
            solid_capstyle="butt" if butt else "round",
            dash_capstyle="butt",
            solid_joinstyle="round",
            zorder=layer,
            transform=IdentityTransform(),
        )
        self.figure.add_artist(artist)

    def marker(
        self, x: float, y: float, colour: str, size: float, *, square: bool = False, hollow: bool = False, layer: float = 5.0
    ) -> None:
        """A round or square mark; a hollow one is white inside."""
        artist = Line2D(
            [x],
            [self.size.height - y],
            marker="s" if square else "o",
            markersize=size,
            markerfacecolor=WHITE if hollow else colour,
            markeredgecolor=colour if hollow else WHITE,
            markeredgewidth=max(2.0, size / 5) if hollow else 1.2,
            linestyle="none",
            zorder=layer,
            transform=IdentityTransform(),
        )
        self.figure.add_artist(artist)

    def rect(self, box: Box, colour: str, *, layer: float = 0.5) -> None:
        """A filled rectangle."""
        corner = (box.left, self.size.height - box.bottom)
        artist = Rectangle(
            corner, box.right - box.left, box.bottom - box.top, facecolor=colour, linewidth=0, zorder=layer, transform=IdentityTransform()
        )
        self.figure.add_artist(artist)

    def polygons(self, shapes: Sequence[Sequence[tuple[float, float]]], colour: str, *, layer: float = 1.6) -> None:
        """Filled shapes in pixels."""
        if not shapes:
            return
        flipped = [[(x, self.size.height - y) for x, y in shape] for shape in shapes]
        self.figure.add_artist(PolyCollection(flipped, facecolors=colour, linewidths=0, zorder=layer, transform=IdentityTransform()))

    def gate(self) -> None:
        """Held where a text leaves the margins or two texts touch: such a picture is not published."""
        page = Box(self.left - 2, 0, self.right + 2, self.size.height)
        for number, (text, box) in enumerate(self.placed):
            if not box.inside(page):
                raise Held(f"chart {self.size.name}: the text {text!r} does not fit on the picture")
            for other, beside in self.placed[:number]:
                if box.overlaps(beside, -1.0):
                    raise Held(f"chart {self.size.name}: the texts {other!r} and {text!r} run into each other")

    def png(self, title: str, description: str, source: str) -> bytes:
        """The page as PNG, with the words that should travel with it."""
        sheet = BytesIO()
        words = {"Software": None, "Title": title, "Description": description, "Source": source}
        FigureCanvasAgg(self.figure).print_png(sheet, metadata=words)  # type: ignore[no-untyped-call]
        return sheet.getvalue()

    def svg(self) -> str:
        """The page as matplotlib writes SVG, without the date."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        sheet = BytesIO()
        silent = {"Date": None, "Creator": None, "Format": None, "Type": None}
        FigureCanvasSVG(self.figure).print_svg(sheet, metadata=silent)  # type: ignore[no-untyped-call]
        return sheet.getvalue().decode("utf-8")

    def _text(self, x: float, y: float, text: str, px: float, weight: int, colour: str, anchor: str) -> Text:
        artist = Text(
            x,
            y,
            text,
            color=colour,
            fontproperties=_font(px, weight),
            horizontalalignment=_ALIGNMENTS[anchor],
            verticalalignment="baseline",
            parse_math=False,
            zorder=6,
            transform=IdentityTransform(),
        )
        artist.set_figure(self.figure)
        return artist
