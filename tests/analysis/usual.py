"""What is usual of a segment and of a source, told from its observations one by one; the tape must say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from fxtracker.analysis.parameters import METHOD_1
from fxtracker.analysis.weighted import median
from fxtracker.rates import Observation, Segment


def half_spreads(observations: Iterable[Observation]) -> dict[Segment | None, float]:
    """The median half-spread by segment, as a share of the mid, over the sound two-sided quotes of the last 30 days."""
    found: defaultdict[Segment | None, list[float]] = defaultdict(list)
    for seen in observations:
        bid, ask = seen.quote.bid, seen.quote.ask
        if bid is None or ask is None or bid <= 0:
            continue
        share = float((ask - bid) / (ask + bid))
        if 0 <= share <= METHOD_1.widest_spread / 2:
            found[seen.segment].append(share)
    return {segment: median(shares) for segment, shares in found.items()}


def orientation(observations: Sequence[Observation]) -> dict[str, bool]:
    """Whether the last ten two-sided quotes of each source had ask at or above bid; oldest first; with fewer than ten it is not known.

    One that is crossed is judged by the ten before it.
    """
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for seen in observations:
        if seen.quote.bid and seen.quote.ask:
            found[seen.source].append(seen.quote.ask >= seen.quote.bid)
    count = METHOD_1.orientation_quotes
    before = {source: right if right[-1] else right[:-1] for source, right in found.items()}
    return {source: all(right[-count:]) for source, right in before.items() if len(right) >= count}
