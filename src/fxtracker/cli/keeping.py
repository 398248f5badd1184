"""What was said once: `reparse` reads kept answers again, `backfill` fetches the days that are missing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from fxtracker.cli.output import print_json, say, wat
from fxtracker.errors import NoData, SourceError, UsageError, shown
from fxtracker.lagos import iso_utc, parse_date

if TYPE_CHECKING:
    from fxtracker.desk import Desk
    from fxtracker.desk.backfilling import Backfilled
    from fxtracker.desk.reparsing import Reparsed

__all__ = ["backfill", "reparse"]

_LAST = re.compile(r"(\d{1,4})d", re.ASCII)
_TOLD = 20


@click.command()
@click.argument("source")
@click.option("--from", "since", metavar="DAY", required=True, help="The first day whose answers are read.")
@click.option("--to", "until", metavar="DAY", help="The last one; today by default.")
@click.option("--accept-layout", is_flag=True, help="Take for right what was rejected because the layout had changed.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: one object of source, from, to, polls, read, added, withdrawn, unreadable, missing.",
)
def reparse(source: str, since: str, until: str | None, accept_layout: bool, as_json: bool) -> None:
    """Read kept answers again with today's parser.

    They are those of SOURCE. What the parser newly understands is added as a correction, at the time of the answer that showed it; what
    it no longer finds in an answer is withdrawn, and stays. The rates that this touches are fixed anew, and what was known before can
    still be asked for. Twice adds nothing. If not one answer can be read, nothing is changed and the exit code is 1.

    \b
    fxtracker reparse nairatoday --from 2026-06-01
    """
    first, last = parse_date(since, "--from"), None if until is None else parse_date(until, "--to")
    from fxtracker.desk import Desk
    from fxtracker.desk.reparsing import reparse as run

    with Desk.open() as desk, _bar(f"Reading {source}", quiet=as_json) as progress:
        done = run(desk, source, first, last, accept_layout=accept_layout, progress=progress)
    if as_json:
        print_json(_reparsed_json(done))
    else:
        _tell_reparsed(done)
    if done.polls and not done.read:
        raise SourceError(f"no answer of {source} from {done.since} to {done.until} can be read; nothing was changed")
    if not done.polls:
        raise NoData(f"no answer of {source} was kept from {done.since} to {done.until}")


def _tell_reparsed(done: Reparsed) -> None:
    lost = f", {done.missing:,} are kept no longer" if done.missing else ""
    say(f"{done.read:,} answers of {done.polls:,} polls read{lost}: {done.added:,} new, {done.withdrawn:,} withdrawn.")
    for one in done.unreadable[:_TOLD]:
        say(f"  {wat(one.at)}  {one.kind}: {one.error}")
    if len(done.unreadable) > _TOLD:
        say(f"  and {len(done.unreadable) - _TOLD:,} more")
    if done.fixings:
        say(f"{done.fixings:,} rates were fixed anew.")


def _reparsed_json(done: Reparsed) -> dict[str, Any]:
    return {
        "source": done.source,
        "from": done.since.isoformat(),
        "to": done.until.isoformat(),
        "polls": done.polls,
        "read": done.read,
        "added": done.added,
        "withdrawn": done.withdrawn,
        "unreadable": [{"at": iso_utc(one.at), "kind": one.kind, "error": one.error} for one in done.unreadable],
        "missing": done.missing,
    }


@click.command()
@click.argument("source", required=False)
@click.option("--all", "every", is_flag=True, help="Every source that is on and whose file has a [backfill].")
@click.option("--from", "since", metavar="DAY", help="The first day; by default the first that the source's file says it has.")
@click.option("--to", "until", metavar="DAY", help="The last day; yesterday by default.")
@click.option("--last", metavar="DAYS", help="So many days up to --to, such as 10d, in place of --from.")
@click.option("--again", is_flag=True, help="Ask for every day again, also one that is there or that the source is known not to have.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: one object (with --all a list) of source, from, to, days, lacked, landed, absent, added, failed, stopped.",
)
def backfill(source: str | None, every: bool, since: str | None, until: str | None, last: str | None, again: bool, as_json: bool) -> None:
    """Fetch the days that a source should have and the store lacks.

    It goes by completeness: a hole in the middle is filled like one at the end. A day is there when every currency is there that the
    source is asked for by itself, or else every one that it usually gives. Days that the source itself does not have are remembered and
    not asked for again, but those of the last ten days. It can be stopped at any time: what has landed stays, and the same command goes on.

    \b
    fxtracker backfill currency-api --from 2026-01-01 --to 2026-03-31
    fxtracker backfill --all --last 10d --again
    """
    if (source is None) != every:
        raise UsageError("SOURCE: name one source, or write --all" if source is None else f"--all: it stands beside {shown(source)}")
    if since is not None and last is not None:
        raise UsageError("--last: it stands beside --from; write one of them")
    from fxtracker.desk import Desk
    from fxtracker.desk.backfilling import backfilled_sources

    with Desk.open() as desk:
        end = parse_date(until, "--to") if until is not None else desk.clock.today() - timedelta(days=1)
        ids = [one.id for one in backfilled_sources(desk)] if source is None else [source]
        rows = [_filled(desk, one, _start(desk, one, since, last, end), end, again=again, quiet=as_json) for one in ids]
    if as_json:
        told = [_backfilled_json(row) for row in rows]
        print_json(told if every else told[0])
    if rows and all(row.failed and not row.landed and not row.absent for row in rows):
        raise SourceError("not one day could be had; each source is named above with the reason")


def _start(desk: Desk, source: str, since: str | None, last: str | None, end: date) -> date:
    if since is not None:
        return parse_date(since, "--from")
    if last is None:
        known = desk.sources.get(source)
        if known is not None and known.backfill is not None and known.backfill.since is not None:
            return known.backfill.since
        raise UsageError("--from: it is missing, and the source's file does not say from when on it has days; write --from or --last")
    found = _LAST.fullmatch(last)
    if found is None or not int(found[1]):
        raise UsageError(f"--last: {shown(last)} is not a number of days; write one such as 10d")
    return end - timedelta(days=int(found[1]) - 1)


def _filled(desk: Desk, source: str, since: date, until: date, *, again: bool, quiet: bool) -> Backfilled:
    from fxtracker.desk.backfilling import backfill as run

    try:
        with _bar(f"Filling {source}", quiet=quiet) as progress:
            done = run(desk, source, since, until, again=again, progress=progress)
    except KeyboardInterrupt:
        say("fxtracker: stopped; what has landed stays, and the same command goes on from there", err=True)
        sys.exit(130)
    if not quiet:
        _tell_backfilled(done)
    return done


def _tell_backfilled(done: Backfilled) -> None:
    say(
        f"{done.source}: {done.lacked:,} of {done.days:,} days asked for, {done.landed:,} landed, {done.absent:,} it does not have, "
        f"{len(done.failed):,} failures; {done.added:,} new figures."
    )
    for one in done.failed[:_TOLD]:
        say(f"  {one.day}  {one.kind}: {one.error}")
    if done.stopped:
        say(f"  Stopped: {done.stopped}.")


def _backfilled_json(done: Backfilled) -> dict[str, Any]:
    return {
        "source": done.source,
        "from": done.since.isoformat(),
        "to": done.until.isoformat(),
        "days": done.days,
        "lacked": done.lacked,
        "landed": done.landed,
        "absent": done.absent,
        "added": done.added,
        "failed": [{"day": one.day.isoformat(), "kind": one.kind, "error": one.error} for one in done.failed],
        "stopped": done.stopped,
    }


@contextmanager
def _bar(label: str, *, quiet: bool) -> Iterator[Callable[[float], None] | None]:
    """A progress bar on a terminal's standard error; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda share: bar.update(int(share * 1000) - bar.pos)
