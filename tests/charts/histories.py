"""Made-up days of every shape that a chart must bear, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from fxtracker.charts import Drawing, draw
from fxtracker.facts import Day, Fact, Unit, printed
from fxtracker.rates import Market, Measure, Pair

from .days import TODAY, Curve, make, real, wave, weekdays

__all__ = ["HISTORIES", "drawn", "history"]


def _shift(curve: Curve, by: int) -> dict[date, Decimal]:
    return {day: value + by for day, value in curve.items()}


def _round(curve: Curve, by: int = 0, grid: int = 5) -> dict[date, Decimal]:
    return {day: Decimal(round((float(value) + by) / grid) * grid) for day, value in curve.items()}


def _both(official: Curve, over: int, margin: int = 15, **options: object) -> Day:
    ask = _round(official, over)
    return make(official, ask, _shift(ask, -margin), **options)  # type: ignore[arg-type]


def _flat() -> Day:
    course = dict.fromkeys(weekdays(TODAY, 120), Decimal(1355))
    return make(course, _shift(course, 20), _shift(course, 10))


def _spikes() -> Day:
    course = wave(weekdays(TODAY, 120), 1400)
    days = sorted(course)
    for index in (10, 35, -20):
        course[days[index]] = Decimal(2100)
    return _both(course, 60)


def _holes() -> Day:
    course = wave(weekdays(TODAY, 120), 1400)
    hole = {day for day in course if date(2025, 12, 20) < day < date(2026, 1, 12) or date(2026, 1, 31) < day < date(2026, 2, 19)}
    kept = {day: value for day, value in course.items() if day not in hole}
    kept[date(2026, 1, 1)] = Decimal(1390)
    return _both(kept, 40)


def _points(count: int) -> Day:
    course = wave(weekdays(TODAY, 30)[-count:], 1355)
    return _both(course, 30)


def _ten_years() -> Day:
    return _both(wave(weekdays(TODAY, 3650), 300, drift=0.0006, swing=0.02), 60)


def _crossing() -> Day:
    days = weekdays(TODAY, 120)
    official = wave(days, 1400, swing=0.01)
    ask = {day: Decimal(round(float(official[day]) + 60 * (-1) ** (index // 12) * (index % 12) / 12)) for index, day in enumerate(days)}
    return make(official, ask, _shift(ask, -8))


def _negative() -> Day:
    return _both(wave(weekdays(TODAY, 120), 1500), -70)


def _inside() -> Day:
    days = weekdays(TODAY, 120)
    official = wave(days, 1352, swing=0.004)
    ask = _shift(dict.fromkeys(days, official[days[-1]].quantize(Decimal(1))), 4)
    return make(official, ask, _shift(ask, -10), flags=("gap.flipped",))


def _five_digits() -> Day:
    return _both(wave(weekdays(TODAY, 120), 13550.25, swing=0.05), 480)


def _small() -> Day:
    course = wave(weekdays(TODAY, 120), 2.41, grid=10000)
    ask = {day: (value * Decimal("1.04")).quantize(Decimal("0.01")) for day, value in course.items()}
    return make(course, ask, {day: value - Decimal("0.05") for day, value in ask.items()}, pair=Pair("XOF"))


def _without_street() -> Day:
    course = wave(weekdays(TODAY, 120), 1400)
    base = date(2026, 1, 26)
    since, now = (printed(course[day], Market.OFFICIAL) for day in (base, TODAY))
    moves = [
        Fact("official.base.d30", "official.base.d30", course[base], Unit.NAIRA_PER_UNIT, Measure.CLOSE, base),
        Fact("official.change.d30", "official.change.d30", now - since, Unit.NAIRA_PER_UNIT, Measure.CLOSE, TODAY, base=base),
    ]
    return make(course, extra=moves)


def _street_lost() -> Day:
    course = wave(weekdays(TODAY, 120), 1400)
    ask = {day: value for day, value in _round(course, 50).items() if day < TODAY - timedelta(days=9)}
    return make(course, ask, _shift(ask, -15))


def _without_official() -> Day:
    ask = _round(wave(weekdays(TODAY, 120), 1400))
    return make(None, ask, _shift(ask, -15))


def _central() -> Day:
    on = date(2024, 6, 14)
    return _both(wave(weekdays(on, 120), 1450, swing=0.05), 40, on=on, central=True)


def _mid_only() -> Day:
    course = wave(weekdays(TODAY, 120), 1400)
    return make(course, None, None, _round(course, 30))


def _carried() -> Day:
    course = wave([day for day in weekdays(TODAY, 120) if day != TODAY], 1400)
    ask = _round(wave(weekdays(TODAY, 120), 1430, seed=5))
    return make(course, ask, _shift(ask, -15), flags=("parallel.provisional", "parallel.indicative"))


def _weekend() -> Day:
    course = wave(weekdays(date(2026, 2, 27), 120), 1400)
    ask = _round(wave(weekdays(date(2026, 2, 27), 120), 1430, seed=5))
    return make(course, ask, _shift(ask, -15), on=date(2026, 3, 1), flags=("weekend",))


def _jump() -> Day:
    days = weekdays(TODAY, 120)
    course = wave(days, 1000)
    course = {day: value * (1 if day < date(2026, 2, 20) else Decimal("1.4")) for day, value in course.items()}
    return _both(course, 45, flags=("official.confirmed_jump",))


def _touching() -> Day:
    course = wave(weekdays(TODAY, 120), 1355, swing=0.003)
    return _both(course, 1, 2)


def _new_year() -> Day:
    on = date(2026, 1, 5)
    return _both(wave(weekdays(on, 60), 1420), 35, on=on)


def _many_sources() -> Day:
    day = real()
    names = {f"street-{n}": f"A Rather Long Newspaper Name Number {n}" for n in range(9)}
    facts = tuple(
        one
        if one.id != "parallel.ask"
        else type(one)(one.id, one.role, one.value, one.unit, one.measure, one.session, one.as_of, tuple(names))
        for one in day.facts
    )
    return Day(day.date, day.pair, day.made_at, day.edition, facts, day.lines, {}, day.flags, source_names={**day.source_names, **names})


HISTORIES: dict[str, Callable[[], Day]] = {
    "real": real,
    "flat": _flat,
    "spikes": _spikes,
    "holes": _holes,
    "one point": lambda: _points(1),
    "two points": lambda: _points(2),
    "three points": lambda: _points(3),
    "ten years": _ten_years,
    "crossing": _crossing,
    "negative gap": _negative,
    "inside": _inside,
    "five digits": _five_digits,
    "small rates": _small,
    "without street": _without_street,
    "street lost": _street_lost,
    "without official": _without_official,
    "central": _central,
    "mid only": _mid_only,
    "carried": _carried,
    "weekend": _weekend,
    "jump": _jump,
    "touching": _touching,
    "new year": _new_year,
    "many sources": _many_sources,
}


@cache
def history(name: str) -> Day:
    """The day of that name, made once."""
    return HISTORIES[name]()


@cache
def drawn(chart: str, name: str) -> Drawing:
    """That chart of that day, wide, drawn once; ten years are drawn whole."""
    return draw(chart, history(name), days=3650 if name == "ten years" and chart == "gap" else None)
