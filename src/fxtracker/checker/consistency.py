"""Whether the facts of a day can be true together (S1 to S6), before a word of the piece is believed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from fxtracker.checker.evidence import SPANS, Evidence
from fxtracker.checker.report import Problem
from fxtracker.checker.rounding import figure
from fxtracker.checker.superlatives import judge_runs
from fxtracker.facts import Day
from fxtracker.lagos import session_of

__all__ = ["judge_day"]

_TOLERANCE = Decimal("0.0001")


def judge_day(evidence: Evidence) -> list[Problem]:
    """What is wrong with the facts themselves: bounds, sides, days, flags, and derived facts that their base figures do not give."""
    day = evidence.day
    problems = [
        *_bounds(evidence),
        *_days(day),
        *_rows(evidence),
        *_flags(evidence),
        *_derived(evidence),
        *_lines(evidence),
        *_gap_before(evidence),
        *judge_runs(evidence),
    ]
    counts: dict[str, int] = {}
    for fact in day.facts:
        counts[fact.id] = counts.get(fact.id, 0) + 1
    problems += [Problem("F", f"fact {name} is there {count} times") for name, count in counts.items() if count > 1]
    return problems


def _bounds(evidence: Evidence) -> Iterator[Problem]:
    low, high, close = (evidence.raw(name) for name in ("official.low", "official.high", "official.close"))
    if "official.outside_range" not in evidence.day.flags and not evidence.partial:
        figures = [close, evidence.raw("official.weighted_average"), evidence.raw("official.simple_average")]
        for value in (value for value in figures if value is not None):
            if (high is not None and value > high) or (low is not None and value < low):
                yield Problem("S1", f"an official figure of {value:f} lies outside the day's range of {low} to {high}")
    bid, ask = evidence.raw("parallel.bid"), evidence.raw("parallel.ask")
    if bid is not None and ask is not None and bid > ask:
        yield Problem("S2", f"dealers would buy at {bid:f} and sell at {ask:f}, at a loss")
    for fact in evidence.day.facts:
        base = fact.unit.value == "NGN" and not any(part in fact.id for part in ("change", "gap", "range", "spread"))
        if base and isinstance(fact.value, Decimal) and not (fact.value.is_finite() and fact.value > 0):
            yield Problem("S5", f"fact {fact.id} is {fact.value}, and a rate is above zero")


def _days(day: Day) -> Iterator[Problem]:
    for fact in day.facts:
        for when in (fact.session, fact.base):
            if when is not None and when > day.date:
                yield Problem("S4", f"fact {fact.id} is of {when.isoformat()}, after the day of the piece")
        if fact.as_of is not None and fact.as_of > day.made_at + timedelta(minutes=10):
            yield Problem("S4", f"fact {fact.id} is as of a moment after the piece was made")
    if session_of(day.made_at) < day.date:
        yield Problem("S4", f"the day {day.date.isoformat()} had not begun when its piece was made")


def _rows(evidence: Evidence) -> Iterator[Problem]:
    """What is of one row or one fixing must be of one session."""
    for level, parts in (
        (evidence.official, ("high", "low", "weighted_average", "simple_average", "range")),
        (evidence.parallel, ("bid", "mid", "low", "high", "sources", "spread")),
    ):
        for part in parts if level is not None else ():
            fact = evidence.facts.get(f"{level.id.partition('.')[0]}.{part}") if level is not None else None
            if fact is not None and level is not None and fact.session != level.session:
                yield Problem("S4", f"fact {fact.id} is of {fact.session}, and {level.id} of {level.session}")


def _flags(evidence: Evidence) -> Iterator[Problem]:
    day = evidence.day
    for market, fact in (("official", evidence.official), ("parallel", evidence.parallel)):
        if fact is None or fact.session is None:
            continue
        if f"{market}.today" in day.flags and fact.session != day.date:
            yield Problem("S4", f"the {market} figure is called today's and is of {fact.session.isoformat()}")
        if f"{market}.carried" in day.flags and fact.session == day.date:
            yield Problem("S4", f"the {market} figure is called carried and is of the day itself")
    if ("weekend" in day.flags) != (day.date.weekday() >= 5):
        yield Problem("S4", f"{day.date.isoformat()} is {'no' if day.date.weekday() < 5 else 'a'} weekend day, and the flags say otherwise")


def _derived(evidence: Evidence) -> Iterator[Problem]:
    for name, truth in evidence.derived.items():
        fact = evidence.facts.get(name)
        if fact is None:
            continue
        same = (
            abs(fact.value - truth) <= _TOLERANCE
            if isinstance(fact.value, Decimal) and isinstance(truth, Decimal)
            else str(fact.value) == str(truth)
        )
        if not same:
            yield Problem("F", f"fact {name} is {fact.value}, and its base figures give {truth}")
    for market in ("official", "parallel"):
        for span in ("d1", *SPANS):
            change = evidence.facts.get(f"{market}.change.{span}")
            base = evidence.facts.get(f"{market}.previous" if span == "d1" else f"{market}.base.{span}")
            if change is None:
                continue
            if base is None:
                yield Problem("F", f"fact {change.id} has no base figure")
            elif change.base is not None and base.session is not None and change.base != base.session:
                yield Problem("F", f"fact {change.id} counts from {change.base.isoformat()}, and its base is of {base.session.isoformat()}")
    yield from _spans(evidence)


def _spans(evidence: Evidence) -> Iterator[Problem]:
    for market in ("official", "parallel"):
        level = evidence.official if market == "official" else evidence.parallel
        for span in SPANS:
            base = evidence.facts.get(f"{market}.base.{span}")
            if base is None or base.session is None or level is None or level.session is None:
                continue
            target = level.session - timedelta(days=int(span[1:]))
            if not target - timedelta(days=7) <= base.session <= target:
                yield Problem("F", f"fact {base.id} is of {base.session.isoformat()}, not within the week up to {target.isoformat()}")


def _lines(evidence: Evidence) -> Iterator[Problem]:
    for name, fact in evidence.facts.items():
        market, _, rest = name.partition(".")
        if market not in ("official", "parallel") or fact.session is None or not isinstance(fact.value, Decimal):
            continue
        level = evidence.official if market == "official" else evidence.parallel
        line_id = level.id if level is not None and (rest == "previous" or rest.startswith("base.")) else name
        line = evidence.day.lines.get(line_id)
        points = {point.day: point.value for point in line.points} if line else {}
        if fact.session in points and points[fact.session] != fact.value:
            yield Problem(
                "F", f"fact {name} is {fact.value:f}, and the line {line_id} has {points[fact.session]:f} on {fact.session.isoformat()}"
            )


def _gap_before(evidence: Evidence) -> Iterator[Problem]:
    """The gap of the day before, and whether its state turned, by the lines."""
    previous = evidence.facts.get("gap.previous")
    level = evidence.official
    if previous is None or previous.session is None or level is None:
        return
    found = {}
    for line_id, official in (("parallel.ask", False), ("parallel.bid", False), (level.id, True)):
        line = evidence.day.lines.get(line_id)
        points = {point.day: point.value for point in line.points} if line else {}
        if previous.session not in points:
            return
        found[line_id] = points[previous.session], official
    ask, bid, rate = (
        figure(value, official=official) for value, official in (found["parallel.ask"], found["parallel.bid"], found[level.id])
    )
    if previous.value != ask - rate:
        yield Problem("F", f"fact gap.previous is {previous.value}, and the lines give {ask - rate} on {previous.session.isoformat()}")
    share = evidence.raw("gap.previous.percent")
    truth = (found["parallel.ask"][0] / found[level.id][0] - 1) * 100
    if share is not None and abs(share - truth) > _TOLERANCE:
        yield Problem("F", f"fact gap.previous.percent is {share:f}, and the lines give {truth:f}")
    before = "above" if rate < bid else "below" if rate > ask else "inside"
    turned = "gap.state" in evidence.derived and before != evidence.derived["gap.state"]
    if not evidence.partial and turned != ("gap.flipped" in evidence.day.flags):
        yield Problem("F", f"on {previous.session.isoformat()} the official rate lay {before}, and the flags say otherwise")
