"""What looks wrong with the rates that a source was read to state, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import log10
from typing import NamedTuple

from fxtracker.lagos import WAT, Calendar
from fxtracker.rates import Market, Observation, Pair, SetAside, Timing
from fxtracker.sources import Source

__all__ = ["Suspicion", "about_aside", "about_ranges", "about_rates", "about_times"]

_FAR = Decimal("0.05")
_SAME = Decimal("0.003")
_NEAR = Decimal("0.08")
_OLD = timedelta(hours=72)
_AHEAD = timedelta(minutes=10)
_ROUND = timedelta(minutes=10)
_NARROW = Decimal("1.5")
_SHOWN = 70


class Suspicion(NamedTuple):
    """Something that a person should look at: a code, and a sentence."""

    code: str
    text: str


def about_rates(
    source: Source, seen: Sequence[Observation], known: Mapping[str, Decimal], official: Mapping[str, Decimal]
) -> Iterator[Suspicion]:
    """What the figures themselves show; `known` are the fixings of the source's market and `official` the official ones, by currency."""
    for row in seen:
        yield from _of_one(source, row, known, official)
    yield from _of_all(seen)


def _of_one(source: Source, row: Observation, known: Mapping[str, Decimal], official: Mapping[str, Decimal]) -> Iterator[Suspicion]:
    bid, ask, _ = row.quote
    code, figure = row.pair.base, row.quote.middle or bid or ask
    if bid is not None and ask is not None and bid > ask:
        yield Suspicion("crossed", f"{row.pair}: the bid {bid} lies above the ask {ask}; the sides may be the other way round")
    if figure is None:
        return
    fixing = known.get(code)
    if fixing is not None and abs(figure / fixing - 1) > _FAR:
        yield _far(row.pair, figure, fixing, {other: value for other, value in known.items() if other != code})
    rate = official.get(code)
    if rate is None or source.market not in (Market.PARALLEL, Market.BANK, Market.REMITTANCE):
        return
    if abs(figure / rate - 1) < _SAME and (fixing is None or abs(fixing / rate - 1) > 3 * _SAME):
        told = f"{row.pair}: {figure} is the official rate ({rate:f}), and this source is of the {source.market} market"
        yield Suspicion("official_as_parallel", told)


def _far(pair: Pair, figure: Decimal, fixing: Decimal, others: Mapping[str, Decimal]) -> Suspicion:
    """Why a figure may lie far from the fixing."""
    ratio = figure / fixing
    told = f"{pair}: {figure} lies {_percent(ratio - 1)} from the present fixing, {fixing:f}"
    if abs(1 / figure / fixing - 1) < _NEAR:
        return Suspicion("inverse", f"{told}; it looks turned round (foreign units for one naira): inverse = true")
    power = round(log10(ratio))
    if power and abs(ratio.scaleb(-power) - 1) < _NEAR:
        units = f"per = {10**power}" if power > 0 else "another number of units, or a decimal sign that is read as a thousands sign"
        return Suspicion("unit", f"{told}; it is about {10 ** abs(power):,} times too {'high' if power > 0 else 'low'}: {units}")
    other = next((code for code, value in others.items() if abs(figure / value - 1) < Decimal("0.01")), None)
    if other is not None:
        return Suspicion("wrong_currency", f"{told}; it is near the figure of {other}: the currency may be read from the wrong place")
    return Suspicion("far", told)


def _of_all(seen: Sequence[Observation]) -> Iterator[Suspicion]:
    pairs = {row.pair for row in seen}
    middles = {row.quote.middle for row in seen}
    if len(pairs) > 1 and len(middles) == 1:
        yield Suspicion("same", f"all {len(pairs)} currencies have the same figure, {next(iter(middles))}")
    one_sided = [row for row in seen if (row.quote.bid is None) != (row.quote.ask is None)]
    if one_sided:
        sides = {"bid" if row.quote.bid is not None else "ask" for row in one_sided}
        names = ", ".join(dict.fromkeys(str(row.pair) for row in one_sided))
        yield Suspicion(
            "one_sided", f"only the {' or the '.join(sorted(sides))} of {names} was read; see whether the answer states the other"
        )


