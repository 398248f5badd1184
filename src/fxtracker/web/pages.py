"""The pages for readers. Each handler reads in a worker thread, renders, and says how long the bytes may be kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fxtracker.errors import NoData, UsageError
from fxtracker.site import render
from fxtracker.site.model import AboutPage, PieceLink
from fxtracker.web.library import Library
from fxtracker.web.replies import Reply, reply

__all__ = ["about", "article", "chart", "home", "hub", "latest", "page_day", "sources"]

Handler = Callable[[Request], Awaitable[Response]]

_LONG = "public, max-age=3600"


async def home(request: Request) -> Response:
    """The front page."""
    return reply(request, await run_in_threadpool(_home, _library(request)))


def hub(kind: str) -> Handler:
    """The handler of the evergreen address of a kind, which always shows its latest article."""

    async def answer(request: Request) -> Response:
        return reply(request, await run_in_threadpool(_hub, _library(request), kind))

    return answer


def article(kind: str) -> Handler:
    """The handler of a day's article of a kind: the newest revision or that of `?rev=N`."""

    async def answer(request: Request) -> Response:
        day, number = page_day(request), _whole(request, "rev", 100_000)
        return reply(request, await run_in_threadpool(_article, _library(request), kind, day, number))

    return answer


async def latest(request: Request) -> Response:
    """The archive."""
    given = request.query_params.getlist("before")
    if len(given) > 1:
        raise UsageError("before: is given more than once; give it once")
    before = _day(given[0]) if given else None
    if given and before is None:
        raise UsageError(f"before: {given[0]!r} is not a date; write it as YYYY-MM-DD")
    return reply(request, await run_in_threadpool(_latest, _library(request), before))


async def chart(request: Request) -> Response:
    """The page of a chart."""
    return reply(request, await run_in_threadpool(_chart, _library(request), page_day(request), request.path_params["name"]))


async def about(request: Request) -> Response:
    """How the rates are made."""
    library = _library(request)
    credits_ = tuple(sorted(library.credits.values(), key=lambda credit: credit.name.lower()))
    return reply(request, Reply(render.render_about(AboutPage(credits_), library.site), cache=_LONG))


async def sources(request: Request) -> Response:
    """How each source is doing."""
    return reply(request, await run_in_threadpool(_sources, _library(request)))


def page_day(request: Request) -> date:
    """The day in the address, written in full; NoData for anything else, since nothing lives there."""
    text = request.path_params["day"]
    day = _day(text)
    if day is None:
        raise NoData(f"{text!r} is not a day; addresses have days such as 2026-02-25")
    return day


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _home(library: Library) -> Reply:
    now = library.now()
    page = library.home(now)
    known = [rate.known_at for rate in page.rates if rate.known_at is not None]
    return Reply(render.render_home(page, library.site), changed=_changed(now, *known, *(piece.updated_at for piece in page.pieces)))


def _hub(library: Library, kind: str) -> Reply:
    now = library.now()
    page = library.book.hub(kind, now)
    if page is None:
        return Reply(render.render_empty_hub(kind, library.site))
    return Reply(render.render_article(page, library.site), changed=_changed(now, page.updated_at, *_updates(page.recent)))


def _article(library: Library, kind: str, day: date, number: int | None) -> Reply:
    now = library.now()
    page = library.book.article(kind, day, now, number)
    if page is None:
        raise NoData(f"there is no {'such revision of the ' if number else ''}article of {day.isoformat()}")
    return Reply(render.render_article(page, library.site), changed=_changed(now, page.updated_at, *_updates(page.recent)))


def _latest(library: Library, before: date | None) -> Reply:
    now = library.now()
    page = library.book.latest(before, now)
    return Reply(render.render_latest(page, library.site), changed=_changed(now, *_updates(page.pieces)))


def _sources(library: Library) -> Reply:
    now = library.now()
    return Reply(render.render_sources(library.sources(now), library.site), changed=_changed(now))


def _chart(library: Library, day: date, name: str) -> Reply:
    page = library.book.chart(day, name, library.now())
    if page is None:
        raise NoData(f"there is no chart of that name of {day.isoformat()}")
    return Reply(render.render_chart(page, library.site), changed=page.chart.drawn_at)


def _updates(pieces: tuple[PieceLink, ...]) -> list[datetime]:
    return [piece.updated_at for piece in pieces]


def _changed(now: datetime, *moments: datetime) -> datetime:
    # Ages and "today" are part of what these pages say, so they change with every minute that passes.
    return max([now.replace(second=0, microsecond=0), *moments])


def _whole(request: Request, field: str, highest: int) -> int | None:
    texts = request.query_params.getlist(field)
    if not texts:
        return None
    if len(texts) == 1 and re.fullmatch(r"[0-9]{1,6}", texts[0]) and 1 <= int(texts[0]) <= highest:
        return int(texts[0])
    raise UsageError(f"{field}: {', '.join(texts)!r} is not a number from 1 to {highest}")


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library
