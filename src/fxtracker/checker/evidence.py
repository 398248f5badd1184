"""What the facts of a day bear out, worked out anew from its base figures.

A derived fact (a change, a gap, a conversion) is never taken as given: it is computed again from the figures that it is derived from, and
one that differs is a problem of its own. Names are those of docs/facts.md, and these: `official` and `parallel` are the figure that stands
for the market (close or central; ask, or mid where there are no sides); `NAME@session`, `NAME@base` and `NAME@as_of` are the days and the
moment of a fact; `day@date` and `day@made` those of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from fxtracker.checker.moments import dates
from fxtracker.checker.numerals import half_up
from fxtracker.checker.rounding import figure
from fxtracker.facts import Day, Fact
from fxtracker.lagos import official_window

__all__ = ["PARTIAL", "SPANS", "Evidence", "Setting", "Truth"]

Truth = Decimal | date | datetime | int | str
SPANS = ("d7", "d30", "d365")
PARTIAL = "partial"
"""The flag of a day that was made again from an article's JSON, without lines, names of sources and most flags."""
USD_AMOUNTS = (10, 50, 100, 500, 1000, 10000)
NGN_AMOUNTS = (10000, 50000, 100000, 500000, 1000000)


@dataclass(frozen=True, slots=True)
class Setting:
    """What else may stand in a piece, besides what the day's facts bear out.

    `published`, `updated` and `earlier_at` are UTC instants, `number` is that of the version; `names` has the operator's own words
    (publisher, byline, editor, place); `url` is the address that a post carries, or that the links of an article begin with;
    `earlier` and `earlier_sessions` are what the version before printed, by fact id.
    """

    published: datetime | None = None
    updated: datetime | None = None
    earlier_at: datetime | None = None
    number: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict)
    earlier_sessions: Mapping[str, date] = field(default_factory=dict)


