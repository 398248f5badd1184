"""The command line: one thin file a family of commands, each loaded only when it is asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from fxtracker import __version__
from fxtracker.safe import one_line

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("admin", "init", "Lay an editable home: fxtracker.toml, jobs/, data/sources/."),
    "up": ("running", "up", "Do one round, then serve the site and keep going by the jobs."),
    "fetch": ("fetching", "fetch", "Ask the sources, store what they said, fix the rates."),
    "quote": ("quoting", "quote", "Take down a quote given by phone, or printed by the press."),
    "import": ("fetching", "import_", "Read any history from a CSV file."),
    "reparse": ("keeping", "reparse", "Read kept answers again with today's parser."),
    "backfill": ("keeping", "backfill", "Fetch the days that a source should have and the store lacks."),
    "rate": ("rates", "rate", "The rate of each market: bid, ask, mid, grade, age, sources."),
    "convert": ("rates", "convert", "Turn an amount of one currency into another."),
    "history": ("rates", "history", "A series: raw, by day, week or month."),
    "records": ("records", "records", "Streak, strongest and weakest since, change and volatility."),
    "explain": ("explaining", "explain", "Where a number comes from, and the same worked out anew."),
    "corrections": ("explaining", "corrections", "What was corrected: which number took the place of which, and why."),
    "replay": ("replaying", "replay", "Work history out anew and say what would differ."),
    "article": ("writing", "article", "The day's article, written and checked."),
    "post": ("writing", "post", "The day's summary post, within the network's limit."),
    "chart": ("writing", "chart", "Draw one chart as PNG or SVG."),
    "check": ("writing", "check", "Read a finished piece and say what does not hold."),
    "edition": ("writing", "edition", "Write and publish an edition: articles, posts, charts."),
    "sources": ("sourcing", "sources", "What sources there are, how each is doing; draft or try one."),
    "doctor": ("doctor", "doctor", "What of the sources needs a person."),
    "jobs": ("running", "jobs", "What runs when, and how the last run went."),
    "config": ("admin", "config", "Every setting, its value and where it came from."),
    "daemon": ("running", "daemon", "Run the jobs by their times."),
    "serve": ("running", "serve", "Serve the site and the API."),
    "tidy": ("admin", "tidy", "Housekeeping: check the database, remove leftovers."),
}
"""Command to (module, attribute, what it does). The texts stand here so that help needs to load none of the modules."""

_FAMILIES = {
    "Begin": ("up", "init"),
    "Rates in": ("fetch", "quote", "import", "backfill", "reparse"),
    "Rates out": ("rate", "convert", "history", "records", "explain", "corrections", "replay"),
    "Pieces": ("article", "post", "chart", "check", "edition"),
    "Running": ("daemon", "serve", "jobs", "sources", "doctor", "config", "tidy"),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"fxtracker.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for family, names in _FAMILIES.items():
            with formatter.section(family):
                formatter.write_dl([(name, COMMANDS[name][2]) for name in names])


@click.group(
    cls=_Lazy,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="WHEN is a date (its end, in Lagos) or an ISO instant (without a zone: West Africa Time). Exit codes: 0 done, "
    "1 no such data or nothing landed, 2 wrong use. State lives in FXTRACKER_HOME; `fxtracker COMMAND --help` says more.",
)
@click.version_option(__version__, prog_name="fxtracker")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """fxtracker, the rate desk of the naira.

    It collects what every useful source says the naira is worth, keeps it for ever, works out one defensible number a market, and writes
    the day's articles, posts and charts.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit: errors are one sentence on stderr, with the exit code of their kind."""
    try:
        cli.main(args=None if argv is None else list(argv), prog_name="fxtracker", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        _fail("stopped", 130)
    except click.ClickException as fault:
        _fail(_sentence(fault), 2)
    except KeyboardInterrupt:
        _fail("stopped", 130)
    except BrokenPipeError:
        # The reader of a pipe has left; nothing is wrong and nobody is there to be told.
        sys.stderr.close()
        sys.exit(0)
    except Exception as fault:  # noqa: BLE001
        _explain(fault)


def _explain(fault: Exception) -> None:
    from fxtracker.errors import FxtrackerError

    if isinstance(fault, FxtrackerError):
        _fail(str(fault), fault.exit_code)
    if type(fault).__module__.startswith("sqlalchemy"):
        cause = getattr(fault, "orig", None) or fault
        _fail(f"the database: {str(cause).strip().splitlines()[0]}", 1)
    if isinstance(fault, OSError) and fault.filename:
        _fail(f"{fault.filename}: {fault.strerror}", 1)
    raise fault


def _sentence(fault: click.ClickException) -> str:
    message = " ".join(fault.format_message().split()).rstrip(".,")
    if isinstance(fault, click.NoSuchOption) and fault.option_name[1:2].isdigit():
        message = "a figure below zero is not an amount; write a positive number such as 1355"
    if not isinstance(fault, click.UsageError):
        return message
    return f"{message}; `{fault.ctx.command_path if fault.ctx else 'fxtracker COMMAND'} --help` shows how"


def _fail(message: str, code: int) -> None:
    click.echo(f"fxtracker: {one_line(message)}", err=True)
    sys.exit(code)
