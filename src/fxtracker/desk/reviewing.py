"""Holding a finished piece against what the desk knows, or against itself where it is not the desk's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from fxtracker.checker import Checker, Report, Setting, check_json, day_from_json, read_foreign
from fxtracker.desk import Desk
from fxtracker.desk.dating import days_of, moments_of
from fxtracker.desk.day import day_of
from fxtracker.desk.publishing import ARTICLES, NETWORKS, earlier_of, masthead, post_kind, setting_of
from fxtracker.errors import UsageError
from fxtracker.facts import Day, Edition
from fxtracker.lagos import session_of
from fxtracker.store import Revision

__all__ = ["review"]

_FORMS = {"md": "md", "markdown": "md", "html": "html", "htm": "html", "txt": "txt", "text": "txt", "json": "json"}
_FIELD = re.compile(r"^(kind|date|published|updated): *\"?([^\"\n]+)\"?$", re.MULTILINE)
_OURS = 0.5
"""A piece of which at least half of the blocks have a wording of the house is read as the house's own."""
_LIKE = 0.85
"""A post is a few lines, and one slip is a large part of it: one that is so much like ours is ours."""
_POST_LETTERS = 1200
_RECENT = 60


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
        readings = list(_readings(desk, when, kind, "", stated))
        if not any(day.facts for day, _ in readings):
            return check_json(document)
        reports = [check_json(document, day, setting) for day, setting in readings]
    return min(reports, key=lambda report: len(report.problems))


def _own_reports(desk: Desk, text: str, form: str, given: date | None) -> Iterator[Report]:
    """The report of a piece that is the house's own; none for any other."""
    stated = dict(_FIELD.findall(text.partition("\n---\n")[0])) if text.startswith("---\n") else {}
    short = form == "txt" and len(text) <= _POST_LETTERS
    kinds = [stated["kind"]] if stated.get("kind") in ARTICLES else [*ARTICLES, *(NETWORKS if short else ())]
    today = session_of(desk.clock.now())
    whens = [given] if given else days_of(text, stated.get("date"), today)
    if short and given is None:
        whens += [when for when in _days_of_like(desk, text) if when not in whens]
    best: Report | None = None
    for when in whens:
        if when > today:
            continue
        for kind in kinds:
            shape = "post" if kind in NETWORKS else form
            like = shape == "post" and any(_like(text, one.forms["txt"]) for one in desk.store.revisions(post_kind(kind), when))
            for day, setting in _readings(desk, when, kind, text, stated):
                report = Checker(day, setting).check(text, shape, kind=kind)
                if (like or _strange(report, text) <= _OURS) and (best is None or len(report.problems) < len(best.problems)):
                    best = report
        if best is not None and not best.problems:
            break
    if best is not None:
        yield best


def _days_of_like(desk: Desk, text: str) -> list[date]:
    """The days whose newest posts are much like this one, so that a wrong day does not make a post of ours another's."""
    recent = desk.store.latest_pieces(_RECENT, tuple(post_kind(network) for network in NETWORKS))
    return list(dict.fromkeys(one.date for one in recent if _like(text, one.forms["txt"])))[:2]


def _like(text: str, other: str) -> bool:
    matcher = SequenceMatcher(None, text.strip(), other.strip(), autojunk=False)
    return matcher.quick_ratio() >= _LIKE and matcher.ratio() >= _LIKE


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
        if not post:
            # Where something was learnt at the very instant of its writing, the facts that were kept with it tell which came first.
            yield _as_published(replace(day, made_at=moment), revision), setting
    # One that was written on demand is the next revision, of the moment that it states.
    published, updated = moments_of(text, stated)
    day = day_of(desk, when)
    made_at = updated or published or day.made_at
    setting = setting_of(names, earlier_of(known), made_at, len(known) + 1)
    yield replace(day, made_at=made_at), Setting(updated=made_at, url=_address(names.site_url, when)) if post else setting


def _as_published(day: Day, revision: Revision) -> Day:
    facts = day_from_json({"date": revision.date.isoformat(), "facts": revision.facts}).facts
    kept = {(fact.id, fact.session): fact.value for fact in facts if isinstance(fact.value, Decimal)}
    lines = {
        name: replace(line, points=tuple(replace(one, value=kept.get((name, one.day), one.value)) for one in line.points))
        for name, line in day.lines.items()
    }
    return replace(day, facts=facts, lines=lines)


def _strange(report: Report, text: str) -> float:
    unknown = sum(1 for problem in report.problems if problem.check == "S" and problem.message.startswith("no entry"))
    lines = sum(1 for line in text.splitlines() if len(line.strip()) > 3)
    return unknown / max(1, lines)


def _date_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _address(site: str, when: date) -> str:
    return f"{site.rstrip('/')}/dollar-to-naira/{when.isoformat()}/" if site else ""
