"""The hash by which a fixing can be told to have been made from exactly these inputs under exactly these rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from fxtracker.analysis.context import Context
from fxtracker.analysis.parameters import Parameters
from fxtracker.rates import Fixing, Market, Pair, Sighting

__all__ = ["digest", "hash_inputs"]


def digest(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_inputs(market: Market, pair: Pair, at: datetime, sightings: Sequence[Sighting], context: Context, parameters: Parameters) -> str:
    """The hash of all that a fixing was made from: every sighting with its digits and time, the context that mattered, the constants.

    The sightings must come in their canonical order. Row numbers of a database do not enter, so that two desks can compare.
    """
    sources = sorted({sighting.observation.source for sighting in sightings})
    segments = {sighting.observation.segment for sighting in sightings}
    lines = [f"{parameters.text}", f"{market.value} {pair} {at.isoformat()}"]
    lines.extend(_sighting(sighting) for sighting in sightings)
    lines.append(f"previous {_fixing(context.previous)} screen {_fixing(context.screen)} held {_held(context.held)}")
    lines.append(f"official {context.official_close} premium {context.premium_before!r} mad {context.daily_mad!r}")
    lines.append(f"crosses {_pairs(context.usd_crosses.items())}")
    lines.append(f"half-spreads {_pairs((str(key), value) for key, value in context.half_spreads.items() if key in segments)}")
    for name in ("orientation", "groups", "stood_since", "records"):
        known = getattr(context, name)
        lines.append(f"{name} {_pairs((source, known[source]) for source in sources if source in known)}")
    if originals := [source for source in sources if source in context.originals]:
        lines.append(f"originals {' '.join(originals)}")
    if probation := [(source, context.probation[source].isoformat()) for source in sources if source in context.probation]:
        lines.append(f"probation {_pairs(probation)}")
    return digest("\n".join(lines))


def _sighting(sighting: Sighting) -> str:
    seen, seen_at = sighting
    stated = " ".join(str(figure) for figure in seen.quote)
    flags = f" {' '.join(sorted(seen.flags))}" if seen.flags else ""
    return f"{seen.source} {seen.pair} {seen.segment} {seen.location} {seen.timing} {seen.session} {seen_at.isoformat()} {stated}{flags}"


def _fixing(fixing: Fixing | None) -> str:
    if fixing is None:
        return "none"
    # A held move prints what the last fixing says, so that all of it belongs to the inputs.
    figures = f"{fixing.value} {fixing.bid} {fixing.ask} {fixing.low} {fixing.high}"
    return f"{fixing.at.isoformat()} {fixing.grade.value} {figures}"


def _held(fixing: Fixing | None) -> str:
    if fixing is None:
        return "none"
    return f"{fixing.at.isoformat()} {fixing.candidate} {_pairs((used.group, used.mid) for used in fixing.inputs)}"


def _pairs(items: Iterable[tuple[object, object]]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(items, key=str))
