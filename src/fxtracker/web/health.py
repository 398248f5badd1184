"""`/healthz`: 200 only where the database answers and a daemon that should live does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fxtracker.errors import FxtrackerError, StoreError
from fxtracker.lagos import iso_utc
from fxtracker.rates import USD, FixingKind, Market, Measure
from fxtracker.web.library import Library
from fxtracker.web.replies import JSON, Reply, encoded, reply

__all__ = ["healthz"]

_FRESH_SECONDS = 120


async def healthz(request: Request) -> Response:
    """The state of this house for a supervisor; never to be kept."""
    library: Library = request.app.state.library
    told = await run_in_threadpool(_told, library, expected=request.app.state.daemon_expected)
    return reply(request, Reply(encoded(told), JSON, 200 if told["ok"] else 503, cache="no-store"))


def _told(library: Library, *, expected: bool) -> dict[str, Any]:
    now = library.now()
    told: dict[str, Any] = {"app": "fxtracker", "version": library.version, "ok": False, "now": iso_utc(now)}
    try:
        library.store.ping()
        beat = library.store.heartbeat("daemon")
        age = None if beat is None else int((now - beat).total_seconds())
        wanted = expected or beat is not None
        fresh = age is not None and abs(age) < _FRESH_SECONDS
        told["database"] = {"ok": True}
        told["daemon"] = {"expected": wanted, "ok": fresh or not wanted, "heartbeat_age_seconds": age}
        told["sources"] = {
            name: {
                "last_success": _instant(health.last_success),
                "last_failure": _instant(health.last_failure),
                "failures": health.failures,
                "error": health.last_error if health.failures else None,
            }
            for name, health in sorted(library.store.health().items())
        }
        told["fixings"] = {market.value: _fixing(library, market, now) for market in Market}
        told["ok"] = told["daemon"]["ok"]
    except StoreError as fault:
        told["database"] = {"ok": False, "error": str(fault)}
    except FxtrackerError as fault:
        told["error"] = str(fault)
    return told


def _fixing(library: Library, market: Market, now: datetime) -> dict[str, Any] | None:
    measures = (Measure.CLOSE, Measure.CENTRAL) if market is Market.OFFICIAL else (Measure.QUOTE,)
    kind = FixingKind.SESSION if market is Market.OFFICIAL else None
    found = [fixing for measure in measures if (fixing := library.store.fixing(market, USD, measure, now, kind)) is not None]
    if not found:
        return None
    newest = max(found, key=lambda fixing: fixing.at)
    return {"session": newest.session.isoformat(), "at": iso_utc(newest.at), "age_seconds": max(0, int((now - newest.at).total_seconds()))}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else iso_utc(moment)
