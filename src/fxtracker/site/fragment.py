"""Lets through the markup that articles use and nothing else: what was stored is not trusted for having been stored.

Text stays, unknown tags vanish around it, scripts and styles vanish with what is in them. Clean markup comes out as it went in, but for
an `article` round it: the page is that already.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

__all__ = ["clean"]

# fmt: off
_TAGS = frozenset((
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "footer", "h2", "h3", "h4", "header", "hr", "i", "img", "li", "ol", "p", "picture", "section", "small",
    "source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
))
# fmt: on
_VOID = frozenset(("br", "col", "hr", "img", "source"))
_SILENT = frozenset(("iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea", "title"))
_ANYWHERE = frozenset(("class", "id", "lang", "title"))
_BY_TAG = {
    "a": frozenset(("href", "rel")),
    "col": frozenset(("span",)),
    "img": frozenset(("src", "alt", "width", "height", "loading")),
    "ol": frozenset(("start",)),
    "source": frozenset(("srcset", "media", "type", "width", "height")),
    "td": frozenset(("colspan", "rowspan", "headers")),
    "th": frozenset(("colspan", "rowspan", "scope", "headers")),
    "time": frozenset(("datetime",)),
}
_LINK = re.compile(r"(?:/(?![/\\])|#|\./|\.\./|https?://|mailto:)[^\s\\]*|[\w][\w.-]*(?:/[^\s\\:]*)?")
_PICTURE = re.compile(r"/(?![/\\])[^\s\\,]*|[\w][\w.-]*(?:/[\w.-]+)*")


def clean(markup: str) -> str:
    """The markup with only the tags and attributes of an article; every start tag is closed."""
    cleaner = _Cleaner()
    cleaner.feed(markup)
    cleaner.close()
    return cleaner.finished()


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._silent: list[str] = []

    def finished(self) -> str:
        while self._open:
            self._out.append(f"</{self._open.pop()}>")
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        if self._silent or tag not in _TAGS:
            return
        self._out.append(f"<{tag}{self._kept(tag, attrs)}>")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._silent and tag in _VOID:
            self._out.append(f"<{tag}{self._kept(tag, attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                del self._silent[self._silent.index(tag) :]
            return
        if tag in self._open:
            # An end tag also closes what was left open inside it, so that a stray tag cannot reach beyond its section.
            while self._open:
                last = self._open.pop()
                self._out.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._out.append(escape(data, quote=False))

    def _kept(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        allowed = _ANYWHERE | _BY_TAG.get(tag, frozenset())
        kept = []
        for name, value in attrs:
            text = value or ""
            if name not in allowed and not re.fullmatch(r"(?:data|aria)-[a-z-]+", name):
                continue
            if name == "href" and not _LINK.fullmatch(text):
                continue
            if name in ("src", "srcset") and not _PICTURE.fullmatch(text):
                continue
            kept.append(f' {name}="{escape(text)}"')
        return "".join(kept)
