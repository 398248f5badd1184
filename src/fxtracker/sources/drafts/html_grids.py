"""The columns that a page holds: tables, boxes that repeat, and figures that stand alone, each with the selector that reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from fxtracker.safe import one_line
from fxtracker.sources.drafts.boxes import boxes, single_figures
from fxtracker.sources.drafts.grid import Column, Grid
from fxtracker.sources.drafts.selectors import unique_selector
from fxtracker.sources.drafts.times import Stated, stated
from fxtracker.sources.drafts.words import Role, currency_in, pair_in, role_of
from fxtracker.sources.page_text import elders, shown_text

__all__ = ["html_grids", "page_currency", "page_time", "page_title"]

_OLDEST = timedelta(days=45)
_ENOUGH = 1_000_000
_TABLES = 40
_ROWS = 200
_STAMPS = (
    ('script[type="application/ld+json"]', None, r'"dateModified"\s*:\s*"([^"]+)"'),
    ('script[type="application/ld+json"]', None, r'"datePublished"\s*:\s*"([^"]+)"'),
    ('meta[property="article:modified_time"]', "content", None),
    ('meta[property="og:updated_time"]', "content", None),
    ("time[datetime]", "datetime", None),
)
_TELLS = re.compile(r"(?i)\b(?:updated?|as (?:of|at)|date|rates? (?:for|on))\b")


def html_grids(page: LexborHTMLParser) -> Iterator[Grid]:
    """Every grid of a page: tables first, then boxes that repeat, then single figures."""
    for table in page.css("table")[:_TABLES]:
        yield from _table(page, table)
    yield from boxes(page)
    yield from single_figures(page)


def page_title(page: LexborHTMLParser) -> str:
    """The title of a page in one line, which may be empty."""
    found = page.css_first("title")
    return one_line(shown_text(found), 120) if found is not None else ""


def page_currency(page: LexborHTMLParser) -> str | None:
    """The currency that the title or the first heading of a page speaks of."""
    texts = [page_title(page), *(shown_text(node) for node in page.css("h1")[:2])]
    return next((code for text in texts if (code := pair_in(text) or currency_in(text))), None)


def page_time(page: LexborHTMLParser, now: datetime) -> Stated | None:
    """Where the page states its time, or None where it states none; what it says of itself for machines comes first."""
    for selector, attribute, pattern in _STAMPS:
        for node in page.css(selector)[:20]:
            text = (node.attributes.get(attribute) if attribute else node.text()) or ""
            found = re.search(pattern, text) if pattern else None
            moment = stated(selector, found[1] if found else "" if pattern else text, now, named=False)
            if moment is not None:
                return replace(moment, pattern=pattern or moment.pattern, attr=attribute)
    looked_at = 0
    for node in page.css("h1, h2, h3, p, span, small, em, strong, time, div, li, td, th"):
        text = shown_text(node) if looked_at < _ENOUGH else ""
        looked_at += len(text)
        if len(text) > 200 or not _TELLS.search(text):
            continue
        moment = stated(unique_selector(page, node), text, now, named=False)
        if moment is not None and moment.moment is not None and moment.moment.replace(tzinfo=now.tzinfo) > now - _OLDEST:
            return moment
    return None


def _table(page: LexborHTMLParser, table: Any) -> Iterator[Grid]:
    lines = [(row, [cell for cell in row.iter() if cell.tag in ("td", "th")]) for row in table.css("tr")[:_ROWS]]
    lines = [(row, cells) for row, cells in lines if cells]
    body = [(row, cells) for row, cells in lines if any(cell.tag == "td" for cell in cells)]
    if not body:
        return
    selector = unique_selector(page, table)
    heads = [shown_text(cell) for cell in lines[0][1]] if lines[0][0].mem_id != body[0][0].mem_id else []
    headed = bool(heads)
    if not heads and len(body) > 1 and not any(re.search(r"\d{2}", shown_text(cell)) for cell in body[0][1]):
        heads, body = [shown_text(cell) for cell in body[0][1]], body[1:]
    width = max(len(cells) for _, cells in body)
    caption = _said_above(table)
    rows = f"{selector} tr:has(td)" if headed or not heads else f"{selector} tr:has(td):not(:first-child)"
    columns = tuple(
        Column(
            f"{_tag(body, n)}:nth-child({n + 1})",
            heads[n] if n < len(heads) else "",
            tuple(shown_text(cells[n]) if n < len(cells) else None for _, cells in body),
        )
        for n in range(min(width, 30))
    )
    marks = {
        column.at: (f"{selector} {'th' if headed else 'td'}:nth-child({n + 1})", column.heading)
        for n, column in enumerate(columns)
        if column.heading
    }
    where = f"a table of {len(body)} rows" + (f" under {caption!r}" if caption else "")
    coded = [currency_in(column.heading) for column in columns]
    if sum(1 for code in coded if code) >= 2:
        for code in dict.fromkeys(filter(None, coded)):
            own = tuple(column for column, other in zip(columns, coded, strict=True) if other in (None, code))
            yield Grid("html", rows, own, where, code, heads=marks, group=rows)
    else:
        yield Grid("html", rows, columns, where, pair_in(caption) or currency_in(caption), heads=marks)
    yield from _labelled(selector, body, caption, where)


def _labelled(selector: str, body: Sequence[tuple[Any, Sequence[Any]]], caption: str, where: str) -> Iterator[Grid]:
    """A table that has a row for buying and one for selling, of one currency that words above it name."""
    pairs = [(n, shown_text(cells[0]), cells) for n, (_, cells) in enumerate(body) if len(cells) == 2]
    if not any(role_of(label) in (Role.BID, Role.ASK) for _, label, _ in pairs):
        return
    columns = []
    for _, label, cells in pairs:
        row = cells[0].parent
        place = 1 + sum(1 for other in elders(row) if other.tag == "tr")
        columns.append(Column(f"{selector} tr:nth-child({place}) {cells[1].tag}:nth-child(2)", label, (shown_text(cells[1]),)))
    labels = {
        column.at: (column.at.rsplit(" ", 1)[0] + f" {cells[0].tag}:nth-child(1)", label)
        for column, (_, label, cells) in zip(columns, pairs, strict=True)
    }
    yield Grid("html", None, tuple(columns), f"{where}, by its labels", pair_in(caption) or currency_in(caption), heads=labels)


def _tag(body: Sequence[tuple[Any, Sequence[Any]]], place: int) -> str:
    tags: list[str] = [cells[place].tag for _, cells in body if place < len(cells)]
    return max(set(tags), key=tags.count)


def _said_above(table: Any) -> str:
    """The caption of a table, or the heading that stands before it."""
    caption = table.css_first("caption")
    if caption is not None:
        return shown_text(caption)[:120]
    node = table
    for _ in range(4):
        for elder in elders(node):
            if elder.tag in ("h1", "h2", "h3", "h4", "h5"):
                return shown_text(elder)[:120]
            inner = elder.css("h1, h2, h3, h4, h5") if elder.tag not in ("script", "style") else []
            if inner:
                return shown_text(inner[-1])[:120]
        node = node.parent
        if node is None or node.tag in ("body", "html"):
            break
    return ""
