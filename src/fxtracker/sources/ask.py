"""Asks sources, all at once, and reports on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from fxtracker.lagos import Clock
from fxtracker.settings import Settings
from fxtracker.sources.answers import Known, Report
from fxtracker.sources.request import Ask
from fxtracker.sources.spec import Source

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task

__all__ = ["ask_all"]


def ask_all(
    sources: Iterable[Source],
    settings: Settings,
    clock: Clock,
    known: Known | None = None,
    progress: Callable[[Report], None] | None = None,
    asks: Mapping[str, Sequence[tuple[Ask, ...]]] | None = None,
) -> list[Report]:
    """Ask every source that can be asked, all at once; one report each, in the order given.

    `known` is what is remembered of each address; an answer that is as before is not read again. `progress` is called as each report
    lands, in the thread of the caller: however long it takes to store an answer, the others are not kept waiting meanwhile. What `known`
    reads is read in another thread. A source that fails, hangs or meets a bug in its reader fails alone, within its own time.

    `asks` are, by source, other things to ask than its ordinary requests: for each answer the alternatives in order, the first that
    answers well is used. Each has the time of the source for itself, and as many are under way as the source allows.
    """
    asked = [source for source in sources if source.fetched]
    if not asked:
        return []
    # The client and the event loop are loaded when something is asked: a command that only names sources starts without them.
    from fxtracker.sources.loop import Loop
    from fxtracker.sources.rounds import ask_round

    landed: SimpleQueue[Report | BaseException] = SimpleQueue()
    loop = Loop()
    task = loop.create_task(ask_round(asked, settings, clock, known or {}, landed.put, asks))
    asking = Thread(target=_run, args=(loop, task, landed), name="asking", daemon=True)
    asking.start()
    reports: dict[str, Report] = {}
    try:
        for _ in asked:
            report = landed.get()
            if isinstance(report, BaseException):
                raise report
            reports[report.source] = report
            if progress is not None:
                progress(report)
    except BaseException:
        with suppress(RuntimeError):  # the loop may have ended by itself
            loop.call_soon_threadsafe(task.cancel)
        raise
    finally:
        asking.join()
    return [reports[source.id] for source in asked]


def _run(loop: AbstractEventLoop, task: Task[None], landed: SimpleQueue[Report | BaseException]) -> None:
    """Run the round to its end; what ends it early is handed to the one who waits for the reports."""
    try:
        loop.run_until_complete(task)
    except BaseException as fault:  # noqa: BLE001 - raised again where the reports are awaited
        landed.put(fault)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
