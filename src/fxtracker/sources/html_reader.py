"""Reads HTML pages by the CSS selectors of a source file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.sources.answers import Misfit, Parsed, Payload, first_sign, seen_instead
from fxtracker.sources.collect import Asking, collect
from fxtracker.sources.decoding import as_utf8
from fxtracker.sources.page_text import cells_of, headings, path_within, shown_text, table_of
from fxtracker.sources.reading import Reading, Spot
from fxtracker.sources.rows import Rows
from fxtracker.sources.strangers import instead, refusing
from fxtracker.sources.structure import HEADINGS, headings_form
from fxtracker.sources.text_rows import Match, TextRow, matches

__all__ = ["read", "script"]

_ITSELF = "."
_WHOLE = ("html", "body", "main")


def read(asking: Asking, payload: Payload, before: bytes | None) -> Parsed:  # noqa: ARG001
    """The observations of one page; Misfit where the page is not laid out as the layout describes, BadAnswer where it cannot be used."""
    reading = asking.reading
    body = as_utf8(payload.body, reading.encoding, page=True)
    page = _page(body)
    nodes = _all(page, reading.rows) if reading.rows else [page.root]
    told: str | None = None
    rows_found: list[Match] = []
    if reading.found is not None and nodes:
        rows_found, told = matches(nodes, reading.found)
    if not nodes or (reading.found is not None and not rows_found):
        raise _without_rows(reading, page, body, told)
    if _broken_off(body):
        raise BadAnswer(f"answered with a page that breaks off after {len(body)} bytes", "cut")
    if (fault := _unlike(reading, page)) is not None:
        raise _misfit(page, body, fault)
    rows = _begun(asking, page)
    if reading.found is not None:
        return collect(rows, [TextRow(match, f"{payload.url} row {number}") for number, match in enumerate(rows_found, 1)])
    heads: dict[int, str] = {}
    return collect(rows, [_Node(node, f"{payload.url} row {number}", heads) for number, node in enumerate(nodes, 1)])


def script(body: bytes, selector: str) -> bytes:
    """The content of the first element of a page that the selector matches; Misfit where there is none."""
    page = _page(body)
    found = _all(page, selector)
    if not found:
        raise _misfit(page, body, f"answered with {seen_instead(body)}, in which {selector!r} matches nothing")
    return str(found[0].text()).encode()


class _Node:
    """One row of a page, or all of a page without rows."""

    def __init__(self, node: Any, where: str, heads: dict[int, str]) -> None:
        self._node = node
        self._whole = node.tag in _WHOLE
        self._heads = heads
        self.where = where

    def raw(self) -> str:
        """The text of the row."""
        return shown_text(self._node)

    def value(self, spot: Spot) -> object:
        """The text, or an attribute, of the element that is meant; `.` is the row itself."""
        node = self._find(spot)
        return None if node is None else _read(node, spot)

    def shape(self, spot: Spot) -> str | None:
        """Where in the row it stands: its tags and its places among its like."""
        node = self._find(spot)
        return None if node is None else path_within(node, None if self._whole else self._node)

    def frame(self) -> Mapping[str, str]:
        """The tag of a row, how many cells it has, and the headings of its table."""
        cells = cells_of(self._node)
        table = table_of(self._node)
        if table is None:
            return {"row": str(self._node.tag), **({"cells": str(cells)} if cells else {})}
        if table.mem_id not in self._heads:
            self._heads[table.mem_id] = headings_form(headings(table, self._node))
        return {"row": str(self._node.tag), "cells": str(cells), HEADINGS: self._heads[table.mem_id]}

    def _find(self, spot: Spot) -> Any:
        """The first element that the selector matches in the row, or of several the first in which the pattern finds something."""
        if spot.at == _ITSELF:
            return self._node
        found = _all(self._node, spot.at)
        if spot.pattern is not None and len(found) > 1:
            return next((node for node in found if spot.search(_read(node, spot) or "")), found[0])
        return found[0] if found else None


def _page(body: bytes) -> LexborHTMLParser:
    if first_sign(body) in (b"", b"{", b"["):
        raise instead(body, "a page")
    return LexborHTMLParser(body.decode("utf-8", "replace"))


def _without_rows(reading: Reading, page: Any, body: bytes, told: str | None) -> Misfit:
    if told is not None:
        return _misfit(page, body, told)
    if reading.expect and _unlike(reading, page) is None:
        return Misfit(f"answered with a page in which {reading.rows!r} matches nothing: a table without a row", "empty")
    return _misfit(page, body, f"answered with {seen_instead(body)}, in which {reading.rows!r} matches nothing")


def _misfit(page: Any, body: bytes, told: str) -> Misfit:
    if refusing(body, shown_text(page.root)):
        return Misfit(told if "titled" in told else f"answered with {seen_instead(body)} that lets nobody in", "firewall")
    return Misfit(told, "layout")


def _broken_off(body: bytes) -> bool:
    """Whether only a part of a page is there: it might end in a part of a figure."""
    if b"<html" in body[:4096].lower():
        return b"</html" not in body[-4096:].lower()
    return not body.rstrip().endswith(b">")


def _unlike(reading: Reading, page: Any) -> str | None:
    """What does not stand where it always stood."""
    for selector, text in reading.expect.items():
        found = [shown_text(node) for node in _all(page, selector)]
        if not found:
            return f"answered with a page of another layout: {selector!r} matches nothing"
        if not any(text in one for one in found):
            return f"answered with a page of another layout: {selector!r} reads {found[0][:60]!r} where {text!r} was expected"
    return None


def _begun(asking: Asking, page: Any) -> Rows:
    """The collector of the rows, with the time that the page states."""
    moment = asking.reading.time
    if moment is None or moment.each_row:
        return asking.rows(None)
    spot = moment.spot
    for node in _all(page, spot.at):
        text = _read(node, spot)
        if text is None:
            continue
        if spot.pattern is not None:
            found = spot.search(text)
            if found is None:
                continue
            text = found[1]
        rows = asking.rows_at(text, repr(spot.at))
        rows.shape.see("time", str(node.tag))
        return rows
    raise BadAnswer(f"answered with a page of another layout: {spot.at!r} states no time", "layout")


def _read(node: Any, spot: Spot) -> str | None:
    if spot.attr is not None:
        value = node.attributes.get(spot.attr)
        return None if value is None else str(value)
    return str(node.text()) if node.tag == "script" else shown_text(node)


def _all(node: Any, selector: str) -> list[Any]:
    try:
        return list(node.css(selector))
    except (SelectolaxError, ValueError) as fault:
        raise ConfigError(f"{selector!r} is not a CSS selector: {fault}") from None
