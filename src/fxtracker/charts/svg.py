"""From the SVG that matplotlib writes to one that a page can carry inline: named for screen readers, its ids its own."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

__all__ = ["finish"]


def finish(raw: str, uid: str, title: str, description: str, width: int, height: int) -> str:
    """The drawing without prologue and metadata, with a role, a title and a description, and every id under the chart's uid."""
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", raw[raw.index("<svg") :], flags=re.DOTALL)
    body = re.sub(r"<[^>]+>", lambda tag: _own(tag[0], uid), body)
    # Inline, a style sheet speaks to the whole page.
    body = body.replace("*{stroke-line", f"#{uid} *{{stroke-line")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" id="{uid}" role="img"'
        f' aria-labelledby="{uid}-title {uid}-desc" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f' <title id="{uid}-title">{escape(title)}</title>\n <desc id="{uid}-desc">{escape(description)}</desc>'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: head, body, count=1)


def _own(tag: str, uid: str) -> str:
    """A tag whose ids and references carry the uid, without rotations by nothing, and with a last resort for its font."""
    tag = re.sub(r'(\s)id="([^"]+)"', rf'\1id="{uid}-\2"', tag)
    tag = re.sub(r"url\(#([^)]+)\)", rf"url(#{uid}-\1)", tag)
    tag = re.sub(r'href="#([^"]+)"', rf'href="#{uid}-\1"', tag)
    tag = re.sub(r' transform="rotate\(-0[^"]*\)"', "", tag)
    return tag.replace("'DejaVu Sans'", "'DejaVu Sans', sans-serif")
