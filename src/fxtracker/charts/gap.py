"""C1: the official rate and the parallel market's selling rate, with the gap between them."""

from __future__ import annotations

from datetime import date

from fxtracker.charts.describe import ALT_MOST, first_that_fits, story
from fxtracker.charts.labels import capital, currency_name, day_month, noun, period, size_figure
from fxtracker.charts.reading import Level, as_of, figure, official, sources, street, window
from fxtracker.charts.spec import ChartSpec, Label, Phrase, Series, say
from fxtracker.errors import NoData
from fxtracker.facts import Day
from fxtracker.lagos import official_window
from fxtracker.rates import Market
from fxtracker.words import dates, money
from fxtracker.words.percent import percent

__all__ = ["DAYS", "build"]

DAYS = 90
_FALLING = "A falling line means a stronger naira."


def build(day: Day, uid: str, days: int) -> ChartSpec:
    """The chart in words and points; NoData where neither market has a figure in the window."""
    start = window(day, days)
    bank, dealers = official(day, start), street(day, start)
    levels = [level for level in (bank, dealers) if level]
    if not levels:
        raise NoData(f"{day.pair}: no official or parallel rate is known from {period(start, day.date)}, so there is nothing to draw")
    begin = min(level.points[0].day for level in levels)
    facts = [level.fact for level in levels if level.fact]
    facts += [fact for fact in (day.get("gap"),) if fact and len(facts) == len(levels) == 2]
    return ChartSpec(
        name="gap",
        uid=uid,
        title=_title(day, bank, dealers),
        subtitle=_subtitle(day, bank, dealers, begin),
        start=begin,
        end=day.date,
        series=tuple(_series(level) for level in levels),
        source=sources(day, facts),
        as_of=as_of(day, [level.fact for level in levels if level.fact]),
        alt=_alt(day, levels, begin),
        long_description=story(levels, begin, day.date, (_gap_sentence(day),)),
        band=(dealers.line, bank.line) if bank and dealers else None,
        callout=levels[-1].line,
    )


def _series(level: Level) -> Series:
    if level.market is Market.OFFICIAL:
        return level.series(("Official close" if level.line == "official.close" else "Central rate",), step=False)
    names = ("Parallel market", "rate") if level.about else ("Parallel market,", "dealers sell")
    return level.series(names, step=True)


def _title(day: Day, bank: Level | None, dealers: Level | None) -> Phrase:
    """The finding: the state of the gap where it is known, else the move of the one market, else its level."""
    coin = noun(day.pair.base)
    gap, state = day.get("gap"), day.get("gap.state")
    if bank and dealers and bank.fact and dealers.fact:
        if gap and state and state.value == "above":
            return say("Black-market {coin} costs {gap} more than official", coin=coin, gap=size_figure(gap))
        if state and state.value == "inside":
            return say("Official rate {sits} inside the street’s buy–sell range", sits="now sits" if "gap.flipped" in day.flags else "sits")
        if gap and state and state.value == "below":
            return say("Street {coin} is {gap} cheaper than the official one", coin=coin, gap=size_figure(gap))
        return say("{coin}: {bank} official, {street} black market", coin=capital(coin), bank=bank.phrase(), street=dealers.phrase())
    told = [level for level in (bank, dealers) if level and level.fact] or [level for level in (bank, dealers) if level]
    return _alone(day, told[0], coin)


def _alone(day: Day, level: Level, coin: str) -> Phrase:
    where = "officially" if level.market is Market.OFFICIAL else "on the black market"
    for span in ("d30", "d7", "d365"):
        move = day.get(f"{level.market}.change.{span}")
        if not level.fact or move is None or move.base is None:
            continue
        since = day_month(move.base, day.date)
        if move.decimal == 0:
            return say("{coin} where it was {where} on {since}", coin=capital(coin), where=where, since=since)
        size = size_figure(move)
        way = "up" if move.decimal > 0 else "down"
        return say("{coin} {way} {size} {where} since {since}", coin=capital(coin), way=way, size=size, where=where, since=since)
    return say("{coin} at {value} {where}", coin=capital(coin), value=figure(level, day.date), where=where)


def _subtitle(day: Day, bank: Level | None, dealers: Level | None, begin: date) -> Phrase:
    parts = []
    if bank:
        market = official_window(bank.last.day)
        parts.append(f"official close ({market})" if bank.line == "official.close" else "the Central Bank’s central rate")
    if dealers:
        parts.append("rate on the parallel (black) market" if dealers.about else "dealers’ selling rate on the parallel (black) market")
    measures = " and ".join(parts)
    return Phrase(f"Naira per {currency_name(day)} in Nigeria, {measures}, {period(begin, day.date)}. {_FALLING}")


def _alt(day: Day, levels: list[Level], begin: date) -> Phrase:
    names = " and ".join(level.name for level in levels)
    head = f"Line chart of naira per {currency_name(day)}, {names}, Nigeria, {period(begin, day.date)}, where "
    if len(levels) == 1:
        return say(head + "it ends at {value}.", value=figure(levels[0], day.date))
    one, two = (figure(level, day.date) for level in levels)
    if levels[0].last.day == levels[1].last.day != day.date:
        head += f"on {day_month(levels[0].last.day, day.date)} "
        one, two = (level.phrase() for level in levels)
    plain = say(head + "they end at {one} and {two}.", one=one, two=two)
    gap, share = day.get("gap"), day.get("gap.percent")
    if not gap or not share:
        return plain
    part = Label(percent(share.decimal), share.role, share.id)
    full = say(head + "they end at {one} and {two}, {gap} ({part}) apart.", one=one, two=two, gap=size_figure(gap), part=part)
    return first_that_fits((full, plain), ALT_MOST)


def _gap_sentence(day: Day) -> str:
    gap, share = day.get("gap"), day.get("gap.percent")
    if not gap:
        return ""
    amount = money.amount(gap.decimal) + (f", or {percent(share.decimal)}," if share else "")
    if gap.decimal == 0:
        return f"On {dates.day_month_year(day.date)} the two rates are equal."
    side = "above" if gap.decimal > 0 else "below"
    return f"On {dates.day_month_year(day.date)} the selling rate is {amount} {side} the official rate."
