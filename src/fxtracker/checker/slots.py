"""The slots of the inventory: how each kind of figure may look, and the one rendering that the evidence allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from fxtracker.checker.evidence import Evidence
from fxtracker.checker.moments import MONTHS, WEEKDAYS
from fxtracker.checker.rounding import dollars, magnitude_percent, naira, whole_or_two
from fxtracker.lagos import WAT

__all__ = ["KINDS", "Slot", "clock", "compiled", "expected", "renderings"]

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPANS = {"d1": "1 session", "d7": "7 days", "d30": "30 days", "d365": "1 year"}
_TURNS = {
    # family: for a gain and a loss of the naira's value; plain, slight (under 0.25 %), sharp (1 to 3 %)
    "strengthened": (
        ("strengthened", "strengthened slightly", "strengthened sharply"),
        ("weakened", "weakened slightly", "weakened sharply"),
    ),
    "firmed": (("firmed", "firmed slightly", "strengthened sharply"), ("eased", "eased slightly", "weakened sharply")),
    "gained": (("gained",) * 3, ("lost",) * 3),
    "appreciated": (("appreciated",) * 3, ("depreciated",) * 3),
    "stronger": (("stronger",) * 3, ("weaker",) * 3),
    "strengthens": (("strengthens",) * 3, ("weakens",) * 3),
}
_CURRENCIES = {
    "GBP": "Pound sterling", "EUR": "Euro", "CAD": "Canadian dollar", "CHF": "Swiss franc", "JPY": "Japanese yen", "CNY": "Chinese yuan",
    "ZAR": "South African rand", "SAR": "Saudi riyal", "AED": "UAE dirham", "DKK": "Danish krone", "GHS": "Ghanaian cedi",
    "XOF": "West African CFA franc", "XAF": "Central African CFA franc", "XDR": "IMF special drawing right",
    "WAUA": "West African unit of account", "INR": "Indian rupee", "AUD": "Australian dollar", "USDT": "Tether dollar token",
}  # fmt: skip

_DRAWN = {
    "official.close": "close",
    "official.central": "central rate",
    "parallel.ask": "selling rate",
    "parallel.bid": "buying rate",
    "parallel.mid": "rate",
}

_NAIRA = r"−?₦[\d,]+(?:\.\d+)?"
_DAY_NAME = r"[A-Z][a-z]+"
KINDS = {
    "rate": _NAIRA,
    "size": rf"{_NAIRA}|\d+ kobo",
    "sum": _NAIRA,
    "usd": r"−?\$[\d,]+(?:\.\d+)?",
    "pct": r"−?[\d.,]+%",
    "count": r"[a-z]+|[\d,]+",
    "date": rf"{_DAY_NAME},? \d+ [A-Z][a-z]+,? \d+",
    "near": rf"{_DAY_NAME}(?:, \d+ [A-Z][a-z]+)?",
    "dmy": r"\d+ [A-Z][a-z]+ \d+",
    "dm": r"\d+ [A-Z][a-z]+",
    "abbr": r"\d+ [A-Z][a-z]+ \d+",
    "short": rf"{_DAY_NAME} \d+ [A-Z][a-z]+",
    "iso": r"\d+-\d+-\d+",
    "instant": r"\d+-\d+-\d+T[\d:.]+(?:Z|[+-][\d:]+)",
    "weekday": _DAY_NAME,
    "clock": r"[\d:]+ [A-Z]+",
    "stamp": r"\d+ [A-Z][a-z]+ \d+, [\d:]+ [A-Z]+",
    "measure": r"close|central rate",
    "word": r"[a-z]+",
    "turn": "|".join(sorted({word for pair in _TURNS.values() for words in pair for word in words}, key=len, reverse=True)),
    "name": r".+?",
    "level": rf"(?:about )?(?:{_NAIRA})(?: on \d+ [A-Z][a-z]+(?: \d+)?)?",
    "drawn": r"close|central rate|selling rate|buying rate|rate",
    "period": r"\d+ [A-Z][a-z]+(?: \d+)?(?: to \d+ [A-Z][a-z]+ \d+)?",
    "currency": r"[A-Z][\w ]+",
    "span": r"\d+ [a-z]+",
}
"""How a slot of each kind looks, right or wrong."""


class Slot:
    """One slot of a pattern: its kind, the name of the figure, and (of `turn`) the family of words."""

    def __init__(self, text: str) -> None:
        self.kind, _, rest = text.partition(" ")
        self.name, _, self.extra = rest.partition(" ")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def expected(slot: Slot, evidence: Evidence) -> str | None:
    """The text that must stand in a slot; None where the evidence has nothing for it."""
    if slot.kind in _NAMED:
        return _NAMED[slot.kind](slot.name, evidence)
    value = evidence.get(slot.name)
    if value is None:
        return None
    if isinstance(value, datetime):
        return _moment(slot.kind, value)
    if isinstance(value, date):
        return _day(slot.kind, value, evidence.day.date)
    if isinstance(value, str):
        # What an earlier version printed stands as it is.
        return value if slot.kind == "word" or slot.name.startswith("was.") else None
    number = Decimal(value)
    if slot.kind == "turn":
        # A move that is nothing as printed has no direction.
        return None if evidence.get(slot.name.removesuffix(".percent")) == 0 else _turn(slot.extra, number)
    render = _RENDER.get(slot.kind)
    return None if render is None else render(number)


def _measure(_: str, evidence: Evidence) -> str | None:
    return None if evidence.official is None else "close" if evidence.official.id == "official.close" else "central rate"


def renderings(name: str, evidence: Evidence) -> set[str]:
    """Every way in which a figure may be printed."""
    found = {expected(Slot(f"{kind} {name}"), evidence) for kind in KINDS if kind not in ("turn", "measure", "name", "currency", "span")}
    return {text for text in found if text is not None}


_NAMED: dict[str, Callable[[str, Evidence], str | None]] = {
    "measure": _measure,
    "drawn": lambda name, evidence: _DRAWN.get(evidence.line_of(name)),
    "name": lambda name, evidence: evidence.names.get(name),
    "currency": lambda name, _: _CURRENCIES.get(name),
    "span": lambda name, _: _SPANS.get(name),
    "level": lambda name, evidence: _level(evidence.last(name), name, evidence),
}
"""Kinds that stand for a name, or for what a chart draws."""

_RENDER: dict[str, Callable[[Decimal], str]] = {
    "rate": lambda value: naira(whole_or_two(value)),
    "size": lambda value: naira(whole_or_two(abs(value)), kobo=True),
    "sum": lambda value: naira(whole_or_two(abs(value))),
    "usd": dollars,
    "pct": magnitude_percent,
    "count": lambda value: _NUMBERS[int(value)] if 0 <= value < 10 else f"{int(value):,}",
}


def clock(instant: datetime) -> str:
    """The time of an instant in Lagos, as in 18:00 WAT."""
    return f"{instant.astimezone(WAT):%H:%M} WAT"


def _moment(kind: str, value: datetime) -> str | None:
    local = value.astimezone(WAT)
    if kind == "clock":
        return clock(value)
    if kind == "stamp":
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M} WAT"
    if kind == "instant":
        return local.isoformat()
    return _day(kind, local.date(), local.date())


def _day(kind: str, value: date, seen_from: date) -> str | None:
    weekday, month = WEEKDAYS[value.weekday()], MONTHS[value.month - 1]
    near = f"{weekday}, {value.day} {month}"
    return {
        "date": f"{weekday}, {value.day} {month} {value.year}",
        "near": weekday if 0 <= (seen_from - value).days < 7 else near,
        "dmy": f"{value.day} {month} {value.year}",
        "dm": f"{value.day} {month}",
        "abbr": f"{value.day} {month[:3]} {value.year}",
        "short": f"{weekday[:3]} {value.day} {month[:3]}",
        "iso": value.isoformat(),
        "weekday": weekday,
    }.get(kind)


def _level(last: tuple[date, Decimal] | None, name: str, evidence: Evidence) -> str | None:
    """A figure of a chart with its day, where that is not the day of the chart; a rate without sides is about so much."""
    if last is None:
        return None
    session, value = last
    day = evidence.day.date
    about = "about " if name.startswith("parallel") and evidence.line_of(name) == "parallel.mid" else ""
    when = "" if session == day else f" on {_day('dm' if session.year == day.year else 'dmy', session, day)}"
    return f"{about}{naira(value)}{when}"


def _turn(family: str, percent: Decimal) -> str | None:
    if not percent or family not in _TURNS:
        return None
    plain, slight, sharp = _TURNS[family][0 if percent > 0 else 1]
    size = abs(percent)
    if size < Decimal("0.25"):
        return slight
    return sharp if 1 <= size <= 3 else plain


def compiled(text: str) -> tuple[re.Pattern[str], tuple[Slot, ...], str]:
    """A pattern as an expression that matches a whole block, its slots in order, and its longest run of plain text."""
    parts = re.split(r"\{([^}]*)\}", text)
    slots = tuple(Slot(part) for part in parts[1::2])
    expression = "".join(re.escape(part) if place % 2 == 0 else f"({KINDS[slots[place // 2].kind]})" for place, part in enumerate(parts))
    return re.compile(expression), slots, max(parts[::2], key=len)
