"""One round of asking: every source under its own time limit, every request through its alternatives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fxtracker.errors import BadAnswer, FxtrackerError, SourceError
from fxtracker.lagos import Clock
from fxtracker.settings import Settings
from fxtracker.sources.answers import Barren, Known, KnownPayload, Parsed, Report
from fxtracker.sources.client import Client, Patience
from fxtracker.sources.outcome import Outcome, report_of
from fxtracker.sources.parse import join_sides, parse, too_old
from fxtracker.sources.remembered import Remembered
from fxtracker.sources.request import Ask
from fxtracker.sources.secret import Secret
from fxtracker.sources.spec import Source
from fxtracker.sources.structure import changed

__all__ = ["ask_round"]

_LOG = logging.getLogger(__name__)
_ACCEPT = {"html": "text/html, application/xhtml+xml, */*;q=0.5", "csv": "text/csv, text/plain;q=0.9, */*;q=0.5"}
_JSON = "application/json, */*;q=0.5"


async def ask_round(
    sources: Sequence[Source],
    settings: Settings,
    clock: Clock,
    known: Known,
    landed: Callable[[Report], None],
    asks: Mapping[str, Sequence[tuple[Ask, ...]]] | None = None,
) -> None:
    """Ask the sources at the same time; `landed` hears of each report as it is there."""
    async with Client(settings) as client:
        askings = [_Asking(source, client, settings, clock, known.get(source.id, {}), (asks or {}).get(source.id)) for source in sources]
        # Before the first request, since sources may share a host and the most careful of them decides.
        for asking in askings:
            asking.prepare()

        async def run(asking: _Asking) -> None:
            landed(await asking.run())

        await asyncio.gather(*map(run, askings))


class _Changed(BadAnswer):
    """An answer that parses, but is laid out otherwise than the last good one."""


def _limit(source: Source, settings: Settings) -> float:
    """The source's own limit, else the setting; a setting that an operator changed is a limit for all."""
    if source.seconds is None or settings.fetch_seconds == type(settings).fetch_seconds:
        return source.seconds or settings.fetch_seconds
    return min(source.seconds, settings.fetch_seconds)


