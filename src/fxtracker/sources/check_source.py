"""What must agree between the parts of a source file: terms and keys, times, sides, addresses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fxtracker.rates import Side, Timing
from fxtracker.sources.reading import Reading
from fxtracker.sources.request import KEY_PLACE, Request
from fxtracker.sources.take import Table

if TYPE_CHECKING:
    from fxtracker.sources.spec import Source

__all__ = ["check_source"]


def check_source(table: Table, source: Source) -> None:
    """Refuse a file of which two parts contradict each other; ConfigError names the key that is to be changed."""
    _check_terms(table, source)
    _check_reading(table, source)
    _check_addresses(table, source)


def _check_terms(table: Table, source: Source) -> None:
    if source.default_on and not source.robots_ok:
        raise table.refuse("default_on", True, "false, since robots_ok is false: what a robots file or terms forbid is not asked")
    if not source.default_on and source.reason is None:
        raise table.refuse("reason", None, "why it is off, in a sentence, since default_on is false")
    keyed = any(request.holds(KEY_PLACE) for request in _all_requests(source))
    if keyed and not source.needs_key:
        raise table.refuse("needs_key", False, "true, since {key} stands in a request")
    if source.fetched and source.needs_key and not keyed:
        raise table.refuse("needs_key", True, "{key} where the key belongs in a request, or needs_key = false")


def _all_requests(source: Source) -> tuple[Request, ...]:
    past = source.backfill.request if source.backfill is not None else None
    return source.requests if past is None else (*source.requests, past)


def _check_addresses(table: Table, source: Source) -> None:
    seen: set[str] = set()
    for request in source.requests:
        for asks in request.asks(date(2000, 1, 31)):
            for address in dict.fromkeys(ask.address for ask in asks):
                if address in seen:
                    raise table.refuse(
                        "request", address, "each address once; two posts to one address are told apart by gives = ask and bid"
                    )
                seen.add(address)


def _check_reading(table: Table, source: Source) -> None:
    if source.fetched != (source.read is not None):
        raise table.refuse("read", None, "both [[request]] and [read], or neither")
    if source.fetched and not source.ranges:
        raise table.refuse("range", None, "the believable naira for one unit of each currency, such as USD = [300, 10000]")
    for request in source.requests:
        if request.gives not in (Side.BID, Side.ASK) and any(layout.adverts is not None for layout in source.layouts):
            raise table.refuse("gives", request.gives and str(request.gives), "bid or ask in each [[request]], since adverts have one side")
    past = source.backfill
    if past is not None and not source.fetched:
        raise table.refuse("backfill", "backfill", "it only beside [[request]] and [read]")
    for layout in (*source.layouts, *(past.layouts if past else ())):
        if layout.steered:
            _check_layout(table, source, layout)
    if past is not None and past.request is not None:
        for layout in past.layouts or source.layouts:
            if layout.steered and layout.time is None:
                raise table.refuse("backfill.read", None, "a [read.time]: an answer about the past must say of which day it is")


def _check_layout(table: Table, source: Source, layout: Reading) -> None:
    key, timing = ("read.timing", layout.timing) if layout.timing is not None else ("timing", source.timing)
    moment = layout.time
    stated = Timing.SEEN if moment is None else Timing.DATED if moment.dated else Timing.INSTANT
    if timing is not stated:
        right = {
            Timing.SEEN: "no [read.time]",
            Timing.DATED: "a [read.time] of form date or of a day such as %d/%m/%Y",
            Timing.INSTANT: "a [read.time] of form iso or seconds or milliseconds or of a time of day such as %d/%m/%Y %H:%M",
        }[timing]
        raise table.refuse(key, str(timing), f"{right}, or another timing")
    dated = any(request.dated for request in source.requests)
    if dated and moment is None:
        raise table.refuse("read.time", None, "where the answer states its day, since the address names one")
