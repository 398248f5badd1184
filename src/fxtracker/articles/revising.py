"""What a new version of a piece changed since the one before, by what each printed."""

from __future__ import annotations

from collections.abc import Iterator

from fxtracker.articles.view import View, market_of
from fxtracker.facts import Fact
from fxtracker.words import money

__all__ = ["changed"]

_WATCHED = ("midmarket.rate", "official.high", "official.low", "official.weighted_average", "official.simple_average")


def changed(view: View) -> frozenset[str]:
    """The conditions of the places `changes` and `changes_mark`; none for a first version."""
    if view.earlier is None:
        return frozenset()
    names = {*_official(view), *_parallel(view)}
    if names - {"changed.parallel.same_day"}:
        names.add("changed.headline")
    elif any(_differs(view, fact) for fact in view.day.facts if fact.id in _WATCHED or fact.id.startswith(("other.", "source."))):
        names.add("changed.details")
    else:
        names.add("changed.nothing")
    return frozenset(names)


def _official(view: View) -> Iterator[str]:
    now, was = view.fact("official"), view.was("official")
    if now is not None and was == now.id:
        if view.earlier and view.earlier.sessions.get(was) != now.session:
            yield "changed.official.session"
        elif _differs(view, now):
            yield "changed.official.value"
    elif now is not None:
        yield "added.official"
    elif was is not None:
        yield "removed.official"


def _parallel(view: View) -> Iterator[str]:
    now, was = view.fact("street"), view.was("street")
    if now is None:
        yield from ["removed.parallel"] if was else []
    elif was != now.id:
        yield "added.parallel"
    else:
        if view.earlier and view.earlier.sessions.get(was) == now.session:
            yield "changed.parallel.same_day"
        for name in ("parallel.ask", "parallel.bid", "parallel.mid"):
            fact = view.fact(name)
            if fact is not None and _differs(view, fact):
                yield f"changed.{name}"


def _differs(view: View, fact: Fact) -> bool:
    """Whether the earlier version printed the figure otherwise; one that it did not print at all does not count."""
    before = view.earlier.texts.get(fact.id) if view.earlier else None
    return before is not None and before != money.rate(fact.decimal, market_of(fact))
