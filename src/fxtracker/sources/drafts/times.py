"""Finding how a text states a moment: which form, which part of the text, and in which zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from fxtracker.sources.reading import day_only

__all__ = ["Stated", "stated"]

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_GAP = r",?\s+(?:at\s+)?"
_CLOCKS = ((r"\d{1,2}:\d{2}:\d{2}", "%H:%M:%S"), (r"\d{1,2}:\d{2}\s?[AaPp][Mm]", "%I:%M %p"), (r"\d{1,2}:\d{2}", "%H:%M"))
_DATES = (
    (r"\d{4}-\d{2}-\d{2}", "%Y-%m-%d"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y"),
    (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (rf"\d{{1,2}}\s(?:{_MONTHS})\s\d{{4}}", "%d %B %Y"),
    (rf"\d{{1,2}}\s(?:{_SHORT})\s\d{{4}}", "%d %b %Y"),
    (rf"\d{{1,2}}-(?:{_SHORT})-\d{{4}}", "%d-%b-%Y"),
    (rf"(?:{_MONTHS})\s\d{{1,2}},\s\d{{4}}", "%B %d, %Y"),
    (rf"(?:{_SHORT})\s\d{{1,2}},\s\d{{4}}", "%b %d, %Y"),
    (rf"(?:{_MONTHS})-\d{{1,2}}-\d{{4}}", "%B-%d-%Y"),
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?")
_FIRST = datetime(2001, 1, 1, tzinfo=UTC)
_UTC = re.compile(r"\b(?:UTC|GMT)\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """A moment that a text states. `at` is its place, `pattern` the part of the text, `form` and `zone` as a source file writes them.

    `attr` is the attribute of the element that holds it, where its text does not. `unsure` says in words what cannot be told from one
    example.
    """

    at: str
    form: str
    pattern: str | None = None
    zone: str | None = None
    unsure: str | None = None
    moment: datetime | None = None
    attr: str | None = None

    @property
    def day_only(self) -> bool:
        """Whether it states a day without an hour."""
        return day_only(self.form)


def stated(at: str, text: str, now: datetime, *, named: bool = True) -> Stated | None:
    """The moment that a text at a place states, or None where it states none between 2001 and two days ahead.

    `named` says that the words over it speak of a time, without which no bare number is taken for one.
    """
    bare = " ".join(text.split())
    if named and re.fullmatch(r"\d{10}(?:\.\d+)?|\d{13}", bare):
        form = "milliseconds" if len(bare) == 13 else "seconds"
        moment = datetime.fromtimestamp(float(bare) / (1000 if form == "milliseconds" else 1), UTC)
        return Stated(at, form, moment=moment) if _near(moment, now) else None
    found = _ISO.search(bare)
    if found:
        return _iso(at, bare, found, now)
    return _worded(at, bare, now)


def _iso(at: str, bare: str, found: re.Match[str], now: datetime) -> Stated | None:
    try:
        moment = datetime.fromisoformat(found[0].replace(",", "."))
    except ValueError:
        return None
    zoned = moment.tzinfo is not None
    if not _near(moment if zoned else moment.replace(tzinfo=UTC), now):
        return None
    pattern = None if found[0] == bare else r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[^\s\"',<]*)"
    if zoned:
        return Stated(at, "iso", pattern, moment=moment)
    zone, unsure = _zone(bare)
    return Stated(at, "iso", pattern, zone, unsure, moment.replace(tzinfo=UTC))


def _worded(at: str, bare: str, now: datetime) -> Stated | None:
    options: list[tuple[Stated, date]] = []
    for day_pattern, day_form in _DATES:
        for clock_pattern, clock_form in (*_CLOCKS, ("", "")):
            gap = _GAP if clock_pattern else ""
            found = re.search(rf"(?<!\d)({day_pattern}{gap}{clock_pattern})(?!\d)", bare)
            if not found:
                continue
            form = day_form + (_gap(found[1], day_pattern, clock_pattern) + clock_form if clock_pattern else "")
            moment = _parsed(found[1], form)
            if moment is None or not _near(moment, now):
                continue
            pattern = None if found[0] == bare else f"({day_pattern}{gap}{clock_pattern})"
            zone, unsure = _zone(bare) if clock_pattern else (None, None)
            written = "date" if form == "%Y-%m-%d" else form
            options.append((Stated(at, written, pattern, zone, unsure, moment), moment.date()))
            break
    if not options:
        return None
    best = min(
        options, key=lambda option: (option[1] > now.date(), abs((option[1] - now.date()).days)) if "/" in option[0].form else (False, 0)
    )
    other = next((one for one, day in options if day != best[1] and "/" in one.form), None)
    if other is None:
        return best[0]
    return replace(best[0], unsure=f"the date also reads as {other.form}")


def _gap(text: str, day: str, clock: str) -> str:
    found = re.fullmatch(rf"{day}(.*?){clock}", text)
    return found[1] if found else " "


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None


def _zone(text: str) -> tuple[str, str | None]:
    if _UTC.search(text):
        return "UTC", None
    return "Africa/Lagos", None if re.search(r"\bWAT\b|\bLagos\b", text) else "the text states no zone: Lagos is a guess"


def _near(moment: datetime, now: datetime) -> bool:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _FIRST <= moment <= now + timedelta(days=2)
