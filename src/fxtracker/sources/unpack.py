"""Compressed answers, unpacked a piece at a time: a few kilobytes that would be gigabytes are cut off at the limit, not after it.

A library that decompresses a chunk at once holds all that the chunk makes, a thousand times its size, before anybody can count it.
"""

from __future__ import annotations

import zlib
from io import BytesIO

from fxtracker.errors import BadAnswer

__all__ = ["STEP", "Unpacker", "megabytes"]

STEP = 64 * 1024
"""The most bytes that one step of decompression makes."""

_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"
_PARTS = 64
"""Files in a row that one gzip body may be; servers that send more than one send a few."""


class Unpacker:
    """Takes the body of one answer as it came over the wire, and gives it as it was meant.

    `encoding` is the Content-Encoding: gzip, deflate, or none; BadAnswer of kind undecodable for any other and for several on top of each
    other. `largest` is the most bytes that the body may have, on the wire and unpacked; BadAnswer of kind too_large beyond it, having held
    no more than that and one step.
    """

    def __init__(self, encoding: str, largest: int) -> None:
        named = [name for part in encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
        if len(named) > 1 or (named and named[0] not in ("gzip", "x-gzip", "deflate")):
            raise BadAnswer(f"answered in an encoding that was not asked for ({encoding.strip()[:60]})", "undecodable")
        self._way = named[0].removeprefix("x-") if named else ""
        self._largest = largest
        self._came = 0
        self._body = BytesIO()
        self._head = b""
        self._zlib = zlib.decompressobj(_GZIP) if self._way == "gzip" else None
        self._over = False
        self._parts = 1

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the wire."""
        self._came += len(piece)
        if self._came > self._largest:
            raise self._large()
        if not self._way:
            self._body.write(piece)
            return
        if self._zlib is None:
            piece = self._head + piece
            if len(piece) < 2:
                self._head = piece
                return
            self._zlib, self._head = zlib.decompressobj(zlib.MAX_WBITS if _framed(piece) else -zlib.MAX_WBITS), b""
        try:
            self._unpack(piece)
        except zlib.error as fault:
            raise _garbled(str(fault)) from None

    def _unpack(self, piece: bytes) -> None:
        # Several gzip files in a row are one body; what else follows the end is padding and says nothing.
        while piece and not self._over:
            assert self._zlib is not None  # noqa: S101 - set by feed
            made = self._zlib.decompress(piece, STEP)
            if self._body.tell() + len(made) > self._largest:
                raise self._large()
            self._body.write(made)
            piece = self._zlib.unconsumed_tail
            if self._zlib.eof:
                piece = self._next(self._zlib.unused_data)

    def _next(self, rest: bytes) -> bytes:
        if self._way == "gzip" and rest.startswith(_MAGIC):
            self._parts += 1
            if self._parts > _PARTS:
                raise _garbled(f"it is in more than {_PARTS} parts")
            self._zlib = zlib.decompressobj(_GZIP)
            return rest
        # Half of a mark waits for its other half.
        self._over = rest not in (b"", _MAGIC[:1])
        return b""

    def body(self) -> bytes:
        """The whole body, once the last byte has come; BadAnswer of kind undecodable where a compressed one has no end."""
        if self._way and self._came and (self._zlib is None or not self._zlib.eof):
            raise _garbled("it ends in the middle")
        # Not copied: the buffer itself is handed over.
        return self._body.getvalue()

    def so_far(self) -> bytes:
        """What has been unpacked until now, for an answer of which only the beginning matters."""
        return self._body.getvalue()

    def _large(self) -> BadAnswer:
        return BadAnswer(f"answered with more than {megabytes(self._largest)}", "too_large")


def megabytes(size: int) -> str:
    """A size in words, such as 10 MB; in kB below one."""
    return f"{size / (1 << 20):g} MB" if size >= 1 << 20 else f"{size / 1024:g} kB"


def _framed(head: bytes) -> bool:
    """Whether deflate comes with the header that it should have; many servers leave it out."""
    return head[0] & 0x0F == zlib.DEFLATED and (head[0] << 8 | head[1]) % 31 == 0


def _garbled(why: str) -> BadAnswer:
    return BadAnswer(f"answered with a body that does not decompress ({why})", "undecodable")
