"""Lays a planned piece out as Markdown, HTML and plain text; the layouts only place what the sentences say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from fxtracker.articles.blocks import Block, Table

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["FORMS", "lay_out"]

FORMS = ("md", "html", "txt")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|])")


def lay_out(form: str, blocks: Sequence[Block], **head: Any) -> str:
    """The finished text of one form (`body` for Markdown without its front matter); `head` is what the layout prints of the piece."""
    name = {"md": "article.md.j2", "body": "article.md.j2", "html": "article.html.j2", "txt": "article.txt.j2"}[form]
    text = _environment().get_template(name).render(blocks=blocks, front_matter=form == "md", **head)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    def load(name: str) -> str:
        return (resources.files("fxtracker.articles") / "templates" / "layout" / name).read_text(encoding="utf-8")

    made = Environment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2",), default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["md"] = lambda text: _MARKDOWN.sub(r"\\\1", text)
    made.filters["quoted"] = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    made.filters["columns"] = _columns
    return made


def _columns(table: Table) -> list[str]:
    """A table in plain text: columns as wide as their widest cell, two spaces apart."""
    rows = [table.columns, *table.cells]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
