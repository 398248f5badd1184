"""Puts sentences of the catalogue into words, and keeps what each slot was bound to.

It chooses nothing but the case that holds and the variant whose turn it is. A slot that the day cannot fill makes its sentence
impossible; a place that must say something and cannot is an error, never an empty line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from fxtracker.articles.catalogue import Case, Place, Sentence, Slot
from fxtracker.articles.piece import Binding, Said
from fxtracker.articles.rotation import turn
from fxtracker.articles.view import SPANS, Named, View, market_of
from fxtracker.errors import NoData
from fxtracker.facts import Fact
from fxtracker.rates import CURRENCIES
from fxtracker.words import EN, Language, dates, direction, money, numbers, percent

__all__ = ["AMOUNTS", "Voice"]

AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "usd": ("10", "50", "100", "500", "1000", "10000"),
    "ngn": ("10000", "50000", "100000", "500000", "1000000"),
    "spans": SPANS,
}


class Voice:
    """The sentences of one piece: a view of the day, the names that hold, the catalogue."""

    def __init__(self, view: View, held: frozenset[str], catalogue: Mapping[str, Place], language: Language = EN) -> None:
        self.view = view
        self.held = held
        self._catalogue = catalogue
        self._language = language

    def maybe(self, place: str) -> Said | None:
        """The sentence of a place that says one thing, or None where no case holds."""
        found = self._catalogue[place]
        for case in found.cases:
            if self._holds(case, "") and (said := self._fitting(found, case)) is not None:
                return said
        return None

    def must(self, place: str) -> Said:
        """The sentence of a place that cannot be silent."""
        said = self.maybe(place)
        if said is None:
            raise NoData(f"the {place.replace('_', ' ')} of {self.view.day.date.isoformat()} has no sentence that its figures bear out")
        return said

    def every(self, place: str, *cases: str) -> list[Said]:
        """Each sentence of a place that lists, in the catalogue's order; with `cases`, those alone, in their order.

        Neighbouring cases that are repeated over the same list go item by item.
        """
        found = self._catalogue[place]
        chosen = [case for name in cases for case in found.cases if case.name == name] if cases else list(found.cases)
        said = []
        for each, group in groupby(chosen, key=lambda case: case.each):
            alike = list(group)
            said += [self._write(found, case, item) for item in self._items(each) for case in alike if self._holds(case, item)]
        return said

    def printed(self, sentences: Iterable[Said]) -> dict[str, str]:
        """Fact id to the text that those sentences print of it, the first of each."""
        texts: dict[str, str] = {}
        for said in sentences:
            for binding in said.bindings:
                if binding.what in self.view.facts and binding.how not in self._language.verbs and binding.how != "measure":
                    texts.setdefault(binding.what, binding.text)
        return texts

    def _items(self, each: str) -> Iterator[str]:
        if not each:
            yield ""
        elif each in AMOUNTS:
            yield from AMOUNTS[each]
        else:
            prefix = {"others": "other.", "sources": "source."}[each]
            found = dict.fromkeys(fact.split(".")[1] for fact in self.view.facts if fact.startswith(prefix))
            yield from sorted(found, key=lambda item: _ORDER.get(item, len(_ORDER)))

    def _holds(self, case: Case, item: str) -> bool:
        if any((condition.name.replace("*", item) in self.held) is not condition.wanted for condition in case.when):
            return False
        return all(self._named(slot.what, item) is not None for sentence in case.variants for slot in sentence.slots)

    def _named(self, what: str, item: str) -> Named | None:
        return item if what == "*" else self.view.named(what.replace("*", item))

    def _fitting(self, place: Place, case: Case) -> Said | None:
        """The variant whose turn it is, passing over those that do not fit; with a least length, the longest where all are short."""
        count = len(case.variants)
        first = turn(place.name, self.view.day.date, count)
        fitting = [self._say(case.variants[(first + step) % count], "") for step in range(count)]
        fitting = [said for said in fitting if not place.most or len(said.text) <= place.most]
        if not fitting:
            return None
        return next((said for said in fitting if len(said.text) >= place.least), max(fitting, key=lambda said: len(said.text)))

    def _write(self, place: Place, case: Case, item: str) -> Said:
        index = turn(f"{place.name}.{case.name}", self.view.day.date, len(case.variants))
        return self._say(case.variants[index], item)

    def _say(self, sentence: Sentence, item: str) -> Said:
        parts = [sentence.plain[0]]
        bindings = []
        for slot, after in zip(sentence.slots, sentence.plain[1:], strict=True):
            what = slot.what if slot.what == "*" else self.view.full_name(slot.what.replace("*", item))
            text = self._print(slot, item)
            bindings.append(Binding(item if what == "*" else what, slot.how, text))
            parts += (text, after)
        return Said(sentence.id, "".join(parts), tuple(bindings))

    def _print(self, slot: Slot, item: str) -> str:
        value = self._named(slot.what, item)
        if value is None:
            raise NoData(f"{slot.what} is not among the facts of {self.view.day.date.isoformat()}")
        if slot.how in self._language.verbs:
            return direction.word(slot.how, _fact(value).decimal, self._language)
        if isinstance(value, datetime) or slot.how in _DATES:
            return self._moment(value, slot.how)
        return self._figure(value, slot.how) if isinstance(value, Fact) else self._plain(str(value), slot.how)

    def _moment(self, value: Named, how: str) -> str:
        if isinstance(value, Fact):
            value = value.value if isinstance(value.value, date) else value.session or self.view.day.date
        if isinstance(value, datetime):
            return dates.clock(value) if how == "time" else dates.stamp(value, self._language)
        if not isinstance(value, date):
            raise TypeError(f"{value!r} is not a day")
        return dates.near(value, self.view.day.date, self._language) if how == "day" else _DATES[how](value, self._language)

    def _figure(self, fact: Fact, how: str) -> str:
        if how == "text":
            return str(fact.value)
        if how == "measure":
            return self._language.measures[fact.measure.value if fact.measure else fact.id.removeprefix("official.")]
        if how == "money":
            return money.rate(fact.decimal, market_of(fact))
        if how == "amount":
            return money.amount(fact.decimal, self._language)
        return _FIGURES[how](fact.decimal) if how != "count" else numbers.count(int(fact.decimal), self._language)

    def _plain(self, text: str, how: str) -> str:
        if how == "dollar_label":
            return money.dollars(Decimal(text), whole=True)
        if how == "naira_label":
            return money.naira(Decimal(text))
        if how == "currency":
            return self._language.currencies.get(text, text)
        if how == "source":
            return self.view.day.source_names.get(text, text)
        if how == "span":
            return self._language.spans[text]
        return text.upper() if how == "upper" else text


def _fact(value: Named) -> Fact:
    if not isinstance(value, Fact):
        raise TypeError(f"{value!r} is not a fact, and has no direction")
    return value


_DATES: Mapping[str, Callable[[date, Language], str]] = {
    "date": dates.full,
    "day": dates.weekday,
    "weekday": dates.weekday,
    "dm": dates.day_month,
    "dmy": dates.day_month_year,
    "abbr": dates.abbreviated,
    "short": dates.short,
}
_ORDER = {code: place for place, code in enumerate(CURRENCIES)}
_FIGURES: Mapping[str, Callable[[Decimal], str]] = {
    "naira": lambda value: money.naira(abs(value)),
    "dollars": money.dollars,
    "pct": percent.percent,
}
