"""Writing an edition: articles, posts and charts, each read again by the checker before it may leave the house."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from fxtracker.articles import Earlier, Masthead, Post, post, to_json, write
from fxtracker.checker import Checker, Setting
from fxtracker.desk import Desk
from fxtracker.desk.drawing import DrawnChart, draw_charts
from fxtracker.desk.files import write_whole
from fxtracker.errors import NoData
from fxtracker.facts import Day, Edition
from fxtracker.lagos import iso_utc
from fxtracker.store import Revision

__all__ = [
    "ARTICLES",
    "FORMS",
    "NETWORKS",
    "Outcome",
    "article_of",
    "checked_post",
    "current_article",
    "earlier_of",
    "masthead",
    "post_kind",
    "publish_edition",
    "setting_of",
]

ARTICLES = ("dollar-to-naira", "naira-to-dollar")
NETWORKS = ("x", "whatsapp", "telegram", "push")

FORMS = ("md", "html", "txt")

_STATES = {
    *(f"parallel.{state}" for state in ("provisional", "indicative", "dispersed", "unconfirmed", "split", "missing")),
    *(f"official.{state}" for state in ("unpublished", "outside_range", "conflict", "missing", "central_only")),
}
"""States of a day that a piece tells: a change of one is news even where every figure is as it was."""


class Outcome(NamedTuple):
    """How one piece of an edition came out: published, unchanged, held (with the checker's problems) or none (with the reason)."""

    kind: str
    status: str
    revision: Revision | None = None
    said: tuple[str, ...] = ()


class Finished(NamedTuple):
    """An article as the checker left it: its JSON, its forms, and what is wrong with it."""

    document: Mapping[str, Any]
    forms: Mapping[str, str]
    problems: tuple[str, ...]


def publish_edition(desk: Desk, day: Day) -> list[Outcome]:
    """Write, check and publish the pieces and charts of a day's edition; what would say nothing new makes no revision.

    The dollar-to-naira article comes with every edition, its sister from midday on. A day that neither market has a figure of gets
    no piece.
    """
    if not day.flags & {"official.today", "parallel.today"}:
        return [
            Outcome("edition", "none", said=(f"no market has a figure of {day.date.isoformat()} yet, so there is no article of that day",))
        ]
    charts = draw_charts(desk, day)
    outcomes = [Outcome(f"chart {chart.name}", "held", said=chart.problems) for chart in charts if chart.problems]
    sound = [chart for chart in charts if not chart.problems]
    kinds = ARTICLES if day.edition is not Edition.MORNING else ARTICLES[:1]
    outcomes += [_publish_article(desk, day, kind, sound) for kind in kinds]
    outcomes += [_publish_post(desk, day, network) for network in NETWORKS]
    return outcomes


def article_of(desk: Desk, day: Day, kind: str, charts: Sequence[DrawnChart] = (), known_at: datetime | None = None) -> Finished:
    """Write the article of a day as the next revision after those that were there at `known_at`, and have it checked; nothing is stored.

    NoData where there is nothing to say.
    """
    known = desk.store.revisions(kind, day.date, known_at=known_at)
    earlier = earlier_of(known)
    number = known[-1].number + 1 if known else 1
    pictures = {chart.name: (f"/charts/{day.date.isoformat()}/{chart.name}.svg", chart.alt) for chart in charts}
    names = masthead(desk)
    piece = write(day, kind, names, earlier, number, pictures=pictures)
    checker = Checker(day, setting_of(names, earlier, day.made_at, number))
    problems = [
        f"{problem.check}: {problem.message} ({problem.excerpt})"
        for form in FORMS
        for problem in checker.check(piece.forms[form], form, kind=kind).problems
    ]
    return Finished(to_json(piece, day), piece.forms, tuple(dict.fromkeys(problems)))


def current_article(desk: Desk, day: Day, kind: str, known_at: datetime | None = None) -> Finished:
    """The article of a day as published by `known_at` where that says what the day says, else the one that would be its next revision."""
    made = article_of(desk, day, kind, known_at=known_at)
    known = next(reversed(desk.store.revisions(kind, day.date, known_at=known_at)), None)
    if known is None or known.facts_hash != _hash(day, made.document["facts"]):
        return made
    return Finished(_document(desk, known), {form: known.forms[form] for form in FORMS}, ())


def masthead(desk: Desk) -> Masthead:
    """The publisher's lines, from the settings."""
    s = desk.settings
    return Masthead(publisher=s.publisher, byline=s.byline, editor=s.editor, place=s.place, site_url=s.site_url)


def post_kind(network: str) -> str:
    """The kind under which a network's post is stored."""
    return f"post-{network}"


def checked_post(desk: Desk, day: Day, network: str) -> tuple[Post, tuple[str, ...]]:
    """The day's post for a network, and what the checker holds against it. NoData where there is nothing to say."""
    url = f"{desk.settings.site_url.rstrip('/')}/dollar-to-naira/{day.date.isoformat()}/" if desk.settings.site_url else ""
    made = post(day, network, url)
    report = Checker(day, Setting(updated=day.made_at, url=url)).check(made.text, "post", kind=network)
    return made, tuple(f"{problem.check}: {problem.message} ({problem.excerpt})" for problem in report.problems)


def _publish_article(desk: Desk, day: Day, kind: str, charts: Sequence[DrawnChart]) -> Outcome:
    try:
        made = article_of(desk, day, kind, charts)
    except NoData as fault:
        return Outcome(kind, "none", said=(str(fault),))
    facts_hash = _hash(day, made.document["facts"])
    standing = desk.store.revision(kind, day.date)
    if standing is not None and standing.facts_hash == facts_hash:
        _write_article(desk, standing)
        return Outcome(kind, "unchanged", standing)
    told = made.document
    revision = Revision(
        kind=kind,
        lang=told["lang"],
        date=day.date,
        edition=day.edition.value,
        status="held" if made.problems else "published",
        created_at=day.made_at,
        headline=told["headline"],
        title=told["title"],
        description=told["description"],
        forms={**made.forms, "body": told["body"]},
        facts=told["facts"],
        facts_hash=facts_hash,
        grades=told["grades"],
        changes=tuple(told["changes"]),
        charts=tuple({"name": chart.name, "title": chart.title, "alt": chart.alt} for chart in charts),
        problems=made.problems,
    )
    saved = desk.store.save_revision(revision, once=True)
    if made.problems:
        return Outcome(kind, "held", saved, made.problems)
    _write_article(desk, saved)
    return Outcome(kind, "published", saved)


def _publish_post(desk: Desk, day: Day, network: str) -> Outcome:
    kind = post_kind(network)
    try:
        made, problems = checked_post(desk, day, network)
    except NoData as fault:
        return Outcome(kind, "none", said=(str(fault),))
    facts_hash = _hash(day, [{"id": name, "text": text, "session": None} for name, text in made.facts.items()])
    standing = desk.store.revision(kind, day.date)
    if standing is not None and standing.facts_hash == facts_hash:
        _write_files(desk, standing, {"txt": f"{standing.forms['txt']}\n"})
        return Outcome(kind, "unchanged", standing)
    revision = Revision(
        kind=kind,
        lang="en",
        date=day.date,
        edition=day.edition.value,
        status="held" if problems else "published",
        created_at=day.made_at,
        headline=made.text.splitlines()[0],
        title="",
        description="",
        forms={"txt": made.text},
        facts=[{"id": name, "text": text} for name, text in made.facts.items()],
        facts_hash=facts_hash,
        grades=dict(day.grades),
        problems=problems,
    )
    saved = desk.store.save_revision(revision, once=True)
    if problems:
        return Outcome(kind, "held", saved, problems)
    _write_files(desk, saved, {"txt": made.text + "\n"})
    return Outcome(kind, "published", saved)


def earlier_of(known: Sequence[Revision]) -> Earlier | None:
    """What the newest of the published revisions printed, for the next one to tell what changed."""
    if not known:
        return None
    return Earlier.from_facts(known[-1].facts, known[0].created_at, known[-1].created_at)


def setting_of(names: Masthead, earlier: Earlier | None, updated: datetime, number: int) -> Setting:
    """What else may stand in an article that was written then, as that revision, after that earlier one."""
    own = {"publisher": names.publisher, "byline": names.byline, "editor": names.editor, "place": names.place}
    return Setting(
        published=earlier.published_at if earlier else updated,
        updated=updated,
        number=number,
        earlier_at=earlier.updated_at if earlier else None,
        names={name: value for name, value in own.items() if value},
        url=names.site_url,
        earlier=earlier.texts if earlier else {},
        earlier_sessions=earlier.sessions if earlier else {},
    )


def _hash(day: Day, facts: Sequence[Mapping[str, Any]]) -> str:
    # What a reader would see: the same figures, as good as before, at a later hour are no news.
    seen = [(fact["id"], fact["text"], fact["session"]) for fact in facts if fact.get("text")]
    states = sorted(day.flags & _STATES)
    return hashlib.sha256(json.dumps([seen, states], ensure_ascii=False).encode()).hexdigest()


def _write_article(desk: Desk, revision: Revision) -> None:
    forms = {form: revision.forms[form] for form in FORMS}
    _write_files(desk, revision, {**forms, "json": json.dumps(_document(desk, revision), indent=2, ensure_ascii=False) + "\n"})


def _document(desk: Desk, revision: Revision) -> dict[str, Any]:
    """A stored revision in the shape of `articles.to_json`."""
    first = desk.store.revisions(revision.kind, revision.date)[0]
    return {
        "kind": revision.kind,
        "lang": revision.lang,
        "date": revision.date.isoformat(),
        "revision": revision.number,
        "edition": revision.edition,
        "published_at": iso_utc(first.created_at),
        "updated_at": iso_utc(revision.created_at),
        "grades": dict(revision.grades),
        "headline": revision.headline,
        "title": revision.title,
        "description": revision.description,
        "changes": list(revision.changes),
        "facts": list(revision.facts),
        "body": revision.forms["body"],
    }


def _write_files(desk: Desk, revision: Revision, forms: Mapping[str, str]) -> None:
    # Also where nothing is new: a round that was killed after its piece had been stored left no files.
    folder = desk.settings.home / "pieces" / revision.date.isoformat()
    for form, text in forms.items():
        path, body = folder / f"{revision.kind}.{form}", text.encode()
        if not path.is_file() or path.read_bytes() != body:
            write_whole(path, body)
