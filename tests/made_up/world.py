"""Made-up worlds: what a Central Bank and a street could have said, day by day, and how it reaches the desk.

A world is drawn from a seed and a kind. It holds the raw rows, as their sources would have printed them, in the order in which they
land, and the moments at which an edition is written. Nothing here is known to the code under test: rows enter by `import_csv`.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

__all__ = ["KINDS", "Row", "Step", "World", "make_world", "open_days"]

LAGOS = timezone(timedelta(hours=1))
CLOSED = {
    date(2023, 12, 25), date(2023, 12, 26), date(2024, 1, 1), date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 12),
    date(2024, 10, 1), date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 1),
    date(2025, 6, 12), date(2025, 10, 1), date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6),
    date(2026, 5, 1), date(2026, 6, 12),
}  # fmt: skip
"""Public holidays of Nigeria that do not follow the moon."""

COLUMNS = ("observed_at", "date", "session", "source", "market", "segment", "measure", "currency", "bid", "ask", "mid")
OTHERS = {"GBP": Decimal("1.27"), "EUR": Decimal("1.08"), "XOF": Decimal("0.00165"), "ZAR": Decimal("0.055"), "CNY": Decimal("0.139")}

KINDS = (
    "rise", "fall", "unchanged", "sub_naira", "weekend", "sunday", "holiday", "official_missing", "official_carried", "official_gone",
    "parallel_missing", "parallel_carried", "negative_gap", "inside", "flipped", "jump_confirmed", "jump_unconfirmed", "jump_street",
    "split", "dispersed", "one_source", "mid_only", "central_era", "first_day", "short_history", "year_boundary", "leap_day", "streak",
    "strongest", "weakest", "conflict", "outside_range", "one_rate", "year_of_history", "instants", "corrected", "central_stands_in",
    "level_gap", "fall_together", "opposite", "two_days",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row as its source printed it; `when` is an instant of a source that states one, else `day` alone is known."""

    day: date
    source: str
    market: str
    measure: str
    currency: str = "USD"
    segment: str = ""
    bid: str = ""
    ask: str = ""
    mid: str = ""
    when: datetime | None = None

    def cells(self) -> dict[str, str]:
        """The row as a line of the file that is imported."""
        stated = {"observed_at": self.when.isoformat()} if self.when else {"date": self.day.isoformat()}
        own = {name: getattr(self, name) for name in ("source", "market", "measure", "currency", "segment", "bid", "ask", "mid")}
        return {**dict.fromkeys(COLUMNS, ""), **own, **stated}


@dataclass(frozen=True)
class Step:
    """Rows that land at a moment; where `edition` is set, an edition is written after them."""

    at: datetime
    rows: tuple[Row, ...]
    edition: bool = True


@dataclass
class World:
    """A seed's whole story. `day` is the day of its last step."""

    seed: int
    kind: str
    steps: list[Step] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day that the world is about."""
        return self.steps[-1].at.astimezone(LAGOS).date()

    @property
    def name(self) -> str:
        """How the world is called in a failure."""
        return f"{self.seed}-{self.kind}"

    def rows_until(self, moment: datetime) -> list[Row]:
        """What had landed at a moment, in the order of landing."""
        return [row for step in self.steps if step.at <= moment for row in step.rows]


def write_rows(path: Path, rows: tuple[Row, ...]) -> Path:
    """The rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS)
        writer.writeheader()
        writer.writerows(row.cells() for row in rows)
    return path


def is_open(day: date) -> bool:
    """Whether the banks of Lagos are open."""
    return day.weekday() < 5 and day not in CLOSED