class Evidence:
    """The figures of a day by name."""

    def __init__(self, day: Day, setting: Setting | None = None) -> None:
        setting = setting or Setting()
        self.day = day
        self.setting = setting
        self.facts: dict[str, Fact] = {fact.id: fact for fact in day.facts}
        self.official = self.facts.get("official.close") or self.facts.get("official.central")
        ask = self.facts.get("parallel.ask")
        self.parallel = ask if ask is not None else self.facts.get("parallel.mid")
        self.moments: dict[str, datetime | None] = {
            "made": day.made_at,
            "published": setting.published or day.made_at,
            "updated": setting.updated or day.made_at,
            "earlier": setting.earlier_at,
            "as_of": _as_of(day),
        }
        self.names = {f"source.{source}": name for source, name in day.source_names.items()} | dict(setting.names)
        if day.holiday:
            self.names["holiday"] = day.holiday
        self.partial = PARTIAL in day.flags
        self.derived: dict[str, Truth] = {}
        self._derive()

    def get(self, name: str) -> Truth | None:
        """The value of that name; None where the day does not bear one out."""
        name, _, part = name.partition("@")
        if name.startswith("was."):
            return self._earlier(name.removeprefix("was."), part)
        if part:
            return self._part(name, part)
        if name in self.derived:
            return self.derived[name]
        fact = self._fact(name)
        if fact is None or name.startswith(_DERIVED):
            return None
        if isinstance(fact.value, Decimal) and fact.unit.value == "NGN" and not name.startswith("gap"):
            return figure(fact.value, official=is_official(fact.id))
        return fact.value

    def raw(self, name: str) -> Decimal | None:
        """The unrounded value of a base fact."""
        fact = self._fact(name)
        return fact.decimal if fact is not None and isinstance(fact.value, (Decimal, int)) else None

    def line_of(self, name: str) -> str:
        """The line that a chart draws for a market or a side: that of the fact, else the one that ends last."""
        fact = self._fact(name)
        if fact is not None:
            return fact.id
        kinds = {"official": ("official.close", "official.central"), "parallel": ("parallel.ask", "parallel.mid")}.get(
            name, (name, "parallel.mid")
        )
        ends = {line: self.day.lines[line].points[-1].day for line in kinds if line in self.day.lines and self.day.lines[line].points}
        return max(ends, key=lambda line: (ends[line], -kinds.index(line)), default=kinds[0])

    def last(self, name: str) -> tuple[date, Decimal] | None:
        """The day and the printed value at the end of a market's line."""
        fact = self._fact(name)
        official = is_official(name)
        if fact is not None and fact.session is not None and isinstance(fact.value, Decimal):
            return fact.session, figure(fact.value, official=official)
        line = self.day.lines.get(self.line_of(name))
        points = [point for point in line.points if point.day <= self.day.date] if line else []
        return (points[-1].day, figure(points[-1].value, official=official)) if points else None

    def opens(self, period: str, spans: Sequence[int] = ()) -> bool:
        """Whether a chart may be of that period: it ends with the day and begins with a line's first point, in spans of so many days."""
        stated = dates(period)
        year = stated[-1].year if stated else None
        if year is None or stated[-1].in_year(year) != self.day.date:
            return False
        begin = stated[0].in_year(stated[0].year or year)
        days = [[point.day for point in line.points] for line in self.day.lines.values()]
        if begin == self.day.date or not spans:
            return begin == self.day.date or any(begin in line for line in days)
        starts = [self.day.date - timedelta(days=span - 1) for span in spans]
        return any(begin == min((day for day in line if day >= start), default=None) for line in days for start in starts)

    def _fact(self, name: str) -> Fact | None:
        if name in ("official", "parallel"):
            return self.official if name == "official" else self.parallel
        if name.endswith(".base.d1"):
            name = name.replace(".base.d1", ".previous")
        return self.facts.get(name)

    def _part(self, name: str, part: str) -> Truth | None:
        if name == "day":
            if part in self.moments:
                return self.moments[part]
            own: dict[str, Truth | None] = {"date": self.day.date, "weekday": self.day.date.weekday(), "holiday": self.day.holiday}
            return own.get(part)
        if name == "grade":
            return self.day.grades.get(part)
        fact = self._fact(name)
        if fact is None:
            return None
        if part == "window":
            return official_window(fact.session) if fact.session else None
        return {"session": fact.session, "base": fact.base, "as_of": fact.as_of}.get(part)

    def _earlier(self, name: str, part: str) -> Truth | None:
        stands = {"official": ("official.close", "official.central"), "street": ("parallel.ask", "parallel.mid")}
        found = next((key for key in stands.get(name, (name,)) if key in self.setting.earlier), None)
        if found is None:
            return None
        return self.setting.earlier_sessions.get(found) if part == "session" else self.setting.earlier[found]

    def _derive(self) -> None:
        for market, official in (("official", True), ("parallel", False)):
            level = self.raw(market)
            if level is not None:
                self._changes(market, level, official=official)
        put = self._put
        put("official.range", lambda high, low: high - low, "official.high", "official.low")
        put("parallel.spread", lambda ask, bid: ask - bid, "parallel.ask", "parallel.bid")
        put("gap", lambda street, official: street - official, "parallel.ask", "official")
        self._ratios()
        self._state()
        gap, before = self.derived.get("gap"), self.raw("gap.previous")
        if isinstance(gap, Decimal) and before is not None:
            self.derived["gap.change"] = abs(gap) - abs(before)
        self._conversions()

    def _put(self, name: str, rule: Callable[[Decimal, Decimal], Decimal], one: str, two: str) -> None:
        first, second = self.get(one), self.get(two)
        if isinstance(first, Decimal) and isinstance(second, Decimal):
            self.derived[name] = rule(first, second)

    def _changes(self, market: str, level: Decimal, *, official: bool) -> None:
        for span in ("d1", *SPANS):
            before = self.raw(f"{market}.previous" if span == "d1" else f"{market}.base.{span}")
            if before:
                self.derived[f"{market}.change.{span}"] = figure(level, official=official) - figure(before, official=official)
                self.derived[f"{market}.change.{span}.percent"] = (before / level - 1) * 100

    def _ratios(self) -> None:
        street, official, mid = (self.raw(name) for name in ("parallel.ask", "official", "parallel.mid"))
        if street is not None and official:
            self.derived["gap.percent"] = (street / official - 1) * 100
        if mid is not None and official:
            self.derived["premium"] = (mid / official - 1) * 100
        bid, ask = self.raw("parallel.bid"), self.raw("parallel.ask")
        if bid is not None and ask is not None and mid:
            self.derived["parallel.spread.percent"] = (ask - bid) / mid * 100

    def _state(self) -> None:
        bid, ask, official = (self.get(name) for name in ("parallel.bid", "parallel.ask", "official"))
        if isinstance(bid, Decimal) and isinstance(ask, Decimal) and isinstance(official, Decimal):
            self.derived["gap.state"] = "above" if official < bid else "below" if official > ask else "inside"

    def _conversions(self) -> None:
        rates = {
            side: self.get(name)
            for side, name in (("official", "official"), ("bid", "parallel.bid"), ("ask", "parallel.ask"), ("mid", "parallel.mid"))
        }
        for side, rate in rates.items():
            if not isinstance(rate, Decimal) or not rate:
                continue
            for dollars in (1, *USD_AMOUNTS):
                self.derived[f"convert.usd.{dollars}.{side}"] = rate * dollars
            for naira in NGN_AMOUNTS:
                self.derived[f"convert.ngn.{naira}.{side}"] = half_up(naira / rate, 2)
        gap = self.derived.get("gap")
        if isinstance(gap, Decimal):
            for dollars in USD_AMOUNTS:
                self.derived[f"convert.usd.{dollars}.extra"] = gap * dollars


_DERIVED = (
    "official.change",
    "official.range",
    "parallel.change",
    "parallel.spread",
    "gap.percent",
    "gap.state",
    "gap.change",
    "premium",
    "convert.",
)


def is_official(name: str) -> bool:
    """Whether a fact of that id is printed as an official figure, with two decimals."""
    return name.startswith("official") or name.endswith(".official")


def _as_of(day: Day) -> datetime:
    """The latest instant that a rate of the two markets belongs to."""
    rates = ("official.close", "official.central", "parallel.ask", "parallel.mid")
    return max((fact.as_of for fact in day.facts if fact.id in rates and fact.as_of and fact.as_of <= day.made_at), default=day.made_at)
