"""Asks sources, all at once, and reports on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fxtracker.lagos import Clock
from fxtracker.settings import Settings
from fxtracker.sources.answers import Known, Report
from fxtracker.sources.spec import Source

__all__ = ["ask_all"]


def ask_all(
    sources: Iterable[Source],
    settings: Settings,
    clock: Clock,
    known: Known | None = None,
    progress: Callable[[Report], None] | None = None,
) -> list[Report]:
    """Ask every source that can be asked, all at once; one report each, in the order given.

    `known` is what is remembered of each address; an answer that is as before is not read again. `progress` is called as each report
    lands. A source that fails, hangs or meets a bug in its reader fails alone, within its own time.
    """
    # The client and the event loop are loaded when something is asked: a command that only names sources starts without them.
    import asyncio

    from fxtracker.sources.rounds import ask_round

    return asyncio.run(ask_round([source for source in sources if source.fetched], settings, clock, known or {}, progress))
