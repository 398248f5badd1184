"""Panels of made-up sources that make the mistakes of real ones, replayed through the rules day by day.

The error mix is that of the method's own table: 1 % slips of unit, 3 % official given as parallel, 1 % sterling given as dollar, 25 % of
quotes not renewed, and one source pushed 8 % up for five days in every eighty. Copies repeat that very source, a day late now and then,
and nobody declares them.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import exp, log

import numpy as np

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context, daily_mad
from fxtracker.analysis.copies import Said, count_repeats
from fxtracker.analysis.independence import grouped
from fxtracker.analysis.reliability import distances, reliability
from fxtracker.lagos import session_of
from fxtracker.rates import USD, Fixing, Grade, Market, Segment, Sighting, Status

from .panel import SEGMENTS, quoted

START = datetime(2025, 1, 1, 16, 0, tzinfo=UTC)
WARM_UP = 30
STERLING = 1.31


@dataclass(frozen=True)
class Panel:
    """How many independent sources and copies, and the day on which the true rate jumps by how much (0 for never)."""

    sources: int
    copies: int = 0
    days: int = 400
    jump_on: int = 0
    jump: float = 0.40
    noise: float = 0.0065
    volatility: float = 0.004


@dataclass(frozen=True)
class Score:
    mean_bp: float
    p99_bp: float
    over_two: float
    median_mean_bp: float
    standing_over_two: int
    days_late: int


def replay(panel: Panel, seed: int) -> Iterator[tuple[int, float, Fixing, float]]:
    """Each day: its number, the true rate, the fixing, and the plain median of all that was said."""
    chance = random.Random(seed)
    truth, above = log(1400.0), 0.08
    shown = [0.0] * (panel.sources + panel.copies)
    voices = Voices()
    context = Context(usd_crosses={"GBP": STERLING, "EUR": 1.16})
    good: list[Fixing] = []
    for day in range(panel.days):
        truth += chance.gauss(0, panel.volatility) + (log(1 + panel.jump) if day == panel.jump_on and day else 0)
        above = min(max(above + chance.gauss(0, 0.003), 0.04), 0.15)
        rate = exp(truth)
        official = rate / (1 + above)
        at = START + timedelta(days=day)
        said = []
        for index in range(panel.sources):
            shown[index] = _said(chance, panel, index, day, rate, official, shown[index])
        for index in range(panel.sources, len(shown)):
            shown[index] = shown[index] if day and chance.random() < 0.25 else shown[0]
        for index, figure in enumerate(shown):
            said.append(quoted(f"s{index}", mid=round(figure, 2), segment=_segment(index), at=at, hours=1, number=index + 1))
        context = voices.known(_after(context, good, official), day)
        fixing = fix(Market.PARALLEL, USD, said, at, context)
        if fixing.status is Status.UNCONFIRMED:
            # The desk looks again a quarter of an hour later: a move of one segment that is still there is believed.
            fixing = fix(Market.PARALLEL, USD, said, at + timedelta(minutes=15), replace(context, held=fixing))
        voices.heard(said, fixing, context)
        context = _remember(context, good, fixing, official)
        yield day, rate, fixing, statistics.median(shown)


class Voices:
    """What is known at each midnight of who copies whom and how reliable each was."""

    def __init__(self) -> None:
        self._shown: dict[str, list[tuple[int, float]]] = {}
        self._away: list[dict[str, float]] = []

    def known(self, context: Context, day: int) -> Context:
        """The context with the groups and the reliability of a day."""
        today = session_of(START) + timedelta(days=day)
        pages = [self._page(source, rows) for source, rows in self._shown.items()]
        # The sixty days before are counted, and three before those are looked back on.
        repeats = count_repeats(pages, today - timedelta(days=60), 60)
        grouping = grouped({}, repeats.links(today))
        return replace(context, groups=grouping.groups, originals=grouping.originals, reliability=reliability(self._away[-30:]))

    def heard(self, said: Sequence[Sighting], fixing: Fixing, context: Context) -> None:
        """Keep what was said on a day and how far each source stood from the others."""
        mids = {seen.id: seen.quote.mid for seen, _ in said if seen.id is not None and seen.quote.mid is not None}
        self._away.append(distances(fixing, mids, context.groups))
        for seen, seen_at in said:
            rows = self._shown.setdefault(seen.source, [])
            figure = float(seen.quote.mid or 0)
            if not rows or rows[-1][1] != figure:
                rows.append((round(seen_at.timestamp()) * 1_000_000, figure))
                del rows[:-70]

    @staticmethod
    def _page(source: str, rows: Sequence[tuple[int, float]]) -> Said:
        start = np.array([at for at, _ in rows], dtype=np.int64)
        missing = np.full(len(rows), np.nan)
        figures = np.array([figure for _, figure in rows])
        return Said(source, start, np.append(start[1:], np.iinfo(np.int64).max // 2), missing, missing, figures)


def _segment(index: int) -> Segment:
    return SEGMENTS[index % len(SEGMENTS)]


def _said(chance: random.Random, panel: Panel, index: int, day: int, rate: float, official: float, before: float) -> float:
    figure = rate * exp(chance.gauss(0, panel.noise))
    if index == 0 and day % 80 >= 75:
        figure *= 1.08
    draw = chance.random()
    if draw < 0.01:
        return figure * chance.choice((10, 100, 0.1, 0.01))
    if draw < 0.04:
        return official
    if draw < 0.05:
        return figure * STERLING
    return before if before and chance.random() < 0.25 else figure


def _after(context: Context, good: Sequence[Fixing], official: float) -> Context:
    return Context(
        previous=context.previous,
        screen=good[-1] if good else None,
        held=context.held,
        official_close=Decimal(str(round(official, 4))),
        premium_before=context.premium_before,
        usd_crosses=context.usd_crosses,
        daily_mad=daily_mad(good[-40:]),
    )


def _remember(context: Context, good: list[Fixing], fixing: Fixing, official: float) -> Context:
    held = fixing.status in (Status.UNCONFIRMED, Status.SPLIT)
    if fixing.printable:
        good.append(fixing)
    stands = context.previous if held or fixing.value is None else fixing
    premium = float(stands.value) / official - 1 if stands and stands.value else None
    return Context(
        previous=stands,
        held=fixing if fixing.status is Status.UNCONFIRMED else None,
        premium_before=premium,
        usd_crosses=context.usd_crosses,
    )


def score(panel: Panel, seeds: Sequence[int]) -> Score:
    """How far the fixings lie from the truth over those paths, from day thirty on."""
    errors: list[float] = []
    plain: list[float] = []
    standing_over = late = 0
    for seed in seeds:
        caught_up = panel.jump_on == 0
        for day, rate, fixing, middle in replay(panel, seed):
            if day < WARM_UP or fixing.value is None:
                continue
            error = abs(log(float(fixing.value) / rate))
            errors.append(error)
            plain.append(abs(log(middle / rate)))
            standing_over += fixing.grade <= Grade.B and error > 0.02
            if not caught_up and day >= panel.jump_on:
                caught_up = error < 0.05
                late = max(late, day - panel.jump_on)
    errors.sort()
    return Score(
        statistics.fmean(errors) * 1e4,
        errors[int(len(errors) * 0.99)] * 1e4,
        sum(error > 0.02 for error in errors) / len(errors),
        statistics.fmean(plain) * 1e4,
        standing_over,
        late,
    )
