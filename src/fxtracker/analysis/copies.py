"""Which sources repeat another one, found from what they said (step 3 of the method).

B copies A when what B newly says stood on A's page at that moment or in the three days before, more often than chance would have it.
Chance is the share of the other sources that showed the same figure then: it matters where prices are round. What was said is counted by
day, so that the sixty days before any midnight are a difference of two sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fxtracker.analysis.parameters import METHOD_1, Parameters
from fxtracker.lagos import day_start

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Link", "Repeats", "Said", "count_repeats"]

_DAY = 24 * 3_600_000_000
_BLOCK = 90
"""So many days are gone through at a time, which bounds the memory that ten years of quarter hours take."""


class Said(NamedTuple):
    """What one page showed: each figure with the span in which it stood.

    `start` and `end` are microseconds of UTC since 1970, figures naira per unit (NaN where that side is not stated). A figure that is
    shown again is one row until it changes.
    """

    source: str
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    bid: NDArray[np.float64]
    ask: NDArray[np.float64]
    mid: NDArray[np.float64]


class Link(NamedTuple):
    """One source that repeats another, and the share of its new values that it repeats beyond chance."""

    copy: str
    original: str
    share: float


class Repeats:
    """By West Africa Time day: how many new values each source had, which of them another showed, and what chance would give."""

    def __init__(
        self, sources: Sequence[str], first: date, news: NDArray[np.float64], shown: NDArray[np.float64], chance: NDArray[np.float64]
    ) -> None:
        self.sources = tuple(sources)
        self._first = first
        # Sums from the first day on, so that a window is one difference; whole counts lose nothing by it.
        self._news, self._shown, self._chance = _sums(news), _sums(shown), _sums(chance)

    def links(self, day: date, parameters: Parameters = METHOD_1) -> list[Link]:
        """Who repeats whom by the sixty days before the midnight at which a West Africa Time day begins, in order of names."""
        import numpy as np

        high = max(0, min((day - self._first).days, len(self._news) - 1))
        low = max(0, min((day - self._first).days - parameters.copy_days, len(self._news) - 1))
        news = (self._news[high] - self._news[low])[:, None]
        # A chance is a sum of fractions, and a difference of sums of fractions is only nearly the same from day to day.
        chance = np.round(self._chance[high] - self._chance[low], 6)
        beyond, repeated = news - chance, self._shown[high] - self._shown[low] - chance
        found = (news >= parameters.copy_changes) & (repeated >= parameters.copy_share * beyond) & (beyond >= parameters.copy_beyond)
        return [
            Link(self.sources[copy], self.sources[original], round(float(repeated[copy, original] / beyond[copy, original]), 9))
            for copy, original in np.argwhere(found)
            if copy != original
        ]


def _sums(by_day: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.cumsum(np.concatenate([np.zeros((1, *by_day.shape[1:])), by_day]), axis=0)


def count_repeats(pages: Iterable[Said], first: date, days: int, parameters: Parameters = METHOD_1) -> Repeats:
    """What the pages of each source repeat of the others, on each of so many West Africa Time days from the first on.

    The pages should reach back three days before the first day.
    """
    import numpy as np

    pages = [page for page in pages if len(page.start)]
    sources = sorted({page.source for page in pages})
    count = len(sources)
    news = np.zeros((days, count))
    shown = np.zeros((days, count, count))
    chance = np.zeros((days, count, count))
    for start in range(0, days, _BLOCK):
        span = min(_BLOCK, days - start)
        begins = int(day_start(first + timedelta(days=start)).timestamp()) * 1_000_000
        block = slice(start, start + span)
        _count_block(pages, sources, begins, (news[block], shown[block], chance[block]), parameters.copy_before_days * _DAY)
    return Repeats(sources, first, news, shown, chance)


def _count_block(pages: Sequence[Said], sources: Sequence[str], begins: int, sums: tuple[NDArray[np.float64], ...], before: int) -> None:
    import numpy as np

    news, shown, chance = sums
    days, count = news.shape
    index = {source: place for place, source in enumerate(sources)}
    parts = []
    for page in pages:
        low, high = np.searchsorted(page.end, begins - before), np.searchsorted(page.start, begins + days * _DAY)
        if low < high:
            rows = slice(low, high)
            owner = np.full(high - low, index[page.source], dtype=np.int64)
            parts.append((owner, page.start[rows], page.end[rows], page.bid[rows], page.ask[rows], page.mid[rows]))
    if not parts:
        return
    owner, start, end, bid, ask, mid = (np.concatenate(column) for column in zip(*parts, strict=True))
    both = ~np.isnan(bid) & ~np.isnan(ask)
    middle = np.where(both, (bid + ask) / 2, mid)
    event = start >= begins
    at_day = (start[event] - begins) // _DAY
    np.add.at(news, (at_day, owner[event]), 1)
    # Whether each source showed the value of each event: where both sides are there on either page, by both; else by what both state.
    stood = np.zeros((int(event.sum()), count), dtype=bool)
    place = np.cumsum(event) - 1
    # Within the block and the three days before it, so that a figure and a moment fit one whole number.
    spans = (owner, np.maximum(start - begins, -before), np.minimum(end - begins, days * _DAY), before)
    pair = np.where(both, _code(bid) * (len(bid) + 1) + _code(ask), -1)
    _match(pair, both, event & both, place, spans, stood)
    # A page with a mid alone is compared by mids, also with one that states both sides.
    one = ~both & ~np.isnan(middle)
    if one.any():
        mids = np.where(np.isnan(middle), -1, _code(middle))
        _match(mids, ~np.isnan(middle), event & one, place, spans, stood)
        _match(mids, one, event & both, place, spans, stood)
    for side in (bid, ask):
        lone = ~both & np.isnan(middle) & ~np.isnan(side)
        if lone.any():
            codes = np.where(np.isnan(side), -1, _code(side))
            _match(codes, ~np.isnan(side), event & lone, place, spans, stood)
            _match(codes, lone, event & both, place, spans, stood)
    if not stood.any():
        return
    mine = owner[event]
    stood[np.arange(len(mine)), mine] = False
    among = _speaking(owner, start, end, begins, days, before, count)
    _add_up(stood, mine, at_day, among, shown, chance)


def _code(figures: NDArray[np.float64]) -> NDArray[np.int64]:
    import numpy as np

    return np.unique(np.round(np.nan_to_num(figures, nan=-1.0), 6), return_inverse=True)[1].astype(np.int64)


def _match(
    codes: NDArray[np.int64],
    showing: NDArray[np.bool_],
    asked: NDArray[np.bool_],
    place: NDArray[np.int64],
    spans: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int],
    stood: NDArray[np.bool_],
) -> None:
    """Mark which of the rows that are `asked` about stood, by code, on a page of which source among the rows that are `showing`."""
    import numpy as np

    owner, start, end, before = spans
    # A figure that one source alone ever showed is nobody's copy; that is nearly all of them where prices have kobo.
    values, dense = np.unique(codes, return_inverse=True)
    first_owner = np.full(len(values), -1, dtype=np.int64)
    shared = np.zeros(len(values), dtype=bool)
    rows = np.flatnonzero(showing)
    first_owner[dense[rows]] = owner[rows]
    shared[dense[rows[first_owner[dense[rows]] != owner[rows]]]] = True
    others = asked & (shared[dense] | ((first_owner[dense] >= 0) & (first_owner[dense] != owner)))
    wanted = np.flatnonzero(others)
    if not len(wanted):
        return
    rows = rows[np.isin(dense[rows], dense[wanted])]
    width = int(end.max()) + 2 * before + 1
    asked_key = dense[wanted] * width + (start[wanted] + before)
    order = np.argsort(asked_key, kind="stable")
    wanted, asked_key = wanted[order], asked_key[order]
    for source in np.unique(owner[rows]):
        mine = rows[owner[rows] == source]
        key = dense[mine] * width + (start[mine] + before)
        by_key = np.argsort(key, kind="stable")
        mine, key = mine[by_key], key[by_key]
        # Of several pages of one source the one that showed it longest counts.
        until = np.maximum.accumulate(dense[mine] * width + (end[mine] + before))
        position = np.searchsorted(key, asked_key, side="right") - 1
        found = position >= 0
        at = np.maximum(position, 0)
        found &= (dense[mine[at]] == dense[wanted]) & (until[at] > asked_key - before)
        stood[place[wanted[found]], source] = True


def _speaking(
    owner: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64], begins: int, days: int, before: int, count: int
) -> NDArray[np.bool_]:
    """Whether a source showed anything on a day or in the three days before it."""
    import numpy as np

    low = np.clip((start - begins) // _DAY, 0, days)
    high = np.clip((end + before - begins) // _DAY + 1, 0, days)
    edges = np.zeros((days + 1, count))
    np.add.at(edges, (low, owner), 1)
    np.add.at(edges, (high, owner), -1)
    spoke: NDArray[np.bool_] = np.cumsum(edges, axis=0)[:days] > 0
    return spoke


def _add_up(
    stood: NDArray[np.bool_],
    mine: NDArray[np.int64],
    at_day: NDArray[np.int64],
    among: NDArray[np.bool_],
    shown: NDArray[np.float64],
    chance: NDArray[np.float64],
) -> None:
    import numpy as np

    days, count = among.shape
    # Rows on which nobody else showed the value add nothing.
    rows = np.flatnonzero(stood.any(axis=1))
    here = stood[rows].astype(np.float64)
    cell = at_day[rows] * count + mine[rows]
    many = here.sum(axis=1)
    for source in range(count):
        # Of those that spoke, without the two that are compared.
        others = among[at_day[rows]].sum(axis=1) - 1 - among[at_day[rows], source]
        by_chance = np.where(others > 0, (many - here[:, source]) / np.maximum(others, 1), 0.0)
        shown[:, :, source] += np.bincount(cell, weights=here[:, source], minlength=days * count).reshape(days, count)
        chance[:, :, source] += np.bincount(cell, weights=by_chance, minlength=days * count).reshape(days, count)
