"""What goes wrong is counted by source and kind, told to the operator by its second time, once, and told again when it is over.

While polls of a source fail, or answer in part, that is one story however its kind changes: the first clean poll ends it. Everything else
(a late publication, a frozen figure, a cross that does not hold) is a story of its own kind.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fxtracker.desk import Desk
from fxtracker.desk import watching as watch
from fxtracker.desk.alerting import Alerting, plain
from fxtracker.lagos import WAT, session_of
from fxtracker.rates import Fixing, Market, Observation

if TYPE_CHECKING:
    from fxtracker.sources import Broken, Report, Source
    from fxtracker.store import Trouble

__all__ = ["OF_POLLS", "end_troubles", "note_broken", "note_round", "of_polls"]

_TOLD_BY = 2
"""The operator is told by this time that something went wrong."""
_TOLD_AFRESH = timedelta(hours=6)
"""A source that answered in part, was told of, and then fails wholly is told of again, after this at the earliest."""
_FLAPS = timedelta(hours=24)
"""What ended untold within so long and begins anew is counted on."""
_RECENT = timedelta(days=35)

_OF_THE_DESK = frozenset({*watch.SCREENED, *watch.ROW_KINDS, "late", "cross", "conflict"}) - {"future"}
CONFIG = "config"
OF_POLLS = "failing"
"""The kind under which the story of failing polls is told to be over."""


def of_polls(kind: str) -> bool:
    """Whether a trouble of that kind is one of asking and answering, not one that the desk finds in what was answered."""
    return kind not in _OF_THE_DESK


@dataclass
class _Judged:
    """What a round found of one source: troubles that hold, kinds that were looked for, and whether the poll itself was clean."""

    source: str
    found: dict[str, str] = field(default_factory=dict)
    looked_for: set[str] = field(default_factory=set)
    clean: bool = True

    def take(self, kinds: Collection[str], found: Mapping[str, str] | None) -> None:
        """Take what a watcher found of those kinds; None where it could not judge."""
        if found is not None:
            self.looked_for.update(kinds)
            self.found.update(found)


def note_round(desk: Desk, sources: Sequence[Source], reports: Mapping[str, Report], shots: Sequence[Fixing]) -> None:
    """Note what is wrong with each source that was asked, end what no longer holds, and tell the operator what is to be told.

    `shots` are the snapshots of this moment, as they were fixed with the answers of this round.
    """
    alerting = Alerting(desk)
    for source in sources:
        report = reports[source.id]
        if report.status == "failed":
            _note_failure(desk, alerting, report)
            continue
        judged = _judge(desk, source, report, shots)
        if report.error is not None:
            _note_part(desk, alerting, report)
        _settle(desk, alerting, judged, _payload(report))


def note_broken(desk: Desk, market: Market | None = None) -> list[Broken]:
    """Note each source (of a market) whose file is wrong, tell of it by its second time, end what a person has mended; those it noted.

    One that is mended and is asked again ends with its next clean poll, as every failure does.
    """
    now, alerting = desk.clock.now(), Alerting(desk)
    broken = [one for one in desk.sources.broken.values() if market in (None, *one.who.markets)]
    for one in broken:
        trouble = desk.store.note_trouble(one.who.id, CONFIG, plain(one.told), now, None)
        if trouble.count >= _TOLD_BY and trouble.told_at is None and desk.store.tell_trouble(trouble.id, now):
            told = f"{one.who.id} cannot be used ({CONFIG}): {trouble.detail}; {_times(trouble.count, trouble.first_at)}."
            alerting.tell(one.who.id, CONFIG, told)
    for trouble in desk.store.open_troubles():
        if trouble.kind == CONFIG and trouble.payload_hash is None and not _asked_still(desk, trouble.source):
            end = [past for past in desk.store.end_troubles(trouble.source, [CONFIG], now) if past.told_at is not None]
            if end and desk.store.tell_trouble(end[0].id, now, over=True):
                alerting.tell(trouble.source, CONFIG, f"{trouble.source}: its file is in order again, or gone; it is not asked.")
    return broken


def _asked_still(desk: Desk, source_id: str) -> bool:
    """Whether the source is broken, or a round will ask it: what is open of it is then settled by that."""
    if source_id in desk.sources.broken:
        return True
    source = desk.sources.get(source_id)
    return source is not None and source.default_on and source.fetched and source.why_not_asked(desk.settings.keys) is None


def end_troubles(desk: Desk, source: str, kinds: Collection[str]) -> None:
    """End troubles of these kinds, since a person has seen to them, and tell the operator of those that were told."""
    now = desk.clock.now()
    ended = desk.store.end_troubles(source, kinds, now)
    _tell_over(desk, Alerting(desk), source, [one for one in ended if one.told_at is not None], now)


def _judge(desk: Desk, source: Source, report: Report, shots: Sequence[Fixing]) -> _Judged:
    judged = _Judged(source.id, clean=report.error is None)
    whole = source.backfill is not None and source.backfill.whole
    if not whole:
        found = watch.rows(report)
        # An answer that is as before is not read again, so that nothing was looked for in it.
        read_again = report.status == "ok" and len(report.payloads) == len(report.hashes)
        judged.take(watch.ROW_KINDS if read_again else found, found)
    left_out = frozenset(
        left.observation
        for shot in shots
        for left in shot.exclusions
        if left.source == source.id and left.reason in watch.SCREENED and left.observation is not None
    )
    said: dict[int, Observation] = {}
    if left_out:
        since = session_of(desk.clock.now() - _RECENT)
        newest = desk.store.poll_rows(source.id, limit=1)
        # What was imported and is then shown by the source itself is its own word, too.
        brought = desk.store.polled(left_out).union(*(poll.shown for poll in newest))
        said = {
            seen.id: seen for seen in desk.store.observations(source=source.id, since=since) if seen.id is not None and seen.id in brought
        }
    judged.take(watch.SCREENED, watch.screened(source.id, shots, said))
    judged.take(("late",), watch.late(desk, source))
    judged.take(("cross",), watch.crosses(desk, source, left_out))
    if Market.OFFICIAL in source.markets:
        judged.take(("conflict",), watch.conflict(desk, source))
    return judged


def _note_failure(desk: Desk, alerting: Alerting, report: Report) -> None:
    """One more poll of the source failed wholly."""
    now = desk.clock.now()
    before = [one for one in desk.store.open_troubles(report.source) if of_polls(one.kind)]
    run = _failures(desk, report.source)
    if run == _TOLD_BY and before and _told_long_ago(before, now):
        # So far it answered in part, and that was told; that it fails wholly is news.
        desk.store.end_troubles(report.source, [one.kind for one in before], now)
    kind = report.kind or "failed"
    trouble = desk.store.note_trouble(report.source, kind, plain(report.error or "it gave no answer"), now, _payload(report))
    _tell_story(desk, alerting, trouble, f"fails ({kind})", least=run)


def _note_part(desk: Desk, alerting: Alerting, report: Report) -> None:
    """The poll landed something, and some of it failed."""
    kind = report.kind or "failed"
    trouble = desk.store.note_trouble(report.source, kind, plain(report.error or ""), desk.clock.now(), _payload(report))
    _tell_story(desk, alerting, trouble, f"answers in part ({kind})", least=0)


def _tell_story(desk: Desk, alerting: Alerting, trouble: Trouble, how: str, least: int) -> None:
    """Tell that polls go wrong, once for all the kinds in which they do."""
    # A fixing, too, may say of a figure that it is of the future: that is no failing poll.
    open_ones = desk.store.open_troubles(trouble.source)
    story = [one for one in open_ones if of_polls(one.kind) and (one.kind != "future" or one.kind == trouble.kind)]
    untold = _untold(desk, trouble.source, of_polls)
    count = max(sum(one.count for one in story), least) + sum(one.count for one in untold)
    if count < _TOLD_BY or any(one.told_at is not None for one in story):
        return
    since = min(one.first_at for one in (*untold, *story))
    if desk.store.tell_trouble(trouble.id, desk.clock.now()):
        alerting.tell(trouble.source, trouble.kind, f"{trouble.source} {how}: {trouble.detail}; {_times(count, since)}.")


def _settle(desk: Desk, alerting: Alerting, judged: _Judged, payload_hash: str | None) -> None:
    """Note what was found, end what was looked for and not found, and tell of both."""
    now = desk.clock.now()
    for kind, detail in judged.found.items():
        trouble = desk.store.note_trouble(judged.source, kind, plain(detail), now, payload_hash)
        untold = _untold(desk, judged.source, kind.__eq__) if trouble.told_at is None else []
        count = trouble.count + sum(one.count for one in untold)
        if count >= _TOLD_BY and trouble.told_at is None and desk.store.tell_trouble(trouble.id, now):
            since = min(one.first_at for one in (*untold, trouble))
            alerting.tell(judged.source, kind, f"{judged.source} ({kind}): {trouble.detail}; {_times(count, since)}.")
    past = {
        one.kind
        for one in desk.store.open_troubles(judged.source)
        if one.kind not in judged.found and (judged.clean if of_polls(one.kind) else one.kind in judged.looked_for)
    }
    ended = desk.store.end_troubles(judged.source, past, now) if past else []
    _tell_over(desk, alerting, judged.source, [one for one in ended if one.told_at is not None], now)


def _tell_over(desk: Desk, alerting: Alerting, source: str, told: Sequence[Trouble], now: datetime) -> None:
    """Tell that what was told is over: of failing polls once, of each other kind by itself."""
    news = [one for one in told if desk.store.tell_trouble(one.id, now, over=True)]
    polls = [one for one in news if of_polls(one.kind)]
    if polls:
        since = min(one.first_at for one in polls)
        alerting.tell(source, OF_POLLS, f"{source} answers again; it had failed ({', '.join(one.kind for one in polls)}) {_since(since)}.")
    for one in news:
        if not of_polls(one.kind):
            alerting.tell(source, one.kind, f"{source} ({one.kind}): that is over; it had held {_since(one.first_at)}.")


def _untold(desk: Desk, source: str, alike: Callable[[str], bool]) -> list[Trouble]:
    """Troubles of such kinds that ended within a day without a word to the operator: one that comes and goes is told by its second time."""
    now = desk.clock.now()
    family = [one for one in desk.store.troubles(source, now - _RECENT) if alike(one.kind) and one.over_at is not None]
    told = max((one.id for one in family if one.told_at is not None), default=0)
    return [one for one in family if one.id > told and one.over_at is not None and now - one.over_at < _FLAPS]


def _told_long_ago(story: Sequence[Trouble], now: datetime) -> bool:
    told = [one.told_at for one in story if one.told_at is not None]
    return bool(told) and now - max(told) >= _TOLD_AFRESH


def _failures(desk: Desk, source: str) -> int:
    """How often the source failed in a row up to now."""
    polls = desk.store.poll_rows(source, limit=_TOLD_BY + 1)
    return next((back for back, poll in enumerate(reversed(polls)) if poll.status != "failed"), len(polls))


def _payload(report: Report) -> str | None:
    if report.rejected:
        return report.rejected[0].hash
    return next(iter(report.hashes.values()), None)


def _times(count: int, since: datetime) -> str:
    return f"{count} times {_since(since)}"


def _since(instant: datetime) -> str:
    return f"since {instant.astimezone(WAT).strftime('%Y-%m-%d %H:%M')} WAT"
