"""Writing a series as a table, CSV, JSON or Parquet, to the screen or to a file."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fxtracker.cli.output import json_text, print_table, say
from fxtracker.errors import UsageError
from fxtracker.safe import formula_free, harmless

__all__ = ["write_series"]

_NUMBERS = frozenset({"open", "high", "low", "close", "bid", "ask", "mid"})


def write_series(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], form: str, out: Path | None) -> None:
    """Write rows whose decimals are strings; Parquet needs a file (`out`) and keeps them as exact decimals."""
    if form == "parquet" and out is not None:
        _write_parquet(columns, rows, out)
    elif form == "table" and out is None:
        print_table(
            columns, [[_cell(row[name]) for name in columns] for row in rows], [n for n, name in enumerate(columns) if name in _NUMBERS]
        )
    else:
        text = json_text(list(rows)) + "\n" if form == "json" else _csv(columns, rows)
        if out is None:
            sys.stdout.write(text)
        else:
            out.write_text(text, encoding="utf-8")
            say(f"{len(rows):,} rows in {out}.")


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, opened: bool = True) -> str:
    """The rows as CSV; where a person will open them (`opened`), no text of a source can be a formula or steer a terminal."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    clean = (lambda value: formula_free(harmless(str(value)))) if opened else str
    writer.writerows([clean(row[name]) if row[name] is not None else "" for name in columns] for row in rows)
    return text.getvalue()


def _write_parquet(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], out: Path) -> None:
    try:
        import duckdb
    except ModuleNotFoundError:
        raise UsageError("--format: parquet needs the extra of that name; install fxtracker[parquet], or write --format csv") from None
    casts = ", ".join(f'CAST("{name}" AS DECIMAL(18, 8)) AS "{name}"' if name in _NUMBERS else f'"{name}"' for name in columns)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "series.csv"
        plain.write_text(_csv(columns, rows, opened=False), encoding="utf-8")
        with duckdb.connect() as connection:
            table = connection.read_csv(str(plain), all_varchar=True)
            connection.register("series", table)
            made = Path(folder) / "series.parquet"
            connection.execute(f"COPY (SELECT {casts} FROM series) TO '{made}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608
        out.write_bytes(made.read_bytes())
    say(f"{len(rows):,} rows in {out}.")


def _cell(value: object) -> str:
    return "-" if value is None else str(value)
