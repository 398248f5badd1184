"""One round of asking: every source under its own time limit, every request through its alternatives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fxtracker.errors import FxtrackerError, SourceError, Unreachable
from fxtracker.lagos import Clock
from fxtracker.settings import Settings
from fxtracker.sources.answers import Barren, Known, KnownPayload, Parsed, Payload, Report
from fxtracker.sources.client import Client, Patience
from fxtracker.sources.parse import parse
from fxtracker.sources.spec import Source

__all__ = ["ask_round"]

_LOG = logging.getLogger(__name__)


@dataclass
class _Outcome:
    """How one request ended: a payload and what was read from it, or unchanged under `known_hash`, or faults by kind."""

    payload: Payload | None = None
    parsed: Parsed = field(default_factory=Parsed)
    url: str = ""
    known_hash: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[Payload] = field(default_factory=list)

    @property
    def landed(self) -> bool:
        return self.payload is not None or bool(self.known_hash)

    def settle(self, url: str, hash_: str, payload: Payload | None = None, parsed: Parsed | None = None) -> None:
        """The request is answered, and what failed before no longer matters."""
        self.url, self.payload = url, payload
        self.parsed = parsed or Parsed()
        self.known_hash = "" if payload else hash_
        self.faults.clear()


async def ask_round(sources: Sequence[Source], settings: Settings, clock: Clock, known: Known, landed: Callable[[Report], None]) -> None:
    """Ask the sources at the same time; `landed` hears of each report as it is there."""
    async with Client(settings) as client:

        async def one(source: Source) -> None:
            landed(await _ask(source, client, _limit(source, settings), clock, known.get(source.id, {})))

        await asyncio.gather(*map(one, sources))


def _limit(source: Source, settings: Settings) -> float:
    """The source's own limit, else the setting; a setting that an operator changed is a limit for all."""
    if source.seconds is None or settings.fetch_seconds == type(settings).fetch_seconds:
        return source.seconds or settings.fetch_seconds
    return min(source.seconds, settings.fetch_seconds)


async def _ask(source: Source, client: Client, limit: float, clock: Clock, known: Mapping[str, KnownPayload]) -> Report:
    loop = asyncio.get_running_loop()
    began, started_at = loop.time(), clock.now()
    page = source.read is not None and source.read.format == "html"
    accept = "text/html, application/xhtml+xml, */*;q=0.5" if page else "application/json, */*;q=0.5"
    asking = _Asking(source, client, Patience(began + limit, min(source.silence, limit), source.at_once, accept), clock, known)
    # Dated addresses carry the day in UTC, which is how their source counts days.
    today = started_at.astimezone(UTC).date()
    outcomes = [(urls, _Outcome()) for request in source.requests for urls in request.alternatives(today)]
    try:
        async with asyncio.timeout(limit):
            await asyncio.gather(*(asking.land(urls, outcome) for urls, outcome in outcomes))
    except TimeoutError:
        for urls, outcome in outcomes:
            if not outcome.landed:
                told = f"{_host(outcome.url or urls[0])} gave no complete answer within {limit:g} seconds"
                outcome.faults.append((Unreachable.kind, told))
    return _report(source, [outcome for _, outcome in outcomes], started_at, clock.now(), loop.time() - began)


@dataclass(frozen=True)
class _Asking:
    """What all requests of one source share."""

    source: Source
    client: Client
    patience: Patience
    clock: Clock
    known: Mapping[str, KnownPayload]

    async def land(self, urls: Sequence[str], outcome: _Outcome) -> None:
        """Try the addresses in turn until one gives an answer that parses; a bug in a reader is a failure of this request alone."""
        name = self.source.id
        for url in urls:
            outcome.url = url
            try:
                await self._try(url, url == urls[0], outcome)
                return
            except SourceError as fault:
                outcome.faults.append((fault.kind, f"{_host(url)} {fault}"))
            except FxtrackerError as fault:
                outcome.faults.append(("config", f"{name}.toml: {fault}"))
                return
            except Exception as fault:  # noqa: BLE001 - one source's bug must not cost the others their answers
                _LOG.exception("the reader of %s failed", name)
                outcome.faults.append(("bug", f"the reader of {name} failed with {type(fault).__name__}: {fault}"))
                return

    async def _try(self, url: str, first: bool, outcome: _Outcome) -> None:
        # A second address that names no day may be behind the first: that it is unchanged would not show that the first is.
        sure = first or any(request.dated for request in self.source.requests)
        known = self.known.get(url)
        payload = await self.client.get(url, known if sure else None, self.patience)
        if payload is None or (sure and known is not None and payload.hash == known.hash):
            outcome.settle(url, known.hash if known else "")
            return
        retrieved_at = self.clock.now()
        body = known.read() if known is not None and known.read is not None else None
        before = {url: body} if body is not None else None
        try:
            # In a thread, so that 60,000 rows of one source keep no other waiting.
            parsed = await asyncio.to_thread(parse, self.source, [payload], retrieved_at, before)
        except Exception as fault:
            outcome.rejected.append(payload)
            if isinstance(fault, Barren):
                outcome.parsed = Parsed((), fault.set_aside)
            raise
        outcome.settle(url, payload.hash, payload, parsed)


def _report(source: Source, outcomes: Sequence[_Outcome], started_at: datetime, finished_at: datetime, seconds: float) -> Report:
    landed = [outcome for outcome in outcomes if outcome.landed]
    fresh = [outcome for outcome in landed if outcome.payload is not None]
    failed = [outcome for outcome in outcomes if not outcome.landed]
    kind = failed[0].faults[0][0] if failed else None
    return Report(
        source=source.id,
        started_at=started_at,
        finished_at=finished_at,
        status="ok" if fresh else "unchanged" if landed else "failed",
        kind=kind,
        error=_error(failed, len(outcomes)) if failed else None,
        payloads=tuple(outcome.payload for outcome in fresh if outcome.payload is not None),
        observations=tuple(observation for outcome in fresh for observation in outcome.parsed.observations),
        set_aside=tuple(row for outcome in outcomes for row in outcome.parsed.set_aside),
        seconds=seconds,
        hashes={outcome.url: outcome.payload.hash if outcome.payload else outcome.known_hash for outcome in landed},
        rejected=tuple(payload for outcome in outcomes for payload in outcome.rejected),
    )


def _error(failed: Sequence[_Outcome], count: int) -> str:
    told = "; ".join(dict.fromkeys(message for _, message in failed[0].faults))
    return told if count == 1 else f"{len(failed)} of {count} requests failed; the first: {told}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
