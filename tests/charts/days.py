"""Days to draw: real closes of the Central Bank of Nigeria's NFEM page, made-up parallel rates (called so), and made-up histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from fxtracker.facts import Day, Edition, Fact, Line, Point, Unit, Value, printed
from fxtracker.lagos import at_wat
from fxtracker.rates import USD, Market, Measure, Pair

# Closes of the Central Bank of Nigeria's NFEM table, 20 January to 25 February 2026.
NFEM = {
    "2026-02-10": "1349.5000",
    "2026-02-11": "1350.0000",
    "2026-02-12": "1355.0000",
    "2026-02-13": "1358.0000",
    "2026-02-16": "1344.0000",
    "2026-02-17": "1337.0000",
    "2026-02-18": "1340.0000",
    "2026-02-19": "1346.0000",
    "2026-02-20": "1348.0000",
    "2026-02-23": "1353.5000",
    "2026-02-24": "1359.0000",
    "2026-02-25": "1359.5000",
}
TODAY = date(2026, 2, 25)
SOURCE_NAMES = {
    "cbn-nfem": "Central Bank of Nigeria",
    "cbn": "Central Bank of Nigeria",
    "street-one": "Street One",
    "street-two": "Street Two",
}

Curve = Mapping[date, Decimal]


def weekdays(end: date, days: int) -> list[date]:
    """The weekdays of so many calendar days up to the end."""
    every = (end - timedelta(days=back) for back in range(days - 1, -1, -1))
    return [day for day in every if day.weekday() < 5]


def wave(
    days: Iterable[date], level: float, *, swing: float = 0.02, drift: float = 0.0, grid: int = 100, seed: int = 1
) -> dict[date, Decimal]:
    """A made-up course: a level with pseudo-random steps, on a grid of naira / `grid`."""
    state, value, out = seed * 7919 + 1, level, {}
    for day in days:
        state = (state * 1103515245 + 12345) % 2**31
        value *= 1 + drift + swing * ((state / 2**31) - 0.5)
        out[day] = (Decimal(round(value * grid)) / grid).quantize(Decimal("0.0001"))
    return out


def line(line_id: str, curve: Curve, pair: Pair = USD) -> Line:
    market, side = line_id.split(".")
    measure = {"close": Measure.CLOSE, "central": Measure.CENTRAL}.get(side, Measure.QUOTE)
    points = tuple(Point(day, curve[day]) for day in sorted(curve))
    return Line(line_id, Market(market), measure, pair, side if market == "parallel" else "mid", points)


def make(
    official: Curve | None = None,
    ask: Curve | None = None,
    bid: Curve | None = None,
    mid: Curve | None = None,
    *,
    on: date = TODAY,
    central: bool = False,
    flags: Sequence[str] = (),
    pair: Pair = USD,
    street_fact: bool = True,
    official_fact: bool = True,
    extra: Sequence[Fact] = (),
) -> Day:
    """A day whose facts follow docs/facts.md from the ends of its lines."""
    measure = "central" if central else "close"
    lines: dict[str, Line] = {}
    facts: list[Fact] = []
    known = set(flags)
    for line_id, curve in ((f"official.{measure}", official), ("parallel.ask", ask), ("parallel.bid", bid), ("parallel.mid", mid)):
        if curve:
            lines[line_id] = line(line_id, curve, pair)
    shown: dict[str, Decimal] = {}
    for line_id, one in lines.items():
        if (one.market is Market.PARALLEL and not street_fact) or (one.market is Market.OFFICIAL and not official_fact):
            continue
        last = one.points[-1]
        if (on - last.day).days > 5:
            continue
        sources = ("cbn-nfem",) if one.market is Market.OFFICIAL else ("street-one", "street-two")
        instant = at_wat(last.day, time(17) if one.market is Market.OFFICIAL else time(18))
        facts.append(Fact(line_id, line_id, last.value, Unit.NAIRA_PER_UNIT, one.measure, last.day, instant, sources))
        shown[line_id] = printed(last.value, one.market)
        known.add(f"{one.market}.{'today' if last.day == on else 'carried'}")
    bank = lines.get(f"official.{measure}")
    asked, paid = lines.get("parallel.ask"), lines.get("parallel.bid")
    if "parallel.ask" in shown and "parallel.bid" in shown and asked and paid:
        facts += _spread(asked.points[-1].day, asked.points[-1].value, paid.points[-1].value, shown["parallel.ask"] - shown["parallel.bid"])
    elif "parallel.mid" in shown and "parallel.ask" not in shown:
        known.add("parallel.mid_only")
    if f"official.{measure}" in shown and "parallel.ask" in shown and bank and asked:
        exact = asked.points[-1].value / bank.points[-1].value
        facts += _gap(
            asked.points[-1].day,
            exact,
            shown[f"official.{measure}"],
            shown["parallel.ask"],
            shown.get("parallel.bid", shown["parallel.ask"]),
        )
    if "official.close" in shown:
        last = lines["official.close"].points[-1]
        for side, share in (("low", "0.995"), ("high", "1.0015")):
            value = (last.value * Decimal(share)).quantize(Decimal("0.0001"))
            facts.append(
                Fact(f"official.{side}", f"official.{side}", value, Unit.NAIRA_PER_UNIT, Measure(side), last.day, None, ("cbn-nfem",))
            )
    facts += extra
    made_at = datetime.combine(on, time(19, 5), UTC)
    return Day(on, pair, made_at, Edition.CLOSING, tuple(facts), lines, {}, frozenset(known), source_names=SOURCE_NAMES)


def fact(fact_id: str, value: Value, unit: Unit, role: str | None = None, session: date | None = None) -> Fact:
    return Fact(fact_id, role or fact_id, value, unit, session=session)


def _spread(day: date, ask: Decimal, bid: Decimal, margin: Decimal) -> list[Fact]:
    mid = (ask + bid) / 2
    return [
        fact("parallel.mid", mid, Unit.NAIRA_PER_UNIT, session=day),
        fact("parallel.spread", margin, Unit.NAIRA_PER_UNIT, session=day),
        fact("parallel.spread.percent", (ask - bid) / mid * 100, Unit.PERCENT, session=day),
    ]


def _gap(day: date, exact: Decimal, bank: Decimal, ask: Decimal, bid: Decimal) -> list[Fact]:
    state = "above" if bank < bid else "below" if ask < bank else "inside"
    return [
        fact("gap", ask - bank, Unit.NAIRA_PER_UNIT, session=day),
        fact("gap.percent", (exact - 1) * 100, Unit.PERCENT, session=day),
        fact("gap.state", state, Unit.WORD, session=day),
        fact("convert.usd.100.extra", (ask - bank) * 100, Unit.NAIRA, role="convert.usd.extra", session=day),
    ]


def real(**options: object) -> Day:
    """25 February 2026: real official closes of two weeks after a made-up past, and a made-up parallel market 40 naira above."""
    closes = {date.fromisoformat(day): Decimal(value) for day, value in NFEM.items()}
    past = [day for day in weekdays(TODAY, 400) if day not in closes and day < min(closes)]
    course = wave(past, 1500, swing=0.008, drift=-0.0004, seed=3)
    shift = Decimal("1352") / course[max(course)]
    official = {day: (value * shift).quantize(Decimal("0.01")) for day, value in course.items()} | closes
    ask = {day: Decimal(round(float(value) * 1.03 / 5) * 5) for day, value in official.items()}
    bid = {day: value - 15 for day, value in ask.items()}
    return make(official, ask, bid, **options)  # type: ignore[arg-type]
