"""Accepting a changed layout: what was refused for it is read as today's source file reads it, and lands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.desk import Desk
from fxtracker.desk.reparsing import Reparsed, reparse
from fxtracker.desk.troubles import end_troubles
from fxtracker.desk.trying import Trial, try_answers
from fxtracker.errors import NoData, UsageError, shown
from fxtracker.lagos import session_of

if TYPE_CHECKING:
    from fxtracker.sources import Source

__all__ = ["Refused", "accept", "refused"]

_POLLS = 2000


class Refused(NamedTuple):
    """What of a source was refused for its layout since it last answered well: how many polls, since when, and what the newest says."""

    source: Source
    polls: int
    since: datetime
    told: str
    trial: Trial


def refused(desk: Desk, source_id: str) -> Refused:
    """What `accept` would land; UsageError for a source that is not known, NoData where nothing was refused for its layout."""
    source = desk.sources.named(source_id)
    if source is None:
        raise UsageError(f"ID: {shown(source_id)} is not a source; write one of {', '.join(sorted(desk.sources))}")
    polls = []
    for poll in reversed(desk.store.poll_rows(source_id, limit=_POLLS)):
        if poll.status != "failed" and poll.kind != "layout":
            break
        # One that was accepted has figures that stand in its answers.
        if poll.kind == "layout" and not poll.shown and any(answer.rejected for answer in poll.answers):
            polls.append(poll)
    if not polls:
        raise NoData(
            f"nothing of {source_id} was refused for its layout since it last answered well; `fxtracker doctor` says how it is doing"
        )
    newest = polls[0]
    kept = [(answer, body) for answer in newest.answers if answer.rejected and (body := desk.store.payload(answer.hash)) is not None]
    if not kept:
        raise NoData(f"the answers of {source_id} that were refused are no longer kept; `fxtracker fetch {source_id}` asks it again")
    trial = try_answers(source, desk.settings, [body for _, body in kept], [answer.url for answer, _ in kept])
    return Refused(source, len(polls), polls[-1].started_at, newest.error or "its layout changed", trial)


def accept(desk: Desk, found: Refused) -> Reparsed:
    """Land what was refused, each figure at the time of the answer that showed it, and end the trouble."""
    done = reparse(desk, found.source.id, session_of(found.since), accept_layout=True)
    if done.read:
        end_troubles(desk, found.source.id, ("layout",))
    return done
