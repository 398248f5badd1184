"""Rates out: `rate`, `convert`, `history`. Nothing here may import what a reader of one rate need not wait for."""

from __future__ import annotations

import click

from fxtracker.cli.output import age, figure, print_json, print_table, say
from fxtracker.cli.words import MARKETS, MEASURES, currency_of, market_of, measure_of, not_written, path_of, side_of, when_of
from fxtracker.errors import UsageError
from fxtracker.lagos import parse_date
from fxtracker.rates import Market, Pair, parse_decimal

__all__ = ["convert", "history", "rate"]


@click.command()
@click.argument("currency", default="USD")
@click.option("--market", metavar="M", help=f"One market: {MARKETS}.")
@click.option("--at", "when", metavar="WHEN", help="What was true then: a date or an instant; now by default.")
@click.option("--known-at", metavar="WHEN", help="What was known then; all that is known now by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of objects, one a market; decimals are strings.")
def rate(currency: str, market: str | None, when: str | None, known_at: str | None, as_json: bool) -> None:
    """The rate of each market: bid, ask, mid, grade, age, sources.

    It is naira for one unit of CURRENCY (USD by default). Grades A and B stand, C is indicative, D is not to be printed as a rate. The
    official rate is the close of a session (the central rate before 2024-12-02); it has no bid and no ask.

    \b
    fxtracker rate                              every market's dollar, now
    fxtracker rate GBP --market parallel        the pound on the parallel market
    fxtracker rate USD --at 2026-02-25 --json   the end of that day, for a program
    """
    pair, one = Pair.parse(currency), None if market is None else market_of(market)
    from fxtracker.settings import Settings

    settings = Settings.load()
    clock = settings.clock()
    at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
    from fxtracker.desk import Desk
    from fxtracker.desk.answers import rate_rows, row_json

    with Desk.open(settings) as desk:
        rows = rate_rows(desk.store, pair, at or desk.clock.now(), desk.calendar_at(known), one, known)
    if as_json:
        print_json([row_json(row) for row in rows])
        return
    say(f"Naira for one {pair.base}")
    print_table(
        ("market", "measure", "session", "bid", "ask", "mid", "grade", "age", "sources"),
        [
            (
                row.market.value, row.measure.value.replace("_", " "), row.session.isoformat(), figure(row.bid), figure(row.ask),
                figure(row.mid), row.grade.value, age(row.age_seconds), ", ".join(row.sources) or "-",
            )
            for row in rows
        ],
        right=(3, 4, 5),
    )  # fmt: skip
    for row in rows:
        if row.grade.value == "D":
            # A fixing that was fine in itself is D by its age or for want of a second source; "ok" would say the opposite.
            why = "too old, or too little stands behind it" if row.status == "ok" else row.status.replace("_", " ")
            say(f"{row.market.value}: grade D, not to be printed as a rate ({why})")


@click.command()
@click.argument("amount")
@click.argument("from_", metavar="FROM")
@click.argument("to", metavar="TO")
@click.option("--market", metavar="M", default="parallel", show_default=True, help=f"One of {MARKETS}.")
@click.option("--side", metavar="SIDE", help="bid, ask or mid; by default the bid to sell foreign currency and the ask to buy it.")
@click.option("--at", "when", metavar="WHEN", help="By the rate of then; now by default.")
@click.option("--known-at", metavar="WHEN", help="By what was known then; all that is known now by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object; decimals are strings.")
def convert(amount: str, from_: str, to: str, market: str, side: str | None, when: str | None, known_at: str | None, as_json: bool) -> None:
    """Turn an amount of one currency into another.

    Selling foreign currency uses the bid, buying it the ask; two foreign currencies go through naira, at the bid of the one and the ask of
    the other. On the official market every side is the close (the central rate before 2024-12-02). The result is in minor units, half up.

    \b
    fxtracker convert 100 USD NGN                     what $100 fetches on the parallel market
    fxtracker convert 100,000 NGN USD                 how many dollars ₦100,000 buys there
    fxtracker convert 50 GBP EUR --market official    a cross, at the official rates
    """
    value = parse_decimal(amount, "AMOUNT")
    source, target = currency_of(from_, "FROM"), currency_of(to, "TO")
    chosen, wanted = market_of(market), side_of(side)
    from fxtracker.settings import Settings

    settings = Settings.load()
    clock = settings.clock()
    at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
    from fxtracker.desk import Desk
    from fxtracker.desk.answers import row_json
    from fxtracker.desk.converting import convert as run

    with Desk.open(settings) as desk:
        made = run(desk.store, value, source, target, chosen, at or desk.clock.now(), desk.calendar_at(known), wanted, known)
    if as_json:
        print_json(
            {
                "amount": f"{made.amount:f}",
                "from": made.source,
                "to": made.target,
                "result": f"{made.result:f}",
                "market": chosen.value,
                "rates": [{**row_json(leg.row), "side": leg.side.value, "rate": f"{leg.rate:f}"} for leg in made.legs],
            }
        )
        return
    say(f"{made.amount:,f} {made.source} = {made.result:,f} {made.target}")
    for leg in made.legs:
        row = leg.row
        side_text = row.measure.value.replace("_", " ") if chosen is Market.OFFICIAL else leg.side.value
        say(f"  {row.pair} {figure(leg.rate)}, {chosen.value} {side_text} of {row.session.isoformat()}, grade {row.grade}")