def open_days(last: date, count: int) -> list[date]:
    """So many business days up to and with `last`, or to the last one before it."""
    found: list[date] = []
    while len(found) < count:
        if is_open(last):
            found.append(last)
        last -= timedelta(days=1)
    return found[::-1]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in Lagos."""
    return datetime.combine(day, time(hour, minute), LAGOS)


def four(value: Decimal) -> str:
    """With the four decimals that the Central Bank prints."""
    return str(value.quantize(Decimal("0.0001"), ROUND_HALF_UP))


class _Street:
    """The sources of a parallel market, each with habits of its own."""

    def __init__(self, chance: random.Random, count: int, *, instants: bool, mids: bool) -> None:
        self._chance = chance
        self.instants = instants
        self.sources: list[dict[str, object]] = []
        frozen = chance.randrange(3) == 0 and count > 3
        for number in range(count):
            segment = ("street", "exchange", "street", "press", "p2p", "street")[number]
            shape = "mid" if mids else "both"
            if not mids and number >= 2:
                shape = chance.choice(("both", "both", "both", "ask", "bid", "mid"))
            self.sources.append(
                {
                    "name": f"street{number + 1}" if segment != "press" else "pressone",
                    "segment": segment,
                    "shape": shape,
                    "grid": Decimal(chance.choice(("1", "5", "0.01")))
                    if segment in ("exchange", "p2p")
                    else Decimal(chance.choice(("1", "5"))),
                    "half": Decimal(chance.choice((3, 5, 8, 10))),
                    "frozen": frozen and number == count - 1,
                    "figure": None,
                }
            )

    def quotes(
        self, day: date, mid: Decimal, moment: datetime | None = None, only: int | None = None, spread: Decimal | None = None
    ) -> list[Row]:
        """What the sources say of a day, or at a moment of it."""
        found = []
        for number, source in enumerate(self.sources[: only or None]):
            own = mid * (1 + Decimal(self._chance.randint(-4, 4)) / 2000)
            if spread is not None:
                own = mid * (1 + spread * (number - len(self.sources) // 2))
            half, grid = source["half"], source["grid"]
            assert isinstance(half, Decimal)
            assert isinstance(grid, Decimal)
            half = min(half, mid / 100)
            if source["frozen"]:
                own = source["figure"] if isinstance(source["figure"], Decimal) else own
                source["figure"] = own
            bid, ask = (_on(own - half, grid), _on(own + half, grid))
            if source["shape"] == "mid":
                sides = {"mid": str(_on(own, grid))}
            else:
                sides = {side: str(value) for side, value in (("bid", bid), ("ask", ask)) if source["shape"] in ("both", side)}
            stated = None
            if self.instants:
                stated = (moment or at(day, 11 + number % 5, self._chance.randrange(60))) - timedelta(minutes=self._chance.randrange(1, 20))
            found.append(Row(day, str(source["name"]), "parallel", "quote", segment=str(source["segment"]), when=stated, **sides))
        return found


def _on(value: Decimal, grid: Decimal) -> Decimal:
    return (value / grid).quantize(Decimal(1), ROUND_HALF_UP) * grid


def nfem(chance: random.Random, day: date, close: Decimal, *, shape: str = "") -> list[Row]:
    """The Central Bank's row of a session."""
    wide = Decimal(chance.randint(2, 12))
    low, high = close - wide * chance.randint(0, 3) / 3, close + wide * chance.randint(0, 3) / 3
    if low == high:
        high += Decimal(chance.randint(1, 6))
    weighted = low + (high - low) * Decimal(chance.randint(1, 9999)) / 10000
    simple = low + (high - low) * Decimal(chance.randint(1, 9999)) / 10000
    if shape == "outside_range":
        high = close - 1
        low, weighted, simple = high - 4, high - 2, high - 3
    if shape == "one_rate":
        low = high = weighted = simple = close
    figures = {"close": close, "high": high, "low": low, "weighted_average": weighted, "simple_average": simple}
    return [Row(day, "cbn-nfem", "official", measure, mid=four(value)) for measure, value in figures.items()]


def central(day: date, rate: Decimal, currencies: Iterator[str] | tuple[str, ...] = ("USD",)) -> list[Row]:
    """The Central Bank's own table of a session."""
    found = []
    for code in currencies:
        value = rate * OTHERS.get(code, Decimal(1))
        half = min(Decimal("0.5"), value / 400)
        found.append(Row(day, "cbn", "official", "central", code, bid=four(value - half), ask=four(value + half), mid=four(value)))
    return found


