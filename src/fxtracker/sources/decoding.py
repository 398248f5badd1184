"""From the bytes of an answer to its text: by the mark at its beginning, by what the source file says, or by what a page says of itself."""

from __future__ import annotations

import codecs
import re

from fxtracker.sources.answers import Misfit

__all__ = ["as_utf8", "known_encoding"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_META_WITHIN = 4096
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252"}


def known_encoding(name: str) -> str:
    """The name by which an encoding of text is known here; LookupError where there is none such."""
    found = codecs.lookup(name).name
    # There are codecs between bytes and bytes, which this refuses.
    "a".encode(found)
    return found


def as_utf8(body: bytes, stated: str | None = None, *, page: bool = False) -> bytes:
    """The body in UTF-8, without a mark at its beginning.

    A mark of byte order is believed first, then the encoding that the source file states, then, of a page, what its own `<meta charset>`
    says; else it is UTF-8 already. Misfit where the bytes are not in the encoding of the mark or the file.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            bare = body[len(mark) :]
            return bare if encoding == "utf-8" else _decoded(bare, encoding).encode()
    if stated is not None:
        # A source file that states UTF-8 wants what is something else refused, not patched.
        return _decoded(body, stated).encode()
    if page and (own := _of_page(body)) is not None:
        return body.decode(own, "replace").encode()
    return body


def _decoded(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Misfit(f"answered with bytes that are not {encoding} (at {fault.start})", "not_rates") from None


def _of_page(body: bytes) -> str | None:
    """The encoding that a page states of itself, where that is another than UTF-8; read as browsers read it."""
    found = _META.search(body[:_META_WITHIN])
    if found is None:
        return None
    try:
        name = known_encoding(found[1].decode("ascii"))
    except LookupError:
        return None
    # Whose statement could be read byte by byte is not in UTF-16, whatever it says.
    return None if name.startswith(("utf-8", "utf-16", "utf-32")) else _AS_BROWSERS.get(name, name)
