"""Writes a day's article: facts, what holds of them, what is news, a plan, sentences, finished forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from fxtracker.articles.blocks import spoken
from fxtracker.articles.catalogue import load
from fxtracker.articles.conditions import conditions
from fxtracker.articles.earlier import Earlier
from fxtracker.articles.forms import FORMS, lay_out
from fxtracker.articles.masthead import Masthead
from fxtracker.articles.messages import Message, rank
from fxtracker.articles.piece import Piece
from fxtracker.articles.plan import KINDS, Pictures, Plan
from fxtracker.articles.revising import changed
from fxtracker.articles.view import Named, View
from fxtracker.articles.voice import Voice
from fxtracker.errors import NoData, UsageError
from fxtracker.facts import Day
from fxtracker.lagos import WAT

__all__ = ["Ready", "prepare", "write"]

_UNSURE = "(estimated)"


class Ready(NamedTuple):
    """A day made ready for sentences."""

    voice: Voice
    messages: list[Message]


def write(
    day: Day,
    kind: str,
    masthead: Masthead,
    previous: Piece | Earlier | None = None,
    number: int = 1,
    *,
    pictures: Pictures | None = None,
    lang: str = "en",
) -> Piece:
    """The article of that kind (`dollar-to-naira`, `naira-to-dollar`) for a day.

    `previous` is the version before and `number` the number of this one; `pictures` gives the address and the alt text of charts by
    name. The same facts give the same bytes. NoData where no market has a rate that can be printed; UsageError for an unknown kind.
    """
    if kind not in KINDS:
        raise UsageError(f"kind: {kind!r} is not a kind of article; write {' or '.join(KINDS)}")
    earlier = Earlier.of(previous) if isinstance(previous, Piece) else previous
    voice, messages = prepare(day, masthead, earlier, number, lang)
    prefix = "naira_" if kind == "naira-to-dollar" else ""
    heads = [voice.must(f"{prefix}{place}") for place in ("headline", "title", "description")]
    changes = voice.every("changes")
    blocks = Plan(voice, messages, changes, pictures or {}, masthead.site_url).blocks(kind)
    sentences = [*spoken(blocks), *heads]
    facts = voice.printed(sentences)
    published = earlier.published_at if earlier else day.made_at
    head = {
        "kind": kind,
        "lang": lang,
        "date": day.date.isoformat(),
        "edition": day.edition.value,
        "number": number,
        **dict(zip(("headline", "title", "description"), (said.text for said in heads), strict=True)),
        "published": _wat(published),
        "updated": _wat(day.made_at),
        "grades": sorted((market, str(grade)) for market, grade in day.grades.items()),
    }
    return Piece(
        kind=kind,
        lang=lang,
        date=day.date,
        edition=day.edition,
        number=number,
        headline=heads[0].text,
        title=heads[1].text,
        description=heads[2].text,
        forms={form: lay_out(form, blocks, **head) for form in FORMS},
        facts=facts,
        body=lay_out("body", blocks, **head),
        published_at=published,
        updated_at=day.made_at,
        changes=tuple(said.text for said in changes),
        sessions={name: fact.session for name in facts if (fact := day[name]).session is not None},
        sentences=tuple(sentences),
    )


def prepare(day: Day, masthead: Masthead, earlier: Earlier | None = None, number: int = 1, lang: str = "en", url: str = "") -> Ready:
    """The voice of a day with all that holds, and its messages; NoData where no market has a rate that can be printed."""
    view = View(day, _meta(day, masthead, earlier, number, url), earlier)
    held = conditions(view) | changed(view) | ({"revision"} if number > 1 else frozenset())
    if not held & {"official", "parallel"}:
        raise NoData(f"there is no article of {day.date.isoformat()} yet: {_why(day)}")
    messages = rank(view, held)
    if messages:
        held |= {f"top.{messages[0].name}"}
    return Ready(Voice(view, held, load(lang)), messages)


def _meta(day: Day, masthead: Masthead, earlier: Earlier | None, number: int, url: str) -> Mapping[str, Named]:
    holiday = day.holiday if day.holiday and _UNSURE not in day.holiday else ""
    return {
        "date": day.date,
        "published": earlier.published_at if earlier else day.made_at,
        "updated": day.made_at,
        "earlier": earlier.updated_at if earlier and number > 1 else "",
        "as_of": _as_of(day),
        "holiday": holiday,
        "sources": _sources(day),
        "url": url,
        "byline": masthead.byline,
        "editor": masthead.editor,
        "publisher": masthead.publisher,
        "place": masthead.place,
    }


def _as_of(day: Day) -> datetime:
    """The latest instant that a rate of the two markets belongs to."""
    rates = ("official.close", "official.central", "parallel.ask", "parallel.mid")
    stated = [fact.as_of for fact in day.facts if fact.id in rates and fact.as_of is not None and fact.as_of <= day.made_at]
    return max(stated, default=day.made_at)


def _sources(day: Day) -> str:
    """The names of the sources behind the rates, the official ones first, as a list in words."""
    rates = [fact for start in ("official.", "parallel.", "other.", "midmarket.") for fact in day.facts if fact.id.startswith(start)]
    names = list(dict.fromkeys(day.source_names.get(source, source) for fact in rates for source in fact.sources))
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else ""


def _why(day: Day) -> str:
    official = "the official market has no rate of the last three business days"
    if "parallel.unconfirmed" in day.flags:
        return f"{official}, and a move on the parallel market is unconfirmed"
    if "parallel.split" in day.flags:
        return f"{official}, and quotes on the parallel market disagree"
    return "neither market has a rate that can be printed"


def _wat(instant: datetime) -> str:
    return instant.astimezone(WAT).isoformat(timespec="seconds")
