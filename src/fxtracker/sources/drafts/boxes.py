"""Boxes that repeat on a page, one a currency, and figures that stand alone beside a word for their side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from fxtracker.sources.drafts.grid import Column, Grid
from fxtracker.sources.drafts.selectors import classes, inner_selector, unique_selector
from fxtracker.sources.drafts.words import Role, currency_in, not_today, pair_in, role_of
from fxtracker.sources.page_text import elders, shown_text

__all__ = ["boxes", "single_figures"]

_LONGEST = 900
_FEWEST, _MOST = 2, 300
_LEAVES = 40
_UP = 6
_ENOUGH = 3_000_000
"""Characters of boxes that are looked at: a page that nests without end is not read to its end."""
_SINGLE = 60
_HEADING = 40
_ELDERS = 3
_FIGURE = re.compile(r"\d")
_GONE = ("old", "stale", "outdated", "expired", "historical")
_PASSED = frozenset({"script", "style", "noscript", "head", "template", "svg"})


def boxes(page: LexborHTMLParser) -> Iterator[Grid]:
    """A grid for each kind of box that repeats and in which a currency and a figure stand; the smallest boxes come first."""
    groups: dict[str, list[Any]] = {}
    for node in page.css("div, li, section, article, a, dl, p, tr, span, ul"):
        for kind in _kinds(node):
            groups.setdefault(kind, []).append(node)
    sized, looked_at = [], 0
    for kind, nodes in groups.items():
        if not _FEWEST <= len(nodes) <= _MOST or looked_at > _ENOUGH:
            continue
        texts = [shown_text(node) for node in nodes]
        looked_at += sum(map(len, texts))
        telling = [text for text in texts if len(text) <= _LONGEST and _FIGURE.search(text) and _named(text)]
        if len({_named(text) for text in telling}) >= _FEWEST:
            sized.append((sum(map(len, texts)) / len(texts), kind, nodes))
    for _, kind, nodes in sorted(sized, key=lambda one: one[0])[:25]:
        yield _box_grid(page, kind, nodes)


def single_figures(page: LexborHTMLParser) -> Iterator[Grid]:
    """The page as one row: every short text with a figure in it that stands beside words for a side or a rate."""
    columns: list[Column] = []
    for leaf, heading in _leaves(page.body):
        if len(columns) >= _SINGLE:
            break
        if role_of(heading) in (Role.BID, Role.ASK, Role.MID, Role.OFFICIAL) and not _is_gone(leaf):
            columns.append(Column(unique_selector(page, leaf), heading, (shown_text(leaf),)))
    if columns:
        yield Grid("html", None, tuple(columns), "single figures of the page")


def _is_gone(leaf: Any) -> bool:
    """Whether a box around a figure says by its class or its words that it is not of today."""
    here = leaf
    for _ in range(_ELDERS):
        if here is None or here.tag in ("body", "html"):
            return False
        if set(_GONE) & set(classes(here)):
            return True
        # Its length is quickly known, its words as a reader sees them are not: a page may be one box in another three thousand times.
        if len(here.text()) < 2 * _LONGEST and len(text := shown_text(here)) < _LONGEST // 3 and not_today(text):
            return True
        here = here.parent
    return False


def _kinds(node: Any) -> Iterator[str]:
    """The selectors by which an element is one of several: its classes, else its tag within the class around it."""
    own = classes(node)[:4]
    yield from (f"{node.tag}.{name}" for name in own)
    if not own and node.parent is not None:
        yield from (f"{node.parent.tag}.{outer} > {node.tag}" for outer in classes(node.parent)[:1])


def _named(text: str) -> str | None:
    return pair_in(text) or currency_in(text)


def _box_grid(page: LexborHTMLParser, kind: str, nodes: Sequence[Any]) -> Grid:
    """The columns of boxes: each short text of the box that has most, by a selector that reaches the same in the others."""
    seen: dict[str, Column] = {}
    heads: dict[str, tuple[str, str]] = {}
    gone = [name for name in _GONE if any(name in classes(node) for node in nodes)]
    current = [node for node in nodes if not set(gone) & set(classes(node))]
    left = ""
    if gone and current:
        kind += "".join(f":not(.{name})" for name in gone)
        left = f"; {len(nodes) - len(current)} of the class {' or '.join(gone)} are left out"
        nodes = current
    model = [node for node in nodes if _named(shown_text(node)) and _FIGURE.search(shown_text(node))]
    head = _head(nodes, model)
    for box in sorted(model, key=lambda node: -len(shown_text(node)))[:2]:
        over = _over(box, head)
        for leaf, heading in _leaves(box):
            selector = inner_selector(model, box, leaf)
            if selector is not None and selector not in seen and len(seen) < _LEAVES:
                above = over.get(_within(leaf, box))
                text = shown_text(above) if above is not None else ""
                seen[selector] = Column(selector, text or heading, tuple(_first(node, selector) for node in nodes))
                if text:
                    heads[selector] = (_heading_at(page, above), text)
    own = Column(".", "", tuple(shown_text(node) for node in nodes))
    return Grid("html", kind, (*seen.values(), own), f"{len(nodes)} boxes {kind}{left}", heads=heads)


def _head(nodes: Sequence[Any], model: Sequence[Any]) -> Any | None:
    """The line that stands over boxes as headings do over a table: one of them, or the one before them, without a figure and with words."""
    around = [*nodes]
    for box in model[:1]:
        for beside in (box, box.parent):
            around += islice(elders(beside), _ELDERS)
    for line in around:
        texts = [shown_text(cell) for cell in _cells(line)]
        roles = [role_of(text) for text in texts if len(text) <= _HEADING]
        if len(texts) > 1 and not any(map(_FIGURE.search, texts)) and any(role in (Role.BID, Role.ASK, Role.MID) for role in roles):
            return line
    return None


def _heading_at(page: LexborHTMLParser, cell: Any) -> str:
    """A selector of a heading; a bare tag would reach whatever comes first on the page tomorrow."""
    selector = unique_selector(page, cell)
    if selector != cell.tag or cell.parent is None:
        return selector
    return f"{unique_selector(page, cell.parent)} > {cell.tag}:nth-child({1 + sum(1 for _ in elders(cell))})"


def _over(box: Any, head: Any | None) -> dict[int, Any]:
    """The heading over each cell of a box, by the cell, where the head line has as many cells as the box."""
    cells, above = _cells(box), _cells(head) if head is not None else []
    return {cell.mem_id: over for cell, over in zip(cells, above, strict=True)} if len(cells) == len(above) else {}


def _within(leaf: Any, box: Any) -> int:
    """The cell of the box in which a leaf stands."""
    here = leaf
    while here.parent is not None and here.parent.mem_id != box.mem_id:
        here = here.parent
    return int(here.mem_id)


def _cells(node: Any) -> list[Any]:
    return [cell for cell in node.iter() if cell.tag not in _PASSED]


def _first(node: Any, selector: str) -> str | None:
    found = node.css(selector)
    return shown_text(found[0]) if found else None


def _leaves(box: Any) -> Iterator[tuple[Any, str]]:
    """Elements with a text of their own, each with the words that say what it is: its own, its class, or those before it."""
    before: list[str] = []
    if box is None:
        return
    for node in box.traverse(include_text=False):
        if node.tag in _PASSED or any(parent in _PASSED for parent in islice(_parents(node), _UP)):
            continue
        own = " ".join((node.text(deep=False) or "").split())
        if not own or len(own) > 160:
            continue
        candidates = [re.sub(r"[\d₦.,]+", " ", own), " ".join(classes(node)), *reversed(before[-2:])]
        heading = next((text for text in candidates if role_of(text) is not Role.NONE), "")
        yield node, heading
        if not _FIGURE.search(own) and len(own) > 1:
            before.append(own)


def _parents(node: Any) -> Iterator[str]:
    here = node.parent
    while here is not None:
        yield here.tag
        here = here.parent
