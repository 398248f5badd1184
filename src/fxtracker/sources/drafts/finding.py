"""Finding rates in an answer of any shape: every grid that it holds is read, and what reads best comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from fxtracker.errors import BadAnswer
from fxtracker.sources.answers import first_sign, seen_instead
from fxtracker.sources.drafts.columns import rates_in
from fxtracker.sources.drafts.csv_grids import csv_grids, looks_like_csv
from fxtracker.sources.drafts.grid import Column, Found, Grid, Hints
from fxtracker.sources.drafts.json_grids import json_grids
from fxtracker.sources.drafts.times import Stated, stated
from fxtracker.sources.drafts.words import Role, pair_in, role_of, words_of

__all__ = ["Findings", "find_rates", "time_in"]

_GRIDS = 250
_ZONE_WORDS = frozenset(("tz", "zone", "timezone"))


class Findings(NamedTuple):
    """What reads like rates, the likeliest first; `looked_at` says in words what was looked at, `title` is that of a page."""

    rates: list[Found]
    looked_at: str
    title: str = ""


def find_rates(url: str, body: bytes, hints: Hints, now: datetime) -> Findings:
    """All that reads like naira rates in the answer of an address; pure, and never an error: what cannot be read holds no rates."""
    hints = replace(hints, currency=hints.currency or pair_in(_spoken(url)))
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    head = text.lstrip()[:1]
    if head in ("{", "["):
        return _in_json(body, hints, now)
    if head != "<" and looks_like_csv(text):
        grids = list(csv_grids(text))
        told = f"{grids[0].where} of comma-separated values" if grids else "some lines of text"
        return Findings(_read(grids, hints, now), told)
    if head == "<":
        return _in_page(text, hints, now)
    return Findings([], seen_instead(body))


def time_in(body: bytes, now: datetime) -> Stated | None:
    """Where an answer states a time of its own, or None where it states none that can be told."""
    head = first_sign(body)
    if head in (b"{", b"["):
        whole = [grid for grid in _some(json_grids(_decoded(body))) if grid.where == "the whole answer"]
        return next((moment for grid in whole for moment in _own_times(grid, now)), None)
    if head != b"<":
        return None
    from selectolax.lexbor import LexborHTMLParser

    from fxtracker.sources.drafts.html_grids import page_time

    return page_time(LexborHTMLParser(body.decode("utf-8", "replace")), now)


def _in_json(body: bytes, hints: Hints, now: datetime) -> Findings:
    document = _decoded(body)
    if document is None:
        return Findings([], f"{len(body)} bytes that begin like JSON and are none")
    grids = list(_some(json_grids(document)))
    found = _timed(grids, hints, now)
    lists = sum(1 for grid in grids if grid.where.startswith("a list"))
    fields = max((len(grid.columns) for grid in grids if grid.rows is None), default=0)
    return Findings(found, f"a JSON answer with {_count(lists, 'list')} and {_count(fields, 'single field')}")


def _in_page(text: str, hints: Hints, now: datetime) -> Findings:
    # The HTML parser is loaded when there is a page.
    from selectolax.lexbor import LexborHTMLParser

    from fxtracker.sources.drafts.html_grids import html_grids, page_currency, page_time, page_title

    page = LexborHTMLParser(text)
    title = page_title(page)
    hints = replace(hints, currency=hints.currency or page_currency(page))
    grids = list(_some(html_grids(page)))
    found = _read(grids, hints, now)
    if found and (moment := page_time(page, now)) is not None:
        for one in found:
            _time_of(one, [moment])
    for script, document in _embedded(page):
        inner = _timed(list(_some(json_grids(document))), hints, now)
        for one in inner:
            one.layout = {"inside": script}
            # What the page shows its readers is meant for them; what its scripts hold is only used where nothing else is.
            one.score -= 6
        found += inner
    tables = sum(1 for grid in grids if grid.where.startswith("a table"))
    repeats = sum(1 for grid in grids if "boxes" in grid.where)
    named = f" titled {title!r}" if title else " without a title"
    found.sort(key=lambda one: -one.score)
    return Findings(found, f"a page{named} with {_count(tables, 'table')} and {_count(repeats, 'repeated box')}", title)


def _embedded(page: Any) -> Iterator[tuple[str, Any]]:
    """The JSON that a page carries in scripts that have a name."""
    for script in page.css('script[type="application/json"][id]')[:5]:
        name = script.attributes.get("id") or ""
        if name.replace("_", "").replace("-", "").isalnum() and name.isascii() and not name[0].isdigit():
            document = _decoded((script.text() or "").encode())
            if document is not None:
                yield f"script#{name}", document


def _timed(grids: list[Grid], hints: Hints, now: datetime) -> list[Found]:
    """What reads like rates in grids of JSON, with the time of the answer where its rows have none."""
    found = _read(grids, hints, now)
    whole = next((grid for grid in grids if grid.where == "the whole answer"), None)
    for one in found:
        if whole is not None:
            _time_of(one, _own_times(whole, now))
        if one.time is not None and one.time.zone is not None and whole is not None:
            _zoned(one, whole)
    _books(found)
    return found


def _time_of(one: Found, own: list[Stated]) -> None:
    """Give a reading the time of its answer where its rows have none, or one that is less sure; the others are named."""
    taken = one.time
    each = 2 if one.two_sided else 1
    once = all(len(figures) <= each for figures in one.figures.values())
    if own and (taken is None or (one.time_in_row and taken.unsure is not None and once and _sure(own[0]))):
        one.time, one.time_in_row = own[0], False
        own = [*own[1:], *([taken] if taken is not None else [])]
    others = [f"{other.at} ({other.form})" for other in own if one.time is None or other.at != one.time.at][:4]
    if others and one.time is not None:
        one.checks.append(f"other times stand at {', '.join(others)}; see which is that of the rates")


def _sure(moment: Stated) -> bool:
    """Whether it is an instant that needs no guess: of the Unix era, or with its zone."""
    return moment.unsure is None and not moment.day_only


def _own_times(whole: Grid, now: datetime) -> list[Stated]:
    """The moments that an answer states of itself, the surest first: by the words over them, else by a text of a date and an hour alone."""
    told = [moment for column in whole.columns if (moment := _moment(column, now))]
    if told:
        return sorted(told, key=lambda moment: moment.unsure is not None)
    bare = (
        stated(column.at, column.texts[0], now, named=False)
        for column in whole.columns
        if column.texts[0] and role_of(column.heading) is Role.NONE
    )
    return [moment for moment in bare if moment is not None and moment.pattern is None and not moment.day_only]


def _zoned(one: Found, whole: Grid) -> None:
    """The zone of a time that states none, where a field beside it names one; that it does is expected then."""
    assert one.time is not None  # noqa: S101
    for column in whole.columns:
        text = column.texts[0] or ""
        if _ZONE_WORDS.intersection(words_of(column.heading)) and (text == "UTC" or "/" in text) and text in available_timezones():
            one.time = replace(one.time, zone=text, unsure=None)
            one.expect = one.expect | {column.at: text}
            return


def _books(found: list[Found]) -> None:
    """Lists of the same shape, such as one for transfers and one for cash: only one is read, and the draft says so."""
    for one in found:
        shape = [(side, place.at) for side, place in one.sided.items()]
        others = [other.rows for other in found if other is not one and other.rows and [(s, p.at) for s, p in other.sided.items()] == shape]
        if one.rows and others:
            one.checks.append(
                f"the answer has other lists of the same shape ({', '.join(others[:5])}): only {one.rows} is read; see which is meant"
            )


def _moment(column: Column, now: datetime) -> Stated | None:
    text = column.texts[0]
    return stated(column.at, text, now) if text and role_of(column.heading) is Role.TIME else None


def _decoded(body: bytes) -> Any:
    """The JSON of a body with exact decimals, or None."""
    # The reader of JSON is loaded when there is some.
    from fxtracker.sources.json_reader import decode

    try:
        return decode(body)
    except BadAnswer:
        return None


def _read(grids: list[Grid], hints: Hints, now: datetime) -> list[Found]:
    found = [one for grid in grids if grid.columns and (one := rates_in(grid, hints, now)) is not None]
    if not found and hints.currency is None and "USD" in hints.known:
        # Only a figure that is near the dollar's can be taken for it unnamed.
        dollar = hints.known["USD"]
        for grid in grids:
            one = rates_in(grid, replace(hints, currency="USD"), now) if grid.columns else None
            if one is not None and one.worded and all(abs(figure / dollar - 1) < Decimal("0.25") for figure in one.figures["USD"]):
                one.checks.append("nothing names the currency: it is taken for the dollar by its size alone")
                found.append(one)
    return sorted(_merged(found), key=lambda one: -one.score)


def _merged(found: list[Found]) -> list[Found]:
    """Columns of several currencies in the same rows, as one reading of all of them."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        if one.group and one.pair and not one.inverse:
            groups.setdefault(one.group, []).append(one)
    for ours in groups.values():
        if len(ours) < 2:
            continue
        first = ours[0]
        whole = replace(first, pair=None, bid=None, ask=None, mid=None, sides=None, score=first.score + 8 * (len(ours) - 1))
        whole.pairs = {one.pair: one.sided for one in ours if one.pair}
        whole.figures = {code: figures for one in ours for code, figures in one.figures.items()}
        whole.expect = {at: text for one in ours for at, text in one.expect.items()}
        whole.per = {code: unit for one in ours for code, unit in one.per.items()}
        found = [*(one for one in found if one not in ours), whole]
    return found


def _some(grids: Iterator[Grid]) -> Iterator[Grid]:
    for _, grid in zip(range(_GRIDS), grids, strict=False):
        yield grid


def _spoken(url: str) -> str:
    parts = urlsplit(url)
    return " ".join(part for part in (parts.path.replace("/", " "), parts.query.replace("&", " ").replace("=", " ")) if part)


def _count(number: int, name: str) -> str:
    plural = f"{name}es" if name.endswith("x") else f"{name}s"
    return f"{number} {name if number == 1 else plural}"
