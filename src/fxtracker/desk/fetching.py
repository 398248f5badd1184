"""Asking the sources, landing each answer as it comes, and working out what it touches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from fxtracker.analysis.official import NOTES
from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.desk.pacing import resting
from fxtracker.desk.troubles import note_broken, note_round
from fxtracker.errors import ConfigError, UsageError
from fxtracker.rates import Fixing, Market
from fxtracker.store import Answer, Landed, Poll

if TYPE_CHECKING:
    from fxtracker.sources import KnownPayload, Payload, Report, Source

__all__ = ["Fetched", "answers_of", "chosen_sources", "fetch", "fetched_json", "fetched_line"]

_SOUND = ("copy", "probation")


class Fetched(NamedTuple):
    """What one source said. `status` is ok (something new), unchanged (nothing new), failed, or resting; `seconds` is how long it took.

    A source that is resting was not asked, and `error` says until when and why; that is no failure. `set_aside` counts what could not be
    believed and, once the fixings are made, what screening left out.
    """

    source: str
    status: str
    observations: int
    set_aside: int
    error: str | None
    seconds: float


def fetched_json(row: Fetched) -> dict[str, Any]:
    """The row in the documented JSON shape."""
    return {**row._asdict(), "seconds": round(row.seconds, 3)}


def fetched_line(row: Fetched) -> str:
    """One line for a person: what a source said, or why it failed."""
    if row.status == "failed":
        return f"  {row.source:<14} {row.seconds:5.1f} s  failed: {row.error}"
    if row.status == "resting":
        return f"  {row.source:<14}     -    {row.error}"
    said = "nothing new" if row.status == "unchanged" else f"{row.observations:,} new"
    said += f", {row.set_aside:,} set aside" if row.set_aside else ""
    return f"  {row.source:<14} {row.seconds:5.1f} s  {said}" + (f" ({row.error})" if row.error else "")


def chosen_sources(desk: Desk, ids: Sequence[str], market: Market | None = None) -> list[Source]:
    """The sources of those ids, or all (of a market) that are on and may be asked.

    UsageError for one that is not known or has nothing to ask, ConfigError for one that needs a key and has none, or whose file is wrong.
    """
    keys = desk.settings.keys
    if not ids:
        found = [
            source
            for source in desk.sources.values()
            if source.default_on and source.fetched and market in (None, *source.markets) and source.why_not_asked(keys) is None
        ]
        if not found:
            whose = f"--market: no source of the {market} market" if market is not None else "SOURCE: no source"
            raise UsageError(f"{whose} is on; `fxtracker sources` shows which there are")
        return found
    found = []
    for source_id in dict.fromkeys(ids):
        source = desk.sources.named(source_id)
        if source is None:
            raise UsageError(f"SOURCE: {source_id!r} is not a source; `fxtracker sources` lists {', '.join(sorted(desk.sources))}")
        if not source.fetched:
            raise UsageError(f"SOURCE: {source_id!r} has nothing to ask; its figures come by `fxtracker quote` or `fxtracker import`")
        # Whether to ask what a robots file forbids is the operator's own decision; a key cannot be done without.
        if source.needs_key and not keys.get(source_id):
            raise ConfigError(
                f'SOURCE: {source_id!r} needs a key; write {source_id} = "..." under [keys] in the file of secrets, '
                f"or set FXTRACKER_KEY_{source_id.upper().replace('-', '_')}"
            )
        found.append(source)
    return found


def fetch(
    desk: Desk,
    ids: Sequence[str] = (),
    progress: Callable[[Fetched], None] | None = None,
    market: Market | None = None,
    *,
    due: bool = False,
) -> list[Fetched]:
    """Ask the sources all at once, land every answer by itself, and fix what was touched; one row a source, in their order.

    A source that fails is a row and a poll of its own, and keeps none of the others from landing; one whose file is wrong is a row. One
    that is not named is left alone while its host wants that, and with `due` (a round of the jobs) also while its file or its failures ask
    for it. What went wrong is noted, and told to the operator where it is to be told.
    `progress` is given each row as it lands, and once more where screening then leaves some of its figures out.
    """
    from fxtracker.sources import ask_all

    sources = chosen_sources(desk, ids, market)
    rows: dict[str, Fetched] = {}
    if not ids:
        for source in sources:
            if (rest := resting(desk, source, due=due)) is not None:
                rows[source.id] = Fetched(source.id, "resting", 0, 0, rest.told, 0.0)
                if progress is not None:
                    progress(rows[source.id])
        for broken in note_broken(desk, market):
            rows[broken.who.id] = Fetched(broken.who.id, "failed", 0, 0, broken.told, 0.0)
            if progress is not None:
                progress(rows[broken.who.id])
    asked = [source for source in sources if source.id not in rows]
    known = _known(desk, asked)
    landings: dict[str, Landed] = {}
    reports: dict[str, Report] = {}

    def land(report: Report) -> None:
        reports[report.source] = report
        landings[report.source] = _land(desk, report, known[report.source])
        rows[report.source] = _row(report, landings[report.source])
        if progress is not None:
            progress(rows[report.source])

    # What no round may ask is asked by its name alone: to look at it now and then is the operator's own decision.
    ask_all(
        [replace(source, robots_ok=True) for source in asked] if ids else asked,
        settings=desk.settings,
        clock=desk.clock,
        known=known,
        progress=land,
    )
    answered = {market for source in asked if rows[source.id].status != "failed" for market in source.markets}
    brought = ", ".join(source.id for source in asked if landings[source.id].added)
    shots: list[Fixing] = []
    refix(desk, [market for market in Market if market in answered], f"new figures of {brought}" if brought else None, shots.append)
    out = _left_out(shots)
    note_round(desk, asked, reports, shots)
    for name, landed in landings.items():
        row = _screened(desk, rows[name], landed, out)
        # The line that told of it as it landed did not know yet.
        if row != rows[name] and progress is not None:
            progress(row)
        rows[name] = row
    ours = [source.id for source in sources]
    return [rows[name] for name in (*ours, *(name for name in rows if name not in ours))]


def _known(desk: Desk, sources: Sequence[Source]) -> dict[str, dict[str, KnownPayload]]:
    from fxtracker.sources import KnownPayload

    return {
        source.id: {
            url: KnownPayload(answer.hash, answer.etag, answer.last_modified, partial(desk.store.payload, answer.hash), answer.structure)
            for url, answer in desk.store.answers(source.id).items()
        }
        for source in sources
    }


def _land(desk: Desk, report: Report, known: Mapping[str, KnownPayload]) -> Landed:
    poll = Poll(
        report.source,
        report.started_at,
        report.finished_at,
        report.status,
        report.kind,
        report.error,
        answers_of(report, known),
        retry_at=report.retry_at,
    )
    return desk.store.add_poll(poll, report.observations, report.set_aside)


def _row(report: Report, landed: Landed) -> Fetched:
    status = report.status
    if status == "ok" and not landed.added and not landed.set_aside:
        status = "unchanged"
    return Fetched(report.source, status, len(landed.added), landed.set_aside, report.error, report.seconds)


def _left_out(shots: Sequence[Fixing]) -> set[int]:
    """The observations that the snapshots of this moment did not count, also those that came to no figure and are not kept.

    A copy is sound, it only has no voice of its own; one on probation is not judged.
    """
    return {left.observation for shot in shots for left in shot.exclusions if left.observation and left.reason not in _SOUND}


def _screened(desk: Desk, row: Fetched, landed: Landed, left_out: set[int]) -> Fetched:
    held = desk.store.held_back(landed.poll_id, NOTES) + sum(1 for seen in landed.added if seen.id in left_out)
    return row._replace(set_aside=row.set_aside + held)


def answers_of(report: Report, known: Mapping[str, KnownPayload]) -> tuple[Answer, ...]:
    """The answers of a report as the store keeps them; `known` is what was remembered of those that were as before."""
    fresh = {payload.url: _answer(payload) for payload in report.payloads}
    same = [
        Answer(url, digest, known[url].etag, known[url].last_modified, structure=known[url].structure)
        for url, digest in report.hashes.items()
        if url not in fresh and url in known
    ]
    return (*fresh.values(), *same, *(_answer(payload, rejected=True) for payload in report.rejected))


def _answer(payload: Payload, *, rejected: bool = False) -> Answer:
    return Answer(
        url=payload.url,
        hash=payload.hash,
        # What could not be used must not be asked for as the known answer.
        etag=None if rejected else payload.etag,
        last_modified=None if rejected else payload.last_modified,
        body=payload.body,
        rejected=rejected,
        status=payload.status,
        method=payload.method,
        request_headers=payload.request_headers,
        request_body=None if payload.request_body is None else payload.request_body.decode("utf-8", "replace"),
        headers=payload.headers,
        structure=payload.structure,
    )
