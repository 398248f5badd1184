"""What lies between the two markets, and what amounts cost at the printed rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from fxtracker.analysis.day_official import Official
from fxtracker.analysis.day_parallel import Parallel
from fxtracker.facts import Fact, Unit, printed
from fxtracker.rates import USD, Market, Pair

__all__ = ["conversions", "gap", "gap_flipped"]

_DOLLARS = (10, 50, 100, 500, 1000, 10000)
_NAIRA = (10000, 50000, 100000, 500000, 1000000)
_CENT = Decimal("0.01")
_PREVIOUS_WITHIN = 7


def gap(official: Official, parallel: Parallel) -> Iterator[Fact]:
    """The gap (street ask less official figure), its state, the one before it, and the premium (street mid over official figure)."""
    street = parallel.fixing
    if not official.track or street is None or street.value is None:
        return
    figure = official.track.fixings[-1]
    rate = official.track.values[-1]
    sources = tuple(dict.fromkeys((*street.sources, *figure.sources)))
    session, at = street.session, max(street.at, figure.at)
    base = Fact("gap", "gap", Decimal(0), Unit.NAIRA_PER_UNIT, None, session, at, sources, base=figure.session)
    share = (street.value / rate - 1) * 100
    yield replace(base, id="premium", role="premium", value=share, unit=Unit.PERCENT, derivation="parallel.mid / official - 1")
    if street.ask is None or street.bid is None:
        return
    shown = official.track.shown[-1]
    ask, bid = printed(street.ask, Market.PARALLEL), printed(street.bid, Market.PARALLEL)
    width = ask - shown
    yield replace(base, value=width, derivation="printed parallel.ask - printed official")
    percent = (street.ask / rate - 1) * 100
    yield replace(base, id="gap.percent", role="gap.percent", value=percent, unit=Unit.PERCENT, derivation="parallel.ask / official - 1")
    state = _state(bid, shown, ask)
    yield replace(base, id="gap.state", role="gap.state", value=state, unit=Unit.WORD, derivation="official against bid and ask")
    before = _before(official, parallel)
    if before is None:
        return
    index, place = before
    old_shown, old_rate = official.track.shown[place], official.track.values[place]
    old_width = parallel.asks.shown[index] - old_shown
    day = parallel.asks.days[index]
    then = replace(base, session=day, as_of=parallel.asks.fixings[index].at, base=day)
    yield replace(then, id="gap.previous", role="gap.previous", value=old_width, derivation="printed parallel.ask - printed official")
    percent = (parallel.asks.values[index] / old_rate - 1) * 100
    name = "gap.previous.percent"
    yield replace(then, id=name, role=name, value=percent, unit=Unit.PERCENT, derivation="parallel.ask / official - 1")
    change = abs(width) - abs(old_width)
    yield replace(base, id="gap.change", role="gap.change", value=change, base=day, derivation="|gap| - |gap.previous|")


def gap_flipped(official: Official, parallel: Parallel) -> bool:
    """Whether the official figure lies elsewhere between the street's sides than on the day before that has both."""
    street = parallel.fixing
    if not official.track or street is None or street.ask is None or street.bid is None:
        return False
    before = _before(official, parallel)
    if before is None:
        return False
    index, place = before
    old_bid = parallel.asks.fixings[index].bid
    if old_bid is None:
        return False
    old = _state(printed(old_bid, Market.PARALLEL), official.track.shown[place], parallel.asks.shown[index])
    return old != _state(printed(street.bid, Market.PARALLEL), official.track.shown[-1], printed(street.ask, Market.PARALLEL))


def _before(official: Official, parallel: Parallel) -> tuple[int, int] | None:
    """Where the last earlier day stands that has both figures, in the asks and in the official track."""
    present = parallel.asks.days[-1]
    for index in range(len(parallel.asks.days) - 2, -1, -1):
        day = parallel.asks.days[index]
        if (present - day).days > _PREVIOUS_WITHIN:
            return None
        place = official.track.on_or_before(day, 0)
        if place is not None:
            return index, place
    return None


def _state(bid: Decimal, official: Decimal, ask: Decimal) -> str:
    if official < bid:
        return "above"
    return "inside" if official <= ask else "below"


def conversions(pair: Pair, official: Official, parallel: Parallel) -> Iterator[Fact]:
    """What dollars cost and what naira buy, from the printed rates; dollars to the cent, half-up."""
    if pair != USD:
        return
    rates: dict[str, tuple[Decimal, Fact]] = {}
    if official.track:
        rates["official"] = (official.track.shown[-1], official.facts[0])
    for fact in parallel.facts:
        if fact.id in ("parallel.bid", "parallel.ask"):
            rates[fact.id.removeprefix("parallel.")] = (printed(fact.decimal, Market.PARALLEL), fact)
    for side, (rate, fact) in rates.items():
        for amount in _DOLLARS:
            name = f"convert.usd.{amount}.{side}"
            yield replace(
                fact, id=name, role=f"convert.usd.{side}", value=rate * amount, unit=Unit.NAIRA, derivation=f"{amount} x {fact.id}"
            )
    for side in ("ask", "official"):
        if side in rates:
            rate, fact = rates[side]
            for amount in _NAIRA:
                value = (amount / rate).quantize(_CENT, ROUND_HALF_UP)
                name = f"convert.ngn.{amount}.{side}"
                yield replace(fact, id=name, role=f"convert.ngn.{side}", value=value, unit=Unit.FOREIGN, derivation=f"{amount} / {fact.id}")
    if "ask" in rates and "official" in rates:
        rate, fact = rates["ask"]
        extra = 100 * (rate - rates["official"][0])
        sources = tuple(dict.fromkeys((*fact.sources, *rates["official"][1].sources)))
        name = "convert.usd.100.extra"
        yield replace(
            fact,
            id=name,
            role="convert.usd.extra",
            value=extra,
            unit=Unit.NAIRA,
            measure=None,
            sources=sources,
            derivation="100 x (printed parallel.ask - printed official)",
        )
