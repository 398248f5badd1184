"""What goes into the store and comes out of it, beside the vocabulary: polls, pieces and runs as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fxtracker.rates import Observation

__all__ = [
    "AbsentDay",
    "Alert",
    "Answer",
    "JobRun",
    "Landed",
    "Poll",
    "Revision",
    "SetAsideRow",
    "SourceHealth",
    "Trouble",
    "VerdictRow",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One body that a source sent; `body` is None when it is not new (the hash is known already).

    A rejected one came with status 200 and could not be used: it is kept for whoever wants to know why, and never taken for the last
    good answer. `url` is the address under which it is filed; `request_headers`, `request_body` and `headers` (those of the answer) are
    as they went over the wire, without any key; `structure` is the fingerprint of the layout that was read.
    """

    url: str
    hash: str
    etag: str | None = None
    last_modified: str | None = None
    body: bytes | None = None
    rejected: bool = False
    status: int | None = None
    method: str = "GET"
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    structure: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """One time that a source was asked (or a file or a person said something). Status is ok, unchanged or failed.

    `retry_at` is the instant until which its host asked to be left alone. `id`, `added`, `set_aside` and `shown` (the ids of the
    observations that stand in its answers, as understood at last) are the store's to give.
    """

    source: str
    started_at: datetime
    finished_at: datetime
    status: str
    kind: str | None = None
    error: str | None = None
    answers: tuple[Answer, ...] = ()
    id: int | None = None
    added: int = 0
    set_aside: int = 0
    retry_at: datetime | None = None
    shown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Landed:
    """What a poll brought: the observations that were new, with their ids, and how many rows were newly set aside."""

    poll_id: int
    added: tuple[Observation, ...]
    set_aside: int


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row of an answer that could not be believed."""

    source: str
    reason: str
    where: str
    raw: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """An observation that screening set aside for good (`reason`), or let stand again (empty)."""

    observation: int
    reason: str
    method: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is doing: its last success and failure, and how often it failed since it last landed."""

    source: str
    last_success: datetime | None = None
    last_failure: datetime | None = None
    last_error: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with a source, by kind, from its first time to its last; it is open until `over_at`.

    `told_at` and `over_told_at` say when the operator was told of it and that it is over.
    """

    id: int
    source: str
    kind: str
    detail: str
    first_at: datetime
    last_at: datetime
    count: int
    payload_hash: str | None = None
    told_at: datetime | None = None
    over_at: datetime | None = None
    over_told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to the operator; `source` is None where it is of the desk itself."""

    id: int
    at: datetime
    source: str | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class AbsentDay:
    """A day that a source itself does not have, at an address of its own or ("") at all."""

    source: str
    address: str
    day: date
    learnt_at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One finished state of a piece. Status is published or held; `facts` are the JSON objects that the article prints from."""

    kind: str
    lang: str
    date: date
    edition: str
    status: str
    created_at: datetime
    headline: str
    title: str
    description: str
    forms: Mapping[str, str]
    facts: Sequence[Mapping[str, Any]] = ()
    facts_hash: str = ""
    grades: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    charts: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[str, ...] = ()
    number: int = 0
    id: int | None = None


@dataclass(frozen=True, slots=True)
class JobRun:
    """One firing of a job. Status is running, ok, failed, cut_off, stopped or lost."""

    id: int
    job: str
    scheduled_for: datetime
    attempt: int
    worker: str
    started_at: datetime
    expires_at: datetime
    finished_at: datetime | None
    status: str
    output: str | None
