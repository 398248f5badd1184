"""Reading kept answers again with today's parser: what it newly understands is added, what it no longer finds is withdrawn.

Nothing is written over. What is added is filed under the poll that brought the answer and can be seen from that poll's time on; that it was
learnt now keeps every answer about what was known before as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.errors import SourceError, UsageError, shown
from fxtracker.lagos import day_end, day_start
from fxtracker.rates import Observation, Quote, Timing
from fxtracker.store import Answer, Poll
from fxtracker.store.landing import Said, moment_of, said_of, series_key

if TYPE_CHECKING:
    from fxtracker.sources import Source

__all__ = ["Reparsed", "Unreadable", "reparse"]

_Key = tuple[object, object]


class Unreadable(NamedTuple):
    """An answer that today's parser cannot read: when it came, the kind of the failure, and one sentence."""

    at: datetime
    kind: str
    error: str


class Reparsed(NamedTuple):
    """What reading the answers of a source again brought.

    Of `polls` that had answers, `read` answers could be read, `missing` are no longer kept. `added` and `withdrawn` count observations,
    `fixings` what was worked out anew.
    """

    source: str
    since: date
    until: date
    polls: int
    read: int
    added: int
    withdrawn: int
    unreadable: tuple[Unreadable, ...]
    missing: int
    fixings: int