_ASIDE: Mapping[str, str] = {
    "unknown_currency": "name no currency that is known: add the spelling to names, or leave such rows out with [[read.skip]]",
    "bad_unit": "do not say for how many units they are, or for another number than per has: mend per",
    "out_of_range": "have a figure outside [range]: see whether per, number or the place of the figure is wrong, else widen the range",
    "no_range": "are of a currency that [range] does not have: add it",
    "not_a_number": "have a figure that is no number: mend the place, its pattern, or number",
    "bad_date": "have a time that cannot be read: mend time",
    "bad_venue": "have a venue that is no name: mend venue",
}
"""Reasons for which rows are set aside that speak of the file rather than of the source, with what to do."""


def about_aside(set_aside: Sequence[SetAside]) -> Iterator[Suspicion]:
    """What rows that were set aside ask of the file, by reason."""
    raws: dict[str, list[str]] = {}
    for row in set_aside:
        raws.setdefault(row.reason, []).append(row.raw)
    for reason, rows in raws.items():
        if reason in _ASIDE:
            counted = "1 row was" if len(rows) == 1 else f"{len(rows):,} rows were"
            yield Suspicion(reason, f"{counted} set aside, {rows[0][:_SHOWN]!r} for one: such rows {_ASIDE[reason]}")


def about_times(source: Source, seen: Sequence[Observation], now: datetime, calendar: Calendar) -> Iterator[Suspicion]:
    """What the moments of the rates show."""
    stated = [row for row in seen if row.timing is not Timing.SEEN]
    if not stated:
        return
    newest = max(row.observed_at for row in stated)
    if newest > now + _AHEAD:
        yield Suspicion("future", f"its own time lies ahead: {_wat(newest)}{_zone(newest - now)}")
    elif now - newest > _OLD:
        yield Suspicion("old", f"its newest figure is of {_wat(newest)}, {(now - newest).days} days ago")
    if source.market is Market.OFFICIAL:
        odd = {row.session for row in stated if not calendar.is_business_day(row.session)}
        for day in sorted(odd)[-3:]:
            yield Suspicion("closed_day", f"{day:%A} {day} was no business day, and this source is of the official market")


def _zone(span: timedelta) -> str:
    hours = round(span / timedelta(hours=1))
    near = hours and abs(span - timedelta(hours=hours)) < _ROUND
    return f", by just {hours} hour{'s' if hours != 1 else ''}: it may be written in another zone than is read" if near else ""


def about_ranges(source: Source, seen: Iterable[Observation]) -> Iterator[Suspicion]:
    """Whether the file's ranges leave room for a devaluation, and none for another unit."""
    figures: dict[Pair, list[Decimal]] = {}
    for row in seen:
        figures.setdefault(row.pair, []).extend(side for side in row.quote if side is not None)
    for pair, values in figures.items():
        span = source.ranges.get(pair)
        if span is None:
            continue
        low, high = span
        if high < max(values) * _NARROW or low > min(values) / _NARROW:
            told = f"range.{pair.base}: {low} to {high} is narrow around {values[0]}; the naira has moved by more than half within a month"
            yield Suspicion("narrow_range", told)
        elif source.backfill is None and (high > max(values) * 10 or low < min(values) / 10):
            told = f"range.{pair.base}: {low} to {high} is wide: a figure that is ten times too high or too low would pass"
            yield Suspicion("wide_range", told)


def _percent(share: Decimal) -> str:
    return f"{share * 100:+.1f}%"


def _wat(moment: datetime) -> str:
    return moment.astimezone(UTC).astimezone(WAT).strftime("%Y-%m-%d %H:%M WAT")
