"""C2: what dealers pay and what they ask on the parallel market, and the margin between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fxtracker.charts.describe import ALT_MOST, first_that_fits, story
from fxtracker.charts.labels import currency_name, day_month, period, size_figure
from fxtracker.charts.reading import Level, as_of, official, sources, street, window
from fxtracker.charts.spec import ChartSpec, Label, Phrase, say
from fxtracker.errors import NoData
from fxtracker.facts import Day
from fxtracker.words import dates
from fxtracker.words.percent import percent

__all__ = ["DAYS", "build"]

DAYS = 30


def build(day: Day, uid: str, days: int) -> ChartSpec:
    """The chart in words and points; NoData where the day has no buying and selling rate of the parallel market."""
    start = window(day, days)
    bid, ask = street(day, start, "bid"), street(day, start, "ask")
    if not bid or not ask or not bid.fact or not ask.fact or bid.about or ask.about:
        when = dates.day_month_year(day.date)
        raise NoData(f"{day.pair}: no buying and selling rate of the parallel market stands for {when}, so no spread can be drawn")
    begin = min(ask.points[0].day, bid.points[0].day)
    bank = official(day, begin)
    levels = [ask, bid, *([bank] if bank else [])]
    facts = [level.fact for level in levels if level.fact]
    series = [ask.series(("Dealers sell",), step=True), replace(bid, note=None).series(("Dealers buy",), step=True, dashed=True)]
    if bank:
        series.append(bank.series(("Official close" if bank.line == "official.close" else "Central rate",), step=False, width=1.8))
    return ChartSpec(
        name="spread",
        uid=uid,
        title=_title(day, bid, ask),
        subtitle=_subtitle(day, ask, begin),
        start=begin,
        end=day.date,
        series=tuple(series),
        source=sources(day, facts),
        as_of=as_of(day, facts),
        alt=_alt(day, bid, ask, begin),
        long_description=story(levels, begin, day.date, (_margin_sentence(day, ask),)),
        band=(ask.line, bid.line),
    )


def _title(day: Day, bid: Level, ask: Level) -> Phrase:
    if ask.last.day == day.date:
        return say("Dealers buy at {bid} and sell at {ask}", bid=bid.value(), ask=ask.value())
    when = day_month(ask.last.day, day.date)
    return say("Dealers bought at {bid} and sold at {ask} on {when}", bid=bid.value(), ask=ask.value(), when=when)


def _margin(day: Day) -> Phrase | None:
    spread, share = day.get("parallel.spread"), day.get("parallel.spread.percent")
    if not spread:
        return None
    size = size_figure(spread)
    if not share:
        return say("{size}", size=size)
    return say("{size} ({part} of the midpoint)", size=size, part=Label(percent(share.decimal), share.role, share.id))


def _subtitle(day: Day, ask: Level, begin: date) -> Phrase:
    head = f"Naira per {currency_name(day)} on the parallel (black) market in Nigeria, {period(begin, day.date)}. "
    tail = " A falling line means a stronger naira."
    margin = _margin(day)
    if not margin:
        return Phrase(head + "The space between the lines is the dealer’s margin." + tail)
    return say(
        head + "The space between is the dealer’s margin, {margin} on {when}." + tail, margin=margin, when=day_month(ask.last.day, day.date)
    )


def _alt(day: Day, bid: Level, ask: Level, begin: date) -> Phrase:
    measure = f"naira per {currency_name(day)}, parallel market buying and selling rates"
    head = f"Step chart of {measure}, Nigeria, {period(begin, day.date)}, where "
    when = day_month(ask.last.day, day.date)
    plain = say(head + "dealers buy at {bid} and sell at {ask} on {when}.", bid=bid.value(), ask=ask.value(), when=when)
    spread = day.get("parallel.spread")
    if not spread:
        return plain
    size = size_figure(spread)
    full = say(head + "the dealer’s margin on {when} is {size}: {bid} to {ask}.", when=when, size=size, bid=bid.value(), ask=ask.value())
    return first_that_fits((full, plain), ALT_MOST)


def _margin_sentence(day: Day, ask: Level) -> str:
    margin = _margin(day)
    return f"The dealer’s margin on {dates.full(ask.last.day)} is {margin.text}." if margin else ""
