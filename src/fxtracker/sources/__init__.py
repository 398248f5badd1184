"""Where numbers come from: source files, one polite client, and readers that are pure functions from bytes to observations."""

from __future__ import annotations

from fxtracker.sources.answers import Known, KnownPayload, Parsed, Payload, Report
from fxtracker.sources.ask import ask_all
from fxtracker.sources.parse import parse
from fxtracker.sources.spec import Expected, Source, load_sources

__all__ = ["Expected", "Known", "KnownPayload", "Parsed", "Payload", "Report", "Source", "ask_all", "load_sources", "parse"]
