"""The sources: what there are, how each is doing, and what needs a person: `sources`, `doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fxtracker.cli.output import print_json, print_table, wat
from fxtracker.errors import UsageError, shown

if TYPE_CHECKING:
    from fxtracker.sources import Source
    from fxtracker.store import SourceHealth

__all__ = ["sources"]


@click.group(invoke_without_command=True)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: a list of id, name, market, segment, default_on, terms, attribution and how it is doing.",
)
@click.pass_context
def sources(ctx: click.Context, as_json: bool) -> None:
    """What sources there are and how each is doing.

    Those that are on are asked by `fxtracker fetch` and by the jobs; one that is off is asked only by its name. A file of
    the same name in the home's data/sources/ replaces one that came with fxtracker.
    """
    if ctx.invoked_subcommand is not None:
        return
    from fxtracker.desk import Desk

    with Desk.open() as desk:
        health = desk.store.health()
        known = list(desk.sources.values())
    if as_json:
        print_json([_source_json(source, health.get(source.id)) for source in known])
        return
    rows = []
    for source in known:
        how = health.get(source.id)
        state = "on" if source.default_on and source.fetched else "off" if source.fetched else "not asked"
        failing = f"{how.failures} failures since" if how and how.failures else ""
        rows.append(
            (
                source.id, source.market.value, source.segment.value if source.segment else "-", state,
                wat(how.last_success) if how else "-", failing or (source.expected.words if not how else ""),
            )
        )  # fmt: skip
    print_table(("source", "market", "segment", "asked", "last success", ""), rows)


@sources.command("show", short_help="All that is known of one source.")
@click.argument("source_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object; set_aside lists what did not count, with the reason.")
def show(source_id: str, as_json: bool) -> None:
    """All that is known of one source.

    Who it is, its terms, how it is doing, and what it said that does not count, with the reason.
    """
    from fxtracker.desk import REPORTED, Desk
    from fxtracker.desk.asides import set_aside_of
    from fxtracker.desk.reporting import outlets

    with Desk.open() as desk:
        source = desk.sources.get(source_id)
        if source is None:
            raise UsageError(f"ID: {shown(source_id)} is not a source; write one of {', '.join(sorted(desk.sources))}")
        how = desk.store.health().get(source_id)
        aside = set_aside_of(desk, source_id)
        printed = [one.json() for one in outlets(desk)] if source_id == REPORTED else None
    told = {**_source_json(source, how), **({} if printed is None else {"outlets": printed}), "set_aside": aside}
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if name not in ("set_aside", "outlets") and value not in (None, "", [], {}):
            click.echo(f"{name.replace('_', ' '):<16} {_plain(value)}")
    for outlet in printed or []:
        click.echo(f"{'outlet':<16} {outlet['outlet']}: {outlet['figures']:,}, the last of {outlet['last_session']}")
    click.echo(f"{'set aside':<16} {len(aside)}")
    for row in aside[:30]:
        click.echo(f"  {row['session'] or '-':<10}  {row['pair'] or '-':<9} {row['reason']:<20} {row['raw']}")


def _source_json(source: Source, how: SourceHealth | None) -> dict[str, Any]:
    from fxtracker.lagos import iso_utc

    return {
        "id": source.id,
        "name": source.name,
        "market": source.market.value,
        "segment": source.segment.value if source.segment else None,
        "homepage": source.homepage,
        "default_on": source.default_on,
        "fetched": source.fetched,
        "robots_ok": source.robots_ok,
        "needs_key": source.needs_key,
        "redistribute_ok": source.redistribute_ok,
        "terms": source.terms,
        "attribution": source.attribution,
        "sides": source.sides,
        "derived_from": list(source.derived_from),
        "counts_as": dict(source.counts_as),
        "expected": source.expected.words,
        "last_success": iso_utc(how.last_success) if how and how.last_success else None,
        "last_failure": iso_utc(how.last_failure) if how and how.last_failure else None,
        "last_error": how.last_error if how else None,
        "failures": how.failures if how else 0,
    }


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} as {item}" for name, item in value.items())
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
