"""One round of the desk: what the starter history knows, what the sources say, the fixings, and the edition of the hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fxtracker.desk import Desk
from fxtracker.desk.answers import RateRow, rate_rows
from fxtracker.desk.day import day_of
from fxtracker.desk.fetching import Fetched, chosen_sources, fetch, fetched_line
from fxtracker.desk.publishing import Outcome, publish_edition
from fxtracker.desk.starter import load_starter_history
from fxtracker.errors import NoData
from fxtracker.lagos import WAT
from fxtracker.rates import USD, Market

__all__ = ["RoundReport", "outcome_line", "run_round"]


class RoundReport(NamedTuple):
    """What a round brought. It is in order when a source answered or the store has something to show."""

    fetched: tuple[Fetched, ...]
    outcomes: tuple[Outcome, ...]
    ok: bool


def run_round(desk: Desk, echo: Callable[[str], None]) -> RoundReport:
    """Do one round and tell its progress line by line."""
    echo(f"The desk's home is {desk.settings.home}.")
    load_starter_history(desk, lambda name, added: echo(f"Read the starter history {name}: {added:,} figures."))
    asked = chosen_sources(desk, ())
    echo(f"Asking {len(asked)} sources, all at once:")
    fetched = fetch(desk, (), lambda row: echo(fetched_line(row)))
    # One whose file is wrong was named above and not asked.
    tried = [row for row in fetched if row.source not in desk.sources.broken]
    failed = [row.source for row in tried if row.status == "failed"]
    asking = sum(1 for row in tried if row.status != "resting")
    if failed:
        echo(_what_to_do(desk, failed, asking))
    rates = _rates(desk)
    for row in rates:
        echo(_rate_line(row))
    day = day_of(desk, desk.clock.today())
    outcomes = publish_edition(desk, day)
    for outcome in outcomes:
        echo(outcome_line(outcome))
    if any(outcome.status == "published" for outcome in outcomes):
        name = day.date.isoformat()
        echo(f"Pieces are in {desk.settings.home / 'pieces' / name}, charts in {desk.settings.home / 'charts' / name}.")
    return RoundReport(tuple(fetched), tuple(outcomes), len(failed) < asking or bool(rates))


def outcome_line(outcome: Outcome) -> str:
    """One line for a person: how a piece came out."""
    revision = outcome.revision
    if outcome.status == "published" and revision is not None:
        told = "published" if revision.number == 1 else f"revision {revision.number} published"
        return f"  {outcome.kind:<16} {told}: {revision.headline}"
    if outcome.status == "unchanged":
        return f"  {outcome.kind:<16} nothing new to say"
    return f"  {outcome.kind:<16} {outcome.status}: {'; '.join(outcome.said[:3])}"


def _what_to_do(desk: Desk, failed: list[str], asked: int) -> str:
    if len(failed) < asked:
        return f"Not reached: {', '.join(failed)}. `fxtracker fetch {' '.join(failed)}` asks again; the others have landed."
    way = f"the mirror {desk.settings.mirror}" if desk.settings.mirror else "the network (and HTTPS_PROXY, where there is a proxy)"
    return f"No source could be reached. Check {way}, then run `fxtracker fetch`; until then figures are shown under their own dates."


def _rates(desk: Desk) -> list[RateRow]:
    try:
        return rate_rows(desk.store, USD, desk.clock.now(), desk.calendar)
    except NoData:
        return []


def _rate_line(row: RateRow) -> str:
    sides = f"{row.bid:,.2f} / {row.ask:,.2f}, " if row.bid is not None and row.ask is not None else ""
    value = f"{row.mid:,.2f}" if row.mid is not None else "no figure"
    name = row.measure.value.replace("_", " ") if row.market is Market.OFFICIAL else "mid"
    when = row.as_of.astimezone(WAT).strftime("%Y-%m-%d %H:%M WAT")
    note = "" if row.grade.printable else ", not to be relied on"
    return f"  {row.market.value:<11} {sides}{name} {value}, grade {row.grade}{note}, as of {when}"
