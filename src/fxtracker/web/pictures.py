"""Charts and the site's own files, as bytes; nothing outside the folder of charts can be asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fxtracker.errors import NoData
from fxtracker.site import charts
from fxtracker.site.assets import assets
from fxtracker.web.guard import SVG_POLICY
from fxtracker.web.library import Library
from fxtracker.web.pages import page_day
from fxtracker.web.replies import Reply, reply

__all__ = ["asset", "chart_file", "icon"]

_TYPES = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}
_KEEP = "public, max-age=31536000, immutable"


async def chart_file(request: Request) -> Response:
    """A chart as PNG or SVG, or its figures as CSV."""
    day = page_day(request)
    wanted = charts.parse_file_name(request.path_params["file"])
    if wanted is None:
        raise NoData("there is no such chart")
    library: Library = request.app.state.library
    return reply(request, await run_in_threadpool(_read, library.folder, day, wanted))


async def asset(request: Request) -> Response:
    """The style sheet or the icon, under the hash of its bytes."""
    for file in assets().values():
        if file.path == request.url.path:
            return reply(request, Reply(file.body, file.media_type, cache=_KEEP))
    raise NoData("there is no such file")


async def icon(request: Request) -> Response:
    """The icon where browsers look for it unasked."""
    return reply(request, Reply(assets()["icon.svg"].body, "image/svg+xml", cache="public, max-age=86400"))


def _read(folder: Path, day: date, wanted: charts.ChartFile) -> Reply:
    headers = (("Content-Security-Policy", SVG_POLICY),) if wanted.form == "svg" else ()
    cache = "public, max-age=300"
    if wanted.form == "csv":
        card = charts.card(folder, day, wanted.name)
        if card is None:
            raise NoData("there is no such chart")
        return Reply(charts.csv_table(card), _TYPES["csv"], changed=card.drawn_at, cache=cache)
    path = folder / day.isoformat() / wanted.stored
    if wanted.size == "wide" and not path.exists() and (card := charts.card(folder, day, wanted.name)) is not None and card.sizes:
        # The plain name answers for a chart that was not drawn wide as well.
        path = path.with_name(wanted._replace(size=card.sizes[0]).stored)
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise NoData("there is no such chart")
        body = path.read_bytes()
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        raise NoData("there is no such chart") from None
    return Reply(body, _TYPES[wanted.form], changed=changed, cache=cache, headers=headers)
