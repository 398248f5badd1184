"""How the command line prints: aligned tables for people, JSON for programs, and nothing that could steer the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import click

from fxtracker.lagos import WAT
from fxtracker.safe import harmless, json_harmless, one_line

__all__ = ["age", "figure", "json_text", "print_json", "print_table", "say", "wat"]


def say(text: str = "", *, err: bool = False) -> None:
    """Print a text of whatever origin, made harmless."""
    click.echo(harmless(text), err=err)


def json_text(value: object) -> str:
    """A document as indented JSON, with ₦ and letters as they are; what a terminal would obey stands as its code."""
    return json_harmless(json.dumps(value, indent=2, ensure_ascii=False))


def print_json(value: object) -> None:
    """Print a document as JSON."""
    click.echo(json_text(value))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = (), *, err: bool = False) -> None:
    """Rows under a header, columns as wide as they need; those numbered in `right` are set to the right. Each cell is one line."""
    lines = [[one_line(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = [cell.rjust(widths[n]) if n in right else cell.ljust(widths[n]) for n, cell in enumerate(line)]
        click.echo("  ".join(cells).rstrip(), err=err)


def figure(value: Decimal | None) -> str:
    """A rate with its own digits and thousands commas; an absent one is a dash."""
    return "-" if value is None else f"{value:,f}"


def wat(instant: datetime | None) -> str:
    """An instant as Lagos wrote it down."""
    return "-" if instant is None else instant.astimezone(WAT).strftime("%Y-%m-%d %H:%M WAT")


def age(seconds: int) -> str:
    """How long ago, in the largest unit that says enough."""
    span = timedelta(seconds=seconds)
    if span.days >= 2:
        return f"{span.days} days"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
