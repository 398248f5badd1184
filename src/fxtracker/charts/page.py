"""What every chart has in the same place: tag, title and subtitle above, sources, time and brand below."""

from __future__ import annotations

from fxtracker.charts.canvas import Box, Canvas
from fxtracker.charts.spec import Phrase
from fxtracker.charts.style import BRAND, INK, TEXT2

__all__ = ["TAG", "footer", "header"]

TAG = (56, 6)


def header(canvas: Canvas, title: Phrase, subtitle: Phrase) -> float:
    """Set the tag, the title (two lines at most) and the subtitle; the pixel at which they end."""
    size = canvas.size
    top = float(size.top)
    canvas.rect(Box(canvas.left, top, canvas.left + TAG[0], top + TAG[1]), INK)
    room = canvas.right - canvas.left
    end = canvas.paragraph(canvas.left, top + 20, title, size.title, width=room, weight=700, leading=1.16, most=2, balanced=True)
    return canvas.paragraph(canvas.left, end + size.subtitle * 0.42, subtitle, size.subtitle, width=room, colour=TEXT2, most=4)


def footer(canvas: Canvas, source: str, as_of: str) -> float:
    """Set the sources, the time and the brand at the foot of the page; the pixel at which they begin."""
    size = canvas.size
    px, leading = size.source, size.source * 1.4
    base = float(size.height - size.bottom)
    brand = canvas.width(BRAND, px, 700)
    room = canvas.right - canvas.left - brand - 32
    lines = canvas.wrap(source, px, 400, room)
    if canvas.width(f"{lines[-1]} · {as_of}", px) <= room * canvas.slack:
        lines[-1] = f"{lines[-1]} · {as_of}"
    else:
        lines += canvas.wrap(as_of, px, 400, room)
    for number, line in enumerate(reversed(lines)):
        canvas.text(canvas.left, base - number * leading, line, px, 400, TEXT2)
    canvas.text(canvas.right, base, BRAND, px, 700, INK, "right")
    canvas.note(source)
    canvas.note(as_of)
    canvas.note(BRAND)
    return base - (len(lines) - 1) * leading - px
