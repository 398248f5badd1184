"""HTML, a whole page or a fragment, by the tree that a browser would build."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fxtracker.checker.blocks import Block, Document, normalise

__all__ = ["read_html"]

_PROSE = {"p", "li", "figcaption", "dd", "dt", "blockquote", "caption", "summary", "address", "time"}
_SILENT = {"script", "style", "noscript", "template", "svg", "head", "iframe", "textarea", "select", "option"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "br",
    "data",
    "wbr",
}
_NAMED = {"description", "og:title", "og:description", "twitter:title", "twitter:description", "og:image:alt", "twitter:image:alt"}
_META = "meta"


def read_html(text: str) -> Document:
    """The blocks of a page: its title and descriptions, then the body in reading order."""
    tree = LexborHTMLParser(text)
    document = Document()
    title = tree.css_first("head title")
    if title is not None:
        document.blocks.append(Block(_META, normalise(title.text()), key="title"))
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        if name in _NAMED:
            document.blocks.append(Block(_META, normalise(node.attributes.get("content") or ""), key=name))
    if tree.body is not None:
        _walk(tree.body, document)
    return document


def _walk(node: LexborNode, document: Document) -> None:
    loose: list[str] = []

    def flush() -> None:
        if "".join(loose).strip():
            document.add_prose("".join(loose))
        loose.clear()

    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            loose.append(child.text() or "")
        elif tag in _INLINE and not _has_block(child):
            _inline(child, document)
            loose.append(_text(child))
        else:
            flush()
            _block(child, str(tag), document)
    flush()


def _block(node: LexborNode, tag: str, document: Document) -> None:
    if tag in _SILENT or tag.startswith(("-", "_")):
        return
    if tag in _HEADINGS:
        _inline(node, document)
        document.blocks.append(Block("heading", normalise(_text(node)), level=_HEADINGS[tag]))
    elif tag == "table":
        _table(node, document)
    elif tag == "img":
        document.add_prose(node.attributes.get("alt") or "", "alt")
    elif tag in _PROSE and not _has_block(node):
        _inline(node, document)
        document.add_prose(_text(node), "item" if tag == "li" else "sentence")
    else:
        _walk(node, document)


def _text(node: LexborNode) -> str:
    if node.tag == "br":
        return "\n"
    if node.tag == "-text":
        return node.text() or ""
    if node.tag in _SILENT:
        return ""
    return "".join(_text(child) for child in node.iter(include_text=True))


def _has_block(node: LexborNode) -> bool:
    return any(
        child.tag not in _INLINE and child.tag != "img" and not str(child.tag).startswith("-") for child in node.css("*") if child != node
    )


def _inline(node: LexborNode, document: Document) -> None:
    for picture in node.css("img"):
        document.add_prose(picture.attributes.get("alt") or "", "alt")
    links = node.css("a[href]")
    for link in links:
        document.blocks.append(Block("link", link.attributes.get("href") or "", key=normalise(_text(link))))


def _table(node: LexborNode, document: Document) -> None:
    table = 1 + max((block.table for block in document.blocks), default=-1)
    caption = node.css_first("caption")
    if caption is not None:
        document.add_prose(_text(caption), "caption")
    header: list[str] = []
    for row, line in enumerate(node.css("tr")):
        cells = line.css("th, td")
        _inline(line, document)
        words = [re.sub(r"\s+", " ", normalise(_text(cell))) for cell in cells]
        if not words:
            continue
        if not header:
            header = words
            for column in header:
                document.blocks.append(Block("cell", column, column=column, table=table, row=0))
            continue
        if len(words) != len(header):
            document.faults.append((f"a row of the table has {len(words)} cells under {len(header)} headers", " | ".join(words)))
        for column, cell in zip(header, words, strict=False):
            document.blocks.append(Block("cell", cell, label=words[0], column=column, table=table, row=row))