class _Maker:
    """One world in the making."""

    def __init__(self, seed: int, kind: str) -> None:
        self.chance = random.Random(f"{seed}/{kind}")
        self.world = World(seed, kind)
        self.kind = kind
        self.day = self._target()
        self.closes: dict[date, Decimal] = {}
        self.mids: dict[date, Decimal] = {}
        count = self.chance.choice((2, 3, 3, 4, 5, 6))
        if kind in ("one_source",):
            count = 1
        elif kind in ("split", "dispersed", "jump_confirmed", "jump_street", "parallel_carried"):
            count = self.chance.choice((3, 4, 5))
        self.street = _Street(self.chance, count, instants=kind == "instants" or self.chance.randrange(3) == 0, mids=kind == "mid_only")

    def _target(self) -> date:
        chance, kind = self.chance, self.kind
        if kind == "leap_day":
            return date(2024, 2, 29)
        if kind == "holiday":
            return chance.choice((date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2025, 10, 1)))
        if kind == "year_boundary":
            return chance.choice((date(2026, 1, 2), date(2025, 1, 2), date(2025, 12, 31), date(2026, 1, 5)))
        if kind == "central_era":
            return chance.choice((date(2023, 11, 15), date(2024, 7, 3), date(2024, 11, 29), date(2023, 6, 14)))
        day = date(2025, 6, 2) + timedelta(days=chance.randrange(360))
        wanted = {"weekend": 5, "sunday": 6}.get(kind)
        while (day.weekday() != wanted) if wanted is not None else not is_open(day):
            day += timedelta(days=1)
        return day

    def make(self) -> World:
        """The whole world."""
        sessions = self._sessions()
        self._paths(sessions)
        before = [day for day in sessions if day < self.day]
        history = self._history(before)
        first = at(self.day, 8, 5)
        steps = self.world.steps
        if history:
            steps.append(Step(first, tuple(history), edition=False))
        if self.kind == "two_days" and before:
            self._yesterday(before, history)
        self._today()
        return self.world

    def _sessions(self) -> list[date]:
        chance, kind = self.chance, self.kind
        count = {
            "first_day": 1, "short_history": chance.choice((2, 3)), "year_of_history": 300, "strongest": 60, "weakest": 60, "streak": 30,
        }.get(kind, chance.choice((3, 8, 12, 25, 40, 90)))  # fmt: skip
        days = open_days(self.day, count)
        if self.day not in days:
            days.append(self.day)
        return days

    def _paths(self, sessions: list[date]) -> None:
        chance, kind = self.chance, self.kind
        level = Decimal(chance.randint(1250, 1620)) if self.day >= date(2024, 3, 1) else Decimal(chance.randint(760, 1500))
        premium = Decimal(chance.choice((12, 20, 35, 60))) / 1000
        if kind == "negative_gap":
            premium = Decimal(chance.choice((-15, -22))) / 1000
        elif kind in ("inside", "level_gap"):
            premium = Decimal(0)
        close = level
        size = 20 if kind != "streak" else 8
        for number, day in enumerate(sessions):
            move = Decimal(chance.randint(-size, size)) / 10000
            if kind in ("streak", "strongest", "weakest") and number:
                drift = {"streak": 1 if number >= len(sessions) - 6 else -1, "strongest": -1, "weakest": 1}[kind]
                move = drift * abs(move) + Decimal("0.0001") * drift
                if kind in ("strongest", "weakest") and number < len(sessions) // 3:
                    move = -move
            close *= 1 + move
            close = close.quantize(Decimal(chance.choice(("0.0001", "0.01", "0.5", "1"))), ROUND_HALF_UP)
            self.closes[day] = close
            self.mids[day] = close * (1 + premium) + Decimal(chance.randint(-4, 4))
        if len(sessions) > 1:
            self._last_move(sessions[-1], sessions[-2])

    def _last_move(self, last: date, before: date) -> None:
        chance, kind = self.chance, self.kind
        old, old_mid = self.closes[before], self.mids[before]
        moves = {
            "rise": Decimal("0.989"),
            "fall": Decimal("1.013"),
            "fall_together": Decimal("1.021"),
            "sub_naira": 1 + Decimal(chance.choice((-4, 3))) / 10000,
            "jump_confirmed": Decimal("1.4"),
            "opposite": Decimal("1.008"),
            "unchanged": Decimal(1),
        }
        if kind in moves:
            self.closes[last] = (old * moves[kind]).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        if kind in ("unchanged",):
            self.mids[last] = old_mid
        elif kind in ("fall_together", "jump_confirmed"):
            self.mids[last] = old_mid * moves[kind]
        elif kind == "opposite":
            self.mids[last] = old_mid * Decimal("0.99")
        elif kind == "jump_street":
            self.mids[last] = old_mid * Decimal(chance.choice(("1.4", "0.7", "1.08")))
        elif kind == "flipped":
            side = chance.choice((-1, 0, 1))
            self.mids[before] = self.closes[before] * (1 + Decimal(25 if side != 1 else -25) / 1000)
            self.mids[last] = self.closes[last] * (1 + Decimal(25 * side) / 1000)

    def _history(self, before: list[date]) -> list[Row]:
        rows: list[Row] = []
        stops = {"parallel_missing": 5, "parallel_carried": 2}.get(self.kind, 0)
        for day in before:
            ago = (self.day - day).days
            carried = self.kind == "official_carried" and len([one for one in before if one >= day]) <= 2
            gone = self.kind == "official_gone" and len([one for one in before if one >= day]) <= 4
            if not carried and not gone:
                rows += self._official(day)
            if ago >= stops and not (self.kind == "parallel_missing" and ago < 5):
                rows += self.street.quotes(day, self.mids[day])
            if self.chance.randrange(2):
                rows += [
                    Row(
                        day,
                        "currency-api",
                        "midmarket",
                        "quote",
                        mid=str((self.closes[day] * Decimal("1.001")).quantize(Decimal("0.00000001"))),
                    )
                ]
        return rows

    def _official(self, day: date, shape: str = "") -> list[Row]:
        if day < date(2024, 12, 2):
            return central(day, self.closes[day], ("USD", *OTHERS))
        rows = nfem(self.chance, day, self.closes[day], shape=shape)
        if (self.day - day).days < 12:
            rows += central(day, self.closes[day] - Decimal("0.4"), (*OTHERS,))
        return rows

    def _yesterday(self, before: list[date], history: list[Row]) -> None:
        eve = before[-1]
        steps = self.world.steps
        steps[:] = [Step(at(eve, 8, 5), tuple(row for row in history if row.day < eve), edition=False)]
        if not steps[0].rows:
            steps.clear()
        steps.append(
            Step(at(eve, 13, 5), tuple(row for row in history if row.day == eve and row.market != "official" and row.when is None))
        )
        rest = [row for row in history if row.day == eve and row not in steps[-1].rows]
        steps.append(Step(at(eve, 20, 15), tuple(rest)))

    def _today(self) -> None:
        kind, day, steps = self.kind, self.day, self.world.steps
        mid = self.mids.get(day)
        if mid is None:
            mid = list(self.mids.values())[-1]
        quiet = kind in ("parallel_missing", "parallel_carried")
        morning = [] if quiet else self._quotes(at(day, 8, 55), mid)
        midday = [] if quiet else self._quotes(at(day, 12, 55), mid * Decimal("1.001"))
        evening = [] if quiet or kind == "weekend" else self._quotes(at(day, 17, 20), mid * Decimal("1.002"))
        if not self.street.instants:
            # A source that states a date alone says one thing a day, at one of three hours.
            chosen = self.chance.randrange(3)
            morning, midday, evening = (rows if number == chosen else [] for number, rows in enumerate((morning, midday, evening)))
            if not quiet and kind in ("corrected",):
                evening = self._quotes(at(day, 17, 20), mid * Decimal("1.004"))
        official: list[Row] = []
        silent = ("weekend", "sunday", "holiday", "official_missing", "official_carried", "official_gone", "central_stands_in")
        if kind not in silent:
            official = self._official(day, kind)
        elif kind == "central_stands_in":
            official = central(day, self.closes[day])
        steps.append(Step(at(day, 9, 0), tuple(morning)))
        steps.append(Step(at(day, 13, 0), tuple(midday)))
        if kind in silent and kind != "central_stands_in":
            steps.append(Step(at(day, 20, 0), tuple(evening)))
        else:
            steps.append(Step(at(day, 17, 35), (*official, *evening)))
        if kind in ("conflict", "corrected"):
            old = next((row for row in official if row.measure in ("close", "central") and row.currency == "USD"), None)
            if old is not None:
                shift = Decimal("0.75")
                sides = {side: four(Decimal(getattr(old, side)) + shift) for side in ("bid", "ask", "mid") if getattr(old, side)}
                steps.append(Step(at(day, 21, 10), (Row(old.day, old.source, old.market, old.measure, old.currency, **sides),)))

    def _quotes(self, moment: datetime, mid: Decimal) -> list[Row]:
        kind, day = self.kind, self.day
        if kind == "jump_unconfirmed":
            rows = self.street.quotes(day, mid, moment, only=1)
            return [
                Row(
                    row.day,
                    row.source,
                    row.market,
                    row.measure,
                    row.currency,
                    row.segment,
                    *(_up(getattr(row, side)) for side in ("bid", "ask", "mid")),
                    row.when,
                )
                for row in rows
            ]
        spread = {"split": Decimal("0.06"), "dispersed": Decimal("0.018")}.get(kind)
        return self.street.quotes(day, mid, moment, spread=spread)


def _up(text: str) -> str:
    return str((Decimal(text) * Decimal("1.4")).quantize(Decimal(1))) if text else ""


def make_world(seed: int, kind: str | None = None) -> World:
    """The world of a seed; kinds take turns."""
    return _Maker(seed, kind or KINDS[seed % len(KINDS)]).make()
