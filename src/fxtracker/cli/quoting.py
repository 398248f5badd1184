"""A rate that a person takes down, from a dealer on the phone or from a printed page: `quote`."""

from __future__ import annotations

import click

from fxtracker.cli.output import figure, print_json, say, wat
from fxtracker.cli.words import MARKETS, market_of, measure_of, name_of, when_of
from fxtracker.errors import UsageError
from fxtracker.lagos import parse_date
from fxtracker.rates import Pair, Quote, parse_decimal

__all__ = ["quote"]


@click.command()
@click.argument("currency", default="USD")
@click.option("--market", metavar="M", default="parallel", show_default=True, help=f"One of {MARKETS}.")
@click.option("--city", metavar="NAME", help="The city where the quote was taken.")
@click.option("--bid", metavar="NAIRA", help="What the dealer pays for one unit, in naira.")
@click.option("--ask", metavar="NAIRA", help="What the dealer asks for one unit, in naira.")
@click.option("--source", "name", metavar="NAME", help="Who gave it; kept with the quote.")
@click.option("--at", "when", metavar="WHEN", help="When it was given: a date or an instant; now by default.")
@click.option("--outlet", metavar="NAME", help="The newspaper or site that printed it, in place of a dealer who gave it.")
@click.option("--url", metavar="ADDRESS", help="With --outlet: the page that printed it.")
@click.option("--session", metavar="DATE", help="With --outlet: the day that the page says the figure is of.")
@click.option("--mid", metavar="NAIRA", help="With --outlet: a figure that the page gives without a side.")
@click.option("--measure", metavar="N", help="With --outlet and --market official: close, high, low, weighted_average or another.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the observation, as in `history --every raw`.")
def quote(
    currency: str, market: str, city: str | None, bid: str | None, ask: str | None, name: str | None, when: str | None,
    outlet: str | None, url: str | None, session: str | None, mid: str | None, measure: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take down a quote given by phone, or printed by the press.

    It is naira for one unit of CURRENCY (USD by default), it counts like that of any other source, and the rates that it touches are fixed
    anew at once. At least one of --bid and --ask is needed. With --outlet it is what a page printed: --url and --session are needed, and
    all outlets together are one voice.

    \b
    fxtracker quote USD --city Lagos --bid 1345 --ask 1355
    fxtracker quote --outlet punchng.com --url https://punchng.com/x --session 2026-06-11 --mid 1394
    """
    pair, chosen, stated = Pair.parse(currency), market_of(market), measure_of(measure)
    sides = [parse_decimal(text, field) if text is not None else None for text, field in ((bid, "--bid"), (ask, "--ask"), (mid, "--mid"))]
    place = None if city is None else name_of(city, "--city")
    giver = None if name is None else name_of(name, "--source")
    printed = _printed(outlet, {"--url": url, "--session": session}, {"--mid": mid, "--measure": measure}, {"--source": name, "--at": when})
    from fxtracker.settings import Settings

    settings = Settings.load()
    at = when_of(when, settings.clock())
    from fxtracker.desk import REPORTED, Desk
    from fxtracker.desk.asides import why_left_out
    from fxtracker.desk.history import raw_json
    from fxtracker.desk.quoting import take_quote
    from fxtracker.desk.reporting import take_reported

    with Desk.open(settings) as desk:
        if printed is None:
            taken = take_quote(desk, pair, chosen, sides[0], sides[1], place, giver, at)
        else:
            day = parse_date(printed[2], "--session")
            taken = take_reported(desk, printed[0], printed[1], pair, chosen, Quote(*sides), day, stated, place)
        reason = why_left_out(desk, taken)
    if as_json:
        print_json(raw_json(taken))
        return
    where = f" in {taken.location}" if taken.location else ""
    figures = figure(taken.quote.mid) if taken.quote.mid is not None else f"{figure(taken.quote.bid)} / {figure(taken.quote.ask)}"
    said = wat(taken.observed_at) if printed is None else f"for {taken.session}, as {taken.source} printed it"
    kind = chosen.value if stated is None else f"{chosen} market, {stated.value.replace('_', ' ')}"
    say(f"Taken: {taken.pair} {figures}, {kind if stated else f'{kind} market'}{where}, {said}.")
    if reason:
        why = "it is too far from what the others say" if reason == "far" else reason.replace("_", " ")
        listed = "desk" if printed is None else REPORTED
        say(f"It is kept, and does not count in the rate as it stands ({why}); `fxtracker sources show {listed}` lists what does not.")


def _printed(
    outlet: str | None, needed: dict[str, str | None], allowed: dict[str, str | None], foreign: dict[str, str | None]
) -> tuple[str, str, str] | None:
    """Outlet, address and session of what was printed, None without an outlet; UsageError where options do not go together."""
    if outlet is None:
        alone = next((option for option, text in (needed | allowed).items() if text is not None), None)
        if alone is not None:
            raise UsageError(f"{alone}: it goes with --outlet, the name of who printed the figure")
        return None
    beside = next((option for option, text in foreign.items() if text is not None), None)
    if beside is not None:
        raise UsageError(f"{beside}: it goes with a quote given by phone; beside --outlet write --url and --session")
    missing = next((option for option, text in needed.items() if text is None), None)
    if missing is not None:
        raise UsageError(
            f"{missing}: it is missing; a figure that was printed needs the page (--url) and the day that it speaks of (--session)"
        )
    return name_of(outlet, "--outlet"), str(needed["--url"]), str(needed["--session"])
