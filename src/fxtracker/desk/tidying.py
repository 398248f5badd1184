"""Housekeeping."""

from __future__ import annotations

import time
from typing import NamedTuple

from fxtracker.desk import Desk

__all__ = ["Tidied", "tidy"]

_ABANDONED = 3600.0
"""A half-written file of that age (seconds) has lost its writer."""


class Tidied(NamedTuple):
    """What housekeeping did."""

    database: str
    removed: int


def tidy(desk: Desk) -> Tidied:
    """Check the database, let it give back space, and remove half-written files. StoreError where the database is not sound."""
    desk.store.tidy()
    removed = 0
    for folder in ("pieces", "charts"):
        for path in (desk.settings.home / folder).glob("*/.*.*"):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink(missing_ok=True)
                removed += 1
    return Tidied("sound", removed)