def reparse(
    desk: Desk,
    source: str,
    since: date,
    until: date | None = None,
    *,
    accept_layout: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Reparsed:
    """Read every kept answer of those West Africa Time days (both included; until today by default) again, and work out what it touches.

    Answers that were rejected count from their own time on if they parse now; one that was rejected for its layout only where today's
    layout of the source is the same, or with `accept_layout`. If not one answer can be read, nothing is changed. `progress` is told the
    share that is done. UsageError where there is no such source, or no parser for it.
    """
    last = until or desk.clock.today()
    known = desk.sources.named(source)
    if known is None:
        raise UsageError(f"SOURCE: {shown(source)} is not a source; write one of {', '.join(sorted(desk.sources))}")
    if known.read is None:
        raise UsageError(f"SOURCE: {source!r} has no answers to be read; its figures come by `fxtracker quote` or `fxtracker import`")
    if last < since:
        raise UsageError(f"--to: {last} is before --from {since}; write the first day first")
    polls = [poll for poll in desk.store.poll_rows(source, day_start(since), day_end(last)) if poll.answers]
    reader = _Reader(desk, known, accept_layout=accept_layout)
    added = withdrawn = 0
    if reader.any_readable(polls):
        for done, poll in enumerate(polls):
            more, less = reader.read(poll)
            added, withdrawn = added + more, withdrawn + less
            if progress is not None:
                progress((done + 1) / len(polls))
        # Also without a change: what an earlier reading that was killed left is worked out with this.
        fixings = refix(desk, known.markets, f"{source} read again from {since} to {last}")
    else:
        fixings = 0
        for poll in polls:
            reader.understood(poll)
    return Reparsed(source, since, last, len(polls), reader.count, added, withdrawn, tuple(reader.unreadable), len(reader.missing), fixings)


@dataclass
class _Understood:
    """What the answers of one poll say: `whole` where each of them is kept, `accepted` those whose new layout was let pass."""

    observations: list[Observation] = field(default_factory=list)
    accepted: list[Answer] = field(default_factory=list)
    count: int = 0
    whole: bool = True


class _Reader:
    """Reads the polls of one source one after the other."""

    def __init__(self, desk: Desk, source: Source, *, accept_layout: bool) -> None:
        self.count = 0
        self.unreadable: list[Unreadable] = []
        self.missing: set[str] = set()
        self._desk = desk
        self._source = source
        self._accept_layout = accept_layout
        self._now = desk.clock.now()
        self._structures = {url: one.structure for url, one in desk.store.answers(source.id).items() if one.structure}
        self._seen: dict[str, str] = {}
        self._before: dict[_Key, list[tuple[Quote, tuple[str, ...]]]] = {}
        self._last: tuple[tuple[str, str, bool], ...] = ()

    def any_readable(self, polls: Sequence[Poll]) -> bool:
        """Whether one answer at least can be read: a parser that understands nothing says nothing of what stood there."""
        trial = _Reader(self._desk, self._source, accept_layout=self._accept_layout)
        return any(trial.understood(poll).count for poll in polls)

    def read(self, poll: Poll) -> tuple[int, int]:
        """Land what the answers of a poll are understood to say; how many observations were added and withdrawn."""
        answers = tuple((answer.url, answer.hash, answer.rejected) for answer in poll.answers)
        if answers == self._last and self._source.timing is not Timing.SEEN:
            # The same bytes say the same of the same days.
            self.count += len(answers)
            return 0, 0
        found = self.understood(poll)
        self.count += found.count
        self._last = answers if found.count == len(answers) else ()
        stated = _grouped(found.observations)
        new = [one for key, group in stated.items() if self._before.get(key) != _stated(group) for one in group]
        if found.count:
            self._before = {key: _stated(group) for key, group in stated.items()} if self._compares() else {}
        holds: set[Said] | None = {said_of(one) for one in found.observations} if found.whole else None
        done = self._desk.store.reread(poll, new, holds, self._now, "reparse", found.accepted)
        return done.added, done.withdrawn

    def _compares(self) -> bool:
        # A figure that runs on must be seen in each poll anew.
        return self._source.timing is not Timing.SEEN

    def understood(self, poll: Poll) -> _Understood:
        """What the kept answers of a poll say by today's parser."""
        from fxtracker.sources.parse import join_sides

        found = _Understood()
        for answer in _worth_reading(self._source, poll):
            body = self._desk.store.payload(answer.hash)
            if body is None:
                self.missing.add(answer.hash)
                found.whole = False
                continue
            try:
                found.observations += self._parsed(poll, answer, body, found)
                found.count += 1
            except SourceError as fault:
                self._note(poll, fault.kind, str(fault))
            except Exception as fault:  # noqa: BLE001 - one answer must not keep the others from being read
                self._note(poll, "bug", f"the reader failed with {type(fault).__name__}: {fault}")
                found.whole = False
        found.observations = [self._stamped(one, poll) for one in join_sides(self._source, found.observations)]
        return found

    def _note(self, poll: Poll, kind: str, error: str) -> None:
        self.unreadable.append(Unreadable(poll.started_at, kind, error))

    def _parsed(self, poll: Poll, answer: Answer, body: bytes, found: _Understood) -> Sequence[Observation]:
        from fxtracker.errors import BadAnswer
        from fxtracker.sources import Payload, parse
        from fxtracker.sources.parse import too_old
        from fxtracker.sources.structure import changed

        parsed = parse(self._source, [Payload(answer.url, body)], poll.finished_at)
        if answer.rejected and (old := too_old(self._source, parsed, poll.finished_at)) is not None:
            raise BadAnswer(old, "old")
        known = self._seen.get(answer.url) or self._structures.get(answer.url)
        if answer.rejected and poll.kind == "layout" and (difference := changed(known, parsed.structure)) is not None:
            if not self._accept_layout:
                raise BadAnswer(f"answered in another layout: {difference}; --accept-layout takes it for right", "layout")
            found.accepted.append(Answer(answer.url, answer.hash, status=answer.status, structure=parsed.structure))
        if parsed.structure:
            self._seen[answer.url] = parsed.structure
        return parsed.observations

    def _stamped(self, one: Observation, poll: Poll) -> Observation:
        seen = poll.finished_at if one.visible_at is None else one.visible_at
        return one._replace(retrieved_at=max(self._now, poll.finished_at), visible_at=seen)


def _grouped(observations: Sequence[Observation]) -> Mapping[_Key, list[Observation]]:
    groups: dict[_Key, list[Observation]] = {}
    for one in observations:
        groups.setdefault((series_key(one), moment_of(one)), []).append(one)
    return groups


def _stated(group: Sequence[Observation]) -> list[tuple[Quote, tuple[str, ...]]]:
    return [(one.quote, one.flags) for one in group]


def _worth_reading(source: Source, poll: Poll) -> list[Answer]:
    """The answers that came with status 200, but for alternatives that were rejected where another one was taken in their place."""
    taken = {_place(source, answer.url) for answer in poll.answers if not answer.rejected}
    return [
        answer for answer in poll.answers if answer.status in (None, 200) and not (answer.rejected and _place(source, answer.url) in taken)
    ]


def _place(source: Source, address: str) -> tuple[object, ...]:
    for number, request in enumerate(source.requests):
        if (asked := request.asked(address)) is not None:
            return number, asked.currency, asked.day
    return (address,)
