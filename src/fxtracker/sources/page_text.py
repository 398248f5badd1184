"""What a reader of a page sees of an element: its text, with blanks where blocks and cells part; its headings; its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["cells_of", "elders", "headings", "path_within", "shown_text", "table_of"]

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q"}
    | {"s", "samp", "small", "span", "strong", "time", "tt", "u", "var", "wbr"}
)
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_LIFT = 3
"""How far the place of something is followed where a page has no rows: what stands around it comes and goes."""


def shown_text(node: Any, *, apart: bool = False) -> str:
    """The text of an element, with single blanks; two cells, blocks or notes never run into one word, and scripts are not seen.

    With `apart` the texts of any two elements are parted, also those that stand within one line.
    """
    parts: list[str] = []
    # Without recursion: a page may be nested ten thousand deep.
    stack = [(node, True)]
    while stack:
        current, opening = stack.pop()
        if current.is_text_node:
            parts.append(current.text_content or "")
            continue
        if not current.is_element_node or (current.tag in _UNSEEN and current is not node):
            continue
        if apart or current.tag not in _INLINE:
            parts.append(" ")
        if opening:
            stack.append((current, False))
            children = []
            child = current.first_child
            while child is not None:
                children.append((child, True))
                child = child.next
            stack.extend(reversed(children))
    return " ".join("".join(parts).split())


def table_of(row: Any) -> Any:
    """The table in which a row stands, or None where it stands in none."""
    table = row
    while table is not None and table.tag != "table":
        table = table.parent
    return table


def headings(table: Any, row: Any) -> list[str]:
    """The headings of a table, of which `row` is one that holds figures; none where it has none."""
    for selector in ("thead th", "thead td", "tr:first-child th"):
        cells = table.css(selector)
        if cells and all(cell.parent.mem_id != row.mem_id for cell in cells):
            return [shown_text(cell) for cell in cells]
    return []


def cells_of(row: Any) -> int:
    """How many cells a row of a table has; 0 for what is none."""
    count, child = 0, row.first_child
    while child is not None:
        count += child.tag in ("td", "th")
        child = child.next
    return count


def elders(node: Any) -> Iterator[Any]:
    """The elements before one among its brothers, the nearest first."""
    elder = node.prev
    while elder is not None:
        if elder.is_element_node:
            yield elder
        elder = elder.prev


def path_within(node: Any, row: Any) -> str:
    """The way from a row to an element in it, such as `td2/span1`: tags, and the place of each among its brothers of the same tag.

    Without a row, the tags of the element and of a few around it.
    """
    steps: list[str] = []
    current = node
    while current is not None and current.is_element_node and (row is None or current.mem_id != row.mem_id):
        tag = re.sub(r"[^\w-]", "", str(current.tag))[:20]
        place = 1 + sum(elder.tag == current.tag for elder in elders(current))
        steps.append(tag if row is None and tag not in ("td", "th") else f"{tag}{place}")
        if row is None and len(steps) == _LIFT:
            break
        current = current.parent
    return "/".join(reversed(steps)) or "."
