"""The house style as data: colours, canvases and type sizes. Nothing here draws.

Every colour of text has a contrast of 4.5 or more on white, every line 3 or more; official and parallel stay apart in each kind of
colour blindness (darkened Okabe-Ito blue and vermillion). Red and green never stand for down and up: down is good for the naira.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["BAND", "BAND_BELOW", "BRAND", "FAMILY", "GRID", "INK", "OFFICIAL", "PARALLEL", "RC", "SIZES", "SPINE", "TEXT2", "WHITE", "Size"]

INK = "#1A1A1A"
TEXT2 = "#595959"
OFFICIAL = "#005A8C"
PARALLEL = "#B84A00"
SPINE = "#767676"
GRID = "#D9D9D9"
BAND = "#F6E3D5"
BAND_BELOW = "#D6E6F0"
"""Fill where the street is cheaper than the official rate."""
WHITE = "#FFFFFF"

BRAND = "fxtracker"
FAMILY = ("Inter", "DejaVu Sans")

RC: Mapping[str, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": BRAND,
    "text.parse_math": False,
    "path.simplify": True,
    "path.simplify_threshold": 0.15,
}
"""What drawing needs of matplotlib's global parameters; the rest is set on each artist."""


@dataclass(frozen=True, slots=True)
class Size:
    """A canvas, in pixels: its margins (`top` and `bottom` keep clear what an app lays over a story) and its type sizes."""

    name: str
    width: int
    height: int
    margin: int
    top: int
    bottom: int
    title: float
    subtitle: float
    tick: float
    value: float
    source: float
    figure: float
    """Type size of the rate card's large figures."""


SIZES: Mapping[str, Size] = {
    size.name: size
    for size in (
        Size("wide", 1200, 675, 48, 48, 36, 34, 21, 18, 22, 16, 96),
        Size("og", 1200, 630, 48, 44, 32, 34, 21, 18, 22, 16, 92),
        Size("square", 1080, 1080, 64, 64, 56, 46, 28, 24, 30, 18, 116),
        Size("story", 1080, 1920, 64, 262, 352, 46, 28, 24, 30, 18, 150),
        Size("thumb", 1200, 900, 48, 48, 40, 40, 25, 22, 27, 17, 108),
    )
}
"""The canvases by name."""
