"""The hash by which a fixing can be told to have been made from exactly these inputs under exactly these rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from fxtracker.analysis.context import Context
from fxtracker.analysis.parameters import Parameters
from fxtracker.rates import Fixing, Market, Pair, Sighting

__all__ = ["Told", "digest", "hash_inputs", "told"]


def digest(text: str) -> str:
    """The SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class Told(NamedTuple):
    """A sighting with the texts of it that are compared and hashed, each written out once."""

    source: str
    pair: str
    location: str
    seen_at: str
    bid: str
    ask: str
    mid: str
    number: str
    sighting: Sighting


def told(sightings: Iterable[Sighting]) -> list[Told]:
    """The sightings in their canonical order, so that the same ones in any order are the same."""
    found = []
    pairs: dict[Pair, str] = {}
    for sighting in sightings:
        seen, seen_at = sighting
        pair = pairs.get(seen.pair) or pairs.setdefault(seen.pair, str(seen.pair))
        bid, ask, mid = seen.quote
        found.append(
            Told(seen.source, pair, seen.location or "", seen_at.isoformat(), str(bid), str(ask), str(mid), str(seen.id), sighting)
        )
    found.sort(key=_texts)
    return found


_texts = itemgetter(slice(0, 8))


def hash_inputs(market: Market, pair: Pair, at: datetime, sightings: Sequence[Told], context: Context, parameters: Parameters) -> str:
    """The hash of all that a fixing was made from: every sighting with its digits and time, the context that mattered, the constants.

    The sightings must come in their canonical order. Row numbers of a database do not enter, so that two desks can compare.
    """
    sources = sorted({one.source for one in sightings})
    segments = {one.sighting.observation.segment for one in sightings}
    lines = [parameters.text, f"{market.value} {pair} {at.isoformat()}"]
    lines.extend(map(_sighting, sightings))
    lines.append(f"previous {_fixing(context.previous)} screen {_fixing(context.screen)} held {_held(context.held)}")
    lines.append(f"official {context.official_close} premium {context.premium_before!r} mad {context.daily_mad!r}")
    lines.append(f"crosses {_pairs(context.usd_crosses.items())}")
    lines.append(f"half-spreads {_pairs((str(key), value) for key, value in context.half_spreads.items() if key in segments)}")
    by_source: dict[str, Mapping[str, object]] = {
        "orientation": context.orientation, "groups": context.groups, "stood_since": context.stood_since, "records": context.reliability,
    }  # fmt: skip
    for name, known in by_source.items():
        # The sources are in order, and so are their lines.
        lines.append(f"{name} {', '.join([f'{source}={known[source]}' for source in sources if source in known])}")
    if originals := [source for source in sources if source in context.originals]:
        lines.append(f"originals {' '.join(originals)}")
    if probation := [(source, context.probation[source].isoformat()) for source in sources if source in context.probation]:
        lines.append(f"probation {_pairs(probation)}")
    return digest("\n".join(lines))


def _sighting(one: Told) -> str:
    seen = one.sighting.observation
    flags = f" {' '.join(sorted(seen.flags))}" if seen.flags else ""
    return (
        f"{one.source} {one.pair} {seen.segment} {seen.location} {seen.timing} {seen.session} {one.seen_at} "
        f"{one.bid} {one.ask} {one.mid}{flags}"
    )


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
