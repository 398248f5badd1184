"""One way out for every body: entity tag, last change, conditional requests, gzip, HEAD, and how long it may be kept."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["HTML", "JSON", "PROBLEM", "Reply", "encoded", "problem", "reply"]

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PROBLEM = "application/problem+json"

_PACKED = ("text/", "application/json", "application/problem+json", "image/svg+xml")
_WORTH_PACKING = 600


@dataclass(frozen=True, slots=True)
class Reply:
    """A finished body. `changed` is when what it says last changed; the entity tag is made of `tag`, else of the body."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    changed: datetime | None = None
    cache: str = "public, max-age=60"
    tag: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


def encoded(value: Any) -> bytes:
    """A value as JSON, the naira sign and all as UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def problem(status: int, detail: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A problem document (RFC 9457); it is never to be kept."""
    body = encoded({"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail})
    return Reply(body, PROBLEM, status, cache="no-store", headers=headers)


def reply(request: Request, made: Reply) -> Response:
    """The answer to a request: the body, 304 where the reader has it, packed where the reader can unpack it."""
    headers = {"Content-Type": made.media_type, "Cache-Control": made.cache, **dict(made.headers)}
    body = made.body
    if made.status == HTTPStatus.OK and "no-store" not in made.cache:
        # Weak: the packed and the plain body are the same answer.
        tag = f'W/"{hashlib.sha256(body if made.tag is None else made.tag).hexdigest()[:24]}"'
        headers["ETag"] = tag
        if made.changed is not None:
            headers["Last-Modified"] = format_datetime(made.changed.astimezone(UTC).replace(microsecond=0), usegmt=True)
        if _has_it(request, tag, made.changed):
            del headers["Content-Type"]
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={**headers, "Vary": "Accept-Encoding"})
    if made.media_type.startswith(_PACKED):
        headers["Vary"] = "Accept-Encoding"
        if len(body) >= _WORTH_PACKING and _takes_gzip(request.headers.getlist("accept-encoding")):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, made.status, headers)


def _has_it(request: Request, tag: str, changed: datetime | None) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        bare = tag.removeprefix("W/")
        return known.strip() == "*" or any(each.removeprefix("W/") == bare for each in re.findall(r'(?:W/)?"[^"]*"', known))
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        return changed.replace(microsecond=0) <= parsedate_to_datetime(since).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return False


def _takes_gzip(values: Sequence[str]) -> bool:
    found: dict[str, float] = {}
    for part in ",".join(values).split(","):
        name, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", rest)
        found[name.strip().lower()] = float(weight[1]) if weight else 1.0
    return found.get("gzip", found.get("*", 0.0)) > 0
