"""HTML as it was written, not as a browser would mend it: tags that close, and attributes that are allowed to hold figures."""

from __future__ import annotations

from html.parser import HTMLParser

from fxtracker.checker.blocks import Block, Document, normalise

__all__ = ["read_markup"]

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_TEXT = {"alt", "title", "aria-label", "content"}


def read_markup(text: str) -> Document:
    """The attributes of a piece of HTML that hold a digit, and as faults the tags that do not close."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        reader.document.faults.append((f"<{reader.open[-1]}> is never closed", ""))
    return reader.document


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        if any(letter.isdigit() for letter in tag) and tag not in ("h1", "h2", "h3", "h4"):
            self.document.faults.append((f"<{tag}> is no element of ours", self.get_starttag_text() or ""))
        for name, value in attrs:
            if any(letter.isdigit() for letter in name):
                self.document.faults.append((f"{name} is no attribute of ours", self.get_starttag_text() or ""))
            if value and any(letter.isdigit() for letter in value):
                self.document.blocks.append(Block("alt" if name in _TEXT else "attribute", normalise(value), key=name))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self.open:
            self.open.pop()

    def handle_comment(self, data: str) -> None:
        if any(letter.isdigit() for letter in data):
            self.document.faults.append(("a comment holds figures that no reader sees", data))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.document.faults.append((f"</{tag}> closes nothing that is open", tag))
            return
        self.open.pop()
