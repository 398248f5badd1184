"""The rates for machines: what `fxtracker rate --json` prints, at an address."""

from __future__ import annotations

import re
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fxtracker.desk.answers import row_json
from fxtracker.errors import NoData, UsageError
from fxtracker.lagos import day_end, iso_utc, parse_when, session_of
from fxtracker.rates import Market, Pair
from fxtracker.web.library import Library
from fxtracker.web.replies import JSON, Reply, encoded, reply

__all__ = ["rates"]

_PARAMETERS = ("market", "at", "known_at")


async def rates(request: Request) -> Response:
    """Every market's rate of a pair, or that of `?market=`, now or at `?at=`, as it is known now or was at `?known_at=`."""
    pair = _pair(request.path_params["pair"])
    given = _parameters(request)
    market = _market(given["market"]) if "market" in given else None
    library: Library = request.app.state.library
    at, known_at = (_moment(given[name], name, library.now()) if name in given else None for name in ("at", "known_at"))
    return reply(request, await run_in_threadpool(_rates, library, pair, market, at, known_at))


def _rates(library: Library, pair: Pair, market: Market | None, at: datetime | None, known_at: datetime | None) -> Reply:
    now = library.now()
    rows = library.rates(pair, at or now, market, known_at)
    shown = [row_json(row) for row in rows]
    minute = now.replace(second=0, microsecond=0)
    # The age runs on by the second; for a reader who asks again it is the same answer until the minute is over.
    tag = encoded([{**row, "age_seconds": None} for row in shown] + [{"minute": minute.isoformat() if at is None else ""}])
    changed = max([minute, *(row.known_at for row in rows if row.known_at is not None)])
    return Reply(encoded(shown), JSON, changed=changed, cache="public, max-age=15", tag=tag)


def _parameters(request: Request) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in _PARAMETERS:
            raise UsageError(f"{name}: is not a parameter of this address; it takes {', '.join(_PARAMETERS)}")
        if name in given:
            raise UsageError(f"{name}: is given more than once; give it once")
        given[name] = value
    return given


def _pair(text: str) -> Pair:
    try:
        return Pair.parse(text, "pair")
    except UsageError as fault:
        raise NoData(str(fault)) from None


def _market(text: str) -> Market:
    try:
        return Market(text)
    except ValueError:
        raise UsageError(f"market: {text!r} is not a market; write one of {', '.join(Market)}") from None


def _moment(text: str, field: str, now: datetime) -> datetime:
    # An unescaped "+01:00" arrives with a space for its sign.
    moment = parse_when(re.sub(r"(\d:\d{2}(?::\d{2}(?:\.\d+)?)?) (\d{2}:?\d{2})$", r"\1+\2", text), field)
    # A day is given as it is so far; of what is yet to come nothing is known.
    if moment > now and moment != day_end(session_of(now)):
        raise UsageError(f"{field}: {text!r} is yet to come; it is {iso_utc(now)} now")
    return moment
