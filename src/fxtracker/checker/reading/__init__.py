"""From the bytes of a finished piece to blocks, one module a form."""

from __future__ import annotations

from fxtracker.checker.blocks import Document
from fxtracker.checker.reading.html import read_html
from fxtracker.checker.reading.markdown import read_markdown
from fxtracker.checker.reading.plain import read_plain
from fxtracker.errors import UsageError

__all__ = ["read"]

_READERS = {
    "md": read_markdown,
    "html": read_html,
    "txt": read_plain,
    "post": read_plain,
    "alt": read_plain,
    "chart": read_plain,
}


def read(text: str, form: str) -> Document:
    """The blocks of a piece; form is md, html, txt, post, alt or chart, UsageError for another."""
    reader = _READERS.get(form)
    if reader is None:
        raise UsageError(f"form: {form!r} is not a form that is read; write one of {', '.join(_READERS)}")
    return reader(text)
