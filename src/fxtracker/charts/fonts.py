"""Inter, shipped beside this module (SIL Open Font License, `fonts/OFL.txt`), made known to matplotlib."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["register"]

_FOLDER = Path(__file__).resolve().parent / "fonts"


@lru_cache(maxsize=1)
def register() -> None:
    """Put the shipped files ahead of any other Inter that the machine has, so that a chart has the same bytes everywhere."""
    from matplotlib.font_manager import fontManager

    before = len(fontManager.ttflist)
    for path in sorted(_FOLDER.glob("*.otf")):
        fontManager.addfont(path)
    added = fontManager.ttflist[before:]
    fontManager.ttflist[:] = added + fontManager.ttflist[:before]
