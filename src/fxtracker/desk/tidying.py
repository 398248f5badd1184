"""Housekeeping: answers that are kept long enough, leftovers, and the database itself."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.desk import Desk

if TYPE_CHECKING:
    from fxtracker.sources import Source

__all__ = ["Tidied", "place_of", "tidy"]

_ABANDONED = 3600.0
"""A half-written file of that age (seconds) has lost its writer."""


class Tidied(NamedTuple):
    """What housekeeping did: files that were left half-written, answers whose bytes were removed, and how many bytes those took."""

    database: str
    removed: int
    payloads: int
    payload_bytes: int


def tidy(desk: Desk) -> Tidied:
    """Remove old answers and half-written files, check the database, let it give back space. StoreError where it is not sound.

    The bytes of an answer are kept for `payload_days`, or for as long as its source's file says; without end where it is the last good one
    of its address, or a trouble that is not over was seen in it. That it came, and with which hash and headers, is kept always.
    """
    payloads = payload_bytes = 0
    for source in desk.store.payload_sources():
        if source in desk.sources.broken:
            # For how long its answers are to be kept cannot be told, and what is removed does not come back.
            continue
        count, size = _thin_out(desk, source, desk.sources.get(source))
        payloads, payload_bytes = payloads + count, payload_bytes + size
    desk.store.tidy()
    removed = 0
    for folder in ("pieces", "charts"):
        for path in (desk.settings.home / folder).glob("*/.*.*"):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink(missing_ok=True)
                removed += 1
    return Tidied("sound", removed, payloads, payload_bytes)


def place_of(source: Source | None, address: str) -> tuple[object, ...]:
    """What of a source an address is, whatever day it names: which of its requests, for which currency and side."""
    for number, request in enumerate(source.requests if source is not None else ()):
        if (asked := request.asked(address)) is not None:
            return number, asked.currency, asked.gives
    return (address,)


def _thin_out(desk: Desk, source_id: str, source: Source | None) -> tuple[int, int]:
    days = source.keep_days if source is not None and source.keep_days else desk.settings.payload_days
    before = desk.clock.now() - timedelta(days=days)
    last: dict[tuple[object, ...], str] = {}
    bygone: list[str] = []
    for url, (digest, seen_at) in desk.store.last_good(source_id).items():
        last[place_of(source, url)] = digest
        # Of an address that names a day nothing is asked any more once the day is long gone.
        if seen_at < before and source is not None and _dated(source, url):
            bygone.append(url)
    needed = {*last.values(), *(one.payload_hash for one in desk.store.open_troubles(source_id))}
    if bygone:
        desk.store.forget_answers(source_id, bygone)
    return desk.store.remove_payloads(set(desk.store.payloads_before(source_id, before)) - needed)


def _dated(source: Source, address: str) -> bool:
    return any((asked := request.asked(address)) is not None and asked.day is not None for request in source.requests)
