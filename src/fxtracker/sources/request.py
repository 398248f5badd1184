"""What a source is asked: addresses with places for a currency and a day, bodies and headers, and the order in which they are tried."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fxtracker.rates import Side

__all__ = ["DAY_PLACES", "KEY_PLACE", "PLACES", "SPAN_PLACES", "Ask", "Asked", "Request", "texts_in"]

KEY_PLACE = "{key}"
_CODE_PLACES = ("{code}", "{CODE}")
DAY_PLACES = ("{YYYY-MM-DD}", "{YYYY.M.D}")
SPAN_PLACES = ("{FROM}", "{TO}")
PLACES = (*_CODE_PLACES, *DAY_PLACES, KEY_PLACE)
"""The currency in small letters or in capitals; the UTC day with leading zeros and hyphens, or without them and with dots; the key."""

_PLACE = re.compile(r"\{[^{}]*\}")
_CODE, _DAY = r"[A-Za-z]{3,4}", r"\d{4}-\d\d-\d\d"
_GROUPS: Mapping[str, str] = {
    "{code}": "(?P<code>[a-z]{3,4})",
    "{CODE}": "(?P<capitals>[A-Z]{3,4})",
    "{YYYY-MM-DD}": rf"(?P<day>{_DAY})",
    "{YYYY.M.D}": r"(?P<dotted>\d{4}\.\d\d?\.\d\d?)",
    "{FROM}": rf"(?P<since>{_DAY})",
    "{TO}": rf"(?P<until>{_DAY})",
}


class Asked(NamedTuple):
    """What an address that was asked stands for: a currency, a UTC day, the one side that is answered, a span; where it names them."""

    currency: str | None
    day: date | None
    gives: Side | None = None
    span: tuple[date, date] | None = None


@dataclass(frozen=True)
class Ask:
    """One thing to be asked.

    `address` is the identity under which its answers are filed and shown: the URL with `{key}` in place of the key and, behind a `#`, what
    tells it from others of the same URL. `url`, `headers` and `body` are what is sent, with the key in them, so that they stand in no
    representation; `stated_headers` and `stated_body` are the same without it, and may be stored.
    """

    address: str
    url: str = field(repr=False)
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    stated_headers: Mapping[str, str] = field(default_factory=dict)
    stated_body: bytes | None = None


@dataclass(frozen=True)
class Request:
    """One request, or one for each of several currencies; of its addresses the first that answers well is used.

    `urls` are tried in order; with `days_back` all of them for the UTC day first, then for the day before, and so on. With `json` or
    `form` they are posted; texts in it, in `headers` and in `urls` may hold places. `gives` is the side of every figure of the answer.
    """

    urls: tuple[str, ...]
    each: tuple[str, ...] = ()
    days_back: int = 0
    method: str = "GET"
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    gives: Side | None = None

    def asks(self, today: date, key: str = "", span: tuple[date, date] | None = None) -> list[tuple[Ask, ...]]:
        """For each currency (or once) what to ask in order, for the UTC day `today` or, where the places are {FROM} and {TO}, the span."""
        days = [today - timedelta(days=back) for back in range(self.days_back + 1)] if self.dated else [today]
        return [tuple(self._ask(url, code, day, key, span) for day in days for url in self.urls) for code in self.each or ("",)]

    @property
    def dated(self) -> bool:
        """Whether what is asked names a day."""
        return self.holds(*DAY_PLACES)

    @property
    def spans(self) -> bool:
        """Whether what is asked names a span of days."""
        return self.holds(*SPAN_PLACES)

    def holds(self, *places: str) -> bool:
        """Whether one of the places stands anywhere in what is asked."""
        return any(place in text for text in self.texts() for place in places)

    def texts(self) -> Iterator[str]:
        """Every text in which a place may stand."""
        yield from self.urls
        yield from self.headers.values()
        yield from texts_in(self.json)
        yield from (self.form or {}).values()

    def asked(self, address: str) -> Asked | None:
        """What a filled address stands for, or None where it is not one of this request."""
        for pattern in self._patterns:
            found = pattern.fullmatch(address)
            if found is not None:
                try:
                    return _asked(found.groupdict(), self.gives)
                except ValueError:  # such as the 30th of February
                    return None
        return None

    def _ask(self, url: str, code: str, day: date, key: str, span: tuple[date, date] | None) -> Ask:
        stated = _values(code, day, span)
        sent = stated | {KEY_PLACE: key}
        # In an address the key is written so that it cannot end the part in which it stands.
        address = _filled(url, stated) + self._fragment(url, code, day, span)
        headers, stated_headers = ({name: _filled(text, places) for name, text in self.headers.items()} for places in (sent, stated))
        kind = {} if self.json is None and self.form is None else {"Content-Type": self._content_type}
        return Ask(
            address=address,
            url=_filled(url, stated | {KEY_PLACE: quote(key, safe="")}),
            method=self.method,
            headers=kind | headers,
            body=self._body(sent),
            stated_headers=kind | stated_headers,
            stated_body=self._body(stated),
        )

    @property
    def _content_type(self) -> str:
        return "application/json" if self.json is not None else "application/x-www-form-urlencoded"

    def _body(self, places: Mapping[str, str]) -> bytes | None:
        if self.json is not None:
            return json.dumps(_deep(self.json, places), separators=(",", ":"), ensure_ascii=False).encode()
        if self.form is not None:
            return urlencode({name: _filled(text, places) for name, text in self.form.items()}, safe="{}").encode()
        return None

    def _fragment(self, url: str, code: str, day: date, span: tuple[date, date] | None) -> str:
        """What tells this from others that are sent to the same URL."""
        parts = []
        if self.dated and not _stands(DAY_PLACES, url):
            parts.append(day.isoformat())
        if span is not None and self.spans and not _stands(SPAN_PLACES, url):
            parts.append(f"{span[0]}..{span[1]}")
        if code and not _stands(_CODE_PLACES, url):
            parts.append(code.lower())
        if self.gives is not None:
            parts.append(self.gives.value)
        return "#" + "-".join(parts) if parts else ""

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [re.compile(_pattern(url) + self._fragment_pattern(url)) for url in self.urls]

    def _fragment_pattern(self, url: str) -> str:
        parts = []
        if self.dated and not _stands(DAY_PLACES, url):
            parts.append(_GROUPS["{YYYY-MM-DD}"])
        if self.spans and not _stands(SPAN_PLACES, url):
            parts.append(_GROUPS["{FROM}"] + r"\.\." + _GROUPS["{TO}"])
        if self.each and not _stands(_CODE_PLACES, url):
            parts.append(_GROUPS["{code}"])
        if self.gives is not None:
            parts.append(self.gives.value)
        return "\\#" + "-".join(parts) if parts else ""


def _asked(parts: Mapping[str, str | None], gives: Side | None) -> Asked:
    code = parts.get("code") or parts.get("capitals")
    written = parts.get("day") or parts.get("dotted")
    day = date(*map(int, re.split(r"[-.]", written))) if written else None
    since, until = parts.get("since"), parts.get("until")
    span = (date.fromisoformat(since), date.fromisoformat(until)) if since and until else None
    return Asked(code.upper() if code else None, day, gives, span)


def _pattern(url: str) -> str:
    """The expression that a filled address of the URL matches; a place that stands twice must be filled alike."""
    text = re.escape(url)
    for place, group in _GROUPS.items():
        escaped = re.escape(place)
        name = group[len("(?P<") : group.index(">")]
        text = text.replace(escaped, group, 1).replace(escaped, f"(?P={name})")
    return text


def _stands(places: tuple[str, ...], url: str) -> bool:
    return any(place in url for place in places)


def _values(code: str, day: date, span: tuple[date, date] | None) -> dict[str, str]:
    since, until = span or (day, day)
    return {
        "{code}": code.lower(),
        "{CODE}": code,
        "{YYYY-MM-DD}": day.isoformat(),
        "{YYYY.M.D}": f"{day.year}.{day.month}.{day.day}",
        "{FROM}": since.isoformat(),
        "{TO}": until.isoformat(),
    }


def _filled(text: str, places: Mapping[str, str]) -> str:
    # In one pass, so that a key that looks like a place stays as it is.
    return _PLACE.sub(lambda found: places.get(found[0], found[0]), text)


def _deep(value: Any, places: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _filled(value, places)
    if isinstance(value, Mapping):
        return {name: _deep(item, places) for name, item in value.items()}
    return [_deep(item, places) for item in value] if isinstance(value, list) else value


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value of a source file, however deep it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
