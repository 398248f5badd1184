"""The rates for machines: what `fxtracker rate --json` prints, at an address."""

from __future__ import annotations

import re
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fxtracker.desk.answers import row_json
from fxtracker.errors import NoData, UsageError
from fxtracker.lagos import parse_when
from fxtracker.rates import Market, Pair
from fxtracker.web.library import Library
from fxtracker.web.replies import JSON, Reply, encoded, reply

__all__ = ["rates"]

_PARAMETERS = ("market", "at")


async def rates(request: Request) -> Response:
    """Every market's rate of a pair, or that of `?market=`, now or at `?at=`."""
    pair = _pair(request.path_params["pair"])
    given = _parameters(request)
    market = _market(given["market"]) if "market" in given else None
    at = _moment(given["at"]) if "at" in given else None
    library: Library = request.app.state.library
    return reply(request, await run_in_threadpool(_rates, library, pair, market, at))


def _rates(library: Library, pair: Pair, market: Market | None, at: datetime | None) -> Reply:
    now = library.now()
    rows = library.rates(pair, at or now, market)
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
            raise UsageError(f"{name}: is not a parameter of this address; it takes {' and '.join(_PARAMETERS)}")
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


def _moment(text: str) -> datetime:
    # An unescaped "+01:00" arrives with a space for its sign.
    return parse_when(re.sub(r"(\d:\d{2}(?::\d{2}(?:\.\d+)?)?) (\d{2}:?\d{2})$", r"\1+\2", text), "at")
