"""The sources: what there are, how each is doing, and all that is known of one; `new`, `test` and `accept` look after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fxtracker.cli.output import print_json, print_table, say, wat
from fxtracker.cli.trying import accept, new, test
from fxtracker.errors import UsageError, shown

if TYPE_CHECKING:
    from datetime import datetime

    from fxtracker.desk import Desk
    from fxtracker.sources import Source
    from fxtracker.store import SourceHealth

__all__ = ["sources"]

_WHY = 46


@click.group(invoke_without_command=True)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: a list of id, name, market, segment, default_on, terms, attribution and how it is doing.",
)
@click.pass_context
def sources(ctx: click.Context, as_json: bool) -> None:
    """What sources there are, how each is doing; draft or try one.

    Those that are on are asked by `fxtracker fetch` and by the jobs; one that is off is asked only by its name, and the last column says
    why it is off. A file of the same name in the home's data/sources/ replaces one that came with fxtracker, a new name adds one.
    """
    if ctx.invoked_subcommand is not None:
        return
    from fxtracker.desk import Desk

    with Desk.open() as desk:
        health = desk.store.health()
        trial = _probations(desk)
        if as_json:
            print_json([_source_json(desk, source, health.get(source.id), trial.get(source.id)) for source in desk.ever.values()])
            return
        rows = sorted(_row(desk, source, health.get(source.id)) for source in desk.ever.values())
        broken = list(desk.sources.broken.values())
    print_table(("source", "market", "segment", "asked", "last success", ""), rows)
    for one in broken:
        say(f"{one.who.id} cannot be used: {one.told}")


sources.add_command(new)
sources.add_command(test)
sources.add_command(accept)


@sources.command("show", short_help="All that is known of one source.")
@click.argument("source_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object; set_aside lists what did not count, with the reason.")
def show(source_id: str, as_json: bool) -> None:
    """All that is known of one source.

    Who it is, its terms, what it is asked, how it is doing, and what it said that does not count, with the reason.
    """
    from fxtracker.desk import REPORTED, Desk
    from fxtracker.desk.asides import set_aside_of
    from fxtracker.desk.reporting import outlets

    with Desk.open() as desk:
        source = desk.sources.named(source_id)
        if source is None:
            raise UsageError(f"ID: {shown(source_id)} is not a source; write one of {', '.join(sorted(desk.sources))}")
        how = desk.store.health().get(source_id)
        aside = set_aside_of(desk, source_id)
        printed = [one.json() for one in outlets(desk)] if source_id == REPORTED else None
        known = _source_json(desk, source, how, _probations(desk).get(source_id))
    told = {**known, **({} if printed is None else {"outlets": printed}), "set_aside": aside}
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if name not in ("set_aside", "outlets") and value not in (None, "", [], {}):
            say(f"{name.replace('_', ' '):<16} {_plain(value)}")
    for outlet in printed or []:
        say(f"{'outlet':<16} {outlet['outlet']}: {outlet['figures']:,}, the last of {outlet['last_session']}")
    say(f"{'set aside':<16} {len(aside)}")
    for row in aside[:30]:
        say(f"  {row['session'] or '-':<10}  {row['pair'] or '-':<9} {row['reason']:<20} {row['raw']}")


def _probations(desk: Desk) -> dict[str, datetime]:
    from fxtracker.desk.probation import probations

    return {source: until for source, until in probations(desk, list(desk.sources)).items() if until > desk.clock.now()}


def _asked(desk: Desk, source: Source) -> tuple[str, str]:
    """Whether a round asks it: on, off, no key, resting, broken or not asked; and why, where it does not."""
    from fxtracker.desk.pacing import resting

    if source.id in desk.sources.broken:
        return "broken", "its file cannot be used, see below"
    if not source.fetched:
        return "not asked", ""
    why = source.why_not_asked(desk.settings.keys)
    if source.needs_key and not desk.settings.keys.get(source.id) and source.robots_ok:
        return "no key", "it needs a key in the file of secrets"
    if not source.default_on or why is not None:
        return "off", source.reason or why or ""
    rest = resting(desk, source, paced=False)
    return ("on", "") if rest is None else ("resting", rest.told)


def _row(desk: Desk, source: Source, how: SourceHealth | None) -> tuple[str, ...]:
    state, why = _asked(desk, source)
    failing = f"{how.failures} failures since" if how and how.failures else ""
    told = failing or why or (source.expected.words if how is None else "")
    return (
        source.id, source.market.value, source.segment.value if source.segment else "-", state, wat(how.last_success) if how else "-",
        told if len(told) <= _WHY else f"{told[: _WHY - 3].rstrip()}...",
    )  # fmt: skip


def _source_json(desk: Desk, source: Source, how: SourceHealth | None, probation: datetime | None) -> dict[str, Any]:
    from fxtracker.lagos import iso_utc
    from fxtracker.store.types import decimal_text

    state, _ = _asked(desk, source)
    expected = source.expected
    return {
        "id": source.id,
        "name": source.name,
        "market": source.market.value,
        "segment": source.segment.value if source.segment else None,
        "homepage": source.homepage,
        "default_on": source.default_on,
        "fetched": source.fetched,
        "asked": state,
        "reason": source.reason,
        "robots_ok": source.robots_ok,
        "needs_key": source.needs_key,
        "has_key": bool(desk.settings.keys.get(source.id)),
        "redistribute_ok": source.redistribute_ok,
        "probation_until": iso_utc(probation) if probation else None,
        "terms": source.terms,
        "attribution": source.attribution,
        "sides": source.sides,
        "derived_from": list(source.derived_from),
        "counts_as": dict(source.counts_as),
        "expected": expected.words,
        "expected_days": list(expected.days),
        "expected_by": expected.by.isoformat("minutes") if expected.by else None,
        "expected_every_minutes": expected.every_minutes,
        "ranges": {pair.base: [decimal_text(bound) for bound in span] for pair, span in source.ranges.items()},
        "requests": [url for request in source.requests for url in request.urls],
        "backfill": source.backfill is not None,
        "last_success": iso_utc(how.last_success) if how and how.last_success else None,
        "last_failure": iso_utc(how.last_failure) if how and how.last_failure else None,
        "last_error": how.last_error if how else None,
        "failures": how.failures if how else 0,
    }


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {' to '.join(item) if isinstance(item, list) else f'as {item}'}" for name, item in value.items())
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
