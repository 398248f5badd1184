"""The names that a day makes true; the catalogue of sentences asks for nothing else.

Beside the flags of the day and the ids of the facts that are there:

- `official`, `parallel`: a printable figure of that market; `parallel.sides`, `parallel.mid_only`: with dealers' two prices, or without.
- `official.today`, `parallel.today`, `today`: the figure is of the day itself; `official.carried`, `parallel.carried`: of an earlier one.
- `leads.official`, `leads.parallel` and `naira.leads.ask`, `.official`, `.mid`: what the first sentence is about.
- `official.d7.moved` and so on, for each market and span: the naira moved by 0.05 % or more; `.little`: by less; `.unchanged`: not at
  all, as printed; `.still`: either of these; `.changed`: moved or little. For the last session also without a span
  (`official.moved`), where a confirmed jump is `official.jump` alone.
- `gap.above`, `gap.inside`, `gap.below`: the state, where naira and percent agree; `gap.above_zero`, `gap.below_zero`, `gap.zero`: the
  sign; `gap.level`: a gap that rounding alone makes; `gap.narrowed`, `gap.widened`, `gap.same`; `gap.same_day`: both figures are of one
  session.
- `official.close_outside`, `official.average_outside`: the row breaks its own range; `official.in_range`, `official.one_rate`,
  `official.at_low`, `official.at_high`, `official.long_streak` (four sessions or more).
- `parallel.band`, `parallel.sources.one`, `parallel.sources.many`; `extra.more`, `extra.less`; `window.nfem`, `.nafem`, `.ie`,
  `.interbank`.
- `holiday.named`: a holiday whose name is sure; `revision`; `any.change`; `meta.editor` and so on, where it is set.
- `changed.`, `added.`, `removed.` names (articles/revising.py) and `top.` names (articles/messages.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from fxtracker.articles.view import SPANS, View
from fxtracker.facts import printed
from fxtracker.lagos import official_window
from fxtracker.rates import Market
from fxtracker.words.direction import Direction, direction

__all__ = ["LONG_STREAK", "conditions"]

LONG_STREAK = 4
_WINDOWS = {"NFEM": "window.nfem", "NAFEM": "window.nafem", "I&E": "window.ie", "interbank": "window.interbank"}
_WAYS = {Direction.UNCHANGED: ("unchanged", "still"), Direction.LITTLE: ("little", "still", "changed")}
_SWORN = ("official.today", "official.carried", "parallel.today", "parallel.carried", "parallel.mid_only")


def conditions(view: View) -> frozenset[str]:
    """Every name that holds for a day, before messages are ranked."""
    held = {flag for flag in view.day.flags if flag not in _SWORN} | set(view.facts)
    held |= {f"meta.{name}" for name, value in view.meta.items() if value}
    if view.meta.get("holiday"):
        held.add("holiday.named")
    held.update(_markets(view))
    for market in ("official", "parallel"):
        held.update(_moves(view, market))
    held.update(_leads(held))
    held.update(_gap(view, held))
    held.update(_official(view))
    held.update(_details(view))
    return frozenset(held)


def _markets(view: View) -> Iterator[str]:
    flags = view.day.flags
    for market, alias in (("official", "official"), ("parallel", "street")):
        fact = view.fact(alias)
        if fact is None:
            continue
        yield market
        # A figure is of today only where both the flag and its own session say so.
        if f"{market}.today" in flags and fact.session in (None, view.day.date):
            yield f"{market}.today"
            yield "today"
        else:
            yield f"{market}.carried"
    if "parallel.bid" in view.facts and "parallel.ask" in view.facts:
        yield "parallel.sides"
    elif view.fact("street") is not None:
        yield "parallel.mid_only"


def _moves(view: View, market: str) -> Iterator[str]:
    for span in SPANS:
        change, percent = view.fact(f"{market}.change.{span}"), view.fact(f"{market}.change.{span}.percent")
        if change is None or percent is None:
            continue
        yield "any.change"
        way = direction(change.decimal, percent.decimal)
        names = _WAYS.get(way, ("moved", "changed"))
        for name in names:
            yield f"{market}.{span}.{name}"
        if span == "d1":
            jumped = f"{market}.confirmed_jump" in view.day.flags
            yield from ([f"{market}.jump"] if jumped else [f"{market}.{name}" for name in names if name != "changed"])


def _leads(held: set[str]) -> Iterator[str]:
    if "official.today" in held or ("official" in held and "parallel.today" not in held):
        yield "leads.official"
    elif "parallel" in held:
        yield "leads.parallel"
    if {"parallel.today", "parallel.sides"} <= held:
        yield "naira.leads.ask"
    elif "official.today" in held:
        yield "naira.leads.official"
    elif "parallel.today" in held:
        yield "naira.leads.mid"
    elif "official" in held:
        yield "naira.leads.official"


def _gap(view: View, held: set[str]) -> Iterator[str]:
    gap, percent, state = view.fact("gap"), view.fact("gap.percent"), view.fact("gap.state")
    if gap is None or percent is None:
        return
    official, ask = view.fact("official"), view.fact("parallel.ask")
    if official and ask and official.session == ask.session:
        yield "gap.same_day"
    agree = gap.decimal * percent.decimal > 0
    if gap.decimal == 0:
        yield "gap.zero"
    elif not agree:
        yield "gap.level"
    else:
        yield "gap.above_zero" if gap.decimal > 0 else "gap.below_zero"
    word = str(state.value) if state else ""
    if word == "inside" or (word in ("above", "below") and agree):
        yield f"gap.{word}"
    previous, change = view.fact("gap.previous"), view.fact("gap.change")
    if previous and change and gap.decimal * previous.decimal > 0 and "today" in held:
        yield "gap.narrowed" if change.decimal < 0 else "gap.widened" if change.decimal > 0 else "gap.same"


def _official(view: View) -> Iterator[str]:
    official = view.fact("official")
    if official is None:
        return
    yield _WINDOWS[official_window(official.session or view.day.date)]
    low, high, close = view.fact("official.low"), view.fact("official.high"), view.fact("official.close")
    if low and high and "official.outside_range" in view.day.flags:
        inside = close is None or low.decimal <= close.decimal <= high.decimal
        yield "official.average_outside" if inside else "official.close_outside"
    elif low and high:
        bottom, top = (printed(bound.decimal, Market.OFFICIAL) for bound in (low, high))
        yield "official.one_rate" if bottom == top else "official.in_range"
        if close and bottom != top:
            level = printed(close.decimal, Market.OFFICIAL)
            yield from (["official.at_low"] if level == bottom else ["official.at_high"] if level == top else [])
    streak = view.fact("official.streak")
    if streak and streak.decimal >= LONG_STREAK:
        yield "official.long_streak"


def _details(view: View) -> Iterator[str]:
    sources, low, high = view.fact("parallel.sources"), view.fact("parallel.low"), view.fact("parallel.high")
    if sources:
        many = sources.decimal > 1
        yield "parallel.sources.many" if many else "parallel.sources.one"
        if many and low and high and printed(low.decimal, Market.PARALLEL) != printed(high.decimal, Market.PARALLEL):
            yield "parallel.band"
    extra = view.fact("convert.usd.100.extra")
    if extra and extra.decimal:
        yield "extra.more" if extra.decimal > 0 else "extra.less"
