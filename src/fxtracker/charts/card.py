"""C10: the day's rates on one card, in the words of a person who buys or sells dollars."""

from __future__ import annotations

from fxtracker.charts.describe import story
from fxtracker.charts.labels import capital, currency_name, month, noun, point_figure, rate_figure
from fxtracker.charts.reading import Level, as_of, figure, official, sources, street, window
from fxtracker.charts.spec import CardSpec, Label, Panel, Phrase, say
from fxtracker.charts.style import OFFICIAL, PARALLEL
from fxtracker.errors import NoData
from fxtracker.facts import Day, Fact
from fxtracker.lagos import official_window
from fxtracker.rates import Market
from fxtracker.words import dates, money

__all__ = ["DAYS", "build"]

DAYS = 30
_PLURALS = {"USD": "dollars", "GBP": "pounds", "EUR": "euros"}
_A_YEAR_IS_PLAIN = 300
_HUNDRED = "convert.usd.100.extra"


def build(day: Day, uid: str, days: int) -> CardSpec:
    """The card in words; NoData where neither market has a figure that may be printed."""
    start = window(day, days)
    bank, ask, bid = official(day, start), street(day, start), street(day, start, "bid")
    bank, ask, bid = (level if level and level.fact else None for level in (bank, ask, bid))
    if not bank and not ask:
        raise NoData(
            f"{day.pair}: neither an official nor a parallel rate stands for {dates.day_month_year(day.date)}, so there is no card to draw"
        )
    if not ask or ask.about or (bid and bid.about):
        bid = None
    levels = [level for level in (bank, ask) if level]
    facts = [level.fact for level in (bank, bid, ask) if level and level.fact]
    headline = f"{capital(noun(day.pair.base))} to naira"
    sentence = _sentence(day, bank) if ask and not ask.about else None
    return CardSpec(
        name="card",
        uid=uid,
        title=Phrase(f"{headline}, {dates.full(day.date)}"),
        headline=headline,
        date_line=dates.full(day.date),
        panels=(_official_panel(day, bank), _street_panel(day, bid, ask)),
        sentence=sentence,
        source=sources(day, facts),
        as_of=as_of(day, facts),
        alt=_alt(day, bank, bid, ask),
        long_description=story(levels, start, day.date, (sentence.text if sentence else "",)),
        rows=_rows(day, bank, bid, ask),
        start=start,
        end=day.date,
    )


def _bounds(day: Day, bank: Level) -> tuple[Fact, Fact] | None:
    """The strongest and the weakest official rate of the very session that the card shows."""
    low, high = day.get("official.low"), day.get("official.high")
    if bank.line != "official.close" or not low or not high or not low.session == high.session == bank.last.day:
        return None
    return low, high


def _official_panel(day: Day, bank: Level | None) -> Panel:
    if bank is None:
        return Panel("Official market", (), OFFICIAL, missing="No official rate in the last three business days")
    close = bank.line == "official.close"
    heading = "Official close" if close else "Official rate"
    aside = (official_window(bank.last.day),) if close else ("central rate",)
    bounds = _bounds(day, bank)
    detail = None
    if bounds:
        low, high = (rate_figure(fact, Market.OFFICIAL) for fact in bounds)
        detail = say("From {low} (strongest) to {high} (weakest)", low=low, high=high)
    return Panel(
        heading,
        (*aside, *((bank.note,) if bank.note else ())),
        OFFICIAL,
        (("", bank.phrase()),),
        detail,
        spark=bank.series((), step=False) if len(bank.points) > 1 else None,
        spark_from=_spark_from(bank),
    )


def _street_panel(day: Day, bid: Level | None, ask: Level | None) -> Panel:
    heading, aside = "Parallel market", ("or black market",)
    if ask is None:
        return Panel(heading, aside, PARALLEL, missing="No parallel market rate could be confirmed")
    coins = _PLURALS.get(day.pair.base, "")
    many = f" {coins}" if coins else ""
    figures: tuple[tuple[str, Phrase], ...] = ((f"You buy{many} at", ask.phrase()),)
    if ask.about:
        figures = (("Dealers trade at about", say("{value}", value=ask.value())),)
    elif bid and bid.fact:
        figures = ((f"You sell{many} at", bid.phrase()), *figures)
    return Panel(
        heading,
        (*aside, *((ask.note,) if ask.note else ())),
        PARALLEL,
        figures,
        spark=ask.series((), step=True) if len(ask.points) > 1 else None,
        spark_from=_spark_from(ask),
    )


def _spark_from(level: Level) -> Phrase | None:
    if len(level.points) < 2:
        return None
    first = level.points[0]
    when = f"{first.day.day} {month(first.day)}"
    if (level.last.day - first.day).days > _A_YEAR_IS_PLAIN:
        when += f" {first.day.year}"
    return say("from {figure} on {when}", figure=point_figure(level.line, first, level.market), when=when)


def _sentence(day: Day, bank: Level | None) -> Phrase | None:
    """What $100 costs on the street against the official rate."""
    extra = day.get(_HUNDRED)
    if not extra or not bank:
        return None
    against = (
        "the official rate" if bank.last.day == day.date else f"the last official {'close' if bank.line == 'official.close' else 'rate'}"
    )
    if extra.decimal == 0:
        return Phrase(f"Buying $100 on the street costs the same as at {against}.")
    size = Label(money.naira(abs(extra.decimal)), extra.role, extra.id)
    more = "more" if extra.decimal > 0 else "less"
    return say("Buying $100 on the street costs {size} {more} than at {against}.", size=size, more=more, against=against)


def _alt(day: Day, bank: Level | None, bid: Level | None, ask: Level | None) -> Phrase:
    head = f"Rate card of naira per {currency_name(day)}, Nigeria, {dates.day_month_year(day.date)}, where "
    clauses: list[Phrase] = []
    if bank:
        clauses.append(say("the {name} is {value}", name=bank.name, value=figure(bank, day.date)))
    if ask and ask.about:
        clauses.append(say("the parallel market stands at {value}", value=figure(ask, day.date)))
    elif ask and bid:
        clauses.append(say("parallel market dealers buy at {bid} and sell at {ask}", bid=bid.value(), ask=figure(ask, day.date)))
    elif ask:
        clauses.append(say("parallel market dealers sell at {ask}", ask=figure(ask, day.date)))
    if len(clauses) == 1:
        return say(head + "{only}.", only=clauses[0])
    return say(head + "{one}, while {two}.", one=clauses[0], two=clauses[1])


def _rows(day: Day, bank: Level | None, bid: Level | None, ask: Level | None) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    if bank:
        rows.append((bank.name.capitalize(), bank.phrase().text, bank.last.day.isoformat()))
        for name, fact in zip(("Official low", "Official high"), _bounds(day, bank) or (), strict=False):
            rows.append((name, rate_figure(fact, Market.OFFICIAL).text, bank.last.day.isoformat()))
    street = [level for level in (bid, ask) if level]
    rows.extend((level.name.capitalize(), level.phrase().text, level.last.day.isoformat()) for level in street)
    return tuple(rows)