class _Asking:
    """The asking of one source; `asks` are other things to ask of it than its ordinary requests."""

    def __init__(
        self,
        source: Source,
        client: Client,
        settings: Settings,
        clock: Clock,
        known: Mapping[str, KnownPayload],
        asks: Sequence[tuple[Ask, ...]] | None,
    ) -> None:
        self._source = source
        self._client = client
        self._clock = clock
        self._known = Remembered(source, known)
        self._asks = asks
        self._limit = _limit(source, settings)
        self._keys = settings.keys
        self._secret = Secret("")
        # Sides that come from separate requests belong together: an answer that is as before is still read with the other one.
        self._apart = any(request.gives is not None for request in source.requests)
        self._started_at = clock.now()
        self._outcomes: list[tuple[tuple[Ask, ...], Outcome]] = []

    def prepare(self) -> None:
        """Settle what is to be asked, and how polite this source wants its hosts to be treated."""
        try:
            self._outcomes = [(asks, Outcome()) for asks in self._to_ask()]
            for asks, _ in self._outcomes:
                for ask in asks:
                    self._client.mind(_host(ask.url), self._source.at_once, self._source.pause)
        except Exception as fault:  # noqa: BLE001 - a file that is wrong fails alone
            self._outcomes = [((), Outcome(faults=[self._told(fault, self._source.id)]))]

    async def run(self) -> Report:
        """The report of this source, whatever happens."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        outcomes = [outcome for _, outcome in self._outcomes]
        await self._land_all([(asks, outcome) for asks, outcome in self._outcomes if asks])
        if self._apart:
            self._join(outcomes)
        return report_of(self._source.id, outcomes, self._started_at, self._clock.now(), loop.time() - began)

    def _to_ask(self) -> Sequence[tuple[Ask, ...]]:
        if (why := self._source.why_not_asked(self._keys)) is not None:
            raise SourceError(f"is not asked: {why}", "config")
        key = self._keys.get(self._source.id, "")
        self._secret = Secret(key, self._source.id)
        if self._asks is not None:
            return self._asks
        # Dated addresses carry the day in UTC, which is how their source counts days.
        today = self._started_at.astimezone(UTC).date()
        return [asks for request in self._source.requests for asks in request.asks(today, key)]

    async def _land_all(self, pairs: Sequence[tuple[tuple[Ask, ...], Outcome]]) -> None:
        """Land every request within the time of the source; of other things than its ordinary requests each has that time for itself."""
        if self._asks is None:
            await self._in_time(pairs)
            return
        seats = asyncio.Semaphore(self._source.at_once)

        async def one(pair: tuple[tuple[Ask, ...], Outcome]) -> None:
            async with seats:
                await self._in_time([pair])

        await asyncio.gather(*map(one, pairs))

    async def _in_time(self, pairs: Sequence[tuple[tuple[Ask, ...], Outcome]]) -> None:
        patience = self._patience()
        try:
            async with asyncio.timeout(self._limit):
                await asyncio.gather(*(self._land(asks, outcome, patience) for asks, outcome in pairs))
        except TimeoutError:
            for asks, outcome in pairs:
                if not outcome.landed:
                    host = _host(outcome.address or asks[0].address)
                    outcome.faults.append(("timeout", f"{host} gave no complete answer within {self._limit:g} seconds"))

    def _patience(self) -> Patience:
        source = self._source
        return Patience(
            deadline=asyncio.get_running_loop().time() + self._limit,
            silence=min(source.silence, self._limit),
            accept=_ACCEPT.get(source.read.format, _JSON) if source.read is not None else "*/*",
            largest=source.largest_mb << 20,
            intermediate=source.intermediate or "",
            secret=self._secret,
        )

    async def _land(self, asks: Sequence[Ask], outcome: Outcome, patience: Patience) -> None:
        """Try the alternatives in turn until one gives an answer that parses; a bug in a reader is a failure of this request alone."""
        for ask in asks:
            outcome.address = ask.address
            try:
                await self._try(ask, ask is asks[0], outcome, patience)
                return
            except Exception as fault:  # noqa: BLE001 - one source's bug must not cost the others their answers
                told = self._told(fault, _host(ask.address))
                if isinstance(fault, _Changed):
                    # What another address says, or said the day before, must not hide it.
                    outcome.faults.insert(0, told)
                    return
                outcome.faults.append(told)
                if not isinstance(fault, SourceError):
                    return

    async def _try(self, ask: Ask, first: bool, outcome: Outcome, patience: Patience) -> None:
        known = None if self._apart else self._known.get(ask.address)
        # A second address that names no day may be behind the first: that it is unchanged would not show that the first is.
        sure = first or any(request.dated for request in self._source.requests)
        answered = await self._client.ask(ask, known if sure else None, patience)
        outcome.retry_in = answered.wait or outcome.retry_in
        payload = answered.payload
        if answered.fault is not None:
            if payload is not None and payload.status in (404, 410):
                outcome.absent.append(ask.address)
            if payload is not None and payload.body:
                outcome.rejected.append(payload)
            raise answered.fault
        if payload is None or (sure and known is not None and payload.hash == known.hash):
            outcome.settle(ask.address, known.hash if known else "")
            return
        retrieved_at = self._clock.now()
        body = known.read() if known is not None and known.read is not None else None
        before = {ask.address: body} if body is not None else None
        try:
            # In a thread, so that 60,000 rows of one source keep no other waiting.
            parsed = await asyncio.to_thread(parse, self._source, [payload], retrieved_at, before)
            payload = replace(payload, structure=parsed.structure)
            if self._asks is None:
                self._check(ask.address, parsed, retrieved_at)
        except Exception as fault:
            outcome.rejected.append(payload)
            if isinstance(fault, Barren):
                outcome.parsed = Parsed((), fault.set_aside)
            raise
        outcome.settle(ask.address, payload.hash, payload, parsed)

    def _check(self, address: str, parsed: Parsed, now: datetime) -> None:
        """Refuse an answer that is long out of date, or laid out otherwise than the last; the past may be both."""
        if (old := too_old(self._source, parsed, now)) is not None:
            raise BadAnswer(old, "old")
        if (difference := changed(self._known.structure(address), parsed.structure)) is not None:
            raise _Changed(
                f"has changed its layout: {difference}; `fxtracker sources accept {self._source.id}` lands it if it is right", "layout"
            )

    def _join(self, outcomes: Sequence[Outcome]) -> None:
        """Make one of the answers that belong together; if every one is as before, nothing has changed."""
        landed = [(outcome, outcome.payload) for outcome in outcomes if outcome.payload is not None]
        if not landed:
            return
        same = [(known := self._known.get(payload.url)) is not None and known.hash == payload.hash for _, payload in landed]
        if len(landed) == len(outcomes) and all(same):
            for outcome, payload in landed:
                outcome.settle(payload.url, payload.hash)
            return
        joined = join_sides(self._source, [row for outcome, _ in landed for row in outcome.parsed.observations])
        rows = tuple(row for outcome, _ in landed for row in outcome.parsed.set_aside)
        for outcome, _ in landed:
            outcome.parsed = Parsed()
        landed[0][0].parsed = Parsed(joined, rows)

    def _told(self, fault: Exception, where: str) -> tuple[str, str]:
        """The kind of a failure, and the sentence that tells it."""
        name = self._source.id
        if isinstance(fault, SourceError):
            return fault.kind, f"{where} {fault}"
        if isinstance(fault, FxtrackerError):
            ours = str(fault).startswith(("keys:", "environment:"))
            return "config", self._secret.hide(str(fault) if ours else f"{name}.toml: {fault}")
        _LOG.exception("the reader of %s failed", name, exc_info=fault)
        return "bug", self._secret.hide(f"the reader of {name} failed with {type(fault).__name__}: {fault}")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:  # such as half of an IPv6 address; the client says what is wrong with it
        return address
