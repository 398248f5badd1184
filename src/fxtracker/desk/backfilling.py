"""Fetching the days that a source should have and the store lacks, by completeness and not from the newest date on.

Each answer lands by itself, so that a run that is stopped loses one at most; the next run asks for what is still lacking. Days that the
source itself does not have are remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.desk import Desk
from fxtracker.desk.fetching import answers_of
from fxtracker.desk.fixing import refix
from fxtracker.desk.lacking import Lacking, codes_of, due_days, lacking, spans
from fxtracker.desk.pacing import resting
from fxtracker.errors import SourceError, UsageError, shown
from fxtracker.rates import Observation
from fxtracker.store import Poll

if TYPE_CHECKING:
    from fxtracker.sources import KnownPayload, Payload, Report, Source
    from fxtracker.sources.request import Ask

__all__ = ["Backfilled", "Missed", "backfill", "backfilled_sources"]

_IN_A_ROW = 3
"""After so many answers in a row that failed the host is left alone."""

_NOT_THERE = frozenset({"wrong_date", "empty"})
"""Kinds of answers to a question about one day that say: there is nothing of that day."""


class Missed(NamedTuple):
    """A day, or the first of a span, that could not be had: the kind of the failure, and one sentence."""

    day: date
    kind: str
    error: str


class Backfilled(NamedTuple):
    """How the days of a source from `since` to `until` were filled.

    Of `days` that it should have, `lacked` were not there: `landed` of them are there now, `absent` the source itself does not have,
    `failed` could not be had. `added` counts observations, corrections of days that were there among them. `stopped` says why the rest was
    not asked for, if so.
    """

    source: str
    since: date
    until: date
    days: int
    lacked: int
    landed: int
    absent: int
    added: int
    failed: tuple[Missed, ...]
    stopped: str | None


def backfilled_sources(desk: Desk) -> list[Source]:
    """The sources that are on, may be asked and keep a history."""
    keys = desk.settings.keys
    return [
        source
        for source in desk.sources.values()
        if source.default_on and source.fetched and source.backfill is not None and source.why_not_asked(keys) is None
    ]


def backfill(
    desk: Desk,
    source: str,
    since: date,
    until: date,
    *,
    again: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Backfilled:
    """Fetch the days from `since` to `until` (West Africa Time, both included) that the source should have and the store lacks.

    With `again` every day is asked for, also one that is there or that the source is known not to have. What is fetched can be seen from
    the moment that it states. `progress` is told the share that is done. UsageError where the source keeps no history or may not be asked.
    """
    known = _source(desk, source)
    if until < since:
        raise UsageError(f"--to: {until} is before --from {since}; write the first day first")
    days = due_days(desk, known, since, until)
    wanted = lacking(desk, known, days, again=again)
    run = _Run(desk, known)
    if wanted and (rest := resting(desk, known, due=False)) is not None:
        run.stopped = rest.told
    questions = list(_questions(known, wanted, desk.settings.keys.get(source, "")))
    for done, question in enumerate(questions):
        if run.stopped:
            break
        if done and known.pause:
            time.sleep(known.pause)
        run.put(question)
        if progress is not None:
            progress((done + 1) / len(questions))
    if run.added:
        refix(desk, cause=f"history of {source} from {since} to {until}")
    lacked = {one.day for one in wanted}
    landed = lacked & run.landed
    return Backfilled(
        source,
        since,
        until,
        len(days),
        len(lacked),
        len(landed),
        len((run.absent & lacked) - landed),
        run.added,
        tuple(run.failed),
        run.stopped,
    )


def _source(desk: Desk, source: str) -> Source:
    known = desk.sources.named(source)
    if known is None:
        raise UsageError(f"SOURCE: {shown(source)} is not a source; write one of {', '.join(sorted(desk.sources))}")
    if known.backfill is None and not any(request.dated for request in known.requests):
        raise UsageError(f"SOURCE: {source!r} keeps no history: its file has no [backfill] and no address that names a day")
    if (why := known.why_not_asked(desk.settings.keys)) is not None:
        raise UsageError(f"SOURCE: {source!r} is not asked: {why}")
    return known


@dataclass
class _Question:
    """What one asking is to bring: the items that are lacking, and for each currency ("": at once) what to ask in order."""

    wanted: list[Lacking]
    asks: list[tuple[str, tuple[Ask, ...]]] = field(default_factory=list)
    whole: bool = False


def _questions(source: Source, wanted: Sequence[Lacking], key: str) -> Iterator[_Question]:
    past = source.backfill
    if not wanted:
        return
    if past is not None and past.whole:
        yield _Question(list(wanted), whole=True)
        return
    if past is not None and past.request is not None and past.span_days:
        for first, last in spans((one.day for one in wanted), past.span_days):
            inside = [one for one in wanted if first <= one.day <= last]
            yield _Question(inside, _chosen(inside, codes_of(source), past.asks(first, last, key)))
        return
    for day, items in groupby(wanted, key=lambda one: one.day):
        inside = list(items)
        if past is not None and past.request is not None:
            yield _Question(inside, _chosen(inside, past.request.each, past.asks(day, day, key)))
            continue
        question = _Question(inside)
        for request in source.requests:
            if request.dated:
                # The day that is lacking and no other: an earlier one is no stand-in for it.
                question.asks += _chosen(inside, request.each, replace(request, days_back=0).asks(day, key))
        yield question


def _chosen(wanted: Sequence[Lacking], codes: Sequence[str], asks: Sequence[tuple[Ask, ...]]) -> list[tuple[str, tuple[Ask, ...]]]:
    lacked = {one.code for one in wanted}
    return [(code, ask) for code, ask in zip(codes or ("",), asks, strict=True) if code in lacked or not code]


class _Run:
    """One source being asked for its past, one question after the other."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self.added = 0
        self.landed: set[date] = set()
        self.absent: set[date] = set()
        self.failed: list[Missed] = []
        self.stopped: str | None = None
        self._desk = desk
        self._source = source
        self._in_a_row = 0

    def put(self, question: _Question) -> None:
        """Ask, land what comes, and remember what the source does not have."""
        from fxtracker.sources import ask_all

        asks = None if question.whole else {self._source.id: [ask for _, ask in question.asks]}
        known = {self._source.id: self._layouts}
        (report,) = ask_all([self._source], settings=self._desk.settings, clock=self._desk.clock, known=known, asks=asks)
        seen = [self._stamped(one) for one in report.observations if question.whole or self._asked_for(question, one)]
        if report.payloads:
            self._land(report, seen)
        there = {(one.session, one.pair.base) for one in seen}
        days = {one.session for one in seen}
        kinds = {payload.url: self._kind(payload) for payload in report.rejected}
        addresses = dict(question.asks)
        for code, items in groupby(sorted(question.wanted, key=lambda one: one.code), key=lambda one: one.code):
            lacked = [one.day for one in items]
            came = [day for day in lacked if ((day, code) in there if code else day in days)]
            self.landed.update(came)
            gone = sorted(set(lacked) - set(came))
            if gone:
                self._miss(code, gone, report, kinds, addresses.get(code, ()))
        self._go_on(report, landed=bool(report.hashes) or bool(self.absent & {one.day for one in question.wanted}))

    @cached_property
    def _layouts(self) -> dict[str, KnownPayload]:
        # Everything is to come in full; but that a layout changed must be seen here as well.
        from fxtracker.sources import KnownPayload

        remembered = self._desk.store.answers(self._source.id)
        return {url: KnownPayload("", structure=answer.structure) for url, answer in remembered.items()}

    def _miss(self, code: str, days: list[date], report: Report, kinds: dict[str, str], asks: Sequence[Ask]) -> None:
        addresses = [ask.address for ask in asks] or list(report.hashes)
        answered = any(address in report.hashes for address in addresses)
        none = bool(addresses) and all(address in report.absent or kinds.get(address) in _NOT_THERE for address in addresses)
        if answered or none:
            # The day that is not over may still come.
            over = [day for day in days if day < self._desk.clock.today()]
            self._desk.store.add_absent_days(self._source.id, over, self._desk.clock.now(), code)
            self.absent.update(days)
        else:
            kind = next((kinds[address] for address in addresses if address in kinds), report.kind or "failed")
            self.failed.append(Missed(days[0], kind, report.error or "gave no answer"))

    def _asked_for(self, question: _Question, one: Observation) -> bool:
        days = [item.day for item in question.wanted]
        return days[0] <= one.session <= max(days)

    def _stamped(self, one: Observation) -> Observation:
        return one._replace(visible_at=min(one.observed_at, one.retrieved_at))

    def _land(self, report: Report, seen: Sequence[Observation]) -> None:
        poll = Poll(
            report.source, report.started_at, report.finished_at, "ok", report.kind, report.error, answers_of(report, {}),
            retry_at=report.retry_at,
        )  # fmt: skip
        self.added += len(self._desk.store.add_poll(poll, seen, report.set_aside, past=True).added)

    def _kind(self, payload: Payload) -> str:
        """Why an answer could not be used: the report tells it of the first one alone."""
        from fxtracker.sources import parse
        from fxtracker.sources.answers import Barren

        if payload.status != 200:
            return "status"
        try:
            parse(self._source, [payload], self._desk.clock.now())
        except SourceError as fault:
            # No row at all of what was asked for; rows that could not be believed are another matter.
            return "empty" if isinstance(fault, Barren) and not fault.set_aside else fault.kind
        except Exception:  # noqa: BLE001 - a bug in a reader was told already
            return "bug"
        return "layout"

    def _go_on(self, report: Report, *, landed: bool) -> None:
        self._in_a_row = 0 if landed else self._in_a_row + 1
        if report.retry_at is not None and not landed:
            self.stopped = f"its host asks to be left alone until {report.retry_at:%Y-%m-%d %H:%M} UTC"
        elif self._in_a_row >= _IN_A_ROW:
            self.stopped = f"{self._in_a_row} answers in a row failed, the last: {report.error}"
