"""From the SVG that matplotlib writes to one that a page can carry inline: named for screen readers, its ids its own."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

__all__ = ["finish"]


def finish(raw: str, uid: str, title: str, description: str, width: int, height: int) -> str:
    """The drawing without prologue and metadata, with a role, a title and a description, and every id under the chart's uid."""
    body = raw[raw.index("<svg") :]
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(\s)id="([^"]+)"', rf'\1id="{uid}-\2"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{uid}-\1)", body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{uid}-\1"', body)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" id="{uid}" role="img"'
        f' aria-labelledby="{uid}-title {uid}-desc" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f' <title id="{uid}-title">{escape(title)}</title>\n <desc id="{uid}-desc">{escape(description)}</desc>'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: head, body, count=1)
