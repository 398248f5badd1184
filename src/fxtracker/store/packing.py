"""How an answer's bytes are packed: by zstd, a large one against an earlier answer of the same address.

The Central Bank sends 8 MB every day of which some rows are new: packed by itself each is 700 kB, packed against the one before 1 kB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zstandard import ZstdCompressionDict

__all__ = ["LARGE", "pack", "unpack"]

LARGE = 64 * 1024
"""Bytes from which an earlier answer is worth packing against."""

_LEVEL = 3
_WINDOW_LOG = 27
_TABLE_LOG = 22
"""Room enough that all of an earlier answer of some megabytes is found again."""


def pack(body: bytes, base: bytes | None = None) -> bytes:
    """The body compressed, where `base` is given against that."""
    import zstandard

    if base is None:
        return zstandard.ZstdCompressor(level=_LEVEL).compress(body)
    parameters = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=_WINDOW_LOG, hash_log=_TABLE_LOG, chain_log=_TABLE_LOG)
    return zstandard.ZstdCompressor(dict_data=_whole(base), compression_params=parameters).compress(body)


def unpack(packed: bytes, base: bytes | None = None) -> bytes:
    """The body again; `base` is what it was packed against."""
    import zstandard

    if base is None:
        return zstandard.ZstdDecompressor().decompress(packed)
    return zstandard.ZstdDecompressor(dict_data=_whole(base), max_window_size=1 << _WINDOW_LOG).decompress(packed)


def _whole(base: bytes) -> ZstdCompressionDict:
    import zstandard

    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
