"""Looking after sources: `sources new` drafts one, `sources test` tries one, `sources accept` takes a changed layout for right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fxtracker.cli.output import figure, print_json, print_table, say, wat
from fxtracker.cli.words import MARKETS, market_of, path_of
from fxtracker.errors import UsageError

if TYPE_CHECKING:
    from fxtracker.desk.trying import Seen, Trial

__all__ = ["accept", "new", "test"]

_ROWS = 50
_ASIDE = 10


@click.command("new", short_help="Draft a source from the answer of an address.")
@click.argument("url", metavar="URL")
@click.option("--payload", metavar="FILE", help="An answer that is there already; without it the address is asked once.")
@click.option("--id", "name", metavar="ID", help="The name of the source; by default made of the host's.")
@click.option("--market", metavar="M", help=f"One of {MARKETS}; by default guessed by the words of the answer.")
@click.option("--out", metavar="FILE", help="Where to write it, - for the screen; by default data/sources/ID.toml in the home.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of id, file, text, trial (as `sources test --json`).")
def new(url: str, payload: str | None, name: str | None, market: str | None, out: str | None, as_json: bool) -> None:
    """Draft a source from the answer of URL.

    What reads like naira rates in the answer (JSON, HTML or CSV) is found and written as a complete source file, switched off, with a
    comment at each line that a person must decide. The file is tried at once on the answer that it was drafted from. A file that is there
    is never overwritten. Exits with 1, and writes nothing, where nothing reads like a naira rate.

    \b
    fxtracker sources new https://nairatoday.com/ --market parallel
    """
    chosen = market_of(market) if market is not None else None
    body = _read(payload) if payload is not None else None
    target = None if out in (None, "-") else path_of(str(out), "--out")
    from fxtracker.desk.drafting import draft_source
    from fxtracker.settings import Settings

    made = draft_source(Settings.load(), url, body, name, chosen, target, write=out != "-")
    if as_json:
        print_json({"id": made.id, "file": str(made.path) if made.path else None, "text": made.text, "trial": made.trial.json()})
        return
    if made.path is None:
        say(made.text)
        _tell(made.trial, err=True)
        return
    _tell(made.trial)
    say(f"\nThe draft is in {made.path}. Read it, above all what is marked CHECK; `fxtracker sources test {made.id}` tries it again.")


@click.command("test", short_help="Try a source: what it says, and what looks wrong.")
@click.argument("source", metavar="ID")
@click.option("--payload", "payloads", metavar="FILE", multiple=True, help="An answer that is there already; several for several requests.")
@click.option(
    "--as", "addresses", metavar="URL", multiple=True, help="The address that a --payload answers; by default in the file's order."
)
@click.option("--all", "whole", is_flag=True, help="Show every row, also older ones; by default the newest of each series, 50 at most.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of source, asked, observations, set_aside, warnings, error.")
def test(source: str, payloads: tuple[str, ...], addresses: tuple[str, ...], whole: bool, as_json: bool) -> None:
    """Try the source ID, or the source file at that path.

    It is asked once (or its answer is read from a file), and what was understood is shown beside the present fixing, with what was set
    aside and what looks wrong. Nothing is stored, and no database is needed. Exits with 0 where at least one rate was read, also where
    something looks wrong, and with 1 where none was.

    \b
    fxtracker sources test nairatoday
    fxtracker sources test ./mine.toml --payload answer.html
    """
    if len(addresses) > len(payloads):
        raise UsageError(f"--as: {len(addresses)} addresses stand beside {len(payloads)} files; write one --payload for each --as")
    bodies = [_read(path) for path in payloads]
    from fxtracker.desk.trying import chosen, try_answers, try_source
    from fxtracker.settings import Settings

    settings = Settings.load()
    found = chosen(settings, source)
    trial = try_answers(found, settings, bodies, addresses) if bodies else try_source(found, settings)
    if as_json:
        print_json(trial.json())
    else:
        _tell(trial, whole=whole)
    if not trial.good:
        sys.exit(1)


@click.command("accept", short_help="Take a changed layout for right, and land what was refused for it.")
@click.argument("source", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of source, read, added, withdrawn; needs --yes.")
def accept(source: str, yes: bool, as_json: bool) -> None:
    """Take the changed layout of the source ID for right.

    What the refused answers say by today's source file is shown, and landed once that is confirmed: each figure at the time of the answer
    that showed it. Edit data/sources/ID.toml first where the file no longer reads it right. Exits with 1 where nothing was refused.
    """
    if not yes and (as_json or not sys.stdin.isatty()):
        raise UsageError("--yes: it is missing, and there is nobody to ask; look at what `fxtracker sources test` shows, then write --yes")
    from fxtracker.desk import Desk
    from fxtracker.desk.accepting import accept as land
    from fxtracker.desk.accepting import refused

    with Desk.open() as desk:
        found = refused(desk, source)
        if not as_json:
            say(f"{found.polls} answer{'' if found.polls == 1 else 's'} refused since {wat(found.since)}: {found.told}")
            _tell(found.trial)
        if not found.trial.good:
            sys.exit(1)
        if not yes and not click.confirm(f"\nIs that right, and should {source} count again?", default=False):
            say("Nothing was changed.")
            sys.exit(1)
        done = land(desk, found)
    if as_json:
        print_json({"source": done.source, "read": done.read, "added": done.added, "withdrawn": done.withdrawn})
    else:
        say(f"{done.read} answers of {source} were read; {done.added} figures are new, {done.withdrawn} were withdrawn.")
    if not done.read:
        sys.exit(1)


def _read(file: str) -> bytes:
    path = path_of(file, "--payload", must_exist=True)
    try:
        return Path(path).read_bytes()
    except OSError as fault:
        raise UsageError(f"--payload: {path}: {fault.strerror or fault}") from fault


def _tell(trial: Trial, *, err: bool = False, whole: bool = False) -> None:
    """What came of a trial, for a person; with `whole` every row of it."""
    for address in trial.asked:
        say(f"Read: {address}", err=err)
    if trial.error:
        say(f"Failed ({trial.kind}): {trial.error}", err=err)
    if trial.seen:
        head = ("pair", "measure", "bid", "ask", "rate", "session", "its own time", "location", "fixing", "distance")
        rows = [_row(one) for one in (trial.rows if whole else trial.seen[:_ROWS])]
        kept = [n for n in range(len(head)) if n < 6 or any(row[n] != "-" for row in rows)]
        print_table([head[n] for n in kept], [[row[n] for n in kept] for row in rows], _right(kept), err=err)
        if more := trial.count - len(rows):
            say(f"and {more:,} more or older (`sources test --all` shows every row)", err=err)
    else:
        say("No rate was read.", err=err)
    if trial.set_aside:
        aside = trial.set_aside if whole else trial.set_aside[:_ASIDE]
        say(f"Set aside: {len(trial.set_aside):,}" + (f" ({len(aside)} shown)" if len(aside) < len(trial.set_aside) else ""), err=err)
        for row in aside:
            say(f"  {row.reason:<18} {row.raw[:90]}", err=err)
    if trial.without:
        say(f"Not compared: {trial.without}.", err=err)
    if trial.suspicions:
        say("What looks wrong:", err=err)
        for one in trial.suspicions:
            say(f"  {one.code}: {one.text}", err=err)
    elif trial.seen:
        say("Nothing looks wrong.", err=err)


def _row(one: Seen) -> tuple[str, ...]:
    seen = one.observation
    stated = wat(seen.observed_at) if seen.timing.value == "instant" else "-"
    far = "-" if one.distance is None else f"{one.distance:+.2f}%"
    fixing = "-" if one.fixing is None else f"{one.fixing:,.4f}".rstrip("0").rstrip(".")
    figures = [figure(side) for side in seen.quote]
    return (
        str(seen.pair), seen.measure.value, *figures, seen.session.isoformat(),
        stated, seen.location or "-", fixing, far,
    )  # fmt: skip


def _right(kept: list[int]) -> list[int]:
    return [place for place, column in enumerate(kept) if column in (2, 3, 4, 8, 9)]
