"""Rates in: `fetch`, `import`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from fxtracker.cli.output import print_json, say
from fxtracker.cli.words import MARKETS, MEASURES, SEGMENTS, market_of, measure_of, name_of, path_of, segment_of
from fxtracker.errors import SourceError, UsageError, shown
from fxtracker.rates import Pair

__all__ = ["fetch", "import_"]


@click.command()
@click.argument("source", nargs=-1)
@click.option("--market", metavar="M", help=f"Every source of one market that is on: {MARKETS}.")
@click.option(
    "--due", is_flag=True, help="Only those whose turn it is, as the jobs ask: not oftener than its file says, less often while it fails."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of source, status, observations, set_aside, error, seconds.")
def fetch(source: tuple[str, ...], market: str | None, due: bool, as_json: bool) -> None:
    """Ask the sources, store what they said, fix the rates.

    Each SOURCE that is named is asked, on or not, or every one that is on (of one market with --market) and whose host did not
    ask to be left alone for now. One line a source says what it brought, what failed and why, or until when it rests. Exits with 1 if
    every source that was asked failed, else with 0. `fxtracker sources` lists them.
    """
    one = market_of(market) if market is not None else None
    if source and due:
        raise UsageError(f"--due: it stands beside the source {shown(source[0])}; one that is named is asked at once, due or not")
    if source and one is not None:
        raise UsageError(f"--market: {market} stands beside the source {shown(source[0])}; name sources or a market, not both")
    from fxtracker.desk import Desk
    from fxtracker.desk.fetching import fetch as run
    from fxtracker.desk.fetching import fetched_json, fetched_line

    with Desk.open() as desk:
        rows = run(desk, source, None if as_json else lambda row: say(fetched_line(row)), market=one, due=due)
        broken = desk.sources.broken
    if as_json:
        print_json([fetched_json(row) for row in rows])
    # One whose file is wrong was not asked: that none of the others was due is no failure of a round.
    asked = [row for row in rows if row.status != "resting" and row.source not in broken]
    wrong = [row.source for row in rows if row.source in broken]
    landed = sum(1 for row in asked if row.status != "failed")
    if not as_json:
        aside = [f"{row.source} {row.set_aside}" for row in rows if row.set_aside]
        told = f" Set aside: {', '.join(aside)}; `fxtracker sources show ID` says why." if aside else ""
        left = len(rows) - len(asked) - len(wrong)
        rest = f", {left} left alone" if left else ""
        rest += f", {len(wrong)} with a file that is wrong ({', '.join(wrong)})" if wrong else ""
        say(f"{landed} of {len(asked)} sources answered{rest}.{told}")
    if asked and not landed:
        raise SourceError("no source answered; each is named above with the reason")


@click.command("import")
@click.argument("file")
@click.option("--source", metavar="NAME", help="The source of rows that name none.")
@click.option("--market", metavar="M", help=f"The market of rows that name none: {MARKETS}.")
@click.option("--segment", metavar="SEGMENT", help=f"The segment of rows that name none: {SEGMENTS}.")
@click.option(
    "--measure",
    metavar="N",
    help=f"The measure of rows that name none: {MEASURES}; else quote, and on the official market close (central before 2024-12-02).",
)
@click.option("--location", metavar="NAME", help="The city of rows that name none.")
@click.option("--currency", metavar="CURRENCY", help="The currency of rows that name none.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of file, rows, added, bad, first_bad, rejects.")
def import_(
    file: str, source: str | None, market: str | None, segment: str | None, measure: str | None, location: str | None,
    currency: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Read any history from a CSV file.

    The same file twice adds nothing. Its header may name observed_at or date, session, source, market, segment, measure, location, pair
    or currency, bid, ask, mid, note; the options fill what it lacks. Bad rows are reported by line and set aside in a file, good ones are
    kept, and what they touch is fixed anew. Exits with 1 if no row could be read.

    \b
    fxtracker import dealer.csv --source dealer --market parallel --currency USD
    """
    path = path_of(file, "FILE", must_exist=True)
    readers: dict[str, tuple[str | None, Callable[[str], str | None]]] = {
        "source": (source, lambda text: name_of(text, "--source")),
        "market": (market, market_of),
        "segment": (segment, segment_of),
        "measure": (measure, measure_of),
        "location": (location, lambda text: name_of(text, "--location")),
        "currency": (currency, lambda text: Pair.parse(text, "--currency").base),
    }
    fill = {column: str(read(text)) for column, (text, read) in readers.items() if text is not None}
    from fxtracker.desk import Desk
    from fxtracker.desk.importing import import_csv

    with Desk.open() as desk:
        if as_json or not sys.stderr.isatty():
            done = import_csv(desk, path, fill)
        else:
            with click.progressbar(length=1000, label=f"Reading {path.name}", file=sys.stderr) as bar:
                done = import_csv(desk, path, fill, lambda share: bar.update(int(share * 1000) - bar.pos))
    if as_json:
        print_json({**done._asdict(), "first_bad": [bad._asdict() for bad in done.first_bad]})
        return
    say(f"{done.rows:,} rows read, {done.added:,} new, {done.bad:,} set aside.")
    for bad in done.first_bad:
        say(f"  line {bad.line}: {bad.error}")
    if done.rejects:
        say(f"Rows that were set aside are in {done.rejects}.")
    if done.rows and done.bad == done.rows:
        sys.exit(1)
