"""Help reads like a manual and starts at once; the quick commands import nothing that they do not need."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from fxtracker.cli import COMMANDS, cli

from .conftest import NOW, Terminal

HEAVY = {
    "alembic", "apscheduler", "asyncio", "duckdb", "holidays", "httpx", "jinja2", "jmespath", "matplotlib", "numpy", "pandas", "selectolax",
    "sqlalchemy", "starlette", "uvicorn", "zstandard",
}  # fmt: skip


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and command of a command, by what a person types."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", found) for inner, found in command.commands.items())


ALL = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_and_the_command_say_the_same(name: str) -> None:
    first, _, _ = (ALL[name].help or "").partition("\n\n")

    assert " ".join(first.split()) == COMMANDS[name][2]


@pytest.mark.parametrize("name", ALL)
def test_every_option_says_what_it_is(name: str) -> None:
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, parameter.name
            assert parameter.help.rstrip()[-1] in ".;", parameter.help
            assert parameter.help[0] != parameter.help[0].lower() or parameter.help.split()[0].rstrip(",") in {"bid", "F.png"}, (
                parameter.help
            )


@pytest.mark.parametrize("name", ALL)
def test_help_fits_a_terminal_and_takes_h_too(empty: Terminal, name: str) -> None:
    printed = empty.good(*name.split(), "--help").out

    assert printed.startswith(f"Usage: fxtracker {name} ")
    assert printed == empty.good(*name.split(), "-h").out
    assert max(map(len, printed.splitlines())) <= 100
    assert not empty.home.exists()


def test_every_family_of_commands_is_told() -> None:
    manual = cli.get_help(click.Context(cli, info_name="fxtracker"))

    assert all(f"  {name} " in manual and COMMANDS[name][2][:40] in manual for name in COMMANDS)


def imported(*argv: str, **environ: str) -> set[str]:
    """The packages that a command imports, by the interpreter's own account."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "fxtracker", *argv],
        env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize("argv", [("--help",), ("--version",), ("rate", "--help"), ("article", "--help"), ("up", "--help")], ids=" ".join)
def test_help_and_version_load_no_library(argv: tuple[str, ...]) -> None:
    assert not imported(*argv) & HEAVY


@pytest.mark.parametrize("argv", [("rate",), ("rate", "--json"), ("convert", "100", "USD", "NGN")], ids=" ".join)
def test_a_reader_of_one_rate_waits_for_the_database_alone(filled: Path, argv: tuple[str, ...]) -> None:
    loaded = imported(*argv, FXTRACKER_HOME=str(filled), FXTRACKER_NOW=NOW)

    # SQLAlchemy itself imports asyncio.
    assert loaded & HEAVY <= {"sqlalchemy", "asyncio"}
    assert "fxtracker.sources" not in loaded
    assert not {name for name in loaded if name.startswith("sqlalchemy.dialects.postgresql")}
