"""Holding a finished piece against what the desk knows, or against itself where it is not the desk's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from fxtracker.checker import Checker, Report, Setting, check_json, read_foreign
from fxtracker.desk import Desk
from fxtracker.desk.day import day_of
from fxtracker.desk.publishing import ARTICLES, NETWORKS, earlier_of, masthead, post_kind, setting_of
from fxtracker.errors import UsageError
from fxtracker.facts import Day, Edition
from fxtracker.lagos import WAT, session_of

__all__ = ["review"]

_FORMS = {"md": "md", "markdown": "md", "html": "html", "htm": "html", "txt": "txt", "text": "txt", "json": "json"}
_FIELD = re.compile(r"^(kind|date|published|updated): *\"?([^\"\n]+)\"?$", re.MULTILINE)
_STAMP = re.compile(r"(Published|Updated) (\d{1,2} [A-Z][a-z]+ \d{4}), (\d{2}:\d{2}) WAT")
_DAY = re.compile(r"\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})\b")
_SHORT = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
_OURS = 0.5
"""A piece of which at least half of the blocks have a wording of the house is read as the house's own."""


def review(text: str, suffix: str, day: date | None = None) -> Report:
    """What does not hold in a piece. `suffix` is that of its file: md, html, txt or json (of an article).

    A piece in the house's wording is held against its day: as it was published, else as the store knows the day now. Any other is read by
    itself. UsageError for another suffix or for JSON that is no article.
    """
    form = _FORMS.get(suffix)
    if form is None:
        raise UsageError(f"FILE: .{suffix} is not a piece that can be read; it is one of .md, .html, .txt, .json")
    if form == "json":
        return _review_json(_document(text))
    foreign = read_foreign(text, form, day)
    with Desk.open() as desk:
        for own in _own_reports(desk, text, form, day):
            return own
    return foreign


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as fault:
        raise UsageError(f"FILE: it is not JSON: {fault}; write the JSON that `fxtracker article --format json` prints") from fault
    if not isinstance(document, dict):
        raise UsageError("FILE: it is not the JSON of an article; write what `fxtracker article --format json` prints")
    return document


def _review_json(document: dict[str, Any]) -> Report:
    when, kind = _date_of(str(document.get("date"))), str(document.get("kind"))
    with Desk.open() as desk:
        if when is None or when > session_of(desk.clock.now()):
            return check_json(document)
        stated = {"published": str(document.get("published_at")), "updated": str(document.get("updated_at"))}
        reports = [check_json(document, day) for day, _ in _readings(desk, when, kind, "", stated)]
    return min(reports, key=lambda report: len(report.problems))


def _own_reports(desk: Desk, text: str, form: str, given: date | None) -> Iterator[Report]:
    """The report of a piece that is the house's own; none for any other."""
    stated = dict(_FIELD.findall(text.partition("\n---\n")[0])) if text.startswith("---\n") else {}
    when = given or _date_of(stated.get("date")) or _first_date(text) or _short_date(text, session_of(desk.clock.now()))
    if when is None or when > session_of(desk.clock.now()):
        return
    kinds = [stated["kind"]] if stated.get("kind") in ARTICLES else [*ARTICLES, *NETWORKS]
    best: tuple[float, Report] | None = None
    for kind in kinds:
        shape = "post" if kind in NETWORKS else form
        if kind in NETWORKS and form != "txt":
            continue
        for day, setting in _readings(desk, when, kind, text, stated):
            report = Checker(day, setting).check(text, shape, kind=kind)
            share = _strange(report, text)
            if share <= _OURS and (best is None or len(report.problems) < len(best[1].problems)):
                best = (share, report)
    if best is not None:
        yield best[1]


def _readings(desk: Desk, when: date, kind: str, text: str, stated: dict[str, str]) -> Iterator[tuple[Day, Setting]]:
    names = masthead(desk)
    post = kind in NETWORKS
    known = desk.store.revisions(post_kind(kind) if post else kind, when)
    for number, revision in enumerate(known):
        # As it was known when it was written: what was learnt since makes it no less true to its day.
        day = day_of(desk, when, Edition(revision.edition), now=revision.created_at if when == session_of(revision.created_at) else None)
        moment = revision.created_at
        setting = setting_of(names, earlier_of(known[:number]), moment, revision.number)
        yield replace(day, made_at=moment), Setting(updated=moment, url=_address(names.site_url, when)) if post else setting
    # One that was written on demand is the next revision, of the moment that it states.
    published, updated = _moments(text, stated)
    day = day_of(desk, when)
    made_at = updated or published or day.made_at
    setting = setting_of(names, earlier_of(known), made_at, len(known) + 1)
    yield replace(day, made_at=made_at), Setting(updated=made_at, url=_address(names.site_url, when)) if post else setting


def _strange(report: Report, text: str) -> float:
    unknown = sum(1 for problem in report.problems if problem.check == "S" and problem.message.startswith("no entry"))
    lines = sum(1 for line in text.splitlines() if len(line.strip()) > 3)
    return unknown / max(1, lines)


def _moments(text: str, stated: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    found: dict[str, datetime] = {}
    for name in ("published", "updated"):
        if name in stated:
            try:
                found[name] = datetime.fromisoformat(stated[name]).astimezone(UTC)
            except ValueError:
                continue
    for word, day, hour in _STAMP.findall(text):
        try:
            moment = datetime.strptime(f"{day} {hour}", "%d %B %Y %H:%M").replace(tzinfo=WAT)
        except ValueError:
            continue
        found.setdefault(word.lower(), moment.astimezone(UTC))
    return found.get("published"), found.get("updated")


def _date_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _first_date(text: str) -> date | None:
    for day, month, year in _DAY.findall(text):
        try:
            return datetime.strptime(f"{day} {month} {year}", "%d %B %Y").replace(tzinfo=WAT).date()
        except ValueError:
            continue
    return None


def _short_date(text: str, today: date) -> date | None:
    # A post says "Thu 11 Jun": the last such day.
    for weekday, day, month in _SHORT.findall(text):
        for year in range(today.year, today.year - 7, -1):
            try:
                found = datetime.strptime(f"{day} {month} {year}", "%d %b %Y").replace(tzinfo=WAT).date()
            except ValueError:
                continue
            if found <= today and found.strftime("%a") == weekday:
                return found
    return None


def _address(site: str, when: date) -> str:
    return f"{site.rstrip('/')}/dollar-to-naira/{when.isoformat()}/" if site else ""
