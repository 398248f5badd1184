"""`explain` and `corrections`: where a number comes from, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fxtracker.cli.output import figure, print_json, print_table, say, wat
from fxtracker.cli.words import MARKETS, count_of, market_of, when_of
from fxtracker.errors import UsageError
from fxtracker.lagos import parse_date
from fxtracker.rates import USD, Market, Pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fxtracker.desk.explaining import Explained
    from fxtracker.rates import Fixing, Input, Observation

__all__ = ["corrections", "explain"]

_MOST = 999_999_999


@click.command()
@click.argument("fixing", required=False)
@click.option("--market", metavar="M", help=f"In place of FIXING, the number that stands of a market: {MARKETS}.")
@click.option("--currency", metavar="C", help="Of which currency, with --market; USD by default.")
@click.option("--at", "when", metavar="WHEN", help="What stood then; now by default.")
@click.option("--known-at", metavar="WHEN", help="What was known then; all that is known now by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object; decimals are strings.")
@click.pass_context
def explain(
    ctx: click.Context, fixing: str | None, market: str | None, currency: str | None, when: str | None, known_at: str | None, as_json: bool
) -> None:
    """Where a number comes from, and the same worked out anew.

    FIXING is an id as `fxtracker rate --json` names it. Whom it used with which weight, whom it left out and why, its band and grade,
    what it replaced. Then it is worked out again from the stored observations, as they were known when it was made; if it does not come
    out the same to the byte, what differs is named and the exit code is 1.

    \b
    fxtracker explain 1207
    fxtracker explain --market parallel --at 2026-02-25
    """
    number, one = count_of(fixing, "FIXING", _MOST), None if market is None else market_of(market)
    if (number is None) is (one is None) or (currency is not None and one is None):
        raise UsageError("FIXING: name a fixing by its id, or write --market (and --currency) for the number that stands")
    pair = USD if currency is None else Pair.parse(currency, "--currency")
    from fxtracker.settings import Settings

    settings = Settings.load()
    clock = settings.clock()
    at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
    from fxtracker.desk import Desk
    from fxtracker.desk.explaining import explain as run
    from fxtracker.desk.explaining import explained_json, standing

    with Desk.open(settings) as desk:
        found = run(desk, number or standing(desk, one or Market.PARALLEL, pair, at, known), at, known)
    if as_json:
        print_json(explained_json(found))
    else:
        _tell(found)
    ctx.exit(0 if found.same else 1)


@click.command()
@click.option("--from", "since", metavar="D", required=True, help="The first session (YYYY-MM-DD).")
@click.option("--to", "until", metavar="D", required=True, help="The last one.")
@click.option("--market", metavar="M", help=f"One market: {MARKETS}.")
@click.option("--currency", metavar="C", help="One currency; every one by default.")
@click.option("--at", "when", metavar="WHEN", help="Numbers of a moment up to then; up to now by default.")
@click.option("--known-at", metavar="WHEN", help="What was corrected by then; by now by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of objects, one a correction; decimals are strings.")
def corrections(
    since: str, until: str, market: str | None, currency: str | None, when: str | None, known_at: str | None, as_json: bool
) -> None:
    """What was corrected: which number took the place of which, and why.

    A source that edits its past, or an answer that is read again, supersedes the numbers that used it. What was said before stays, and
    is answered with --known-at. An empty list is no failure.

    \b
    fxtracker corrections --from 2026-06-01 --to 2026-06-12 --market parallel
    """
    first, last = parse_date(since, "--from"), parse_date(until, "--to")
    if first > last:
        raise UsageError(f"--from: {first} is after --to {last}; write the earlier day first")
    one = None if market is None else market_of(market)
    pair = None if currency is None else Pair.parse(currency, "--currency")
    from fxtracker.settings import Settings

    settings = Settings.load()
    clock = settings.clock()
    at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
    from fxtracker.desk import Desk
    from fxtracker.desk.corrections import correction_json
    from fxtracker.desk.corrections import corrections as run
    from fxtracker.desk.history import When

    with Desk.open(settings) as desk:
        found = run(desk, first, last, one, pair, When(at, known))
    if as_json:
        print_json([correction_json(row) for row in found])
        return
    if not found:
        say(f"Nothing of {first} to {last} was corrected.")
        return
    rows = []
    for new, old in found:
        name = (str(new.id), new.market.value, new.measure.value.replace("_", " "), new.pair.base, _of(new))
        rows.append((*name, figure(old.value), figure(new.value), wat(new.known_at), new.cause or ""))
    print_table(("fixing", "market", "measure", "pair", "of", "was", "is", "known at", "why"), rows, (5, 6))


def _of(fixing: Fixing) -> str:
    return fixing.session.isoformat() if fixing.kind.value == "session" else wat(fixing.at)


def _tell(found: Explained) -> None:
    from fxtracker.analysis.reasons import grade_line, status_line

    fixing = found.fixing
    what = "snapshot" if fixing.kind.value == "snapshot" else "session"
    say(f"Fixing {fixing.id}: {fixing.pair}, {fixing.market.value}, {fixing.measure.value.replace('_', ' ')}, {what} of {wat(fixing.at)}")
    say(f"  value {figure(fixing.value)}, bid {figure(fixing.bid)}, ask {figure(fixing.ask)}, of {fixing.session}")
    say(f"  band {figure(fixing.low)} to {figure(fixing.high)}, dispersion {figure(fixing.dispersion)} %, groups {fixing.groups}")
    say(f"  grade {fixing.grade.value}: {grade_line(fixing)}")
    say(f"  status {fixing.status.value.replace('_', ' ')}: {status_line(fixing.status)}")
    if fixing.candidate is not None:
        say(f"  candidate {figure(fixing.candidate)}")
    say(f"  known at {wat(fixing.known_at)}, method {fixing.method}, inputs {fixing.inputs_hash}")
    if fixing.supersedes is not None:
        before = "" if found.replaces is None else f", which said {figure(found.replaces.value)}, grade {found.replaces.grade.value}"
        say(f"  it replaced fixing {fixing.supersedes}{before}" + (f": {fixing.cause}" if fixing.cause else ""))
    _tell_quotes(fixing, found.anew.seen)
    _tell_anew(found)


def _tell_quotes(fixing: Fixing, seen: Mapping[int, Observation]) -> None:
    from fxtracker.analysis.reasons import REASONS

    if fixing.inputs:
        say("Used")
        print_table(
            ("source", "group", "weight", "bid", "ask", "mid", "seen", "notes"), [_used(one) for one in fixing.inputs], (2, 3, 4, 5)
        )
    if fixing.exclusions:
        say("Left out")
        rows = []
        for left in fixing.exclusions:
            stated = seen.get(left.observation or 0)
            sides = [figure(side) for side in (stated.quote if stated else (None, None, None))]
            rows.append((left.source, *sides, left.reason, REASONS.get(left.reason, "")))
        print_table(("source", "bid", "ask", "mid", "code", "why"), rows, (1, 2, 3))


def _used(used: Input) -> tuple[str, ...]:
    sides = (figure(used.bid), figure(used.ask), figure(used.mid))
    return (used.source, used.group, f"{used.weight:f}", *sides, wat(used.seen_at), ", ".join(used.flags))


def _tell_anew(found: Explained) -> None:
    anew = found.anew.fixing
    if found.anew.snapshots:
        say("Snapshots of its day")
        print_table(("at", "value", "grade"), [(wat(one.at), figure(one.value), one.grade.value) for one in found.anew.snapshots], (1,))
    how = "" if found.anew.kept else " by the source files of today, since nothing was kept of its making"
    if anew is None:
        say(f"It cannot be worked out anew{how}: its quotes, or the constants of its method, are not there.")
    elif found.same:
        say(f"Worked out anew{how}: value {figure(anew.value)}, inputs {anew.inputs_hash}, the same to the byte.")
    else:
        say(f"Worked out anew{how} it differs:")
        print_table(("what", "stands", "worked out anew"), [(name, str(stands), str(came)) for name, stands, came in found.differs])
