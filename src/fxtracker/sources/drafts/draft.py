"""A source file drafted from one answer: the likeliest reading of it that a reader can use, tried on that very answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fxtracker.errors import FxtrackerError
from fxtracker.sources.answers import Parsed, Payload
from fxtracker.sources.drafts.finding import Findings
from fxtracker.sources.drafts.grid import Found
from fxtracker.sources.drafts.writing import About, draft_file
from fxtracker.sources.parse import parse
from fxtracker.sources.spec import Source, load_source

__all__ = ["Draft", "draft"]

_CANDIDATES = 12


class Draft(NamedTuple):
    """The text of a source file, the source that it describes, and what it reads in the answer that it was drafted from."""

    text: str
    source: Source
    parsed: Parsed


def draft(about: About, findings: Findings, body: bytes, now: datetime) -> Draft | None:
    """The draft that reads most of what was found; None where nothing that was found can be read."""
    best: tuple[float, Draft] | None = None
    for found in findings.rates[:_CANDIDATES]:
        if best is not None and best[0] >= found.score:
            break
        made = next((one for variant in _variants(found) if (one := _tried(about, variant, body, now)) is not None), None)
        if made is None:
            continue
        read = {observation.pair.base for observation in made.parsed.observations}
        worth = found.score * len(read) / max(len(found.figures), 1)
        if best is None or worth > best[0]:
            best = worth, made
    return best[1] if best is not None else None


def _variants(found: Found) -> Iterator[Found]:
    """The reading as it was found, and with less where that asks for too much of the answer."""
    yield found
    if found.expect:
        yield replace(found, expect={})
    if found.time is not None:
        yield replace(found, time=None, time_in_row=False)
        yield replace(found, time=None, time_in_row=False, expect={})


def _tried(about: About, found: Found, body: bytes, now: datetime) -> Draft | None:
    text = draft_file(about, found)
    try:
        source = load_source(Path(f"{about.id}.toml"), text)
        address = source.requests[0].asks(now.date())[0][0].address
        return Draft(text, source, parse(source, [Payload(address, body)], now))
    except FxtrackerError:
        return None
