"""The parallel market and the others that are no official one: one number from all who quote (steps 1 to 9 of the method).

The quotes come in as what each source said last and when that was last seen; out comes a fixing that names whom it used with which
weight, whom it left out and why. Exactly the same inputs in any order give exactly the same fixing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from statistics import median

from fxtracker.analysis.centre import Value, keep, value_of
from fxtracker.analysis.context import COLD_START, Context
from fxtracker.analysis.gate import moved
from fxtracker.analysis.grading import grade
from fxtracker.analysis.independence import Group, collapse
from fxtracker.analysis.parameters import METHOD_1, Parameters
from fxtracker.analysis.quotes import PLACES, read
from fxtracker.analysis.screening import recent, screen
from fxtracker.analysis.trace import hash_inputs, told
from fxtracker.lagos import session_of
from fxtracker.rates import Exclusion, Fixing, FixingKind, Grade, Market, Measure, Pair, Sighting, Status

__all__ = ["fix"]

_DIGITS = 34
"""Significant digits of the working, so that no caller's decimal context can change a number."""


def fix(
    market: Market,
    pair: Pair,
    sightings: Sequence[Sighting],
    at: datetime,
    context: Context = COLD_START,
    parameters: Parameters = METHOD_1,
) -> Fixing:
    """The snapshot of a market at an instant.

    `session` of the fixing is the West Africa Time day of its newest quote, so that a figure carried into a new day keeps its own. A held
    move (`unconfirmed`, `split`) has the value of the last fixing; with no usable quote at all the value is None.
    """
    at = at.astimezone(UTC)
    ordered = told(sightings)
    with localcontext(prec=_DIGITS):
        readings, out = read([one.sighting for one in ordered], at, context, parameters)
        screened = screen(readings, pair, at, context, parameters)
        groups, copies = collapse(screened.kept, context)
        kept, far, dispersed = keep(groups, parameters)
        out += [*screened.out, *copies, *(Exclusion(group.reading.observation.id, group.reading.source, "far") for group in far)]
        fixing = Fixing(
            market=market,
            pair=pair,
            measure=Measure.QUOTE,
            kind=FixingKind.SNAPSHOT,
            session=_session(kept, at),
            at=at,
            value=None,
            grade=Grade.D,
            groups=len(kept),
            inputs=tuple(group.used() for group in kept),
            exclusions=tuple(out),
            method=parameters.version,
            inputs_hash=hash_inputs(market, pair, at, ordered, context, parameters),
            known_at=at,
        )
        return _valued(fixing, kept, context, parameters, dispersed=dispersed, released=screened.released) if kept else fixing


def _valued(fixing: Fixing, kept: Sequence[Group], context: Context, parameters: Parameters, *, dispersed: bool, released: bool) -> Fixing:
    found = value_of(kept, parameters)
    age = int(median([max(0.0, group.reading.age) * 3600 for group in kept]))
    fixing = replace(fixing, dispersion=Decimal(found.dispersion).quantize(PLACES, ROUND_HALF_EVEN), median_age_seconds=age)
    if found.mid is None:
        return _held(fixing, Status.SPLIT, found, context, parameters)
    move = moved(found.mid, kept, fixing.at, context, parameters)
    if move and not move.confirmed:
        return _held(fixing, Status.UNCONFIRMED, found, context, parameters)
    return replace(
        fixing,
        value=found.mid,
        bid=found.bid,
        ask=found.ask,
        low=found.low,
        high=found.high,
        grade=grade(fixing.market, kept, float(found.dispersion), age, doubtful=dispersed or released),
        status=Status.DISPERSED if dispersed else Status.OK,
        notes=("confirmed_move",) if move else (),
    )


def _held(fixing: Fixing, status: Status, found: Value, context: Context, parameters: Parameters) -> Fixing:
    last = context.previous if recent(context.previous, fixing.at, parameters) is not None else None
    stands = fixing if last is None else replace(fixing, value=last.value, bid=last.bid, ask=last.ask, low=last.low, high=last.high)
    return replace(stands, grade=Grade.D, status=status, candidate=found.mid)


def _session(kept: Sequence[Group], at: datetime) -> date:
    today = session_of(at)
    if not kept:
        return today
    return min(today, session_of(max(group.reading.seen_at for group in kept)))
