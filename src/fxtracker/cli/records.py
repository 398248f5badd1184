"""`records`: streaks, extremes, changes and volatility of one series."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from fxtracker.cli.output import figure, print_json, print_table, say
from fxtracker.cli.words import MARKETS, MEASURES, market_of, measure_of, when_of
from fxtracker.errors import UsageError
from fxtracker.lagos import parse_date
from fxtracker.rates import Pair

if TYPE_CHECKING:
    from fxtracker.desk.records import Records, Since, Streak

__all__ = ["records"]

_SPANS = {"d1": "1 session", "d7": "7 days", "d30": "30 days", "d365": "365 days", "ytd": "year to date", "asked": "the span"}


@click.command()
@click.argument("currency", default="USD")
@click.option("--market", metavar="M", default="parallel", show_default=True, help=f"One of {MARKETS}.")
@click.option("--measure", metavar="N", help=f"One of {MEASURES}; by default the market's own.")
@click.option("--from", "since", metavar="D", help="Change and extremes since that session (YYYY-MM-DD); several spans by default.")
@click.option("--to", "until", metavar="D", help="As of that session; the last that is known by default.")
@click.option("--at", "when", metavar="WHEN", help="What was true then: nothing of a later moment; now by default.")
@click.option("--known-at", metavar="WHEN", help="What was known then; all that is known now by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object; decimals are strings.")
def records(
    currency: str,
    market: str,
    measure: str | None,
    since: str | None,
    until: str | None,
    when: str | None,
    known_at: str | None,
    as_json: bool,
) -> None:
    """Streak, strongest and weakest since, change and volatility.

    Of the session figures of one market and measure, never of two: the official dollar is the close from 2024-12-02, or the central rate
    up to then. A change is in naira and by both conventions of percent: of the naira's value (old / new - 1) and of the foreign unit's
    price (new / old - 1). Figures of grade D make no record.

    \b
    fxtracker records                                       the dollar on the parallel market
    fxtracker records --market official --from 2026-01-01   since a day
    fxtracker records GBP --to 2026-02-25 --json            as of a day, for a program
    """
    pair, chosen, kind = Pair.parse(currency), market_of(market), measure_of(measure)
    first = None if since is None else parse_date(since, "--from")
    last = None if until is None else parse_date(until, "--to")
    if first and last and first > last:
        raise UsageError(f"--from: {first} is after --to {last}; write the earlier day first")
    from fxtracker.settings import Settings

    settings = Settings.load()
    clock = settings.clock()
    at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
    from fxtracker.desk import Desk
    from fxtracker.desk.history import When
    from fxtracker.desk.records import records as run
    from fxtracker.desk.records import records_json

    with Desk.open(settings) as desk:
        found = run(desk, pair, chosen, kind, first, last, When(at, known))
    if as_json:
        print_json(records_json(found))
    else:
        _tell(found)


def _tell(found: Records) -> None:
    present, measure = found.present, found.measure.value.replace("_", " ")
    say(f"Naira for one {found.pair.base}, {found.market.value}, {measure}: {figure(present.value)} on {present.session}")
    left = f"; {_sessions(found.left_out)} of grade D left out" if found.left_out else ""
    say(f"  {_sessions(found.sessions)} from {found.begins.session} to {present.session}{left}")
    say(f"  streak: {_streak(found.streak)}")
    for word, since in (("strongest", found.strongest_since), ("weakest", found.weakest_since)):
        if since is not None and since.sessions:
            say(f"  {word} since: {_since(since)}")
    print_table(
        ("", "session", "figure", "grade", "fixing"),
        [
            (name, one.session.isoformat(), figure(one.value), one.grade.value, str(one.fixing or "-"))
            for name, one in (("present", present), ("strongest", found.strongest), ("weakest", found.weakest))
        ],
        (2, 4),
    )
    if found.changes:
        print_table(
            ("change over", "from", "was", "to", "is", "naira", "naira %", f"{found.pair.base} %", "the naira is"),
            [
                (
                    _SPANS[moved.span], moved.old.session.isoformat(), figure(moved.old.value), moved.new.session.isoformat(),
                    figure(moved.new.value), f"{moved.change.naira:+,f}", _percent(moved.change.naira_percent),
                    _percent(moved.change.unit_percent), moved.change.word,
                )
                for moved in found.changes
            ],
            (2, 4, 5, 6, 7),
        )  # fmt: skip
    spread = found.volatility
    if spread is None:
        say("Volatility: too few moves from session to session to tell.")
    else:
        made = f"{spread.moves} moves from {spread.first.session} to {spread.last.session}"
        say(f"Volatility: {spread.session:.2f} % a session, {spread.year:.1f} % a year; {made}.")
    if found.note is not None:
        say(f"Note: {found.note}.")


def _streak(streak: Streak) -> str:
    if streak.since is None:
        return "the session before is not known"
    if not streak.sessions:
        return f"unchanged since {streak.since.session}"
    return f"{_sessions(streak.sessions)} {streak.word} in a row, after {streak.since.session} ({figure(streak.since.value)})"


def _since(since: Since) -> str:
    if since.on_record:
        return f"the record begins, {since.since.session}"
    return f"{since.since.session} ({figure(since.since.value)}), {_sessions(since.sessions)} between"


def _sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


def _percent(value: Decimal) -> str:
    return f"{value:+.2f}"