@click.command()
@click.argument("currency", default="USD")
@click.option("--market", metavar="M", required=True, help=f"One of {MARKETS}.")
@click.option("--measure", metavar="N", help=f"One of {MEASURES}; by default the market's own.")
@click.option("--from", "since", metavar="D", help="First session (YYYY-MM-DD); by default the first that is known.")
@click.option("--to", "until", metavar="D", help="Last session; by default the last that is known.")
@click.option("--at", "when", metavar="WHEN", help="What was true then: nothing of a later moment; now by default.")
@click.option("--known-at", metavar="WHEN", help="What was known then; all that is known now by default.")
@click.option("--every", default="day", show_default=True, type=click.Choice(["raw", "day", "week", "month"]), help="Grain of the series.")
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "json", "parquet"]),
    help="How it is written; a table in a file is CSV.",
)
@click.option("--out", metavar="FILE", help="Write there instead of to the screen (parquet needs it).")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json: a list of objects; decimals are strings.")
def history(
    currency: str,
    market: str,
    measure: str | None,
    since: str | None,
    until: str | None,
    when: str | None,
    known_at: str | None,
    every: str,
    form: str,
    out: str | None,
    as_json: bool,
) -> None:
    """A series: raw, by day, week or month.

    Raw is what the sources said, as they said it; the others are the fixings. Without --measure the official series is the close, and the
    central rate before 2024-12-02, each under its own name.

    \b
    fxtracker history USD --market official --from 2026-01-01
    fxtracker history USD --market parallel --every raw --format csv
    """
    pair, chosen = Pair.parse(currency), market_of(market)
    kind = measure_of(measure)
    first = None if since is None else parse_date(since, "--from")
    last = None if until is None else parse_date(until, "--to")
    if first and last and first > last:
        raise UsageError(f"--from: {first} is after --to {last}; write the earlier day first")
    target = None if out is None else path_of(out, "--out")
    form = "json" if as_json else form
    if form == "parquet" and target is None:
        raise UsageError("--out: a Parquet file cannot go to the screen; write --out FILE.parquet")
    from fxtracker.settings import Settings

    settings = Settings.load()
    clock = settings.clock()
    at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
    from fxtracker.cli.series import write_series
    from fxtracker.desk import Desk
    from fxtracker.desk.history import DAY_COLUMNS, RAW_COLUMNS, When, raw_json, raw_rows, series

    moment = When(at, known)
    with Desk.open(settings) as desk:
        if every == "raw":
            columns: tuple[str, ...] = RAW_COLUMNS
            rows = [raw_json(row) for row in raw_rows(desk, pair, chosen, kind, first, last, moment)]
        else:
            columns = DAY_COLUMNS
            rows = [bar.json() for bar in series(desk, pair, chosen, kind, first, last, every, moment)]
    try:
        write_series(columns, rows, form, target)
    except OSError as fault:
        if target is None:
            raise
        raise not_written(target, "--out", fault) from fault
