"""How the requests of one source ended, and the one report that they make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fxtracker.sources.answers import Parsed, Payload, Report

__all__ = ["Outcome", "report_of"]


@dataclass
class Outcome:
    """How one request ended: a payload and what was read from it, or unchanged under `known_hash`, or faults, each with its kind.

    `retry_in` is for how many seconds its host asked to be left alone, `absent` are its addresses that answered: no such thing.
    """

    payload: Payload | None = None
    parsed: Parsed = field(default_factory=Parsed)
    address: str = ""
    known_hash: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[Payload] = field(default_factory=list)
    retry_in: float | None = None
    absent: list[str] = field(default_factory=list)

    @property
    def landed(self) -> bool:
        """Whether there is an answer that can be used."""
        return self.payload is not None or bool(self.known_hash)

    def settle(self, address: str, hash_: str, payload: Payload | None = None, parsed: Parsed | None = None) -> None:
        """The request is answered, and what failed before no longer matters."""
        self.address, self.payload = address, payload
        self.parsed = parsed or Parsed()
        self.known_hash = "" if payload else hash_
        self.faults.clear()
        self.retry_in = None

    def unsettle(self, kind: str, message: str) -> None:
        """What was read is of no use after all."""
        if self.payload is not None:
            self.rejected.append(self.payload)
        self.payload, self.parsed, self.known_hash = None, Parsed(), ""
        self.faults.append((kind, message))


def report_of(source: str, outcomes: Sequence[Outcome], started_at: datetime, finished_at: datetime, seconds: float) -> Report:
    """The report of one source: its kind is that of the first request that failed, by its first alternative."""
    landed = [outcome for outcome in outcomes if outcome.landed]
    fresh = [outcome for outcome in landed if outcome.payload is not None]
    failed = [outcome for outcome in outcomes if not outcome.landed]
    waits = [outcome.retry_in for outcome in failed if outcome.retry_in]
    return Report(
        source=source,
        started_at=started_at,
        finished_at=finished_at,
        status="ok" if fresh else "failed" if failed and not landed else "unchanged",
        kind=failed[0].faults[0][0] if failed else None,
        error=_error(failed, len(outcomes)) if failed else None,
        payloads=tuple(outcome.payload for outcome in fresh if outcome.payload is not None),
        observations=tuple(observation for outcome in fresh for observation in outcome.parsed.observations),
        set_aside=tuple(row for outcome in outcomes for row in outcome.parsed.set_aside),
        seconds=seconds,
        hashes={outcome.address: outcome.payload.hash if outcome.payload else outcome.known_hash for outcome in landed},
        rejected=tuple(payload for outcome in outcomes for payload in outcome.rejected),
        retry_at=finished_at + timedelta(seconds=max(waits)) if waits else None,
        absent=tuple(address for outcome in outcomes for address in outcome.absent),
    )


def _error(failed: Sequence[Outcome], count: int) -> str:
    told = "; ".join(dict.fromkeys(message for _, message in failed[0].faults))
    return told if count == 1 else f"{len(failed)} of {count} requests failed; the first: {told}"
