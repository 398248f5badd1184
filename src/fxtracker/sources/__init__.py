"""Where numbers come from: source files, one polite client, and readers that are pure functions from bytes to observations."""

from __future__ import annotations

from fxtracker.sources.answers import Known, KnownPayload, Parsed, Payload, Report
from fxtracker.sources.ask import ask_all
from fxtracker.sources.loading import Broken, Sources, load_sources
from fxtracker.sources.parse import parse
from fxtracker.sources.spec import Expected, Source

__all__ = [
    "Broken",
    "Expected",
    "Known",
    "KnownPayload",
    "Parsed",
    "Payload",
    "Report",
    "Source",
    "Sources",
    "ask_all",
    "load_sources",
    "parse",
]
