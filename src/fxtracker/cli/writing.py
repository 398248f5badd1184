"""Pieces out: `article`, `post`, `chart`, `check`, `edition`."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fxtracker.cli.output import print_json, say
from fxtracker.cli.words import count_of, not_written, path_of, when_of
from fxtracker.errors import Held, UsageError, shown
from fxtracker.lagos import Clock, parse_date, session_of
from fxtracker.rates import USD, Pair

if TYPE_CHECKING:
    from fxtracker.checker import Report
    from fxtracker.desk import Desk
    from fxtracker.facts import Day

__all__ = ["article", "chart", "check", "edition", "post"]

_LONGEST = 40_000
"""Days that a chart may reach back: more than a century."""

_KINDS = ("dollar-to-naira", "naira-to-dollar")


def _day(desk: Desk, text: str | None, times: _Times, pair: Pair = USD) -> Day:
    from fxtracker.desk.day import day_of

    last = times.at or times.known_at
    today = desk.clock.today() if last is None else session_of(min(last, desk.clock.now()))
    return day_of(desk, today if text is None else parse_date(text, "--date"), pair=pair, now=times.known_at, at=times.at)


class _Times(NamedTuple):
    """What was true at one moment (`at`), and what was known at the other; each is now where it is None."""

    at: datetime | None
    known_at: datetime | None

    @classmethod
    def read(cls, clock: Clock, when: str | None, known_at: str | None) -> _Times:
        at, known = when_of(when, clock), when_of(known_at, clock, "--known-at")
        # A day that is not over is told as it is so far.
        return cls(at and min(at, clock.now()), known and min(known, clock.now()))

    @property
    def written(self) -> datetime | None:
        """Up to when a piece may have been written that is given in answer."""
        return min((moment for moment in self if moment is not None), default=None)


@click.command()
@click.option("--date", "day", metavar="D", help="The day it is of; today by default.")
@click.option("--at", "when", metavar="WHEN", help="As it would be told of that moment; of now by default.")
@click.option("--known-at", metavar="WHEN", help="By what was known then; by all that is known now by default.")
@click.option("--kind", default=_KINDS[0], show_default=True, type=click.Choice(_KINDS), help="For one who holds dollars, or naira.")
@click.option("--format", "form", default="md", show_default=True, type=click.Choice(["md", "html", "txt", "json"]), help="Its form.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def article(day: str | None, when: str | None, known_at: str | None, kind: str, form: str, as_json: bool) -> None:
    """The day's article, written and checked.

    It is given as it was published while that holds, else written now from what is stored and read by the checker; one that does not pass
    is held, and the exit code is 1. Nothing is published: `fxtracker edition` does that.
    """
    from fxtracker.desk import Desk
    from fxtracker.desk.publishing import current_article

    with Desk.open() as desk:
        times = _Times.read(desk.clock, when, known_at)
        made = current_article(desk, _day(desk, day, times), kind, times.written)
    if made.problems:
        raise Held(f"the article of {made.document['date']} is held, {len(made.problems)} checks failed: {'; '.join(made.problems[:3])}")
    if as_json or form == "json":
        print_json(made.document)
    else:
        say(made.forms[form].rstrip("\n"))


@click.command()
@click.option(
    "--for", "network", default="x", show_default=True, type=click.Choice(["x", "whatsapp", "telegram", "push"]), help="The network."
)
@click.option("--date", "day", metavar="D", help="The day it is of; today by default.")
@click.option("--at", "when", metavar="WHEN", help="As it would be told of that moment; of now by default.")
@click.option("--known-at", metavar="WHEN", help="By what was known then; by all that is known now by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of network, date, text, characters.")
def post(network: str, day: str | None, when: str | None, known_at: str | None, as_json: bool) -> None:
    """The day's summary post, within the network's limit.

    It is read by the checker as an article is; nothing is sent.
    """
    from fxtracker.desk import Desk
    from fxtracker.desk.publishing import checked_post

    with Desk.open() as desk:
        told = _day(desk, day, _Times.read(desk.clock, when, known_at))
        made, problems = checked_post(desk, told, network)
    if problems:
        raise Held(f"the post of {told.date} is held, {len(problems)} checks failed: {'; '.join(problems[:3])}")
    if as_json:
        print_json({"network": network, "date": told.date.isoformat(), "text": made.text, "characters": len(made.text)})
    else:
        say(made.text)


@click.command()
@click.argument("name", required=False)
@click.option("--date", "day", metavar="D", help="The day it is of; today by default.")
@click.option("--at", "when", metavar="WHEN", help="As it would be told of that moment; of now by default.")
@click.option("--known-at", metavar="WHEN", help="By what was known then; by all that is known now by default.")
@click.option("--pair", default="USD/NGN", show_default=True, help="Naira for one unit of which currency.")
@click.option("--days", metavar="N", help=f"How many days back, from 1 to {_LONGEST}; each chart has its own by default.")
@click.option("--size", default="wide", show_default=True, type=click.Choice(["wide", "og", "square", "story", "thumb"]), help="Its shape.")
@click.option("--out", metavar="FILE", help="F.png or F.svg; by default a PNG in the home.")
@click.option("--list", "list_", is_flag=True, help="Say which charts there are.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of name, file, title, alt, long_description, table.")
def chart(
    name: str | None, day: str | None, when: str | None, known_at: str | None, pair: str, days: str | None, size: str, out: str | None,
    list_: bool, as_json: bool,
) -> None:  # fmt: skip
    """Draw one chart as PNG or SVG.

    NAME is C1 or gap, C2 or spread, C10 or card; without it the charts are listed. It prints where the picture is, and its alternative
    text.

    \b
    fxtracker chart gap
    fxtracker chart C10 --size story --out card.png
    """
    currency = Pair.parse(pair, "--pair")
    form, target, span = _form(out), None if out is None else path_of(out, "--out"), count_of(days, "--days", _LONGEST)
    from fxtracker.charts import NAMES, draw

    if list_ or name is None:
        for one in NAMES.values():
            say(f"{one.alias + ', ' + one.name:<14} {one.summary}")
        return
    from fxtracker.desk import Desk
    from fxtracker.desk.drawing import problems_of
    from fxtracker.desk.files import write_whole

    with Desk.open() as desk:
        told = _day(desk, day, _Times.read(desk.clock, when, known_at), currency)
        drawn = draw(name, told, size, form, span)
        problems = problems_of(drawn, told) if span is None else ()
        if problems:
            raise Held(f"the chart {drawn.name} of {told.date} is held, {len(problems)} checks failed: {'; '.join(problems[:3])}")
        suffix = f"-{span}d" if span else ""
        own = f"{drawn.name}-{size}{suffix}.png" if currency.base == "USD" else f"{drawn.name}-{currency.slug.lower()}-{size}{suffix}.png"
        path = target or desk.settings.home / "charts" / told.date.isoformat() / own
        try:
            write_whole(path, drawn.body)
        except OSError as fault:
            raise not_written(path, "--out", fault) from fault
    if as_json:
        header, rows = drawn.table
        table = {"header": list(header), "rows": [list(row) for row in rows]}
        print_json(
            {
                "name": drawn.name, "file": str(path), "title": drawn.title, "alt": drawn.alt,
                "long_description": drawn.long_description, "table": table,
            }
        )  # fmt: skip
    else:
        say(f"{path}\n{drawn.alt}")


@click.command()
@click.argument("file")
@click.option("--date", "day", metavar="D", help="The day that the piece is of, where it does not say so.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object of file, ok, problems, unbound.")
def check(file: str, day: str | None, as_json: bool) -> None:
    """Read a finished piece and say what does not hold.

    Exits with 1 if anything does not.

    A piece of our own (it says its kind and date) is held against the stored facts of its day; of any other the checker finds what
    contradicts itself. FILE is Markdown, HTML, plain text, or the JSON of an article.
    """
    when = None if day is None else parse_date(day, "--date")
    path = path_of(file, "FILE", must_exist=True)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise UsageError(f"FILE: {shown(file)} is not text in UTF-8 ({fault.reason} at byte {fault.start})") from fault
    except OSError as fault:
        raise UsageError(f"FILE: {shown(file)} cannot be read ({fault.strerror})") from fault
    from fxtracker.desk.reviewing import review

    report = review(text, path.suffix.lstrip(".").lower() or "txt", when)
    _tell(file, report, as_json)
    if report.problems:
        sys.exit(1)


def _tell(file: str, report: Report, as_json: bool) -> None:
    if as_json:
        told: dict[str, Any] = {
            "file": file,
            "ok": not report.problems,
            "problems": [{"check": one.check, "message": one.message, "excerpt": one.excerpt} for one in report.problems],
            "unbound": list(report.unbound),
        }
        print_json(told)
        return
    for one in report.problems:
        say(f"{one.check}: {one.message}\n    {one.excerpt}")
    say(f"{len(report.problems)} problems, {len(report.unbound)} things that could not be bound.")
    for text in report.unbound[:20]:
        say(f"  unbound: {text}")


@click.command()
@click.argument("name", metavar="EDITION", type=click.Choice(["morning", "midday", "closing"]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of kind, status, revision, headline, said.")
def edition(name: str, as_json: bool) -> None:
    """Write and publish an edition: articles, posts, charts.

    EDITION is morning, midday or closing; each piece of it is of today and is checked before it is published. A piece that says nothing
    new makes no revision; one that does not pass is held, and the exit code is 1.

    The closing edition waits (and exits with 0) while the Central Bank's figure of the day is missing and it is not yet 20:00 in Lagos.
    """
    from fxtracker.desk import Desk
    from fxtracker.desk.day import day_of, edition_at
    from fxtracker.desk.publishing import publish_edition
    from fxtracker.desk.round import outcome_line
    from fxtracker.facts import Edition

    wanted = Edition(name)
    with Desk.open() as desk:
        if wanted is Edition.CLOSING and edition_at(desk, desk.clock.now()) is not Edition.CLOSING:
            print_json([]) if as_json else say(
                "The official figure of today is not there yet; the closing edition waits for it until 20:00 WAT."
            )
            return
        outcomes = publish_edition(desk, day_of(desk, desk.clock.today(), wanted))
    if as_json:
        print_json(
            [
                {
                    "kind": one.kind, "status": one.status, "revision": one.revision.number if one.revision else None,
                    "headline": one.revision.headline if one.revision else None, "said": list(one.said),
                }
                for one in outcomes
            ]
        )  # fmt: skip
    else:
        for one in outcomes:
            say(outcome_line(one))
    if any(one.status == "held" for one in outcomes):
        sys.exit(1)


def _form(out: str | None) -> str:
    if out is None or out.lower().endswith(".png"):
        return "png"
    if out.lower().endswith(".svg"):
        return "svg"
    raise UsageError(f"--out: {shown(out)} ends in neither .png nor .svg; a chart is written as one of these")
