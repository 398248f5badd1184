"""Made-up days of the desk: a random history of both markets, turned into facts by the analysis as a real one is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from fxtracker.analysis.day import DayInputs, build
from fxtracker.facts import Day, Edition
from fxtracker.lagos import Calendar, at_wat
from fxtracker.rates import (
    USD,
    Fixing,
    FixingKind,
    Grade,
    Input,
    Market,
    Measure,
    Observation,
    Pair,
    Quote,
    Segment,
    Sighting,
    Status,
    Timing,
)

__all__ = ["SCENES", "made_up"]

SCENES = (
    "plain", "rise", "fall", "unchanged", "little", "weekend", "holiday", "no_parallel", "no_official", "below", "inside", "equal", "jump",
    "mid_only", "central", "old_central", "carried", "expected", "unpublished", "record", "outside", "conflict", "one_rate", "streak",
    "split", "unconfirmed", "short", "same_gap", "flipped", "kobo",
)  # fmt: skip
NAMES = {
    "cbn": "Central Bank of Nigeria",
    "cbn-nfem": "Central Bank of Nigeria (NFEM)",
    "nairatoday": "NairaToday",
    "ngnrates": "ngnrates.com",
    "er-api": "ExchangeRate-API",
}
_CALENDAR = Calendar()


def _fixing(market: Market, measure: Measure, session: date, value: Decimal | None, **more: object) -> Fixing:
    settings: dict[str, object] = {"grade": Grade.A, "kind": FixingKind.SESSION, "at": at_wat(session, time(16, 30)), "pair": USD}
    settings |= more
    return Fixing(market=market, measure=measure, session=session, value=value, **settings)  # type: ignore[arg-type]


def _input(source: str, value: Decimal) -> Input:
    return Input(None, source, source, "street", Decimal(1), value)


class _History:
    def __init__(self, seed: int, scene: str) -> None:
        self.scene = scene
        self.dice = random.Random(f"{scene}{seed}")
        self.day = self._day()
        self.level = Decimal(self.dice.randrange(38000, 260000)) / 100
        self.length = {"short": 4, "record": 300}.get(scene, self.dice.choice([60, 320, 420]))

    def _day(self) -> date:
        dice = self.dice
        if self.scene == "holiday":
            return dice.choice([date(2026, 1, 1), date(2025, 12, 25), date(2026, 4, 3), date(2026, 5, 1), date(2025, 10, 1)])
        first = date(2018, 1, 1) if self.scene == "old_central" else date(2025, 3, 1)
        last = date(2024, 11, 1) if self.scene == "old_central" else date(2027, 12, 31)
        day = first + timedelta(days=dice.randrange((last - first).days))
        while (day.weekday() >= 5) != (self.scene == "weekend") or (self.scene != "weekend" and _CALENDAR.holiday(day)):
            day += timedelta(days=1)
        return day

    def sessions(self) -> list[date]:
        days: list[date] = []
        day = self.day
        if self.scene in ("expected", "unpublished", "carried", "no_official"):
            day -= timedelta(days=5 if self.scene == "no_official" else 1)
        while len(days) < self.length:
            if _CALENDAR.is_business_day(day):
                days.append(day)
            day -= timedelta(days=1)
        return days[::-1]

    def official(self, sessions: Sequence[date]) -> list[Fixing]:
        measure = Measure.CENTRAL if self.scene in ("central", "old_central") else Measure.CLOSE
        found: list[Fixing] = []
        value = self.level
        for place, session in enumerate(sessions):
            value = self._next(value, len(sessions) - 1 - place)
            status = Status.OK
            if place == len(sessions) - 1:
                status = {"outside": Status.OUTSIDE_RANGE, "conflict": Status.CONFLICT}.get(self.scene, Status.OK)
            used = {"inputs": (_input("cbn-nfem" if measure is Measure.CLOSE else "cbn", value),), "status": status}
            found.append(_fixing(Market.OFFICIAL, measure, session, value, **used))
            if measure is Measure.CLOSE:
                found += self._beside(session, value, used)
        return found

    def _beside(self, session: date, close: Decimal, used: dict[str, object]) -> list[Fixing]:
        low = close - Decimal(self.dice.choice([0, 0, 250, 900, 1])) / 100
        high = close + Decimal(self.dice.choice([0, 100, 775, 1200])) / 100
        if self.scene == "outside":
            low, high = close + 2, close + 9
        if self.scene == "one_rate":
            low = high = close
        average = ((low + high) / 2).quantize(Decimal("0.0001"))
        rows = [(Measure.HIGH, high), (Measure.LOW, low), (Measure.WEIGHTED_AVERAGE, average)]
        if self.dice.random() < 0.5:
            rows.append((Measure.SIMPLE_AVERAGE, average))
        return [_fixing(Market.OFFICIAL, measure, session, value, **used) for measure, value in rows]

    def _next(self, value: Decimal, left: int) -> Decimal:
        dice, scene = self.dice, self.scene
        if left > (6 if scene == "streak" else 0):
            step = Decimal(dice.randrange(-800, 801)) / 100
        else:
            way = dice.choice([-1, 1])
            sizes = {
                "rise": 7,
                "fall": -7,
                "unchanged": 0,
                "little": Decimal(way) / 2,
                "jump": value * way / 3,
                "record": -500,
                "streak": 3,
                "kobo": Decimal("0.07") * way,
            }
            step = Decimal(sizes.get(scene, Decimal(dice.choice([0, -450, 325, 1275, -1900, 4, 3800])) / 100))
        return max(Decimal(150), (value + step).quantize(Decimal("0.01")))

    def parallel(self, sessions: Sequence[date], official: Sequence[Fixing]) -> list[Fixing]:
        by_day = {fixing.session: fixing.value for fixing in official if fixing.measure in (Measure.CLOSE, Measure.CENTRAL)}
        days = [sessions[0] + timedelta(days=n) for n in range((self.day - sessions[0]).days + 1)]
        if self.scene == "no_parallel":
            days = days[:-6]
        if self.scene == "carried":
            days = days[: -self.dice.choice([1, 2, 3])]
        margin = Decimal(self.dice.choice([5, 10, 12, 20, 30]))
        spread = {"below": -40, "inside": 4, "equal": 0}.get(self.scene, self.dice.choice([-3, 4, 15, 31, 60, 110]))
        found = []
        last = self.level
        for day in days:
            last = by_day.get(day) or last
            shift = Decimal(0 if self.scene in ("equal", "same_gap") else self.dice.choice([-5, 0, 0, 5, 3]))
            gap = Decimal(spread) * (-1 if self.scene == "flipped" and day == days[-1] else 1)
            ask = (last + gap + shift).quantize(Decimal("0.5") if self.dice.random() < 0.2 else Decimal(1))
            bid = ask - margin
            mid = (bid + ask) / 2
            more: dict[str, object] = {
                "bid": bid,
                "ask": ask,
                "low": mid - 2,
                "high": mid + 3,
                "groups": self.dice.choice([1, 2, 3, 5, 12]),
            }
            more["inputs"] = (_input("nairatoday", mid), _input("ngnrates", mid))
            more["grade"] = self.dice.choice([Grade.A, Grade.B, Grade.C])
            more["status"] = self.dice.choice([Status.OK, Status.OK, Status.PROVISIONAL, Status.DISPERSED])
            if self.scene == "mid_only":
                more |= {"bid": None, "ask": None}
            if self.scene in ("split", "unconfirmed") and day == days[-1]:
                more |= {"grade": Grade.D, "status": Status.SPLIT if self.scene == "split" else Status.UNCONFIRMED}
            if day == self.day:
                more["at"] = min(self.made_at(), at_wat(day, time(16, 0)))
            found.append(_fixing(Market.PARALLEL, Measure.QUOTE, day, mid, **more))
        return found

    def made_at(self) -> datetime:
        hour, minute = {"expected": (9, 2), "unpublished": (20, 5)}.get(self.scene, (18, 20))
        return at_wat(self.day, time(hour, minute))


@lru_cache(maxsize=256)
def made_up(seed: int, scene: str) -> Day:
    """A day of that scene; the same seed gives the same day."""
    history = _History(seed, scene)
    sessions = history.sessions()
    official = history.official(sessions)
    parallel = history.parallel(sessions, official)
    day, made_at = history.day, history.made_at()
    edition = {"expected": Edition.MORNING}.get(scene, Edition.CLOSING)
    others: dict[str, tuple[Fixing | None, Fixing | None]] = {}
    for code, rate in (("GBP", Decimal("1.27")), ("EUR", Decimal("1.09"))):
        session = sessions[-1]
        pair = Pair(code)
        value = (history.level * rate).quantize(Decimal("0.0001"))
        sides: dict[str, object] = {} if history.dice.random() < 0.3 else {"bid": value - 10, "ask": value + 12}
        street = _fixing(Market.PARALLEL, Measure.QUOTE, day, value, pair=pair, at=made_at, inputs=(_input("nairatoday", value),), **sides)
        others[code] = (_fixing(Market.OFFICIAL, Measure.CENTRAL, session, value, pair=pair, inputs=(_input("cbn", value),)), street)
    quotes = [_sighting("nairatoday", day, made_at, parallel[-1])] if parallel and history.dice.random() < 0.7 else []
    midmarket = _fixing(Market.MIDMARKET, Measure.QUOTE, day, history.level, at=made_at, inputs=(_input("er-api", history.level),))
    return build(
        DayInputs(
            day, USD, made_at, edition, _CALENDAR, official, parallel, midmarket, others, quotes, NAMES, {Market.OFFICIAL: sessions[0]}
        )
    )


def _sighting(source: str, day: date, at: datetime, fixing: Fixing) -> Sighting:
    quote = Quote(fixing.bid, fixing.ask) if fixing.ask else Quote(mid=fixing.value)
    seen = at - timedelta(minutes=17)
    return Sighting(
        Observation(source, Market.PARALLEL, Segment.STREET, Measure.QUOTE, None, USD, quote, day, seen, seen, Timing.SEEN), seen
    )
