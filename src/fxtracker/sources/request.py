"""What a source is asked: addresses with places for a currency and a day, and the order in which they are tried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

__all__ = ["PLACES", "Asked", "Request"]

PLACES = ("{code}", "{YYYY-MM-DD}", "{YYYY.M.D}")
"""The currency in small letters; the UTC day with leading zeros and hyphens; the same without leading zeros and with dots."""


class Asked(NamedTuple):
    """What an address that was asked stands for: a currency code and a UTC day, where it names them."""

    currency: str | None
    day: date | None


@dataclass(frozen=True)
class Request:
    """One request, or one for each of several currencies; of its addresses the first that answers well is used.

    `urls` are tried in order; with `days_back` all of them for the UTC day first, then for the day before, and so on.
    """

    urls: tuple[str, ...]
    each: tuple[str, ...] = ()
    days_back: int = 0

    def alternatives(self, today: date) -> list[tuple[str, ...]]:
        """For each currency (or once) the addresses to try in order, for the UTC day `today`."""
        days = [today - timedelta(days=back) for back in range(self.days_back + 1)] if self.dated else [today]
        return [tuple(_filled(url, code, day) for day in days for url in self.urls) for code in self.each or ("",)]

    @property
    def dated(self) -> bool:
        """Whether the addresses name a day."""
        return any(place in url for url in self.urls for place in PLACES[1:])

    def asked(self, url: str) -> Asked | None:
        """What a filled address stands for, or None where it is not one of this request."""
        for pattern in self._patterns:
            found = pattern.fullmatch(url)
            if found:
                parts = found.groupdict()
                day = date(*map(int, re.split(r"[-.]", parts["day"]))) if parts.get("day") else None
                return Asked(parts["code"].upper() if parts.get("code") else None, day)
        return None

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        groups = dict(
            zip(
                map(re.escape, PLACES), (r"(?P<code>[a-z]{3,4})", r"(?P<day>\d{4}-\d\d-\d\d)", r"(?P<day>\d{4}\.\d\d?\.\d\d?)"), strict=True
            )
        )
        patterns = []
        for url in self.urls:
            text = re.escape(url)
            for place, group in groups.items():
                text = text.replace(place, group)
            patterns.append(re.compile(text))
        return patterns


def _filled(url: str, code: str, day: date) -> str:
    values = (code.lower(), day.isoformat(), f"{day.year}.{day.month}.{day.day}")
    for place, value in zip(PLACES, values, strict=True):
        url = url.replace(place, value)
    return url
