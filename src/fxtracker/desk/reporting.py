"""A figure that the press printed: taken down under the outlet's own name, with the page that printed it and the session that it claims."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from fxtracker.desk import REPORTED, Desk
from fxtracker.desk.fixing import refix
from fxtracker.desk.quoting import check_sides
from fxtracker.errors import UsageError, shown
from fxtracker.lagos import NAIRA_START, dated_instant, session_of
from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Segment, Timing
from fxtracker.store import Poll

__all__ = ["Outlet", "outlets", "take_reported"]

_LONGEST = 500


class Outlet(NamedTuple):
    """One outlet: how many of its figures are stored, and the newest session that it spoke of."""

    name: str
    figures: int
    last_session: date

    def json(self) -> dict[str, Any]:
        """The outlet in the documented JSON shape."""
        return {"outlet": self.name, "figures": self.figures, "last_session": self.last_session.isoformat()}


def outlets(desk: Desk) -> list[Outlet]:
    """Every outlet whose figures are stored, by name."""
    return [Outlet(*row) for row in desk.store.sources_of(Segment.PRESS) if row[0] not in desk.sources]


def take_reported(
    desk: Desk,
    outlet: str,
    url: str,
    pair: Pair,
    market: Market,
    quote: Quote,
    session: date,
    measure: Measure | None = None,
    city: str | None = None,
) -> Observation:
    """Land what an outlet printed (naira per unit, for the session that it claims) and fix what it touches.

    The form is that of an imported figure, so that the same figure by either way is one. UsageError where the outlet is a source of its
    own, the address is none, the session is yet to come, or an official figure does not say which measure it is.
    """
    now = desk.clock.now()
    _check(desk, outlet, url, session)
    if market is Market.OFFICIAL and measure in (None, Measure.QUOTE):
        raise UsageError("--measure: an official figure needs one; write close, high, low, weighted_average, simple_average or central")
    if market is not Market.OFFICIAL and measure not in (None, Measure.QUOTE):
        raise UsageError(f"--measure: {measure} is a figure of the official market; on the {market} market there are quotes alone")
    if quote.mid is not None and (quote.bid, quote.ask) != (None, None):
        raise UsageError("--mid: it stands beside --bid or --ask; write the sides where the page gives them, else --mid alone")
    if quote.mid is None:
        check_sides(pair, quote.bid, quote.ask, "at least one, or --mid for a figure without a side")
    moment = dated_instant(session, now)
    observation = Observation(
        source=outlet,
        market=market,
        segment=Segment.PRESS,
        measure=measure or Measure.QUOTE,
        location=city,
        pair=pair,
        quote=quote,
        session=session,
        observed_at=moment,
        retrieved_at=now,
        timing=Timing.DATED,
        note=url,
        visible_at=moment,
    )
    landed = desk.store.add_poll(Poll(REPORTED, now, now, "ok"), [observation], history=True)
    refix(desk, [market], f"a figure that {outlet} printed")
    return landed.added[0] if landed.added else observation


def _check(desk: Desk, outlet: str, url: str, session: date) -> None:
    if outlet in desk.sources:
        raise UsageError(f"--outlet: {shown(outlet)} is a source of its own; write the outlet that printed the figure, such as punchng.com")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        good = False
    if not good or len(url) > _LONGEST:
        raise UsageError(f"--url: {shown(url)} is not the address of a page; write one such as https://punchng.com/naira-today")
    if session > session_of(desk.clock.now()):
        raise UsageError(f"--session: {session} is yet to come; write the day that the page speaks of")
    if session < NAIRA_START:
        raise UsageError(f"--session: {session} is before the naira came in; write {NAIRA_START} or a later day")
