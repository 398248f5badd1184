"""From one row of an answer, as it was printed, to observations or to something set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from fxtracker.errors import BadAnswer
from fxtracker.rates import Market, Measure, Observation, Pair, Quote, SetAside, Side
from fxtracker.sources.answers import Parsed
from fxtracker.sources.figures import figure, for_one, turned_round
from fxtracker.sources.names import named
from fxtracker.sources.reading import Figure, Reading
from fxtracker.sources.request import Asked
from fxtracker.sources.scope import Fault, Figures, Scope, both_sides, part_of, printable, searched, text_of
from fxtracker.sources.spec import Source
from fxtracker.sources.structure import Shape
from fxtracker.sources.times import When, ahead, no_time, of_day, when

__all__ = ["Rows", "answer_time"]

_RAW, _NOTE = 300, 120
_VENUE = re.compile(r"[\w .,&'()/+-]{1,60}")


def answer_time(reading: Reading, asked: Asked, raw: object, what: str, retrieved_at: datetime) -> When:
    """The time that a whole answer states; BadAnswer where it is none, is of another day than was asked for, or lies ahead."""
    moment = reading.time
    assert moment is not None  # noqa: S101
    stated = when(raw, moment, retrieved_at)
    if stated is None:
        raise BadAnswer(no_time(raw, moment, what), "layout")
    if not of_day(stated, asked.day):
        raise BadAnswer(f"was asked for {asked.day} and answered for {stated.session}", "wrong_date")
    if ahead(stated, dated=moment.dated, retrieved_at=retrieved_at):
        told = f"{stated.session}" if moment.dated else f"{stated.observed_at:%Y-%m-%d %H:%M} UTC"
        raise BadAnswer(f"answered {what} = {text_of(raw)[:60]!r}: {told} is in the future", "future")
    return stated


@dataclass
class Rows:
    """Collects the rows of one answer; a row that cannot be believed is set aside with its reason, the others stand.

    `stated` is the time of the whole answer; None where each row states its own.
    """

    source: Source
    reading: Reading
    asked: Asked
    retrieved_at: datetime
    stated: When | None
    shape: Shape = field(default_factory=Shape)
    observations: list[Observation] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    _standing: dict[tuple[Pair, Measure, str | None, When], Quote] = field(default_factory=dict)

    def add(self, scope: Scope) -> None:
        """Believe the row or set it aside under one of the reasons that the guide lists. A row without any figure is no row."""
        reading = self.reading
        if any(mark.on(text_of(scope.value(mark.spot))) for mark in reading.skip):
            return
        label = self._label(scope)
        figures = [stated for stated in self._figures(scope) if not stated.empty]
        if all(self._blank(stated) for stated in figures) if figures else reading.format != "json" or bool(reading.pairs):
            return
        if label is None and reading.format != "json":
            return
        before = len(self.observations)
        try:
            self._believe(scope, label or "", figures)
        except Fault as fault:
            self.refuse(str(fault), scope)
        if len(self.observations) > before:
            self.look(scope)

    def refuse(self, reason: str, scope: Scope, part: str | None = None) -> None:
        """Set a row, or one measure or currency of it, aside."""
        self.set_aside.append(SetAside(reason, printable(scope.raw(), _RAW), f"{scope.where} {part}" if part is not None else scope.where))

    def parsed(self) -> Parsed:
        """All that was collected, in the order of the answer, with the fingerprint of its layout."""
        return Parsed(tuple(self.observations), tuple(self.set_aside), self.shape.text(self.reading))

    def _label(self, scope: Scope) -> str | None:
        reading = self.reading
        if reading.pairs:
            return ""
        if reading.pair is not None:
            return self.asked.currency if reading.pair == "{code}" else reading.pair
        spot = reading.currency
        found = scope.value(spot) if spot is not None else None
        if spot is None or found is None:
            return None
        if spot.pattern is None:
            return text_of(found)
        part = spot.search(text_of(found))
        # A label without the wanted part names nothing: to take all of it for the name would be to guess.
        return part[1] if part is not None else ""

    def _figures(self, scope: Scope) -> Iterator[Figures]:
        reading = self.reading
        for code, places in reading.pairs.items():
            yield self._of(scope, reading.measure, places, code)
        yield self._of(scope, reading.measure, reading.figure)
        for measure, spot in reading.measures.items():
            yield self._of(scope, measure, Figure(mid=spot))

    def _of(self, scope: Scope, measure: Measure, places: Figure, code: str | None = None) -> Figures:
        none = self.reading.no_quote
        try:
            bid, ask = part_of(scope, places.bid, "bid", none), part_of(scope, places.ask, "ask", none)
            if places.sides is not None:
                bid, ask = both_sides(scope, places.sides, none)
            return Figures(measure, code, bid, ask, part_of(scope, places.mid, "mid", none))
        except Fault as fault:
            return Figures(measure, code, fault=fault)

    def _blank(self, stated: Figures) -> bool:
        """Whether nothing but blanks, dashes and noughts stand where figures should."""
        try:
            sides = (figure(raw, self.reading.number) for raw in (stated.bid, stated.ask, stated.mid))
            return stated.fault is None and all(side is None for side in sides)
        except ValueError:
            return False

    def _believe(self, scope: Scope, label: str, figures: list[Figures]) -> None:
        for mark in self.reading.refuse:
            if mark.on(text_of(scope.value(mark.spot))):
                raise Fault(mark.reason or "refused")
        reading = self.reading
        names = [self._named(found.code or label) for found in figures] or [self._named(label)]
        stated = self._when(scope)
        location, note = self._venue(scope), self._note(scope)
        for found, (pair, counted) in zip(figures, names, strict=False):
            try:
                units = self.units(scope, pair)
                if counted not in (1, units):
                    # "Yen (100)" without a `per` that says so would be stored a hundred times too high.
                    raise Fault("bad_unit")
                quote = self._quote(found, units)
                if quote == (None, None, None):
                    continue
                self.within_range(pair, quote)
            except Fault as fault:
                part = found.code or (found.measure.value if reading.measures else None)
                self.refuse(str(fault), scope, " ".join(filter(None, (part, fault.detail))) or None)
                continue
            self.stand(pair, quote, stated, measure=found.measure, location=location, note=note)

    def stand(
        self,
        pair: Pair,
        quote: Quote,
        stated: When,
        *,
        measure: Measure = Measure.QUOTE,
        location: str | None = None,
        note: str | None = None,
        flags: tuple[str, ...] = (),
    ) -> None:
        """Add an observation, unless the same already stands."""
        source = self.source
        key = (pair, measure, location, stated)
        if self._standing.get(key) == quote:
            return
        self._standing[key] = quote
        self.observations.append(
            Observation(
                source=source.id,
                market=source.market,
                segment=source.segment,
                measure=measure,
                location=location or source.location,
                pair=pair,
                quote=quote,
                session=stated.session,
                observed_at=stated.observed_at,
                retrieved_at=self.retrieved_at,
                timing=self.reading.timing or source.timing,
                note=note,
                flags=flags,
            )
        )

    def _named(self, label: str) -> tuple[Pair, int]:
        found = named(label, self.reading.names)
        if found.pair is None:
            raise Fault("unknown_currency")
        return found.pair, found.units

    def _when(self, scope: Scope) -> When:
        if self.stated is not None:
            return self.stated
        moment = self.reading.time
        assert moment is not None  # noqa: S101
        stated = when(searched(scope, moment.spot), moment, self.retrieved_at)
        if stated is None:
            raise Fault("bad_date")
        if not of_day(stated, self.asked.day):
            raise Fault("wrong_date")
        # An official table may hold a day to come: the row is kept, and does not count before its day.
        kept = moment.dated and self.source.market is Market.OFFICIAL
        if not kept and ahead(stated, dated=moment.dated, retrieved_at=self.retrieved_at):
            raise Fault("future")
        return stated

    def _venue(self, scope: Scope) -> str | None:
        if self.reading.venue is None:
            return None
        name = " ".join(text_of(part_of(scope, self.reading.venue)).split())
        if name and not _VENUE.fullmatch(name):
            raise Fault("bad_venue")
        return name or None

    def _note(self, scope: Scope) -> str | None:
        if self.reading.note is None:
            return None
        text = text_of(searched(scope, self.reading.note))
        return "".join(character for character in text if character.isprintable())[:_NOTE].strip() or None

    def units(self, scope: Scope, pair: Pair) -> int:
        """For how many units the row's figures are; Fault where it does not say so."""
        per = self.reading.per
        if per.spot is None:
            return per.by_currency.get(pair.base, per.units)
        try:
            stated = part_of(scope, per.spot) if per.default is None else searched(scope, per.spot)
            if per.default is not None and not text_of(stated).strip():
                return per.default
            units = figure(stated, self.reading.number)
        except (ValueError, Fault):
            units = None
        if units is None or units < 1 or units != int(units):
            raise Fault("bad_unit")
        return int(units)

    def _quote(self, found: Figures, units: int) -> Quote:
        if found.fault is not None:
            raise found.fault
        sides = (("bid", found.bid), ("ask", found.ask), ("mid", found.mid))
        stated = Quote(*(self.price(raw, units, side) for side, raw in sides))
        return stated if self.asked.gives is None else _one_sided(stated, self.asked.gives)

    def price(self, raw: object, units: int = 1, place: str = "price") -> Decimal | None:
        """Naira for one unit, out of what was printed; Fault where that is no number."""
        try:
            value = figure(raw, self.reading.number)
            if value is None:
                return None
            value = for_one(value, units)
            return turned_round(value) if self.reading.inverse else value
        except (ValueError, ArithmeticError):
            raise Fault("not_a_number", place, text_of(raw)) from None

    def within_range(self, pair: Pair, quote: Quote) -> None:
        """Fault where a figure is outside the source's range for the pair, or there is none."""
        span = self.source.ranges.get(pair)
        if span is None:
            raise Fault("no_range")
        beyond = next((side for side in quote if side is not None and not span[0] <= side <= span[1]), None)
        if beyond is not None:
            raise Fault("out_of_range", f"{pair}", f"{beyond}")

    def look(self, scope: Scope) -> None:
        """Note how a row that counted is laid out."""
        reading, shape = self.reading, self.shape
        if shape.full:
            return
        shape.rows += 1
        for name, form in scope.frame().items():
            shape.see(name, form)
        for name, spot in reading.shaping():
            shape.see(name, scope.shape(spot))


def _one_sided(stated: Quote, side: Side) -> Quote:
    """The figure of an answer of which every figure is of one side, on that side."""
    figures = [figure for figure in stated if figure is not None]
    own = figures[0] if len(figures) == 1 else stated[tuple(Side).index(side)]
    return Quote(**{side.value: own})
