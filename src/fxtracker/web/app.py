"""The application: which address is answered by what, and how a refusal looks to a reader and to a machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from fxtracker.errors import FxtrackerError, StoreError
from fxtracker.settings import Settings
from fxtracker.site.model import ErrorPage
from fxtracker.site.render import render_error
from fxtracker.site.urls import SECTIONS
from fxtracker.web import api, health, pages, pictures
from fxtracker.web.guard import Guard
from fxtracker.web.library import Library
from fxtracker.web.replies import HTML, Reply, problem, reply

__all__ = ["create_app"]

_TITLES = {400: "That address is not quite right", 404: "There is no such page", 405: "That cannot be done here", 503: "Back in a moment"}
_FAULT = "Something went wrong on our side. It has been written down; please try again in a minute."
_NO_DATABASE = "The store of rates does not answer just now. Please try again in a minute."


def create_app(settings: Settings, *, running: bool = False, daemon_expected: bool = False) -> Starlette:
    """The web over the home of these settings.

    `running` lets the clock run on from `FXTRACKER_NOW` as the daemon's does; with `daemon_expected` the health page asks for a living
    daemon from the start, otherwise only once one has shown itself. Opens the database: ConfigError or StoreError in one sentence.
    """
    library = Library(settings, running=running)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        library.close()

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        middleware=[Middleware(Guard, on_fault=_fault)],
        exception_handlers={FxtrackerError: _refused, HTTPException: _http},
    )
    app.router.redirect_slashes = False
    app.state.library = library
    app.state.daemon_expected = daemon_expected
    return app


def _routes() -> list[Route]:
    routes = [
        Route("/", pages.home),
        Route("/latest/", pages.latest),
        Route("/about/", pages.about),
        Route("/sources/", pages.sources),
        Route("/v1/rates/{pair}", api.rates),
        Route("/healthz", health.healthz),
        Route("/charts/{day}/{file}", pictures.chart_file),
        Route("/charts/{day}/{name}/", pages.chart),
        Route("/assets/{file}", pictures.asset),
        Route("/favicon.ico", pictures.icon),
    ]
    for kind in SECTIONS:
        routes += [Route(f"/{kind}/", pages.hub(kind)), Route(f"/{kind}/{{day}}/", pages.article(kind))]
    return routes


async def _refused(request: Request, raised: Exception) -> Response:
    fault = cast(FxtrackerError, raised)
    # What is wrong with the house (a file, the database) is for its operator, not for the reader.
    detail = str(fault) if fault.status < 500 else _NO_DATABASE if isinstance(fault, StoreError) else _FAULT
    return reply(request, _refusal(request, fault.status, detail))


async def _http(request: Request, raised: Exception) -> Response:
    fault = cast(HTTPException, raised)
    if fault.status_code == 404 and (whole := _with_slash(request)) is not None:
        # Relative, since the host that a request names is nobody's to trust.
        return reply(request, Reply(b"", "text/plain; charset=utf-8", 308, cache="public, max-age=3600", headers=(("Location", whole),)))
    details = {404: "Nothing lives at this address.", 405: f"{request.method} is not answered here; use GET or HEAD."}
    detail = details.get(fault.status_code, str(fault.detail))
    return reply(request, _refusal(request, fault.status_code, detail, tuple((fault.headers or {}).items())))


async def _fault(request: Request, _: Exception) -> Reply:
    library: Library = request.scope["app"].state.library
    try:
        await run_in_threadpool(library.store.ping)
    except StoreError:
        return _refusal(request, 503, _NO_DATABASE, (("Retry-After", "30"),))
    return _refusal(request, 500, _FAULT)


def _refusal(request: Request, status: int, detail: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    if request.url.path.startswith(("/v1/", "/healthz")):
        return problem(status, detail, headers)
    library: Library = request.scope["app"].state.library
    page = ErrorPage(status, _TITLES.get(status, "Something went wrong"), detail)
    return Reply(render_error(page, library.site), HTML, status, cache="no-store", headers=headers)


def _with_slash(request: Request) -> str | None:
    path = request.scope["path"]
    if path.endswith("/") or request.method not in ("GET", "HEAD"):
        return None
    scope = {**request.scope, "path": f"{path}/"}
    if not any(route.matches(scope)[0] is Match.FULL for route in request.scope["app"].routes):
        return None
    query = request.url.query
    return f"{quote(path)}/" + (f"?{query}" if query else "")
