"""Records: what one series of session fixings says of itself, each figure with the session and the fixing that it comes from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from fxtracker.analysis.changes import SPANS
from fxtracker.analysis.moves import STRONGER, WEAKER, Change, base_of, change, extreme, span_bases, volatility
from fxtracker.analysis.track import BROKEN_AFTER, Track
from fxtracker.desk import Desk
from fxtracker.desk.history import NOW, When
from fxtracker.errors import NoData
from fxtracker.lagos import NFEM_START
from fxtracker.rates import USD, Fixing, FixingKind, Grade, Market, Measure, Pair
from fxtracker.store.types import decimal_text

__all__ = ["Figure", "Moved", "Records", "Since", "Streak", "Volatile", "records", "records_json"]

_SIX = Decimal("0.000001")


class Figure(NamedTuple):
    """The figure of one session: naira per unit, and the id of the fixing that says so."""

    session: date
    value: Decimal
    fixing: int | None
    grade: Grade


class Streak(NamedTuple):
    """So many sessions in a row after `since` left the naira stronger (or weaker) than the one before; none where it was unchanged.

    The word is None, and so is `since`, where the session before is not known.
    """

    sessions: int
    word: str | None
    since: Figure | None


class Since(NamedTuple):
    """The last earlier session at least as strong (or weak), and how many lie between; where there was none, the record's first."""

    since: Figure
    sessions: int
    on_record: bool


class Moved(NamedTuple):
    """The change over a span (`d1`, `d7`, `d30`, `d365`, `ytd`, or `asked`), with the figures of both days."""

    span: str
    old: Figure
    new: Figure
    change: Change


class Volatile(NamedTuple):
    """Standard deviation of the moves from session to session in percent, of a session and of a year, and what it is made from."""

    session: Decimal
    year: Decimal
    moves: int
    first: Figure
    last: Figure


class Records(NamedTuple):
    """All of it of one market, pair and measure; `note` says in one sentence where the span that was asked for is not of one measure."""

    market: Market
    pair: Pair
    measure: Measure
    present: Figure
    begins: Figure
    sessions: int
    left_out: int
    streak: Streak
    strongest_since: Since | None
    weakest_since: Since | None
    strongest: Figure
    weakest: Figure
    changes: tuple[Moved, ...]
    volatility: Volatile | None
    note: str | None


def records(
    desk: Desk,
    pair: Pair = USD,
    market: Market = Market.PARALLEL,
    measure: Measure | None = None,
    since: date | None = None,
    until: date | None = None,
    when: When = NOW,
) -> Records:
    """The records as they stand at the last session up to `until`; NoData where no session of the span has a figure of grade C or better.

    A figure that may not be printed makes no record; `left_out` counts them. With `since` the strongest and the weakest session are those
    of the span, and its change is the only one; streak, since when and volatility look back over the whole series. Without a measure the
    official dollar is the close from 2024-12-02 if there is one, else the central rate before: never both.
    """
    for one in (measure,) if measure else _measures(market, pair, until):
        fixings = _fixings(desk, pair, market, one, until, when, joined=measure is None)
        track = Track.of((fixing for fixing in fixings if fixing.printable), market, one)
        if track and (since is None or track.days[-1] >= since):
            return _told(track, pair, since, len(fixings) - len(track.days), measure)
    span = (f" from {since}" if since else "") + (f" to {until}" if until else "")
    name = f" {measure.value.replace('_', ' ')}" if measure else ""
    raise NoData(f"no session{name} of {pair} on the {market} market{span} has a figure that may be printed; `fxtracker history` shows all")


def records_json(found: Records) -> dict[str, Any]:
    """The records in the documented JSON shape: decimals as strings, percents to six decimals, what is not known null."""
    return {
        "pair": str(found.pair),
        "market": found.market.value,
        "measure": found.measure.value,
        "present": _figure(found.present),
        "record": {"begins": _figure(found.begins), "sessions": found.sessions, "left_out": found.left_out},
        "streak": {"sessions": found.streak.sessions, "word": found.streak.word, "since": _figure(found.streak.since)},
        "strongest_since": _since(found.strongest_since),
        "weakest_since": _since(found.weakest_since),
        "strongest": _figure(found.strongest),
        "weakest": _figure(found.weakest),
        "changes": [
            {
                "span": moved.span,
                "old": _figure(moved.old),
                "new": _figure(moved.new),
                "naira": decimal_text(moved.change.naira),
                "naira_percent": _percent(moved.change.naira_percent),
                "unit_percent": _percent(moved.change.unit_percent),
                "word": moved.change.word,
            }
            for moved in found.changes
        ],
        "volatility": None
        if found.volatility is None
        else {
            "session_percent": _percent(found.volatility.session),
            "year_percent": _percent(found.volatility.year),
            "moves": found.volatility.moves,
            "first": _figure(found.volatility.first),
            "last": _figure(found.volatility.last),
        },
        "note": found.note,
    }


