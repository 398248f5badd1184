"""Takes the places of a `[read]` table: where something stands in an answer, with which pattern, and how a time is written there."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from fxtracker.sources.patterns import BadPattern, compiled
from fxtracker.sources.reading import Found, Moment, Spot, day_only
from fxtracker.sources.take import Table

__all__ = ["take_found", "take_moment", "take_pattern", "take_place", "take_spot"]

_PLAIN_FORMS = ("iso", "seconds", "milliseconds", "date")
_DIRECTIVES = frozenset("dmYyHIMSpBbAazZfe")
_ELEMENT = "the selector of the element in whose text the rows stand"
_SPOT = "a place in quotes, or { at = place, pattern = regular expression }"


def take_spot(table: Table, key: str, style: str, groups: tuple[str, ...] = ()) -> Spot | None:
    """The place under a key, plain or as a table, or None where the key is not there; its pattern must have those groups, or one."""
    if not table.has(key):
        return None
    if table.is_table(key):
        return take_place(table.table(key), style, groups)
    text = table.text(key, _SPOT)
    if groups:
        raise table.refuse(key, text, f"{{ at = place, pattern = ... }} with the groups {' and '.join(groups)}")
    return Spot(text)


def take_place(inner: Table, style: str, groups: tuple[str, ...] = ()) -> Spot:
    """The place that a table `{ at, pattern, attr }` describes."""
    at = inner.text("at")
    pattern = _pattern(inner, groups)
    attr = inner.text("attr", default=None) if style == "html" else None
    inner.done()
    return Spot(at, pattern, attr)


def _pattern(inner: Table, groups: tuple[str, ...]) -> re.Pattern[str] | None:
    text = inner.text("pattern", default=None)
    if text is None:
        if groups:
            raise inner.refuse("pattern", text, f"a regular expression with the groups {' and '.join(groups)}")
        return None
    pattern = take_pattern(inner, text)
    if groups and set(pattern.groupindex) != set(groups):
        raise inner.refuse("pattern", text, f"a regular expression with the groups {' and '.join(groups)}")
    if not groups and pattern.groups != 1:
        raise inner.refuse("pattern", text, "a regular expression with one group, which is the wanted part; (?: ) groups without counting")
    return pattern


def take_pattern(inner: Table, text: str) -> re.Pattern[str]:
    """The regular expression that stands under `pattern`."""
    try:
        return compiled(text)
    except BadPattern as fault:
        raise inner.refuse("pattern", text, str(fault)) from None


def take_found(inner: Table) -> tuple[str, Found]:
    """The element of a table `{ at, pattern, from, until }`, and how rows are found in its text; the pattern has named groups."""
    at = inner.text("at", _ELEMENT)
    right = "a regular expression with named groups such as (?P<currency>...), (?P<bid>...) and (?P<ask>...)"
    text = inner.text("pattern", right)
    begin, until = inner.text("from", default=None), inner.text("until", default=None)
    inner.done()
    pattern = take_pattern(inner, text)
    if not pattern.groupindex:
        raise inner.refuse("pattern", text, right)
    return at, Found(pattern, begin, until)


def take_moment(table: Table, style: str) -> Moment | None:
    """Where an answer or its rows state their time, or None where the file names no such place."""
    if not table.has("time"):
        return None
    inner = table.table("time")
    forms = _forms(inner)
    zone = inner.text("zone", default=None)
    place = inner.matching(
        "in", "answer|row", "answer or row: which of them states the time", default="row" if style == "csv" else "answer"
    )
    moment = Moment(take_place(inner, style), forms, zone, place == "row")
    if zone is not None and not _is_zone(zone):
        raise inner.refuse("zone", zone, "the name of a time zone such as Africa/Lagos or UTC")
    needing = [form for form in forms if "%" in form and not day_only(form) and "%z" not in form and "%Z" not in form]
    if zone is None and needing:
        raise inner.refuse("zone", None, f"the zone of {needing[0]!r}, which states none, such as Africa/Lagos")
    if len(set(map(day_only, forms))) > 1:
        raise inner.refuse("form", list(forms), "forms that all state a time of day, or none of them")
    return moment


def _forms(inner: Table) -> tuple[str, ...]:
    right = "one of iso, seconds, milliseconds, date, or a form such as %d/%m/%Y %H:%M"
    forms = inner.texts("form", right) if inner.is_list("form") else (inner.text("form", right),)
    for form in forms:
        used = re.findall(r"%(.?)", form)
        if form in _PLAIN_FORMS:
            continue
        if not used or not _DIRECTIVES.issuperset(used):
            raise inner.refuse("form", form, right)
        dated = ("Y" in used or "y" in used) and {"m", "B", "b"}.intersection(used) and {"d", "e"}.intersection(used)
        if not dated or len(set(used)) != len(used) or (("I" in used) != ("p" in used)):
            raise inner.refuse("form", form, "a form with day, month and year, each once, and %p where it has %I")
    if not forms:
        raise inner.refuse("form", [], right)
    return forms


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True
