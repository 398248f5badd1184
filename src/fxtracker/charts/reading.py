"""What a day says of one market, as a chart needs it: the figure that heads it, its line in the window, its state in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fxtracker.charts.labels import day_month, point_figure, rate_figure, short_date, stamp
from fxtracker.charts.spec import EndLabel, Label, Phrase, Series, say
from fxtracker.charts.style import OFFICIAL, PARALLEL
from fxtracker.errors import UsageError
from fxtracker.facts import Day, Fact, Point
from fxtracker.rates import Market

__all__ = ["Level", "as_of", "figure", "official", "sources", "street", "window"]

_FEWEST, _MOST = 2, 3660
_STATES = (
    ("parallel.unconfirmed", "move not confirmed"),
    ("parallel.provisional", "provisional"),
    ("parallel.indicative", "indicative"),
    ("parallel.dispersed", "sources differ"),
    ("parallel.split", "sources differ"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One market of the day: `line` is the id of its series, `fact` the day's figure where one may be printed."""

    market: Market
    line: str
    name: str
    fact: Fact | None
    points: tuple[Point, ...]
    note: str | None = None
    hollow: bool = False
    spread: tuple[Point, Point] | None = None

    @property
    def last(self) -> Point:
        """The end of the line."""
        return self.points[-1]

    @property
    def about(self) -> bool:
        """Whether the figure is a rate without sides, which is printed as "about"."""
        return self.line == "parallel.mid"

    def value(self) -> Label:
        """The figure at the end of the line, bound to its fact, else to its point."""
        return rate_figure(self.fact, self.market) if self.fact else point_figure(self.line, self.last, self.market)

    def phrase(self) -> Phrase:
        """The figure as it is printed: ₦1,359.50, or about ₦1,392."""
        return say("about {value}" if self.about else "{value}", value=self.value())

    def series(self, names: Sequence[str], *, step: bool, dashed: bool = False, width: float | None = None) -> Series:
        """The market as a line of a chart, in its own colour."""
        of_official = self.market is Market.OFFICIAL
        return Series(
            id=self.line,
            market=self.market,
            name=self.name,
            points=self.points,
            label=EndLabel(self.phrase(), tuple(names), self.note),
            colour=OFFICIAL if of_official else PARALLEL,
            width=width or (3.2 if of_official else 2.4),
            step=step,
            dashed=dashed,
            square=not of_official,
            hollow=self.hollow,
            spread=self.spread,
        )


def window(day: Day, days: int) -> date:
    """The first day of a chart that shows so many days; UsageError where that is no sensible number."""
    if not _FEWEST <= days <= _MOST:
        raise UsageError(f"days: {days} is not a span that can be drawn; write a number from {_FEWEST} to {_MOST}")
    return day.date - timedelta(days=days - 1)


def official(day: Day, start: date) -> Level | None:
    """The official market: the close, or the central rate where that is what stands; None where nothing is known in the window."""
    fact = day.get("official.close") or day.get("official.central")
    line = fact.role if fact else _latest(day, ("official.close", "official.central"))
    points = _points(day, line, fact, start)
    if not points:
        return None
    close = line == "official.close"
    note = None
    if fact is None:
        note = f"no rate since {short_date(points[-1].day, day.date)}"
    elif points[-1].day < day.date:
        note = f"last {'close' if close else 'rate'}, {short_date(points[-1].day, day.date)}"
    name = "official close" if close else "official central rate"
    return Level(Market.OFFICIAL, line, name, fact, points, note, hollow=note is not None)


def street(day: Day, start: date, side: str = "ask") -> Level | None:
    """The parallel market: that side of it, else the rate without sides; None where nothing is known in the window."""
    fact = day.get(f"parallel.{side}") or day.get("parallel.mid")
    line = fact.role if fact else _latest(day, (f"parallel.{side}", "parallel.mid"))
    points = _points(day, line, fact, start)
    if not points:
        return None
    notes = []
    if fact is None:
        notes.append(f"no rate since {short_date(points[-1].day, day.date)}")
    elif points[-1].day < day.date:
        notes.append(f"last quote, {short_date(points[-1].day, day.date)}")
    notes += dict.fromkeys(words for flag, words in _STATES if flag in day.flags)
    final = fact is not None and points[-1].day == day.date and not {"parallel.unconfirmed", "parallel.provisional"} & day.flags
    name = {"ask": "parallel market selling rate", "bid": "parallel market buying rate", "mid": "parallel market rate"}[line.split(".")[1]]
    spread = _spread(day, line, points[-1])
    return Level(Market.PARALLEL, line, name, fact, points, ", ".join(notes[:2]) or None, hollow=not final, spread=spread)


def figure(level: Level, beside: date) -> Phrase:
    """A level for a sentence, with its day where that is not the day of the chart: ₦1,359 on 24 February."""
    if level.last.day == beside:
        return level.phrase()
    return say("{value} on {when}", value=level.phrase(), when=day_month(level.last.day, beside))


def sources(day: Day, facts: Sequence[Fact]) -> str:
    """The footer's source line: each source's name once, in the order of the facts."""
    ids = dict.fromkeys(source for fact in facts for source in fact.sources)
    names = list(dict.fromkeys(day.source_names.get(one, one) for one in ids))
    if not names:
        return "Source: fxtracker's records"
    return f"Source{'s' if len(names) > 1 else ''}: {', '.join(names)}"


def as_of(day: Day, facts: Sequence[Fact]) -> str:
    """When the newest of the figures was taken, else when the day was made."""
    instants = [fact.as_of for fact in facts if fact.as_of is not None]
    return f"As of {stamp(max(instants, default=day.made_at))}"


def _spread(day: Day, line: str, last: Point) -> tuple[Point, Point] | None:
    """Where sources differ, how far their own quotes of that side and day reach."""
    if not {"parallel.dispersed", "parallel.split"} & day.flags:
        return None
    role = f"source.{line.split('.')[1]}"
    quotes = [fact.decimal for fact in day if fact.role == role and fact.session == last.day]
    return (replace(last, value=min(quotes)), replace(last, value=max(quotes))) if len(quotes) > 1 else None


def _latest(day: Day, lines: Sequence[str]) -> str:
    ends = {name: day.lines[name].points[-1].day for name in lines if name in day.lines and day.lines[name].points}
    return max(ends, key=lambda name: (ends[name], -lines.index(name)), default=lines[0])


def _points(day: Day, line: str, fact: Fact | None, start: date) -> tuple[Point, ...]:
    """The line's points in the window, its end being the day's fact itself."""
    kept = [point for point in (day.lines[line].points if line in day.lines else ()) if start <= point.day <= day.date]
    if fact is not None:
        session = fact.session or day.date
        state = next((point.state for point in kept if point.day == session), "ok")
        kept = [point for point in kept if point.day < session] + [Point(session, fact.decimal, state)]
    return tuple(kept)