def _measures(market: Market, pair: Pair, until: date | None) -> tuple[Measure, ...]:
    if market is not Market.OFFICIAL:
        return (Measure.QUOTE,)
    if pair != USD or (until is not None and until < NFEM_START):
        return (Measure.CENTRAL,)
    return (Measure.CLOSE, Measure.CENTRAL)


def _fixings(desk: Desk, pair: Pair, market: Market, measure: Measure, until: date | None, when: When, *, joined: bool) -> list[Fixing]:
    """The fixings of a measure; of the two that the official dollar is `joined` from, each on its own side of the change alone."""
    found = desk.store.fixings(market, pair, measure, FixingKind.SESSION, None, until, when.known_at, when.at)
    if joined and market is Market.OFFICIAL and pair == USD:
        found = [fixing for fixing in found if (fixing.session >= NFEM_START) is (measure is Measure.CLOSE)]
    return sorted(found, key=lambda fixing: fixing.session)


def _told(track: Track, pair: Pair, since: date | None, left_out: int, asked: Measure | None) -> Records:
    if since is None:
        bases = span_bases(track)
    else:
        base = base_of(track, since)
        bases = {} if base is None else {"asked": base}
    last = len(track.days) - 1
    strongest, weakest = extreme(track, STRONGER, since), extreme(track, WEAKER, since)
    spread = volatility(track)
    return Records(
        track.market,
        pair,
        track.measure,
        _at(track, last),
        _at(track, 0),
        len(track.days),
        left_out,
        _streak(track),
        _last_at_least(track, STRONGER),
        _last_at_least(track, WEAKER),
        _at(track, last if strongest is None else strongest),
        _at(track, last if weakest is None else weakest),
        tuple(
            Moved(span, _at(track, index), _at(track, last), change(track.values[index], track.values[last]))
            for span, index in bases.items()
        ),
        None if spread is None else Volatile(spread.session, spread.year, spread.moves, _at(track, spread.first), _at(track, last)),
        _note(track, pair, since, asked),
    )


def _streak(track: Track) -> Streak:
    length, way = track.streak()
    last = len(track.days) - 1
    if length:
        return Streak(length, "weaker" if way > 0 else "stronger", _at(track, last - length))
    if last > 0 and track.days[last] - track.days[last - 1] <= BROKEN_AFTER:
        return Streak(0, "unchanged", _at(track, last - 1))
    return Streak(0, None, None)


def _last_at_least(track: Track, way: int) -> Since | None:
    last = len(track.days) - 1
    if last < 1:
        return None
    index = track.last_at_least(way)
    if index is None:
        return Since(_at(track, 0), last, on_record=True)
    return Since(_at(track, index), last - index - 1, on_record=False)


def _note(track: Track, pair: Pair, since: date | None, asked: Measure | None) -> str | None:
    """What is to be said where the official dollar is asked for by no measure and the span reaches to both sides of the change."""
    if asked is not None or track.measure is not Measure.CLOSE or pair != USD:
        return None
    reaches = since or track.days[-1] - timedelta(days=max(SPANS.values()))
    if reaches >= NFEM_START:
        return None
    return (
        f"the official rate is the central rate before {NFEM_START} and the close since, which are never compared: this is the close "
        f"alone, from {track.days[0]}; --to 2024-12-01 or --measure central gives the central rate"
    )


def _at(track: Track, index: int) -> Figure:
    fixing = track.fixings[index]
    return Figure(track.days[index], track.values[index], fixing.id, fixing.grade)


def _figure(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "session": figure.session.isoformat(),
        "value": decimal_text(figure.value),
        "fixing": figure.fixing,
        "grade": figure.grade.value,
    }


def _since(since: Since | None) -> dict[str, Any] | None:
    return None if since is None else {"since": _figure(since.since), "sessions": since.sessions, "on_record": since.on_record}


def _percent(value: Decimal) -> str:
    return decimal_text(value.quantize(_SIX, ROUND_HALF_UP) + 0)
