"""CSS selectors that reach one element of a page, or one in each of several boxes, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from fxtracker.sources.page_text import elders

__all__ = ["classes", "inner_selector", "unique_selector"]

_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]*")
_CHANCE = re.compile(r"\d{3,}|^(?:css|sc|jsx|svelte|emotion|chakra)-|[A-Za-z]\d[A-Za-z0-9]{3,}$")
_DEEP = 8


def classes(node: Any) -> list[str]:
    """The classes of an element that can stand in a selector and do not look made up by a machine."""
    return [name for name in (node.attributes.get("class") or "").split() if _NAME.fullmatch(name) and not _CHANCE.search(name)]


def unique_selector(page: LexborHTMLParser, node: Any) -> str:
    """A selector whose first match in the page is that element."""
    tail = ""
    here = node
    for _ in range(_DEEP):
        for name in _names(here):
            selector = f"{name}{tail}"
            found = page.css(selector)
            if found and found[0].mem_id == node.mem_id and (not tail or len(page.css(name)) == 1 or len(found) == 1):
                return selector
        parent = here.parent
        if parent is None or here.tag in ("body", "html"):
            break
        tail = f" > {here.tag}:nth-child({_place(here)}){tail}"
        here = parent
    return f"{here.tag}{tail}" if tail else node.tag


def inner_selector(boxes: Sequence[Any], box: Any, leaf: Any) -> str | None:
    """A selector whose first match within the box is that element, by what is likely to be the same in the other boxes."""
    for selector in _inner_names(box, leaf):
        found = box.css(selector)
        if found and found[0].mem_id == leaf.mem_id and sum(1 for other in boxes[:40] if other.css(selector)) * 2 >= len(boxes[:40]):
            return selector
    return None


def _inner_names(box: Any, leaf: Any) -> Iterator[str]:
    own = [f"{leaf.tag}.{name}" for name in classes(leaf)]
    yield from (name for name in own if len(box.css(name)) == 1)
    link = _link(box, leaf)
    for name in own or [leaf.tag]:
        if link:
            yield f"{link} {name}"
    parent = leaf.parent
    if parent is not None and parent.mem_id != box.mem_id:
        for outer in classes(parent):
            for name in own or [leaf.tag]:
                yield f"{parent.tag}.{outer} {name}"
                yield f"{parent.tag}.{outer} > {name}:nth-child({_place(leaf)})"
    yield from own
    yield leaf.tag
    tail = f"{leaf.tag}:nth-child({_place(leaf)})"
    yield tail
    here = leaf.parent
    while here is not None and here.mem_id != box.mem_id:
        tail = f"{here.tag}:nth-child({_place(here)}) > {tail}"
        yield tail
        here = here.parent


def _link(box: Any, leaf: Any) -> str | None:
    """The link around an element, by the last part of its address: what a page links to stays when its look changes."""
    here = leaf
    while here is not None and here.mem_id != box.mem_id:
        if here.tag == "a":
            part = re.search(r"/[a-z][a-z-]{3,40}(?=/?$)", here.attributes.get("href") or "")
            return f'a[href*="{part[0]}"]' if part else None
        here = here.parent
    return None


def _names(node: Any) -> Iterator[str]:
    identity = node.attributes.get("id") or ""
    if _NAME.fullmatch(identity) and not _CHANCE.search(identity):
        yield f"{node.tag}#{identity}"
    yield from (f"{node.tag}.{name}" for name in classes(node))
    if len(classes(node)) > 1:
        yield f"{node.tag}." + ".".join(classes(node)[:3])
    yield node.tag


def _place(node: Any) -> int:
    return 1 + sum(1 for _ in elders(node))
