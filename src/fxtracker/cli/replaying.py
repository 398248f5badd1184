"""`replay`: history worked out anew, without touching what stands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fxtracker.cli.output import figure, print_json, print_table
from fxtracker.cli.words import MARKETS, market_of, when_of
from fxtracker.errors import NoData, UsageError
from fxtracker.lagos import parse_date
from fxtracker.rates import Pair

if TYPE_CHECKING:
    from fxtracker.desk.replaying import Difference
    from fxtracker.rates import Fixing

__all__ = ["replay"]

_TOLD = 50


@click.command()
@click.option("--from", "since", metavar="D", required=True, help="The first day (YYYY-MM-DD).")
@click.option("--to", "until", metavar="D", required=True, help="The last one.")
@click.option("--market", metavar="M", help=f"One market, the others taken as they stand: {MARKETS}.")
@click.option("--currency", metavar="C", help="One currency; every one by default.")
@click.option("--at", "when", metavar="WHEN", help="As it was to be done then; now by default.")
@click.option("--known-at", metavar="WHEN", help="With what was known then; with all that is known now by default.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: a list of date, market, pair, measure, value, bid, ask, low, high, grade, groups, dispersion, status.",
)
def replay(since: str, until: str, market: str | None, currency: str | None, when: str | None, known_at: str | None, as_json: bool) -> None:
    """Work history out anew and say what would differ.

    Every rate of a day and every official session of the span is made again from the stored quotes, by the method of today and with all
    that is known today. Nothing is written: what differs from the fixings that stand is printed. With --json all of what was made is
    printed, for a program; decimals are strings.

    \b
    fxtracker replay --from 2026-01-01 --to 2026-06-30 --market parallel
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
    from fxtracker.desk.history import When
    from fxtracker.desk.replaying import differences, replayed_json
    from fxtracker.desk.replaying import replay as run

    moment = When(at, known)
    with Desk.open(settings) as desk:
        if sys.stderr.isatty():
            with click.progressbar(length=1000, label="Working out", file=sys.stderr) as bar:
                made = run(desk, first, last, one, pair, lambda share: bar.update(int(share * 1000) - bar.pos), moment)
        else:
            made = run(desk, first, last, one, pair, None, moment)
        found = [] if as_json else differences(desk, made, first, last, one, pair, moment)
    if not made:
        raise NoData(f"nothing was said from {first} to {last}; `fxtracker history` shows what there is")
    if as_json:
        print_json([replayed_json(fixing) for fixing in made])
        return
    _tell(len(made), found)


def _tell(count: int, found: list[Difference]) -> None:
    if not found:
        click.echo(f"{count:,} fixings were made again, and none would differ from what stands.")
        return
    click.echo(f"{count:,} fixings were made again, and {len(found):,} would differ from what stands.")
    print_table(
        ("date", "market", "measure", "pair", "stands", "grade", "would be", "grade"),
        [_row(one) for one in found[:_TOLD]],
        right=(4, 6),
    )
    if len(found) > _TOLD:
        click.echo(f"... and {len(found) - _TOLD:,} more; --json prints every one that was made.")


def _row(one: Difference) -> tuple[str, ...]:
    known = one.would or one.stands
    assert known is not None  # noqa: S101  (one of the two is there)
    names = (known.session.isoformat(), known.market.value, known.measure.value.replace("_", " "), known.pair.base)
    return (*names, *_figures(one.stands), *_figures(one.would))


def _figures(fixing: Fixing | None) -> tuple[str, str]:
    if fixing is None:
        return "-", "-"
    return figure(fixing.value), f"{fixing.grade.value} {'' if fixing.status.value == 'ok' else fixing.status.value}".strip()
