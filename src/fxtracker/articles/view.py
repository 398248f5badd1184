"""A day as the sentences see it: facts by the names of the catalogue, with the two aliases undone and what is of the piece beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from fxtracker.articles.earlier import Earlier
from fxtracker.facts import Day, Fact
from fxtracker.rates import Market

__all__ = ["SPANS", "Named", "View", "market_of"]

SPANS = ("d1", "d7", "d30", "d365")

Named = Fact | date | datetime | str
"""What a slot can stand for: a fact, a day, an instant, or a text that is printed as it is."""


def market_of(fact: Fact) -> Market:
    """The market whose rule of printing a fact follows."""
    official = fact.id.startswith("official.") or (fact.id.startswith("other.") and fact.id.endswith(".official"))
    return Market.OFFICIAL if official else Market.PARALLEL


@dataclass(frozen=True)
class View:
    """A day, what is said of the piece itself (`meta`, without its prefix), and what an earlier version printed."""

    day: Day
    meta: Mapping[str, Named] = field(default_factory=dict)
    earlier: Earlier | None = None

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by id."""
        return {fact.id: fact for fact in self.day.facts}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The catalogue's own names to the ids of facts."""
        names = {"official": "official.close" if "official.close" in self.facts else "official.central"}
        names["street"] = "parallel.ask" if "parallel.ask" in self.facts else "parallel.mid"
        for market in ("official", "parallel"):
            names[f"{market}.base.d1"] = f"{market}.previous"
        return names

    def fact(self, name: str) -> Fact | None:
        """The fact of that name or alias, or None."""
        return self.facts.get(self.aliases.get(name, name))

    def named(self, what: str) -> Named | None:
        """What a slot stands for, or None where the day has none."""
        head, _, attribute = what.partition("@")
        if head.startswith("meta."):
            return self.meta.get(head.removeprefix("meta.")) or None
        if head.startswith("was."):
            return self._was(head.removeprefix("was."), attribute)
        fact = self.fact(head)
        if fact is None or not attribute:
            return fact
        if attribute == "base" and fact.base is None and head.endswith(".d1"):
            # A change on the session before counts from that session, which the previous figure names as well.
            previous = self.fact(head.split(".")[0] + ".previous")
            return previous.session if previous else None
        return {"session": fact.session, "as_of": fact.as_of, "base": fact.base}[attribute]

    def was(self, name: str) -> str | None:
        """The id under which an earlier version printed that figure, or None."""
        if self.earlier is None:
            return None
        ids = {"official": ("official.close", "official.central"), "street": ("parallel.ask", "parallel.mid")}.get(name, (name,))
        return next((each for each in ids if each in self.earlier.texts), None)

    def _was(self, name: str, attribute: str) -> Named | None:
        found = self.was(name)
        if found is None or self.earlier is None:
            return None
        return self.earlier.sessions.get(found) if attribute == "session" else self.earlier.texts[found]

    def full_name(self, what: str) -> str:
        """The slot's name with its alias undone, as provenance keeps it."""
        head, mark, attribute = what.partition("@")
        return self.aliases.get(head, head) + mark + attribute
