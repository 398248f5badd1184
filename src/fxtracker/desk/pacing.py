"""Whom a round leaves alone for now: who asked for it, who was asked just now, and who keeps failing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.desk import Desk
from fxtracker.lagos import WAT

if TYPE_CHECKING:
    from fxtracker.sources import Source

__all__ = ["Past", "Rest", "resting", "wants_rest"]

_WORTH_OBEYING = timedelta(seconds=60)
"""What a host asks to wait less than this is waited for within the round."""
_LONGEST = timedelta(days=1)
"""However long a host asks to be left alone, it is asked once a day: nobody else would notice that it forgot itself."""
_PATIENT_WITH = 3
_FIRST_WAIT, _LAST_WAIT = timedelta(minutes=30), timedelta(hours=6)
_SLACK = timedelta(minutes=1)
"""A job fires by the clock and asks a little later each time or a little earlier; so much does not make it wait for its next firing."""


class Past(NamedTuple):
    """What is remembered of a source: when it was asked last, how often it failed since it last answered, until when it wants rest."""

    asked_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None


class Rest(NamedTuple):
    """Until when a source is left alone, and why, in words that complete "it is left alone until ..."."""

    until: datetime
    why: str

    @property
    def told(self) -> str:
        """One sentence for a person."""
        return f"left alone until {self.until.astimezone(WAT).strftime('%Y-%m-%d %H:%M')} WAT: {self.why}"


def wants_rest(past: Past, now: datetime, not_oftener: timedelta | None = None, *, due: bool = True) -> Rest | None:
    """Why and until when a source is to be left alone at `now`, or None where it may be asked.

    A host that asked for a minute or more is obeyed always. A round of the jobs (`due`) also leaves alone what was asked within
    `not_oftener`, and what failed three times in a row: for half an hour, then for twice as long each time, six hours at most.
    """
    if past.asked_at is None:
        return None
    rests: list[Rest] = []
    if past.retry_at is not None and past.retry_at - past.asked_at >= _WORTH_OBEYING:
        rests.append(Rest(min(past.retry_at, past.asked_at + _LONGEST), "its host asked for it"))
    if due and not_oftener is not None:
        rests.append(Rest(past.asked_at + not_oftener - _SLACK, f"it is asked every {_words(not_oftener)} at most"))
    if due and past.failures >= _PATIENT_WITH:
        # Doubled a few times only: a source that has failed a thousand times must not overflow.
        wait = min(_LAST_WAIT, _FIRST_WAIT * 2 ** min(past.failures - _PATIENT_WITH, 10))
        rests.append(Rest(past.asked_at + wait - _SLACK, f"it failed {past.failures} times in a row"))
    longest = max(rests, key=lambda rest: rest.until, default=None)
    return longest if longest is not None and longest.until > now else None


def resting(desk: Desk, source: Source, *, due: bool = True, paced: bool = True) -> Rest | None:
    """Why and until when a round leaves this source alone, from what the store remembers of it; None where it may be asked.

    Without `paced`, that it was asked just now and is asked so often at most does not matter.
    """
    polls = desk.store.poll_rows(source.id, limit=12 if due else 1)
    if not polls:
        return None
    landed = next((back for back, poll in enumerate(reversed(polls)) if poll.status != "failed"), len(polls))
    past = Past(polls[-1].started_at, landed, polls[-1].retry_at)
    return wants_rest(past, desk.clock.now(), source.not_oftener if paced else None, due=due)


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} minutes"
