"""Takes the `[[request]]` and `[backfill]` tables of a source file, checked, with what would be right where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fxtracker.rates import Side
from fxtracker.sources.reading import Reading
from fxtracker.sources.request import DAY_PLACES, KEY_PLACE, PLACES, SPAN_PLACES, Ask, Request, texts_in
from fxtracker.sources.take import Table
from fxtracker.sources.take_reading import take_readings

__all__ = ["Backfill", "take_backfill", "take_requests"]

_OURS = frozenset({"user-agent", "host", "cookie", "content-length", "transfer-encoding", "connection", "accept-encoding"})
_LOOKS_LIKE_A_PLACE = re.compile(r"\{[^{}\s\"':,]*\}")
_METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Backfill:
    """How the past of a source is fetched.

    `whole`: each ordinary answer carries the whole history, and `request` is None. Else `request` names a day, or a span of `span_days`
    days at most. `since` is the first day that the source has; `business` says that it has business days alone. `layouts` are those of
    the answers where they differ from the ordinary ones.
    """

    whole: bool = False
    request: Request | None = None
    span_days: int | None = None
    since: date | None = None
    business: bool = False
    layouts: tuple[Reading, ...] = ()

    def asks(self, since: date, until: date, key: str = "") -> list[tuple[Ask, ...]]:
        """For each currency (or once) what to ask in order for the days from `since` to `until`, which are one day where it names one."""
        return self.request.asks(since, key, (since, until)) if self.request is not None else []


def take_requests(table: Table) -> tuple[Request, ...]:
    """The requests of a source file; ConfigError names what is wrong in one."""
    return tuple(_request(row, PLACES) for row in table.tables("request"))


def take_backfill(table: Table) -> Backfill | None:
    """The `[backfill]` table of a source file, or None where there is none."""
    if not table.has("backfill"):
        return None
    inner = table.table("backfill")
    whole = inner.flag("whole", default=False)
    business = inner.matching("days", "every|business", "every or business: the days that the source has", default="every") == "business"
    since = inner.day("since", default=None)
    span_days = inner.integer("span_days", 2, 3660, default=None)
    layouts = take_readings(inner)
    if whole:
        if inner.has("urls"):
            raise inner.refuse("whole", whole, "either whole = true (each answer carries everything) or urls, not both")
        inner.done()
        return Backfill(whole=True, since=since, business=business, layouts=layouts)
    request = _request(inner, (*PLACES, *SPAN_PLACES))
    both = all(request.holds(place) for place in SPAN_PLACES)
    if request.dated == request.spans or request.spans != both:
        raise inner.refuse("urls", list(request.urls), "either {YYYY-MM-DD} (one day an answer) or {FROM} and {TO} (a span of days)")
    if span_days is not None and not request.spans:
        raise inner.refuse("span_days", span_days, "it only where {FROM} and {TO} stand")
    if since is None:
        raise inner.refuse("since", None, "the first day that the source has, such as 2024-03-02")
    return Backfill(False, request, (span_days or 90) if request.spans else None, since, business, layouts)


def _request(table: Table, places: tuple[str, ...]) -> Request:
    urls = table.texts("urls", "a list of addresses, the first to be asked first")
    each = tuple(table.texts("each", "a list of currencies", default=()))
    json, form = table.value("json", default=None), table.value("form", default=None)
    posted = json is not None or form is not None
    method = table.matching("method", "|".join(_METHODS), "GET or POST", default="POST" if posted else "GET")
    request = Request(
        urls=urls,
        each=each,
        days_back=table.integer("days_back", 0, 30, default=0),
        method=method,
        json=json,
        form=form,
        headers=_headers(table),
        gives=table.choice("gives", Side, default=None),
    )
    table.done()
    _check_urls(table, request, places)
    _check_body(table, request, places)
    for code in each:
        table.currency("each", code)
    if bool(each) != request.holds("{code}", "{CODE}"):
        raise table.refuse("each", list(each), "the currencies that {code} in urls stands for, and only there")
    if request.days_back and not request.dated:
        raise table.refuse("days_back", request.days_back, f"it only where one of {', '.join(DAY_PLACES)} stands")
    return request


def _check_urls(table: Table, request: Request, places: tuple[str, ...]) -> None:
    if not request.urls:
        raise table.refuse("urls", [], "at least one address")
    right = f"an address that begins with https:// and has no places but {', '.join(places)}"
    for url in request.urls:
        host = re.match(r"https?://([^/?#]*)", url)
        found = re.findall(r"\{[^}]*\}", url)
        if (
            host is None
            or not re.match(r"[A-Za-z0-9.{\[]", host[1])
            or any(place not in places for place in found)
            or re.search(r"[\s#]", url)
        ):
            raise table.refuse("urls", url, right)
        if "@" in host[1]:
            raise table.refuse("urls", url, "an address without a name and password in it; a key stands in the file of secrets")
        if KEY_PLACE in host[1]:
            raise table.refuse("urls", url, "an address with {key} behind the host and not in it")


def _check_body(table: Table, request: Request, places: tuple[str, ...]) -> None:
    if request.json is not None and request.form is not None:
        raise table.refuse("form", dict(request.form), "either json or form, not both")
    if request.json is not None and not isinstance(request.json, dict | list):
        raise table.refuse("json", request.json, 'a table, such as { side = "1" }')
    if request.form is not None and (
        not isinstance(request.form, dict) or any(not isinstance(text, str) for text in request.form.values())
    ):
        raise table.refuse("form", request.form, 'a table of texts, such as { side = "1" }')
    if request.method == "GET" and (request.json is not None or request.form is not None):
        raise table.refuse("method", request.method, "POST, since there is a body")
    for key, value in (("json", request.json), ("form", request.form), ("headers", request.headers)):
        for text in texts_in(value):
            for place in _LOOKS_LIKE_A_PLACE.findall(text):
                if place not in places:
                    raise table.refuse(key, place, f"no places but {', '.join(places)}")


def _headers(table: Table) -> Mapping[str, str]:
    headers = table.pairs("headers")
    for name, text in headers.items():
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
            raise table.refuse(f"headers.{name}", text, "the name of a header, without blanks")
        if name.lower() in _OURS:
            raise table.refuse(f"headers.{name}", text, "other headers: this one is the client's own, which says truly who asks")
        if not text.isprintable() or not text.isascii():
            raise table.refuse(f"headers.{name}", text, "a line of plain characters")
    return headers
