"""The style sheet and the icon, each under an address that holds its hash, so that they may be kept for a year."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["Asset", "assets"]

_FOLDER = Path(__file__).resolve().parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the site: its address, bytes and media type."""

    path: str
    body: bytes
    media_type: str


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Plain file name to asset, for every file that the pages use."""
    found = {}
    for file in sorted(_FOLDER.iterdir()):
        if file.suffix in _TYPES:
            body = file.read_bytes()
            address = f"/assets/{file.stem}-{hashlib.sha256(body).hexdigest()[:12]}{file.suffix}"
            found[file.name] = Asset(address, body, _TYPES[file.suffix])
    return found
